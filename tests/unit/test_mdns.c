/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

#include "dns_build.h"

extern const struct dissector mdns_dissector;

enum { RESPONSE = 0x8400 };

static struct dns_build m;

static void expect(uint16_t port, struct slice bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &mdns_dissector, port);
	assert_int_equal(proto_datagram(&t, &mdns_dissector, bytes).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void put_txt(struct dns_build *to, const char *owner)
{
	put_record(to, owner, 16, 6 + 1 + 5);
	put_label(to, "a=\xff<b", 5);
	put_label(to, "", 0);
	put_label(to, "flag", 4);
}

static void announces_itself(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 0, 2, 0, 4);
	put_named(&m, "_HTTP._tcp.local", 12, "Front Door._http._tcp.local");
	put_named(&m, "_services._dns-sd._udp.local", 12, "_rtsp._tcp.local");
	put_txt(&m, "Front Door._http._tcp.local");
	put_address(&m, "Cam-1.local", 7);
	put_record(&m, "cam-1.LOCAL", 28, 16);
	for (int i = 0; i < 8; i++)
		put16(&m, i ? 0 : 0xfe80);
	put_named(&m, "7.100.51.198.in-addr.arpa", 12, "cam-1.local");
	expect(5353, built(&m), VERDICT_NEXT,
	       "mdns.service _http._tcp\n"
	       "mdns.instance Front Door\n"
	       "mdns.service _rtsp._tcp\n"
	       "mdns.txt a=\\xff<b\n"
	       "mdns.txt flag\n"
	       "mdns.host cam-1\n"
	       "mdns.address cam-1 = 198.51.100.7\n"
	       "mdns.address cam-1 = fe80::\n");
}

static void mac_address_of_a_service(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 0, 2, 0, 0);
	put_record(&m, "a._http._tcp.local", 16, 2 * (1 + 23));
	put_label(&m, "macaddress=0200000000AB", 23);
	put_label(&m, "macaddress=none at all.", 23);
	put_address(&m, "_tcp.local", 7); /* a service's label is no host */
	expect(5353, built(&m), VERDICT_NEXT,
	       "mdns.txt macaddress=0200000000AB\nmdns.mac 0200000000AB\n"
	       "mdns.txt macaddress=none at all.\n"
	       "mdns.address _tcp = 198.51.100.7\n");
}

static void subtypes_and_dots_in_instances(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 0, 1, 0, 0);
	put_record(&m, "_x._sub._onvif._tcp.local", 12, 5 + 7 + 12);
	put_label(&m, "a.\\B", 4);
	put_label(&m, "_onvif", 6);
	put_name(&m, "_tcp.local");
	expect(5353, built(&m), VERDICT_NEXT, "mdns.service _onvif._tcp\nmdns.instance a.\\B\n");
}

static void asks_and_probes(void **state)
{
	(void)state;
	put_header(&m, 0, 2, 1, 2, 1);
	put_question(&m, "_http._tcp.local", 12);
	put_question(&m, "cam.local", 255);
	put_named(&m, "_http._tcp.local", 12, "Heard._http._tcp.local"); /* known answer */
	put_record(&m, "New._http._tcp.local", 33, 6 + 11);
	put16(&m, 0), put16(&m, 0), put16(&m, 80);
	put_name(&m, "cam.local");
	put_address(&m, "cam.local", 9);
	put_address(&m, "other.local", 10); /* additional of a query: nobody's claim */
	expect(5353, built(&m), VERDICT_NEXT,
	       "mdns.query _http._tcp.local\n"
	       "mdns.query cam.local\n"
	       "mdns.service _http._tcp\n"
	       "mdns.instance New\n"
	       "mdns.host cam\n"
	       "mdns.address cam = 198.51.100.9\n");
}

static void flag_in_the_class(void **state)
{
	(void)state;
	expect(5353,
	       hex("0000 8400 0000 0001 0000 0000 03 63616d 05 6c6f63616c 00"
		   "0001 8001 00000000 0004 c0000209"),
	       VERDICT_NEXT, "mdns.host cam\nmdns.address cam = 192.0.2.9\n");
}

static void wrong_data_says_nothing(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 0, 3, 0, 0);
	put_record(&m, "cam.local", 1, 3);
	put8(&m, 1), put16(&m, 2);
	put_record(&m, "_http._tcp.local", 12, 1); /* ends inside the name */
	put8(&m, 1);
	put_record(&m, "x.local", 16, 2); /* a string longer than the record */
	put16(&m, 0x0941);
	expect(5353, built(&m), VERDICT_NEXT, "");
}

static void broken_messages(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 0, 2, 0, 0);
	put_address(&m, "cam.local", 7);
	put_address(&m, "cam.local", 8);
	expect(9999, built(&m), VERDICT_NOT_MINE, "");
	m.len -= 3;
	expect(5353, built(&m), VERDICT_MALFORMED,
	       "mdns.host cam\nmdns.address cam = 198.51.100.7\n");
	put_header(&m, 0, 0xffff, 0xffff, 0, 0);
	put_question(&m, "a.local", 1);
	expect(5353, built(&m), VERDICT_NOT_MINE, "");
	put_header(&m, 0, 0, 0, 0, 0);
	expect(5353, built(&m), VERDICT_NOT_MINE, "");
	expect(5353, slice_text("M-SEARCH * HTTP/1.1\r\n"), VERDICT_NOT_MINE, "");
}

static struct verdict feed_at_home(void *state, struct cursor *in, const struct where *where,
				   struct sink *out)
{
	struct where w = *where;
	w.dst_port = 5353;
	return mdns_dissector.feed(state, in, &w, out);
}

static void any_bytes(void **state)
{
	struct dissector d = mdns_dissector;
	(void)state;
	d.feed = feed_at_home;
	d.marks = NULL; /* the port that they ask for is feed_at_home's */
	put_header(&m, RESPONSE, 0, 3, 0, 0);
	put_named(&m, "_http._tcp.local", 12, "A._http._tcp.local");
	put_address(&m, "cam.local", 7);
	put_txt(&m, "A._http._tcp.local");
	proto_datagram_torture(&d, built(&m));
}

/* A reply that a real camera gave, where the machine has it. */
static void real_reply(void **state)
{
	static uint8_t bytes[1500];
	const char *shared = getenv("CAMTRAIL_SHARED");
	struct proto_test t;
	char path[512];
	(void)state;

	snprintf(path, sizeof(path), "%s/fixtures/discovery/Axis.bin", shared ? shared : "");
	FILE *f = shared ? fopen(path, "rb") : NULL;
	if (!f)
		skip();
	size_t len = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	proto_test_init(&t, &mdns_dissector, 5353);
	assert_int_equal(proto_datagram(&t, &mdns_dissector, slice_of(bytes, len)).word,
			 VERDICT_NEXT);
	static const char *const wanted[] = {"mdns.service _axis-video._tcp\n",
					     "mdns.service _rtsp._tcp\n",
					     "mdns.instance AXIS ",
					     "mdns.txt macaddress=",
					     "mdns.mac 001122334455\n",
					     " = 169.254.65.120\n"};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		assert_non_null(strstr(proto_lines(&t), wanted[i]));
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(announces_itself),
		cmocka_unit_test(mac_address_of_a_service),
		cmocka_unit_test(subtypes_and_dots_in_instances),
		cmocka_unit_test(asks_and_probes),
		cmocka_unit_test(flag_in_the_class),
		cmocka_unit_test(wrong_data_says_nothing),
		cmocka_unit_test(broken_messages),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(real_reply),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
