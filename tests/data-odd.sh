#!/bin/sh
# Damaged and unusual bundles, as EXPECT.tsv beside them says: what they hold, whether it is read
# or refused, and how much --keep-going delivers of it.  Each file has one second and 64 MB.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
leaks_are_found_elsewhere

data=$(data_dir) || skip_all 'no real data'
odd=$data/odd
[ -f "$odd/EXPECT.tsv" ] || skip_all 'no odd data'
cd "$odd" || exit 1

# A sanitizer's shadow needs all of the address space, and makes everything slow.
if sanitized; then
	limit() {
		:
	}
else
	# shellcheck disable=SC3045 # dash, bash and busybox have them
	limit() {
		ulimit -t 1
		ulimit -v 65536
	}
fi

run() { # where-to command...
	to=$1
	shift
	(
		limit
		exec "$@" </dev/null >"$T/$to" 2>"$T/$to.err"
	)
}

blocks() {
	grep -c '^-----BEGIN CERTIFICATE-----$' "$1"
}

wrong() {
	echo "$1" >>"$T/wrong"
}

# The blocks of what is PEM in some way, by other means than ours: any encoding of ASCII, any line
# end, markers anywhere; header lines have a colon.  Trust data behind a certificate does not
# matter: of a TRUSTED block as much is taken as the certificate says it is long, from its 3rd and
# 4th byte.
blocks_of_text() {
	LC_ALL=C tr -d '\000\377\376\357\273\277' <"$1" | awk '
		BEGIN {
			digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
		}
		function digit(at) {
			return index(digits, substr(text, at, 1)) - 1
		}
		# The digit without its lowest bits, of which there are as many as step counts.
		function cut(at, step) {
			return substr(digits, digit(at) - digit(at) % step + 1, 1)
		}
		function certificate(bytes,  whole, rest) {
			whole = int(bytes / 3) * 4
			rest = bytes % 3
			return substr(text, 1, whole) (rest == 0 ? "" : \
				rest == 1 ? substr(text, whole + 1, 1) cut(whole + 2, 16) "==" : \
				substr(text, whole + 1, 2) cut(whole + 3, 4) "=")
		}
		function take(line) {
			if (line ~ /^-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/) {
				text = ""
				inside = 1
			} else if (line ~ /^-----END/) {
				if (inside && line ~ /TRUSTED/)
					text = certificate((digit(3) % 4 * 64 + digit(4)) * 256 + \
						digit(5) * 4 + int(digit(6) / 16) + 4)
				if (inside)
					print text
				inside = 0
			} else if (inside && line !~ /:/) {
				gsub(/[^A-Za-z0-9+\/=]/, "", line)
				text = text line
			}
		}
		!/[-\r]/ { take($0); next }
		{
			gsub(/-----(BEGIN|END) [A-Z0-9 ]*-----/, "\n&\n")
			n = split($0, part, /[\r\n]/)
			for (i = 1; i <= n; i++)
				take(part[i])
		}'
}

blocks_of_pem() {
	awk '
		/^-----BEGIN CERTIFICATE-----/ { text = ""; inside = 1; next }
		/^-----END/ { if (inside) print text; inside = 0 }
		inside { text = text $0 }' "$1"
}

blocks_of_p7b() {
	openssl pkcs7 -inform DER -print_certs -in "$1" 2>/dev/null >"$T/openssl"
	blocks_of_pem "$T/openssl"
}

# The certificates that a file holds, a line each, found without our programs.
certificates_in() {
	case $1 in
	p_dups.p7b | p_sorted.p7b | p_settagcerts.p7b | q_*.p7b) blocks_of_p7b "$1" ;;
	*.der)
		openssl storeutl -certs "$1" 2>/dev/null >"$T/openssl"
		blocks_of_pem "$T/openssl"
		;;
	p_attrcert.p7b | p_othercert.p7b) sed 2q "$T/ok" ;;
	p_* | ok.p7*) cat "$T/ok" ;;
	bare_b64.pem) tr -d '\n' <"$1" && echo ;;
	*) blocks_of_text "$1" ;;
	esac
}

