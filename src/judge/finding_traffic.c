/* SPDX-License-Identifier: Apache-2.0
 *
 * Servers outside the site, sessions from outside, and MAC addresses that devices say they have.
 *
 * One finding a device: an attempt that nobody answered is told as loudly as one that succeeded,
 * since an isolated network shows only attempts. What is known to be a check of connectivity, a
 * resolver or a clock is told as that. Neighbours on the segment are not outside.
 */
#include <stdio.h>

#include "judge/private.h"

bool finding_is_unpermitted(const struct contact *c)
{
	return !c->permitted && !c->neighbour && c->rung >= RUNG_ATTEMPTED;
}

static bool word_in(const char *list, const char *const *words)
{
	for (; *words; words++)
		if (strcasestr(list, *words))
			return true;
	return false;
}

/* A check of connectivity, a clock or a resolver, as far as the tables or the protocol tell. */
static const char *harmless_role(const struct verdict_device *v, const struct contact *c, size_t i)
{
	static const char *const roles[] = {"check", "ntp", "time", "dns", "resolver", NULL};
	const char *role = v->addresses[i] ? v->addresses[i]->role
			   : v->clouds[i]  ? v->clouds[i]->role
					   : "";
	if (word_in(role, roles) && !strchr(role, '+'))
		return role;
	if (strcmp(c->protocol, "ntp") == 0 || (c->port == 123 && c->transport == TRANSPORT_UDP))
		return "ntp";
	return NULL;
}

static enum severity contact_severity(const struct verdict_device *v, const struct contact *c,
				      size_t i)
{
	bool camera = v->kind == KIND_CAMERA || v->kind == KIND_RECORDER || v->declaration >= 0;
	if (v->kind == KIND_OTHER && v->declaration < 0)
		return SEVERITY_INFO;
	if (harmless_role(v, c, i))
		return camera ? SEVERITY_LOW : SEVERITY_INFO;
	return camera ? SEVERITY_HIGH : SEVERITY_LOW;
}

static const char *transport_name(uint8_t transport, char buf[8])
{
	switch (transport) {
	case TRANSPORT_TCP:
		return "tcp";
	case TRANSPORT_UDP:
		return "udp";
	case TRANSPORT_ICMP:
	case TRANSPORT_ICMP6:
		return "ping";
	default:
		(void)snprintf(buf, 8, "ip-%u", transport);
		return buf;
	}
}

static void say_contact(struct line *l, const struct verdict_device *v, const struct contact *c,
			size_t i)
{
	char text[ADDR_TEXT_MAX], transport[8];
	const char *role = harmless_role(v, c, i);

	line_add(l, "%s", addr_print(&c->addr, text));
	if (c->name[0]) {
		line_add(l, " ");
		line_quote(l, c->name);
	}
	line_add(l, " %s", transport_name(c->transport, transport));
	if (c->port)
		line_add(l, "/%u", c->port);
	if (v->places[i].country[0])
		line_add(l, " %s", v->places[i].country);
	line_add(l, ", %s", rung_name(c->rung));
	if (c->rung == RUNG_SENT)
		line_add(l, " %llu bytes", (unsigned long long)c->out.payload);
	else if (c->out.payload)
		line_add(l, " with %llu bytes", (unsigned long long)c->out.payload);
	if (c->refused)
		line_add(l, ", refused");
	if (c->private_address)
		line_add(l, ", a private address off the site");
	if (c->hard_coded)
		line_add(l, ", named by no DNS answer");
	if (role)
		line_add(l, ", known as %s", role);
	if (v->from_firmware && v->from_firmware[i])
		line_add(l, ", carried by its firmware");
}

/* Names of this site and of no site. */
static bool local_name(const char *name)
{
	static const char *const ends[] = {".local",       ".lan",  ".home",      ".internal",
					   ".localdomain", ".arpa", ".workgroup", NULL};
	size_t len = strlen(name);
	if (!strchr(name, '.'))
		return true;
	for (size_t i = 0; ends[i]; i++) {
		size_t n = strlen(ends[i]);
		if (len >= n && strcasecmp(name + len - n, ends[i]) == 0)
			return true;
	}
	return false;
}

bool finding_name_permitted(const struct site *site, const char *name)
{
	size_t len = strlen(name);
	for (size_t i = 0; site && i < site->n_permitted; i++) {
		const char *wanted = site->permitted[i].name;
		size_t n = strlen(wanted);
		if (n == 0)
			continue;
		if (strcasecmp(wanted, name) == 0 ||
		    (wanted[0] == '.' && ((len > n && strcasecmp(name + len - n, wanted) == 0) ||
					  strcasecmp(wanted + 1, name) == 0)))
			return true;
	}
	return false;
}

/* Names, in lower case, and addresses of a device's contacts: one look for each name asked for. */
struct borne {
	struct map names, addrs;
};

