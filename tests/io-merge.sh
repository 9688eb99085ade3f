#!/bin/sh
# cabundle-merge and cabundle-split when system calls fail, at each of those that write, sync and
# rename, and when they are killed there: what was there before is still there or replaced whole.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/io-lib.sh
. "$top_srcdir/tests/io-lib.sh"

pem=$testdata/rds/global-bundle.pem
p7b=$testdata/rds/global-bundle.p7b

# Merged into its own first input, which is not in order and so would change.
old() {
	rm -rf "$T/dir"
	mkdir "$T/dir"
	cp "$pem" "$T/dir/out"
	echo rows >"$T/dir/rows"
}
merge() { # options...
	cabundle-merge -o "$T/dir/out" "$@" "$T/dir/out" "$p7b"
}
old
merge --report "$T/dir/rows" 2>/dev/null || exit 1
cp "$T/dir/out" "$T/good"
cp "$T/dir/rows" "$T/rows"
! cmp -s "$T/good" "$pem" || exit 1

left() { # old|new|whole
	[ "$(ls -A "$T/dir")" = "$(printf 'out\nrows')" ] || ! ls -lA "$T/dir" || return 1
	case $1 in
	old) cmp "$T/dir/out" "$pem" && [ "$(cat "$T/dir/rows")" = rows ] ;;
	new) cmp "$T/dir/out" "$T/good" ;;
	whole)
		cmp "$T/dir/out" "$pem" || cmp "$T/dir/out" "$T/good" &&
			{ [ "$(cat "$T/dir/rows")" = rows ] || cmp "$T/dir/rows" "$T/rows"; }
		;;
	esac
}

# Damaged input

while read -r damaged; do
	for order in first last; do
		old
		case $order in
		first) set -- "$damaged" "$pem" ;;
		last) set -- "$pem" "$p7b" "$damaged" ;;
		esac
		ok "$damaged $order" complains cabundle-merge -o "$T/dir/out" --report "$T/dir/rows" "$@"
		ok "$damaged $order: the files are as they were" left old
	done
	ok "$damaged: nothing is split" complains cabundle-split -d "$T/none" "$pem" "$damaged"
	ok "$damaged: no folder is made" [ ! -e "$T/none" ]
done <<'END'
pem/bad-char.pem
pem/bad-der.pem
pem/truncated.pem
pem/no-end.pem
pem/end-mismatch.pem
pem/begin-begin.pem
windows/truncated.p7b
END

old
ok 'a file that is not there' complains merge "$T/missing"
ok 'a file that is not there: the files are as they were' left old
for list in --exclude --only; do
	old
	ok "$list with a damaged list" complains merge $list "$testdata/pem/bad-char.pem"
	ok "$list with a damaged list: the files are as they were" left old
	ok "$list without a list" complains merge $list "$T/missing"
	ok "$list without a list: the files are as they were" left old
done
printf '%064d\nnot one\n' 0 >"$T/list"
old
ok 'a list with a line that is no fingerprint' complains merge --exclude "$T/list"
ok 'a list with a line that is no fingerprint: the files are as they were' left old
exits 1 'fewer than are expected' merge --expect 33
ok 'fewer than are expected: the files are as they were' left old
exits 1 'more bytes than there may be' merge --max-bytes 1000
ok 'more bytes than there may be: the files are as they were' left old
ok 'a report in a folder that is not there' complains merge --report "$T/nowhere/rows"
ok 'a report in a folder that is not there: the files are as they were' left old
ok 'a report that is the output' complains merge --report "$T/dir/out"
ok 'a report that is the output: the files are as they were' left old
old
ok 'a report that is the output under another name' complains merge --report "$T/dir/../dir/out"
ok 'a report that is the output under another name: the files are as they were' left old

# Disks

# Room for what is there, and not for the new beside it.
# shellcheck disable=SC2016
full='
	cp rds/global-bundle.pem "$1/out" || exit
	cabundle-merge -o "$1/out" "$1/out" pem/three.pem
	[ $? -eq 2 ] && [ "$(ls -A "$1")" = out ] && cmp "$1/out" rds/global-bundle.pem'
# shellcheck disable=SC2016
full_split='
	cabundle-split -d "$1" rds/global-bundle.pem
	[ $? -eq 2 ] && [ -z "$(ls -A "$1")" ]'
# shellcheck disable=SC2016
read_only='
	cp rds/us-east-1-bundle.pem "$1/out" && mount -o remount,bind,ro "$1" || exit
	cabundle-merge -o "$1/out" "$1/out" pem/three.pem
	[ $? -eq 2 ] && [ "$(ls -A "$1")" = out ] && cmp "$1/out" rds/us-east-1-bundle.pem'
# shellcheck disable=SC2016
read_only_split='
	mount -o remount,bind,ro "$1" || exit
	cabundle-split -d "$1/new" pem/three.pem
	[ $? -eq 2 ] && cabundle-split -d "$1" pem/three.pem
	[ $? -eq 2 ] && [ -z "$(ls -A "$1")" ]'
if can_mount; then
	ok 'merge to a full disk: the file is as it was' in_small_disk 64k "$full" 'No space left'
	ok 'split to a full disk: nothing is left' in_small_disk 64k "$full_split" 'No space left'
	ok 'merge to a disk for reading alone' in_small_disk 64k "$read_only" 'Read-only'
	ok 'split to a disk for reading alone' in_small_disk 64k "$read_only_split" 'Read-only'
else
	skip 'full disks and those for reading alone' 'no file system may be mounted here'
fi
if [ "$(id -u)" -eq 0 ]; then
	skip 'a folder without the right to write' 'root may write everywhere'
