/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "ledger/site.h"

static struct site *parse(const char *text)
{
	struct site *s = site_new();
	struct err err = {0};
	if (site_parse(s, slice_text(text), "site.conf", &err) != 0)
		fail_msg("%s", err.text);
	return s;
}

static void refused(const char *text, const char *where)
{
	struct site *s = site_new();
	struct err err = {0};
	assert_int_equal(site_parse(s, slice_text(text), "site.conf", &err), -1);
	if (!strstr(err.text, where))
		fail_msg("\"%s\" lacks \"%s\"", err.text, where);
	site_free(s);
	assert_int_equal(site_parse(s = site_new(), slice_text(text), "site.conf", NULL), -1);
	site_free(s);
}

static void reads_every_key(void **state)
{
	(void)state;
	struct site *s = parse("\xef\xbb\xbf; a comment\r\n[site]\r\nname = Harbour north\r\n"
			       "networks = 10.20.0.0/16, 192.168.8.0/24\r\n"
			       "own = 203.0.113.7 ; our router\r\n"
			       "recorders = 10.20.0.5, 3c:ef:8c:00:00:01\r\n"
			       "permitted = 10.20.0.9:123/udp, Time.Example.org,\r\n"
			       "   198.51.100.0/24:443/tcp *.cdn.example\r\n"
			       "resolvers = 10.20.0.1 fd00::1\r\n");
	assert_string_equal(s->name, "Harbour north");
	assert_int_equal(s->n_networks, 2);
	assert_int_equal(s->networks[1].bits, 24);
	assert_int_equal(s->n_own, 1);
	assert_int_equal(s->own[0].bits, 32);
	assert_int_equal(s->n_recorders, 1);
	assert_int_equal(s->n_recorder_macs, 1);
	assert_int_equal(s->n_permitted, 4);
	assert_int_equal(s->permitted[0].port, 123);
	assert_int_equal(s->permitted[0].transport, 17);
	assert_int_equal(s->permitted[0].net.bits, 32);
	assert_string_equal(s->permitted[1].name, "time.example.org");
	assert_int_equal(s->permitted[1].net.base.family, 0);
	assert_int_equal(s->permitted[2].net.bits, 24);
	assert_int_equal(s->permitted[2].port, 443);
	assert_string_equal(s->permitted[3].name, ".cdn.example");
	assert_int_equal(s->n_resolvers, 2);
	site_free(s);
}

static void reads_servers_in_ipv6(void **state)
{
	(void)state;
	struct site *s =
		parse("[site]\npermitted = [2001:db8::7]:443/tcp 2001:db8::/32 fd00::5/udp "
		      "*:123/udp host.example:53\n");
	assert_int_equal(s->n_permitted, 5);
	assert_int_equal(s->permitted[0].net.bits, 128);
	assert_int_equal(s->permitted[0].port, 443);
	assert_int_equal(s->permitted[1].net.bits, 32);
	assert_int_equal(s->permitted[1].port, 0);
	assert_int_equal(s->permitted[2].transport, 17);
	assert_int_equal(s->permitted[3].port, 123);
	assert_string_equal(s->permitted[3].name, "");
	assert_int_equal(s->permitted[4].port, 53);
	assert_string_equal(s->permitted[4].name, "host.example");
	site_free(s);
}

static void empty_and_absent_are_empty(void **state)
{
	(void)state;
	struct site *s = parse("");
	assert_string_equal(s->name, "");
	assert_int_equal(s->n_networks, 0);
	site_free(s);
	s = parse("[site]\nnetworks =\n");
	assert_int_equal(s->n_networks, 0);
	site_free(s);
	site_free(NULL);
}

static void passes_over_nothing(void **state)
{
	(void)state;
	refused("[site]\nname = x\nnetwork = 10.0.0.0/8\n", "site.conf:3: there is no key");
	refused("[sites]\nname = x\n", "site.conf:2: the only section");
	refused("[site]\nnetworks = 10.0.0.0/33\n", "site.conf:2: \"10.0.0.0/33\"");
	refused("[site]\nown = example.org\n", "site.conf:2:");
	refused("[site]\nrecorders = 10.0.0.5, nonsense\n", "\"nonsense\" is no address");
	refused("[site]\npermitted = 10.0.0.5:0\n", "site.conf:2:");
	refused("[site]\npermitted = 10.0.0.5:70000/tcp\n", "site.conf:2:");
	refused("[site]\npermitted = 10.0.0.300\n", "site.conf:2:");
	refused("[site]\npermitted = *\n", "site.conf:2:");
	refused("[site]\njust words\n", "site.conf:2: neither");
}

static void refuses_bytes_and_floods(void **state)
{
	struct site *s = site_new();
	struct err err = {0};
	char long_list[8192] = "[site]\nnetworks =";
	(void)state;
	assert_int_equal(site_parse(s, slice_of("[site]\0\n", 8), "site.conf", &err), -1);
	site_free(s);
	for (int i = 0; i < SITE_LIST_MAX + 1; i++)
		(void)snprintf(long_list + strlen(long_list), 20, " 10.0.%d.0/24", i % 256);
	refused(long_list, "more than 256");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_key),
		cmocka_unit_test(reads_servers_in_ipv6),
		cmocka_unit_test(empty_and_absent_are_empty),
		cmocka_unit_test(passes_over_nothing),
		cmocka_unit_test(refuses_bytes_and_floods),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
