/* SPDX-License-Identifier: Apache-2.0
 *
 * The message form that DNS, multicast DNS and LLMNR share (RFC 1035 section 4), read record by
 * record. Not a dissector: it knows no port and emits nothing.
 *
 *   0    2       4         6         8         10        12
 *   +----+-------+---------+---------+---------+---------+-----------+---------+-----------+----
 *   | id | flags | qdcount | ancount | nscount | arcount | questions | answers | authority | ...
 *   +----+-------+---------+---------+---------+---------+-----------+---------+-----------+----
 *   question: name, type, class          record: name, type, class, ttl(4), length(2), data
 *
 * Names are kept uncompressed as they stood on the wire, letter case included. Every loop is
 * bounded by the bytes of the message, whatever the counts say.
 */
#ifndef CAMTRAIL_PROTO_DNS_MESSAGE_H
#define CAMTRAIL_PROTO_DNS_MESSAGE_H

#include "base/cursor.h"

enum {
	DNS_NAME_MAX = 254, /* RFC 1035 section 2.3.4: 255 with the final zero, not kept here */
	DNS_TEXT_MAX = 2 * DNS_NAME_MAX, /* every byte escaped */
	DNS_HOPS_MAX = 32,               /* compression pointers followed within one name */
	DNS_HEADER_LEN = 12,
	DNS_QUESTION_LEAST = 5,
	DNS_RECORD_LEAST = 11,

	DNS_TYPE_A = 1,
	DNS_TYPE_CNAME = 5,
	DNS_TYPE_PTR = 12,
	DNS_TYPE_TXT = 16,
	DNS_TYPE_AAAA = 28,
	DNS_TYPE_SRV = 33,
	DNS_TYPE_OPT = 41,
	DNS_CLASS_IN = 1,
};

enum dns_section { DNS_QUESTIONS, DNS_ANSWERS, DNS_AUTHORITY, DNS_ADDITIONAL, DNS_SECTIONS };

/* Labels, each after its length byte, without the final zero. len 0 is the root. */
struct dns_name {
	uint8_t wire[DNS_NAME_MAX];
	size_t len;
};

/* A name for people: labels in lower case joined by '.', no final dot; a dot or backslash inside a
 * label has a backslash before it, other bytes are as they were. */
struct dns_text {
	uint8_t bytes[DNS_TEXT_MAX];
	size_t len;
};

struct dns_question {
	struct dns_name name;
	uint16_t type, class;
};

struct dns_record {
	enum dns_section section;
	struct dns_name owner;
	uint16_t type, class;
	struct slice data;
	size_t data_at; /* offset of data in the message */
};

/* Questions first, then records, in order. Stops by itself at the first broken one. */
struct dns_walk {
	struct slice message;
	struct cursor at;
	uint16_t flags;
	uint16_t counts[DNS_SECTIONS];
	uint16_t left[DNS_SECTIONS];
};

/* True when there is a header and `len` bytes have room for as many entries as it counts. message
 * may be the start of those bytes only, if but the header is wanted yet. */
bool dns_open(struct slice message, size_t len, struct dns_walk *ret_walk);

/* The next one; false when there is none left or it is broken (then dns_broken). Records come only
 * after all questions were read; dns_record reads over those that were not. */
bool dns_question(struct dns_walk *walk, struct dns_question *ret_question);
bool dns_record(struct dns_walk *walk, struct dns_record *ret_record);
bool dns_broken(const struct dns_walk *walk);
/* Offset in the message of the next entry, or of the broken field. */
size_t dns_offset(const struct dns_walk *walk);

/* A message that holds one question, its name not compressed, and nothing else: most questions, and
 * answers that say that there is no such name. Its name as text; false for any other message. */
bool dns_lone_question(const struct dns_walk *walk, struct dns_text *ret_text);

enum dns_body {
	DNS_BODY_EXACT,    /* all entries parse and nothing follows them */
	DNS_BODY_TRAILING, /* all entries parse, bytes follow */
	DNS_BODY_BROKEN,
};

/* Reads over all entries of a walk just opened, those with known data form included. *ret_at is the
 * offset where reading ended. */
enum dns_body dns_body(struct dns_walk walk, size_t *ret_at);

/* The one place that follows compression pointers. Reads the name at offset `at`, returns the
 * bytes that it takes up there, 0 when it is broken. Pointers must lead backwards. */
size_t dns_name_at(struct slice message, size_t at, struct dns_name *ret_name);
/* The name in the record's data after `skip` bytes, ending where the data ends. */
bool dns_data_name(const struct dns_walk *walk, const struct dns_record *record, size_t skip,
		   struct dns_name *ret_name);

bool dns_same_name(const struct dns_name *a, const struct dns_name *b);
void dns_name_text(const struct dns_name *name, struct dns_text *ret_text);
/* As above without a last label `suffix` ("local"), if the name has it and another before it. */
void dns_name_text_without(const struct dns_name *name, const char *suffix,
			   struct dns_text *ret_text);
/* The next label at *at, which starts at 0 and is moved; false after the last one. */
bool dns_label(const struct dns_name *name, size_t *at, struct slice *ret_label);

static inline struct slice dns_text_view(const struct dns_text *text)
{
	return slice_of(text->bytes, text->len);
}

#endif
