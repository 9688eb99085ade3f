#include "tap.h"

#include "aws/region.h"
#include "hex.h"

static const struct {
	const char *cn;
	const char *region, *partition;
} rows[] = {
	{ "Amazon RDS us-east-1 Root CA RSA2048 G1", "us-east-1", "aws" },
	{ "Amazon RDS eu-central-1 2019 CA", "eu-central-1", "aws" },
	{ "Amazon RDS me-south-1 Root CA", "me-south-1", "aws" },
	{ "Amazon RDS ap-southeast-2 CA", "ap-southeast-2", "aws" },
	{ "Amazon RDS mx-central-1 Root CA ECC384 G1", "mx-central-1", "aws" },
	{ "Amazon RDS xy-northwest-12 Root CA RSA2048 G1", "xy-northwest-12",
	  "aws" },
	{ "us-west-2", "us-west-2", "aws" },
	{ "  us-west-2  ", "us-west-2", "aws" },
	{ "Amazon RDS us-gov-west-1 CA", "us-gov-west-1", "aws-us-gov" },
	{ "Amazon RDS us-gov-east-1 Root CA RSA4096 G1", "us-gov-east-1",
	  "aws-us-gov" },
	{ "Amazon RDS cn-north-1 Root CA RSA2048 G1", "cn-north-1", "aws-cn" },
	{ "Amazon RDS cn-northwest-1 Root CA RSA2048 G1", "cn-northwest-1",
	  "aws-cn" },
	{ "Amazon RDS us-iso-east-1 Root CA", "us-iso-east-1", "aws-iso" },
	{ "Amazon RDS us-isob-east-1 Root CA", "us-isob-east-1", "aws-iso-b" },
	{ "Amazon RDS eu-isoe-west-1 Root CA", "eu-isoe-west-1", "aws-iso-e" },
	{ "Amazon RDS us-isof-south-1 Root CA", "us-isof-south-1", "aws-iso-f" },
	{ "Amazon RDS eusc-de-east-1 Root CA RSA2048 G1", "eusc-de-east-1",
	  "aws-eusc" },

	/* Stages are no part of the region's own bundle. */
	{ "Amazon RDS Beta us-east-1 2019 CA", "us-east-1-beta", "aws" },
	{ "Amazon RDS Beta us-east-1 Root CA ECC384 G1", "us-east-1-beta", "aws" },
	{ "Amazon RDS Preview us-east-2 2019 CA", "us-east-2-preview", "aws" },
	{ "Amazon RDS preview-us-east-2 CA", "us-east-2-preview", "aws" },
	{ "Amazon RDS us-east-1 Beta CA", "us-east-1-beta", "aws" },

	/* The first one counts. */
	{ "us-east-1 and us-west-2", "us-east-1", "aws" },

	{ "", NULL, NULL },
	{ " ", NULL, NULL },
	{ "Amazon RDS Root 2019 CA", NULL, NULL },
	{ "Amazon RDS Root CA", NULL, NULL },
	{ "Amazon RDS GovCloud Root CA", NULL, NULL },
	{ "Amazon RDS Beta Root 2019 CA", NULL, NULL },
	{ "Amazon RDS Preview Root 2019 CA", NULL, NULL },
	{ "aws.amazon.com/rds/", NULL, NULL },
	{ "US-EAST-1", NULL, NULL },
	{ "us-east", NULL, NULL },
	{ "us-east-", NULL, NULL },
	{ "us-1", NULL, NULL },
	{ "us--1", NULL, NULL },
	{ "us-east-1a", NULL, NULL },
	{ "us-east-123", NULL, NULL },
	{ "us-east-1-", NULL, NULL },
	{ "us-east-1.rds.amazonaws.com", NULL, NULL },
	{ "xus-east-1,", NULL, NULL },
	{ "-us-east-1", NULL, NULL },
	{ "a-east-1", NULL, NULL },
	{ "abcde-east-1", NULL, NULL },
	{ "us-e-1", NULL, NULL },
	{ "us-east_1", NULL, NULL },
	{ "us\xc3\xa9-east-1", NULL, NULL },
	{ "preview-", NULL, NULL },
	{ "preview-preview", NULL, NULL },
	{ "Beta", NULL, NULL },
};

