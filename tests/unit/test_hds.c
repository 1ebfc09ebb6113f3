/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector hds_dissector;
static const struct dissector *const d = &hds_dissector;

static void device_answers(void **state)
{
	struct slice s = slice_text(
		"HDS/1.0 200 OK\r\nCSeq:1\r\nClient-ID:abc\r\nContent-Length:100\r\n\r\n"
		"Device-ID=ABBD000000\r\nDevice-Model=C9F0\r\nDevice-Name=Yard\r\nEsee-ID="
		"0000007\r\n"
		"IP=10.0.0.7\r\nMAC=02:00:00:00:00:07\r\nPassword=secret\r\nHttp-Port=80\r\n");
	(void)state;
	assert_datagram(d, s, VERDICT_NEXT,
			"hds.message search answered\nhds.device ABBD000000\nhds.model C9F0\n"
			"hds.name Yard\nhds.esee 0000007\nhds.field IP=10.0.0.7\n"
			"hds.mac 02:00:00:00:00:07\nhds.field Http-Port=80\n");
	proto_datagram_torture(d, s);
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d,
			slice_text("SEARCH * HDS/1.0\r\nCSeq:1\r\nClient-ID:abc\r\n"
				   "Accept-Type:text/HDP\r\nContent-Length:0\r\n\r\n"),
			VERDICT_NEXT, "hds.message search asked\n");
	assert_datagram(d, slice_text("JCPMETHOD * HDS/1.0\r\nID=1#JcpCmd=wifilist#"), VERDICT_NEXT,
			"hds.message command\n");
	assert_datagram(d, slice_text("HDS/1.0 200 OK\r\n\r\n[Success]"), VERDICT_NEXT,
			"hds.message command answered\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, slice_text("SEARCH * HTTP/1.1\r\n\r\n"), VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("HDS/1.1 200 OK\r\n\r\nDevice-ID=1"), VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(tool_asks),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
