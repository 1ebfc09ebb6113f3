/* SPDX-License-Identifier: Apache-2.0
 *
 * What a file is. Papers (licences, manuals, change logs, translations) are told by where they lie and
 * what they are called: their text is as good a text as a configuration's.
 */
#include "sift/sift.h"

enum { LOOKED_AT = 4096, PE_OFFSET_AT = 0x3c };

/* Papers wherever such a folder stands; of those below, only what is no page: the web server of some
 * cameras has its pages in a folder called doc. */
static const char *const paper_folders[] = {"locale",  "license", "licenses", "licences", "i18n",
					    "lintian", "nls",     "gtk-doc",  ".git"};
static const char *const perhaps_folders[] = {"doc",  "docs", "man",   "info",
					      "help", "bug",  "manual"};
static const char *const paper_starts[] = {"license",   "licence", "copying", "copyright", "readme",
					   "changelog", "changes", "notice",  "authors",   "news"};
static const char *const paper_ends[] = {".pod", ".md", "/pkg-info", "/metadata", ".mo",
					 ".po",  ".qm", ".rst",      ".html.gz",  ".egg-info"};
static const char *const web_ends[] = {".html", ".htm",  ".js",   ".css", ".svg",
				       ".asp",  ".aspx", ".jsp",  ".php", ".shtml",
				       ".json", ".xml",  ".wasm", ".cgi", ".lua"};

#define LISTED(list) (sizeof(list) / sizeof(*(list)))

static bool ends_with(struct slice s, const char *with)
{
	size_t len = strlen(with);

	return s.len >= len && slice_same_word(slice_from(s, s.len - len), with);
}

static bool is_web(struct slice path)
{
	for (size_t i = 0; i < LISTED(web_ends); i++)
		if (ends_with(path, web_ends[i]))
			return true;
	return false;
}

static bool is_paper_folder(struct slice part, struct slice before, bool web)
{
	for (size_t i = 0; i < LISTED(paper_folders); i++)
		if (slice_same_word(part, paper_folders[i]))
			return true;
	for (size_t i = 0; i < LISTED(perhaps_folders); i++)
		if (slice_same_word(part, perhaps_folders[i]))
			return !web || slice_same_word(before, "share");
	return false;
}

/* "README", "news.txt", not "newserver.conf" */
static bool is_paper_name(struct slice name, struct slice path)
{
	for (size_t i = 0; i < LISTED(paper_starts); i++) {
		size_t len = strlen(paper_starts[i]);
		if (slice_starts_word(name, paper_starts[i]) &&
		    (name.len == len || memchr(".-_", name.at[len], 3)))
			return true;
	}
	for (size_t i = 0; i < LISTED(paper_ends); i++)
		if (ends_with(path, paper_ends[i]))
			return true;
	return false;
}

static bool is_paper(struct slice path)
{
	struct slice rest = path, before = slice_of("", 0);
	bool web = is_web(path);

	for (;;) {
		const uint8_t *slash = rest.len ? memchr(rest.at, '/', rest.len) : NULL;
		if (!slash)
			return !web && is_paper_name(rest, path);
		struct slice part = slice_of(rest.at, (size_t)(slash - rest.at));
		if (is_paper_folder(part, before, web))
			return true;
		before = part;
		rest = slice_from(rest, part.len + 1);
	}
}

/* Source of a manual page, man(7) */
static bool is_manual(struct slice bytes)
{
	return slice_starts(bytes, ".TH ") || slice_starts(bytes, ".\\\"") ||
	       slice_starts(bytes, "'\\\" ") || slice_starts(bytes, ".Dd ");
}

static bool is_pe(struct slice bytes)
{
	struct cursor c = cursor_over(bytes);

	if (!slice_starts(bytes, "MZ"))
		return false;
	cursor_skip(&c, PE_OFFSET_AT);
	uint32_t at = cursor_le32(&c);
	return cursor_fine(&c) && at < bytes.len && slice_starts(slice_from(bytes, at), "PE");
}

/* UTF-8 or any 8-bit text, and UTF-16 with a mark. */
static bool is_text(struct slice bytes)
{
	size_t n = bytes.len < LOOKED_AT ? bytes.len : LOOKED_AT, odd = 0;

	if (slice_starts(bytes, "\xff\xfe") || slice_starts(bytes, "\xfe\xff"))
		return true;
	for (size_t i = 0; i < n; i++) {
		uint8_t c = bytes.at[i];
		if (c == 0)
			return false;
		odd += c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b;
	}
	return n > 0 && odd * 50 <= n;
}

enum image_content sift_content(struct slice path, uint16_t mode, struct slice bytes)
{
	(void)mode;
	if (slice_starts(bytes, "\x7f"
				"ELF"))
		return IMAGE_ELF;
	if (is_pe(bytes))
		return IMAGE_PE;
	if (is_paper(path) || is_manual(bytes))
		return IMAGE_PAPER;
	if (slice_starts(bytes, "#!"))
		return IMAGE_SCRIPT;
	if (slice_starts(bytes, "-----BEGIN CERTIFICATE"))
		return IMAGE_CERTIFICATE;
	if (!is_text(bytes))
		return IMAGE_DATA;
	return is_web(path) ? IMAGE_WEB : IMAGE_TEXT;
}
