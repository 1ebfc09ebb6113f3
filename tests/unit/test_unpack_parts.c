/* SPDX-License-Identifier: Apache-2.0
 *
 * Parts of unpack/ that stand alone: LZO, blocks, lengths of archives, trees, spools, the pool. */
#include "test.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "base/err.h"
#include "unpack/blocks.h"
#include "unpack/lengths.h"
#include "unpack/lzo.h"
#include "unpack/marks.h"
#include "unpack/pool.h"
#include "unpack/spool.h"
#include "unpack/tree.h"

/* What lzop -9 made of "camera camera camera camera! " 4 times, without its file around it. */
static const uint8_t lzo_packed[] = {0x18, 'c', 'a', 'm',  'e',  'r',  'a',  ' ',  0x32, 0x1a,
				     0x00, '!', ' ', 0x20, 0x36, 0x70, 0x00, 0x11, 0x00, 0x00};

static void lzo_unpacks(void **state)
{
	uint8_t to[200];
	char want[200];
	size_t n = 0;

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		n += (size_t)snprintf(want + n, sizeof(want) - n, "%s",
				      "camera camera camera camera! ");
	struct slice in = slice_of(lzo_packed, sizeof(lzo_packed));
	assert_int_equal(lzo_decompress(in, to, sizeof(to)), (long)n);
	assert_memory_equal(to, want, n);
	assert_int_equal(lzo_decompress(in, to, n), (long)n);
	assert_int_equal(lzo_decompress(in, to, n - 1), -1); /* no room */
	for (size_t cut = 0; cut < in.len; cut++)
		assert_int_equal(lzo_decompress(slice_of(in.at, cut), to, sizeof(to)), -1);
}

/* Instructions by hand: literals at the start, the four kinds of matches, and what leads outside. */
static void lzo_knows_its_instructions(void **state)
{
	static const struct {
		const char *in;
		size_t len;
		const char *out; /* NULL = refused */
	} cases[] = {
		{"\x12"
		 "a"
		 "\x11\0\0",
		 5, "a"}, /* one literal first */
		{"\x14"
		 "abc"
		 "\x41\0"
		 "d"
		 "\x11\0\0",
		 9, NULL}, /* 'd' is no end */
		{"\x15"
		 "abcd"
		 "\x4c\0"
		 "\x11\0\0",
		 10, "abcdabc"}, /* 3 bytes, 4 back */
		{"\x15"
		 "abcd"
		 "\x8c\0"
		 "\x11\0\0",
		 10, "abcdabcda"},
		{"\x15"
		 "abcd"
		 "\x21\x0c\0"
		 "\x11\0\0",
		 11, "abcdabc"},
		{"\x15"
		 "abcd"
		 "\x4c\1"
		 "\x11\0\0",
		 10, NULL}, /* 12 back: before the start */
		{"\x11\0\0", 3, ""},
	};
	uint8_t to[64];

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		long n = lzo_decompress(slice_of(cases[i].in, cases[i].len), to, sizeof(to));
		if (!cases[i].out) {
			assert_int_equal(n, -1);
			continue;
		}
		assert_int_equal(n, (long)strlen(cases[i].out));
		assert_memory_equal(to, cases[i].out, (size_t)n);
	}
}

static void blocks_fill_their_room(void **state)
{
	uint8_t text[3000], packed[4000], to[3000];
	uLongf len = sizeof(packed);

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i / 7);
	assert_int_equal(compress2(packed, &len, text, sizeof(text), 9), Z_OK);
	assert_int_equal(block_inflate(slice_of(packed, len), to, sizeof(to), false), 3000);
	assert_memory_equal(to, text, sizeof(text));
	assert_int_equal(block_inflate(slice_of(packed + 2, len - 2), to, sizeof(to), true), 3000);
	/* without its checksum it is fine, without data not */
	assert_int_equal(block_inflate(slice_of(packed, len - 4), to, sizeof(to), false), 3000);
	assert_int_equal(block_inflate(slice_of(packed, len / 2), to, sizeof(to), false), -1);
	packed[len / 2] ^= 0xff;
	assert_int_equal(block_inflate(slice_of(packed, len), to, sizeof(to), false), -1);
	/* rtime: 'a', then what stood behind the last 'a' */
	assert_int_equal(block_rtime(slice_text("a\0b\0a\3"), to, 0), 0);
	assert_int_equal(block_rtime(slice_of("a\0b\0a\3", 6), to, 6), 6);
	assert_memory_equal(to, "ababab", 6);
	assert_int_equal(block_rtime(slice_of("a\0b\0a\4", 6), to, 6), -1);
	assert_int_equal(block_rtime(slice_of("a\0b", 3), to, 6), -1);
}

