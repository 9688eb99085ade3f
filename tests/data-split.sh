#!/bin/sh
# cabundle-split on real bundles: parts that AWS published, parts that are the whole again, the
# names that OpenSSL looks for, and names from hostile subjects.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
leaks_are_found_elsewhere

data=$(data_dir) || skip_all 'no real data'
whole=$data/rds/global-bundle-115-2023.pem
certifi=$data/trust/certifi-2025.pem
for file in "$whole" "$certifi"; do
	[ -f "$file" ] || skip_all "${file##*/} is not here"
done

count() { # file|folder...
	cabundle-list --count --no-verify "$@"
}

# A region's bundle as it was published

old=$data/rds/global-bundle-102-2022.pem
published=$data/rds/us-east-1-bundle-2022.pem
if [ -f "$old" ] && [ -f "$published" ]; then
	ok 'every certificate of the 102 is in a part' \
		cabundle-split -b region --with-issuers -d "$T/regions" "$old"
	same 'us-east-1-bundle.pem is what AWS published' "$T/regions/us-east-1-bundle.pem" "$published"
	for region in us-east-1-beta us-east-2-preview; do
		ok "$region has a file of its own" [ -s "$T/regions/$region-bundle.pem" ]
	done
	only_its_own() {
		for file in "$T"/regions/*-bundle.pem; do
			region=${file##*/}
			region=${region%-bundle.pem}
			[ "$(cabundle-list --no-header -f tsv -c region --no-verify "$file" | sed '/^$/d' | sort -u)" = \
				"$region" ] || ! echo "$region"
		done
	}
	ok 'no file has a certificate of another region' only_its_own
	listed() {
		cabundle-list --no-header -f tsv -c region --no-verify "$old" | sed '/^$/d' | sort -u |
			sed 's/$/-bundle.pem/' | sort >"$T/wanted"
		find "$T/regions" -type f | sed 's|.*/||' | sort | cmp - "$T/wanted"
	}
	ok 'and each region has one' listed
	exits 1 'without issuers, the roots of no region are named' \
		cabundle-split -b region -d "$T/bare" "$old"
	# What no part needs goes to the rest, and nowhere else.
	ok '--rest takes them' cabundle-split -b region --rest rest.pem --force -d "$T/bare" "$old"
	counts() {
		[ "$(count "$T/bare")" = "$(count "$old")" ]
	}
	ok 'nothing is lost or doubled' counts
else
	skip 'the region bundle that AWS published' 'not here'
fi

# Whatever divides, the parts are the set

# Split by fields, with a rest; the parts hold as many as the bundle, and merged they are its set.
parts_are_the_set() { # bundle options...
	bundle=$1
	shift
	rm -rf "$T/parts"
	cabundle-split "$@" --rest rest -d "$T/parts" "$bundle" >/dev/null || return 1
	[ "$(count "$T/parts")" = "$number" ] || ! echo "$number became $(count "$T/parts")" || return 1
	found=$(cabundle-merge "$T/parts" 2>/dev/null | cabundle-sum --plain)
	[ "$found" = "$sum" ] || ! echo "$sum became $found"
}

each_field() { # bundle field...
	bundle=$1
	shift
	for field; do
		parts_are_the_set "$bundle" -b "$field" -n 'part.{n}' --no-verify || ! echo "by $field" || return 1
	done
}

fields=$(cabundle-list --list-fields | sed '1d; s/ .*//')
ok 'there are fields' [ "$(echo "$fields" | wc -l)" -gt 30 ]
for bundle in "$data"/rds/* "$certifi"; do
	title=${bundle##*/}
	sum=$(cabundle-sum --plain "$bundle")
	number=$(count "$bundle")
	case $title in
	global-bundle-115-2023.pem | "${certifi##*/}") some=$fields ;;
	*) some='file key pathlen not-before aki region partition rds-ca label trust' ;;
	esac
	# shellcheck disable=SC2086
	ok "$title: the parts by each field are the set" each_field "$bundle" $some
	for field in role self-signed; do
		ok "$title: so are those by $field, verified" \
			parts_are_the_set "$bundle" -b "$field" -n 'part.{n}'
	done
	ok "$title: so are those by four fields" \
		parts_are_the_set "$bundle" -b region,rds-ca,key,hash -n 'part.{n}' --no-verify
	ok "$title: so are those of one certificate" parts_are_the_set "$bundle" --no-verify
	ok "$title: so are they in DER" parts_are_the_set "$bundle" -t der --no-verify
	ok "$title: and so are those that have a region, and the rest" \
		parts_are_the_set "$bundle" -b region --with-issuers -w 'role!=leaf' -n 'part.{n}' --no-verify
done

# Names that OpenSSL looks for

hashed() { # bundle
	rm -rf "$T/one" "$T/hashes"
	cabundle-split -d "$T/one" "$1" >/dev/null || return 1
	openssl rehash "$T/one" || return 1
	find "$T/one" -type l | sed 's|.*/||' | sort >"$T/theirs"
	cabundle-split -n '{subject-hash}.{n}' -d "$T/hashes" "$1" | sed 's|.*/||' | sort >"$T/ours"
	cmp "$T/theirs" "$T/ours" && [ -s "$T/ours" ]
}

