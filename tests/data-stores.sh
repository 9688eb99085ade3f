#!/bin/sh
# Every sample of a trust store is read rightly, or refused by its name and by none of its
# certificates; and what a store distrusts is never written as a certificate to trust.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

data=$(data_dir) || skip_all 'no real data'
cd "$data/stores" 2>/dev/null || skip_all 'no stores in the real data'

# What a file is to be called; nothing where it has to be read.
name_of() { # file
	case $1 in
	*.jks) echo 'a Java key store (JKS)' ;;
	*.jceks) echo 'a Java key store (JCEKS)' ;;
	*.p12) echo 'a PKCS#12 file' ;;
	*.sst) echo 'a Microsoft certificate store (SST)' ;;
	*.stl) echo 'a certificate trust list: 514 hashes, and no certificates but 2 of its signers' ;;
	*.esl | *.edk2 | */edk2-cacerts.bin) echo 'an EFI signature list' ;;
	*certdata*.txt) echo "NSS's certdata.txt" ;;
	*.p11-kit | trustdir/) echo 'a p11-kit object file' ;;
	*.csv) echo 'a CCADB report (CSV)' ;;
	esac
}

read_rightly() { # file certificates
	[ "$(cabundle-list --no-verify --count "$1")" = "$2" ]
}

# Nothing of it is listed, nor written by those that go on, and every program says what it is.
refused_by_name() { # file name
	status=0
	cabundle-list --no-verify --count "$1" >"$T/out" 2>"$T/err" || status=$?
	cat "$T/err"
	[ $status -eq 2 ] && [ ! -s "$T/out" ] && grep -qF "$2" "$T/err" || return 1
	for program in 'p7b2pem -k' 'pem2p7b -k' 'cabundle-merge -k' 'cabundle-sum'; do
		status=0
		$program "$1" >"$T/out" 2>"$T/err" || status=$?
		[ $status -eq 2 ] && [ ! -s "$T/out" ] && grep -qF "$2" "$T/err" || ! echo "$program: $status" || return 1
	done
}

rightly_or_by_name() { # file certificates name
	if [ -z "$3" ]; then
		read_rightly "$1" "$2"
	else
		read_rightly "$1" "$2" 2>/dev/null || refused_by_name "$1" "$3"
	fi
}

tab=$(printf '\t')
tail -n +2 INDEX.tsv | while IFS=$tab read -r files _ certificates _; do
	for file in $files; do
		echo "$file$tab$certificates"
	done
done >"$T/samples"
ok 'there are samples' [ "$(wc -l <"$T/samples")" -gt 50 ]
while IFS=$tab read -r file certificates; do
	name=$(name_of "$file")
	ok "$file: read, or called ${name:-nothing else}" rightly_or_by_name "$file" "$certificates" "$name"
done <"$T/samples"

# The certificate that trustdir/ has on its list of blocked ones, and that of the two files by hand.
digests() { # file
	cabundle-list --no-verify --no-header -f tsv -c sha256 "$1"
}
sed -n '/^-----BEGIN/,/^-----END/p' made/distrusted-only.p11-kit >"$T/distrusted.pem"
digests p11/blocklist-as-plain.pem >"$T/distrusted"
digests "$T/distrusted.pem" >>"$T/distrusted"
ok 'two are distrusted' [ "$(sort -u "$T/distrusted" | wc -l)" -eq 2 ]
never_written() { # file
	p7b2pem -k "$1" >"$T/out" 2>"$T/err"
	[ -s "$T/out" ] || return 0
	digests "$T/out" | grep -F -f "$T/distrusted" && return 1
	true
}
for file in trustdir/ p11/trust-dump.p11-kit p11/openssl-bundle-certificates.pem made/distrusted-*.p11-kit; do
	ok "$file: what is distrusted is not written" never_written "$file"
done