else
	old
	chmod a-w "$T/dir"
	ok 'merge in a folder without the right to write' complains merge
	ok 'split in a folder without the right to write' complains cabundle-split -d "$T/dir" "$pem"
	chmod u+w "$T/dir"
	ok 'a folder without the right to write: the files are as they were' left old
fi

# System calls that fail, and signals at each of them

calls='?rename,?renameat,?renameat2,write,fsync,syncfs,fchmod'
: "${ASAN_OPTIONS:=}"
traced() { # option-of-strace command...
	option=$1
	shift
	# Leaks cannot be looked for under strace.
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -f -qq -o "$T/strace" -e trace="$calls" -e "$option" "$@"
}
command -v strace >/dev/null && traced signal=none true 2>/dev/null || {
	skip 'failing system calls' 'strace is not here, or cannot trace'
	exit 0
}

# The calls of a run that is let be, one a line: its name, the how manieth of that name it is, and
# whether the first rename is behind it.  What goes to standard error does not count.
calls_of() { # command...
	traced signal=none "$@" >/dev/null 2>&1 || return 1
	sed 's/^[0-9]* *//' "$T/strace" | awk -F '(' '
	/^[a-z0-9]+\(/ {
		n[$1]++
		if ($1 != "write" || $2 !~ /^[12],/)
			print $1, n[$1], renamed ? "after" : "before"
		if ($1 ~ /^rename/ && $0 ~ /= 0$/)
			renamed = 1
	}' >"$T/calls"
	[ -s "$T/calls" ]
}

traced_merge() { # inject
	traced "inject=$1" cabundle-merge -o "$T/dir/out" --report "$T/dir/rows" "$T/dir/out" "$p7b"
}
old
ok 'the calls of a merge' calls_of cabundle-merge -o "$T/dir/out" --report "$T/dir/rows" "$T/dir/out" "$p7b"
cp "$T/calls" "$T/merge-calls"
ok 'there are two files to write, to sync and to rename' \
	[ "$(grep -c '^rename' "$T/merge-calls") $(grep -c '^fsync' "$T/merge-calls")" = '2 4' ]
while read -r call nth when; do
	case $call in
	write) errors='ENOSPC EIO' ;;
	fsync) errors=EIO ;;
	*) errors='EACCES EIO' ;;
	esac
	case $when in
	before) wanted=old ;;
	after) wanted=new ;;
	esac
	for error in $errors; do
		old
		ok "merge: $call $nth fails with $error" complains traced_merge "$call:error=$error:when=$nth"
		ok "merge: $call $nth fails with $error: the file is $wanted" left "$wanted"
	done
	for signal in TERM KILL INT HUP; do
		old
		ok "merge: SIG$signal at $call $nth" killed_by $signal traced_merge "$call:signal=$signal:when=$nth"
		# Nobody can clean up behind SIGKILL.
		[ $signal != KILL ] || rm -f "$T/dir"/.cabundle-*
		ok "merge: SIG$signal at $call $nth: the files are whole" left whole
	done
	if [ "$call" = write ]; then
		old
		ok "merge: $call $nth is interrupted" traced_merge "$call:error=EINTR:when=$nth"
		ok "merge: $call $nth is interrupted: the file is new" left new
	fi
done <"$T/merge-calls"

# Several files

traced_split() { # inject
	traced "inject=$1" cabundle-split -b region --rest rest -d "$T/parts" "$pem" >/dev/null
}
empty() {
	rm -rf "$T/parts"
	mkdir "$T/parts"
}
empty
ok 'the calls of a split' calls_of cabundle-split -b region --rest rest -d "$T/parts" "$pem"
cp "$T/calls" "$T/split-calls"
cp -r "$T/parts" "$T/wanted"
files=$(find "$T/wanted" -type f | wc -l)
ok 'each file is renamed' [ "$(grep -c '^rename' "$T/split-calls")" -eq "$files" ]
nothing_left() {
	[ -z "$(ls -A "$T/parts")" ] || ! ls -lA "$T/parts"
}
# What is there has its name and all of its bytes.
all_whole() {
	for part in "$T"/parts/* "$T"/parts/.[!.]*; do
		[ ! -e "$part" ] || cmp "$part" "$T/wanted/${part##*/}" || return 1
	done
}
while read -r call nth when; do
	case $call in
	write) errors='ENOSPC EIO' ;;
	*) errors=EIO ;;
	esac
	# Of many files, the first and the last stand for those between.
	case $call in
	write | fchmod | rename*) [ "$nth" -le 2 ] || [ "$nth" -eq "$files" ] || continue ;;
	esac
	for error in $errors; do
		empty
		ok "split: $call $nth fails with $error" complains traced_split "$call:error=$error:when=$nth"
		case $when in
		before) ok "split: $call $nth fails with $error: nothing is left" nothing_left ;;
		after) ok "split: $call $nth fails with $error: every file is whole" all_whole ;;
		esac
	done
	for signal in TERM KILL INT; do
		empty
		ok "split: SIG$signal at $call $nth" killed_by $signal traced_split "$call:signal=$signal:when=$nth"
		[ $signal != KILL ] || rm -f "$T/parts"/.cabundle-*
		case $when/$call in
		before/rename*) ok "split: SIG$signal at $call $nth: every file is whole" all_whole ;;
		before/*) ok "split: SIG$signal at $call $nth: nothing is left" nothing_left ;;
		after/*) ok "split: SIG$signal at $call $nth: every file is whole" all_whole ;;
		esac
	done
done <"$T/split-calls"

# Where the file system cannot refuse to replace, it is looked for what is there.
empty
ok 'split without renameat2' traced_split '?renameat2:error=EINVAL'
ok 'split without renameat2: every file is there' diff -r "$T/parts" "$T/wanted"
