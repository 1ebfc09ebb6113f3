/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger on hand-made records. Tests that begin with trap_ are situations met in real
 * captures. */
#include "scene.h"

#define CAM "02:00:00:00:00:01"
#define CAM2 "02:00:00:00:00:02"
#define PC "02:00:00:00:00:03"
#define GW "02:00:00:00:00:fe"
#define ALL "ff:ff:ff:ff:ff:ff"

/* A camera at 192.168.1.10 and a gateway at 192.168.1.1, both seen by ARP. */
static struct scene *house(void)
{
	struct scene *s = scene_new();
	scene_capture(s);
	scene_arp(s, CAM, "192.168.1.10", 0);
	scene_sends(s, CAM, "192.168.1.10", 64, 0, 100);
	scene_arp(s, GW, "192.168.1.1", 0);
	scene_sends(s, GW, "192.168.1.1", 64, 0, 100);
	return s;
}

static struct ledger *settle(struct scene *s, const char *site)
{
	struct ledger *l = scene_ledger(s, site, NULL, 0);
	scene_free(s);
	return l;
}

/* The camera sends to a server outside through the gateway. */
static struct scene_talk outward(const char *server, uint16_t port, unsigned back, unsigned payload)
{
	return (struct scene_talk){.client_mac = CAM,
				   .client = "192.168.1.10",
				   .server_mac = GW,
				   .server = server,
				   .port = port,
				   .out = 3,
				   .back = back,
				   .out_payload = payload,
				   .at = 10};
}

static struct scene_at to_camera(int at)
{
	return (struct scene_at){.src_mac = GW,
				 .src = "192.168.1.1",
				 .dst_mac = CAM,
				 .dst = "192.168.1.10",
				 .src_port = 53,
				 .dst_port = 40000,
				 .transport = TRANSPORT_UDP,
				 .from_server = true,
				 .at = at};
}

static struct scene_at from_camera(const char *dst, uint16_t port, int at)
{
	return (struct scene_at){.src_mac = CAM,
				 .src = "192.168.1.10",
				 .dst_mac = GW,
				 .dst = dst,
				 .src_port = 40000,
				 .dst_port = port,
				 .at = at};
}

static void empty_input_gives_an_empty_ledger(void **state)
{
	(void)state;
	struct ledger *l = settle(scene_new(), NULL);
	assert_int_equal(l->n_devices, 0);
	assert_int_equal(l->n_captures, 0);
	assert_null(ledger_find(l, slice_text("10.0.0.1")));
	assert_null(ledger_find(l, slice_text("")));
	ledger_free(l);
	ledger_free(NULL);
}

static void trap_one_device_by_mac_with_its_addresses_over_time(void **state)
{
	struct scene *s = house();
	(void)state;
	scene_sends(s, CAM, "0.0.0.0", 64, 0, 1);
	scene_sends(s, CAM, "169.254.7.7", 255, 1, 3);
	scene_sends(s, CAM, "192.168.0.123", 64, 4, 6); /* the set-up network */
	scene_sends(s, CAM, "fe80::1", 255, 1, 100);
	scene_sends(s, CAM, "2001:db8::10", 64, 7, 100);
	struct ledger *l = settle(s, NULL);
	assert_int_equal(l->n_devices, 2);
	const struct device *d = scene_device(l, CAM);
	assert_true(d->by_mac);
	assert_false(d->router);
	assert_int_equal(d->n_addresses, 5);
	assert_ptr_equal(scene_device(l, "192.168.0.123"), d);
	assert_ptr_equal(scene_device(l, "2001:db8::10"), d);
	assert_ptr_equal(scene_device(l, "0200.0000.0001"), d);
	assert_true(d->addresses[0].addr.family == 4); /* claimed by ARP at second 0 */
	assert_true(d->addresses[0].claimed);
	ledger_free(l);
}

static void trap_a_device_that_changes_its_address_is_no_router(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_sends(s, CAM, "192.168.1.10", 64, 0, 10);
	scene_sends(s, CAM, "192.168.1.11", 64, 20, 30);
	scene_sends(s, CAM, "192.168.1.12", 64, 40, 50);
	scene_sends(s, CAM, "192.168.1.13", 64, 60, 70);
	struct ledger *l = settle(s, NULL);
	assert_int_equal(l->n_devices, 1);
	assert_false(l->devices[0].router);
	assert_int_equal(l->devices[0].n_addresses, 4);
	ledger_free(l);
}

static void many_ipv6_addresses_are_one_host(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_sends(s, PC, "fe80::3", 255, 0, 100);
	scene_sends(s, PC, "2001:db8::3", 64, 0, 100);
	scene_sends(s, PC, "2001:db8::aaaa", 64, 0, 100);
	scene_sends(s, PC, "2001:db8::bbbb", 64, 0, 100);
	scene_sends(s, PC, "fd00::3", 64, 0, 100);
	struct ledger *l = settle(s, NULL);
	assert_int_equal(l->n_devices, 1);
	assert_false(l->devices[0].router);
	ledger_free(l);
}

static void trap_devices_behind_a_router_are_keyed_by_address(void **state)
{
	struct scene *s = house();
	(void)state;
	scene_sends(s, GW, "10.5.0.7", 64, 0, 100);
	scene_sends(s, GW, "10.5.0.8", 64, 0, 100);
	scene_sends(s, GW, "10.5.0.9", 64, 0, 100);
	scene_sends(s, GW, "203.0.113.5", 54, 0, 100); /* a server outside */
	scene_text(s, OBS_RTSP_SERVER,
		   &(struct scene_at){.src_mac = GW,
				      .src = "10.5.0.7",
				      .dst_mac = CAM,
				      .dst = "192.168.1.10",
				      .src_port = 554,
				      .dst_port = 40000,
				      .from_server = true,
				      .at = 5},
		   "camera");
	struct ledger *l = settle(s, NULL);
	const struct device *gw = scene_device(l, GW), *behind = scene_device(l, "10.5.0.7");
	assert_int_equal(l->n_devices, 5);
	assert_true(gw->router);
	assert_int_equal(gw->n_addresses, 1);
	assert_null(device_seen(gw, OBS_RTSP_SERVER));
	assert_false(behind->by_mac);
	assert_true(behind->behind_router);
	assert_string_equal(behind->id, "10.5.0.7");
	assert_non_null(device_seen(behind, OBS_RTSP_SERVER));
	assert_null(ledger_find(l, slice_text("203.0.113.5")));
	ledger_free(l);
}