static void archives_know_their_length(void **state)
{
	uint8_t bytes[600] = {0};
	static const char empty_zip_member[] =
		"PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\2\0\0\0\1\0\0\0aXY";

	(void)state;
	assert_int_equal(length_of_archive(slice_of(bytes, sizeof(bytes))), 0);
	memcpy(bytes, empty_zip_member, 33);
	assert_int_equal(length_of_archive(slice_of(bytes, sizeof(bytes))), 33); /* no directory */
	assert_false(zip_has_end(slice_of(bytes, sizeof(bytes))));
	memcpy(bytes + 33, "PK\1\2", 4);
	memcpy(bytes + 83, "PK\5\6\0\0\0\0\1\0\1\0\x32\0\0\0\x21\0\0\0\2\0", 22);
	assert_int_equal(length_of_archive(slice_of(bytes, sizeof(bytes))), 83 + 22 + 2);
	assert_true(zip_has_end(slice_of(bytes, sizeof(bytes))));
	bytes[30] = 1; /* a name with a control character */
	assert_int_equal(length_of_archive(slice_of(bytes, sizeof(bytes))), 0);
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, "MSCF\0\0\0\0\x2c\1\0\0\0\0\0\0\x2c\0\0\0\0\0\0\0\3\1\1\0\1\0", 30);
	assert_int_equal(length_of_archive(slice_of(bytes, sizeof(bytes))), 0x12c);
	assert_int_equal(length_of_archive(slice_of(bytes, 200)), UINT64_MAX);
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, "Rar!\x1a\7\0\xcf\x90\x73\0\0\x0d\0", 14);
	assert_int_equal(length_of_archive(slice_of(bytes, sizeof(bytes))), UINT64_MAX);
	bytes[9] ^= 1;
	assert_int_equal(length_of_archive(slice_of(bytes, sizeof(bytes))), 0);
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, "name", 4);
	memcpy(bytes + 257, "ustar", 5);
	assert_int_equal(length_of_archive(slice_of(bytes, sizeof(bytes))), 0);
	memcpy(bytes + 148, "002033\0 ", 8);
	unsigned sum = 8 * ' ';
	for (unsigned i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? 0 : bytes[i];
	(void)snprintf((char *)bytes + 148, 7, "%06o", sum);
	bytes[155] = ' ';
	assert_int_equal(length_of_archive(slice_of(bytes, sizeof(bytes))), UINT64_MAX);
}

static void tree_keeps_the_last(void **state)
{
	struct tree t = {.root = 1};
	char room[TREE_PATH_BYTES];

	(void)state;
	tree_add(&t, &(struct tree_entry){1, 2, 1, slice_text("dir"), 0, TREE_FOLDER});
	tree_add(&t, &(struct tree_entry){2, 3, 5, slice_text("a"), 0, TREE_FILE});
	tree_add(&t, &(struct tree_entry){2, 9, 4, slice_text("a"), 0, TREE_FILE});
	tree_add(&t, &(struct tree_entry){2, 4, 1, slice_text("b"), 0, TREE_FILE});
	tree_add(&t, &(struct tree_entry){2, 0, 2, slice_text("b"), 0, TREE_FILE});
	tree_add(&t, &(struct tree_entry){1, 3, 1, slice_text("c"), 0, TREE_FILE});
	tree_add(&t, &(struct tree_entry){77, 5, 1, slice_text("d"), 0, TREE_FILE});
	tree_settle(&t);
	assert_int_equal(t.n, 4);
	assert_int_equal(t.gone, 1);
	assert_true(slice_equal(tree_path(&t, &t.entries[1], room), slice_text("c")));
	assert_true(slice_equal(tree_path(&t, &t.entries[2], room), slice_text("dir/a")));
	assert_true(tree_first(&t, 1));
	assert_false(tree_first(&t, 2));
	assert_true(slice_equal(tree_path(&t, &t.entries[3], room), slice_text("lost+found/77/d")));
	tree_done(&t);
}

static uint64_t grant_all(void *ctx, uint64_t wanted)
{
	uint64_t *left = ctx, given = wanted < *left ? wanted : *left;

	*left -= given;
	return given;
}

