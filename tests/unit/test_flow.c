/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>

#include "net/flow.h"

/* More flows than the ways that are kept of those that spoke last. */
enum { FLOWS = 300000, BATCH = 32, ROUNDS = 40000 };

struct site {
	struct flow_table *table;
	uint32_t *number; /* of each flow as it was last added, 0 = it is not there */
	uint32_t added;
	uint64_t chance;
};

static uint32_t draw(struct site *s)
{
	s->chance ^= s->chance << 13;
	s->chance ^= s->chance >> 7;
	s->chance ^= s->chance << 17;
	return (uint32_t)(s->chance >> 32);
}

static struct flow_lookup lookup_of(const struct site *s, uint32_t flow, bool turned)
{
	struct addr client = {4, {10, (uint8_t)(flow >> 16), (uint8_t)(flow >> 8), (uint8_t)flow}};
	struct addr server = {4, {192, 0, 2, 1}};
	struct packet p = {.what = PACKET_UDP,
			   .src = turned ? server : client,
			   .dst = turned ? client : server,
			   .transport = 17,
			   .src_port = turned ? 9000 : 4000,
			   .dst_port = turned ? 4000 : 9000};
	struct flow_lookup l;

	flow_lookup_of(s->table, &p, &l);
	return l;
}

/* The flow's slot is found, and holds what was put there, if and only if it is there. */
static void touch(struct site *s, uint32_t flow, const struct flow_lookup *l, bool removes)
{
	struct flow_slot *slot = flow_find(s->table, l);

	assert_int_equal(slot != NULL, s->number[flow] != 0);
	if (!slot) {
		slot = flow_add(s->table, l);
		s->number[flow] = slot->conversation = ++s->added;
		assert_ptr_equal(flow_slot_of(s->table, flow_of(s->table, slot)), slot);
		return;
	}
	assert_true(flow_is_still(slot, l));
	assert_int_equal(slot->conversation, s->number[flow]);
	if (!removes)
		return;
	flow_remove(s->table, slot);
	assert_false(flow_is_still(slot, l));
	s->number[flow] = 0;
}

/* Flows of a batch are looked up together, some of them twice, and come and go between. */
static void touch_batch(struct site *s)
{
	struct flow_lookup lookups[BATCH];
	uint32_t flows[BATCH];

	for (unsigned i = 0; i < BATCH; i++) {
		flows[i] = i && draw(s) % 8 == 0 ? flows[i - 1] : draw(s) % FLOWS;
		lookups[i] = lookup_of(s, flows[i], draw(s) % 2);
		flow_prefetch(s->table, &lookups[i]);
	}
	for (unsigned i = 0; i < BATCH; i++)
		flow_prefetch_recent(s->table, &lookups[i], draw(s) % 2);
	for (unsigned i = 0; i < BATCH; i++)
		flow_prefetch_rest(s->table, &lookups[i], false);
	for (unsigned i = 0; i < BATCH; i++)
		touch(s, flows[i], &lookups[i], draw(s) % 16 == 0);
}

static void each_flow_is_found_while_it_is_there(void **state)
{
	struct site s = {flow_table_new(FLOWS), calloc(FLOWS, sizeof(*s.number)), 0,
			 88172645463325252u};
	(void)state;
	for (uint32_t i = 0; i < FLOWS; i++) {
		struct flow_lookup l = lookup_of(&s, i, i % 2);
		touch(&s, i, &l, false);
	}
	assert_true(flow_table_full(s.table));
	for (unsigned i = 0; i < ROUNDS; i++)
		touch_batch(&s);
	flow_table_free(s.table);
	free(s.number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_flow_is_found_while_it_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
