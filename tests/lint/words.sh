#!/bin/sh
# What is left to do is in an issue, not in a file; files are short enough to read, end with a
# newline and have no white space at the ends of lines.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1
bad=0

files=$(find lib tools tests man bench m4 .ci -type f \( -name '*.[ch1-8]' -o -name '*.def' \
	-o -name '*.sh' -o -name '*.mk' -o -name '*.m4' -o -name '*.md' -o -name '*.cases' \
	-o -name LAYERS -o -path .ci/run \)
	ls bootstrap configure.ac Makefile.am ./*.md)

# shellcheck disable=SC2086
awk '
function complain(text) {
	print FILENAME ":" FNR ": " text
	bad = 1
}
/(^|[^A-Za-z0-9_])(TO[D]O|FIX[M]E|XX[X])($|[^A-Za-z0-9_])/ { complain("a note of work to do") }
/[ \t]$/ { complain("white space at the end") }
FNR == 501 && FILENAME ~ /^(lib|tools)\/.*\.[ch]$/ { complain("more than 500 lines") }
END { exit bad }' $files || bad=1

for file in $files; do
	[ -z "$(tail -c 1 "$file")" ] || {
		echo "$file: no newline at the end"
		bad=1
	}
done
exit $bad
