/* SPDX-License-Identifier: Apache-2.0
 *
 * What the readers of HTTP interfaces (api_json.c, api_text.c, api_xml.c) have in common: a form is
 * one interface of devices, known by fields that no other has; a name of its answer leads to a
 * kind.
 *
 * Only what the serving side sent counts: a client that writes settings sends the same words. Where
 * devices report of themselves as clients, their reader says so. Letter case of names doesn't count.
 */
#ifndef CAMTRAIL_PROTO_API_H
#define CAMTRAIL_PROTO_API_H

#include "obs/sink.h"
#include "proto/say.h"

/* A field that must be there, with a value that begins like this, for the form to be the form. */
struct api_mark {
	uint8_t form;
	uint8_t bit; /* which of the form's marks; one is enough of those with the same bit */
	const char *name, *begins;
};

/* What a field says. kind API_FIELD says name=value under the name given here. */
struct api_field {
	uint8_t form;
	enum obs_kind kind;
	const char *name;  /* in the answer */
	const char *field; /* for API_FIELD */
};

enum { API_FORMS_MAX = 8 };

struct api_marks {
	uint8_t seen[API_FORMS_MAX], all[API_FORMS_MAX]; /* bits */
};

static inline void api_note(struct api_marks *marks, const struct api_mark *table, size_t n,
			    struct slice name, struct slice value)
{
	for (size_t i = 0; i < n; i++)
		if (slice_same_word(name, table[i].name) && slice_starts(value, table[i].begins))
			marks->seen[table[i].form] |= table[i].bit;
}

/* The first form of which each bit in the table was seen; API_FORMS_MAX when there is none. */
static inline unsigned api_form(struct api_marks *marks, const struct api_mark *table, size_t n)
{
	unsigned form = 0;

	for (size_t i = 0; i < n; i++)
		marks->all[table[i].form] |= table[i].bit;
	while (form < API_FORMS_MAX &&
	       (marks->all[form] == 0 || marks->seen[form] != marks->all[form]))
		form++;
	return form;
}

static inline void api_say(const struct api_field *table, size_t n, unsigned form,
			   struct slice name, struct slice value, struct sink *out)
{
	for (size_t i = 0; i < n; i++) {
		if (table[i].form != form || !slice_same_word(name, table[i].name))
			continue;
		if (table[i].kind == OBS_API_FIELD)
			say_field(out, OBS_API_FIELD, slice_text(table[i].field), value);
		else
			sink_text(out, table[i].kind, value);
	}
}

#define API_EMITS                                                                     \
	OBS_API_FORM, OBS_API_BRAND, OBS_API_MODEL, OBS_API_SERIAL, OBS_API_FIRMWARE, \
		OBS_API_HARDWARE, OBS_API_MAC, OBS_API_NAME, OBS_API_REALM, OBS_API_FIELD

#endif
