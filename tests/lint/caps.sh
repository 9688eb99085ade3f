#!/bin/sh
# Each limit of caps.h is in a manual: after a comment with its name, its number stands in one of
# the next lines, in bytes or in KiB or MiB.  A name that caps.h does not have is no comment to keep.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1
bad=0

sed -n 's/^#define \(CAP_[A-Z_]*\)[[:space:]]*\(.*\)$/\1 \2/p' lib/base/caps.h >"${TMPDIR:-/tmp}/caps.$$"
trap 'rm -f "${TMPDIR:-/tmp}/caps.$$"' EXIT

while read -r name value; do
	# shellcheck disable=SC2004 # an expression
	value=$(($value)) kib=none mib=none
	[ $((value % 1024)) -ne 0 ] || kib="$((value / 1024)) KiB"
	[ $((value % 1048576)) -ne 0 ] || mib="$((value / 1048576)) MiB"
	awk -v name="$name" -v value="$value" -v kib="$kib" -v mib="$mib" '
		/^\.\\"/ {
			for (i = 2; i <= NF; i++)
				if ($i == name)
					left = 4
			next
		}
		left-- > 0 {
			line = " " $0 " "
			gsub(",", "", line)
			if (line ~ "[^0-9]" value "[^0-9]" || line ~ "[^0-9]" kib || line ~ "[^0-9]" mib)
				found = 1
		}
		END { exit !found }' man/*.[17] || {
		echo "lib/base/caps.h: no manual has $name ($value)"
		bad=1
	}
done <"${TMPDIR:-/tmp}/caps.$$"

sed -n 's/^\.\\"//p' man/*.[17] | tr ' ' '\n' | grep '^CAP_' | while read -r name; do
	grep -q "^$name " "${TMPDIR:-/tmp}/caps.$$" || echo "man: lib/base/caps.h has no $name"
done | grep . && bad=1
exit $bad
