/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector sadp_dissector;
extern const struct dissector sadp_ethernet_dissector;

static void assert_lines(const struct dissector *d, struct slice bytes, enum verdict_word word,
			 const char *lines)
{
	struct proto_test t;
	proto_test_init(&t, d, 37020);
	struct verdict v = proto_datagram(&t, d, bytes);
	assert_string_equal(proto_lines(&t), lines);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

static void assert_xml(const char *xml, enum verdict_word word, const char *lines)
{
	assert_lines(&sadp_dissector, slice_text(xml), word, lines);
}

static const char answer[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<ProbeMatch><Uuid>1-2</Uuid>"
	"<Types>inquiry</Types><DeviceType>7</DeviceType><DeviceDescription>IPC-1</"
	"DeviceDescription>"
	"<DeviceSN>IPC-1AB</DeviceSN><MAC>02-00-00-00-00-07</MAC><HttpPort>80</HttpPort>"
	"<SoftwareVersion>V1.0</SoftwareVersion><DSPVersion>V2</DSPVersion><Encrypt></Encrypt>"
	"<Salt>aa</Salt><EZVIZCode>ABCDEF</EZVIZCode><HCPlatformEnable>flase</HCPlatformEnable>"
	"</ProbeMatch>";

static void an_answer_tells_all_but_secrets(void **state)
{
	(void)state;
	assert_xml(answer, VERDICT_NEXT,
		   "sadp.message inquiry answered\nsadp.device_type 7\nsadp.model IPC-1\n"
		   "sadp.serial IPC-1AB\nsadp.mac 02-00-00-00-00-07\nsadp.field HttpPort=80\n"
		   "sadp.firmware V1.0\nsadp.dsp V2\nsadp.field HCPlatformEnable=flase\n");
}

static void kinds_of_message(void **state)
{
	(void)state;
	assert_xml("<?xml version=\"1.0\" encoding=\"utf-8\"?><Probe><Uuid>1</Uuid>"
		   "<Types>inquiry</Types></Probe>",
		   VERDICT_NEXT, "sadp.message inquiry asked\n");
	assert_xml("<Hello><Types>hello</Types><DeviceSN>X</DeviceSN></Hello>", VERDICT_NEXT,
		   "sadp.message hello\nsadp.serial X\n");
	/* a tool that changes a device sends its password: only the kind is told */
	assert_xml("<Probe><Types>update</Types><MAC>02-00-00-00-00-07</MAC>"
		   "<Password>p</Password><IPv4Address>10.0.0.9</IPv4Address></Probe>",
		   VERDICT_NEXT, "sadp.message update\n");
	assert_xml("<Hello><Types>hello</Types><DeviceSN>X</DeviceSN><MAC>02", VERDICT_MALFORMED,
		   "sadp.message hello\nsadp.serial X\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_xml("", VERDICT_NOT_MINE, "");
	assert_xml("M-SEARCH * HTTP/1.1\r\n\r\n", VERDICT_NOT_MINE, "");
	assert_xml("<Envelope><Body><ProbeMatch><Types>x</Types></ProbeMatch></Body></Envelope>",
		   VERDICT_NOT_MINE, "");
	assert_xml("<Probe><Types/></Probe>", VERDICT_NOT_MINE, "");
	assert_xml("<Probe Types=\"inquiry\"/>", VERDICT_NOT_MINE, "");
	proto_datagram_torture(&sadp_dissector, slice_text(answer));
}

static void real_answer(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &sadp_dissector, 37020);
	struct slice bytes = proto_shared_file("fixtures/discovery/Hikvision.bin");
	assert_int_equal(proto_datagram(&t, &sadp_dissector, bytes).word, VERDICT_NEXT);
	const char *lines = proto_lines(&t);
	assert_non_null(strstr(lines, "sadp.message inquiry answered\n"));
	assert_non_null(strstr(lines, "sadp.model Virtual\nsadp.serial Virtual-123456789\n"));
	assert_non_null(strstr(lines, "sadp.mac 00-11-22-33-44-55\n"));
	assert_non_null(strstr(lines, "sadp.field CommandPort=8000\n"));
	assert_non_null(strstr(lines, "sadp.field HCPlatformEnable=flase\n"));
	assert_null(strstr(lines, "Uuid"));
	proto_test_done(&t);
}

/* sender, operation, then the data behind the mask. */
static struct slice frame(unsigned sender, unsigned operation, const char *data)
{
	char text[2048];
	snprintf(text, sizeof(text),
		 "21 %02x 01 f6 00000001 0604 %02x 00 0000 020000000007 0a000007"
		 "ffffffffffff 00000000 ffffff00 %s",
		 sender, operation, data);
	return hex(text);
}

static struct slice device_frame(unsigned operation)
{
	char data[1024], text[48 * 2 + 1];
	snprintf(text, sizeof(text), "%-96s", "4142");
	for (char *at = text; *at; at++)
		if (*at == ' ')
			*at = '0';
	snprintf(data, sizeof(data), "%s 00000007 00001f40 00000001 00000000 %s %s %s", text, text,
		 text, text);
	return frame(1, operation, data);
}

#define DEVICE                                                                             \
	"sadp.mac 02:00:00:00:00:07\nsadp.field IPv4Address=10.0.0.7\nsadp.serial AB\n"    \
	"sadp.device_type 7\nsadp.firmware AB\nsadp.dsp AB\nsadp.field CommandPort=8000\n" \
	"sadp.field EncoderNum=1\nsadp.field DiskNumber=0\n"

static void ethernet_frames(void **state)
{
	const struct dissector *d = &sadp_ethernet_dissector;
	(void)state;
	assert_lines(d, device_frame(4), VERDICT_NEXT, "sadp.message inquiry answered\n" DEVICE);
	assert_lines(d, device_frame(2), VERDICT_NEXT, "sadp.message online\n" DEVICE);
	assert_lines(d, frame(2, 3, ""), VERDICT_NEXT, "sadp.message inquiry asked\n");
	assert_lines(d, frame(1, 7, ""), VERDICT_NEXT,
		     "sadp.message update answered\nsadp.mac 02:00:00:00:00:07\n"
		     "sadp.field IPv4Address=10.0.0.7\n");
	assert_lines(d, frame(1, 4, "4142"), VERDICT_MALFORMED,
		     "sadp.message inquiry answered\nsadp.mac 02:00:00:00:00:07\n"
		     "sadp.field IPv4Address=10.0.0.7\n");
	assert_lines(d, frame(3, 4, ""), VERDICT_NOT_MINE, "");
	assert_lines(d, frame(1, 5, ""), VERDICT_NOT_MINE, "");
	assert_lines(d, hex("21020142"), VERDICT_NOT_MINE, "");
	assert_lines(d, hex("4500002800000000400600000a0000010a00000200000000000000000000000000"),
		     VERDICT_NOT_MINE, "");
	proto_datagram_torture(d, device_frame(4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_tells_all_but_secrets),
		cmocka_unit_test(kinds_of_message),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(real_answer),
		cmocka_unit_test(ethernet_frames),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
