/* SPDX-License-Identifier: Apache-2.0 */
#include "report/json_out.h"

#include <string.h>

#include "base/err.h"
#include "report/escape.h"
#include "report/words.h"

enum { SCRATCH_MAX = 1 << 20 };

/* Reports of large sites are tens of megabytes of small values: they go to the stream without its
 * locks and without printf. */
static void put(struct json_out *j, const void *bytes, size_t len)
{
	(void)fwrite_unlocked(bytes, 1, len, j->out);
}

static void put_char(struct json_out *j, char c)
{
	(void)putc_unlocked(c, j->out);
}

void json_out_init(struct json_out *j, FILE *out, unsigned lines, bool markup)
{
	*j = (struct json_out){.out = out, .lines = lines, .markup = markup};
	buf_init(&j->scratch, SCRATCH_MAX);
}

void json_out_done(struct json_out *j)
{
	must(j->depth == 0);
	put_char(j, '\n');
	buf_done(&j->scratch);
}

static void line(struct json_out *j, unsigned indent)
{
	put_char(j, '\n');
	for (unsigned i = 0; i < indent; i++)
		put_char(j, ' ');
}

/* What stands before a value: comma, line, key. */
static void lead(struct json_out *j, const char *key)
{
	if (j->depth > 0) {
		unsigned in = j->depth - 1;
		must(j->array[in] == (key == NULL));
		if (j->filled[in])
			put_char(j, ',');
		if (j->lined[in])
			line(j, j->depth);
		else if (j->filled[in] && j->lines)
			put_char(j, ' ');
		j->filled[in] = true;
	}
	if (!key)
		return;
	put_char(j, '"');
	put(j, key, strlen(key));
	put(j, "\": ", j->lines ? 3 : 2);
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
	if (j->lined[j->depth] && j->filled[j->depth])
		line(j, j->depth);
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
	for (size_t i = 0; i < bytes.len; i++)
		fprintf(j->out, "%02x", bytes.at[i]);
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
