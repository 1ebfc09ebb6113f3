/* SPDX-License-Identifier: Apache-2.0
 *
 * Clues on which public sources disagree, or which several makers share, judged with the project's
 * own knowledge/. A clue alone never names a maker beyond a lead and never contradicts a
 * declaration; with a second clue of the maker's own the maker is named. */
#include "court.h"

enum { CLUES_MAX = 3 };

struct clue {
	enum obs_kind kind;
	const char *text;
};

struct uncertain {
	const char *what;
	struct clue clue, more[CLUES_MAX]; /* more: what settles it */
	const char *maker;                 /* then named; NULL = nothing settles it */
};

/* clang-format off: one subject a row group */
static const struct uncertain rows[] = {
	{"a web server that sources give to different recorders",
	 {OBS_HTTP_SERVER, "Cross Web Server"},
	 {{0}},
	 NULL},
	{"the RTSP server of a chip's reference software",
	 {OBS_RTSP_SERVER, "HiIpcam/V100R003 VodServer/1.0.0"},
	 {{OBS_RTSP_REALM, "IP Camera(C2183)"}, {OBS_SADP_FIELD, "HCPlatformEnable=flase"}},
	 "hikvision"},
	{"a reply to SADP, which unrelated products imitate",
	 {OBS_SADP_MESSAGE, "inquiry answer"},
	 {{OBS_SADP_FIELD, "HCPlatformEnable=flase"}, {OBS_RTSP_REALM, "IP Camera(C2183)"}},
	 "hikvision"},
	{"an envelope prefix that was thought to be one maker's",
	 {OBS_WSD_PREFIXES, "env wsadis d dn"},
	 {{0}},
	 NULL},
	{"stream lines that another server emits for compatibility",
	 {OBS_SDP_ATTRIBUTE, "packetization-supported:DH"},
	 {{OBS_RTSP_REALM, "Login to 1000PAG00007ABC"}, {OBS_DHIP_MANUFACTURER, "Private"}},
	 "dahua"},
	{"a stream address of two makers", {OBS_RTSP_SERVED_PATH, "/media/video1"}, {{0}}, NULL},
	{"a stream address of three makers", {OBS_RTSP_SERVED_PATH, "/profile1"}, {{0}}, NULL},
	{"a stream address of many", {OBS_RTSP_SERVED_PATH, "/11"}, {{0}}, NULL},
	{"a stream address that other firmwares accept",
	 {OBS_RTSP_SERVED_PATH, "/cam/realmonitor?channel=1&subtype=0"},
	 {{OBS_RTSP_REALM, "Login to 1000PAG00007ABC"}, {OBS_DHIP_MANUFACTURER, "Private"}},
	 "dahua"},
	{"an RTSP server of two makers", {OBS_RTSP_SERVER, "xarina+ Ze-PRO"}, {{0}}, NULL},
	{"the mark of a common UPnP stack", {OBS_SSDP_USER_AGENT, "redsonic"}, {{0}}, NULL},
	{"a service that door stations announce too",
	 {OBS_MDNS_SERVICE, "_axis-video._tcp.local"},
	 {{OBS_RTSP_REALM, "AXIS_ACCC8E000001"},
	  {OBS_MDNS_INSTANCE, "AXIS M1065-LW - ACCC8E000001._axis-video._tcp.local"}},
	 "axis"},
	{"a neutral value of ONVIF", {OBS_ONVIF_MANUFACTURER, "General"}, {{0}}, NULL},
	{"a brand bought from several makers", {OBS_ONVIF_MANUFACTURER, "Annke"}, {{0}}, NULL},
	{"a brand that changes maker by line", {OBS_ONVIF_MANUFACTURER, "Honeywell"}, {{0}}, NULL},
	{"a media header that five other servers send",
	 {OBS_SDP_ATTRIBUTE, "Media_header:MEDIAINFO=494D4B48010100000400"},
	 {{OBS_RTSP_REALM, "IP Camera(C2183)"}, {OBS_SADP_FIELD, "HCPlatformEnable=flase"}},
	 "hikvision"},
	{"a date in the order of a common library",
	 {OBS_RTSP_DATE, "Thu, May 14 2020 10:11:12 GMT"},
	 {{0}},
	 NULL},
	{"an identity that resembles one maker's, from an unknown one",
	 {OBS_WSD_ENDPOINT, "urn:uuid:7d04ff31-61e6-11f0-a00c-00005e005301"},
	 {{0}},
	 NULL},
	{"the name of an unknown maker's camera", {OBS_WSD_NAME, "IPC_123465959"}, {{0}}, NULL},
};
/* clang-format on */

