# The tests, all of them TAP: make check, or one by make check TESTS=tests/test-der.
# Adding one is a line in a list here; a command case is a line in a .cases file.

# Unit tests: tests/test-x.c is the source of tests/test-x.  The linker drops what a test does
# not call, GnuTLS too.
UNIT_TESTS = \
	tests/test-arena \
	tests/test-arguments \
	tests/test-aws \
	tests/test-base64 \
	tests/test-buf \
	tests/test-bundle \
	tests/test-caps \
	tests/test-cert \
	tests/test-chain \
	tests/test-constraints \
	tests/test-consumer \
	tests/test-crypto \
	tests/test-crl \
	tests/test-crl_index \
	tests/test-crl_names \
	tests/test-crypto_key \
	tests/test-der-tasn1 \
	tests/test-der \
	tests/test-diag \
	tests/test-diff \
	tests/test-digest \
	tests/test-digest_index \
	tests/test-dn \
	tests/test-domain \
	tests/test-field \
	tests/test-field_names \
	tests/test-filter \
	tests/test-filter_parse \
	tests/test-fingerprints \
	tests/test-folder \
	tests/test-guard \
	tests/test-host \
	tests/test-gather \
	tests/test-input \
	tests/test-json \
	tests/test-key \
	tests/test-lint_look \
	tests/test-lint_minds \
	tests/test-lint_profile \
	tests/test-message \
	tests/test-member \
	tests/test-lint_set \
	tests/test-lint_strength \
	tests/test-lint_trust \
	tests/test-moment \
	tests/test-nearest \
	tests/test-object \
	tests/test-oid \
	tests/test-openssl_trust \
	tests/test-order \
	tests/test-outfile \
	tests/test-outfile_faults \
	tests/test-pair_map \
	tests/test-path \
	tests/test-path_search \
	tests/test-pem \
	tests/test-pile \
	tests/test-pkcs7 \
	tests/test-policy \
	tests/test-pss \
	tests/test-reader \
	tests/test-reader_crl \
	tests/test-region \
	tests/test-render \
	tests/test-revocation \
	tests/test-revocation_pkits \
	tests/test-retry \
	tests/test-rules \
	tests/test-set_digest \
	tests/test-signature \
	tests/test-sorter \
	tests/test-span \
	tests/test-spool \
	tests/test-spool_faults \
	tests/test-strict_der \
	tests/test-status \
	tests/test-store \
	tests/test-template \
	tests/test-text \
	tests/test-tree \
	tests/test-utf16 \
	tests/test-verify \
	tests/test-weak \
	tests/test-writer \
	$(NULL)

# Command cases: a command, its exit status and its golden output.
CASE_TESTS = \
	tests/cases/check.cases \
	tests/cases/convert.cases \
	tests/cases/diff.cases \
	tests/cases/list.cases \
	tests/cases/man.cases \
	tests/cases/options.cases \
	tests/cases/sets.cases \
	tests/cases/trust.cases \
	tests/cases/verify.cases \
	$(NULL)

# Scripts: what does not fit on the line of a case.
SCRIPT_TESTS = \
	tests/data-aws.sh \
	tests/bounds.sh \
	tests/check-fixtures.sh \
	tests/data-crls.sh \
	tests/consumers-use.sh \
	tests/data-diff.sh \
	tests/data-check.sh \
	tests/data-consumers.sh \
	tests/data-merge.sh \
	tests/data-names.sh \
	tests/data-odd.sh \
	tests/data-parallel.sh \
	tests/data-paths.sh \
	tests/data-peers.sh \
	tests/data-pkits.sh \
	tests/data-profile.sh \
	tests/data-rds.sh \
	tests/data-readme.sh \
	tests/data-signed.sh \
	tests/data-split.sh \
	tests/data-stores.sh \
	tests/data-verify.sh \
	tests/io-faults.sh \
	tests/fuzz.sh \
	tests/io-failures.sh \
	tests/io-merge.sh \
	tests/io-read.sh \
	tests/programs.sh \
	tests/signatures.sh \
	tests/trouble.sh \
	$(NULL)

check_PROGRAMS += $(UNIT_TESTS) tests/consumers/gnutls tests/consumers/predict
LDADD = lib/libcabundle.a $(GNUTLS_LIBS) $(TASN1_LIBS) $(NETTLE_LIBS) $(JANSSON_LIBS)

# What is tested of the programs themselves.
tests_test_arguments_LDADD = tools/libmain.a $(LDADD)

# What consumers load, as they say it and as we predict it, for data-consumers.sh.
tests_consumers_gnutls_SOURCES = tests/consumers/gnutls.c
tests_consumers_predict_SOURCES = tests/consumers/predict.c

# What makes a program's memory or its GnuTLS fail, for trouble.sh.
check_DATA = tests/preload/fail.so
CLEANFILES += tests/preload/fail.so
tests/preload/fail.so: tests/preload/fail.c
	$(AM_V_CCLD)$(MKDIR_P) tests/preload && \
		$(CC) $(DEFS) $(DEFAULT_INCLUDES) $(AM_CPPFLAGS) $(CPPFLAGS) $(CFLAGS) -fPIC -shared -o $@ \
		$(srcdir)/tests/preload/fail.c -ldl
