# Merges PEM bundles by the text of their blocks, in the order in which they come.
/^-----BEGIN CERTIFICATE-----$/ {
	block = ""
	on = 1
}
on {
	block = block $0 "\n"
}
/^-----END CERTIFICATE-----$/ {
	if (!(block in seen)) {
		seen[block] = 1
		printf "%s", block
	}
	on = 0
}
