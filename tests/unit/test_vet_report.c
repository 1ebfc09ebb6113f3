/* SPDX-License-Identifier: Apache-2.0
 * Whole reports of vet: what a hostile file holds stays text in each of them. */
#include "test.h"

#include <jansson.h>

#include "report/escape.h"
#include "report/utf8.h"
#include "report/vet_parts.h"
#include "report/vet_view.h"
#include "vet_site.h"

struct output {
	char *text;
	size_t len;
};

static struct output written(const struct vet_site *site,
			     void (*write)(FILE *out, const struct vet_report_input *in))
{
	struct output o = {0};
	FILE *out = open_memstream(&o.text, &o.len);
	assert_non_null(out);
	write(out, vet_site_input(site));
	assert_int_equal(fclose(out), 0);
	return o;
}

static struct report_style style = {.width = 100, .colour = false, .utf8 = true};

static void text(FILE *out, const struct vet_report_input *in)
{
	report_vet_text(out, in, &style);
}

static void (*const forms[])(FILE *out, const struct vet_report_input *in) = {
	text, report_vet_json, report_vet_html, report_vet_cyclonedx};
enum { FORMS = sizeof(forms) / sizeof(*forms) };

static struct vet_site *site_number(size_t n)
{
	return n == 0 ? vet_site_empty() : n == 1 ? vet_site_small() : vet_site_large(300);
}

/* No control but line ends, no hidden character, no broken UTF-8. */
static void hostile_text_stays_text_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < FORMS; i++)
		for (size_t s = 0; s < 3; s++) {
			struct vet_site *site = site_number(s);
			struct output o = written(site, forms[i]);
			struct slice rest = slice_of(o.text, o.len);
			assert_true(o.len > 0);
			while (rest.len) {
				struct glyph g = utf8_take(&rest);
				assert_true(g.valid);
				if (g.code != '\n' && g.code != '\t')
					assert_false(utf8_is_hidden(g.code));
			}
			free(o.text);
			vet_site_free(site);
		}
}

static void the_page_holds_no_markup_of_others(void **state)
{
	struct vet_site *site = vet_site_small();
	struct output o = written(site, report_vet_html);
	(void)state;
	assert_null(strstr(o.text, "<img"));
	assert_null(strstr(o.text, "<script>window"));
	assert_null(strstr(o.text, "<b>"));
	assert_non_null(strstr(o.text, "&lt;img src=x onerror=alert(1)&gt;"));
	/* the bytes around a fact, as hex and as text */
	assert_non_null(strstr(o.text, "00001ef8  63 6f 6e 6e 65 63 74 20"));
	free(o.text);
	vet_site_free(site);
}

static void the_same_input_gives_the_same_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < FORMS; i++)
		for (size_t s = 0; s < 3; s++) {
			struct vet_site *a = site_number(s), *b = site_number(s);
			struct output one = written(a, forms[i]), other = written(b, forms[i]);
			assert_int_equal(one.len, other.len);
			assert_memory_equal(one.text, other.text, one.len);
			free(one.text);
			free(other.text);
			vet_site_free(a);
			vet_site_free(b);
		}
}

/* Accusing words, which no image can bear out. */
static void no_report_accuses(void **state)
{
	static const char *const words[] = {"fraud",   "fake",      "spy",
					    "spies",   "backdoor",  "illegal",
					    "made in", "malicious", "criminal"};
	struct vet_site *site = vet_site_small();
	(void)state;
	for (size_t i = 0; i < FORMS; i++) {
		struct output o = written(site, forms[i]);
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
			assert_null(strcasestr(o.text, words[k]));
		free(o.text);
	}
	vet_site_free(site);
}

static void text_keeps_to_its_width(void **state)
{
	(void)state;
	for (unsigned width = 60; width <= 230; width += 10)
		for (size_t s = 0; s < 3; s++) {
			struct vet_site *site = site_number(s);
			unsigned limit = width < 80 ? 80 : width > 200 ? 200 : width;
			char *rest;
			style.width = width;
			struct output o = written(site, text);
			for (char *line = strtok_r(o.text, "\n", &rest); line;
			     line = strtok_r(NULL, "\n", &rest))
				assert_true(escape_columns(slice_text(line)) <= limit);
			free(o.text);
			vet_site_free(site);
		}
	style.width = 100;
}

static void assert_order(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(text, words[i]);
		if (!at)
			fail_msg("missing, or too early: %s", words[i]);
		text = at;
	}
}

static void text_says_what_matters_in_order(void **state)
{
	static const char *const want[] = {"2 delivered files",
					   "7 are carried",
					   "1 contradicted",
					   "Incomplete",
					   "Findings",
					   "Declared maker: \"Hanbit\"",
					   "squashfs/usr/bin/app at 0x1f00",
					   "Servers it carries: army.bin",
					   "198.51.100.7:8800",
					   "China",
					   "p2p.northeye-cloud.example",
					   "Servers it carries: civil.bin",
					   "Who wrote it",
					   "Northeye (head office: China)",
					   "Whose code it is",
					   "1 identical",
					   "Unmatched",
					   "Alike",
					   "97%",
					   "Compared: army.bin against civil.bin",
					   "only in army.bin",
					   "Certified: ",
					   "Commands that fetch",
					   "tftp -g",
					   "Keys, certificates",
					   "RSA, 2048",
					   "Who built it",
					   "liwei@north-build",
					   "Components",
					   "BusyBox 1.20.2",
					   "and is none",
					   "1,513",
					   "What was looked at",
					   "not whole",
					   "squashfs at 0x1234: ends inside",
					   "cameras.csv:7",
					   "What this does not show"};
	struct vet_site *site = vet_site_small();
	struct output o = written(site, text);
	(void)state;
	assert_order(o.text, want, sizeof(want) / sizeof(*want));
	free(o.text);
	vet_site_free(site);
}

