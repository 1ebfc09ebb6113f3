/* SPDX-License-Identifier: Apache-2.0 */
#include "api_test.h"

extern const struct dissector api_json_dissector;
static const struct dissector *const d = &api_json_dissector;

static void login_challenge(void **state)
{
	(void)state;
	assert_answer(d,
		      "{\"error\":{\"code\":268632079,\"message\":\"login challenge!\"},\"id\":1,"
		      "\"params\":{\"encryption\":\"Default\",\"random\":\"123\","
		      "\"realm\":\"Login to 1A2B3C4PAA00003\"},\"result\":false,\"session\":7}\n",
		      "api.form RPC2 login\napi.field encryption=Default\n"
		      "api.realm Login to 1A2B3C4PAA00003\n");
}

static void answers_of_calls(void **state)
{
	(void)state;
	assert_answer(
		d,
		"{\"id\":2,\"params\":{\"deviceType\":\"31\",\"processor\":\"ST7108\","
		"\"serialNumber\":\"S1\",\"updateSerial\":\"X-1\"},\"result\":true,\"session\":7}",
		"api.form RPC2 answer\napi.model 31\napi.field processor=ST7108\n"
		"api.serial S1\napi.field updateSerial=X-1\n");
	assert_answer(d,
		      "{\"params\":{\"version\":{\"Version\":\"2.4\",\"BuildDate\":\"2020\"}},"
		      "\"result\":true,\"session\":7}",
		      "api.form RPC2 answer\napi.firmware 2.4\napi.field BuildDate=2020\n");
	/* refused, or of no use */
	assert_no_answer(d, "{\"params\":{\"sn\":\"S1\"},\"result\":false}");
	assert_no_answer(d, "{\"params\":{\"sn\":\"S1\"},\"result\":true}");
	assert_no_answer(d, "{\"params\":{\"keepAliveInterval\":60},\"result\":true}");
}

static void property_list(void **state)
{
	(void)state;
	assert_answer(d,
		      "{\"apiVersion\":\"1.0\",\"data\":{\"propertyList\":{\"Brand\":\"B\","
		      "\"ProdNbr\":\"P1\",\"ProdType\":\"Network Camera\","
		      "\"SerialNumber\":\"020000000007\",\"Version\":\"9.50.1\","
		      "\"HardwareID\":\"764\"}}}",
		      "api.form basicdeviceinfo\napi.brand B\napi.model P1\n"
		      "api.field ProdType=Network Camera\napi.serial 020000000007\n"
		      "api.firmware 9.50.1\napi.hardware 764\n");
}

static void device_info(void **state)
{
	(void)state;
	assert_answer(d,
		      "{\"Model\":\"XN-1\",\"SerialNumber\":\"S1\",\"FirmwareVersion\":\"1.4\","
		      "\"DeviceType\":\"NWC\",\"CGIVersion\":\"2.5\","
		      "\"ConnectedMACAddress\":\"02:00:00:00:00:07\"}",
		      "api.form deviceinfo\napi.model XN-1\napi.serial S1\napi.firmware 1.4\n"
		      "api.field DeviceType=NWC\napi.field CGIVersion=2.5\n"
		      "api.mac 02:00:00:00:00:07\n");
	assert_answer(
		d,
		"[{\"cmd\":\"GetDevInfo\",\"code\":0,\"value\":{\"DevInfo\":{\"model\":\"R-1\","
		"\"firmVer\":\"v3\",\"hardVer\":\"H\",\"name\":\"Yard\",\"type\":\"IPC\","
		"\"serial\":\"0\"}}}]",
		"api.form GetDevInfo\napi.model R-1\napi.firmware v3\napi.hardware H\n"
		"api.name Yard\napi.field type=IPC\napi.serial 0\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_no_answer(d, "");
	assert_no_answer(d, "<html><title>x</title></html>");
	assert_no_answer(d, "{\"CGIVersion\":\"X\",\"FirmwareVersion\":\"1\"}");
	assert_no_answer(d, "{\"Model\":\"X\",\"FirmwareVersion\":\"1\"}");
	assert_no_answer(d, "{\"params\":{\"realm\":\"Login to X\"}}");
	assert_no_answer(d, "{\"params\":{\"realm\":\"Welcome\",\"random\":\"1\"}}");
	assert_no_answer(d, "{\"cmd\":\"GetTime\",\"value\":{\"DevInfo\":{\"firmVer\":\"1\"}}}");
	assert_no_answer(d, "{\"cmd\":\"GetDevInfo\",\"value\":{\"DevInfo\":{\"firmVer\"");
	assert_no_answer(d, "Model=X\nFirmwareVersion=1\nCGIVersion=2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(login_challenge),    cmocka_unit_test(answers_of_calls),
		cmocka_unit_test(property_list),      cmocka_unit_test(device_info),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
