/* SPDX-License-Identifier: Apache-2.0
 * Whole reports: what a hostile device sends stays text in each of them. */
#include "test.h"

#include <csv.h>
#include <jansson.h>

#include "report/escape.h"
#include "report/page.h"
#include "report/report.h"
#include "report/utf8.h"
#include "report_site.h"

struct output {
	char *text;
	size_t len;
};

static struct output written(const struct report_site *site,
			     void (*write)(FILE *out, const struct report_input *in))
{
	struct output o = {0};
	FILE *out = open_memstream(&o.text, &o.len);
	assert_non_null(out);
	write(out, report_site_input(site));
	assert_int_equal(fclose(out), 0);
	return o;
}

static struct report_style style = {.width = 180, .colour = false, .utf8 = true};

static void text(FILE *out, const struct report_input *in)
{
	report_text(out, in, &style);
}

static void explain(FILE *out, const struct report_input *in)
{
	report_explain(out, in, 0, &style);
}

static void (*const forms[])(FILE *out, const struct report_input *in) = {
	text,
	explain,
	report_json,
	report_jsonl,
	report_csv_devices,
	report_csv_contacts,
	report_csv_footage,
	report_csv_findings,
	report_csv_names,
	report_html,
};
enum { FORMS = sizeof(forms) / sizeof(*forms) };

/* No control but line ends, no hidden character, no broken UTF-8. */
static void assert_clean(const struct output *o)
{
	struct slice rest = slice_of(o->text, o->len);
	while (rest.len) {
		struct glyph g = utf8_take(&rest);
		assert_true(g.valid);
		if (g.code != '\n' && g.code != '\r' && g.code != '\t')
			assert_false(utf8_is_hidden(g.code));
	}
}

static void hostile_text_stays_text_everywhere(void **state)
{
	struct report_site *site = report_site_small();
	(void)state;
	for (size_t i = 0; i < FORMS; i++) {
		struct output o = written(site, forms[i]);
		assert_clean(&o);
		free(o.text);
	}
	report_site_free(site);
}

static void the_same_input_gives_the_same_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < FORMS; i++) {
		struct report_site *a = report_site_large(40), *b = report_site_large(40);
		struct output one = written(a, forms[i]), other = written(b, forms[i]);
		assert_int_equal(one.len, other.len);
		assert_memory_equal(one.text, other.text, one.len);
		free(one.text);
		free(other.text);
		report_site_free(a);
		report_site_free(b);
	}
}

static void nothing_seen_is_reported_too(void **state)
{
	struct report_site *site = report_site_empty();
	(void)state;
	for (size_t i = 0; i < FORMS; i++) {
		if (forms[i] == explain)
			continue;
		struct output o = written(site, forms[i]);
		assert_clean(&o);
		assert_true(o.len > 0 || forms[i] == report_jsonl);
		free(o.text);
	}
	report_site_free(site);
}

/* Accusing words, which traffic can't bear out. */
static void no_report_accuses(void **state)
{
	static const char *const words[] = {"fraud",    "fake",      "spy",
					    "spies",    "backdoor",  "illegal",
					    "made in ", "malicious", "criminal"};
	struct report_site *site = report_site_large(30);
	(void)state;
	for (size_t i = 0; i < FORMS; i++) {
		struct output o = written(site, forms[i]);
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
			assert_null(strcasestr(o.text, words[k]));
		free(o.text);
	}
	report_site_free(site);
}

static void text_keeps_to_its_width(void **state)
{
	(void)state;
	for (unsigned width = 60; width <= 230; width += 10) {
		struct report_site *site = width % 20 ? report_site_small() : report_site_large(80);
		style.width = width;
		struct output o = written(site, text), e = written(site, explain);
		unsigned limit = width < 80 ? 80 : width > 200 ? 200 : width;
		for (char *line = strtok(o.text, "\n"); line; line = strtok(NULL, "\n"))
			assert_true(escape_columns(slice_text(line)) <= limit);
		for (char *line = strtok(e.text, "\n"); line; line = strtok(NULL, "\n"))
			assert_true(escape_columns(slice_text(line)) <= limit);
		free(o.text);
		free(e.text);
		report_site_free(site);
	}
	style.width = 180;
}

