/* SPDX-License-Identifier: Apache-2.0
 *
 * Hash map from byte keys to pointers. Keys may be chosen by an attacker, so the hash is SipHash
 * (Aumasson and Bernstein, 2012; 1-3 rounds) under a key drawn from the kernel for each map that is put into.
 * Iteration is in order of insertion, so that the same input always gives the same output.
 */
#ifndef CAMTRAIL_BASE_MAP_H
#define CAMTRAIL_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/cursor.h"

struct hash_key {
	uint64_t k0, k1;
};

struct map_entry {
	uint8_t *key; /* owned copy */
	size_t key_len;
	void *value; /* the caller's */
	uint64_t hash;
};

struct map {
	struct map_entry *entries; /* in order of insertion, n of them */
	uint32_t *index;           /* entry number + 1, 0 = free */
	size_t n, entries_room, index_room;
	struct hash_key key;
};

/* 16 random bytes from the kernel (getrandom). */
struct hash_key hash_key_new(void);
/* SipHash-1-3 of the bytes. */
uint64_t hash_bytes(const struct hash_key *key, const void *bytes, size_t len);

void map_init(struct map *m);
/* Frees keys and tables; values only if free_value is given. */
void map_done(struct map *m, void (*free_value)(void *));
/* NULL when absent. */
void *map_get(const struct map *m, const void *key, size_t key_len);
/* Adds or replaces; returns the value that was there, NULL if none. The key is copied. */
void *map_put(struct map *m, const void *key, size_t key_len, void *value);

#endif