static size_t lower_name(uint8_t key[NAME_TEXT_MAX], const char *name)
{
	size_t len = strnlen(name, NAME_TEXT_MAX);
	for (size_t i = 0; i < len; i++)
		key[i] = slice_lower((uint8_t)name[i]);
	return len;
}

static void borne_init(struct borne *b, const struct device *d)
{
	uint8_t key[NAME_TEXT_MAX];

	map_init(&b->names);
	map_init(&b->addrs);
	for (size_t i = 0; d->n_asked && i < d->n_contacts; i++) {
		const struct contact *c = &d->contacts[i];
		(void)map_put(&b->addrs, &c->addr, sizeof(c->addr), b);
		if (c->name[0])
			(void)map_put(&b->names, key, lower_name(key, c->name), b);
	}
}

static void borne_done(struct borne *b)
{
	map_done(&b->names, NULL);
	map_done(&b->addrs, NULL);
}

/* Asked for, but no contact bears the name. */
static bool only_asked(const struct judging *j, const struct borne *b, const struct asked_name *a)
{
	uint8_t key[NAME_TEXT_MAX];

	if (local_name(a->name) || finding_name_permitted(j->in->site, a->name) ||
	    map_get(&b->names, key, lower_name(key, a->name)))
		return false;
	for (size_t k = 0; k < a->n_addrs; k++)
		if (map_get(&b->addrs, &a->addrs[k], sizeof(a->addrs[k])))
			return false;
	return true;
}

size_t finding_query(const struct device *d, const char *name)
{
	for (size_t i = 0; i < d->n_seen; i++)
		if (d->seen[i].kind == OBS_DNS_QUERY &&
		    strcmp((const char *)d->seen[i].text.at, name) == 0)
			return i;
	return SIZE_MAX;
}

struct reached {
	size_t n_contacts, n_names, n_addresses_fixed;
	uint64_t unanswered; /* payload bytes to servers that sent nothing back */
	enum severity worst;
	enum rung highest;
};

static struct reached count_reached(const struct judging *j, size_t device, const struct borne *b)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct verdict_device *v = &j->out->devices[device];
	struct reached r = {.highest = RUNG_ASKED};

	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct contact *c = &d->contacts[i];
		if (!finding_is_unpermitted(c))
			continue;
		enum severity s = contact_severity(v, c, i);
		r.n_contacts++;
		r.n_addresses_fixed += c->hard_coded;
		r.worst = s > r.worst ? s : r.worst;
		r.highest = c->rung > r.highest ? c->rung : r.highest;
		r.unanswered += c->rung == RUNG_ATTEMPTED ? c->out.payload : 0;
	}
	for (size_t i = 0; i < d->n_asked; i++)
		r.n_names += only_asked(j, b, &d->asked[i]);
	if (r.n_names && finding_is_subject(j, device) && r.worst < SEVERITY_MEDIUM)
		r.worst = SEVERITY_MEDIUM;
	return r;
}

/* Worst ones first, each once. */
static void say_contacts(const struct judging *j, struct finding *f, struct line *l, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct verdict_device *v = &j->out->devices[device];
	size_t said = 0, rest = 0;

	for (int s = SEVERITY_HIGH; s >= SEVERITY_INFO; s--) {
		for (size_t i = 0; i < d->n_contacts; i++) {
			const struct contact *c = &d->contacts[i];
			struct evidence_ref ref = finding_contact(device, i);
			if (!finding_is_unpermitted(c) || (int)contact_severity(v, c, i) != s)
				continue;
			finding_evidence(f, &ref);
			if (said == CONTACTS_TOLD) {
				rest++;
				continue;
			}
			line_add(l, "%s", said++ ? "; " : ": ");
			say_contact(l, v, c, i);
		}
	}
	if (rest)
		line_add(l, "; and %zu more", rest);
	line_add(l, ".");
}

static void say_names(const struct judging *j, struct finding *f, struct line *l, size_t device,
		      const struct borne *b, size_t n)
{
	const struct device *d = &j->in->ledger->devices[device];
	size_t said = 0;

	line_add(l, "%sAsked for %zu name%s without a contact that bears it", l->len ? " " : "", n,
		 n == 1 ? "" : "s");
	for (size_t i = 0; i < d->n_asked; i++) {
		if (!only_asked(j, b, &d->asked[i]))
			continue;
		struct evidence_ref ref = finding_seen(device, finding_query(d, d->asked[i].name));
		if (ref.seen != SIZE_MAX)
			finding_evidence(f, &ref);
		if (said == CONTACTS_TOLD)
			continue;
		line_add(l, "%s", said++ ? ", " : ": ");
		line_quote(l, d->asked[i].name);
	}
	line_add(l, ".");
}

