#!/bin/sh
# Each golden output belongs to a case, no case is there twice, and each has an exit status.  A case
# that may be skipped has a golden output, if an empty one: without one, nobody knows whether it
# prints nothing or was skipped where make bless ran.
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
	delete skips[name]
	next
}
/^#/ || NF == 0 { next }
$2 !~ /^[0-9]+$/ || NF < 3 {
	complain(FILENAME ":" FNR ": not \"name exit-status command\"")
	next
}
$1 in at { complain(FILENAME ":" FNR ": " $1 " is a case already at " at[$1]) }
{ at[$1] = FILENAME ":" FNR }
/exit 77/ && $2 != 77 { skips[$1] = at[$1] }
END {
	for (name in skips)
		complain(skips[name] ": " name " may be skipped and has no golden output (make bless where it is not)")
	exit bad
}' tests/cases/*.cases -
