/* SPDX-License-Identifier: Apache-2.0
 *
 * What a reader process writes on its standard error (its own complaint, the C library's or a
 * sanitizer's last words) comes to the keeper through a pipe: a captured reader reaches no terminal.
 * The keeper keeps the first LAST_WORDS_MAX bytes, drops the rest, and tells them made harmless.
 */
#ifndef CAMTRAIL_APP_LAST_WORDS_H
#define CAMTRAIL_APP_LAST_WORDS_H

#include <stddef.h>

enum { LAST_WORDS_MAX = 4096 };

struct last_words {
	int fd; /* reading end of the pipe, -1 = at its end */
	size_t len;
	char text[LAST_WORDS_MAX];
};

/* Reads once what the pipe holds: bytes that it held, 0 at its end (fd is closed then). Waits when
 * the pipe is empty. */
size_t last_words_read(struct last_words *w);
/* Each line as a sentence on standard error. */
void last_words_tell(const struct last_words *w);

#endif
