#!/bin/bash
# What the programs cost beside their peers: CPU seconds (user and system), medians of
# RUNS runs in turn, and their ratio. Believe the ratios; the seconds are the machine's.
#
# COUNT certificates (100,000), RUNS runs (3). Peers that are not installed are skipped.
set -eu

count=${COUNT:-100000} runs=${RUNS:-3}
here=$(cd "${0%/*}" && pwd)
templates=$here/../testdata/rds/global-bundle.pem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
TIMEFORMAT='%U %S'

# CPU seconds of one run of a command line, its output thrown away.
cpu() {
	{ time sh -c "exec $1" >/dev/null 2>"$work/err"; } 2>&1 | awk '{ print $1 + $2 }'
}

median() {
	sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'
}

# compare GOAL "ours" "peer": the runs take turns, so that both see the same machine.
compare() {
	local goal=$1 ours=$2 peer=$3 i a b

	if ! command -v "${peer%% *}" >/dev/null; then
		printf '%-10s %s\n' skipped "$peer: not installed"
		return
	fi
	: >"$work/a" && : >"$work/b"
	for ((i = 0; i < runs; i++)); do
		cpu "$ours" >>"$work/a"
		cpu "$peer" >>"$work/b"
	done
	a=$(median <"$work/a") b=$(median <"$work/b")
	awk -v a="$a" -v b="$b" -v goal="$goal" -v ours="${ours//"$work/"/}" -v peer="${peer//"$work/"/}" \
		'BEGIN { printf "%8.3f s  %8.3f s  x%-8.2f goal %-8s %s : %s\n", a, b, b / a, goal, ours, peer }'
}

# memory GOAL-KB command: its peak, where GNU time is there to measure it.
memory() {
	local goal=$1 kb
	shift

	if [ ! -x /usr/bin/time ]; then
		echo "skipped    memory: GNU time is not installed"
		return
	fi
	kb=$(/usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -n 1)
	printf '%8d KB  goal %-8s %s\n' "$kb" "<$goal" "${*//"$work/"/}"
}

# growth "command" FORMAT: CPU for COUNT certificates over CPU for a tenth of them.
growth() {
	local i a b
	: >"$work/a" && : >"$work/b"
	for ((i = 0; i < runs; i++)); do
		cpu "$1 $work/tenth.$2" >>"$work/a"
		cpu "$1 $work/all.$2" >>"$work/b"
	done
	a=$(median <"$work/a") b=$(median <"$work/b")
	awk -v a="$a" -v b="$b" -v what="$1 .$2" \
		'BEGIN { printf "%8.3f s  %8.3f s  x%-8.2f goal <11     %s\n", a, b, b / a, what }'
}

for format in pem p7b; do
	bench/generate "$count" "$format" "$templates" >"$work/all.$format"
	bench/generate $((count / 10)) "$format" "$templates" >"$work/tenth.$format"
done
bench/generate 1 pem "$templates" >"$work/one.pem"

PATH=$PWD:$PATH
all_columns=role,key,signature,not-after,region,sha256,name
echo "$count certificates; CPU of ours, of the peer, how many times ours the peer needs"
compare '>100' "cabundle-list --no-verify $work/all.pem" "openssl storeutl -noout -text -certs $work/all.pem"
compare '>100' "cabundle-list --no-verify -c $all_columns $work/all.pem" "openssl storeutl -noout -text -certs $work/all.pem"
compare '>0.1' "cabundle-list --no-verify $work/all.pem" "cat $work/all.pem"
compare '>150' "p7b2pem $work/all.p7b" "openssl pkcs7 -inform der -print_certs -in $work/all.p7b"
compare '>0.12' "p7b2pem $work/all.p7b" "cat $work/all.p7b"
compare '>100' "pem2p7b $work/all.pem" "openssl crl2pkcs7 -nocrl -certfile $work/all.pem"
compare '-' "cabundle-list --no-verify $work/tenth.pem" "certtool -i --infile $work/tenth.pem"
echo "start, on one certificate"
compare '>2' "p7b2pem $work/one.pem" "openssl x509 -noout -subject -in $work/one.pem"
compare '>1' "cabundle-list $work/one.pem" "openssl x509 -noout -subject -in $work/one.pem"
echo "memory"
memory 16384 cabundle-list --no-verify "$work/all.pem"
memory 16384 p7b2pem "$work/all.p7b"
memory 16384 pem2p7b "$work/all.pem"
echo "growth: ten times the certificates"
growth "cabundle-list --no-verify" pem
growth p7b2pem p7b
growth pem2p7b pem
