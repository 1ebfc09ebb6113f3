/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes DNS messages for the tests of what reads them. Names are given with dots; names of the
 * tests' own making only.
 */
#ifndef CAMTRAIL_DNS_BUILD_H
#define CAMTRAIL_DNS_BUILD_H

#include "base/cursor.h"

struct dns_build {
	uint8_t bytes[65536];
	size_t len;
};

static inline void put8(struct dns_build *m, unsigned value)
{
	assert_true(m->len < sizeof(m->bytes));
	m->bytes[m->len++] = (uint8_t)value;
}

static inline void put16(struct dns_build *m, unsigned value)
{
	put8(m, value >> 8);
	put8(m, value & 0xff);
}

static inline void put_label(struct dns_build *m, const void *bytes, size_t len)
{
	put8(m, (unsigned)len);
	for (size_t i = 0; i < len; i++)
		put8(m, ((const uint8_t *)bytes)[i]);
}

static inline void put_name(struct dns_build *m, const char *name)
{
	while (*name) {
		size_t len = strcspn(name, ".");
		put_label(m, name, len);
		name += len + (name[len] == '.');
	}
	put8(m, 0);
}

/* Starts anew. */
static inline void put_header(struct dns_build *m, unsigned flags, unsigned questions,
			      unsigned answers, unsigned authority, unsigned additional)
{
	m->len = 0;
	put16(m, 0x1234);
	put16(m, flags);
	put16(m, questions);
	put16(m, answers);
	put16(m, authority);
	put16(m, additional);
}

static inline void put_question(struct dns_build *m, const char *name, unsigned type)
{
	put_name(m, name);
	put16(m, type);
	put16(m, 1);
}

/* Up to and without the data, whose length is given. */
static inline void put_record(struct dns_build *m, const char *owner, unsigned type, size_t len)
{
	put_name(m, owner);
	put16(m, type);
	put16(m, 1);
	put16(m, 0);
	put16(m, 300);
	put16(m, (unsigned)len);
}

static inline void put_address(struct dns_build *m, const char *owner, unsigned last)
{
	put_record(m, owner, 1, 4);
	put16(m, 0xc633);
	put8(m, 0x64);
	put8(m, last);
}

/* A record whose data is a name: CNAME 5, PTR 12. */
static inline void put_named(struct dns_build *m, const char *owner, unsigned type,
			     const char *target)
{
	put_record(m, owner, type, strlen(target) + 2);
	put_name(m, target);
}

static inline struct slice built(const struct dns_build *m)
{
	return slice_of(m->bytes, m->len);
}

#endif
