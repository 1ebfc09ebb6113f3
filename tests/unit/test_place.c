/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <unistd.h>

#include "know/know.h"

static const char rows4[] = "1.0.0.0,1.0.0.255,13335,\"Cloud, Inc.\"\n"
			    "1.0.4.0,1.0.7.255,38803,Other Pty\n"
			    "9.0.0.0,9.255.255.255,7,\"The \"\"Nine\"\"\"\n"
			    "203.0.113.0,203.0.113.255,4200000000,Last";
static const char rows6[] = "2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,2500,Six\n";

static void file_write(char *path, const char *text)
{
	int fd = mkstemps(path, 9); /* "-ipv4.csv" */
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(close(fd), 0);
}

static struct place find(const struct places *p, const char *text)
{
	struct addr a;
	struct place place;
	assert_true(addr_parse(slice_text(text), &a));
	places_find(p, &a, &place);
	return place;
}

static void networks_from_csv(void **state)
{
	(void)state;
	char path4[] = "/tmp/camtrail-asn-XXXXXX-ipv4.csv", path6[sizeof(path4)];
	struct err err = {{0}};
	file_write(path4, rows4);
	memcpy(path6, path4, sizeof(path4));
	strstr(path6, "ipv4")[3] = '6';
	FILE *six = fopen(path6, "we");
	assert_non_null(six);
	fputs(rows6, six);
	assert_int_equal(fclose(six), 0);
	struct places *p = places_open(NULL, path4, &err);

	if (!p)
		fail_msg("%s", err.text);
	assert_int_equal(find(p, "1.0.0.0").asn, 13335);
	assert_string_equal(find(p, "1.0.0.255").network, "Cloud, Inc.");
	assert_int_equal(find(p, "1.0.1.0").asn, 0); /* between two rows */
	assert_string_equal(find(p, "1.0.1.0").network, "");
	assert_int_equal(find(p, "1.0.5.1").asn, 38803);
	assert_string_equal(find(p, "9.9.9.9").network, "The \"Nine\"");
	assert_int_equal(find(p, "203.0.113.9").asn, 4200000000U);
	assert_int_equal(find(p, "203.0.114.0").asn, 0);
	assert_int_equal(find(p, "0.255.0.1").asn, 0);
	assert_int_equal(find(p, "2001:200::5").asn, 2500);
	assert_int_equal(find(p, "2001:300::5").asn, 0);
	assert_int_equal(find(p, "192.168.1.1").asn, 0);
	assert_string_equal(places_date(p), "");
	places_close(p);
	assert_int_equal(unlink(path4), 0);
	assert_int_equal(unlink(path6), 0);
}

static void bad_databases(void **state)
{
	(void)state;
	char path[] = "/tmp/camtrail-asn-XXXXXX-ipv4.csv";
	struct err err = {{0}};
	file_write(path, "not,a,list\n");

	assert_null(places_open(NULL, path, &err));
	assert_non_null(strstr(err.text, "first,last,number,name"));
	assert_null(places_open(path, NULL, &err));
	assert_non_null(strstr(err.text, path));
	assert_null(places_open(NULL, "/nonexistent.csv", &err));
	assert_non_null(strstr(err.text, "/nonexistent.csv"));
	assert_null(places_open(NULL, "/nonexistent.mmdb", &err));
	assert_int_equal(unlink(path), 0);
	places_close(NULL);
	struct places *none = places_open(NULL, NULL, &err);
	assert_non_null(none);
	assert_string_equal(find(none, "9.9.9.9").country, "");
	places_close(none);
}

/* The databases of package.json, where they are installed. */
static void the_installed_databases(void **state)
{
	(void)state;
	const char *root = getenv("CAMTRAIL_DATA") ? getenv("CAMTRAIL_DATA") : SOURCE_ROOT;
	char country[512], networks[512];
	struct err err = {{0}};

	(void)snprintf(country, sizeof(country),
		       "%s/node_modules/@ip-location-db/geo-whois-asn-country-mmdb/"
		       "geo-whois-asn-country.mmdb",
		       root);
	(void)snprintf(networks, sizeof(networks),
		       "%s/node_modules/@ip-location-db/asn/asn-ipv4.csv", root);
	if (access(country, R_OK) != 0 || access(networks, R_OK) != 0)
		skip();
	struct places *p = places_open(country, networks, &err);
	if (!p)
		fail_msg("%s", err.text);
	assert_string_equal(find(p, "114.114.114.114").country, "CN");
	assert_string_equal(find(p, "8.8.8.8").country, "US");
	assert_int_equal(find(p, "8.8.8.8").asn, 15169);
	assert_string_equal(find(p, "168.126.63.1").country, "KR");
	assert_int_equal(find(p, "168.126.63.1").asn, 4766);
	assert_string_equal(find(p, "2001:4860:4860::8888").country, "US");
	assert_int_equal(find(p, "2001:4860:4860::8888").asn, 15169);
	assert_string_equal(find(p, "192.168.0.1").country, "");
	assert_int_equal(strlen(places_date(p)), 10);
	places_close(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks_from_csv),
		cmocka_unit_test(bad_databases),
		cmocka_unit_test(the_installed_databases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
