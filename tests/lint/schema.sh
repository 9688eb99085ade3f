#!/bin/sh
# lib/x509/schema_pkix.def is what asn1Parser makes of lib/x509/schema_pkix.asn: make schema.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1
: "${ASN1PARSER:=asn1Parser}"
command -v "$ASN1PARSER" >/dev/null || {
	echo "skipped: $ASN1PARSER (Debian: libtasn1-bin) is not here"
	exit 0
}
made=$(mktemp) || exit 1
trap 'rm -f "$made"' EXIT

"$ASN1PARSER" -o "$made" -n schema_pkix lib/x509/schema_pkix.asn >/dev/null || exit 1
diff lib/x509/schema_pkix.def "$made" || {
	echo 'lib/x509/schema_pkix.def is not made of lib/x509/schema_pkix.asn: make schema'
	exit 1
}
