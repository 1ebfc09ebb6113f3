/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/escape.h"
#include "report/utf8.h"

/* Bytes that a device may send: NUL, C0, C1, DEL, overlong and cut UTF-8, surrogates, beyond
 * Unicode, bidirectional controls, line separator, lone continuation. */
static const char hostile[] =
	"a\0\x01\x1b[2J\x7f\xc2\x9b\xc0\xaf\xe0\x80\xaf\xed\xa0\x80\xf4\x90\x80\x80"
	"\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8\xef\xbb\xbf\x80\n\r\t\xf0\x9f\x98";
static const struct slice all_hostile = {(const uint8_t *)hostile, sizeof(hostile) - 1};

static struct buf out;

static int start(void **state)
{
	(void)state;
	buf_init(&out, 1 << 16);
	return 0;
}

static int end(void **state)
{
	(void)state;
	buf_done(&out);
	return 0;
}

static const char *terminal(const char *text)
{
	buf_clear(&out);
	escape_terminal(&out, slice_text(text), false);
	return buf_view_text(&out);
}

static const char *html(const char *text)
{
	buf_clear(&out);
	escape_html(&out, slice_text(text));
	return buf_view_text(&out);
}

static const char *csv(const char *text)
{
	buf_clear(&out);
	escape_csv(&out, slice_text(text));
	return buf_view_text(&out);
}

static const char *json(const char *text, bool markup)
{
	buf_clear(&out);
	escape_json(&out, slice_text(text), markup);
	return buf_view_text(&out);
}

/* Nothing but printable ASCII and whole visible characters is left. */
static void assert_visible(void)
{
	struct slice rest = slice_of(out.at, out.len);
	while (rest.len) {
		struct glyph g = utf8_take(&rest);
		assert_true(g.valid);
		assert_false(utf8_is_hidden(g.code));
	}
}

