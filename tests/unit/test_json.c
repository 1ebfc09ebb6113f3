/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "base/json.h"

/* One line a leaf: path (last key) = text. */
static void write_leaf(void *ctx, const struct json_leaf *leaf)
{
	struct buf *out = ctx;
	buf_printf(out, "%s(%s)=", leaf->path, leaf->name);
	buf_put(out, leaf->text.at, leaf->text.len);
	buf_text(out, "\n");
}

static void expect_bytes(struct slice document, bool whole, const char *want)
{
	struct buf out;
	/* A copy of its own size, so that the sanitizer sees a read past it. */
	uint8_t *copy = malloc(document.len ? document.len : 1);

	if (document.len)
		memcpy(copy, document.at, document.len);
	buf_init(&out, 1 << 20);
	bool got = json_walk(slice_of(copy, document.len), write_leaf, &out);
	assert_string_equal(buf_view_text(&out), want);
	assert_int_equal(got, whole);
	buf_done(&out);
	free(copy);
}

static void expect(const char *document, bool whole, const char *want)
{
	expect_bytes(slice_text(document), whole, want);
}

static void scalars_in_document_order(void **state)
{
	(void)state;
	json_prepare();
	expect("{\"b\":\"x\",\"a\":{\"c\":-7,\"d\":true,\"e\":false,\"f\":null,\"g\":2.5}}", true,
	       "b(b)=x\na/c(c)=-7\na/d(d)=true\na/e(e)=false\na/g(g)=2.5\n");
	expect("{\"a\":[1,{\"b\":2},[3]],\"c\":[]}", true, "a(a)=1\na/b(b)=2\na(a)=3\n");
	expect("[\"x\",{\"a\":1}]", true, "()=x\na(a)=1\n");
	expect("{\"Device Type \":\"IPC\",\"\":1}", true, "Device Type (Device Type )=IPC\n()=1\n");
	expect("{}", true, "");
}

static void the_last_of_equal_keys_counts(void **state)
{
	(void)state;
	expect("{\"a\":1,\"b\":2,\"a\":3}", true, "a(a)=3\nb(b)=2\n");
}

static void escapes_and_nul(void **state)
{
	static const char want[] = "a(a)=x";
	struct buf out;
	(void)state;
	expect("{\"a\":\"\\u00e9\\n\\\"\\\\\"}", true, "a(a)=\xc3\xa9\n\"\\\n");
	buf_init(&out, 4096);
	assert_true(json_walk(slice_text("{\"a\":\"x\\u0000y\"}"), write_leaf, &out));
	assert_int_equal(out.len, sizeof(want) - 1 + 3);
	assert_memory_equal(out.at, "a(a)=x\0y\n", out.len);
	buf_done(&out);
	expect("{\"a\\u0000b\":1}", false, "");
}

static void what_devices_put_around_a_document(void **state)
{
	static const char nul[] = " \r\n{\"a\":1}\n\0\0{\"b\":2}";
	(void)state;
	expect_bytes(slice_of(nul, sizeof(nul) - 1), true, "a(a)=1\n");
	expect("\xef\xbb\xbf{\"a\":1}", true, "a(a)=1\n");
	expect("{\"a\":1}]]]", true, "a(a)=1\n");
	expect("{\"a\":\"\xd6\xd0z\",\"b\":1}", true, "a(a)=??z\nb(b)=1\n");
}

static void no_document(void **state)
{
	static const char whole[] = "{\"a\":[1,{\"b\":\"c\"}]}";
	(void)state;
	expect("", false, "");
	expect("\xef\xbb\xbf", false, "");
	expect("7", false, "");
	expect("\"text\"", false, "");
	expect("{a:1}", false, "");
	expect("{\"a\":1,}", false, "");
	expect("{\"a\":\"\n\"}", false, "");
	for (size_t len = 0; len < sizeof(whole) - 1; len++)
		expect_bytes(slice_of(whole, len), false, "");
}

static size_t nested(char *to, unsigned depth)
{
	memset(to, '[', depth);
	to[depth] = '1';
	memset(to + depth + 1, ']', depth);
	return 2 * (size_t)depth + 1;
}

static void depth_has_a_limit(void **state)
{
	static char document[200001];
	(void)state;
	expect_bytes(slice_of(document, nested(document, JSON_DEPTH_MAX)), true, "()=1\n");
	expect_bytes(slice_of(document, nested(document, JSON_DEPTH_MAX + 1)), false, "");
	expect_bytes(slice_of(document, nested(document, 100000)), false, "");
	memset(document, '{', 1000);
	expect_bytes(slice_of(document, 1000), false, "");
	/* Brackets in strings are no depth; those behind the value don't count. */
	expect("{\"a\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"}", true,
	       "a(a)=[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"[\n");
	expect("[1][[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", true, "()=1\n");
}

static void count(void *ctx, const struct json_leaf *leaf)
{
	size_t *n = ctx;
	(void)leaf;
	++*n;
}

static void size_and_number_have_limits(void **state)
{
	static char document[JSON_BYTES_MAX + 10];
	size_t n = 0;
	(void)state;
	document[0] = '[';
	for (unsigned i = 0; i < 2 * JSON_LEAVES_MAX; i++)
		memcpy(document + 1 + 2 * i, i ? ",1" : " 1", 2);
	document[1 + 4 * JSON_LEAVES_MAX] = ']';
	assert_false(json_walk(slice_of(document, 2 + 4 * JSON_LEAVES_MAX), count, &n));
	assert_in_range(n, 1, JSON_LEAVES_MAX);
	memset(document, ' ', sizeof(document));
	memcpy(document, "[1]", 3);
	n = 0;
	assert_true(json_walk(slice_of(document, JSON_BYTES_MAX), count, &n));
	assert_int_equal(n, 1);
	assert_false(json_walk(slice_of(document, JSON_BYTES_MAX + 1), count, &n));
}

static void a_path_too_long_is_left_out(void **state)
{
	char document[2048];
	(void)state;
	snprintf(document, sizeof(document), "{\"%0600d\":1,\"a\":{\"%0510d\":2,\"b\":3},\"c\":4}",
		 0, 0);
	expect(document, true, "a/b(b)=3\nc(c)=4\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_in_document_order),
		cmocka_unit_test(the_last_of_equal_keys_counts),
		cmocka_unit_test(escapes_and_nul),
		cmocka_unit_test(what_devices_put_around_a_document),
		cmocka_unit_test(no_document),
		cmocka_unit_test(depth_has_a_limit),
		cmocka_unit_test(size_and_number_have_limits),
		cmocka_unit_test(a_path_too_long_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
