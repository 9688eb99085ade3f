#!/bin/sh
# The options that a program's --help names are those of its man page: as .It Fl items, and in
# the SYNOPSIS (there a short or a long form will do).  Runs in the build directory.
: "${top_srcdir:=${0%/*}/../..}" "${top_builddir:=.}"
: "${PROGRAMS:=cabundle cabundle-list p7b2pem pem2p7b}"
bad=0

for program in $PROGRAMS; do
	page=$top_srcdir/man/$program.1
	"$top_builddir/$program" --help </dev/null | awk -v program="$program" -v page="$page" '
	function complain(text) {
		print text
		bad = 1
	}
	# In --help, an option is at the start of an indented line: "  -o, --output FILE  ...".
	FILENAME == "-" && /^ *-/ {
		text = $0
		sub(/^ */, "", text)
		first = ""
		while (match(text, /^-(-[a-z0-9][-a-z0-9]*|[A-Za-z0-9])/)) {
			option = substr(text, 1, RLENGTH)
			help[option] = 1
			if (first != "")
				other[first] = option
			else
				first = option
			text = substr(text, RLENGTH + 1)
			if (!sub(/^, /, "", text))
				break
		}
		next
	}
	FILENAME == "-" { next }
	/^\.Sh / { synopsis = /SYNOPSIS/ }
	!synopsis && !/^\.It (Xo )?Fl / { next }
	{
		for (i = 1; i < NF; i++) {
			if ($i != "Fl" && $i != ".Fl")
				continue
			word = $(i + 1)
			sub(/=.*/, "", word)
			if (!synopsis)
				item["-" word] = FNR
			else if (word ~ /^-/)
				named["-" word] = FNR
			else # several short options may stand together
				for (j = 1; j <= length(word); j++)
					named["-" substr(word, j, 1)] = FNR
		}
	}
	END {
		for (option in help)
			if (!(option in item))
				complain(page ": " option " of --help has no .It Fl")
		for (option in item)
			if (!(option in help))
				complain(page ":" item[option] ": " option " is not in --help")
		for (option in named)
			if (!(option in help))
				complain(page ":" named[option] ": " option " is not in --help")
		for (option in help)
			seen[option] = (option in named)
		for (option in other)
			if (seen[option] || seen[other[option]])
				seen[option] = seen[other[option]] = 1
		for (option in help)
			if (!seen[option])
				complain(page ": " option " is not in the SYNOPSIS")
		for (option in help)
			exit bad
		complain(program ": no option found in --help")
		exit bad
	}' - "$page" || bad=1
done
exit $bad
