/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/dns_message.h"

enum {
	LABEL_KIND = 0xc0, /* the two high bits of a length byte */
	LABEL_POINTER = 0xc0,
	SRV_FIXED_LEN = 6, /* priority, weight, port */
	MX_FIXED_LEN = 2,
	TYPE_NS = 2,
	TYPE_MX = 15,
};

bool dns_open(struct slice message, size_t len, struct dns_walk *ret_walk)
{
	struct dns_walk walk = {.message = message, .at = cursor_over(message)};

	cursor_skip(&walk.at, 2); /* id */
	walk.flags = cursor_be16(&walk.at);
	for (int i = 0; i < DNS_SECTIONS; i++)
		walk.left[i] = walk.counts[i] = cursor_be16(&walk.at);
	size_t records = (size_t)walk.left[DNS_ANSWERS] + walk.left[DNS_AUTHORITY] +
			 walk.left[DNS_ADDITIONAL];
	size_t least = DNS_HEADER_LEN + walk.left[DNS_QUESTIONS] * (size_t)DNS_QUESTION_LEAST +
		       records * DNS_RECORD_LEAST;
	if (!cursor_fine(&walk.at) || least > len)
		return false;
	*ret_walk = walk;
	return true;
}

size_t dns_name_at(struct slice message, size_t at, struct dns_name *ret_name)
{
	struct cursor c = cursor_over(message);
	size_t used = 0;    /* set at the first pointer */
	size_t lowest = at; /* where the run of labels being read began */
	unsigned hops = 0;

	ret_name->len = 0;
	cursor_skip(&c, at);
	for (;;) {
		uint8_t len = cursor_u8(&c);
		if (!cursor_fine(&c))
			return 0;
		if (len == 0)
			return used ? used : cursor_offset(&c) - at;
		if ((len & LABEL_KIND) == LABEL_POINTER) {
			size_t target = (size_t)(len & ~LABEL_KIND) << 8 | cursor_u8(&c);
			if (!cursor_fine(&c) || target >= lowest || ++hops > DNS_HOPS_MAX)
				return 0;
			if (!used)
				used = cursor_offset(&c) - at;
			lowest = target;
			c = cursor_over(message);
			cursor_skip(&c, target);
			continue;
		}
		if (len & LABEL_KIND || ret_name->len + 1 + len > sizeof(ret_name->wire))
			return 0;
		struct slice label = cursor_take(&c, len);
		if (!cursor_fine(&c) || !label.at)
			return 0;
		ret_name->wire[ret_name->len] = len;
		memcpy(ret_name->wire + ret_name->len + 1, label.at, label.len);
		ret_name->len += 1 + label.len;
	}
}

static void read_name(struct dns_walk *walk, struct dns_name *name)
{
	size_t used = dns_name_at(walk->message, cursor_offset(&walk->at), name);
	if (used)
		cursor_skip(&walk->at, used);
	else
		cursor_fail(&walk->at, CURSOR_BAD);
}

bool dns_question(struct dns_walk *walk, struct dns_question *ret_question)
{
	if (!walk->left[DNS_QUESTIONS])
		return false;
	walk->left[DNS_QUESTIONS]--;
	read_name(walk, &ret_question->name);
	ret_question->type = cursor_be16(&walk->at);
	ret_question->class = cursor_be16(&walk->at);
	return cursor_fine(&walk->at);
}

bool dns_record(struct dns_walk *walk, struct dns_record *ret_record)
{
	struct dns_question passed;
	enum dns_section section = DNS_ANSWERS;

	while (dns_question(walk, &passed))
		continue;
	while (section < DNS_SECTIONS && !walk->left[section])
		section++;
	if (section == DNS_SECTIONS || !cursor_fine(&walk->at))
		return false;
	walk->left[section]--;
	ret_record->section = section;
	read_name(walk, &ret_record->owner);
	ret_record->type = cursor_be16(&walk->at);
	ret_record->class = cursor_be16(&walk->at);
	cursor_skip(&walk->at, 4); /* ttl */
	size_t len = cursor_be16(&walk->at);
	ret_record->data_at = cursor_offset(&walk->at);
	ret_record->data = cursor_take(&walk->at, len);
	return cursor_fine(&walk->at);
}

