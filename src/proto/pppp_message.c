/* SPDX-License-Identifier: Apache-2.0
 *
 *   +----+------+--------------------+---------
 *   | F1 | type | length, big-endian | payload
 *   +----+------+--------------------+---------
 *   device id   prefix 8, NUL-padded | number, big-endian 4 | check letters 8, NUL-padded
 *   address     family 2 | port, little-endian 2 | IPv4, bytes reversed 4 | zeros 8
 *
 *   00 asks for its public address       01 address
 *   10 device registers: id | NAT type 1 | version 3 | own address (12, 14, 16: other forms)
 *   11 registered                        20 client asks for a device: id | own address
 *   30 search on the LAN                 41 id: its answer, or the opening of a path
 *   40 peer's address: opens a path      42 id: path is open
 *   67 relays wanted for: id             69 count 1 | zeros 3 | addresses
 *   80 relay wanted: id | address | word 82 to the relay: address | word
 *   83 over the relay: word | id | sender is the device 1 | zeros 3
 *   D0 D1 | channel | index 2 | data     E0, E1 alive     F0 close
 *
 * Which side speaks: 10 to 16, 31 and 91 are sent by a device alone, 18, 20, 26, 67 and 80 by a
 * client alone, 83 and 85 say it. A device sends from the port on which it is searched (32108), so
 * a 41 from there is its own; elsewhere both sides send 41, 42, D0, E0, and no id in them is put
 * down to either. The forms that a CRC or a signature covers (12, 14) hold the id as well; 12 is
 * ciphered once more and not read. One fork's messages of a sleeping device have a head of their
 * own:
 *   A1 | type | 0014 | id
 *
 * Sources: pmarrapese/iot p2p/dissector/pppp.fdesc; palant.info "An overview of the PPPP protocol"
 * (2025); DavidVentura/cam-reverse for a captured registration.
 */
#include "proto/pppp_message.h"

#include "proto/say.h"

enum { ANY = 0xffff, NONE = 0xfffe, ADDRESS = 16, RELAYS_MAX = 16, SLEEP_MARK = 0xa1 };

struct type {
	uint8_t code;
	uint16_t len_a, len_b; /* of the payload; ANY, NONE */
	const char *name;
};

static const struct type types[] = {
	{0x00, 0, NONE, "asks for its public address"},
	{0x01, 16, NONE, "public address told"},
	{0x02, 32, 16, "NAT test"},
	{0x03, 0, NONE, "NAT test answered"},
	{0x08, 64, NONE, "device id asked by name"},
	{0x09, 64, NONE, "device id told"},
	{0x10, 40, 152, "device registers"},
	{0x11, 4, NONE, "registration answered"},
	{0x12, 44, 20, "device registers"},
	{0x13, 8, NONE, "registration answered"},
	{0x14, 104, NONE, "device registers"},
	{0x15, 4, NONE, "registration answered"},
	{0x16, 68, NONE, "device registers"},
	{0x18, 20, NONE, "client asks whether a device is there"},
	{0x19, 8, NONE, "told whether a device is there"},
	{0x20, 36, 152, "client asks for a device"},
	{0x21, 4, NONE, "request for a device answered"},
	{0x30, 0, NONE, "search asked"},
	{0x31, 20, NONE, "device announces itself"},
	{0x32, 0, 20, "search asked"},
	{0x33, 52, NONE, "search answered"},
	{0x35, 20, NONE, "device not reachable"},
	{0x40, 16, NONE, "told to open a path to a peer"},
	{0x41, 20, 24, "opens a path"},
	{0x42, 20, 24, "path is open"},
	{0x43, 0, 36, "path is open, acknowledged"},
	{0x60, 28, NONE, "relay server registers"},
	{0x61, 4, NONE, "relay server registered"},
	{0x62, 44, NONE, "relay server registers"},
	{0x63, 4, NONE, "relay server registered"},
	{0x67, 20, NONE, "client asks for relays"},
	{0x68, 0, NONE, "relays asked"},
	{0x69, ANY, NONE, "relays told"},
	{0x70, 0, NONE, "relay asked"},
	{0x71, 0, NONE, "relay answers"},
	{0x72, 0, NONE, "relay port asked"},
	{0x73, 8, NONE, "relay port told"},
	{0x78, 4, NONE, "bytes relayed"},
	{0x80, 40, NONE, "client asks for a relayed session"},
	{0x81, 4, NONE, "request for a relayed session answered"},
	{0x82, 20, NONE, "told to come to a relay"},
	{0x83, 28, NONE, "joins a relayed session"},
	{0x84, 20, NONE, "relayed session ready"},
	{0x85, 28, NONE, "relay reported"},
	{0x90, 0, NONE, "asked to relay for others"},
	{0x91, 20, 16, "relays for others"},
	{0xd0, ANY, NONE, "data"},
	{0xd1, ANY, NONE, "data acknowledged"},
	{0xe0, 0, NONE, "keep-alive"},
	{0xe1, 0, NONE, "keep-alive answered"},
	{0xf0, 0, NONE, "close"},
	{0xf9, 84, NONE, "session reported"},
};

