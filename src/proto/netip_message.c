/* SPDX-License-Identifier: Apache-2.0
 *
 * NetIP messages, the control protocol of a large family of boards (its own documents call it
 * DVRIP, as another family calls a different protocol). Numbers little endian:
 *
 *   0 ff | 1 0 asked, 1 answered | 2 2 | 4 session 4 | 8 sequence 4 | 12 | 13 | 14 message 2 |
 *   16 length 4 | 20 JSON LF NUL, or media
 *
 * Sources: OpenIPC/python-dvr dvrip.py and DeviceManager.py, AlexxIT/go2rtc pkg/dvrip,
 * KostasEreksonas/DVRIP_analysis, sol-vin/xet src/xet/commands.
 *
 * Byte 1 is not believed (python-dvr's own messages hold either): the number tells the direction.
 * Skipped on purpose: users, digests of passwords, sessions, media.
 */
#include "proto/netip_message.h"

#include "base/json.h"
#include "proto/say.h"

static const struct {
	uint16_t id;
	bool is_answer;
	const char *name;
} messages[] = {
	{1000, false, "login asked"},
	{1001, true, "login answered"},
	{1006, false, "keep-alive asked"},
	{1007, false, "keep-alive answered"},
	{1020, false, "system information asked"},
	{1021, true, "system information answered"},
	{1040, false, "configuration sent"},
	{1041, false, "configuration acknowledged"},
	{1042, false, "configuration asked"},
	{1043, true, "configuration answered"},
	{1360, false, "ability asked"},
	{1361, false, "ability answered"},
	{1410, false, "monitor asked"},
	{1411, false, "monitor answered"},
	{1412, false, "media sent"},
	{1413, false, "monitor claimed"},
	{1414, false, "monitor claim answered"},
	{1530, false, "search asked"},
	{1531, true, "search answered"},
};

static const struct {
	const char *path;
	enum obs_kind kind;
} own_kind[] = {
	{"SystemInfo/HardWare", OBS_NETIP_MODEL},
	{"SystemInfo/SerialNo", OBS_NETIP_SERIAL},
	{"SystemInfo/SoftWareVersion", OBS_NETIP_FIRMWARE},
	{"NetWork.NetCommon/HostName", OBS_NETIP_NAME},
	{"NetWork.NetCommon/MAC", OBS_NETIP_MAC},
	{"NetWork.NetCommon/SN", OBS_NETIP_SERIAL},
	{"NetWork.NetCommon/Version", OBS_NETIP_FIRMWARE},
};

/* Of the answer to a login, as spelt: the blank at the end of the first name is the device's. */
static const char *const login_fields[] = {"DeviceType ",  "DeviceType", "ChannelNum",
					   "ExtraChannel", "DataUseAES", "AliveInterval"};

bool netip_head(struct cursor in, struct netip_head *ret_head)
{
	uint8_t mark = cursor_u8(&in), direction = cursor_u8(&in);

	cursor_skip(&in, 12);
	ret_head->id = cursor_le16(&in);
	ret_head->length = cursor_le32(&in);
	return cursor_fine(&in) && mark == 0xff && direction <= 1 && ret_head->id >= 1000 &&
	       ret_head->id < 4000;
}

void netip_say_message(uint16_t id, struct sink *out)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if (messages[i].id == id)
			sink_text(out, OBS_NETIP_MESSAGE, slice_text(messages[i].name));
}

static bool is_answer(uint16_t id)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if (messages[i].id == id)
			return messages[i].is_answer;
	return false;
}

static void leaf(void *ctx, const struct json_leaf *leaf)
{
	static const char *const groups[] = {"SystemInfo/", "NetWork.NetCommon/"};
	struct sink *out = ctx;
	struct slice path = slice_text(leaf->path);

	for (size_t i = 0; i < sizeof(own_kind) / sizeof(own_kind[0]); i++)
		if (slice_equal(path, slice_text(own_kind[i].path))) {
			sink_text(out, own_kind[i].kind, leaf->text);
			return;
		}
	for (size_t i = 0; i < sizeof(login_fields) / sizeof(login_fields[0]); i++)
		if (slice_equal(path, slice_text(login_fields[i])))
			say_field(out, OBS_NETIP_FIELD, path, leaf->text);
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (slice_starts(path, groups[i]))
			say_field(out, OBS_NETIP_FIELD, slice_from(path, strlen(groups[i])),
				  leaf->text);
}

bool netip_say_body(uint16_t id, struct slice json, struct sink *out)
{
	return !is_answer(id) || json_walk(json, leaf, out);
}
