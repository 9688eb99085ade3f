#!/bin/sh
# cabundle-check on real bundles and on every odd input: what is clean has no error, every fault is
# found where it is, and bit rot is found wherever it is.
#
# tests/check.odd has a line for each file of $CABUNDLE_DATA/odd: its name, and what must be found,
# as PLACE:CHECK; the place is a line, +BYTE, or nothing for the whole file; of more than 8 of a
# kind, COUNT*CHECK.  Where a file has nothing there, no error may be found in it.
# data-check.sh --table prints that table as it is now, with all that is found.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

data=$(data_dir) || skip_all 'no real data'
now=2026-11-01

# NAME PLACE:CHECK ... for each of the files.
table() { # file...
	timeout 60 cabundle-check -f tsv --at $now "$@" | awk -F '\t' '
	FNR == 1 { next }
	{
		name = $1
		sub(/.*\//, "", name)
		if (++count[name, $9] <= 9) {
			check[name, ++items[name]] = $9
			place[name, items[name]] = $2 != "" ? $2 : $4 != "" ? "+" $4 : ""
		}
	}
	END {
		for (name in items) {
			printf "%s", name
			for (i = 1; i <= items[name]; i++) {
				id = check[name, i]
				if (count[name, id] <= 8)
					printf " %s:%s", place[name, i], id
				else if (++said[name, id] == 1)
					printf " %d*%s", count[name, id], id
			}
			print ""
		}
	}' | LC_ALL=C sort
}

if [ "${1:-}" = --table ]; then
	tap_plan=no
	table "$data"/odd/[!E]*
	exit
fi

# Every odd input

table "$data"/odd/[!E]* >"$T/table"
has_all() { # file expected...
	found=" $(sed -n "s/^$1 //p" "$T/table") "
	shift
	for word; do
		case $found in
		*" $word "*) ;;
		*)
			echo "$word is not in$found"
			return 1
			;;
		esac
	done
}
while read -r file expected; do
	case $file in
	'#'*) continue ;;
	esac
	if [ -z "$expected" ]; then
		ok "$file: no error" cabundle-check --at $now "$data/odd/$file"
	else
		# shellcheck disable=SC2086 # several words
		ok "$file: $expected" has_all "$file" $expected
	fi
done <"$top_srcdir/tests/check.odd"
in_the_table() {
	for file in "$data"/odd/[!E]*; do
		grep -q "^${file##*/}\( \|$\)" "$top_srcdir/tests/check.odd" ||
			echo "${file##*/} is not in tests/check.odd"
	done >"$T/missing"
	[ ! -s "$T/missing" ] || ! cat "$T/missing"
}
ok 'each odd input is in the table' in_the_table

# Other people's odd certificates: no crash, and stderr is silent

reads_all() { # folder
	timeout 60 cabundle-check -v "$1"/* >"$T/out" 2>"$T/err"
	[ $? -eq 1 ] && [ ! -s "$T/err" ]
}
for folder in limbo certtool p7b odd aws; do
	ok "no crash in $folder" reads_all "$data/$folder"
done

# Clean bundles

for file in "$data"/rds/global-bundle-* "$data"/rds/us-*-bundle-* "$data/trust/certifi-2025.pem"; do
	ok "${file##*/} has no error" cabundle-check "$file"
done
bundle=$data/rds/global-bundle-115-2023.pem
count_of() { # check file option...
	check=$1
	shift
	cabundle-check -f tsv "$@" | cut -f 9 | grep -cx -e "$check"
}
expired() {
	[ "$(count_of expired "$bundle" --at 2026-11-01)" -eq 28 ] &&
		[ "$(cabundle-list --no-verify --count --at 2026-11-01 -w 'not-after<now' "$bundle")" -eq 28 ]
}
ok 'of the 115, 28 have expired, as cabundle-list says' expired
sole_anchor() {
	cabundle-check -f tsv --at 2024-06-01 "$bundle" | awk -F '\t' '$8 == "error"' >"$T/errors"
	[ "$(cut -f 2,9,10 "$T/errors" | tr '\t' '|')" = '193|sole-anchor-expired|Amazon RDS me-south-1 CA' ]
}
ok 'on 2024-06-01, the one error is a sole anchor that has expired' sole_anchor
same_in_p7b() {
	for file in "$bundle" "${bundle%.pem}.p7b"; do
		cabundle-check -f tsv --at 2024-06-01 "$file" | cut -f 5,6,8-10 >"$T/${file##*.}"
	done
	cmp "$T/pem" "$T/p7b"
}
ok 'the P7B has the same findings' same_in_p7b

# Orphans

without_the_root() {
	cabundle-list -f jsonl -c name,role "$bundle" | grep -c '"name":"Amazon RDS Root 2019 CA","role":"root"' >"$T/n"
	cabundle-merge -s none -w 'name!=Amazon RDS Root 2019 CA' -o "$T/114.pem" "$bundle" 2>/dev/null
	[ "$(cat "$T/n")" -eq 1 ] && [ "$(count_of orphan "$T/114.pem")" -eq 17 ] &&
		[ "$(cabundle-list --count -w 'issuer-cn=Amazon RDS Root 2019 CA and role=intermediate' "$bundle")" -eq 17 ]
}
ok 'without the root of 2019, its 17 intermediates are orphans' without_the_root

# Bit rot: one bit of every signature, and then of every key, in all of the 115

cabundle-split -t der -n '{index}.der' -d "$T/der" "$bundle" >/dev/null
flipped() { # signature|key
	for file in "$T"/der/*.der; do
		od -An -v -tx1 "$file" | tr -d ' \n'
		echo
	done | awk -v what="$1" '
	# The last byte is of the signature; 60 bytes behind its algorithm, a key is at its value.
	function place(hex, n) {
		if (what == "signature")
			return length(hex) - 1
		n = index(hex, "06092a864886f70d0101010500")
		if (n == 0)
			n = index(hex, "06072a8648ce3d0201")
		return n + 120
	}
	{
		n = place($0)
		digit = index("0123456789abcdef", substr($0, n, 1)) - 1
		digit += digit % 2 ? -1 : 1
		hex = substr($0, 1, n - 1) substr("0123456789abcdef", digit + 1, 1) substr($0, n + 1)
		for (i = 1; i < length(hex); i += 2)
			printf "\\0%03o", (index("0123456789abcdef", substr(hex, i, 1)) - 1) * 16 \
			    + index("0123456789abcdef", substr(hex, i + 1, 1)) - 1
		print ""
	}' | while read -r bytes; do
		printf '%b' "$bytes"
	done
}
rot_is_found() { # signature|key
	flipped "$1" >"$T/flipped.der"
	cmp -s "$T/flipped.der" "$T/whole.der" && return 1
	cabundle-check -f tsv "$T/flipped.der" | awk -F '\t' '$9 ~ /^(self-)?signature-wrong$/ { print $5 }' |
		sort -u >"$T/found"
	[ "$(wc -l <"$T/found")" -eq 115 ] || ! cat "$T/found"
}
cat "$T"/der/*.der >"$T/whole.der"
ok '115 certificates in DER' [ "$(count_of expired "$T/whole.der" --at 2026-11-01)" -eq 28 ]
for what in signature key; do
	ok "a bit of each $what: all 115 are found" rot_is_found $what
done