static struct knowledge *knowledge;

static int load(void **state)
{
	struct err err = {0};
	(void)state;
	knowledge = know_load(SOURCE_ROOT "/knowledge", NULL, &err);
	if (!knowledge)
		print_error("%s\n", err.text);
	return knowledge ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	know_free(knowledge);
	return 0;
}

#define DEVICE "00:00:5e:00:53:01"
#define ADDRESS "10.0.0.5"

struct outcome {
	int maker;
	bool by_label_only;
	size_t contradicted;
	bool hard; /* some finding about the maker accuses */
};

/* What comes of a camera declared as somebody else's that gives these clues. */
static struct outcome outcome_of(const struct clue *clues, size_t n)
{
	struct scene *scene = scene_new();
	struct declarations declarations = {0};
	struct err err = {0};

	scene_sends(scene, DEVICE, ADDRESS, 64, 0, 100);
	for (size_t i = 0; i < n; i++)
		court_says(scene, DEVICE, ADDRESS, clues[i].kind, clues[i].text, 10 + i);
	assert_int_equal(
		declarations_parse(&declarations,
				   slice_text("address,maker\n" ADDRESS ",Haneul Vision\n"),
				   "c.csv", NULL, NULL),
		0);
	struct ledger *ledger = scene_ledger(scene, NULL, NULL, 0);
	struct judgement *j = judge(&(struct judge_input){.ledger = ledger,
							  .knowledge = knowledge,
							  .declarations = &declarations},
				    &err);
	if (!j)
		fail_msg("%s", err.text);
	const struct verdict_device *v =
		&j->devices[scene_device(ledger, DEVICE) - ledger->devices];
	struct outcome o = {.maker = v->maker,
			    .by_label_only = v->maker_by_label_only,
			    .contradicted = j->contradicted};
	for (size_t i = 0; i < j->n_findings; i++)
		o.hard |= j->findings[i].question == QUESTION_MAKER &&
			  (j->findings[i].answer == ANSWER_UNEXPLAINED ||
			   j->findings[i].answer == ANSWER_CONTRADICTED);
	judgement_free(j);
	ledger_free(ledger);
	declarations_done(&declarations);
	scene_free(scene);
	return o;
}

static void alone_it_is_a_lead_at_most(void **state)
{
	unsigned wrong = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct outcome o = outcome_of(&rows[i].clue, 1);
		bool named = o.maker >= 0 && !o.by_label_only;
		if (!named && !o.contradicted && !o.hard)
			continue;
		print_error("%s (%s): %s, %zu contradicted, %s\n", rows[i].what, rows[i].clue.text,
			    named ? knowledge->makers[o.maker].id : "no maker", o.contradicted,
			    o.hard ? "accused" : "not accused");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void beside_clues_of_the_makers_own_it_does_not_hinder(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct clue clues[1 + CLUES_MAX] = {rows[i].clue};
		size_t n = 1;
		for (size_t k = 0; k < CLUES_MAX && rows[i].more[k].text; k++)
			clues[n++] = rows[i].more[k];
		if (!rows[i].maker)
			continue;
		struct outcome o = outcome_of(clues, n);
		if (o.maker != know_maker(knowledge, slice_text(rows[i].maker)))
			fail_msg("%s: not %s", rows[i].what, rows[i].maker);
		assert_int_equal(o.contradicted, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alone_it_is_a_lead_at_most),
		cmocka_unit_test(beside_clues_of_the_makers_own_it_does_not_hinder),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
