# shellcheck shell=sh
# What the scripts that ask consumers share, read after lib.sh.

# shellcheck disable=SC2034 # used by those that read this
known=${top_srcdir:?}/tests/consumers.known
peers=$top_srcdir/tests/consumers
# shellcheck disable=SC2034
predict=${top_builddir:?}/tests/consumers/predict

# The row of consumer.def for the version that is here.
row() {
	case $1 in
	go) if go version 2>/dev/null | grep -Eq ' go1\.(1[0-9]|20)'; then echo go1.19; else echo go1.23; fi ;;
	*) echo "$1" ;;
	esac
}

# Why a consumer cannot be asked here; nothing where it can.
missing() {
	if sanitized; then
		echo 'it is compared in a build without sanitizers, which make a peer too slow'
		return
	fi
	case $1 in
	openssl) openssl version 2>/dev/null | grep -q '^OpenSSL 3\.' || echo 'no OpenSSL 3 here' ;;
	gnutls) ;;
	java) java --version 2>/dev/null | grep -q '^openjdk 17\.' && command -v javac >/dev/null || echo 'no JDK 17 here' ;;
	nss) command -v certutil >/dev/null || echo 'no certutil (libnss3-tools) here' ;;
	go) go version 2>/dev/null | grep -Eqv ' go1\.2[12]' || echo 'no Go here of up to 1.20, or from 1.23 on' ;;
	esac
}

# Builds $T/loads.
go_loads() {
	GOCACHE=$T/go.cache GO111MODULE=off CGO_ENABLED=0 GOTOOLCHAIN=local \
		go build -o "$T/loads" "$peers/loads.go"
}

# The lines of consumers.known for a consumer: file, predicted, is, why.
explained() { # consumer
	awk -F '\t' -v consumer="$1" '$2 == consumer { print $1 "\t" $3 "\t" $4 "\t" $5 }' "$known"
}
