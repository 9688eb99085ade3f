#!/bin/sh
# What is freed is empty again, so that to free it twice does no harm and what is used after it is
# seen to be nothing: each X_free(struct x *) sets or starts its struct anew, unless it frees what
# its argument points to.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1

# shellcheck disable=SC2016 # awk's
find lib tools -name '*.c' | LC_ALL=C sort | xargs awk '
FNR == 1 { name = "" }
match($0, /^void [a-z0-9_]+_free\(struct [a-z0-9_]+ \*[a-z]+\)$/) {
	name = $2
	sub(/\(.*/, "", name)
	it = $NF
	gsub(/[*)]/, "", it)
	at = FILENAME ":" FNR
	good = 0
	found++
}
name != "" && (index($0, "\t*" it " = (struct ") == 1 || $0 ~ "^\t[a-z_]+_start\\(" it "[,)]" || index($0, "\tfree(" it ");") == 1) {
	good = 1
}
name != "" && /^}/ {
	if (!good) {
		print at ": " name " leaves pointers to what it freed"
		bad = 1
	}
	name = ""
}
END {
	if (found < 20) {
		print "only " found + 0 " functions were found; is the pattern right?"
		bad = 1
	}
	exit bad
}'
