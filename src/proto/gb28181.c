/* SPDX-License-Identifier: Apache-2.0
 *
 * The documents of GB/T 28181-2016 (annex A; MANSCDP+xml in SIP messages): what a device of a
 * surveillance network of China answers to its platform.
 *
 *   <Response> CmdType SN DeviceID ... </Response>        Query and Control ask, Notify announces
 *     CmdType DeviceInfo: DeviceName Manufacturer Model Firmware
 *     CmdType Catalog:    DeviceList / Item / Manufacturer Model ...
 *
 * What a catalogue lists may be others' cameras behind a recorder, so it is told apart.
 * Skipped on purpose: states, positions, alarms, addresses and names of places.
 */
#include "base/xml.h"
#include "proto/dissector.h"
#include "proto/say.h"

enum { WORD_MAX = 32 };

struct walk {
	struct sink *out;
	char root[WORD_MAX]; /* of a document whose command was seen */
	char command[WORD_MAX];
};

static const char *const roots[] = {"Response", "Notify", "Query", "Control"};

static void keep(char to[WORD_MAX], struct slice word)
{
	size_t n = word.len < WORD_MAX - 1 ? word.len : WORD_MAX - 1;
	memcpy(to, word.at, n);
	to[n] = '\0';
}

static void command(struct walk *w, struct slice root, struct slice name)
{
	struct text said;

	if (!name.len || name.len >= WORD_MAX || !say_is_text(name))
		return;
	keep(w->root, root);
	keep(w->command, name);
	text_clear(&said);
	text_put(&said, root);
	text_byte(&said, ' ');
	text_put(&said, name);
	sink_text(w->out, OBS_GB28181_MESSAGE, text_view(&said));
}

static void in_response(struct walk *w, const struct xml_leaf *leaf)
{
	static const struct {
		const char *path;
		enum obs_kind kind;
	} own[] = {{"Response/DeviceName", OBS_GB28181_NAME},
		   {"Response/Manufacturer", OBS_GB28181_MANUFACTURER},
		   {"Response/Model", OBS_GB28181_MODEL},
		   {"Response/Firmware", OBS_GB28181_FIRMWARE}};
	bool info = strcmp(w->command, "DeviceInfo") == 0;

	for (size_t i = 0; info && i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(leaf->path, own[i].path) == 0)
			sink_text(w->out, own[i].kind, leaf->text);
	if (strcmp(w->command, "Catalog") != 0)
		return;
	if (xml_path_ends(leaf->path, "DeviceList/Item/Manufacturer") ||
	    xml_path_ends(leaf->path, "DeviceList/Item/Model"))
		say_field(w->out, OBS_GB28181_ITEM, slice_text(leaf->name), leaf->text);
}

static void leaf(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;
	struct cursor path = cursor_over(slice_text(leaf->path));
	struct slice root = cursor_until(&path, '/');

	if (leaf->is_attribute || !cursor_fine(&path))
		return;
	if (!w->root[0]) {
		if (!slice_equal(cursor_rest(&path), slice_text("CmdType")))
			return;
		for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
			if (slice_equal(root, slice_text(roots[i])))
				command(w, root, leaf->text);
	} else if (strcmp(w->root, "Response") == 0) {
		in_response(w, leaf);
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct walk w = {.out = out};
	(void)state, (void)where;

	bool whole = xml_walk(cursor_rest(in), leaf, &w);
	if (!w.root[0])
		return verdict(VERDICT_NOT_MINE);
	return whole ? verdict(VERDICT_DONE) : verdict_malformed("XML breaks off");
}

static const enum obs_kind emits[] = {OBS_GB28181_MESSAGE,
				      OBS_GB28181_NAME,
				      OBS_GB28181_MANUFACTURER,
				      OBS_GB28181_MODEL,
				      OBS_GB28181_FIRMWARE,
				      OBS_GB28181_ITEM,
				      OBS_KINDS};

extern const struct dissector gb28181_dissector;
const struct dissector gb28181_dissector = {
	.name = "gb28181",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_XML,
	.feed = feed,
	.emits = emits,
};
