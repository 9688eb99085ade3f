#!/bin/sh
# What is true of every program.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# Loading GnuTLS costs three times what such a program costs to start.
does_not_load_gnutls() {
	! readelf -d "$top_builddir/$1" | grep 'NEEDED.*gnutls'
}

prints() { # option: some text on stdout alone
	"$1" "$2" >"$T/stdout" 2>"$T/stderr" && [ -s "$T/stdout" ] && [ ! -s "$T/stderr" ]
}

names_the_version() {
	prints "$1" --version && grep "$(sed -n 's/^#define PACKAGE_VERSION "\(.*\)"/\1/p' "$top_builddir/config.h")" "$T/stdout"
}

full_disk() {
	"$1" --help >/dev/full
}

refuses() { # program word...: with 2, on stderr alone
	"$@" >"$T/stdout" 2>"$T/stderr"
	[ $? -eq 2 ] && [ ! -s "$T/stdout" ] && grep "^$1: " "$T/stderr"
}

# What looks like -h or -V and is meant otherwise must not end with 0: && would go on.
helps_nobody_by_mistake() {
	bad=0
	for words in -help '-help x y' '-help /nonexistent' '-hostname evil.example x' '-h evil.example' \
		'-version' '-V x' '--version x' '--help --no-such' '--hel' '-hV' '-vh' '-hv x' '-hx' '--help=x'; do
		# shellcheck disable=SC2086 # words
		refuses "$1" $words || { echo "$1 $words"; bad=1; }
	done
	return $bad
}

for program in $PROGRAMS; do
	ok "$program --help prints its help on stdout" prints "$program" --help
	ok "$program --version names the version" names_the_version "$program"
	ok "$program refuses an unknown option with 2, on stderr alone" refuses "$program" --no-such-option
	ok "$program does not take another option for -h or -V" helps_nobody_by_mistake "$program"
	if [ -c /dev/full ]; then
		exits 2 "$program says so when its output cannot be written" full_disk "$program"
	fi
done

# All others have --where, whose fields ask for signatures.
for program in cabundle cabundle-sum; do
	if command -v readelf >/dev/null; then
		ok "$program does not load GnuTLS" does_not_load_gnutls "$program"
	else
		skip "$program does not load GnuTLS" "readelf is not here"
	fi
done

# configure uses what the compiler knows; what it chose stands in the Makefile.
chosen() {
	grep -q "^CABUNDLE_[A-Z]*FLAGS =.*$1" "$top_builddir/Makefile"
}

is_hardened() { # program: as far as configure chose to
	readelf -hlW --dyn-syms -d "$top_builddir/$1" >"$T/elf" || return 1
	grep -q 'Type: *DYN' "$T/elf" || ! chosen ' -pie' || return 1
	grep -q 'GNU_RELRO' "$T/elf" || ! chosen 'relro' || return 1
	grep -q 'BIND_NOW\|Flags:.*NOW' "$T/elf" || ! chosen 'z,now' || return 1
	grep -q 'GNU_STACK.* RW ' "$T/elf" || return 1
	grep -q '__stack_chk_fail' "$T/elf" || ! chosen stack-protector || return 1
	grep -q '_chk@' "$T/elf" || ! chosen _FORTIFY_SOURCE
}

for program in $PROGRAMS; do
	if command -v readelf >/dev/null; then
		ok "$program is hardened" is_hardened "$program"
	else
		skip "$program is hardened" "readelf is not here"
	fi
done
