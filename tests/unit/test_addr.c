/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/addr.h"

static struct addr at(const char *text)
{
	struct addr a;
	assert_true(addr_parse(slice_text(text), &a));
	return a;
}

static void text_round_trip(void **state)
{
	static const char *const good[] = {"192.0.2.1", "::", "fe80::1", "2001:db8::5:0:1"};
	static const char *const bad[] = {"",    "1.2.3", "1.2.3.4 ", "1.2.3.256",
					  "::g", "a",     "1.2.3.4/8"};
	char buf[ADDR_TEXT_MAX];
	struct addr a;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		a = at(good[i]);
		assert_string_equal(addr_print(&a, buf), good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(addr_parse(slice_text(bad[i]), &a));
	assert_false(addr_parse(slice_of("1.2.3.4\0x", 9), &a));
}

static void classes(void **state)
{
	struct addr a;
	(void)state;
#define YES(what, text) (a = at(text), assert_true(addr_is_##what(&a)))
#define NO(what, text) (a = at(text), assert_false(addr_is_##what(&a)))
	YES(private, "10.255.0.1");
	YES(private, "172.31.255.255");
	NO(private, "172.32.0.0");
	NO(private, "172.15.0.0");
	YES(private, "192.168.0.1");
	NO(private, "192.169.0.1");
	YES(private, "fd00::1");
	NO(private, "fe00::1");
	NO(private, "100.64.0.1");
	YES(shared, "100.127.255.255");
	NO(shared, "100.128.0.0");
	YES(link_local, "169.254.3.4");
	YES(link_local, "febf::1");
	NO(link_local, "fec0::1");
	YES(multicast, "239.255.255.250");
	YES(multicast, "ff02::fb");
	NO(multicast, "240.0.0.1");
	YES(broadcast, "255.255.255.255");
	YES(unspecified, "0.0.0.0");
	YES(unspecified, "::");
	YES(loopback, "127.9.9.9");
	YES(loopback, "::1");
	YES(documentation, "198.51.100.7");
	YES(documentation, "2001:db8::");
	YES(unicast, "8.8.8.8");
	NO(unicast, "240.0.0.1");
	NO(unicast, "0.0.0.0");
	NO(unicast, "ff02::1");
#undef YES
#undef NO
}

static void networks(void **state)
{
	struct net n;
	struct addr a;

	(void)state;
	assert_true(net_parse(slice_text("10.1.2.3/15"), &n));
	a = at("10.0.255.255");
	assert_true(net_has(&n, &a));
	a = at("10.2.0.0");
	assert_false(net_has(&n, &a));
	assert_true(net_parse(slice_text("0.0.0.0/0"), &n));
	assert_true(net_has(&n, &a));
	a = at("::1");
	assert_false(net_has(&n, &a));
	assert_true(net_parse(slice_text("2001:db8::/33"), &n));
	a = at("2001:db8:7fff::1");
	assert_true(net_has(&n, &a));
	a = at("2001:db8:8000::1");
	assert_false(net_has(&n, &a));
	assert_true(net_parse(slice_text("192.0.2.9"), &n));
	assert_int_equal(n.bits, 32);
	assert_false(net_parse(slice_text("192.0.2.9/33"), &n));
	assert_false(net_parse(slice_text("192.0.2.9/"), &n));
	assert_false(net_parse(slice_text("/8"), &n));
}

static void macs(void **state)
{
	static const char *const good[] = {"b0:c5:54:25:5B:0e", "B0-C5-54-25-5b-0E", "b0c554255b0e",
					   "b0c5.5425.5b0e"};
	static const char *const bad[] = {"", "b0:c5:54:25:5b", "b0:c5-54:25:5b:0e",
					  "g0:c5:54:25:5b:0e", "b0c5.5425:5b0e"};
	char buf[MAC_TEXT_MAX];
	struct mac m;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_true(mac_parse(slice_text(good[i]), &m));
		assert_string_equal(mac_print(&m, buf), "b0:c5:54:25:5b:0e");
	}
	for (size_t i = 0; i < 5; i++)
		assert_false(mac_parse(slice_text(bad[i]), &m));
	assert_true(mac_parse(slice_text("02:00:00:00:00:01"), &m));
	assert_true(mac_is_locally_administered(&m));
	assert_false(mac_is_group(&m));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_round_trip),
		cmocka_unit_test(classes),
		cmocka_unit_test(networks),
		cmocka_unit_test(macs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
