/* SPDX-License-Identifier: Apache-2.0
 *
 * Whom each device talked with: contacts outside the site, sessions opened from outside, traffic
 * with other devices of the site. Built from folded conversations only.
 *
 * A contact needs a packet that the device sent, or bytes of it that the remote acknowledged. Payload in an answered echo request (ping) is
 * filler: such a contact is `contacted`, not `sent`. ICMP errors are no conversations and so never
 * make a contact of the router that sent them.
 */
#include <stdlib.h>

#include "ledger/private.h"

enum { WELL_KNOWN = 1024, EPHEMERAL = 32768 };

enum talk_kind { TALK_CONTACT, TALK_INBOUND, TALK_LOCAL };

/* One device's view of a conversation. */
struct talk {
	size_t device;
	enum talk_kind kind;
	struct addr remote, local; /* local and local_port: of one of the flows */
	size_t peer;
	uint16_t port, local_port;
	uint8_t transport;
	bool is_server, uncertain, neighbour;
	const char *protocol;
	uint64_t protocol_bytes;
	uint32_t flows;
	struct side_record out, in;
	struct beat *beat; /* of this device as the caller; the gathered row's; NULL = not told */
};

struct talk_list {
	size_t n, room;
	struct talk *talks;
};

static void add_talk(struct talk_list *list, const struct talk *t)
{
	if (list->n == list->room) {
		list->room = list->room ? list->room * 2 : 256;
		list->talks = mem_resize(list->talks, list->room, sizeof(*list->talks));
	}
	list->talks[list->n++] = *t;
}

static bool is_echo(uint8_t transport)
{
	return transport == TRANSPORT_ICMP || transport == TRANSPORT_ICMP6;
}

/* Servers listen there though the number is above 1023; who called is told by it when the opening
 * of the connection is not in the capture. */
static bool server_like(uint16_t port)
{
	static const uint16_t known[] = {1883, 1935, 3478, 5222, 5223, 5228, 8080, 8443, 8883};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] == port)
			return true;
	return port < WELL_KNOWN;
}

/* Called the wrong way round: the device's port is one that callers use, the remote's one that
 * servers use. TCP: only when no opening was seen. UDP has no opening: whose packet the capture
 * holds first proves nothing against such ports. */
static bool turned_round(const struct conversation_record *c)
{
	bool tcp = c->transport == TRANSPORT_TCP, udp = c->transport == TRANSPORT_UDP;
	if ((!tcp && !udp) || (tcp && c->opening_seen) || c->server_port < WELL_KNOWN)
		return false;
	return (server_like(c->client_port) && (tcp || !c->opening_seen)) ||
	       (c->server_port >= EPHEMERAL && c->client_port < EPHEMERAL);
}

/* A subnet's broadcast address beyond the site's own /24s: nobody's MAC, nobody answers. */
static bool looks_like_broadcast(const struct conversation_record *c)
{
	return c->server.addr.family == 4 && c->server.addr.bytes[3] == 255 &&
	       addr_is_private(&c->server.addr) && mac_is_set(&c->client.mac) &&
	       !mac_is_set(&c->server.mac) && c->back.packets == 0;
}

static bool is_neighbour(const struct ledger *l, long device)
{
	return device >= 0 && l->devices[device].by_mac && !l->devices[device].router &&
	       !l->devices[device].behind_router;
}

static struct talk talk_of(const struct conversation_record *c, bool as_client)
{
	struct talk t = {.transport = c->transport,
			 .port = c->server_port,
			 .is_server = !as_client,
			 .uncertain = !c->opening_seen &&
				      (c->transport == TRANSPORT_TCP || is_echo(c->transport)),
			 .protocol = c->protocol,
			 .protocol_bytes = c->out.bytes + c->back.bytes,
			 .flows = c->flows,
			 .out = as_client ? c->out : c->back,
			 .in = as_client ? c->back : c->out};
	t.remote = as_client ? c->server.addr : c->client.addr;
	t.local = as_client ? c->client.addr : c->server.addr;
	t.local_port = as_client ? c->client_port : c->server_port;
	return t;
}

