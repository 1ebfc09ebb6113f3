/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose an address is by others' word. An address gets a MAC that was not seen on the wire only
 * from --neighbours or from a DHCP server that gave it to that MAC. What a table says of a
 * router's MAC is not said of the device behind it.
 */
#include <stdlib.h>

#include "ledger/private.h"

static size_t addr_key(const struct addr *a, uint8_t key[17])
{
	key[0] = a->family;
	memcpy(key + 1, a->bytes, 16);
	return 17;
}

static void give(struct ledger *l, const struct addr *addr, const struct mac *mac, bool by_user)
{
	uint8_t key[17];
	struct given *was = map_get(&l->private->given_mac, key, addr_key(addr, key));

	if (was) {
		if (was->by_user == by_user && !mac_equal(&was->mac, mac))
			was->unsure = true;
		return;
	}
	was = mem_new(1, sizeof(*was));
	*was = (struct given){*mac, by_user, false};
	(void)map_put(&l->private->given_mac, key, sizeof(key), was);
}

void given_settle(struct ledger *l)
{
	struct ledger_private *p = l->private;

	map_done(&p->given_mac, free);
	map_init(&p->given_mac);
	for (size_t i = 0; p->neighbours && i < p->neighbours->n; i++) {
		const struct neighbour *n = &p->neighbours->rows[i];
		const struct mac_facts *m = facts_of(l, &n->mac);
		if (mac_is_set(&n->mac) && !mac_is_group(&n->mac) && !(m && m->router))
			give(l, &n->addr, &n->mac, true);
	}
	for (size_t i = 0; i < p->n_raws; i++) {
		const struct raw *r = p->raw_list[i];
		if (r->kind == OBS_DHCP_ASSIGNED && r->has_about && mac_is_set(&r->about) &&
		    !mac_is_group(&r->about))
			give(l, &r->addr, &r->about, false);
	}
}

const struct given *given_to(const struct ledger *l, const struct addr *addr)
{
	uint8_t key[17];
	const struct given *g = map_get(&l->private->given_mac, key, addr_key(addr, key));
	return g && !g->unsure ? g : NULL;
}
