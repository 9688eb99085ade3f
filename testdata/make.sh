#!/bin/sh
# Makes the fixtures: make.sh [OUTDIR], by default the directory of this script.
#
# The fixtures are committed and the tests never run this. A second run gives the same structure with
# fresh keys; DN, serials, dates and the sizes that the damage depends on stay. Private keys stay in a
# temporary directory, but for the throw-away ones of the "private key in a bundle" fixtures.
# FAMILIES='check' makes those of one function alone.
# SCALE=100 makes the hostile ones a hundred times as large, for a run by hand; do not commit those.
#
# Certificates are written element by element, in hex, and signed by openssl: no tool would
# write most of these names and faults. Needs openssl 3.0 and the POSIX utilities, iconv, gzip.

# shellcheck disable=SC2030,SC2031 # variables set in a subshell are for one certificate
set -eu
LC_ALL=C
TZ=UTC
export LC_ALL TZ

out=${1:-$(dirname "$0")}
scale=${SCALE:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
umask 022

# What cert() reads beside its arguments. Set them in a subshell to change them for one certificate.
from=20200101000000Z
to=20450101000000Z
scheme=ecdsa-sha256

# ---- DER, as hex ------------------------------------------------------------------------------------

to_hex() { od -An -v -tx1 | tr -d ' \n'; }

# Hex on stdin to bytes. printf writes the bytes, since not every awk can write a NUL.
from_hex() {
	printf '%b' "$(awk '{
		for (i = 1; i < length($0); i += 2)
			printf "\\0%03o", (index("0123456789abcdef", tolower(substr($0, i, 1))) - 1) * 16 \
			    + index("0123456789abcdef", tolower(substr($0, i + 1, 1))) - 1
	}')"
}

hex() { printf %s "$1" | to_hex; }
# repeat N HEX
repeat() { awk -v n="$1" -v s="$2" 'BEGIN { while (n-- > 0) printf "%s", s }'; }

# tlv TAG HEX...: one element; the length in its shortest form.
tlv() (
	tag=$1
	shift
	value=
	for part; do value=$value$part; done
	n=$((${#value} / 2))
	if [ $n -lt 128 ]; then form=%s%02x%s
	elif [ $n -lt 256 ]; then form=%s81%02x%s
	elif [ $n -lt 65536 ]; then form=%s82%04x%s
	else form=%s83%06x%s
	fi
	# shellcheck disable=SC2059 # the form is one of the four above
	printf "$form" "$tag" $n "$value"
)

# asn1_time YYYYMMDDHHMMSSZ: UTCTime to 2049, GeneralizedTime from 2050, as RFC 5280 says.
asn1_time() {
	case $1 in
	19[5-9]*|20[0-4]*) tlv 17 "$(hex "${1#??}")" ;;
	*) tlv 18 "$(hex "$1")" ;;
	esac
}

# little-endian numbers, for the formats that are not ASN.1
le16() { printf '%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)); }
le32() { le16 $(($1 & 65535)); le16 $(($1 >> 16)); }

# ---- Names and extensions ---------------------------------------------------------------------------

C=0603550406 ST=0603550408 L=0603550407 O=060355040a OU=060355040b CN=0603550403
SERIALNUMBER=0603550405 EMAIL=06092a864886f70d010901 DC=060a0992268993f22c640119
UNKNOWN_ATTR=06092b0601040183b20302	# 1.3.6.1.4.1.55555.2
UTF8=0c PRINTABLE=13 T61=14 IA5=16 BMP=1e

ava() { tlv 30 "$1" "$(tlv "$2" "$3")"; }
rdn() { tlv 31 "$(ava "$@")"; }
utf8() { rdn "$1" $UTF8 "$(hex "$2")"; }
country() { rdn $C $PRINTABLE "$(hex "$1")"; }

# The name that all but the RDS fixtures have; the CN alone differs, given as TAG HEX.
name_as() { tlv 30 "$(country ZZ)" "$(utf8 $O 'Cabundle Test')" "$(rdn $CN "$1" "$2")"; }
name() { name_as $UTF8 "$(hex "$1")"; }

# extension OID critical|- VALUE
extension() {
	case $2 in
	critical) tlv 30 "$1" 0101ff "$(tlv 04 "$3")" ;;
	-) tlv 30 "$1" "$(tlv 04 "$3")" ;;
	esac
}
ski() { extension 0603551d0e - "$(tlv 04 "$(cat "$work/$1.ski")")"; }
aki() { extension 0603551d23 - "$(tlv 30 "$(tlv 80 "$(cat "$work/$1.ski")")")"; }
key_usage() { extension 0603551d0f critical "$1"; }
CERT_CRL_SIGN=03020106 SIGN_CERT_CRL=03020186 DIGITAL_SIGNATURE=03020780
ca_constraint() { extension 0603551d13 critical "$(tlv 30 0101ff "$@")"; }
PATHLEN0=020100

# What a CA has here: signer's key identifier only where another key signed.
ca_extensions() {
	ca_constraint
	key_usage $CERT_CRL_SIGN
	ski "$1"
	[ "$1" = "$2" ] || aki "$2"
}

leaf_extensions() {
	extension 0603551d13 critical 3000
	key_usage $DIGITAL_SIGNATURE
	extension 0603551d25 - "$(tlv 30 06082b06010505070301)"
	extension 0603551d11 - "$(tlv 30 "$(tlv 82 "$(hex db.example.test)")")"
	ski "$1"
	aki "$2"
}

# ---- Keys and signatures ----------------------------------------------------------------------------

# key NAME GENPKEY-OPTION...: $work/NAME.key, and its SubjectPublicKeyInfo and key identifier in hex.
key() (
	name=$work/$1
	shift
	[ ! -f "$name.spki" ] || return 0
	openssl genpkey -quiet "$@" -out "$name.key"
	openssl pkey -in "$name.key" -pubout -outform DER -out "$name.pub"
	to_hex <"$name.pub" >"$name.spki"
	# RFC 5280 4.2.1.2 (1): SHA-1 of the BIT STRING, which comes last, without its count of unused bits.
	length=$(openssl asn1parse -inform DER -in "$name.pub" | sed -n 's/.*l= *\([0-9]*\) prim: BIT STRING.*/\1/p' | tail -n 1)
	tail -c $((length - 1)) "$name.pub" | openssl sha1 -binary | to_hex >"$name.ski"
)
ec_key() { key "$1" -algorithm EC -pkeyopt "ec_paramgen_curve:${2:-P-256}"; }
rsa_key() { key "$1" -algorithm RSA -pkeyopt "rsa_keygen_bits:$2"; }

# forged_key NAME ALGORITHM-ID BYTES: a public key that nobody made; the pattern says so.
forged_key() (
	tlv 30 "$2" "$(tlv 03 00 "$(repeat "$3" a5)")" >"$work/$1.spki"
	repeat 20 a5 >"$work/$1.ski"
)

ML_DSA_44=300b0609608648016503040311
ML_DSA_65=300b0609608648016503040312
SLH_DSA_SHA2_128S=300b0609608648016503040314
UNKNOWN_ALG=300b06092b0601040183b20301	# 1.3.6.1.4.1.55555.1

# pss_parameters HASH MGF-HASH SALT [TRAILER]: RSASSA-PSS-params of RFC 4055, without what is the default.
pss_parameters() (
	set -- "$(hash_algorithm "$1")" "$(hash_algorithm "$2")" "$3" "${4-1}"
	sha1=$(hash_algorithm sha1) hash='' mask='' salt='' trailer=''
	[ "$1" = "$sha1" ] || hash=$(tlv a0 "$1")
	[ "$2" = "$sha1" ] || mask=$(tlv a1 "$(tlv 30 06092a864886f70d010108 "$2")")
	[ "$3" = 20 ] || salt=$(tlv a2 "$(tlv 02 "$(printf %08x "$3" | sed ':a
		s/^00\([0-7]\)/\1/
		ta')")")
	[ "$4" = 1 ] || trailer=$(tlv a3 "$(tlv 02 "$(printf %02x "$4")")")
	tlv 30 "$hash" "$mask" "$salt" "$trailer"
)
hash_algorithm() {
	case $1 in
	sha1) echo 300906052b0e03021a0500 ;;
	sha224) echo 300d06096086480165030402040500 ;;
	sha256) echo 300d06096086480165030402010500 ;;
	sha384) echo 300d06096086480165030402020500 ;;
	sha512) echo 300d06096086480165030402030500 ;;
	sha3-256) echo 300d06096086480165030402080500 ;;
	esac
}
RSASSA_PSS=06092a864886f70d01010a

# pss_algorithm pss_HASH_MGFHASH_SALT. $pss are the parameters that it states, in hex, where not these.
pss_algorithm() (
	made=$1
	IFS=_
	# shellcheck disable=SC2086 # its parts
	set -- ${made#pss_}
	tlv 30 $RSASSA_PSS "${pss-$(pss_parameters "$1" "$2" "$3")}"
)

algorithm() {
	case $1 in
	pss_*) pss_algorithm "$1" ;;
	ecdsa-sha1) echo 300906072a8648ce3d0401 ;;
	ecdsa-sha256) echo 300a06082a8648ce3d040302 ;;
	ecdsa-sha384) echo 300a06082a8648ce3d040303 ;;
	ecdsa-sha512) echo 300a06082a8648ce3d040304 ;;
	rsa-md5) echo 300d06092a864886f70d0101040500 ;;
	rsa-sha1) echo 300d06092a864886f70d0101050500 ;;
	rsa-sha256) echo 300d06092a864886f70d01010b0500 ;;
	rsa-sha384) echo 300d06092a864886f70d01010c0500 ;;
	pss-sha256)	# SHA-256, MGF1 with SHA-256, salt 32
		echo 304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120 ;;
	dsa-sha256) echo 300b0609608648016503040302 ;;
	ed25519) echo 300506032b6570 ;;
	ed448) echo 300506032b6571 ;;
	forged-*) echo "${1##*-}" ;;
	esac
}

# signature SCHEME KEY FILE. A forged scheme is forged-BYTES-ALGORITHM, or forged-dsa-ALGORITHM: the numbers 1 and 1.
signature() (
	key=$work/$2.key
	case $1 in
	pss_*)
		IFS=_
		# shellcheck disable=SC2086 # its parts
		set -- "$key" "$3" ${1#pss_}
		openssl dgst "-$3" -sigopt rsa_padding_mode:pss -sigopt "rsa_mgf1_md:$4" \
			-sigopt "rsa_pss_saltlen:$5" -sign "$1" "$2" | to_hex ;;
	pss-sha256)
		openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 \
			-sign "$key" "$3" | to_hex ;;
	ed25519|ed448) openssl pkeyutl -sign -rawin -inkey "$key" -in "$3" | to_hex ;;
	forged-dsa-*) echo 3006020101020101 ;;
	forged-*)
		bytes=${1#*-}
		repeat "${bytes%-*}" 5a ;;
	*) openssl dgst "-${1#*-}" -sign "$key" "$3" | to_hex ;;
	esac
)

# signed NAME KEY TBS: $work/NAME.der, the SIGNED{} of RFC 5912 that certificates, CRLs and requests are.
signed() (
	printf %s "$3" | from_hex >"$work/tbs"
	tlv 30 "$3" "$(algorithm "$scheme")" "$(tlv 03 00 "$(signature "$scheme" "$2" "$work/tbs")")" |
		from_hex >"$work/$1.der"
)

# cert NAME SUBJECT KEY [ISSUER SIGNER]: $work/NAME.der, by default a self-signed CA.
# $serial: hex, else 7e57 ("test") and a checksum of NAME. $extensions: empty makes it version 1.
cert() (
	issuer=${4-$2}
	signer=${5-$3}
	serial=${serial-7e57$(printf %s "$1" | cksum | awk '{ printf "%08x", $1 }')}
	extensions=${extensions-$(ca_extensions "$3" "$signer")}
	signed "$1" "$signer" "$(tlv 30 ${extensions:+a003020102} "$(tlv 02 "$serial")" \
		"$(algorithm "$scheme")" "$issuer" "$(tlv 30 "$(asn1_time "$from")" "$(asn1_time "$to")")" "$2" \
		"$(cat "$work/$3.spki")" ${extensions:+"$(tlv a3 "$(tlv 30 "$extensions")")"})"
)

# ec_root NAME CN: a self-signed P-256 CA with a key of its own.
ec_root() {
	ec_key "$1"
	cert "$1" "$(name "$2")" "$1"
}

# entry SERIAL [EXTENSIONS]: one revoked certificate, at $revoked, else at $from.
entry() { tlv 30 "$(tlv 02 "$1")" "$(asn1_time "${revoked:-$from}")" ${2:+"$(tlv 30 "$2")"}; }
crl_number() { extension 0603551d14 - "$(tlv 02 "$1")"; }

# crl NAME ISSUER KEY [EXTENSIONS [ENTRIES]]: by default CRL number 1 with one revoked certificate. Empty
# extensions make it version 1, an empty $to has no nextUpdate.
crl() (
	extensions=${4-$(crl_number 01)}
	entries=${5-$(entry 7e57)}
	signed "$1" "$3" "$(tlv 30 ${extensions:+020101} "$(algorithm "$scheme")" "$2" "$(asn1_time "$from")" \
		${to:+"$(asn1_time "$to")"} ${entries:+"$(tlv 30 "$entries")"} \
		${extensions:+"$(tlv a0 "$(tlv 30 "$extensions")")"})"
)

# request NAME SUBJECT KEY
request() { signed "$1" "$3" "$(tlv 30 020100 "$2" "$(cat "$work/$3.spki")" a000)"; }

# ---- PEM and PKCS#7 ---------------------------------------------------------------------------------

# armor LABEL: DER on stdin as a PEM block.
armor() {
	echo "-----BEGIN $1-----"
	openssl base64
	echo "-----END $1-----"
}
# block NAME...: the certificates of that name, as PEM.
block() { for certificate; do armor CERTIFICATE <"$work/$certificate.der"; done; }
der() { to_hex <"$work/$1.der"; }
crlf() { sed "s/\$/$(printf '\r')/"; }

# p7b NAME...: as openssl makes it of those certificates, in that order.
p7b() { block "$@" | openssl crl2pkcs7 -nocrl -certfile /dev/stdin -outform DER; }

SIGNED_DATA=06092a864886f70d010702
DATA=06092a864886f70d010701
# signed_data VERSION REST: a ContentInfo, in hex; REST is the certificates, CRLs and signers.
signed_data() {
	tlv 30 $SIGNED_DATA "$(tlv a0 "$(tlv 30 "$(tlv 02 "$1")" 3100 "$(tlv 30 $DATA)" "$2")")"
}

# ---- rds: the shape of Amazon's bundle --------------------------------------------------------------

RDS="$(utf8 $O 'Amazon Web Services, Inc.')$(utf8 $OU 'Amazon RDS')"
# Each family has its RDNs in another order, as the real ones do.
rds_old_root() { tlv 30 "$(country US)" "$(utf8 $L Seattle)" "$(utf8 $ST Washington)" "$RDS" "$(utf8 $CN "$1")"; }
rds_old_ca() { tlv 30 "$(country US)" "$(utf8 $ST Washington)" "$(utf8 $L Seattle)" "$RDS" "$(utf8 $CN "$1")"; }
rds_g1_root() { tlv 30 "$(country US)" "$RDS" "$(utf8 $ST WA)" "$(utf8 $CN "$1")" "$(utf8 $L Seattle)"; }