static void a_table_too_wide_puts_columns_under_its_rows(void **state)
{
	static const struct column columns[] = {{"Name", 30, .right = false},
						{"Address", 30, .below = true},
						{"Count", 30, .right = true},
						{"Notes", 30, .below = true}};
	static const char *const cells[] = {"a name which is thirty letters",
					    "192.0.2.1",
					    "and another one, also so long!",
					    "",
					    "b",
					    "192.0.2.255",
					    "2",
					    "a note which is longer than all"};
	static const char want[] =
		"  Name                                                     Count\n"
		"    Address, Notes\n"
		"  a name which is thirty letters  and another one, also so long!\n"
		"    192.0.2.1\n"
		"  b                                                            2\n"
		"    192.0.2.255, a note which is longer than all\n";
	struct report_style narrow = {.width = 80};
	struct output o = {0};
	struct page p;
	FILE *out = open_memstream(&o.text, &o.len);
	(void)state;
	page_init(&p, out, &narrow);
	struct table *t = table_new(columns, 4);
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		table_text(t, TONE_PLAIN, cells[i]);
	table_print(&p, t);
	page_done(&p);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(o.text, want);
	free(o.text);
}

static void text_in_ascii_and_colour_only_when_asked(void **state)
{
	struct report_site *site = report_site_small();
	(void)state;
	style.utf8 = false;
	struct output o = written(site, text);
	for (size_t i = 0; i < o.len; i++)
		assert_true((uint8_t)o.text[i] < 0x80);
	assert_null(strchr(o.text, '\x1b'));
	free(o.text);
	style.utf8 = true;
	style.colour = true;
	o = written(site, text);
	assert_non_null(strstr(o.text, "\x1b[31;1m"));
	assert_null(strstr(o.text, "\x1b[2J"));
	assert_non_null(strstr(o.text, "\\x1b[2J"));
	free(o.text);
	style.colour = false;
	report_site_free(site);
}

static void text_says_what_matters(void **state)
{
	struct report_site *site = report_site_large(1300);
	struct output o = written(site, text);
	(void)state;
	assert_non_null(strstr(o.text, "1,300 cameras"));
	assert_non_null(strstr(o.text, "130 contradicted"));
	assert_non_null(strstr(o.text, "and 129 more like it"));
	assert_non_null(strstr(o.text, "60 of 1,485 devices"));
	assert_non_null(strstr(o.text, "2024-02-20"));
	assert_non_null(strstr(o.text, "China"));
	assert_true(o.len < 40000);
	free(o.text);
	report_site_free(site);

	site = report_site_small();
	o = written(site, text);
	assert_non_null(strstr(o.text, "Incomplete"));
	assert_non_null(strstr(o.text, "the file ends inside a packet"));
	assert_non_null(strstr(o.text, "cameras.csv:7"));
	assert_non_null(strstr(o.text, "never.example"));
	assert_non_null(strstr(o.text, "frames 200, 201"));
	free(o.text);
	report_site_free(site);
}

static void explain_names_every_frame_and_weight(void **state)
{
	static const char *const want[] = {
		"frame 101",
		"2024-03-01T08:00:00.101000Z",
		"northeye-discovery",
		"+6.20",
		"sum so far 7.70",
		"alone it would weigh 2.50",
		"-0.40",
		"registered to",
		"0.9931",
		"camera: +2.00",
		"frames 300, 301",
		"dhcp.hostname",
		"frame.number ==",
		"never contacted",
		"frames 500, 501",
		"\\x1b[2Jclear",
	};
	struct report_site *site = report_site_small();
	struct output o = written(site, explain);
	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		if (!strstr(o.text, want[i]))
			fail_msg("explain lacks: %s", want[i]);
	free(o.text);
	report_site_free(site);
}

