/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers in lines name=value by which devices tell of themselves on their own interfaces. The
 * interface is told by the names, whatever address served it:
 *
 *   "root list"       root.Brand.Brand=.. root.Brand.ProdNbr=.. root.Properties.Firmware.Version=..
 *   "magicBox list"   deviceType=.. processor=.. serialNumber=.. updateSerial=..
 *   "deviceinfo list" Model=.. FirmwareVersion=.. CGIVersion=.. ConnectedMACAddress=..
 *   "nipca list"      model=.. brand=.. version=.. build=.. hw_version=.. nipca=.. macaddr=..
 *   "system_info"     system_info_modelname='..' system_info_firmwareversion='..'
 *   "hi3510 list"     var model="..";  var hardVersion="..";  var softVersion="..";
 *   "production list" Production ID = ..  Firmware Version = ..  MAC Address = ..
 *   "capability list" Firmware.Version=.. MACAddress=.. Product.Type=.. Product.ID=..
 *
 * Sources: published clients and recorded answers of param.cgi (root list), rroller's component for
 * home-assistant (magicBox list), the devices' own web pages (deviceinfo list), bmork/defogger
 * (nipca list), published clients of getparam.cgi (system_info) and of getserverinfo (hi3510 list),
 * networkoptix/nx_open acti_resource.cpp and acti_resource_searcher.cpp, which lower the names
 * before they look at them (production list), an answer in projectdiscovery/nuclei-templates pull
 * request 1779 (capability list).
 *
 * Quotes around a value and a semicolon behind it are dropped. Skipped on purpose: all other names;
 * such lists hold users and passwords too.
 */
#include "proto/api.h"
#include "proto/dissector.h"

enum { LINES_MAX = 2048 };

enum form { ROOT, MAGICBOX, DEVICEINFO, NIPCA, SYSTEM_INFO, HI3510, PRODUCTION, CAPABILITY, FORMS };

static const char *const form_names[FORMS] = {
	"root list",   "magicBox list", "deviceinfo list", "nipca list",
	"system_info", "hi3510 list",   "production list", "capability list"};

static const struct api_mark marks[] = {
	{ROOT, 1, "root.Brand.Brand", ""},
	{ROOT, 1, "root.Brand.ProdShortName", ""},
	{ROOT, 1, "root.Properties.Firmware.Version", ""},
	{ROOT, 1, "root.Properties.System.SerialNumber", ""},
	{MAGICBOX, 1, "deviceType", ""},
	{MAGICBOX, 2, "updateSerial", ""},
	{MAGICBOX, 2, "processor", ""},
	{DEVICEINFO, 1, "FirmwareVersion", ""},
	{DEVICEINFO, 4, "Model", ""},
	{DEVICEINFO, 2, "CGIVersion", ""},
	{DEVICEINFO, 2, "ConnectedMACAddress", ""},
	{NIPCA, 1, "nipca", ""},
	{NIPCA, 2, "model", ""},
	{SYSTEM_INFO, 1, "system_info_modelname", ""},
	{SYSTEM_INFO, 1, "system_info_firmwareversion", ""},
	{SYSTEM_INFO, 1, "system_info_serialnumber", ""},
	{HI3510, 1, "var hardVersion", ""},
	{HI3510, 2, "var softVersion", ""},
	{PRODUCTION, 1, "Production ID", ""},
	{PRODUCTION, 2, "Firmware Version", ""},
	{PRODUCTION, 4, "MAC Address", ""},
	{CAPABILITY, 1, "Product.Type", ""},
	{CAPABILITY, 2, "Product.ID", ""},
	{CAPABILITY, 4, "Firmware.Version", ""},
};

