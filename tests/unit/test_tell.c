/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether an address is outside the site, told without branches, is what base/addr.h says of it. */
#include "test.h"

#include "engine/tell.h"

static bool is_outside(const struct addr *a)
{
	return addr_is_unicast(a) && !addr_is_private(a) && !addr_is_link_local(a);
}

/* Blocks of addresses that are set apart for sites end within the first two bytes (RFC 6890). */
static void far_is_what_is_outside(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 65536; i++) {
		struct addr a = addr_v4((uint8_t[]){(uint8_t)(i >> 8), (uint8_t)i, 1, 1});
		assert_int_equal(tell_is_far(&a), is_outside(&a));
	}
	const struct addr none = {0};
	assert_false(tell_is_far(&none));
	for (unsigned i = 0; i < 65536; i++) {
		uint8_t bytes[16] = {(uint8_t)(i >> 8), (uint8_t)i, [15] = 1};
		struct addr a = addr_v6(bytes);
		assert_int_equal(tell_is_far(&a), is_outside(&a));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(far_is_what_is_outside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
