/* SPDX-License-Identifier: Apache-2.0
 * Parts of vet's JSON document. */
#ifndef CAMTRAIL_REPORT_VET_JSON_H
#define CAMTRAIL_REPORT_VET_JSON_H

#include "report/json_out.h"
#include "report/vet_view.h"

/* The whole document into an open writer. */
void vet_json_document(struct json_out *j, const struct vet_report_input *in);

/* One element of images: the members of an object that the caller opened and closes. */
void vet_json_image(struct json_out *j, const struct vet_report_input *in, size_t image);
/* One fact as an object of an array. */
void vet_json_item(struct json_out *j, const struct vet_report_input *in, size_t item);
/* Raw text that may hold any bytes: key, and keyed_hex where the text alone would lose some. */
void vet_json_raw(struct json_out *j, const char *key, const char *key_hex, struct slice raw);

#endif
