#!/bin/sh
# Output that cannot be written, input that cannot be read: exit status 2 and a message, and what
# was there before is still there.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/io-lib.sh
. "$top_srcdir/tests/io-lib.sh"

p7b=$testdata/rds/global-bundle.p7b
pem=$testdata/rds/global-bundle.pem
damaged=$testdata/pem/bad-char.pem
roots=$(cabundle-list --count "$pem")
p7b2pem "$p7b" >"$T/good" || exit 1

mkdir "$T/dir"
old() { # makes the file that was there before
	rm -rf "$T/dir"
	mkdir "$T/dir"
	echo old >"$T/dir/out"
}

# What is in the folder with the output: its name alone, and in it what it held before or all of
# the new, as the first argument says.
left() { # old|new|whole
	case $(ls -A "$T/dir") in
	out) ;;
	*)
		ls -lA "$T/dir"
		return 1
		;;
	esac
	case $1 in
	old) [ "$(cat "$T/dir/out")" = old ] ;;
	new) cmp "$T/dir/out" "$T/good" ;;
	whole) [ "$(cat "$T/dir/out")" = old ] || cmp "$T/dir/out" "$T/good" ;;
	esac
}

# Standard output that cannot be written

to_full() {
	"$@" >/dev/full
}

to_closed() {
	"$@" >&-
}

while read -r command; do
	# shellcheck disable=SC2086
	if [ -c /dev/full ]; then
		ok "$command >/dev/full" complains to_full $command
	else
		skip "$command >/dev/full" 'no /dev/full here'
	fi
	# shellcheck disable=SC2086
	ok "$command >&-" complains to_closed $command
done <<'END'
p7b2pem rds/global-bundle.p7b
p7b2pem --help
p7b2pem --version
pem2p7b rds/global-bundle.pem
pem2p7b --armor rds/global-bundle.pem
pem2p7b --help
pem2p7b --version
cabundle-list rds/global-bundle.pem
cabundle-list -f tree rds/global-bundle.pem
cabundle-list -f json rds/global-bundle.pem
cabundle-list --count rds/global-bundle.pem
cabundle-list --list-fields
cabundle-list --help
cabundle-list --version
cabundle
cabundle --help
cabundle --version
cabundle list rds/global-bundle.pem
END

no_stderr() {
	cabundle-list "$damaged" >"$T/stdout" 2>&-
	[ $? -eq 2 ] && [ "$(wc -l <"$T/stdout")" -eq 3 ]
}
ok 'a closed standard error changes neither the output nor the exit status' no_stderr

nothing_open() {
	p7b2pem -o "$T/dir/out" "$p7b" <&- >&- 2>&-
}
old
ok 'with all three closed, a file can still be written' nothing_open
ok 'and nothing else gets into it' left new

# An output file that cannot be written

old
ok 'a damaged input' complains p7b2pem -o "$T/dir/out" "$damaged"
ok 'a damaged input: the file is as it was' left old
old
ok 'a good and a missing input' complains p7b2pem -o "$T/dir/out" "$p7b" "$T/missing"
ok 'a good and a missing input: the file is as it was' left old
old
ok 'no certificate' complains pem2p7b -o "$T/dir/out" "$testdata/pem/text-only.pem"
ok 'no certificate: the file is as it was' left old
ok 'a folder as -o' complains p7b2pem -o "$T/dir" "$p7b"
ok 'a folder that is not there' complains p7b2pem -o "$T/nowhere/out" "$p7b"
ok 'an empty name' complains p7b2pem -o '' "$p7b"
ok 'all of that leaves nothing behind' left old

if [ "$(id -u)" -eq 0 ]; then
	skip 'a folder without the right to write' 'root may write everywhere'
	skip 'a file without the right to write' 'root may write everywhere'
else
	old
	chmod a-w "$T/dir"
	ok 'a folder without the right to write' complains p7b2pem -o "$T/dir/out" "$p7b"
	chmod u+w "$T/dir"
	ok 'a folder without the right to write: the file is as it was' left old
	chmod a-w "$T/dir/out"
	ok 'a file without the right to write' complains p7b2pem -o "$T/dir/out" "$p7b"
	ok 'a file without the right to write: it is as it was' left old
