/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be told of files that are encrypted as a whole: that they are, and how. `openssl enc`
 * begins its output with "Salted__" (openssl-enc(1); Foscam's images are such). D-Link's "SHRS" and
 * "encrpted_img": onekey-sec/unblob (unblob/handlers/archive/dlink/shrs.py, encrpted_img.py).
 */
#include <inttypes.h>

#include "unpack/format.h"

enum {
	SALTED_HEAD = 16,
	SHRS_HEAD = 1756,
	SHRS_UNUSED_AT = 0xdc,
	SHRS_UNUSED = 512,
	IMG_HEAD = 16,
};

static uint64_t open_salted(struct slice bytes, struct unpack_out *out)
{
	if (bytes.len <= SALTED_HEAD)
		return 0;
	out_broken(out, 0, "is encrypted (Salted__, OpenSSL enc): nothing in it can be read");
	return bytes.len;
}

const struct format format_salted = {
	.name = "openssl-enc",
	.marks = {{"Salted__", 8, 0}},
	.only_whole = true,
	.open = open_salted,
};

static uint64_t open_shrs(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, 4);
	uint64_t size = cursor_be32(&c), plain = cursor_be32(&c);
	if (bytes.len < SHRS_HEAD || plain > size)
		return 0;
	for (unsigned i = 0; i < SHRS_UNUSED; i++)
		if (bytes.at[SHRS_UNUSED_AT + i] != 0)
			return 0;
	out_broken(out, SHRS_HEAD, "is encrypted (AES-128): nothing in it can be read");
	return SHRS_HEAD + size;
}

const struct format format_shrs = {
	.name = "shrs",
	.marks = {{"SHRS", 4, 0}},
	.open = open_shrs,
};

static uint64_t open_encrpted_img(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, 12);
	uint64_t size = cursor_be32(&c);
	if (!cursor_fine(&c) || size < IMG_HEAD)
		return 0;
	out_broken(out, IMG_HEAD, "is encrypted (AES-256): nothing in it can be read");
	return IMG_HEAD + size;
}

const struct format format_encrpted_img = {
	.name = "encrpted_img",
	.marks = {{"encrpted_img", 12, 0}},
	.open = open_encrpted_img,
};
