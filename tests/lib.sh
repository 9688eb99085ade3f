# The shell part of the test harness, read by tests/*.sh and run-cases.sh; it speaks TAP.
#
#	. "${0%/*}/lib.sh"
#	need openssl jq				skip the whole script where one is missing
#	data=$(data_dir) || skip_all 'no real data'
#	ok 'what is true' command...		passes if the command exits with 0
#	exits 2 'what is true' command...	passes if it exits with 2
#	same 'what is true' file1 file2		passes if the files are equal
#	pass 'what'; fail 'what'; skip 'what' 'why'
#
# A script starts in testdata/, which may be read-only, with the built programs first in PATH.
# $T is a fresh directory for what it writes.  The plan comes at the end, and only if the
# script gets there.  By hand: run it from the build directory.
# shellcheck shell=sh

: "${top_srcdir:=$(cd "${0%/*}/.." && pwd)}"
: "${top_builddir:=$PWD}"
: "${PROGRAMS:=cabundle cabundle-list p7b2pem pem2p7b}"
testdata=$top_srcdir/testdata

LC_ALL=C TZ=UTC PATH=$top_builddir:$PATH
export LC_ALL TZ PATH
unset NO_COLOR POSIXLY_CORRECT

T=$(mktemp -d "${TMPDIR:-/tmp}/cabundle-test.XXXXXX") || exit 1
TMPDIR=$T
export T TMPDIR

tap_count=0
tap_failures=0
tap_plan=yes # run-cases.sh --bless wants none

at_exit() {
	status=$?
	[ -z "${running:-}" ] || echo "# stopped while running $running"
	rm -rf "${TMPDIR:?}"
	[ "$tap_plan" = yes ] && [ $status -eq 0 ] || exit $status
	echo "1..$tap_count"
	[ $tap_failures -eq 0 ] || exit 1
}
trap at_exit EXIT
trap 'exit 129' HUP INT TERM

pass() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

fail() {
	tap_count=$((tap_count + 1))
	tap_failures=$((tap_failures + 1))
	echo "not ok $tap_count - $1"
}

skip() {
	pass "$1 # SKIP $2"
}

skip_all() {
	tap_plan=no
	echo "1..0 # SKIP $1"
	exit 0
}

need() {
	for program; do
		command -v "$program" >/dev/null 2>&1 || skip_all "$program is not here"
	done
}

# The real bundles, which are too large and not ours to carry; see HACKING.md.
data_dir() {
	cd "${CABUNDLE_DATA:-$top_srcdir/../shared/data}" 2>/dev/null && pwd
}

# Whether the programs are built with sanitizers.
sanitized() {
	grep -q -s -a __asan_init "$top_builddir/cabundle-list"
}

# For scripts that start thousands of processes on the same paths: looking for leaks doubles the
# time of each. The cases and the unit tests look for them.
leaks_are_found_elsewhere() {
	ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}"
	export ASAN_OPTIONS
}

# Whether the programs can read JSON.
has_jansson() {
	grep -q '^#define HAVE_JANSSON' "$top_builddir/config.h"
}

exits() {
	expected=$1 name=$2
	shift 2
	"$@" >"$TMPDIR/.output" 2>&1 </dev/null
	status=$?
	if [ $status -eq "$expected" ]; then
		pass "$name"
	else
		fail "$name"
		printf "# exit status %d, not %d: %s\n" $status "$expected" "$*"
		comment "$TMPDIR/.output"
	fi
}

ok() {
	exits 0 "$@"
}

same() {
	ok "$1" cmp "$2" "$3"
}

# Show a file as TAP comments, but no flood.
comment() {
	sed -e 's/^/# /' -e 60q "$1"
}

cd "$testdata" || exit 1
