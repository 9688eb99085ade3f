#!/bin/sh
# The fuzz targets over their corpora and the fixtures that suit them; make fuzz looks for more.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/fuzz/inputs.sh
. "${top_srcdir:?}/tests/fuzz/inputs.sh"

for source in "$top_srcdir"/tests/fuzz/fuzz-*.c; do
	name=${source##*/fuzz-}
	name=${name%.c}
	{
		find "$top_srcdir/tests/fuzz/corpus/$name" -type f | LC_ALL=C sort
		fuzz_inputs "$name"
	} >"$T/inputs"
	xargs "$top_builddir/tests/fuzz/fuzz-$name" <"$T/inputs" >"$T/output" 2>&1
	status=$?
	files=$(wc -l <"$T/inputs")
	if [ $status -eq 0 ] && [ "$files" -gt 0 ]; then
		pass "$name: its properties hold in each of $files inputs"
	else
		fail "$name: status $status"
		comment "$T/output"
	fi
done
