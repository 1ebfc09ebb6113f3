/* SPDX-License-Identifier: Apache-2.0
 *
 * Servers and what looks like them.
 */
#include "test.h"
#include <stdlib.h>

#include "sifted.h"

/* A program as far as sifting goes: strings with NUL between, and a call that opens connections. */
static void sift_program(const char *const *texts, size_t n)
{
	uint8_t file[16384] = "\x7f"
			      "ELF\1\1\1\0";
	size_t len = 64;

	memcpy(file + len, "getaddrinfo", 12);
	len += 12;
	for (size_t i = 0; i < n; i++) {
		size_t size = strlen(texts[i]) + 1;
		assert_true(len + size < sizeof(file));
		memcpy(file + len, texts[i], size);
		len += size;
	}
	sift_bytes("bin/app", file, len);
}

#define PROGRAM(...)                                                 \
	do {                                                         \
		static const char *const texts[] = {__VA_ARGS__};    \
		sift_program(texts, sizeof(texts) / sizeof(*texts)); \
	} while (0)

static size_t servers(void)
{
	return how_many(OBS_IMAGE_HOST) + how_many(OBS_IMAGE_ADDRESS);
}

static void test_program(void **state)
{
	(void)state;
	PROGRAM("p2p.mayocam.cn", "http://up.kivucam.com:8080/fw?sn=%s", "relay1.homudo.com:9000",
		"47.91.22.33", "8.8.8.8:53", "rtsp://[2408:4001::7]:554/live",
		"%s.region.sokula.net", "server=192.168.77.8",
		"GET / HTTP/1.1\r\nHost: www.lapico.kr\r\n\r\n");
	assert_true(gave_port(OBS_IMAGE_HOST, "p2p.mayocam.cn", 0));
	assert_true(gave_port(OBS_IMAGE_HOST, "up.kivucam.com", 8080));
	assert_true(gave(OBS_IMAGE_URL, "http://up.kivucam.com:8080/fw?sn=%s"));
	assert_true(gave_port(OBS_IMAGE_HOST, "relay1.homudo.com", 9000));
	assert_true(gave_port(OBS_IMAGE_ADDRESS, "47.91.22.33", 0));
	assert_true(gave_port(OBS_IMAGE_ADDRESS, "8.8.8.8", 53));
	assert_true(gave_port(OBS_IMAGE_ADDRESS, "2408:4001::7", 554));
	assert_true(gave(OBS_IMAGE_HOST, "region.sokula.net"));
	assert_true(gave(OBS_IMAGE_ADDRESS, "192.168.77.8"));
	assert_true(gave(OBS_IMAGE_HOST, "www.lapico.kr"));
	assert_int_equal(gave_at(OBS_IMAGE_HOST, "p2p.mayocam.cn"), 76);
	assert_int_equal(servers(), 9);
}

static void test_program_noise(void **state)
{
	(void)state;
	PROGRAM("libplayer.so.1.2.3.4", "version 4.3.2.1", "Chrome/85.0.41.12", "255.255.255.0",
		"127.0.0.1", "239.255.255.250", "2.5.29.15", "2.5.13.26", "1.3.6.1", "main.cc",
		"main.cc:17", "start.sh", "net.c", "com.android.media.app", "window.event.name",
		"data.rel.ro", "java.net", "sasl.service.name", "System.Net", "10.0.0.0/8",
		"1.2.3.4", "192.0.2.77", "2001:db8::77", "http://www.example.com/a", "MIRRORED.BY",
		"dead::beef", "std::ab");
	assert_int_equal(servers(), 0);
	assert_true(suppressed(SUPPRESSED_NO_NAME) >= 8);
	assert_true(suppressed(SUPPRESSED_EXAMPLE) >= 3);
	assert_true(suppressed(SUPPRESSED_VERSION) >= 4);
	assert_true(suppressed(SUPPRESSED_LOCAL) >= 3);
}

