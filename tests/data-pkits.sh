#!/bin/sh
# NIST's PKITS: each of its 249 paths comes out as its table says, with its CRLs, settings and time, and
# those that are valid have the policies that the table wants.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
leaks_are_found_elsewhere

if ! data=$(data_dir) || [ ! -f "$data/pkits/TESTS.tsv" ]; then
	skip_all "no pkits in the real data"
fi
cd "$data/pkits" || exit 1
tab=$(printf '\t')

# NIST-test-policy-1,NIST-test-policy-2 as OIDs.
oids() { echo "$1" | sed 's/NIST-test-policy-/2.16.840.1.101.3.2.1.48./g'; }

# Sets $options to what the settings of a row ask for, and $policies to what must come out.
read_settings() {
	options="" policies=$(oids NIST-test-policy-1)
	rest=$1
	while [ -n "$rest" ]; do
		one=${rest%%;*}
		[ "$one" = "$rest" ] && rest="" || rest=${rest#*;}
		value=${one#*(}
		value=${value%)}
		case $one in
		'SetInitialPolicySet('*) options="$options --policy $(oids "$value")" ;;
		'SetInitialExplicitPolicy(true)') options="$options --explicit-policy" ;;
		'SetInitialPolicyMappingInhibit(true)') options="$options --inhibit-policy-mapping" ;;
		'SetInitialInhibitAnyPolicy(true)') options="$options --inhibit-any-policy" ;;
		'SetUserConstrainedPolicySet('*) policies=$(oids "$value") ;;
		*)
			echo "unknown setting $one"
			return 1
			;;
		esac
	done
}

# One row: its anchor, and a chain of the server's certificate and the others; the CRLs are a directory.
asked() { # VALID CERTIFICATES CRLS SETTINGS
	read_settings "$4" || return 1
	anchor=${2%%,*} end=${2##*,}
	between=${2#"$anchor"}
	between=${between%"$end"}
	rm -rf "$T/crls"
	mkdir "$T/crls"
	: >"$T/chain.der"
	for name in "$end" $(echo "$between" | tr , ' '); do cat "certs/$name.crt" >>"$T/chain.der"; done
	for name in $(echo "$3" | tr , ' '); do cp "crls/$name.crl" "$T/crls" || return 1; done
	# shellcheck disable=SC2086
	cabundle-verify -v -a "certs/$anchor.crt" --crl "$T/crls" --crl-check all --at 2011-04-15 \
		--purpose any --allow sha1,dsa $options "$T/chain.der" >"$T/out" 2>"$T/err"
	status=$?
	case $1:$status in
	true:0)
		got=$(sed -n 's/^ *policies: //p' "$T/out" | sed 's/, /,/g')
		[ "$got" = "$policies" ] || {
			echo "policies $got, not $policies"
			return 1
		}
		;;
	false:1) ;;
	*)
		echo "exit status $status, but the path is valid: $1"
		cat "$T/out" "$T/err"
		return 1
		;;
	esac
}

rows=0
while IFS=$tab read -r number name valid certificates crls settings; do
	[ "$number" != number ] || continue
	rows=$((rows + 1))
	ok "$number $name" asked "$valid" "$certificates" "$crls" "$settings"
done <"$data/pkits/TESTS.tsv"

all_rows() { [ $rows -eq 249 ]; }
ok 'of 249 paths' all_rows

# The CA is revoked, which only matters where all are looked at; without an answer for the server's
# certificate, that is told.
only_leaf() {
	cat certs/InvalidRevokedCATest2EE.crt certs/RevokedsubCACert.crt certs/GoodCACert.crt >"$T/chain.der"
	set -- -a certs/TrustAnchorRootCertificate.crt --crl crls/RevokedsubCACRL.crl --crl crls/GoodCACRL.crl \
		--at 2011-04-15 --purpose any --allow sha1 "$T/chain.der"
	cabundle-verify --crl-check leaf "$@" && ! cabundle-verify --crl-check all "$@" &&
		! cabundle-verify "$@"
}
ok 'a CA that is revoked does not matter to the leaf' only_leaf
