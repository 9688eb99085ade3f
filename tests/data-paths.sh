#!/bin/sh
# Paths through real meshes of CAs: the US Federal PKI, with all that a bridge has, and the DoD's; and
# distrust among many certificates of one name.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
leaks_are_found_elsewhere

data=$(data_dir) || skip_all 'no real data'
tab=$(printf '\t')

# Each certificate of a bundle as a chain of its own, beside it.
take_apart() { # BUNDLE FOLDER
	cabundle-split -d "$2" "$1" >/dev/null 2>"$T/err"
}

# ---- The Federal PKI on 2023-06-01, below "Federal Common Policy CA G2" ----------------------

fpki=$data/p7b/fpki-ber-2023-05-15.p7b
# Why the five of its 151 certificates fail that do, checked by hand:
# - two are issued to the Federal Bridge, and one to CertiPath's, by CAs of companies and agencies whose
#   own certificates permit their names only, or exclude those of the government;
# - Exostar's policies are none that the Federal Bridge maps for it, and it requires one;
# - the last had expired.
expected() {
	cat <<-END
		CertiPath Bridge CA - G3${tab}name-constraints
		Exostar Digital Certificate Service Signing CA 1${tab}policy
		Federal Bridge CA G4${tab}name-constraints
		Federal Bridge CA G4${tab}name-constraints
		ORC NFI CA 3${tab}expired
	END
}
federal() { # BUNDLE
	cabundle-verify -f tsv -a "$1" --purpose any --at 2023-06-01 "$T/fpki" >"$T/all" 2>"$T/err"
	grep -c '^ok' "$T/all"
	grep '^failing' "$T/all" | cut -f 4,7 | sort >"$T/failing"
	expected | diff - "$T/failing" && [ "$(grep -c '^ok' "$T/all")" -eq 146 ]
}
# Blocks of a PEM file in another order: sorted by their second line.
shuffled() { # PEM COLUMN
	awk -v column="$2" '/^-----BEGIN/ { block = "" } { block = block $0 "\n" }
	/^-----END/ { split(block, line, "\n"); key[++n] = substr(line[column], 20); text[n] = block }
	END {
		for (i = 2; i <= n; i++)
			for (k = i; k > 1 && key[k] < key[k - 1]; k--) {
				swap = key[k]; key[k] = key[k - 1]; key[k - 1] = swap
				swap = text[k]; text[k] = text[k - 1]; text[k - 1] = swap
			}
		for (i = 1; i <= n; i++) printf "%s", text[i]
	}' "$1"
}
if [ -f "$fpki" ]; then
	take_apart "$fpki" "$T/fpki"
	p7b2pem -o "$T/fpki.pem" "$fpki" 2>"$T/err"
	ok 'of the Federal PKI, 146 of 151 verify' federal "$fpki"
	for column in 4 9 14; do
		shuffled "$T/fpki.pem" $column >"$T/shuffled.pem"
		ok "so they do in another order, by line $column" federal "$T/shuffled.pem"
	done
	# Nothing is an anchor: that is known of each, and nothing is given up.
	rootless() {
		cabundle-merge -w 'self-signed=no' -o "$T/rootless.pem" "$fpki" 2>"$T/err"
		cabundle-verify -f tsv -a "$T/rootless.pem" --purpose any --at 2023-06-01 "$T/fpki" >"$T/all" 2>"$T/err"
		[ $? -eq 1 ] && [ "$(grep -c '^failing' "$T/all")" -eq 151 ]
	}
	ok 'without its root, none verifies' rootless
else
	skip 'the Federal PKI' 'no such data'
fi

# ---- The DoD's, as OpenSSL judges it ----------------------------------------------------------

dod=$data/p7b/dod-v5.9.pem
same_as_openssl() { # TIME SECONDS
	cabundle-verify -f tsv -a "$dod" --purpose any --at "$1" "$T/dod" 2>"$T/err" |
		awk -F "$tab" 'NR > 1 { print $1, $3 }' >"$T/ours"
	for chain in "$T/dod"/*; do
		if openssl verify -no-CApath -no-CAstore -CAfile "$dod" -attime "$2" -auth_level 1 "$chain" >"$T/err" 2>&1; then
			echo "ok $chain"
		else
			echo "failing $chain"
		fi
	done >"$T/theirs"
	grep -q '^ok' "$T/ours" && diff "$T/ours" "$T/theirs"
}
if [ ! -f "$dod" ]; then
	skip "the DoD's" 'no such data'
elif ! command -v openssl >/dev/null; then
	skip "the DoD's" 'openssl is not here'
else
	take_apart "$dod" "$T/dod"
	ok "the DoD's on 2021-12-01" same_as_openssl 2021-12-01 1638316800
	ok "the DoD's on 2023-06-01" same_as_openssl 2023-06-01 1685577600
fi

# ---- Distrust -------------------------------------------------------------------------------

dis=$data/review/dis
distrusted() {
	cabundle-verify -f tsv -a "$1" --purpose any --at 2026-01-01 "$dis/leaf.pem" >"$T/out" 2>"$T/err"
	cat "$T/out" "$T/err"
	[ "$(sed -n 2p "$T/out" | cut -f 1,7)" = "failing${tab}distrusted" ]
}
if [ -d "$dis" ]; then
	ok 'distrust beside one of its name' distrusted "$dis/a.pem"
	ok 'distrust after 70 of its name' distrusted "$dis/b.pem"
else
	skip 'distrust' 'no such data'
fi