fi

# shellcheck disable=SC2016
full='
	echo old >"$1/out" || exit
	p7b2pem -o "$1/out" rds/global-bundle.p7b
	[ $? -eq 2 ] && [ "$(ls -A "$1")" = out ] && [ "$(cat "$1/out")" = old ]'
# shellcheck disable=SC2016
full_stdout='
	p7b2pem rds/global-bundle.p7b >"$1/out"
	[ $? -eq 2 ]'
# shellcheck disable=SC2016
read_only='
	echo old >"$1/out" && mount -o remount,bind,ro "$1" || exit
	p7b2pem -o "$1/out" rds/global-bundle.p7b
	[ $? -eq 2 ] && [ "$(ls -A "$1")" = out ] && [ "$(cat "$1/out")" = old ]'

if can_mount; then
	ok 'a full disk: a message, and the file is as it was' in_small_disk 16k "$full" 'No space left'
	ok 'standard output on a full disk' in_small_disk 16k "$full_stdout" 'No space left'
	ok 'a disk for reading alone: a message, and the file is as it was' in_small_disk 16k "$read_only" 'Read-only'
else
	skip 'a full disk' 'no file system may be mounted here'
	skip 'a disk for reading alone' 'no file system may be mounted here'
fi

# With the limit that a shell can set, the kernel says the same in another way.
limited() {
	(
		ulimit -f 16
		exec "$@"
	)
}

ignoring() { # signal command...
	(
		trap '' "$1"
		shift
		"$@"
	)
}

old
ok 'a file grows beyond the limit' killed_by XFSZ limited p7b2pem -o "$T/dir/out" "$p7b"
ok 'a file grows beyond the limit: the one before is as it was' left old
ok 'the same with the signal ignored' complains ignoring XFSZ limited p7b2pem -o "$T/dir/out" "$p7b"
ok 'the same with the signal ignored: the one before is as it was' left old

if [ -c /dev/full ]; then
	ok '-o /dev/full' complains p7b2pem -o /dev/full "$p7b"
	ok '-o /dev/full: it is still a device' [ -c /dev/full ]
fi
ok '-o /dev/null' p7b2pem -o /dev/null "$p7b"
ok '-o /dev/null: it is still a device' [ -c /dev/null ]

# What does not fit in memory, and has no place else

i=0
while [ $i -lt 100 ]; do
	cat "$pem"
	i=$((i + 1))
done >"$T/big"

nowhere() {
	TMPDIR=$T/nowhere "$@" "$T/big" >/dev/null
}
for command in p7b2pem 'pem2p7b --armor'; do
	# shellcheck disable=SC2086
	ok "$command: TMPDIR names no directory" complains nowhere $command
	ok "$command: TMPDIR names no directory: that is said" grep -qF "temporary file in $T/nowhere: No such" "$T/stderr"
done

# A reader that leaves

leaves() { # command that writes into the pipe
	{
		"$@" "$T/big" 2>"$T/stderr"
		echo $? >"$T/status"
	} | head -n 1 >"$T/head"
	cat "$T/stderr"
	[ ! -s "$T/stderr" ] && [ -s "$T/head" ]
}

ended() {
	read -r status <"$T/status"
	[ "$status" -eq "$1" ] || ! echo "exit status $status, not $1"
}

for command in 'cabundle-list --no-verify -f tsv' 'cabundle-list --no-verify -f json' 'p7b2pem' 'pem2p7b --armor'; do
	# shellcheck disable=SC2086
	ok "$command | head -1 is silent" leaves $command
	ok 'and dies of the signal' ended 141
	# shellcheck disable=SC2086
	ok "$command | head -1 is silent with SIGPIPE ignored" leaves ignoring PIPE $command
	ok 'and ends with 2' ended 2
done

endless() {
	while cat "$pem"; do
		:
	done
}

