#!/bin/sh
# All scripts are clean for ShellCheck.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1
command -v shellcheck >/dev/null || { echo "shellcheck is not here"; exit 1; }

find bootstrap .ci/run tests bench testdata -type f \( -name bootstrap -o -name run -o -name '*.sh' \) \
	-exec shellcheck -x -e SC2015 {} +
