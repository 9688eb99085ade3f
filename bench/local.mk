# The comparison with peers: make bench runs bench/run.sh.  Each file is named, as the folder's
# own name is that of the target.

EXTRA_PROGRAMS += bench/generate
bench_generate_SOURCES = bench/generate.c
bench_generate_LDADD = lib/libcabundle.a $(TASN1_LIBS) $(NETTLE_LIBS)
CLEANFILES += bench/generate

EXTRA_DIST += \
	bench/merge.awk \
	bench/merge.go \
	bench/run.sh \
	$(NULL)
