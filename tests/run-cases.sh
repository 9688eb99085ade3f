#!/bin/sh
# Run command cases: run-cases.sh [--bless] FILE.cases...
#
# A line is a case; # starts a comment line:
#
#	name  exit-status  command...
#
# The command is run by sh in testdata/, with the built programs first in PATH, nothing
# on stdin and at most 20 seconds of CPU.  Its stdout must equal testdata/golden/NAME.out, its
# stderr NAME.err; where there is no such file, it must be empty.  What it writes goes below
# $T, a fresh directory, whose path reads $T in the output.  $CABUNDLE_DATA is set where real
# data is at hand, $JANSSON where the programs can read JSON.  A case that exits with 77 is
# skipped, for the reason on its stderr:
#
#	openssl/same  0  command -v openssl >/dev/null || exit 77; ...
#
# --bless writes the golden files instead, and removes those that no case uses.  It lists the
# cases that were skipped and have none: these want a run where they are not.  One that prints
# nothing has an empty file to say so.
# In the environment, CASES is a pattern for the names of the cases to run.
#
# There are hundreds of cases, so that a process more for each would be felt: first all are run,
# then all that they printed is compared at once.

# The files are named from where we stand; lib.sh goes to testdata/.
from=$PWD
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

golden=$testdata/golden
got=$TMPDIR/got
names=$TMPDIR/names     # of all cases, run or not
results=$TMPDIR/results # of those that were run: name, expected status, status, command

# Cases do not quote $T.  Where its name is no single word, it goes by another.
folder=$TMPDIR
case $folder in
*[!A-Za-z0-9/._-]*)
	exec 9<"$TMPDIR"
	[ -d /dev/fd/9/. ] || skip_all "TMPDIR is no single word, and there is no /dev/fd"
	folder=/dev/fd/9
	;;
esac
differ=" "              # files of these cases that are not as in golden/
number=0
CASES=${CASES:-*}

if CABUNDLE_DATA=$(data_dir); then
	export CABUNDLE_DATA
else
	unset CABUNDLE_DATA
fi
unset JANSSON
if has_jansson; then
	JANSSON=yes
	export JANSSON
fi

run_case() { # name expected-status command
	number=$((number + 1))
	file=$got/$1
	[ -d "${file%/*}" ] || mkdir -p "${file%/*}"
	# shellcheck disable=SC2016 # the text $T
	case $3 in
	*'$T'* | *'${T'*)
		T=$folder/$number
		mkdir "$T"
		;;
	esac
	running=$1
	(
		# shellcheck disable=SC3045 # dash, bash and busybox have it
		ulimit -t 20
		exec sh -c "$3"
	) >"$got/$1.out" 2>"$got/$1.err" </dev/null 3<&- 4>&- 5>&-
	printf '%s\n' "$1 $2 $? $3" >&5
}

run_all() {
	for file; do
		case $file in
		/*) ;;
		*) file=$from/$file ;;
		esac
		while read -r name expected command <&3; do
			case $name in
			'' | '#'*) continue ;;
			esac
			echo "$name" >&4
			# shellcheck disable=SC2254 # a pattern
			case $name in
			$CASES) run_case "$name" "$expected" "$command" ;;
			esac
		done 3<"$file" || exit 1
	done 4>"$names" 5>"$results"
	running=
}

compare() {
	# shellcheck disable=SC2016 # the text $T
	pattern=$(printf '%s\n' "$TMPDIR" | sed 's/[].*[\^$|]/\\&/g')
	grep -rlF -e "$TMPDIR" -e "$folder" "$got" | while read -r file; do
		sed -e "s|$pattern/[0-9][0-9]*|\$T|g" -e "s|$folder/[0-9][0-9]*|\$T|g" "$file" >"$TMPDIR/sed" && cp "$TMPDIR/sed" "$file"
	done
	mkdir -p "$TMPDIR/none"
	[ -d "$golden" ] && expected=$golden || expected=$TMPDIR/none
	(cd "$got" && diff -rqN . "$expected") >"$TMPDIR/diff"
	[ $? -le 1 ] || exit 1 # and no plan
	sed -n 's|^Files \./\([^ ]*\) and .* differ$|\1|p' "$TMPDIR/diff" >"$TMPDIR/differ"
	while read -r file; do
		[ ! -e "$got/$file" ] || differ="$differ$file "
	done <"$TMPDIR/differ"
}

differs() {
	case $differ in
	*" $1 "*) ;;
	*) return 1 ;;
	esac
}

report() {
	while read -r name expected status command; do
		if [ "$status" -eq 77 ] && [ "$expected" -ne 77 ]; then
			read -r reason <"$got/$name.err"
			skip "$name" "$reason"
		elif [ "$status" -eq "$expected" ] && ! differs "$name.out" && ! differs "$name.err"; then
			pass "$name"
		else
			fail "$name"
			explain
		fi
	done <"$results"
}

explain() {
	printf '# %s\n' "$command"
	case $status in
	"$expected") ;;
	137 | 152) echo "# killed, as after 20 seconds of CPU" ;;
	*) echo "# exit status $status, not $expected" ;;
	esac
	for stream in "$name.out" "$name.err"; do
		differs "$stream" || continue
		diff -uN "$golden/$stream" "$got/$stream" >"$TMPDIR/diff"
		comment "$TMPDIR/diff"
	done
}

bless() {
	while read -r name expected status command; do
		if [ "$status" -eq 77 ] && [ "$expected" -ne 77 ]; then
			read -r reason <"$got/$name.err"
			if has_golden "$name"; then
				echo "skipped $name: $reason"
			else
				echo "skipped $name, which has no golden output: $reason"
				wrong=yes
			fi
			continue
		fi
		for stream in "$name.out" "$name.err"; do
			bless_stream "$stream"
		done
		case $command in
		*'exit 77'*) has_golden "$name" || bless_silence "$name.out" ;;
		esac
		[ "$status" -eq "$expected" ] && continue
		echo "$name: exit status $status, not $expected"
		wrong=yes
	done <"$results"
	[ "$CASES" = '*' ] && remove_unused
	[ -z "$wrong" ]
}

has_golden() {
	[ -f "$golden/$1.out" ] || [ -f "$golden/$1.err" ]
}

bless_silence() {
	mkdir -p "$golden/${1%/*}" && : >"$golden/$1" && echo "wrote $1, which is empty"
}

bless_stream() {
	if [ ! -s "$got/$1" ]; then
		[ ! -s "$golden/$1" ] || { rm "$golden/$1" && echo "removed $1"; }
	elif differs "$1"; then
		file=$golden/$1
		mkdir -p "${file%/*}" && cp "$got/$1" "$file" && echo "wrote $1"
	fi
}

remove_unused() {
	find "$golden" -type f | while read -r file; do
		name=${file#"$golden/"}
		grep -qxF "${name%.*}" "$names" && continue
		rm "$file" && echo "removed $name"
	done
	find "$golden" -mindepth 1 -type d -empty -delete
}

mkdir "$got"
wrong=
if [ "$1" = --bless ]; then
	shift
	tap_plan=no
	run_all "$@"
	compare
	bless
else
	run_all "$@"
	compare
	report
	[ $tap_count -gt 0 ] || skip_all "no case matches $CASES"
fi
