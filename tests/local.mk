# The tests, all of them TAP: make check, or one by make check TESTS=tests/test-der.
# Adding one is a line in a list here; a command case is a line in a .cases file.

# Unit tests: tests/test-x.c is the source of tests/test-x.  The linker drops what a test does
# not call, GnuTLS too.
UNIT_TESTS = \
	$(NULL)

# Command cases: a command, its exit status and its golden output.
CASE_TESTS = \
	tests/cases/convert.cases \
	tests/cases/list.cases \
	tests/cases/man.cases \
	$(NULL)

# Scripts: what does not fit on the line of a case.
SCRIPT_TESTS = \
	tests/data-names.sh \
	tests/data-odd.sh \
	tests/data-parallel.sh \
	tests/data-peers.sh \
	tests/data-rds.sh \
	tests/io-failures.sh \
	tests/programs.sh \
	$(NULL)

check_PROGRAMS += $(UNIT_TESTS)
LDADD = lib/libcabundle.a $(GNUTLS_LIBS) $(TASN1_LIBS) $(NETTLE_LIBS)

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
CASES_LOG_COMPILER = timeout 300 sh $(top_srcdir)/tests/run-cases.sh
# What hangs is stopped; sh, as bash starts processes more slowly.
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = timeout 300 sh

EXTRA_DIST += \
	tests/demo.sh \
	tests/lib.sh \
	tests/lint \
	tests/peers.known \
	tests/run-cases.sh \
	tests/tap.h \
	$(CASE_TESTS) \
	$(SCRIPT_TESTS) \
	$(NULL)