static void test_people(void **state)
{
	(void)state;
	PROGRAM("Report bugs to <x@tools.somakers.org>.",
		"See http://manual.somakers.net/faq for it.",
		"Copyright (c) 2012, http://author.somakers.com/licence",
		"http://www.w3.org/2003/05/soap-envelope", "http://www.onvif.org/ver10/device/wsdl",
		"www.maker.com/ver20/XMLSchema", "http://schemas.somakers.com/x");
	assert_int_equal(servers(), 0);
	assert_true(suppressed(SUPPRESSED_NAMESPACE) >= 4);
	assert_true(suppressed(SUPPRESSED_PAPER) >= 2);
}

static void test_addresses_want_calls(void **state)
{
	static const char bytes[] = "\x7f"
				    "ELF....\0"
				    "47.91.22.33\0host=47.91.22.34\0";
	(void)state;
	sift_bytes("lib/quiet.so", bytes, sizeof(bytes));
	assert_false(gave(OBS_IMAGE_ADDRESS, "47.91.22.33"));
	assert_true(gave(OBS_IMAGE_ADDRESS, "47.91.22.34"));
	assert_int_equal(suppressed(SUPPRESSED_CODE), 1);
}

static void test_configuration(void **state)
{
	(void)state;
	sift_text("etc/net.ini",
		  "; old.somakers.com\n[a]\nversion = 9.8.7.6\nmask=255.255.0.0\n"
		  "server = relay.solabi.top\nhost=\"61.2.3.77:81\"\nkey.somakers.com = 1\n"
		  "# 61.2.3.78\nmail=boss@solabi.co.kr\n");
	assert_true(gave(OBS_IMAGE_HOST, "relay.solabi.top"));
	assert_true(gave_port(OBS_IMAGE_ADDRESS, "61.2.3.77", 81));
	assert_true(gave(OBS_IMAGE_EMAIL, "boss@solabi.co.kr"));
	assert_int_equal(servers(), 2);
	assert_true(gave(OBS_IMAGE_SETTING, "a/server=relay.solabi.top"));
	sift_text("etc/x.json",
		  "{\"up\": \"http:\\/\\/a.solabi.cn:99\\/put\", \"list\": [\"b.solabi.cn\"],"
		  "\"$schema\": \"http://s.somakers.org/v1#\", \"v\": \"1.2.3.4\"}");
	assert_true(gave_port(OBS_IMAGE_HOST, "a.solabi.cn", 99));
	assert_true(gave(OBS_IMAGE_HOST, "b.solabi.cn"));
	assert_int_equal(servers(), 2);
	sift_text("etc/x.xml", "<?xml version=\"1.0\"?><c xmlns=\"http://n.somakers.com/x\">"
			       "<!-- http://c.somakers.com/ --><ntp>time.solabi.net</ntp></c>");
	assert_true(gave(OBS_IMAGE_HOST, "time.solabi.net"));
	assert_true(gave(OBS_IMAGE_NTP, "time.solabi.net"));
	assert_true(gave(OBS_IMAGE_SETTING, "c/ntp=time.solabi.net"));
	assert_int_equal(servers(), 1);
}

static void test_page(void **state)
{
	(void)state;
	sift_text("www/a.js",
		  "/* http://block.somakers.com */\n// http://line.somakers.com\n"
		  "var u='http://api.solabi.com/x',n=e.target.name;s=\"//cdn.solabi.me/a.js\";"
		  "window.event.info;var h=\"solabi.net\",p=o.data.link;j='a.min.map';");
	assert_true(gave(OBS_IMAGE_HOST, "api.solabi.com"));
	assert_true(gave(OBS_IMAGE_HOST, "cdn.solabi.me"));
	assert_true(gave(OBS_IMAGE_HOST, "solabi.net"));
	assert_int_equal(servers(), 3);
}

static void test_papers(void **state)
{
	(void)state;
	sift_text("usr/share/doc/x/README", "Visit http://paper.solabi.com/ or 81.9.33.84.\n");
	assert_int_equal(servers(), 0);
	assert_int_equal(suppressed(SUPPRESSED_PAPER), 2);
}

