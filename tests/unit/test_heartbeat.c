/* SPDX-License-Identifier: Apache-2.0
 *
 * When a contact counts as spoken to regularly, and what it is called. */
#include "court.h"

#define CAMERA "10.0.0.5"

struct beats {
	const char *server, *protocol;
	unsigned n, ms, bytes;
};

/* Judges a camera with these intervals; several series to one server are one contact. */
static struct court *paced(const struct beats *list, size_t n)
{
	struct scene *s = scene_new();
	court_camera(s, ACME_MAC, CAMERA);
	for (size_t i = 0; i < n; i++)
		scene_talks(s, &(struct scene_talk){.client_mac = ACME_MAC,
						    .client = CAMERA,
						    .server_mac = SITE_GW,
						    .server = list[i].server,
						    .transport = TRANSPORT_UDP,
						    .port = 32100,
						    .out = 9,
						    .back = 9,
						    .out_payload = 400,
						    .protocol = list[i].protocol,
						    .beats = list[i].n,
						    .beat_ms = list[i].ms,
						    .beat_bytes = list[i].bytes});
	return court_of(s, NULL, NULL);
}

static const struct heartbeat *to(const struct court *c, const char *server)
{
	const struct verdict_device *v = court_device(c, ACME_MAC);
	const struct device *d = &c->ledger->devices[v->device];
	const struct contact *contact = scene_contact(d, server, 32100);
	assert_non_null(contact);
	return &v->heartbeats[contact - d->contacts];
}

/* The period in ms that these series to one server give; 0 = none. */
static unsigned period_ms(const struct beats *list, size_t n)
{
	struct court *c = paced(list, n);
	double period_s = to(c, "203.0.113.9")->period_s;
	court_free(c);
	return (unsigned)(period_s * 1000 + 0.5);
}

#define PERIOD_MS(...)                                 \
	period_ms((const struct beats[]){__VA_ARGS__}, \
		  sizeof((const struct beats[]){__VA_ARGS__}) / sizeof(struct beats))
#define PACE(n, ms)                              \
	{                                        \
		"203.0.113.9", "pppp", n, ms, 44 \
	}

static void four_intervals_are_needed(void **state)
{
	(void)state;
	assert_int_equal(PERIOD_MS(PACE(3, 8000)), 0);
	assert_int_equal(PERIOD_MS(PACE(4, 8000)), 8000);
	assert_int_equal(PERIOD_MS(PACE(0, 0)), 0);
	assert_int_equal(PERIOD_MS(PACE(4, 300)), 300);
	assert_int_equal(PERIOD_MS(PACE(4, 6000000)), 6000000);
}

static void jitter_about_a_border_is_one_period(void **state)
{
	(void)state;
	assert_int_equal(PERIOD_MS(PACE(5, 13000), PACE(5, 13400)), 13200);
	assert_int_equal(PERIOD_MS(PACE(1, 13000), PACE(9, 13400)), 13360);
}

static void lost_beats_do_not_move_the_period(void **state)
{
	(void)state;
	assert_int_equal(PERIOD_MS(PACE(18, 8000), PACE(2, 16000)), 8000);
	assert_int_equal(PERIOD_MS(PACE(17, 8000), PACE(2, 16000), PACE(1, 400)), 8000);
}

static void what_scatters_has_no_period(void **state)
{
	(void)state;
	assert_int_equal(PERIOD_MS(PACE(5, 8000), PACE(5, 16000)), 0);
	assert_int_equal(PERIOD_MS(PACE(7, 8000), PACE(3, 60000)), 0);
	assert_int_equal(PERIOD_MS(PACE(3, 1000), PACE(3, 8000), PACE(3, 60000)), 0);
}

static void tables_name_it_by_protocol_size_and_period(void **state)
{
	static const struct beats list[] = {{"203.0.113.1", "pppp", 9, 8000, 44},
					    {"203.0.113.2", "pppp", 9, 30000, 44},
					    {"203.0.113.3", "pppp", 9, 8000, 60},
					    {"203.0.113.4", "", 9, 8000, 44}};
	(void)state;
	struct court *c = paced(list, 4);
	const struct heartbeat *h = to(c, "203.0.113.1");
	assert_string_equal(h->known->name, "PPPP registration");
	assert_int_equal(h->count, 9);
	assert_true(h->has_bytes);
	assert_int_equal(h->least_bytes, 44);
	assert_int_equal(h->most_bytes, 44);
	assert_int_equal(h->addresses, 1);
	for (size_t i = 1; i < 4; i++) {
		assert_null(to(c, list[i].server)->known);
		assert_true(to(c, list[i].server)->period_s > 0);
	}
	court_free(c);
}

static void sizes_that_differ_are_not_told(void **state)
{
	static const struct beats list[] = {{"203.0.113.9", "pppp", 5, 8000, 44},
					    {"203.0.113.9", "pppp", 5, 8000, 300},
					    {"203.0.113.8", "pppp", 6, 8000, 44},
					    {"203.0.113.8", "pppp", 4, 8000, 300}};
	(void)state;
	struct court *c = paced(list, 4);
	assert_false(to(c, "203.0.113.9")->has_bytes);
	assert_null(to(c, "203.0.113.9")->known);
	assert_true(to(c, "203.0.113.8")->has_bytes);
	assert_non_null(to(c, "203.0.113.8")->known);
	court_free(c);
}

static void one_habit_with_several_servers_is_counted(void **state)
{
	static const struct beats list[] = {{"203.0.113.1", "pppp", 9, 8000, 44},
					    {"203.0.113.2", "pppp", 9, 8400, 44},
					    {"203.0.113.3", "pppp", 9, 10800, 44},
					    {"203.0.113.4", "pppp", 9, 7900, 48},
					    {"203.0.113.5", "", 9, 8000, 44}};
	(void)state;
	struct court *c = paced(list, 5);
	for (size_t i = 0; i < 4; i++) {
		const struct heartbeat *h = to(c, list[i].server);
		assert_int_equal(h->addresses, i == 2 ? 1 : 3);
		if (i != 2)
			assert_int_equal(h->first, to(c, "203.0.113.1")->first);
	}
	assert_int_equal(to(c, "203.0.113.5")->addresses, 1);
	court_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_intervals_are_needed),
		cmocka_unit_test(jitter_about_a_border_is_one_period),
		cmocka_unit_test(lost_beats_do_not_move_the_period),
		cmocka_unit_test(what_scatters_has_no_period),
		cmocka_unit_test(tables_name_it_by_protocol_size_and_period),
		cmocka_unit_test(sizes_that_differ_are_not_told),
		cmocka_unit_test(one_habit_with_several_servers_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
