/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "ledger/site.h"

static struct neighbours parse(const char *text, unsigned complaints_wanted)
{
	struct neighbours n;
	struct err err = {0};
	struct complaints c = {0};
	if (neighbours_parse(&n, slice_text(text), "table.txt", &c, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(c.n, complaints_wanted);
	return n;
}

static void is(const struct neighbours *n, size_t i, const char *addr, const char *mac)
{
	char a[ADDR_TEXT_MAX], m[MAC_TEXT_MAX];
	assert_true(i < n->n);
	assert_string_equal(addr_print(&n->rows[i].addr, a), addr);
	assert_string_equal(mac_print(&n->rows[i].mac, m), mac);
}

static void reads_ip_neigh(void **state)
{
	(void)state;
	struct neighbours n = parse("10.0.0.5 dev eth0 lladdr 00:11:22:33:44:55 REACHABLE\n"
				    "10.0.0.6 dev eth0 FAILED\n"
				    "10.0.0.7 dev eth0  INCOMPLETE\n"
				    "fe80::1 dev eth0 lladdr 00:11:22:33:44:56 router STALE\n",
				    0);
	assert_int_equal(n.n, 2);
	is(&n, 0, "10.0.0.5", "00:11:22:33:44:55");
	is(&n, 1, "fe80::1", "00:11:22:33:44:56");
	neighbours_done(&n);
}

static void reads_switch_and_arp_tables(void **state)
{
	(void)state;
	struct neighbours n =
		parse("Protocol  Address    Age (min)  Hardware Addr   Type   Interface\r\n"
		      "Internet  10.0.0.5   3          0011.2233.4455  ARPA   Vlan1\r\n"
		      "? (10.0.0.6) at 00:11:22:33:44:56 [ether] on eth0\r\n"
		      "  10.0.0.7       00-11-22-33-44-57     dynamic\r\n",
		      0);
	assert_int_equal(n.n, 3);
	is(&n, 0, "10.0.0.5", "00:11:22:33:44:55");
	is(&n, 1, "10.0.0.6", "00:11:22:33:44:56");
	is(&n, 2, "10.0.0.7", "00:11:22:33:44:57");
	neighbours_done(&n);
}

static void reads_csv_by_header(void **state)
{
	(void)state;
	struct neighbours n = parse("Gateway;IP Address;Vlan;MAC Address\n"
				    "10.9.9.9;10.0.0.5;7;00:11:22:33:44:55\n"
				    "10.9.9.9;10.0.0.6;7;none\n",
				    1);
	assert_int_equal(n.n, 1);
	is(&n, 0, "10.0.0.5", "00:11:22:33:44:55");
	neighbours_done(&n);
}

static void tells_lines_that_say_nothing(void **state)
{
	(void)state;
	struct neighbours n = parse(
		"10.0.0.5 dev eth0 lladdr 00:11:22:33:44:55\n# a comment\n10.0.0.6 somewhere\n", 1);
	assert_int_equal(n.n, 1);
	neighbours_done(&n);
}

static void nothing_at_all_is_an_error(void **state)
{
	struct neighbours n;
	struct err err = {0};
	(void)state;
	assert_int_equal(neighbours_parse(&n, slice_text("hello\n"), "table.txt", NULL, &err), -1);
	assert_non_null(strstr(err.text, "table.txt"));
	assert_int_equal(neighbours_parse(&n, slice_text(""), "table.txt", NULL, &err), -1);
	assert_int_equal(neighbours_parse(&n, slice_text("ip,mac\n"), "table.txt", NULL, &err), -1);
	neighbours_done(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_ip_neigh),
		cmocka_unit_test(reads_switch_and_arp_tables),
		cmocka_unit_test(reads_csv_by_header),
		cmocka_unit_test(tells_lines_that_say_nothing),
		cmocka_unit_test(nothing_at_all_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
