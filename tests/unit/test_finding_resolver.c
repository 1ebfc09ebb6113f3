/* SPDX-License-Identifier: Apache-2.0
 * Resolvers that a device asks although others were given. */
#include "court.h"

#define CAM "10.0.0.5"

static struct scene *camera(const char *mac)
{
	struct scene *s = scene_new();
	scene_capture(s);
	court_camera(s, mac, CAM);
	return s;
}

static void reaches(struct scene *s, const char *mac, const char *server, uint16_t port,
		    uint8_t transport, unsigned back, unsigned payload)
{
	scene_talks(s, &(struct scene_talk){.client_mac = mac,
					    .client = CAM,
					    .server_mac = SITE_GW,
					    .server = server,
					    .port = port,
					    .transport = transport,
					    .out = 3,
					    .back = back,
					    .out_payload = payload,
					    .at = 10});
}

static const struct finding *saying(const struct court *c, const char *words)
{
	for (size_t i = 0; i < c->judgement->n_findings; i++)
		if (strstr(c->judgement->findings[i].statement, words))
			return &c->judgement->findings[i];
	return NULL;
}

static void given_resolver(struct scene *s, const char *addr)
{
	scene_address(s, OBS_DHCP_RESOLVER,
		      &(struct scene_at){.src_mac = SITE_GW,
					 .src = "10.0.0.1",
					 .dst_mac = MODULE_MAC,
					 .dst = CAM,
					 .at = 1},
		      NULL, addr);
	scene_about(s, MODULE_MAC);
}

static void resolvers_that_nobody_gave(void **state)
{
	static const char words[] = "asks resolvers that its network did not give it: ";
	(void)state;
	for (int given = 0; given < 3; given++) {
		struct scene *s = camera(MODULE_MAC);
		if (given)
			given_resolver(s, given == 1 ? "10.0.0.1" : "203.0.113.53");
		reaches(s, MODULE_MAC, "203.0.113.53", 53, TRANSPORT_UDP, 2, 60);
		struct court *c = court_of(s, NULL, NULL);
		const struct finding *f = saying(c, words);
		assert_int_equal(f != NULL, given == 1);
		if (f) {
			assert_int_equal(f->question, QUESTION_SERVER_REACHED);
			assert_int_equal(f->severity, SEVERITY_LOW);
			assert_non_null(strstr(f->statement, "203.0.113.53 udp/53."));
			assert_int_equal(f->n_evidence, 1);
		}
		court_free(c);
	}
	struct scene *s = camera(MODULE_MAC);
	char addr[20];
	for (unsigned i = 1; i < 7; i++) {
		snprintf(addr, sizeof(addr), "198.51.100.%u", i);
		reaches(s, MODULE_MAC, addr, 853, TRANSPORT_TCP, 2, 60);
	}
	reaches(s, MODULE_MAC, "198.51.100.80", 80, TRANSPORT_TCP, 2, 60);
	struct court *c = court_of(s, "[site]\nresolvers = 10.0.0.1\n", NULL);
	const struct finding *f = saying(c, words);
	assert_non_null(f);
	assert_non_null(strstr(f->statement, "198.51.100.1 tcp/853, encrypted, 198.51.100.2"));
	assert_non_null(strstr(f->statement, ", and 2 more."));
	assert_int_equal(f->n_evidence, 6);
	court_free(c);
}

static void asks_inside(struct scene *s, const char *server, uint16_t port)
{
	scene_sends(s, LABLON_MAC, server, 64, 5, 20);
	scene_arp(s, LABLON_MAC, server, 5);
	scene_talks(s, &(struct scene_talk){.client_mac = MODULE_MAC,
					    .client = CAM,
					    .server_mac = LABLON_MAC,
					    .server = server,
					    .port = port,
					    .transport = TRANSPORT_UDP,
					    .out = 3,
					    .back = 3,
					    .out_payload = 90,
					    .at = 10});
	scene_text(s, OBS_DNS_QUERY,
		   &(struct scene_at){.src_mac = MODULE_MAC,
				      .src = CAM,
				      .dst_mac = LABLON_MAC,
				      .dst = server,
				      .src_port = 40000,
				      .dst_port = port,
				      .at = 11},
		   "cam.example");
}

