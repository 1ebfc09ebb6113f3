/* SPDX-License-Identifier: Apache-2.0
 *
 * The UPnP device description (UPnP Device Architecture 2.0, 2.3): what a device says of itself in
 * the document that its SSDP announcement points to.
 *
 *   <root xmlns="urn:schemas-upnp-org:device-1-0">
 *     <device> deviceType friendlyName manufacturer ... UDN
 *       <deviceList> <device> ... </device> ... </deviceList>
 *     </device>
 *   </root>
 *
 * Only the root device is read, of embedded ones only their types: several of them say nothing of
 * their own. The namespace is not asked for: devices leave it out.
 * Skipped on purpose: services, icons, presentation URL.
 */
#include "base/xml.h"
#include "proto/dissector.h"

static const struct {
	const char *path;
	enum obs_kind kind;
} elements[] = {
	{"root/device/deviceType", OBS_UPNP_DEVICE_TYPE},
	{"root/device/friendlyName", OBS_UPNP_NAME},
	{"root/device/manufacturer", OBS_UPNP_MANUFACTURER},
	{"root/device/manufacturerURL", OBS_UPNP_MANUFACTURER_URL},
	{"root/device/modelDescription", OBS_UPNP_MODEL_DESCRIPTION},
	{"root/device/modelName", OBS_UPNP_MODEL},
	{"root/device/modelNumber", OBS_UPNP_MODEL_NUMBER},
	{"root/device/serialNumber", OBS_UPNP_SERIAL},
	{"root/device/UDN", OBS_UPNP_UDN},
};

struct walk {
	struct sink *out;
	bool is_mine;
};

static void leaf(void *ctx, const struct xml_leaf *leaf)
{
	struct walk *w = ctx;
	struct slice path = slice_text(leaf->path);

	if (leaf->is_attribute || !slice_starts(path, "root/device/"))
		return;
	w->is_mine = true;
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (slice_equal(path, slice_text(elements[i].path)))
			sink_text(w->out, elements[i].kind, leaf->text);
	if (slice_starts(path, "root/device/deviceList/") &&
	    xml_path_ends(leaf->path, "deviceList/device/deviceType"))
		sink_text(w->out, OBS_UPNP_DEVICE_TYPE, leaf->text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct walk w = {.out = out};
	(void)state, (void)where;

	bool whole = xml_walk(cursor_rest(in), leaf, &w);
	if (!w.is_mine)
		return verdict(VERDICT_NOT_MINE);
	return whole ? verdict(VERDICT_DONE) : verdict_malformed("XML breaks off");
}

static const enum obs_kind emits[] = {OBS_UPNP_DEVICE_TYPE,
				      OBS_UPNP_NAME,
				      OBS_UPNP_MANUFACTURER,
				      OBS_UPNP_MANUFACTURER_URL,
				      OBS_UPNP_MODEL_DESCRIPTION,
				      OBS_UPNP_MODEL,
				      OBS_UPNP_MODEL_NUMBER,
				      OBS_UPNP_SERIAL,
				      OBS_UPNP_UDN,
				      OBS_KINDS};

extern const struct dissector upnp_dissector;
const struct dissector upnp_dissector = {
	.name = "upnp",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_XML,
	.feed = feed,
	.emits = emits,
};
