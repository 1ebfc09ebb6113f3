/* SPDX-License-Identifier: Apache-2.0 */
#include "report/json_out.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "report/escape.h"
#include "report/words.h"

enum {
	SCRATCH_MAX = 1 << 20,
	TEXT_FIRST = 4096,
	TEXT_BLOCK = 1 << 16, /* bytes that go to the stream at once */
};

/* Reports of large sites are tens of megabytes of small values: they are put together in memory of
 * our own, without the stream's locks and without printf. */
static void flush(struct json_out *j)
{
	if (j->len)
		(void)fwrite(j->text, 1, j->len, j->out);
	j->len = 0;
}

/* Where the next n bytes go. */
static char *reserve(struct json_out *j, size_t n)
{
	if (j->room - j->len < n) {
		while (j->room - j->len < n)
			j->room = j->room ? j->room * 2 : TEXT_FIRST;
		j->text = mem_resize(j->text, j->room, 1);
	}
	return j->text + j->len;
}

static void put(struct json_out *j, const void *bytes, size_t len)
{
	char *to = reserve(j, len);
	if (len)
		memcpy(to, bytes, len);
	j->len += len;
}

static void put_char(struct json_out *j, char c)
{
	*reserve(j, 1) = c;
	j->len++;
}

void json_out_init(struct json_out *j, FILE *out, unsigned lines, bool markup)
{
	*j = (struct json_out){.out = out, .lines = lines, .markup = markup};
	buf_init(&j->scratch, SCRATCH_MAX);
}

static void release(struct json_out *j)
{
	free(j->text);
	buf_done(&j->scratch);
}

void json_out_done(struct json_out *j)
{
	must(j->depth == 0);
	put_char(j, '\n');
	flush(j);
	release(j);
}

void json_out_branch(struct json_out *branch, const struct json_out *j)
{
	must(j->depth > 0 && j->array[j->depth - 1]);
	*branch = *j;
	branch->out = NULL;
	branch->text = NULL;
	branch->len = branch->room = 0;
	branch->filled[j->depth - 1] = true;
	buf_init(&branch->scratch, SCRATCH_MAX);
}

void json_out_join(struct json_out *j, struct json_out *branch)
{
	unsigned in = j->depth - 1;
	size_t skip = 0;

	must(j->depth == branch->depth);
	/* the array's very first element: no comma, and on one line no blank after it */
	if (!j->filled[in])
		skip = !j->lined[in] && j->lines ? 2 : 1;
	if (branch->len && j->out) {
		flush(j);
		(void)fwrite(branch->text + skip, 1, branch->len - skip, j->out);
	} else if (branch->len) {
		put(j, branch->text + skip, branch->len - skip);
	}
	j->filled[in] |= branch->len > 0;
	release(branch);
}

/* What stands before a value: comma, line, key. */
static void lead(struct json_out *j, const char *key)
{
	size_t key_len = key ? strlen(key) : 0;

	if (j->len >= TEXT_BLOCK && j->out)
		flush(j);
	char *to = reserve(j, key_len + JSON_OUT_DEPTH + sizeof(",\n\"\": "));
	if (j->depth > 0) {
		unsigned in = j->depth - 1;
		must(j->array[in] == (key == NULL));
		if (j->filled[in])
			*to++ = ',';
		if (j->lined[in]) {
			*to++ = '\n';
			for (unsigned i = 0; i < j->depth; i++)
				*to++ = ' ';
		} else if (j->filled[in] && j->lines) {
			*to++ = ' ';
		}
		j->filled[in] = true;
	}
	if (key) {
		*to++ = '"';
		memcpy(to, key, key_len);
		to += key_len;
		*to++ = '"';
		*to++ = ':';
		if (j->lines)
			*to++ = ' ';
	}
	j->len = (size_t)(to - j->text);
}

static void open(struct json_out *j, const char *key, bool array)
{
	must(j->depth < JSON_OUT_DEPTH);
	lead(j, key);
	put_char(j, array ? '[' : '{');
	j->filled[j->depth] = false;
	j->array[j->depth] = array;
	j->lined[j->depth] = j->depth < j->lines;
	j->depth++;
}

void json_out_object(struct json_out *j, const char *key)
{
	open(j, key, false);
}

void json_out_array(struct json_out *j, const char *key)
{
	open(j, key, true);
}

void json_out_close(struct json_out *j)
{
	must(j->depth > 0);
	j->depth--;
	if (j->lined[j->depth] && j->filled[j->depth]) {
		put_char(j, '\n');
		for (unsigned i = 0; i < j->depth; i++)
			put_char(j, ' ');
	}
	put_char(j, j->array[j->depth] ? ']' : '}');
}

void json_out_slice(struct json_out *j, const char *key, struct slice raw)
{
	lead(j, key);
	put_char(j, '"');
	if (escape_needless(raw)) {
		put(j, raw.at, raw.len);
	} else {
		buf_clear(&j->scratch);
		escape_json(&j->scratch, raw, j->markup);
		put(j, j->scratch.at, j->scratch.len);
	}
	put_char(j, '"');
}

void json_out_null(struct json_out *j, const char *key)
{
	lead(j, key);
	put(j, "null", 4);
}

void json_out_text(struct json_out *j, const char *key, const char *raw)
{
	if (raw)
		json_out_slice(j, key, slice_text(raw));
	else
		json_out_null(j, key);
}

void json_out_said(struct json_out *j, const char *key, const char *raw)
{
	json_out_text(j, key, raw && *raw ? raw : NULL);
}

void json_out_hex(struct json_out *j, const char *key, struct slice bytes)
{
	lead(j, key);
	put_char(j, '"');
	for (size_t i = 0; i < bytes.len; i++) {
		put_char(j, "0123456789abcdef"[bytes.at[i] >> 4]);
		put_char(j, "0123456789abcdef"[bytes.at[i] & 15]);
	}
	put_char(j, '"');
}

void json_out_number(struct json_out *j, const char *key, uint64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);

	lead(j, key);
	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	put(j, digits + at, sizeof(digits) - at);
}

void json_out_real(struct json_out *j, const char *key, double v)
{
	char text[WORDS_REAL_MAX];
	lead(j, key);
	(void)words_real(v, 4, text);
	put(j, text, strlen(text));
}

void json_out_bool(struct json_out *j, const char *key, bool v)
{
	lead(j, key);
	put(j, v ? "true" : "false", v ? 4 : 5);
}

void json_out_time(struct json_out *j, const char *key, int64_t time_us)
{
	char text[WORDS_TIME_MAX];
	if (time_us)
		json_out_text(j, key, words_iso_time(time_us, text));
	else
		json_out_null(j, key);
}

void json_out_addr(struct json_out *j, const char *key, const struct addr *a)
{
	char text[ADDR_TEXT_MAX];
	json_out_said(j, key, addr_print(a, text));
}
