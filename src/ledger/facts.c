/* SPDX-License-Identifier: Apache-2.0
 *
 * What (MAC, address) pairs tell: which MACs forward for others, which addresses are a MAC's own,
 * what is inside the site. Only counters and claims are looked at, never what was said in them.
 *
 * A MAC forwards for others when it
 *   - sent from public addresses that it never claimed and whose hop count shows a way behind
 *     them, or from several of them, or beside a private address of its own;
 *   - sent from private IPv4 addresses that it never claimed: three or more at one time, or two
 *     whose hop count is not one that hosts start with, or one such beside an address of its own;
 *   - sent from two or more IPv6 addresses with such hop counts (a host has many addresses there),
 *     or from one outside the networks of IPv6 that site.conf names;
 *   - sent with a worn hop count from an address that another MAC sent from with a fresh one
 *     (traffic mirrored before and behind the router);
 *   - was handed packets for public addresses that it does not use itself;
 *   - sent from two or more addresses that --neighbours gives to different other MACs, even if it
 *     claimed them (a bridge that puts its own MAC on frames answers for those behind it), or from
 *     one such, not claimed, with a worn hop count.
 */
#include <stdlib.h>

#include "ledger/private.h"

enum {
	TTL_NO_EVIDENCE = 8, /* hop counts up to here are chosen for discovery, not worn down */
	FORWARDED_TOGETHER = 3,
	FORWARDED_ROUTED = 2,
};

static int by_mac(const void *key, const void *element)
{
	return mac_compare(key, &((const struct mac_facts *)element)->mac);
}

struct mac_facts *facts_of(const struct ledger *l, const struct mac *mac)
{
	const struct ledger_private *p = l->private;
	if (!mac_is_set(mac) || p->n_macs == 0)
		return NULL;
	return bsearch(mac, p->macs, p->n_macs, sizeof(*p->macs), by_mac);
}

struct pair *facts_pair(const struct ledger *l, const struct mac *mac, const struct addr *addr)
{
	uint8_t key[6 + 17];
	memcpy(key, mac->bytes, 6);
	key[6] = addr->family;
	memcpy(key + 7, addr->bytes, 16);
	return map_get(&l->private->pairs, key, sizeof(key));
}

static size_t prefix_key(const struct addr *a, uint8_t key[9])
{
	size_t len = a->family == 4 ? 3 : 8;
	key[0] = a->family;
	memcpy(key + 1, a->bytes, len);
	return len + 1;
}

static bool in_nets(const struct net *nets, size_t n, const struct addr *a)
{
	for (size_t i = 0; i < n; i++)
		if (net_has(&nets[i], a))
			return true;
	return false;
}

bool facts_inside(const struct ledger *l, const struct addr *a)
{
	const struct ledger_private *p = l->private;
	uint8_t key[9];

	if (!addr_is_unicast(a))
		return false;
	if (addr_is_link_local(a) || in_nets(p->site->own, p->site->n_own, a))
		return true;
	if (p->site->n_networks) {
		if (in_nets(p->site->networks, p->site->n_networks, a))
			return true;
		for (size_t i = 0; i < p->site->n_recorders; i++)
			if (addr_equal(&p->site->recorders[i], a))
				return true;
		return false;
	}
	return addr_is_private(a) && index_get(&p->prefixes, key, prefix_key(a, key)) > 0;
}

/* Outside by its very number: neither private nor named by site.conf. */
static bool is_public(const struct ledger *l, const struct addr *a)
{
	const struct site *s = l->private->site;
	return addr_is_unicast(a) && !addr_is_private(a) && !addr_is_link_local(a) &&
	       !in_nets(s->networks, s->n_networks, a) && !in_nets(s->own, s->n_own, a);
}

/* Hosts start with one of these; a router takes one off. */
static bool ttl_worn(const struct pair *pair)
{
	uint8_t t = pair->ttl_max;
	return t > TTL_NO_EVIDENCE && t != 32 && t != 64 && t != 128 && t != 255;
}

static bool on_segment(const struct pair *pair)
{
	return pair->claimed || pair->group_sent || (pair->asked_for && pair->packets > 0);
}

static int by_time(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;
	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	return a[1] > b[1] ? -1 : a[1] < b[1]; /* at one instant, openings before endings */
}

/* True when three of the unclaimed private IPv4 addresses were in use at one time: addresses that
 * follow one another are one device that changed its own. */
