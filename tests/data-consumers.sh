#!/bin/sh
# What consumer.h predicts that OpenSSL, GnuTLS, Java, NSS and Go load of each file is what they
# load: the same certificates, in their order.  Where they load others, consumers.known says why;
# what no longer differs must go from there.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/consumers-lib.sh
. "${top_srcdir:?}/tests/consumers-lib.sh"

folders='testdata odd p7b rds trust'
# Of ours, what names and algorithms show is in odd too, and the rest is no bundle.
elsewhere='(algorithms|dir|foreign|golden|hostile|names|rds|roles)/'

# The files are named as folder/file, whether they are ours or real data.
mkdir "$T/data"
ln -s "$testdata" "$T/data/testdata"
if data=$(data_dir); then
	for folder in $folders; do
		[ "$folder" = testdata ] || ln -s "$data/$folder" "$T/data/$folder"
	done
fi
cd "$T/data" || exit 1
# shellcheck disable=SC2086
find -L $folders -type f ! -name EXPECT.tsv 2>/dev/null | grep -Ev "^testdata/($elsewhere|[^/]*$)" |
	LC_ALL=C sort >"$T/files"

# Each reads names from standard input, and writes the name and the SHA-256 of each certificate.

load_openssl() {
	mkdir "$T/openssl"
	n=0
	while read -r file; do
		n=$((n + 1))
		openssl crl2pkcs7 -nocrl -outform DER -certfile "$file" -out "$T/openssl/$n" 2>/dev/null
		echo "$T/openssl/$n	$file"
	done >"$T/openssl.names"
	find "$T/openssl" -type f -exec cabundle-list --no-verify --no-header -f tsv -c file,sha256 {} + 2>/dev/null |
		awk -F "\t" 'FNR == NR { name[$1] = $2; next } { print name[$1] "\t" $2 }' "$T/openssl.names" -
}

load_gnutls() {
	"$top_builddir/tests/consumers/gnutls"
}

load_java() {
	java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "$peers/Loads.java"
}

load_nss() {
	mkdir "$T/nss" "$T/nss.db" "$T/nss.empty" && certutil -N -d "sql:$T/nss.empty" --empty-password || return
	n=0
	while read -r file; do
		n=$((n + 1))
		cp "$T/nss.empty/"* "$T/nss.db"
		case $(od -An -tx1 -N1 "$file") in
		*30) ascii= ;;
		*) ascii=-a ;;
		esac
		certutil -A ${ascii:+"$ascii"} -d "sql:$T/nss.db" -n x -t C,, -i "$file" >/dev/null 2>&1 </dev/null &&
			certutil -L -d "sql:$T/nss.db" -n x -r >"$T/nss/$n"
		echo "$T/nss/$n	$file"
	done >"$T/nss.names"
	find "$T/nss" -type f -exec sha256sum {} + |
		awk -F '\t' 'FNR == NR { name[$1] = $2; next } { print name[substr($0, 67)] "\t" substr($0, 1, 64) }' "$T/nss.names" -
}

load_go() {
	go_loads && "$T/loads"
}

# What would take a consumer minutes, or for ever.
too_long() {
	case $1 in
	gnutls) printf '%s\n' odd/q_ext100000.pem odd/q_rdn100000.pem ;;
	java) printf '%s\n' odd/nest_ind.der odd/nest_ind.p7b ;;
	go) echo odd/q_begin.pem ;;
	*) echo / ;;
	esac
}

# certutil is started twice a file, which would take too long for all of them. Some of ours are
# among them, as there may be no others.
not_asked() {
	if [ "$1" = nss ]; then
		awk '!/^testdata\// || /^testdata\/(pem|rot)\//'
	else
		cat
	fi
}

# A pool of Go holds a certificate once.
once() {
	if [ "$1" = go ]; then
		awk '!seen[$0]++'
	else
		cat
	fi
}

join_lines() {
	awk -F '\t' '{ digests[$1] = digests[$1] " " $2; number[$1]++ }
		END { for (name in digests) print name "\t" number[name] "\t" digests[name] }' |
		LC_ALL=C sort
}

ask() {
	too_long "$1" >"$T/$1.long"
	grep -vxFf "$T/$1.long" "$T/files" | not_asked "$1" >"$T/$1.files"
	"$predict" "$(row "$1")" <"$T/$1.files" >"$T/$1.said" 2>"$T/$1.said.err" || return
	: >"$T/$1.predicted"
	once "$1" <"$T/$1.said" | join_lines >"$T/$1.ours"
	[ -z "$(missing "$1")" ] || return 0
	"load_$1" <"$T/$1.files" 2>"$T/$1.err" | join_lines >"$T/$1.theirs"
}

number() { # file of-whom
	awk -F '\t' -v name="$1" '$1 == name { n = $2 } END { print n + 0 }' "$T/$2"
}

compare() { # consumer
	cut -f 1 "$T/$1.ours" "$T/$1.theirs" | LC_ALL=C sort -u >"$T/$1.named"
	LC_ALL=C comm -3 "$T/$1.ours" "$T/$1.theirs" | sed 's/^	//' | cut -f 1 | sort -u >"$T/$1.differ"
	explained "$1" | grep -v ^consumers/ >"$T/$1.known"
	cut -f 1 "$T/$1.known" >"$T/$1.explained"
	for folder in $folders; do
		name="$1, $folder: as predicted, but for what is explained"
		grep -q "^$folder/" "$T/$1.files" || {
			skip "$name" "no files of it here, or too many"
			continue
		}
		grep "^$folder/" "$T/$1.differ" | grep -vxFf "$T/$1.explained" >"$T/unexplained"
		if [ ! -s "$T/unexplained" ]; then
			pass "$name ($(grep -c "^$folder/" "$T/$1.files") files)"
			continue
		fi
		fail "$name"
		while read -r file; do
			echo "# $file: $(number "$file" "$1.ours") predicted, $(number "$file" "$1.theirs") loaded"
		done <"$T/unexplained"
	done
	compare_known "$1"
}

compare_known() { # consumer
	while IFS='	' read -r file ours theirs why; do
		name="$1, $file: $why"
		if [ ! -f "$file" ]; then
			skip "$name" 'not here'
		elif ! grep -qxF "$file" "$T/$1.differ"; then
			fail "$1, $file no longer differs, so that it must go from consumers.known"
		elif [ "$(number "$file" "$1.ours") $(number "$file" "$1.theirs")" = "$ours $theirs" ]; then
			pass "$name"
		else
			fail "$name"
			echo "# $(number "$file" "$1.ours") predicted, $(number "$file" "$1.theirs") loaded"
		fi
	done <"$T/$1.known"
}

# certutil takes as long as all the others.
ask nss &
for consumer in openssl gnutls java go; do
	ask "$consumer"
done
wait
for consumer in openssl gnutls java nss go; do
	ok "$consumer: each file has a prediction" test -e "$T/$consumer.predicted"
	comment "$T/$consumer.said.err"
	why=$(missing "$consumer")
	if [ -n "$why" ]; then
		skip "$consumer: as predicted" "$why"
		continue
	fi
	if [ ! -s "$T/$consumer.theirs" ]; then
		fail "$consumer loads something"
		comment "$T/$consumer.err"
		continue
	fi
	compare "$consumer"
	while read -r file; do
		[ ! -f "$file" ] || skip "$consumer, $file" 'it takes minutes, or does not end'
	done <"$T/$consumer.long"
done
