/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "base/xml.h"

/* One line a leaf: path [@attribute] {prefix} = text. */
static void write_leaf(void *ctx, const struct xml_leaf *leaf)
{
	struct buf *out = ctx;
	buf_text(out, leaf->path);
	if (leaf->is_attribute)
		buf_printf(out, "@%s", leaf->name);
	if (leaf->prefix[0])
		buf_printf(out, "{%s}", leaf->prefix);
	buf_text(out, "=");
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
	bool got = xml_walk(slice_of(copy, document.len), write_leaf, &out);
	assert_string_equal(buf_view_text(&out), want);
	assert_int_equal(got, whole);
	buf_done(&out);
	free(copy);
}

static void expect(const char *document, bool whole, const char *want)
{
	expect_bytes(slice_text(document), whole, want);
}

static void elements_and_attributes(void **state)
{
	(void)state;
	expect("<?xml version=\"1.0\"?><a><b> one \n</b><b>two</b><c/></a>", true,
	       "a/b=one\na/b=two\na/c=\na=\n");
	expect("<s:a xmlns:s='urn:x' id=\"7\"><s:b d:e='&lt;'>&amp;&#65;</s:b></s:a>", true,
	       "a@s{xmlns}=urn:x\na@id=7\na/b@e{d}=<\na/b{s}=&A\na{s}=\n");
	expect("<a>x<b>y</b>z</a>", true, "a/b=y\na=xz\n");
	expect("<a><![CDATA[<b>]]></a>", true, "a=<b>\n");
	expect("<a>\n  <!-- no -->\n  <b>\n    <c>1</c>\n  </b>\n</a>", true,
	       "a/b/c=1\na/b=\na=\n");
}

static void a_prefix_too_long_is_cut(void **state)
{
	char document[256], want[256];
	(void)state;
	snprintf(document, sizeof(document), "<%0100d:b/>", 0);
	document[1] = 'p';
	snprintf(want, sizeof(want), "b{p%062d}=\n", 0);
	expect(document, true, want);
}

static void cut_documents_give_what_came_before(void **state)
{
	static const char whole[] = "<a><b>1</b><c x='2'>3</c></a>";
	(void)state;
	expect("", false, "");
	expect("  \r\n", false, "");
	expect("text", false, "");
	expect("<a><b>1</b><c x='2'>", false, "a/b=1\na/c@x=2\n");
	expect("<a><b>1</b><c></b></a>", false, "a/b=1\n");
	expect("<a><b>1</b>&undefined;<c/></a>", false, "a/b=1\n");
	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		struct buf out;
		buf_init(&out, 4096);
		assert_false(xml_walk(slice_of(whole, len), write_leaf, &out));
		buf_done(&out);
	}
}

static void what_devices_put_around_a_document(void **state)
{
	static const char nul[] = "\r\n <?xml version='1.0'?><a>1</a>\n\0\0<b>";
	static const char inside[] = "<a><b>1</b>\0<c/></a>";
	(void)state;
	expect_bytes(slice_of(nul, sizeof(nul) - 1), true, "a=1\n");
	expect_bytes(slice_of(inside, sizeof(inside) - 1), false, "a/b=1\n");
	expect("<a>1</a>trailing", true, "a=1\n");
	expect("<a>1</a><b>2</b>", true, "a=1\n");
	expect("\xef\xbb\xbf<a>1</a>", true, "a=1\n");
}

static void no_document_type(void **state)
{
	(void)state;
	expect("<!DOCTYPE a><a>1</a>", false, "");
	expect("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>1</a>", false, "");
	expect("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", false, "");
	expect("<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;&x;&x;'><!ENTITY z '&y;&y;&y;'>]>"
	       "<a>&z;</a>",
	       false, "");
}