# rds_root CN FROM TO and rds_ca CN ISSUER FROM TO SERIAL [SCHEME] make the families up to 2019, rds_g1
# "REGION" KIND FROM TO the self-signed ones since. Each appends its PEM block to the bundle.
rds_number=0
rds_append() {
	block "$1" >>"$work/global.pem"
	case $1 in
	*' us-east-1 '*|'Amazon RDS Root 2019 CA')
		case $1 in *Beta*) ;; *) block "$1" >>"$work/us-east-1.pem" ;; esac ;;
	esac
}
rds_root() {
	rds_number=$((rds_number + 1))
	rsa_key "$1" 2048
	(
		from=$2 to=$3 scheme=rsa-sha256 serial=$(printf '7e57%012x' $rds_number)
		extensions=$(key_usage $CERT_CRL_SIGN; ca_constraint; ski "$1"; aki "$1")
		cert "$1" "$(rds_old_root "$1")" "$1"
	)
	rds_append "$1"
}
rds_ca() {
	rsa_key "$1" 2048
	(
		from=$3 to=$4 serial=$5 scheme=${6:-rsa-sha256}
		extensions=$(key_usage $CERT_CRL_SIGN; ca_constraint $PATHLEN0; ski "$1"; aki "$2")
		cert "$1" "$(rds_old_ca "$1")" "$1" "$(rds_old_root "$2")" "$2"
	)
	rds_append "$1"
}
rds_g1() {
	rds_number=$((rds_number + 1))
	set -- "Amazon RDS $1 Root CA $2 G1" "$1 $2" "$3" "$4"
	case $2 in
	*RSA2048) rsa_key "$1" 2048; set -- "$@" rsa-sha256 ;;
	*RSA4096) rsa_key "$1" 4096; set -- "$@" rsa-sha384 ;;
	*ECC384) ec_key "$1" P-384; set -- "$@" ecdsa-sha384 ;;
	esac
	(
		from=$3 to=$4 scheme=$5 serial=$(printf '7e57%028x' $rds_number)
		# GovCloud signs its RSA-2048 root with SHA-384 too.
		case $2 in 'us-gov-'*RSA2048) scheme=rsa-sha384 ;; esac
		extensions=$(ca_constraint; ski "$1"; key_usage $SIGN_CERT_CRL)
		cert "$1" "$(rds_g1_root "$1")" "$1"
	)
	rds_append "$1"
}

rds() {
	mkdir -p "$out/rds"
	: >"$work/global.pem"
	: >"$work/us-east-1.pem"
	# Old roots, old CAs, then the G1 roots with their regions mixed: the real order, which is none.
	rds_root 'Amazon RDS me-south-1 Root CA' 20190510214827Z 20240508214827Z
	rds_root 'Amazon RDS Root 2019 CA' 20190822170850Z 20240822170850Z
	rds_root 'Amazon RDS Beta Root 2019 CA' 20190819173826Z 20240819173826Z
	rds_root 'Amazon RDS Preview Root 2019 CA' 20190821222949Z 20240821222949Z
	rds_root 'Amazon RDS GovCloud Root CA' 20170519222911Z 20220518222911Z
	# Two serials are the same, as in the real bundle: a serial says nothing without its issuer.
	rds_ca 'Amazon RDS me-south-1 CA' 'Amazon RDS me-south-1 Root CA' 20190510215843Z 20250601120000Z 7e5700
	rds_ca 'Amazon RDS us-gov-west-1 CA' 'Amazon RDS GovCloud Root CA' 20170519223119Z 20220518120000Z 7e5701
	rds_ca 'Amazon RDS eu-central-1 2019 CA' 'Amazon RDS Root 2019 CA' 20190911193620Z 20240822170850Z 7e5702
	rds_ca 'Amazon RDS us-east-1 2019 CA' 'Amazon RDS Root 2019 CA' 20190919181653Z 20240822170850Z 7e5703
	rds_ca 'Amazon RDS Beta us-east-1 2019 CA' 'Amazon RDS Beta Root 2019 CA' 20190820171007Z 20240819173826Z 7e5700
	rds_ca 'Amazon RDS Preview us-east-2 2019 CA' 'Amazon RDS Preview Root 2019 CA' 20190821223947Z 20240821222949Z 7e5704
	rds_g1 'Preview us-east-2' RSA4096 20210518205750Z 21210518215750Z
	rds_g1 cn-north-1 RSA2048 20210601090000Z 20610601100000Z
	rds_g1 'Preview us-east-2' RSA2048 20210518204945Z 20610518214945Z
	rds_g1 'Beta us-east-1' ECC384 20210518214012Z 21210518224012Z
	rds_g1 us-gov-west-1 RSA2048 20210602090000Z 20610602100000Z
	rds_g1 'Beta us-east-1' RSA4096 20210518213415Z 21210518223415Z
	rds_g1 me-south-1 RSA2048 20210520170916Z 20610520180916Z
	rds_g1 us-gov-west-1 ECC384 20210602091000Z 21210602101000Z
	rds_g1 'Preview us-east-2' ECC384 20210518210510Z 21210518220510Z
	rds_g1 us-east-1 RSA2048 20210525223457Z 20610525233457Z
	rds_g1 cn-north-1 ECC384 20210601091000Z 21210601101000Z
	rds_g1 us-east-1 RSA4096 20210525223835Z 21210525233835Z
	rds_g1 me-south-1 RSA4096 20210520171533Z 21210520181533Z
	rds_g1 'Beta us-east-1' RSA2048 20210518212841Z 20610518222841Z
	rds_g1 us-east-1 ECC384 20210525224155Z 21210525234155Z
	rds_g1 cn-north-1 RSA4096 20210601090500Z 21210601100500Z
	rds_g1 me-south-1 ECC384 20210520171955Z 21210520181955Z
	rds_g1 us-gov-west-1 RSA4096 20210602090500Z 21210602100500Z
	rds_g1 eu-central-1 ECC384 20210521223324Z 21210521233324Z
	rds_g1 eu-central-1 RSA2048 20210521222347Z 20610521232347Z
	rds_g1 eu-central-1 RSA4096 20210521222826Z 21210521232826Z
	cp "$work/global.pem" "$out/rds/global-bundle.pem"
	cp "$work/us-east-1.pem" "$out/rds/us-east-1-bundle.pem"
	openssl crl2pkcs7 -nocrl -certfile "$work/global.pem" -out "$out/rds/global-bundle.p7b"
	openssl crl2pkcs7 -nocrl -certfile "$work/global.pem" -outform DER -out "$out/rds/global-bundle.der.p7b"
}

# ---- The three certificates that most families are made of ------------------------------------------

# a, b, c: 421 bytes each, so that they are eleven PEM lines that end in "==", as the padding faults need
# it, and every position in a diagnostic holds. An ECDSA signature varies by a byte or two: sign until it fits.
three() {
	for letter in A B C; do
		lower=$(echo $letter | tr A-C a-c)
		until [ -f "$work/$lower.der" ] && [ "$(wc -c <"$work/$lower.der")" -eq 421 ]; do
			ec_root "$lower" "Root $letter"
		done
	done
	crl crl "$(name 'Root A')" a
	request csr "$(name 'Request B')" b
	# Throw-away: it signs nothing.
	ec_key stray
}

# ---- pem: PEM in every shape, the fault in the second of three --------------------------------------

# around: a block, what stdin holds, a block.
around() { block a; cat; block c; }

pem() {
	p=$out/pem
	mkdir -p "$p"
	block a b c >"$p/three.pem"
	block a >"$p/one.pem"

	# Damage.
	block b | sed '6s/^\(.\{12\}\)./\1!/' | around >"$p/bad-char.pem"	# fifth base64 line, column 13
	block a b c | sed '$d' >"$p/no-end.pem"
	block b | sed 1p | around >"$p/begin-begin.pem"
	{ block a; printf %s "$(block b | sed '5s/^\(.\{32\}\).*/\1/; 5q')"; } >"$p/truncated.pem"
	block b | sed '$s/CERTIFICATE/X509 CRL/' | around >"$p/end-mismatch.pem"
	# A word processor makes an em and an en dash of five hyphens.
	dashes=$(printf '\342\200\224\342\200\223')
	block b | sed "s/-----/$dashes/g" | around >"$p/endash.pem"
	block b | sed 1s/-// | around >"$p/dash4.pem"	# a copy that began one character late
	block b | sed '1s/.*/-----begin certificate-----/; $s/.*/-----end certificate-----/' | around >"$p/lower.pem"
	block b | sed 1d | around >"$p/end-only.pem"
	# TBSCertificate says 4095 bytes and cannot have them.
	der b | sed 's/^\(3082....3082\)..../\10fff/' | from_hex | armor CERTIFICATE | around >"$p/bad-der.pem"
	block b | sed '10s/==$/==QUJD/' | around >"$p/padding.pem"
	block b | sed '10s/A==$/B==/; 10s/Q==$/R==/; 10s/g==$/h==/; 10s/w==$/x==/' | around >"$p/pad-bits.pem"
	{ cat "$work/b.der"; printf abc; } | armor CERTIFICATE | around >"$p/trailing-der.pem"

	# Unusual, and to be read.
	block a b c | awk '/^-----END/ && ++n < 3 { printf "%s", $0; next } { print }' >"$p/glued.pem"
	block a b c | sed 's/^/  /' >"$p/indented.pem"
	{ printf '\0\0\0\0'; block b; } | around >"$p/nul.pem"
	block a b c | tr '\n' '\r' >"$p/cr-only.pem"
	printf %s "$(block a b c)" >"$p/no-newline.pem"
	for certificate in a b c; do
		echo '-----BEGIN CERTIFICATE-----'
		openssl base64 -A -in "$work/$certificate.der" | fold -w 76
		printf '\n-----END CERTIFICATE-----\n'
	done >"$p/wide76.pem"
	block b | sed 's/CERTIFICATE/X509 CERTIFICATE/' | around >"$p/x509-label.pem"
	block b | sed '1a\
Proc-Type: 4,MIC-ONLY\
X-Note: a header that goes on\
 in a second line\

' | around >"$p/headers.pem"
	{
		cat <<-'TEXT'
			The trust anchors of the test laboratory. This text stands before the first block.

			# Root A
			============
		TEXT
		block a
		cat <<-'TEXT'

			# Label: "Root B"
			# SHA256 Fingerprint: see the register (Prüfsumme)
			subject=C = ZZ, O = Cabundle Test, CN = Root B
			Certificate:
			    Data:
			        Version: 3 (0x2)
		TEXT
		block b
		echo '--- Root C -- the last one ---'
		block c
		echo 'End of the list.'
	} >"$p/text.pem"
	block b | sed 's/^/# /' | around >"$p/commented.pem"
	{
		echo 'Each block starts with -----BEGIN CERTIFICATE----- and ends with -----END CERTIFICATE-----.'
		block b
	} | around >"$p/marker-in-text.pem"
	block a b a >"$p/dups.pem"
	p7b b | armor PKCS7 | around >"$p/mixed.pem"

	# Trust data beside the certificate, as OpenSSL keeps it.
	block b >"$work/b.pem"
	openssl x509 -in "$work/b.pem" -trustout -setalias 'Root B, trusted' -addtrust serverAuth |
		around >"$p/trusted.pem"
	openssl x509 -in "$work/b.pem" -trustout -setalias 'Root B, not for mail' -addtrust serverAuth \
		-addreject emailProtection | around >"$p/trusted-reject.pem"
	openssl x509 -in "$work/b.pem" -trustout -setalias 'Root B, distrusted' -addreject serverAuth \
		-addreject emailProtection -addreject codeSigning | around >"$p/distrusted.pem"

	# Other objects.
	openssl pkey -in "$work/stray.key" -traditional >"$p/orphan-key.pem"
	around <"$p/orphan-key.pem" >"$p/private-key.pem"
	armor 'CERTIFICATE REQUEST' <"$work/csr.der" | around >"$p/csr.pem"
	armor 'X509 CRL' <"$work/crl.der" | around >"$p/crl.pem"
	: >"$p/empty.pem"
	echo 'There is no certificate in this file.' >"$p/text-only.pem"
}

# ---- der: one object after another, and broken lengths ----------------------------------------------

der_files() {
	d=$out/der
	mkdir -p "$d"
	cp "$work/a.der" "$d/one.der"
	cat "$work/a.der" "$work/b.der" "$work/c.der" >"$d/three.der"
	{ cat "$work/a.der"; printf abc; } >"$d/trailing.der"
	# 4 GiB - 1 claimed, 60 bytes there.
	{ echo 3084ffffffff | from_hex; tail -c +5 "$work/a.der" | head -c 60; } >"$d/huge-length.der"
	head -c 200 "$work/a.der" >"$d/short.der"
	openssl pkcs8 -topk8 -nocrypt -in "$work/stray.key" -outform DER >"$d/key.der"
	cp "$work/crl.der" "$d/crl.der"
	cp "$work/csr.der" "$d/csr.der"
}

# ---- windows: what Windows tools write, and PKCS#7 in every shape -----------------------------------

windows() {
	w=$out/windows
	mkdir -p "$w"
	block a b c | crlf >"$work/crlf.pem"
	bom=$(printf '\357\273\277')
	cp "$work/crlf.pem" "$w/crlf.pem"
	{ printf %s "$bom"; block a b c; } >"$w/bom.pem"
	{ printf '\377\376'; iconv -f UTF-8 -t UTF-16LE "$work/crlf.pem"; } >"$w/utf16le.pem"
	{ printf '\376\377'; iconv -f UTF-8 -t UTF-16BE "$work/crlf.pem"; } >"$w/utf16be.pem"
	for certificate in a b c; do
		printf -- '-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n' \
			"$(openssl base64 -A -in "$work/$certificate.der")"
	done >"$w/oneline.pem"

	p7b a b c >"$work/three.p7b"
	armor CERTIFICATE <"$work/three.p7b" | crlf >"$w/certlabel.p7b"	# certutil -encode
	openssl base64 -in "$work/three.p7b" | crlf >"$w/bare.b64"
	{ p7b a b | armor PKCS7; p7b c | armor PKCS7; } >"$w/pkcs7-two.p7b"
	armor 'PKCS #7 SIGNED DATA' <"$work/three.p7b" >"$w/sdlabel.p7b"
	armor CMS <"$work/three.p7b" >"$w/cms.p7b"

	# BER as streaming writers make it: no lengths but those of the certificates, content in two pieces.
	echo "3080${SIGNED_DATA}a0803080 020101 3100
		3080${DATA}a0802480 0403636572 04027473 0000 0000 0000
		a080$(der a)$(der b)$(der c)0000 3100 0000 0000 0000" | tr -d '\n\t ' | from_hex >"$w/ber.p7b"

	# A CRL beside the certificates and, among them, a choice that is none: [3], OtherCertificateFormat.
	# RFC 5652 5.1 wants version 5 then.
	other=$(tlv a3 06092b0601040183b20303 "$(tlv 04 "$(hex other)")")
	signed_data 05 "$(tlv a0 "$(der a)" "$other" "$(der b)" "$(der c)")$(tlv a1 "$(der crl)")3100" |
		from_hex >"$w/crls.p7b"
	signed_data 01 3100 | from_hex >"$w/empty.p7b"

	# A real signature: by c, whose certificate openssl puts after those beside it.
	block c >"$work/c.pem"
	block a b >"$work/ab.pem"
	echo 'signed content' | openssl smime -sign -binary -nodetach -md sha256 -signer "$work/c.pem" \
		-inkey "$work/c.key" -certfile "$work/ab.pem" -outform DER -out "$w/signed.p7s"

	# A certificate trust list as Microsoft's authroot.stl: usage, sequence number, time, SHA-1 and the
	# subjects' hashes; its content is no OCTET STRING, and what is in the set is its signer's.
	subjects=
	for certificate in a b; do
		subjects=$subjects$(tlv 30 "$(tlv 04 "$(openssl sha1 -binary "$work/$certificate.der" | to_hex)")")
	done
	list=$(tlv 30 "$(tlv 30 060a2b0601040182370a0309)" 020101 "$(asn1_time "$from")" \
		"$(tlv 30 06052b0e03021a 0500)" "$(tlv 30 "$subjects")")
	tlv 30 $SIGNED_DATA "$(tlv a0 "$(tlv 30 020101 3100 "$(tlv 30 06092b060104018237 0a01 "$(tlv a0 "$list")")" \
		"$(tlv a0 "$(der c)")" 3100)")" | from_hex >"$w/trust-list.stl"

	{ cat "$work/three.p7b"; printf '\0\r\n'; } >"$w/trailing.p7b"
	{ cat "$work/three.p7b"; printf '\1\2\3\4\5'; } >"$w/trailing-junk.p7b"
	head -c 700 "$work/three.p7b" >"$w/truncated.p7b"	# in the second certificate
}

