/* SPDX-License-Identifier: Apache-2.0
 *
 * How its data lives: DEFRAG_DATAGRAMS slots, each with room for the longest datagram, taken at
 * start and touched only when used. A keyed hash finds the slot, a list in order of first arrival
 * says which gives way. A fragment costs one hash, one copy and one pass over at most
 * DEFRAG_PIECES_MAX stretches, whatever came before it.
 *
 * A mirror port often shows every frame twice. The second copy of the fragment that made a
 * datagram whole would open a datagram that can never end, so the last ones are remembered.
 */
#include "net/defrag.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "net/walk.h"

enum {
	BUCKETS = 1024, /* power of two */
	NONE = DEFRAG_DATAGRAMS,
	ENDED = 64, /* whole datagrams remembered */
	ENDED_US = 1000000,
	MEMORY = (DEFRAG_DATAGRAMS + 1) * DEFRAG_BYTES_MAX,
};

/* Bytes from..to-1 of the datagram arrived. */
struct stretch {
	uint32_t from, to;
};

struct key {
	uint8_t src[16], dst[16];
	uint8_t id[4];
	uint8_t family;
	uint8_t proto; /* 0 for IPv6, where only the first fragment's counts (RFC 8200 4.5) */
};

struct datagram {
	bool refused;          /* given up and counted; swallows what still comes of it */
	uint16_t older, newer; /* in order of first arrival; NONE at the ends */
	uint16_t next;         /* in the bucket or among the free ones; NONE at the end */
	uint64_t hash;
	struct key key;
	int64_t first_us;
	uint8_t proto;       /* of what the fragment at offset 0 carries */
	uint32_t n_pieces;   /* fragments that brought something new */
	uint32_t total;      /* length of the whole, 0 while the last fragment is missing */
	uint32_t n_captured; /* bytes from the start that no snap length cut */
	uint32_t n_have;
	struct stretch have[DEFRAG_PIECES_MAX]; /* sorted, not touching */
	uint8_t *bytes;                         /* DEFRAG_BYTES_MAX of them */
};

struct ended {
	uint64_t hash;         /* of the datagram's key; 0 = none */
	uint64_t content_hash; /* of the fragment that made it whole */
	uint32_t from;
	int64_t time_us;
};

struct defrag {
	struct hash_key key;
	uint64_t lost;
	uint16_t oldest, newest, free;
	uint8_t *memory; /* what all bytes point into */
	uint8_t *lent;   /* bytes of the datagram given last */
	uint16_t buckets[BUCKETS];
	struct ended ended[ENDED];
	struct datagram datagrams[DEFRAG_DATAGRAMS];
};

/* A fragment as its datagram sees it. */
struct part {
	uint32_t from, to;
	bool last;
	struct slice bytes; /* captured ones, at most to - from */
};

struct defrag *defrag_new(void)
{
	struct defrag *d = mem_new(1, sizeof(*d));

	d->key = hash_key_new();
	d->memory = mem_reserve(MEMORY); /* untouched where nothing is cut up */
	d->lent = d->memory;
	d->oldest = d->newest = NONE;
	for (size_t i = 0; i < BUCKETS; i++)
		d->buckets[i] = NONE;
	for (unsigned i = 0; i < DEFRAG_DATAGRAMS; i++) {
		d->datagrams[i].bytes = d->memory + (i + 1) * DEFRAG_BYTES_MAX;
		d->datagrams[i].next = (uint16_t)(i + 1);
	}
	return d;
}

void defrag_free(struct defrag *d)
{
	if (!d)
		return;
	mem_release(d->memory, MEMORY);
	free(d);
}

uint64_t defrag_lost(const struct defrag *d, bool at_end)
{
	uint64_t lost = d->lost;

	if (!at_end)
		return lost;
	for (uint16_t i = d->oldest; i != NONE; i = d->datagrams[i].newer)
		lost += !d->datagrams[i].refused;
	return lost;
}

static uint16_t *bucket_of(struct defrag *d, uint64_t hash)
{
	return &d->buckets[hash & (BUCKETS - 1)];
}

static void release(struct defrag *d, struct datagram *g)
{
	uint16_t index = (uint16_t)(g - d->datagrams);
	uint16_t *at = bucket_of(d, g->hash);

	while (*at != index)
		at = &d->datagrams[*at].next;
	*at = g->next;
	*(g->older == NONE ? &d->oldest : &d->datagrams[g->older].newer) = g->newer;
	*(g->newer == NONE ? &d->newest : &d->datagrams[g->newer].older) = g->older;
	g->next = d->free;
	d->free = index;
}