static void encodings(void **state)
{
	static const char utf16[] = "\xff\xfe<\0a\0>\0\xe9\0<\0/\0a\0>\0";
	static const char utf16_plain[] = "\0<\0a\0>\0x\0<\0/\0a\0>";
	(void)state;
	expect("<?xml version='1.0' encoding='GB2312'?><a><b>\xd6\xd0</b><c>1</c></a>", true,
	       "a/b=\xc3\x96\xc3\x90\na/c=1\na=\n");
	expect("<?xml version='1.0' encoding='x-nonsense'?><a>1</a>", true, "a=1\n");
	expect("<?xml version='1.0' encoding='utf-16'?><a>1</a>", true, "a=1\n");
	expect("<?xml version='1.0' encoding='utf-8'?><a><b>\xd6\xd0</b><c>1</c></a>", true,
	       "a/b=\xc3\x96\xc3\x90\na/c=1\na=\n");
	expect("<?xml version='1.0' encoding='GBK'?><a>\xe4\xb8\xad</a>", true, "a=\xe4\xb8\xad\n");
	expect("<a><b>\xe4\xb8\xad</b><c>\xe4\xb8", false, "a/b=\xe4\xb8\xad\n");
	expect_bytes(slice_of(utf16, sizeof(utf16) - 1), true, "a=\xc3\xa9\n");
	expect_bytes(slice_of(utf16_plain, sizeof(utf16_plain) - 1), true, "a=x\n");
	/* Overlong, surrogate, above the last plane: not UTF-8, read byte by byte. */
	expect("<a>\xc0\xaf</a>", true, "a=\xc3\x80\xc2\xaf\n");
	expect("<a>\xe0\x80\xaf</a>", true, "a=\xc3\xa0\xc2\x80\xc2\xaf\n");
	expect("<a>\xed\xa0\x80</a>", true, "a=\xc3\xad\xc2\xa0\xc2\x80\n");
	expect("<a>\xf4\x90\x80\x80</a>", true, "a=\xc3\xb4\xc2\x90\xc2\x80\xc2\x80\n");
	expect("<a>\xf0\x90\x80\x80</a>", true, "a=\xf0\x90\x80\x80\n");
}

static size_t nested(char *to, unsigned depth, const char *innermost)
{
	size_t len = 0;

	if (!to) /* the compiler does not know that fail() never returns */
		abort();
	for (unsigned i = 0; i < depth; i++)
		len += (size_t)sprintf(to + len, "<a>");
	len += (size_t)sprintf(to + len, "%s", innermost);
	for (unsigned i = 0; i < depth; i++)
		len += (size_t)sprintf(to + len, "</a>");
	return len;
}

struct counts {
	size_t leaves, longest_path, longest_text;
};

static void count(void *ctx, const struct xml_leaf *leaf)
{
	struct counts *c = ctx;
	size_t path = strlen(leaf->path);
	c->leaves++;
	c->longest_path = path > c->longest_path ? path : c->longest_path;
	c->longest_text = leaf->text.len > c->longest_text ? leaf->text.len : c->longest_text;
}

static void depth_has_a_limit(void **state)
{
	static char document[80000];
	struct counts c = {0};
	(void)state;
	assert_true(xml_walk(slice_of(document, nested(document, XML_DEPTH_MAX, "x")), count, &c));
	assert_int_equal(c.leaves, XML_DEPTH_MAX);
	c = (struct counts){0};
	/* An empty element beyond the limit is ended by expat although it was told to stop. */
	assert_false(
		xml_walk(slice_of(document, nested(document, XML_DEPTH_MAX, "<b/>")), count, &c));
	assert_int_equal(c.leaves, 0);
	assert_false(xml_walk(slice_of(document, nested(document, 10000, "x")), count, &c));
	assert_int_equal(c.leaves, 0);
}

static void path_has_a_limit(void **state)
{
	static char document[4096];
	struct counts c = {0};
	(void)state;
	snprintf(document, sizeof(document), "<%0*d/>", XML_PATH_MAX - 2, 0);
	document[1] = 'n';
	assert_true(xml_walk(slice_text(document), count, &c));
	assert_int_equal(c.longest_path, XML_PATH_MAX - 2);
	c = (struct counts){0};
	snprintf(document, sizeof(document), "<%0*d/>", XML_PATH_MAX, 0);
	document[1] = 'n';
	assert_false(xml_walk(slice_text(document), count, &c));
	assert_int_equal(c.leaves, 0);
}