static const char *member(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void json_holds_what_devices_sent(void **state)
{
	struct report_site *site = report_site_small();
	struct output o = written(site, report_json);
	json_t *root = json_loadb(o.text, o.len, 0, NULL);
	(void)state;

	assert_non_null(root);
	json_t *camera = json_array_get(json_object_get(root, "devices"), 0);
	assert_string_equal(member(camera, "model"), report_site_terminal);
	assert_string_equal(member(camera, "brand"), report_site_formula);
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(camera, "hostnames"), 0)),
		report_site_markup);
	assert_string_equal(member(json_object_get(camera, "maker"), "country"), "CN");
	json_t *sent = json_array_get(json_object_get(camera, "contacts"), 0);
	assert_string_equal(member(sent, "exposure"), "sent");
	assert_int_equal(json_integer_value(json_object_get(sent, "bytes_out")), 3400);
	assert_string_equal(member(sent, "first"), "2024-03-01T08:00:00.200000Z");
	json_t *asked = json_object_get(camera, "asked_only");
	assert_int_equal(json_array_size(asked), 1);
	assert_string_equal(member(json_array_get(asked, 0), "exposure"), "asked");
	json_t *phone = json_array_get(json_object_get(root, "devices"), 2);
	assert_true(json_is_null(json_object_get(json_object_get(phone, "maker"), "name")));
	assert_null(
		json_object_get(json_array_get(json_object_get(root, "captures"), 0), "sha256"));
	json_decref(root);
	free(o.text);
	report_site_free(site);
}

static void json_lines_are_one_object_each(void **state)
{
	struct report_site *site = report_site_small();
	struct output o = written(site, report_jsonl);
	size_t devices = 0, contacts = 0, findings = 0, observations = 0, with_id = 0, raw = 0;
	(void)state;

	for (char *line = strtok(o.text, "\n"); line; line = strtok(NULL, "\n")) {
		json_t *event = json_loads(line, 0, NULL);
		assert_non_null(event);
		const char *type = member(event, "event_type");
		assert_non_null(type);
		devices += strcmp(type, "camtrail_device") == 0;
		contacts += strcmp(type, "camtrail_contact") == 0;
		findings += strcmp(type, "camtrail_finding") == 0;
		observations += strcmp(type, "camtrail_observation") == 0;
		with_id += member(event, "community_id") != NULL;
		json_t *ours = json_object_get(event, "camtrail");
		assert_true(json_is_object(ours));
		const char *hex = member(ours, "hex");
		raw += hex && strcmp(hex, "636166c3a920ffc080") == 0;
		json_decref(event);
	}
	assert_int_equal(devices, 4);
	assert_int_equal(contacts, 4);
	assert_int_equal(findings, 3);
	assert_int_equal(observations, 14);
	assert_int_equal(with_id, 17); /* all but a contact whose addresses are of two families */
	assert_int_equal(raw, 1);
	free(o.text);
	report_site_free(site);
}

static void footage_that_left_is_an_event(void **state)
{
	struct report_site *site = report_site_small();
	report_site_show_footage(site);
	struct output o = written(site, report_jsonl);
	static const char *const answers[] = {"shown", "likely"};
	size_t n = 0;
	(void)state;

	for (char *line = strtok(o.text, "\n"); line; line = strtok(NULL, "\n")) {
		json_t *event = json_loads(line, 0, NULL);
		assert_non_null(event);
		if (strcmp(member(event, "event_type"), "camtrail_footage") == 0) {
			json_t *f = json_object_get(json_object_get(event, "camtrail"), "footage");
			assert_true(n < 2);
			assert_string_equal(member(f, "answer"), answers[n]);
			assert_int_equal(json_array_size(json_object_get(f, "seen")), n == 0);
			n++;
		}
		json_decref(event);
	}
	assert_int_equal(n, 2);
	free(o.text);
	report_site_free(site);
}

static void text_says_what_left(void **state)
{
	static const char *const said[] = {
		"Did footage leave?", "a.p2p.example 203.0.113.9:8800: shown",
		"H.264 352x288 at 12.50 pictures/s: 1,234 pictures, 25 of them key pictures",
		"likely: same stream as the picture of 02:00:00:00:00:07",
		"02:00:00:00:00:05: nothing was seen to leave"};
	struct report_site *site = report_site_small();
	report_site_show_footage(site);
	struct output o = written(site, text);
	(void)state;

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++)
		assert_non_null(strstr(o.text, said[i]));
	free(o.text);
	report_site_free(site);
}