static void test_projects(void **state)
{
	static const char *const projects[] = {"gnu.org", "www.debian.org"};
	const struct sift_tables tables = {.projects = projects, .n_projects = 2};
	(void)state;
	sift_with(&tables);
	PROGRAM("http://ftp.gnu.org/x", "https://www.debian.org/", "https://bugs.debian.org/",
		"https://deb.debian.org/", "0.debian.pool.ntp.org", "http://notgnu.org/");
	assert_false(gave(OBS_IMAGE_HOST, "ftp.gnu.org"));
	assert_false(gave(OBS_IMAGE_HOST, "www.debian.org"));
	assert_false(gave(OBS_IMAGE_HOST, "bugs.debian.org"));
	assert_true(gave(OBS_IMAGE_HOST, "deb.debian.org"));
	assert_true(gave(OBS_IMAGE_HOST, "0.debian.pool.ntp.org"));
	assert_true(gave(OBS_IMAGE_NTP, "0.debian.pool.ntp.org"));
	assert_true(gave(OBS_IMAGE_HOST, "notgnu.org"));
	assert_int_equal(suppressed(SUPPRESSED_PROJECT), 3);
	sift_with(NULL);
}

static void test_wide(void **state)
{
	static const char text[] = "http://wide.solabi.com:81/a";
	uint8_t file[400] = "name";
	size_t at = 101;
	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		file[at + 2 * i] = (uint8_t)text[i];
	sift_bytes("x.dll", file, sizeof(file));
	assert_true(gave_port(OBS_IMAGE_HOST, "wide.solabi.com", 81));
	assert_int_equal(gave_at(OBS_IMAGE_HOST, "wide.solabi.com"), at + 2 * 7);
	/* right behind a narrow string */
	file[100] = 0;
	file[99] = 'e';
	file[98] = 'l';
	memmove(file + 101, file + 101, 0);
	sift_bytes("x.dll", file, sizeof(file));
	assert_true(gave(OBS_IMAGE_HOST, "wide.solabi.com"));
}

static void test_counted(void **state)
{
	/* 'a' is the length of what follows: 97 */
	char file[200] = "\xca\xfe\xba\xbe....\x01";
	(void)state;
	file[9] = 0;
	file[10] = 97;
	memset(file + 11, 'x', 97);
	memcpy(file + 11, "relay.solabi.com/", 17);
	file[108] = 1;
	sift_bytes("A.class", file, 120);
	assert_true(gave(OBS_IMAGE_HOST, "relay.solabi.com"));
	assert_int_equal(servers(), 1);
	/* 37 is '%', which begins a conversion elsewhere */
	file[10] = '%';
	memcpy(file + 11, "relay2.region.solabi.com.cn/12345678/", 37);
	file[48] = 1;
	sift_bytes("A.class", file, 60);
	assert_true(gave(OBS_IMAGE_HOST, "relay2.region.solabi.com.cn"));
}

static void test_nothing(void **state)
{
	(void)state;
	sift_bytes("etc/a.conf", "", 0);
	assert_int_equal(servers(), 0);
	sift_text("etc/a.conf", "host=a1.solabi.com\nhost=b2.solabi.com\n");
	assert_int_equal(servers(), 2);
}

static void test_pages_in_doc(void **state)
{
	(void)state;
	/* where the web server of some cameras has its pages */
	sift_text("home/webLib/doc/script/config.js", "var u=\"http://api.solabi.com/\";");
	assert_int_equal(servers(), 1);
	sift_text("usr/share/doc/x/config.js", "var u=\"http://api.solabi.com/\";");
	assert_int_equal(servers(), 0);
	sift_text("etc/newserver.conf", "host=a1.solabi.com\n");
	assert_int_equal(servers(), 1);
	sift_text("etc/news.txt", "host=a1.solabi.com\n");
	assert_int_equal(servers(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_program),       cmocka_unit_test(test_program_noise),
		cmocka_unit_test(test_people),        cmocka_unit_test(test_addresses_want_calls),
		cmocka_unit_test(test_configuration), cmocka_unit_test(test_page),
		cmocka_unit_test(test_papers),        cmocka_unit_test(test_projects),
		cmocka_unit_test(test_wide),          cmocka_unit_test(test_counted),
		cmocka_unit_test(test_nothing),       cmocka_unit_test(test_pages_in_doc),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	sift_done();
	return failed;
}