static bool used_together(struct pair *const *pairs, size_t n)
{
	int64_t(*edges)[2] = mem_new(n * 2, sizeof(*edges));
	size_t n_edges = 0;
	int64_t open = 0;
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		const struct pair *p = pairs[i];
		if (p->addr.family != 4 || !addr_is_private(&p->addr) || on_segment(p) ||
		    p->packets == 0)
			continue;
		edges[n_edges][0] = p->first_us;
		edges[n_edges++][1] = 1;
		edges[n_edges][0] = p->last_us;
		edges[n_edges++][1] = -1;
	}
	qsort(edges, n_edges, sizeof(*edges), by_time);
	for (size_t i = 0; i < n_edges; i++) {
		open += edges[i][1];
		found |= open >= FORWARDED_TOGETHER;
	}
	free(edges);
	return found;
}

static bool names_v6(const struct site *site)
{
	for (size_t i = 0; i < site->n_networks; i++)
		if (site->networks[i].base.family == 6)
			return true;
	return false;
}

struct tally {
	size_t public_v4, public_v4_worn; /* not claimed */
	size_t public_answered;           /* claimed, yet worn: answered for others */
	size_t private_v4_worn, v6_worn;
	size_t v6_outside_worn; /* of networks that site.conf does not name */
	size_t own_v4;          /* of the site, claimed */
	size_t own;             /* claimed at all */
	size_t senders;
	size_t others_worn; /* not claimed, another MAC's by --neighbours */
};

static struct tally tally_of(const struct ledger *l, struct pair *const *pairs, size_t n)
{
	struct tally t = {0};
	bool v6_named = names_v6(l->private->site);

	for (size_t i = 0; i < n; i++) {
		const struct pair *p = pairs[i];
		bool public = is_public(l, &p->addr), mine = on_segment(p), worn = ttl_worn(p);

		t.own += mine && addr_is_unicast(&p->addr);
		t.own_v4 += mine && !public && p->addr.family == 4 && addr_is_unicast(&p->addr) &&
			    !addr_is_link_local(&p->addr);
		if (p->packets == 0 || !addr_is_unicast(&p->addr))
			continue;
		t.senders++;
		t.others_worn += p->others && worn && !mine;
		if (p->addr.family == 6) {
			t.v6_worn += worn && !mine && !addr_is_link_local(&p->addr);
			t.v6_outside_worn += worn && !mine && public && v6_named;
		} else if (public && mine)
			t.public_answered += worn;
		else if (public)
			t.public_v4++, t.public_v4_worn += worn;
		else if (!mine && addr_is_private(&p->addr))
			t.private_v4_worn += worn;
	}
	return t;
}

static bool forwards(const struct ledger *l, const struct mac_facts *m, bool any_private)
{
	struct pair *const *pairs = l->private->pair_list + m->first_pair;
	struct tally t = tally_of(l, pairs, m->n_pairs);

	if (m->next_hop || m->relay || m->proxy || t.others_worn || t.public_v4_worn ||
	    t.public_v4 > 1)
		return true;
	if (t.public_v4 && (t.senders > 1 || t.own_v4 || any_private))
		return true;
	if (t.public_answered > 1 || (t.public_answered && t.own_v4))
		return true;
	if (t.private_v4_worn >= FORWARDED_ROUTED || (t.private_v4_worn && t.own_v4) ||
	    t.v6_worn >= FORWARDED_ROUTED || t.v6_outside_worn || (t.v6_worn && t.own))
		return true;
	return used_together(pairs, m->n_pairs);
}

/* On the way in everything public that it sent from is somebody else's; and so is what it did not
 * claim. A public address claimed beside a private one is an answer given for others (proxy ARP).
 */
static bool own_address(const struct ledger *l, const struct mac_facts *m, const struct pair *p,
			bool has_private)
{
	if (!m->router || !addr_is_unicast(&p->addr) || addr_is_link_local(&p->addr))
		return true;
	if (p->others && (m->proxy || !on_segment(p)))
		return false;
	if (p->addr.family == 4 && is_public(l, &p->addr) && (has_private || ttl_worn(p)))
		return false;
	return on_segment(p);
}

