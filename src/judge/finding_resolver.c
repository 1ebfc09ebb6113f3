/* SPDX-License-Identifier: Apache-2.0
 *
 * Resolvers that a device asks although its network gave it others: by DHCP, by a router's
 * announcement (IPv6), or as site.conf says.
 * Who answers such questions learns what a device looks for, and no list of blocked names at the
 * site's own resolver holds. Where nothing was seen to be given nothing is said. A resolver inside
 * the site that nobody gave is told apart: it may be anything from a forgotten router to a box that
 * turns names elsewhere.
 */
#include <stdio.h>

#include "judge/private.h"

enum { PORT_DNS = 53, PORT_DNS_TLS = 853, RESOLVERS_TOLD = 4, TARGET_MAX = 80, IPV6 = 6 };

static bool is_given(const struct judging *j, size_t device, const struct addr *addr, bool *ret_any)
{
	const struct ledger *l = j->in->ledger;
	const struct device *d = &l->devices[device];
	const struct site *site = j->in->site;
	bool found = ledger_announced(l, device, addr, addr->family) != NULL;

	*ret_any |= found || ledger_announced(l, device, NULL, addr->family);

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

/* A resolver of the address's family was given; those of the other family say nothing of it: the
 * one that gives them may have spoken before anybody recorded. */
static bool family_given(const struct judging *j, size_t device, const struct addr *addr)
{
	const struct site *site = j->in->site;
	const struct device *d = &j->in->ledger->devices[device];

	if (ledger_announced(j->in->ledger, device, NULL, addr->family))
		return true;
	for (size_t i = 0; site && i < site->n_resolvers; i++)
		if (site->resolvers[i].family == addr->family)
			return true;
	for (size_t i = 0; i < d->n_seen; i++)
		if (d->seen[i].kind == OBS_DHCP_RESOLVER && d->seen[i].addr.family == addr->family)
			return true;
	return false;
}

struct foreign {
	const char *what;
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
		line_add(&f->line, "This %s asks %s that its network did not give it: %s",
			 finding_noun(j, device), f->what, target);
	} else if (f->n <= RESOLVERS_TOLD) {
		line_add(&f->line, ", %s", target);
	}
}

static void print_target(char target[TARGET_MAX], const struct addr *a, uint8_t transport,
			 uint16_t port)
{
	char addr[ADDR_TEXT_MAX];

	(void)snprintf(target, TARGET_MAX, "%s %s/%u%s", addr_print(a, addr),
		       transport == TRANSPORT_TCP ? "tcp" : "udp", port,
		       port == PORT_DNS ? "" : ", encrypted");
}

static void outside(const struct judging *j, size_t device, struct foreign *f)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct verdict_device *v = &j->out->devices[device];
	char target[TARGET_MAX];

	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct contact *c = &d->contacts[i];
		bool any = false;
		if (!finding_is_unpermitted(c) || !is_resolver(v, c, i) ||
		    is_given(j, device, &c->addr, &any) || !any)
			continue;
		print_target(target, &c->addr, c->transport, c->port);
		tell(j, device, f, target);
		struct evidence_ref ref = finding_contact(device, i);
		finding_evidence(f->finding, &ref);
	}
}

static void beside(const struct judging *j, size_t device, struct foreign *f)
{
	const struct device *d = &j->in->ledger->devices[device];
	char target[TARGET_MAX];

	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct contact *c = &d->contacts[i];
		bool any = false;
		if (!c->neighbour || c->permitted || !is_resolver(&j->out->devices[device], c, i) ||
		    is_given(j, device, &c->addr, &any) || !family_given(j, device, &c->addr))
			continue;
		print_target(target, &c->addr, c->transport, c->port);
		tell(j, device, f, target);
		struct evidence_ref ref = finding_contact(device, i);
		finding_evidence(f->finding, &ref);
	}
}

/* The peer's address that is told; NULL when one of them was given, or none could have been. */
static const struct addr *ungiven(const struct judging *j, size_t device, const struct device *peer)
{
	const struct addr *found = NULL;

	for (size_t i = 0; i < peer->n_addresses; i++) {
		const struct addr *addr = &peer->addresses[i].addr;
		bool any = false;
		if (is_given(j, device, addr, &any))
			return NULL;
		if (!found && family_given(j, device, addr))
			found = addr;
	}
	return found;
}

/* The questions that were seen to go there. */
static void add_questions(struct finding *finding, const struct device *d, size_t device,
			  const struct addr *addr)
{
	enum { QUESTIONS_SHOWN = 4 };
	size_t n = 0;

	for (size_t i = 0; i < d->n_seen && n < QUESTIONS_SHOWN; i++) {
		const struct seen *seen = &d->seen[i];
		if (seen->kind != OBS_DNS_QUERY || seen->first.dst_port != PORT_DNS ||
		    !addr_equal(&seen->first.dst, addr))
			continue;
		struct evidence_ref ref = finding_seen(device, i);
		finding_evidence(finding, &ref);
		n++;
	}
}

/* What was given, so that the finding can be looked up from that side too. */
static void add_given(const struct judging *j, struct finding *finding, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct announced *a = ledger_announced(j->in->ledger, device, NULL, IPV6);

	if (a) {
		struct evidence_ref ref = finding_seen(a->device, a->seen);
		finding_evidence(finding, &ref);
	}
	for (size_t i = 0; i < d->n_seen; i++) {
		if (d->seen[i].kind != OBS_DHCP_RESOLVER)
			continue;
		struct evidence_ref ref = finding_seen(device, i);
		finding_evidence(finding, &ref);
		return;
	}
}

static void inside(const struct judging *j, size_t device, struct foreign *f)
{
	const struct device *d = &j->in->ledger->devices[device];
	char target[TARGET_MAX];

	beside(j, device, f);
	for (size_t i = 0; i < d->n_local; i++) {
		const struct local_talk *talk = &d->local[i];
		bool asked = !talk->is_server && talk->out.packets > 0 &&
			     (talk->port == PORT_DNS || talk->port == PORT_DNS_TLS) &&
			     (talk->transport == TRANSPORT_UDP || talk->transport == TRANSPORT_TCP);
		const struct addr *addr =
			asked ? ungiven(j, device, &j->in->ledger->devices[talk->peer]) : NULL;
		if (!addr)
			continue;
		print_target(target, addr, talk->transport, talk->port);
		tell(j, device, f, target);
		add_questions(f->finding, d, device, addr);
	}
	if (f->n)
		add_given(j, f->finding, device);
}

static void finish(struct foreign *f, const char *does_not_show)
{
	if (f->n == 0)
		return;
	if (f->n > RESOLVERS_TOLD)
		line_add(&f->line, ", and %zu more", f->n - RESOLVERS_TOLD);
	line_add(&f->line, ".");
	f->line = line_over(f->finding->does_not_show, sizeof(f->finding->does_not_show));
	line_add(&f->line, "%s", does_not_show);
}

void finding_resolvers(const struct judging *j, size_t device)
{
	struct foreign far = {.what = "resolvers"}, near = {.what = "resolvers inside the site"};

	if (j->in->ledger->devices[device].router)
		return;
	outside(j, device, &far);
	finish(&far, "An address entered by whoever set the device up explains this as well; what "
		     "is asked over an encrypted connection is not seen.");
	inside(j, device, &near);
	finish(&near,
	       "An address entered by whoever set the device up explains this as well, and so "
	       "does one given when nobody recorded. Whether the answers are true is not "
	       "tested.");
}