static const struct type *type_of(uint8_t code)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].code == code)
			return &types[i];
	return NULL;
}

static bool sleeper(struct slice clear, size_t whole)
{
	struct cursor c = cursor_over(clear);
	uint8_t mark = cursor_u8(&c), type = cursor_u8(&c);

	return mark == SLEEP_MARK && type <= 6 && cursor_be16(&c) == PPPP_UID &&
	       whole == PPPP_HEAD + PPPP_UID && pppp_uid_sound(cursor_take(&c, PPPP_UID));
}

bool pppp_is_data(struct slice clear)
{
	return clear.len > 1 && (clear.at[1] == 0xd0 || clear.at[1] == 0xd1);
}

/* Messages of changing length have a form of their own. */
static bool inside_fits(uint8_t code, struct cursor in, size_t len)
{
	uint8_t first = cursor_u8(&in), second = cursor_u8(&in);

	if (code == 0xd0)
		return first == 0xd1 && second < 8 && len > 4;
	if (code == 0xd1)
		return (first == 0xd1 || first == 0xd2) && second < 8 &&
		       len == 4 + 2u * cursor_be16(&in);
	return first <= RELAYS_MAX && len == 4 + (size_t)ADDRESS * first;
}

bool pppp_may_be(uint8_t code, size_t whole)
{
	const struct type *type = type_of(code);
	size_t len = whole - PPPP_HEAD;

	return type && whole >= PPPP_HEAD &&
	       (type->len_a == ANY || len == type->len_a || len == type->len_b);
}

bool pppp_is_message(struct slice clear, size_t whole)
{
	struct cursor c = cursor_over(clear);

	if (sleeper(clear, whole))
		return true;
	uint8_t mark = cursor_u8(&c), code = cursor_u8(&c);
	uint16_t len = cursor_be16(&c);
	const struct type *type = type_of(code);
	if (!cursor_fine(&c) || mark != 0xf1 || !type || whole != PPPP_HEAD + (size_t)len)
		return false;
	return type->len_a == ANY ? inside_fits(code, c, len)
				  : len == type->len_a || len == type->len_b;
}

bool pppp_try_key(struct slice wire, const struct pppp_key *key, struct pppp_found *ret_found)
{
	uint8_t head[PPPP_CLEAR_MAX];

	size_t n = pppp_decipher(key, wire, head);
	if (!pppp_is_message(slice_of(head, n), wire.len))
		return false;
	memcpy(ret_found->clear, head, n);
	ret_found->len = n;
	ret_found->obfuscated = true;
	ret_found->key = *key;
	return true;
}

bool pppp_find(struct slice wire, struct pppp_found *ret_found)
{
	struct pppp_key key;
	unsigned number = 0;

	if (pppp_is_message(wire, wire.len)) {
		ret_found->len = wire.len < PPPP_CLEAR_MAX ? wire.len : PPPP_CLEAR_MAX;
		memcpy(ret_found->clear, wire.at, ret_found->len);
		ret_found->obfuscated = false;
		return true;
	}
	while (pppp_known_key(wire, &number, &key))
		if (pppp_try_key(wire, &key, ret_found))
			return true;
	return pppp_deduce(wire, &key) && pppp_try_key(wire, &key, ret_found);
}

/* PREFIX-NUMBER-CHECK, as it stands on labels */
static void say_uid(struct cursor *in, enum obs_kind kind, struct sink *out)
{
	struct slice uid = cursor_take(in, PPPP_UID);
	struct cursor c = cursor_over(uid);
	struct text id;

	if (!pppp_uid_sound(uid))
		return;
	text_clear(&id);
	text_put(&id, slice_until_nul(cursor_take(&c, 8)));
	text_byte(&id, '-');
	uint32_t number = cursor_be32(&c);
	for (uint32_t limit = 100000; limit > 1 && number < limit; limit /= 10)
		text_byte(&id, '0');
	text_decimal(&id, number);
	text_byte(&id, '-');
	text_put(&id, slice_until_nul(cursor_take(&c, 8)));
	sink_text(out, kind, text_view(&id));
}

static void say_address(struct cursor *in, enum obs_kind kind, struct sink *out)
{
	struct slice wire;
	uint8_t turned[4];

	cursor_skip(in, 4);
	wire = cursor_take(in, 4);
	cursor_skip(in, 8);
	if (!cursor_fine(in) || !wire.at)
		return;
	for (unsigned i = 0; i < 4; i++)
		turned[i] = wire.at[3 - i];
	struct addr a = addr_v4(turned);
	if (!addr_is_unspecified(&a))
		sink_addr(out, kind, &a);
}

static void say_relays(struct cursor *in, struct sink *out)
{
	uint8_t n = cursor_u8(in);

	cursor_skip(in, 3);
	for (uint8_t i = 0; i < n && cursor_left(in) >= ADDRESS; i++)
		say_address(in, OBS_PPPP_RELAY, out);
}

