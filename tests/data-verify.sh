#!/bin/sh
# cabundle-verify and openssl verify give the same verdict, but for the disagreements that
# tests/verify.known lists with their reasons; and nothing that is no chain makes it crash.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
leaks_are_found_elsewhere

tab=$(printf '\t')
known=$top_srcdir/tests/verify.known
: >"$T/found"
: >"$T/all"

# ---- The same verdict ------------------------------------------------------------------------

# Asks both and notes what they said: asks NAME TIME PURPOSE ANCHORS LEAF [INTERMEDIATES].
# $partial is empty, or anything where all of the bundle are anchors.
partial=
# -auth_level 1 is what libssl demands of a chain; openssl verify alone demands nothing.
asks() (
	name=$1 at=$2 purpose=$3 anchors=$4 leaf=$5 between=${6:-}
	cat "$leaf" ${between:+"$between"} >"$T/chain.pem"
	cabundle-verify ${partial:+--partial-chain} -a "$anchors" --at "@$at" --purpose "$purpose" "$T/chain.pem" >"$T/ours" 2>&1
	status=$?
	case $status in
	0) ours=ok ;;
	1) ours=failing ;;
	*) ours="status-$status" ;;
	esac
	case $purpose in
	any) ;;
	*) purpose=ssl$purpose ;;
	esac
	if openssl verify -no-CApath -no-CAstore -CAfile "$anchors" -attime "$at" -auth_level 1 \
		${partial:+-partial_chain} -purpose "$purpose" ${between:+-untrusted "$between"} "$leaf" >"$T/theirs" 2>&1; then
		theirs=ok
	else
		theirs=failing
	fi
	echo "$name$tab$ours$tab$theirs" >>"$T/all"
	[ "$ours" = "$theirs" ] || echo "$name$tab$ours$tab$theirs" >>"$T/found"
)

# Every disagreement is listed, and every one that is listed occurs: agrees PREFIX.
agrees() {
	grep "^$1" "$T/all" >"$T/asked" || return 1
	{ grep -v '^#' "$known" || :; } | { grep "^$1" || :; } | cut -f 1-3 | sort >"$T/listed"
	{ grep "^$1" "$T/found" || :; } | sort >"$T/occur"
	echo "of $(wc -l <"$T/asked"), $(wc -l <"$T/occur") disagree: our verdict, theirs"
	diff "$T/listed" "$T/occur"
}

if command -v openssl >/dev/null; then
	v=$testdata/verify
	at=1767225600 # 2026-01-01
	for chain in "$v"/flaws/*.pem; do
		name=${chain##*/}
		for purpose in server client any; do
			asks "flaws/${name%.pem}/$purpose" $at $purpose "$v/root.pem" "$chain" "$chain"
		done
	done
	ok 'openssl agrees on the flaws of the fixtures' agrees flaws/
	at=1722470400 # 2024-08-01
	p7b2pem -o "$T/audit.pem" "$v/servers/audit.der"
	for bundle in old new short; do
		for chain in "$v/servers/orders.pem" "$v/servers/users.pem" "$v/servers/stats.txt" "$T/audit.pem"; do
			for when in $at 1725148800 1798761600; do # ... 2024-09-01, 2027-01-01
				name=${chain##*/}
				asks "servers/${name%.*}/$bundle/$when" "$when" server "$v/$bundle.pem" "$chain" "$chain"
			done
		done
	done
	ok 'openssl agrees on the servers, before and after the update' agrees servers/
	partial=yes
	for bundle in old new short; do
		for chain in "$v/servers/orders.pem" "$v/servers/users.pem" "$T/audit.pem"; do
			name=${chain##*/}
			asks "partial/${name%.*}/$bundle" $at server "$v/$bundle.pem" "$chain" "$chain"
		done
	done
	asks partial/itself $at server "$v/flaws/good.pem" "$v/flaws/good.pem"
	partial=
	ok 'openssl agrees on partial chains' agrees partial/
	for trust in distrusted email-only; do
		asks "trust/$trust" $at server "$v/$trust.pem" "$v/flaws/good.pem"
	done
	ok 'openssl agrees on what is distrusted' agrees trust/
else
	skip 'openssl agrees on the fixtures' 'openssl is not here'
fi

# x509-limbo: each case is the certificates of some files; INDEX.tsv says what a strict verifier
# for the web has to answer, which neither we nor OpenSSL are, nor was a name asked for.
limbo() {
	for peer in *.peer.pem; do
		case=${peer%.peer.pem}
		cat "$case".trusted*.pem >"$T/anchors.pem" 2>/dev/null || continue
		cat "$case".int*.pem >"$T/between.pem" 2>/dev/null
		[ -s "$T/between.pem" ] && between=$T/between.pem || between=
		case $case in
		*__online__*) times='1701388800 1706745600' ;; # 2023-12-01, 2024-02-01
		*) times=1706745600 ;;
		esac
		for at in $times; do
			asks "limbo/$case" "$at" server "$T/anchors.pem" "$peer" "$between"
		done
	done
}

