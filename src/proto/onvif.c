/* SPDX-License-Identifier: Apache-2.0
 *
 * ONVIF requests and replies (ONVIF Core Specification, 5.2: SOAP 1.2, in HTTP bodies): which
 * operations a device is asked for and answers, and what it says of itself.
 *
 *   <Envelope> [<Header>...</Header>] <Body> <operation xmlns="...onvif.org/..."> ... </Body>
 *
 * An envelope counts as ONVIF's when a namespace of onvif.org is declared on it or on what stands
 * in it up to the operation. Prefixes are ignored: every maker has its own.
 *
 * Read are the answers of the device service to GetDeviceInformation, GetScopes, GetHostname,
 * GetNetworkInterfaces, GetSystemDateAndTime, GetServices and GetCapabilities (Core 8.1 to 8.3),
 * of the media services to GetProfiles, GetStreamUri and GetSnapshotUri (Media 5, Media2 5).
 * Skipped on purpose: the header (it holds user names and digests of passwords), what stands in
 * questions, users and passwords in addresses.
 */
#include "base/xml.h"
#include "proto/dissector.h"
#include "proto/url.h"
#include "proto/wsd_scopes.h"

#define INTERFACE "GetNetworkInterfacesResponse/NetworkInterfaces/"

static const struct {
	const char *path; /* below the body */
	enum obs_kind kind;
} fields[] = {
	{"GetDeviceInformationResponse/Manufacturer", OBS_ONVIF_MANUFACTURER},
	{"GetDeviceInformationResponse/Model", OBS_ONVIF_MODEL},
	{"GetDeviceInformationResponse/FirmwareVersion", OBS_ONVIF_FIRMWARE},
	{"GetDeviceInformationResponse/SerialNumber", OBS_ONVIF_SERIAL},
	{"GetDeviceInformationResponse/HardwareId", OBS_ONVIF_HARDWARE},
	{INTERFACE "Info/HwAddress", OBS_ONVIF_MAC},
	{INTERFACE "IPv4/Config/Manual/Address", OBS_ONVIF_ADDRESS},
	{INTERFACE "IPv4/Config/FromDHCP/Address", OBS_ONVIF_ADDRESS},
	{"GetHostnameResponse/HostnameInformation/Name", OBS_ONVIF_HOSTNAME},
	{"GetSystemDateAndTimeResponse/SystemDateAndTime/TimeZone/TZ", OBS_ONVIF_TIMEZONE},
};

static const char *const uris[] = {"GetStreamUriResponse/MediaUri/Uri", "GetStreamUriResponse/Uri",
				   "GetSnapshotUriResponse/MediaUri/Uri",
				   "GetSnapshotUriResponse/Uri"};

struct walk {
	struct sink *out;
	bool is_onvif;                       /* a namespace was declared */
	bool is_told;                        /* the operation was */
	bool is_other;                       /* the operation ended and was none of ONVIF's */
	struct text space;                   /* of the service being read */
	struct text encoding, width, height; /* of the encoder being read */
};

/* Names the operation at the first thing seen of it: an attribute, a child or its own end. */
static void operation(struct walk *w, struct slice below_body, bool is_attribute)
{
	struct cursor c = cursor_over(below_body);
	struct slice name = cursor_until(&c, '/');
	bool is_end = !cursor_fine(&c) && !is_attribute;

	if (!cursor_fine(&c))
		name = below_body;
	if (w->is_onvif)
		sink_text(w->out, OBS_ONVIF_ACTION, name);
	w->is_told = w->is_onvif;
	w->is_other = is_end && !w->is_told;
}

static void keep(struct text *to, struct slice s)
{
	text_clear(to);
	text_put(to, s);
}

/* A service by its name or namespace, and where it stands. */
static void say_service(struct walk *w, struct slice name, struct slice address)
{
	struct text t;

	keep(&t, name);
	text_byte(&t, ' ');
	url_put_clean(&t, address);
	sink_text(w->out, OBS_ONVIF_SERVICE, text_view(&t));
}

/* GetServices gives namespace and address of each, GetCapabilities an element for each. */
static void service(struct walk *w, struct slice path, struct slice text)
{
	static const char capabilities[] = "GetCapabilitiesResponse/Capabilities/";
	static const char tail[] = "/XAddr";

	if (slice_equal(path, slice_text("GetServicesResponse/Service/Namespace"))) {
		keep(&w->space, text);
	} else if (slice_equal(path, slice_text("GetServicesResponse/Service/XAddr"))) {
		say_service(w, text_view(&w->space), text);
		text_clear(&w->space);
	} else if (slice_starts(path, capabilities)) {
		struct slice name = slice_from(path, sizeof(capabilities) - 1);
		if (slice_starts(name, "Extension/"))
			name = slice_from(name, strlen("Extension/"));
		size_t at = slice_find_word(name, tail);
		if (at > 0 && at + sizeof(tail) - 1 == name.len)
			say_service(w, slice_of(name.at, at), text);
	}
}

