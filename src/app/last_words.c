/* SPDX-License-Identifier: Apache-2.0 */
#include "app/last_words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/output.h"

enum { LINE_MAX_TOLD = 1024 };

size_t last_words_read(struct last_words *w)
{
	char block[4096];
	ssize_t got;

	do
		got = read(w->fd, block, sizeof(block));
	while (got < 0 && errno == EINTR);
	if (got <= 0) {
		close(w->fd);
		w->fd = -1;
		return 0;
	}
	size_t room = sizeof(w->text) - w->len;
	size_t keep = (size_t)got < room ? (size_t)got : room;
	memcpy(w->text + w->len, block, keep);
	w->len += keep;
	return (size_t)got;
}

void last_words_tell(const struct last_words *w)
{
	for (size_t at = 0; at < w->len;) {
		const char *line = w->text + at;
		const char *end = memchr(line, '\n', w->len - at);
		size_t len = end ? (size_t)(end - line) : w->len - at;
		char sentence[LINE_MAX_TOLD];
		(void)snprintf(sentence, sizeof(sentence), "the reader process says: %.*s",
			       (int)len, line);
		if (len)
			output_tell(sentence);
		at += len + 1;
	}
}
