#!/bin/bash
# What the programs cost beside their peers: CPU seconds (user and system), medians of
# RUNS runs in turn, and their ratio. Believe the ratios; the seconds are the machine's.
#
# COUNT certificates (100,000), RUNS runs (3), JOBS (all of those below). Peers that are not
# installed are named and skipped. A job is a function job_NAME and its name in JOBS.
set -eu

count=${COUNT:-100000} runs=${RUNS:-3}
jobs=${JOBS:-list convert merge split sum diff check start memory growth}
here=$(cd "${0%/*}" && pwd)
templates=$here/../testdata/rds/global-bundle.pem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
TIMEFORMAT='%U %S'
before=: # what is done before each run, and not measured

# cpu FILE command-line: adds the CPU seconds of one run, its output thrown away, to FILE. A run
# that fails is no measurement.
cpu() {
	eval "$before"
	{ time sh -c "exec $2" >/dev/null 2>"$work/err" || touch "$work/failed"; } 2>"$work/time"
	[ ! -e "$work/failed" ] || {
		rm "$work/failed"
		echo "failed     $2: $(tail -n 1 "$work/err")"
		return 1
	}
	awk '{ print $1 + $2 }' "$work/time" >>"$1"
}

median() {
	sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'
}

# The ratio of the second to the first, from the runs in a and b.
print_ratio() { # goal what
	local what=${2//"$work/"/}

	awk -v a="$(median "$work/a")" -v b="$(median "$work/b")" -v goal="$1" -v what="${what//"$here/"/}" 'BEGIN {
		ratio = a > 0 ? sprintf("x%.2f", b / a) : "-"
		printf "%8.3f s  %8.3f s  %-9s goal %-8s %s\n", a, b, ratio, goal, what
	}'
}

# compare GOAL "ours" "peer": the runs take turns, so that both see the same machine.
compare() {
	local goal=$1 ours=$2 peer=$3 i

	if ! command -v "${peer%% *}" >/dev/null; then
		printf '%-10s %s\n' skipped "${peer//"$work/"/}: not installed"
		return
	fi
	: >"$work/a" && : >"$work/b"
	for ((i = 0; i < runs; i++)); do
		cpu "$work/a" "$ours" && cpu "$work/b" "$peer" || return 0
	done
	print_ratio "$goal" "$ours : $peer"
}

# growth "command" FORMAT: CPU for COUNT certificates over CPU for a tenth of them.
growth() {
	local i

	: >"$work/a" && : >"$work/b"
	for ((i = 0; i < runs; i++)); do
		cpu "$work/a" "$1 $work/tenth.$2" && cpu "$work/b" "$1 $work/all.$2" || return 0
	done
	print_ratio '<11' "$1 .$2"
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

# bundle NAME COUNT FORMAT [FIRST]: makes it, where it is not there yet.
bundle() {
	[ -e "$work/$1" ] || bench/generate "$2" "$3" "$templates" "${4:-0}" >"$work/$1"
}

bundles() {
	local format

	for format; do
		bundle "all.$format" "$count" "$format"
		bundle "tenth.$format" $((count / 10)) "$format"
	done
}

job_list() {
	local columns=role,key,signature,not-after,region,sha256,name

	bundles pem
	compare '>100' "cabundle-list --no-verify $work/all.pem" "openssl storeutl -noout -text -certs $work/all.pem"
	compare '>100' "cabundle-list --no-verify -c $columns $work/all.pem" \
		"openssl storeutl -noout -text -certs $work/all.pem"
	compare '>0.1' "cabundle-list --no-verify $work/all.pem" "cat $work/all.pem"
	compare '-' "cabundle-list --no-verify $work/tenth.pem" "certtool -i --infile $work/tenth.pem"
}

job_convert() {
	bundles pem p7b
	compare '>150' "p7b2pem $work/all.p7b" "openssl pkcs7 -inform der -print_certs -in $work/all.p7b"
	compare '>0.12' "p7b2pem $work/all.p7b" "cat $work/all.p7b"
	compare '>100' "pem2p7b $work/all.pem" "openssl crl2pkcs7 -nocrl -certfile $work/all.pem"
}

# Two bundles that have half in common. The peers know a certificate by its PEM text, by its
# SHA-256, and by that with the same order as ours.
job_merge() {
	local both="$work/all.pem $work/other.pem" peer

	bundles pem
	bundle other.pem "$count" pem $((count / 2))
	compare '>5' "cabundle-merge $both" "mawk -f $here/merge.awk $both"
	if command -v go >/dev/null; then
		GOCACHE=$work/go GOFLAGS=-mod=mod go build -o "$work/merge-go" "$here/merge.go" || return 0
	fi
	for peer in "" " -sort"; do
		compare '>5' "cabundle-merge $both" "$work/merge-go$peer $both"
	done
	compare '-' "cabundle-merge $both" "sha256sum $both"
	compare '-' "cabundle-merge -s none $both" "sha256sum $both"
}

# A file for each certificate, in an empty folder each time.
job_split() {
	bundles pem
	before="rm -rf $work/parts; mkdir $work/parts"
	compare '>0.66' "cabundle-split --no-verify -d $work/parts $work/tenth.pem" \
		"csplit -s -z -n 6 -f $work/parts/x $work/tenth.pem /^-----BEGIN/ {*}"
	before=:
}

job_sum() {
	bundles pem der
	compare '>0.5' "cabundle-sum $work/all.der" "sha256sum $work/all.der"
	compare '-' "cabundle-sum $work/all.pem" "sha256sum $work/all.pem"
}

# To differ is no failure here. Both read and list what two runs of cabundle-list do.
job_diff() {
	local pair="$work/all.pem $work/other.pem"
	local lists="sh -c 'cabundle-list --no-verify $work/all.pem; cabundle-list --no-verify $work/other.pem'"

	bundles pem
	bundle other.pem "$count" pem $((count / 2))
	compare '>0.4' "cabundle-diff --no-verify $work/all.pem $work/all.pem" "$lists"
	compare '>0.4' "sh -c 'cabundle-diff --no-verify -f summary $pair || [ \$? -eq 1 ]'" "$lists"
	compare '>0.4' "sh -c 'cabundle-diff --no-verify $pair || [ \$? -eq 1 ]'" "$lists"
}

# All signatures of a bundle that people have are checked: the templates'.
job_check() {
	compare '>1' "cabundle-check $templates" "certtool -i --infile $templates"
}

job_start() {
	bundle one.pem 1 pem
	echo "start, on one certificate"
	compare '>2' "p7b2pem $work/one.pem" "openssl x509 -noout -subject -in $work/one.pem"
	compare '>1' "cabundle-list $work/one.pem" "openssl x509 -noout -subject -in $work/one.pem"
}

job_memory() {
	bundles pem p7b
	bundle other.pem "$count" pem $((count / 2))
	echo "memory"
	memory 16384 cabundle-list --no-verify "$work/all.pem"
	memory 16384 p7b2pem "$work/all.p7b"
	memory 16384 pem2p7b "$work/all.pem"
	# 120 bytes each of those that are kept, and the program itself.
	memory $((4096 + count * 180 / 1024)) cabundle-merge "$work/all.pem" "$work/other.pem"
}

job_growth() {
	bundles pem p7b
	echo "growth: ten times the certificates"
	growth "cabundle-list --no-verify" pem
	growth p7b2pem p7b
	growth pem2p7b pem
	growth cabundle-merge pem
	growth cabundle-sum pem
}

PATH=$PWD:$PATH
echo "$count certificates; CPU of ours, of the peer, how many times ours the peer needs"
for job in $jobs; do
	"job_$job"
done
