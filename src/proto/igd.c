/* SPDX-License-Identifier: Apache-2.0
 *
 * Port mappings that a device asks its router for by UPnP (WANIPConnection:1 and :2, 2.4.16,
 * 2.4.18 and 2.4.20 of UPnP Forum's documents; SOAP in HTTP bodies): a door from outside to a port
 * inside.
 *
 *   <Envelope> <Body> <AddPortMapping xmlns="urn:schemas-upnp-org:service:WAN...Connection:n">
 *     NewRemoteHost NewExternalPort NewProtocol NewInternalPort NewInternalClient NewEnabled
 *     NewPortMappingDescription NewLeaseDuration
 *
 * AddAnyPortMapping of version 2 holds the same. Answers hold no ports: that one came is all.
 * Skipped on purpose: remote host, lease, listings of mappings that others asked for.
 */
#include "base/xml.h"
#include "proto/dissector.h"
#include "proto/portmap.h"

enum { FIELD_MAX = 128 };

struct field {
	size_t len;
	uint8_t bytes[FIELD_MAX];
};

struct walk {
	struct sink *out;
	bool is_mine, has_ended;
	struct field protocol, external, internal, client, description;
};

static void keep(struct field *f, struct slice text)
{
	f->len = text.len < FIELD_MAX ? text.len : FIELD_MAX;
	if (f->len)
		memcpy(f->bytes, text.at, f->len);
}

static struct slice view(const struct field *f)
{
	return slice_of(f->bytes, f->len);
}

static void asked(struct walk *w)
{
	struct portmap map = {.method = "UPnP",
			      .protocol = view(&w->protocol),
			      .client = view(&w->client),
			      .description = view(&w->description)};

	if (!slice_decimal(view(&w->external), &map.external) ||
	    !slice_decimal(view(&w->internal), &map.internal) || map.external > UINT16_MAX ||
	    map.internal > UINT16_MAX || w->protocol.len == 0)
		return;
	portmap_say(w->out, OBS_PORTMAP_ASKED, &map);
}

static void in_request(struct walk *w, const struct xml_leaf *leaf)
{
	const struct {
		const char *name;
		struct field *field;
	} fields[] = {{"NewProtocol", &w->protocol},
		      {"NewExternalPort", &w->external},
		      {"NewInternalPort", &w->internal},
		      {"NewInternalClient", &w->client},
		      {"NewPortMappingDescription", &w->description}};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (slice_equal(slice_text(leaf->name), slice_text(fields[i].name)))
			keep(fields[i].field, slice_trim(leaf->text));
}

static void external_address(struct walk *w, struct slice text)
{
	struct addr a;

	if (addr_parse(slice_trim(text), &a) && addr_is_unicast(&a))
		sink_addr(w->out, OBS_PORTMAP_EXTERNAL, &a);
}

static void leaf(void *ctx, const struct xml_leaf *leaf)
{
	static const char body[] = "Envelope/Body/";
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);

	if (leaf->is_attribute || !slice_starts(path, body))
		return;
	path = slice_from(path, sizeof(body) - 1);
	if (slice_starts(path, "AddPortMapping/") || slice_starts(path, "AddAnyPortMapping/")) {
		w->is_mine = true;
		in_request(w, leaf);
	} else if (slice_equal(path, slice_text("AddPortMapping")) ||
		   slice_equal(path, slice_text("AddAnyPortMapping"))) {
		w->is_mine = true;
		asked(w);
	} else if (slice_equal(path, slice_text("AddPortMappingResponse")) ||
		   slice_equal(path, slice_text("AddAnyPortMappingResponse"))) {
		w->is_mine = true;
		sink_text(w->out, OBS_PORTMAP_GRANTED, slice_text("UPnP"));
	} else if (slice_equal(path, slice_text("GetExternalIPAddressResponse/"
						"NewExternalIPAddress"))) {
		w->is_mine = true;
		external_address(w, leaf->text);
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct walk w = {.out = out};
	(void)state, (void)where;

	bool whole = xml_walk(cursor_rest(in), leaf, &w);
	if (!w.is_mine)
		return verdict(VERDICT_NOT_MINE);
	return whole ? verdict(VERDICT_DONE) : verdict_malformed("XML breaks off");
}

static const enum obs_kind emits[] = {OBS_PORTMAP_ASKED, OBS_PORTMAP_GRANTED, OBS_PORTMAP_EXTERNAL,
				      OBS_KINDS};

extern const struct dissector igd_dissector;
const struct dissector igd_dissector = {
	.name = "igd",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_XML,
	.feed = feed,
	.emits = emits,
};