static void a_worn_hop_count_tells_a_router(void **state)
{
	struct scene *s = house();
	(void)state;
	scene_sends(s, GW, "10.5.0.7", 63, 50, 60);
	struct ledger *l = settle(s, NULL);
	assert_true(scene_device(l, GW)->router);
	assert_true(scene_device(l, "10.5.0.7")->behind_router);
	ledger_free(l);
}

static void traffic_mirrored_on_both_sides_of_a_router_is_one_device(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_sends(s, CAM, "10.2.2.2", 64, 0, 100);
	scene_sends(s, GW, "10.2.2.2", 63, 0, 100);
	s->records[0].endpoint.packets = 0; /* counted with the other */
	struct ledger *l = settle(s, NULL);
	assert_int_equal(l->n_devices, 2);
	assert_true(scene_device(l, GW)->router);
	assert_ptr_equal(scene_device(l, "10.2.2.2"), scene_device(l, CAM));
	assert_int_equal(scene_device(l, GW)->n_addresses, 0);
	ledger_free(l);
}

static void neighbours_give_macs_behind_a_router(void **state)
{
	struct neighbours n;
	struct scene *s = house();
	(void)state;
	assert_int_equal(neighbours_parse(&n,
					  slice_text("10.5.0.7 lladdr " CAM2 "\n"
						     "10.5.0.8 lladdr " GW "\n"
						     "10.5.0.99 lladdr " PC "\n"),
					  "n", NULL, NULL),
			 0);
	scene_sends(s, GW, "10.5.0.7", 63, 0, 100);
	scene_sends(s, GW, "10.5.0.8", 63, 0, 100);
	struct ledger *l = scene_ledger(s, NULL, &n, 0);
	scene_free(s);
	const struct device *d = scene_device(l, CAM2);
	assert_true(d->by_mac && d->mac_from_neighbours && d->behind_router);
	assert_ptr_equal(scene_device(l, "10.5.0.7"), d);
	assert_false(scene_device(l, "10.5.0.8")->by_mac); /* the router's own MAC says nothing */
	assert_null(ledger_find(l, slice_text(PC)));       /* never seen */
	ledger_free(l);
	neighbours_done(&n);
}

static void a_dhcp_server_gives_the_mac_behind_a_relay(void **state)
{
	struct scene *s = house();
	(void)state;
	scene_sends(s, GW, "10.5.0.7", 63, 0, 100);
	scene_address(s, OBS_DHCP_ASSIGNED,
		      &(struct scene_at){.src_mac = GW, .dst_mac = PC, .at = 1}, NULL, "10.5.0.7");
	scene_about(s, CAM2);
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM2);
	assert_ptr_equal(scene_device(l, "10.5.0.7"), d);
	assert_false(d->mac_from_neighbours);
	ledger_free(l);
}

static void trap_a_gateway_handed_public_packets_is_a_router_and_the_contact_stays(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 443, 0, 0);
	(void)state;
	scene_talks(s, &t);
	struct ledger *l = settle(s, NULL);
	const struct contact *c = scene_contact(scene_device(l, CAM), "203.0.113.5", 443);
	assert_true(scene_device(l, GW)->router);
	assert_non_null(c);
	assert_int_equal(c->rung, RUNG_ATTEMPTED);
	assert_true(c->hard_coded);
	assert_false(c->neighbour || c->private_address || c->permitted);
	ledger_free(l);
}

static void rungs(void **state)
{
	struct scene *s = house();
	struct scene_talk talks[] = {
		outward("203.0.113.1", 443, 0, 50), outward("203.0.113.2", 443, 2, 0),
		outward("203.0.113.3", 443, 2, 50), outward("203.0.113.4", 0, 0, 0),
		outward("203.0.113.5", 0, 2, 100)};
	(void)state;
	talks[3].transport = talks[4].transport = TRANSPORT_ICMP;
	for (size_t i = 0; i < 5; i++)
		scene_talks(s, &talks[i]);
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	assert_int_equal(d->n_contacts, 5);
	assert_int_equal(scene_contact(d, "203.0.113.1", 443)->rung, RUNG_ATTEMPTED);
	assert_int_equal(scene_contact(d, "203.0.113.2", 443)->rung, RUNG_CONTACTED);
	assert_int_equal(scene_contact(d, "203.0.113.3", 443)->rung, RUNG_SENT);
	/* trap: a connectivity check by ping, unanswered and answered */
	assert_int_equal(scene_contact(d, "203.0.113.4", 0)->rung, RUNG_ATTEMPTED);
	assert_int_equal(scene_contact(d, "203.0.113.5", 0)->rung, RUNG_CONTACTED);
	assert_int_equal(d->contacts[0].rung, RUNG_SENT); /* highest first */
	ledger_free(l);
}

static void packets_that_only_came_in_make_no_contact(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.1", 53, 4, 0);
	(void)state;
	t.transport = TRANSPORT_UDP;
	t.out = 0;
	scene_talks(s, &t);
	struct ledger *l = settle(s, NULL);
	assert_int_equal(scene_device(l, CAM)->n_contacts, 0);
	assert_int_equal(scene_device(l, CAM)->n_inbound, 0);
	ledger_free(l);
}

