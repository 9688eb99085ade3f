#!/bin/sh
# What AWS answers about its own certificates, against its bundles.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

data=$(data_dir) || skip_all 'no real data'
pem=$data/rds/global-bundle-115-2023.pem
answer=$data/aws/describe-certificates-us-west-2.json
for file in "$pem" "$answer"; do
	[ -f "$file" ] || skip_all "${file##*/} is not here"
done

# cabundle-list -f aws-json

# The members that a bundle can tell, of the certificates that AWS names.  There is no telling
# the ARN of a root that is for all regions.
known() { # file
	jq -S '[.Certificates[] | select(.CertificateIdentifier) |
		{CertificateIdentifier, CertificateType, Thumbprint, ValidFrom, ValidTill, CertificateArn} |
		if .CertificateIdentifier == "rds-ca-2019" then del(.CertificateArn) else . end] |
		sort_by(.Thumbprint)' "$1"
}

lists_what_aws_does() {
	cabundle-list -f aws-json -w region=us-west-2, "$pem" >"$T/list" &&
		known "$T/list" >"$T/ours" && known "$answer" >"$T/theirs" &&
		[ "$(jq length "$T/theirs")" -eq 4 ] && cmp "$T/ours" "$T/theirs"
}

# Its text as well, where each member is known: layout, order of members, times.
looks_as_aws_does() { # CA
	cabundle-list -f aws-json -w region=us-west-2 -w "rds-ca=$1" "$pem" |
		sed -n '/"Thumb/,/"CertificateArn/p' | sed 's/,$//' >"$T/ours"
	grep -F -A 5 "\"CertificateIdentifier\": \"$1\"" "$answer" |
		sed -n '/"Thumb/,/"CertificateArn/p' | sed 's/,$//' >"$T/theirs"
	[ -s "$T/theirs" ] && cmp "$T/ours" "$T/theirs"
}

is_json() { # program argument...
	"$@" >"$T/json" && jq -e '.Certificates | length > 0' "$T/json"
}

if command -v jq >/dev/null; then
	ok 'the list of a region has the same certificates' lists_what_aws_does
	ok 'a whole bundle is JSON' is_json cabundle-list -f aws-json "$pem"
	ok 'odd dates are null' [ "$(cabundle-list -f aws-json "$data/odd/d_feb30.pem" |
		jq -c '.Certificates[] | [.ValidFrom, .ValidTill]')" = \
		"$(cabundle-list -f json -c not-before,not-after "$data/odd/d_feb30.pem" |
			jq -c '.[] | [.not_before, .not_after] |
				map(if startswith("?") then null else sub("Z$"; "+00:00") end)')" ]
else
	skip 'the list of a region has the same certificates' 'jq is not here'
fi
for ca in rds-ca-ecc384-g1 rds-ca-rsa4096-g1 rds-ca-rsa2048-g1; do
	ok "$ca looks as AWS shows it" looks_as_aws_does $ca
done

# cabundle-check

has_jansson || {
	skip 'cabundle-check reads what AWS answers' 'built without jansson'
	exit
}

versions=$data/aws/describe-db-engine-versions.json

# The checks of AWS that find something, with the facts, one a line.
finds() { # option... file
	cabundle-check -f tsv --at 2023-06-28 "$@" >"$T/all"
	[ $? -le 1 ] && awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		$at["id"] ~ /^aws-/ { print $at["id"] ": " $at["fact"] }' "$T/all" >"$T/found"
}

finds_nothing() {
	finds "$@" && [ ! -s "$T/found" ]
}

finds_one() { # what option... file
	what=$1
	shift
	finds "$@" && [ "$(wc -l <"$T/found")" -eq 1 ] && grep -F -e "$what" "$T/found"
}

root=d40ddb29e3750dffa671c3140bbf5f478d1c8096
ok 'the bundle has all that AWS lists' finds_nothing --aws-certificates "$answer" "$pem"
ok 'its P7B too' finds_nothing --aws-certificates "$answer" "${pem%.pem}.p7b"
cabundle-merge -s none -w "sha1!=$root" -o "$T/less.pem" "$pem"
ok 'a bundle without the root of 2019 has not' finds_one $root --aws-certificates "$answer" "$T/less.pem"

# Nothing else is wrong on that day, and this one has signed nothing.
ecc=2ee3dcc06e50192559b13929e73484354f23387d
exits 0 'the bundle is good' cabundle-check --at 2023-06-28 --aws-certificates "$answer" "$pem"
cabundle-merge -s none -w "sha1!=$ecc" -o "$T/no-ecc.pem" "$pem"
exits 1 'without one that AWS lists, it is not' \
	cabundle-check --at 2023-06-28 --aws-certificates "$answer" "$T/no-ecc.pem"
exits 0 'unless that is not asked' cabundle-check --at 2023-06-28 --aws-certificates "$answer" \
	--disable aws-certificate-missing "$T/no-ecc.pem"

sed 's/"2061-05-24T22:59:00/"2061-05-24T22:59:01/' "$answer" >"$T/later.json"
ok 'another validity is found' finds_one 'ValidTill is 2061-05-24T22:59:01Z' \
	--aws-certificates "$T/later.json" "$pem"
sed 's/"ValidFrom": "2019-08-22T17:08:50+00:00"/"ValidFrom": "2019-08-22T19:08:50+02:00"/' "$answer" >"$T/zone.json"
ok 'another time zone is no other validity' finds_nothing --aws-certificates "$T/zone.json" "$pem"

cat "$answer" "$answer" >"$T/twice.json"
ok 'what several answers list is missing once' finds_one $root --aws-certificates "$T/twice.json" "$T/less.pem"
list_is_whole() {
	cabundle-list -f aws-json -w role=root -w 'region!=' "$pem" >"$T/list.json" &&
		sed 's/"CertificateIdentifier": null/"CertificateIdentifier": "?"/' "$T/list.json" >"$T/named.json" &&
		finds_nothing --aws-certificates "$T/named.json" "$pem"
}
ok 'a bundle has what its own list says' list_is_whole

rotation='aws-rotation: postgres 13.4: another certificate needs no restart'
ok 'the bundle has the CAs that an engine supports' finds_one "$rotation" --aws-engine-versions "$versions" "$pem"
ok 'those of a region' finds_one "$rotation" --require region=us-west-2 --aws-engine-versions "$versions" "$T/less.pem"
region_lacks_a_ca() {
	finds --aws-engine-versions "$versions" "$T/no-ecc.pem" && grep -vF "$rotation" "$T/found" >"$T/lacks" &&
		[ "$(cat "$T/lacks")" = 'aws-ca-missing: us-west-2: no certificate of rds-ca-ecc384-g1, which postgres 13.4 supports' ]
}
ok 'a region that lacks one is named' region_lacks_a_ca
ok 'unless another is asked for' finds_one "$rotation" --require region=us-east-1 \
	--aws-engine-versions "$versions" "$T/no-ecc.pem"

exits 2 'one answer is not the other' cabundle-check --aws-certificates "$versions" "$pem"
exits 2 'nor the other way round' cabundle-check --aws-engine-versions "$answer" "$pem"
head -c 1000 "$answer" >"$T/cut.json"
exits 2 'an answer that is cut off is none' cabundle-check --aws-certificates "$T/cut.json" "$pem"
