/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers in XML by which devices tell of themselves on their own interfaces. The interface is told
 * by root, namespace and fields, whatever address served it:
 *
 *   "ISAPI DeviceInfo"  <DeviceInfo xmlns="..ver20/XMLSchema"> deviceName model serialNumber ..
 *   "PSIA DeviceInfo"   the same elements in the namespace of psialliance.org
 *   "HNAP"              <Envelope><Body><GetDeviceSettingsResponse> VendorName ModelName ..
 *   "CGI_Result"        <CGI_Result> result productName serialNo firmwareVer hardwareVer mac ..
 *   "ver10 config"      <config xmlns="http://www.ipc.com/ver10"><detail><property> model brand
 *                       softwareVersion sn mac ..
 *   "reqLogin"          <response cmdUrl="reqLogin"><content> sessionId nonce softwareVersion ..
 *   "ver10 report"      <config xmlns="http://www.ipc.com/ver10"><deviceInfo> deviceName mac ..
 *                       or <DeviceInfo> DeviceName DeviceNo. SN ipAddress macAddress
 * The last is what a device posts to the server that it is told to alarm, again and again: there
 * the client is the device, and only of a client it counts.
 *
 * Sources: fixtures of maciej-or's component for home-assistant (ISAPI), the HNAP 1 of Pure
 * Networks as used by published clients, pborges' and other clients of CGIProxy.fcgi (CGI_Result),
 * the example of GetDeviceDetail at videos.cctvcamerapros.com/developer/docs (ver10 config), a
 * login recorded in two published clients (reqLogin), test/fixtures of mikehaldas/
 * viewtron-nodejs-sdk, posted by cameras and recorders (ver10 report).
 *
 * Devices call such bodies text as well. Skipped on purpose: everything that is no property of the
 * device; sessions and nonces.
 */
#include "base/xml.h"
#include "proto/api.h"
#include "proto/dissector.h"
#include "proto/text.h"

/* Those that a server sends; the last one is sent by a client. */
enum form { ISAPI, PSIA, HNAP, CGI_RESULT, VER10, REQ_LOGIN, REPORT, FORMS };

static const char *const form_names[FORMS] = {"ISAPI DeviceInfo", "PSIA DeviceInfo", "HNAP",
					      "CGI_Result",       "ver10 config",    "reqLogin",
					      "ver10 report"};

/* An attribute of the root: where a mark's words stand in it counts, from there on it begins. */
#define XMLNS "DeviceInfo xmlns"
#define VER10_XMLNS "config xmlns"
#define VER10_OF "ipc.com/ver10"

static const struct api_mark marks[] = {
	{ISAPI, 1, XMLNS, "/ver20/XMLSchema"},
	{ISAPI, 1, XMLNS, "/ver10/XMLSchema"},
	{ISAPI, 2, "DeviceInfo/model", ""},
	{PSIA, 1, XMLNS, "psialliance"},
	{PSIA, 2, "DeviceInfo/model", ""},
	{HNAP, 1, "Envelope/Body/GetDeviceSettingsResponse/ModelName", ""},
	{HNAP, 2, "Envelope/Body/GetDeviceSettingsResponse/FirmwareVersion", ""},
	{CGI_RESULT, 1, "CGI_Result/result", ""},
	{CGI_RESULT, 2, "CGI_Result/firmwareVer", ""},
	{VER10, 1, VER10_XMLNS, VER10_OF},
	{VER10, 2, "config/detail/property/softwareVersion", ""},
	{VER10, 2, "config/deviceInfo/softwareVersion", ""},
	{REQ_LOGIN, 1, "response cmdUrl", "reqLogin"},
	{REQ_LOGIN, 2, "response/content/nonce", ""},
	{REQ_LOGIN, 4, "response/content/softwareVersion", ""},
	{REPORT, 1, VER10_XMLNS, VER10_OF},
	{REPORT, 1, "DeviceInfo/DeviceNo.", ""},
	{REPORT, 2, "config/deviceInfo/mac", ""},
	{REPORT, 2, "config/deviceInfo/macAddress", ""},
	{REPORT, 2, "DeviceInfo/macAddress", ""},
};

#define VER10_ROWS(form, at)                                                                     \
	{form, OBS_API_NAME, at "deviceName", NULL}, {form, OBS_API_MODEL, at "model", NULL},    \
		{form, OBS_API_BRAND, at "brand", NULL}, {form, OBS_API_SERIAL, at "sn", NULL},  \
		{form, OBS_API_MAC, at "mac", NULL}, {form, OBS_API_MAC, at "macAddress", NULL}, \
		{form, OBS_API_FIRMWARE, at "softwareVersion", NULL},                            \
		{form, OBS_API_HARDWARE, at "hardwareVersion", NULL},                            \
		{form, OBS_API_FIELD, at "deviceDescription", "deviceDescription"},              \
		{form, OBS_API_FIELD, at "softwareBuildDate", "softwareBuildDate"},              \
		{form, OBS_API_FIELD, at "kernelVersion", "kernelVersion"},                      \
	{                                                                                        \
		form, OBS_API_FIELD, at "apiVersion", "apiVersion"                               \
	}

#define SETTINGS "Envelope/Body/GetDeviceSettingsResponse/"

