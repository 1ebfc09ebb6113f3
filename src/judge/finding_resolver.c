/* SPDX-License-Identifier: Apache-2.0
 *
 * Resolvers that a device asks although its network gave it others: by DHCP, or as site.conf says.
 * Who answers such questions learns what a device looks for, and no list of blocked names at the
 * site's own resolver holds. Where nothing was seen to be given nothing is said.
 */
#include <stdio.h>

#include "judge/private.h"

enum { PORT_DNS = 53, PORT_DNS_TLS = 853, RESOLVERS_TOLD = 4, TARGET_MAX = 80 };

static bool is_given(const struct judging *j, const struct device *d, const struct addr *addr,
		     bool *ret_any)
{
	const struct site *site = j->in->site;
	bool found = false;

	for (size_t i = 0; site && i < site->n_resolvers; i++) {
		*ret_any = true;
		found |= addr_equal(&site->resolvers[i], addr);
	}
	for (size_t i = 0; i < d->n_seen; i++) {
		if (d->seen[i].kind != OBS_DHCP_RESOLVER)
			continue;
		*ret_any = true;
		found |= addr_equal(&d->seen[i].addr, addr);
	}
	return found;
}

/* By port, by content, or by the name of a resolver that is asked over HTTPS. */
static bool is_resolver(const struct verdict_device *v, const struct contact *c, size_t i)
{
	if (strcmp(c->protocol, "dns") == 0 || strcmp(c->protocol, "dns_tcp") == 0)
		return true;
	if (v->clouds[i] && strcmp(v->clouds[i]->role, "resolver") == 0)
		return true;
	return (c->port == PORT_DNS || c->port == PORT_DNS_TLS) &&
	       (c->transport == TRANSPORT_UDP || c->transport == TRANSPORT_TCP);
}

struct foreign {
	size_t n;
	struct line line;
	struct finding *finding;
};

static void tell(const struct judging *j, size_t device, struct foreign *f, const char *target)
{
	if (f->n++ == 0) {
		f->finding = finding_add(
			j, QUESTION_SERVER_REACHED, ANSWER_UNEXPLAINED,
			finding_is_subject(j, device) ? SEVERITY_LOW : SEVERITY_INFO, (long)device);
		f->line = line_over(f->finding->statement, sizeof(f->finding->statement));
		line_add(&f->line, "This %s asks resolvers that its network did not give it: %s",
			 finding_noun(j, device), target);
	} else if (f->n <= RESOLVERS_TOLD) {
		line_add(&f->line, ", %s", target);
	}
}

static void outside(const struct judging *j, size_t device, struct foreign *f)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct verdict_device *v = &j->out->devices[device];
	char addr[ADDR_TEXT_MAX], target[TARGET_MAX];

	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct contact *c = &d->contacts[i];
		bool any = false;
		if (!finding_is_unpermitted(c) || !is_resolver(v, c, i) ||
		    is_given(j, d, &c->addr, &any) || !any)
			continue;
		(void)snprintf(target, sizeof(target), "%s %s/%u%s", addr_print(&c->addr, addr),
			       c->transport == TRANSPORT_TCP ? "tcp" : "udp", c->port,
			       c->port == PORT_DNS ? "" : ", encrypted");
		tell(j, device, f, target);
		struct evidence_ref ref = finding_contact(device, i);
		finding_evidence(f->finding, &ref);
	}
}

void finding_resolvers(const struct judging *j, size_t device)
{
	struct foreign f = {.n = 0};

	if (j->in->ledger->devices[device].router)
		return;
	outside(j, device, &f);
	if (f.n == 0)
		return;
	if (f.n > RESOLVERS_TOLD)
		line_add(&f.line, ", and %zu more", f.n - RESOLVERS_TOLD);
	line_add(&f.line, ".");
	f.line = line_over(f.finding->does_not_show, sizeof(f.finding->does_not_show));
	line_add(&f.line,
		 "An address entered by whoever set the device up explains this as well; what "
		 "is asked over an encrypted connection is not seen.");
}
