/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector disc57975_dissector;
static const struct dissector *const d = &disc57975_dissector;

/* The example of the firmware's own description, with quotes as JSON wants them. */
#define ANSWER                                                                                   \
	"{\"cmd\":\"discover\",\"sn\":\"YDFE4EFDFESHEDFR\",\"discover\":{\"hw_ver\":\"h1.0.0\"," \
	"\"sw_ver\":\"v1.0.0\",\"model\":\"ipc\",\"dev_type\":\"ipc\",\"chnn_num\":1,"           \
	"\"txt_enc\":\"base64,xxx\",\"mac\":\"02:00:00:00:00:07\","                              \
	"\"mac_wireless\":\"02:00:00:00:00:08\",\"name\":\"Yard\",\"port\":80}}"

static void expect(uint16_t port, const char *text, enum verdict_word word, const char *want)
{
	struct proto_test t;

	proto_test_init(&t, d, port);
	struct verdict v = proto_datagram(&t, d, slice_text(text));
	assert_string_equal(proto_lines(&t), want);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

static void device_answers(void **state)
{
	(void)state;
	expect(57975, ANSWER, VERDICT_NEXT,
	       "disc57975.message search answered\ndisc57975.serial YDFE4EFDFESHEDFR\n"
	       "disc57975.field hw_ver=h1.0.0\ndisc57975.firmware v1.0.0\ndisc57975.model ipc\n"
	       "disc57975.field dev_type=ipc\ndisc57975.field chnn_num=1\n"
	       "disc57975.mac 02:00:00:00:00:07\ndisc57975.mac 02:00:00:00:00:08\n"
	       "disc57975.name Yard\n");
	proto_datagram_torture(d, slice_text(ANSWER));
}

static void tool_asks(void **state)
{
	(void)state;
	expect(57975, "{\"cmd\":\"discover\"}\n", VERDICT_NEXT, "disc57975.message search asked\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	expect(9999, ANSWER, VERDICT_NOT_MINE, "");
	expect(57975, "", VERDICT_NOT_MINE, "");
	expect(57975, "discover", VERDICT_NOT_MINE, "");
	expect(57975, "{\"cmd\":\"discover\"", VERDICT_NOT_MINE, "");
	expect(57975, "{\"cmd\":\"set_wireless\",\"set_wireless\":{\"passwd\":\"p\"}}",
	       VERDICT_NOT_MINE, "");
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