struct table {
	size_t columns, rows, header;
};

static void csv_cell(void *cell, size_t len, void *ctx)
{
	struct table *t = ctx;
	const char *text = cell;
	t->columns++;
	assert_false(len && strchr("=+-@\t\r", text[0]));
}

static void csv_row(int end, void *ctx)
{
	struct table *t = ctx;
	(void)end;
	if (t->rows++ == 0)
		t->header = t->columns;
	assert_int_equal(t->columns, t->header);
	t->columns = 0;
}

static void csv_tables_are_whole(void **state)
{
	static const struct {
		void (*write)(FILE *out, const struct report_input *in);
		size_t rows;
	} tables[] = {{report_csv_devices, 5},
		      {report_csv_contacts, 5},
		      {report_csv_footage, 2},
		      {report_csv_findings, 4},
		      {report_csv_names, 3}};
	struct report_site *site = report_site_small();
	(void)state;
	report_site_show_footage(site);
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		struct output o = written(site, tables[i].write);
		struct csv_parser parser;
		struct table t = {0};
		assert_int_equal(csv_init(&parser, CSV_STRICT), 0);
		assert_int_equal(csv_parse(&parser, o.text, o.len, csv_cell, csv_row, &t), o.len);
		assert_int_equal(csv_fini(&parser, csv_cell, csv_row, &t), 0);
		csv_free(&parser);
		assert_int_equal(t.rows, tables[i].rows);
		free(o.text);
	}
	report_site_free(site);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;
	for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
		n++;
	return n;
}

static void html_needs_nothing_from_outside(void **state)
{
	struct report_site *site = report_site_small();
	struct output o = written(site, report_html);
	(void)state;

	assert_non_null(strstr(o.text, "default-src 'none'"));
	assert_null(strstr(o.text, "unsafe-inline"));
	assert_null(strstr(o.text, "http://"));
	assert_null(strstr(o.text, "https://"));
	assert_null(strstr(o.text, " src="));
	assert_null(strstr(o.text, "@import"));
	assert_null(strstr(o.text, "url("));
	assert_null(strstr(o.text, "innerHTML"));
	assert_int_equal(count(o.text, "href="), count(o.text, "href=\"#"));
	/* the data and the program, and nothing that a device sent */
	assert_int_equal(count(o.text, "<script"), 2);
	assert_int_equal(count(o.text, "</script"), 2);
	assert_null(strstr(o.text, "<!--"));
	assert_null(strstr(o.text, "alert(1)<"));
	assert_non_null(strstr(o.text, "&lt;script&gt;alert(1)"));
	assert_non_null(strstr(o.text, "\\u003cscript\\u003ealert(1)"));
	free(o.text);
	report_site_free(site);
}

static void html_draws_both_series(void **state)
{
	struct report_site *site = report_site_small();
	report_site_show_footage(site);
	struct output o = written(site, report_html);
	(void)state;

	assert_int_equal(count(o.text, "<figure class=\"series\">"), 1);
	assert_int_equal(count(o.text, "<path class=\"series\" d=\"M0 "), 2);
	assert_int_equal(count(o.text, "badge shown\">"), 1);
	assert_int_equal(count(o.text, "badge likely\">"), 1);
	assert_non_null(strstr(o.text, "stream of 02:00:00:00:00:07 inside the site"));
	/* the server's name is what a device sent */
	assert_non_null(
		strstr(o.text, "&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- [2001:db8::5]"));
	assert_int_equal(count(o.text, "<script"), 2);
	assert_null(strstr(o.text, " style="));
	free(o.text);
	report_site_free(site);
}

static void html_shows_all_without_script(void **state)
{
	struct report_site *site = report_site_large(1300);
	struct output o = written(site, report_html);
	(void)state;

	assert_int_equal(count(o.text, "<tr id=\"d"), 1485);
	assert_non_null(strstr(o.text, "frame.number == 101"));
	assert_non_null(strstr(o.text, "<svg"));
	assert_non_null(strstr(o.text, "and 129 more like it")
				? o.text
				: strstr(o.text, "129 more like it"));
	assert_non_null(strstr(o.text, "data-form=\"gzip\""));
	assert_true(o.len < 10 * 1000 * 1000);
	free(o.text);
	report_site_free(site);
}

