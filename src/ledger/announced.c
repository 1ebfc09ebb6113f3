/* SPDX-License-Identifier: Apache-2.0
 *
 * DNS servers that routers give to everybody on their segment. An announcement is sent to all, so
 * it is no value of the devices that heed it: it is looked up here. What a device announces itself
 * does not count for it.
 */
#include <stdlib.h>

#include "ledger/private.h"

enum { ANNOUNCED_MAX = 64 };

void announced_settle(struct ledger *l)
{
	for (size_t i = 0; i < l->n_devices; i++) {
		const struct device *d = &l->devices[i];
		for (size_t k = 0; k < d->n_seen && l->n_announced < ANNOUNCED_MAX; k++) {
			if (d->seen[k].kind != OBS_ND_RESOLVER)
				continue;
			if (!l->announced)
				l->announced = mem_new(ANNOUNCED_MAX, sizeof(*l->announced));
			l->announced[l->n_announced++] = (struct announced){d->seen[k].addr, i, k};
		}
	}
}

const struct announced *ledger_announced(const struct ledger *l, size_t device,
					 const struct addr *addr, uint8_t family)
{
	for (size_t i = 0; i < l->n_announced; i++) {
		const struct announced *a = &l->announced[i];
		if (a->device != device &&
		    (addr ? addr_equal(&a->addr, addr) : a->addr.family == family))
			return a;
	}
	return NULL;
}
