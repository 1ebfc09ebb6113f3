/* SPDX-License-Identifier: Apache-2.0 */
#include "api_test.h"

extern const struct dissector api_text_dissector;
static const struct dissector *const d = &api_text_dissector;

static void root_list(void **state)
{
	(void)state;
	assert_answer(
		d,
		"root.Brand.Brand=B\r\nroot.Brand.ProdNbr=P1\r\nroot.Brand.ProdType=Camera\r\n"
		"root.Properties.Firmware.Version=9.1\r\nroot.Other.Secret=no\r\n"
		"root.Properties.System.SerialNumber=020000000007",
		"api.form root list\napi.brand B\napi.model P1\napi.field ProdType=Camera\n"
		"api.firmware 9.1\napi.serial 020000000007\n");
}

static void lists_of_two_names(void **state)
{
	(void)state;
	assert_answer(
		d, "deviceType=31\r\nprocessor=ST7108\r\nserialNumber=S1\r\nupdateSerial=X-1\r\n",
		"api.form magicBox list\napi.model 31\napi.field processor=ST7108\n"
		"api.serial S1\napi.field updateSerial=X-1\n");
	assert_answer(d,
		      "Model=XN-1\nSerialNumber=S1\nFirmwareVersion=1.4\nDeviceType=NWC\n"
		      "CGIVersion=2.5\n",
		      "api.form deviceinfo list\napi.model XN-1\napi.serial S1\napi.firmware 1.4\n"
		      "api.field DeviceType=NWC\napi.field CGIVersion=2.5\n");
	assert_answer(d,
		      "model=DCS-1\nbrand=B\nproduct=DCS-1\nversion=2.15\nbuild=07\nhw_version=B\n"
		      "nipca=1.9.5\nname=Yard\nlocation=\nmacaddr=02:00:00:00:00:07\n",
		      "api.form nipca list\napi.model DCS-1\napi.brand B\napi.field product=DCS-1\n"
		      "api.firmware 2.15\napi.field build=07\napi.hardware B\n"
		      "api.field nipca=1.9.5\napi.name Yard\napi.mac 02:00:00:00:00:07\n");
}

static void quoted_values(void **state)
{
	(void)state;
	assert_answer(d,
		      "system_info_modelname='IP1'\r\nsystem_info_serialnumber='020000000007'\r\n"
		      "system_info_firmwareversion='IP1-VVTK-0100e7'\r\n",
		      "api.form system_info\napi.model IP1\napi.serial 020000000007\n"
		      "api.firmware IP1-VVTK-0100e7\n");
	assert_answer(d,
		      "var model=\"C6F0SeZ0N0P0L0\";\r\nvar hardVersion=\"V1.0.0.1\";\r\n"
		      "var softVersion=\"V11.6.5.1.1-20161213\";\r\nvar name=\"Yard\";\r\n",
		      "api.form hi3510 list\napi.model C6F0SeZ0N0P0L0\napi.hardware V1.0.0.1\n"
		      "api.firmware V11.6.5.1.1-20161213\napi.name Yard\n");
}

/* Names as a published client looks for them, in another case than it expects. */
static void production_list(void **state)
{
	(void)state;
	assert_answer(d,
		      "WAN_MODE = '0'\nFirmware Version = A1D-310-V1.00.00-AC\n"
		      "MAC Address = 02:00:00:00:00:07\nProduction ID = ACM0000-00A-X-00001\n"
		      "Factory Default Type = Two Ways Audio (0x71)\n"
		      "company name = 'Some Corporation'\nModel Number='ACM-0000'\nPlatform='K'\n",
		      "api.form production list\napi.firmware A1D-310-V1.00.00-AC\n"
		      "api.mac 02:00:00:00:00:07\napi.serial ACM0000-00A-X-00001\n"
		      "api.field Factory Default Type=Two Ways Audio (0x71)\n"
		      "api.brand Some Corporation\napi.model ACM-0000\napi.field Platform=K\n");
}

/* The answer in projectdiscovery/nuclei-templates pull request 1779. */
static void capability_list(void **state)
{
	(void)state;
	assert_answer(d,
		      "0\nOK\nFirmware.Version=1011-1005-1008-1002\nMACAddress=00:0E:53:00:00:07\n"
		      "Product.Type=DVR\nProduct.ID=308B\n"
		      "Product.ShortName=V_full_Indep,V_Multistream\nVideo.System=PAL\n"
		      "Video.Input.Num=8\nCapability=D0,80,A,80\n",
		      "api.form capability list\napi.firmware 1011-1005-1008-1002\n"
		      "api.mac 00:0E:53:00:00:07\napi.field Product.Type=DVR\n"
		      "api.field Product.ID=308B\n"
		      "api.field Product.ShortName=V_full_Indep,V_Multistream\n"
		      "api.field Video.Input.Num=8\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_no_answer(d, "");
	assert_no_answer(d, "hello\nworld\n");
	assert_no_answer(d, "model=DCS-1\nversion=2\n");
	assert_no_answer(d, "nipca=1.9\n");
	assert_no_answer(d, "deviceType=31\nserialNumber=S1\n");
	assert_no_answer(d, "Model=X\nFirmwareVersion=1\n");
	assert_no_answer(d, "var softVersion=\"1\";\n");
	assert_no_answer(d, "root.Brand.Brand=\x01\n");
	assert_no_answer(d, "Firmware Version = 1\nMAC Address = 02:00:00:00:00:07\n");
	assert_no_answer(d, "Production ID = 7\nMAC Address = 02:00:00:00:00:07\n");
	assert_no_answer(d, "Product.Type=Switch\nFirmware.Version=1\n");
	assert_no_answer(d, "Product.Type:DVR\nProduct.ID:1\nFirmware.Version:1\n");
	assert_no_answer(d, "<html><body>root.Brand.Brand</body></html>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(root_list),       cmocka_unit_test(lists_of_two_names),
		cmocka_unit_test(quoted_values),   cmocka_unit_test(production_list),
		cmocka_unit_test(capability_list), cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