static void spools_hold_what_was_put(void **state)
{
	char name[] = "/tmp/camtrail-spool-XXXXXX";
	int fd = mkostemp(name, O_CLOEXEC);
	uint64_t left = UINT64_MAX;
	struct spools files;
	uint8_t *piece = mem_new(1, SPOOL_PIECE_MAX);

	(void)state;
	assert_true(fd >= 0 && unlink(name) == 0);
	spools_init(&files, &fd, 1);
	struct spool *s = spool_new(&files, UINT64_MAX, grant_all, &left);
	for (unsigned i = 0; i < 30; i++) {
		memset(piece, (int)i, SPOOL_PIECE_MAX);
		assert_true(spool_put(s, slice_of(piece, SPOOL_PIECE_MAX)));
		struct slice all = spool_bytes(s);
		assert_int_equal(all.len, (i + 1ull) * SPOOL_PIECE_MAX);
		assert_int_equal(all.at[all.len - 1], i);
		assert_int_equal(all.at[0], 0);
	}
	assert_int_equal(files.n, 0);
	/* there is no file for another: it is cut at what memory holds */
	struct spool *other = spool_new(&files, UINT64_MAX, grant_all, &left);
	while (spool_put(other, slice_of(piece, SPOOL_PIECE_MAX)))
		;
	assert_true(other->full);
	assert_true(spool_size(other) >= SPOOL_MEMORY &&
		    spool_size(other) <= SPOOL_MEMORY + SPOOL_PIECE_MAX);
	assert_int_equal(spool_bytes(other).len, spool_size(other));
	spool_free(other);
	spool_free(s);
	assert_int_equal(files.n, 1);
	s = spool_new(&files, 1000, grant_all, &left);
	assert_false(spool_put(s, slice_of(piece, 3000)));
	assert_int_equal(spool_bytes(s).len, 1000);
	spool_free(s);
	left = 10;
	s = spool_new(&files, 1000, grant_all, &left);
	assert_false(spool_put(s, slice_of(piece, 30)));
	assert_int_equal(spool_bytes(s).len, 10);
	spool_free(s);
	spools_done(&files);
	close(fd);
	free(piece);
}

struct branch {
	struct pool *pool;
	atomic_uint *leaves;
	unsigned depth;
};

/* Each piece of work does more of its own group and waits for it. */
static void grow(void *ctx, unsigned thread)
{
	struct branch *b = ctx;
	struct pool_group group = {0};

	if (b->depth == 0)
		atomic_fetch_add(b->leaves, 1);
	for (unsigned i = 0; b->depth && i < 3; i++) {
		struct branch *below = mem_new(1, sizeof(*below));
		*below = (struct branch){b->pool, b->leaves, b->depth - 1};
		if (!pool_offer(b->pool, &group, grow, below))
			grow(below, thread);
	}
	pool_wait(b->pool, &group, thread);
	free(b);
}

static void pool_does_all_work(void **state)
{
	(void)state;
	for (unsigned threads = 1; threads <= 5; threads += 2) {
		struct pool *pool = pool_new(threads);
		atomic_uint leaves = 0;
		struct branch *top = mem_new(1, sizeof(*top));
		*top = (struct branch){pool, &leaves, 7};
		grow(top, 0);
		assert_int_equal(leaves, 2187);
		pool_free(pool);
	}
}

/* Pieces are small, marks may stand over their borders and far behind what they tell of. */
static void marks_are_found_everywhere(void **state)
{
	enum { SIZE = (9 << 20) + 5 };
	static const size_t gzips[] = {0, 4194302, 4194305, 8388600, SIZE - 3};
	uint8_t *bytes = mem_new(1, SIZE);
	struct marks *m = marks_new(1);
	struct mark_list list = {0};
	size_t found = 0;
	bool iso = false;

	(void)state;
	for (unsigned i = 0; i < sizeof(gzips) / sizeof(*gzips); i++)
		memcpy(bytes + gzips[i], "\x1f\x8b\x08", 3);
	memcpy(bytes + 4194200 + 32768, "\1CD001", 6);
	for (uint64_t at = 0; at < SIZE;) {
		uint64_t next = marks_find(m, 0, slice_of(bytes, SIZE), at, &list);
		assert_true(next > at);
		for (size_t i = 0; i < list.n; i++) {
			assert_true(list.found[i].at >= at && list.found[i].at < next);
			if (list.found[i].at == 4194200)
				iso = true;
			else
				assert_int_equal(list.found[i].at, gzips[found++]);
		}
		at = next;
	}
	assert_true(iso);
	assert_int_equal(found, sizeof(gzips) / sizeof(*gzips));
	free(list.found);
	marks_free(m);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lzo_unpacks),
		cmocka_unit_test(lzo_knows_its_instructions),
		cmocka_unit_test(blocks_fill_their_room),
		cmocka_unit_test(archives_know_their_length),
		cmocka_unit_test(tree_keeps_the_last),
		cmocka_unit_test(spools_hold_what_was_put),
		cmocka_unit_test(pool_does_all_work),
		cmocka_unit_test(marks_are_found_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
