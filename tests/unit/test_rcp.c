/* SPDX-License-Identifier: Apache-2.0 */
#include "api_test.h"

extern const struct dissector rcp_dissector;
static const struct dissector *const d = &rcp_dissector;

#define RCP(hex, type, result)                                                                   \
	"\n\n<rcp>\n\n\t<command>\n\t<hex>" hex "</hex>\n\t</command>\n<type>" type              \
	"</type>\n<direction>READ</direction>\n<num>0</num>\n<idstring/>\n<payload></payload>\n" \
	"<result>\n" result "\n</result>\n</rcp>\n"

/* As pasted from a camera into a published controller: all elements, a command not told. */
static void whole_answer(void **state)
{
	(void)state;
	assert_answer(
		d,
		"<rcp>\n<command>\n<hex>0x09a5</hex>\n<dec>2469</dec>\n</command>\n"
		"<type>P_OCTET</type>\n<direction>WRITE</direction>\n<num>1</num>\n<idstring/>\n"
		"<payload/>\n<cltid>0x0046</cltid>\n<sessionid>0x00000000</sessionid>\n"
		"<auth>2</auth>\n<protocol>TCP</protocol>\n<result>\n<len>8</len>\n"
		"<str>81 00 06 01 12 01 f3 d1</str>\n</result>\n</rcp>",
		"api.form rcp\n");
}

static void what_is_told(void **state)
{
	(void)state;
	assert_answer(d, RCP("0x0cd4", "P_STRING", "<str>7.83.0027</str>"),
		      "api.form rcp\napi.firmware 7.83.0027\n");
	assert_answer(d, RCP("0x002F", "P_STRING", "<len>8</len><str>07830027</str>"),
		      "api.form rcp\napi.firmware 07830027\n");
	assert_answer(d, RCP("0x0be7", "P_STRING", "<str>NBN-0000-V3</str>"),
		      "api.form rcp\napi.model NBN-0000-V3\n");
	assert_answer(d, RCP("0x00bc", "P_OCTET", "<len>6</len><str>02 00 5F 00 00 07</str>"),
		      "api.form rcp\napi.mac 02:00:5f:00:00:07\n");
	assert_answer(d, RCP("0x0ae7", "P_OCTET", "<str>00 04 09 31 32</str>"),
		      "api.form rcp\napi.serial 04912\n");
}

static void nothing_to_tell(void **state)
{
	(void)state;
	assert_answer(d, RCP("0x0cd4", "P_STRING", "<error>0x90</error>"), "api.form rcp\n");
	assert_answer(d, RCP("0x0cd4", "P_OCTET", "<str>37 2e 38</str>"), "api.form rcp\n");
	assert_answer(d, RCP("0x00bc", "P_OCTET", "<str>02 00 5f</str>"), "api.form rcp\n");
	assert_answer(d, RCP("0x00bc", "P_OCTET", "<str>02-00-5f-00-00-07</str>"),
		      "api.form rcp\n");
	assert_answer(d, RCP("0x0ae7", "P_OCTET", "<str>00 7f</str>"), "api.form rcp\n");
	assert_answer(d, RCP("0x0ae7", "P_OCTET", "<str/>"), "api.form rcp\n");
}

static void cut_off(void **state)
{
	(void)state;
	assert_sent(d, false,
		    "<rcp><command><hex>0x0cd4</hex></command><type>P_STRING</type>"
		    "<direction>READ</direction><result><str>7.83",
		    VERDICT_MALFORMED, "api.form rcp\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_no_answer(d, "");
	assert_no_answer(d, "<rcp/>");
	assert_no_answer(d, "<rcp><result><dec>42</dec></result></rcp>");
	assert_no_answer(d, "<rcp><command><hex>0x0cd4</hex></command><type>P_STRING</type></rcp>");
	assert_no_answer(d, "<rcp><command><hex>cd4</hex></command><type>P_STRING</type>"
			    "<direction>READ</direction></rcp>");
	assert_no_answer(d, "<x>" RCP("0x0cd4", "P_STRING", "<str>7</str>") "</x>");
	assert_no_answer(d, "<DeviceInfo xmlns='/ver20/XMLSchema'><model>M</model></DeviceInfo>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_answer),       cmocka_unit_test(what_is_told),
		cmocka_unit_test(nothing_to_tell),    cmocka_unit_test(cut_off),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
