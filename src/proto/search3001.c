/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a family of camera boards, XML on UDP 3001; both sides broadcast.
 *   <XML_NAME><MESSAGE_HEADER Msg_type="SYSTEM_SEARCHIPC_MESSAGE" Msg_code="1" Msg_flag="0"/>
 *   <MESSAGE_BODY/></XML_NAME>
 * An answer has Msg_code 3 and a body of empty elements with attributes:
 *   <DEVICE_TYPE DeviceType= DeviceModule=/> <IPC_SERIALNUMBER SerialNumber= UUID=/>
 *   <LANConfig MacAddress= IPAddress= Gateway=/> <VENDOR_PARAM VendorId=/> and accounts
 * NAME is the firmware's own word for its family. Some answers have no Msg_code, so the device's
 * type decides.
 *
 * Sources: OpenIPC/python-anjoy (discovery and its test), and published firmware source that
 * writes the answer. Skipped on purpose: user names and passwords.
 */
#include "proto/dissector.h"

#include "base/xml.h"
#include "proto/say.h"

static const struct say_row rows[] = {
	{"DeviceModule", OBS_SEARCH3001_MODEL},  {"DeviceType", OBS_SEARCH3001_TYPE},
	{"SerialNumber", OBS_SEARCH3001_SERIAL}, {"MacAddress", OBS_SEARCH3001_MAC},
	{"VendorId", OBS_SEARCH3001_FIELD},      {"UUID", OBS_SEARCH3001_FIELD},
	{"IPAddress", OBS_SEARCH3001_FIELD},     {"Gateway", OBS_SEARCH3001_FIELD},
	{"Version", OBS_SEARCH3001_FIRMWARE},    {NULL, OBS_KINDS},
};

static const char *const elements[] = {"MESSAGE_BODY/DEVICE_TYPE", "MESSAGE_BODY/IPC_SERIALNUMBER",
				       "MESSAGE_BODY/LANConfig", "MESSAGE_BODY/VENDOR_PARAM",
				       "MESSAGE_BODY/VERSION"};

struct found {
	bool is_search, is_answer;
	struct text family;
};

static void find(void *ctx, const struct xml_leaf *leaf)
{
	struct found *found = ctx;
	struct slice root = say_before(slice_text(leaf->path), '/');

	if (!leaf->is_attribute)
		return;
	found->is_answer |= xml_path_ends(leaf->path, "MESSAGE_BODY/DEVICE_TYPE");
	if (slice_starts(root, "XML_") && xml_path_ends(leaf->path, "MESSAGE_HEADER") &&
	    slice_equal(slice_text(leaf->name), slice_text("Msg_type")) &&
	    slice_equal(leaf->text, slice_text("SYSTEM_SEARCHIPC_MESSAGE"))) {
		found->is_search = true;
		text_clear(&found->family);
		text_put(&found->family, slice_from(root, 4));
	}
}

static void tell(void *ctx, const struct xml_leaf *leaf)
{
	for (size_t i = 0; leaf->is_attribute && i < sizeof(elements) / sizeof(elements[0]); i++)
		if (xml_path_ends(leaf->path, elements[i]))
			say_listed(ctx, rows, OBS_SEARCH3001_FIELD, slice_text(leaf->name),
				   leaf->text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct found found = {0};
	(void)state, (void)where;

	struct slice document = slice_trim(slice_until_nul(cursor_rest(in)));
	if (!slice_starts(document, "<"))
		return verdict(VERDICT_NOT_MINE);
	bool whole = xml_walk(document, find, &found);
	if (!found.is_search)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_SEARCH3001_MESSAGE,
		  slice_text(found.is_answer ? "search answered" : "search asked"));
	if (found.is_answer) {
		sink_text(out, OBS_SEARCH3001_FAMILY, text_view(&found.family));
		(void)xml_walk(document, tell, out);
	}
	return whole ? verdict(VERDICT_NEXT) : verdict_malformed("XML");
}

static const struct mark marks[] = {MARK("<"), BLANK_MARKS, {0}};
static const struct hint hints[] = {{.port = 3001}, {0}};
static const enum obs_kind emits[] = {
	OBS_SEARCH3001_MESSAGE, OBS_SEARCH3001_FAMILY, OBS_SEARCH3001_TYPE,
	OBS_SEARCH3001_MODEL,   OBS_SEARCH3001_SERIAL, OBS_SEARCH3001_FIRMWARE,
	OBS_SEARCH3001_MAC,     OBS_SEARCH3001_FIELD,  OBS_KINDS};

extern const struct dissector search3001_dissector;
const struct dissector search3001_dissector = {
	.name = "search3001",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