lists_the_endless() {
	[ "$(endless 2>/dev/null | timeout 20 cabundle-list --no-verify -f tsv --no-header | head -n 1 | wc -l)" -eq 1 ]
}
ok 'cabundle-list | head -1 does not wait for the end of its input' lists_the_endless

# Where the output goes

writes() { # path: writes it, and then the file that it stands for is the new one
	p7b2pem -o "$1" "$p7b" && cmp "$2" "$T/good"
}

old
ln -s out "$T/dir/link"
ok 'through a symbolic link' writes "$T/dir/link" "$T/dir/out"
ok 'the link is still one' [ -L "$T/dir/link" ]
rm "$T/dir/link"
ok 'and nothing else is left' left new

old
mkdir "$T/links"
ln -s ../dir/out "$T/links/one"
ln -s "$T/links/one" "$T/links/two"
ok 'through links from another folder' writes "$T/links/two" "$T/dir/out"
ok 'the first is still a link' [ -L "$T/links/two" ]
ok 'the second is still a link' [ -L "$T/links/one" ]
ok 'and nothing else is left' left new

rm "$T/dir/out"
ok 'through a link to what is not there yet' writes "$T/links/two" "$T/dir/out"
ok 'and nothing else is left' left new
ln -s round "$T/links/round"
ok 'a link to itself' complains p7b2pem -o "$T/links/round" "$p7b"

rm "$T/dir/out"
in_its_folder() {
	(cd "$T/dir" && p7b2pem -o out "$p7b")
}
ok 'a name without a folder' in_its_folder
ok 'and nothing else is left' left new

mkfifo "$T/fifo"
to_fifo() {
	timeout 10 cat "$T/fifo" >"$T/through" &
	p7b2pem -o "$T/fifo" "$p7b"
	status=$?
	wait
	[ $status -eq 0 ] && cmp "$T/through" "$T/good"
}
ok 'through a FIFO' to_fifo
ok 'the FIFO is still one' [ -p "$T/fifo" ]

from_fifo() {
	cat "$p7b" >"$T/fifo" &
	timeout 10 p7b2pem "$T/fifo" >"$T/through" && cmp "$T/through" "$T/good"
}
ok 'from a FIFO' from_fifo

to_dev_stdout() {
	p7b2pem -o /dev/stdout "$p7b" | cmp - "$T/good"
}
appends_to() { # name of standard output
	{
		echo first
		p7b2pem -o "$1" "$p7b"
		echo last
	} >"$T/between"
	sed -e 1d -e '$d' "$T/between" | cmp - "$T/good" &&
		[ "$(sed -n -e 1p -e '$p' "$T/between" | tr '\n' ' ')" = 'first last ' ]
}
dash() {
	p7b2pem -o - "$p7b" | cmp - "$T/good"
}
ok '-o - is standard output' dash
ok '-o - leaves alone what is there before' appends_to -
if [ -e /dev/stdout ]; then
	ok '-o /dev/stdout, which is a pipe' to_dev_stdout
	ok '-o /dev/stdout, which is a file: what is there before stays' appends_to /dev/stdout
else
	skip '-o /dev/stdout' 'not here'
fi

in_place() {
	cp "$p7b" "$T/dir/out" && p7b2pem -o "$T/dir/out" "$T/dir/out"
}
old
ok 'the input is the output' in_place
ok 'and it is whole' left new

mode() { # mode-of-the-old umask wanted-mode
	old
	chmod "$1" "$T/dir/out"
	[ "$1" != 0 ] || rm "$T/dir/out"
	(umask "$2" && p7b2pem -o "$T/dir/out" "$p7b") || return 1
	# shellcheck disable=SC2012
	found=$(ls -l "$T/dir/out" | cut -c 1-10)
	[ "$found" = "$3" ] || ! echo "$found, not $3"
}
ok 'a new file has the mode that umask 022 leaves' mode 0 022 -rw-r--r--
ok 'a new file has the mode that umask 077 leaves' mode 0 077 -rw-------
ok 'a new file has the mode that umask 0 leaves' mode 0 0 -rw-rw-rw-
ok 'the mode of an old file is kept: 600' mode 600 022 -rw-------
ok 'the mode of an old file is kept: 664' mode 664 077 -rw-rw-r--