TEST(a_region_is_found_by_its_shape)
{
	struct buf scratch = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span cn = exact_copy(span_str(rows[i].cn)), region,
			    partition;

		ROW(*rows[i].cn ? rows[i].cn : "an empty name");
		region = region_of_cn(cn, &scratch);
		partition = region_partition(region);
		if (rows[i].region == NULL) {
			CHECK_EQ_INT(region.n, 0);
			CHECK_EQ_INT(partition.n, 0);
		} else {
			CHECK_EQ_MEM(region.p, region.n, rows[i].region,
				     strlen(rows[i].region));
			CHECK_EQ_MEM(partition.p, partition.n, rows[i].partition,
				     strlen(rows[i].partition));
		}
		exact_free(cn);
	}
	buf_free(&scratch);
}

static const struct {
	const char *cn, *issuer;
	const char *ca; /* NULL: none */
} families[] = {
	{ "Amazon RDS us-east-1 Root CA RSA2048 G1", "", "rds-ca-rsa2048-g1" },
	{ "Amazon RDS us-east-1 Root CA RSA4096 G1", "", "rds-ca-rsa4096-g1" },
	{ "Amazon RDS us-gov-west-1 Root CA ECC384 G1", "", "rds-ca-ecc384-g1" },
	{ "Amazon RDS Beta us-east-1 Root CA ECC384 G1", "", "rds-ca-ecc384-g1" },
	{ "Amazon RDS us-east-1 2019 CA", "Amazon RDS Root 2019 CA",
	  "rds-ca-2019" },
	{ "Amazon RDS Root 2019 CA", "Amazon RDS Root 2019 CA", "rds-ca-2019" },
	{ "Amazon RDS Root CA", "Amazon RDS Root CA", "rds-ca-2015" },
	{ "Amazon RDS eu-west-1 CA", "Amazon RDS Root CA", "rds-ca-2015" },
	{ "Amazon RDS GovCloud Root CA", "Amazon RDS GovCloud Root CA",
	  "rds-ca-2017" },
	{ "Amazon RDS us-gov-west-1 CA", "Amazon RDS GovCloud Root CA",
	  "rds-ca-2017" },

	/* The opt-in regions of the old time have no identifier. */
	{ "Amazon RDS me-south-1 Root CA", "Amazon RDS me-south-1 Root CA", NULL },
	{ "Amazon RDS me-south-1 CA", "Amazon RDS me-south-1 Root CA", NULL },
	{ "aws.amazon.com/rds/", "aws.amazon.com/rds/", NULL },
	{ "Example us-east-1 Root CA RSA2048 G1", "", NULL },
	{ "Example CA", "Amazon RDS Root CA", NULL },
	{ "", "", NULL },
};

TEST(the_family_is_said_by_the_name_or_the_issuer)
{
	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		struct span ca = region_rds_ca(span_str(families[i].cn),
					       span_str(families[i].issuer));
		const char *wanted = families[i].ca != NULL ? families[i].ca : "";

		ROW(families[i].cn);
		CHECK_EQ_MEM(ca.p, ca.n, wanted, strlen(wanted));
	}
}

TEST(a_stage_is_told_by_the_name)
{
	static const struct {
		const char *cn;
		bool stage;
	} names[] = {
		{ "Amazon RDS Beta Root 2019 CA", true },
		{ "Amazon RDS Preview Root 2019 CA", true },
		{ "Amazon RDS Beta us-east-1 Root CA ECC384 G1", true },
		{ "Amazon RDS preview-us-east-2 CA", true },
		{ "Amazon RDS Root 2019 CA", false },
		{ "Amazon RDS us-east-1 Root CA ECC384 G1", false },
		{ "preview-of-nothing", false },
		{ "Betaville", false },
		{ "", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		ROW(names[i].cn);
		CHECK(region_is_stage(span_str(names[i].cn)) == names[i].stage);
	}
}
