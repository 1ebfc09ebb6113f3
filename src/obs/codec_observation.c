/* SPDX-License-Identifier: Apache-2.0
 *
 * The body of an observation's record. Observations are many: their size is worked out first and
 * room taken once.
 */
#include <endian.h>
#include <string.h>

#include "obs/codec_parts.h"

static size_t size_of_addr(const struct addr *a)
{
	return 1u + (a->family == 4 ? 4u : a->family == 6 ? 16u : 0u);
}

static size_t size_of_value(const struct obs *o)
{
	switch (obs_kind_info(o->kind)->type) {
	case OBS_NUMBER:
		return 8;
	case OBS_ADDR:
		return size_of_addr(&o->addr);
	case OBS_NAMED_ADDR:
		return size_of_addr(&o->addr) + 2 + o->text.len;
	case OBS_TEXT:
	case OBS_BYTES:
		break;
	}
	return 2 + o->text.len;
}

enum {
	OBSERVATION_FIXED =
		2 + 1 + 4 + 8 + 8 + 6 + 6 + 2 + 2 + 1, /* all but addresses, about, value */
};

static inline uint8_t *write_be16(uint8_t *at, uint16_t v)
{
	v = htobe16(v);
	memcpy(at, &v, sizeof(v));
	return at + sizeof(v);
}

static inline uint8_t *write_be32(uint8_t *at, uint32_t v)
{
	v = htobe32(v);
	memcpy(at, &v, sizeof(v));
	return at + sizeof(v);
}

static inline uint8_t *write_be64(uint8_t *at, uint64_t v)
{
	v = htobe64(v);
	memcpy(at, &v, sizeof(v));
	return at + sizeof(v);
}

static inline uint8_t *write_mac(uint8_t *at, const struct mac *m)
{
	memcpy(at, m->bytes, sizeof(m->bytes));
	return at + sizeof(m->bytes);
}

static inline uint8_t *write_addr(uint8_t *at, const struct addr *a)
{
	size_t len = size_of_addr(a) - 1;

	*at++ = a->family;
	if (len == 4)
		memcpy(at, a->bytes, 4);
	else if (len)
		memcpy(at, a->bytes, 16);
	return at + len;
}

static uint8_t *write_value(uint8_t *at, const struct obs *o)
{
	enum obs_type type = obs_kind_info(o->kind)->type;

	if (type == OBS_NUMBER)
		return write_be64(at, o->number);
	if (type == OBS_ADDR || type == OBS_NAMED_ADDR)
		at = write_addr(at, &o->addr);
	if (type == OBS_ADDR)
		return at;
	at = write_be16(at, (uint16_t)o->text.len);
	if (o->text.len)
		memcpy(at, o->text.at, o->text.len);
	return at + o->text.len;
}

void codec_put_observation(struct buf *out, const struct obs *o)
{
	const struct where *w = &o->where;
	size_t size = OBSERVATION_FIXED + size_of_addr(&w->src) + size_of_addr(&w->dst) +
		      (o->has_about ? sizeof(o->about.bytes) : 0) + size_of_value(o);
	uint8_t *start = buf_place(out, size), *at = start;

	if (!at)
		return;
	at = write_be16(at, (uint16_t)o->kind);
	*at++ = (uint8_t)((w->from_client ? FLAG_FROM_CLIENT : 0) |
			  (o->has_about ? FLAG_ABOUT : 0) | (o->cut ? FLAG_CUT : 0));
	at = write_be32(at, w->capture);
	at = write_be64(at, w->frame);
	at = write_be64(at, (uint64_t)w->time_us);
	at = write_mac(at, &w->src_mac);
	at = write_mac(at, &w->dst_mac);
	at = write_addr(at, &w->src);
	at = write_addr(at, &w->dst);
	at = write_be16(at, w->src_port);
	at = write_be16(at, w->dst_port);
	*at++ = w->transport;
	if (o->has_about)
		at = write_mac(at, &o->about);
	at = write_value(at, o);
	must((size_t)(at - start) == size);
	out->len += size;
}
