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
