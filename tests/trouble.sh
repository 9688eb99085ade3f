#!/bin/sh
# Programs that check signatures, where memory or GnuTLS fails: they end with 2 and say so, or have
# done the same as ever.  What they never do is to take the failure for an answer.
#
# TROUBLE_STEP=1 lets each allocation fail, not each thirteenth; that takes some minutes.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

fail_so=$top_builddir/tests/preload/fail.so
sanitized && skip_all 'built with sanitizers, which have an allocator of their own'
LD_PRELOAD=$fail_so FAIL_FROM=1 cabundle-list --count pem/one.pem >/dev/null 2>&1 &&
	skip_all 'nothing can be preloaded here'
step=${TROUBLE_STEP:-13}

# Sets status, "$T/out", "$T/err".
run_with() { # VARIABLE=VALUE command...
	setting=$1
	shift
	env "$setting" LD_PRELOAD="$fail_so" FAIL_UNREACHED="$T/unreached" "$@" >"$T/out" 2>"$T/err" </dev/null
	status=$?
}

# GMP ends the process where it has no memory, and libtasn1 goes through a null pointer.
survives() { # what VARIABLE=VALUE
	case $status in
	2) [ -s "$T/err" ] || ! echo "$1: exit status 2, and nothing is said" ;;
	134 | 139) crashes=$((crashes + 1)) ;;
	"$good_status") cmp "$T/good" "$T/out" || ! echo "$1: another output, with exit status $status" ;;
	*) ! echo "$1: exit status $status" ;;
	esac
}

never_lies() { # VARIABLE step command...
	variable=$1 by=$2 n=$by crashes=0 bad=0 ran=0
	shift 2
	"$@" >"$T/good" 2>/dev/null </dev/null
	good_status=$?
	rm -f "$T/unreached"
	while [ ! -e "$T/unreached" ]; do
		run_with "$variable=$n" "$@"
		survives "$variable=$n" || bad=$((bad + 1))
		n=$((n + by)) ran=$((ran + 1))
	done
	echo "$ran runs, $crashes ended inside of a library"
	[ $bad -eq 0 ] && [ $ran -gt 20 ]
}

# A message and nothing on standard output.
ends() { # VARIABLE=VALUE message command...
	failure=$1 message=$2
	shift 2
	run_with "$failure" "$@"
	cat "$T/err"
	[ $status -eq 2 ] || ! echo "exit status $status" || return 1
	[ ! -s "$T/out" ] || ! echo 'there is output' || return 1
	grep -qx "cabundle: $message" "$T/err"
}

# Each says something else where a good signature is taken for a bad one, or a bad one for one that
# cannot be checked.
while read -r command; do
	# shellcheck disable=SC2086
	{
		ok "$command: no lie, whichever allocation fails" never_lies FAIL_AT "$step" $command
		ok "$command: no lie, from whichever allocation on memory is at its end" \
			never_lies FAIL_FROM $((step * 3)) $command
		ok "$command: GnuTLS does not start" ends FAIL_START=-402 \
			'GnuTLS cannot check signatures: .*' $command
	}
done <<'END'
cabundle-check --at 2024-01-01 roles/badsig.pem
cabundle-check --at 2024-01-01 roles/v1-root.pem
cabundle-check --at 2024-01-01 roles/hier.pem
cabundle-list -f tsv -c self-signed,role roles/badsig.pem
cabundle-list -f tsv -c self-signed,role,issuer-found pss/sha256-salt-20.pem
cabundle-list -f tree --at 2024-01-01 roles/hier.pem
cabundle-merge -w self-signed=yes pem/three.pem
cabundle-split --dry-run --with-issuers -b role rds/us-east-1-bundle.pem
cabundle-verify -a verify/root.pem --at 2024-01-01 verify/flaws/good.pem
cabundle-verify -a verify/root.pem --at 2024-01-01 verify/flaws/signature.pem
END

ok 'GnuTLS starts without a part of its definitions' ends FAIL_START=1 'out of memory' \
	cabundle-list -f tsv -c self-signed pem/one.pem

# Errors that say nothing of the signature, and one that does.
for error in -25 -59 -400 -9999; do
	case $error in
	-25) message='out of memory' ;;
	*) message='GnuTLS cannot check signatures: .*' ;;
	esac
	ok "the error $error of GnuTLS is trouble" ends "FAIL_VERIFY=$error" "$message" \
		cabundle-list -f tsv -c self-signed pem/one.pem
done
is_no() {
	run_with FAIL_VERIFY=-89 cabundle-list -f tsv --no-header -c self-signed pem/one.pem
	[ $status -eq 0 ] && [ "$(cat "$T/out")" = no ]
}
ok 'a false signature is a no' is_no
