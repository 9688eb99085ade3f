# The core, one static library that is not installed.  tests/lint/sources.sh checks that every
# file under lib/ is named here.

noinst_LIBRARIES += lib/libcabundle.a

lib_libcabundle_a_SOURCES = \
	lib/arena.c \
	lib/arena.h \
	lib/aws.c \
	lib/aws.h \
	lib/aws_json.c \
	lib/aws_json.h \
	lib/aws_place.c \
	lib/aws_place.h \
	lib/base64.c \
	lib/base64.h \
	lib/buf.c \
	lib/buf.h \
	lib/bundle.c \
	lib/bundle.h \
	lib/caps.h \
	lib/cdefs.h \
	lib/cert.c \
	lib/cert.h \
	lib/chain.c \
	lib/chain.h \
	lib/crypto.c \
	lib/crypto.h \
	lib/der.c \
	lib/der.h \
	lib/diag.c \
	lib/diag.def \
	lib/diag.h \
	lib/diff.c \
	lib/diff.h \
	lib/diff_classify.c \
	lib/diff_pair.c \
	lib/digest.c \
	lib/digest.h \
	lib/digest_index.c \
	lib/digest_index.h \
	lib/dn.c \
	lib/dn.h \
	lib/facts.c \
	lib/field.c \
	lib/field.def \
	lib/field.h \
	lib/field_get.c \
	lib/field_get_ext.c \
	lib/filter.c \
	lib/filter.h \
	lib/fingerprints.c \
	lib/fingerprints.h \
	lib/formats/der_format.c \
	lib/formats/directory.c \
	lib/formats/foreign.c \
	lib/formats/format.c \
	lib/formats/format.h \
	lib/formats/object.c \
	lib/formats/object.h \
	lib/formats/openssl_trust.c \
	lib/formats/openssl_trust.h \
	lib/formats/pem_format.c \
	lib/formats/pem_writer.c \
	lib/formats/pkcs7.c \
	lib/formats/pkcs7.h \
	lib/formats/pkcs7_writer.c \
	lib/formats/reader.c \
	lib/formats/reader.h \
	lib/formats/readers.h \
	lib/formats/writer.c \
	lib/formats/writer.h \
	lib/input.c \
	lib/input.h \
	lib/key.c \
	lib/lint.c \
	lib/lint.def \
	lib/lint.h \
	lib/lint_file.c \
	lib/lint_file.h \
	lib/lint_profile.c \
	lib/lint_profile.h \
	lib/lint_profile_algorithm.c \
	lib/lint_profile_der.c \
	lib/lint_profile_ext.c \
	lib/lint_profile_frame.c \
	lib/lint_profile_name.c \
	lib/lint_profile_parts.h \
	lib/lint_profile_schema.c \
	lib/lint_set.c \
	lib/lint_set.h \
	lib/lint_strength.c \
	lib/lint_strength.h \
	lib/lint_trust.c \
	lib/matrix.c \
	lib/matrix.h \
	lib/moment.c \
	lib/moment.h \
	lib/oid.c \
	lib/oid.def \
	lib/oid.h \
	lib/order.c \
	lib/order.h \
	lib/outfile.c \
	lib/outfile.h \
	lib/pem.c \
	lib/pem.h \
	lib/pile.c \
	lib/pile.h \
	lib/pem_text.c \
	lib/region.c \
	lib/region.h \
	lib/render.c \
	lib/render.h \
	lib/render_aws.c \
	lib/render_json.c \
	lib/render_table.c \
	lib/render_text.c \
	lib/schema.c \
	lib/schema.h \
	lib/schema_pkix.def \
	lib/set_digest.c \
	lib/set_digest.h \
	lib/template.c \
	lib/template.h \
	lib/sorter.c \
	lib/sorter.h \
	lib/span.h \
	lib/spool.c \
	lib/spool.h \
	lib/strict_der.c \
	lib/strict_der.def \
	lib/strict_der.h \
	lib/strict_der_value.c \
	lib/strict_der_value.h \
	lib/store.c \
	lib/store.h \
	lib/text.c \
	lib/text.h \
	lib/tree.c \
	lib/tree.h \
	lib/utf16.c \
	lib/utf16.h \
	lib/value.h \
	$(NULL)

EXTRA_DIST += \
	lib/LAYERS \
	lib/schema_pkix.asn \
	$(NULL)

# The array that libtasn1's tree is made from, for developers: it is committed, as users need not
# have asn1Parser, and make lint (tests/lint/schema.sh) compares it.
.PHONY: schema
schema:
	asn1Parser -o $(srcdir)/lib/schema_pkix.def -n schema_pkix $(srcdir)/lib/schema_pkix.asn
