#!/bin/sh
# Each field of lib/report/field.def (the first string of a row) is an item of cabundle(7), in the
# section whose name ends in "fields", and each item there is a field.  The same goes for
# crl_field.def and the section whose name ends in "fields of CRLs".
cd "${top_srcdir:=${0%/*}/../..}" || exit 1

# check DEF SECTION
check() {
	awk -v def="$1" -v section="$2" '
function complain(text) {
	print text
	bad = 1
}
FILENAME == def {
	if (/^[A-Z_]+\(/) {
		if (match($0, /"[a-z0-9-]+"/))
			row[substr($0, RSTART + 1, RLENGTH - 2)] = FNR
		else
			complain(FILENAME ":" FNR ": no name on the first line of the row")
	}
	next
}
/^\.S[hs] / { inside = tolower($0) ~ section "\"?$" }
inside && /^\.It (Cm|Sy|Ic) / {
	for (i = 3; i <= NF; i++)
		if ($i ~ /^[a-z0-9][-a-z0-9]*$/)
			item[$i] = FNR
}
END {
	for (name in row)
		if (!(name in item))
			complain(def ":" row[name] ": " name " is not in the section on fields of cabundle(7)")
	for (name in item)
		if (!(name in row))
			complain("man/cabundle.7:" item[name] ": " name " is not in " def)
	exit bad
}' "$1" man/cabundle.7
}

check lib/report/field.def fields && check lib/report/crl_field.def 'fields of crls'
