/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <unistd.h>
#include <utime.h>

#include "know/know.h"

static const char head[] = "Registry,Assignment,Organization Name,Organization Address\r\n";

struct desk {
	char dir[64];
};

static void desk_write(const struct desk *d, const char *name, const char *text)
{
	char path[128];
	struct utimbuf day = {1700000000, 1700000000}; /* 2023-11-14 */

	(void)snprintf(path, sizeof(path), "%s/%s", d->dir, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fputs(head, file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(utime(path, &day), 0);
}

static struct desk desk_new(void)
{
	struct desk d = {"/tmp/camtrail-oui-XXXXXX"};
	assert_non_null(mkdtemp(d.dir));
	return d;
}

static void desk_done(const struct desk *d)
{
	static const char *const names[] = {"oui.csv", "mam.csv", "oui36.csv", "iab.csv"};
	for (size_t i = 0; i < 4; i++) {
		char path[128];
		(void)snprintf(path, sizeof(path), "%s/%s", d->dir, names[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(d->dir), 0);
}

static const char *ask(const struct oui_list *o, const char *text)
{
	struct mac mac;
	assert_true(mac_parse(slice_text(text), &mac));
	return oui_registrant(o, &mac);
}

static void longest_prefix_wins(void **state)
{
	(void)state;
	struct desk d = desk_new();
	struct err err = {{0}};
	desk_write(&d, "oui.csv",
		   "MA-L,70B3D5,IEEE Registration Authority,445 Hoes Lane\r\n"
		   "MA-L,001122,\"Acme, Inc. \",\"1 Road, \"\"North\"\" US\"\r\n"
		   "MA-L,AABBCC,Private,\r\n");
	desk_write(&d, "mam.csv", "MA-M,0011229,Acme Two,\r\n");
	desk_write(&d, "oui36.csv", "MA-S,70B3D5123,Small One,\r\nMA-S,001122900,Small Two,\r\n");
	struct oui_list *o = oui_load(d.dir, &err);

	if (!o)
		fail_msg("%s", err.text);
	assert_string_equal(ask(o, "00:11:22:00:00:01"), "Acme, Inc.");
	assert_string_equal(ask(o, "00:11:22:90:10:01"), "Acme Two");
	assert_string_equal(ask(o, "00:11:22:90:00:01"), "Small Two");
	assert_string_equal(ask(o, "70:b3:d5:12:30:01"), "Small One");
	assert_null(ask(o, "70:b3:d5:12:40:01")); /* a piece that nobody registered */
	assert_null(ask(o, "00:11:23:00:00:01"));
	assert_null(ask(o, "02:11:22:00:00:01")); /* locally administered */
	assert_null(ask(o, "01:11:22:00:00:01")); /* group */
	assert_null(ask(o, "aa:bb:cc:00:00:01")); /* locally administered, listed or not */
	assert_null(ask(o, "00:00:00:00:00:00"));
	assert_string_equal(oui_date(o), "2023-11-14");
	oui_free(o);
	desk_done(&d);
}

/* What no list should hold, and one that was cut off inside its last name. */
static void rows_are_read_whatever_they_hold(void **state)
{
	(void)state;
	struct desk d = desk_new();
	struct err err = {{0}};
	char longest[300];

	(void)snprintf(longest, sizeof(longest), "MA-L,001199,%0200d,\n", 7);
	desk_write(&d, "mam.csv", longest);
	desk_write(&d, "oui36.csv", "MA-S,001122900,\"Open");
	desk_write(&d, "iab.csv", "IAB,001122901,\"Ends here\"");
	desk_write(&d, "oui.csv",
		   "MA-L,001122,  5\" Lens Ltd \t,\"two\nlines, one field\"\n"
		   "MA-L,001133, \"The \"\"Eye\"\"\" ,x,more,fields\r\n"
		   "\n"
		   "MA-L,001144\n"
		   "MA-L,00115g,No,\nMA-L,\"\",No,\n"
		   "MA-L,001166,Last");
	struct oui_list *o = oui_load(d.dir, &err);

	if (!o)
		fail_msg("%s", err.text);
	assert_string_equal(ask(o, "00:11:22:00:00:01"), "5\" Lens Ltd");
	assert_string_equal(ask(o, "00:11:33:00:00:01"), "The \"Eye\"");
	assert_null(ask(o, "00:11:44:00:00:01"));
	assert_null(ask(o, "00:11:50:00:00:01"));
	assert_string_equal(ask(o, "00:11:66:00:00:01"), "Last");
	assert_string_equal(ask(o, "00:11:22:90:00:01"), "Open");
	assert_string_equal(ask(o, "00:11:22:90:10:01"), "Ends here");
	assert_int_equal(strlen(ask(o, "00:11:99:00:00:01")), 127);
	oui_free(o);
	desk_done(&d);
}

static void only_the_first_list_is_needed(void **state)
{
	(void)state;
	struct desk d = desk_new();
	struct err err = {{0}};

	assert_null(oui_load(d.dir, &err));
	assert_non_null(strstr(err.text, "install the package ieee-data"));
	desk_write(&d, "oui.csv", "MA-L,zzz,No,\r\nMA-L,00112,No,\r\n,,,\r\n");
	assert_null(oui_load(d.dir, &err));
	assert_non_null(strstr(err.text, "no MAC registrations"));
	desk_write(&d, "oui.csv", "MA-L,001122,Acme,\r\n");
	struct oui_list *o = oui_load(d.dir, &err);
	assert_non_null(o);
	assert_string_equal(ask(o, "00:11:22:00:00:01"), "Acme");
	oui_free(o);
	desk_done(&d);
}

/* The installed list, whole: no registrant may look like two makers, and the camera makers'
 * own blocks must be found. */
static void the_installed_list(void **state)
{
	(void)state;
	struct err err = {{0}};
	if (access("/usr/share/ieee-data/oui.csv", R_OK) != 0)
		skip();
	struct oui_list *o = oui_load("/usr/share/ieee-data", &err);
	struct knowledge *k = know_load(SOURCE_ROOT "/knowledge", NULL, &err);
	static const char *const pairs[][2] = {
		{"44:47:cc:00:00:01", "hikvision"}, {"4c:11:bf:00:00:01", "dahua"},
		{"48:ea:63:00:00:01", "uniview"},   {"00:18:ae:00:00:01", "tvt"},
		{"b0:c5:54:00:00:01", "dlink"},     {"74:da:38:00:00:01", "edimax"},
		{"50:c7:bf:00:00:01", "tplink"},    {"00:17:88:00:00:01", "signify"},
		{"3c:49:37:00:00:01", "assmann"},   {"ac:cc:8e:00:00:01", "axis"},
		{"00:09:18:00:00:01", "hanwha"},    {"ec:71:db:00:00:01", "reolink"},
		{"14:2f:fd:00:00:01", "lts"},       {"24:fd:0d:00:00:01", "intelbras"},
	};

	if (!o || !k)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const char *registrant = ask(o, pairs[i][0]);
		assert_non_null(registrant);
		int maker = know_maker_of_registrant(k, registrant);
		assert_true(maker >= 0);
		assert_string_equal(k->makers[maker].id, pairs[i][1]);
	}
	oui_free(o);
	know_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(longest_prefix_wins),
		cmocka_unit_test(rows_are_read_whatever_they_hold),
		cmocka_unit_test(only_the_first_list_is_needed),
		cmocka_unit_test(the_installed_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