# How often each verdict is the expected one; the last time asked of a case counts.
expected() {
	awk -F '\t' '
	FNR == 1 { file++ }
	file == 1 && $3 == "peer" { want[$1] = $4 == "SUCCESS" ? "ok" : "failing"; next }
	file == 2 && /^limbo\// {
		sub(/^limbo\//, "", $1)
		if ($1 ~ /__online__/)
			next
		w = want[$1 ".peer.pem"]
		total++
		ours += $2 == w
		theirs += $3 == w
		stricter += w == "ok" && $2 != w
	}
	END {
		printf "of %d cases, ours is as expected in %d, openssl'\''s in %d; ", total, ours, theirs
		printf "%d that should verify do not\n", stricter
	}' INDEX.tsv "$T/all"
}

if ! command -v openssl >/dev/null; then
	skip 'openssl agrees on x509-limbo' 'openssl is not here'
elif ! data=$(data_dir) || [ ! -f "$data/limbo/INDEX.tsv" ]; then
	skip 'openssl agrees on x509-limbo' 'no real data'
else
	cd "$data/limbo" || exit 1
	limbo
	ok 'openssl agrees on x509-limbo' agrees limbo/
	expected >"$T/expected"
	comment "$T/expected"
	cd "$testdata" || exit 1
fi

# ---- Nothing crashes -------------------------------------------------------------------------

says_something() { # command...: the exit status is 0, 1 or 2
	"$@" >"$T/stdout" 2>"$T/stderr"
	status=$?
	[ $status -le 2 ] && return 0
	echo "exit status $status: $*"
	tail -n 5 "$T/stderr"
	return 1
}
as_anchors() { # folder
	bad=0
	for file in "$1"/*; do
		[ -f "$file" ] || continue
		says_something cabundle-verify -v --partial-chain -a "$file" --at 2026-01-01 \
			verify/flaws/good.pem "$file" || bad=1
	done
	return $bad
}
as_chains() { # folder
	says_something cabundle-verify -v -f json --hostname db.example.test -a verify/root.pem --at 2026-01-01 "$1" &&
		if command -v jq >/dev/null; then jq empty <"$T/stdout"; fi
}
nothing_raw() { # folder: only printable characters and line ends, once what is UTF-8 is out
	cabundle-verify -v -a "$1" -a verify/root.pem --at 2026-01-01 "$1" 2>&1 | tr -d '\n\200-\377' | tr -d '[:print:]' >"$T/raw"
	[ ! -s "$T/raw" ]
}

for folder in pem der windows roles algorithms names hostile check verify/flaws; do
	ok "$folder as chains" as_chains $folder
done
ok 'names as anchors' as_anchors names
ok 'hostile as anchors' as_anchors hostile
ok 'names come out escaped' nothing_raw names
if data=$(data_dir); then
	for folder in odd certtool; do
		if [ -d "$data/$folder" ]; then
			ok "$folder as chains" as_chains "$data/$folder"
			ok "$folder as anchors" as_anchors "$data/$folder"
			ok "$folder comes out escaped" nothing_raw "$data/$folder"
		else
			skip "$folder" 'no such data'
		fi
	done
else
	skip 'odd and certtool' 'no real data'
fi
