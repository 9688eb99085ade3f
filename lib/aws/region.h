/*
 * What the names in Amazon RDS bundles say: region, partition and CA family; by
 * the shape of the name, not from a list, so that a region opened tomorrow works.
 */
#ifndef REGION_H
#define REGION_H

#include "base/buf.h"

/*
 * region_of_cn finds a region in a common name: "us-east-1", "us-gov-west-1",
 * "eusc-de-east-1"; with "-beta" or "-preview" behind it where the name says Beta
 * or Preview. Returns a span into scratch, or an empty one.
 */
struct span region_of_cn(struct span cn, struct buf *scratch);

/*
 * region_is_stage says whether a common name says Beta or Preview: its CA is for no
 * region that customers have.
 */
bool region_is_stage(struct span cn);

/*
 * region_partition gives the AWS partition of a region, "aws", "aws-us-gov" ...; an
 * empty span where it has not the shape of an AWS region.
 */
struct span region_partition(struct span region);

/*
 * region_rds_ca gives the identifier that AWS uses for the CA, "rds-ca-2019",
 * where the subject's common name says it, or for the families of 2015 and 2017
 * the issuer's; else an empty span.
 */
struct span region_rds_ca(struct span cn, struct span issuer_cn);

#endif
