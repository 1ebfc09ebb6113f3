/* SPDX-License-Identifier: Apache-2.0
 *
 * Weights and tables together: invented devices that say what real makers' devices say, judged
 * with the project's own knowledge/. A change of weights or tables that breaks one of these is a
 * change of what the program claims. */
#include "court.h"

struct trial {
	struct scene *scene;
	struct ledger *ledger;
	struct declarations declarations;
	struct judgement *judgement;
	uint64_t frame;
};

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

static struct trial begin(void)
{
	struct trial t = {.scene = scene_new(), .frame = 10};
	scene_sends(t.scene, DEVICE, ADDRESS, 64, 0, 100);
	return t;
}

static void says(struct trial *t, enum obs_kind kind, const char *text)
{
	court_says(t->scene, DEVICE, ADDRESS, kind, text, t->frame++);
}

static void asks(struct trial *t, const char *name)
{
	says(t, OBS_DNS_QUERY, name);
}

static const struct verdict_device *judged(struct trial *t, const char *cameras)
{
	struct err err = {0};
	if (cameras)
		assert_int_equal(declarations_parse(&t->declarations, slice_text(cameras), "c.csv",
						    NULL, NULL),
				 0);
	t->ledger = scene_ledger(t->scene, NULL, NULL, 0);
	t->judgement =
		judge(&(struct judge_input){.ledger = t->ledger,
					    .knowledge = knowledge,
					    .declarations = cameras ? &t->declarations : NULL},
		      &err);
	if (!t->judgement)
		fail_msg("%s", err.text);
	return &t->judgement->devices[scene_device(t->ledger, DEVICE) - t->ledger->devices];
}

static const struct finding *finding(const struct trial *t, enum question q)
{
	for (size_t i = 0; i < t->judgement->n_findings; i++)
		if (t->judgement->findings[i].question == q)
			return &t->judgement->findings[i];
	return NULL;
}

static void end(struct trial *t)
{
	judgement_free(t->judgement);
	declarations_done(&t->declarations);
	ledger_free(t->ledger);
	scene_free(t->scene);
}

static int maker(const char *id)
{
	int m = know_maker(knowledge, slice_text(id));
	assert_true(m >= 0);
	return m;
}

static void a_camera_of_a_label_with_its_own_cloud(void **state)
{
	struct trial t = begin();
	(void)state;
	says(&t, OBS_DHCP_HOSTNAME, "DCS-930LB1");
	asks(&t, "mp-us-signal.auto.mydlink.com");
	const struct verdict_device *v = judged(&t, NULL);
	assert_int_equal(v->kind, KIND_CAMERA);
	assert_int_equal(v->maker, maker("dlink"));
	end(&t);
}

static void trap_a_hub_of_the_same_label_on_the_same_cloud(void **state)
{
	struct trial t = begin();
	(void)state;
	says(&t, OBS_DHCP_HOSTNAME, "DCH-G020");
	asks(&t, "mp-us-signal.auto.mydlink.com");
	assert_int_equal(judged(&t, NULL)->kind, KIND_OTHER);
	end(&t);
}

static void dahua_under_another_label(void **state)
{
	struct trial t = begin();
	(void)state;
	says(&t, OBS_DHIP_METHOD, "client.notifyDevInfo");
	says(&t, OBS_DHIP_VENDOR, "General");
	says(&t, OBS_RTSP_REALM, "Login to 8K0A2B3PAJ00001");
	says(&t, OBS_ONVIF_MANUFACTURER, "Haneul Vision");
	says(&t, OBS_RTSP_PUBLIC, "OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY");
	says(&t, OBS_SDP_MEDIA, "video 0 RTP/AVP 96");
	const struct verdict_device *v =
		judged(&t, "address,maker,country\n" ADDRESS ",Haneul Vision,KR\n");
	assert_int_equal(v->kind, KIND_CAMERA);
	assert_int_equal(v->maker, maker("dahua"));
	assert_true(v->relabelled);
	assert_int_equal(finding(&t, QUESTION_MAKER)->answer, ANSWER_CONTRADICTED);
	assert_int_equal(finding(&t, QUESTION_COUNTRY)->answer, ANSWER_CONTRADICTED);
	end(&t);
}

static void hikvision_by_discovery_alone_is_one_observation(void **state)
{
	struct trial t = begin();
	(void)state;
	t.frame = 10;
	static const struct {
		enum obs_kind kind;
		const char *text;
	} reply[] = {{OBS_SADP_MAC, DEVICE},
		     {OBS_SADP_FIRMWARE, "V5.6.2build 190701"},
		     {OBS_SADP_FIELD, "HCPlatformEnable=flase"}};
	for (size_t i = 0; i < 3; i++) {
		t.frame = 10; /* one datagram */
		says(&t, reply[i].kind, reply[i].text);
	}
	const struct verdict_device *v = judged(&t, "address,maker\n" ADDRESS ",Haneul Vision\n");
	assert_int_equal(v->maker, maker("hikvision"));
	assert_int_equal(finding(&t, QUESTION_MAKER)->answer, ANSWER_UNEXPLAINED);
	end(&t);
}

static void trap_an_honest_camera_with_a_foreign_chip(void **state)
{
	struct trial t = begin();
	(void)state;
	says(&t, OBS_RTSP_REALM, "iPOLiS");
	says(&t, OBS_ONVIF_MANUFACTURER, "Hanwha Techwin");
	says(&t, OBS_RTSP_SERVER, "HiIpcam/V100R003 VodServer/1.0.0"); /* a chip maker's sample */
	const struct verdict_device *v =
		judged(&t, "address,maker,country\n" ADDRESS ",Hanwha Vision,KR\n");
	assert_int_equal(v->maker, maker("hanwha"));
	assert_int_equal(t.judgement->contradicted, 0);
	assert_int_equal(finding(&t, QUESTION_MAKER)->answer, ANSWER_CONSISTENT);
	end(&t);
}

static void trap_a_shared_media_header_names_nobody(void **state)
{
	struct trial t = begin();
	(void)state;
	says(&t, OBS_SDP_ATTRIBUTE, "Media_header:MEDIAINFO=494D4B48010100000400000100000000");
	says(&t, OBS_RTSP_SERVED_PATH, "/Streaming/Channels/101");
	const struct verdict_device *v = judged(&t, "address,maker\n" ADDRESS ",Haneul Vision\n");
	assert_int_equal(v->maker, -1);
	assert_int_equal(t.judgement->contradicted + t.judgement->unexplained, 0);
	end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_camera_of_a_label_with_its_own_cloud),
		cmocka_unit_test(trap_a_hub_of_the_same_label_on_the_same_cloud),
		cmocka_unit_test(dahua_under_another_label),
		cmocka_unit_test(hikvision_by_discovery_alone_is_one_observation),
		cmocka_unit_test(trap_an_honest_camera_with_a_foreign_chip),
		cmocka_unit_test(trap_a_shared_media_header_names_nobody),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
