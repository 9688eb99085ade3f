#!/bin/sh
# cabundle-diff on real bundles: the facts that an independent script found, and what must hold for
# any two bundles.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
leaks_are_found_elsewhere

data=$(data_dir) || skip_all 'no real data'
rds=$data/rds trust=$data/trust p7b=$data/p7b

# says 'what' 'last line' ARGUMENTS...: what the counts are.
says() {
	what=$1 expected=$2
	shift 2
	cabundle-diff -f summary "$@" >"$T/out" 2>&1
	got=$(tail -n 1 "$T/out")
	if [ "$got" = "$expected" ]; then
		pass "$what"
	else
		fail "$what"
		echo "# $got"
	fi
}

# has 'what' CLASS CAUSE NAME...: these names, and no others, are of that class in $T/changes.
has() {
	what=$1 class=$2 cause=$3
	shift 3
	printf '%s\n' "$@" | LC_ALL=C sort >"$T/expected"
	awk -F '\t' -v class="$class" -v cause="$cause" '$1 == class && $2 == cause { print $10 }' "$T/changes" |
		LC_ALL=C sort >"$T/got"
	same "$what" "$T/expected" "$T/got"
}

# ---- RDS ----

old=$rds/global-bundle-102-2022.pem new=$rds/global-bundle-115-2023.pem
says 'RDS 102 to 115' '100 unchanged, 15 added, 2 removed (1 while valid, 1 expired); order kept' \
	--at 2023-06-28 "$old" "$new"
cabundle-diff -f tsv --at 2023-06-28 "$old" "$new" >"$T/changes"
has 'the root of ap-east-1 went while valid' removed while-valid 'Amazon RDS ap-east-1 Root CA'
has 'the CA of ap-east-1 had expired' removed expired 'Amazon RDS ap-east-1 CA'
awk -F '\t' '$1 == "added" { n[$9]++ } END { for (r in n) print r, n[r] }' "$T/changes" | LC_ALL=C sort >"$T/got"
printf '%s 3\n' ap-south-2 ap-southeast-4 eu-central-2 eu-south-2 me-central-1 >"$T/expected"
same 'five regions come with three CAs each' "$T/expected" "$T/got"
says 'today both have expired' '100 unchanged, 15 added, 2 removed (2 expired); order kept' --at 2026-11-24 "$old" "$new"
exits 0 'the 115 as PEM and as PKCS#7 are the same' cabundle-diff "$new" "${new%.pem}.p7b"
says '... in another format' '115 unchanged; order kept; format pem -> p7b-pem' "$new" "${new%.pem}.p7b"
says 'combined 2018 to 2020' '17 unchanged, 28 added; order kept' --at 2020-06-01 \
	"$rds/rds-combined-ca-bundle-17-2018.pem" "$rds/rds-combined-ca-bundle-45-2020.pem"

# ---- US Federal PKI: two weeks ----

old=$p7b/fpki-ber-2023-04-24.p7b new=$p7b/fpki-ber-2023-05-15.p7b
says 'FPKI' '142 unchanged, 4 renewed, 1 re-keyed, 4 added, 1 removed (1 while valid); order kept' \
	--at 2023-05-15 "$old" "$new"
cabundle-diff -f tsv --at 2023-05-15 "$old" "$new" >"$T/changes"
has 'renewed' renewed '' 'Boeing PCA G3' 'DigiCert Class 3 SSP Intermediate CA - G4' \
	'Lockheed Martin Root Certification Authority 2' 'Lockheed Martin Root Certification Authority 6'
has 're-keyed' re-keyed '' 'NASA Operational CA'
has 'removed while valid' removed while-valid 'Northrop Grumman Corporate Signing CA-G2'
# shellcheck disable=SC2016 # awk's
ok 'NASA: the key of 2015 went, that of 2023 came' awk -F '\t' '$1 == "re-keyed" {
	exit !($7 ~ /^2025/ && $8 ~ /^2033/) }' "$T/changes"

# ---- Mozilla ----

