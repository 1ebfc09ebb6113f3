/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector sdp_dissector;

static const char session[] = "v=0\r\n"
			      "o=- 1700000000123456 7 IN IP4 10.0.0.2\r\n"
			      "s=Front door\r\n"
			      "i=a camera\r\n"
			      "e=NONE\r\n"
			      "c=IN IP4 0.0.0.0\r\n"
			      "a=tool:thing v1.2\r\n"
			      "t=0 0\r\n"
			      "a=control:rtsp://joe:secret@10.0.0.2/live\r\n"
			      "m=video 0 RTP/AVP 96\r\n"
			      "b=AS:500\r\n"
			      "a=rtpmap:96 H264/90000\r\n"
			      "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\r\n"
			      "m=audio 0 RTP/AVP 8\r\n"
			      "a=rtpmap:8 PCMA/8000";

static void assert_lines(const char *document, enum verdict_word word, const char *lines)
{
	struct proto_test t;
	proto_test_init(&t, &sdp_dissector, 554);
	struct verdict v = proto_datagram(&t, &sdp_dissector, slice_text(document));
	assert_string_equal(proto_lines(&t), lines);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

static void a_session_with_two_media(void **state)
{
	(void)state;
	assert_lines(session, VERDICT_DONE,
		     "sdp.origin - 9999999999999999 7 IN IP4 10.0.0.2\n"
		     "sdp.session Front door\nsdp.information a camera\nsdp.contact e=NONE\n"
		     "sdp.attribute tool:thing v1.2\n"
		     "sdp.attribute control:rtsp://10.0.0.2/live\n"
		     "sdp.media video 0 RTP/AVP 96\n"
		     "sdp.attribute rtpmap:96 H264/90000\nsdp.codec H264/90000\n"
		     "sdp.media audio 0 RTP/AVP 8\n"
		     "sdp.attribute rtpmap:8 PCMA/8000\nsdp.codec PCMA/8000\n"
		     "sdp.order vosiecata\n");
}

static void odd_documents(void **state)
{
	(void)state;
	assert_lines("", VERDICT_NOT_MINE, "");
	assert_lines("<html>", VERDICT_NOT_MINE, "");
	assert_lines("v=1\r\n", VERDICT_NOT_MINE, "");
	/* bare LF, a line before, lines that are none, a long number and a short one */
	assert_lines("\nv=0\nnonsense\n\no=- 123456 1234567 x\na=rtpmap:96\n", VERDICT_DONE,
		     "sdp.origin - 123456 9999999 x\nsdp.attribute rtpmap:96\nsdp.order voa\n");
	proto_datagram_torture(&sdp_dissector, slice_text(session));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_with_two_media),
		cmocka_unit_test(odd_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