# ---- roles: what a certificate is to others ---------------------------------------------------------

roles() {
	r=$out/roles
	mkdir -p "$r"
	ec_root root 'Root CA'
	ec_key intermediate
	cert intermediate "$(name 'Intermediate CA')" intermediate "$(name 'Root CA')" root
	# One key and one name, once self-signed and once under the other root.
	ec_root cross 'Cross CA'
	cert cross-signed "$(name 'Cross CA')" cross "$(name 'Root CA')" root
	ec_key leaf
	(
		extensions=$(leaf_extensions leaf intermediate)
		cert leaf "$(name db.example.test)" leaf "$(name 'Intermediate CA')" intermediate
	)
	block root intermediate cross cross-signed leaf >"$r/hier.pem"
	block leaf >"$r/leaf.pem"

	ec_root rekeyed-1 'Re-keyed Root'
	(from=20250101000000Z; ec_root rekeyed-2 'Re-keyed Root')
	block rekeyed-1 rekeyed-2 >"$r/rekeyed.pem"

	# RFC 4210 4.4: the new key certified by the old one, under one name.
	ec_root old 'Rollover Root'
	ec_key new
	(from=20250101000000Z; cert new-with-old "$(name 'Rollover Root')" new "$(name 'Rollover Root')" old)
	block old new-with-old >"$r/rollover.pem"

	(
		from=20150101000000Z to=20300101000000Z
		ec_root renewed 'Renewed Root'
	)
	cert renewed-2 "$(name 'Renewed Root')" renewed
	block renewed renewed-2 >"$r/renewed.pem"

	(from=20100101000000Z to=20150101000000Z; ec_root expired 'Expired Root')
	block expired >"$r/expired.pem"
	(from=20900101000000Z to=20990101000000Z; ec_root not-yet 'Root of 2090')
	block not-yet >"$r/not-yet.pem"
	(to=99991231235959Z; ec_root forever 'Root for Ever')
	block forever >"$r/forever.pem"
	(extensions=''; ec_root v1 'Version 1 Root')
	block v1 >"$r/v1-root.pem"

	# The lowest bit of the last byte, the end of the s of ECDSA: the DER stays well-formed.
	ec_root badsig 'Bit Rot Root'
	last=$(tail -c 1 "$work/badsig.der" | to_hex)
	der badsig | sed "s/..\$/$(printf %02x $((0x$last ^ 1)))/" | from_hex >"$work/rotten.der"
	block rotten >"$r/badsig.pem"
}

# ---- diff: two versions of a bundle ------------------------------------------------------------------

# change NAME CN KEY [ISSUER-CN SIGNER]: a CA from 2021 to 2040, or as $from and $to say.
change() (
	ec_key "$3"
	cert "$1" "$(name "$2")" "$3" ${4:+"$(name "$4")"} ${5:+"$5"}
)

diff_files() (
	d=$out/diff
	mkdir -p "$d"
	from=20210101000000Z to=20400101000000Z
	change stays 'Stays Root' d-stays
	change signer 'Signer Root' d-signer
	change other 'Other Root' d-other

	# One of each class.
	(to=20250101000000Z; change renewed-o 'Renewed CA' d-renewed 'Signer Root' d-signer)
	change renewed-n 'Renewed CA' d-renewed 'Signer Root' d-signer
	(
		serial=7e57d1
		change resigned-o 'Re-signed CA' d-resigned 'Signer Root' d-signer
		scheme=ecdsa-sha384
		change resigned-n 'Re-signed CA' d-resigned 'Signer Root' d-signer
	)
	change instead-o 'Cross-signed CA' d-instead 'Signer Root' d-signer
	change instead-n 'Cross-signed CA' d-instead 'Other Root' d-other
	change beside-o 'Twice Signed Root' d-beside
	change beside-n 'Twice Signed Root' d-beside 'Signer Root' d-signer
	(ec_key d-rekeyed-n P-384; change rekeyed-o 'Re-keyed CA' d-rekeyed-o 'Signer Root' d-signer)
	change rekeyed-n 'Re-keyed CA' d-rekeyed-n 'Signer Root' d-signer
	change renamed-o 'Renamed Root' d-renamed
	change renamed-n 'Root of Another Name' d-renamed
	change added-n 'Added Root' d-added
	change valid-o 'Dropped Root' d-valid
	(to=20220101000000Z; change expired-o 'Expired Root' d-expired)
	change covered-o 'Covered Root' d-covered
	change covered-b 'Covered Root' d-covered 'Signer Root' d-signer
	block stays signer other renewed-o resigned-o instead-o beside-o rekeyed-o renamed-o valid-o expired-o \
		covered-o covered-b >"$d/old.pem"
	block stays signer other renewed-n resigned-n instead-n beside-o beside-n rekeyed-n renamed-n added-n \
		covered-b >"$d/new.pem"

	# Two renewals of one CA, each of which has its own; and a third, of which one is left.
	(from=20100101000000Z to=20240101000000Z; change first-o 'Twice Renewed Root' d-twice)
	(from=20120101000000Z to=20260101000000Z; change second-o 'Twice Renewed Root' d-twice)
	(from=20230101000000Z to=20340101000000Z; change first-n 'Twice Renewed Root' d-twice)
	(from=20250101000000Z to=20360101000000Z; change second-n 'Twice Renewed Root' d-twice)
	block second-o first-o >"$d/renewals-old.pem"
	block first-n second-n >"$d/renewals-new.pem"
	block second-n >"$d/renewals-one.pem"

	# The old key goes on under another root, so the new key is an addition.
	change crossed-o 'Moved CA' d-moved 'Signer Root' d-signer
	change crossed-n 'Moved CA' d-moved 'Other Root' d-other
	change crossed-k 'Moved CA' d-moved-k 'Signer Root' d-signer
	block crossed-o >"$d/moved-old.pem"
	block crossed-k crossed-n >"$d/moved-new.pem"

	# The old key goes on under another name, so the new key is an addition.
	change name-o 'Brand Root' d-brand
	change name-n 'New Brand Root' d-brand
	change name-k 'Brand Root' d-brand-k
	block name-o >"$d/brand-old.pem"
	block name-k name-n >"$d/brand-new.pem"

	# Two keys of one name change at once: each is replaced by one of its kind.
	ec_key d-kind-o384 P-384
	ec_key d-kind-n384 P-384
	change kind-o 'Two Keys Root' d-kind-o
	(scheme=ecdsa-sha384 to=20350101000000Z; change kind-o384 'Two Keys Root' d-kind-o384)
	(to=20350101000000Z; change kind-n 'Two Keys Root' d-kind-n)
	(scheme=ecdsa-sha384; change kind-n384 'Two Keys Root' d-kind-n384)
	block kind-o kind-o384 >"$d/kinds-old.pem"
	block kind-n kind-n384 >"$d/kinds-new.pem"
)

# ---- algorithms: one self-signed CA each ------------------------------------------------------------

# root_of FILE SCHEME KEY: the key is made before.
root_of() {
	(scheme=$2; cert "$1" "$(name "$1")" "$3")
	block "$1" >"$out/algorithms/$1.pem"
}

algorithms() {
	mkdir -p "$out/algorithms"
	rsa_key rsa1024 1024
	rsa_key rsa2048 2048
	rsa_key rsa4096 4096
	root_of rsa2048-sha256 rsa-sha256 rsa2048
	root_of rsa4096-sha384 rsa-sha384 rsa4096
	root_of rsa1024-sha1 rsa-sha1 rsa1024
	root_of rsa-md5 rsa-md5 rsa2048
	root_of rsa-pss pss-sha256 rsa2048
	ec_key p256 P-256
	ec_key p384 P-384
	ec_key p521 P-521
	ec_key secp256k1 secp256k1
	ec_key brainpoolp256 brainpoolP256r1
	root_of p256 ecdsa-sha256 p256
	root_of p384 ecdsa-sha384 p384
	root_of p521 ecdsa-sha512 p521
	root_of secp256k1 ecdsa-sha256 secp256k1
	root_of brainpoolp256 ecdsa-sha256 brainpoolp256
	key ed25519 -algorithm ED25519
	key ed448 -algorithm ED448
	root_of ed25519 ed25519 ed25519
	root_of ed448 ed448 ed448
	openssl genpkey -quiet -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -out "$work/dsa.param"
	key dsa -paramfile "$work/dsa.param"
	root_of dsa dsa-sha256 dsa

	# Newer than the openssl at hand: the sizes of FIPS 204 and 205, the bytes forged.
	forged_key ml-dsa-44 $ML_DSA_44 1312
	forged_key ml-dsa-65 $ML_DSA_65 1952
	forged_key slh-dsa $SLH_DSA_SHA2_128S 32
	forged_key unknown $UNKNOWN_ALG 64
	root_of ml-dsa-44 forged-2420-$ML_DSA_44 ml-dsa-44
	root_of ml-dsa-65 forged-3309-$ML_DSA_65 ml-dsa-65
	root_of slh-dsa-sha2-128s forged-7856-$SLH_DSA_SHA2_128S slh-dsa
	root_of unknown-oid forged-64-$UNKNOWN_ALG unknown
}

# ---- pss: RSASSA-PSS and its parameters (RFC 4055) ---------------------------------------------------

# pss_root FILE HASH MGF-HASH SALT [KEY]
pss_root() {
	(scheme=pss_$2_$3_$4; cert "$1" "$(name "$1")" "${5-pss}")
	block "$1" >"$out/pss/$1.pem"
}

# pss_key NAME [PARAMETERS]: the same RSA key as one only for RSASSA-PSS.
pss_key() {
	cp "$work/pss.key" "$work/$1.key"
	cp "$work/pss.ski" "$work/$1.ski"
	sed "s/^\(30820122\)\(300d06092a864886f70d0101010500\)//" "$work/pss.spki" >"$work/pss.bits"
	tlv 30 "$(tlv 30 $RSASSA_PSS "${2-}")" "$(cat "$work/pss.bits")" >"$work/$1.spki"
}

pss() {
	mkdir -p "$out/pss"
	rsa_key pss 2048
	for salt in 0 20 32 48 64 222; do
		pss_root "sha256-salt-$salt" sha256 sha256 $salt
	done
	pss_root sha384-salt-48 sha384 sha384 48
	pss_root sha384-salt-20 sha384 sha384 20
	pss_root sha512-salt-64 sha512 sha512 64
	pss_root sha512-salt-190 sha512 sha512 190
	# The encoded message is one byte shorter than this modulus (RFC 8017 section 9.1.1).
	rsa_key rsa1025 1025
	pss_root modulus-1025 sha256 sha256 94 rsa1025

	# What GnuTLS does not do.
	pss_root sha1 sha1 sha1 20
	pss_root sha224 sha224 sha224 28
	pss_root sha3-256 sha3-256 sha3-256 32
	pss_root mask-sha1 sha256 sha1 32
	(pss=$(pss_parameters sha256 sha256 32 2); pss_root trailer-2 sha256 sha256 32)

	# Parameters that are not those of the signature, or malformed ones.
	(pss=$(pss_parameters sha256 sha256 32); pss_root stated-32-is-20 sha256 sha256 20)
	(pss=$(pss_parameters sha256 sha256 223); pss_root stated-223 sha256 sha256 222)
	(pss=$(pss_parameters sha256 sha256 2147483647); pss_root stated-2147483647 sha256 sha256 222)
	(pss=; pss_root absent sha1 sha1 20)
	(pss=0500; pss_root null sha1 sha1 20)
	(pss=$(pss_parameters sha256 sha256 32)0500; pss_root two-parameters sha256 sha256 32)
	(pss=$(tlv 30 "$(tlv a0 0500)"); pss_root hash-null sha1 sha1 20)
	(pss=$(tlv 30 "$(tlv a0 "$(hash_algorithm sha256)")" "$(tlv a2 0201ff)"); pss_root salt-negative sha256 sha256 32)

	# A key that is only for RSASSA-PSS, and may allow no other parameters.
	pss_key key-free
	pss_root key-free sha256 sha256 20 key-free
	pss_key key-restricts "$(pss_parameters sha256 sha256 32)"
	pss_root key-salt-32 sha256 sha256 32 key-restricts
	pss_root key-salt-222 sha256 sha256 222 key-restricts
	pss_root key-salt-31 sha256 sha256 31 key-restricts
	pss_root key-sha384 sha384 sha384 48 key-restricts
	root_pss_pkcs1
	pss_key key-mask "$(pss_parameters sha256 sha1 32)"
	pss_root key-mask sha256 sha1 32 key-mask
	pss_key key-other-mask "$(pss_parameters sha256 sha512 32)"
	pss_root key-other-mask sha256 sha256 32 key-other-mask
}

# A signature of PKCS #1 version 1.5 by such a key.
root_pss_pkcs1() {
	(scheme=rsa-sha256; cert key-pkcs1 "$(name key-pkcs1)" key-restricts)
	block key-pkcs1 >"$out/pss/key-pkcs1.pem"
}

# ---- names: what a subject can hold -----------------------------------------------------------------

# named FILE NAME and named_cn FILE [TAG] HEX: self-signed, all by one key: the names are what differs.
named() {
	cert "$1" "$2" names
	block "$1" >"$out/names/$1.pem"
}
named_cn() { named "$1" "$(name_as "$2" "$3")"; }

