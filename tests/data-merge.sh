#!/bin/sh
# cabundle-merge and cabundle-sum on real bundles: the same certificates give the same digest and
# the same file, whatever their formats and their order, and every block is accounted for.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

data=$(data_dir) || skip_all 'no real data'
pem=$data/rds/global-bundle-115-2023.pem
p7b=$data/rds/global-bundle-115-2023.p7b
for file in "$pem" "$p7b"; do
	[ -f "$file" ] || skip_all "${file##*/} is not here"
done

count() { # file|folder...
	cabundle-list --count --no-verify "$@"
}

# One digest

digest=$(cabundle-list --no-verify --no-header -f tsv -c sha256 "$pem" | sort -u |
	awk '{ gsub(/../, "\\x&"); printf "%s", $0 }' | xargs -0 printf 2>/dev/null | sha256sum | cut -d ' ' -f 1)
sums_to() { # file...
	found=$(cabundle-sum --plain "$@")
	[ "$found" = "$digest" ] || ! echo "$found, not $digest"
}

reversed() {
	awk '
	/^-----BEGIN/ { n++ }
	{ text[n] = text[n] $0 "\n" }
	END { while (n > 0) printf "%s", text[n--] }' "$pem"
}
commented() { # and with CRLF
	awk '/^-----BEGIN/ { print "# number " ++n; print "" } { print }' "$pem" | sed "s/\$/$(printf '\r')/"
}

pem2p7b -o "$T/der.p7b" "$pem"
pem2p7b --der-order -o "$T/ordered.p7b" "$pem"
reversed >"$T/reversed.pem"
commented >"$T/crlf.pem"
cat "$T/reversed.pem" "$pem" >"$T/twice.pem"
cabundle-split -d "$T/115" "$pem" >/dev/null
cabundle-split -t der -d "$T/115der" "$pem" >/dev/null

ok 'the digest can be made with other programs' sums_to "$pem"
for file in "$p7b" "$T/der.p7b" "$T/ordered.p7b" "$T/reversed.pem" "$T/crlf.pem" "$T/twice.pem" "$T/115" \
	"$T/115der"; do
	ok "${file##*/} has it too" sums_to "$file"
done
ok '115 files' [ "$(find "$T/115" -type f | wc -l)" -eq 115 ]
from_stdin() {
	[ "$(cabundle-sum --plain <"$T/der.p7b")" = "$digest" ]
}
ok 'standard input has it too' from_stdin
one_less() {
	rm "$T/115/001"* && found=$(cabundle-sum --plain "$T/115") && [ "$found" != "$digest" ]
}
ok 'one certificate less has another' one_less

# The same file from twenty orders

