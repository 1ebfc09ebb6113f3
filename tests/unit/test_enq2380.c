/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector enq2380_dissector;
static const struct dissector *const d = &enq2380_dissector;

static const char answer[] = "\x02MAC:02-00-00-00-00-07\xffMODEL:ABC-100\xffSERIAL:123456\xff"
			     "INFO:allinfo\xff"
			     "IPADR:10.0.0.7\xffGATEWAY:\xffWEBPORT:80\xff"
			     "SOFTVERSION:3.0.0\xff\x03";

static void device_answers(void **state)
{
	(void)state;
	assert_datagram(
		d, slice_text(answer), VERDICT_NEXT,
		"enq2380.message search answered\nenq2380.mac 02-00-00-00-00-07\n"
		"enq2380.model ABC-100\nenq2380.serial 123456\nenq2380.field IPADR=10.0.0.7\n"
		"enq2380.field WEBPORT=80\nenq2380.firmware 3.0.0\n");
	proto_datagram_torture(d, slice_text(answer));
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d,
			slice_text("\x02"
				   "ENQ:allinfo\xff\x03"),
			VERDICT_NEXT, "enq2380.message search asked\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d,
			slice_text("\x02"
				   "HELLO:world\xff\x03"),
			VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("MAC:02-00-00-00-00-07\xff"), VERDICT_NOT_MINE, "");
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
