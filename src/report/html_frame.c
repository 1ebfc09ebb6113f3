/* SPDX-License-Identifier: Apache-2.0
 *
 * One HTML file that needs nothing else: style and script stand inside it, and its content
 * security policy lets nothing run or load but these two, by their hashes, so that a mistake in
 * escaping could still not run what a device or a file holds.
 */
#include <openssl/evp.h>

#include "base/err.h"
#include "report/html_out.h"
#include "report/words.h"

enum { TEXT_MAX = 1 << 20, HASH_TEXT_MAX = 64 };

extern const char html_css[], html_js[]; /* made from html/page.css and html/page.js */

static const char *hash_of(const char *text, char hash[HASH_TEXT_MAX])
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (!EVP_Digest(text, strlen(text), digest, &len, EVP_sha256(), NULL))
		err_broken(__FILE__, __LINE__, "SHA-256 is there");
	(void)EVP_EncodeBlock((uint8_t *)hash, digest, (int)len);
	return hash;
}

void html_begin(struct html *h, const char *name, const char *what)
{
	char css[HASH_TEXT_MAX], js[HASH_TEXT_MAX];

	buf_init(&h->raw, TEXT_MAX);
	buf_init(&h->safe, TEXT_MAX * 8);
	html_markup(h, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	fprintf(h->out,
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; "
		"form-action 'none'\">\n",
		hash_of(html_css, css), hash_of(html_js, js));
	html_markup(h, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		       "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
	html_text(h, name);
	html_markup(h, ": ");
	html_text(h, what);
	html_markup(h, "</title>\n<style>");
	html_markup(h, html_css);
	html_markup(h, "</style>\n</head>\n<body>\n");
}

void html_end_page(struct html *h)
{
	html_markup(h, "<script>");
	html_markup(h, html_js);
	html_markup(h, "</script>\n</body>\n</html>\n");
	buf_done(&h->raw);
	buf_done(&h->safe);
}

void html_tile(struct html *h, const char *name, uint64_t n)
{
	html_markup(h, "<section class=\"tile\"><h2>");
	html_text(h, name);
	html_markup(h, "</h2><div class=\"big\">");
	html_number(h, n);
	html_markup(h, "</div><ul>");
}

void html_tile_line(struct html *h, const char *what, uint64_t n)
{
	html_markup(h, "<li><span>");
	html_text(h, what);
	html_markup(h, "</span><span>");
	html_number(h, n);
	html_markup(h, "</span></li>");
}

void html_tile_end(struct html *h)
{
	html_markup(h, "</ul></section>\n");
}
