/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <ftw.h>
#include <strings.h>
#include <unistd.h>

#include "know/know.h"

/* A directory of tables that a test writes itself. */
struct desk {
	char dir[64];
};

static const char makers_head[] = "id,name,country,parent,lists,oui_pattern,makes_cameras,source\n";
static const char brands_head[] = "brand,line,period,maker,source\n";
static const char clouds_head[] = "suffix,operator,country,role,maker,share,source\n";
static const char checks_head[] = "network,operator,role,maker,source\n";
static const char certificates_head[] = "id,maker,model,firmware,source\n";
static const char footage_head[] = "class,least_bits_per_s,smallest_picture,source\n";
static const char heartbeats_head[] = "protocol,transport,port,bytes,period_s,name,source\n";

static const char good_makers[] = "acme,Acme,KR,,,^acme,yes,a test\n"
				  "zeta,Zeta,,acme,\"A;B\",,no,a test\n";
static const char good_stanza[] = "[acme-one]\nkind = dhcp.vendor_class\npattern = ^acme\n"
				  "class = host\ngrade = F2 S1\nmakers = acme\nsays = it is\n"
				  "source = a test\nmatch = acme 1\nno_match = an acme\n";

static void desk_write(const struct desk *d, const char *name, const char *head, const char *rows)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", d->dir, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fputs(head, file);
	fputs(rows, file);
	assert_int_equal(fclose(file), 0);
}

static struct desk desk_new(void)
{
	struct desk d = {"/tmp/camtrail-know-XXXXXX"};
	assert_non_null(mkdtemp(d.dir));
	return d;
}