static void conversations_with_one_server_are_one_contact(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.1", 443, 2, 10);
	(void)state;
	t.protocol = "tls";
	scene_talks(s, &t);
	t.protocol = "";
	t.at = 5;
	t.client_mac = GW; /* the same packets seen behind the router too */
	scene_sends(s, GW, "192.168.1.10", 63, 0, 100);
	scene_talks(s, &t);
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	assert_int_equal(d->n_contacts, 1);
	assert_int_equal(d->contacts[0].out.packets, 6);
	assert_int_equal(d->contacts[0].flows, 2);
	assert_string_equal(d->contacts[0].protocol, "tls");
	assert_int_equal(d->contacts[0].out.frames.n, 2);
	assert_int_equal(d->contacts[0].out.frames.at[0].frame, 6);
	ledger_free(l);
}

static void inbound_sessions_are_apart(void **state)
{
	struct scene *s = house();
	(void)state;
	scene_sends(s, GW, "203.0.113.9", 50, 0, 100);
	scene_talks(s, &(struct scene_talk){.client_mac = GW,
					    .client = "203.0.113.9",
					    .server_mac = CAM,
					    .server = "192.168.1.10",
					    .port = 554,
					    .client_port = 51000,
					    .out = 3,
					    .back = 4,
					    .back_payload = 900});
	struct ledger *l = settle(s, "[site]\npermitted = 203.0.113.9:554/tcp\n");
	const struct device *d = scene_device(l, CAM);
	assert_int_equal(d->n_contacts, 0);
	assert_int_equal(d->n_inbound, 1);
	assert_int_equal(d->inbound[0].local_port, 554);
	assert_int_equal(d->inbound[0].out.payload, 900);
	assert_true(d->inbound[0].permitted);
	ledger_free(l);
}

static void a_connection_already_open_is_read_by_its_ports(void **state)
{
	struct scene *s = house();
	struct scene_talk t = {.client_mac = GW,
			       .client = "203.0.113.9",
			       .client_port = 8883,
			       .server_mac = CAM,
			       .server = "192.168.1.10",
			       .port = 49152,
			       .out = 3,
			       .back = 4,
			       .back_payload = 10,
			       .no_opening = true};
	(void)state;
	scene_sends(s, GW, "203.0.113.9", 50, 0, 100);
	scene_talks(s, &t);
	t.port = 554;
	t.client_port = 50000;
	scene_talks(s, &t);
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	const struct contact *c = scene_contact(d, "203.0.113.9", 8883);
	assert_non_null(c);
	assert_true(c->client_uncertain);
	assert_int_equal(c->local_port, 49152);
	struct addr local = scene_addr("192.168.1.10");
	assert_true(addr_equal(&c->local, &local));
	assert_int_equal(c->rung, RUNG_SENT);
	assert_int_equal(c->out.packets, 4);
	assert_int_equal(d->n_contacts, 1);
	assert_int_equal(d->n_inbound, 1);
	ledger_free(l);
}

static void local_traffic_is_no_contact(void **state)
{
	struct scene *s = house();
	(void)state;
	scene_arp(s, PC, "192.168.1.20", 0);
	scene_sends(s, PC, "192.168.1.20", 128, 0, 100);
	scene_talks(s, &(struct scene_talk){.client_mac = PC,
					    .client = "192.168.1.20",
					    .server_mac = CAM,
					    .server = "192.168.1.10",
					    .port = 554,
					    .out = 3,
					    .back = 400,
					    .back_payload = 400000,
					    .protocol = "rtsp"});
	scene_talks(s, &(struct scene_talk){.client_mac = CAM,
					    .client = "192.168.1.10",
					    .server = "239.255.255.250",
					    .transport = TRANSPORT_UDP,
					    .port = 1900,
					    .out = 3});
	scene_talks(s, &(struct scene_talk){.client_mac = CAM,
					    .client = "192.168.1.10",
					    .server = "192.168.1.255",
					    .transport = TRANSPORT_UDP,
					    .port = 137,
					    .out = 3});
	scene_talks(s, &(struct scene_talk){.client_mac = CAM,
					    .client = "192.168.1.10",
					    .server = "192.168.255.255",
					    .transport = TRANSPORT_UDP,
					    .port = 137,
					    .out = 3});
	struct ledger *l = settle(s, NULL);
	const struct device *cam = scene_device(l, CAM), *pc = scene_device(l, PC);
	assert_int_equal(cam->n_contacts, 0); /* trap: media that stays on the local network */
	assert_int_equal(cam->n_local, 1);
	assert_true(cam->local[0].is_server);
	assert_ptr_equal(&l->devices[cam->local[0].peer], pc);
	assert_int_equal(cam->local[0].out.payload, 400000);
	assert_int_equal(pc->n_local, 1);
	assert_false(pc->local[0].is_server);
	ledger_free(l);
}

static void trap_a_fixed_private_address_off_the_subnet_is_outside(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("192.168.99.1", 69, 0, 30);
	(void)state;
	t.transport = TRANSPORT_UDP;
	scene_talks(s, &t);
	struct ledger *l = settle(s, NULL);
	const struct contact *c = scene_contact(scene_device(l, CAM), "192.168.99.1", 69);
	assert_non_null(c);
	assert_true(c->private_address && c->hard_coded);
	assert_int_equal(c->rung, RUNG_ATTEMPTED);
	ledger_free(l);
}

static void a_private_address_that_answers_is_inside(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("10.77.0.1", 80, 3, 30);
	(void)state;
	scene_sends(s, GW, "10.77.0.1", 63, 0, 10);
	scene_talks(s, &t);
	struct ledger *l = settle(s, NULL);
	assert_int_equal(scene_device(l, CAM)->n_contacts, 0);
	assert_int_equal(scene_device(l, CAM)->n_local, 1);
	ledger_free(l);
}

