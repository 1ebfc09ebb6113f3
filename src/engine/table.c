/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table.h"

#include "base/err.h"

#define DISSECTOR(name) extern const struct dissector name##_dissector;
#include "proto/dissectors.def"
#undef DISSECTOR

static const struct dissector *const table[] = {
#define DISSECTOR(name) &name##_dissector,
#include "proto/dissectors.def"
#undef DISSECTOR
};

unsigned table_size(void)
{
	return sizeof(table) / sizeof(table[0]);
}

const struct dissector *table_dissector(unsigned number)
{
	must(number < table_size());
	return table[number];
}

int table_by_name(const char *name)
{
	for (unsigned i = 0; i < table_size(); i++)
		if (strcmp(table[i]->name, name) == 0)
			return (int)i;
	return -1;
}

static bool hinted(const struct dissector *d, uint16_t port_a, uint16_t port_b, struct slice bytes)
{
	for (const struct hint *h = d->hints; h && (h->port || h->first_len); h++) {
		if (h->port && (h->port == port_a || h->port == port_b))
			return true;
		if (h->first_len && bytes.len >= h->first_len &&
		    memcmp(bytes.at, h->first, h->first_len) == 0)
			return true;
	}
	return false;
}

unsigned table_order(enum carrier carrier, uint16_t port_a, uint16_t port_b, struct slice bytes,
		     uint8_t order[], bool hinted_only)
{
	uint8_t others[256];
	unsigned n = 0, n_others = 0;

	for (unsigned i = 0; i < table_size(); i++) {
		if (table[i]->carrier != carrier)
			continue;
		if (hinted(table[i], port_a, port_b, bytes))
			order[n++] = (uint8_t)i;
		else
			others[n_others++] = (uint8_t)i;
	}
	if (hinted_only)
		return n;
	memcpy(order + n, others, n_others);
	return n + n_others;
}
