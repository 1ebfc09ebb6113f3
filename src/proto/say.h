/* SPDX-License-Identifier: Apache-2.0
 *
 * What dissectors of small discovery protocols say alike: fields as name=value, numbers,
 * addresses, fixed-width texts. Bytes come from a cursor; nothing here reads the wire itself.
 */
#ifndef CAMTRAIL_PROTO_SAY_H
#define CAMTRAIL_PROTO_SAY_H

#include "base/addr.h"
#include "obs/sink.h"
#include "proto/text.h"

/* Without control characters. */
static inline bool say_is_text(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < 0x20 || s.at[i] == 0x7f)
			return false;
	return true;
}

/* Up to, without, the first `stop`; all when there is none. */
static inline struct slice say_before(struct slice s, uint8_t stop)
{
	const uint8_t *at = s.len ? memchr(s.at, stop, s.len) : NULL;
	return at ? slice_of(s.at, (size_t)(at - s.at)) : s;
}

/* A text field of n bytes padded with NULs. Empty when it holds what is no text. */
static inline struct slice say_padded(struct cursor *in, size_t n)
{
	struct slice s = slice_trim(slice_until_nul(cursor_take(in, n)));
	return say_is_text(s) ? s : slice_of(NULL, 0);
}

/* kind name=value; nothing when the value is empty */
static inline void say_field(struct sink *out, enum obs_kind kind, struct slice name,
			     struct slice value)
{
	struct text field;

	if (!value.len)
		return;
	text_clear(&field);
	text_put(&field, name);
	text_byte(&field, '=');
	text_put(&field, value);
	sink_text(out, kind, text_view(&field));
}

static inline void say_number(struct sink *out, enum obs_kind kind, const char *name,
			      uint64_t number)
{
	struct text digits;

	text_clear(&digits);
	text_decimal(&digits, number);
	say_field(out, kind, slice_text(name), text_view(&digits));
}

/* What names in a document are told as; what has no row is not told: passwords stay unsaid. */
struct say_row {
	const char *name; /* NULL ends the rows */
	enum obs_kind kind;
};

/* Tells value by the row of name, as name=value where the row says field. */
static inline void say_listed(struct sink *out, const struct say_row *rows, enum obs_kind field,
			      struct slice name, struct slice value)
{
	for (; rows->name; rows++) {
		if (!slice_equal(slice_text(rows->name), name))
			continue;
		if (rows->kind == field)
			say_field(out, field, name, value);
		else
			sink_text(out, rows->kind, value);
		return;
	}
}

/* The names of the bits that are set, lowest first, with commas between. */
static inline void say_bits(struct sink *out, enum obs_kind kind, uint32_t bits,
			    const char *const *names, size_t n)
{
	struct text list;

	text_clear(&list);
	for (size_t i = 0; i < n; i++) {
		if (!(bits >> i & 1))
			continue;
		if (list.len)
			text_word(&list, ", ");
		text_word(&list, names[i]);
	}
	sink_text(out, kind, text_view(&list));
}

/* kind name=address; nothing when it is 0.0.0.0 or none */
static inline void say_addr(struct sink *out, enum obs_kind kind, const char *name,
			    struct slice wire)
{
	char printed[ADDR_TEXT_MAX];
	struct addr a = addr_from_wire(wire);

	if (addr_is_set(&a) && !addr_is_unspecified(&a))
		say_field(out, kind, slice_text(name), slice_text(addr_print(&a, printed)));
}

/* The same for an address written as text. */
static inline void say_addr_text(struct sink *out, enum obs_kind kind, const char *name,
				 struct slice text)
{
	struct addr a;

	if (addr_parse(text, &a) && !addr_is_unspecified(&a))
		say_field(out, kind, slice_text(name), text);
}

/* Six bytes as aa:bb:cc:dd:ee:ff; nothing when they are zero or not six. */
static inline void say_mac(struct sink *out, enum obs_kind kind, struct slice wire)
{
	char printed[MAC_TEXT_MAX];
	struct mac m = {0};

	if (wire.len != sizeof(m.bytes))
		return;
	memcpy(m.bytes, wire.at, sizeof(m.bytes));
	if (mac_is_set(&m))
		sink_text(out, kind, slice_text(mac_print(&m, printed)));
}

/* The bytes as decimal numbers with dots between, as versions are printed; nothing when all are
 * zero. */
static inline void say_dotted(struct sink *out, enum obs_kind kind, struct slice bytes)
{
	struct text dotted;
	uint8_t any = 0;

	text_clear(&dotted);
	for (size_t i = 0; i < bytes.len; i++) {
		if (i)
			text_byte(&dotted, '.');
		text_decimal(&dotted, bytes.at[i]);
		any |= bytes.at[i];
	}
	if (any)
		sink_text(out, kind, text_view(&dotted));
}

#endif
