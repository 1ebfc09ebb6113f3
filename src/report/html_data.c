/* SPDX-License-Identifier: Apache-2.0
 *
 * The JSON document inside the page. Small ones stand there in clear, with < > & written as \u....,
 * so that nothing in them can end the element; larger ones as gzip in base64, which a browser of
 * 2023 or later unpacks; beyond a size that no browser holds they are left out.
 */
#include <openssl/evp.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/err.h"
#include "report/html_out.h"
#include "report/json_parts.h"

enum {
	PLAIN_MAX = 1 << 20,
	/* bytes in clear */ PACKED_MAX = 1 << 30,
	/* no page is read beyond it */ GZIP_WINDOW = 15 + 16,
	CHUNK = 3 * 16384
};

static uint8_t *pack(const char *text, size_t len, size_t *ret_len)
{
	z_stream z = {0};

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) !=
	    Z_OK)
		mem_none_left();
	uLong room = deflateBound(&z, (uLong)len);
	uint8_t *packed = mem_new(room, 1);
	z.next_in = (Bytef *)(uintptr_t)text;
	z.avail_in = (uInt)len;
	z.next_out = packed;
	z.avail_out = (uInt)room;
	must(deflate(&z, Z_FINISH) == Z_STREAM_END);
	*ret_len = z.total_out;
	deflateEnd(&z);
	return packed;
}

static void base64(FILE *out, const uint8_t *bytes, size_t len)
{
	uint8_t text[CHUNK / 3 * 4 + 1];

	for (size_t at = 0; at < len; at += CHUNK) {
		size_t n = len - at < CHUNK ? len - at : CHUNK;
		int written = EVP_EncodeBlock(text, bytes + at, (int)n);
		fwrite(text, 1, (size_t)written, out);
	}
}

static void audit_document(struct json_out *j, const void *ctx)
{
	json_document(j, ctx);
}

void html_data(struct html *h)
{
	html_embed(h, audit_document, h->s);
}

void html_embed(struct html *h, void (*write)(struct json_out *j, const void *ctx), const void *ctx)
{
	char *text = NULL;
	size_t len = 0;
	FILE *memory = open_memstream(&text, &len);
	struct json_out j;

	if (!memory)
		mem_none_left();
	json_out_init(&j, memory, 0, true);
	write(&j, ctx);
	json_out_done(&j);
	bool bad = ferror(memory);
	if (fclose(memory) != 0 || bad)
		mem_none_left();
	if (len <= PLAIN_MAX) {
		html_markup(h, "<script type=\"application/json\" id=\"data\">");
		fwrite(text, 1, len, h->out);
	} else if (len > PACKED_MAX) {
		html_markup(h, "<script type=\"text/plain\" id=\"data\" data-form=\"none\">");
	} else {
		size_t packed_len = 0;
		uint8_t *packed = pack(text, len, &packed_len);
		html_markup(h, "<script type=\"text/plain\" id=\"data\" data-form=\"gzip\">");
		base64(h->out, packed, packed_len);
		free(packed);
	}
	html_markup(h, "</script>\n");
	free(text);
}
