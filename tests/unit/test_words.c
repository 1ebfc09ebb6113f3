/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <locale.h>
#include <math.h>

#include "report/words.h"

static char text[64];

static void reals_ignore_the_locale(void **state)
{
	(void)state;
	setlocale(LC_ALL, "de_DE.UTF-8");
	assert_string_equal(words_real(0.99315, 4, text), "0.9932");
	assert_string_equal(words_real(-2.5, 2, text), "-2.50");
	assert_string_equal(words_real(-0.0001, 2, text), "0.00");
	assert_string_equal(words_real(7, 0, text), "7");
	assert_string_equal(words_real(NAN, 2, text), "0.00");
	assert_string_equal(words_real(INFINITY, 2, text), "0.00");
	assert_string_equal(words_real(1e300, 0, text), "1000000000000");
	setlocale(LC_ALL, "C");
}

static void times_are_utc(void **state)
{
	(void)state;
	assert_string_equal(words_iso_time(1709280000000001, text), "2024-03-01T08:00:00.000001Z");
	assert_string_equal(words_iso_time(-1, text), "1969-12-31T23:59:59.999999Z");
	assert_string_equal(words_iso_time(INT64_MAX, text), "9999-12-31T23:59:59.999999Z");
	assert_int_equal(strlen(words_iso_time(INT64_MIN, text)), 27);
	assert_string_equal(words_time(1709280000000001, text), "2024-03-01 08:00:00");
	assert_string_equal(words_time(0, text), "");
}

static void amounts_read_easily(void **state)
{
	(void)state;
	assert_string_equal(words_count(0, text), "0");
	assert_string_equal(words_count(999, text), "999");
	assert_string_equal(words_count(1000, text), "1,000");
	assert_string_equal(words_count(UINT64_MAX, text), "18,446,744,073,709,551,615");
	assert_string_equal(words_bytes(999, text), "999 B");
	assert_string_equal(words_bytes(1000, text), "1.0 kB");
	assert_string_equal(words_bytes(999949, text), "1000 kB");
	assert_string_equal(words_bytes(999950, text), "1.0 MB");
	assert_string_equal(words_bytes(987654321, text), "988 MB");
	assert_string_equal(words_bytes(UINT64_MAX, text), "18.4 EB");
	assert_string_equal(words_duration(59999999, text), "59 s");
	assert_string_equal(words_duration(7200000000, text), "2 h 0 min");
	assert_string_equal(words_duration(90000000000, text), "1 day 1 h");
	assert_string_equal(words_duration(-5, text), "0 s");
}

static void percentages_never_claim_certainty(void **state)
{
	(void)state;
	assert_string_equal(words_percent(0.97, text), "97%");
	assert_string_equal(words_percent(0.9999, text), ">99%");
	assert_string_equal(words_percent(1, text), "100%");
	assert_string_equal(words_percent(0.0001, text), "<1%");
	assert_string_equal(words_percent(0, text), "0%");
	assert_string_equal(words_percent(NAN, text), "0%");
}

static void endpoints_and_countries(void **state)
{
	struct addr v4, v6;
	(void)state;
	assert_true(addr_parse(slice_text("203.0.113.9"), &v4));
	assert_true(addr_parse(slice_text("2001:db8::1"), &v6));
	assert_string_equal(words_endpoint(&v4, 8800, text), "203.0.113.9:8800");
	assert_string_equal(words_endpoint(&v6, 443, text), "[2001:db8::1]:443");
	assert_string_equal(words_endpoint(&v6, 0, text), "2001:db8::1");
	assert_string_equal(words_country("CN"), "China");
	assert_string_equal(words_country("AD"), "Andorra");
	assert_string_equal(words_country("ZW"), "Zimbabwe");
	assert_string_equal(words_country("QQ"), "QQ");
	assert_string_equal(words_country(""), "");
	assert_string_equal(words_transport(TRANSPORT_ICMP6, text), "icmp");
	assert_string_equal(words_transport(47, text), "ip-47");
}

static void values_by_their_type(void **state)
{
	static const uint8_t bytes[] = {0, 0xab, 0xff};
	struct seen number = {.kind = OBS_DHCP_MESSAGE, .number = 53};
	struct seen raw = {.kind = OBS_DHCP_CLIENT_ID, .text = {bytes, sizeof(bytes)}};
	struct seen named = {.kind = OBS_DNS_ANSWER, .text = slice_text("a.example")};
	struct buf out;
	(void)state;
	assert_true(addr_parse(slice_text("192.0.2.1"), &named.addr));
	buf_init(&out, 256);
	words_seen_value(&out, &number);
	assert_string_equal(buf_view_text(&out), "53");
	buf_clear(&out);
	words_seen_value(&out, &raw);
	assert_string_equal(buf_view_text(&out), "00abff");
	buf_clear(&out);
	words_seen_value(&out, &named);
	assert_string_equal(buf_view_text(&out), "a.example -> 192.0.2.1");
	buf_done(&out);
}

static const char *pace(struct buf *b, const struct heartbeat *h)
{
	buf_clear(b);
	words_heartbeat(b, h);
	return buf_view_text(b);
}

static void heartbeats_are_said_in_short(void **state)
{
	static const struct known_beat known = {.name = "PPPP registration"};
	struct heartbeat h = {.period_s = 0, .addresses = 1};
	struct buf b;
	(void)state;
	buf_init(&b, 200);
	assert_string_equal(pace(&b, &h), "");
	h.period_s = 0.45;
	assert_string_equal(pace(&b, &h), "every 0.5 s");
	h.period_s = 8.04;
	assert_string_equal(pace(&b, &h), "every 8 s");
	h.period_s = 7.96;
	h.has_bytes = true;
	h.least_bytes = 44;
	h.most_bytes = 47;
	assert_string_equal(pace(&b, &h), "every 8 s, 44 to 47 bytes");
	h.period_s = 8.5;
	h.most_bytes = 44;
	h.known = &known;
	h.addresses = 4;
	assert_string_equal(pace(&b, &h),
			    "every 8.5 s, 44 bytes: PPPP registration, to 4 addresses");
	h.period_s = 59.6;
	h.has_bytes = false;
	h.known = NULL;
	h.addresses = 1;
	assert_string_equal(pace(&b, &h), "every 60 s");
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reals_ignore_the_locale),
		cmocka_unit_test(times_are_utc),
		cmocka_unit_test(amounts_read_easily),
		cmocka_unit_test(percentages_never_claim_certainty),
		cmocka_unit_test(endpoints_and_countries),
		cmocka_unit_test(values_by_their_type),
		cmocka_unit_test(heartbeats_are_said_in_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