static void refuse(struct defrag *d, struct datagram *g)
{
	d->lost += !g->refused;
	g->refused = true;
}

static void release_oldest(struct defrag *d)
{
	struct datagram *g = &d->datagrams[d->oldest];

	refuse(d, g);
	release(d, g);
}

static void expire(struct defrag *d, int64_t now_us)
{
	while (d->oldest != NONE &&
	       now_us - d->datagrams[d->oldest].first_us > DEFRAG_TIMEOUT_S * INT64_C(1000000))
		release_oldest(d);
}

static struct datagram *find(struct defrag *d, const struct key *key, uint64_t hash)
{
	for (uint16_t i = *bucket_of(d, hash); i != NONE; i = d->datagrams[i].next) {
		struct datagram *g = &d->datagrams[i];
		if (g->hash == hash && memcmp(&g->key, key, sizeof(*key)) == 0)
			return g;
	}
	return NULL;
}

static struct datagram *open_datagram(struct defrag *d, const struct key *key, uint64_t hash,
				      int64_t time_us)
{
	if (d->free == NONE)
		release_oldest(d);
	uint16_t index = d->free;
	struct datagram *g = &d->datagrams[index];
	d->free = g->next;

	g->refused = false;
	g->hash = hash;
	g->key = *key;
	g->first_us = time_us;
	g->proto = 0;
	g->n_pieces = g->total = g->n_have = 0;
	g->n_captured = DEFRAG_BYTES_MAX;
	g->next = *bucket_of(d, hash);
	*bucket_of(d, hash) = index;
	g->older = d->newest;
	g->newer = NONE;
	*(d->newest == NONE ? &d->oldest : &d->datagrams[d->newest].newer) = index;
	d->newest = index;
	return g;
}

static struct key key_of(const struct packet *fragment)
{
	struct key key = {.family = fragment->src.family};

	memcpy(key.src, fragment->src.bytes, sizeof(key.src));
	memcpy(key.dst, fragment->dst.bytes, sizeof(key.dst));
	memcpy(key.id, &fragment->fragment_id, sizeof(key.id));
	key.proto = key.family == 6 ? 0 : fragment->transport;
	return key;
}

/* False for fragments that no datagram can hold: empty, past the longest datagram, or an IPv6 one
 * before the last that is not made of whole 8 bytes (for IPv4 the rest is dropped, as Linux does).
 */
static bool part_of(const struct packet *fragment, struct part *ret_part)
{
	struct part part = {.from = fragment->fragment_offset, .last = !fragment->more_fragments};
	uint32_t len = fragment->payload_len;

	if (!part.last && len % 8 != 0) {
		if (fragment->src.family == 6)
			return false;
		len -= len % 8;
	}
	if (len == 0 || len > DEFRAG_BYTES_MAX - part.from)
		return false;
	part.to = part.from + len;
	part.bytes = slice_of(fragment->payload.at,
			      fragment->payload.len < len ? fragment->payload.len : len);
	*ret_part = part;
	return true;
}

/* Copies what was captured of bytes from..to-1. */
static void copy(struct datagram *g, const struct part *part, uint32_t from, uint32_t to)
{
	size_t skip = from - part->from, len = to - from;

	if (skip >= part->bytes.len)
		return;
	if (len > part->bytes.len - skip)
		len = part->bytes.len - skip;
	memcpy(g->bytes + from, part->bytes.at + skip, len);
}

/* Puts in the bytes that are not there yet and notes that they are. n_have grows by at most one. */
static void fill(struct datagram *g, const struct part *part)
{
	uint32_t at = part->from, first = 0;

	while (first < g->n_have && g->have[first].to < part->from)
		first++;
	uint32_t behind = first;
	struct stretch all = {part->from, part->to};
	for (; behind < g->n_have && g->have[behind].from <= part->to; behind++) {
		const struct stretch *s = &g->have[behind];
		if (s->from > at)
			copy(g, part, at, s->from);
		at = s->to;
		all.from = s->from < all.from ? s->from : all.from;
		all.to = s->to > all.to ? s->to : all.to;
	}
	if (at < part->to)
		copy(g, part, at, part->to);
	memmove(&g->have[first + 1], &g->have[behind], (g->n_have - behind) * sizeof(g->have[0]));
	g->have[first] = all;
	g->n_have = g->n_have - (behind - first) + 1;
}

