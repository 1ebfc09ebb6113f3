/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector wsd_dissector;
extern const struct dissector wsd_document_dissector;

#define DISCOVERY "http://schemas.xmlsoap.org/ws/2005/04/discovery"
#define ENVELOPE                                                                                   \
	"<?xml version=\"1.0\"?>\n<E:Envelope xmlns:E=\"http://www.w3.org/2003/05/soap-envelope\"" \
	" xmlns:d=\"" DISCOVERY "\" xmlns:dn=\"http://www.onvif.org/ver10/network/wsdl\">"

static const char matches[] =
	ENVELOPE "<E:Header><Action>" DISCOVERY "/ProbeMatches</Action></E:Header><E:Body>"
		 "<d:ProbeMatches>\n<d:ProbeMatch>\n"
		 "<EndpointReference><Address>urn:uuid:1</Address></EndpointReference>\n"
		 "<d:Types>dn:NetworkVideoTransmitter\n tds:Device Plain</d:Types>\n"
		 "<d:Scopes> onvif://www.onvif.org/type/video_encoder\n"
		 "onvif://www.onvif.org/name/Eye%201 ONVIF://www.onvif.org/Hardware/E%2f1\t"
		 "onvif://www.onvif.org/location/%zz%4\n</d:Scopes>\n"
		 "<d:XAddrs>http://10.0.0.2/onvif/device_service http://[fe80::1]/onvif</d:XAddrs>"
		 "</d:ProbeMatch></d:ProbeMatches></E:Body></E:Envelope>";

