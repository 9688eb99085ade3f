#!/bin/sh
# What --verify-signature says of signed PKCS#7 is what openssl cms and certtool say, but for what is
# explained here.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
need openssl certtool

# 0 yes, 1 no, 2 nobody knows.
ours() { # anchors file
	cabundle-check --at 2026-01-01 --verify-signature "$1" -f tsv "$2" 2>/dev/null >"$T/tsv"
	case $(cut -f 9 "$T/tsv" | grep '^message-\|^not-signed') in
	message-signed) echo yes ;;
	message-signature | not-signed) echo no ;;
	*) echo unknown ;;
	esac
}
# 1767225600 is 2026-01-01.
openssl_says() { # anchors file
	if openssl cms -verify -inform DER -in "$2" -CAfile "$1" -purpose any -attime 1767225600 -out /dev/null 2>/dev/null; then
		echo yes
	else
		echo no
	fi
}
# It has the clock's time; all that is asked of it here lives longer, or has ended.
certtool_says() { # anchors file
	if certtool --p7-verify --inder --infile "$2" --load-ca-certificate "$1" >/dev/null 2>&1; then
		echo yes
	else
		echo no
	fi
}
agree() { # anchors file ours openssl certtool
	said="$(ours "$1" "$2") $(openssl_says "$1" "$2") $(certtool_says "$1" "$2")"
	[ "$said" = "$3 $4 $5" ] || ! echo "they say $said"
}

# Ours, OpenSSL's, GnuTLS's.
while read -r file we openssl gnutls; do
	ok "signed/$file: $we, $openssl by OpenSSL, $gnutls by GnuTLS" agree signed/root.pem "signed/$file" "$we" "$openssl" "$gnutls"
done <<'END'
good.p7s yes yes yes
by-key.p7s yes yes yes
no-attributes.p7s yes yes yes
ber.p7s yes yes yes
pss-digest.p7s yes yes yes
other-content.p7s no no no
other-signature.p7s no no no
stranger.p7s no no no
expired.p7s no no no
two.p7s no no no
detached.p7s unknown no no
no-signer.p7s unknown no no
pss-20.p7s unknown yes no
sha1.p7s no yes yes
END

data=$(data_dir)
if ! cd "${data:-/nowhere}/certtool" 2>/dev/null; then
	skip 'certtool/' 'no real data'
	exit 0
fi
p7b2pem single-ca.p7b >"$T/ca.pem" 2>/dev/null
while read -r file we openssl gnutls; do
	ok "certtool/$file: $we, $openssl by OpenSSL, $gnutls by GnuTLS" agree "$T/ca.pem" "$file" "$we" "$openssl" "$gnutls"
done <<'END'
full.p7b yes yes yes
openssl.p7b yes yes yes
openssl-keyid.p7b yes yes yes
detached.p7b unknown no no
pkcs7-eddsa-sig.p7s no no no
rfc4134-4.5.p7b no no no
END
