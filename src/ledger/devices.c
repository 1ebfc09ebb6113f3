/* SPDX-License-Identifier: Apache-2.0
 *
 * Which pairs are one device. A device is a MAC with all its own addresses, or, where no MAC of
 * its own is known (behind a router, a link without MACs), an address of the site.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ledger/private.h"

static size_t addr_key(const struct addr *a, uint8_t key[17])
{
	key[0] = a->family;
	memcpy(key + 1, a->bytes, 16);
	return 17;
}

static bool better_owner(const struct ledger *l, const struct pair *a, const struct pair *b)
{
	const struct mac_facts *ma = facts_of(l, &a->mac), *mb = facts_of(l, &b->mac);
	if (ma->router != mb->router)
		return mb->router;
	if (a->claimed != b->claimed)
		return a->claimed;
	if (a->packets != b->packets)
		return a->packets > b->packets;
	return mac_compare(&a->mac, &b->mac) < 0;
}

/* Of several MACs that use one address as their own, the likeliest. */
static void note_owners(struct ledger *l)
{
	struct ledger_private *p = l->private;
	uint8_t key[17];

	for (size_t i = 0; i < p->n_pairs; i++) {
		struct pair *pair = p->pair_list[i];
		if (!pair->own || !addr_is_unicast(&pair->addr) ||
		    (pair->packets == 0 && !pair->claimed))
			continue;
		const struct pair *was = map_get(&p->owners, key, addr_key(&pair->addr, key));
		if (!was || better_owner(l, pair, was))
			(void)map_put(&p->owners, key, sizeof(key), pair);
	}
}

/* Writes the id of the device that the pair's packets belong to, "" = none. */
static void pair_id(const struct ledger *l, const struct pair *pair, char id[DEVICE_ID_MAX])
{
	char mac[MAC_TEXT_MAX], text[ADDR_TEXT_MAX];
	uint8_t key[17];

	id[0] = '\0';
	if (mac_is_group(&pair->mac))
		return;
	if (pair->own) {
		if (pair->packets || pair->claimed)
			(void)snprintf(id, DEVICE_ID_MAX, "%s", mac_print(&pair->mac, mac));
		return;
	}
	const struct pair *owner = map_get(&l->private->owners, key, addr_key(&pair->addr, key));
	const struct given *given = given_to(l, &pair->addr);
	if (pair->packets == 0)
		return;
	if (owner && !facts_of(l, &owner->mac)->router)
		(void)snprintf(id, DEVICE_ID_MAX, "%s", mac_print(&owner->mac, mac));
	else if (!facts_inside(l, &pair->addr))
		return;
	else if (owner)
		(void)snprintf(id, DEVICE_ID_MAX, "%s", mac_print(&owner->mac, mac));
	else if (given)
		(void)snprintf(id, DEVICE_ID_MAX, "%s", mac_print(&given->mac, mac));
	else
		(void)snprintf(id, DEVICE_ID_MAX, "%s", addr_print(&pair->addr, text));
}

static int by_id(const void *left, const void *right)
{
	return strcmp(((const struct device *)left)->id, ((const struct device *)right)->id);
}

struct id_list {
	size_t n, room;
	struct device *devices;
};

/* Adds it unless it is there. */
static void add_id(struct ledger *l, struct id_list *list, const char *id)
{
	if (index_get(&l->private->by_id, id, strlen(id)))
		return;
	if (list->n == DEVICES_MAX) {
		l->private->rows_refused++;
		return;
	}
	index_put(&l->private->by_id, id, strlen(id), list->n);
	if (list->n == list->room) {
		list->room = list->room ? list->room * 2 : 64;
		list->devices = mem_resize(list->devices, list->room, sizeof(*list->devices));
	}
	struct device *d = &list->devices[list->n++];
	*d = (struct device){.first_us = INT64_MAX, .last_us = INT64_MIN};
	(void)snprintf(d->id, sizeof(d->id), "%s", id);
	d->by_mac = mac_parse(slice_text(id), &d->mac);
}

/* A device that only others spoke about: a DHCP client behind a relay. */
static void add_told(struct ledger *l, struct id_list *list)
{
	char mac[MAC_TEXT_MAX];
	for (size_t i = 0; i < l->private->n_raws; i++) {
		const struct raw *r = l->private->raw_list[i];
		if (r->has_about && mac_is_set(&r->about) && !mac_is_group(&r->about))
			add_id(l, list, mac_print(&r->about, mac));
	}
}

static void list_devices(struct ledger *l)
{
	struct ledger_private *p = l->private;
	struct id_list list = {0};
	char id[DEVICE_ID_MAX];

	for (size_t i = 0; i < p->n_pairs; i++) {
		pair_id(l, p->pair_list[i], id);
		if (id[0])
			add_id(l, &list, id);
	}
	for (size_t i = 0; i < p->n_macs; i++)
		if (p->macs[i].router)
			add_id(l, &list, mac_print(&p->macs[i].mac, (char[MAC_TEXT_MAX]){0}));
	add_told(l, &list);
	if (list.n)
		qsort(list.devices, list.n, sizeof(*list.devices), by_id);
	l->devices = list.devices;
	l->n_devices = list.n;
	for (size_t i = 0; i < l->n_devices; i++)
		index_put(&p->by_id, l->devices[i].id, strlen(l->devices[i].id), i);
}