static void networks_of_the_site_decide_what_is_inside(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("10.77.0.1", 80, 3, 30),
			  u = outward("203.0.113.20", 80, 3, 30);
	(void)state;
	scene_sends(s, GW, "10.77.0.1", 63, 0, 10);
	scene_sends(s, GW, "203.0.113.20", 63, 0, 10);
	scene_talks(s, &t);
	scene_talks(s, &u);
	struct ledger *l = settle(s, "[site]\nnetworks = 192.168.1.0/24 203.0.113.0/24\n");
	const struct device *d = scene_device(l, CAM);
	assert_int_equal(d->n_contacts, 1);
	assert_true(d->contacts[0].private_address);
	assert_non_null(ledger_find(l, slice_text("203.0.113.20")));
	assert_null(ledger_find(l, slice_text("10.77.0.1")));
	ledger_free(l);
}

static void trap_the_sites_own_public_address_is_no_outside_server(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.7", 8000, 3, 30);
	(void)state;
	scene_talks(s, &t);
	struct ledger *l = scene_ledger(s, "[site]\nown = 203.0.113.7\n", NULL, 0);
	assert_int_equal(scene_device(l, CAM)->n_contacts, 0);
	ledger_free(l);
	l = settle(s, NULL);
	assert_int_equal(scene_device(l, CAM)->n_contacts, 1);
	ledger_free(l);
}

static void shared_address_space_is_outside(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("100.64.1.1", 8800, 0, 30);
	(void)state;
	scene_talks(s, &t);
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	assert_int_equal(d->n_contacts, 1);
	assert_false(d->contacts[0].private_address);
	ledger_free(l);
}

static void trap_public_addresses_on_one_segment_are_neighbours(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_arp(s, CAM, "198.51.100.10", 0);
	scene_sends(s, CAM, "198.51.100.10", 64, 0, 100);
	scene_arp(s, PC, "198.51.100.20", 0);
	scene_sends(s, PC, "198.51.100.20", 128, 0, 100);
	scene_talks(s, &(struct scene_talk){.client_mac = CAM,
					    .client = "198.51.100.10",
					    .server_mac = PC,
					    .server = "198.51.100.20",
					    .port = 1935,
					    .out = 5,
					    .back = 5,
					    .out_payload = 10});
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	assert_int_equal(l->n_devices, 2);
	assert_true(d->by_mac);
	assert_int_equal(d->n_contacts, 1);
	assert_true(d->contacts[0].neighbour);
	assert_false(scene_device(l, PC)->router);
	ledger_free(l);
}

static void proxy_arp_does_not_make_servers_neighbours(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 443, 4, 9);
	(void)state;
	scene_arp(s, GW, "203.0.113.5", 1);
	scene_sends(s, GW, "203.0.113.5", 52, 1, 100);
	scene_talks(s, &t);
	struct ledger *l = settle(s, NULL);
	assert_true(scene_device(l, GW)->router);
	assert_false(scene_contact(scene_device(l, CAM), "203.0.113.5", 443)->neighbour);
	ledger_free(l);
}

static void without_macs_devices_are_private_addresses(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_sends(s, "", "10.0.0.5", 64, 0, 100);
	scene_sends(s, "", "203.0.113.5", 50, 0, 100);
	scene_talks(s, &(struct scene_talk){.client = "10.0.0.5",
					    .server = "203.0.113.5",
					    .port = 443,
					    .out = 3,
					    .back = 3,
					    .out_payload = 10});
	struct ledger *l = settle(s, NULL);
	assert_int_equal(l->n_devices, 1);
	assert_string_equal(l->devices[0].id, "10.0.0.5");
	assert_false(l->devices[0].behind_router);
	assert_int_equal(l->devices[0].n_contacts, 1);
	ledger_free(l);
}

static void group_macs_and_none_are_no_devices(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_sends(s, "01:80:c2:00:00:00", "", 0, 0, 1);
	scene_sends(s, ALL, "10.0.0.1", 64, 0, 1);
	scene_sends(s, "", "", 0, 0, 1);
	scene_sends(s, CAM, "", 0, 0, 1); /* EAPOL only: a device without address */
	struct ledger *l = settle(s, NULL);
	assert_int_equal(l->n_devices, 1);
	assert_int_equal(l->devices[0].n_addresses, 0);
	ledger_free(l);
}

static void dns_names_the_address_for_the_device_that_asked(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 443, 4, 9);
	struct scene_at answer = to_camera(5), late = to_camera(20), others = to_camera(6);
	(void)state;
	scene_talks(s, &t);
	t.server = "203.0.113.6";
	scene_talks(s, &t);
	t.server = "203.0.113.7";
	scene_talks(s, &t);
	scene_address(s, OBS_DNS_ANSWER, &answer, "old.example", "203.0.113.5");
	answer.at = 8;
	scene_address(s, OBS_DNS_ANSWER, &answer, "cloud.example", "203.0.113.5");
	scene_address(s, OBS_DNS_ANSWER, &late, "late.example", "203.0.113.5");
	scene_address(s, OBS_DNS_ANSWER, &late, "late.example", "203.0.113.6");
	others.dst = "192.168.1.20"; /* trap: an answer to somebody else */
	others.dst_mac = PC;
	scene_arp(s, PC, "192.168.1.20", 0);
	scene_address(s, OBS_DNS_ANSWER, &others, "others.example", "203.0.113.7");
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	const struct contact *c = scene_contact(d, "203.0.113.5", 443);
	assert_string_equal(c->name, "cloud.example");
	assert_int_equal(c->name_source, NAME_DNS);
	assert_false(c->hard_coded);
	c = scene_contact(d, "203.0.113.6", 443);
	assert_string_equal(c->name, "late.example");
	assert_true(c->hard_coded); /* named only after it was contacted */
	c = scene_contact(d, "203.0.113.7", 443);
	assert_string_equal(c->name, "");
	assert_int_equal(c->name_source, NAME_NONE);
	assert_true(c->hard_coded);
	ledger_free(l);
}

