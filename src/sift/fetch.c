/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands that fetch something from a server or open a way to one, in scripts and in the texts that
 * programs hand to a shell.
 */
#include "sift/extractor.h"

enum { COMMAND_MOST = 400 };

/* Where a command ends that is followed by another. */
static size_t command_end(struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		if (c == ';' || c == '\n' || c == '\r' || c == '`' || c == '|')
			break;
		if (c == '&' && i + 1 < text.len && text.at[i + 1] == '&')
			break;
	}
	return i;
}

/* No server by name, but a place for one: "tftp -g -r %s $SERVER". */
static bool has_variable(struct slice command)
{
	static const char *const options[] = {" -g",  " -r ", " -o", " -p ",
					      " -l ", "://",  " -q", NULL};
	static const char *const places[] = {"%s", "${", "$1", "$2", NULL};
	bool variable = text_has(command, places);

	for (size_t i = 0; !variable && i + 1 < command.len; i++)
		variable = command.at[i] == '$' && text_is_alpha(command.at[i + 1]);
	return variable && text_has(command, options);
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	static const char *const usage[] = {"usage", "[option", "hostname]", "<host", NULL};
	size_t at = end - 2, run_at;

	(void)pattern;
	if (end < 4 || at < s->past || s->file->content == IMAGE_PAPER)
		return;
	while (at > 0 && end - at < 16 && (text_is_alnum(s->bytes.at[at - 1])))
		at--;
	struct slice run = text_run(s, at, &run_at);
	struct slice command = slice_from(run, at - run_at);
	command.len = command_end(command);
	command.len = command.len < COMMAND_MOST ? command.len : COMMAND_MOST;
	command = slice_trim(command);
	if (command.len < 8 || text_has(run, usage) || text_in_comment(s, at))
		return;
	s->past = at + command.len;
	if (servers_in(s, at, command) || (has_variable(command) && !slice_starts(command, "nc") &&
					   !slice_starts(command, "telnet")))
		sifting_text(s, OBS_IMAGE_FETCH, at, command);
}

const struct extractor extractor_fetch = {
	.name = "fetch",
	.patterns = {"\\b(?:tftp|wget|curl|ftpget|ftpput|nc|ncat|netcat|telnet|ftp|scp|rsync|axel) "
		     "[-$%\"'/:0-9A-Za-z]"},
	.found = found,
};
