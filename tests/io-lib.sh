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
