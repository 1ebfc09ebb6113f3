/* SPDX-License-Identifier: Apache-2.0
 *
 * WS-Discovery (OASIS WS-DD 1.1 and the draft of April 2005 that ONVIF Core 7.3 builds on): SOAP
 * over UDP, by which cameras announce themselves and are looked for; devices answer the same over
 * HTTP to who asks them there.
 *
 *   <Envelope xmlns:...>
 *     <Header> <Action> .../discovery/ProbeMatches </Action> ... </Header>
 *     <Body>
 *       <ProbeMatches> <ProbeMatch>       Hello and Bye hold the same without a list,
 *         <EndpointReference><Address>    ResolveMatches a ResolveMatch,
 *         <Types> <Scopes> <XAddrs>       Probe only Types and Scopes
 *       </ProbeMatch> </ProbeMatches>
 *     </Body>
 *   </Envelope>
 *
 * The message is told by the first element of the body, and by the last word of Action where the
 * body is missing. What a Probe or Resolve looks for says nothing of its sender and is kept apart
 * or not at all. Which prefixes an envelope declares, and in what order, is a trait of the
 * software that wrote it.
 * Skipped on purpose: message identifiers, sequence numbers, metadata versions.
 */
#include "base/xml.h"
#include "proto/dissector.h"
#include "proto/text.h"
#include "proto/wsd_scopes.h"

enum action {
	ACTION_HELLO,
	ACTION_BYE,
	ACTION_PROBE,
	ACTION_PROBE_MATCHES,
	ACTION_RESOLVE,
	ACTION_RESOLVE_MATCHES,
	ACTIONS
};

static const char *const action_names[ACTIONS] = {"Hello",        "Bye",     "Probe",
						  "ProbeMatches", "Resolve", "ResolveMatches"};

struct walk {
	struct sink *out;
	enum action action;   /* by the body, else by the header */
	bool is_discovery;    /* its namespace, or an action of it, was seen */
	bool is_body_told;    /* the body's first element was seen */
	struct text prefixes; /* of the envelope, with blanks between */
};

static enum action action_by_name(struct slice name)
{
	enum action action = 0;
	while (action < ACTIONS && !slice_equal(name, slice_text(action_names[action])))
		action++;
	return action;
}

/* What stands behind the last `stop`; all when there is none. */
static struct slice behind_last(struct slice s, uint8_t stop)
{
	size_t at = s.len;
	while (at > 0 && s.at[at - 1] != stop)
		at--;
	return slice_from(s, at);
}

static bool names_discovery(struct slice text)
{
	return slice_find_word(text, "/discovery") < text.len;
}

/* First walk: is this WS-Discovery, which message, which prefixes. */
static void recognise(void *ctx, const struct xml_leaf *leaf)
{
	static const char body[] = "Envelope/Body/";
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);

	if (leaf->is_attribute && slice_equal(slice_text(leaf->prefix), slice_text("xmlns"))) {
		w->is_discovery |= names_discovery(leaf->text);
		if (slice_equal(path, slice_text("Envelope"))) {
			if (w->prefixes.len)
				text_byte(&w->prefixes, ' ');
			text_word(&w->prefixes, leaf->name);
		}
	} else if (leaf->is_attribute) {
		w->is_discovery |= slice_equal(slice_text(leaf->name), slice_text("xmlns")) &&
				   names_discovery(leaf->text);
	} else if (slice_equal(path, slice_text("Envelope/Header/Action"))) {
		w->is_discovery |= names_discovery(leaf->text);
		if (!w->is_body_told)
			w->action = action_by_name(behind_last(leaf->text, '/'));
	}
	if (!w->is_body_told && slice_starts(path, body)) {
		struct cursor c = cursor_over(slice_from(path, sizeof(body) - 1));
		struct slice all = cursor_rest(&c), name = cursor_until(&c, '/');
		w->is_body_told = true;
		w->action = action_by_name(cursor_fine(&c) ? name : all);
	}
}

static void emit_types(struct slice types, enum obs_kind kind, struct sink *out)
{
	struct cursor c = cursor_over(types);
	struct text text;

	text_clear(&text);
	for (struct slice word = wsd_next_word(&c); word.len; word = wsd_next_word(&c)) {
		if (text.len)
			text_byte(&text, ' ');
		text_put(&text, behind_last(word, ':'));
	}
	sink_text(out, kind, text_view(&text));
}

static void emit_addresses(struct slice addresses, struct sink *out)
{
	struct cursor c = cursor_over(addresses);
	for (struct slice word = wsd_next_word(&c); word.len; word = wsd_next_word(&c))
		sink_text(out, OBS_WSD_ADDRESS, word);
}

/* Second walk of an announcement or answer. */
static void announced(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;

	if (leaf->is_attribute || !slice_starts(slice_text(leaf->path), "Envelope/Body/"))
		return;
	if (xml_path_ends(leaf->path, "EndpointReference/Address"))
		sink_text(w->out, OBS_WSD_ENDPOINT, leaf->text);
	else if (xml_path_ends(leaf->path, "Types"))
		emit_types(leaf->text, OBS_WSD_TYPES, w->out);
	else if (xml_path_ends(leaf->path, "Scopes"))
		wsd_say_scopes(leaf->text, w->out);
	else if (xml_path_ends(leaf->path, "XAddrs"))
		emit_addresses(leaf->text, w->out);
}

/* Second walk of a Probe. */
static void looked_for(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;
	if (!leaf->is_attribute && xml_path_ends(leaf->path, "Body/Probe/Types"))
		emit_types(leaf->text, OBS_WSD_SEARCH, w->out);
}

/* Asked first: a parser for every datagram of every protocol would cost too much. */
static bool may_be_xml(struct slice s)
{
	s = slice_trim(s);
	if (slice_starts(s, "\xef\xbb\xbf"))
		s = slice_from(s, 3);
	return slice_starts(s, "<");
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice document = cursor_rest(in);
	struct walk w = {.out = out, .action = ACTIONS};
	(void)state, (void)where;

	if (!may_be_xml(document))
		return verdict(VERDICT_NOT_MINE);
	bool whole = xml_walk(document, recognise, &w);
	if (!w.is_discovery || w.action == ACTIONS)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_WSD_ACTION, slice_text(action_names[w.action]));
	sink_text(out, OBS_WSD_PREFIXES, text_view(&w.prefixes));
	if (w.action == ACTION_PROBE)
		(void)xml_walk(document, looked_for, &w);
	else if (w.action != ACTION_RESOLVE)
		(void)xml_walk(document, announced, &w);
	return whole ? verdict(VERDICT_NEXT) : verdict_malformed("XML breaks off");
}

static const struct mark marks[] = {XML_MARKS, {0}};
static const struct hint hints[] = {{.port = 3702}, {0}};
static const enum obs_kind emits[] = {
	OBS_WSD_ACTION, OBS_WSD_PREFIXES, OBS_WSD_TYPES,   OBS_WSD_SEARCH,   OBS_WSD_SCOPE,
	OBS_WSD_NAME,   OBS_WSD_HARDWARE, OBS_WSD_ADDRESS, OBS_WSD_ENDPOINT, OBS_KINDS};

extern const struct dissector wsd_dissector;
const struct dissector wsd_dissector = {
	.name = "wsd",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};

extern const struct dissector wsd_document_dissector;
const struct dissector wsd_document_dissector = {
	.name = "wsd_document",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_XML,
	.feed = feed,
	.emits = emits,
};
