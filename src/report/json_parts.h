/* SPDX-License-Identifier: Apache-2.0
 * Parts of the JSON document that other outputs use too. */
#ifndef CAMTRAIL_REPORT_JSON_PARTS_H
#define CAMTRAIL_REPORT_JSON_PARTS_H

#include "report/json_out.h"
#include "report/summary.h"

enum { JSON_TWINS_MAX = 32, VALUE_MAX = 8192 };

/* The whole document into an open writer. */
void json_document(struct json_out *j, const struct summary *s);

/* The members of an object that the caller opened and closes. */
void json_device(struct json_out *j, const struct summary *s, size_t device);
void json_contact(struct json_out *j, const struct summary *s, size_t device, size_t contact);
void json_finding(struct json_out *j, const struct summary *s, const struct finding *f);
/* kind, value, hex where the value is not UTF-8, cut, count */
void json_seen(struct json_out *j, const struct seen *seen);
/* id, name, country, probability and what the verdict rests on, under that key */
void json_maker(struct json_out *j, const struct knowledge *k, const struct verdict_device *v);

void json_frames(struct json_out *j, const char *key, const struct frame_list *frames);

/* Did footage leave, to that contact or, where contact is SIZE_MAX, in that session from outside. */
void json_footage(struct json_out *j, const struct summary *s, size_t device, size_t contact,
		  size_t inbound);
void json_completeness(struct json_out *j, const struct verdict_device *v);

/* What its firmware carries; null when no image was taken for its own. */
/* One of its servers: the members of an object. */
void json_configured(struct json_out *j, const struct firmware *f, const struct configured *c);
void json_firmware(struct json_out *j, const struct summary *s, const struct verdict_device *v);

/* Nothing when likeness was not asked for. */
void json_like(struct json_out *j, const struct summary *s);

#endif
