# The programs: one small file each, on the shared main in tools/libmain.a.  A new program is a
# line in bin_PROGRAMS and the two lines of sources and libraries.

noinst_LIBRARIES += tools/libmain.a

tools_libmain_a_SOURCES = \
	tools/arguments.c \
	tools/arguments.h \
	tools/bundle_form.c \
	tools/bundle_form.h \
	tools/bundle_io.c \
	tools/bundle_io.h \
	tools/convert.c \
	tools/convert.h \
	tools/distrust.c \
	tools/distrust.h \
	tools/kept.c \
	tools/kept.h \
	tools/options.h \
	tools/report.c \
	tools/selection.c \
	tools/selection.h \
	tools/signature.c \
	tools/signature.h \
	tools/tool.c \
	tools/tool.h \
	$(NULL)

# GnuTLS costs start-up time, a millisecond: only programs that check signatures link it
# (tests/programs.sh checks it).  All that select by --where do, as role and self-signed ask for
# them.
CORE_LIBS = tools/libmain.a lib/libcabundle.a $(TASN1_LIBS) $(NETTLE_LIBS)
SIGNATURE_LIBS = $(CORE_LIBS) $(GNUTLS_LIBS)

bin_PROGRAMS += \
	cabundle \
	cabundle-check \
	cabundle-diff \
	cabundle-list \
	cabundle-merge \
	cabundle-split \
	cabundle-sum \
	cabundle-verify \
	p7b2pem \
	pem2p7b \
	$(NULL)

cabundle_SOURCES = tools/cabundle.c
cabundle_LDADD = $(CORE_LIBS)

cabundle_check_SOURCES = \
	tools/cabundle-check.c \
	tools/check/aws.c \
	tools/check/aws.h \
	tools/check/aws_versions.c \
	tools/check/bundle.c \
	tools/check/bundle.h \
	tools/check/consumers.c \
	tools/check/consumers.h \
	tools/check/findings.c \
	tools/check/findings.h \
	tools/check/print.c \
	tools/check/progress.c \
	tools/check/progress.h \
	$(NULL)
cabundle_check_LDADD = $(SIGNATURE_LIBS) $(JANSSON_LIBS)

cabundle_diff_SOURCES = \
	tools/cabundle-diff.c \
	tools/diff/data.c \
	tools/diff/notes.c \
	tools/diff/report.c \
	tools/diff/report.h \
	tools/diff/text.c \
	$(NULL)
cabundle_diff_LDADD = $(SIGNATURE_LIBS)

cabundle_list_SOURCES = \
	tools/cabundle-list.c \
	tools/list/crls.c \
	tools/list/crls.h \
	$(NULL)
cabundle_list_LDADD = $(SIGNATURE_LIBS)

cabundle_merge_SOURCES = \
	tools/cabundle-merge.c \
	tools/merge/report.c \
	tools/merge/report.h \
	tools/merge/statements.c \
	tools/merge/statements.h \
	$(NULL)
cabundle_merge_LDADD = $(SIGNATURE_LIBS)

cabundle_split_SOURCES = \
	tools/cabundle-split.c \
	tools/split/files.c \
	tools/split/files.h \
	tools/split/parts.c \
	tools/split/parts.h \
	$(NULL)
cabundle_split_LDADD = $(SIGNATURE_LIBS)

cabundle_sum_SOURCES = \
	tools/cabundle-sum.c \
	tools/sum/list.c \
	tools/sum/list.h \
	$(NULL)
cabundle_sum_LDADD = $(CORE_LIBS)

cabundle_verify_SOURCES = \
	tools/cabundle-verify.c \
	tools/verify/chain_files.c \
	tools/verify/chain_files.h \
	tools/verify/report.c \
	tools/verify/report.h \
	$(NULL)
cabundle_verify_LDADD = $(SIGNATURE_LIBS)

p7b2pem_SOURCES = tools/p7b2pem.c
p7b2pem_LDADD = $(SIGNATURE_LIBS)

pem2p7b_SOURCES = tools/pem2p7b.c
pem2p7b_LDADD = $(SIGNATURE_LIBS)
