/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/nal.h"

#include "proto/sps.h"

enum {
	AVC_SLICE = 1,
	AVC_IDR = 5,
	AVC_PARAMETERS = 7,
	HEVC_SLICES = 32,    /* below: slices */
	HEVC_KEY_FIRST = 16, /* BLA, IDR, CRA: H.265 table 7-1 */
	HEVC_KEY_LAST = 21,
	HEVC_VIDEO = 32,
	HEVC_PARAMETERS = 33,
};

static unsigned hevc_type(uint8_t first)
{
	return first >> 1 & 63;
}

bool nal_is_parameters(enum media_codec codec, uint8_t first)
{
	return codec == MEDIA_H265 ? hevc_type(first) == HEVC_PARAMETERS
				   : (first & 0x1f) == AVC_PARAMETERS;
}

static struct nal of_parameters(bool is_readable, const struct sps *sps)
{
	if (!is_readable)
		return (struct nal){0};
	return (struct nal){.what = NAL_PARAMETERS,
			    .width = sps->width,
			    .height = sps->height,
			    .millifps = sps->millifps};
}

static struct nal read_avc(struct slice unit)
{
	unsigned type = unit.at[0] & 0x1f;
	struct sps sps;

	if (unit.at[0] & 0x80) /* forbidden_zero_bit */
		return (struct nal){0};
	if (type == AVC_PARAMETERS)
		return of_parameters(sps_read_avc(slice_of(unit.at + 1, unit.len - 1), &sps), &sps);
	if (type != AVC_SLICE && type != AVC_IDR)
		return (struct nal){0};
	/* first_mb_in_slice is ue(v): 0 is the single bit 1 */
	return (struct nal){.what = NAL_SLICE,
			    .key = type == AVC_IDR,
			    .first = unit.len > 1 && unit.at[1] & 0x80};
}

static struct nal read_hevc(struct slice unit)
{
	unsigned type = hevc_type(unit.at[0]);
	struct sps sps;

	if (unit.len < 3 || unit.at[0] & 0x80 || (unit.at[1] & 7) == 0)
		return (struct nal){0};
	if (type == HEVC_PARAMETERS)
		return of_parameters(sps_read_hevc(slice_of(unit.at + 2, unit.len - 2), &sps),
				     &sps);
	if (type >= HEVC_SLICES || (type > 9 && type < HEVC_KEY_FIRST) || type > HEVC_KEY_LAST)
		return (struct nal){0};
	return (struct nal){.what = NAL_SLICE,
			    .key = type >= HEVC_KEY_FIRST,
			    .first = unit.at[2] & 0x80}; /* first_slice_segment_in_pic_flag */
}

struct nal nal_read(enum media_codec codec, struct slice unit)
{
	if (unit.len > NAL_HEAD)
		unit.len = NAL_HEAD;
	if (unit.len < 2)
		return (struct nal){0};
	return codec == MEDIA_H265 ? read_hevc(unit) : read_avc(unit);
}

enum media_codec nal_codec(struct slice unit)
{
	if (unit.len < 5)
		return MEDIA_UNKNOWN;
	/* nal_ref_idc of a parameter set is not 0 */
	if ((unit.at[0] & 0x9f) == AVC_PARAMETERS && (unit.at[0] & 0x60) &&
	    nal_read(MEDIA_H264, unit).what == NAL_PARAMETERS)
		return MEDIA_H264;
	if (unit.at[1] != 1) /* layer 0, temporal id 0 */
		return MEDIA_UNKNOWN;
	/* a VPS: base layer bits set, then 16 ones behind layers and sublayers */
	if (unit.at[0] == HEVC_VIDEO << 1 && unit.len >= 6 && (unit.at[2] & 0x0f) == 0x0c &&
	    unit.at[4] == 0xff && unit.at[5] == 0xff)
		return MEDIA_H265;
	return nal_read(MEDIA_H265, unit).what == NAL_PARAMETERS ? MEDIA_H265 : MEDIA_UNKNOWN;
}

void nal_tell(enum media_codec codec, uint8_t track, struct slice unit, struct sink *out)
{
	struct nal nal = nal_read(codec, unit);
	struct media m = {.codec = codec, .track = track};

	if (nal.what == NAL_PARAMETERS) {
		m.event = MEDIA_PARAMETERS;
		m.width = nal.width;
		m.height = nal.height;
		m.millifps = nal.millifps;
	} else if (nal.what == NAL_SLICE && nal.first) {
		m.event = MEDIA_PICTURE;
		m.key = nal.key;
	} else {
		return;
	}
	sink_media(out, &m);
}
