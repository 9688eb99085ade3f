#!/bin/sh
# A file under lib/ includes only headers of a lower layer, as lib/LAYERS has it, and a library's
# header is included by the modules alone that LAYERS names for it.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1

find lib tools -name '*.[ch]' -o -path 'lib/*.def' | LC_ALL=C sort | awk '
function complain(text) {
	print text
	bad = 1
}
# The module of a path below lib/: formats/pem.c is formats, render_json.c is render.
function module_of(path, name) {
	name = path
	if (name ~ /\//) {
		sub(/\/.*/, "", name)
	} else {
		sub(/\.[a-z]*$/, "", name)
		if (!(name in rank))
			sub(/[-_].*/, "", name)
	}
	return name in main ? main[name] : name
}
FILENAME == "lib/LAYERS" {
	if ($0 ~ /^#/ || NF == 0)
		next
	if (NF != 3 || $1 !~ /^[0-9]+$/) {
		complain(FILENAME ":" FNR ": not \"rank module headers\"")
		next
	}
	n = split($2, names, ",")
	for (i = 1; i <= n; i++) {
		rank[names[i]] = $1
		main[names[i]] = names[1]
		listed[names[i]] = FNR
	}
	if ($3 != "-") {
		n = split($3, headers, ",")
		for (i = 1; i <= n; i++)
			owner[headers[i]] = owner[headers[i]] " " names[1]
	}
	next
}
{
	files[++nfiles] = $0
	exists[$0] = 1
}
function check_local(where, path, own, header, dir, module) {
	dir = path
	sub(/\/[^\/]*$/, "/", dir)
	sub(/^lib\//, "", dir)
	# As the compiler looks: beside the file, then in lib/, then in lib/formats/.
	if (("lib/" dir header) in exists)
		header = dir header
	else if (!(("lib/" header) in exists) && ("lib/formats/" header) in exists)
		header = "formats/" header
	if (header == "config.h")
		return
	if (!(("lib/" header) in exists)) {
		complain(where ": \"" header "\" is not in lib/")
		return
	}
	module = module_of(header)
	if (module != own && rank[module] >= rank[own])
		complain(where ": " own " (rank " rank[own] ") must not include \"" header "\" (" \
			module ", rank " rank[module] ")")
}
function check_external(where, own, header, prefix) {
	for (prefix in owner)
		if (index(header, prefix) == 1 && !index(owner[prefix] " ", " " own " "))
			complain(where ": <" header "> is for" owner[prefix] " alone")
}
END {
	for (i = 1; i <= nfiles; i++) {
		path = files[i]
		own = "tools"
		if (path ~ /^lib\//) {
			own = module_of(substr(path, 5))
			if (!(own in rank)) {
				complain(path ": module " own " is not in lib/LAYERS")
				continue
			}
			name = path
			gsub(/^lib\/|\.[a-z]*$|\/.*/, "", name)
			seen[name] = seen[own] = 1
		}
		for (line = 1; (getline text <path) > 0; line++) {
			if (text !~ /^[ \t]*#[ \t]*include[ \t]*[<"]/)
				continue
			match(text, /[<"][^>"]*/)
			header = substr(text, RSTART + 1, RLENGTH - 1)
			where = path ":" line
			if (substr(text, RSTART, 1) == "<")
				check_external(where, own, header)
			else if (own != "tools")
				check_local(where, path, own, header)
		}
		close(path)
	}
	for (name in listed)
		if (!(name in seen))
			complain("lib/LAYERS:" listed[name] ": there is no module " name)
	exit bad
}' lib/LAYERS -