says 'certifi 2022 to 2024' \
	'125 unchanged, 23 added, 11 removed (6 while valid, 1 covered, 4 expired); order kept' \
	--at 2024-12-01 "$trust/certifi-2022.pem" "$trust/certifi-2024.pem"
cabundle-diff -f tsv --at 2024-12-01 "$trust/certifi-2022.pem" "$trust/certifi-2024.pem" >"$T/changes"
has 'the old Firmaprofesional is covered' removed covered \
	'Autoridad de Certificacion Firmaprofesional CIF A62634068'
says 'certifi 2024 to 2025' '137 unchanged, 6 added, 11 removed (10 while valid, 1 expired); order kept' \
	--at 2025-12-01 "$trust/certifi-2024.pem" "$trust/certifi-2025.pem"

# ---- What must hold for any two ----

set -- "$rds"/global-bundle-102-2022.pem "$rds"/global-bundle-115-2023.pem "$rds"/global-bundle-121-2024-crlf.pem \
	"$rds"/rds-combined-ca-bundle-45-2020.pem "$p7b"/fpki-ber-2023-04-24.p7b "$p7b"/fpki-ber-2023-05-15.p7b \
	"$p7b"/dod-v5.9.pem.p7b "$trust"/certifi-2022.pem "$trust"/certifi-2025.pem "$trust"/redhat-tls-ca-bundle-2021.pem \
	"$testdata"/diff/old.pem "$testdata"/diff/new.pem

# Of each: what is in it, and the same in two other orders.
for bundle; do
	name=${bundle##*/}
	cabundle-list --no-verify --no-header -f tsv -c sha256 "$bundle" 2>/dev/null | LC_ALL=C sort -u >"$T/$name.in"
	cabundle-merge -k -s sha256 "$bundle" >"$T/$name.up" 2>/dev/null
	cabundle-merge -k -s -sha256 "$bundle" >"$T/$name.down" 2>/dev/null
	exits 0 "$name is the same as itself" cabundle-diff -q "$bundle" "$bundle"
done

# The classes partition both sides: every certificate that one side alone has is in one row.
partition() {
	LC_ALL=C comm -23 "$T/$1.in" "$T/$2.in" >"$T/only-old"
	LC_ALL=C comm -13 "$T/$1.in" "$T/$2.in" >"$T/only-new"
	sed 1d "$T/there" | cut -f 3 | sed '/^$/d' | LC_ALL=C sort >"$T/old"
	sed 1d "$T/there" | cut -f 4 | sed '/^$/d' | LC_ALL=C sort >"$T/new"
	cmp "$T/only-old" "$T/old" && cmp "$T/only-new" "$T/new"
}

# Back again: pairs turn round, what came goes.
mirror() {
	sed 1d "$T/there" | awk -F '\t' -v OFS='\t' '{
		if ($3 != "" && $4 != "") print $1, $4, $3
		else if ($3 == "") print "gone", $4, ""
		else print "come", "", $3 }' | LC_ALL=C sort >"$T/a"
	sed 1d "$T/back" | awk -F '\t' -v OFS='\t' '{
		if ($3 != "" && $4 != "") print $1, $3, $4
		else if ($3 == "") print "come", "", $4
		else print "gone", $3, "" }' | LC_ALL=C sort >"$T/b"
	cmp "$T/a" "$T/b"
}

# Another order of either side changes no byte of the list.
shuffled() {
	cabundle-diff -f tsv --at 2024-01-01 "$T/$1.up" "$T/$2.down" >"$T/other"
	cmp "$T/there" "$T/other"
}

while [ $# -gt 1 ]; do
	old=$1
	shift
	for new; do
		a=${old##*/} b=${new##*/}
		cabundle-diff -f tsv --at 2024-01-01 "$old" "$new" >"$T/there" 2>"$T/err"
		cabundle-diff -f tsv --at 2024-01-01 "$new" "$old" >"$T/back" 2>>"$T/err"
		ok "$a to $b: every certificate in one class" partition "$a" "$b"
		ok "$a to $b: the other direction is the mirror" mirror
		ok "$a to $b: order does not matter" shuffled "$a" "$b"
	done
done
