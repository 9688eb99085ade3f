#!/bin/sh
# A directory that cannot be listed, an entry that cannot be looked at, opened or read, at each of the
# calls that do so: no program then ends as if it had read all.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/io-lib.sh
. "$top_srcdir/tests/io-lib.sh"

leaks_are_found_elsewhere # and cannot be looked for under strace
calls='getdents64,?newfstatat,?fstatat64,?fstat,?statx,openat,read,lseek'
# Calls on other files than these do not count.
traced() { # option-of-strace command...
	option=$1
	shift
	strace -f -qq -o "$T/strace" -P "$T/few" -P "$T/few/a.pem" -P "$T/few/three.pem" \
		-P "$T/many" -P "$T/many/a.pem" -P "$T/many/three.pem" -e trace="$calls" -e "$option" "$@"
}
if ! command -v strace >/dev/null || ! traced signal=none true 2>/dev/null; then
	skip_all 'strace is not here, or cannot trace'
fi

# A set of three, with a folder that is no part of it; and more names than one call lists, which are
# of one file, so that it is read once.
mkdir -p "$T/few/folder"
cp pem/three.pem "$T/few"
cp pem/one.pem "$T/few/a.pem"
cp dir/sub/G.pem "$T/few/folder"
cp -r "$T/few" "$T/many"
i=0
while [ $i -lt 300 ]; do
	ln "$T/many/a.pem" "$T/many/$(printf 'name-%0200d.pem\n' $i)"
	i=$((i + 1))
done

# What a command prints and how it ends when it is let be, and how often it makes each call.
undisturbed() { # command...
	traced signal=none "$@" >"$T/good" 2>"$T/err"
	good=$?
	cat "$T/err"
	[ $good -le 1 ] && [ -s "$T/good" ] || ! echo "exit status $good" || return 1
	sed -n 's/^[0-9]* *\([a-z0-9]*\)(.*/\1/p' "$T/strace" | sort | uniq -c >"$T/counts"
	grep -q ' getdents64$' "$T/counts"
}

# The calls to disturb: all of them, or of very many those at both ends and in between.
some_of() { # count
	if [ "$1" -le 16 ]; then
		seq 1 "$1"
	else
		echo "1 2 3 4 5 6 7 $(($1 / 2)) $(($1 - 1)) $1" | tr ' ' '\n'
	fi
}

# 2 and why; or all that was wanted, where the call did not matter.
noticed() { # inject command...
	inject=$1
	shift
	traced "inject=$inject" "$@" >"$T/out" 2>"$T/err"
	status=$?
	[ $status -eq 2 ] && [ -s "$T/err" ] && return
	[ $status -eq "$good" ] && cmp "$T/good" "$T/out" && return
	echo "exit status $status"
	cat "$T/err"
	return 1
}

while read -r command; do
	# shellcheck disable=SC2016 # the name is in the list as it stands there
	shown=$(echo "$command" | sed 's|"$T"/||g')
	eval "set -- $command"
	ok "$shown: is let be" undisturbed "$@"
	cp "$T/counts" "$T/each"
	while read -r count call; do
		for n in $(some_of "$count"); do
			ok "$shown: $call $n of $count fails" noticed "$call:error=EIO:when=$n" "$@"
		done
		# What is there when it is listed and then is not.
		if [ "$call" = openat ]; then
			ok "$shown: openat finds nothing" noticed "openat:error=ENOENT:when=2+" "$@"
		fi
	done <"$T/each"
done <<'END'
p7b2pem "$T"/many
p7b2pem "$T"/few
pem2p7b "$T"/few
cabundle-list --no-verify -f tsv -c sha256 "$T"/many
cabundle-list --no-verify -f tsv -c sha256 "$T"/few
cabundle-merge -s none "$T"/few
cabundle-merge -s none --exclude "$T"/many rds/global-bundle.pem
cabundle-merge -s none --exclude "$T"/few rds/global-bundle.pem
cabundle-split --dry-run "$T"/few
cabundle-sum "$T"/many
cabundle-sum "$T"/few
cabundle-check --disable leaf --at 2024-01-01 "$T"/many
cabundle-check --disable leaf --at 2024-01-01 "$T"/few
cabundle-diff "$T"/few rds/us-east-1-bundle.pem
cabundle-verify -a "$T"/few --at 2024-01-01 "$T"/many
cabundle-verify -a rds/us-east-1-bundle.pem --at 2024-01-01 "$T"/few
END
