#!/bin/sh
# Of the real data we read the certificates that OpenSSL reads, in its order.  Where it reads
# others, peers.known says why; what no longer differs must go from there.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

need openssl
data=$(data_dir) || skip_all 'no real data'
known=${top_srcdir:?}/tests/peers.known
folders='certtool limbo p7b rds trust'
# Distrusted certificates are listed, but never written; they have a test of their own.
distrusted=trust/redhat-ca-bundle.trust-2021.crt

cd "$data" || exit 1
# shellcheck disable=SC2086
find $folders -type f ! -path "$distrusted" | LC_ALL=C sort >"$T/files"

# Certificates compare by the base64 text of their DER.  A file's are one line: name, number, and
# the texts in their order, so that comparing two files of such lines compares everything.

# What we read: the blocks that p7b2pem writes of all files, with the names that cabundle-list
# gives to the same certificates.  Files that hold none have no line.
ours() {
	xargs cabundle-list --no-verify --no-header -f tsv -c file <"$T/files" >"$T/names" 2>"$T/list.err"
	xargs p7b2pem --keep-going <"$T/files" >"$T/blocks" 2>"$T/pem.err"
	awk '
		FNR == NR { name[FNR] = $0; next }
		/^-----BEGIN/ { text = ""; next }
		/^-----END/ { print name[++n], text; next }
		{ text = text $0 }
		END { if (n != FNR && name[n + 1] != "") print "fewer blocks than names" }
	' "$T/names" "$T/blocks"
}

# storeutl goes through a folder in one run; it names each file and writes what it read of it.
# With certdata.txt it is busy for 20 seconds, to no avail.
openssl_folders() {
	for place in $folders trust/*; do
		case $place in
		trust | "$distrusted" | *.txt) continue ;;
		trust/*) echo "0: Name: $place" ;;
		esac
		openssl storeutl -r -certs "$place" 2>/dev/null
	done | awk '
		/^ *[0-9]*: Name: / { name = $3; next }
		/^-----BEGIN CERTIFICATE/ { text = ""; inside = 1; next }
		/^-----END/ { print name, text; inside = 0; next }
		inside { text = text $0 }'
}

openssl_pkcs7() {
	while read -r file; do
		case $(head -c 1 "$file") in
		-) form=PEM ;;
		*) form=DER ;;
		esac
		openssl pkcs7 -inform $form -print_certs -in "$file" 2>/dev/null |
			awk -v name="$file" '
				/^-----BEGIN CERTIFICATE/ { text = ""; inside = 1; next }
				/^-----END/ { print name, text; inside = 0; next }
				inside { text = text $0 }'
	done
}

join_lines() {
	awk '
		!($1 in number) { order[++n] = $1 }
		{ number[$1]++; texts[$1] = texts[$1] " " $2 }
		END {
			for (i = 1; i <= n; i++)
				print order[i], number[order[i]] texts[order[i]]
		}' | LC_ALL=C sort
}

ours | join_lines >"$T/ours"
openssl_folders | join_lines >"$T/openssl"
# What storeutl passes over: files of PKCS#7 alone.
awk 'FNR == NR { seen[$1]; next } !($1 in seen) { print $1 }' "$T/openssl" "$T/ours" >"$T/missed"
openssl_pkcs7 <"$T/missed" | join_lines >>"$T/openssl"

number() { # file of-whom
	awk -v name="$1" '$1 == name { n = $2 } END { print n + 0 }' "$T/$2"
}

awk '
	FNR == NR { ours[$1] = $0; next }
	{ theirs[$1] = $0 }
	END {
		for (name in ours)
			if (ours[name] != theirs[name])
				differ[name]
		for (name in theirs)
			if (ours[name] != theirs[name])
				differ[name]
		for (name in differ)
			print name
	}' "$T/ours" "$T/openssl" | LC_ALL=C sort >"$T/differ"
awk -F '\t' '!/^#/ { print $1 }' "$known" >"$T/known"

for folder in $folders; do
	[ -d "$folder" ] || {
		skip "$folder: as OpenSSL" "no $folder here"
		continue
	}
	grep "^$folder/" "$T/differ" | grep -vxFf "$T/known" >"$T/unexplained"
	count=$(grep -c "^$folder/" "$T/ours")
	if [ ! -s "$T/unexplained" ]; then
		pass "$folder: as OpenSSL, but for what is explained ($count files with certificates)"
		continue
	fi
	fail "$folder: as OpenSSL, but for what is explained"
	while read -r file; do
		echo "# $file: we read $(number "$file" ours), OpenSSL $(number "$file" openssl)"
	done <"$T/unexplained"
done

while read -r file; do
	what=$(awk -F '\t' -v name="$file" '$1 == name { print $2, $3, $4 }' "$known")
	why=${what#* } why=${why#* }
	if [ ! -f "$file" ]; then
		skip "$file: $why" 'not here'
		continue
	fi
	found="$(number "$file" ours) $(number "$file" openssl)"
	if ! grep -qxF "$file" "$T/differ"; then
		fail "$file no longer differs, so that it must go from peers.known"
	elif [ "$found $why" = "$what" ]; then
		pass "$file: $why"
	else
		fail "$file: $why"
		echo "# numbers of certificates, ours and OpenSSL's: $found, where peers.known says $what"
	fi
done <"$T/known"

# Files that are known

holds() { # number-of-certificates file
	if [ -f "$2" ]; then
		ok "$2 holds $1" [ "$(number "$2" ours)" -eq "$1" ]
	else
		skip "$2 holds $1" 'not here'
	fi
}

holds 148 p7b/fpki-ber-2023-04-24.p7b
holds 151 p7b/fpki-ber-2023-05-15.p7b

for empty in p7b/dotnet+runtime-assets/src/*/TestData/empty.p7[bc]; do
	[ -f "$empty" ] || {
		skip 'an empty PKCS#7 needs --allow-empty' 'not here'
		continue
	}
	exits 2 "${empty##*/}: an empty PKCS#7 is refused" p7b2pem "$empty"
	ok "${empty##*/}: --allow-empty reads it" p7b2pem --allow-empty "$empty"
done

if [ -f "$distrusted" ]; then
	exits 2 "$distrusted: distrust is not turned into trust" p7b2pem "$distrusted"
	p7b2pem --keep-going "$distrusted" 2>"$T/stderr" >"$T/pem"
	grep -c '\[distrusted\]' "$T/stderr" >"$T/count"
	echo 2 >"$T/two"
	same "$distrusted: two are named as distrusted" "$T/count" "$T/two"
	# OpenSSL writes all; ours are those, but for the two.
	openssl storeutl -certs "$distrusted" 2>/dev/null | awk '
		/^-----BEGIN/ { text = ""; inside = 1 }
		inside { text = text $0 "\n" }
		/^-----END/ { printf "%s", text; inside = 0 }' >"$T/all"
	diff "$T/all" "$T/pem" | grep '^[<>] -----BEGIN' >"$T/left"
	printf '%s\n' '< -----BEGIN CERTIFICATE-----' '< -----BEGIN CERTIFICATE-----' >"$T/two"
	same "$distrusted: all others as OpenSSL" "$T/left" "$T/two"
else
	skip "$distrusted: distrust is not turned into trust" 'not here'
fi