long devices_by_mac(const struct ledger *l, const struct mac *mac)
{
	char id[MAC_TEXT_MAX];
	(void)mac_print(mac, id);
	return (long)index_get(&l->private->by_id, id, strlen(id)) - 1;
}

long devices_party(const struct ledger *l, const struct mac *mac, const struct addr *addr)
{
	uint8_t key[17];
	const struct pair *pair = facts_pair(l, mac, addr);
	const struct mac_facts *m = facts_of(l, mac);

	if (pair && pair->device >= 0)
		return pair->device;
	size_t found =
		addr_is_set(addr) ? index_get(&l->private->by_addr, key, addr_key(addr, key)) : 0;
	if (found)
		return (long)found - 1;
	if (m && !m->router && (!addr_is_unicast(addr) || facts_inside(l, addr)))
		return devices_by_mac(l, mac);
	return -1;
}

static void use_address(struct device *d, const struct pair *pair)
{
	if ((d->n_addresses & (d->n_addresses - 1)) == 0)
		d->addresses = mem_resize(d->addresses, d->n_addresses ? d->n_addresses * 2 : 1,
					  sizeof(*d->addresses));
	d->addresses[d->n_addresses++] = (struct address_use){.addr = pair->addr,
							      .first_us = pair->first_us,
							      .last_us = pair->last_us,
							      .packets = pair->packets,
							      .bytes = pair->bytes,
							      .claimed = pair->claimed};
}

static int by_address(const void *left, const void *right)
{
	return addr_compare(&((const struct address_use *)left)->addr,
			    &((const struct address_use *)right)->addr);
}

static int by_use(const void *left, const void *right)
{
	const struct address_use *a = left, *b = right;
	if (a->first_us != b->first_us)
		return a->first_us < b->first_us ? -1 : 1;
	return addr_compare(&a->addr, &b->addr);
}

/* Adds up uses of one address (through several MACs) and puts them in order of time. */
static void order_addresses(struct device *d)
{
	size_t kept = 0;

	if (d->n_addresses == 0)
		return;
	qsort(d->addresses, d->n_addresses, sizeof(*d->addresses), by_address);
	for (size_t i = 0; i < d->n_addresses; i++) {
		const struct address_use *from = &d->addresses[i];
		struct address_use *to = kept ? &d->addresses[kept - 1] : NULL;
		if (!to || !addr_equal(&to->addr, &from->addr)) {
			d->addresses[kept++] = *from;
			continue;
		}
		if (from->first_us < to->first_us)
			to->first_us = from->first_us;
		if (from->last_us > to->last_us)
			to->last_us = from->last_us;
		to->packets += from->packets;
		to->bytes += from->bytes;
		to->claimed |= from->claimed;
	}
	d->n_addresses = kept;
	qsort(d->addresses, d->n_addresses, sizeof(*d->addresses), by_use);
}

static void count_pair(struct device *d, const struct pair *pair)
{
	if (pair->first_us < d->first_us)
		d->first_us = pair->first_us;
	if (pair->last_us > d->last_us)
		d->last_us = pair->last_us;
	d->packets += pair->packets;
	d->bytes += pair->bytes;
	if (addr_is_unicast(&pair->addr))
		use_address(d, pair);
}

static void attach_pairs(struct ledger *l)
{
	struct ledger_private *p = l->private;
	char id[DEVICE_ID_MAX];

	for (size_t i = 0; i < p->n_pairs; i++) {
		struct pair *pair = p->pair_list[i];
		pair_id(l, pair, id);
		pair->device = id[0] ? (long)index_get(&p->by_id, id, strlen(id)) - 1 : -1;
		if (pair->device < 0)
			continue;
		must(l->devices); /* the pair's own is among them */
		struct device *d = &l->devices[pair->device];
		const struct mac_facts *m = facts_of(l, &pair->mac);
		const struct given *given = given_to(l, &pair->addr);
		count_pair(d, pair);
		if (!pair->own && m && !facts_of(l, &d->mac))
			d->behind_router = true;
		if (!pair->own && d->by_mac && given && given->by_user &&
		    mac_equal(&given->mac, &d->mac))
			d->mac_from_neighbours = true;
	}
}

static void note_addresses(struct ledger *l)
{
	struct ledger_private *p = l->private;
	uint8_t key[17];

	for (size_t i = 0; i < l->n_devices; i++) {
		struct device *d = &l->devices[i];
		const struct mac_facts *m = facts_of(l, &d->mac);
		d->router = m && m->router;
		order_addresses(d);
		for (size_t k = 0; k < d->n_addresses; k++) {
			const struct addr *a = &d->addresses[k].addr;
			const struct pair *owner = map_get(&p->owners, key, addr_key(a, key));
			if (!owner || mac_equal(&owner->mac, &d->mac))
				index_put(&p->by_addr, key, sizeof(key), i);
		}
	}
}

void devices_settle(struct ledger *l)
{
	given_settle(l); /* anew: it is known now which MACs are routers */
	note_owners(l);
	list_devices(l);
	attach_pairs(l);
	note_addresses(l);
}