static void names_said_by_the_device_come_next_and_the_servers_word_last(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 443, 4, 9);
	struct scene_at from = from_camera("203.0.113.5", 443, 11);
	struct scene_at cert = {.src_mac = GW,
				.src = "203.0.113.6",
				.dst_mac = CAM,
				.dst = "192.168.1.10",
				.src_port = 443,
				.dst_port = 40000,
				.from_server = true,
				.at = 12};
	(void)state;
	scene_talks(s, &t);
	scene_text(s, OBS_HTTP_HOST, &from, "host.example:8443");
	scene_text(s, OBS_TLS_SNI, &from, "sni.example");
	t.server = from.dst = "203.0.113.6";
	scene_talks(s, &t);
	scene_text(s, OBS_HTTP_HOST, &from, "203.0.113.6:443"); /* an address is no name */
	scene_text(s, OBS_CERT_SUBJECT, &cert, "C=US,O=Example,CN=cert.example");
	t.server = from.dst = "203.0.113.7";
	t.port = from.dst_port = 80;
	scene_talks(s, &t);
	scene_text(s, OBS_HTTP_HOST, &from, "host.example:80");
	t.server = from.dst = "203.0.113.8";
	scene_talks(s, &t);
	from.dst_port = 8080; /* said on another port */
	scene_text(s, OBS_HTTP_HOST, &from, "other.example");
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	const struct contact *c = scene_contact(d, "203.0.113.5", 443);
	assert_string_equal(c->name, "sni.example");
	assert_int_equal(c->name_source, NAME_SNI);
	assert_true(c->hard_coded);
	c = scene_contact(d, "203.0.113.6", 443);
	assert_string_equal(c->name, "cert.example");
	assert_int_equal(c->name_source, NAME_CERTIFICATE);
	c = scene_contact(d, "203.0.113.7", 80);
	assert_string_equal(c->name, "host.example");
	assert_string_equal(scene_contact(d, "203.0.113.8", 80)->name, "");
	ledger_free(l);
}

static void a_name_asked_for_is_no_fixed_address_though_the_answer_was_lost(void **state)
{
	static const struct {
		int asked;
		const char *name;
		bool fixed;
	} rows[] = {{8, "Cloud.example", false},
		    {8, "other.example", true},
		    {20, "cloud.example", true}};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene *s = house();
		struct scene_talk t = outward("203.0.113.5", 443, 4, 9);
		struct scene_at said = from_camera("203.0.113.5", 443, 11);
		struct scene_at asked = from_camera("192.168.1.1", 53, rows[i].asked);
		scene_talks(s, &t);
		scene_text(s, OBS_DNS_QUERY, &asked, rows[i].name);
		scene_text(s, OBS_TLS_SNI, &said, "cloud.example");
		struct ledger *l = settle(s, NULL);
		const struct contact *c = scene_contact(scene_device(l, CAM), "203.0.113.5", 443);
		assert_string_equal(c->name, "cloud.example");
		assert_int_equal(c->hard_coded, rows[i].fixed);
		ledger_free(l);
	}
}

static void of_several_dns_names_the_one_said_to_the_server_is_taken(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 443, 4, 9);
	struct scene_at from = from_camera("203.0.113.5", 443, 11), answer = to_camera(5);
	(void)state;
	scene_talks(s, &t);
	scene_address(s, OBS_DNS_ANSWER, &answer, "a.example", "203.0.113.5");
	answer.at = 8;
	scene_address(s, OBS_DNS_ANSWER, &answer, "b.example", "203.0.113.5");
	scene_text(s, OBS_TLS_SNI, &from, "A.example");
	struct ledger *l = settle(s, NULL);
	const struct contact *c = scene_contact(scene_device(l, CAM), "203.0.113.5", 443);
	assert_string_equal(c->name, "a.example");
	assert_int_equal(c->name_source, NAME_DNS);
	ledger_free(l);
}

static void addresses_given_by_the_network_are_not_hard_coded(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 123, 4, 9),
			  u = outward("203.0.113.6", 53, 4, 9);
	struct scene_at dhcp = to_camera(1);
	(void)state;
	t.transport = u.transport = TRANSPORT_UDP;
	scene_talks(s, &t);
	scene_talks(s, &u);
	scene_address(s, OBS_DHCP_TIME_SERVER, &dhcp, NULL, "203.0.113.5");
	scene_about(s, CAM);
	struct ledger *l = settle(s, "[site]\nresolvers = 203.0.113.6\n");
	const struct device *d = scene_device(l, CAM);
	assert_false(scene_contact(d, "203.0.113.5", 123)->hard_coded);
	assert_false(scene_contact(d, "203.0.113.5", 123)->permitted);
	assert_false(scene_contact(d, "203.0.113.6", 53)->hard_coded);
	assert_true(scene_contact(d, "203.0.113.6", 53)->permitted);
	ledger_free(l);
}

static void permits_by_address_port_and_dns_name_only(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 123, 4, 9);
	struct scene_at answer = to_camera(5), from = from_camera("203.0.113.7", 443, 11);
	(void)state;
	t.transport = TRANSPORT_UDP;
	scene_talks(s, &t);
	t.port = 124;
	scene_talks(s, &t);
	t.server = "203.0.113.6";
	scene_talks(s, &t);
	scene_address(s, OBS_DNS_ANSWER, &answer, "ntp.time.example", "203.0.113.6");
	t.server = "203.0.113.7";
	t.transport = 0;
	t.port = 443;
	scene_talks(s, &t);
	scene_text(s, OBS_TLS_SNI, &from, "ntp.time.example"); /* anybody can say a name */
	struct ledger *l = settle(s, "[site]\npermitted = 203.0.113.5:123/udp, .time.example\n");
	const struct device *d = scene_device(l, CAM);
	assert_true(scene_contact(d, "203.0.113.5", 123)->permitted);
	assert_false(scene_contact(d, "203.0.113.5", 124)->permitted);
	assert_true(scene_contact(d, "203.0.113.6", 124)->permitted);
	assert_false(scene_contact(d, "203.0.113.7", 443)->permitted);
	ledger_free(l);
}