# Input that cannot be read; what writes is in io-faults.sh and io-merge.sh

if ! command -v strace >/dev/null; then
	skip 'failing system calls' 'strace is not here'
elif ! traced write:delay_enter=1:when=1 -- true 2>/dev/null; then
	skip 'failing system calls' 'strace cannot trace here'
else
	read_fails() { # program...
		ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -f -qq -o "$T/strace" -P "$pem" \
			-e trace=read,pread64,mmap,openat -e inject="$1" "$2" "$pem" >"$T/stdout"
	}
	for program in p7b2pem cabundle-list; do
		ok "$program: an input that cannot be read" complains read_fails read:error=EIO "$program"
		ok "$program: the 2nd read fails" complains read_fails read:error=EIO:when=2+ "$program"
		ok "$program: an input that cannot be opened" complains read_fails openat:error=EACCES "$program"
	done

	interrupted() {
		read_fails read:error=EINTR:when=1 p7b2pem && cmp "$T/stdout" "$T/good"
	}
	ok 'a read that is interrupted is tried again' interrupted
	opened_late() {
		read_fails openat:error=EINTR:when=1..3 p7b2pem && cmp "$T/stdout" "$T/good"
	}
	ok 'an open that is interrupted is tried again' opened_late
fi

# Input

for program in p7b2pem pem2p7b cabundle-list; do
	ok "$program: a file that is not there" complains "$program" "$T/missing"
	ok "$program: a folder in the way" complains "$program" "$pem/below"
	ok "$program: closed standard input" complains "$program" <&-
	ok "$program: empty standard input" complains "$program" </dev/null
	mkdir -p "$T/empty"
	ok "$program: a folder without certificates" complains "$program" "$T/empty"
done
if [ "$(id -u)" -eq 0 ]; then
	skip 'a file without the right to read' 'root may read everything'
else
	cp "$pem" "$T/secret"
	chmod 0 "$T/secret"
	ok 'a file without the right to read' complains p7b2pem "$T/secret"
fi

p7b2pem "$p7b" "$T/wanted" 2>"$T/stderr"
ok 'p7b2pem IN OUT names -o' grep -qF -e "-o $T/wanted" "$T/stderr"
ok 'and does not write OUT' [ ! -e "$T/wanted" ]

counts() { # number command...
	number=$1
	shift
	[ "$("$@")" -eq "$number" ]
}
from_pipe() {
	# shellcheck disable=SC2002
	cat "$pem" | cabundle-list --count
}
from_file() {
	cabundle-list --count <"$pem"
}
from_dash() {
	cabundle-list --count - <"$pem"
}
behind_the_first() {
	cat "$testdata/pem/one.pem" "$pem" >"$T/both"
	{
		dd bs="$(wc -c <"$testdata/pem/one.pem")" count=1 of=/dev/null 2>/dev/null
		cabundle-list --count
	} <"$T/both"
}
ok 'standard input is a pipe' counts "$roots" from_pipe
ok 'standard input is a file' counts "$roots" from_file
ok 'standard input is named -' counts "$roots" from_dash
ok 'standard input is a file that is read to somewhere' counts "$roots" behind_the_first

store=/etc/ssl/certs
each_once() {
	cabundle-list --no-verify --no-header -f tsv -c sha256 "$store" >"$T/store" || return 1
	[ -s "$T/store" ] && sort "$T/store" | uniq -d >"$T/twice" && [ ! -s "$T/twice" ] ||
		! echo "$(wc -l <"$T/twice") of $(sort -u "$T/store" | wc -l) more than once"
}
if [ -d "$store" ] && ls "$store"/*.0 >/dev/null 2>&1; then
	ok "cabundle-list $store lists each root once" each_once
else
	skip "cabundle-list $store lists each root once" 'not here, or without links'
fi
