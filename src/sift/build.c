/* SPDX-License-Identifier: Apache-2.0
 *
 * Traces of who built it: the kernel's banner with its builder (init/version.c of Linux), the
 * compiler's comment, folders of the builder's machine in assertions, debug data and PDB references.
 */
#include "sift/extractor.h"

enum { PATTERN_KERNEL, PATTERN_COMPILER, PATTERN_PDB, PATTERN_FOLDER };
enum { PATH_MOST = 400, BANNER_MOST = 500, HOST_MOST = 200 };

/* Linux version 3.4.35 (root@ubuntu) (gcc version 4.8.3 ...) #1 Thu ... */
static void take_kernel(struct sifting *s, size_t end)
{
	size_t at = end - 15, to = at;

	while (to < s->bytes.len && to - at < BANNER_MOST && s->bytes.at[to] >= ' ' &&
	       s->bytes.at[to] < 0x7f)
		to++;
	struct slice banner = slice_trim(slice_of(s->bytes.at + at, to - at));
	const uint8_t *open = memchr(banner.at, '(', banner.len);
	if (!open || s->file->content == IMAGE_PAPER)
		return;
	s->past = to;
	sifting_text(s, OBS_IMAGE_KERNEL, at, banner);
	size_t from = (size_t)(open - banner.at) + 1, n = 0;
	while (from + n < banner.len && n < HOST_MOST && banner.at[from + n] != ')' &&
	       banner.at[from + n] != ' ')
		n++;
	struct slice host = slice_of(banner.at + from, n);
	if (n > 2 && memchr(host.at, '@', n))
		sifting_text(s, OBS_IMAGE_BUILD_HOST, at + from, host);
}

/* GCC: (Buildroot 2015.08) 4.8.3 */
static void take_compiler(struct sifting *s, size_t end)
{
	size_t at = end - 6, to = end;

	while (to < s->bytes.len && to - at < 160 && s->bytes.at[to] >= ' ' &&
	       s->bytes.at[to] < 0x7f)
		to++;
	struct slice text = slice_of(s->bytes.at + end, to - end);
	const uint8_t *close = text.len ? memrchr(text.at, ')', text.len) : NULL;
	if (!close || sifting_is_text(s))
		return;
	size_t in = (size_t)(close - text.at);
	struct slice version = slice_trim(slice_from(text, in + 1));
	s->past = to;
	if (version.len && text_is_digit(version.at[0]))
		sifting_say(s, OBS_IMAGE_COMPONENT, at, "GCC %.*s (%.*s)", (int)version.len,
			    (const char *)version.at, (int)in, (const char *)text.at);
}

static bool is_path(uint8_t c, bool windows)
{
	return text_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '+' || c == '/' ||
	       (windows &&
		(c == '\\' || c == ' ' || c == ':' || c == '(' || c == ')' || c >= 0x80));
}

/* X:\folder\...\name.pdb behind a CodeView record */
static void take_pdb(struct sifting *s, size_t end)
{
	size_t from = end - 5, folder;

	while (from > 0 && end - from < PATH_MOST && is_path(s->bytes.at[from - 1], true) &&
	       s->bytes.at[from] != ':')
		from--;
	if (from > 0 && s->bytes.at[from] == ':')
		from--;
	while (from + 3 < end && !(text_is_alpha(s->bytes.at[from]) &&
				   s->bytes.at[from + 1] == ':' && s->bytes.at[from + 2] == '\\'))
		from++;
	if (from + 6 >= end)
		return;
	for (folder = end - 1; folder > from && s->bytes.at[folder - 1] != '\\';)
		folder--;
	s->past = end;
	sifting_text(s, OBS_IMAGE_BUILD_PATH, from, slice_of(s->bytes.at + from, end - 1 - from));
}

static void take_folder(struct sifting *s, size_t end)
{
	size_t from = end - 1, to = end, depth = 0;

	if (sifting_is_text(s))
		return;
	while (from > 0 && end - from < 32 && is_path(s->bytes.at[from - 1], false))
		from--;
	while (from < end && s->bytes.at[from] != '/')
		from++;
	while (to < s->bytes.len && to - from < PATH_MOST && is_path(s->bytes.at[to], false))
		to++;
	/* the folder, not the file */
	while (to > from && s->bytes.at[to - 1] != '/')
		to--;
	for (size_t i = from; i < to; i++)
		depth += s->bytes.at[i] == '/';
	if (depth < 4 || to <= s->past)
		return;
	s->past = to;
	sifting_text(s, OBS_IMAGE_BUILD_PATH, from, slice_of(s->bytes.at + from, to - 1 - from));
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	if (end <= s->past)
		return;
	switch (pattern) {
	case PATTERN_KERNEL:
		take_kernel(s, end);
		break;
	case PATTERN_COMPILER:
		take_compiler(s, end);
		break;
	case PATTERN_PDB:
		take_pdb(s, end);
		break;
	case PATTERN_FOLDER:
	default:
		take_folder(s, end);
	}
}

const struct extractor extractor_build = {
	.name = "build",
	.patterns = {"Linux version [0-9]", "GCC: \\(", "\\.pdb\\x00",
		     "/(?:home|Users|opt/hisi[-a-z]*|build|workspace|jenkins|data/jenkins|work|mnt/"
		     "hgfs|"
		     "root)/[0-9A-Za-z_]"},
	.found = found,
};
