#!/bin/sh
# What we say of a certificate is what OpenSSL and GnuTLS say, for every one in the real data that
# they read: hash of the subject, dates, serial, fingerprints, key identifier, subject and issuer.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

need openssl
data=$(data_dir) || skip_all 'no real data'

# All different certificates, in one file; from here on each has a number.

(cd "$data" && find certtool limbo odd p7b rds trust -type f \
	! -name '*.tsv' ! -name '*.txt' ! -name 'q_*' | LC_ALL=C sort |
	xargs p7b2pem --keep-going 2>/dev/null) >"$T/pem"
awk '
	/^-----BEGIN/ { text = ""; next }
	/^-----END/ {
		if (!seen[text]++)
			print text
		next
	}
	{ text = text $0 }' "$T/pem" >"$T/base64"
total=$(wc -l <"$T/base64")
[ "$total" -gt 0 ] || {
	fail 'the real data has certificates'
	exit 0
}

pem() { # first last
	sed -n "$1,$2"'{
s/.\{64\}/&\
/g
s/^/-----BEGIN CERTIFICATE-----\
/
s/\n*$/\
-----END CERTIFICATE-----/
p
}' "$T/base64"
}

pem 1 "$total" >"$T/all.pem"

ours() { # columns
	cabundle-list --no-verify --no-header -f tsv -c "$1" "$T/all.pem"
}

# Compare lines of theirs with those of ours that begin with the same field; where they say
# nothing, nothing is compared.
agree() { # what who theirs ours
	if awk -F '\t' '
		FNR == NR { theirs[$1] = $0; next }
		!($1 in theirs) { next }
		theirs[$1] == $0 { same++; next }
		{
			differ++
			print "ours:   " $0
			print "theirs: " theirs[$1]
		}
		END { print same + 0; exit differ > 0 || same == 0 }' "$3" "$4" >"$T/differ"; then
		pass "$1: as $2 says of $(tail -n 1 "$T/differ")"
	else
		fail "$1: as $2 says"
		comment "$T/differ"
	fi
}

# What OpenSSL says

# The text comes before the block that it is about.  Dates that it does not understand and the
# fractions of seconds that some have are left out: "?" of ours is such a date.
openssl storeutl -certs -text "$T/all.pem" 2>/dev/null | awk '
	function iso(date, part) {
		if (date ~ /^Bad time/)
			return "?"
		split(date, part, " +")
		sub(/\..*/, "", part[3])
		return sprintf("%04d-%02d-%02dT%sZ", part[4],
			(index("JanFebMarAprMayJunJulAugSepOctNovDec", part[1]) + 2) / 3, part[2], part[3])
	}
	FNR == NR { number[$0] = FNR; next }
	/^        Serial Number:/ {
		serial = $4
		negative = $3 ~ /^-/
		below = NF == 2
		next
	}
	below {
		negative = /Negative/
		serial = $NF
		below = 0
	}
	/^            Not Before: / { sub(/.*Not Before: /, ""); before = iso($0) }
	/^            Not After : / { sub(/.*Not After : /, ""); after = iso($0) }
	/^            X509v3 Subject Key Identifier:/ { identifier = 1; next }
	identifier { ski = tolower($1); gsub(/:/, "", ski); identifier = 0 }
	/^-----BEGIN CERTIFICATE-----$/ { text = ""; inside = 1; next }
	/^-----END/ && inside {
		serial = tolower(serial)
		gsub(/[-:()]|0x|negative/, "", serial)
		if (length(serial) % 2)
			serial = "0" serial
		inside = 0
		n = number[text]
		print n "\t" (negative ? "-" : "") serial "\t" before "\t" after "\t" ski
		ski = ""
	}
	inside { text = text $0 }' "$T/base64" - >"$T/openssl"

cut -f 1,2 "$T/openssl" >"$T/theirs"
ours index,serial >"$T/ours"
agree serial OpenSSL "$T/theirs" "$T/ours"
cut -f 1,3,4 "$T/openssl" >"$T/theirs"
ours index,not-before,not-after | sed 's/?[^	]*/?/g' >"$T/ours"
agree 'not-before, not-after' OpenSSL "$T/theirs" "$T/ours"
cut -f 1,5 "$T/openssl" | grep '[0-9a-f]$' | grep -v '	$' >"$T/theirs"
ours index,ski >"$T/ours"
agree ski OpenSSL "$T/theirs" "$T/ours"

# rehash names the hash of the subject of each file in a folder.
mkdir "$T/hash"
awk -v folder="$T/hash" '
	{
		file = folder "/" FNR ".pem"
		print "-----BEGIN CERTIFICATE-----" >file
		for (text = $0; text != ""; text = substr(text, 65))
			print substr(text, 1, 64) >file
		print "-----END CERTIFICATE-----" >file
		close(file)
	}' "$T/base64"
