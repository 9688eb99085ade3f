#!/bin/sh
# The checks of one certificate on real bundles, where they must be quiet, and on damaged and
# unusual ones, where each finds what it is there for, in time.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
leaks_are_found_elsewhere

data=$(data_dir) || skip_all 'no real data'
cd "$data" || exit 1

# The checks of one certificate, a line each.
sed -n '/^\.Ss Profile/,/^\.Ss A/s/^\.It Sy \([a-z0-9-]*\) .*/\1/p' "$top_srcdir/man/cabundle-check.1" >"$T/profile"

# What they find in a file: severity and identifier, a line each.
findings() {
	cabundle-check -f tsv --at 2022-01-01 "$1" >"$T/tsv"
	[ $? -le 1 ] || return 1
	awk -F '\t' 'FILENAME != ARGV[2] { profile[$1]; next } $9 in profile { print $8, $9 }' "$T/profile" "$T/tsv"
}

# Real ones

nothing_in() {
	findings "$1" >"$T/found" && ! grep . "$T/found"
}

no_error_in() {
	findings "$1" >"$T/found" && ! grep '^error' "$T/found"
}

# At most a warning in a hundred certificates.
few_warnings_in() {
	certificates=$(grep -c '^-----BEGIN' "$1")
	[ "$(grep -c '^warning' "$T/found")" -le $((certificates / 100)) ]
}

for file in rds/*.pem; do
	[ -f "$file" ] || continue
	ok "nothing is found in $file" nothing_in "$file"
done
for file in trust/certifi-2024.pem trust/certifi-2025.pem p7b/dod-v5.9.pem; do
	[ -f "$file" ] || continue
	ok "no error is found in $file" no_error_in "$file"
	case $file in
	trust/*) ok "few warnings are found in $file" few_warnings_in "$file" ;;
	esac
done

# Odd ones

finds() { # file severity check
	findings "odd/$1" >"$T/found" && grep -qx "$2 $3" "$T/found"
}

while read -r file severity check; do
	[ -f "odd/$file" ] || continue
	ok "$check is found in odd/$file" finds "$file" "$severity" "$check"
done <<'TABLE'
a_rsa_nonull.pem	note	signature-without-null
badbc.pem		error	der-broken
corrupt_b64ok_mid.pem	error	der-broken
critunk.pem		error	critical-unknown
d_feb30.pem		error	time-impossible
d_frac.pem		error	time-form
d_genearly.pem		note	time-type
d_inv.pem		error	time-impossible
d_nosec.pem		error	time-form
d_reversed.pem		error	validity-reversed
d_text.pem		error	time-impossible
d_tz.pem		error	time-form
dupext.pem		error	extension-twice
n_ansi.pem		warning	name-control
n_badprintable.pem	error	name-characters
n_badutf8.pem		error	name-characters
n_bidi.pem		warning	name-control
n_bmp.pem		note	name-string-type
n_empty.pem		error	issuer-empty
n_long.pem		note	name-long
n_nul.pem		warning	name-control
n_t61.pem		note	name-string-type
n_unkoid.pem		error	name-no-text
nest_cert.pem		warning	der-deep
s_empty.pem		error	der-integer
s_long.pem		warning	serial-long
s_neg.pem		error	serial-negative
s_nonmin.pem		error	der-integer
s_zero.pem		note	serial-zero
sigmismatch.pem		error	algorithms-differ
v1explicit0.pem		note	der-default
v1root.pem		warning	version-old
v1withext.pem		error	version-extensions
v4.pem			error	version-absurd
TABLE

# In time: files that other tools were tested with, and those that are large on purpose.

in_time() {
	timeout 60 cabundle-check -f tsv "$1"/* >"$T/tsv" 2>"$T/err"
	[ $? -le 2 ]
}

for folder in limbo certtool odd; do
	[ -d "$folder" ] || continue
	ok "all of $folder is judged in time" in_time "$folder"
done
