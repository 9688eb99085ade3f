#!/bin/sh
# One file that is written when system calls fail or are interrupted, at each of them, and when a
# signal comes there: in a folder where it is new or replaces another, on a file system that has
# files without a name or has not.  What was there before is there or replaced whole, and
# nothing else is left.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/io-lib.sh
. "$top_srcdir/tests/io-lib.sh"

need_strace
p7b=$testdata/rds/global-bundle.p7b
p7b2pem "$p7b" >"$T/good" || exit 1

# And what it asks before it writes.
traced_calls="$traced_calls,?newfstatat,?fstatat64,?stat,?stat64,?access,?faccessat,?faccessat2,?readlink,?readlinkat"

run() { # inject... -- : one run of the writer
	traced "$@" p7b2pem -o "$T/dir/out" "$p7b"
}

before() { # makes what was there before
	rm -rf "$T/dir"
	mkdir "$T/dir"
	[ "$target" = new ] || echo old >"$T/dir/out"
}

# What is in the folder: the file as it was (or is not), the whole new one, or either of them.
is_old() {
	case $target in
	new) [ ! -e "$T/dir/out" ] ;;
	old) [ "$(cat "$T/dir/out")" = old ] ;;
	esac
}
left() { # old|new|whole
	case $(ls -A "$T/dir") in
	'' | out) ;;
	*) ! ls -lA "$T/dir" || return 1 ;;
	esac
	case $1 in
	old) is_old ;;
	new) cmp "$T/dir/out" "$T/good" ;;
	whole) is_old || cmp "$T/dir/out" "$T/good" ;;
	esac
}

fails() { # call nth when kind error
	name="$form $target: $1 $2 fails with $5"
	before
	# shellcheck disable=SC2086 # none or one word
	case $4/$3 in
	-/before)
		ok "$name" complains run $named "$1:error=$5:when=$2" --
		ok "$name: the file is as it was, and alone" left old
		;;
	-/after)
		ok "$name" complains run $named "$1:error=$5:when=$2" --
		ok "$name: it says that the file is in place" grep -q 'in place' "$T/stderr"
		ok "$name: the file is new, and alone" left new
		;;
	*)
		ok "$name, and it goes on" run $named "$1:error=$5:when=$2" --
		ok "$name: the file is new, and alone" left new
		;;
	esac
}

signalled() { # call nth when kind signal
	name="$form $target: SIG$5 at $1 $2"
	before
	# shellcheck disable=SC2086
	ok "$name" killed_by "$5" run $named "$1:signal=$5:when=$2" --
	if [ "$5" = KILL ]; then
		# Nobody can clean up then: a file with a temporary name stays.
		case $form/$target/$1 in
		named/* | unnamed/old/linkat | unnamed/old/rename*) rm -f "$T/dir"/.cabundle-* ;;
		esac
	fi
	ok "$name: the file is whole, and alone" left whole
}

errors_of() { # call kind
	case $1/$2 in
	write/*) echo ENOSPC EIO EDQUOT ;;
	openat/unnamed) echo EOPNOTSUPP EISDIR EINVAL ;;
	openat/*) echo EACCES EMFILE ;;
	linkat/*) echo EPERM EOPNOTSUPP ENOENT ;;
	rename*) echo EACCES EIO ;;
	*) echo EIO ;;
	esac
}

# What is no fault.
interrupted() { # call nth
	name="$form $target: $1 $2 is interrupted"
	before
	# shellcheck disable=SC2086
	ok "$name" run $named "$1:error=EINTR:when=$2..$(($2 + 2))" --
	ok "$name: the file is new, and alone" left new
}

each_call() {
	before
	# shellcheck disable=SC2086
	ok "$form $target: the calls of a run" calls_of "$T/dir" $named -- p7b2pem -o "$T/dir/out" "$p7b"
	cp "$T/calls" "$T/all"
	ok "$form $target: they write, sync and sync the folder" \
		[ "$(grep -c '^write ' "$T/all") $(grep -c '^fsync ' "$T/all")" = '1 2' ]
	while read -r call nth when kind; do
		case $named/$call in
		*openat*/openat) continue ;; # strace has one fault a call
		esac
		for error in $(errors_of "$call" "$kind"); do
			fails "$call" "$nth" "$when" "$kind" "$error"
		done
		for signal in TERM PIPE KILL; do
			signalled "$call" "$nth" "$when" "$kind" $signal
		done
		case $call in
		openat | write | fsync) interrupted "$call" "$nth" ;;
		esac
	done <"$T/all"
	# The others at one place each, where most is at stake.
	for signal in HUP INT QUIT ALRM USR1 USR2 XCPU XFSZ PROF VTALRM; do
		signalled write 1 before - $signal
	done
}

named='' form=unnamed
for target in new old; do
	each_call
done
target=old
before
calls_of "$T/dir" -- p7b2pem -o "$T/dir/out" "$p7b"
injection=$(without_unnamed)
if [ -n "$injection" ]; then
	named=$injection form=named
	for target in new old; do
		each_call
	done
else
	skip 'a file system without files without a name' 'this is one already'
fi

# A write that takes nothing and gives no reason.
named='' form=unnamed target=old
before
ok 'write takes nothing' complains run write:retval=0:when=1 --
ok 'write takes nothing: the file is as it was, and alone' left old

# More than one write, so that a part is there.
i=0
while [ $i -lt 40 ]; do
	cat "$testdata/rds/global-bundle.pem"
	i=$((i + 1))
done >"$T/big"
p7b=$T/big
p7b2pem "$p7b" >"$T/good" || exit 1
for target in new old; do
	fails write 2 before - ENOSPC
	signalled write 2 before - TERM
	signalled write 2 before - KILL
done

# Whoever reads standard error goes away while it is told of notes.
stderr_leaves() {
	{
		sleep 0.2
		p7b2pem -v -o "$T/dir/out" "$testdata/pem/indented.pem" 2>&1
		echo $? >"$T/status"
	} | true
	[ "$(cat "$T/status")" -eq 141 ]
}
for target in new old; do
	before
	ok "$target: nobody reads standard error" stderr_leaves
	ok "$target: nobody reads standard error: the file is as it was, and alone" left old
done