static const struct api_field fields[] = {
	{ROOT, OBS_API_BRAND, "root.Brand.Brand", NULL},
	{ROOT, OBS_API_MODEL, "root.Brand.ProdNbr", NULL},
	{ROOT, OBS_API_FIELD, "root.Brand.ProdFullName", "ProdFullName"},
	{ROOT, OBS_API_FIELD, "root.Brand.ProdShortName", "ProdShortName"},
	{ROOT, OBS_API_FIELD, "root.Brand.ProdType", "ProdType"},
	{ROOT, OBS_API_FIELD, "root.Brand.WebURL", "WebURL"},
	{ROOT, OBS_API_FIRMWARE, "root.Properties.Firmware.Version", NULL},
	{ROOT, OBS_API_FIELD, "root.Properties.Firmware.BuildDate", "BuildDate"},
	{ROOT, OBS_API_SERIAL, "root.Properties.System.SerialNumber", NULL},
	{ROOT, OBS_API_HARDWARE, "root.Properties.System.HardwareID", NULL},
	{ROOT, OBS_API_FIELD, "root.Properties.System.Architecture", "Architecture"},
	{ROOT, OBS_API_FIELD, "root.Properties.System.Soc", "Soc"},
	{ROOT, OBS_API_MAC, "root.Network.eth0.MACAddress", NULL},
	{MAGICBOX, OBS_API_MODEL, "deviceType", NULL},
	{MAGICBOX, OBS_API_SERIAL, "serialNumber", NULL},
	{MAGICBOX, OBS_API_HARDWARE, "hardwareVersion", NULL},
	{MAGICBOX, OBS_API_FIELD, "processor", "processor"},
	{MAGICBOX, OBS_API_FIELD, "updateSerial", "updateSerial"},
	{DEVICEINFO, OBS_API_MODEL, "Model", NULL},
	{DEVICEINFO, OBS_API_SERIAL, "SerialNumber", NULL},
	{DEVICEINFO, OBS_API_FIRMWARE, "FirmwareVersion", NULL},
	{DEVICEINFO, OBS_API_MAC, "ConnectedMACAddress", NULL},
	{DEVICEINFO, OBS_API_FIELD, "DeviceType", "DeviceType"},
	{DEVICEINFO, OBS_API_FIELD, "CGIVersion", "CGIVersion"},
	{DEVICEINFO, OBS_API_FIELD, "ISPVersion", "ISPVersion"},
	{DEVICEINFO, OBS_API_FIELD, "BuildDate", "BuildDate"},
	{NIPCA, OBS_API_MODEL, "model", NULL},
	{NIPCA, OBS_API_BRAND, "brand", NULL},
	{NIPCA, OBS_API_FIRMWARE, "version", NULL},
	{NIPCA, OBS_API_HARDWARE, "hw_version", NULL},
	{NIPCA, OBS_API_MAC, "macaddr", NULL},
	{NIPCA, OBS_API_NAME, "name", NULL},
	{NIPCA, OBS_API_FIELD, "product", "product"},
	{NIPCA, OBS_API_FIELD, "build", "build"},
	{NIPCA, OBS_API_FIELD, "nipca", "nipca"},
	{SYSTEM_INFO, OBS_API_MODEL, "system_info_modelname", NULL},
	{SYSTEM_INFO, OBS_API_FIELD, "system_info_extendedmodelname", "extendedmodelname"},
	{SYSTEM_INFO, OBS_API_SERIAL, "system_info_serialnumber", NULL},
	{SYSTEM_INFO, OBS_API_FIRMWARE, "system_info_firmwareversion", NULL},
	{SYSTEM_INFO, OBS_API_NAME, "system_hostname", NULL},
	{HI3510, OBS_API_MODEL, "var model", NULL},
	{HI3510, OBS_API_HARDWARE, "var hardVersion", NULL},
	{HI3510, OBS_API_FIRMWARE, "var softVersion", NULL},
	{HI3510, OBS_API_NAME, "var name", NULL},
	{HI3510, OBS_API_FIELD, "var webVersion", "webVersion"},
	{PRODUCTION, OBS_API_SERIAL, "Production ID", NULL},
	{PRODUCTION, OBS_API_FIRMWARE, "Firmware Version", NULL},
	{PRODUCTION, OBS_API_MAC, "MAC Address", NULL},
	{PRODUCTION, OBS_API_MODEL, "Model Number", NULL},
	{PRODUCTION, OBS_API_BRAND, "Company Name", NULL},
	{PRODUCTION, OBS_API_FIELD, "Factory Default Type", "Factory Default Type"},
	{PRODUCTION, OBS_API_FIELD, "Platform", "Platform"},
	{PRODUCTION, OBS_API_FIELD, "Unit Type", "Unit Type"},
	{CAPABILITY, OBS_API_FIRMWARE, "Firmware.Version", NULL},
	{CAPABILITY, OBS_API_MAC, "MACAddress", NULL},
	{CAPABILITY, OBS_API_FIELD, "Product.Type", "Product.Type"},
	{CAPABILITY, OBS_API_FIELD, "Product.ID", "Product.ID"},
	{CAPABILITY, OBS_API_FIELD, "Product.ShortName", "Product.ShortName"},
	{CAPABILITY, OBS_API_FIELD, "Video.Input.Num", "Video.Input.Num"},
};

/* Without a semicolon and quotes around it. */
static struct slice bare(struct slice value)
{
	value = slice_trim(value);
	if (value.len && value.at[value.len - 1] == ';')
		value.len--;
	if (value.len >= 2 && (value.at[0] == '"' || value.at[0] == '\'') &&
	    value.at[value.len - 1] == value.at[0])
		value = slice_of(value.at + 1, value.len - 2);
	return slice_trim(value);
}

/* The next line of the form name=value that is text; false at the end. */
static bool next_pair(struct cursor *in, struct slice *ret_name, struct slice *ret_value)
{
	while (cursor_left(in) > 0) {
		struct slice rest = cursor_rest(in), line = cursor_line(in);
		if (!cursor_fine(in))
			line = rest; /* the last one has no end */
		struct cursor parts = cursor_over(line);
		*ret_name = slice_trim(cursor_until(&parts, '='));
		*ret_value = bare(cursor_rest(&parts));
		if (cursor_fine(&parts) && say_is_text(*ret_name) && say_is_text(*ret_value))
			return true;
	}
	return false;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct cursor again = *in;
	struct api_marks seen = {0};
	struct slice name, value;
	(void)state;

	if (where->from_client)
		return verdict(VERDICT_NOT_MINE);
	for (unsigned i = 0; i < LINES_MAX && next_pair(in, &name, &value); i++)
		api_note(&seen, marks, sizeof(marks) / sizeof(marks[0]), name, value);
	unsigned form = api_form(&seen, marks, sizeof(marks) / sizeof(marks[0]));
	if (form == API_FORMS_MAX)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_API_FORM, slice_text(form_names[form]));
	for (unsigned i = 0; i < LINES_MAX && next_pair(&again, &name, &value); i++)
		api_say(fields, sizeof(fields) / sizeof(fields[0]), form, name, value, out);
	return verdict(VERDICT_DONE);
}

static const enum obs_kind emits[] = {API_EMITS, OBS_KINDS};

extern const struct dissector api_text_dissector;
const struct dissector api_text_dissector = {
	.name = "api_text",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_TEXT | 1u << DOCUMENT_HTML,
	.feed = feed,
	.emits = emits,
};
