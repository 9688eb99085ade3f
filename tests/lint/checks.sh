#!/bin/sh
# Each check of lib/lint/lint.def is used, has a fixture, testdata/check/ID.* or a line in
# tests/check.fixtures, and an item with its severity under CHECKS in cabundle-check(1);
# and there are no others.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1

# The files that may use one come last: in them, constants are all that matters.  A check of a
# diagnostic has that one's constant and is used by it.
# shellcheck disable=SC2046
find testdata/check -type f | awk '
function complain(text) {
	print text
	bad = 1
}
FILENAME == "lib/lint/lint.def" {
	if (match($0, /^LINT\([A-Z0-9_]+, "[a-z0-9-]+", [A-Z]+,/)) {
		split(substr($0, 6, RLENGTH - 6), part, /, /)
		gsub(/"/, "", part[2])
		if (part[2] in row)
			complain(FILENAME ":" FNR ": " part[2] " is there twice")
		row[part[2]] = FNR
		constant[part[2]] = part[1]
		severity[part[2]] = tolower(part[3])
	} else if (/^LINT\(/) {
		complain(FILENAME ":" FNR ": not LINT(CONSTANT, \"id\", SEVERITY, ...")
	}
	next
}
FILENAME == "lib/base/diag.def" {
	if (match($0, /^DIAG\([A-Z0-9_]+, *"[a-z0-9-]+"/)) {
		split(substr($0, 6, RLENGTH - 6), part, /, *"/)
		used[part[1]] = 1
		diag[part[1]] = part[2]
	}
	next
}
FILENAME == "man/cabundle-check.1" {
	if (/^\.Sh /)
		inside = /^\.Sh CHECKS/
	if (inside && /^\.It Sy /) {
		item[$3] = FNR
		said[$3] = $4 " " $5
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
	while (match($0, /LINT_ID_[A-Z0-9_]+/)) {
		used[substr($0, RSTART + 8, RLENGTH - 8)] = 1
		$0 = substr($0, RSTART + RLENGTH)
	}
}
END {
	for (id in row) {
		at = "lib/lint/lint.def:" row[id] ": " id
		if (!(id in item))
			complain(at " is not under CHECKS in cabundle-check(1)")
		else if (said[id] != "Pq " severity[id])
			complain("man/cabundle-check.1:" item[id] ": " id " is not said to be " severity[id])
		if (!(id in fixture))
			complain(at " has no fixture: testdata/check/" id ".* or a line in tests/check.fixtures")
		if (!(constant[id] in used))
			complain(at ": no .c file uses " constant[id])
		if (constant[id] in diag && diag[constant[id]] != id)
			complain(at ": the diagnostic is " diag[constant[id]])
	}
	for (id in item)
		if (!(id in row))
			complain("man/cabundle-check.1:" item[id] ": " id " is not in lib/lint/lint.def")
	for (id in fixture)
		if (!(id in row))
			complain(fixture[id] ": " id " is not in lib/lint/lint.def")
	exit bad
}' lib/lint/lint.def lib/base/diag.def man/cabundle-check.1 - tests/check.fixtures $(find lib tools -name '*.c')
