#!/bin/sh
# Each file is named in the local.mk of its folder: what is not named is not built, not run and
# not in the tarball.  And each file that is named exists.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1
bad=0

check() { # list files...
	list=$1
	shift
	for file; do
		[ -f "$file" ] || continue
		name=$file
		case $file in
		tests/test-*.c | tests/*/*-*.c) name=${file%.c} ;;
		esac
		grep -q "^	$name \\\\\$\|= $name\$" "$list" && continue
		echo "$list: $file is not named"
		bad=1
	done
}

# shellcheck disable=SC2046
check lib/local.mk $(find lib -name '*.[ch]' -o -name '*.def')
# shellcheck disable=SC2046
check tools/local.mk $(find tools -name '*.[ch]' -o -name '*.def')
check tests/local.mk tests/*.[ch] tests/*.sh tests/cases/*.cases
check man/local.mk man/*.[1-8]
check bench/local.mk bench/*.sh bench/*.[ch]

for list in ./*/local.mk; do
	# shellcheck disable=SC2013
	for file in $(sed -n 's/^	\([a-z][-a-z0-9/]*\.[a-z0-9]*\) \\$/\1/p' "$list"); do
		[ -f "$file" ] && continue
		echo "$list: there is no $file"
		bad=1
	done
done
exit $bad
