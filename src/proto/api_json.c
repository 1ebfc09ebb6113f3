/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers in JSON by which devices tell of themselves on their own interfaces. The interface is
 * told by the fields, whatever address served it:
 *
 *   "RPC2 login"       {"params":{"realm":"Login to X","random":..,"encryption":..},"session":..}
 *   "RPC2 answer"      {"result":true,"session":..,"params":{"deviceType"|"serialNumber"|"sn"|
 *                       "type"|"version":{"Version"}|"Vendor":..}}
 *   "basicdeviceinfo"  {"data":{"propertyList":{"Brand","ProdNbr","SerialNumber","Version",..}}}
 *   "deviceinfo"       {"Model","FirmwareVersion","CGIVersion","ConnectedMACAddress",..}
 *   "GetDevInfo"       [{"cmd":"GetDevInfo","value":{"DevInfo":{"model","firmVer","hardVer",..}}}]
 *   "LAPI"             {"Response":{"ResponseURL":"/LAPI/V1.0/..","ResponseCode":0,
 *                       "Data":{"DeviceModel","SerialNumber","FirmwareVersion",..}}}
 *   "SystemInfo"       {"result":"success","data":{"device_type","hardware_version",
 *                       "software_version","video_format","mac_address",..}}
 *
 * Sources: mcw0/DahuaConsole and mcw0/Tools (RPC2), the maker's own examples of
 * basicdeviceinfo.cgi, the devices' own web pages (deviceinfo), answers recorded in tests of
 * published clients (GetDevInfo); of LAPI an answer of a camera in public notes, one of a recorder
 * in the tests of a published collector, and the fields in EasyOperate's model of it; of SystemInfo
 * the maker's own description of /API/SystemInfo/Base/Get.
 *
 * LAPI refuses a stranger in the same envelope, without data: the form alone is then told. What a
 * recorder lists of its channels stands deeper and isn't told: those are other devices.
 *
 * Devices call such bodies text or HTML as well. Skipped on purpose: sessions, random numbers,
 * users.
 */
#include "base/json.h"
#include "proto/api.h"
#include "proto/dissector.h"

enum form { RPC_LOGIN, RPC_ANSWER, BASIC, DEVICEINFO, DEVINFO, LAPI, SYSTEMINFO, FORMS };

static const char *const form_names[FORMS] = {"RPC2 login", "RPC2 answer", "basicdeviceinfo",
					      "deviceinfo", "GetDevInfo",  "LAPI",
					      "SystemInfo"};

static const struct api_mark marks[] = {
	{RPC_LOGIN, 1, "params/realm", "Login to "},
	{RPC_LOGIN, 2, "params/random", ""},
	{RPC_ANSWER, 1, "result", "true"},
	{RPC_ANSWER, 4, "session", ""},
	{RPC_ANSWER, 2, "params/deviceType", ""},
	{RPC_ANSWER, 2, "params/sn", ""},
	{RPC_ANSWER, 2, "params/type", ""},
	{RPC_ANSWER, 2, "params/version/Version", ""},
	{RPC_ANSWER, 2, "params/Vendor", ""},
	{BASIC, 1, "data/propertyList/ProdNbr", ""},
	{BASIC, 2, "data/propertyList/SerialNumber", ""},
	{DEVICEINFO, 1, "FirmwareVersion", ""},
	{DEVICEINFO, 4, "Model", ""},
	{DEVICEINFO, 2, "CGIVersion", ""},
	{DEVICEINFO, 2, "ConnectedMACAddress", ""},
	{DEVINFO, 1, "cmd", "GetDevInfo"},
	{DEVINFO, 2, "value/DevInfo/firmVer", ""},
	{LAPI, 1, "Response/ResponseURL", "/LAPI/V"},
	{LAPI, 2, "Response/ResponseCode", ""},
	{SYSTEMINFO, 1, "result", "success"},
	{SYSTEMINFO, 2, "data/device_type", ""},
	{SYSTEMINFO, 4, "data/software_version", ""},
	{SYSTEMINFO, 8, "data/video_format", ""},
	{SYSTEMINFO, 8, "data/ie_client_version", ""},
};