names() {
	mkdir -p "$out/names"
	ec_key names
	named_cn newline $UTF8 "$(printf 'A\n-----BEGIN CERTIFICATE-----\nMIIB' | to_hex)"
	named_cn ansi $UTF8 "$(printf 'Red \033[31mRoot\033[0m\007' | to_hex)"
	named_cn bidi $UTF8 "$(printf 'Root \342\200\256AC tsurT' | to_hex)"	# U+202E
	named_cn nul $UTF8 "$(printf 'good.example\0.evil.example' | to_hex)"
	named_cn badutf8 $UTF8 "$(hex 'Root ')c328ff"
	named_cn path $UTF8 "$(hex ../../etc/passwd)"
	named_cn dash $UTF8 "$(hex '-rf --help')"
	# Every character that RFC 4514 2.4 escapes, where it must be.
	# shellcheck disable=SC1003 # the backslash is meant
	named_cn escape $UTF8 "$(hex ' a,b+c"d\e<f>g;h=i#j ')"
	named_cn t61 $T61 "$(hex Caf)e9$(hex ' Root')"
	named_cn bmp $BMP "$(printf 'Gr\303\274\303\237e \346\274\242\345\255\227' | iconv -f UTF-8 -t UTF-16BE | to_hex)"
	named_cn long $UTF8 "$(repeat 300 "$(hex x)")"
	named_cn tab $UTF8 "$(printf 'Root\tTab' | to_hex)"
	named multi "$(tlv 30 "$(country ZZ)" "$(utf8 $O 'Cabundle Test')" \
		"$(tlv 31 "$(ava $OU $UTF8 "$(hex Multi)")" "$(ava $CN $UTF8 "$(hex 'Multi-valued Root')")")")"
	named empty 3000
	named unknown-attr "$(tlv 30 "$(country ZZ)" "$(utf8 $O 'Cabundle Test')" \
		"$(utf8 $UNKNOWN_ATTR mystery)" "$(utf8 $CN 'Unknown Attribute Root')")"
	named no-cn "$(tlv 30 "$(country ZZ)" "$(utf8 $O 'Cabundle Test')" "$(utf8 $OU 'Class 3 Root')")"
	named email "$(tlv 30 "$(rdn $DC $IA5 "$(hex test)")" "$(rdn $DC $IA5 "$(hex example)")" \
		"$(utf8 $O 'Cabundle Test')" "$(utf8 $CN 'Email Root')" \
		"$(rdn $SERIALNUMBER $PRINTABLE "$(hex 4711-08)")" "$(rdn $EMAIL $IA5 "$(hex ca@example.test)")")"
}

# ---- dir: like /etc/ssl/certs -----------------------------------------------------------------------

directory() {
	d=$out/dir
	mkdir -p "$d/sub"
	for letter in A B C D E F G; do ec_root "dir-$letter" "Directory Root $letter"; done
	block dir-A >"$d/A.pem"
	cp "$work/dir-B.der" "$d/B.crt"
	block dir-C dir-D >"$d/c-and-d.pem"
	p7b dir-E dir-F >"$d/bundle.p7b"
	echo 'The certificates that this host trusts. This file holds none.' >"$d/README.txt"
	: >"$d/empty.pem"
	block dir-G >"$d/sub/G.pem"	# never read: a directory is one set, not a tree
	ln -sf A.pem "$d/$(openssl x509 -in "$d/A.pem" -noout -subject_hash).0"
}

# ---- foreign: found under the name of a bundle ------------------------------------------------------

