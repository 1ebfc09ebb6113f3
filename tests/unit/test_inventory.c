/* SPDX-License-Identifier: Apache-2.0
 * What lies in delivered files, from records in any order, also from a worker that was taken over. */
#include "test.h"

#include "ledger/inventory.h"

static const char *const names[] = {"fw.bin"};

static void tell(struct inventory *inv, uint32_t id, uint32_t parent, const char *name)
{
	inventory_add(
		inv,
		&(struct image_record){
			.type = IMAGE_RECORD_FILE,
			.file = {.id = id, .parent = parent, .size = 1, .name = slice_text(name)}});
}

static void members_may_come_before_their_parents(void **state)
{
	struct inventory *inv = inventory_new(names, 1);
	(void)state;
	tell(inv, 3, 2, "app");
	tell(inv, 2, 1, "fs");
	tell(inv, 5, 4, "orphan"); /* 4 never comes */
	tell(inv, 1, 0, "fw.bin");
	inventory_settle(inv);
	assert_int_equal(inv->n_files, 4);
	long at = inventory_find(inv, 0, "fs/app");
	assert_true(at >= 0);
	assert_int_equal(inv->files[at].depth, 2);
	assert_string_equal(inv->files[inv->files[at].parent].path, "fs");
	assert_true(inventory_find(inv, 0, "orphan") >= 0);
	assert_true(inventory_find(inv, 0, "") >= 0);
	inventory_free(inv);
}

/* Deeper than any stack: nothing may call itself once a level. */
static void a_chain_without_end_costs_no_stack(void **state)
{
	enum { LONG = 300000 };
	struct inventory *inv = inventory_new(names, 1);
	(void)state;
	for (uint32_t id = LONG; id > 0; id--)
		tell(inv, id, id - 1, "");
	inventory_settle(inv);
	assert_int_equal(inv->n_files, LONG);
	unsigned deepest = 0;
	for (size_t i = 0; i < inv->n_files; i++)
		deepest = inv->files[i].depth > deepest ? inv->files[i].depth : deepest;
	assert_int_equal(deepest, LONG - 1);
	inventory_free(inv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_may_come_before_their_parents),
		cmocka_unit_test(a_chain_without_end_costs_no_stack),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
