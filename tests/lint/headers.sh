#!/bin/sh
# Each header compiles alone, and none is named like a header of the system: with -Ilib,
# <err.h> would find ours.  Runs in the build directory.
: "${top_srcdir:=${0%/*}/../..}" "${CC:=cc}" "${CPPFLAGS:=-include config.h -I$top_srcdir/lib -I$top_srcdir}"
bad=0

# $CC and $CPPFLAGS hold several words.
# shellcheck disable=SC2044,SC2086
for header in $(find "$top_srcdir/lib" "$top_srcdir/tools" "$top_srcdir/tests" -name '*.h'); do
	echo "#include \"$header\"" | $CC $CPPFLAGS -std=gnu11 -Werror -fsyntax-only -x c - || bad=1
done

# shellcheck disable=SC2086
find "$top_srcdir/lib" -name '*.h' | while read -r header; do
	name=${header##*/}
	echo "#if __has_include(<$name>)"
	echo "#error ${header#"$top_srcdir/"}: named like a header of the system"
	echo "#endif"
done | $CC -fsyntax-only -x c - || bad=1
exit $bad
