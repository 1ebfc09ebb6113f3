/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector html_dissector;

static void expect(const char *page, const char *want)
{
	struct proto_test t;

	proto_test_init(&t, &html_dissector, 80);
	assert_int_equal(proto_datagram(&t, &html_dissector, slice_text(page)).word, VERDICT_DONE);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void the_title_as_it_reads(void **state)
{
	(void)state;
	expect("<!DOCTYPE html><html><head><title>Web view</title></head></html>",
	       "http.title Web view\n");
	expect("<HTML><TITLE lang='en'>\r\n  Web \t view\n</TITLE>", "http.title Web view\n");
	expect("<title>a</title><title>b</title>", "http.title a\n");
	expect("<title>\xd6\xd0</title>", "http.title \\xd6\\xd0\n");
	expect("<title>a < b</title>", "http.title a < b\n");
}

static void character_references(void **state)
{
	(void)state;
	expect("<title>&lt;a&gt; &amp;&nbsp; &quot;b&quot;&#39;&apos;&#x41;&#66;</title>",
	       "http.title <a> & \"b\"''AB\n");
	expect("<title>&reg;&#20013;</title>", "http.title \\xc2\\xae\\xe4\\xb8\\xad\n");
	expect("<title>&#x110000;&#xd800;</title>", "http.title \\xef\\xbf\\xbd\\xef\\xbf\\xbd\n");
	expect("<title>a&b &unknown; &#; &#x; &#12a; &;&amp</title>",
	       "http.title a&b &unknown; &#; &#x; &#12a; &;&amp\n");
	expect("<title>&#10;a&#10;&#32; b</title>", "http.title a b\n");
	expect("<title>&amp;lt;</title>", "http.title &lt;\n");
}

static void what_only_looks_like_a_title(void **state)
{
	(void)state;
	expect("<!-- <title>no</title> --><title>yes</title>", "http.title yes\n");
	expect("<script>var a = '<title>no</title>';</script><title>yes</title>",
	       "http.title yes\n");
	expect("<svg><title>no</title></svg><p>", "");
	expect("<STYLE>/*<title>no</title>*/</style><textarea><title>no</title></textarea>", "");
	expect("<titles>no</titles><title>yes</title>", "http.title yes\n");
}

static void no_title(void **state)
{
	(void)state;
	expect("", "");
	expect("<", "");
	expect("<title", "");
	expect("<title>", "");
	expect("<title>cut off", "");
	expect("<title></title>", "");
	expect("<title> &nbsp; </title>", "");
	expect("<!-- <title>no</title>", "");
	expect("<script><title>no</title>", "");
	expect("no page", "");
}

static void hostile_pages(void **state)
{
	static char page[65536];
	(void)state;
	proto_datagram_torture(&html_dissector,
			       slice_text("<!--x--><script>y</script><title>a&#65;&amp;</title>"));
	for (size_t i = 0; i + 4 <= sizeof(page); i += 4)
		memcpy(page + i, "<!--", 4);
	struct proto_test t;
	proto_test_init(&t, &html_dissector, 80);
	(void)proto_datagram(&t, &html_dissector, slice_of(page, sizeof(page)));
	memset(page, 'x', sizeof(page));
	memcpy(page, "<title>", 7);
	memcpy(page + sizeof(page) - 8, "</title>", 8);
	(void)proto_datagram(&t, &html_dissector, slice_of(page, sizeof(page)));
	assert_int_equal(strlen(proto_lines(&t)), strlen("http.title \n") + 255);
	proto_test_done(&t);
}

/* The first as a published WhatWeb plugin has it, the second as nmap-service-probes. */
static void who_made_the_page(void **state)
{
	(void)state;
	expect("<head><meta name=\"publisher\" content=\"MOBOTIX AG, Germany\">"
	       "<META NAME=generator CONTENT='WebGateInc' /><title>a</title>"
	       "<meta content=\"b > c\" name=\"author\"></head>",
	       "http.meta publisher=MOBOTIX AG, Germany\nhttp.meta generator=WebGateInc\n"
	       "http.title a\n");
	expect("<meta name=author content=a><meta name=author content=b>"
	       "<meta name=author content=c><meta name=author content=d>"
	       "<meta name=author content=e><title>f</title>",
	       "http.meta author=a\nhttp.meta author=b\nhttp.meta author=c\n"
	       "http.meta author=d\nhttp.title f\n");
	expect("<title>a</title><body><meta name=author content=a>", "http.title a\n");
}

static void metas_that_do_not_tell(void **state)
{
	(void)state;
	expect("<meta name=\"viewport\" content=\"width=1\"><meta charset=utf-8>"
	       "<meta name=author content=''><meta name=author><meta content=a>"
	       "<meta http-equiv=author content=a><meta name=\"author\" content=\"a\x01\">"
	       "<metaname=author content=a><!-- <meta name=author content=a> -->"
	       "<script>'<meta name=author content=a>'</script><meta name==author content=a>"
	       "<meta name",
	       "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_title_as_it_reads),
		cmocka_unit_test(character_references),
		cmocka_unit_test(what_only_looks_like_a_title),
		cmocka_unit_test(no_title),
		cmocka_unit_test(hostile_pages),
		cmocka_unit_test(who_made_the_page),
		cmocka_unit_test(metas_that_do_not_tell),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
