# Which fixtures suit a fuzz target, for tests/fuzz.sh and run.sh. In testdata/.
# shellcheck shell=sh
fuzz_inputs() {
	case $1 in
	aws) find aws -name '*.json' ;;
	cert | der | lint | names) find der -name '*.der' ;;
	consumers | pem | reader)
		find algorithms check extensions foreign names pem roles windows -type f -size -64k
		;;
	lists) find pem -name 'o*.pem' ;;
	pkcs7) find check hostile signed windows -name '*.p7[bs]' -size -64k ;;
	esac | LC_ALL=C sort
}
