#!/bin/sh
# The update that README.md judges from arrival to decision: its commands, on the real bundles and on
# testdata/verify, print what it shows.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

data=$(data_dir) || skip_all 'no real data'
readme=$(cd "$top_srcdir" && pwd)/README.md
[ -f "$readme" ] || skip_all 'no README.md'

# shows COMMAND: what README.md has below this command, up to the next blank line. "..." stands for
# any lines.
shows() {
	awk -v command="    \$ $1" '
		$0 == command { on = 1; next }
		on && /^$/ { exit }
		on { print substr($0, 5) }' "$readme" >"$T/expected"
	[ -s "$T/expected" ] || return 1
	sh -c "$1" >"$T/printed"
	awk 'NR == FNR { line[++n] = $0; next }
		BEGIN { at = 1 }
		line[at] == "  ..." && $0 != line[at + 1] { next }
		line[at] == "  ..." { at++ }
		$0 != line[at++] { bad = 1; exit }
		END { exit bad || at != n + 1 }' "$T/expected" "$T/printed"
}

cp "$data/rds/global-bundle-102-2022.pem" "$T/old.pem"
cp "$data/rds/global-bundle-115-2023.pem" "$T/new.pem"
cd "$T" || exit 1
echo 'SHA256-SET (new.pem) = 1bf6cb4a9b6009c150f54e3853ee74fe36a47b096aebc1e10ad2c1bff8360e04' >new.set
ok 'the digest' shows 'cabundle-sum -c new.set'
ok 'what changed' shows 'cabundle-diff --at 2023-06-28 old.pem new.pem'
ok 'fit to install' shows "cabundle-check --at 2023-06-28 --expires-within 30d --for openssl,gnutls,java --require 'region=us-east-1 and rds-ca=rds-ca-rsa2048-g1' new.pem"
cd "$testdata/verify" || exit 1
ok 'whom it cuts off' shows 'cabundle-verify -a new.pem --baseline old.pem --at 2024-08-01 servers'