#define LAPI_DATA "Response/Data/"

static const struct api_field fields[] = {
	{RPC_LOGIN, OBS_API_REALM, "params/realm", NULL},
	{RPC_LOGIN, OBS_API_FIELD, "params/encryption", "encryption"},
	{RPC_LOGIN, OBS_API_MAC, "params/mac", NULL},
	{RPC_ANSWER, OBS_API_MODEL, "params/deviceType", NULL},
	{RPC_ANSWER, OBS_API_MODEL, "params/type", NULL},
	{RPC_ANSWER, OBS_API_SERIAL, "params/serialNumber", NULL},
	{RPC_ANSWER, OBS_API_SERIAL, "params/sn", NULL},
	{RPC_ANSWER, OBS_API_BRAND, "params/Vendor", NULL},
	{RPC_ANSWER, OBS_API_FIRMWARE, "params/version/Version", NULL},
	{RPC_ANSWER, OBS_API_FIELD, "params/version/BuildDate", "BuildDate"},
	{RPC_ANSWER, OBS_API_FIELD, "params/version/WebVersion", "WebVersion"},
	{RPC_ANSWER, OBS_API_FIELD, "params/processor", "processor"},
	{RPC_ANSWER, OBS_API_FIELD, "params/updateSerial", "updateSerial"},
	{RPC_ANSWER, OBS_API_HARDWARE, "params/hardwareVersion", NULL},
	{BASIC, OBS_API_BRAND, "data/propertyList/Brand", NULL},
	{BASIC, OBS_API_MODEL, "data/propertyList/ProdNbr", NULL},
	{BASIC, OBS_API_SERIAL, "data/propertyList/SerialNumber", NULL},
	{BASIC, OBS_API_FIRMWARE, "data/propertyList/Version", NULL},
	{BASIC, OBS_API_HARDWARE, "data/propertyList/HardwareID", NULL},
	{BASIC, OBS_API_FIELD, "data/propertyList/ProdType", "ProdType"},
	{BASIC, OBS_API_FIELD, "data/propertyList/ProdFullName", "ProdFullName"},
	{BASIC, OBS_API_FIELD, "data/propertyList/BuildDate", "BuildDate"},
	{BASIC, OBS_API_FIELD, "data/propertyList/Architecture", "Architecture"},
	{BASIC, OBS_API_FIELD, "data/propertyList/Soc", "Soc"},
	{BASIC, OBS_API_FIELD, "data/propertyList/WebURL", "WebURL"},
	{DEVICEINFO, OBS_API_MODEL, "Model", NULL},
	{DEVICEINFO, OBS_API_SERIAL, "SerialNumber", NULL},
	{DEVICEINFO, OBS_API_FIRMWARE, "FirmwareVersion", NULL},
	{DEVICEINFO, OBS_API_MAC, "ConnectedMACAddress", NULL},
	{DEVICEINFO, OBS_API_FIELD, "DeviceType", "DeviceType"},
	{DEVICEINFO, OBS_API_FIELD, "CGIVersion", "CGIVersion"},
	{DEVICEINFO, OBS_API_FIELD, "ISPVersion", "ISPVersion"},
	{DEVICEINFO, OBS_API_FIELD, "BuildDate", "BuildDate"},
	{DEVINFO, OBS_API_MODEL, "value/DevInfo/model", NULL},
	{DEVINFO, OBS_API_SERIAL, "value/DevInfo/serial", NULL},
	{DEVINFO, OBS_API_FIRMWARE, "value/DevInfo/firmVer", NULL},
	{DEVINFO, OBS_API_HARDWARE, "value/DevInfo/hardVer", NULL},
	{DEVINFO, OBS_API_NAME, "value/DevInfo/name", NULL},
	{DEVINFO, OBS_API_FIELD, "value/DevInfo/type", "type"},
	{DEVINFO, OBS_API_FIELD, "value/DevInfo/exactType", "exactType"},
	{DEVINFO, OBS_API_FIELD, "value/DevInfo/detail", "detail"},
	{DEVINFO, OBS_API_FIELD, "value/DevInfo/buildDay", "buildDay"},
	{DEVINFO, OBS_API_FIELD, "value/DevInfo/itemNo", "itemNo"},
	{DEVINFO, OBS_API_FIELD, "value/DevInfo/channelNum", "channelNum"},
	{LAPI, OBS_API_BRAND, LAPI_DATA "Manufacturer", NULL},
	{LAPI, OBS_API_MODEL, LAPI_DATA "DeviceModel", NULL},
	{LAPI, OBS_API_SERIAL, LAPI_DATA "SerialNumber", NULL},
	{LAPI, OBS_API_FIRMWARE, LAPI_DATA "FirmwareVersion", NULL},
	{LAPI, OBS_API_MAC, LAPI_DATA "MAC", NULL},
	{LAPI, OBS_API_NAME, LAPI_DATA "DeviceName", NULL},
	{LAPI, OBS_API_HARDWARE, LAPI_DATA "HardewareID", NULL},
	{LAPI, OBS_API_FIELD, LAPI_DATA "DeviceConfig", "DeviceConfig"},
	{LAPI, OBS_API_FIELD, LAPI_DATA "PCBVersion", "PCBVersion"},
	{LAPI, OBS_API_FIELD, LAPI_DATA "UbootVersion", "UbootVersion"},
	{LAPI, OBS_API_FIELD, LAPI_DATA "CameraVersion", "CameraVersion"},
	{SYSTEMINFO, OBS_API_MODEL, "data/device_type", NULL},
	{SYSTEMINFO, OBS_API_NAME, "data/device_name", NULL},
	{SYSTEMINFO, OBS_API_SERIAL, "data/serialNum", NULL},
	{SYSTEMINFO, OBS_API_HARDWARE, "data/hardware_version", NULL},
	{SYSTEMINFO, OBS_API_FIRMWARE, "data/software_version", NULL},
	{SYSTEMINFO, OBS_API_MAC, "data/mac_address", NULL},
	{SYSTEMINFO, OBS_API_FIELD, "data/build_time", "build_time"},
	{SYSTEMINFO, OBS_API_FIELD, "data/mcu_software_version", "mcu_software_version"},
	{SYSTEMINFO, OBS_API_FIELD, "data/p2p_id", "p2p_id"},
};

