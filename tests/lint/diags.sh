#!/bin/sh
# Each diagnostic of lib/base/diag.def is explained in cabundle(7) under DIAGNOSTICS, each explained
# there exists, and each is used by some .c file.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1

# The files that may use one come last: in them, constants are all that matters.
# shellcheck disable=SC2046
awk '
function complain(text) {
	print text
	bad = 1
}
FILENAME == "lib/base/diag.def" {
	if (match($0, /^DIAG\([A-Z0-9_]+, *"[a-z0-9-]+"/)) {
		split(substr($0, 6, RLENGTH - 6), part, /, *"/)
		if (part[2] in row)
			complain(FILENAME ":" FNR ": " part[2] " is there twice")
		row[part[2]] = FNR
		constant[part[2]] = part[1]
	} else if (/^DIAG\(/) {
		complain(FILENAME ":" FNR ": not DIAG(CONSTANT, \"id\", ...")
	}
	next
}
FILENAME == "man/cabundle.7" {
	if (/^\.Sh /)
		inside = /^\.Sh DIAGNOSTICS/
	if (inside && /^\.It (Sy|Ic) /)
		for (i = 3; i <= NF; i++)
			if ($i ~ /^[a-z0-9][-a-z0-9]*$/)
				item[$i] = FNR
	next
}
{
	while (match($0, /DIAG_(ID_)?[A-Z0-9_]+/)) {
		name = substr($0, RSTART, RLENGTH)
		sub(/^DIAG_(ID_)?/, "", name)
		used[name] = 1
		$0 = substr($0, RSTART + RLENGTH)
	}
}
END {
	for (id in row) {
		if (!(id in item))
			complain("lib/base/diag.def:" row[id] ": " id " is not under DIAGNOSTICS in cabundle(7)")
		if (!(constant[id] in used))
			complain("lib/base/diag.def:" row[id] ": no .c file uses " constant[id])
	}
	for (id in item)
		if (!(id in row))
			complain("man/cabundle.7:" item[id] ": " id " is not in lib/base/diag.def")
	exit bad
}' lib/base/diag.def man/cabundle.7 $(find lib tools -name '*.c')
