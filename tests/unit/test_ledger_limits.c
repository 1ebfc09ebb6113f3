/* SPDX-License-Identifier: Apache-2.0
 * A capture full of forged senders and texts costs bounded memory: what does not fit is left out,
 * and the ledger says that it is incomplete. */
#include "test.h"

#include "ledger/private.h"

static void add_endpoint(struct ledger *l, uint32_t number)
{
	struct record r = {.type = RECORD_ENDPOINT};

	r.endpoint.mac = (struct mac){{2, 0, (uint8_t)(number >> 24), (uint8_t)(number >> 16),
				       (uint8_t)(number >> 8), (uint8_t)number}};
	r.endpoint.packets = 1;
	ledger_add(l, &r);
}

static struct ledger *settled(struct ledger *l)
{
	struct site *site = site_new();

	ledger_settle(l, site, NULL);
	site_free(site);
	return l;
}

static void more_devices_than_fit_are_left_out(void **state)
{
	(void)state;
	struct ledger *l = ledger_new();

	for (uint32_t i = 0; i < DEVICES_MAX + 10; i++)
		add_endpoint(l, i);
	settled(l);
	assert_int_equal(l->n_devices, DEVICES_MAX);
	assert_true(l->incomplete);
	assert_int_equal(l->n_warnings, 1);
	assert_non_null(strstr(l->warnings[0].text, "10 rows were left out"));
	ledger_free(l);
}

static void as_many_as_fit_are_complete(void **state)
{
	(void)state;
	struct ledger *l = ledger_new();

	for (uint32_t i = 0; i < 2 * DEVICES_MAX; i++)
		add_endpoint(l, i % DEVICES_MAX);
	settled(l);
	assert_int_equal(l->n_devices, DEVICES_MAX);
	assert_false(l->incomplete);
	ledger_free(l);
}

static void gathered_rows_keep_within_their_bytes(void **state)
{
	(void)state;
	struct ledger *l = ledger_new();
	char text[200];

	l->private->bytes_max = 100000;
	add_endpoint(l, 1);
	for (int i = 0; i < 1000; i++) {
		memset(text, 'a', sizeof(text));
		(void)snprintf(text, sizeof(text), "%d", i);
		struct record r = {.type = RECORD_OBSERVATION,
				   .obs = {.kind = OBS_HTTP_SERVER,
					   .where = {.src_mac = {{2, 0, 0, 0, 0, 1}}, .frame = 1},
					   .text = slice_of(text, sizeof(text))}};
		ledger_add(l, &r);
		ledger_add(l, &r); /* an equal one takes no room */
	}
	assert_true(l->private->bytes <= 100000);
	assert_in_range(l->private->observations.n, 50, 400);
	assert_int_equal(l->private->rows_refused, 2 * (1000 - l->private->observations.n));
	settled(l);
	assert_true(l->incomplete);
	assert_int_equal(l->n_devices, 1);
	ledger_free(l);
}

/* A reader may die before it tells of a capture, or tell of one that there is not. */
static void captures_are_those_that_were_given(void **state)
{
	struct record told = {.type = RECORD_CAPTURE, .capture = {.capture = 0, .packets = 5}};
	struct ledger *l = ledger_new();

	(void)state;
	ledger_expect_captures(l, 2);
	ledger_add(l, &told);
	told.capture.capture = 7;
	ledger_add(l, &told);
	settled(l);
	assert_int_equal(l->n_captures, 2);
	assert_int_equal(l->captures[0].packets, 5);
	assert_false(l->captures[0].incomplete);
	assert_int_equal(l->captures[1].packets, 0);
	assert_true(l->captures[1].incomplete);
	assert_true(l->incomplete);
	ledger_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captures_are_those_that_were_given),
		cmocka_unit_test(more_devices_than_fit_are_left_out),
		cmocka_unit_test(as_many_as_fit_are_complete),
		cmocka_unit_test(gathered_rows_keep_within_their_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