struct walk {
	struct sink *out;
	struct api_marks seen;
	unsigned form;
};

static void look(void *ctx, const struct json_leaf *leaf)
{
	struct walk *w = ctx;
	api_note(&w->seen, marks, sizeof(marks) / sizeof(marks[0]), slice_text(leaf->path),
		 leaf->text);
}

static void tell(void *ctx, const struct json_leaf *leaf)
{
	struct walk *w = ctx;
	api_say(fields, sizeof(fields) / sizeof(fields[0]), w->form, slice_text(leaf->path),
		leaf->text, w->out);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice json = slice_trim(cursor_rest(in));
	struct walk w = {.out = out};
	(void)state;

	if (where->from_client || !(slice_starts(json, "{") || slice_starts(json, "[")) ||
	    !json_walk(json, look, &w))
		return verdict(VERDICT_NOT_MINE);
	w.form = api_form(&w.seen, marks, sizeof(marks) / sizeof(marks[0]));
	if (w.form == API_FORMS_MAX)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_API_FORM, slice_text(form_names[w.form]));
	(void)json_walk(json, tell, &w);
	return verdict(VERDICT_DONE);
}

static const enum obs_kind emits[] = {API_EMITS, OBS_KINDS};

extern const struct dissector api_json_dissector;
const struct dissector api_json_dissector = {
	.name = "api_json",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_JSON | 1u << DOCUMENT_TEXT | 1u << DOCUMENT_HTML,
	.feed = feed,
	.emits = emits,
};
