#!/bin/sh
# Of self-signed certificates, cabundle-list and cabundle-check say what openssl says of their
# signatures: where it says that one holds or does not, openssl agrees.  What it says to be
# unsupported is named here, so that no good answer is lost unseen.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

need openssl
openssl version | grep -q '^OpenSSL 3\.' || skip_all 'no OpenSSL 3 here'

# What a newer GnuTLS may know too.
may_be_unsupported='
	algorithms/brainpoolp256.pem algorithms/ml-dsa-44.pem algorithms/ml-dsa-65.pem algorithms/secp256k1.pem
	algorithms/slh-dsa-sha2-128s.pem algorithms/unknown-oid.pem
	pss/key-mask.pem pss/mask-sha1.pem pss/sha1.pem pss/sha224.pem pss/sha3-256.pem pss/trailer-2.pem
	pss/two-parameters.pem
	hostile/exponent.pem'

self_signed() { cabundle-list -f tsv --no-header -c self-signed "$1"; }

# openssl verify refuses its own certificates for old algorithms at level 1, and never at 0.
openssl_says() {
	if openssl verify -auth_level 0 -no_check_time -check_ss_sig -CAfile "$1" "$1" >/dev/null 2>&1; then
		echo yes
	else
		echo no
	fi
}

agrees() { # file
	ours=$(self_signed "$1")
	case $ours in
	unsupported) case $may_be_unsupported in *[[:space:]]$1*) return 0 ;; esac ;;
	esac
	theirs=$(openssl_says "$1")
	[ "$ours" = "$theirs" ] || {
		echo "cabundle says $ours, openssl $theirs"
		return 1
	}
}

# The role, and what cabundle-check says, follow from that.
follows() { # file
	case $(self_signed "$1") in
	yes) wanted='root' ;;
	no) wanted='self-issued self-signature-wrong' ;;
	unsupported) wanted='root signature-unchecked' ;;
	esac
	set -- "$1" "$(cabundle-list -f tsv --no-header -c role "$1")" "$(cabundle-check -f tsv "$1" | cut -f 9)"
	found=$(echo "$3" | grep -x -e self-signature-wrong -e signature-unchecked -e orphan -e signature-wrong)
	[ "$2${found:+ $found}" = "$wanted" ] || {
		echo "it is $2 $found, and should be $wanted"
		return 1
	}
}

for file in algorithms/*.pem pss/*.pem roles/badsig.pem hostile/dsa-zero.pem hostile/exponent.pem; do
	ok "$file: cabundle-list and openssl agree" agrees "$file"
	ok "$file: role and findings follow" follows "$file"
done
