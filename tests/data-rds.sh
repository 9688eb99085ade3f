#!/bin/sh
# The bundle that AWS publishes in two forms: one is the other, and what it holds is known.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

data=$(data_dir) || skip_all 'no real data'
pem=$data/rds/global-bundle-115-2023.pem
p7b=$data/rds/global-bundle-115-2023.p7b
for file in "$pem" "$p7b"; do
	[ -f "$file" ] || skip_all "${file##*/} is not here"
done

rows() { # expected-number options...
	number=$1
	shift
	[ "$(cabundle-list --no-header -f tsv "$@" "$pem" | wc -l)" -eq "$number" ]
}

list() { # columns file
	cabundle-list --no-header -f tsv -c "$1" "$2"
}

# Both forms

p7b2pem "$p7b" >"$T/pem"
same 'p7b2pem gives the .pem byte for byte' "$T/pem" "$pem"
pem2p7b --armor "$pem" >"$T/p7b"
same 'pem2p7b --armor gives the .p7b byte for byte' "$T/p7b" "$p7b"

through_der() { # options...
	pem2p7b "$@" "$pem" >"$T/der" && p7b2pem "$T/der" >"$T/through"
}

ok 'the round trip through DER can be made' through_der
same 'the round trip through DER loses nothing and keeps the order' "$T/through" "$pem"
ok 'the round trip through --der-order can be made' through_der --der-order
list sha256 "$T/through" >"$T/ordered"
list sha256 "$pem" >"$T/unordered"
differs() {
	! cmp -s "$T/ordered" "$T/unordered"
}
ok '--der-order changes the order' differs
sort "$T/ordered" >"$T/set1"
sort "$T/unordered" >"$T/set2"
same '--der-order keeps the set' "$T/set1" "$T/set2"
ok 'which has 115 different certificates' [ "$(uniq "$T/set2" | wc -l)" -eq 115 ]
cp "$T/through" "$T/once"
pem2p7b --der-order "$T/once" | p7b2pem >"$T/twice"
same '--der-order of what is in that order changes nothing' "$T/once" "$T/twice"

# What it holds

ok '115 certificates' rows 115
ok '93 roots, each with a good signature by its own key' rows 93 -w role=root -w self-signed=yes
ok '93 with a good signature by their own key' rows 93 -w self-signed=yes
ok '22 intermediates' rows 22 -w role=intermediate
ok 'one for a region and a CA' rows 1 -w region=us-east-1 -w rds-ca=rds-ca-ecc384-g1
ok 'no region us-east-1 in Beta' rows 4 -w region=us-east-1
exits 1 'no region that is not there' cabundle-list -w region=mars-east-1 "$pem"

cat >"$T/regions" <<'END'
      3 -
      5 af-south-1
      3 ap-east-1
      4 ap-northeast-1
      4 ap-northeast-2
      4 ap-northeast-3
      4 ap-south-1
      3 ap-south-2
      4 ap-southeast-1
      4 ap-southeast-2
      3 ap-southeast-3
      3 ap-southeast-4
      4 ca-central-1
      4 eu-central-1
      3 eu-central-2
      4 eu-north-1
      5 eu-south-1
      3 eu-south-2
      4 eu-west-1
      4 eu-west-2
      4 eu-west-3
      3 me-central-1
      5 me-south-1
      4 sa-east-1
      4 us-east-1
      4 us-east-1-beta
      4 us-east-2
      4 us-east-2-preview
      4 us-west-1
      4 us-west-2
END
list region "$pem" | sed 's/^$/-/' | sort | uniq -c |
	awk '{ printf "%7d %s\n", $1, $2 }' >"$T/found"
same 'the certificates of each region' "$T/found" "$T/regions"

cat >"$T/algorithms" <<'END'
     29 ec-p384 ecdsa-with-SHA384
     57 rsa2048 sha256WithRSAEncryption
     29 rsa4096 sha384WithRSAEncryption
END
list key,signature "$pem" | sort | uniq -c |
	awk '{ printf "%7d %s %s\n", $1, $2, $3 }' >"$T/found"
same 'the certificates of each algorithm' "$T/found" "$T/algorithms"

cat >"$T/dates" <<'END'
2024-05-08T21:48:27Z
2122-06-06T22:54:42Z
END
list not-after "$pem" | sort | sed -n '1p;$p' >"$T/found"
same 'the first and the last end, which is in 2122' "$T/found" "$T/dates"
ok 'those that end behind what 32 bits can count' rows 87 -w 'not-after>=2038-01-19T03:14:08Z'