static void say_limits(const struct judging *j, struct finding *f, const struct reached *r)
{
	struct line l = line_over(f->does_not_show, sizeof(f->does_not_show));

	if (r->highest == RUNG_FOOTAGE)
		line_add(
			&l,
			"What was read of the pictures stands in the finding on footage; this does "
			"not show who reads them, or why.");
	else if (r->highest >= RUNG_SENT)
		line_add(&l, "This does not show what the bytes held, who reads them, or why.");
	else if (r->unanswered)
		line_add(&l,
			 "Bytes were sent and nothing came back: this does not show whether they "
			 "arrived, what they held, or why.");
	else
		line_add(&l,
			 "No payload was seen to leave; this does not show what would be sent if "
			 "the server answered, or why it is called.");
	if (r->n_addresses_fixed)
		line_add(&l, " An address that no DNS answer named is fixed in the device or was "
			     "learnt before the capture or in a way that can't be read.");
	if (j->in->ledger->incomplete)
		line_add(&l, " The input is incomplete.");
}

static void servers(const struct judging *j, size_t device, const struct borne *b)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct verdict_device *v = &j->out->devices[device];
	struct reached r = count_reached(j, device, b);

	if (r.n_contacts == 0 && (r.n_names == 0 || d->router || v->kind == KIND_OTHER))
		return;
	struct finding *f =
		finding_add(j, QUESTION_SERVER_REACHED, ANSWER_UNEXPLAINED, r.worst, (long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	if (r.n_contacts) {
		line_add(&l,
			 "This %s reached for %zu server%s outside the site that nobody permitted",
			 finding_noun(j, device), r.n_contacts, r.n_contacts == 1 ? "" : "s");
		say_contacts(j, f, &l, device);
	}
	if (r.n_names)
		say_names(j, f, &l, device, b, r.n_names);
	say_limits(j, f, &r);
}

void finding_servers(const struct judging *j, size_t device)
{
	struct borne b;

	borne_init(&b, &j->in->ledger->devices[device]);
	servers(j, device, &b);
	borne_done(&b);
}

void finding_inbound_sessions(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	size_t n = 0, answered = 0, first = SIZE_MAX;
	char text[ADDR_TEXT_MAX], transport[8];

	for (size_t i = 0; i < d->n_inbound; i++) {
		if (d->inbound[i].permitted)
			continue;
		n++;
		if (d->inbound[i].out.packets && !answered++)
			first = i;
		else if (first == SIZE_MAX)
			first = i;
	}
	if (n == 0)
		return;
	bool subject = finding_is_subject(j, device);
	struct finding *f = finding_add(j, QUESTION_INBOUND, ANSWER_UNEXPLAINED,
					!answered ? SEVERITY_LOW
					: subject ? SEVERITY_HIGH
						  : SEVERITY_MEDIUM,
					(long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	const struct inbound *in = &d->inbound[first];
	line_add(
		&l,
		"Called from outside the site by %zu address and port pair%s, answered %zu time%s; "
		"first: %s to %s",
		n, n == 1 ? "" : "s", answered, answered == 1 ? "" : "s",
		addr_print(&in->addr, text), transport_name(in->transport, transport));
	if (in->local_port)
		line_add(&l, "/%u", in->local_port);
	line_add(&l, ", %llu payload bytes out.", (unsigned long long)in->out.payload);
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "This does not show who called; a forwarded port or a relay that the site set up "
		 "itself is possible.");
	for (size_t i = 0; i < d->n_inbound; i++) {
		struct evidence_ref ref = finding_inbound(device, i);
		if (!d->inbound[i].permitted)
			finding_evidence(f, &ref);
	}
}

void finding_identity(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	struct mac mac;
	char text[MAC_TEXT_MAX];
	size_t other = SIZE_MAX;

	if (!d->by_mac || d->router || d->behind_router)
		return;
	for (size_t i = 0; i < d->n_seen; i++) {
		const struct seen *s = &d->seen[i];
		if (obs_kind_info(s->kind)->role != OBS_ROLE_MAC ||
		    !mac_parse(slice_trim(s->text), &mac) || !mac_is_set(&mac))
			continue;
		if (mac_equal(&mac, &d->mac))
			return; /* one of its ports */
		other = other == SIZE_MAX ? i : other;
	}
	if (other == SIZE_MAX)
		return;
	(void)mac_parse(slice_trim(d->seen[other].text), &mac);
	struct finding *f =
		finding_add(j, QUESTION_IDENTITY, ANSWER_UNEXPLAINED, SEVERITY_LOW, (long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "The device says that its MAC address is %s and sends from %s.",
		 mac_print(&mac, text), d->id);
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "A second port (radio beside cable), a repeater or a recorder speaking for its "
		 "cameras explains this as well.");
	struct evidence_ref ref = finding_seen(device, other);
	finding_evidence(f, &ref);
}
