#!/bin/sh
# Each diagnostic (DIAG, DIAG_CHECK in lib/base/diag.def) is under DIAGNOSTICS in cabundle(7), and each
# check (DIAG_CHECK, and LINT in lib/lint/lint.def) with its severity under CHECKS in
# cabundle-check(1), and has a fixture: testdata/check/ID.* or a line in tests/check.fixtures.  Some
# .c file uses each, and there are no others.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1

# The files that may use one come last: in them, constants are all that matters.
# shellcheck disable=SC2046
find testdata/check -type f | awk '
function complain(text) {
	print text
	bad = 1
}
FILENAME ~ /\.def$/ {
	if (/^(DIAG|DIAG_CHECK|LINT)\([A-Z0-9_]+, "[a-z0-9-]+", [A-Z]+,/) {
		kind = $0
		sub(/\(.*/, "", kind)
		split(substr($0, length(kind) + 2), part, /, */)
		id = substr(part[2], 2, length(part[2]) - 2)
		if (id in row)
			complain(FILENAME ":" FNR ": " id " is in " row[id] " too")
		row[id] = FILENAME ":" FNR
		constant[id] = part[1]
		if (kind != "LINT")
			diagnostic[id]
		if (kind != "DIAG")
			severity[id] = tolower(part[kind == "LINT" ? 3 : 4])
	} else if (/^[A-Z_]+\(/) {
		complain(FILENAME ":" FNR ": neither DIAG, DIAG_CHECK nor LINT(CONSTANT, \"id\", SEVERITY, ...")
	}
	next
}
FILENAME ~ /\.[17]$/ {
	if (/^\.Sh /)
		inside = $2
	if (inside == "DIAGNOSTICS" && FILENAME ~ /7$/ && /^\.It (Sy|Ic) /)
		for (i = 3; i <= NF; i++)
			if ($i ~ /^[a-z0-9][-a-z0-9]*$/)
				explained[$i] = FILENAME ":" FNR
	if (inside == "CHECKS" && /^\.It Sy /) {
		item[$3] = FILENAME ":" FNR
		said[$3] = $5
	}
	next
}
FILENAME == "-" {
	name = $0
	sub(/.*\//, "", name)
	sub(/\..*/, "", name)
	fixture[name] = $0
	next
}
FILENAME == "tests/check.fixtures" {
	if (/^#/ || NF == 0)
		next
	if ($1 in fixture)
		complain(FILENAME ":" FNR ": " $1 " has " fixture[$1])
	fixture[$1] = FILENAME ":" FNR
	next
}
{
	while (match($0, /(DIAG|LINT)_(ID_)?[A-Z0-9_]+/)) {
		name = substr($0, RSTART, RLENGTH)
		sub(/^(DIAG|LINT)_(ID_)?/, "", name)
		used[name]
		$0 = substr($0, RSTART + RLENGTH)
	}
}
END {
	for (id in row) {
		at = row[id] ": " id
		if (!(constant[id] in used))
			complain(at ": no .c file uses " constant[id])
		if (id in diagnostic && !(id in explained))
			complain(at " is not under DIAGNOSTICS in cabundle(7)")
		if (!(id in severity))
			continue
		if (!(id in item))
			complain(at " is not under CHECKS in cabundle-check(1)")
		else if (said[id] != severity[id])
			complain(item[id] ": " id " is not said to be " severity[id])
		if (!(id in fixture))
			complain(at " has no fixture: testdata/check/" id ".* or a line in tests/check.fixtures")
	}
	for (id in explained)
		if (!(id in diagnostic))
			complain(explained[id] ": " id " is no diagnostic")
	for (id in item)
		if (!(id in severity))
			complain(item[id] ": " id " is no check")
	for (id in fixture)
		if (!(id in severity))
			complain(fixture[id] ": " id " is no check")
	exit bad
}' lib/base/diag.def lib/lint/lint.def man/cabundle.7 man/cabundle-check.1 - tests/check.fixtures \
	$(find lib tools -name '*.c')