# One stored (not compressed) member, dated 1980-01-01.
zip_stored() (
	size=$(wc -c <"$1")
	crc=$(gzip -nc "$1" | tail -c 8 | head -c 4 | to_hex)
	# version, flags, method, time, date, CRC, sizes, length of the name, no extra field
	common="0a00 0000 0000 0000 2100 $crc $(le32 "$size") $(le32 "$size") $(le16 ${#2}) 0000"
	entry=$(echo "504b0304 $common" | tr -d ' ')$(hex "$2")
	central=$(echo "504b0102 0a00 $common 0000 0000 0000 00000000 00000000" | tr -d ' ')$(hex "$2")
	start=$((${#entry} / 2 + size))
	end=$(echo "504b0506 0000 0000 0100 0100 $(le32 $((${#central} / 2))) $(le32 $start) 0000" | tr -d ' ')
	echo "$entry" | from_hex
	cat "$1"
	echo "$central$end" | from_hex
)

foreign() {
	f=$out/foreign
	mkdir -p "$f"
	# Downloads that failed, saved all the same.
	cat >"$f/page.html" <<-'HTML'
		<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
		<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">
		<TITLE>ERROR: The request could not be satisfied</TITLE>
		</HEAD><BODY>
		<H1>403 ERROR</H1>
		<H2>The request could not be satisfied.</H2>
		</BODY></HTML>
	HTML
	cat >"$f/error.xml" <<-'XML'
		<?xml version="1.0" encoding="UTF-8"?>
		<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>7E57000000000000</RequestId></Error>
	XML
	cat >"$f/script.html" <<-'HTML'
		<!DOCTYPE html>
		<html><head><title>Certificate decoder</title><script>
		var begin = "-----BEGIN CERTIFICATE-----";
		</script></head><body>
		<textarea placeholder="
		-----BEGIN CERTIFICATE-----
		paste it here ...
		"></textarea>
		</body></html>
	HTML
	block a b c >"$work/three.pem"
	gzip -nc "$work/three.pem" >"$f/bundle.pem.gz"
	# p11-kit: B is distrusted, after comments; and after a block of PEM.
	{ printf '\n[p11-kit-object-v1]\nlabel: "B"\nx-distrusted: true\n'; block b; } >"$work/object"
	{ printf '# written by trust\n#\n'; cat "$work/object"; } >"$f/comment.p11-kit"
	{ block a; cat "$work/object"; block c; } >"$f/late.p11-kit"
	# The same as NSS has it, as far as it matters here: a comment of 300 bytes, one object.
	{
		repeat 300 '#'
		printf '\nBEGINDATA\n\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\nCKA_TOKEN CK_BBOOL CK_TRUE\n'
		printf 'CKA_LABEL UTF8 "B"\nCKA_VALUE MULTILINE_OCTAL\n\\060\\000\nEND\n'
	} >"$f/certdata.txt"
	# A report of the CCADB: rows of CSV, in which certificates are quoted.
	{
		printf '"Owner","Distrust for TLS After Date","PEM Info"\n"A","2024.11.30","'"'"
		block a | sed '$d'
		printf -- "-----END CERTIFICATE-----'\"\n"
	} | crlf >"$f/ccadb.csv"
	zip_stored "$work/three.pem" bundle.pem >"$f/bundle.zip"
	{ printf '\0GITCRYPT\0'; openssl rand 300; } >"$f/gitcrypt.pem"
	echo xxxx >"$f/xxxx.pem"
	# Java, no entries: the digest is over the password "changeit", a constant and the rest.
	echo feedfeed0000000200000000 | from_hex >"$work/jks"
	{
		cat "$work/jks"
		{ printf changeit | iconv -f UTF-8 -t UTF-16BE; printf 'Mighty Aphrodite'; cat "$work/jks"; } |
			openssl sha1 -binary
	} >"$f/keystore.jks"
	openssl pkcs12 -export -nokeys -in "$work/three.pem" -passout pass:changeit >"$f/bundle.p12"
	size=$(wc -c <"$work/a.der")
	# Microsoft serialized store: version 0, "CERT", element 0x20, end marker.
	echo "$(le32 0)$(hex CERT)$(le32 32)$(le32 1)$(le32 "$size")$(der a)$(repeat 12 00)" | from_hex >"$f/store.sst"
	# EFI_SIGNATURE_LIST of EFI_CERT_X509_GUID, no header; the owner is a GUID of our own.
	echo "a159c0a5e494a74a87b5ab155c2bf072$(le32 $((28 + 16 + size)))$(le32 0)$(le32 $((16 + size)))$(repeat 8 7e57)$(der a)" |
		from_hex >"$f/efi.esl"
}

# ---- hostile: small here, quadratic in a careless reader --------------------------------------------

# long_tlv TAG HEX...: tlv, the length in more octets than it needs.
long_tlv() (
	tag=$1
	shift
	value=
	for part; do value=$value$part; done
	printf '%s85%010x%s' "$tag" $((${#value} / 2)) "$value"
)

# padded_tlv TAG HEX...: tlv, the length in 20 octets.
padded_tlv() (
	tag=$1
	shift
	value=
	for part; do value=$value$part; done
	printf '%s94%040x%s' "$tag" $((${#value} / 2)) "$value"
)

hostile() {
	h=$out/hostile
	mkdir -p "$h"
	{
		awk -v n=$((3000 * scale)) 'BEGIN { while (n-- > 0) print "-----BEGIN CERTIFICATE-----" }'
		block a
	} >"$h/begins.pem"
	{
		echo '-----BEGIN CERTIFICATE-----'
		awk -v n=$((2000 * scale)) 'BEGIN { for (i = 1; i <= n; i++) print "X-" i ": y"; print "" }'
		block a | sed 1d
	} >"$h/headers.pem"

	# Nested SEQUENCEs; lengths from the inside out.
	awk -v n=$((200 * scale)) 'BEGIN {
		for (i = 0; i < n; i++) {
			head[i] = sprintf(len < 128 ? "30%02x" : len < 256 ? "3081%02x" : \
			    len < 65536 ? "3082%04x" : "3083%06x", len)
			len += length(head[i]) / 2
		}
		while (i-- > 0) printf "%s", head[i]
	}' | from_hex >"$h/nest.der"
	echo "3080$SIGNED_DATA$(repeat $((200 * scale)) a080)$(repeat $((200 * scale)) 0000)0000" |
		from_hex >"$h/nest-ber.p7b"

	der a | sed 's/^3082..../30887fffffffffffffff/' | from_hex >"$h/len8.der"
	# BER: OpenSSL takes it for a certificate, RFC 5280 does not.
	echo "$(der a | sed 's/^3082..../3080/')0000" | from_hex >"$h/indefinite-cert.der"
	# The last SET is short, for OpenSSL refuses a long form that nothing follows.
	long_tlv 30 $SIGNED_DATA "$(long_tlv a0 "$(long_tlv 30 020101 "$(long_tlv 31)" "$(long_tlv 30 $DATA)" \
		"$(long_tlv a0 "$(der a)" "$(der b)" "$(der c)")" 3100)")" | from_hex >"$h/longlen.p7b"

	# A length in 20 octets, and markers far apart on one line: more than readers have at hand at once.
	tlv 30 $SIGNED_DATA "$(tlv a0 "$(tlv 30 020101 3100 "$(tlv 30 $DATA)" \
		"$(padded_tlv a0 "$(der a)" "$(der b)" "$(der c)")" 3100)")" | from_hex >"$h/long-head.p7b"
	{
		printf 'x -----BEGIN %s-----BEGIN %s\n' "$(repeat 300 y)" "$(repeat 300 z)"
		printf -- '-----END X-----%s-----BEGIN Y-----\n' "$(repeat 300 ' ')"
		block a
	} >"$h/long-line.pem"

	ec_key hostile
	cert many-rdns "$(tlv 30 "$(repeat $((1500 * scale)) "$(utf8 $OU a)")" "$(utf8 $CN 'Many RDNs')")" hostile \
		"$(name 'Root A')" a
	block many-rdns >"$h/many-rdns.pem"
	# 2.999.1, 2.999.2 ...: the arc for examples.
	many=$(awk -v n=$((1500 * scale)) '
		function base128(v, more) {
			return (v < 128 ? "" : base128(int(v / 128), 128)) sprintf("%02x", v % 128 + more)
		}
		function tlv(tag, value) { return tag sprintf("%02x", length(value) / 2) value }
		BEGIN { for (i = 1; i <= n; i++) printf "%s", tlv("30", tlv("06", "8837" base128(i, 0)) "0400") }')
	(extensions=$(ca_extensions hostile hostile)$many; cert many-extensions "$(name 'Many Extensions')" hostile)
	block many-extensions >"$h/many-extensions.pem"

	# Numbers of a key: the modulus of DSA, by which GMP divides; an exponent that takes seconds.
	cp "$work/hostile.ski" "$work/forged.ski"
	tlv 30 "$(tlv 30 06072a8648ce380401 "$(tlv 30 020100 "$(tlv 02 00 "$(repeat 32 a5)")" 020102)")" \
		"$(tlv 03 00 020100)" >"$work/forged.spki"
	(scheme=forged-dsa-300b0609608648016503040302; cert dsa-zero "$(name 'DSA Zero')" forged)
	block dsa-zero >"$h/dsa-zero.pem"
	long=$(tlv 02 00 "$(repeat $((2048 * scale)) a5)")
	tlv 30 300d06092a864886f70d0101010500 "$(tlv 03 00 "$(tlv 30 "$long" "$long")")" >"$work/forged.spki"
	(scheme=forged-$((2048 * scale))-300d06092a864886f70d01010b0500; cert exponent "$(name Exponent)" forged)
	block exponent >"$h/exponent.pem"
}

# ---- check: one certificate for each check of cabundle-check that looks at one alone -----------------

# check_cert ID: check/ID.pem, a self-signed CA like any other but for what the caller sets, in a
# subshell: fields of the certificate, each a whole element.
check_cert() (
	subject=${subject-$(name "$1")}
	list=${list-$(ca_extensions check check)}
	tbs=$(tlv 30 "${version-a003020102}" "${number-$(tlv 02 "7e57$(printf %s "$1" | cksum | awk '{ printf "%08x", $1 }')")}" \
		"${inner-$(algorithm "$scheme")}" "${issuer-$subject}" "$(tlv 30 "${before-$(asn1_time "$from")}" \
		"${after-$(asn1_time "$to")}")" "$subject" "${spki-$(cat "$work/check.spki")}" "${unique-}" \
		${list:+"$(tlv a3 "$(tlv 30 "$list")")"})
	printf %s "$tbs" | from_hex >"$work/tbs"
	tlv 30 "$tbs" "${outer-$(algorithm "$scheme")}" "$(tlv 03 00 "$(signature "$scheme" check "$work/tbs")")" |
		from_hex >"$work/checked.der"
	block checked >"$out/${place:-check}/$1.pem"
	[ "${place:-check}" = check ] || served "$1" "$subject" check
)

# by_other: what an issuer under another name, of the same key, would have put in.
by_other() { issuer=$(name 'Another Root'); }

check_frame() {
	(version=a003020103; check_cert version-absurd)
	(version='' list=''; check_cert version-old)
	(version=''; check_cert version-extensions)
	(unique=$(tlv 82 00a5a5); check_cert unique-id)
	(number=020100; check_cert serial-zero)
	(number=0201fb; check_cert serial-negative)
	(number=$(tlv 02 "$(repeat 21 5a)"); check_cert serial-long)
	(after=$(tlv 17 "$(hex 450230000000Z)"); check_cert time-impossible)	# February 30
	(after=$(tlv 17 "$(hex 4501010000Z)"); check_cert time-form)	# no seconds
	(after=$(tlv 18 "$(hex 20450101000000Z)"); check_cert time-type)
	(after=$(tlv 17 "$(hex 600101000000Z)"); check_cert validity-reversed)	# 1960
	(issuer=3000; list=$(ca_extensions check check; aki check); check_cert issuer-empty)
	(by_other; subject=3000; list=$(ca_extensions check check; aki check); check_cert subject-empty)
	(outer=$(algorithm ecdsa-sha384); check_cert algorithms-differ)
	# The same key, its parameters SEQUENCE {} in place of the curve.
	(
		point=$(sed 's/^.*034200/034200/' "$work/check.spki")
		spki=$(tlv 30 "$(tlv 30 06072a8648ce3d0201 3000)" "$point")
		check_cert key-parameters
	)
	null=300c06082a8648ce3d0403020500
	(inner=$null outer=$null; check_cert signature-parameters)
	bare=300b06092a864886f70d01010b
	(inner=$bare outer=$bare; check_cert signature-without-null)
}

check_extensions() {
	constraint=$(ca_constraint) usage=$(key_usage $CERT_CRL_SIGN) id=$(ski check)
	(list=$(ca_extensions check check)3006060129; check_cert extension-broken)
	(list=$constraint$usage$constraint$id; check_cert extension-twice)
	(list=$(ca_extensions check check)$(extension 06092b0601040183b20304 critical 0500); check_cert critical-unknown)
	(list=$constraint$usage$(extension 0603551d0e critical "$(tlv 04 "$(cat "$work/check.ski")")"); check_cert critical-wrongly)
	(list=$(extension 0603551d13 - 30030101ff)$usage$id; check_cert critical-missing)
	(list=$usage$id; check_cert no-basic-constraints)
	(list=$(extension 0603551d13 critical 3003020100)$(key_usage $DIGITAL_SIGNATURE)$id; check_cert pathlen-without-ca)
	(list=$constraint$id; check_cert ca-without-key-usage)
	(list=$constraint$(key_usage $DIGITAL_SIGNATURE)$id; check_cert ca-without-cert-sign)
	(list=$(extension 0603551d13 critical 3000)$usage$id; check_cert cert-sign-without-ca)
	(list=$constraint$usage; check_cert no-subject-key-id)
	(by_other; check_cert no-authority-key-id)
	(list=$constraint$usage$(extension 0603551d0e - 0400); check_cert key-id-malformed)
	(list=$constraint$usage$id$(extension 0603551d23 - "$(tlv 30 "$(tlv 80 "$(repeat 20 5a)")")"); check_cert key-ids-differ)
}

# subject_cn ID [TAG] HEX: the CN in place of the usual one.
subject_cn() (
	id=$1
	shift
	subject=$(name_as "$@")
	check_cert "$id"
)

check_names() {
	(subject=$(tlv 30 "$(country ZZ)" "$(tlv 30 "$(utf8 $CN x)")"); check_cert name-broken)
	subject_cn name-no-text 04 "$(hex name-no-text)"
	subject_cn name-characters $PRINTABLE "$(hex name_characters)"
	subject_cn name-printable $PRINTABLE "$(hex 'name & printable')"
	subject_cn name-control $UTF8 "$(printf 'name\033[31m-control' | to_hex)"
	subject_cn name-string-type $T61 "$(hex name-string-type)"
	(subject=$(tlv 30 "$(country ZZZ)" "$(utf8 $CN name-country)"); check_cert name-country)
	subject_cn name-long $UTF8 "$(repeat 65 "$(hex x)")"
	subject_cn name-value-empty $UTF8 ''
}

# with_names ID HEX...: subjectAltName as hex has it.
with_names() (
	id=$1
	shift
	list=$(ca_extensions check check)$(extension 0603551d11 - "$*")
	check_cert "$id"
)

check_encoding() {
	constraint=$(ca_constraint) usage=$(key_usage $CERT_CRL_SIGN) id=$(ski check)
	abc=03$(hex abc)
	with_names general-name "$(tlv 30 "$(tlv 82 "$(hex caf)e9")")"
	with_names empty-list 3000
	with_names der-broken 30058204"$(hex abc)"
	deep=$(tlv 0c "$(hex deep)")
	for _ in $(seq 30); do deep=$(tlv 30 "$deep"); done
	with_names der-deep "$(tlv 30 "$(tlv a0 06062b0601040155 "$(tlv a0 "$deep")")")"
	with_names der-tag "$(tlv 30 "9f02$abc")"	# [2] in two octets
	with_names der-length "$(tlv 30 "8281$abc")"
	with_names der-constructed "$(tlv 30 "$(tlv a0 06062b0601040155 "$(tlv a0 "$(tlv 2c "0c$abc")")")")"
	(list=$(ca_extensions check check)$(extension 0603551d20 - 308030060604551d20000000); check_cert der-indefinite)
	(list=$constraint$(tlv 30 0603551d0f010101 "$(tlv 04 $CERT_CRL_SIGN)")$id; check_cert der-boolean)
	(number=02020001; check_cert der-integer)
	(list=$constraint$(key_usage 03020107)$id; check_cert der-bit-string)
	(list=$constraint$(key_usage 03020006)$id; check_cert der-named-bits)
	null=300e06092a864886f70d01010b050100
	(inner=$null outer=$null; check_cert der-null)
	# An arc that does not end.
	(list=$(ca_extensions check check)$(extension 0603551d25 - "$(tlv 30 0603550483)"); check_cert der-oid)
	(
		subject=$(tlv 30 "$(country ZZ)" "$(tlv 31 "$(ava $OU $UTF8 "$(hex b)")" "$(ava $OU $UTF8 "$(hex a)")")")
		check_cert der-set-order
	)
	(list=$constraint$usage$(tlv 30 0603551d0e010100 "$(tlv 04 "$(tlv 04 "$(cat "$work/check.ski")")")"); check_cert der-default)
}

check_schema() {
	# A third element in SubjectPublicKeyInfo, a number among the purposes.
	(spki=$(tlv 30 "$(sed 's/^3059//' "$work/check.spki")" 0500); check_cert schema-certificate)
	(list=$(ca_extensions check check)$(extension 0603551d25 - 3003020105); check_cert schema-extension)
}

# ---- Answers of AWS ---------------------------------------------------------------------------------

# aws_member FILE: the certificate as "aws rds describe-certificates --region $region" has it, or
# nothing, where it is no root that is for that region.
aws_member() {
	cn=$(openssl x509 -in "$1" -noout -subject -nameopt multiline | sed -n 's/^ *commonName *= //p')
	case $cn in
	'Amazon RDS Root 2019 CA') id=rds-ca-2019 ;;
	"Amazon RDS $region Root CA "*' G1') id=rds-ca-$(echo "${cn##*Root CA }" | tr 'A-Z ' 'a-z-') ;;
	*) return ;;
	esac
	openssl x509 -in "$1" -noout -fingerprint -sha1 -dates -dateopt iso_8601 |
		awk -v id="$id" -v region="$region" '{
			sub(/^[^=]*=/, "")
			sub(/ /, "T")
			sub(/Z$/, "+00:00")
			part[NR] = $0
		}
		END {
			gsub(/:/, "", part[1])
			printf "        {\n            \"CertificateIdentifier\": \"%s\",\n", id
			printf "            \"CertificateType\": \"CA\",\n"
			printf "            \"Thumbprint\": \"%s\",\n", tolower(part[1])
			printf "            \"ValidFrom\": \"%s\",\n            \"ValidTill\": \"%s\",\n", part[2], part[3]
			printf "            \"CertificateArn\": \"arn:aws:rds:%s::cert:%s\",\n", region, id
			printf "            \"CustomerOverride\": false\n        }\n"
		}'
}

aws_answer() (
	region=$1
	printf '{\n    "Certificates": [\n'
	for part in "$work"/aws-*.pem; do
		aws_member "$part"
	done | awk '/^        \{/ && NR > 1 { comma = "," } { if (NR > 1) print last comma; comma = ""; last = $0 } END { print last }'
	printf '    ],\n    "DefaultCertificateForNewLaunches": "rds-ca-rsa2048-g1"\n}\n'
)

# aws_version ENGINE VERSION true|false CA...
aws_version() {
	printf '        {\n            "Engine": "%s",\n            "EngineVersion": "%s",\n' "$1" "$2"
	printf '            "ValidUpgradeTarget": [],\n            "SupportsReadReplica": true,\n'
	printf '            "SupportsCertificateRotationWithoutRestart": %s,\n' "$3"
	shift 3
	printf '            "SupportedCACertificateIdentifiers": [\n'
	while [ $# -gt 1 ]; do
		printf '                "%s",\n' "$1"
		shift
	done
	printf '                "%s"\n            ]\n        }' "$1"
}

aws() {
	mkdir -p "$out/aws"
	awk -v base="$work/aws-" '/BEGIN/ { n++ } { print >sprintf("%s%03d.pem", base, n) }' "$out/rds/global-bundle.pem"
	aws_answer us-east-1 >"$out/aws/us-east-1.json"
	{ aws_answer us-east-1; aws_answer eu-central-1; } >"$out/aws/two-regions.json"
	sed 's/"ValidTill": "2061-[^"]*"/"ValidTill": "2061-01-01T00:00:00+00:00"/' "$out/aws/us-east-1.json" >"$out/aws/other-dates.json"
	sed 's/"rds-ca-2019"/"rds-ca-\\u001b[31m2019"/; s/"Thumbprint": "../"Thumbprint": "ff/' "$out/aws/us-east-1.json" >"$out/aws/escape.json"
	sed '5s/"CA"/"CA/' "$out/aws/us-east-1.json" >"$out/aws/cut.json"
	g1='rds-ca-rsa2048-g1 rds-ca-ecc384-g1 rds-ca-rsa4096-g1'
	{
		printf '{\n    "DBEngineVersions": [\n'
		# shellcheck disable=SC2086 # several words
		for n in 9 10 11 12 13 14 15 16; do
			aws_version postgres $n.1 true rds-ca-2019 $g1 && printf ',\n'
		done
		# shellcheck disable=SC2086
		aws_version postgres 8.4 false rds-ca-2015 rds-ca-2019 && printf ',\n'
		# shellcheck disable=SC2086
		aws_version mysql 5.7.44 false $g1 rds-ca-ecc521-g2
		printf '\n    ]\n}\n'
	} >"$out/aws/versions.json"
}

check() {
	mkdir -p "$out/check"
	ec_key check
	check_frame
	check_names
	check_extensions
	check_encoding
	check_schema
}

# ---- check_bundles: for the checks that look at the file, the whole bundle or the strength -----------

P192_KEY=301306072a8648ce3d020106082a8648ce3d030101
SECT163K1_KEY=301006072a8648ce3d020106052b81040001

# rsa_spki EXPONENT BYTES: the public key of an RSA modulus that nobody made.
rsa_spki() {
	tlv 30 300d06092a864886f70d0101010500 "$(tlv 03 00 "$(tlv 30 "$(tlv 02 00 "$(repeat "$2" a5)")" "$(tlv 02 "$1")")")"
}

check_strength() {
	(spki=$(rsa_spki 010001 2049); check_cert large-key)
	(spki=$(tlv 30 300d06092a864886f70d0101010500 "$(tlv 03 00 3000)"); check_cert key-unreadable)
	(spki=$(rsa_spki 01 256); check_cert rsa-exponent-invalid)
	(spki=$(rsa_spki 03 256); check_cert rsa-exponent-small)
	(spki=$(tlv 30 $P192_KEY "$(tlv 03 0004 "$(repeat 48 a5)")"); check_cert weak-curve)
	(spki=$(tlv 30 $SECT163K1_KEY "$(tlv 03 0004 "$(repeat 42 a5)")"); check_cert unknown-curve)
	rsa_key check-rsa 2048
	(scheme=rsa-sha256; cert sha1-root "$(name 'weak-signature Root')" check-rsa)
	(scheme=rsa-sha1; cert sha1 "$(name weak-signature)" check "$(name 'weak-signature Root')" check-rsa)
	block sha1-root sha1 >"$out/check/weak-signature.pem"
}

check_signatures() {
	(scheme=forged-70-$(algorithm ecdsa-sha256); cert wrong "$(name signature-wrong)" check "$(name 'Root A')" a)
	block a wrong >"$out/check/signature-wrong.pem"
	cert orphan "$(name orphan)" check "$(name 'Root A')" a
	block orphan >"$out/check/orphan.pem"
}

check_file() {
	f=$out/check
	{ block a | iconv -f ASCII -t UTF-16LE; printf x; } >"$f/utf-16-broken.pem"
	: | armor CERTIFICATE | around >"$f/base64-empty.pem"
	{ block a; block b | crlf; } >"$f/line-ends.pem"
	{ block a; printf 'Caf\351\n'; block b; } >"$f/odd-text.pem"
	echo "3080${SIGNED_DATA}a0803080020101$(repeat 40 3180)$(repeat 43 0000)" | from_hex >"$f/too-deep.p7b"
	tlv 30 $DATA "$(tlv a0 "$(tlv 04 "$(hex data)")")" | from_hex >"$f/cms-type.p7b"
	signed_data 7f "$(tlv a0 "$(der a)")3100" | from_hex >"$f/cms-version.p7b"
	signed_data 01 "$(tlv a0 "$(der a)")" | from_hex >"$f/cms-incomplete.p7b"
}

# 68 keys of one name, and 68 CAs that none of them signed, without identifiers: 64 searches for the
# issuer end before 4096 + 2 * 136 signatures were tried in vain, the 65th does not.
check_search() (
	extensions=$(ca_constraint)
	ec_key absent
	i=0
	while [ $((i += 1)) -le 68 ]; do
		ec_key same
		cert "same-$i" "$(name 'Same Name')" same
		cert "under-$i" "$(name "CA $i")" check "$(name 'Same Name')" absent
		rm "$work/same.key" "$work/same.spki"
		block "same-$i" >&3
		block "under-$i" >&4
	done 3>"$work/same.pem" 4>"$work/under.pem"
	cat "$work/same.pem" "$work/under.pem" >"$out/check/search-gave-up.pem"
)

check_bundles() {
	mkdir -p "$out/check"
	ec_key check
	check_search
	check_strength
	check_signatures
	check_file
}

# ---- verify: servers in the shape of RDS, bundles before and after an update, and every flaw ---------

# host_names NAME...: subjectAltName. An address is given in hex, as ip:c0000201.
host_names() (
	list=
	for one; do
		case $one in
		ip:*) list=$list$(tlv 87 "${one#ip:}") ;;
		*) list=$list$(tlv 82 "$(hex "$one")") ;;
		esac
	done
	extension 0603551d11 - "$(tlv 30 "$list")"
)
# Not the leaf of the other families: these have the name of their host.
server_extensions() { # KEY SIGNER HOST...
	extension 0603551d13 critical 3000
	key_usage $DIGITAL_SIGNATURE
	extension 0603551d25 - "$(tlv 30 "${eku:-06082b06010505070301}")"
	ski "$1"
	aki "$2"
	shift 2
	host_names "$@"
}
SERVER_AUTH=06082b06010505070301
CLIENT_AUTH=06082b06010505070302

# rds_server NAME CA CA-NAME HOST: by an RDS CA, from 2023 to 2031 unless $from and $to say otherwise.
rds_server() {
	ec_key "server-$1"
	(
		# shellcheck disable=SC2030
		extensions=$(server_extensions "server-$1" "$2" "$4")
		cert "$1" "$(tlv 30 "$(country US)" "$RDS" "$(utf8 $CN "$4")")" "server-$1" "$3" "$2"
	)
}
rds_cluster() { echo "$1.cluster-abc123.us-east-1.rds.example"; }

verify_rds() {
	v=$out/verify
	root='Amazon RDS Root 2019 CA' regional='Amazon RDS us-east-1 2019 CA'
	rsa2048='Amazon RDS us-east-1 Root CA RSA2048 G1' rsa4096='Amazon RDS us-east-1 Root CA RSA4096 G1'
	ecc384='Amazon RDS us-east-1 Root CA ECC384 G1' below='Amazon RDS us-east-1 Subordinate CA RSA2048 G1.A.1'
	for one in v-root v-regional v-rsa2048 v-below; do rsa_key $one 2048; done
	rsa_key v-rsa4096 4096
	ec_key v-ecc384 P-384
	(
		from=20190822170850Z to=20240822170850Z scheme=rsa-sha256
		cert v-root "$(rds_old_root "$root")" v-root
		extensions=$(key_usage $CERT_CRL_SIGN; ca_constraint $PATHLEN0; ski v-regional; aki v-root)
		cert v-regional "$(rds_old_ca "$regional")" v-regional "$(rds_old_root "$root")" v-root
		unset extensions
		from=20230901000000Z
		rds_server orders v-regional "$(rds_old_ca "$regional")" "$(rds_cluster orders)"
		rds_server audit v-regional "$(rds_old_ca "$regional")" "$(rds_cluster audit)"
	)
	(
		from=20210525223457Z to=20610525233457Z scheme=rsa-sha256
		cert v-rsa2048 "$(rds_g1_root "$rsa2048")" v-rsa2048
		extensions=$(ca_constraint $PATHLEN0; key_usage $SIGN_CERT_CRL; ski v-below; aki v-rsa2048)
		cert v-below "$(rds_g1_root "$below")" v-below "$(rds_g1_root "$rsa2048")" v-rsa2048
		unset extensions
		from=20230901000000Z to=20310901000000Z
		rds_server users v-below "$(rds_g1_root "$below")" "$(rds_cluster users)"
	)
	(
		from=20210525223835Z to=21210525233835Z scheme=rsa-sha384
		cert v-rsa4096 "$(rds_g1_root "$rsa4096")" v-rsa4096
		to=20261231120000Z
		cert v-short "$(rds_g1_root "$rsa4096")" v-rsa4096
		from=20230901000000Z to=20310901000000Z
		rds_server ledger v-rsa4096 "$(rds_g1_root "$rsa4096")" "$(rds_cluster ledger)"
	)
	(
		from=20210525224155Z to=21210525234155Z scheme=ecdsa-sha384
		cert v-ecc384 "$(rds_g1_root "$ecc384")" v-ecc384
		from=20230901000000Z to=20310901000000Z
		rds_server stats v-ecc384 "$(rds_g1_root "$ecc384")" "$(rds_cluster stats)"
	)
	mkdir -p "$v/servers"
	block v-root v-regional v-rsa2048 v-rsa4096 v-ecc384 >"$v/old.pem"
	block v-regional v-rsa2048 v-rsa4096 v-ecc384 >"$v/new.pem"	# the root is gone, its CA is left
	block v-rsa2048 v-short v-ecc384 >"$v/short.pem"	# one root ends with 2026
	block orders v-regional >"$v/servers/orders.pem"
	cat "$work/audit.der" >"$v/servers/audit.der"
	block users v-below >"$v/servers/users.pem"
	p7b v-rsa4096 ledger >"$v/servers/ledger.p7b"
	s_client "$(rds_cluster stats)" stats v-ecc384 >"$v/servers/stats.txt"
	echo 'Saved by: openssl s_client -showcerts -starttls postgres -connect HOST:5432' >"$v/servers/README"
}

# s_client HOST LEAF ROOT: what openssl s_client -showcerts prints.
s_client() {
	echo "CONNECTED(00000003)"
	echo "---"
	echo "Certificate chain"
	echo " 0 s:C = US, O = \"Amazon Web Services, Inc.\", OU = Amazon RDS, CN = $1"
	echo "   i:C = US, O = \"Amazon Web Services, Inc.\", OU = Amazon RDS, ST = WA, CN = Amazon RDS us-east-1 Root CA ECC384 G1, L = Seattle"
	echo "   a:PKEY: id-ecPublicKey, 256 (bit); sigalg: ecdsa-with-SHA384"
	block "$2"
	echo " 1 s:C = US, O = \"Amazon Web Services, Inc.\", OU = Amazon RDS, ST = WA, CN = Amazon RDS us-east-1 Root CA ECC384 G1, L = Seattle"
	block "$3"
	echo "---"
	echo "Server certificate"
	echo "subject=C = US, O = \"Amazon Web Services, Inc.\", OU = Amazon RDS, CN = $1"
	echo "---"
	echo "SSL handshake has read 3071 bytes and written 400 bytes"
	echo "Verification error: self-signed certificate in certificate chain"
}

# flaw NAME [CN]: a server's certificate by v-ca, unless $issuer and $signer say otherwise, with the
# extensions in $list, and the certificates in $with behind it.
flaw() {
	ec_key server
	(
		# shellcheck disable=SC2031
		extensions=${list-$(server_extensions server "${signer:-v-ca}" db.example.test)}
		cert "flaw-$1" "${subject-$(name "${2:-db.example.test}")}" "${key:-server}" \
			"${issuer-$(name 'Verify Root')}" "${signer:-v-ca}"
	)
	# shellcheck disable=SC2086
	block "flaw-$1" ${with:-} >"$out/verify/flaws/$1.pem"
}
# below NAME EXTENSIONS [SIGNER SIGNER-NAME]: a CA under the root.
below() {
	ec_key "$1"
	(
		extensions=$2$(ski "$1"; aki "${3:-v-ca}")
		cert "$1" "$(name "CA $1")" "$1" "$(name "${4:-Verify Root}")" "${3:-v-ca}"
	)
}
# policy N, and certificatePolicies of several.
policy() { echo "060a2b0601040183b203070$1"; }
policies() (
	list=
	for one; do list=$list$(tlv 30 "$(policy "$one")"); done
	extension 0603551d20 - "$(tlv 30 "$list")"
)
by() { signer=$1 issuer=$(name "CA $1") with=$1; }

verify_flaws() {
	mkdir -p "$out/verify/flaws"
	ec_root v-ca 'Verify Root'
	block v-ca >"$out/verify/root.pem"
	all=$(ca_constraint; key_usage $CERT_CRL_SIGN)
	flaw good
	(list=$(server_extensions server v-ca db.example.test '*.pool.example.test' ip:c0000207 ip:20010db8000000000000000000000007)
		flaw hosts)
	(eku=$CLIENT_AUTH; flaw client)
	(eku=0604551d2500; flaw any-purpose)
	(list=$(extension 0603551d13 critical 3000; key_usage 03020204; ski server; aki v-ca); flaw key-usage-leaf)
	# A key that enciphers will do for a server, and not for a client, which must sign.
	(list=$(key_usage 03020520; host_names db.example.test); flaw encipherment)
	(eku=06082b06010505070304; flaw email)
	(eku=06082b06010505070303; flaw code-signing)
	(from=20150101000000Z to=20200101000000Z; flaw expired)
	(from=20400101000000Z; flaw not-yet)
	(from=20230230000000Z; flaw invalid-date)
	(list=$(server_extensions server v-ca db.example.test)$(extension 06092b0601040183b20304 critical 0500); flaw critical)
	(below nc "$all$(extension 0603551d1e critical "$(tlv 30 "$(tlv a0 "$(tlv 30 "$(tlv 82 "$(hex other.test)")")")")")"; by nc; flaw name-constraints)
	(
		below outer "$(ca_constraint $PATHLEN0; key_usage $CERT_CRL_SIGN)"
		below inner "$all" outer 'CA outer'
		by inner
		with='inner outer'
		flaw path-length
	)
	# 1,001 names and 1,000 subtrees: more comparisons than are made.
	(
		dns=$(tlv 82 "$(hex a.test)")
		below many "$all$(extension 0603551d1e critical "$(tlv 30 "$(tlv a1 "$(repeat 1000 "$(tlv 30 "$(tlv 82 "$(hex b.test)")")")")")")"
		by many
		list=$(extension 0603551d11 - "$(tlv 30 "$(repeat 1001 "$dns")")")
		flaw limit
	)
	# As RFC 5280 has it and GnuTLS has not: constraints of directory names, and on a CA; a self-issued CA
	# does not count for the path length.
	outside=$(tlv 30 "$(tlv a0 "$(tlv 30 "$(tlv a4 "$(tlv 30 "$(country XX)")")")")")
	(below dn "$all$(extension 0603551d1e critical "$outside")"; by dn; flaw directory-constraints)
	(
		below dns "$all$(extension 0603551d1e critical "$(tlv 30 "$(tlv a0 "$(tlv 30 "$(tlv 82 "$(hex example.test)")")")")")"
		below named "$all$(host_names other.test)" dns 'CA dns'
		by named
		with='named dns'
		flaw ca-constraints
	)
	(
		below rolled "$(ca_constraint $PATHLEN0; key_usage $CERT_CRL_SIGN)"
		ec_key rolled-new
		extensions=$all$(ski rolled-new; aki rolled)
		cert rolled-new "$(name 'CA rolled')" rolled-new "$(name 'CA rolled')" rolled
		unset extensions
		signer=rolled-new issuer=$(name 'CA rolled') with='rolled-new rolled'
		flaw self-issued
	)
	# Policies 1.3.6.1.4.1.55555.7.N; the second CA wants one, and maps 1 to 2.
	(
		below policies "$all$(policies 1 2)"
		by policies
		list=$(server_extensions server policies db.example.test)$(policies 2)
		flaw policies
	)
	(
		below wants "$all$(policies 1)$(extension 0603551d24 critical "$(tlv 30 800100)")"
		by wants
		list=$(server_extensions server wants db.example.test)$(policies 2)
		flaw policy
	)
	(
		below maps "$all$(policies 1)$(extension 0603551d21 critical "$(tlv 30 "$(tlv 30 "$(policy 1)" "$(policy 2)")")")$(
			extension 0603551d24 critical "$(tlv 30 800100)")"
		by maps
		list=$(server_extensions server maps db.example.test)$(policies 2)
		flaw mapped-policy
	)
	(below no-sign "$(ca_constraint; key_usage $DIGITAL_SIGNATURE)"; by no-sign; flaw key-usage)
	(below no-ca "$(extension 0603551d13 critical 3000; key_usage $CERT_CRL_SIGN)"; by no-ca; flaw not-a-ca)
	(below eku "$all$(extension 0603551d25 - "$(tlv 30 $CLIENT_AUTH)")"; by eku; flaw ca-purpose)
	(below late "$all"; by late; unset with; flaw issuer-missing)
	(ec_root stranger 'Stranger Root'; signer=stranger issuer=$(name 'Stranger Root') with=stranger; flaw root-missing)
	(ec_key other; signer=other issuer=$(name 'Verify Root'); flaw other-key)
	(ec_key other; list=$(extension 0603551d13 critical 3000) signer=other issuer=$(name 'Verify Root'); flaw signature)
	# The issuer's name in another string type; and in other case, which OpenSSL takes for the same.
	below again "$all"
	(by again; issuer=$(name_as $PRINTABLE "$(hex 'CA again')"); flaw encoding)
	(by again; issuer=$(name 'CA  AGAIN'); flaw other-case)
	# The same CA twice, the one that has expired first.
	(
		below again-now "$all"
		from=20150101000000Z to=20200101000000Z
		extensions=$all$(ski again-now; aki v-ca)
		cert again-then "$(name 'CA again-now')" again-now "$(name 'Verify Root')" v-ca
	)
	(by again-now; with='again-then again-now'; flaw two-paths)
	(list=$(extension 0603551d13 critical 3000; host_names db.example.test) key=server signer=server issuer=$(name db.example.test); flaw self-signed)
	(scheme=ecdsa-sha1; flaw sha1)
	(rsa_key weak 768; key=weak; list=$(server_extensions weak v-ca db.example.test); flaw weak-key)
	(
		rsa_key rsa 2048
		extensions=$all$(ski rsa; aki v-ca)
		cert rsa "$(name 'CA rsa')" rsa "$(name 'Verify Root')" v-ca
		unset extensions
		by rsa
		list=$(server_extensions server rsa db.example.test)
		(scheme=rsa-md5; flaw md5)
		scheme=rsa-sha1; flaw rsa-sha1
	)
	# The second CA's key has no parameters: it inherits those of the first (RFC 3279 section 2.3.2).
	(
		openssl genpkey -quiet -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -out "$work/d.param"
		key d-first -paramfile "$work/d.param"
		key d-second -paramfile "$work/d.param"
		bits=$(openssl asn1parse -inform DER -in "$work/d-second.pub" | sed -n 's/^ *\([0-9]*\):.*BIT STRING.*/\1/p')
		tlv 30 "$(tlv 30 06072a8648ce380401)" "$(tail -c +$((bits + 1)) "$work/d-second.pub" | to_hex)" >"$work/d-second.spki"
		extensions=$all$(ski d-first; aki v-ca)
		cert d-first "$(name 'CA d-first')" d-first "$(name 'Verify Root')" v-ca
		scheme=dsa-sha256
		extensions=$all$(ski d-second; aki d-first)
		cert d-second "$(name 'CA d-second')" d-second "$(name 'CA d-first')" d-first
		unset extensions
		by d-second
		with='d-second d-first'
		list=$(server_extensions server d-second db.example.test)
		flaw dsa
	)
	(scheme=forged-70-$UNKNOWN_ALG; flaw unknown-algorithm)
	(list=$(extension 0603551d13 critical 3000)$(extension 0603551d13 critical 3000); flaw malformed)
	(list=$(extension 0603551d23 critical "$(tlv 30 "$(tlv 80 "$(cat "$work/v-ca.ski")")")"); flaw critical-key-id)
	(flaw hostile "$(printf 'db\n\tok  2026-01-01\r\033[31m\342\200\256"x"')")
	# A chain of 18, more than GnuTLS would take.
	(
		below c1 "$all"
		with=c1
		for n in 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
			below c$n "$all" c$((n - 1)) "CA c$((n - 1))"
			with="c$n $with"
		done
		chain=$with
		by c16
		with=$chain
		flaw long
	)
	# The first is a CA, and another follows.
	block v-ca stranger >"$out/verify/flaws/ca-first.pem"
	# Under one name and key: self-signed, and by a root that is marked as distrusted.
	openssl x509 -in "$out/verify/root.pem" -trustout -addreject serverAuth -addreject clientAuth \
		-addreject emailProtection >"$out/verify/distrusted.pem"
	openssl x509 -in "$out/verify/root.pem" -trustout -addtrust emailProtection >"$out/verify/email-only.pem"
}

verify() {
	verify_rds
	verify_flaws
}

# ---- signed: PKCS#7 with signatures --------------------------------------------------------------------

# sign FILE SIGNER OPTION...: content, the certificates A and B, and the signer's.
sign() {
	file=$out/signed/$1
	block "$2" >"$work/$2.pem"
	signer=$2
	shift 2
	openssl cms -sign -binary -md sha256 -in "$work/content" -signer "$work/$signer.pem" -inkey "$work/$signer.key" \
		-certfile "$work/payload.pem" -outform DER -out "$file" "$@"
}

# message_signer NAME CN KEY: under Sign Root.
message_signer() (
	extensions=$(extension 0603551d13 critical 3000; key_usage $DIGITAL_SIGNATURE
		extension 0603551d25 - "$(tlv 30 06082b06010505070304)"; ski "$3"; aki s-ca)
	cert "$1" "$(name "$2")" "$3" "$(name 'Sign Root')" s-ca
)

signatures() {
	mkdir -p "$out/signed"
	echo 'signed content' >"$work/content"
	block a b >"$work/payload.pem"
	ec_root s-ca 'Sign Root'
	block s-ca >"$out/signed/root.pem"
	ec_key signer
	message_signer signer Signer signer
	sign good.p7s signer -nodetach
	armor PKCS7 <"$out/signed/good.p7s" >"$out/signed/good.pem"
	sign by-key.p7s signer -nodetach -keyid
	sign no-attributes.p7s signer -nodetach -noattr
	sign no-signer.p7s signer -nodetach -nocerts
	sign detached.p7s signer
	sign ber.p7s signer -nodetach -stream
	sign sha1.p7s signer -nodetach -md sha1
	# One bit of the content, and one of the signature, which comes last.
	to_hex <"$out/signed/good.p7s" | sed s/7369676e656420636f6e74656e74/6369676e656420636f6e74656e74/ |
		from_hex >"$out/signed/other-content.p7s"
	last=$(tail -c 1 "$out/signed/good.p7s" | to_hex)
	{
		head -c -1 "$out/signed/good.p7s"
		printf %02x $((0x$last ^ 1)) | from_hex
	} >"$out/signed/other-signature.p7s"
	ec_root stranger 'Stranger Root'
	sign stranger.p7s stranger -nodetach
	block signer >"$work/signer.pem"
	sign two.p7s stranger -nodetach -signer "$work/signer.pem" -inkey "$work/signer.key"
	(to=20210101000000Z; message_signer old 'Old Signer' signer)
	cp "$work/signer.key" "$work/old.key"
	sign expired.p7s old -nodetach
	rsa_key rsa-signer 2048
	message_signer rsa-signer 'RSA Signer' rsa-signer
	for salt in digest 20; do
		sign "pss-$salt.p7s" rsa-signer -nodetach -keyopt rsa_padding_mode:pss -keyopt "rsa_pss_saltlen:$salt"
	done
}

# ---- rot: a certificate of which some bytes are other, for what consumers make of it -----------------

# rot NAME SED-SCRIPT: of its hex.
rot() {
	der rot | sed -E "$2" >"$work/rot.hex"
	der rot | cmp -s - "$work/rot.hex" && echo "rot $1: nothing is other" >&2 && exit 1
	from_hex <"$work/rot.hex" | armor CERTIFICATE >"$out/rot/$1.pem"
}

rots() {
	mkdir -p "$out/rot"
	ec_root rot Rot
	rot time-type s/170d3230/1a0d3230/
	rot time-letter s/3030303030305a/3030303030304a/
	rot extension-oid-no-end s/0603551d0e/0603551d8e/
	rot extension-oid-zero s/0603551d0e/060355800e/
	rot name-oid-no-end s/060355040a/060355048a/
	rot name-general-string s/0c0d436162/1b0d436162/
	rot name-extra s/3014060355040a0c0d/3014060355040a0c0b/
	rot algorithms-cut s/300a06082a8648/300a06062a8648/g
	rot algorithms-oid-no-end s/06082a8648ce3d040302/06082a8648ce3d040382/g
	rot signature-unused-bits 's/(06082a8648ce3d040302034.)00/\109/'
	rot signature-padding 's/(06082a8648ce3d040302034.)00(.*)./\101\21/'
	(serial=; cert empty "$(name Rot)" rot; block empty >"$out/rot/serial-empty.pem")
	# A third element in the key's AlgorithmIdentifier.
	tlv 30 "$(tlv 30 "$(cut -c 9-46 "$work/rot.spki")" 0500)" "$(cut -c 47- "$work/rot.spki")" >"$work/extra.spki"
	cp "$work/rot.ski" "$work/extra.ski"
	cert extra "$(name Rot)" extra "$(name Rot)" rot
	block extra >"$out/rot/key-algorithm-extra.pem"
	rot point 's/(03420004[0-9a-f]{126})../\1a5/'
}

# ---- extensions: names, addresses and policies, for the fields of these ------------------------------

dns_name() { tlv 82 "$(hex "$1")"; }
email_name() { tlv 81 "$(hex "$1")"; }
uri_name() { tlv 86 "$(hex "$1")"; }
directory_name() { tlv a4 "$1"; }
subtree() { tlv 30 "$1"; }
policy_information() { tlv 30 "$@"; }
OCSP=06082b06010505073001 CA_ISSUERS=06082b06010505073002 ANY_POLICY=0604551d2000
access() { tlv 30 "$1" "$2"; }
crl_point() { tlv 30 "$(tlv a0 "$(tlv a0 "$@")")"; }

name_constraints() {
	extension 0603551d1e critical "$(tlv 30 \
		"$(tlv a0 "$(subtree "$(dns_name example.test)")" "$(subtree "$(tlv 87 c0000200ffffff00)")" \
			"$(subtree "$(directory_name "$(tlv 30 "$(country ZZ)" "$(utf8 $O 'Test, Inc.')")")")")" \
		"$(tlv a1 "$(subtree "$(email_name .example.test)")" \
			"$(subtree "$(tlv 87 "20010db8$(repeat 12 00)ffffffff$(repeat 12 00)")")")")"
}

extensions() {
	mkdir -p "$out/extensions"
	ec_key extensions
	ec_key extensions-leaf
	(
		extensions=$(ca_extensions extensions extensions; name_constraints
			extension 0603551d20 - "$(tlv 30 "$(policy_information $ANY_POLICY)" "$(policy_information 06062b0601040155 \
				"$(tlv 30 "$(tlv 30 06082b06010505070201 "$(tlv 16 "$(hex http://cps.example.test/)")")")")")")
		cert extensions "$(name 'Constrained CA')" extensions
	)
	(
		extensions=$(extension 0603551d13 critical 3000
			key_usage $DIGITAL_SIGNATURE
			ski extensions-leaf
			aki extensions
			extension 0603551d11 - "$(tlv 30 "$(dns_name www.example.test)" "$(dns_name '*.example.test')" \
				"$(tlv 87 c0000201)" "$(tlv 87 "20010db8$(repeat 11 00)01")" "$(email_name root@example.test)")"
			extension 0603551d20 - "$(tlv 30 "$(policy_information 06062b0601040155)")"
			extension 06082b06010505070101 - "$(tlv 30 "$(access $OCSP "$(uri_name http://ocsp.example.test)")" \
				"$(access $CA_ISSUERS "$(uri_name http://ca.example.test/a.crt)")" \
				"$(access $CA_ISSUERS "$(uri_name 'ldap://ca.example.test/cn=a,dc=b')")")"
			extension 0603551d1f - "$(tlv 30 "$(crl_point "$(uri_name http://crl.example.test/1.crl)" \
				"$(uri_name http://crl.example.test/2.crl)")" \
				"$(crl_point "$(directory_name "$(name 'CRL 3')")")")")
		cert extensions-leaf "$(name www.example.test)" extensions-leaf "$(name 'Constrained CA')" extensions
	)
	block extensions extensions-leaf >"$out/extensions/both.pem"
	# Broken ones: an element of the list is longer than the list.
	(
		extensions=$(ca_extensions extensions extensions
			for id in 0603551d11 0603551d1e 0603551d20 06082b06010505070101 0603551d1f; do
				extension $id - 30053009820161
			done)
		cert extensions-broken "$(name 'Broken Extensions')" extensions
	)
	block extensions-broken >"$out/extensions/broken.pem"
}

# ---- crls: certificates and the CRLs that say, or do not say, whether they are revoked -------------

MADE_UP=06092b0601040183b20304		# 1.3.6.1.4.1.55555.4
reason() { extension 0603551d15 - "$(tlv 0a "$1")"; }
invalid_since() { extension 0603551d18 - "$(tlv 18 "$(hex "$1")")"; }
certificate_issuer() { extension 0603551d1d critical "$(tlv 30 "$(tlv a4 "$1")")"; }
delta_of() { extension 0603551d1b critical "$(tlv 02 "$1")"; }
# What a CRL is for: idp ELEMENT...; the points are those of a certificate, too.
idp() { extension 0603551d1c critical "$(tlv 30 "$@")"; }
URI_POINT=$(tlv a0 "$(tlv a0 "$(tlv 86 "$(hex http://crl.example.test/a.crl)")")")
NAME_POINT=$(tlv a0 "$(tlv a0 "$(tlv a4 "$(name 'Point B')")")")
RELATIVE_POINT=$(tlv a0 "$(tlv a1 "$(ava $CN $UTF8 "$(hex 'Point C')")")")
SOME_REASONS=83020640	# keyCompromise alone
OTHER_REASONS=8303071f80	# all but keyCompromise and cACompromise

# crl_cert NAME SERIAL [EXTENSIONS]: of the CA that the CRLs are of.
crl_cert() (
	serial=$2
	extensions=$(extension 0603551d13 critical 3000)$(key_usage $DIGITAL_SIGNATURE)$(aki crl-ca)${3-}
	cert "crl-$1" "$(name "Server $1")" crl-leaf "$crl_ca" crl-ca
	block "crl-$1" >"$out/crl/$1.pem"
)
points() { extension 0603551d1f - "$(tlv 30 "$@")"; }

# crl_file NAME [EXTENSIONS [ENTRIES]]: of that CA.
crl_file() {
	crl "list-$1" "$crl_ca" crl-ca "$2" "$3"
	cp "$work/list-$1.der" "$out/crl/$1.crl"
}

crls() (
	mkdir -p "$out/crl"
	crl_ca=$(name 'CRL CA')
	# Whose signatures are all of one length.
	scheme=ed25519
	for key in crl-ca crl-leaf crl-other crl-issuer crl-sub; do key $key -algorithm ED25519; done
	cert crl-ca "$crl_ca" crl-ca
	block crl-ca >"$out/crl/ca.pem"
	crl_certificates
	from=20240101000000Z to=20240201000000Z revoked=20231224120000Z
	crl_basic
	crl_deltas
	crl_scopes
	crl_signers
	crl_odd
)

crl_certificates() {
	for n in 1 2 3 4 5 6; do crl_cert "server-$n" "0$n"; done
	crl_cert point-a 11 "$(points "$(tlv 30 "$URI_POINT")")"
	crl_cert point-b 12 "$(points "$(tlv 30 "$NAME_POINT")")"
	crl_cert point-c 13 "$(points "$(tlv 30 "$RELATIVE_POINT")")"
	# The second point says nothing of reasons, the first one does.
	crl_cert point-reasons 14 "$(points "$(tlv 30 "$URI_POINT" 81020640)" "$(tlv 30 "$NAME_POINT")")"
	crl_cert indirect 15 "$(points "$(tlv 30 "$(tlv a2 "$(tlv a4 "$(name 'CRL Issuer')")")")")"
	crl_cert indirect-good 17 "$(points "$(tlv 30 "$(tlv a2 "$(tlv a4 "$(name 'CRL Issuer')")")")")"
	crl_cert point-malformed 16 "$(points 3003a00100)"
	(
		serial=21 extensions=$(ca_extensions crl-sub crl-ca)
		cert crl-sub "$(name 'CRL Sub CA')" crl-sub "$crl_ca" crl-ca
		serial=22 extensions=$(key_usage 03020102)$(ski crl-issuer)$(aki crl-ca)
		cert crl-issuer "$(name 'CRL Issuer')" crl-issuer "$crl_ca" crl-ca
		# The same name as the CA, and another key for its CRLs; and one that may not sign any.
		serial=23 extensions=$(key_usage 03020102)$(ski crl-other)$(aki crl-ca)
		cert crl-separate "$crl_ca" crl-other "$crl_ca" crl-ca
		serial=24 extensions=$(key_usage $DIGITAL_SIGNATURE)$(ski crl-other)$(aki crl-ca)
		cert crl-no-usage "$crl_ca" crl-other "$crl_ca" crl-ca
	)
	for name in sub issuer separate no-usage; do block "crl-$name" >"$out/crl/$name.pem"; done
}

# What the CA's CRL says from number to number: 2 is revoked, 3 on hold, 4 revoked for no reason.
crl_basic() {
	listed=$(entry 02 "$(reason 01)$(invalid_since 20231101000000Z)")$(entry 03 "$(reason 06)")$(entry 04)
	crl_file base "$(aki crl-ca)$(crl_number 0a)" "$listed"
	crl_file v1 '' "$(entry 02)$(entry 04)"
	crl_file empty "$(aki crl-ca)$(crl_number 0b)" ''
	(to='' && crl_file undated "$(crl_number 0a)" "$listed")
	(from=20230101000000Z to=20230201000000Z revoked=20221224000000Z &&
		crl_file stale "$(aki crl-ca)$(crl_number 05)" "$(entry 05)")
	(from=20240120000000Z to=20240301000000Z &&
		crl_file newer "$(aki crl-ca)$(crl_number 14)" "$(entry 02)$(entry 06 "$(reason 04)")")
	crl wrong "$crl_ca" crl-other "$(aki crl-ca)$(crl_number 0a)" "$listed"
	to_hex <"$work/list-base.der" | sed 's/3233313232343132/3233313232343133/' | from_hex >"$out/crl/wrong-signature.crl"
	cp "$work/wrong.der" "$out/crl/wrong-key.crl"
	crl_file critical "$(crl_number 0a)$(extension $MADE_UP critical 0500)" "$listed"
	crl_file not-critical "$(crl_number 0a)$(extension $MADE_UP - 0500)" "$(entry 02 "$(extension $MADE_UP - 0500)")"
	crl_file entry-critical "$(crl_number 0a)" "$(entry 7f "$(extension $MADE_UP critical 0500)")"
}

# On base, and beside it what cannot be combined with it.
crl_deltas() {
	from=20240110000000Z to=20240117000000Z revoked=20240109000000Z
	listed=$(entry 03 "$(reason 08)")$(entry 05 "$(reason 04)")
	crl_file delta "$(aki crl-ca)$(crl_number 0c)$(delta_of 0a)" "$listed"
	crl_file delta-old "$(aki crl-ca)$(crl_number 0a)$(delta_of 09)" "$listed"
	crl_file delta-ahead "$(aki crl-ca)$(crl_number 0d)$(delta_of 0b)" "$listed"
	crl_file delta-scope "$(aki crl-ca)$(crl_number 0d)$(delta_of 0a)$(idp 8101ff)" "$listed"
	crl_file delta-other-key "$(aki crl-other)$(crl_number 0d)$(delta_of 0a)" "$listed"
	crl delta-wrong "$crl_ca" crl-other "$(aki crl-ca)$(crl_number 0d)$(delta_of 0a)" "$listed"
	cp "$work/delta-wrong.der" "$out/crl/delta-wrong.crl"
	# Later than its base holds.
	(from=20240205000000Z to=20240220000000Z revoked=20240204000000Z &&
		crl_file delta-late "$(aki crl-ca)$(crl_number 0e)$(delta_of 0a)" "$(entry 05 "$(reason 05)")")
	from=20240101000000Z to=20240201000000Z revoked=20231224120000Z
}

# Issuing distribution points; serials 11 to 16 have points.
crl_scopes() {
	crl_file user "$(crl_number 0a)$(idp 8101ff)" "$(entry 02)"
	crl_file ca "$(crl_number 0a)$(idp 8201ff)" "$(entry 21)"
	crl_file attribute "$(crl_number 0a)$(idp 8501ff)" "$(entry 02)"
	crl_file point-a "$(crl_number 0a)$(idp "$URI_POINT")" "$(entry 02)"
	crl_file point-b "$(crl_number 0a)$(idp "$NAME_POINT")" "$(entry 14)"
	crl_file point-c "$(crl_number 0a)$(idp "$RELATIVE_POINT")" ''
	# The whole of the name that C stands for.
	crl_file point-c-full "$(crl_number 0a)$(idp "$(tlv a0 "$(tlv a0 "$(tlv a4 "$(tlv 30 "$(country ZZ)" \
		"$(utf8 $O 'Cabundle Test')" "$(utf8 $CN 'CRL CA')" "$(utf8 $CN 'Point C')")")")")")" ''
	crl_file some-reasons "$(crl_number 0a)$(idp $SOME_REASONS)" "$(entry 02 "$(reason 01)")"
	crl_file other-reasons "$(crl_number 0a)$(idp $OTHER_REASONS)" "$(entry 03 "$(reason 04)")"
	crl_file ca-reasons "$(crl_number 0a)$(idp 83020520)" ''
	crl_file point-a-reasons "$(crl_number 0a)$(idp "$URI_POINT" $SOME_REASONS)" ''
}

# Signed by another than the CA: an indirect CRL, and the CA's key for CRLs.
crl_signers() {
	crl indirect "$(name 'CRL Issuer')" crl-issuer "$(aki crl-issuer)$(crl_number 01)$(idp 8401ff)" \
		"$(entry 06)$(entry 15 "$(certificate_issuer "$crl_ca")")$(entry 16)$(entry 06 \
		"$(certificate_issuer "$(name 'Another CA')")")"
	crl not-indirect "$(name 'CRL Issuer')" crl-issuer "$(aki crl-issuer)$(crl_number 01)" "$(entry 15)"
	crl separate "$crl_ca" crl-other "$(aki crl-other)$(crl_number 0a)" "$(entry 02)"
	crl issuers "$(name 'CRL Issuer')" crl-issuer "$(aki crl-issuer)$(crl_number 01)$(idp 8401ff)" "$(entry 15 \
		"$(extension 0603551d1d critical "$(tlv 30 "$(tlv a4 "$crl_ca")" "$(tlv a4 "$(name 'Another CA')")")")")"
	crl_file revokes-separate "$(aki crl-ca)$(crl_number 0b)" "$(entry 23 "$(reason 01)")"
	(from=20240110000000Z && crl separate-newer "$crl_ca" crl-other "$(aki crl-other)$(crl_number 0c)" '')
	for name in indirect not-indirect separate separate-newer issuers; do cp "$work/$name.der" "$out/crl/$name.crl"; done
}

# What is odd, and what is broken, in a CRL; and files that hold CRLs beside other things.
crl_odd() {
	extensions=$(crl_number 0a)
	crl_file number-twice "$extensions$extensions" "$(entry 02)"
	crl_file number-negative "$(crl_number 81)" "$(entry 02)"
	crl_file entry-malformed "$extensions" "$(entry 02)3003020103"
	crl_file reason-malformed "$extensions" "$(entry 02 "$(extension 0603551d15 - 020101)")"
	crl_file reason-7 "$extensions" "$(entry 02 "$(reason 07)")"
	crl_file twice "$extensions" "$(entry 02 "$(reason 08)")$(entry 02 "$(reason 06)")$(entry 02 "$(reason 01)")"
	crl_file long-number "$(crl_number 7fffffffffffffffffffffffffffffffffffffff)" "$(entry 02)"
	(scheme=forged-64-$UNKNOWN_ALG && crl_file unsupported "$extensions" "$(entry 02)")
	crl escape "$(name "$(printf 'CRL\033[31m, CA')")" crl-ca "$extensions" "$(entry 02)"
	cp "$work/escape.der" "$out/crl/escape.crl"
	signed version crl-ca "$(tlv 30 020102 "$(algorithm "$scheme")" "$crl_ca" "$(asn1_time "$from")" "$(asn1_time "$to")")"
	cp "$work/version.der" "$out/crl/version-3.crl"
	signed no-time crl-ca "$(tlv 30 020101 "$(algorithm "$scheme")" "$crl_ca")"
	cp "$work/no-time.der" "$out/crl/no-time.crl"
	signed bad-time crl-ca "$(tlv 30 020101 "$(algorithm "$scheme")" "$crl_ca" "$(tlv 17 "$(hex 240230000000Z)")" \
		"$(asn1_time "$to")")"
	cp "$work/bad-time.der" "$out/crl/bad-time.crl"
	{
		echo 'A CA, its CRL, and the delta to that.'
		block crl-ca
		armor 'X509 CRL' <"$work/list-base.der"
		armor CRL <"$work/list-delta.der"
		armor CERTIFICATE <"$work/list-empty.der"
	} >"$out/crl/mixed.pem"
	{
		armor 'X509 CRL' <"$work/list-base.der" | sed '3s/./!/'
		armor 'X509 CRL' <"$work/crl-ca.der"
		armor 'X509 CRL' <"$work/list-delta.der"
	} >"$out/crl/damaged.pem"
	signed_data 01 "$(tlv a0 "$(der crl-ca)")$(tlv a1 "$(der list-base)" "$(tlv a1 $SIGNED_DATA 3000)" "$(der list-delta)")3100" |
		from_hex >"$out/crl/both.p7b"
	signed_data 01 "$(tlv a1 "$(der list-base)" "$(der list-delta)")3100" | from_hex >"$out/crl/crls-alone.p7b"
	signed_data 01 "$(tlv a1 "$(der list-base)" "$(der crl-ca)")3100" | from_hex >"$out/crl/not-a-crl.p7b"
	mkdir -p "$out/crl/directory"
	cp "$work/list-base.der" "$out/crl/directory/base.crl"
	armor 'X509 CRL' <"$work/list-delta.der" >"$out/crl/directory/delta.pem"
	echo 'no CRL here' >"$out/crl/directory/readme.txt"
}

# ---- consumers: a CA, and a server that it signed, for what consumers load and prove by it ------------

# served ID NAME KEY: the server's certificate, after that of the CA.
served() {
	(
		extensions=$(server_extensions server "$3" db.example.test)
		cert served "$(name db.example.test)" server "$2" "$3"
	)
	block served >>"$out/consumers/$1.pem"
}

# by_key ID SCHEME: a CA with the key of that name.
by_key() {
	(
		scheme=$2
		cert "$1" "$(name "$1")" "$1"
		block "$1" >"$out/consumers/$1.pem"
		served "$1" "$(name "$1")" "$1"
	)
}

# critical ID OID VALUE: one that is critical, and else as it should be.
critical() { (list=$(ca_extensions check check)$(extension "$2" critical "$3"); check_cert "critical-$1"); }
# with ID OID VALUE
with() { (list=$(ca_extensions check check)$(extension "$2" - "$3"); check_cert "$1"); }

consumer_keys() {
	for curve in prime192v1 secp160r1 secp224r1 secp256k1 secp521r1 brainpoolP256r1 sect233k1; do
		ec_key $curve $curve
		by_key $curve ecdsa-sha256
	done
	key explicit-curve -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit
	by_key explicit-curve ecdsa-sha256
	key ed25519 -algorithm ED25519
	by_key ed25519 ed25519
	key ed448 -algorithm ED448
	by_key ed448 ed448
	openssl genpkey -quiet -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -out "$work/dsa.param"
	key dsa -paramfile "$work/dsa.param"
	by_key dsa dsa-sha256
	key rsa-pss-key -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
	by_key rsa-pss-key pss-sha256
	rsa_key rsa 2048
	by_key rsa rsa-sha256
	# Five primes, since two take minutes.
	key rsa16392 -algorithm RSA -pkeyopt rsa_keygen_bits:16392 -pkeyopt rsa_keygen_primes:5
	by_key rsa16392 rsa-sha256

	# Keys with parameters that they should not have, or without those that they should.
	key rsa-without-null -algorithm RSA -pkeyopt rsa_keygen_bits:2048
	sed -i 's/300d06092a864886f70d0101010500/300b06092a864886f70d010101/; s/^30820122/30820120/' "$work/rsa-without-null.spki"
	by_key rsa-without-null rsa-sha256
	key ed25519-with-null -algorithm ED25519
	sed -i 's/^302a300506032b6570/302c300706032b65700500/' "$work/ed25519-with-null.spki"
	by_key ed25519-with-null ed25519
}

consumer_extensions() {
	uri=$(tlv 86 "$(hex http://a.test/)")
	point=$(tlv 30 "$(tlv 30 "$(tlv a0 "$(tlv a0 "$uri")")")")
	critical aki 0603551d23 "$(tlv 30 "$(tlv 80 "$(cat "$work/check.ski")")")"
	critical san 0603551d11 "$(tlv 30 "$(tlv 82 "$(hex a.example.test)")")"
	critical san-directory 0603551d11 "$(tlv 30 "$(tlv a4 "$(name x)")")"
	critical ian 0603551d12 "$(tlv 30 "$(tlv 82 "$(hex a.example.test)")")"
	critical crl-points 0603551d1f "$point"
	critical freshest-crl 0603551d2e "$point"
	critical policies 0603551d20 "$(tlv 30 "$(tlv 30 0604551d2000)")"
	critical policy-mappings 0603551d21 "$(tlv 30 "$(tlv 30 06022a0306022a04)")"
	critical policy-constraints 0603551d24 "$(tlv 30 810100)"
	critical inhibit-any-policy 0603551d36 020100
	critical name-constraints 0603551d1e "$(tlv 30 "$(tlv a0 "$(tlv 30 "$(tlv 82 "$(hex example.test)")")")")"
	critical name-constraints-directory 0603551d1e "$(tlv 30 "$(tlv a1 "$(tlv 30 "$(tlv a4 "$(name x)")")")")"
	critical authority-info 06082b06010505070101 "$(tlv 30 "$(tlv 30 06082b06010505073001 "$uri")")"
	critical subject-info 06082b0601050507010b "$(tlv 30 "$(tlv 30 06082b06010505073005 "$uri")")"
	critical directory-attributes 0603551d09 "$(tlv 30 "$(tlv 30 06082b06010505070904 "$(tlv 31 "$(tlv 13 "$(hex US)")")")")"
	critical key-period 0603551d10 "$(tlv 30 "$(tlv 80 "$(hex 20200101000000Z)")")"
	critical ns-cert-type 06096086480186f8420101 03020007
	critical ns-comment 06096086480186f842010d "$(tlv 16 "$(hex comment)")"
	critical ip-blocks 06082b06010505070107 "$(tlv 30 "$(tlv 30 04020001 0500)")"
	critical as-ids 06082b06010505070108 "$(tlv 30 "$(tlv a0 0500)")"
	critical ocsp-nocheck 06092b0601050507300105 0500
	critical tls-feature 06082b06010505070118 3003020105

	# Of another type than theirs, or with more in it.
	(list=$(ca_constraint)$(key_usage 04020106)$(ski check); check_cert key-usage-octets)
	(list=$(extension 0603551d13 critical 31030101ff)$(key_usage $CERT_CRL_SIGN)$(ski check); check_cert constraints-set)
	(list=$(ca_constraint)$(key_usage $CERT_CRL_SIGN)$(extension 0603551d0e - "$(tlv 03 00 "$(cat "$work/check.ski")")"); check_cert key-id-bits)
	(list=$(ca_constraint)$(key_usage $CERT_CRL_SIGN)$(extension 0603551d0e - "$(tlv 24 "$(tlv 04 "$(cat "$work/check.ski")")")"); check_cert key-id-pieces)
	with aki-octets 0603551d23 "$(tlv 04 "$(cat "$work/check.ski")")"
	with names-set 0603551d11 "$(tlv 31 "$(tlv 82 "$(hex a.example.test)")")"
	with names-utf8 0603551d11 "$(tlv 30 "$(tlv 0c "$(hex a.example.test)")")"
	with issuer-names-set 0603551d12 "$(tlv 31 "$(tlv 82 "$(hex a.example.test)")")"
	with crl-points-set 0603551d1f "$(tlv 31 30020500)"
	with freshest-crl-set 0603551d2e "$(tlv 31 30020500)"
	with policies-null 0603551d20 "$(tlv 30 0500)"
	with policy-mappings-null 0603551d21 "$(tlv 30 0500)"
	with policy-constraints-null 0603551d24 "$(tlv 30 0500)"
	with inhibit-any-policy-octets 0603551d36 040100
	with name-constraints-null 0603551d1e "$(tlv 30 0500)"
	with authority-info-null 06082b06010505070101 "$(tlv 30 0500)"
	with key-period-null 0603551d10 "$(tlv 30 0500)"
	with purposes-trailing 0603551d25 "$(tlv 30 $SERVER_AUTH)0500"

	# Identifiers in them: an arc of 2^31, and one that begins with zero bits.
	with policy-arc 0603551d20 "$(tlv 30 "$(tlv 30 "$(tlv 06 6988808080 00)")")"
	with purpose-arc 0603551d25 "$(tlv 30 $SERVER_AUTH "$(tlv 06 6988808080 00)")"
	with purpose-zero 0603551d25 "$(tlv 30 $SERVER_AUTH "$(tlv 06 55801d2500)")"
}

consumers() {
	mkdir -p "$out/consumers"
	place=consumers
	ec_key check
	ec_key server
	(subject=$(name good); check_cert good)
	check_frame
	check_names
	check_extensions
	check_encoding
	check_schema
	consumer_keys
	consumer_extensions
	place=check
}

# ---- trusted: as Red Hat has it, all labels are those of OpenSSL --------------------------------------

trusted_files() {
	mkdir -p "$out/trusted"
	for letter in A B C D; do
		ec_root "trusted-$letter" "Trusted Root $letter"
		echo "# Trusted Root $letter"
		block "trusted-$letter" | openssl x509 -trustout -setalias "Trusted Root $letter" -addtrust serverAuth \
			-addtrust emailProtection
		echo
	done >"$out/trusted/roots.trust"
}

# FAMILIES: those to make, where not all. aws needs rds; check, diff_files, verify and those after it need
# nothing, the rest three.
for family in ${FAMILIES:-three rds aws pem der_files windows roles diff_files algorithms names directory foreign \
	hostile check check_bundles verify signatures rots extensions crls pss consumers \
	trusted_files}; do
	$family
done
