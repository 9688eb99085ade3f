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
	[ $? -eq 2 ] && [ -z "$(ls -A "$1")" ] && cabundle-split -d "$1/new" rds/global-bundle.pem
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

need_strace

traced_merge() { # inject...
	# shellcheck disable=SC2086 # nothing or one word
	traced $named "$@" -- cabundle-merge -o "$T/dir/out" --report "$T/dir/rows" "$T/dir/out" "$p7b"
}

# The errors of a call that the output does not survive.
errors_of() { # call kind
	case $1/$2 in
	write/*) echo ENOSPC EIO ;;
	*/unnamed | */link | */folder) ;;
	rename*) echo EACCES EIO ;;
	*) echo EIO ;;
	esac
}

merge_at() { # call nth when kind
	case $3 in
	before) wanted=old ;;
	after) wanted=new ;;
	esac
	for error in $(errors_of "$1" "$4"); do
		old
		ok "$form merge: $1 $2 fails with $error" complains traced_merge "$1:error=$error:when=$2"
		if [ "$wanted" = new ]; then
			ok "$form merge: $1 $2 fails with $error: it says what is in place" \
				grep -q 'the new file is in place' "$T/stderr"
		fi
		if [ "$wanted $1" = "new fsync" ]; then
			ok "$form merge: $1 $2 fails with $error: so is the report" cmp "$T/dir/rows" "$T/rows"
		fi
		ok "$form merge: $1 $2 fails with $error: the file is $wanted" left "$wanted"
	done
	for signal in TERM KILL PIPE; do
		old
		ok "$form merge: SIG$signal at $1 $2" killed_by $signal traced_merge "$1:signal=$signal:when=$2"
		# Nobody can clean up behind SIGKILL.
		[ $signal != KILL ] || rm -f "$T/dir"/.cabundle-*
		ok "$form merge: SIG$signal at $1 $2: the files are whole" left whole
	done
	case $1 in
	write | fsync)
		old
		ok "$form merge: $1 $2 is interrupted" traced_merge "$1:error=EINTR:when=$2"
		ok "$form merge: $1 $2 is interrupted: the file is new" left new
		;;
	esac
}

each_merge() {
	old
	# shellcheck disable=SC2086
	ok "$form: the calls of a merge" calls_of "$T/dir" $named -- \
		cabundle-merge -o "$T/dir/out" --report "$T/dir/rows" "$T/dir/out" "$p7b"
	cp "$T/calls" "$T/merge-calls"
	ok "$form: there are two files to write, to sync and to rename" \
		[ "$(grep -c '^rename' "$T/merge-calls") $(grep -c '^fsync' "$T/merge-calls") $(
			grep -c '^write' "$T/merge-calls"
		)" = '2 4 2' ]
	while read -r call nth when kind; do
		case $named/$call in
		*openat*/openat) ;; # strace has one fault a call
		*) merge_at "$call" "$nth" "$when" "$kind" ;;
		esac
	done <"$T/merge-calls"
}

named='' form=unnamed
each_merge
named=$(cp "$T/merge-calls" "$T/calls" && without_unnamed) form=named
if [ -n "$named" ]; then
	each_merge
else
	skip 'a file system without files without a name' 'this is one already'
fi

# Several files

