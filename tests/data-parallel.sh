#!/bin/sh
# PEM is a format of records, so that GNU parallel can give parts of a bundle to several processes:
# the rows are those that one process prints.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

need parallel
pem=$testdata/rds/global-bundle.pem
HOME=$T PARALLEL_HOME=$T/parallel
export HOME PARALLEL_HOME
parallel --version 2>/dev/null | grep -q '^GNU parallel' || skip_all 'parallel is not that of GNU here'

columns=role,self-signed,key,signature,not-after,subject,sha256
list="cabundle-list --no-header -f tsv -c $columns"
# shellcheck disable=SC2086
ok 'one process lists it' $list "$pem"
$list "$pem" >"$T/one"

parts() { # options...
	parallel --will-cite --recstart '-----BEGIN CERTIFICATE-----' --jobs 2 --block 8k --keep-order \
		"$@" >"$T/many"
}

ok 'parallel --pipepart runs' parts --pipepart -a "$pem" "$list"
same 'parallel --pipepart: the rows that one process prints' "$T/many" "$T/one"
ok 'there is more than one part' [ "$(parallel --will-cite --recstart '-----BEGIN CERTIFICATE-----' \
	--block 8k --pipepart -a "$pem" echo part | wc -l)" -gt 1 ]

from_pipe() {
	# shellcheck disable=SC2002
	cat "$pem" | parts --pipe "$list"
}
ok 'parallel --pipe runs' from_pipe
same 'parallel --pipe: the rows that one process prints' "$T/many" "$T/one"

# Sorted by key, the rows of parts merge.
mkdir "$T/parts"
# shellcheck disable=SC2016
split='cabundle-list --no-header -f tsv -c sha256,name | LC_ALL=C sort >"$T/parts/{#}"'
ok 'parts can be sorted apart' parts --pipepart -a "$pem" "$split"
LC_ALL=C sort -m "$T"/parts/* >"$T/many"
cabundle-list --no-header -f tsv -c sha256,name "$pem" | LC_ALL=C sort >"$T/one"
same 'sort -m of them is the sorted list' "$T/many" "$T/one"

# A part that holds something damaged fails the whole.
awk '/^-----BEGIN/ && ++n == 3 { print; print "!!!!"; next } { print }' "$pem" >"$T/damaged"
damaged() {
	! parts --pipepart --halt now,fail=1 -a "$T/damaged" "$list"
}
ok 'a damaged part is not passed over' damaged