static void trap_icmp_errors_tell_about_the_attempt_and_make_no_contact(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 443, 0, 0);
	struct scene_at error = {.src_mac = GW,
				 .src = "198.51.100.1", /* a router on the way */
				 .dst_mac = CAM,
				 .dst = "192.168.1.10",
				 .transport = TRANSPORT_ICMP,
				 .at = 11};
	(void)state;
	scene_sends(s, GW, "198.51.100.1", 250, 11, 11);
	scene_talks(s, &t);
	t.server = "203.0.113.6";
	scene_talks(s, &t);
	scene_address(s, OBS_ICMP_ERROR, &error, "host unreachable", "203.0.113.5");
	scene_address(s, OBS_ICMP_ERROR, &error, "time exceeded", "203.0.113.6");
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	assert_int_equal(d->n_contacts, 2);
	assert_true(scene_contact(d, "203.0.113.5", 443)->refused);
	assert_false(scene_contact(d, "203.0.113.6", 443)->refused);
	assert_int_equal(d->n_inbound, 0);
	ledger_free(l);
}

static void trap_a_sinkholed_name_was_asked_and_answered(void **state)
{
	struct scene *s = house();
	struct scene_at ask = from_camera("192.168.1.1", 53, 3), answer = to_camera(4);
	(void)state;
	ask.transport = TRANSPORT_UDP;
	scene_text(s, OBS_DNS_QUERY, &ask, "cloud.example");
	ask.at = 7;
	scene_text(s, OBS_DNS_QUERY, &ask, "cloud.example");
	ask.at = 5;
	scene_text(s, OBS_DNS_QUERY, &ask, "gone.example");
	scene_address(s, OBS_DNS_ANSWER, &answer, "cloud.example", "192.168.1.1");
	scene_text(s, OBS_DNS_FAILURE, &answer, "gone.example");
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	assert_int_equal(d->n_asked, 2);
	assert_string_equal(d->asked[0].name, "cloud.example");
	assert_int_equal(d->asked[0].count, 2);
	assert_true(d->asked[0].answered && !d->asked[0].failed);
	assert_int_equal(d->asked[0].n_addrs, 1);
	assert_int_equal(d->asked[0].last.frame, 8);
	assert_true(d->asked[1].failed && !d->asked[1].answered);
	ledger_free(l);
}

static void trap_what_a_phone_beside_the_camera_says_stays_the_phones(void **state)
{
	struct scene *s = house();
	struct scene_at phone = {.src_mac = PC,
				 .src = "192.168.1.20",
				 .dst_mac = CAM,
				 .dst = "192.168.1.10",
				 .src_port = 40001,
				 .dst_port = 80,
				 .at = 2};
	(void)state;
	scene_sends(s, PC, "192.168.1.20", 64, 0, 100);
	scene_text(s, OBS_HTTP_USER_AGENT, &phone, "app");
	struct ledger *l = settle(s, NULL);
	assert_null(device_seen(scene_device(l, CAM), OBS_HTTP_USER_AGENT));
	assert_non_null(device_seen(scene_device(l, PC), OBS_HTTP_USER_AGENT));
	ledger_free(l);
}

static void equal_observations_fold_with_first_and_last(void **state)
{
	struct scene *s = house();
	struct scene_at a = from_camera("203.0.113.5", 80, 9),
			b = from_camera("203.0.113.6", 80, 3);
	(void)state;
	scene_text(s, OBS_HTTP_USER_AGENT, &a, "agent");
	scene_text(s, OBS_HTTP_USER_AGENT, &b, "agent");
	scene_text(s, OBS_HTTP_USER_AGENT, &a, "agent");
	struct ledger *l = settle(s, NULL);
	const struct seen *seen = device_seen(scene_device(l, CAM), OBS_HTTP_USER_AGENT);
	assert_int_equal(seen->count, 3);
	assert_int_equal(seen->first.frame, 4);
	assert_int_equal(seen->last.frame, 10);
	assert_int_equal(seen->text.at[seen->text.len], 0);
	ledger_free(l);
}

static void values_of_a_kind_are_bounded(void **state)
{
	struct scene *s = house();
	char text[32];
	(void)state;
	for (int i = 0; i < SEEN_PER_KIND_MAX + 10; i++) {
		struct scene_at at = from_camera("192.168.1.1", 80, 200 - i);
		(void)snprintf(text, sizeof(text), "/path/%d", i);
		scene_text(s, OBS_HTTP_PATH, &at, text);
	}
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	size_t n = 0;
	for (size_t i = 0; i < d->n_seen; i++)
		n += d->seen[i].kind == OBS_HTTP_PATH;
	assert_int_equal(n, SEEN_PER_KIND_MAX);
	assert_int_equal(d->seen_dropped, 10);
	/* the earliest are kept */
	assert_string_equal((const char *)device_seen(d, OBS_HTTP_PATH)->text.at, "/path/73");
	ledger_free(l);
}

static void finds_by_a_name_that_only_one_has(void **state)
{
	struct scene *s = house();
	struct scene_at at = from_camera("192.168.1.1", 67, 1);
	(void)state;
	scene_text(s, OBS_DHCP_HOSTNAME, &at, "Gate-Cam");
	struct ledger *l = scene_ledger(s, NULL, NULL, 0);
	assert_ptr_equal(scene_device(l, "gate-cam"), scene_device(l, CAM));
	ledger_free(l);
	at.src_mac = GW;
	at.src = "192.168.1.1";
	scene_text(s, OBS_DHCP_HOSTNAME, &at, "gate-cam");
	l = settle(s, NULL);
	assert_null(ledger_find(l, slice_text("gate-cam")));
	ledger_free(l);
}

