#!/bin/bash
# make fuzz: builds the targets with clang's libFuzzer and sanitizers in fuzz-build/, and runs each
# for FUZZ_SECONDS (60). Ends with 1, and the names of the inputs, where a target fails.
set -eu

: "${FUZZ_SECONDS:=60}"
build=${top_builddir:?}/fuzz-build
mkdir -p "$build/found"
# A tree that is configured itself cannot be built from elsewhere: copy what is needed.
if [ ! -f "$build/Makefile" ]; then
	mkdir -p "$build/source"
	(cd "${top_srcdir:?}" && tar -cf - --exclude=./fuzz-build --exclude=./.git --exclude='*.[oa]' .) |
		tar -xf - -C "$build/source"
	(cd "$build/source" && { [ ! -f Makefile ] || make -s distclean; })
	(cd "$build" && source/configure -q CC="${FUZZ_CC:-clang}" --enable-fuzzing --enable-sanitizers)
else
	for folder in configure.ac Makefile.am m4 lib tools tests man bench; do
		(cd "${top_srcdir:?}" && tar -cf - --exclude='*.[oa]' $folder) | tar -xf - -C "$build/source"
	done
fi
make -s -C "$build" -j"$(nproc)" fuzz-targets

# shellcheck source=tests/fuzz/inputs.sh
. "${top_srcdir:?}/tests/fuzz/inputs.sh"
cd "$top_srcdir/testdata"
failed=0
for target in "$build"/tests/fuzz/fuzz-*[a-z0-9]; do
	name=${target##*/fuzz-}
	case $name in *.*) continue ;; esac
	case " ${FUZZ:-$name} " in *" $name "*) ;; *) continue ;; esac
	mkdir -p "$build/corpus/$name"
	[ ! -d "$top_srcdir/tests/fuzz/corpus/$name" ] ||
		cp "$top_srcdir/tests/fuzz/corpus/$name"/* "$build/corpus/$name"
	fuzz_inputs "$name" | while read -r input; do
		cp "$input" "$build/corpus/$name/$(echo "$input" | tr / -)"
	done
	log=$build/$name.log
	if "$target" -max_total_time="$FUZZ_SECONDS" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
		-print_final_stats=1 -artifact_prefix="$build/found/$name-" \
		"$build/corpus/$name" >"$log" 2>&1; then
		echo "ok $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions"
	else
		failed=1
		echo "FAIL $name: $(sed -n 's/.*Test unit written to //p' "$log"); see $log"
	fi
done
exit $failed
