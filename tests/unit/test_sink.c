/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "obs/sink.h"

static struct obs last;
static int taken;

static void take(struct sink *sink, const struct obs *obs)
{
	(void)sink;
	last = *obs;
	taken++;
}

static void caps_and_marks(void **state)
{
	static char long_text[300];
	struct where where = {.frame = 9};
	struct sink sink = {.take = take, .where = &where};

	(void)state;
	memset(long_text, 'x', sizeof(long_text));
	taken = 0;
	sink_text(&sink, OBS_DHCP_HOSTNAME, slice_of(long_text, 255));
	assert_false(last.cut);
	sink_text(&sink, OBS_DHCP_HOSTNAME, slice_of(long_text, 256));
	assert_true(last.cut);
	assert_int_equal(last.text.len, 255);
	assert_int_equal(last.where.frame, 9);
	sink_text(&sink, OBS_DHCP_HOSTNAME, slice_of(NULL, 0));
	sink_addr(&sink, OBS_ARP_ADDRESS, &(struct addr){0});
	assert_int_equal(taken, 2);
}

static void about_another_device(void **state)
{
	struct where where = {0};
	struct sink sink = {.take = take, .where = &where};
	struct mac mac = {{1, 2, 3, 4, 5, 6}};

	(void)state;
	sink_about(&sink, &mac);
	sink_number(&sink, OBS_DHCP_MESSAGE, 1);
	assert_true(last.has_about);
	assert_true(mac_equal(&last.about, &mac));
	sink_about(&sink, &(struct mac){0});
	sink_number(&sink, OBS_DHCP_MESSAGE, 1);
	assert_false(last.has_about);
}

static void every_kind_is_described(void **state)
{
	enum obs_kind found;
	(void)state;
	for (enum obs_kind k = 0; k < OBS_KINDS; k++) {
		const struct obs_kind_info *info = obs_kind_info(k);
		assert_true(obs_kind_by_name(slice_text(info->name), &found));
		assert_int_equal(found, k);
		assert_true(strlen(info->sentence) > 3);
		assert_true(info->per_flow > 0);
		if (info->type == OBS_TEXT || info->type == OBS_BYTES ||
		    info->type == OBS_NAMED_ADDR)
			assert_in_range(info->cap, 1, 1024);
	}
	assert_false(obs_kind_by_name(slice_text("no.such"), &found));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(caps_and_marks),
		cmocka_unit_test(about_another_device),
		cmocka_unit_test(every_kind_is_described),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