static void say_form(uint8_t code, size_t len, struct sink *out)
{
	const char *form = NULL;

	if ((code == 0x41 || code == 0x42) && len == 24)
		form = "with version in 41 and 42";
	if (code == 0x14)
		form = "signed registration";
	if (code == 0x15 || code == 0x18 || code == 0x19)
		form = "counterpart of the signed registration";
	if (code == 0x16 || code == 0xf9)
		form = "DSK registration";
	if (code == 0x12 && len == 20)
		form = "short registration 12";
	if (code == 0x12 && len == 44)
		form = "ciphered registration 12";
	if (form)
		sink_text(out, OBS_PPPP_FORM, slice_text(form));
}

/* Ids that tell who is who. */
static enum obs_kind id_kind(uint8_t code, bool from_lan_port, bool is_device)
{
	switch (code) {
	case 0x10:
	case 0x14:
	case 0x31:
	case 0x91:
		return OBS_PPPP_DEVICE_ID;
	case 0x41:
		return from_lan_port ? OBS_PPPP_DEVICE_ID : OBS_PPPP_SESSION_ID;
	case 0x83:
		return is_device ? OBS_PPPP_DEVICE_ID : OBS_PPPP_SESSION_ID;
	case 0x18:
	case 0x20:
	case 0x67:
	case 0x80:
		return OBS_PPPP_WANTED_ID;
	default:
		return OBS_PPPP_SESSION_ID;
	}
}

static void say_inside(uint8_t code, struct cursor in, bool from_lan_port, struct sink *out)
{
	switch (code) {
	case 0x01:
		say_address(&in, OBS_PPPP_PUBLIC, out);
		break;
	case 0x40:
		say_address(&in, OBS_PPPP_PEER, out);
		break;
	case 0x82:
		say_address(&in, OBS_PPPP_RELAY, out);
		break;
	case 0x69:
		say_relays(&in, out);
		break;
	case 0x83:
		cursor_skip(&in, 4);
		say_uid(&in, id_kind(code, false, cursor_peek(&in, PPPP_UID) == 1), out);
		break;
	case 0x10:
		say_uid(&in, OBS_PPPP_DEVICE_ID, out);
		cursor_skip(&in, 4);
		if (cursor_left(&in) == ADDRESS)
			say_address(&in, OBS_PPPP_LOCAL, out);
		break;
	case 0x14:
	case 0x18:
	case 0x20:
	case 0x31:
	case 0x41:
	case 0x42:
	case 0x67:
	case 0x80:
	case 0x84:
	case 0x91:
		if (cursor_left(&in) >= PPPP_UID)
			say_uid(&in, id_kind(code, from_lan_port, false), out);
		break;
	default:
		break;
	}
}

/* Messages that only a device sends: their key is the device's. */
static bool by_device(uint8_t code, bool from_lan_port)
{
	return code == 0x10 || code == 0x12 || code == 0x14 || code == 0x16 || code == 0x31 ||
	       from_lan_port;
}

static void say_key(const struct pppp_found *found, enum obs_kind kind, struct sink *out)
{
	struct text key;

	text_clear(&key);
	if (!found->obfuscated)
		text_word(&key, "none");
	for (unsigned i = 0; found->obfuscated && i < 4; i++)
		text_hex(&key, found->key.k[i], 2);
	sink_text(out, kind, text_view(&key));
}

void pppp_observe(const struct pppp_found *found, const struct where *where, struct sink *out)
{
	struct cursor c = cursor_over(slice_of(found->clear, found->len));
	bool asleep = cursor_u8(&c) == SLEEP_MARK;
	uint8_t code = cursor_u8(&c);
	uint16_t len = cursor_be16(&c);
	const struct type *type = type_of(code);
	bool from_lan_port = code == 0x41 && where->transport == TRANSPORT_UDP &&
			     where->src_port == PPPP_LAN_PORT && where->dst_port != PPPP_LAN_PORT;

	say_key(found, by_device(code, from_lan_port) ? OBS_PPPP_DEVICE_KEY : OBS_PPPP_KEY, out);
	if (asleep || !type) {
		sink_text(out, OBS_PPPP_MESSAGE, slice_text("sleeping device's message"));
		sink_text(out, OBS_PPPP_FORM, slice_text("sleep messages A1"));
		say_uid(&c, OBS_PPPP_SESSION_ID, out);
		return;
	}
	sink_text(out, OBS_PPPP_MESSAGE,
		  slice_text(from_lan_port && addr_is_private(&where->dst) ? "search answered"
									   : type->name));
	say_form(code, len, out);
	say_inside(code, c, from_lan_port, out);
}

const enum obs_kind pppp_emits[] = {OBS_PPPP_MESSAGE,    OBS_PPPP_DEVICE_ID, OBS_PPPP_WANTED_ID,
				    OBS_PPPP_SESSION_ID, OBS_PPPP_KEY,       OBS_PPPP_DEVICE_KEY,
				    OBS_PPPP_FORM,       OBS_PPPP_LOCAL,     OBS_PPPP_PUBLIC,
				    OBS_PPPP_PEER,       OBS_PPPP_RELAY,     OBS_KINDS};
