/* SPDX-License-Identifier: Apache-2.0
 *
 * Records about pictures: what was seen of them, the streams themselves, series of bytes.
 */
#include <string.h>

#include "obs/codec_parts.h"

enum { BIN_LEN = 4 };

static void put_path(struct buf *out, const struct path *p)
{
	put_party(out, &p->sender);
	put_party(out, &p->receiver);
	buf_u8(out, p->transport);
	buf_be16(out, p->src_port);
	buf_be16(out, p->dst_port);
	buf_u8(out, p->from_client);
}

static struct path get_path(struct cursor *in)
{
	struct path p;

	p.sender = get_party(in);
	p.receiver = get_party(in);
	p.transport = cursor_u8(in);
	p.src_port = cursor_be16(in);
	p.dst_port = cursor_be16(in);
	p.from_client = get_bool(in);
	return p;
}

static void get_track(struct cursor *in, uint8_t *ret_codec, uint8_t *ret_track)
{
	*ret_codec = cursor_u8(in);
	*ret_track = cursor_u8(in);
	if (*ret_codec == MEDIA_UNKNOWN || *ret_codec >= MEDIA_CODECS || *ret_track >= MEDIA_TRACKS)
		cursor_fail(in, CURSOR_BAD);
}

void put_media(struct buf *out, const struct media_record *m)
{
	put_path(out, &m->path);
	buf_u8(out, m->codec);
	buf_u8(out, m->track);
	put_text(out, slice_of(m->carrier, strnlen(m->carrier, sizeof(m->carrier) - 1)));
	buf_u8(out, m->partial);
	buf_be16(out, m->width);
	buf_be16(out, m->height);
	buf_be32(out, m->millifps);
	buf_be64(out, m->pictures);
	buf_be64(out, m->key_pictures);
	buf_be64(out, m->bytes);
	buf_be32(out, m->smallest_key);
	buf_be64(out, (uint64_t)m->first_us);
	buf_be64(out, (uint64_t)m->last_us);
	put_frames(out, &m->frames);
}

void get_media(struct cursor *in, struct media_record *m)
{
	m->path = get_path(in);
	get_track(in, &m->codec, &m->track);
	copy_text(get_text(in, PROTOCOL_NAME_MAX - 1), m->carrier);
	m->partial = get_bool(in);
	m->width = cursor_be16(in);
	m->height = cursor_be16(in);
	m->millifps = cursor_be32(in);
	m->pictures = cursor_be64(in);
	m->key_pictures = cursor_be64(in);
	m->bytes = cursor_be64(in);
	m->smallest_key = cursor_be32(in);
	m->first_us = (int64_t)cursor_be64(in);
	m->last_us = (int64_t)cursor_be64(in);
	get_frames(in, &m->frames);
	if (m->key_pictures > m->pictures)
		cursor_fail(in, CURSOR_BAD);
}

void put_footage(struct buf *out, const struct footage_record *f)
{
	put_path(out, &f->path);
	buf_u8(out, f->codec);
	buf_u8(out, f->track);
	buf_u8(out, f->start_code);
	put_text(out, f->bytes);
}

void get_footage(struct cursor *in, struct footage_record *f)
{
	f->path = get_path(in);
	get_track(in, &f->codec, &f->track);
	f->start_code = get_bool(in);
	f->bytes = get_text(in, FOOTAGE_PIECE_MAX);
}

void put_series(struct buf *out, const struct series_record *s)
{
	put_path(out, &s->path);
	buf_be64(out, (uint64_t)s->start_us);
	buf_u8(out, s->candidate);
	put_text(out, s->bins);
}

void get_series(struct cursor *in, struct series_record *s)
{
	s->path = get_path(in);
	s->start_us = (int64_t)cursor_be64(in);
	s->candidate = get_bool(in);
	s->bins = get_text(in, (size_t)SERIES_BINS_MAX * BIN_LEN);
	if (s->bins.len % BIN_LEN || s->start_us % SERIES_BIN_US ||
	    s->start_us < -SERIES_TIME_MOST || s->start_us > SERIES_TIME_MOST)
		cursor_fail(in, CURSOR_BAD);
}
