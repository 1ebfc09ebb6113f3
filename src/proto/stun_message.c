/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/stun_message.h"

enum {
	COOKIE = 0x2112a442,
	KEY_LEN = 16,
	MASK_TYPE = 0xc000, /* zero in every message */
	MASK_CLASS = 0x0110,
	CLASS_SUCCESS = 0x0100,
	ATTRIBUTE_MAPPED = 0x0001,
	ATTRIBUTE_XOR_MAPPED = 0x0020,
	ATTRIBUTE_XOR_MAPPED_DRAFT = 0x8020, /* number used before RFC 5389 */
	ATTRIBUTE_SOFTWARE = 0x8022,
	FAMILY_IP4 = 1,
	FAMILY_IP6 = 2,
};

const enum obs_kind stun_emits[] = {OBS_STUN_METHOD, OBS_STUN_SOFTWARE, OBS_STUN_MAPPED, OBS_KINDS};

/* RFC 3489 section 11.1: binding and shared secret; request, response, error. */
static bool classic_type(uint16_t type)
{
	uint16_t method = type & (uint16_t)~MASK_CLASS;
	return (method == 1 || method == 2) && (type & MASK_CLASS) != 0x0010;
}

bool stun_open(struct slice start, bool classic, struct stun *ret_stun)
{
	struct cursor c = cursor_over(start);
	struct stun stun;

	stun.type = cursor_be16(&c);
	stun.len = cursor_be16(&c);
	stun.key = slice_of(cursor_rest(&c).at, KEY_LEN);
	stun.classic = cursor_be32(&c) != COOKIE;
	cursor_skip(&c, KEY_LEN - 4);
	if (!cursor_fine(&c) || stun.type & MASK_TYPE || stun.len % 4 || stun.len > STUN_LENGTH_MAX)
		return false;
	if (stun.classic && (!classic || !classic_type(stun.type)))
		return false;
	*ret_stun = stun;
	return true;
}

/* The value of the next attribute, its padding passed over. */
static struct slice attribute(struct cursor *c, uint16_t *ret_type)
{
	*ret_type = cursor_be16(c);
	uint16_t len = cursor_be16(c);
	struct slice value = cursor_take(c, len);
	cursor_skip(c, -(size_t)len & 3);
	return value;
}

bool stun_sound(struct slice attributes)
{
	struct cursor c = cursor_over(attributes);
	uint16_t type;

	while (cursor_left(&c))
		(void)attribute(&c, &type);
	return cursor_fine(&c);
}

/* Sections 14.1 and 14.2: zero, family, port, address; veiled by the key in the XOR form. */
static struct addr mapped(struct slice value, const struct stun *stun, bool veiled)
{
	struct cursor c = cursor_over(value);
	struct addr a;

	cursor_skip(&c, 1);
	uint8_t family = cursor_u8(&c);
	cursor_skip(&c, 2);
	a = addr_from_wire(cursor_rest(&c));
	if (!cursor_fine(&c) || (family == FAMILY_IP4 && a.family != 4) ||
	    (family == FAMILY_IP6 && a.family != 6) ||
	    (family != FAMILY_IP4 && family != FAMILY_IP6))
		return (struct addr){0};
	for (size_t i = 0; veiled && i < (a.family == 4 ? 4u : 16u); i++)
		a.bytes[i] ^= stun->key.at[i];
	return a;
}

void stun_observe(const struct stun *stun, struct slice attributes, struct sink *out)
{
	struct cursor c = cursor_over(attributes);
	struct addr plain = {0}, veiled = {0};
	uint16_t type;

	sink_number(out, OBS_STUN_METHOD, stun->type);
	while (cursor_left(&c)) {
		struct slice value = attribute(&c, &type);
		if (!cursor_fine(&c))
			break;
		if (type == ATTRIBUTE_SOFTWARE)
			sink_text(out, OBS_STUN_SOFTWARE, slice_until_nul(value));
		else if (type == ATTRIBUTE_MAPPED)
			plain = mapped(value, stun, false);
		else if (type == ATTRIBUTE_XOR_MAPPED || type == ATTRIBUTE_XOR_MAPPED_DRAFT)
			veiled = mapped(value, stun, true);
	}
	if ((stun->type & MASK_CLASS) == CLASS_SUCCESS) /* routers rewrite the plain form */
		sink_addr(out, OBS_STUN_MAPPED, addr_is_set(&veiled) ? &veiled : &plain);
}
