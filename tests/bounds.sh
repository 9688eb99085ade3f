#!/bin/sh
# The limits of caps.h that programs meet: one below, at, and one above.  Limits within a module
# are in its unit test.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# Where the limit is met, the command's output has a line with this; elsewhere it has none.
# The command is a function that takes a number.
bound() { # what limit pattern command
	for n in $(($2 - 1)) "$2" $(($2 + 1)); do
		$4 "$n" >"$T/said" 2>&1 </dev/null
		if grep -q -e "$3" "$T/said"; then said=yes; else said=no; fi
		if [ "$said" = yes ] && [ "$n" -le "$2" ] || [ "$said" = no ] && [ "$n" -gt "$2" ]; then
			fail "$1: $n"
			comment "$T/said"
		else
			pass "$1: $n"
		fi
	done
}

repeat() { # n text
	awk -v n="$1" -v s="$2" 'BEGIN { while (n-- > 0) printf "%s", s }'
}

padding() {
	{ cat der/one.der; repeat "$1" ' '; } | p7b2pem
}
bound 'white space after DER' 4096 trailing-data padding

# A longer one is no BEGIN line, so that the block is text.
label() {
	name=$(repeat "$1" X)
	{ echo "-----BEGIN $name-----"; echo AAAA; echo "-----END $name-----"; cat pem/one.pem; } |
		cabundle-check -v -f tsv | grep -q other-object || echo 'no block'
}
bound 'bytes of a label' 64 'no block' label

lead() {
	{ echo "$(repeat "$1" .)BEGIN CERTIFICATE-----"; cat pem/one.pem; } | cabundle-list >"$T/out" 2>"$T/err"
	grep -q marker-damaged "$T/err" || echo 'no marker'
}
bound 'characters before a damaged marker' 24 'no marker' lead

search() {
	{ printf -- '----BEGIN %s' "$(repeat $(($1 - 21)) ' ')"; echo CERTIFICATE; cat pem/one.pem; } |
		cabundle-list >"$T/out" 2>"$T/err"
	grep -q marker-damaged "$T/err" || echo 'no marker'
}
bound 'bytes of a line with a damaged marker' 256 'no marker' search

# What is skipped before the certificates is a SET of SETs.
depth() {
	printf '3080 06092a864886f70d010702 a080 3080 020101 %s 0000 0000 0000' \
		"$(repeat "$1" 3180)$(repeat "$1" 0000)" | tr -d ' ' |
		awk '{ for (i = 1; i < length($0); i += 2) printf "\\0%03o", (index("0123456789abcdef",
			substr($0, i, 1)) - 1) * 16 + index("0123456789abcdef", substr($0, i + 1, 1)) - 1 }' >"$T/octal"
	printf '%b' "$(cat "$T/octal")" | cabundle-check -f tsv
}
bound 'levels of indefinite lengths' 32 too-deep depth

fields() {
	repeat $(($1 - 1)) index, >"$T/fields"
	cabundle-list -s "$(cat "$T/fields")name" pem/one.pem
}
bound 'fields to sort by' 8 'more than 8 fields' fields
split_by() {
	repeat $(($1 - 1)) index, >"$T/fields"
	cabundle-split --dry-run -b "$(cat "$T/fields")name" pem/one.pem
}
bound 'fields to split by' 8 'more than 8 fields' split_by

columns() {
	repeat $(($1 - 1)) index, >"$T/fields"
	cabundle-list -c "$(cat "$T/fields")name" pem/one.pem pem/three.pem
}
bound 'columns' 64 'more than 64 columns' columns
matrix() {
	while [ "$1" -gt 0 ]; do
		cat pem/one.pem
		set -- $(($1 - 1))
	done >"$T/many.pem"
	cabundle-list --matrix role,index "$T/many.pem"
}
bound 'columns of a table of counts' 256 'more than 256 columns' matrix

parts() {
	cabundle-split --dry-run -n "$(repeat $(($1 / 2)) 'a{n}')$([ $(($1 % 2)) -eq 0 ] || echo a)" pem/one.pem
}
bound 'parts of a template' 32 'more than 32 parts' parts

# 0 is the file.
links() {
	rm -rf "$T/links"
	mkdir "$T/links"
	i=0
	while [ $i -lt "$1" ]; do
		ln -s $i "$T/links/$((i + 1))"
		i=$((i + 1))
	done
	p7b2pem -o "$T/links/$1" pem/one.pem && cmp pem/one.pem "$T/links/0" || echo 'not written'
}
bound 'symbolic links to an output file' 40 'not written' links

# Stray BEGIN lines, one message each.
repeats() {
	{
		i=0
		while [ $i -lt "$1" ]; do
			echo '-----BEGIN CERTIFICATE-----'
			i=$((i + 1))
		done
		cat pem/one.pem
	} | cabundle-list
}
bound 'messages of one kind' 20 ' more of this kind' repeats

# Pages of an answer, of which these have no certificates.
json_values() {
	{ printf '{"Certificates":[],"x":['; repeat $(($1 - 6)) 0,; echo '0]}'; } >"$T/answer.json"
	cabundle-check --aws-certificates "$T/answer.json" pem/one.pem
}
json_bytes() {
	{ printf '{"Certificates":['; head -c $(($1 - 19)) /dev/zero | tr '\0' ' '; printf ']}'; } >"$T/answer.json"
	cabundle-check --aws-certificates "$T/answer.json" pem/one.pem
}
if has_jansson; then
	bound 'values of a JSON document' 2000000 too-large json_values
	bound 'bytes of a JSON document' $((64 * 1024 * 1024)) too-large json_bytes
else
	skip 'values of a JSON document' 'built without jansson'
	skip 'bytes of a JSON document' 'built without jansson'
fi

# The last line is one of blanks.
consumer_file() {
	{ cat pem/one.pem; head -c $(($1 - $(wc -c <pem/one.pem) - 1)) /dev/zero | tr '\0' ' '; echo; } >"$T/large.pem"
	cabundle-check --for gnutls "$T/large.pem"
	rm "$T/large.pem"
}
bound 'bytes of a file for --for' $((256 * 1024 * 1024)) 'too large for --for' consumer_file
