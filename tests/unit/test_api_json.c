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

/* As a published collector's tests have it of a recorder, and public notes of a camera that refuses;
 * the recorder's list of channels says nothing of itself. */
static void lapi(void **state)
{
	(void)state;
	assert_answer(d,
		      "{\"Response\":{\"ResponseURL\":\"/LAPI/V1.0/System/DeviceInfo\","
		      "\"ResponseCode\":0,\"ResponseString\":\"Succeed\",\"StatusCode\":0,"
		      "\"Data\":{\"ID\":0,\"DeviceName\":\"NVR302-16S2\",\"DeviceType\":1,"
		      "\"DeviceModel\":\"NVR302-16S2\",\"SerialNumber\":\"210235XAX93239000081\","
		      "\"FirmwareVersion\":\"NVR-B3601.37.45.230825\"}}}",
		      "api.form LAPI\napi.name NVR302-16S2\napi.model NVR302-16S2\n"
		      "api.serial 210235XAX93239000081\napi.firmware NVR-B3601.37.45.230825\n");
	assert_answer(d,
		      "{\"Response\":{\"ResponseURL\":\"/LAPI/V1.0/System/DeviceBasicInfo\","
		      "\"ResponseCode\":3,\"SubResponseCode\":0,"
		      "\"ResponseString\":\"Not Authorized\",\"StatusCode\":401,"
		      "\"StatusString\":\"Unauthorized\",\"Data\":\"null\"}}",
		      "api.form LAPI\n");
	assert_answer(d,
		      "{\"Response\":{\"ResponseURL\":\"/LAPI/V1.0/System/DeviceBasicInfo\","
		      "\"ResponseCode\":0,\"Data\":{\"Manufacturer\":\"M\",\"DeviceModel\":\"D-1\","
		      "\"DeviceConfig\":\"C\",\"MAC\":\"02:00:00:00:00:07\",\"HardewareID\":\"A\","
		      "\"PCBVersion\":\"P\",\"UbootVersion\":\"U\",\"CameraVersion\":\"K\","
		      "\"Gateway\":\"10.0.0.1\"}}}",
		      "api.form LAPI\napi.brand M\napi.model D-1\napi.field DeviceConfig=C\n"
		      "api.mac 02:00:00:00:00:07\napi.hardware A\napi.field PCBVersion=P\n"
		      "api.field UbootVersion=U\napi.field CameraVersion=K\n");
	assert_answer(d,
		      "{\"Response\":{\"ResponseURL\":\"/LAPI/V1.0/Channels/System/"
		      "ChannelDetailInfos\",\"ResponseCode\":0,\"Data\":{\"Nums\":1,"
		      "\"DetailInfos\":[{\"ID\":1,\"Manufacturer\":\"OTHER\","
		      "\"DeviceModel\":\"O-1\"}]}}}",
		      "api.form LAPI\n");
}

/* The example of the maker's own description of SystemInfo/Base/Get. */
static void system_info(void **state)
{
	(void)state;
	assert_answer(d,
		      "{\"result\":\"success\",\"data\":{\"device_id\":\"000000\","
		      "\"device_name\":\"admin\",\"device_type\":\"N7516\","
		      "\"hardware_version\":\"DM-448\","
		      "\"software_version\":\"V8.2.3-20221014\",\"ie_client_version\":"
		      "\"V1.3.1.45\",\"video_format\":\"NTSC\",\"mac_address\":"
		      "\"88-26-1D-AA-8E-E0\",\"serialNum\":\"S1\",\"p2p_id\":\"P1\"}}",
		      "api.form SystemInfo\napi.name admin\napi.model N7516\n"
		      "api.hardware DM-448\napi.firmware V8.2.3-20221014\n"
		      "api.mac 88-26-1D-AA-8E-E0\napi.serial S1\napi.field p2p_id=P1\n");
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
	assert_no_answer(d, "{\"Response\":{\"ResponseURL\":\"/LAPI/V1.0/System\"}}");
	assert_no_answer(d, "{\"Response\":{\"ResponseURL\":\"/other\",\"ResponseCode\":0}}");
	assert_no_answer(d, "{\"Response\":{\"ResponseURL\":\"/LAPI/V1.0/\",\"ResponseCode\":0");
	assert_no_answer(d, "{\"result\":\"success\",\"data\":{\"device_type\":\"switch\","
			    "\"software_version\":\"1\"}}");
	assert_no_answer(d, "{\"result\":\"failed\",\"data\":{\"device_type\":\"N\","
			    "\"software_version\":\"1\",\"video_format\":\"PAL\"}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(login_challenge),
		cmocka_unit_test(answers_of_calls),
		cmocka_unit_test(property_list),
		cmocka_unit_test(device_info),
		cmocka_unit_test(lapi),
		cmocka_unit_test(system_info),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
