#!/bin/sh
# The C files are as clang-format writes them: make format.  Version 14, as they differ.
cd "${top_srcdir:=${0%/*}/../..}" || exit 1
: "${CLANG_FORMAT:=clang-format-14}"
command -v "$CLANG_FORMAT" >/dev/null || { echo "$CLANG_FORMAT is not here"; exit 1; }

find lib tools tests -name '*.[ch]' -exec "$CLANG_FORMAT" --dry-run -Werror {} +
