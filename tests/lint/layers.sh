#!/bin/sh
# A file under lib/ includes only headers of its own folder and of folders of a lower rank, as
# lib/LAYERS has them, and a library's headers only where lib/LAYERS allows them.  Headers are
# named with their folder, in lib/ and in tools/.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1

find lib tools -name '*.[ch]' -o -path 'lib/*.def' | LC_ALL=C sort | awk '
function complain(text) {
	print text
	bad = 1
}
FILENAME == "lib/LAYERS" {
	if ($0 ~ /^#/ || NF == 0)
		next
	if (NF != 3 || $2 !~ /^[0-9]+$/)
		complain(FILENAME ":" FNR ": not \"folder rank libraries\"")
	if ($1 <= last)
		complain(FILENAME ":" FNR ": " $1 " is out of order")
	last = $1
	rank[$1] = $2
	n = $3 == "-" ? 0 : split($3, headers, ",")
	for (i = 1; i <= n; i++)
		owners[headers[i]] = owners[headers[i]] " " $1
	next
}
{
	files[++count] = $0
	exists[$0] = 1
}
function folder_of(path) {
	sub(/\/.*/, "", path)
	return path
}
function check_own(where, header, folder, of) {
	of = folder_of(header)
	if (header == "config.h" || (folder == "tools" && (header in exists)))
		return
	if (!(("lib/" header) in exists))
		complain(where ": there is no \"" header "\"; name it with its folder")
	else if (folder != "tools" && of != folder && rank[of] >= rank[folder])
		complain(where ": " folder " (rank " rank[folder] ") must not include \"" header \
			"\" (rank " rank[of] ")")
}
function check_library(where, header, folder, prefix) {
	for (prefix in owners)
		if (index(header, prefix) == 1 && !index(owners[prefix] " ", " " folder " "))
			complain(where ": <" header "> is only for" owners[prefix])
}
END {
	for (i = 1; i <= count; i++) {
		path = files[i]
		folder = path ~ /^lib\// ? folder_of(substr(path, 5)) : "tools"
		if (folder != "tools" && !(folder in rank))
			complain(path ": " folder " is not in lib/LAYERS")
		used[folder] = 1
		for (line = 1; (getline text <path) > 0; line++) {
			if (text !~ /^[ \t]*#[ \t]*include[ \t]*[<"]/)
				continue
			match(text, /[<"][^>"]*/)
			header = substr(text, RSTART + 1, RLENGTH - 1)
			if (substr(text, RSTART, 1) == "<")
				check_library(path ":" line, header, folder)
			else
				check_own(path ":" line, header, folder)
		}
		close(path)
	}
	for (folder in rank)
		if (!(folder in used))
			complain("lib/LAYERS: there is no folder lib/" folder)
	exit bad
}' lib/LAYERS -