/* It sent: packets of it, or what the remote acknowledged of a direction that the capture lacks. */
static bool went_out(const struct talk *t)
{
	return t->out.packets || t->out.unseen;
}

static void outward(const struct ledger *l, struct talk_list *list, const struct gathered *g,
		    size_t client, long server)
{
	const struct conversation_record *c = &g->c;
	struct talk t = talk_of(c, true);

	if (looks_like_broadcast(c) || !addr_is_unicast(&c->server.addr) || !went_out(&t))
		return;
	t.kind = TALK_CONTACT;
	t.device = client;
	t.beat = g->beat;
	t.neighbour = is_neighbour(l, server);
	add_talk(list, &t);
}

static void inward(struct talk_list *list, const struct conversation_record *c, size_t server)
{
	struct talk t = talk_of(c, false);

	if (!addr_is_unicast(&c->client.addr))
		return;
	t.device = server;
	t.kind = TALK_INBOUND;
	if (turned_round(c)) {
		t.kind = TALK_CONTACT;
		t.port = c->client_port;
		t.is_server = false;
	}
	if (t.kind == TALK_INBOUND || went_out(&t))
		add_talk(list, &t);
}

static void local(struct talk_list *list, const struct conversation_record *c, size_t client,
		  size_t server)
{
	struct talk t = talk_of(c, true);
	if (client == server)
		return;
	t.kind = TALK_LOCAL;
	t.device = client;
	t.peer = server;
	add_talk(list, &t);
	t = talk_of(c, false);
	t.kind = TALK_LOCAL;
	t.device = server;
	t.peer = client;
	add_talk(list, &t);
}

static void classify(const struct ledger *l, struct talk_list *list, const struct gathered *g)
{
	const struct conversation_record *c = &g->c;
	long client = devices_party(l, &c->client.mac, &c->client.addr);
	long server = devices_party(l, &c->server.mac, &c->server.addr);
	bool server_inside = facts_inside(l, &c->server.addr);
	bool client_inside = facts_inside(l, &c->client.addr);

	if (client >= 0 && server >= 0 && client_inside && server_inside)
		local(list, c, (size_t)client, (size_t)server);
	else if (client >= 0 && !server_inside)
		outward(l, list, g, (size_t)client, server);
	else if (client < 0 && server >= 0 && !client_inside)
		inward(list, c, (size_t)server);
	else if (client >= 0 && server >= 0)
		local(list, c, (size_t)client, (size_t)server);
}

static int by_key(const void *left, const void *right)
{
	const struct talk *a = left, *b = right;
	int c;
#define COMPARE(field)                                       \
	do {                                                 \
		if (a->field != b->field)                    \
			return a->field < b->field ? -1 : 1; \
	} while (0)
	COMPARE(device);
	COMPARE(kind);
	COMPARE(peer);
	if (a->kind != TALK_LOCAL && (c = addr_compare(&a->remote, &b->remote)))
		return c;
	COMPARE(transport);
	COMPARE(port);
	COMPARE(is_server);
	/* what follows only fixes which of equal ones comes first */
	COMPARE(out.first_us);
	COMPARE(in.first_us);
	COMPARE(protocol_bytes);
	COMPARE(local_port);
	if ((c = addr_compare(&a->local, &b->local)))
		return c;
	return strcmp(a->protocol, b->protocol);
#undef COMPARE
}

static bool same_talk(const struct talk *a, const struct talk *b)
{
	return a->device == b->device && a->kind == b->kind && a->peer == b->peer &&
	       (a->kind == TALK_LOCAL || addr_equal(&a->remote, &b->remote)) &&
	       a->transport == b->transport && a->port == b->port && a->is_server == b->is_server;
}

