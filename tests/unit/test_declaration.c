/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "ledger/site.h"

struct told {
	struct complaints complaints;
	char text[4096];
};

static void say(void *ctx, const char *sentence)
{
	struct told *t = ctx;
	(void)snprintf(t->text + strlen(t->text), sizeof(t->text) - strlen(t->text), "%s\n",
		       sentence);
}

static struct declarations parse(const char *text, struct told *told)
{
	struct declarations d;
	struct err err = {0};
	*told = (struct told){.complaints = {.say = say}};
	told->complaints.ctx = told;
	if (declarations_parse(&d, slice_text(text), "cameras.csv", &told->complaints, &err) != 0)
		fail_msg("%s", err.text);
	return d;
}

static void reads_columns_in_any_order(void **state)
{
	struct told told;
	(void)state;
	struct declarations d =
		parse("\xef\xbb\xbfMaker;Serial Number;mac_address;Colour;IP\r\n"
		      "\"Acme; Inc \"\"A\"\"\";SN1;00-11-22-33-44-55;red;10.0.0.5\r\n"
		      "\r\n"
		      ";SN2;;blue\r\n",
		      &told);
	assert_int_equal(told.complaints.n, 0);
	assert_int_equal(d.n, 2);
	assert_true(d.has_serial && d.has_mac && d.has_address && d.has_maker);
	assert_false(d.has_country || d.has_certificate);
	assert_string_equal(d.rows[0].maker, "Acme; Inc \"A\"");
	assert_string_equal(d.rows[0].serial, "SN1");
	assert_true(d.rows[0].has_mac);
	assert_int_equal(d.rows[0].mac.bytes[5], 0x55);
	assert_int_equal(d.rows[0].address.family, 4);
	assert_int_equal(d.rows[0].line, 2);
	assert_string_equal(d.rows[1].serial, "SN2");
	assert_false(d.rows[1].has_mac);
	assert_int_equal(d.rows[1].line, 4);
	assert_string_equal(d.rows[1].country, "");
	declarations_done(&d);
}

static void tells_lines_of_bad_rows(void **state)
{
	struct told told;
	(void)state;
	struct declarations d = parse("serial,mac,address,position\n"
				      "S1,,,\"gate\nwest\"\n"
				      "S2,00:11:22:33:44,,\n"
				      "S3,,10.0.0.999,\n"
				      ",,,roof\n"
				      "S4,,,last without newline",
				      &told);
	assert_int_equal(d.n, 2);
	assert_string_equal(d.rows[0].position, "gate\nwest");
	assert_string_equal(d.rows[1].serial, "S4");
	assert_int_equal(d.rows[1].line, 7);
	assert_int_equal(told.complaints.n, 3);
	assert_non_null(strstr(told.text, "cameras.csv:4: \"00:11:22:33:44\" is no MAC"));
	assert_non_null(strstr(told.text, "cameras.csv:5: \"10.0.0.999\" is no IP"));
	assert_non_null(strstr(told.text, "cameras.csv:6: neither"));
	declarations_done(&d);
}

static void a_quote_left_open_costs_one_row(void **state)
{
	struct told told;
	(void)state;
	struct declarations d = parse("serial,brand\nS1,\"open\nS2,b\nS3,\"closed\"\nS4,x", &told);
	assert_int_equal(told.complaints.n, 1);
	assert_non_null(strstr(told.text, "cameras.csv:2: a quote"));
	assert_int_equal(d.n, 3);
	assert_string_equal(d.rows[0].serial, "S2");
	assert_string_equal(d.rows[1].brand, "closed");
	assert_string_equal(d.rows[2].serial, "S4");
	declarations_done(&d);
	d = parse("serial,brand\nS1,\"open to the end\nS2,b", &told);
	assert_int_equal(told.complaints.n, 1);
	assert_int_equal(d.n, 1);
	assert_string_equal(d.rows[0].serial, "S2");
	declarations_done(&d);
}

static void a_stray_quote_is_text(void **state)
{
	struct told told;
	(void)state;
	struct declarations d = parse("serial,position,brand\nS1,19\" rack,A\nS2,x,B\n", &told);
	assert_int_equal(told.complaints.n, 0);
	assert_int_equal(d.n, 2);
	assert_string_equal(d.rows[0].position, "19\" rack");
	assert_string_equal(d.rows[0].brand, "A");
	declarations_done(&d);
}

static void a_quoted_last_field_needs_no_newline(void **state)
{
	struct told told;
	(void)state;
	struct declarations d = parse("serial,brand\nS1,\"b\"", &told);
	assert_int_equal(told.complaints.n, 0);
	assert_int_equal(d.n, 1);
	assert_string_equal(d.rows[0].brand, "b");
	declarations_done(&d);
}

static void wants_a_header(void **state)
{
	static const char *const bad[] = {"", "\n\n", "brand,model\nA,B\n",
					  "S1,00:11:22:33:44:55\n"};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct declarations d;
		struct err err = {0};
		assert_int_equal(
			declarations_parse(&d, slice_text(bad[i]), "cameras.csv", NULL, &err), -1);
		assert_non_null(strstr(err.text, "cameras.csv"));
	}
	declarations_done(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_columns_in_any_order),
		cmocka_unit_test(tells_lines_of_bad_rows),
		cmocka_unit_test(a_quote_left_open_costs_one_row),
		cmocka_unit_test(a_stray_quote_is_text),
		cmocka_unit_test(a_quoted_last_field_needs_no_newline),
		cmocka_unit_test(wants_a_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
