#!/bin/sh
# CRLs, as cabundle-list --crls and as openssl crl -text read them: the fixtures, and the real and
# NIST's ones where they are.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
need openssl

# What openssl crl -text says of one CRL, as the line that ours says: number, base, dates, entries,
# kind, scope, signature, version. A GeneralizedTime and a UTCTime look alike in it.
from_openssl() {
	awk '
	function iso(s,    part, clock) {
		split(s, part, " +")
		split(part[3], clock, ":")
		return sprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", part[4],
		    (index("JanFebMarAprMayJunJulAugSepOctNovDec", part[1]) + 2) / 3, part[2],
		    clock[1], clock[2], clock[3])
	}
	# Numbers of 128 bits and more are in hex there; those of the fixtures are known.
	function decimal(s) {
		sub(/^ +/, "", s)
		return s ~ /^0x7F+$/ ? \
		    "730750818665451459101842416358141509827966271487" : s
	}
	/^        Version / { version = $2 }
	/^        Signature Algorithm:/ && signature == "" { signature = $3 }
	/^        Last Update: / { this = iso(substr($0, 22)) }
	/^        Next Update: / && $3 != "NONE" { next_update = iso(substr($0, 22)) }
	want != "" { if (want == "number") number = decimal($0); else base = decimal($0); want = "" }
	/^            X509v3 CRL Number:/ { want = "number" }
	/^            X509v3 Delta CRL Indicator:/ { want = "base"; kind = "delta" }
	/^            [^ ]/ { inside = /Issuing Distribution Point/ }
	/Only User Certificates/ { user = "user" }
	/Only CA Certificates/ { ca = "ca" }
	/Only Attribute Certificates/ { attribute = "attribute" }
	/Only Some Reasons:/ { reasons = "reasons" }
	inside && /(Full|Relative) Name:/ { point = "point" }
	/Indirect CRL/ { indirect = ",indirect" }
	/^    Serial Number:/ { entries++ }
	function add(word) { if (word != "") scope = scope (scope != "" ? "," : "") word }
	END {
		add(user); add(ca); add(attribute); add(reasons); add(point)
		if (kind == "") kind = "complete"
		if (signature == "ED25519") signature = "Ed25519"
		if (signature == "dsaWithSHA1") signature = "dsa-with-sha1"
		print number, base, this, next_update, entries + 0, kind indirect, scope, signature, version
	}' OFS='\t'
}

# form FILE: how openssl is to read it.
form() {
	if grep -q -e '-----BEGIN' "$1"; then echo PEM; else echo DER; fi
}

# agree FILE: one CRL.
agree() {
	openssl crl -inform "$(form "$1")" -in "$1" -noout -text >"$T/text" 2>"$T/err" || return 1
	from_openssl <"$T/text" >"$T/theirs"
	cabundle-list --crls -f tsv --no-header \
		-c number,base,this-update,next-update,entries,kind,scope,signature,version "$1" >"$T/ours" || return 1
	diff "$T/theirs" "$T/ours"
}

# What OpenSSL does not read at all, or shows as it is not.
is_left_out() {
	case $1 in
	*/entry-malformed.crl|*/no-time.crl)	# refused by OpenSSL
		! openssl crl -inform DER -in "$1" -noout 2>/dev/null ;;
	*/bad-time.crl|*/unsupported.crl|*/number-negative.crl|*/number-twice.crl|*/version-3.crl)
		true ;;	# what is malformed or unknown has another form in each
	*) false ;;
	esac
}

for crl in crl/*.crl crl/directory/*.crl crl/directory/*.pem; do
	if is_left_out "$crl"; then
		continue
	fi
	ok "OpenSSL sees the same in $crl" agree "$crl"
done

data=$(data_dir) || data=/nowhere

# all_agree FOLDER PATTERN
all_agree() {
	status=0
	for file in "$data/$1"/$2; do
		agree "$file" || { echo "$file"; status=1; }
	done
	return $status
}

if [ -d "$data/pkits/crls" ]; then
	ok 'OpenSSL sees the same in all CRLs of PKITS' all_agree pkits/crls '*.crl'
	ok 'PKITS has 173 CRLs' test "$(cabundle-list --crls --count "$data/pkits/crls")" = 173
else
	skip 'CRLs of PKITS' 'none in the data'
fi
if [ -d "$data/certtool" ]; then
	ok "OpenSSL sees the same in certtool's CRLs" all_agree certtool 'crl-demo*.pem'
else
	skip "certtool's CRLs" 'none in the data'
fi
