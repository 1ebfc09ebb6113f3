/* SPDX-License-Identifier: Apache-2.0 */
#include "vet/skeleton.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "base/err.h"

enum {
	CODE_RANGES = 512,
	SECTIONS_MOST = 65536,
	TEXT_LEAST = 4, /* as strings(1) */
	GATHER = 64 << 10,
	ELF_SHF_EXECINSTR = 4,
	ELF_SHT_NOBITS = 8,
	PE_AT = 0x3c,
	PE_SECTION = 40,
	PE_EXECUTE = 0x20000000,
};

/* Bytes that count as they are. */
struct code {
	size_t n;
	struct {
		uint64_t from, to;
	} ranges[CODE_RANGES];
};

/* Whole words of a file of either byte order and word length. */
struct elf {
	bool big, wide;
};

static uint16_t get16(struct cursor *c, const struct elf *e)
{
	return e->big ? cursor_be16(c) : cursor_le16(c);
}

static uint32_t get32(struct cursor *c, const struct elf *e)
{
	return e->big ? cursor_be32(c) : cursor_le32(c);
}

static uint64_t get_word(struct cursor *c, const struct elf *e)
{
	if (!e->wide)
		return get32(c, e);
	return e->big ? cursor_be64(c) : cursor_le64(c);
}

static void add_range(struct code *code, uint64_t from, uint64_t len, size_t size)
{
	if (code->n == CODE_RANGES || from > size || len == 0)
		return;
	code->ranges[code->n].from = from;
	code->ranges[code->n++].to = len > size - from ? size : from + len;
}

static void elf_sections(struct slice file, struct code *code)
{
	struct elf e = {.wide = file.at[4] == 2, .big = file.at[5] == 2};
	struct cursor c = cursor_over(slice_from(file, e.wide ? 0x28 : 0x20));
	uint64_t at = get_word(&c, &e);

	cursor_skip(&c, 4 + 2 + 2 + 2); /* flags, sizes of header and program headers, number */
	unsigned size = get16(&c, &e), n = get16(&c, &e);
	if (!cursor_fine(&c) || at >= file.len || size < (e.wide ? 64u : 40u))
		return;
	struct cursor table = cursor_over(slice_from(file, at));
	for (unsigned i = 0; i < n && i < SECTIONS_MOST && cursor_left(&table) >= size; i++) {
		struct cursor s = cursor_within(&table, size);
		cursor_skip(&s, 4);
		uint32_t type = get32(&s, &e);
		uint64_t flags = get_word(&s, &e);
		(void)get_word(&s, &e); /* address */
		uint64_t from = get_word(&s, &e), len = get_word(&s, &e);
		if (cursor_fine(&s) && flags & ELF_SHF_EXECINSTR && type != ELF_SHT_NOBITS)
			add_range(code, from, len, file.len);
	}
}

static void pe_sections(struct slice file, struct code *code)
{
	struct cursor c = cursor_over(slice_from(file, PE_AT));
	uint32_t at = cursor_le32(&c);

	if (!cursor_fine(&c) || at >= file.len)
		return;
	c = cursor_over(slice_from(file, at));
	if (cursor_be32(&c) != 0x50450000)
		return;
	cursor_skip(&c, 2);
	unsigned n = cursor_le16(&c);
	cursor_skip(&c, 12);
	unsigned optional = cursor_le16(&c);
	cursor_skip(&c, 2 + (size_t)optional);
	for (unsigned i = 0; i < n && cursor_left(&c) >= PE_SECTION; i++) {
		struct cursor s = cursor_within(&c, PE_SECTION);
		cursor_skip(&s, 16);
		uint32_t len = cursor_le32(&s), from = cursor_le32(&s);
		cursor_skip(&s, 12);
		if (cursor_le32(&s) & PE_EXECUTE && cursor_fine(&s))
			add_range(code, from, len, file.len);
	}
}

static int by_start(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;
	return *a < *b ? -1 : *a > *b;
}

/* What is digested, gathered to pieces. */
struct gather {
	EVP_MD_CTX *digest;
	size_t n;
	uint8_t *bytes;
};

static void give(struct gather *g, const uint8_t *at, size_t len)
{
	if (g->n + len > GATHER) {
		(void)EVP_DigestUpdate(g->digest, g->bytes, g->n);
		g->n = 0;
	}
	if (len > GATHER) {
		(void)EVP_DigestUpdate(g->digest, at, len);
		return;
	}
	if (len)
		memcpy(g->bytes + g->n, at, len);
	g->n += len;
}

static bool is_printable(uint8_t c)
{
	return c >= ' ' && c < 0x7f;
}

static void give_folded(struct gather *g, struct slice bytes)
{
	static const uint8_t text = 0xff;
	size_t plain = 0, at = 0;

	while (at < bytes.len) {
		size_t end = at;
		while (end < bytes.len && is_printable(bytes.at[end]))
			end++;
		if (end - at < TEXT_LEAST) {
			at = end + (end < bytes.len);
			continue;
		}
		while (end < bytes.len && bytes.at[end] == 0)
			end++;
		give(g, bytes.at + plain, at - plain);
		give(g, &text, 1);
		plain = at = end;
	}
	give(g, bytes.at + plain, bytes.len - plain);
}

static void give_all(struct gather *g, struct slice file, const struct code *code)
{
	uint64_t at = 0;

	for (size_t i = 0; i < code->n; i++) {
		uint64_t from = code->ranges[i].from, to = code->ranges[i].to;
		if (from < at)
			from = at;
		if (to <= from)
			continue;
		give_folded(g, slice_of(file.at + at, (size_t)(from - at)));
		give(g, file.at + from, (size_t)(to - from));
		at = to;
	}
	give_folded(g, slice_from(file, (size_t)at));
}

bool skeleton_digest(struct slice program, uint8_t ret[32])
{
	struct code *code = mem_new(1, sizeof(*code));
	struct gather g = {.digest = EVP_MD_CTX_new()};

	memset(ret, 0, 32);
	if (program.len > 0x40 && memcmp(program.at, "\177ELF", 4) == 0)
		elf_sections(program, code);
	else if (program.len > 0x40 && memcmp(program.at, "MZ", 2) == 0)
		pe_sections(program, code);
	bool can = code->n > 0 && g.digest && EVP_DigestInit_ex(g.digest, EVP_sha256(), NULL);
	if (can) {
		qsort(code->ranges, code->n, sizeof(code->ranges[0]), by_start);
		g.bytes = mem_new(GATHER, 1);
		give_all(&g, program, code);
		can = EVP_DigestUpdate(g.digest, g.bytes, g.n) &&
		      EVP_DigestFinal_ex(g.digest, ret, NULL);
	}
	EVP_MD_CTX_free(g.digest);
	free(g.bytes);
	free(code);
	return can;
}
