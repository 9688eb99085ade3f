# The programs: one small file each, on the shared main in tools/libmain.a.  A new program is a
# line in bin_PROGRAMS and the two lines of sources and libraries.

noinst_LIBRARIES += tools/libmain.a

tools_libmain_a_SOURCES = \
	tools/bundle_io.c \
	tools/bundle_io.h \
	tools/convert.c \
	tools/convert.h \
	tools/report.c \
	tools/selection.c \
	tools/selection.h \
	tools/tool.c \
	tools/tool.h \
	$(NULL)

# GnuTLS costs start-up time: only programs that check signatures link it
# (tests/programs.sh checks it).
CORE_LIBS = tools/libmain.a lib/libcabundle.a $(TASN1_LIBS) $(NETTLE_LIBS)
SIGNATURE_LIBS = $(CORE_LIBS) $(GNUTLS_LIBS)

bin_PROGRAMS += \
	cabundle \
	cabundle-list \
	p7b2pem \
	pem2p7b \
	$(NULL)

cabundle_SOURCES = tools/cabundle.c
cabundle_LDADD = $(CORE_LIBS)

cabundle_list_SOURCES = tools/cabundle-list.c
cabundle_list_LDADD = $(SIGNATURE_LIBS)

p7b2pem_SOURCES = tools/p7b2pem.c
p7b2pem_LDADD = $(CORE_LIBS)

pem2p7b_SOURCES = tools/pem2p7b.c
pem2p7b_LDADD = $(CORE_LIBS)