split_options="-b region --rest rest"
traced_split() { # inject... -- option...
	# shellcheck disable=SC2086
	traced "$@" $split_options -d "$T/parts" "$pem" >/dev/null
}
split_at() { # inject
	traced_split "$1" -- cabundle-split
}
empty() {
	rm -rf "$T/parts"
	mkdir "$T/parts"
}
empty
# shellcheck disable=SC2086
ok 'the calls of a split' calls_of "$T/parts" -- cabundle-split $split_options -d "$T/parts" "$pem"
cp "$T/calls" "$T/split-calls"
cp -r "$T/parts" "$T/wanted"
files=$(find "$T/wanted" -type f | wc -l)
ok 'each file is renamed' [ "$(grep -c '^rename' "$T/split-calls")" -eq "$files" ]
nothing_left() {
	[ -z "$(ls -A "$T/parts")" ] || ! ls -lA "$T/parts"
}
no_folder() {
	[ ! -e "$T/parts" ] || ! ls -lA "$T/parts"
}
# What is there has its name and all of its bytes.
all_whole() {
	for part in "$T"/parts/* "$T"/parts/.[!.]*; do
		[ ! -e "$part" ] || cmp "$part" "$T/wanted/${part##*/}" || return 1
	done
}
all_there() {
	diff -r "$T/parts" "$T/wanted"
}
last_sync=$(grep -c '^fsync' "$T/split-calls")
# Where the folder cannot be opened at first, it is made, and opened as it is there.
first_open=$(awk '$1 == "openat" { print $2; exit }' "$T/split-calls")
while read -r call nth when kind; do
	[ "$call $nth" != "openat $first_open" ] || continue
	# Of many files, the first and the last stand for those between.
	case $call in
	write | openat | close | fchmod | rename*)
		[ "$nth" -le 2 ] || [ "$nth" -ge "$files" ] || continue
		;;
	esac
	for error in $(errors_of "$call" "$kind"); do
		empty
		name="split: $call $nth fails with $error"
		ok "$name" complains split_at "$call:error=$error:when=$nth"
		if [ "$call $nth" = "fsync $last_sync" ]; then
			ok "$name: it says that the files are in place" grep -q 'are in place' "$T/stderr"
			ok "$name: and they are" all_there
		else
			ok "$name: nothing is left" nothing_left
		fi
	done
	for signal in TERM KILL PIPE; do
		empty
		ok "split: SIG$signal at $call $nth" killed_by $signal split_at "$call:signal=$signal:when=$nth"
		[ $signal != KILL ] || rm -f "$T/parts"/.cabundle-*
		case $when/$call in
		before/rename* | after/*) ok "split: SIG$signal at $call $nth: every file is whole" all_whole ;;
		before/*) ok "split: SIG$signal at $call $nth: nothing is left" nothing_left ;;
		esac
	done
done <"$T/split-calls"
for call in syncfs fsync; do
	empty
	ok "split: $call is interrupted" split_at "$call:error=EINTR:when=1"
	ok "split: $call is interrupted: every file is there" all_there
done

# A folder that was made for files that are not there is gone again.
for inject in write:error=ENOSPC:when=2 syncfs:error=EIO '?renameat2:error=EACCES:when=2'; do
	rm -rf "$T/parts"
	ok "split to a new folder: $inject" complains split_at "$inject"
	ok "split to a new folder: $inject: it is not there" no_folder
done

# With --force, what was replaced cannot be had back.
empty
ok 'split --force: a rename fails' complains traced_split '?renameat:error=EACCES:when=3' -- cabundle-split --force
ok 'split --force: a rename fails: it says how many are in place' grep -q "2 of $files files are in place" "$T/stderr"
ok 'split --force: a rename fails: these are whole' all_whole

# What cannot be looked at is not taken for something that is not there.
empty
# shellcheck disable=SC2086
cabundle-split $split_options -d "$T/parts" "$pem" >/dev/null
written=$traced_calls
traced_calls="$traced_calls,?newfstatat,?fstatat64"
# shellcheck disable=SC2086
ok 'the calls of a split --force' calls_of "$T/parts" -- cabundle-split --force $split_options -d "$T/parts" "$pem"
looks=$(awk '$1 ~ /fstatat/ { at = $1 ":error=EIO:when=" $2 } END { print at }' "$T/calls")
ok "split --force: $looks" complains traced_split "$looks" -- cabundle-split --force
ok 'split --force: a file that cannot be looked at: all are as they were' all_there
traced_calls=$written

# Where the file system or the kernel cannot refuse to replace, it is looked for what is there.
for error in EINVAL ENOSYS; do
	empty
	ok "split without renameat2: $error" split_at "?renameat2:error=$error"
	ok "split without renameat2: $error: every file is there" all_there
done

# Who cannot be told the names of the files has none, and can try again.
if [ -c /dev/full ]; then
	to_full() {
		# shellcheck disable=SC2086
		cabundle-split "$@" $split_options -d "$T/parts" "$pem" >/dev/full
	}
	again() {
		# shellcheck disable=SC2086
		cabundle-split $split_options -d "$T/parts" "$pem" >/dev/null && all_there
	}
	empty
	ok 'split >/dev/full' complains to_full
	ok 'split >/dev/full: nothing is left' nothing_left
	ok 'split >/dev/full: it can be done again' again
	ok 'split --force >/dev/full' complains to_full --force
	ok 'split --force >/dev/full: what was replaced stays so, which is said' \
		grep -q "$files of $files files are in place" "$T/stderr"
	ok 'split --force >/dev/full: every file is there' all_there
	rm -rf "$T/parts"
	ok 'split to a new folder >/dev/full' complains to_full
	ok 'split to a new folder >/dev/full: it is not there' no_folder
	ok 'split --dry-run >/dev/full' complains to_full --dry-run
	ok 'split --dry-run >/dev/full: no folder is made' no_folder
else
	skip 'split >/dev/full' 'no /dev/full here'
fi