static void long_lists_are_cut_and_said_so(void **state)
{
	struct vet_site *site = vet_site_large(3000);
	struct output o = written(site, text);
	(void)state;
	assert_non_null(strstr(o.text, "60 of 1,500 servers are shown; the JSON report has all."));
	assert_true(o.len < 40000);
	free(o.text);
	o = written(site, report_vet_json);
	json_t *all = json_loads(o.text, 0, NULL);
	const json_t *image = json_array_get(json_object_get(all, "images"), 0);
	assert_int_equal(json_array_size(json_object_get(image, "servers")), 1500);
	assert_int_equal(json_array_size(json_object_get(image, "files")), 3001);
	assert_int_equal(json_array_size(json_object_get(image, "facts")), 3000);
	json_decref(all);
	free(o.text);
	vet_site_free(site);
}

static void nothing_read_is_no_all_clear(void **state)
{
	struct vet_site *site = vet_site_empty();
	struct output o = written(site, text);
	(void)state;
	assert_non_null(strstr(o.text, "None was found in what could be read."));
	assert_non_null(strstr(o.text, "Incomplete"));
	assert_non_null(strstr(o.text, "Unprotected"));
	assert_non_null(strstr(o.text, "not read"));
	assert_non_null(strstr(o.text, "can't be read: Input/output error"));
	free(o.text);
	vet_site_free(site);
}

static void rows_fold_equal_facts(void **state)
{
	static const enum obs_kind kinds[] = {OBS_IMAGE_HOST, OBS_KINDS};
	struct vet_site *site = vet_site_large(10);
	struct vet_rows r = vet_rows_of(vet_site_input(site), 0, kinds);
	(void)state;
	assert_int_equal(r.n, 5);
	for (size_t i = 0; i < r.n; i++) {
		assert_int_equal(r.rows[i].n, 2);
		assert_int_equal(r.rows[i].n_files, 2);
	}
	vet_rows_done(&r);
	vet_site_free(site);
}

static void hex_shows_every_byte(void **state)
{
	struct buf out;
	(void)state;
	buf_init(&out, 4096);
	vet_hex(&out,
		slice_of("\x7f"
			 "ELF<b>\0\n0123456789\xff",
			 20),
		0x1f0);
	assert_string_equal(
		buf_view_text(&out),
		"000001f0  7f 45 4c 46 3c 62 3e 00 0a 30 31 32 33 34 35 36  .ELF<b>..0123456\n"
		"00000200  37 38 39 ff                                      789.\n");
	buf_done(&out);
}

static void check_part(const char *said, const char *cpe, const char *purl)
{
	struct slice name, version;
	struct buf out;

	buf_init(&out, 4096);
	vet_part_split(slice_text(said), &name, &version);
	const struct vet_part *part = vet_part_find(name);
	if (part)
		vet_part_cpe(&out, part, version);
	assert_string_equal(buf_view_text(&out), cpe);
	buf_clear(&out);
	if (part)
		vet_part_purl(&out, part, version);
	assert_string_equal(buf_view_text(&out), purl);
	buf_done(&out);
}

static void identifiers_only_where_certain(void **state)
{
	(void)state;
	check_part("BusyBox 1.20.2", "cpe:2.3:a:busybox:busybox:1.20.2:*:*:*:*:*:*:*",
		   "pkg:generic/busybox@1.20.2");
	check_part("mbed TLS 2.16.3+dfsg", "cpe:2.3:a:arm:mbed_tls:2.16.3\\+dfsg:*:*:*:*:*:*:*",
		   "pkg:generic/mbed%20tls@2.16.3%2Bdfsg");
	check_part("linux 3.10.73", "cpe:2.3:o:linux:linux_kernel:3.10.73:*:*:*:*:*:*:*",
		   "pkg:generic/linux@3.10.73");
	check_part("OpenSSH 7.9p1", "cpe:2.3:a:openbsd:openssh:7.9:p1:*:*:*:*:*:*",
		   "pkg:generic/openssh@7.9p1");
	check_part("OpenSSL", "", "");
	check_part("OpenSSL :*:evil", "", "");
	check_part("Unheard-of 1.0", "", "");
	check_part("", "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_text_stays_text_everywhere),
		cmocka_unit_test(the_page_holds_no_markup_of_others),
		cmocka_unit_test(the_same_input_gives_the_same_bytes),
		cmocka_unit_test(no_report_accuses),
		cmocka_unit_test(text_keeps_to_its_width),
		cmocka_unit_test(text_says_what_matters_in_order),
		cmocka_unit_test(long_lists_are_cut_and_said_so),
		cmocka_unit_test(nothing_read_is_no_all_clear),
		cmocka_unit_test(rows_fold_equal_facts),
		cmocka_unit_test(hex_shows_every_byte),
		cmocka_unit_test(identifiers_only_where_certain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
