/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/err.h"

struct hash_key hash_key_new(void)
{
	struct hash_key key;
	must(getrandom(&key, sizeof(key), 0) == (ssize_t)sizeof(key));
	return key;
}

static inline uint64_t rotate(uint64_t v, int bits)
{
	return v << bits | v >> (64 - bits);
}

struct sip {
	uint64_t v0, v1, v2, v3;
};

static inline void sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v1 = rotate(s->v1, 13) ^ s->v0;
	s->v0 = rotate(s->v0, 32);
	s->v2 += s->v3;
	s->v3 = rotate(s->v3, 16) ^ s->v2;
	s->v0 += s->v3;
	s->v3 = rotate(s->v3, 21) ^ s->v0;
	s->v2 += s->v1;
	s->v1 = rotate(s->v1, 17) ^ s->v2;
	s->v2 = rotate(s->v2, 32);
}

uint64_t hash_bytes(const struct hash_key *key, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	struct sip s = {key->k0 ^ 0x736f6d6570736575u, key->k1 ^ 0x646f72616e646f6du,
			key->k0 ^ 0x6c7967656e657261u, key->k1 ^ 0x7465646279746573u};
	uint64_t word;

	for (size_t left = len; left >= 8; left -= 8, at += 8) {
		memcpy(&word, at, 8);
		s.v3 ^= word;
		sip_round(&s);
		s.v0 ^= word;
	}
	word = 0;
	if (len & 7)
		memcpy(&word, at, len & 7);
	word |= (uint64_t)len << 56;
	s.v3 ^= word;
	sip_round(&s);
	s.v0 ^= word;
	s.v2 ^= 0xff;
	sip_round(&s);
	sip_round(&s);
	sip_round(&s);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

void map_init(struct map *m)
{
	*m = (struct map){0};
}

void map_done(struct map *m, void (*free_value)(void *))
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->entries[i].key);
		if (free_value)
			free_value(m->entries[i].value);
	}
	free(m->entries);
	free(m->index);
	*m = (struct map){0};
}

/* The index slot where the key is or would be. */
static size_t map_slot(const struct map *m, const void *key, size_t key_len, uint64_t hash)
{
	size_t slot = hash & (m->index_room - 1);
	while (m->index[slot]) {
		const struct map_entry *e = &m->entries[m->index[slot] - 1];
		if (e->hash == hash && e->key_len == key_len &&
		    (key_len == 0 || memcmp(e->key, key, key_len) == 0))
			break;
		slot = (slot + 1) & (m->index_room - 1);
	}
	return slot;
}

static void map_grow(struct map *m)
{
	size_t room = m->index_room ? m->index_room * 2 : 16;
	if (!m->index)
		m->key = hash_key_new(); /* a call of the kernel: many maps stay empty */
	free(m->index);
	m->index = mem_new(room, sizeof(*m->index));
	m->index_room = room;
	for (size_t i = 0; i < m->n; i++) {
		size_t slot = m->entries[i].hash & (room - 1);
		while (m->index[slot])
			slot = (slot + 1) & (room - 1);
		m->index[slot] = (uint32_t)i + 1;
	}
}

void *map_get(const struct map *m, const void *key, size_t key_len)
{
	if (m->n == 0)
		return NULL;
	size_t slot = map_slot(m, key, key_len, hash_bytes(&m->key, key, key_len));
	return m->index[slot] ? m->entries[m->index[slot] - 1].value : NULL;
}

void *map_put(struct map *m, const void *key, size_t key_len, void *value)
{
	if ((m->n + 1) * 4 > m->index_room * 3)
		map_grow(m);
	uint64_t hash = hash_bytes(&m->key, key, key_len);
	size_t slot = map_slot(m, key, key_len, hash);
	if (m->index[slot]) {
		struct map_entry *e = &m->entries[m->index[slot] - 1];
		void *was = e->value;
		e->value = value;
		return was;
	}
	if (m->n == m->entries_room) {
		m->entries_room = m->entries_room ? m->entries_room * 2 : 16;
		m->entries = mem_resize(m->entries, m->entries_room, sizeof(*m->entries));
	}
	uint8_t *copy = mem_new(key_len, 1);
	if (key_len)
		memcpy(copy, key, key_len);
	m->entries[m->n] = (struct map_entry){copy, key_len, value, hash};
	m->index[slot] = (uint32_t)++m->n;
	return NULL;
}
