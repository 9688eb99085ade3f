# What the tests of failing output share, read behind lib.sh by tests/io-*.sh.
# shellcheck shell=sh

# A command that has to end with 2 and say so on stderr.
complains() {
	"$@" 2>"$T/stderr"
	status=$?
	cat "$T/stderr" # for the log, where this is not what it should be
	[ $status -eq 2 ] || ! echo "exit status $status, not 2" || return 1
	[ -s "$T/stderr" ] || ! echo 'and nothing is said'
}

killed_by() { # signal command...
	wanted=$1
	shift
	"$@" 2>/dev/null
	status=$?
	[ $status -gt 128 ] && [ "$(kill -l $status)" = "$wanted" ] || ! echo "exit status $status, not that of $wanted"
}

# In a name space of its own, a small file system can be mounted: on $T/dir, $1 to the script.
small_disk() { # size script
	# shellcheck disable=SC2016
	unshare -rm sh -c 'mount -t tmpfs -o size="$3" none "$1" && eval "$2"' sh "$T/dir" "$2" "$1"
}

in_small_disk() { # size script message
	small_disk "$1" "$2" 2>"$T/stderr"
	status=$?
	cat "$T/stderr"
	[ $status -eq 0 ] && grep -q "$3" "$T/stderr"
}

can_mount() {
	small_disk 16k true 2>/dev/null
}

# System calls that fail, and signals at each of them

: "${ASAN_OPTIONS:=}"

traced_calls='openat,close,?linkat,?rename,?renameat,?renameat2,write,fsync,syncfs,fchmod'
traced() { # inject... -- command...
	set -- "$@" # the options of strace end where the command begins
	options=
	while [ "$1" != -- ]; do
		options="$options -e inject=$1"
		shift
	done
	shift
	# Leaks cannot be looked for under strace.
	# shellcheck disable=SC2086 # several options
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -f -qq -y -o "$T/strace" \
		-e trace="$traced_calls" \
		$options "$@"
}

need_strace() {
	if ! command -v strace >/dev/null || ! traced write:delay_enter=1:when=1 -- true 2>/dev/null; then
		skip 'failing system calls' 'strace is not here, or cannot trace'
		exit 0
	fi
}

# The calls of a run that is let be which concern what lies in a folder, one a line: its name,
# the how manieth of that name it is, whether a file is in place by then, and what is known
# of it: "unnamed" makes a file without a name, "link" gives one a name, "folder" closes the
# folder. These may fail, and the output is there all the same; "-" is any other.
# A program may write elsewhere: words to standard error, what was covered at its exit.
calls_of() { # folder inject... -- command...
	folder=$1
	shift
	traced "$@" >/dev/null 2>&1 || return 1
	sed 's/^[0-9]* *//' "$T/strace" | awk -F '(' -v folder="$folder" '
	/^[a-z0-9_]+\(/ {
		n[$1]++
		if ($1 == "write")
			sub(/>.*/, ">") # the file, and not the text
		if (!index($0, "<" folder ">") && !index($0, folder "/") && !index($0, "\"" folder "\""))
			next
		kind = "-"
		if ($1 == "openat" && /O_TMPFILE/)
			kind = "unnamed"
		else if ($1 == "linkat")
			kind = "link"
		else if ($1 == "close" && index($0, "<" folder ">"))
			kind = "folder"
		# What is only read there is an input.
		if ($1 == "openat" ? !/O_RDONLY/ || /O_DIRECTORY/ : $1 != "close" || kind == "folder" || /\/[#.][^\/]*$/)
			print $1, n[$1], placed ? "after" : "before", kind
		if (/= 0( |$)/ && (/^rename/ || (/^linkat/ && !/"\.cabundle-/)))
			placed = 1
	}' >"$T/calls"
	[ -s "$T/calls" ]
}

# What to inject so that no file without a name can be made, by the calls of a run with up to two
# of them. The call that is made instead comes between the two.
without_unnamed() {
	awk '$1 == "openat" && $4 == "unnamed" { at[++n] = $2 }
		END {
			if (n == 1)
				printf "openat:error=EOPNOTSUPP:when=%d\n", at[1]
			else if (n == 2)
				printf "openat:error=EOPNOTSUPP:when=%d..%d+%d\n", at[1], at[2] + 1, at[2] + 1 - at[1]
		}' "$T/calls"
}
