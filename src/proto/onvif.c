/* SPDX-License-Identifier: Apache-2.0
 *
 * ONVIF requests and replies (ONVIF Core Specification, 5.2: SOAP 1.2, in HTTP bodies): which
 * operations a device is asked for and answers, and what it says of itself.
 *
 *   <Envelope> [<Header>...</Header>] <Body> <operation xmlns="...onvif.org/..."> ... </Body>
 *
 * An envelope counts as ONVIF's when a namespace of onvif.org is declared on it or on what stands
 * in it up to the operation. Prefixes are ignored: every maker has its own.
 * Skipped on purpose: the header (it holds user names and digests of passwords) and the content of
 * all operations but GetDeviceInformation (8.3.1 of the specification's device part).
 */
#include "base/xml.h"
#include "proto/dissector.h"

static const struct {
	const char *name;
	enum obs_kind kind;
} fields[] = {
	{"Manufacturer", OBS_ONVIF_MANUFACTURER}, {"Model", OBS_ONVIF_MODEL},
	{"FirmwareVersion", OBS_ONVIF_FIRMWARE},  {"SerialNumber", OBS_ONVIF_SERIAL},
	{"HardwareId", OBS_ONVIF_HARDWARE},
};

struct walk {
	struct sink *out;
	bool is_onvif; /* a namespace was declared */
	bool is_told;  /* the operation was */
	bool is_other; /* the operation ended and was none of ONVIF's */
};

/* Names the operation at the first thing seen of it: an attribute, a child or its own end. */
static void operation(struct walk *w, struct slice below_body, bool is_attribute)
{
	struct cursor c = cursor_over(below_body);
	struct slice name = cursor_until(&c, '/');
	bool is_end = !cursor_fine(&c) && !is_attribute;

	if (!cursor_fine(&c))
		name = below_body;
	if (w->is_onvif)
		sink_text(w->out, OBS_ONVIF_ACTION, name);
	w->is_told = w->is_onvif;
	w->is_other = is_end && !w->is_told;
}

static void leaf(void *ctx, const struct xml_leaf *leaf)
{
	static const char body[] = "Envelope/Body/";
	static const char response[] = "Envelope/Body/GetDeviceInformationResponse/";
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);

	if (w->is_other || !slice_starts(path, "Envelope"))
		return;
	if (leaf->is_attribute && !w->is_told &&
	    (slice_same_word(slice_text(leaf->name), "xmlns") ||
	     slice_same_word(slice_text(leaf->prefix), "xmlns")))
		w->is_onvif |= slice_find_word(leaf->text, "onvif.org/") < leaf->text.len;
	if (!slice_starts(path, body))
		return;
	if (!w->is_told)
		operation(w, slice_from(path, sizeof(body) - 1), leaf->is_attribute);
	if (!w->is_told || leaf->is_attribute || !slice_starts(path, response))
		return;
	path = slice_from(path, sizeof(response) - 1);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (slice_equal(path, slice_text(fields[i].name)))
			sink_text(w->out, fields[i].kind, leaf->text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct walk w = {.out = out};
	(void)state, (void)where;

	bool whole = xml_walk(cursor_rest(in), leaf, &w);
	if (!w.is_told)
		return verdict(VERDICT_NOT_MINE);
	return whole ? verdict(VERDICT_DONE) : verdict_malformed("XML breaks off");
}

static const enum obs_kind emits[] = {
	OBS_ONVIF_ACTION, OBS_ONVIF_MANUFACTURER, OBS_ONVIF_MODEL, OBS_ONVIF_FIRMWARE,
	OBS_ONVIF_SERIAL, OBS_ONVIF_HARDWARE,     OBS_KINDS};

extern const struct dissector onvif_dissector;
const struct dissector onvif_dissector = {
	.name = "onvif",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_XML,
	.feed = feed,
	.emits = emits,
};
