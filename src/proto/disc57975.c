/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of an open camera firmware on boards of several makers, UDP 57975, broadcast both
 * ways, JSON:
 *   question  {"cmd":"discover"}
 *   answer    {"cmd":"discover","sn":"..","discover":{"hw_ver","sw_ver","model","dev_type",
 *             "chnn_num","mac","mac_wireless","name","port",..}}
 *
 * Source: lishaoliang/whsl_ipc doc/multicast/multicast.md, the only one. Any other JSON on the port
 * is put down to nobody: settings hold passwords.
 */
#include "proto/dissector.h"

#include "base/json.h"
#include "proto/say.h"

enum { PORT = 57975 };

static const struct say_row rows[] = {
	{"sn", OBS_DISC57975_SERIAL},
	{"discover/model", OBS_DISC57975_MODEL},
	{"discover/sw_ver", OBS_DISC57975_FIRMWARE},
	{"discover/mac", OBS_DISC57975_MAC},
	{"discover/mac_wireless", OBS_DISC57975_MAC},
	{"discover/name", OBS_DISC57975_NAME},
	{NULL, OBS_KINDS},
};

struct walk {
	struct sink *out;
	bool is_search, has_version, has_type;
};

static void look(void *ctx, const struct json_leaf *leaf)
{
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);

	if (slice_equal(path, slice_text("cmd")))
		w->is_search = slice_equal(leaf->text, slice_text("discover"));
	else if (slice_equal(path, slice_text("discover/sw_ver")))
		w->has_version = true;
	else if (slice_equal(path, slice_text("discover/dev_type")))
		w->has_type = true;
}

static void tell(void *ctx, const struct json_leaf *leaf)
{
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);

	say_listed(w->out, rows, OBS_DISC57975_FIELD, path, leaf->text);
	if (slice_equal(path, slice_text("discover/hw_ver")) ||
	    slice_equal(path, slice_text("discover/dev_type")) ||
	    slice_equal(path, slice_text("discover/chnn_num")))
		say_field(w->out, OBS_DISC57975_FIELD, slice_text(leaf->name), leaf->text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice json = slice_trim(cursor_rest(in));
	struct walk w = {.out = out};
	(void)state;

	if ((where->src_port != PORT && where->dst_port != PORT) || !slice_starts(json, "{") ||
	    !json_walk(json, look, &w) || !w.is_search)
		return verdict(VERDICT_NOT_MINE);
	bool is_answer = w.has_version && w.has_type;
	sink_text(out, OBS_DISC57975_MESSAGE,
		  slice_text(is_answer ? "search answered" : "search asked"));
	if (is_answer)
		(void)json_walk(json, tell, &w);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {PORT_MARK(PORT), {0}};
static const struct hint hints[] = {{.port = PORT}, {0}};
static const enum obs_kind emits[] = {
	OBS_DISC57975_MESSAGE, OBS_DISC57975_MODEL, OBS_DISC57975_SERIAL, OBS_DISC57975_FIRMWARE,
	OBS_DISC57975_MAC,     OBS_DISC57975_NAME,  OBS_DISC57975_FIELD,  OBS_KINDS};

extern const struct dissector disc57975_dissector;
const struct dissector disc57975_dissector = {
	.name = "disc57975",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
