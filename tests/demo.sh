#!/bin/sh
# make demo: the round trip of a real bundle, each command before its output.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
tap_plan=no

show() {
	printf '$ %s\n' "$1"
	(cd "$T" && eval "$1") || exit 1
}

cp rds/global-bundle.p7b "$T" || exit 1
show 'p7b2pem -o global-bundle.pem global-bundle.p7b'
show 'cabundle-list global-bundle.pem'
show 'pem2p7b --armor -o again.p7b global-bundle.pem'
show 'cmp again.p7b global-bundle.p7b && echo the same, byte for byte'
