/* SPDX-License-Identifier: Apache-2.0 */
#include "report/json_parts.h"

static void band(struct json_out *j, const char *key, const struct picture_band *b)
{
	json_out_object(j, key);
	json_out_bool(j, "tested", b->tested);
	json_out_real(j, "r", b->r);
	json_out_real(j, "z", b->z);
	json_out_real(j, "z_needed", b->z_needed);
	json_out_real(j, "n_effective", b->n_eff);
	json_out_real(j, "lag_s", (double)b->lag_us / 1e6);
	json_out_bool(j, "halves_agree", b->halves_agree);
	json_out_bool(j, "matches", b->matches);
	json_out_close(j);
}

static void match(struct json_out *j, const struct summary *s, const struct footage_match *m)
{
	if (m->n_locals == 0) {
		json_out_null(j, "same_picture");
		return;
	}
	json_out_object(j, "same_picture");
	json_out_text(j, "verdict", same_picture_name(m->test.verdict));
	json_out_text(j, "camera", m->camera == SIZE_MAX ? NULL : s->ledger->devices[m->camera].id);
	json_out_number(j, "compared", m->n_locals);
	json_out_number(j, "tied", m->n_tied);
	json_out_time(j, "window_start", m->test.window_start_us);
	json_out_real(j, "window_s", (double)m->test.window_bins * SERIES_BIN_US / 1e6);
	json_out_number(j, "missing_bins", m->test.missing_bins);
	json_out_real(j, "byte_ratio", m->test.byte_ratio);
	band(j, "fast", &m->test.fast);
	band(j, "slow", &m->test.slow);
	band(j, "joint", &m->test.joint);
	json_out_object(j, "joined");
	for (int i = 0; i < PICTURE_BANDS; i++)
		json_out_real(j, picture_band_name((enum picture_band_name)i), m->test.z_joined[i]);
	json_out_close(j);
	json_out_close(j);
}

static void pictures(struct json_out *j, const struct footage *f)
{
	const struct media_record *m = &f->told;

	json_out_object(j, NULL);
	json_out_text(j, "codec", media_codec_name((enum media_codec)m->codec));
	json_out_text(j, "carrier", m->carrier);
	json_out_bool(j, "partial", m->partial);
	json_out_number(j, "width", m->width);
	json_out_number(j, "height", m->height);
	json_out_real(j, "pictures_per_s", m->millifps / 1000.0);
	json_out_number(j, "pictures", m->pictures);
	json_out_number(j, "key_pictures", m->key_pictures);
	json_out_number(j, "bytes", m->bytes);
	json_out_time(j, "first", m->first_us);
	json_out_time(j, "last", m->last_us);
	json_frames(j, "frames", &m->frames);
	json_out_close(j);
}

void json_footage(struct json_out *j, const struct summary *s, size_t device, size_t contact,
		  size_t inbound)
{
	const struct device *d = &s->ledger->devices[device];
	const struct verdict_device *v = &s->j->devices[device];
	const struct footage_verdict *f =
		contact != SIZE_MAX ? &v->footage[contact] : &v->footage_inbound[inbound];

	json_out_object(j, "footage");
	json_out_text(j, "answer", footage_answer_name(f->answer));
	json_out_number(j, "bytes_at_most", f->bound.bytes);
	json_out_number(j, "unseen", f->bound.unseen);
	json_out_real(j, "seconds_at_most", f->bound.seconds);
	json_out_real(j, "pictures_at_most", f->bound.pictures);
	json_out_bool(j, "upload_shape", f->upload_shape);
	json_out_array(j, "seen");
	for (size_t i = 0; i < d->n_footage; i++)
		if (d->footage[i].contact == contact && d->footage[i].inbound == inbound)
			pictures(j, &d->footage[i]);
	json_out_close(j);
	match(j, s, &f->match);
	json_out_close(j);
}

void json_completeness(struct json_out *j, const struct verdict_device *v)
{
	const struct footage_completeness *c = &v->completeness;

	json_out_object(j, "completeness");
	json_out_real(j, "span_s", (double)c->span_us / 1e6);
	json_out_real(j, "seen_s", (double)c->seen_us / 1e6);
	json_out_number(j, "gaps", c->gaps);
	json_out_real(j, "longest_gap_s", (double)c->longest_gap_us / 1e6);
	json_out_number(j, "sent_outside", c->sent);
	json_out_number(j, "unseen", c->unseen);
	json_out_number(j, "dropped_at_most", c->dropped_bytes);
	json_out_real(j, "footage_s_at_most", c->seconds);
	json_out_number(j, "rtp_packets", c->rtp_packets);
	json_out_number(j, "rtp_missing", c->rtp_missing);
	json_out_number(j, "ways_out", c->ways);
	json_out_real(j, "all_footage_s_at_most", c->all_seconds);
	json_out_bool(j, "one_way", c->one_way);
	json_out_bool(j, "cut", c->cut);
	json_out_bool(j, "unread", c->unread);
	json_out_real(j, "least_bits_per_s", v->footage_least.bits_per_s);
	json_out_bool(j, "least_rate_seen", v->footage_least.own_rate);
	json_out_number(j, "least_picture_bytes", v->footage_least.picture_bytes);
	json_out_bool(j, "least_picture_seen", v->footage_least.own_picture);
	json_out_close(j);
}