openssl rehash -v "$T/hash" 2>/dev/null |
	sed -n 's/^link \([0-9]*\)\.pem -> \([0-9a-f]*\)\.[0-9]*$/\1	\2/p' >"$T/theirs"
ours index,subject-hash >"$T/ours"
agree subject-hash 'openssl rehash' "$T/theirs" "$T/ours"

# DER, as the shell's printf writes it, so that no program is run for each.
awk '
	BEGIN {
		digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
		for (i = 0; i < 64; i++)
			value[substr(digits, i + 1, 1)] = i
		for (i = 0; i < 256; i++)
			octal[i] = sprintf("\\0%03o", i)
	}
	{
		printf "printf %%b \047"
		for (i = 1; i < length($0); i += 4) {
			a = value[substr($0, i, 1)]
			b = value[substr($0, i + 1, 1)]
			c = substr($0, i + 2, 1)
			d = substr($0, i + 3, 1)
			printf "%s", octal[a * 4 + int(b / 16)]
			if (c != "=")
				printf "%s", octal[b % 16 * 16 + int(value[c] / 4)]
			if (d != "=")
				printf "%s", octal[value[c] % 4 * 64 + value[d]]
		}
		print "\047 >\"$T/hash/" FNR ".der\""
	}' "$T/base64" >"$T/decode"
# shellcheck source=/dev/null
. "$T/decode"
for hash in sha256 sha1; do
	(cd "$T/hash" && find . -name '*.der' -exec openssl dgst -r -$hash {} +) |
		sed -n 's,^\([0-9a-f]*\) \*\./\([0-9]*\)\.der$,\2	\1,p' >"$T/theirs"
	ours index,$hash >"$T/ours"
	agree $hash OpenSSL "$T/theirs" "$T/ours"
done

# What GnuTLS says

command -v certtool >/dev/null || {
	for field in serial subject issuer; do
		skip "$field: as GnuTLS says" 'certtool is not here'
	done
	exit 0
}

# certtool prints all of a file or nothing: what it refuses is found by halving.
gnutls_prints() { # first last
	pem "$1" "$2" >"$T/part.pem"
	if certtool -i --infile "$T/part.pem" >"$T/part" 2>/dev/null; then
		cat "$T/part"
	elif [ "$1" -lt "$2" ]; then
		gnutls_prints "$1" $((($1 + $2) / 2))
		gnutls_prints $((($1 + $2) / 2 + 1)) "$2"
	fi
}

# The fingerprint, behind all else that a certificate is said to have, is what names it.
gnutls_prints 1 "$total" | LC_ALL=C awk '
	/^X.509 Certificate Information:/ { subject = issuer = ""; waiting = 1 }
	/^\tSerial Number \(hex\): / { serial = $4 }
	/^\tSubject: / { subject = $0; sub(/^\tSubject: /, "", subject) }
	/^\tIssuer: / { issuer = $0; sub(/^\tIssuer: /, "", issuer) }
	/^\t\tsha256:/ && waiting {
		print substr($1, 8) "\t" serial "\t" subject "\t" issuer
		waiting = 0
	}' >"$T/gnutls"

# An empty serial is invalid to us; of a negative one, GnuTLS shows the octets.
cut -f 1,2 "$T/gnutls" | sed 's/	\(00\)*/	/' >"$T/theirs"
ours sha256,serial | grep -v '	[?-]' | sed 's/	\(00\)*/	/' >"$T/ours"
agree serial GnuTLS "$T/theirs" "$T/ours"

# Names are compared where they have the types of RFC 4514 section 3 alone, and nothing that we
# escape beyond section 2.4; GnuTLS writes STREET in small letters, and in hex what it does not
# decode (T61String, a UID that is an IA5String).
comparable() {
	LC_ALL=C awk -F '\t' '
		{
			rest = $2
			gsub(/\\\\/, "", rest)
			if (rest ~ /\\[0-9A-F][0-9A-F]/)
				next
			gsub(/\\./, "", rest)
			n = split(rest, part, /[,+]/)
			for (i = 1; i <= n; i++)
				if (part[i] !~ /^(CN|L|ST|O|OU|C|STREET|DC|UID)=/)
					next
			print
		}'
}

column=2
for field in subject issuer; do
	column=$((column + 1))
	cut -f 1,$column "$T/gnutls" | grep -v -e '=\\*#[0-9a-f]*$' -e '=\\*#[0-9a-f]*[,+]' |
		sed 's/\([	,+]\)street=/\1STREET=/g' >"$T/theirs"
	ours sha256,$field | comparable >"$T/ours"
	agree $field GnuTLS "$T/theirs" "$T/ours"
done
