/* SPDX-License-Identifier: Apache-2.0 */
#include "obs/sink.h"

#include "base/err.h"

static bool declared(const struct sink *sink, enum obs_kind kind)
{
	if (!sink->emits)
		return true;
	for (const enum obs_kind *k = sink->emits; *k != OBS_KINDS; k++)
		if (*k == kind)
			return true;
	return false;
}

static void give(struct sink *sink, enum obs_type type, struct obs obs)
{
	const struct obs_kind_info *info = obs_kind_info(obs.kind);

	must(info->type == type);
	must(declared(sink, obs.kind));
	if (obs.text.len > info->cap) {
		obs.text.len = info->cap;
		obs.cut = true;
	}
	obs.where = *sink->where;
	obs.has_about = sink->has_about;
	obs.about = sink->about;
	sink->take(sink, &obs);
}

void sink_text(struct sink *sink, enum obs_kind kind, struct slice text)
{
	if (text.len)
		give(sink, OBS_TEXT, (struct obs){.kind = kind, .text = text});
}

void sink_bytes(struct sink *sink, enum obs_kind kind, struct slice bytes)
{
	if (bytes.len)
		give(sink, OBS_BYTES, (struct obs){.kind = kind, .text = bytes});
}

void sink_number(struct sink *sink, enum obs_kind kind, uint64_t number)
{
	give(sink, OBS_NUMBER, (struct obs){.kind = kind, .number = number});
}

void sink_addr(struct sink *sink, enum obs_kind kind, const struct addr *addr)
{
	if (addr_is_set(addr))
		give(sink, OBS_ADDR, (struct obs){.kind = kind, .addr = *addr});
}

void sink_named_addr(struct sink *sink, enum obs_kind kind, struct slice name,
		     const struct addr *addr)
{
	if (name.len && addr_is_set(addr))
		give(sink, OBS_NAMED_ADDR, (struct obs){.kind = kind, .text = name, .addr = *addr});
}

void sink_about(struct sink *sink, const struct mac *mac)
{
	sink->has_about = mac_is_set(mac);
	sink->about = *mac;
}

void sink_document(struct sink *sink, enum document kind, struct slice bytes)
{
	if (sink->document && bytes.len)
		sink->document(sink, kind, bytes);
}

void sink_media(struct sink *sink, const struct media *media)
{
	must(media->track < MEDIA_TRACKS && media->codec < MEDIA_CODECS);
	if (sink->media)
		sink->media(sink, media);
}
