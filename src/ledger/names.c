/* SPDX-License-Identifier: Apache-2.0
 *
 * What a contact is called and how that is known; whether its address was known before any DNS
 * answer named it; whether site.conf permits it; whether it was refused.
 *
 * A name comes only from what this device itself was told or said. An answer names an address
 * for the device that got it; an answer that came after the first packet names the contact but
 * does not explain how the device knew where to send that packet. site.conf permits by name only
 * what DNS named: a name that a device says itself could be said to any address.
 */
#include <stdlib.h>

#include "ledger/private.h"

enum {
	HINTS_WEIGHED = 512,
	ASKED_BEFORE = 64, /* names looked through for one asked whose answer was not seen */
};

/* Better ones first; becomes a name_source. */
enum hint_rank { HINT_DNS, HINT_SNI, HINT_HOST, HINT_RTSP, HINT_CERT_NAME, HINT_CERT_SUBJECT };

struct hint {
	long device;
	struct addr addr;
	uint16_t port; /* 0 for DNS */
	enum hint_rank rank;
	const char *name;
	int64_t first_us, last_us;
};

struct hint_list {
	size_t n;
	struct hint *hints;
};

static int by_place(const struct hint *a, const struct hint *b)
{
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	int c = addr_compare(&a->addr, &b->addr);
	if (c)
		return c;
	return a->port < b->port ? -1 : a->port > b->port;
}

static int by_hint(const void *left, const void *right)
{
	const struct hint *a = left, *b = right;
	int c = by_place(a, b);
	if (c)
		return c;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->first_us != b->first_us)
		return a->first_us < b->first_us ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* "host:port", "[v6]:port" or "host" to the host; empty for an address or nothing. */
static struct slice host_only(struct slice s)
{
	struct addr literal;
	s = slice_trim(s);
	if (s.len && s.at[0] == '[')
		return slice_of(NULL, 0);
	const uint8_t *colon = s.len ? memchr(s.at, ':', s.len) : NULL;
	if (colon && !memchr(colon + 1, ':', s.len - (size_t)(colon + 1 - s.at)))
		s.len = (size_t)(colon - s.at);
	if (s.len && s.at[s.len - 1] == '.')
		s.len--;
	if (addr_parse(s, &literal) || s.len >= NAME_TEXT_MAX)
		return slice_of(NULL, 0);
	return s;
}

static struct slice url_host(struct slice s)
{
	for (size_t i = 0; i + 3 <= s.len; i++) {
		if (memcmp(s.at + i, "://", 3) != 0)
			continue;
		struct slice rest = slice_of(s.at + i + 3, s.len - i - 3);
		const uint8_t *slash = rest.len ? memchr(rest.at, '/', rest.len) : NULL;
		if (slash)
			rest.len = (size_t)(slash - rest.at);
		return host_only(rest);
	}
	return slice_of(NULL, 0);
}

/* The CN of a subject like "C=US,O=Example,CN=api.example.org". */
static struct slice common_name(struct slice s)
{
	for (size_t i = 0; i + 3 <= s.len; i++) {
		if (memcmp(s.at + i, "CN=", 3) != 0 ||
		    (i && s.at[i - 1] != ',' && s.at[i - 1] != ' ' && s.at[i - 1] != '+'))
			continue;
		struct slice rest = slice_of(s.at + i + 3, s.len - i - 3);
		const uint8_t *comma = rest.len ? memchr(rest.at, ',', rest.len) : NULL;
		if (comma)
			rest.len = (size_t)(comma - rest.at);
		return host_only(rest);
	}
	return slice_of(NULL, 0);
}

static void hint(struct ledger *l, struct hint_list *list, const struct raw *r, enum hint_rank rank,
		 struct slice name)
{
	const struct where *w = &r->first;
	struct hint *h = &list->hints[list->n];

	*h = (struct hint){.device = r->device,
			   .rank = rank,
			   .first_us = r->first.time_us,
			   .last_us = r->last.time_us};
	if (rank == HINT_DNS) {
		h->addr = r->addr;
	} else if (rank < HINT_CERT_NAME) {
		h->addr = w->dst;
		h->port = w->dst_port;
	} else {
		h->device = devices_party(l, &w->dst_mac, &w->dst);
		h->addr = w->src;
		h->port = w->src_port;
	}
	if (h->device < 0 || name.len == 0 || memchr(name.at, 0, name.len))
		return;
	h->name = name.len == r->text.len ? (const char *)r->text.at : ledger_string(l, name);
	list->n++;
}

static struct hint_list list_hints(struct ledger *l)
{
	struct hint_list list = {.hints = mem_new(l->private->n_raws + 1, sizeof(struct hint))};

