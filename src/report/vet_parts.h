/* SPDX-License-Identifier: Apache-2.0
 *
 * Free software that firmware is commonly built of: what kind of component it is, and the names
 * under which the vulnerability databases keep it, for those of which it is certain (NVD's CPE
 * dictionary, https://nvd.nist.gov/products/cpe).
 */
#ifndef CAMTRAIL_REPORT_VET_PARTS_H
#define CAMTRAIL_REPORT_VET_PARTS_H

#include "base/buf.h"

struct vet_part {
	const char *name;   /* as it says itself, in lower case */
	const char *type;   /* of CycloneDX: library, application, operating-system, firmware */
	const char *vendor; /* of the CPE */
	const char *product;
};

/* "OpenSSL 1.0.1e" into its name and version; the version is empty when there is none. */
void vet_part_split(struct slice text, struct slice *ret_name, struct slice *ret_version);
/* NULL = not in the table. */
const struct vet_part *vet_part_find(struct slice name);
/* cpe:2.3:a:openssl:openssl:1.0.1e:*:*:*:*:*:*:* (NISTIR 7695, 6.2); nothing when the version can't
 * be told. */
void vet_part_cpe(struct buf *out, const struct vet_part *part, struct slice version);
/* pkg:generic/openssl@1.0.1e (package-url specification) */
void vet_part_purl(struct buf *out, const struct vet_part *part, struct slice version);

#endif
