#!/bin/sh
# cabundle-split, cabundle-merge and cabundle-sum on real bundles: what they take apart and put
# together is the same set, and the same bytes, whatever way it went.

# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

data=$(data_dir) || skip_all 'no real data'
rds=$data/rds

same_file() { # what a b
	if cmp -s "$2" "$3"; then pass "$1"; else fail "$1"; fi
}

equal() { # what a b
	if [ "$2" = "$3" ]; then pass "$1"; else fail "$1: '$2' and '$3'"; fi
}

# A regional bundle as AWS published it.
cabundle-split -b region --with-issuers -d "$T/regions" "$rds/global-bundle-102-2022.pem" >"$T/list"
equal 'every certificate is in a part' $? 0
same_file 'us-east-1 is what AWS published' "$T/regions/us-east-1-bundle.pem" "$rds/us-east-1-bundle-2022.pem"
if [ -s "$T/regions/us-east-1-beta-bundle.pem" ] && [ -s "$T/regions/us-east-2-preview-bundle.pem" ]; then
	pass 'Beta and Preview have files of their own'
else
	fail 'Beta and Preview have files of their own'
fi

# Whatever divides, the parts are the set.
whole=$(cabundle-sum --plain "$rds/global-bundle-115-2023.pem")
for field in $(cabundle-list --list-fields | sed '1d; s/ .*//'); do
	rm -rf "$T/parts"
	cabundle-split -b "$field" -n 'part.{n}' --rest rest --no-verify -d "$T/parts" \
		"$rds/global-bundle-115-2023.pem" >/dev/null 2>"$T/err"
	equal "split by $field, merged again" \
		"$(cabundle-merge "$T/parts" 2>/dev/null | cabundle-sum --plain)" "$whole"
done

# One digest for one set.
pem2p7b -o "$T/115.der" "$rds/global-bundle-115-2023.pem"
cabundle-merge -s -index --comment --crlf -o "$T/115.back" "$rds/global-bundle-115-2023.pem"
cabundle-split -d "$T/115" "$rds/global-bundle-115-2023.p7b" >/dev/null
for form in "$rds/global-bundle-115-2023.p7b" "$T/115.der" "$T/115.back" "$T/115"; do
	equal "one digest: ${form##*/}" "$(cabundle-sum --plain "$form")" "$whole"
done
equal 'in 115 files' "$(find "$T/115" -type f | wc -l)" 115

# Merged in twenty orders, some as PKCS#7: one and the same file.
mkdir "$T/in"
cp "$rds"/*.pem "$T/in"
cabundle-merge -o "$T/all" --report "$T/rows" "$T"/in/*.pem 2>/dev/null
orders=0
for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	set --
	for file in $(find "$T/in" -type f | awk -v seed="$seed" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' | sort | cut -f 2); do
		if [ $((($# + seed) % 3)) = 0 ]; then
			pem2p7b -o "$T/p7.$#" "$file"
			set -- "$@" "$T/p7.$#"
		else
			set -- "$@" "$file"
		fi
	done
	cabundle-merge -o "$T/again" "$@" 2>/dev/null
	if cmp -s "$T/all" "$T/again"; then orders=$((orders + 1)); fi
done
equal 'twenty orders and formats give one file' "$orders" 20
equal 'a row for every certificate' "$(sed 1d "$T/rows" | wc -l)" "$(cabundle-list --count --no-verify "$T"/in/*.pem)"
equal 'what is kept is what was written' "$(grep -c 'kept as number' "$T/rows")" "$(cabundle-list --count --no-verify "$T/all")"
cabundle-merge -o "$T/all" "$T/all" "$T/all" 2>/dev/null
same_file 'merged with itself, in place' "$T/all" "$T/again"
cabundle-sum "$T/all" >"$T/sums"
cabundle-sum -c "$T/sums" >/dev/null
equal 'its sum holds' $? 0

# Names that mean harm stay in the directory.
cabundle-split -k -n '{cn}.{n}' -d "$T/names" "$data"/odd/n_*.pem >"$T/list" 2>/dev/null
equal 'safe names alone' "$(find "$T/names" -mindepth 1 | sed "s|^$T/names/||" | grep -c '^[A-Za-z0-9_][A-Za-z0-9._-]*$')" "$(wc -l <"$T/list")"

# What openssl rehash names so, a template names so.
if command -v openssl >/dev/null; then
	cabundle-split -d "$T/rehash" "$data/trust/certifi-2022.pem" >/dev/null
	openssl rehash "$T/rehash" >/dev/null 2>&1
	find "$T/rehash" -type l | sed 's|.*/||' | sort >"$T/theirs"
	cabundle-split -n '{subject-hash}.{n}' -d "$T/hashes" "$data/trust/certifi-2022.pem" | sed 's|.*/||' | sort >"$T/ours"
	same_file 'the names of openssl rehash' "$T/ours" "$T/theirs"
	cabundle-split -w index=1 -n root.pem -d "$T/one" "$data/trust/certifi-2022.pem" >/dev/null
	openssl verify -no-CAfile -CApath "$T/hashes" "$T/one/root.pem" >/dev/null 2>&1
	equal 'openssl verify finds them' $? 0
else
	skip 'openssl is not here'
fi
