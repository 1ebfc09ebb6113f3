/* SPDX-License-Identifier: Apache-2.0
 *
 * Hikvision's packages (digicap.dav): a header under a repeating key, with a list of files that lie
 * behind it as they are. Layout: upgrade_file.h of the maker's own tool, in Akagi201/akcode
 * (c/ctest/test_other2/client/upgrade_file.h); the key: MatrixEditor/hiktools
 * (hiktools/fmod/decrypter.py). In newer packages ("02KH") the files and their list are encrypted with
 * AES.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "unpack/parts.h"

enum {
	HEAD = 64,
	HEAD_MOST = 1 << 16,
	FIRST = 16,
	ENTRY = 44,
	ENTRY_NAME = 32,
	SUMMED_FROM = 12,
	DESCRIPTION = 1024,
};

struct package {
	struct slice bytes;
	uint8_t *head;     /* without the key */
	uint32_t head_len; /* bytes of it that were read */
	uint32_t files;
};

/* Key[(i + i / 16) % 16] at byte i. */
static void without_key(struct slice from, uint8_t *to)
{
	static const uint8_t key[16] = {0xba, 0xcd, 0xbc, 0xfe, 0xd6, 0xca, 0xdd, 0xd3,
					0xba, 0xb9, 0xa3, 0xab, 0xbf, 0xcb, 0xb5, 0xbe};

	for (size_t i = 0; i < from.len; i++)
		to[i] = from.at[i] ^ key[(i + (i >> 4)) & 15];
}

static uint32_t sum_of(struct slice bytes)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < bytes.len; i++)
		sum += bytes.at[i];
	return sum;
}

/* What the header says besides the files: who the package is for. */
static void describe(struct parts *parts, const struct package *p)
{
	static const char *const fields[] = {"language", "device class", "OEM code"};
	struct cursor c = cursor_over(slice_of(p->head + FIRST, HEAD - FIRST));
	struct buf text;

	buf_init(&text, DESCRIPTION);
	for (unsigned i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		buf_printf(&text, "%s: %" PRIu32 "\n", fields[i], cursor_le32(&c));
	parts_give_text(parts, "header.txt", &text);
	buf_done(&text);
}

static void give_entry(struct parts *parts, struct cursor c)
{
	struct slice name = slice_until_nul(cursor_take(&c, ENTRY_NAME));
	uint64_t at = cursor_le32(&c), size = cursor_le32(&c);
	uint32_t sum = cursor_le32(&c);

	parts_give(parts, name, at, size);
	if (size && at < parts->bytes.len && size <= parts->bytes.len - at &&
	    sum_of(slice_of(parts->bytes.at + at, (size_t)size)) != sum)
		out_broken(parts->out, at, "'%.*s' has another sum of bytes than the header says",
			   (int)name.len, (const char *)name.at);
}

static void give_entries(struct parts *parts, const struct package *p)
{
	for (uint32_t i = 0; i < p->files; i++) {
		uint64_t at = HEAD + (uint64_t)i * ENTRY;
		if (at + ENTRY > p->head_len) {
			out_broken(parts->out, p->head_len, "the header ends before its list does");
			return;
		}
		give_entry(parts, cursor_over(slice_of(p->head + at, ENTRY)));
	}
}

static bool is_encrypted(const struct package *p)
{
	return p->head[0] == '0';
}

/* False when no header of that kind is here. */
static bool read_head(struct package *p)
{
	uint8_t first[FIRST];

	if (p->bytes.len < HEAD)
		return false;
	without_key(slice_of(p->bytes.at, FIRST), first);
	struct cursor c = cursor_over(slice_of(first, FIRST));
	cursor_skip(&c, 4);
	uint32_t sum = cursor_le32(&c);
	p->head_len = cursor_le32(&c);
	p->files = cursor_le32(&c);
	if (p->head_len < HEAD || p->head_len > HEAD_MOST || p->head_len > p->bytes.len) {
		p->head_len = 0;
		return false;
	}
	p->head = mem_new(p->head_len, 1);
	without_key(slice_of(p->bytes.at, p->head_len), p->head);
	return is_encrypted(p)
		       ? p->files == 0
		       : sum == sum_of(slice_of(p->head + SUMMED_FROM, p->head_len - SUMMED_FROM));
}

static uint64_t give_package(struct package *p, struct unpack_out *out)
{
	struct parts parts;

	parts_init(&parts, out, p->bytes, p->head_len);
	describe(&parts, p);
	if (!is_encrypted(p))
		give_entries(&parts, p);
	uint64_t end = parts_done(&parts);
	if (!is_encrypted(p))
		return end;
	out_broken(out, end, "is encrypted (AES): nothing but its header can be read");
	return p->bytes.len;
}

static uint64_t open_hikpack(struct slice bytes, struct unpack_out *out)
{
	struct package p = {.bytes = bytes};
	uint64_t end = 0;

	if (read_head(&p))
		end = give_package(&p, out);
	else
		out_tried(out, p.head_len);
	free(p.head);
	return end;
}

/* "SWKH" and "02KH" under the key. */
const struct format format_hikpack = {
	.name = "hikpack",
	.marks = {{"\xe9\x9a\xf7\xb6", 4, 0}, {"\x8a\xff\xf7\xb6", 4, 0}},
	.open = open_hikpack,
};
