/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/pictures.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "engine/tell.h"

enum { POOL = 1 << 16 };

struct track {
	struct media_record told;
	uint32_t next;   /* of the same flow; or of the unused ones */
	uint32_t size;   /* bytes of the picture that came last, so far */
	bool is_key;     /* it is a key picture, begun before our eyes */
	bool keys_noted; /* frames names parameter sets or key pictures */
};

struct pictures {
	struct outlet *outlet;
	bool footage;
	struct track *pool; /* entry 0 is nobody's */
	uint32_t high, unused;
};

struct pictures *pictures_new(struct outlet *outlet, bool footage)
{
	struct pictures *p = mem_new(1, sizeof(*p));

	p->outlet = outlet;
	p->footage = footage;
	p->pool = mem_reserve(POOL * sizeof(*p->pool));
	p->high = 1;
	return p;
}

void pictures_free(struct pictures *p)
{
	if (!p)
		return;
	mem_release(p->pool, POOL * sizeof(*p->pool));
	free(p);
}

static struct path path_of(const struct where *w)
{
	return (struct path){.sender = {w->src_mac, w->src},
			     .receiver = {w->dst_mac, w->dst},
			     .transport = w->transport,
			     .src_port = w->src_port,
			     .dst_port = w->dst_port,
			     .from_client = w->from_client};
}

static struct track track_new(const struct where *w, const char *carrier, const struct media *m)
{
	struct track t = {.told = {.path = path_of(w),
				   .codec = (uint8_t)m->codec,
				   .track = m->track,
				   .first_us = w->time_us,
				   .last_us = w->time_us}};

	(void)snprintf(t.told.carrier, sizeof(t.told.carrier), "%s", carrier);
	return t;
}

/* 0 when the pool has no more. */
static uint32_t take_entry(struct pictures *p)
{
	uint32_t number = p->unused;

	if (number)
		p->unused = p->pool[number].next;
	else if (p->high < POOL)
		number = p->high++;
	return number;
}

static struct track *track_of(struct pictures *p, pictures_list *list, const struct where *w,
			      const char *carrier, const struct media *m)
{
	for (uint32_t i = *list; i; i = p->pool[i].next) {
		struct media_record *told = &p->pool[i].told;
		if (told->path.from_client == w->from_client && told->track == m->track &&
		    told->codec == m->codec)
			return &p->pool[i];
	}
	uint32_t number = take_entry(p);
	if (!number)
		return NULL;
	p->pool[number] = track_new(w, carrier, m);
	p->pool[number].next = *list;
	*list = number;
	return &p->pool[number];
}

static void note(struct track *t, const struct where *w, bool key)
{
	struct frame_list *f = &t->told.frames;

	if (key && !t->keys_noted) {
		t->keys_noted = true;
		f->n = 0;
	}
	if (f->n == FRAMES_KEPT || (!key && t->keys_noted) ||
	    (f->n && f->at[f->n - 1].frame == w->frame && f->at[f->n - 1].capture == w->capture))
		return;
	f->at[f->n].capture = w->capture;
	f->at[f->n].frame = w->frame;
	f->n++;
}

static void picture_ends(struct track *t)
{
	struct media_record *told = &t->told;

	if (t->is_key && t->size && (!told->smallest_key || t->size < told->smallest_key))
		told->smallest_key = t->size;
	t->is_key = false;
	t->size = 0;
}

static void set_size(struct media_record *told, const struct media *m)
{
	if (!m->width)
		return;
	told->width = m->width;
	told->height = m->height;
	told->millifps = m->millifps ? m->millifps : told->millifps;
}

static void add(struct track *t, const struct where *w, const struct media *m)
{
	struct media_record *told = &t->told;

	told->first_us = w->time_us < told->first_us ? w->time_us : told->first_us;
	told->last_us = w->time_us > told->last_us ? w->time_us : told->last_us;
	set_size(told, m);
	if (m->event == MEDIA_BYTES) {
		told->bytes += m->bytes.len;
		t->size = t->size + m->bytes.len < UINT32_MAX ? t->size + (uint32_t)m->bytes.len
							      : UINT32_MAX;
		return;
	}
	picture_ends(t);
	bool is_picture = m->event == MEDIA_PICTURE;
	told->pictures += is_picture;
	told->key_pictures += is_picture && m->key;
	t->is_key = is_picture && m->key;
	note(t, w, !is_picture || m->key);
}

static void give(struct pictures *p, const struct media_record *told)
{
	struct record r = {.type = RECORD_MEDIA, .media = *told};

	outlet_put(p->outlet, &r);
}

static void give_footage(struct pictures *p, const struct where *w, const struct media *m)
{
	bool start_code = m->start_code;

	for (size_t at = 0; at < m->bytes.len;) {
		size_t n = m->bytes.len - at < FOOTAGE_PIECE_MAX ? m->bytes.len - at
								 : FOOTAGE_PIECE_MAX;
		struct record r = {.type = RECORD_FOOTAGE,
				   .footage = {.path = path_of(w),
					       .codec = (uint8_t)m->codec,
					       .track = m->track,
					       .start_code = start_code,
					       .bytes = slice_of(m->bytes.at + at, n)}};
		outlet_put(p->outlet, &r);
		start_code = false;
		at += n;
	}
}

void pictures_take(struct pictures *p, pictures_list *list, const struct where *w,
		   const char *carrier, const struct media *m)
{
	struct track *t = track_of(p, list, w, carrier, m);

	if (p->footage && m->event == MEDIA_BYTES && w->pictures && tell_is_far(&w->dst))
		give_footage(p, w, m);
	if (t) {
		add(t, w, m);
		return;
	}
	/* No room to fold it: told at once. */
	struct track alone = track_new(w, carrier, m);
	add(&alone, w, m);
	give(p, &alone.told);
}

void pictures_end(struct pictures *p, pictures_list *list, bool partial)
{
	for (uint32_t i = *list; i;) {
		struct track *t = &p->pool[i];
		uint32_t next = t->next;
		t->told.partial = partial;
		picture_ends(t);
		give(p, &t->told);
		t->next = p->unused;
		p->unused = i;
		i = next;
	}
	*list = 0;
}