bool dns_broken(const struct dns_walk *walk)
{
	return !cursor_fine(&walk->at);
}

size_t dns_offset(const struct dns_walk *walk)
{
	return dns_broken(walk) ? walk->at.why_at : cursor_offset(&walk->at);
}

bool dns_data_name(const struct dns_walk *walk, const struct dns_record *record, size_t skip,
		   struct dns_name *ret_name)
{
	if (record->data.len <= skip)
		return false;
	size_t used = dns_name_at(walk->message, record->data_at + skip, ret_name);
	return used && used == record->data.len - skip;
}

static bool data_fits(const struct dns_walk *walk, const struct dns_record *record)
{
	struct dns_name name;

	switch (record->type) {
	case DNS_TYPE_A:
		return record->data.len == 4;
	case DNS_TYPE_AAAA:
		return record->data.len == 16;
	case TYPE_NS:
	case DNS_TYPE_CNAME:
	case DNS_TYPE_PTR:
		return dns_data_name(walk, record, 0, &name);
	case TYPE_MX:
		return dns_data_name(walk, record, MX_FIXED_LEN, &name);
	case DNS_TYPE_SRV:
		return dns_data_name(walk, record, SRV_FIXED_LEN, &name);
	default:
		return true;
	}
}

enum dns_body dns_body(struct dns_walk walk, size_t *ret_at)
{
	struct dns_record record;
	bool fits = true;

	*ret_at = dns_offset(&walk);
	while (fits && dns_record(&walk, &record)) {
		fits = data_fits(&walk, &record);
		*ret_at = fits ? dns_offset(&walk) : record.data_at;
	}
	if (dns_broken(&walk))
		*ret_at = dns_offset(&walk);
	if (!fits || dns_broken(&walk))
		return DNS_BODY_BROKEN;
	return cursor_left(&walk.at) ? DNS_BODY_TRAILING : DNS_BODY_EXACT;
}

bool dns_same_name(const struct dns_name *a, const struct dns_name *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++) /* length bytes are below 'A' */
		if (slice_lower(a->wire[i]) != slice_lower(b->wire[i]))
			return false;
	return true;
}

bool dns_label(const struct dns_name *name, size_t *at, struct slice *ret_label)
{
	if (*at >= name->len)
		return false;
	*ret_label = slice_of(name->wire + *at + 1, name->wire[*at]);
	*at += 1 + ret_label->len;
	return true;
}

static void put_label(struct dns_text *text, const uint8_t *label, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (label[i] == '.' || label[i] == '\\')
			text->bytes[text->len++] = '\\';
		text->bytes[text->len++] = slice_lower(label[i]);
	}
}

bool dns_lone_question(const struct dns_walk *walk, struct dns_text *ret_text)
{
	const uint16_t *counts = walk->counts;
	const uint8_t *name = walk->message.at + DNS_HEADER_LEN;
	size_t len = walk->message.len, at = 0;

	if (counts[DNS_QUESTIONS] != 1 || counts[DNS_ANSWERS] || counts[DNS_AUTHORITY] ||
	    counts[DNS_ADDITIONAL] || len > DNS_HEADER_LEN + DNS_NAME_MAX + DNS_QUESTION_LEAST)
		return false;
	len -= DNS_HEADER_LEN + DNS_QUESTION_LEAST; /* of the name without its final zero */
	ret_text->len = 0;
	while (at < len) {
		size_t label = name[at++];
		if (label == 0 || label & LABEL_KIND || label > len - at)
			return false;
		if (ret_text->len)
			ret_text->bytes[ret_text->len++] = '.';
		put_label(ret_text, name + at, label);
		at += label;
	}
	return name[len] == 0;
}

void dns_name_text(const struct dns_name *name, struct dns_text *ret_text)
{
	dns_name_text_without(name, "", ret_text);
}

void dns_name_text_without(const struct dns_name *name, const char *suffix,
			   struct dns_text *ret_text)
{
	struct slice label;

	ret_text->len = 0;
	for (size_t at = 0; dns_label(name, &at, &label);) {
		if (at == name->len && ret_text->len && slice_same_word(label, suffix))
			break;
		if (ret_text->len)
			ret_text->bytes[ret_text->len++] = '.';
		put_label(ret_text, label.at, label.len);
	}
}