/* A directory that loads. */
static struct desk desk_good(void)
{
	struct desk d = desk_new();
	desk_write(&d, "makers.csv", makers_head, good_makers);
	desk_write(&d, "brands.csv", brands_head, "Label,,,acme,a test\n");
	desk_write(&d, "clouds.csv", clouds_head, "acme.example,Acme,KR,p2p,acme,S2,a test\n");
	desk_write(&d, "checks.csv", checks_head, "192.0.2.0/24,Acme,check,,a test\n");
	desk_write(&d, "certificates.csv", certificates_head, "C-1,acme,M1,,a test\n");
	desk_write(&d, "heartbeats.csv", heartbeats_head,
		   ",udp,32100,44-48,7.5-10,by port,a test\npppp,,,44,,by protocol,a test\n");
	desk_write(&d, "footage.csv", footage_head,
		   ",10000,3000,a test\nrecorder,20000,4000,a test\n");
	desk_write(&d, "acme.sig", "; a comment\n\n", good_stanza);
	return d;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *ftw)
{
	(void)status;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void desk_done(struct desk *d)
{
	assert_int_equal(nftw(d->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static struct knowledge *load_whole(void)
{
	struct err err = {{0}};
	struct knowledge *k = know_load(SOURCE_ROOT "/knowledge", NULL, &err);
	if (!k)
		fail_msg("%s", err.text);
	return k;
}

static void own_tables_load(void **state)
{
	(void)state;
	struct knowledge *k = load_whole();

	assert_true(k->n_makers >= 60);
	assert_true(k->n_signatures >= 400);
	assert_true(k->n_clouds >= 140);
	assert_true(k->n_brands >= 55);
	assert_true(k->n_addresses >= 20);
	assert_int_equal(strlen(k->digest), 64);
	know_free(k);
}

/* MAC blocks are grouped by rules over registrants' names, not by copied lists of prefixes. */
static void own_rules_group_registrants(void **state)
{
	(void)state;
	struct knowledge *k = load_whole();
	size_t rules = 0;

	for (size_t i = 0; i < k->n_makers; i++) {
		const char *pattern = k->makers[i].oui_pattern;
		assert_true(strlen(k->makers[i].source) >= 4);
		rules += pattern[0] != '\0';
		assert_null(strchr(pattern, ':')); /* a prefix, not a name */
	}
	assert_true(rules >= 60);
	for (size_t i = 0; i < k->n_signatures; i++)
		assert_true(strlen(k->signatures[i].source) >= 4);
	for (size_t i = 0; i < k->n_clouds; i++)
		assert_true(strlen(k->clouds[i].source) >= 4);
	for (size_t i = 0; i < k->n_brands; i++)
		assert_true(strlen(k->brands[i].source) >= 4);
	know_free(k);
}

static void own_examples_hold(void **state)
{
	(void)state;
	struct err err = {{0}};
	struct knowledge *k = load_whole();

	if (know_check_examples(k, &err) < 0)
		fail_msg("%s", err.text);
	know_free(k);
}

/* Words that the output may never say of a device. */
static void own_words_are_honest(void **state)
{
	(void)state;
	static const char *const never[] = {"fraud",    "fake",    "spy",
					    "backdoor", "illegal", "made in "};
	struct knowledge *k = load_whole();

	for (size_t i = 0; i < k->n_signatures; i++)
		for (size_t w = 0; w < sizeof(never) / sizeof(never[0]); w++)
			assert_null(strcasestr(k->signatures[i].says, never[w]));
	know_free(k);
}

/* What plugs, hubs and phones share with cameras says nothing of the kind of device. */
static void own_shared_things_do_not_vote(void **state)
{
	(void)state;
	struct knowledge *k = load_whole();

	for (size_t i = 0; i < k->n_signatures; i++) {
		const struct signature *s = &k->signatures[i];
		if (s->share == SHARE_S4)
			assert_int_equal(s->n_makers, 0);
		/* a 401 comes before anyone looks whether the address exists */
		if (s->kind == OBS_HTTP_SERVED_PATH || s->kind == OBS_RTSP_SERVED_PATH)
			assert_true(s->forge <= FORGE_F1);
		if (s->class == CLASS_LABEL)
			assert_true(s->forge <= FORGE_F1);
		if (s->class == CLASS_CLOUD)
			assert_true(s->kind_votes[KIND_CAMERA] <= 0.5f);
	}
	for (size_t i = 0; i < k->n_clouds; i++)
		if (k->clouds[i].share == SHARE_S4 && k->clouds[i].maker >= 0)
			assert_string_equal(k->makers[k->clouds[i].maker].id, "xiaomi");
	know_free(k);
}

static void counts_hit(void *ctx, size_t signature)
{
	size_t *hits = ctx;
	assert_true(hits[0] < 15);
	hits[++hits[0]] = signature;
}

static void hits_come_in_order_and_once(void **state)
{
	(void)state;
	struct knowledge *k = load_whole();
	struct err err = {{0}};
	struct know_matcher *m = know_matcher_new(k, &err);
	size_t hits[16] = {0};

	assert_non_null(m);
	know_match(m, OBS_RTSP_PUBLIC,
		   slice_text("OPTIONS, DESCRIBE, PLAY, PAUSE, SETUP, TEARDOWN, SET_PARAMETER, "
			      "GET_PARAMETER"),
		   counts_hit, hits);
	assert_true(hits[0] >= 2);
	for (size_t i = 2; i <= hits[0]; i++)
		assert_true(hits[i - 1] < hits[i]);
	hits[0] = 0;
	know_match(m, OBS_RTSP_PUBLIC, slice_of(NULL, 0), counts_hit, hits);
	know_match(m, OBS_RTCP_CNAME, slice_text("no signature reads this"), counts_hit, hits);
	know_match(m, OBS_RTSP_PUBLIC, slice_of("\0\xff\x80", 3), counts_hit, hits);
	assert_int_equal(hits[0], 0);
	know_matcher_free(m);
	know_free(k);
}

static void clouds_match_at_labels(void **state)
{
	(void)state;
	struct knowledge *k = load_whole();
	const struct cloud *c = know_cloud(k, slice_text("litedev.ezvizlife.com"));

	assert_non_null(c);
	assert_string_equal(c->suffix, "litedev.ezvizlife.com");
	c = know_cloud(k, slice_text("A.B.EzvizLife.COM."));
	assert_non_null(c);
	assert_string_equal(c->suffix, "ezvizlife.com");
	assert_string_equal(k->makers[c->maker].id, "ezviz");
	assert_null(know_cloud(k, slice_text("notezvizlife.com")));
	assert_null(know_cloud(k, slice_text("ezvizlife.com.example")));
	assert_null(know_cloud(k, slice_text("com")));
	assert_null(know_cloud(k, slice_text("")));
	assert_null(know_cloud(k, slice_text(".")));
	char name[400];
	memset(name, 'a', sizeof(name));
	assert_null(know_cloud(k, slice_of(name, sizeof(name))));
	know_free(k);
}

static void makers_by_id_and_name(void **state)
{
	(void)state;
	struct knowledge *k = load_whole();
	int i = know_maker(k, slice_text("hikvision"));

	assert_true(i >= 0);
	assert_int_equal(know_maker(k, slice_text(" HIKVISION ")), i);
	assert_int_equal(know_maker(k, slice_text("Hanwha Vision")),
			 know_maker(k, slice_text("hanwha")));
	assert_int_equal(
		know_maker(k, slice_text("Hangzhou Hikvision Digital Technology Co., Ltd.")), i);
	assert_int_equal(know_maker(k, slice_text("D-Link Corporation")),
			 know_maker(k, slice_text("dlink")));
	assert_int_equal(know_maker(k, slice_of("hikvision\0", 10)), -1);
	char name[300];
	memset(name, 'a', sizeof(name));
	assert_int_equal(know_maker(k, slice_of(name, sizeof(name))), -1);
	assert_int_equal(know_maker(k, slice_text("no such")), -1);
	assert_int_equal(know_maker(k, slice_text("")), -1);
	know_free(k);
}

static int maker_of(const struct knowledge *k, const char *registrant)
{
	return know_maker_of_registrant(k, registrant);
}

static void registrants_are_their_own(void **state)
{
	(void)state;
	struct knowledge *k = load_whole();
	static const char *const none[] = {"Espressif Inc.",
					   "Tuya Smart Inc.",
					   "AltoBeam Inc.",
					   "SHENZHEN BILIAN ELECTRONIC CO.,LTD",
					   "FN-LINK TECHNOLOGY LIMITED",
					   "Hui Zhou Gaoshengda Technology Co.,LTD",
					   "Hi-flying electronics technology Co.,Ltd",
					   "Murata Manufacturing Co., Ltd.",
					   "AzureWave Technology Inc.",
					   "Sercomm Corporation.",
					   "HYESUNG TECHWIN Co., Ltd",
					   "Private",
					   ""};

	assert_int_equal(maker_of(k, "Hangzhou Hikvision Digital Technology Co.,Ltd."),
			 know_maker(k, slice_text("hikvision")));
	/* asked again: from memory */
	assert_int_equal(maker_of(k, "Hangzhou Hikvision Digital Technology Co.,Ltd."),
			 know_maker(k, slice_text("hikvision")));
	assert_int_equal(maker_of(k, "D-Link International"), know_maker(k, slice_text("dlink")));
	assert_int_equal(maker_of(k, "Prama Hikvision India Private Limited"),
			 know_maker(k, slice_text("prama")));
	assert_int_equal(maker_of(k, "ASSMANN Electronic GmbH"),
			 know_maker(k, slice_text("assmann")));
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(maker_of(k, none[i]), -1);
	know_free(k);
}

static void known_addresses_narrowest_first(void **state)
{
	(void)state;
	struct desk d = desk_good();
	desk_write(&d, "checks.csv", checks_head,
		   "192.0.2.0/24,Wide,check,,a test\n192.0.2.7,Narrow,check,acme,a test\n");
	struct err err = {{0}};
	struct knowledge *k = know_load(d.dir, NULL, &err);
	struct addr a;

	assert_non_null(k);
	assert_true(addr_parse(slice_text("192.0.2.7"), &a));
	assert_string_equal(know_address(k, &a)->operator, "Narrow");
	assert_true(addr_parse(slice_text("192.0.2.8"), &a));
	assert_string_equal(know_address(k, &a)->operator, "Wide");
	assert_true(addr_parse(slice_text("192.0.3.8"), &a));
	assert_null(know_address(k, &a));
	assert_non_null(know_certificate(k, slice_text("c-1 ")));
	assert_null(know_certificate(k, slice_text("c-2")));
	know_free(k);
	desk_done(&d);
}

static void digest_follows_the_rows(void **state)
{
	(void)state;
	struct desk d = desk_good();
	struct err err = {{0}};
	struct knowledge *a = know_load(d.dir, NULL, &err);
	/* another spelling of the same rows */
	desk_write(&d, "brands.csv", "# comment\n\nmaker,source,brand,line,period\n",
		   "acme,\"a test\",Label,,\n");
	struct knowledge *b = know_load(d.dir, NULL, &err);
	desk_write(&d, "brands.csv", brands_head, "Label,,,zeta,a test\n");
	struct knowledge *c = know_load(d.dir, NULL, &err);

	assert_non_null(a);
	assert_non_null(b);
	assert_non_null(c);
	assert_string_equal(a->digest, b->digest);
	assert_string_not_equal(a->digest, c->digest);
	know_free(a);
	know_free(b);
	know_free(c);
	desk_done(&d);
}

static void overlay_adds_and_replaces(void **state)
{
	(void)state;
	struct desk d = desk_good(), o = desk_new();
	desk_write(&o, "makers.csv", makers_head,
		   "acme,Acme Two,JP,,,^acme two,yes,a test\nnova,Nova,DE,,,,yes,a test\n");
	desk_write(&o, "clouds.csv", clouds_head, "acme.example,Nova,DE,relay,nova,S1,a test\n");
	desk_write(&o, "mine.sig", "",
		   "[acme-one]\nkind = dhcp.vendor_class\npattern = ^nova\nclass = host\n"
		   "grade = F1 S2 Em\nmakers = nova, acme\nvotes = camera +2.5, other -1\n"
		   "brand = Nova\nsays = it is\nsource = a test\nmatch = nova\nmatch2 = \" nova\"\n"
		   "no_match = acme\n");
	struct err err = {{0}};
	struct knowledge *base = know_load(d.dir, NULL, &err);
	struct knowledge *k = know_load(d.dir, o.dir, &err);

	assert_non_null(base);
	if (!k)
		fail_msg("%s", err.text);
	assert_int_equal(k->n_makers, 3);
	assert_string_equal(k->makers[0].name, "Acme Two");
	assert_int_equal(k->n_clouds, 1);
	assert_string_equal(k->clouds[0].role, "relay");
	assert_int_equal(k->clouds[0].maker, 2);
	assert_int_equal(k->n_signatures, 1);
	const struct signature *s = &k->signatures[0];
	assert_int_equal(s->n_makers, 2);
	assert_int_equal(s->makers[0], 2);
	assert_true(s->emulated);
	assert_int_equal(s->forge, FORGE_F1);
	assert_int_equal(s->share, SHARE_S2);
	assert_true(s->kind_votes[KIND_CAMERA] > 2.4f && s->kind_votes[KIND_OTHER] < 0.0f);
	assert_string_equal(s->match[1], " nova");
	/* " nova" begins with a blank, so the example is wrong, and said to be */
	assert_int_equal(know_check_examples(k, &err), -1);
	assert_non_null(strstr(err.text, "mine.sig:1: [acme-one] its example ' nova'"));
	assert_string_not_equal(base->digest, k->digest);
	know_free(base);
	know_free(k);
	desk_done(&d);
	desk_done(&o);
}

/* Replaces one table of a good directory and expects the load to fail with that sentence. */
static void expect_bad(const char *name, const char *head, const char *rows, const char *sentence)
{
	struct desk d = desk_good();
	struct err err = {{0}};
	desk_write(&d, name, head, rows);
	struct knowledge *k = know_load(d.dir, NULL, &err);

	if (k)
		fail_msg("loaded although: %s", sentence);
	if (!strstr(err.text, sentence))
		fail_msg("'%s' does not say '%s'", err.text, sentence);
	assert_non_null(strstr(err.text, name));
	desk_done(&d);
}

static void bad_makers(void **state)
{
	(void)state;
	const char *head = makers_head, *file = "makers.csv";

	expect_bad(file, head, "acme,A,,,,,yes,\n", ":2: no source");
	expect_bad(file, head, "acme,A,,,,,yes,test\nacme,B,,,,,yes,test\n",
		   ":3: 'acme' is given twice, first at");
	expect_bad(file, head, "Acme,A,,,,,yes,test\n", "small letters");
	expect_bad(file, head, "acme,,,,,,yes,test\n", "has no name");
	expect_bad(file, head, "acme,A,Korea,,,,yes,test\n", "two capital letters");
	expect_bad(file, head, "acme,A,,,,,perhaps,test\n", "yes or no");
	expect_bad(file, head, "acme,A,,none,,,yes,test\n", "maker 'none' is not in makers.csv");
	expect_bad(file, head, "acme,A,,,,(,yes,test\n", "oui_pattern of 'acme' is not a pattern");
	expect_bad(file, head, "acme,A,,,,^a++++,yes,test\n", "a repetition is repeated");
	expect_bad(file, head, "acme,A,,,,(a{9}){9},yes,test\n", "a repetition is repeated");
	expect_bad(file, head, "acme,A,,,,yes,test\n", ":2: 7 fields where the header names 8");
	expect_bad(file, head, "acme,A\"B,,,,,yes,test\n", "stray quote");
	expect_bad(file, head, "acme,\"A,,,,,yes,test\n", "never closed");
	expect_bad(file, "id,name\n", "", "must name the column 'country'");
	expect_bad(file, "id,name,colour\n", "", "column 'colour' is not one of");
	expect_bad(file, "id,id\n", "", "stands twice");
	expect_bad(file, "", "", "empty");
}

static void bad_lists(void **state)
{
	(void)state;

	expect_bad("brands.csv", brands_head, "B,,,none,test\n",
		   "maker 'none' is not in makers.csv");
	expect_bad("brands.csv", brands_head, "B,,,acme,\n", "no source");
	expect_bad("brands.csv", brands_head, ",,,acme,test\n", "no brand");
	expect_bad("brands.csv", brands_head, "B,,,acme,test\nB,,,acme,test\n", "given twice");
	expect_bad("clouds.csv", clouds_head, ".a.b,A,,p2p,,S2,test\n", "without a leading");
	expect_bad("clouds.csv", clouds_head, "a.b,A,,magic,,S2,test\n", "role 'magic'");
	expect_bad("clouds.csv", clouds_head, "a.b,A,,p2p,,S5,test\n", "share 'S5'");
	expect_bad("clouds.csv", clouds_head, "a.b,,,p2p,,S2,test\n", "no operator");
	expect_bad("clouds.csv", clouds_head, "a.b,A,,p2p,,S2,\n", "no source");
	expect_bad("clouds.csv", clouds_head, "a.b,A,,p2p,nobody,S2,test\n", "maker 'nobody'");
	expect_bad("clouds.csv", clouds_head, "a.b,A,,p2p,,S2,test\na.b,A,,p2p,,S2,test\n",
		   "given twice");
	expect_bad("checks.csv", checks_head, "here,A,check,,test\n", "not an address");
	expect_bad("checks.csv", checks_head, "192.0.2.1,A,,,test\n", "an operator and a role");
	expect_bad("checks.csv", checks_head, "192.0.2.1,A,check,,\n", "no source");
	expect_bad("certificates.csv", certificates_head, ",,,,test\n", "no certificate id");
	expect_bad("certificates.csv", certificates_head, "C,,,,\n", "no source");
	expect_bad("footage.csv", footage_head, "camera,1,1,test\n", "no row with an empty class");
	expect_bad("footage.csv", footage_head, ",0,1,test\n", "least_bits_per_s '0'");
	expect_bad("footage.csv", footage_head, ",1,few,test\n", "smallest_picture 'few'");
	expect_bad("footage.csv", footage_head, "lamp,1,1,test\n", "class 'lamp'");
	expect_bad("footage.csv", footage_head, ",1,1,\n", "no source");
	expect_bad("footage.csv", footage_head, ",1,1,test\n,2,2,test\n", "any");
	expect_bad("heartbeats.csv", heartbeats_head, ",udp,,4,8,A,test\n",
		   "a transport and a port");
	expect_bad("heartbeats.csv", heartbeats_head, "a,ip,,4,8,A,test\n", "transport 'ip'");
	expect_bad("heartbeats.csv", heartbeats_head, "a,udp,7-9,4,8,A,test\n", "port '7-9'");
	expect_bad("heartbeats.csv", heartbeats_head, "a,udp,65536,4,8,A,test\n", "port '65536'");
	expect_bad("heartbeats.csv", heartbeats_head, "a,udp,,9-4,8,A,test\n", "bytes '9-4'");
	expect_bad("heartbeats.csv", heartbeats_head, "a,udp,,4,often,A,test\n",
		   "period_s 'often'");
	expect_bad("heartbeats.csv", heartbeats_head, "a,udp,,4,8,,test\n", "no name");
	expect_bad("heartbeats.csv", heartbeats_head, "a,udp,,4,8,A,\n", "no source");
	expect_bad("heartbeats.csv", heartbeats_head, "a,,,4,8,A,test\na,,,4,8,B,test\n",
		   "given twice");
	expect_bad("colours.csv", "", "", "not a table that is read");
}

static const char *named(const struct knowledge *k, const char *protocol, uint16_t port,
			 unsigned bytes, double period_s)
{
	struct beat_seen seen = {protocol, TRANSPORT_UDP, port, bytes, bytes, period_s};
	const struct known_beat *b = know_beat(k, &seen);
	return b ? b->name : "";
}

static void heartbeats_are_named_by_protocol_then_port(void **state)
{
	struct desk d = desk_good();
	struct err err = {{0}};
	struct knowledge *k = know_load(d.dir, NULL, &err);

	(void)state;
	assert_non_null(k);
	assert_string_equal(named(k, "", 32100, 44, 8), "by port");
	assert_string_equal(named(k, "pppp", 32100, 44, 8), "by protocol");
	assert_string_equal(named(k, "pppp", 1, 44, 3600), "by protocol");
	assert_string_equal(named(k, "pppp", 32100, 48, 8), "by port");
	assert_string_equal(named(k, "", 32100, 49, 8), "");
	assert_string_equal(named(k, "", 32100, 43, 8), "");
	assert_string_equal(named(k, "", 32100, 44, 7.4), "");
	assert_string_equal(named(k, "", 32100, 44, 10.1), "");
	assert_string_equal(named(k, "", 32101, 44, 8), "");
	know_free(k);
	desk_done(&d);
}

/* A good stanza with one line in place of the one that begins with the same key, or added. */
static void expect_bad_line(const char *key, const char *line, const char *sentence)
{
	char text[1024] = "";
	const char *at = good_stanza;

	while (*at) {
		size_t len = strcspn(at, "\n") + 1;
		if (strncmp(at, key, strlen(key)) != 0)
			strncat(text, at, len);
		at += len;
	}
	strcat(text, line);
	expect_bad("acme.sig", "", text, sentence);
}

static void bad_signatures(void **state)
{
	(void)state;
	char twice[1024];

	expect_bad_line("kind", "kind = dhcp.colour\n", "[acme-one] unknown kind of observation");
	expect_bad_line("class", "class = colour\n", "unknown class 'colour'");
	expect_bad_line("grade", "grade = F2\n", "wrong grade 'F2'");
	expect_bad_line("grade", "grade = F4 S1\n", "wrong grade");
	expect_bad_line("grade", "grade = F1 S1 Ex\n", "wrong grade");
	expect_bad_line("makers", "makers = acme, nobody\n", "unknown maker 'nobody'");
	expect_bad_line("says", "", "no 'says'");
	expect_bad_line("source", "", "no source");
	expect_bad_line("match", "", "at least one match and one no_match");
	expect_bad_line("no_match", "", "at least one match and one no_match");
	expect_bad_line("pattern", "pattern = ^(acme\n", "correct the pattern");
	expect_bad_line("pattern", "pattern = (?=acme)\n", "correct the pattern");
	expect_bad_line("pattern", "pattern = a*\n", "matches the empty text");
	expect_bad_line("pattern", "", "the pattern is empty");
	expect_bad_line("votes", "votes = camera much\n", "wrong vote");
	expect_bad_line("votes", "votes = lamp +1\n", "wrong vote");
	expect_bad_line("votes", "votes = camera +11\n", "wrong vote");
	expect_bad_line("votes", "votes = camera +nan\n", "wrong vote");
	expect_bad_line("colour", "colour = red\n", "unknown key 'colour'");
	expect_bad_line("none", "kind = arp.address\n", "key given twice");
	expect_bad_line("none", "what is this\n", "acme.sig:11: neither a [header]");
	expect_bad("acme.sig", "[A B]\n", "kind = x\n", "is not an id");
	(void)snprintf(twice, sizeof(twice), "%s\n%s", good_stanza, good_stanza);
	expect_bad("acme.sig", "", twice, "acme.sig:12: 'acme-one' is given twice, first at");
	expect_bad("zeta.sig", "", good_stanza, "'acme-one' is given twice");
}

static unsigned count_hits(const struct knowledge *k, const char *value)
{
	struct err err = {{0}};
	struct know_matcher *m = know_matcher_new(k, &err);
	size_t hits[16] = {0};

	assert_non_null(m);
	know_match(m, OBS_DHCP_VENDOR_CLASS, slice_text(value), counts_hit, hits);
	know_matcher_free(m);
	return (unsigned)hits[0];
}

/* The compiled file serves the very patterns that it was made from; others are checked and
 * compiled as if there were none. */
static void compiled_patterns_are_those_of_the_tables(void **state)
{
	struct desk d = desk_good();
	struct err err = {{0}};
	char path[128], other[1024];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/compiled", d.dir);
	struct knowledge *k = know_load(d.dir, NULL, &err);
	assert_non_null(k);
	assert_int_equal(know_compile(k, path, &err), 0);
	know_free(k);
	k = know_load_compiled(d.dir, NULL, path, &err);
	assert_non_null(k);
	assert_int_equal(count_hits(k, "acme 1"), 1);
	assert_int_equal(count_hits(k, "an acme"), 0);
	know_free(k);
	(void)snprintf(other, sizeof(other), "%.*spattern = an acme%s",
		       (int)(strstr(good_stanza, "pattern") - good_stanza), good_stanza,
		       strchr(strstr(good_stanza, "pattern"), '\n'));
	desk_write(&d, "acme.sig", "", other);
	k = know_load_compiled(d.dir, NULL, path, &err);
	assert_non_null(k);
	assert_int_equal(count_hits(k, "acme 1"), 0);
	assert_int_equal(count_hits(k, "an acme"), 1);
	know_free(k);
	(void)snprintf(other, sizeof(other), "%.*spattern = ^(acme%s",
		       (int)(strstr(good_stanza, "pattern") - good_stanza), good_stanza,
		       strchr(strstr(good_stanza, "pattern"), '\n'));
	desk_write(&d, "acme.sig", "", other);
	assert_null(know_load_compiled(d.dir, NULL, path, &err));
	assert_non_null(strstr(err.text, "acme.sig:1: [acme-one]"));
	assert_non_null(strstr(err.text, "correct the pattern"));
	desk_done(&d);
}

static void bad_directories(void **state)
{
	(void)state;
	struct err err = {{0}};
	struct desk d = desk_new();

	assert_null(know_load("/nonexistent/knowledge", NULL, &err));
	assert_non_null(strstr(err.text, "/nonexistent/knowledge"));
	assert_null(know_load(d.dir, NULL, &err));
	assert_non_null(strstr(err.text, "holds no *.csv"));
	desk_write(&d, "brands.csv", brands_head, "");
	assert_null(know_load(d.dir, NULL, &err));
	assert_non_null(strstr(err.text, "makers.csv is missing"));
	desk_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_tables_load),
		cmocka_unit_test(own_rules_group_registrants),
		cmocka_unit_test(own_examples_hold),
		cmocka_unit_test(own_words_are_honest),
		cmocka_unit_test(own_shared_things_do_not_vote),
		cmocka_unit_test(hits_come_in_order_and_once),
		cmocka_unit_test(clouds_match_at_labels),
		cmocka_unit_test(makers_by_id_and_name),
		cmocka_unit_test(registrants_are_their_own),
		cmocka_unit_test(known_addresses_narrowest_first),
		cmocka_unit_test(digest_follows_the_rows),
		cmocka_unit_test(overlay_adds_and_replaces),
		cmocka_unit_test(bad_makers),
		cmocka_unit_test(bad_lists),
		cmocka_unit_test(bad_signatures),
		cmocka_unit_test(bad_directories),
		cmocka_unit_test(compiled_patterns_are_those_of_the_tables),
		cmocka_unit_test(heartbeats_are_named_by_protocol_then_port),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