static void list_macs(struct ledger *l)
{
	struct ledger_private *p = l->private;
	p->macs = mem_new(p->n_pairs, sizeof(*p->macs));
	for (size_t i = 0; i < p->n_pairs; i++) {
		const struct mac *mac = &p->pair_list[i]->mac;
		if (!mac_is_set(mac) || mac_is_group(mac))
			continue;
		if (p->n_macs == 0 || !mac_equal(&p->macs[p->n_macs - 1].mac, mac))
			p->macs[p->n_macs++] = (struct mac_facts){.mac = *mac, .first_pair = i};
		p->macs[p->n_macs - 1].n_pairs++;
	}
}

static void note_next_hops(struct ledger *l)
{
	const struct ledger_private *p = l->private;
	for (size_t i = 0; i < p->n_conversations; i++) {
		const struct conversation_record *c = &p->conversation_list[i]->c;
		const struct party *parties[] = {&c->client, &c->server};
		for (size_t side = 0; side < 2; side++) {
			struct mac_facts *m = facts_of(l, &parties[side]->mac);
			if (m && parties[side]->addr.family == 4 &&
			    is_public(l, &parties[side]->addr) &&
			    !facts_pair(l, &parties[side]->mac, &parties[side]->addr))
				m->next_hop = true;
		}
	}
}

static size_t addr_key(const struct addr *a, uint8_t key[17])
{
	key[0] = a->family;
	memcpy(key + 1, a->bytes, 16);
	return 17;
}

static void note_relays(struct ledger *l)
{
	const struct ledger_private *p = l->private;
	struct map fresh; /* address -> highest hop count that hosts start with, sent from it */
	uint8_t key[17];

	map_init(&fresh);
	for (size_t i = 0; i < p->n_pairs; i++) {
		const struct pair *pair = p->pair_list[i];
		if (!addr_is_unicast(&pair->addr) || !mac_is_set(&pair->mac) || ttl_worn(pair) ||
		    pair->ttl_max <= index_get(&fresh, key, addr_key(&pair->addr, key)))
			continue;
		index_put(&fresh, key, sizeof(key), pair->ttl_max - 1u);
	}
	for (size_t i = 0; i < p->n_pairs; i++) {
		const struct pair *pair = p->pair_list[i];
		struct mac_facts *m = facts_of(l, &pair->mac);
		if (m && ttl_worn(pair) && !on_segment(pair) &&
		    index_get(&fresh, key, addr_key(&pair->addr, key)) > pair->ttl_max)
			m->relay = true;
	}
	map_done(&fresh, NULL);
}

/* One address that a table gives to another MAC may have changed hands; two have not. */
static void note_proxies(struct ledger *l)
{
	struct ledger_private *p = l->private;

	for (size_t i = 0; i < p->n_macs; i++) {
		struct mac_facts *m = &p->macs[i];
		const struct given *first = NULL;
		for (size_t k = 0; k < m->n_pairs; k++) {
			struct pair *pair = p->pair_list[m->first_pair + k];
			const struct given *given = given_to(l, &pair->addr);
			pair->others = pair->packets && given && given->by_user &&
				       !mac_equal(&given->mac, &m->mac);
			if (!pair->others)
				continue;
			m->proxy |= first && !mac_equal(&first->mac, &given->mac);
			first = given;
		}
	}
}

static bool note_prefixes(struct ledger *l)
{
	struct ledger_private *p = l->private;
	bool any = false;
	uint8_t key[9];

	for (size_t i = 0; i < p->n_pairs; i++) {
		const struct pair *pair = p->pair_list[i];
		if (!addr_is_private(&pair->addr) || (pair->packets == 0 && !pair->claimed))
			continue;
		any = true;
		index_put(&p->prefixes, key, prefix_key(&pair->addr, key), 0);
	}
	return any;
}

void facts_settle(struct ledger *l)
{
	struct ledger_private *p = l->private;
	bool any_private = note_prefixes(l);

	list_macs(l);
	note_next_hops(l);
	note_relays(l);
	given_settle(l);
	note_proxies(l);
	for (size_t i = 0; i < p->n_macs; i++)
		p->macs[i].router = forwards(l, &p->macs[i], any_private);
	for (size_t i = 0; i < p->n_macs; i++) {
		struct mac_facts *m = &p->macs[i];
		bool has_private = tally_of(l, p->pair_list + m->first_pair, m->n_pairs).own_v4 > 0;
		for (size_t k = 0; k < m->n_pairs; k++) {
			struct pair *pair = p->pair_list[m->first_pair + k];
			pair->own = own_address(l, m, pair, has_private);
		}
	}
}