	for (size_t i = 0; i < l->private->n_raws; i++) {
		const struct raw *r = l->private->raw_list[i];
		if (r->kind == OBS_DNS_ANSWER)
			hint(l, &list, r, HINT_DNS, r->text);
		else if (r->kind == OBS_TLS_SNI)
			hint(l, &list, r, HINT_SNI, host_only(r->text));
		else if (r->kind == OBS_HTTP_HOST)
			hint(l, &list, r, HINT_HOST, host_only(r->text));
		else if (r->kind == OBS_RTSP_URL)
			hint(l, &list, r, HINT_RTSP, url_host(r->text));
		else if (r->kind == OBS_CERT_NAME)
			hint(l, &list, r, HINT_CERT_NAME, host_only(r->text));
		else if (r->kind == OBS_CERT_SUBJECT)
			hint(l, &list, r, HINT_CERT_SUBJECT, common_name(r->text));
	}
	if (list.n)
		qsort(list.hints, list.n, sizeof(*list.hints), by_hint);
	return list;
}

/* The hints for that device, address and port: first one and how many, at most HINTS_WEIGHED: a
 * device that gives one address thousands of names must not cost that for each of its ports. */
static const struct hint *hints_at(const struct hint_list *list, long device,
				   const struct addr *addr, uint16_t port, size_t *ret_n)
{
	struct hint key = {.device = device, .addr = *addr, .port = port};
	size_t low = 0, high = list->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (by_place(&list->hints[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	size_t n = 0;
	while (n < HINTS_WEIGHED && low + n < list->n && by_place(&list->hints[low + n], &key) == 0)
		n++;
	*ret_n = n;
	return list->hints + low;
}

/* Of the answers that gave the address: one that the device also named to that server, else the
 * last before the first packet, else the first after it. */
static const struct hint *best_answer(const struct hint *dns, size_t n_dns, const char *said,
				      int64_t first_us)
{
	const struct hint *best = NULL;
	int64_t best_us = 0;

	for (size_t i = 0; i < n_dns; i++) {
		const struct hint *h = &dns[i];
		if (said && strcasecmp(h->name, said) == 0)
			return h;
		bool before = h->first_us <= first_us;
		int64_t at = h->last_us <= first_us ? h->last_us : h->first_us;
		if (!best || (before && (best_us > first_us || at > best_us)) ||
		    (!before && best_us > first_us && at < best_us)) {
			best = h;
			best_us = at;
		}
	}
	return best;
}

static void name_contact(struct contact *c, long device, const struct hint_list *list)
{
	static const enum name_source sources[] = {[HINT_DNS] = NAME_DNS,
						   [HINT_SNI] = NAME_SNI,
						   [HINT_HOST] = NAME_HTTP_HOST,
						   [HINT_RTSP] = NAME_RTSP_URL,
						   [HINT_CERT_NAME] = NAME_CERTIFICATE,
						   [HINT_CERT_SUBJECT] = NAME_CERTIFICATE};
	size_t n_dns, n_said;
	const struct hint *dns = hints_at(list, device, &c->addr, 0, &n_dns);
	const struct hint *said = hints_at(list, device, &c->addr, c->port, &n_said);

	while (c->port == 0 && n_said && said->rank == HINT_DNS)
		said++, n_said--;
	const struct hint *best =
		best_answer(dns, n_dns, n_said ? said->name : NULL, c->out.first_us);
	if (!best && n_said)
		best = said;
	if (best) {
		c->name = best->name;
		c->name_source = sources[best->rank];
	}
	c->hard_coded = true;
	for (size_t i = 0; i < n_dns; i++)
		if (dns[i].rank == HINT_DNS && dns[i].first_us <= c->out.first_us)
			c->hard_coded = false;
}

/* Addresses that its network gave the device: DHCP, a router's announcement, or the site's
 * resolvers. */
static bool given(const struct ledger *l, size_t device, const struct addr *addr)
{
	const struct site *site = l->private->site;
	const struct device *d = &l->devices[device];

	if (ledger_announced(l, device, addr, addr->family))
		return true;
	for (size_t i = 0; i < site->n_resolvers; i++)
		if (addr_equal(&site->resolvers[i], addr))
			return true;
	for (size_t i = 0; i < d->n_seen; i++) {
		enum obs_kind kind = d->seen[i].kind;
		if ((kind == OBS_DHCP_RESOLVER || kind == OBS_DHCP_TIME_SERVER ||
		     kind == OBS_DHCP_ROUTER) &&
		    addr_equal(&d->seen[i].addr, addr))
			return true;
	}
	return false;
}

/* Of the names it came to ask last before, one is what it then called the server: the answer was
 * lost to the capture. */
static bool asked_for(const struct device *d, const struct contact *c)
{
	size_t low = 0, high = d->n_asked;

	if (c->name_source <= NAME_DNS || c->name_source == NAME_CERTIFICATE)
		return false;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (d->asked[middle].first.time_us <= c->out.first_us)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = 0; i < low && i < ASKED_BEFORE; i++)
		if (strcasecmp(d->asked[low - 1 - i].name, c->name) == 0)
			return true;
	return false;
}

static bool name_fits(const char *wanted, const char *name)
{
	size_t w = strlen(wanted), n = strlen(name);
	if (wanted[0] != '.')
		return strcasecmp(wanted, name) == 0;
	return (n > w && strcasecmp(name + n - w, wanted) == 0) ||
	       strcasecmp(wanted + 1, name) == 0;
}

static bool permits(const struct permitted *p, const struct addr *addr, uint16_t port,
		    uint8_t transport, const char *dns_name)
{
	if (p->net.base.family && !net_has(&p->net, addr))
		return false;
	if (p->name[0] && !name_fits(p->name, dns_name))
		return false;
	return (p->port == 0 || p->port == port) &&
	       (p->transport == 0 || p->transport == transport);
}

static bool is_permitted(const struct site *site, const struct contact *c)
{
	const char *name = c->name_source == NAME_DNS && !c->hard_coded ? c->name : "";

	for (size_t i = 0; i < site->n_permitted; i++)
		if (permits(&site->permitted[i], &c->addr, c->port, c->transport, name))
			return true;
	for (size_t i = 0; i < site->n_resolvers; i++)
		if (c->port == 53 && addr_equal(&site->resolvers[i], &c->addr))
			return true;
	return false;
}

/* Being called is permitted only for addresses that site.conf names. */
static bool may_call(const struct site *site, const struct inbound *in)
{
	for (size_t i = 0; i < site->n_permitted; i++)
		if (site->permitted[i].net.base.family && !site->permitted[i].name[0] &&
		    permits(&site->permitted[i], &in->addr, in->local_port, in->transport, ""))
			return true;
	return false;
}

static bool is_refusal(struct slice what)
{
	static const char *const words[] = {"unreachable", "prohibited"};
	for (size_t i = 0; i < 2; i++)
		if (what.len && memmem(what.at, what.len, words[i], strlen(words[i])))
			return true;
	return false;
}

/* Contacts are still in order of their addresses, as contacts_settle() left them. */
static void refuse(struct device *d, const struct addr *addr)
{
	size_t low = 0, high = d->n_contacts;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (addr_compare(&d->contacts[middle].addr, addr) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* a first one that is marked already says that all of that address are */
	for (size_t k = low;
	     k < d->n_contacts && !d->contacts[k].refused && addr_equal(&d->contacts[k].addr, addr);
	     k++)
		d->contacts[k].refused = true;
}

static void note_refusals(struct ledger *l)
{
	for (size_t i = 0; i < l->private->n_raws; i++) {
		const struct raw *r = l->private->raw_list[i];
		if (r->kind == OBS_ICMP_ERROR && r->device >= 0 && is_refusal(r->text))
			refuse(&l->devices[r->device], &r->addr);
	}
}

static int by_rung(const void *left, const void *right)
{
	const struct contact *a = left, *b = right;
	int c;
	if (a->rung != b->rung)
		return a->rung > b->rung ? -1 : 1;
	if ((c = strcmp(a->name, b->name)) || (c = addr_compare(&a->addr, &b->addr)))
		return c;
	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	return a->transport < b->transport ? -1 : a->transport > b->transport;
}

void names_settle(struct ledger *l)
{
	const struct site *site = l->private->site;
	struct hint_list list = list_hints(l);

	for (size_t i = 0; i < l->n_devices; i++) {
		struct device *d = &l->devices[i];
		for (size_t k = 0; k < d->n_contacts; k++) {
			struct contact *c = &d->contacts[k];
			name_contact(c, (long)i, &list);
			c->hard_coded = c->hard_coded && !given(l, i, &c->addr) && !asked_for(d, c);
			c->permitted = is_permitted(site, c);
		}
		for (size_t k = 0; k < d->n_inbound; k++)
			d->inbound[k].permitted = may_call(site, &d->inbound[k]);
	}
	note_refusals(l);
	for (size_t i = 0; i < l->n_devices; i++)
		qsort(l->devices[i].contacts, l->devices[i].n_contacts,
		      sizeof(*l->devices[i].contacts), by_rung);
	free(list.hints);
}