# Fuzz targets: with replay.c a target runs over files, which tests/fuzz.sh does; configured with
# --enable-fuzzing it is libFuzzer's, with a mutator of ASN.1 where that is the input.
FUZZ_TARGETS = \
	tests/fuzz/fuzz-aws \
	tests/fuzz/fuzz-base64 \
	tests/fuzz/fuzz-cert \
	tests/fuzz/fuzz-consumers \
	tests/fuzz/fuzz-der \
	tests/fuzz/fuzz-filter \
	tests/fuzz/fuzz-lint \
	tests/fuzz/fuzz-lists \
	tests/fuzz/fuzz-names \
	tests/fuzz/fuzz-pem \
	tests/fuzz/fuzz-pkcs7 \
	tests/fuzz/fuzz-reader \
	tests/fuzz/fuzz-text \
	$(NULL)

if FUZZING
FUZZ_MAIN =
FUZZ_TREE = tests/fuzz/mutate.c
FUZZ_LINK = $(AM_LDFLAGS) -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/replay.c
FUZZ_TREE = $(FUZZ_MAIN)
FUZZ_LINK = $(AM_LDFLAGS)
endif

check_PROGRAMS += $(FUZZ_TARGETS)
tests_fuzz_fuzz_aws_SOURCES = tests/fuzz/fuzz-aws.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_aws_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_base64_SOURCES = tests/fuzz/fuzz-base64.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_base64_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_cert_SOURCES = tests/fuzz/fuzz-cert.c tests/fuzz/fuzz.h $(FUZZ_TREE)
tests_fuzz_fuzz_cert_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_consumers_SOURCES = tests/fuzz/fuzz-consumers.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_consumers_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_der_SOURCES = tests/fuzz/fuzz-der.c tests/fuzz/fuzz.h $(FUZZ_TREE)
tests_fuzz_fuzz_der_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_filter_SOURCES = tests/fuzz/fuzz-filter.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_filter_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_lint_SOURCES = tests/fuzz/fuzz-lint.c tests/fuzz/fuzz.h $(FUZZ_TREE)
tests_fuzz_fuzz_lint_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_lists_SOURCES = tests/fuzz/fuzz-lists.c tests/fuzz/fuzz.h tools/sum/list.c $(FUZZ_MAIN)
tests_fuzz_fuzz_lists_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_names_SOURCES = tests/fuzz/fuzz-names.c tests/fuzz/fuzz.h $(FUZZ_TREE)
tests_fuzz_fuzz_names_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_pem_SOURCES = tests/fuzz/fuzz-pem.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_pem_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_pkcs7_SOURCES = tests/fuzz/fuzz-pkcs7.c tests/fuzz/fuzz.h $(FUZZ_TREE)
tests_fuzz_fuzz_pkcs7_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_reader_SOURCES = tests/fuzz/fuzz-reader.c tests/fuzz/fuzz.h $(FUZZ_TREE)
tests_fuzz_fuzz_reader_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz-text.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
tests_fuzz_fuzz_text_LDFLAGS = $(FUZZ_LINK)

TESTS += $(UNIT_TESTS) $(CASE_TESTS) $(SCRIPT_TESTS)
TEST_EXTENSIONS = .cases .sh

# A sanitizer's finding must not look like the exit status of a program.
AM_TESTS_ENVIRONMENT = \
	$(SCRIPT_ENV) \
	ASAN_OPTIONS="exitcode=99:$$ASAN_OPTIONS"; export ASAN_OPTIONS; \
	UBSAN_OPTIONS="exitcode=99:print_stacktrace=1:$$UBSAN_OPTIONS"; export UBSAN_OPTIONS;

TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
CASES_LOG_DRIVER = $(TAP_DRIVER)
CASES_LOG_COMPILER = timeout 600 sh $(top_srcdir)/tests/run-cases.sh
# What hangs is stopped; sh, as bash starts processes more slowly.
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = timeout 600 sh

EXTRA_DIST += \
	tests/analyze.known \
	tests/analyze.sh \
	tests/check.fixtures \
	tests/check.odd \
	tests/collect.h \
	tests/consumers-lib.sh \
	tests/consumers.known \
	tests/consumers/Loads.java \
	tests/consumers/loads.go \
	tests/demo.sh \
	tests/faults.h \
	tests/feed.h \
	tests/fixture.h \
	tests/found.h \
	tests/der_tasn1.h \
	tests/feed.h \
	tests/fixture.h \
	tests/fuzz/corpus \
	tests/fuzz/mutate.c \
	tests/fuzz/replay.c \
	tests/fuzz/inputs.sh \
	tests/fuzz/run.sh \
	tests/hex.h \
	tests/io-lib.sh \
	tests/lib.sh \
	tests/lint \
	tests/make_cert.h \
	tests/peers.known \
	tests/revocation_scene.h \
	tests/preload/fail.c \
	tests/run-cases.sh \
	tests/scratch.h \
	tests/tap.h \
	tests/verify.known \
	$(CASE_TESTS) \
	$(SCRIPT_TESTS) \
	$(NULL)