/* A resolver inside the site is told only where another one of its family was given. */
static void resolvers_inside_that_nobody_gave(void **state)
{
	static const struct {
		const char *site, *dhcp, *server;
		uint16_t port;
		bool told;
	} cases[] = {
		{NULL, "10.0.0.1", "10.0.0.66", 53, true},
		{"[site]\nresolvers = 10.0.0.1\n", NULL, "10.0.0.66", 53, true},
		{NULL, NULL, "10.0.0.66", 53, false},        /* nothing was given */
		{NULL, "10.0.0.66", "10.0.0.66", 53, false}, /* this one was */
		{"[site]\nresolvers = 10.0.0.66\n", "10.0.0.1", "10.0.0.66", 53, false},
		{"[site]\nresolvers = fd00::1\n", NULL, "10.0.0.66", 53, false},
		{NULL, "10.0.0.1", "10.0.0.66", 5353, false}, /* no resolver's port */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct scene *s = camera(MODULE_MAC);
		if (cases[i].dhcp)
			given_resolver(s, cases[i].dhcp);
		asks_inside(s, cases[i].server, cases[i].port);
		struct court *c = court_of(s, cases[i].site, NULL);
		const struct finding *f = saying(c, "asks resolvers inside the site");
		assert_int_equal(f != NULL, cases[i].told);
		if (f) {
			assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
			assert_int_equal(f->severity, SEVERITY_LOW);
			assert_non_null(strstr(f->statement, ": 10.0.0.66 udp/53."));
			assert_int_equal(f->n_evidence, cases[i].dhcp ? 2 : 1);
		}
		assert_null(saying(c, "asks resolvers that"));
		court_free(c);
	}
}

static void announces(struct scene *s, const char *mac, const char *addr)
{
	scene_address(s, OBS_ND_RESOLVER,
		      &(struct scene_at){.src_mac = mac,
					 .src = "fe80::1",
					 .dst_mac = "33:33:00:00:00:01",
					 .dst = "ff02::1",
					 .transport = TRANSPORT_ICMP6,
					 .at = 1},
		      NULL, addr);
	scene_about(s, mac);
}

/* What a router announces to all was given to each; not what a device announces itself. */
static void resolvers_that_a_router_announces(void **state)
{
	static const struct {
		const char *announced, *by, *asked;
		bool told, hard_coded;
	} cases[] = {
		{"2001:db8:53::53", SITE_GW, "2a00:db8::1", true, true},
		{"2001:db8:53::53", SITE_GW, "2001:db8:53::53", false, false},
		{"2001:db8:53::53", MODULE_MAC, "2001:db8:53::53", false, true},
		{"2001:db8:53::53", SITE_GW, "203.0.113.53", false, true}, /* the other family */
		{NULL, NULL, "2a00:db8::1", false, true},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct scene *s = camera(MODULE_MAC);
		scene_sends(s, MODULE_MAC, "2001:db8:1::5", 64, 5, 20);
		if (cases[i].announced)
			announces(s, cases[i].by, cases[i].announced);
		reaches(s, MODULE_MAC, cases[i].asked, 53, TRANSPORT_UDP, 2, 60);
		struct court *c = court_of(s, NULL, NULL);
		const struct finding *f = saying(c, "asks resolvers that its network");
		const struct contact *contact =
			scene_contact(scene_device(c->ledger, MODULE_MAC), cases[i].asked, 53);
		assert_int_equal(f != NULL, cases[i].told);
		assert_non_null(contact);
		assert_int_equal(contact->hard_coded, cases[i].hard_coded);
		court_free(c);
	}
}

/* On the device's segment, though outside the networks of the site. */
static void a_resolver_beside_the_site(void **state)
{
	(void)state;
	for (int permitted = 0; permitted < 2; permitted++) {
		struct scene *s = camera(MODULE_MAC);
		given_resolver(s, "10.0.0.1");
		asks_inside(s, "192.168.77.7", 53);
		struct court *c = court_of(s,
					   permitted ? "[site]\nnetworks = 10.0.0.0/24\npermitted "
						       "= 192.168.77.7:53/udp\n"
						     : "[site]\nnetworks = 10.0.0.0/24\n",
					   NULL);
		const struct finding *f = saying(c, "asks resolvers inside the site");
		assert_int_equal(f != NULL, !permitted);
		if (f)
			assert_non_null(strstr(f->statement, ": 192.168.77.7 udp/53."));
		court_free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resolvers_that_nobody_gave),
		cmocka_unit_test(resolvers_inside_that_nobody_gave),
		cmocka_unit_test(resolvers_that_a_router_announces),
		cmocka_unit_test(a_resolver_beside_the_site),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