static void join(struct talk *to, const struct talk *from)
{
	bool better = from->protocol[0] &&
		      (!to->protocol[0] || from->protocol_bytes > to->protocol_bytes ||
		       (from->protocol_bytes == to->protocol_bytes &&
			strcmp(from->protocol, to->protocol) < 0));
	if (better) {
		to->protocol = from->protocol;
		to->protocol_bytes = from->protocol_bytes;
	}
	to->uncertain &= from->uncertain;
	to->neighbour |= from->neighbour;
	to->flows += from->flows;
	side_add(&to->out, &from->out);
	side_add(&to->in, &from->in);
	if (to->beat && from->beat)
		beat_add(to->beat, from->beat);
	else if (from->beat)
		to->beat = from->beat;
}

static void fold(struct talk_list *list)
{
	size_t kept = 0;

	if (list->n)
		qsort(list->talks, list->n, sizeof(*list->talks), by_key);
	for (size_t i = 0; i < list->n; i++) {
		if (kept && same_talk(&list->talks[kept - 1], &list->talks[i]))
			join(&list->talks[kept - 1], &list->talks[i]);
		else
			list->talks[kept++] = list->talks[i];
	}
	list->n = kept;
}

static enum rung rung_of(const struct talk *t)
{
	if (t->in.packets == 0)
		return RUNG_ATTEMPTED;
	bool lacking = t->out.packets == 0 && t->out.unseen > 1; /* 1: a FIN */
	return (t->out.payload || lacking) && !is_echo(t->transport) ? RUNG_SENT : RUNG_CONTACTED;
}

static struct contact contact_of(const struct talk *t)
{
	return (struct contact){.addr = t->remote,
				.port = t->port,
				.local = t->local,
				.local_port = t->local_port,
				.transport = t->transport,
				.protocol = t->protocol,
				.name = "",
				.rung = rung_of(t),
				.private_address = addr_is_private(&t->remote) ||
						   addr_is_link_local(&t->remote),
				.neighbour = t->neighbour,
				.client_uncertain = t->uncertain,
				.flows = t->flows,
				.out = t->out,
				.in = t->in,
				.beat = t->beat};
}

static void count_talk(struct device *d, const struct talk *t)
{
	d->n_contacts += t->kind == TALK_CONTACT;
	d->n_inbound += t->kind == TALK_INBOUND;
	d->n_local += t->kind == TALK_LOCAL;
}

static void put_talk(struct device *d, const struct talk *t)
{
	if (t->kind == TALK_CONTACT)
		d->contacts[d->n_contacts++] = contact_of(t);
	else if (t->kind == TALK_INBOUND)
		d->inbound[d->n_inbound++] = (struct inbound){.addr = t->remote,
							      .local_port = t->port,
							      .transport = t->transport,
							      .protocol = t->protocol,
							      .out = t->out,
							      .in = t->in};
	else
		d->local[d->n_local++] = (struct local_talk){.peer = t->peer,
							     .port = t->port,
							     .transport = t->transport,
							     .is_server = t->is_server,
							     .protocol = t->protocol,
							     .out = t->out,
							     .in = t->in};
}

void contacts_settle(struct ledger *l)
{
	struct talk_list list = {0};

	for (size_t i = 0; i < l->private->n_conversations; i++)
		classify(l, &list, l->private->conversation_list[i]);
	fold(&list);
	for (size_t i = 0; i < list.n; i++)
		count_talk(&l->devices[list.talks[i].device], &list.talks[i]);
	for (size_t i = 0; i < l->n_devices; i++) {
		struct device *d = &l->devices[i];
		d->contacts = mem_new(d->n_contacts, sizeof(*d->contacts));
		d->inbound = mem_new(d->n_inbound, sizeof(*d->inbound));
		d->local = mem_new(d->n_local, sizeof(*d->local));
		d->n_contacts = d->n_inbound = d->n_local = 0;
	}
	for (size_t i = 0; i < list.n; i++)
		put_talk(&l->devices[list.talks[i].device], &list.talks[i]);
	free(list.talks);
}
