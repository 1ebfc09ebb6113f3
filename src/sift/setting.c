/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings of configuration files, so that those of two images can be compared: "key=value" of lines,
 * XML elements and attributes, JSON members, the environment of U-Boot.
 */
#include "base/json.h"
#include "base/xml.h"
#include "sift/extractor.h"

enum { FILE_MOST = 1 << 20, SETTINGS_MOST = 4000, KEY_MOST = 120, ENVIRONMENT_MOST = 65536 };

static bool is_configuration(const struct sifting *s)
{
	static const char *const ends[] = {".conf", ".cfg",  ".ini",        ".cnf",  ".config",
					   ".xml",  ".json", ".properties", ".prop", ".env",
					   ".yaml", ".yml",  ".dat"};
	static const char *const parts[] = {"/etc/", "config", "param", "default", "setting", NULL};

	if (s->file->content != IMAGE_TEXT && s->file->content != IMAGE_WEB)
		return false;
	if (s->bytes.len > FILE_MOST || text_is_language(s))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (text_ends(s->file->path, ends[i]))
			return true;
	return s->file->content == IMAGE_TEXT && text_has(s->file->path, parts);
}

static void give(struct sifting *s, size_t at, struct slice section, struct slice key,
		 struct slice value)
{
	if (s->memo >= SETTINGS_MOST || key.len == 0 || key.len > KEY_MOST)
		return;
	s->memo++;
	value.len = value.len < 380 ? value.len : 380;
	sifting_say(s, OBS_IMAGE_SETTING, at, "%.*s%s%.*s=%.*s", (int)section.len,
		    (const char *)section.at, section.len ? "/" : "", (int)key.len,
		    (const char *)key.at, (int)value.len, (const char *)value.at);
}

static void on_json(void *ctx, const struct json_leaf *leaf)
{
	give(ctx, 0, slice_of("", 0), slice_text(leaf->path), leaf->text);
}

static void on_xml(void *ctx, const struct xml_leaf *leaf)
{
	if (leaf->is_attribute)
		give(ctx, 0, slice_text(leaf->path), slice_text(leaf->name), leaf->text);
	else if (leaf->text.len)
		give(ctx, 0, slice_of("", 0), slice_text(leaf->path), leaf->text);
}

static bool is_key(struct slice key)
{
	for (size_t i = 0; i < key.len; i++)
		if (!text_is_alnum(key.at[i]) && !memchr("_-./ []", key.at[i], 7))
			return false;
	return key.len > 0 && key.len <= KEY_MOST && text_is_alnum(key.at[0]);
}

static void take_lines(struct sifting *s)
{
	struct cursor c = cursor_over(s->bytes);
	struct slice section = slice_of("", 0);

	while (cursor_left(&c) && s->memo < SETTINGS_MOST) {
		size_t at = cursor_offset(&c);
		const uint8_t *stop = memchr(c.at, '\n', cursor_left(&c));
		struct slice line = stop ? cursor_line(&c) : cursor_take(&c, cursor_left(&c));
		line = slice_trim(line);
		if (line.len > 2 && line.at[0] == '[' && line.at[line.len - 1] == ']' &&
		    line.len < KEY_MOST) {
			section = slice_of(line.at + 1, line.len - 2);
			continue;
		}
		size_t i = 0;
		while (i < line.len && line.at[i] != '=' && line.at[i] != ':')
			i++;
		if (i == line.len || line.at[0] == '#' || line.at[0] == ';')
			continue;
		struct slice key = slice_trim(slice_of(line.at, i));
		if (is_key(key))
			give(s, at, section, key, slice_trim(slice_from(line, i + 1)));
	}
}

static void finish(struct sifting *s)
{
	if (!is_configuration(s))
		return;
	struct slice text = slice_trim(s->bytes);
	if (text.len && text.at[0] == '<')
		(void)xml_walk(text, on_xml, s);
	else if (text.len && text.len <= JSON_BYTES_MAX && (text.at[0] == '{' || text.at[0] == '['))
		(void)json_walk(text, on_json, s);
	else
		take_lines(s);
}

/* "key=value" NUL "key=value" NUL ... NUL: U-Boot, env/common.c */
static void found(struct sifting *s, unsigned pattern, size_t end)
{
	size_t from = end, to;

	(void)pattern;
	if (end <= s->past || sifting_is_text(s) || s->file->content == IMAGE_ELF)
		return;
	while (from > s->past && end - from < ENVIRONMENT_MOST &&
	       ((s->bytes.at[from - 1] >= ' ' && s->bytes.at[from - 1] < 0x7f) ||
		(s->bytes.at[from - 1] == 0 && from > 1 && s->bytes.at[from - 2] != 0)))
		from--;
	to = from;
	while (to < s->bytes.len && to - from < ENVIRONMENT_MOST && s->memo < SETTINGS_MOST) {
		struct slice rest = slice_from(s->bytes, to);
		rest.len = rest.len < 4096 ? rest.len : 4096;
		struct slice line = slice_until_nul(rest);
		if (line.len == 0 && to > from)
			break;
		to += line.len + 1;
		const uint8_t *equals = line.len ? memchr(line.at, '=', line.len) : NULL;
		size_t key = equals ? (size_t)(equals - line.at) : 0;
		if (equals && is_key(slice_of(line.at, key)))
			give(s, to - line.len - 1, slice_text("environment"),
			     slice_of(line.at, key), slice_from(line, key + 1));
	}
	s->past = to > end ? to : end;
}

const struct extractor extractor_setting = {
	.name = "setting",
	.patterns = {"\\x00boot(?:cmd|args|delay)="},
	.found = found,
	.finish = finish,
};