static const struct api_field fields[] = {
	{ISAPI, OBS_API_NAME, "DeviceInfo/deviceName", NULL},
	{ISAPI, OBS_API_MODEL, "DeviceInfo/model", NULL},
	{ISAPI, OBS_API_SERIAL, "DeviceInfo/serialNumber", NULL},
	{ISAPI, OBS_API_MAC, "DeviceInfo/macAddress", NULL},
	{ISAPI, OBS_API_FIRMWARE, "DeviceInfo/firmwareVersion", NULL},
	{ISAPI, OBS_API_HARDWARE, "DeviceInfo/hardwareVersion", NULL},
	{ISAPI, OBS_API_BRAND, "DeviceInfo/manufacturer", NULL},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/firmwareReleasedDate", "firmwareReleasedDate"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/encoderVersion", "encoderVersion"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/encoderReleasedDate", "encoderReleasedDate"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/bootVersion", "bootVersion"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/deviceType", "deviceType"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/subDeviceType", "subDeviceType"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/deviceDescription", "deviceDescription"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/deviceLocation", "deviceLocation"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/systemContact", "systemContact"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/telecontrolID", "telecontrolID"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/firmwareVersionInfo", "firmwareVersionInfo"},
	{ISAPI, OBS_API_FIELD, "DeviceInfo/OEMCode", "OEMCode"},
	{PSIA, OBS_API_NAME, "DeviceInfo/deviceName", NULL},
	{PSIA, OBS_API_MODEL, "DeviceInfo/model", NULL},
	{PSIA, OBS_API_SERIAL, "DeviceInfo/serialNumber", NULL},
	{PSIA, OBS_API_MAC, "DeviceInfo/macAddress", NULL},
	{PSIA, OBS_API_FIRMWARE, "DeviceInfo/firmwareVersion", NULL},
	{HNAP, OBS_API_BRAND, SETTINGS "VendorName", NULL},
	{HNAP, OBS_API_MODEL, SETTINGS "ModelName", NULL},
	{HNAP, OBS_API_FIRMWARE, SETTINGS "FirmwareVersion", NULL},
	{HNAP, OBS_API_HARDWARE, SETTINGS "HardwareVersion", NULL},
	{HNAP, OBS_API_NAME, SETTINGS "DeviceName", NULL},
	{HNAP, OBS_API_MAC, SETTINGS "DeviceMacId", NULL},
	{HNAP, OBS_API_FIELD, SETTINGS "ModelDescription", "ModelDescription"},
	{HNAP, OBS_API_FIELD, SETTINGS "Type", "Type"},
	{CGI_RESULT, OBS_API_MODEL, "CGI_Result/productName", NULL},
	{CGI_RESULT, OBS_API_SERIAL, "CGI_Result/serialNo", NULL},
	{CGI_RESULT, OBS_API_NAME, "CGI_Result/devName", NULL},
	{CGI_RESULT, OBS_API_MAC, "CGI_Result/mac", NULL},
	{CGI_RESULT, OBS_API_FIRMWARE, "CGI_Result/firmwareVer", NULL},
	{CGI_RESULT, OBS_API_HARDWARE, "CGI_Result/hardwareVer", NULL},
	VER10_ROWS(VER10, "config/detail/property/"),
	VER10_ROWS(VER10, "config/deviceInfo/"),
	{REQ_LOGIN, OBS_API_FIRMWARE, "response/content/softwareVersion", NULL},
	VER10_ROWS(REPORT, "config/deviceInfo/"),
	VER10_ROWS(REPORT, "DeviceInfo/"),
};

struct walk {
	struct sink *out;
	struct api_marks seen;
	unsigned form;
};

static void look(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);
	struct text name;

	if (!leaf->is_attribute) {
		api_note(&w->seen, marks, sizeof(marks) / sizeof(marks[0]), path, leaf->text);
		return;
	}
	if (slice_find_word(path, "/") < path.len)
		return;
	text_clear(&name);
	text_put(&name, path);
	text_byte(&name, ' ');
	text_word(&name, leaf->name);
	for (size_t at = 0; at < leaf->text.len; at++)
		api_note(&w->seen, marks, sizeof(marks) / sizeof(marks[0]), text_view(&name),
			 slice_from(leaf->text, at));
}

static void tell(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);

	if (!leaf->is_attribute)
		api_say(fields, sizeof(fields) / sizeof(fields[0]), w->form, path, leaf->text,
			w->out);
	else if (slice_same_word(slice_text(leaf->name), "xmlns") &&
		 slice_find_word(path, "/") == path.len)
		say_field(w->out, OBS_API_FIELD, slice_text("xmlns"), leaf->text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice xml = cursor_rest(in);
	struct walk w = {.out = out};
	(void)state;

	bool whole = xml_walk(xml, look, &w);
	w.form = api_form(&w.seen, marks, sizeof(marks) / sizeof(marks[0]));
	if (w.form == API_FORMS_MAX || (w.form == REPORT) != where->from_client)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_API_FORM, slice_text(form_names[w.form]));
	(void)xml_walk(xml, tell, &w);
	return whole ? verdict(VERDICT_DONE) : verdict_malformed("XML breaks off");
}

static const enum obs_kind emits[] = {API_EMITS, OBS_KINDS};

extern const struct dissector api_xml_dissector;
const struct dissector api_xml_dissector = {
	.name = "api_xml",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_XML | 1u << DOCUMENT_TEXT,
	.feed = feed,
	.emits = emits,
};