# The lines of the second file are lines of the first, in their order.
is_part() {
	awk '
		FILENAME == ARGV[1] { part[++n] = $0; next }
		at < n && part[at + 1] == $0 { at++ }
		END { exit at < n }' "$2" "$1"
}

# A message that says where: FILE:LINE, FILE:byte N, or what the whole of FILE is.
says_where() {
	grep -E -q "^[a-z0-9-]+: (\./)?$file:([0-9]+|byte [0-9]+)[: ]|^[a-z0-9-]+: (\./)?$file: .*\[(no-certificate|empty-file|foreign)]" \
		"$T/$1.err"
}

check_read() {
	[ $status -eq 0 ] || wrong "exit status $status, not 0"
	[ "$found" -eq "$count" ] || wrong "$found certificates, not $count"
	[ -n "$openssl" ] || return
	blocks_of_pem "$T/pem" >"$T/got"
	certificates_in "$file" >"$T/expected"
	cmp -s "$T/got" "$T/expected" || wrong 'not the bytes that the file holds'
}

check_refused() {
	[ $status -eq 2 ] || wrong "exit status $status, not 2"
	[ ! -s "$T/pem" ] || wrong 'something was written on stdout'
	says_where pem || wrong 'no message that says where'

	echo old >"$T/dir/old"
	p7b2pem -o "$T/dir/old" "$file" 2>/dev/null
	[ $? -eq 2 ] || wrong 'exit status with -o is not 2'
	p7b2pem -o "$T/dir/new" "$file" 2>/dev/null
	[ $? -eq 2 ] || wrong 'exit status with a new -o is not 2'
	read -r text <"$T/dir/old"
	[ "$text" = old ] || wrong 'what was at -o before is not as it was'
	set -- "$T/dir"/* "$T/dir"/.[!.]*
	# The second pattern stays as it is where nothing is hidden.
	[ "$*" = "$T/dir/old $T/dir/.[!.]*" ] || wrong "there is $*"
}

# Either, but what is lost is named.
check_any() {
	case $status in
	0)
		[ "$found" -eq "$count" ] || says_where pem ||
			wrong "$found certificates, not $count, and nothing is said"
		;;
	2)
		[ ! -s "$T/pem" ] || wrong 'exit status 2, and something was written on stdout'
		says_where pem || wrong 'no message that says where'
		;;
	*) wrong "exit status $status" ;;
	esac
}

check_kept() {
	run kept p7b2pem --keep-going "$file"
	ended=$?
	found=$(blocks "$T/kept")
	[ "$found" -eq "$kept" ] || wrong "$found with --keep-going, not $kept"
	if [ $status -eq 0 ]; then
		[ $ended -eq 0 ] || wrong "exit status $ended with --keep-going, not 0 as without"
	elif [ "$kept" -eq 0 ]; then
		[ $ended -eq 2 ] || wrong "exit status $ended with --keep-going and nothing left, not 2"
		return
	else
		[ $ended -eq 1 ] || wrong "exit status $ended with --keep-going, not 1"
		says_where kept || wrong 'no message of --keep-going that says where'
	fi
	blocks_of_pem "$T/kept" >"$T/got"
	is_part "$T/ok" "$T/got" && return
	certificates_in "$file" >"$T/expected"
	is_part "$T/expected" "$T/got" || wrong '--keep-going delivers other certificates than the file holds'
}

# The other converter reads the same.
check_other() {
	run p7b pem2p7b "$file"
	[ $? -eq $status ] || wrong 'pem2p7b ends with another status'
	[ $status -eq 0 ] || return
	p7b2pem "$T/p7b" | cmp -s - "$T/pem" || wrong 'pem2p7b delivers other certificates'
}

list_all() {
	run list cabundle-list -f "$1" ./*
}

# The list of all files was made before, so that what it says of this one is there.  What is
# distrusted is not converted, but listed.
check_list() {
	[ $status -eq 0 ] || grep -q '\[distrusted]' "$T/pem.err" || says_where list || wrong 'cabundle-list does not say what it cannot read'
}

mkdir "$T/dir"
command -v openssl >/dev/null && openssl=yes || openssl=
blocks_of_text ok.pem >"$T/ok"
exits 2 'cabundle-list lists what it can read of all of them, in the time and memory for one' list_all table

# Empty columns are marked, as read takes several tabs for one.
awk -F '\t' '!/^#/ { print $1, $2, $3, $4 == "" ? "-" : $4 }' EXPECT.tsv >"$T/expect"
while read -r file count mode kept <&3; do
	if [ ! -f "$file" ]; then
		skip "$file" 'not here'
		continue
	fi
	: >"$T/wrong"
	run pem p7b2pem "$file"
	status=$?
	found=$(blocks "$T/pem")
	case $mode in
	read) check_read ;;
	refuse) check_refused ;;
	any) check_any ;;
	*) wrong "EXPECT.tsv says $mode" ;;
	esac
	check_other
	check_list
	[ "$kept" = - ] || check_kept
	case $kept in
	-) kept= ;;
	*) kept=", --keep-going $kept" ;;
	esac
	if [ -s "$T/wrong" ]; then
		fail "$file: $mode, of $count$kept"
		comment "$T/wrong"
		comment "$T/pem.err"
	else
		pass "$file: $mode, of $count$kept"
	fi
done 3<"$T/expect"

# Nothing in these names reaches a terminal raw: no control character, no line separator, nothing
# that turns the direction of writing; and all of it is UTF-8.

acting() {
	for high in 20 21 22 23; do
		for low in 0 1 2 3 4 5 6 7; do
			printf '%b\n' "\\0302\\0$high$low"
		done
	done
	printf '\342\200\216\n\342\200\217\n\342\200\250\n\342\200\251\n'
	printf '\342\200\252\n\342\200\253\n\342\200\254\n\342\200\255\n\342\200\256\n'
	printf '\342\201\246\n\342\201\247\n\342\201\250\n\342\201\251\n\330\234\n'
}
acting >"$T/acting"

is_clean() { # file allowed-controls
	[ -s "$1" ] || return 1
	rest=$(LC_ALL=C tr -d '\040-\176\200-\377'"$2" <"$1" | wc -c)
	[ "$rest" -eq 0 ] || echo "$rest control characters"
	! LC_ALL=C grep -F -f "$T/acting" "$1" || return 1
	[ "$rest" -eq 0 ] || return 1
	! command -v iconv >/dev/null || iconv -f UTF-8 -t UTF-8 "$1" >/dev/null
}

for format in table tree tsv csv json jsonl text; do
	exits 2 "-f $format of all ends as what cannot be read wants" list_all $format
	case $format in
	tsv) controls='\n\t' ;;
	*) controls='\n' ;;
	esac
	ok "-f $format writes nothing that acts on a terminal" is_clean "$T/list" "$controls"
done
p7b2pem --comment --keep-going ./* >"$T/comments" 2>"$T/messages"
ok '--comment writes nothing that acts on a terminal' is_clean "$T/comments" '\n'
stray_markers() {
	grep -e ----- "$T/comments" | grep -v -x -e '-----BEGIN CERTIFICATE-----' -e '-----END CERTIFICATE-----'
}
exits 1 '--comment has nothing that some reader takes for a marker' stray_markers
p7b2pem --keep-going ./* >"$T/plain" 2>>"$T/messages"
p7b2pem "$T/comments" >"$T/again" 2>>"$T/messages"
same '--comment is text to a reader: the certificates are the same' "$T/again" "$T/plain"
for program in cabundle-list p7b2pem pem2p7b; do
	$program -v ./* >/dev/null 2>>"$T/messages"
done
ok 'no message acts on a terminal' is_clean "$T/messages" '\n'
