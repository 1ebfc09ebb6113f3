/* SPDX-License-Identifier: Apache-2.0
 *
 * Model, version and brand where a configuration says so plainly: build properties of Android,
 * settings of that name, the environment of U-Boot, version files.
 */
#include "sift/extractor.h"

enum { VALUE_MOST = 64, VERSION_FILE_MOST = 200 };

static const enum obs_kind kinds[] = {OBS_IMAGE_MODEL, OBS_IMAGE_FIRMWARE, OBS_IMAGE_BRAND};

static bool is_value(uint8_t c)
{
	return c >= ' ' && c != 0x7f && c != '"' && c != '<' && c != '>';
}

static bool is_plain(struct slice v)
{
	static const char *const none[] = {"unknown", "none", "null", "true", "false",
					   "string",  "n/a",  "0",    "1"};
	bool alnum = false;

	for (size_t i = 0; i < v.len; i++) {
		if (memchr("%${}()[]*=;|\\+,", v.at[i], 15))
			return false;
		alnum |= text_is_alnum(v.at[i]) || v.at[i] >= 0x80;
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (slice_same_word(v, none[i]))
			return false;
	return alnum && v.len >= 2;
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	size_t at = end, to;

	if (end < s->past || s->file->content == IMAGE_PAPER || s->file->content == IMAGE_ELF ||
	    s->file->content == IMAGE_PE || text_is_language(s) || text_in_comment(s, end - 1))
		return;
	while (at < s->bytes.len && at - end < 4 && memchr(" \t\"'", s->bytes.at[at], 4))
		at++;
	for (to = at; to < s->bytes.len && to - at < VALUE_MOST && is_value(s->bytes.at[to]);)
		to++;
	struct slice value = slice_of(s->bytes.at + at, to - at);
	while (value.len && memchr(" \t\r',", value.at[value.len - 1], 5))
		value.len--;
	if (!is_plain(value))
		return;
	s->past = to;
	sifting_text(s, kinds[pattern], at, value);
}

/* /etc/version and its like hold nothing else. */
static void finish(struct sifting *s)
{
	static const char *const files[] = {"/etc/version",      "/etc/fw_version",
					    "/firmware_version", "/etc/firmware_version",
					    "/fwversion",        "/version.txt"};
	struct slice bytes = slice_until_nul(s->bytes);

	if (bytes.len == 0 || bytes.len > VERSION_FILE_MOST || s->file->content != IMAGE_TEXT)
		return;
	const uint8_t *line = memchr(bytes.at, '\n', bytes.len);
	struct slice first =
		slice_trim(line ? slice_of(bytes.at, (size_t)(line - bytes.at)) : bytes);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (text_ends(s->file->path, files[i]) && is_plain(first) &&
		    first.len <= VALUE_MOST)
			sifting_text(s, OBS_IMAGE_FIRMWARE, (size_t)(first.at - s->bytes.at),
				     first);
}

const struct extractor extractor_identity = {
	.name = "identity",
	.patterns =
		{"(?i)(?:ro\\.product\\.model|device_?model|product_?model|model_?name|modelnumber|"
		 "device_?type|product_?name)[\"']? ?[=:>]",
		 "(?i)(?:ro\\.build\\.display\\.id|ro\\.build\\.version\\.incremental|"
		 "firmware_?version|fw_?ver(?:sion)?|soft(?:ware)?_?version|system_?version|"
		 "app_?version|firmwarereleaseddate)[\"']? ?[=:>]",
		 "(?i)(?:ro\\.product\\.brand|ro\\.product\\.manufacturer|manufacturer|"
		 "vendor_?name|brand_?name|brand|oem_?name|company_?name)[\"']? ?[=:>]"},
	.found = found,
	.finish = finish,
};