static void says_what_the_input_lacks(void **state)
{
	struct scene *s = house();
	(void)state;
	struct ledger *l = scene_ledger(s, NULL, NULL, 0);
	assert_false(l->incomplete || l->header_only);
	assert_int_equal(l->packets, 100);
	ledger_free(l);
	struct record c = {.type = RECORD_CAPTURE, .capture = {.capture = 2, .payload_missing = 5}};
	l = ledger_new();
	ledger_add(l, &c);
	ledger_settle(l, NULL, NULL);
	assert_true(l->incomplete && l->header_only);
	assert_int_equal(l->n_captures, 3);
	assert_true(l->captures[0].incomplete); /* never told to its end */
	assert_false(l->captures[2].incomplete);
	ledger_free(l);
	struct scene_at at = from_camera("192.168.1.1", 80, 1);
	scene_number(s, OBS_STREAM_GAP, &at, 1000);
	l = settle(s, NULL);
	assert_true(l->incomplete);
	ledger_free(l);
	struct record w = {.type = RECORD_WARNING, .warning = {.incomplete = true, .text = "cut"}};
	l = ledger_new();
	ledger_add(l, &w);
	ledger_settle(l, NULL, NULL);
	assert_true(l->incomplete);
	assert_string_equal(l->warnings[0].text, "cut");
	ledger_free(l);
}

static void print_side(FILE *out, const struct side_record *r)
{
	(void)fprintf(out, "%lu/%lu/%lu %ld-%ld f%u:%lu", (unsigned long)r->packets,
		      (unsigned long)r->bytes, (unsigned long)r->payload, (long)r->first_us,
		      (long)r->last_us, r->frames.n, (unsigned long)r->frames.at[0].frame);
}

/* Everything that a reader of the ledger can see. */
static char *print_ledger(const struct ledger *l)
{
	char *text = NULL, a[ADDR_TEXT_MAX];
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < l->n_devices; i++) {
		const struct device *d = &l->devices[i];
		(void)fprintf(out, "%s r%d b%d %lu %ld-%ld\n", d->id, d->router, d->behind_router,
			      (unsigned long)d->packets, (long)d->first_us, (long)d->last_us);
		for (size_t k = 0; k < d->n_addresses; k++)
			(void)fprintf(out, " addr %s %d\n", addr_print(&d->addresses[k].addr, a),
				      d->addresses[k].claimed);
		for (size_t k = 0; k < d->n_seen; k++)
			(void)fprintf(out, " seen %d %.*s %lu %s x%lu %lu-%lu\n", d->seen[k].kind,
				      (int)d->seen[k].text.len, (const char *)d->seen[k].text.at,
				      (unsigned long)d->seen[k].number,
				      addr_print(&d->seen[k].addr, a),
				      (unsigned long)d->seen[k].count,
				      (unsigned long)d->seen[k].first.frame,
				      (unsigned long)d->seen[k].last.frame);
		for (size_t k = 0; k < d->n_contacts; k++) {
			const struct contact *c = &d->contacts[k];
			(void)fprintf(out, " contact %s:%u/%u %s %s %d %s h%d n%d f%u ",
				      addr_print(&c->addr, a), c->port, c->transport, c->protocol,
				      c->name, c->name_source, rung_name(c->rung), c->hard_coded,
				      c->neighbour, c->flows);
			print_side(out, &c->out);
			print_side(out, &c->in);
			for (unsigned b = 0; c->beat && b < BEAT_STEPS; b++)
				(void)fprintf(out, " %u:%lu", (unsigned)c->beat->steps[b].n,
					      (unsigned long)c->beat->steps[b].sum_ms);
			(void)fputc('\n', out);
		}
		for (size_t k = 0; k < d->n_local; k++) {
			(void)fprintf(out, " local %zu:%u ", d->local[k].peer, d->local[k].port);
			print_side(out, &d->local[k].out);
			(void)fputc('\n', out);
		}
		for (size_t k = 0; k < d->n_asked; k++)
			(void)fprintf(out, " asked %s %lu\n", d->asked[k].name,
				      (unsigned long)d->asked[k].count);
	}
	(void)fclose(out);
	return text;
}

/* Every sort of record, many of them twice. */
static struct scene *street(void)
{
	struct scene *s = house();
	char mac[32], addr[32], name[32];

	for (int i = 0; i < 40; i++) {
		(void)snprintf(mac, sizeof(mac), "02:00:00:00:01:%02x", i % 16);
		(void)snprintf(addr, sizeof(addr), "192.168.%d.%d", i % 3, 100 + i % 16);
		(void)snprintf(name, sizeof(name), "n%d.example", i % 7);
		struct scene_at at = {.src_mac = mac,
				      .src = addr,
				      .dst_mac = GW,
				      .dst = "203.0.113.5",
				      .src_port = 40000,
				      .dst_port = 443,
				      .at = i % 9};
		struct scene_at back = {.src_mac = GW,
					.src = "192.168.1.1",
					.dst_mac = mac,
					.dst = addr,
					.from_server = true,
					.at = i % 5};
		scene_sends(s, mac, addr, i % 2 ? 64 : 63, i, i + 20);
		scene_text(s, OBS_TLS_SNI, &at, name);
		scene_text(s, OBS_DNS_QUERY, &at, name);
		scene_address(s, OBS_DNS_ANSWER, &back, name, "203.0.113.5");
		scene_talks(s,
			    &(struct scene_talk){.client_mac = mac,
						 .client = addr,
						 .server_mac = GW,
						 .server = i % 4 ? "203.0.113.5" : "192.168.1.10",
						 .port = (uint16_t)(440 + i % 4),
						 .out = 3,
						 .back = i % 3 ? 0 : 2,
						 .at = i,
						 .protocol = i % 2 ? "tls" : "",
						 .beats = (unsigned)i % 3,
						 .beat_ms = 1000 + (unsigned)i * 1000});
	}
	scene_sends(s, GW, "203.0.113.5", 50, 0, 100);
	return s;
}

