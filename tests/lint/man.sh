#!/bin/sh
# mandoc finds nothing to say about the man pages, their references to one another exist, and the
# SEE ALSO of each names all the others.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1
command -v mandoc >/dev/null || { echo "mandoc is not here"; exit 1; }
bad=0

# Whether mandoc finds a page depends on what is installed; that its index is outdated, it says on
# standard error, in the middle of lines if that is the same pipe.
mandoc -Tlint -Wstyle man/*.[17] 2>/dev/null | grep -v 'referenced manual not found' && bad=1

awk '/^\.Xr (cabundle|p7b2pem|pem2p7b)/ {
	page = "man/" $2 "." $3
	if ((getline line <page) < 0) {
		print FILENAME ":" FNR ": there is no " page
		bad = 1
	}
	close(page)
}
END { exit bad }' man/*.[17] || bad=1

for page in man/*.[17]; do
	for other in man/*.[17]; do
		[ "$page" = "$other" ] && continue
		name=${other#man/}
		sed -n '/^\.Sh SEE ALSO/,/^\.Sh STANDARDS/p' "$page" |
			grep -q "^\.Xr ${name%.*} ${name##*.}\( ,\)\{0,1\}$" || {
			echo "$page: SEE ALSO lacks ${name%.*}(${name##*.})"
			bad=1
		}
	done
done
exit $bad