mkdir "$T/in"
number=0
for file in "$data"/rds/*.pem; do
	number=$((number + 1))
	pem2p7b -o "$T/in/$number.p7b" "$file"
	pem2p7b --armor -o "$T/in/$number.p7b-pem" "$file"
	cabundle-merge -s none --crlf --comment -o "$T/in/$number.crlf" "$file" 2>/dev/null
	cabundle-split -t der -d "$T/in/$number.dir" "$file" >/dev/null
	cp "$file" "$T/in/$number.pem"
done
ok 'the bundles can be merged' cabundle-merge -o "$T/all" "$data"/rds/*.pem
ok 'and have all certificates' [ "$(count "$T/all")" -eq \
	"$(cabundle-list --no-verify --no-header -f tsv -c sha256 "$data"/rds/*.pem | sort -u | wc -l)" ]

# The numbers of the bundles in an order that the seed gives, each with a format.
shuffled() { # seed
	awk -v seed="$1" -v number="$number" 'BEGIN {
		srand(seed)
		split("pem p7b p7b-pem crlf dir", format, " ")
		for (i = 1; i <= number; i++)
			order[i] = i
		for (i = number; i > 0; i--) {
			k = 1 + int(rand() * i)
			print order[k] "." format[1 + int(rand() * 5)]
			order[k] = order[i]
		}
	}'
}
merges_to_the_same() { # environment
	# shellcheck disable=SC2046
	(cd "$T/in" && env "$1" cabundle-merge -o "$T/again" $(shuffled "$seed")) || return 1
	cmp "$T/again" "$T/all"
}
for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	case $((seed % 4)) in
	0) where=LC_ALL=tr_TR.UTF-8 ;;
	1) where=LANG=C ;;
	2) where=TZ=Pacific/Apia ;;
	3) where=TMPDIR=/tmp ;;
	esac
	ok "order and formats $seed ($where) give the same file" merges_to_the_same "$where"
done
for format in p7b p7b-pem der pem; do
	# One certificate alone can be DER.
	[ $format != der ] || continue
	cabundle-merge -t $format -o "$T/first" "$T"/in/*.pem 2>/dev/null
	cabundle-merge -t $format -o "$T/second" "$T/in/1.dir" "$T"/in/*.p7b 2>/dev/null
	same "as $format too" "$T/first" "$T/second"
	ok "$format: in the same order" cabundle-merge -s none -t pem -o "$T/order" "$T/first"
	same "$format: which is that of the PEM" "$T/order" "$T/all"
done

# Merged with itself

same_after() { # input...
	cp "$T/all" "$T/self" && cabundle-merge -o "$T/self" "$@" && cmp "$T/self" "$T/all"
}
ok 'merged with itself, in place' same_after "$T/self" "$T/self"
ok 'merged again, in place' same_after "$T/self"
ok 'merged with a part of itself, in place' same_after "$T/self" "$pem"
(cd "$T" && ln -s self link && ln self hard)
ok 'an input that is a link to the output' same_after "$T/link" "$T/self"
keeps_order() {
	cabundle-merge -s none "$pem" "$p7b" "$pem" 2>/dev/null | cmp - "$pem"
}
ok '-s none keeps the order and the bytes' keeps_order
through_pipe() {
	# shellcheck disable=SC2002
	cat "$T/all" | cabundle-merge - "$T/all" 2>/dev/null | cmp - "$T/all"
}
ok 'from a pipe to a pipe' through_pipe

# The sum that goes with it

sums() {
	(cd "$T" && cabundle-sum all in/1.p7b >sums && cabundle-sum -c sums)
}
ok 'its sum holds' sums
holds_in_another_form() {
	(cd "$T" && cp all kept && cabundle-merge -t p7b -o all all && cabundle-sum -c sums) &&
		cp "$T/kept" "$T/all"
}
ok 'also when it is PKCS#7 now' holds_in_another_form
does_not_hold() {
	(cd "$T" && cp in/1.pem all && cabundle-sum -c sums)
}
exits 1 'not when it is another' does_not_hold
cp "$T/kept" "$T/all"

# Every block is accounted for

# Checks a report: the rows for certificates are as many as were read, the numbers run from 1 to
# the last without a gap, and each duplicate has the number and the digest of one that was kept.
adds_up() { # read written
	awk -F '\t' -v read="$1" -v written="$2" '
	function complain(text) {
		print text
		exit bad = 1
	}
	NR == 1 {
		columns = NF
		next
	}
	NF != columns { complain("row " NR " has " NF " columns") }
	$6 ~ /^[0-9a-f]+$/ && length($6) == 64 { rows++ }
	$7 ~ /^kept as number / {
		n = substr($7, 16)
		if (n in of)
			complain("number " n " twice")
		of[n] = $6
		kept++
		next
	}
	$7 ~ /^duplicate of / {
		twin[NR] = $7
		sub(/.* /, "", twin[NR])
		digest[NR] = $6
		next
	}
	$7 ~ /^dropped because / {
		dropped++
		next
	}
	{ complain("row " NR " is " $0) }
	END {
		if (bad)
			exit bad
		for (row in twin) {
			duplicates++
			if (of[twin[row]] != digest[row])
				complain("row " row " is no duplicate of " twin[row])
		}
		for (n = 1; n <= kept; n++)
			if (!(n in of))
				complain("no number " n)
		if (rows != read || kept != written || kept + duplicates + dropped != read)
			complain(read " read, " written " written: " rows " rows, " kept " kept, " \
				duplicates + 0 " duplicates, " dropped + 0 " dropped")
		exit bad
	}' "$T/report"
}
reports() { # options...
	cabundle-merge -o "$T/out" --report "$T/report" "$@" "$data"/rds/*.pem "$p7b" 2>"$T/stderr" || return 1
	head -n 3 "$T/report"
	adds_up "$(count "$data"/rds/*.pem "$p7b")" "$(count "$T/out")"
}
cabundle-list --no-verify --no-header -f tsv -c sha256 "$T/in/1.pem" | sed 's/$/ # known/' >"$T/known"
ok 'the report adds up' reports
same 'and changes nothing' "$T/out" "$T/all"
ok 'with those dropped that have expired' reports --drop-expired --at 2024-08-23T00:00:00Z
ok 'there are some' grep -q 'dropped because' "$T/report"
ok 'with those dropped that a list names' reports --exclude "$T/known"
ok 'none of them is left' [ "$(cabundle-list --no-verify --no-header -f tsv -c sha256 "$T/out" |
	grep -c -F -f "$T/known")" -eq 0 ]
ok 'with those dropped that a bundle does not name' reports --only "$p7b"
ok 'those of the bundle are left' sums_to "$T/out"
ok 'with those dropped that are not asked for' reports -w 'key=ec-p384' -s none
ok 'with all of that' reports -w 'key!=ec-p384' --only "$p7b" --exclude "$T/in/1.pem" --drop-expired \
	--at 2061-06-01T00:00:00Z -s region,-not-after
each_drop_is_named() {
	[ "$(grep -c 'dropped because\|duplicate of' "$T/report")" -gt 0 ] && cat "$T/stderr" &&
		grep -q "$(grep -c 'kept as' "$T/report") kept" "$T/stderr"
}
ok 'and the message has its counts' each_drop_is_named