/* Encoding and size come before their encoder's end, which is told last. */
static void profile(struct walk *w, const struct xml_leaf *leaf, struct slice path)
{
	struct text t;

	if (!slice_starts(path, "GetProfilesResponse/Profiles/"))
		return;
	if (xml_path_ends(leaf->path, "VideoEncoderConfiguration/Encoding") ||
	    xml_path_ends(leaf->path, "VideoEncoder/Encoding"))
		keep(&w->encoding, leaf->text);
	else if (xml_path_ends(leaf->path, "Resolution/Width"))
		keep(&w->width, leaf->text);
	else if (xml_path_ends(leaf->path, "Resolution/Height"))
		keep(&w->height, leaf->text);
	if (!xml_path_ends(leaf->path, "VideoEncoderConfiguration") &&
	    !xml_path_ends(leaf->path, "Configurations/VideoEncoder"))
		return;
	keep(&t, text_view(&w->encoding));
	if (w->width.len && w->height.len) {
		text_byte(&t, ' ');
		text_put(&t, text_view(&w->width));
		text_byte(&t, 'x');
		text_put(&t, text_view(&w->height));
	}
	if (w->encoding.len)
		sink_text(w->out, OBS_ONVIF_PROFILE, text_view(&t));
	text_clear(&w->encoding);
	text_clear(&w->width);
	text_clear(&w->height);
}

static void uri(struct walk *w, struct slice path, struct slice text)
{
	struct text t;

	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
		if (!slice_equal(path, slice_text(uris[i])))
			continue;
		text_clear(&t);
		url_put_clean(&t, text);
		sink_text(w->out, OBS_ONVIF_URI, text_view(&t));
	}
}

/* An element of an answer; path is below the body. */
static void element(struct walk *w, const struct xml_leaf *leaf, struct slice path)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (slice_equal(path, slice_text(fields[i].path)))
			sink_text(w->out, fields[i].kind, leaf->text);
	if (slice_equal(path, slice_text("GetScopesResponse/Scopes/ScopeItem")))
		wsd_say_scopes(leaf->text, w->out);
	service(w, path, leaf->text);
	profile(w, leaf, path);
	uri(w, path, leaf->text);
}

static void leaf(void *ctx, const struct xml_leaf *leaf)
{
	static const char body[] = "Envelope/Body/";
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);

	if (w->is_other || !slice_starts(path, "Envelope"))
		return;
	if (leaf->is_attribute && !w->is_told &&
	    (slice_same_word(slice_text(leaf->name), "xmlns") ||
	     slice_same_word(slice_text(leaf->prefix), "xmlns")))
		w->is_onvif |= slice_find_word(leaf->text, "onvif.org/") < leaf->text.len;
	if (!slice_starts(path, body))
		return;
	path = slice_from(path, sizeof(body) - 1);
	if (!w->is_told)
		operation(w, path, leaf->is_attribute);
	if (w->is_told && !leaf->is_attribute)
		element(w, leaf, path);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct walk w = {.out = out};
	(void)state, (void)where;

	bool whole = xml_walk(cursor_rest(in), leaf, &w);
	if (!w.is_told)
		return verdict(VERDICT_NOT_MINE);
	return whole ? verdict(VERDICT_DONE) : verdict_malformed("XML breaks off");
}

static const enum obs_kind emits[] = {
	OBS_ONVIF_ACTION,   OBS_ONVIF_MANUFACTURER, OBS_ONVIF_MODEL,   OBS_ONVIF_FIRMWARE,
	OBS_ONVIF_SERIAL,   OBS_ONVIF_HARDWARE,     OBS_ONVIF_MAC,     OBS_ONVIF_ADDRESS,
	OBS_ONVIF_HOSTNAME, OBS_ONVIF_TIMEZONE,     OBS_ONVIF_SERVICE, OBS_ONVIF_PROFILE,
	OBS_ONVIF_URI,      WSD_SCOPE_EMITS,        OBS_KINDS};

extern const struct dissector onvif_dissector;
const struct dissector onvif_dissector = {
	.name = "onvif",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_XML,
	.feed = feed,
	.emits = emits,
};