/* A switch's port beside its name only while it is sure that they belong together. */
static void switch_ports_are_told(void **state)
{
	struct report_site *site = report_site_small();
	struct device *gate = &report_site_ledger(site)->devices[3];
	(void)state;

	for (int sure = 1; sure >= 0; sure--) {
		if (!sure) /* a second port, a second name */
			gate->seen[1].kind = OBS_LLDP_PORT, gate->seen[4].kind = OBS_LLDP_NAME;
		struct output o = written(site, report_json);
		json_t *root = json_loadb(o.text, o.len, 0, NULL);
		json_t *ports = json_object_get(json_object_get(root, "site"), "switch_ports");
		assert_int_equal(json_array_size(ports), sure ? 1 : 2);
		json_t *port = json_array_get(ports, 0);
		assert_string_equal(member(port, "port"), "Gi1/0/12");
		assert_string_equal(member(port, "works_as"), "switch");
		assert_string_equal(member(port, "protocol"), "LLDP");
		assert_int_equal(json_integer_value(json_object_get(port, "frame")), 130);
		if (sure) {
			assert_string_equal(member(port, "name"), report_site_terminal);
			assert_string_equal(member(port, "description"), report_site_markup);
			assert_int_equal(json_integer_value(json_object_get(port, "vlan")), 20);
		} else {
			assert_true(json_is_null(json_object_get(port, "name")));
			assert_true(json_is_null(json_object_get(port, "description")));
			assert_true(json_is_null(json_object_get(port, "vlan")));
		}
		json_decref(root);
		free(o.text);
	}
	report_site_free(site);
}

static void ports_and_announcements_are_shown(void **state)
{
	struct report_site *site = report_site_small();
	struct output o = written(site, text);
	(void)state;

	assert_non_null(strstr(o.text, "Heard at      switch \"\\x1b[2Jclear"));
	assert_non_null(strstr(o.text, ", port Gi1/0/12 (\"<script>"));
	assert_non_null(strstr(o.text, "VLAN 20, by LLDP, gate & yard.pcapng frame 130"));
	assert_non_null(strstr(o.text, "announces itself: lldp.port \"eth0\", lldp.capabilities"));
	assert_null(strstr(o.text, "port eth0")); /* a telephone's own port is no switch's */
	assert_null(strstr(o.text, "GigabitEthernet"));
	free(o.text);
	o = written(site, report_html);
	assert_non_null(strstr(o.text, ", port Gi1/0/12 (&quot;&lt;script&gt;"));
	assert_non_null(strstr(o.text, "\"link_announcements\""));
	free(o.text);
	report_site_free(site);
	site = report_site_large(20);
	o = written(site, text);
	assert_null(strstr(o.text, "Heard at"));
	assert_null(strstr(o.text, "announces itself"));
	free(o.text);
	report_site_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_text_stays_text_everywhere),
		cmocka_unit_test(the_same_input_gives_the_same_bytes),
		cmocka_unit_test(nothing_seen_is_reported_too),
		cmocka_unit_test(no_report_accuses),
		cmocka_unit_test(text_keeps_to_its_width),
		cmocka_unit_test(a_table_too_wide_puts_columns_under_its_rows),
		cmocka_unit_test(text_in_ascii_and_colour_only_when_asked),
		cmocka_unit_test(text_says_what_matters),
		cmocka_unit_test(explain_names_every_frame_and_weight),
		cmocka_unit_test(json_holds_what_devices_sent),
		cmocka_unit_test(json_lines_are_one_object_each),
		cmocka_unit_test(footage_that_left_is_an_event),
		cmocka_unit_test(text_says_what_left),
		cmocka_unit_test(csv_tables_are_whole),
		cmocka_unit_test(html_needs_nothing_from_outside),
		cmocka_unit_test(html_draws_both_series),
		cmocka_unit_test(html_shows_all_without_script),
		cmocka_unit_test(switch_ports_are_told),
		cmocka_unit_test(ports_and_announcements_are_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