static void number_of_leaves_has_a_limit(void **state)
{
	static char document[65536];
	struct counts c = {0};
	size_t len = (size_t)sprintf(document, "<a>");
	(void)state;
	for (unsigned i = 0; i < XML_LEAVES_MAX + 10; i++)
		len += (size_t)sprintf(document + len, "<b/>");
	len += (size_t)sprintf(document + len, "</a>");
	assert_false(xml_walk(slice_of(document, len), count, &c));
	assert_int_equal(c.leaves, XML_LEAVES_MAX);
	c = (struct counts){0};
	len = (size_t)sprintf(document, "<a");
	for (unsigned i = 0; i < XML_LEAVES_MAX + 10; i++)
		len += (size_t)sprintf(document + len, " b%u=''", i);
	len += (size_t)sprintf(document + len, "/>");
	assert_false(xml_walk(slice_of(document, len), count, &c));
	assert_int_equal(c.leaves, XML_LEAVES_MAX);
}

static void bytes_that_only_begin_like_a_document(void **state)
{
	static const char *const none[] = {"<",    "<a",    "<ab\x01>", "< a>",   "<>",   "</a>",
					   "<1/>", "a<b/>", "<a\"/>",   "<a<b/>", "<-/>", "<./>"};
	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		expect(none[i], false, "");
	expect("\xef\xbb\xbf<a/>", true, "a=\n");
	expect("<_:a.b-1 />", true, "a.b-1{_}=\n");
	expect("<\xc3\xa9/>", true, "\xc3\xa9=\n");
	expect("<!-- no --><a\t/>", true, "a=\n");
}

static void a_name_too_long_ends_the_walk(void **state)
{
	char document[XML_PATH_MAX + 64];
	(void)state;
	for (int over = 0; over < 2; over++) {
		snprintf(document, sizeof(document), "<a b='1' %0*d='2'/>", XML_PATH_MAX - 1 + over,
			 0);
		document[9] = 'n';
		struct buf want;
		buf_init(&want, 4096);
		buf_printf(&want, "a@b=1\n");
		if (!over)
			buf_printf(&want, "a@n%0*d=2\na=\n", XML_PATH_MAX - 2, 0);
		expect(document, !over, buf_view_text(&want));
		buf_done(&want);
	}
}

static void long_texts_are_cut(void **state)
{
	static char document[65536];
	struct counts c = {0};
	(void)state;
	snprintf(document, sizeof(document), "<a x='%020000d'>%020000d</a>", 0, 0);
	assert_true(xml_walk(slice_text(document), count, &c));
	assert_int_equal(c.leaves, 2);
	assert_int_equal(c.longest_text, XML_TEXT_MAX);
}

/* What stands in the elements around one, blanks or text, does not take its room. */
static void a_text_has_room_whatever_is_around_it(void **state)
{
	static char document[65536];
	struct buf out;
	(void)state;
	buf_init(&out, 1 << 20);
	snprintf(document, sizeof(document), "<a>%010000d%10000s<b>%5000s<c>%5000s x</c></b></a>",
		 0, "", "", "");
	assert_true(xml_walk(slice_text(document), write_leaf, &out));
	assert_true(strncmp(buf_view_text(&out), "a/b/c=x\na/b=\na=0000", 19) == 0);
	buf_done(&out);
}

static void ends_of_paths(void **state)
{
	(void)state;
	assert_true(xml_path_ends("Envelope/Body/Probe", "Body/Probe"));
	assert_true(xml_path_ends("Probe", "Probe"));
	assert_false(xml_path_ends("Envelope/SomeBody/Probe", "Body/Probe"));
	assert_false(xml_path_ends("Probe", "Body/Probe"));
	assert_false(xml_path_ends("", "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_and_attributes),
		cmocka_unit_test(a_prefix_too_long_is_cut),
		cmocka_unit_test(cut_documents_give_what_came_before),
		cmocka_unit_test(what_devices_put_around_a_document),
		cmocka_unit_test(no_document_type),
		cmocka_unit_test(encodings),
		cmocka_unit_test(depth_has_a_limit),
		cmocka_unit_test(path_has_a_limit),
		cmocka_unit_test(number_of_leaves_has_a_limit),
		cmocka_unit_test(bytes_that_only_begin_like_a_document),
		cmocka_unit_test(a_name_too_long_ends_the_walk),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(a_text_has_room_whatever_is_around_it),
		cmocka_unit_test(ends_of_paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