enum news { NEWS_NONE, NEWS_ALL, NEWS_PART };

static enum news news_in(const struct datagram *g, const struct part *part)
{
	enum news news = NEWS_ALL;

	for (uint32_t i = 0; i < g->n_have; i++) {
		const struct stretch *s = &g->have[i];
		if (s->from <= part->from && s->to >= part->to)
			return NEWS_NONE;
		if (s->from < part->to && s->to > part->from)
			news = NEWS_PART;
	}
	return news;
}

/* False when the fragment and what is there deny each other's end. */
static bool ends_agree(const struct datagram *g, const struct part *part)
{
	uint32_t reached = g->n_have ? g->have[g->n_have - 1].to : 0;

	if (g->total && (part->to > g->total || (part->last && part->to != g->total)))
		return false;
	return !part->last || part->to >= reached;
}

static bool same_bytes(const struct datagram *g, const struct part *part)
{
	size_t len = part->bytes.len;

	if (part->from + len > g->n_captured)
		len = g->n_captured > part->from ? g->n_captured - part->from : 0;
	return len == 0 || memcmp(g->bytes + part->from, part->bytes.at, len) == 0;
}

/* True when the datagram is whole now. */
static bool put_in(struct defrag *d, struct datagram *g, const struct part *part, uint8_t proto)
{
	enum news news = news_in(g, part);

	if (g->key.family == 6 && (!ends_agree(g, part) || news == NEWS_PART ||
				   (news == NEWS_NONE && !same_bytes(g, part)))) {
		refuse(d, g);
		return false;
	}
	if (news == NEWS_NONE || !ends_agree(g, part))
		return false;
	if (g->n_pieces == DEFRAG_PIECES_MAX) {
		refuse(d, g);
		return false;
	}
	g->n_pieces++;
	if (part->from == 0)
		g->proto = proto;
	if (part->last)
		g->total = part->to;
	fill(g, part);
	uint32_t captured_to = part->from + (uint32_t)part->bytes.len;
	if (captured_to < part->to && captured_to < g->n_captured)
		g->n_captured = captured_to;
	return g->total && g->n_have == 1 && g->have[0].from == 0 && g->have[0].to == g->total;
}

static bool came_again(const struct defrag *d, uint64_t hash, const struct part *part,
		       int64_t time_us)
{
	const struct ended *e = &d->ended[hash % ENDED];

	return e->hash == hash && e->from == part->from && time_us - e->time_us <= ENDED_US &&
	       e->content_hash == hash_bytes(&d->key, part->bytes.at, part->bytes.len);
}

static bool add(struct defrag *d, const struct packet *fragment, int64_t time_us,
		struct packet *ret_packet)
{
	struct key key = key_of(fragment);
	uint64_t hash = hash_bytes(&d->key, &key, sizeof(key));
	struct datagram *g = find(d, &key, hash);
	struct part part;

	if (!part_of(fragment, &part) || (!g && came_again(d, hash, &part, time_us)))
		return false;
	if (!g)
		g = open_datagram(d, &key, hash, time_us);
	if (g->refused || !put_in(d, g, &part, fragment->transport))
		return false;

	d->ended[hash % ENDED] =
		(struct ended){.hash = hash,
			       .content_hash = hash_bytes(&d->key, part.bytes.at, part.bytes.len),
			       .from = part.from,
			       .time_us = time_us};
	uint8_t *bytes = g->bytes;
	g->bytes = d->lent;
	d->lent = bytes;
	uint32_t captured = g->n_captured < g->total ? g->n_captured : g->total;
	walk_whole(fragment, g->proto, slice_of(bytes, captured), g->total, ret_packet);
	release(d, g);
	return true;
}

bool defrag_add(struct defrag *d, const struct packet *fragment, int64_t time_us,
		struct packet *ret_packet)
{
	struct packet packet = *fragment;

	if (packet.what != PACKET_FRAGMENT)
		return false;
	expire(d, time_us);
	/* a tunnel's datagram may hold a fragment in turn: its bytes are lent, no slot's own */
	for (unsigned i = 0; i <= PACKET_TUNNELS_MAX; i++) {
		if (!add(d, &packet, time_us, &packet))
			return false;
		if (packet.what != PACKET_FRAGMENT) {
			*ret_packet = packet;
			return true;
		}
	}
	return false;
}
