#!/bin/sh
# What consumer.h says that OpenSSL, GnuTLS, Java, NSS and Go prove by a CA, or that they refuse it,
# is what they do: each file of testdata/consumers has a CA and a server that it signed.  Where they
# do otherwise, consumers.known says why; what no longer differs must go from there.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/consumers-lib.sh
. "${top_srcdir:?}/tests/consumers-lib.sh"

cd "$testdata/consumers" || exit 1
mkdir "$T/part"
for file in *.pem; do
	echo "$file"
	awk -v base="$T/part/$file" 'BEGIN { n = 1 } { print >(base "." n) } /^-----END/ { n++ }' "$file"
done >"$T/files"

# Each reads names from standard input, and writes the name and what is done with the CA.

use_openssl() {
	while read -r file; do
		if ! openssl crl2pkcs7 -nocrl -certfile "$T/part/$file.1" -out /dev/null 2>/dev/null; then
			answer=refused
		elif openssl verify -auth_level 1 -attime 1704067200 -purpose sslserver -verify_hostname db.example.test \
			-CAfile "$T/part/$file.1" "$T/part/$file.2" >/dev/null 2>&1; then
			answer=used
		else
			answer=unusable
		fi
		echo "$file	$answer"
	done
}

use_gnutls() {
	"$top_builddir/tests/consumers/gnutls" use
}

use_java() {
	java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "$peers/Loads.java" use
}

use_nss() {
	mkdir "$T/nss.db" "$T/nss.empty" && certutil -N -d "sql:$T/nss.empty" --empty-password || return
	while read -r file; do
		cp "$T/nss.empty/"* "$T/nss.db"
		if ! certutil -A -a -d "sql:$T/nss.db" -n ca -t C,, -i "$T/part/$file.1" >/dev/null 2>&1 </dev/null; then
			answer=refused
		elif certutil -A -a -d "sql:$T/nss.db" -n server -t ,, -i "$T/part/$file.2" >/dev/null 2>&1 </dev/null &&
			certutil -V -e -u V -b 240101000000Z -d "sql:$T/nss.db" -n server >/dev/null 2>&1 </dev/null; then
			answer=used
		else
			answer=unusable
		fi
		echo "$file	$answer"
	done
}

use_go() {
	go_loads && "$T/loads" use
}

ask() {
	"$predict" "$(row "$1")" use <"$T/files" | cut -f 1,2 >"$T/$1.ours"
	[ -n "$(missing "$1")" ] || "use_$1" <"$T/files" >"$T/$1.theirs" 2>"$T/$1.err"
}

# The lines that differ: file, ours, theirs.
differences() { # consumer
	paste "$T/$1.ours" "$T/$1.theirs" | awk -F '\t' '$1 != $3 || $2 != $4 { print "consumers/" $1 "\t" $2 "\t" $4 }'
}

compare() { # consumer
	differences "$1" >"$T/differ"
	explained "$1" | grep '^consumers/' >"$T/known"
	cut -f 1-3 "$T/known" >"$T/explained"
	name="$1: all $(wc -l <"$T/files" | tr -d ' ') as predicted, but for what is explained"
	if grep -vxFf "$T/explained" "$T/differ" >"$T/unexplained"; then
		fail "$name"
		while IFS='	' read -r file ours theirs; do
			echo "# $file: $ours predicted, $theirs"
		done <"$T/unexplained"
	else
		pass "$name"
	fi
	while IFS='	' read -r file ours theirs why; do
		ok "$1, $file: $why" grep -qxF "$file	$ours	$theirs" "$T/differ"
	done <"$T/known"
}

ask nss &
for consumer in openssl gnutls java go; do
	ask "$consumer"
done
wait
for consumer in openssl gnutls java nss go; do
	why=$(missing "$consumer")
	if [ -n "$why" ]; then
		skip "$consumer: as predicted" "$why"
	elif [ "$(wc -l <"$T/$consumer.theirs")" -ne "$(wc -l <"$T/files")" ]; then
		fail "$consumer answers for each"
		comment "$T/$consumer.err"
	else
		compare "$consumer"
	fi
done