# The three certificates of a family have distinct serials, but not those of the bundle.
list serial "$pem" | sort | uniq -c | awk '$1 > 1 { print $1, $2 }' >"$T/found"
printf '%s\n' '4 1000' >"$T/serials"
same 'a serial that occurs more than once' "$T/found" "$T/serials"

if command -v jq >/dev/null; then
	list sha256,not-after,region,pathlen "$pem" >"$T/tsv"
	cabundle-list -f json "$pem" >"$T/json"
	jq -r '.[] | [.sha256, .not_after, .region, .pathlen] | map(. // "") | @tsv' \
		"$T/json" >"$T/found"
	same 'JSON says the same as TSV' "$T/found" "$T/tsv"
	cabundle-list -f jsonl "$pem" | jq -cs . >"$T/lines"
	jq -c . "$T/json" >"$T/array"
	same 'JSON lines say the same as JSON' "$T/lines" "$T/array"
else
	skip 'JSON says the same as TSV' 'jq is not here'
	skip 'JSON lines say the same as JSON' 'jq is not here'
fi

# The same bytes everywhere

columns=$(cabundle-list --list-fields | awk '
	NR > 1 && $1 != "file" && $1 != "days-left" { names = names (names == "" ? "" : ",") $1 }
	END { print names }')
list "$columns" "$pem" >"$T/tsv"
ok 'every field can be listed' [ "$(wc -l <"$T/tsv")" -eq 115 ]
for where in LANG=tr_TR.UTF-8 LC_ALL=C.UTF-8 LC_ALL=de_DE.ISO-8859-1 TZ=Pacific/Apia TZ=XYZ-13:45; do
	env "$where" cabundle-list --no-header -f tsv -c "$columns" "$pem" >"$T/found"
	same "every field is the same with $where" "$T/found" "$T/tsv"
done
cabundle-list --no-header -f tsv -c "$columns" - <"$pem" >"$T/found"
same 'every field is the same from standard input' "$T/found" "$T/tsv"
for byte in 1 4095; do
	dd bs=$byte if="$pem" 2>/dev/null | cabundle-list --no-header -f tsv -c "$columns" >"$T/found"
	same "every field is the same from a pipe that gives $byte bytes at a time" "$T/found" "$T/tsv"
done
list sha256 "$p7b" >"$T/found"
same 'the .p7b lists as the .pem does' "$T/found" "$T/unordered"

# One bit of every signature

# The last line of a block begins inside the signature value; the lowest bit of a base64 digit
# is the step to its neighbour in the alphabet.
awk '
BEGIN { digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }
/^-----END/ {
	at = index(digits, substr(last, 1, 1)) - 1
	last = substr(digits, (at % 2 ? at - 1 : at + 1) + 1, 1) substr(last, 2)
}
NR > 1 { print last }
{ last = $0 }
END { print last }' "$pem" >"$T/flipped"
list role,self-signed "$pem" |
	sed 's/^root	yes$/self-issued	no/' >"$T/expected"
list role,self-signed "$T/flipped" >"$T/found"
same 'no root survives the flip of one bit in its signature' "$T/found" "$T/expected"
list name "$pem" >"$T/names1"
list name "$T/flipped" >"$T/names2"
same 'nothing but the signatures was changed for that' "$T/names1" "$T/names2"
cabundle-list --no-verify --no-header -f tsv -c role "$T/flipped" | sort | uniq -c |
	awk '{ print $1, $2 }' >"$T/found"
printf '%s\n' '22 intermediate' '93 root' >"$T/expected"
same '--no-verify takes the names for it' "$T/found" "$T/expected"

# What AWS says about it

answer=$data/aws/describe-certificates-us-west-2.json
if [ ! -f "$answer" ]; then
	skip 'the thumbprints that AWS gives are in the bundle' 'no answer of AWS here'
elif ! command -v jq >/dev/null; then
	skip 'the thumbprints that AWS gives are in the bundle' 'jq is not here'
else
	jq -r '.Certificates[] | [.Thumbprint, (.ValidTill | .[0:19] + "Z")] | @tsv' \
		"$answer" | sort >"$T/aws"
	list sha1,not-after "$pem" | sort | comm -12 - "$T/aws" >"$T/found"
	same 'the thumbprints and dates that AWS gives are in the bundle' "$T/found" "$T/aws"
fi
