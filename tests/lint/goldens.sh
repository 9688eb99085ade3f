#!/bin/sh
# Each golden output belongs to a case, no case is there twice, and each has an exit status.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1

{
	[ ! -d testdata/golden ] || find testdata/golden -type f | LC_ALL=C sort
} | awk '
function complain(text) {
	print text
	bad = 1
}
FILENAME == "-" {
	name = $0
	sub(/^testdata\/golden\//, "", name)
	if (!sub(/\.(out|err)$/, "", name) || !(name in at))
		complain($0 ": no case makes it (make bless)")
	next
}
/^#/ || NF == 0 { next }
$2 !~ /^[0-9]+$/ || NF < 3 {
	complain(FILENAME ":" FNR ": not \"name exit-status command\"")
	next
}
$1 in at { complain(FILENAME ":" FNR ": " $1 " is a case already at " at[$1]) }
{ at[$1] = FILENAME ":" FNR }
END { exit bad }' tests/cases/*.cases -
