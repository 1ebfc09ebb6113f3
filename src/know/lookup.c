/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions to the plain lists: who is this maker, whose cloud is this name, whose address is
 * this. Nothing is read from disk here and nothing is changed.
 */
#include "know/tables.h"

static bool same_text(struct slice a, const char *b)
{
	return slice_same_word(a, b);
}

int know_maker(const struct knowledge *k, struct slice id_or_name)
{
	id_or_name = slice_trim(id_or_name);
	if (!id_or_name.len)
		return -1;
	for (size_t i = 0; i < k->n_makers; i++)
		if (same_text(id_or_name, k->makers[i].id))
			return (int)i;
	for (size_t i = 0; i < k->n_makers; i++)
		if (same_text(id_or_name, k->makers[i].name))
			return (int)i;
	char name[128];
	if (id_or_name.len >= sizeof(name) || memchr(id_or_name.at, 0, id_or_name.len))
		return -1;
	memcpy(name, id_or_name.at, id_or_name.len);
	name[id_or_name.len] = '\0';
	return match_registrant(k, name);
}

const struct cloud *know_cloud(const struct knowledge *k, struct slice name)
{
	char lower[256];

	if (name.len && name.at[name.len - 1] == '.')
		name.len--;
	if (!name.len || name.len >= sizeof(lower))
		return NULL;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = (char)slice_lower(name.at[i]);
	for (size_t i = 0; i < name.len; i++) {
		if (i > 0 && lower[i - 1] != '.')
			continue;
		const struct claim *claim =
			map_get(&k->private->claims[TABLE_CLOUDS], lower + i, name.len - i);
		if (claim)
			return &k->clouds[claim->index];
	}
	return NULL;
}

const struct known_address *know_address(const struct knowledge *k, const struct addr *addr)
{
	const struct known_address *best = NULL;

	for (size_t i = 0; i < k->n_addresses; i++) {
		const struct known_address *a = &k->addresses[i];
		if (net_has(&a->net, addr) && (!best || a->net.bits > best->net.bits))
			best = a;
	}
	return best;
}

const struct certificate *know_certificate(const struct knowledge *k, struct slice id)
{
	id = slice_trim(id);
	for (size_t i = 0; i < k->n_certificates; i++)
		if (same_text(id, k->certificates[i].id))
			return &k->certificates[i];
	return NULL;
}