static void expect_bytes(struct slice message, enum verdict_word word, const char *want)
{
	struct proto_test t;

	proto_test_init(&t, &wsd_dissector, 3702);
	assert_int_equal(proto_datagram(&t, &wsd_dissector, message).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void expect(const char *message, enum verdict_word word, const char *want)
{
	expect_bytes(slice_text(message), word, want);
}

static void an_answer(void **state)
{
	(void)state;
	expect(matches, VERDICT_NEXT,
	       "wsd.action ProbeMatches\n"
	       "wsd.prefixes E d dn\n"
	       "wsd.endpoint urn:uuid:1\n"
	       "wsd.types NetworkVideoTransmitter Device Plain\n"
	       "wsd.scope onvif://www.onvif.org/type/video_encoder\n"
	       "wsd.scope onvif://www.onvif.org/name/Eye 1\n"
	       "wsd.name Eye 1\n"
	       "wsd.scope ONVIF://www.onvif.org/Hardware/E/1\n"
	       "wsd.hardware E/1\n"
	       "wsd.scope onvif://www.onvif.org/location/%zz%4\n"
	       "wsd.address http://10.0.0.2/onvif/device_service\n"
	       "wsd.address http://[fe80::1]/onvif\n");
}

static void announcements(void **state)
{
	(void)state;
	expect(ENVELOPE
	       "<E:Body><d:Hello><EndpointReference><Address>urn:uuid:1</Address>"
	       "</EndpointReference><d:Types>dn:A</d:Types></d:Hello></E:Body></E:Envelope>",
	       VERDICT_NEXT,
	       "wsd.action Hello\nwsd.prefixes E d dn\nwsd.endpoint urn:uuid:1\nwsd.types A\n");
	expect("<Envelope><Body><Bye xmlns='http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01'>"
	       "<EndpointReference><Address>urn:uuid:1</Address></EndpointReference></Bye></Body>"
	       "</Envelope>",
	       VERDICT_NEXT, "wsd.action Bye\nwsd.endpoint urn:uuid:1\n");
}

/* What is looked for must not be taken for what the asking device is. */
static void questions(void **state)
{
	(void)state;
	expect(ENVELOPE "<E:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types>"
			"<d:Scopes>onvif://www.onvif.org/name/x</d:Scopes></d:Probe></E:Body>"
			"</E:Envelope>",
	       VERDICT_NEXT,
	       "wsd.action Probe\nwsd.prefixes E d dn\nwsd.search NetworkVideoTransmitter\n");
	expect(ENVELOPE "<E:Body><d:Probe/></E:Body></E:Envelope>", VERDICT_NEXT,
	       "wsd.action Probe\nwsd.prefixes E d dn\n");
	expect(ENVELOPE "<E:Body><d:Resolve><EndpointReference><Address>urn:uuid:1</Address>"
			"</EndpointReference></d:Resolve></E:Body></E:Envelope>",
	       VERDICT_NEXT, "wsd.action Resolve\nwsd.prefixes E d dn\n");
}

static void the_body_is_believed_before_the_header(void **state)
{
	(void)state;
	expect(ENVELOPE "<E:Header><Action>" DISCOVERY "/Probe</Action></E:Header>"
			"<E:Body><d:ResolveMatches/></E:Body></E:Envelope>",
	       VERDICT_NEXT, "wsd.action ResolveMatches\nwsd.prefixes E d dn\n");
	expect("<Envelope><Header><Action>" DISCOVERY "/Hello</Action></Header><Body>",
	       VERDICT_MALFORMED, "wsd.action Hello\n");
}

static void what_devices_put_around_a_message(void **state)
{
	static const char nul[] = "\r\n" ENVELOPE "<E:Body><d:Bye/></E:Body></E:Envelope>\0\0";
	(void)state;
	expect_bytes(slice_of(nul, sizeof(nul)), VERDICT_NEXT,
		     "wsd.action Bye\nwsd.prefixes E d dn\n");
	expect("\xef\xbb\xbf" ENVELOPE "<E:Body><d:Bye/></E:Body></E:Envelope>", VERDICT_NEXT,
	       "wsd.action Bye\nwsd.prefixes E d dn\n");
	expect(ENVELOPE "<E:Body><d:Hello><d:Types>dn:A</d:Types><d:XAd", VERDICT_MALFORMED,
	       "wsd.action Hello\nwsd.prefixes E d dn\nwsd.types A\n");
}

static void other_messages_are_refused(void **state)
{
	(void)state;
	expect("", VERDICT_NOT_MINE, "");
	expect("<", VERDICT_NOT_MINE, "");
	expect("<?xml version=\"1.0\"?><Probe><Types>inquiry</Types></Probe>", VERDICT_NOT_MINE,
	       "");
	expect("<Envelope><Body><Probe/></Body></Envelope>", VERDICT_NOT_MINE, "");
	expect(ENVELOPE "<E:Body><tds:GetServices/></E:Body></E:Envelope>", VERDICT_NOT_MINE, "");
	expect("<Envelope x='" DISCOVERY "'><Body><Probe/></Body></Envelope>", VERDICT_NOT_MINE,
	       "");
	expect("M-SEARCH * HTTP/1.1\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("{\"Envelope\":\"" DISCOVERY "\"}", VERDICT_NOT_MINE, "");
	expect_bytes(hex("2000000044484950"), VERDICT_NOT_MINE, "");
}

static void an_answer_over_http(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &wsd_document_dissector, 80);
	assert_int_equal(proto_datagram(&t, &wsd_document_dissector, slice_text(matches)).word,
			 VERDICT_NEXT);
	assert_non_null(strstr(proto_lines(&t), "wsd.endpoint urn:uuid:1\n"));
	assert_int_equal(proto_datagram(&t, &wsd_document_dissector,
					slice_text("<Envelope><Body><Probe/></Body></Envelope>"))
				 .word,
			 VERDICT_NOT_MINE);
	proto_test_done(&t);
	proto_datagram_torture(&wsd_document_dissector, slice_text(matches));
}

static void hostile_messages(void **state)
{
	(void)state;
	proto_datagram_torture(&wsd_dissector, slice_text(matches));
}

static void recorded_answer(void **state)
{
	const char *shared = getenv("CAMTRAIL_SHARED");
	char path[1024], bytes[4096];
	(void)state;
	if (!shared)
		skip();
	snprintf(path, sizeof(path), "%s/fixtures/discovery/Wsdiscovery.bin", shared);
	FILE *f = fopen(path, "rb");
	if (!f)
		skip();
	size_t len = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	expect_bytes(slice_of(bytes, len), VERDICT_NEXT,
		     "wsd.action ProbeMatches\n"
		     "wsd.prefixes e tds a d\n"
		     "wsd.endpoint urn:uuid:11223344-5566-7788-9900-000000000002\n"
		     "wsd.types Virtual Device\n"
		     "wsd.address http://240.0.2.0/\n"
		     "wsd.address http://[::1]/\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer),
		cmocka_unit_test(announcements),
		cmocka_unit_test(questions),
		cmocka_unit_test(the_body_is_believed_before_the_header),
		cmocka_unit_test(what_devices_put_around_a_message),
		cmocka_unit_test(other_messages_are_refused),
		cmocka_unit_test(an_answer_over_http),
		cmocka_unit_test(hostile_messages),
		cmocka_unit_test(recorded_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
