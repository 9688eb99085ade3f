#!/bin/sh
# What gcc -fanalyzer and, where it is installed, cppcheck say of lib/ and tools/: make analyze.
# What is false is in tests/analyze.known with the reason; anything else fails.  An entry that is
# not found is named, but no failure: gcc 12 and cppcheck 2.10 say it, and others may not.
: "${top_srcdir:=${0%/*}/..}" "${CC:=gcc}" "${CPPFLAGS=-D_GNU_SOURCE -include config.h -Ilib -I.}"
known=$top_srcdir/tests/analyze.known
T=$(mktemp -d "${TMPDIR:-/tmp}/cabundle-analyze.XXXXXX") || exit 2
trap 'rm -rf "$T"' EXIT
trap 'exit 129' HUP INT TERM
LC_ALL=C
export LC_ALL

# Findings are lines "tool file: what"; the line of a file is no part of it, as it moves.
analyzer() {
	find "$top_srcdir/lib" "$top_srcdir/tools" -name '*.c' | sort | while read -r file; do
		# shellcheck disable=SC2086 # several options
		$CC $CPPFLAGS -std=gnu11 -O2 -fanalyzer -c -o "$T/object" "$file" 2>&1 ||
			echo "$file:0:0: warning: cannot be compiled"
	done | sed -n 's|^\(.*\):[0-9]*:[0-9]*: warning: |gcc \1: |p'
}

checker() {
	cppcheck --version >"$T/version" 2>/dev/null || return 0
	(cd "$top_srcdir" && cppcheck -q --std=c11 --enable=warning,performance,portability \
		-D__GNUC__ -DPACKAGE_VERSION='""' -Ilib -I. --template='cppcheck {file}: {message} [{id}]' \
		lib tools 2>&1) | grep '^cppcheck '
}

if ! echo 'int x;' | $CC -fanalyzer -x c -c -o "$T/object" - 2>/dev/null; then
	echo "$CC has no -fanalyzer; say CC=gcc"
	exit 2
fi
{
	analyzer
	checker
} | sed -e "s|$top_srcdir/||" -e 's|^gcc \./|gcc |' | sort -u >"$T/found"
sed -e '/^#/d' -e '/^	/d' -e '/^$/d' "$known" | sort -u >"$T/expected"
[ -s "$T/version" ] || sed -i '/^cppcheck /d' "$T/expected"
comm -23 "$T/found" "$T/expected" >"$T/new"
sed 's/^/new: /' "$T/new"
comm -13 "$T/found" "$T/expected" | sed 's/^/not found: /'
echo "$(wc -l <"$T/found") findings, $(wc -l <"$T/new") of them new"
[ ! -s "$T/new" ]