static void records_in_any_order_give_the_same_ledger(void **state)
{
	struct scene *s = street();
	struct ledger *l = scene_ledger(s, NULL, NULL, 0);
	char *want = print_ledger(l);
	(void)state;
	ledger_free(l);
	for (unsigned seed = 1; seed <= 20; seed++) {
		l = scene_ledger(s, NULL, NULL, seed);
		char *got = print_ledger(l);
		if (strcmp(want, got) != 0)
			fail_msg("seed %u differs", seed);
		free(got);
		ledger_free(l);
	}
	assert_true(strlen(want) > 2000);
	free(want);
	scene_free(s);
}

static void two_halves_add_up_to_the_whole(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 443, 4, 9);
	(void)state;
	scene_talks(s, &t);
	t.at = 30;
	t.out = 7;
	scene_talks(s, &t);
	scene_sends(s, CAM, "192.168.1.10", 64, 200, 300);
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	assert_int_equal(d->contacts[0].out.packets, 10);
	assert_int_equal(d->contacts[0].flows, 2);
	assert_int_equal(d->packets, 30);
	assert_int_equal(d->last_us - d->first_us, 300000000);
	ledger_free(l);
}

static void heartbeats_add_up_whatever_the_protocol(void **state)
{
	struct scene *s = house();
	struct scene_talk t = outward("203.0.113.5", 32100, 4, 9);
	(void)state;
	t.beats = 3;
	t.beat_ms = 8000;
	t.beat_bytes = 44;
	scene_talks(s, &t);
	t.protocol = "pppp";
	t.beat_ms = 60000;
	t.beat_bytes = 40;
	scene_talks(s, &t);
	t.beats = 2;
	scene_talks(s, &t);
	t.port = 1;
	t.beats = 0;
	scene_talks(s, &t);
	struct ledger *l = settle(s, NULL);
	const struct device *d = scene_device(l, CAM);
	const struct beat *b = scene_contact(d, "203.0.113.5", 32100)->beat;
	assert_non_null(b);
	assert_int_equal(beat_intervals(b), 8);
	assert_int_equal(b->steps[5].n, 3);
	assert_int_equal(b->steps[5].sum_ms, 24000);
	assert_int_equal(b->steps[8].n, 5);
	assert_int_equal(b->sizes[2].n, 8);
	assert_int_equal(b->sizes[2].min, 40);
	assert_int_equal(b->sizes[2].max, 44);
	assert_null(scene_contact(d, "203.0.113.5", 1)->beat);
	ledger_free(l);
}

static void rungs_and_sources_have_names(void **state)
{
	(void)state;
	for (int r = RUNG_CONFIGURED; r <= RUNG_FOOTAGE; r++)
		assert_true(rung_name((enum rung)r)[0]);
	for (int n = NAME_DNS; n < NAME_SOURCES; n++)
		assert_true(name_source_name((enum name_source)n)[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_input_gives_an_empty_ledger),
		cmocka_unit_test(trap_one_device_by_mac_with_its_addresses_over_time),
		cmocka_unit_test(trap_a_device_that_changes_its_address_is_no_router),
		cmocka_unit_test(many_ipv6_addresses_are_one_host),
		cmocka_unit_test(trap_devices_behind_a_router_are_keyed_by_address),
		cmocka_unit_test(a_worn_hop_count_tells_a_router),
		cmocka_unit_test(traffic_mirrored_on_both_sides_of_a_router_is_one_device),
		cmocka_unit_test(neighbours_give_macs_behind_a_router),
		cmocka_unit_test(a_dhcp_server_gives_the_mac_behind_a_relay),
		cmocka_unit_test(
			trap_a_gateway_handed_public_packets_is_a_router_and_the_contact_stays),
		cmocka_unit_test(rungs),
		cmocka_unit_test(packets_that_only_came_in_make_no_contact),
		cmocka_unit_test(conversations_with_one_server_are_one_contact),
		cmocka_unit_test(inbound_sessions_are_apart),
		cmocka_unit_test(a_connection_already_open_is_read_by_its_ports),
		cmocka_unit_test(local_traffic_is_no_contact),
		cmocka_unit_test(trap_a_fixed_private_address_off_the_subnet_is_outside),
		cmocka_unit_test(a_private_address_that_answers_is_inside),
		cmocka_unit_test(networks_of_the_site_decide_what_is_inside),
		cmocka_unit_test(trap_the_sites_own_public_address_is_no_outside_server),
		cmocka_unit_test(shared_address_space_is_outside),
		cmocka_unit_test(trap_public_addresses_on_one_segment_are_neighbours),
		cmocka_unit_test(proxy_arp_does_not_make_servers_neighbours),
		cmocka_unit_test(without_macs_devices_are_private_addresses),
		cmocka_unit_test(group_macs_and_none_are_no_devices),
		cmocka_unit_test(dns_names_the_address_for_the_device_that_asked),
		cmocka_unit_test(names_said_by_the_device_come_next_and_the_servers_word_last),
		cmocka_unit_test(a_name_asked_for_is_no_fixed_address_though_the_answer_was_lost),
		cmocka_unit_test(of_several_dns_names_the_one_said_to_the_server_is_taken),
		cmocka_unit_test(addresses_given_by_the_network_are_not_hard_coded),
		cmocka_unit_test(permits_by_address_port_and_dns_name_only),
		cmocka_unit_test(trap_icmp_errors_tell_about_the_attempt_and_make_no_contact),
		cmocka_unit_test(trap_a_sinkholed_name_was_asked_and_answered),
		cmocka_unit_test(trap_what_a_phone_beside_the_camera_says_stays_the_phones),
		cmocka_unit_test(equal_observations_fold_with_first_and_last),
		cmocka_unit_test(values_of_a_kind_are_bounded),
		cmocka_unit_test(finds_by_a_name_that_only_one_has),
		cmocka_unit_test(says_what_the_input_lacks),
		cmocka_unit_test(records_in_any_order_give_the_same_ledger),
		cmocka_unit_test(two_halves_add_up_to_the_whole),
		cmocka_unit_test(heartbeats_add_up_whatever_the_protocol),
		cmocka_unit_test(rungs_and_sources_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
