/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector ssdp_dissector;

static const char notify[] = "NOTIFY * HTTP/1.1\r\n"
			     "HOST: 239.255.255.250:1900\r\n"
			     "CACHE-CONTROL: max-age=1800\r\n"
			     "LOCATION:http://10.0.0.2:49152/description.xml\r\n"
			     "Server: OS/1 UPnP/1.0 thing/2\r\n"
			     "NT: upnp:rootdevice\r\n"
			     "NTS: ssdp:alive\r\n"
			     "usn: uuid:1234::upnp:rootdevice\r\n\r\n";

static void expect_bytes(struct slice message, enum verdict_word word, const char *want)
{
	struct proto_test t;

	proto_test_init(&t, &ssdp_dissector, 1900);
	assert_int_equal(proto_datagram(&t, &ssdp_dissector, message).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void expect(const char *message, enum verdict_word word, const char *want)
{
	expect_bytes(slice_text(message), word, want);
}

static void announcement(void **state)
{
	(void)state;
	expect(notify, VERDICT_NEXT,
	       "ssdp.location http://10.0.0.2:49152/description.xml\n"
	       "ssdp.server OS/1 UPnP/1.0 thing/2\n"
	       "ssdp.type upnp:rootdevice\n"
	       "ssdp.usn uuid:1234::upnp:rootdevice\n");
	expect("NOTIFY * HTTP/1.1\r\nNTS: ssdp:byebye\r\nNT: uuid:1\r\nUSN: uuid:1\r\n\r\n",
	       VERDICT_NEXT, "ssdp.type uuid:1\nssdp.usn uuid:1\n");
}

static void search_and_answer(void **state)
{
	(void)state;
	expect("M-SEARCH * HTTP/1.1\r\nHOST:239.255.255.250:1900\r\nMAN:\"ssdp:discover\"\r\n"
	       "MX:3\r\nST:ssdp:all\r\nUSER-AGENT: tool/1\r\n\r\n",
	       VERDICT_NEXT, "ssdp.search ssdp:all\nssdp.user_agent tool/1\n");
	expect("HTTP/1.1 200 OK\r\nEXT:\r\nST: urn:x\r\nUSN: uuid:1::urn:x\r\nSERVER: a/1\r\n\r\n",
	       VERDICT_NEXT, "ssdp.type urn:x\nssdp.usn uuid:1::urn:x\nssdp.server a/1\n");
}

static void line_ends_as_devices_write_them(void **state)
{
	static const char nul[] = "M-SEARCH * HTTP/1.1\nST: a\0\0\0";
	(void)state;
	expect("M-SEARCH * HTTP/1.1\nST: a", VERDICT_NEXT, "ssdp.search a\n");
	expect("M-SEARCH * HTTP/1.1\rST: a\r\r", VERDICT_NEXT, "ssdp.search a\n");
	expect("M-SEARCH * HTTP/1.1\r\r\n\r\nST: a \r\n", VERDICT_NEXT, "ssdp.search a\n");
	expect("\r\nM-SEARCH * HTTP/1.1\r\nno colon\r\nST : a\r\n\r\n ", VERDICT_NEXT,
	       "ssdp.search a\n");
	expect_bytes(slice_of(nul, sizeof(nul) - 1), VERDICT_NEXT, "ssdp.search a\n");
	expect("M-SEARCH * HTTP/1.1\r\n", VERDICT_NEXT, "");
}

static void other_messages_are_refused(void **state)
{
	(void)state;
	expect("", VERDICT_NOT_MINE, "");
	expect("\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nServer: a\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("HTTP/1.1 200 OK\r\n", VERDICT_NOT_MINE, "");
	expect("NOTIFY sip:a@b SIP/2.0\r\nNT: x\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("SIP/2.0 200 OK\r\nST: x\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("RTSP/1.0 200 OK\r\nUSN: x\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("GET / HTTP/1.1\r\nST: x\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("<?xml version=\"1.0\"?><a/>", VERDICT_NOT_MINE, "");
	expect_bytes(hex("0000 8400 0000 0001 0000 0000"), VERDICT_NOT_MINE, "");
}

static void hostile_messages(void **state)
{
	static char many[65000];
	struct proto_test t;
	size_t len = (size_t)sprintf(many, "NOTIFY * HTTP/1.1\r\n");
	(void)state;
	proto_datagram_torture(&ssdp_dissector, slice_text(notify));
	for (size_t i = 0; i < 5000; i++)
		len += (size_t)sprintf(many + len, "NT: x\r\n");
	proto_test_init(&t, &ssdp_dissector, 1900);
	(void)proto_datagram(&t, &ssdp_dissector, slice_of(many, len));
	assert_int_equal(strlen(proto_lines(&t)), 64 * strlen("ssdp.type x\n"));
	proto_test_done(&t);
}

static void recorded_reply(void **state)
{
	const char *shared = getenv("CAMTRAIL_SHARED");
	char path[1024], bytes[2048];
	(void)state;
	if (!shared)
		skip();
	snprintf(path, sizeof(path), "%s/fixtures/discovery/SSDP.bin", shared);
	FILE *f = fopen(path, "rb");
	if (!f)
		skip();
	size_t len = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	expect_bytes(slice_of(bytes, len), VERDICT_NEXT,
		     "ssdp.location http://240.0.1.0/rootDesc.xml\n"
		     "ssdp.server Universal Scanner/0.0, Virtual/1.0\n"
		     "ssdp.type uuid:unique-id-12345678\n"
		     "ssdp.usn uuid:unique-id-12345678\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(announcement),
		cmocka_unit_test(search_and_answer),
		cmocka_unit_test(line_ends_as_devices_write_them),
		cmocka_unit_test(other_messages_are_refused),
		cmocka_unit_test(hostile_messages),
		cmocka_unit_test(recorded_reply),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
