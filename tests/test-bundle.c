#include "tap.h"

#include "fixture.h"

TEST(entries_are_copies_in_the_order_of_reading)
{
	struct buf bytes = fixture_bytes("der/three.der"), kept = { 0 };
	struct origin origin = { .file = "some file" };
	struct bundle b = { 0 };
	struct span rest = buf_span(&bytes), der;

	buf_add(&kept, buf_span(&bytes));
	while (der_take_whole(&rest, DER_SEQUENCE, &der)) {
		struct cert_error why;
		struct cert c;

		REQUIRE(cert_parse(der, &c, &why));
		bundle_add(&b, &c, &origin);
		origin.offset += der.n;
	}
	memset(bytes.p, 0, bytes.n);
	REQUIRE(b.count == 3);
	for (size_t i = 0; i < 3; i++) {
		CHECK(span_eq(b.entry[i].cert.der, span_of(kept.p + 421 * i, 421)));
		CHECK_EQ_INT(b.entry[i].index, i + 1);
		CHECK_EQ_INT(b.entry[i].origin.offset, 421 * i);
		CHECK_EQ_STR(b.entry[i].origin.file, "some file");
		/* the fields lie in the copy */
		CHECK(b.entry[i].cert.subject.p > b.entry[i].cert.der.p &&
		      b.entry[i].cert.subject.p < b.entry[i].cert.der.p + 421);
	}
	bundle_free(&b);
	CHECK(b.count == 0 && b.entry == NULL);
	buf_free(&bytes);
	buf_free(&kept);
}

TEST(names_of_files_and_trust_settings_are_copied)
{
	struct bundle source = fixture_bundle("pem/one.pem"), b = { 0 };
	char name[] = "first", label[] = "label", aux[] = "\x30\x00";
	struct origin o = { .file = name };

	REQUIRE(source.count == 1);
	o.trust.label = span_of(label, 5);
	o.trust.aux = span_of(aux, 2);
	bundle_add(&b, &source.entry[0].cert, &o);
	memcpy(name, "other", 5);
	memcpy(label, "xxxxx", 5);
	memcpy(aux, "xx", 2);
	bundle_add(&b, &source.entry[0].cert, &o);
	bundle_free(&source);
	CHECK_EQ_STR(b.entry[0].origin.file, "first");
	CHECK_EQ_STR(b.entry[1].origin.file, "other");
	CHECK(span_eq(b.entry[0].origin.trust.label, SPAN_LIT("label")));
	CHECK(span_eq(b.entry[0].origin.trust.aux, SPAN_LIT("\x30\x00")));
	bundle_free(&b);
}

TEST(a_cut_drops_the_last_entries_and_counting_goes_on)
{
	struct bundle source = fixture_bundle("der/three.der"), b = { 0 };

	REQUIRE(source.count == 3);
	for (size_t i = 0; i < 3; i++)
		bundle_add(&b, &source.entry[i].cert, &source.entry[i].origin);
	bundle_cut(&b, 1);
	CHECK_EQ_INT(b.count, 1);
	bundle_add(&b, &source.entry[2].cert, &source.entry[2].origin);
	CHECK_EQ_INT(b.count, 2);
	CHECK_EQ_INT(b.entry[1].index, 2);
	CHECK(span_eq(b.entry[1].cert.der, source.entry[2].cert.der));
	bundle_cut(&b, 0);
	CHECK_EQ_INT(b.count, 0);
	bundle_free(&b);
	bundle_free(&source);
}

TEST(a_bundle_of_thousands_keeps_them_all)
{
	struct bundle source = fixture_bundle("der/three.der"), b = { 0 };
	bool good = true;

	REQUIRE(source.count == 3);
	for (size_t i = 0; i < 10000; i++)
		bundle_add(&b, &source.entry[i % 3].cert,
			   &source.entry[i % 3].origin);
	CHECK_EQ_INT(b.count, 10000);
	for (size_t i = 0; i < b.count; i++)
		good = good &&
		       span_eq(b.entry[i].cert.der, source.entry[i % 3].cert.der) &&
		       b.entry[i].index == i + 1;
	CHECK(good);
	bundle_free(&b);
	bundle_free(&source);
}
