/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>
#include <unistd.h>

#include "app/last_words.h"

/* What is kept of text that comes in one go. */
static struct last_words heard(const char *text, size_t len)
{
	struct last_words w = {.len = 0};
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	w.fd = ends[0];
	assert_int_equal(write(ends[1], text, len), (ssize_t)len);
	close(ends[1]);
	while (last_words_read(&w) > 0)
		;
	assert_int_equal(w.fd, -1);
	return w;
}

/* What the terminal gets of it. */
static size_t told(const struct last_words *w, char *ret, size_t room)
{
	int ends[2], before = dup(STDERR_FILENO);
	size_t len = 0;
	ssize_t got;

	assert_int_equal(pipe(ends), 0);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	close(ends[1]);
	last_words_tell(w);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	close(before);
	while ((got = read(ends[0], ret + len, room - 1 - len)) > 0)
		len += (size_t)got;
	close(ends[0]);
	ret[len] = '\0';
	return len;
}

static void lines_are_told_as_the_readers(void **state)
{
	char text[4096];
	struct last_words w = heard("one\n\ntwo", 8);

	(void)state;
	told(&w, text, sizeof(text));
	assert_string_equal(text, "camtrail: the reader process says: one\n"
				  "camtrail: the reader process says: two\n");
}

static void escapes_reach_no_terminal(void **state)
{
	static const char raw[] = "\033]0;title\007\033[2J\rcamtrail: all is well\0\x9b"
				  "2J";
	char text[4096];
	struct last_words w = heard(raw, sizeof(raw) - 1);

	(void)state;
	told(&w, text, sizeof(text));
	for (const char *c = text; *c; c++)
		assert_true(*c == '\n' || (*c >= ' ' && *c < 127));
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1); /* one line */
}

static void no_more_is_kept_than_there_is_room_for(void **state)
{
	static char much[60000], text[65536];
	(void)state;

	memset(much, 'x', sizeof(much));
	struct last_words w = heard(much, sizeof(much));
	assert_int_equal(w.len, LAST_WORDS_MAX);
	assert_true(told(&w, text, sizeof(text)) < LAST_WORDS_MAX + 100);
	memset(much, '\n', sizeof(much));
	w = heard(much, sizeof(much));
	assert_int_equal(told(&w, text, sizeof(text)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_told_as_the_readers),
		cmocka_unit_test(escapes_reach_no_terminal),
		cmocka_unit_test(no_more_is_kept_than_there_is_room_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