# Each certificate is found through its hash alone; or else where two have one subject, and then
# it is not found among the names of openssl rehash either.
verified() { # folder
	for one in "$T"/one/*.pem; do
		[ -h "$one" ] || openssl verify -no-CAfile -no-CAstore -CApath "$1" -no_check_time "$one" 2>&1
	done
}
verifies() {
	verified "$T/one" >"$T/theirs"
	verified "$T/hashes" >"$T/ours"
	cmp "$T/theirs" "$T/ours" && [ "$(grep -c ': OK$' "$T/ours")" -gt 100 ]
}

if ! command -v openssl >/dev/null || ! openssl rehash -h >/dev/null 2>&1; then
	skip 'the names of openssl rehash' 'openssl rehash is not here'
else
	for bundle in "$data/trust/certifi-2022.pem" "$certifi"; do
		title=${bundle##*/}
		if [ -f "$bundle" ]; then
			ok "$title: {subject-hash}.{n} names as openssl rehash does" hashed "$bundle"
			ok "$title: openssl verify -CApath finds each root" verifies
		else
			skip "$title: the names of openssl rehash" 'not here'
		fi
		if [ "$title" = certifi-2022.pem ] && [ -f "$bundle" ]; then
			ok 'two of one hash are both there' [ -f "$T/hashes/3bde41ac.1" ]
		fi
	done
fi

# Hostile subjects

# Whatever the subject, the names are safe, they are those printed, and nothing else is touched.
safe_names() { # template file...
	template=$1
	shift
	rm -rf "$T/out"
	mkdir -p "$T/out/a/b"
	(cd "$T/out/a/b" && cabundle-split -0 -k --no-verify -n "$template" -d names "$@" >"$T/names0") ||
		return 1
	tr '\0' '\n' <"$T/names0" | sort >"$T/names"
	[ "$(wc -l <"$T/names")" = "$(tr -dc '\0' <"$T/names0" | wc -c)" ] ||
		! echo 'a line in a name' || return 1
	(cd "$T/out/a/b" && find names -type f | sort) | cmp - "$T/names" || return 1
	[ "$(find "$T/out" | sort | wc -l)" = $((4 + $(wc -l <"$T/names"))) ] ||
		! find "$T/out" || return 1
	# shellcheck disable=SC2035
	! sed 's|^names/||' "$T/names" | grep -v '^[A-Za-z0-9_][A-Za-z0-9._-]*$' || return 1
	! sed 's|^names/||' "$T/names" | awk 'length > 255' | grep .
}

if [ -f "$data/odd/n_path.pem" ]; then
	for file in "$data"/odd/n_*.pem; do
		ok "${file##*/} alone" safe_names '{cn}' "$file"
	done
	for template in '{name}.{n}' '{subject}.{n}' '{issuer}{n}' '{o}.{n}' '{region}{label}{trust}{n}' \
		'{cn}.{n}'; do
		ok "all of them as $template" safe_names "$template" "$data"/odd/n_*.pem
	done
	ok 'all of them at once, each with a name of its own' \
		[ "$(wc -l <"$T/names")" = "$(count "$data"/odd/n_*.pem)" ]
	ok 'all of them at once, by default' safe_names '{index}-{name}.{ext}' "$data"/odd/n_*.pem
	nameless() {
		cabundle-split -n '{region}.pem' -d "$T/clash" "$data"/odd/n_*.pem
	}
	exits 2 'several of one name are refused' nameless
	ok 'and nothing is made' [ ! -e "$T/clash" ]
else
	skip 'names from hostile subjects' 'n_path.pem is not here'
fi

for template in ../out .hidden -n '' 'a/b' '{cn}/x' '/{cn}' '{nothing}' '{cn' 'a b'; do
	exits 2 "the template '$template' is refused" cabundle-split -n "$template" -d "$T/bad" "$whole"
	ok "the template '$template': nothing is made" [ ! -e "$T/bad" ]
done

# What is in the way

mkdir "$T/way"
echo precious >"$T/precious"
ln -s ../precious "$T/way/root.pem"
split_over() {
	cabundle-split -w index=1 -n root.pem -d "$T/way" "$@" "$whole"
}
kept() {
	[ "$(cat "$T/precious")" = precious ]
}
exits 2 'a link in the way is not replaced' split_over
ok 'nor is what it leads to' kept
ok 'a link in the way is replaced with --force' split_over --force
ok 'and not what it led to' kept
ok 'by the certificate' [ "$(count "$T/way/root.pem")" = 1 ]
ok 'a second run is forced to the same bytes' cp "$T/way/root.pem" "$T/first"
ok 'a second run' split_over --force
same 'gives the same' "$T/first" "$T/way/root.pem"
mkdir "$T/way/folder"
exits 2 'a folder in the way is not replaced, even with --force' \
	cabundle-split -w index=2 -n folder --force -d "$T/way" "$whole"
ok 'and still there' rmdir "$T/way/folder"
ok '--dry-run says what it would make' cabundle-split --dry-run -d "$T/dry" "$whole"
ok 'and makes nothing' [ ! -e "$T/dry" ]
