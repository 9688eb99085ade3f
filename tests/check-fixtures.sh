#!/bin/sh
# Each check of cabundle-check finds something in its fixture (tests/lint/checks.sh says that
# there is one), and is silent there when it is disabled.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

finds() { # check file option...
	check=$1
	shift
	cabundle-check -f tsv "$@" >"$T/tsv"
	status=$?
	cut -f 9 "$T/tsv" | grep -qx -e "$check" || return 1
	case $check in
	message-unchecked) [ $status -eq 2 ] ;; # which is no verdict
	*) [ $status -le 1 ] ;;
	esac
}

is_silenced() { # check file option...
	check=$1
	shift
	cabundle-check -f tsv --disable "$check" "$@" >"$T/tsv"
	[ $? -le 1 ] && ! cut -f 9 "$T/tsv" | grep -x -e "$check"
}

fires() { # check file option...
	case $* in
	*' --aws-'*)
		has_jansson || {
			skip "$1 is found in $2" 'built without jansson'
			return
		}
		;;
	esac
	ok "$1 is found in $2" finds "$@"
	ok "$1 can be disabled" is_silenced "$@"
}

for file in check/*; do
	check=${file##*/}
	fires "${check%%.*}" "$file"
done
while read -r check file options; do
	case $check in
	'' | '#'*) continue ;;
	esac
	# shellcheck disable=SC2086 # several options
	fires "$check" "$file" $options
done <"$top_srcdir/tests/check.fixtures"