static void utf8_is_strict(void **state)
{
	static const struct {
		const char *bytes;
		bool valid;
		uint32_t code;
		uint8_t taken;
	} cases[] = {
		{"A", true, 'A', 1},
		{"\xc2\x80", true, 0x80, 2},
		{"\xdf\xbf", true, 0x7ff, 2},
		{"\xe0\xa0\x80", true, 0x800, 3},
		{"\xed\x9f\xbf", true, 0xd7ff, 3},
		{"\xee\x80\x80", true, 0xe000, 3},
		{"\xf0\x90\x80\x80", true, 0x10000, 4},
		{"\xf4\x8f\xbf\xbf", true, 0x10ffff, 4},
		{"\xf4\x90\x80\x80", false, 0xf4, 1}, /* beyond Unicode */
		{"\xc0\xaf", false, 0xc0, 1},         /* overlong */
		{"\xc1\xbf", false, 0xc1, 1},
		{"\xe0\x9f\xbf", false, 0xe0, 1},
		{"\xf0\x8f\xbf\xbf", false, 0xf0, 1},
		{"\xed\xa0\x80", false, 0xed, 1}, /* surrogate */
		{"\xe2\x82", false, 0xe2, 1},     /* cut */
		{"\xe2\x28\xa1", false, 0xe2, 1}, /* wrong continuation */
		{"\x80", false, 0x80, 1},
		{"\xf8\x88\x80\x80\x80", false, 0xf8, 1},
		{"\xff", false, 0xff, 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct slice rest = slice_text(cases[i].bytes);
		size_t len = rest.len;
		struct glyph g = utf8_take(&rest);
		assert_int_equal(g.valid, cases[i].valid);
		assert_int_equal(g.code, cases[i].code);
		assert_int_equal(g.bytes, cases[i].taken);
		assert_int_equal(rest.len, len - g.bytes);
	}
}

static void terminal_shows_what_it_got(void **state)
{
	(void)state;
	assert_string_equal(terminal("plain caf\xc3\xa9"), "plain caf\xc3\xa9");
	assert_string_equal(terminal("\x1b[2J"), "\\x1b[2J");
	assert_string_equal(terminal("\xc2\x9b"
				     "2J"),
			    "\\u009b2J"); /* C1 CSI */
	assert_string_equal(terminal("a\nb\tc\r"), "a\\x0ab\\x09c\\x0d");
	assert_string_equal(terminal("\xe2\x80\xae"
				     "fdp.exe"),
			    "\\u202efdp.exe");
	assert_string_equal(terminal("\xc0\xaf\xff"), "\\xc0\\xaf\\xff");
	assert_string_equal(terminal("\xf3\xa0\x80\x81"), "\\U000e0001"); /* tag character */
	buf_clear(&out);
	escape_terminal(&out, slice_of("a\0b", 3), false);
	assert_string_equal(buf_view_text(&out), "a\\x00b");
	buf_clear(&out);
	escape_terminal(&out, slice_text("caf\xc3\xa9 \xf0\x9f\x98\x80"), true);
	assert_string_equal(buf_view_text(&out), "caf\\u00e9 \\U0001f600");
	buf_clear(&out);
	escape_terminal(&out, slice_of(NULL, 0), false);
	assert_int_equal(out.len, 0);
}

static void combining_marks_do_not_smear(void **state)
{
	char smear[2 * 50 + 2] = "a";
	(void)state;
	for (size_t i = 0; i < 50; i++)
		memcpy(smear + 1 + 2 * i, "\xcc\x81", 2);
	smear[101] = '\0';
	assert_non_null(strstr(terminal(smear), "a\xcc\x81\xcc\x81\\u0301\\u0301"));
	assert_string_equal(terminal("e\xcc\x81"), "e\xcc\x81");
}

static void html_is_text(void **state)
{
	(void)state;
	assert_string_equal(html("<script>alert(1)</script>"),
			    "&lt;script&gt;alert(1)&lt;/script&gt;");
	assert_string_equal(html("\" onload='x' `&amp;"),
			    "&quot; onload=&#39;x&#39; &#96;&amp;amp;");
	assert_string_equal(html("\x1b[2J\xe2\x80\xae"), "\\x1b[2J\\u202e");
}

static void csv_fields_are_never_formulas(void **state)
{
	(void)state;
	assert_string_equal(csv("plain"), "plain");
	assert_string_equal(csv(""), "");
	assert_string_equal(csv("=cmd|'/C calc'!A0"), "\"'=cmd|'/C calc'!A0\"");
	assert_string_equal(csv("+1"), "\"'+1\"");
	assert_string_equal(csv("-1"), "\"'-1\"");
	assert_string_equal(csv("@SUM(1)"), "\"'@SUM(1)\"");
	assert_string_equal(csv("\t=1"), "\"'\\x09=1\"");
	assert_string_equal(csv("\r=1"), "\"'\\x0d=1\"");
	assert_string_equal(csv("\xef\xbc\x9d"
				"1"),
			    "\"'\xef\xbc\x9d"
			    "1\"");
	assert_string_equal(csv("a=1"), "a=1");
}

static void csv_is_quoted_as_rfc_4180(void **state)
{
	(void)state;
	assert_string_equal(csv("a,b"), "\"a,b\"");
	assert_string_equal(csv("say \"hi\""), "\"say \"\"hi\"\"\"");
	assert_string_equal(csv("a;=1"), "\"a;=1\"");
	assert_string_equal(csv("a\r\n=1"), "\"a\\x0d\\x0a=1\"");
	assert_string_equal(csv(" a"), "\" a\"");
}

static void json_strings_are_exact(void **state)
{
	(void)state;
	assert_string_equal(json("a\"b\\c/", false), "a\\\"b\\\\c/");
	assert_string_equal(json("\n\r\t\x01\x7f", false), "\\n\\r\\t\\u0001\\u007f");
	assert_string_equal(json("\xe2\x80\xa8\xe2\x80\xae", false), "\\u2028\\u202e");
	assert_string_equal(json("\xf3\xa0\x80\x81", false), "\\udb40\\udc01");
	assert_string_equal(json("caf\xc3\xa9 \xf0\x9f\x98\x80", false),
			    "caf\xc3\xa9 \xf0\x9f\x98\x80");
	assert_string_equal(json("\xff", false), "\xef\xbf\xbd");
	assert_string_equal(json("</script><!--&", true), "\\u003c/script\\u003e\\u003c!--\\u0026");
	assert_string_equal(json("</script>", false), "</script>");
	buf_clear(&out);
	escape_json(&out, slice_of("a\0b", 3), false);
	assert_string_equal(buf_view_text(&out), "a\\u0000b");
	assert_true(escape_json_loses(slice_text("\xc0\xaf")));
	assert_false(escape_json_loses(slice_text("\x1b caf\xc3\xa9")));
}

static void nothing_hidden_passes_anywhere(void **state)
{
	(void)state;
	buf_clear(&out);
	escape_terminal(&out, all_hostile, false);
	assert_visible();
	buf_clear(&out);
	escape_html(&out, all_hostile);
	assert_visible();
	buf_clear(&out);
	escape_csv(&out, all_hostile);
	assert_visible();
	buf_clear(&out);
	escape_json(&out, all_hostile, true);
	assert_visible();
}

/* Every cut of the hostile text, and every single byte and pair of bytes. */
static void any_bytes_are_survived(void **state)
{
	(void)state;
	for (size_t from = 0; from <= all_hostile.len; from++) {
		for (size_t len = 0; from + len <= all_hostile.len; len++) {
			buf_clear(&out);
			escape_terminal(&out, slice_of(all_hostile.at + from, len), false);
			assert_visible();
		}
	}
	for (unsigned pair = 0; pair < 65536; pair++) {
		uint8_t bytes[2] = {(uint8_t)(pair >> 8), (uint8_t)pair};
		buf_clear(&out);
		escape_html(&out, slice_of(bytes, 2));
		assert_visible();
		assert_null(strchr(buf_view_text(&out), '<'));
	}
}

static void columns_count_what_a_terminal_shows(void **state)
{
	(void)state;
	assert_int_equal(escape_columns(slice_text("")), 0);
	assert_int_equal(escape_columns(slice_text("camera")), 6);
	assert_int_equal(escape_columns(slice_text("caf\xc3\xa9")), 4);
	assert_int_equal(escape_columns(slice_text("e\xcc\x81")), 1);
	assert_int_equal(escape_columns(slice_text("\xe6\x91\x84\xe5\x83\x8f")), 4); /* CJK */
	assert_int_equal(escape_columns(slice_text("\xed\x95\x9c")), 2);             /* Hangul */
	assert_int_equal(escape_columns(slice_text("\xef\xbc\xa1")), 2); /* full-width A */
}

static size_t cut(const char *text, size_t columns, bool ascii)
{
	buf_clear(&out);
	size_t taken = escape_cut(&out, slice_text(text), columns, ascii);
	(void)buf_view_text(&out);
	return taken;
}

static void cutting_keeps_to_columns(void **state)
{
	(void)state;
	assert_int_equal(cut("camera", 6, false), 6);
	assert_string_equal(out.at, "camera");
	assert_int_equal(cut("cameras", 6, false), 6);
	assert_string_equal(out.at, "camer\xe2\x80\xa6");
	assert_int_equal(cut("cameras", 6, true), 6);
	assert_string_equal(out.at, "camer~");
	assert_int_equal(cut("\xe6\x91\x84\xe5\x83\x8f\xe6\x9c\xba", 4, false), 3);
	assert_string_equal(out.at, "\xe6\x91\x84\xe2\x80\xa6"); /* half a character is not shown */
	assert_int_equal(cut("abc", 1, false), 1);
	assert_string_equal(out.at, "\xe2\x80\xa6");
	assert_int_equal(cut("abc", 0, false), 0);
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_strict),
		cmocka_unit_test_setup_teardown(terminal_shows_what_it_got, start, end),
		cmocka_unit_test_setup_teardown(combining_marks_do_not_smear, start, end),
		cmocka_unit_test_setup_teardown(html_is_text, start, end),
		cmocka_unit_test_setup_teardown(csv_fields_are_never_formulas, start, end),
		cmocka_unit_test_setup_teardown(csv_is_quoted_as_rfc_4180, start, end),
		cmocka_unit_test_setup_teardown(json_strings_are_exact, start, end),
		cmocka_unit_test_setup_teardown(nothing_hidden_passes_anywhere, start, end),
		cmocka_unit_test_setup_teardown(any_bytes_are_survived, start, end),
		cmocka_unit_test(columns_count_what_a_terminal_shows),
		cmocka_unit_test_setup_teardown(cutting_keeps_to_columns, start, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
