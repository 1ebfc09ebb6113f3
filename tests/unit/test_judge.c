/* SPDX-License-Identifier: Apache-2.0
 *
 * Verdicts and the question `maker` on hand-made scenes; tests that begin with trap_ are
 * situations met in real captures. */
#include "court.h"

#include <math.h>

#define CAM "10.0.0.5"

static struct scene *camera(const char *mac)
{
	struct scene *s = scene_new();
	scene_capture(s);
	court_camera(s, mac, CAM);
	return s;
}

static void say(struct scene *s, const char *mac, enum obs_kind kind, const char *text,
		uint64_t frame)
{
	court_says(s, mac, CAM, kind, text, frame);
}

static void ask(struct scene *s, const char *mac, const char *name)
{
	scene_text(s, OBS_DNS_QUERY,
		   &(struct scene_at){.src_mac = mac,
				      .src = CAM,
				      .dst_mac = SITE_GW,
				      .dst = "10.0.0.1",
				      .src_port = 40000,
				      .dst_port = 53,
				      .transport = TRANSPORT_UDP,
				      .at = 9},
		   name);
}

/* What explain prints must add up: each maker's likelihood is the sum of its votes, and each
 * class stays under its cap. */
static void adds_up(const struct court *c, const char *id)
{
	const struct verdict_device *v = court_device(c, id);
	for (size_t i = 0; i < v->n_makers; i++) {
		double sum = 0;
		for (size_t n = 0; n < v->n_votes; n++)
			for (size_t m = 0; m < v->votes[n].n_makers; m++)
				if (v->votes[n].makers[m] == v->makers[i].maker)
					sum += v->votes[n].weight;
		assert_true(fabs(sum - v->makers[i].log_likelihood) < 1e-9);
		assert_true(v->makers[i].probability >= 0 && v->makers[i].probability <= 1);
	}
	for (size_t n = 1; n < v->n_votes; n++)
		assert_true(v->votes[n - 1].weight >= v->votes[n].weight);
}

/* The same as say(), all in one conversation. */
static void goes_on(struct scene *s, const char *mac, enum obs_kind kind, const char *text,
		    uint64_t frame)
{
	scene_text(s, kind,
		   &(struct scene_at){.src_mac = mac,
				      .src = CAM,
				      .dst_mac = SITE_GW,
				      .dst = "10.0.0.1",
				      .src_port = 8000,
				      .dst_port = 50000,
				      .transport = TRANSPORT_TCP,
				      .from_server = true,
				      .at = 1,
				      .frame = frame},
		   text);
}

/* A part of Borg's firmware in another maker's camera speaks in one conversation, however many
 * quirks of whatever classes it shows there; two conversations are two programs. */
static void one_conversation_weighs_no_more_than_one_protocol(void **state)
{
	static const char cameras[] = "address,maker\n" CAM ",Acme\n";
	(void)state;
	for (int more = 0; more < 2; more++) {
		struct scene *s = camera(MODULE_MAC);
		goes_on(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 10);
		goes_on(s, MODULE_MAC, OBS_RTSP_REALM, "Borg 7", 12);
		goes_on(s, MODULE_MAC, OBS_HTTP_REALM, "Cam-B", 14);
		if (more)
			say(s, MODULE_MAC, OBS_DHIP_MANUFACTURER, "flase", 16);
		struct court *c = court_of(s, NULL, cameras);
		const struct verdict_device *v = court_device(c, CAM);
		adds_up(c, CAM);
		assert_int_equal(v->maker, court_maker(c, "borg"));
		if (more) {
			assert_true(v->maker_probability > 0.95);
		} else {
			assert_true(fabs(v->makers[0].log_likelihood - 6.5) < 1e-9);
			assert_true(v->maker_probability < 0.95);
		}
		assert_int_equal(v->makers[0].hard, more ? 2 : 1);
		assert_int_equal(court_finding(c, QUESTION_MAKER, CAM)->answer,
				 more ? ANSWER_CONTRADICTED : ANSWER_UNEXPLAINED);
		court_free(c);
	}
}

static void nothing_is_judged_of_nothing(void **state)
{
	(void)state;
	struct court *c = court_of(scene_new(), NULL, NULL);
	assert_int_equal(c->judgement->n_devices, 0);
	assert_int_equal(c->judgement->n_findings, 0);
	assert_int_equal(judgement_exit(c->judgement), 0);
	court_free(c);
	judgement_free(NULL);
}

static void unknown_is_an_answer(void **state)
{
	(void)state;
	struct court *c = court_of(camera(MODULE_MAC), NULL, NULL);
	const struct verdict_device *v = court_device(c, MODULE_MAC);
	assert_int_equal(v->kind, KIND_CAMERA);
	assert_int_equal(v->maker, -1);
	assert_true(v->maker_probability > 0.3);
	assert_int_equal(v->makers[0].maker, -1);
	assert_null(court_finding(c, QUESTION_MAKER, MODULE_MAC));
	adds_up(c, MODULE_MAC);
	court_free(c);
}

static void hard_evidence_names_the_maker(void **state)
{
	struct scene *s = camera(BORG_MAC);
	(void)state;
	say(s, BORG_MAC, OBS_DHIP_METHOD, "borg", 10);
	say(s, BORG_MAC, OBS_RTSP_REALM, "Borg 7", 11);
	struct court *c = court_of(s, NULL, NULL);
	const struct verdict_device *v = court_device(c, BORG_MAC);
	assert_int_equal(v->maker, court_maker(c, "borg"));
	assert_true(v->maker_probability > 0.99);
	assert_false(v->maker_by_label_only || v->relabelled);
	assert_int_equal(v->makers[0].hard, 2);
	assert_string_equal(v->registrant, "Borg Ltd");
	adds_up(c, BORG_MAC);
	court_free(c);
}

static void one_hard_observation_outweighs_label_and_prefix(void **state)
{
	static const struct {
		enum obs_kind kind;
		const char *text;
	} alone[] = {{OBS_DHIP_METHOD, "borg"}, {OBS_RTSP_REALM, "Borg 7"}};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct scene *s = camera(LABLON_MAC); /* trap: a relabeller with its own prefixes */
		say(s, LABLON_MAC, OBS_ONVIF_MANUFACTURER, "Lablon", 10);
		say(s, LABLON_MAC, alone[i].kind, alone[i].text, 11);
		struct court *c = court_of(s, NULL, NULL);
		const struct verdict_device *v = court_device(c, LABLON_MAC);
		assert_int_equal(v->maker, court_maker(c, "borg"));
		assert_true(v->relabelled);
		assert_string_equal(v->brand, "Lablon");
		const struct finding *f = court_finding(c, QUESTION_MAKER, LABLON_MAC);
		assert_non_null(f);
		assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
		assert_non_null(strstr(f->statement, "Lablon"));
		assert_non_null(strstr(f->statement, "Borg (head office: CN)"));
		assert_non_null(strstr(f->statement, "publicly known"));
		assert_true(f->n_evidence >= 1 && f->n_counter >= 1);
		adds_up(c, LABLON_MAC);
		court_free(c);
	}
}

static void a_part_of_the_makers_name_is_its_own_label(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	say(s, MODULE_MAC, OBS_ONVIF_MANUFACTURER, "Haneul", 10);
	say(s, MODULE_MAC, OBS_SADP_MESSAGE, "hnl", 11);
	struct court *c = court_of(s, NULL, NULL);
	assert_int_equal(court_device(c, MODULE_MAC)->maker, court_maker(c, "haneul"));
	assert_false(court_device(c, MODULE_MAC)->relabelled);
	court_free(c);
}

static void a_label_nobody_knows_is_another_label(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	say(s, MODULE_MAC, OBS_ONVIF_MANUFACTURER, "Haneul Vision", 10);
	say(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 11);
	struct court *c = court_of(s, NULL, NULL);
	assert_true(court_device(c, MODULE_MAC)->relabelled);
	court_free(c);
	s = camera(MODULE_MAC);
	say(s, MODULE_MAC, OBS_ONVIF_MANUFACTURER, "General", 10); /* no firm */
	say(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 11);
	c = court_of(s, NULL, NULL);
	assert_false(court_device(c, MODULE_MAC)->relabelled);
	court_free(c);
	s = camera(MODULE_MAC);
	say(s, MODULE_MAC, OBS_ONVIF_MANUFACTURER, "Borgling", 10); /* of the same group */
	say(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 11);
	c = court_of(s, NULL, NULL);
	assert_false(court_device(c, MODULE_MAC)->relabelled);
	assert_null(court_finding(c, QUESTION_MAKER, MODULE_MAC));
	court_free(c);
}

static void label_and_prefix_alone_name_a_maker_as_a_lead(void **state)
{
	struct scene *s = camera(ACME_MAC);
	(void)state;
	say(s, ACME_MAC, OBS_ONVIF_MANUFACTURER, "Acme", 10);
	say(s, ACME_MAC, OBS_DHCP_HOSTNAME, "AC-100", 11);
	struct court *c = court_of(s, NULL, NULL);
	const struct verdict_device *v = court_device(c, ACME_MAC);
	assert_int_equal(v->maker, court_maker(c, "acme"));
	assert_true(v->maker_by_label_only);
	assert_string_equal(v->brand, "Acme");
	assert_int_equal(v->n_hostnames, 1);
	assert_null(court_finding(c, QUESTION_MAKER, ACME_MAC));
	adds_up(c, ACME_MAC);
	court_free(c);
}

static void votes_of_a_class_are_capped_together(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	double sum = 0, alone = 0;
	(void)state;
	say(s, MODULE_MAC, OBS_ONVIF_MANUFACTURER, "Acme", 10);
	say(s, MODULE_MAC, OBS_UPNP_MANUFACTURER, "Acme", 11);
	say(s, MODULE_MAC, OBS_DHCP_HOSTNAME, "AC-1", 12);
	struct court *c = court_of(s, NULL, NULL);
	const struct verdict_device *v = court_device(c, MODULE_MAC);
	for (size_t i = 0; i < v->n_votes; i++) {
		if (v->votes[i].class != CLASS_LABEL)
			continue;
		sum += v->votes[i].weight;
		alone = v->votes[i].weight_alone;
	}
	assert_true(alone > 0 && sum <= alone * 1.5 + 1e-9 && sum > alone);
	assert_int_equal(v->maker, -1); /* three labels are still labels */
	court_free(c);
}

static void trap_a_shared_format_is_a_lead_only(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	say(s, MODULE_MAC, OBS_RTSP_SERVED_PATH, "/shared/1", 10);
	struct court *c = court_of(s, NULL, "address,maker\n" CAM ",Haneul\n");
	const struct verdict_device *v = court_device(c, MODULE_MAC);
	assert_int_equal(v->maker, -1);
	assert_int_equal(v->makers[1].hard, 0);
	const struct finding *f = court_finding(c, QUESTION_MAKER, MODULE_MAC);
	assert_int_equal(f->answer, ANSWER_INCONCLUSIVE);
	assert_int_equal(c->judgement->contradicted, 0);
	court_free(c);
}

static void trap_a_modules_or_unknown_prefix_says_nothing(void **state)
{
	static const char *const macs[] = {MODULE_MAC, "02:00:00:00:00:07", "00:00:77:00:00:01"};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct court *c = court_of(camera(macs[i]), NULL, "address,maker\n" CAM ",Acme\n");
		const struct verdict_device *v = court_device(c, macs[i]);
		const struct finding *f = court_finding(c, QUESTION_MAKER, macs[i]);
		assert_int_equal(v->maker, -1);
		if (i == 0)
			assert_string_equal(v->registrant, "Radio Modules Co");
		else
			assert_null(v->registrant);
		assert_true(f->answer == ANSWER_INCONCLUSIVE || f->answer == ANSWER_NOT_TESTED);
		assert_int_equal(judgement_exit(c->judgement), 0);
		court_free(c);
	}
}

static void contradicted_needs_two_independent_hard_observations(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	say(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 10);
	say(s, MODULE_MAC, OBS_RTSP_REALM, "Borg 7", 11);
	struct court *c =
		court_of(s, NULL, "address,maker,supplier,contract\n" CAM ",Acme,Sup,K-1\n");
	const struct finding *f = court_finding(c, QUESTION_MAKER, MODULE_MAC);
	assert_int_equal(f->answer, ANSWER_CONTRADICTED);
	assert_int_equal(f->severity, SEVERITY_HIGH);
	assert_int_equal(f->declaration, 0);
	assert_int_equal(f->n_evidence, 2);
	assert_non_null(strstr(f->statement, "\"Acme\""));
	assert_non_null(strstr(f->does_not_show, "where the unit was built"));
	assert_int_equal(judgement_exit(c->judgement), 1);
	assert_true(court_device(c, MODULE_MAC)->declaration == 0);
	assert_int_equal(c->judgement->n_suppliers, 1);
	assert_int_equal(c->judgement->suppliers[0].contradicted, 1);
	assert_ptr_equal(f, &c->judgement->findings[0]); /* worst first */
	court_free(c);
}

static void one_message_is_one_observation(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	say(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 10);
	say(s, MODULE_MAC, OBS_DHIP_MANUFACTURER, "flase", 10); /* the same frame */
	struct court *c = court_of(s, NULL, "address,maker\n" CAM ",Acme\n");
	const struct finding *f = court_finding(c, QUESTION_MAKER, MODULE_MAC);
	assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
	assert_int_equal(court_device(c, MODULE_MAC)->makers[0].hard, 1);
	assert_non_null(
		strstr(f->statement, "Built on the firmware of, or speaks the protocol of"));
	court_free(c);
	s = camera(MODULE_MAC);
	say(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 10);
	say(s, MODULE_MAC, OBS_DHIP_MANUFACTURER, "flase", 20); /* another one */
	c = court_of(s, NULL, "address,maker\n" CAM ",Acme\n");
	assert_int_equal(court_finding(c, QUESTION_MAKER, MODULE_MAC)->answer, ANSWER_CONTRADICTED);
	court_free(c);
}

static void what_others_imitate_does_not_contradict_alone(void **state)
{
	struct scene *s = camera(BORG_MAC);
	(void)state;
	say(s, BORG_MAC, OBS_HTTP_REALM, "Cam-B", 10);
	say(s, BORG_MAC, OBS_HTTP_SERVED_PATH, "/B/1", 11);
	struct court *c = court_of(s, NULL, "address,maker\n" CAM ",Haneul\n");
	assert_int_equal(court_finding(c, QUESTION_MAKER, BORG_MAC)->answer, ANSWER_UNEXPLAINED);
	assert_int_equal(c->judgement->contradicted, 0);
	court_free(c);
}

static void trap_both_makers_hard_is_never_contradicted(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	say(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 10);
	say(s, MODULE_MAC, OBS_RTSP_REALM, "Borg 7", 11);
	say(s, MODULE_MAC, OBS_SADP_MESSAGE, "acme", 12);
	struct court *c = court_of(s, NULL, "address,maker\n" CAM ",Acme\n");
	const struct finding *f = court_finding(c, QUESTION_MAKER, MODULE_MAC);
	assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
	assert_true(f->n_counter >= 1);
	court_free(c);
}

static void consistent_when_the_declared_group_is_observed(void **state)
{
	static const char *const declared[] = {"Borg", "borg", "Borgling",
					       "Shenzhen Borg Tech Ltd"};
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct scene *s = camera(MODULE_MAC);
		char cameras[128];
		(void)snprintf(cameras, sizeof(cameras), "address,maker\n" CAM ",%s\n",
			       declared[i]);
		say(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 10);
		struct court *c = court_of(s, NULL, cameras);
		const struct finding *f = court_finding(c, QUESTION_MAKER, MODULE_MAC);
		assert_int_equal(f->answer, ANSWER_CONSISTENT);
		assert_int_equal(f->severity, SEVERITY_INFO);
		court_free(c);
	}
}

static void a_label_that_agrees_is_inconclusive(void **state)
{
	struct scene *s = camera(ACME_MAC);
	(void)state;
	say(s, ACME_MAC, OBS_ONVIF_MANUFACTURER, "Acme", 10);
	say(s, ACME_MAC, OBS_DHCP_HOSTNAME, "AC-100", 11);
	struct court *c = court_of(s, NULL, "mac,maker\n" ACME_MAC ",Acme\n");
	const struct finding *f = court_finding(c, QUESTION_MAKER, ACME_MAC);
	assert_int_equal(f->answer, ANSWER_INCONCLUSIVE);
	court_free(c);
}

static void a_label_that_differs_is_a_lead_not_a_finding(void **state)
{
	struct scene *s = camera(BORG_MAC);
	(void)state;
	say(s, BORG_MAC, OBS_ONVIF_MANUFACTURER, "Lablon", 10);
	struct court *c = court_of(s, NULL, "mac,maker\n" BORG_MAC ",Acme\n");
	assert_int_equal(court_finding(c, QUESTION_MAKER, BORG_MAC)->answer, ANSWER_INCONCLUSIVE);
	assert_int_equal(c->judgement->contradicted, 0);
	assert_false(court_device(c, BORG_MAC)->relabelled);
	court_free(c);
}

static void a_cloud_compiled_in_is_hard(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	ask(s, MODULE_MAC, "p2p.borg.example");
	ask(s, MODULE_MAC, "q.borg.example");
	struct court *c = court_of(s, NULL, NULL);
	const struct verdict_device *v = court_device(c, MODULE_MAC);
	assert_int_equal(v->maker, court_maker(c, "borg"));
	assert_int_equal(v->makers[0].hard, 1);
	assert_int_equal(v->votes[0].signature, -2);
	assert_string_equal(c->knowledge->clouds[v->votes[0].cloud].suffix, "borg.example");
	assert_true(v->votes[0].seen != SIZE_MAX);
	adds_up(c, MODULE_MAC);
	court_free(c);
}

static void trap_a_phone_with_an_app_is_no_camera_of_that_maker(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_sends(s, MODULE_MAC, CAM, 64, 0, 100);
	say(s, MODULE_MAC, OBS_DHCP_VENDOR_CLASS, "phone-13", 3);
	ask(s, MODULE_MAC, "p2p.borg.example");
	struct court *c = court_of(s, NULL, NULL);
	const struct verdict_device *v = court_device(c, MODULE_MAC);
	assert_int_equal(v->kind, KIND_OTHER);
	assert_int_equal(v->maker, -1);
	for (size_t i = 0; i < v->n_makers; i++)
		assert_int_equal(v->makers[i].hard, 0);
	assert_int_equal(c->judgement->others, 1);
	adds_up(c, MODULE_MAC);
	court_free(c);
}

static void trap_a_lamp_of_a_maker_with_a_cloud_is_no_camera(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_sends(s, "00:00:04:00:00:01", CAM, 64, 0, 100);
	say(s, "00:00:04:00:00:01", OBS_UPNP_MANUFACTURER, "Lamps BV", 3);
	struct court *c = court_of(s, NULL, NULL);
	const struct verdict_device *v = court_device(c, CAM);
	assert_int_equal(v->kind, KIND_OTHER);
	assert_int_equal(v->maker, court_maker(c, "lamps"));
	assert_int_equal(c->judgement->cameras, 0);
	court_free(c);
}

static void trap_a_cloud_says_nothing_of_the_kind(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_sends(s, MODULE_MAC, CAM, 64, 0, 100);
	ask(s, MODULE_MAC, "p2p.borg.example");
	struct court *c = court_of(s, NULL, NULL);
	assert_int_equal(court_device(c, MODULE_MAC)->kind, KIND_UNKNOWN);
	assert_int_equal(c->judgement->unknowns, 1);
	court_free(c);
}

static void recorders_are_told_by_site_or_signature(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	struct court *c = court_of(s, "[site]\nrecorders = " CAM "\n", NULL);
	assert_int_equal(court_device(c, MODULE_MAC)->kind, KIND_RECORDER);
	assert_true(court_device(c, MODULE_MAC)->kind_probability == 1.0);
	assert_int_equal(c->judgement->recorders, 1);
	court_free(c);
	s = scene_new();
	scene_sends(s, MODULE_MAC, CAM, 64, 0, 100);
	say(s, MODULE_MAC, OBS_WSD_TYPES, "NetworkVideoRecorder", 3);
	c = court_of(s, NULL, NULL);
	assert_int_equal(court_device(c, MODULE_MAC)->kind, KIND_RECORDER);
	court_free(c);
}

static void trap_a_router_is_no_camera(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	for (int i = 20; i < 24; i++) {
		char addr[16];
		(void)snprintf(addr, sizeof(addr), "10.7.0.%d", i);
		scene_sends(s, SITE_GW, addr, 64, 0, 100);
		court_says(s, SITE_GW, addr, OBS_SDP_MEDIA, "video 0", 9);
		court_says(s, SITE_GW, addr, OBS_RTSP_PUBLIC, "PLAY", 9);
	}
	struct court *c = court_of(s, NULL, NULL);
	assert_int_equal(court_device(c, SITE_GW)->kind, KIND_OTHER);
	assert_int_equal(c->judgement->routers, 1);
	assert_int_equal(c->judgement->cameras, 5);
	court_free(c);
}

static void twins_share_an_implementation_whatever_their_label(void **state)
{
	struct scene *s = scene_new();
	const struct verdict_device *v;
	(void)state;
	for (int i = 1; i <= 4; i++) {
		char mac[32], addr[32];
		(void)snprintf(mac, sizeof(mac), "00:00:05:00:00:%02x", i);
		(void)snprintf(addr, sizeof(addr), "10.0.0.%d", 10 + i);
		court_camera(s, mac, addr);
		court_says(s, mac, addr, OBS_ONVIF_MANUFACTURER, i == 1 ? "Lablon" : "Acme", 5);
		court_says(s, mac, addr, OBS_ONVIF_FIRMWARE, i == 3 ? "V2" : "V1", 6);
		if (i < 4)
			court_says(s, mac, addr, i == 3 ? OBS_RTSP_REALM : OBS_DHIP_METHOD,
				   i == 3 ? "Borg 1" : "borg", 7);
	}
	struct court *c = court_of(s, NULL, NULL);
	v = court_device(c, "10.0.0.11");
	assert_int_equal(v->n_twins, 1);
	assert_int_equal(v->n_twins_all, 1);
	assert_int_equal(v->twins[0], court_device(c, "10.0.0.12")->device);
	assert_int_equal(court_device(c, "10.0.0.13")->n_twins, 0);
	assert_int_equal(court_device(c, "10.0.0.14")->n_twins, 0); /* by label only */
	court_free(c);
}

/* Nobody's tables know the maker; brands and serial numbers differ. */
static void twins_are_found_where_the_maker_is_unknown(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	for (int i = 1; i <= 5; i++) {
		char mac[32], addr[32], text[64];
		(void)snprintf(mac, sizeof(mac), "00:00:05:00:00:%02x", i);
		(void)snprintf(addr, sizeof(addr), "10.0.0.%d", 10 + i);
		court_camera(s, mac, addr);
		(void)snprintf(text, sizeof(text), "Brand%d", i);
		court_says(s, mac, addr, OBS_ONVIF_MANUFACTURER, text, 5);
		(void)snprintf(text, sizeof(text), "Digest realm=\"2026000%d\"", i);
		court_says(s, mac, addr, OBS_SDP_MEDIA, "video 0", 6);
		court_says(s, mac, addr, OBS_RTSP_PUBLIC,
			   i == 3 ? "PLAY, OPTIONS" : "OPTIONS, PLAY", 7);
		if (i != 4) /* shows too little */
			court_says(s, mac, addr, OBS_RTSP_AUTH, text, 8);
		court_says(s, mac, addr, OBS_SDP_ORDER, "v o s t m", 9);
		if (i == 5)
			court_says(s, mac, addr, OBS_HTTP_COOKIE, "other", 10);
	}
	struct court *c = court_of(s, NULL, NULL);
	const struct verdict_device *v = court_device(c, "10.0.0.11");
	assert_int_equal(v->maker, -1);
	assert_int_equal(v->kind, KIND_CAMERA);
	assert_int_equal(v->n_twins_all, 1);
	assert_int_equal(v->twins[0], court_device(c, "10.0.0.12")->device);
	for (int i = 13; i <= 15; i++) {
		char addr[32];
		(void)snprintf(addr, sizeof(addr), "10.0.0.%d", i);
		assert_int_equal(court_device(c, addr)->n_twins_all, 0);
	}
	court_free(c);
}

static char *print_judgement(const struct judgement *j)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < j->n_devices; i++) {
		const struct verdict_device *v = &j->devices[i];
		(void)fprintf(out, "%s %d %.9f %d %.9f %d %s %zu\n", j->ledger->devices[i].id,
			      v->kind, v->kind_probability, v->maker, v->maker_probability,
			      v->relabelled, v->brand, v->n_twins);
		for (size_t k = 0; k < v->n_votes; k++)
			(void)fprintf(out, " %d %d %.9f %zu\n", v->votes[k].signature,
				      v->votes[k].cloud, v->votes[k].weight, v->votes[k].seen);
	}
	for (size_t i = 0; i < j->n_findings; i++)
		(void)fprintf(out, "%d %d %s %zu\n", j->findings[i].question, j->findings[i].answer,
			      j->findings[i].statement, j->findings[i].n_evidence);
	(void)fclose(out);
	return text;
}

static void records_in_any_order_give_the_same_judgement(void **state)
{
	static const char cameras[] = "address,maker\n" CAM ",Acme\n10.0.0.6,Borg\n";
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	say(s, MODULE_MAC, OBS_DHIP_METHOD, "borg", 10);
	say(s, MODULE_MAC, OBS_RTSP_REALM, "Borg 7", 11);
	say(s, MODULE_MAC, OBS_RTSP_REALM, "Borg 8", 12);
	say(s, MODULE_MAC, OBS_ONVIF_MANUFACTURER, "Acme", 13);
	say(s, MODULE_MAC, OBS_UPNP_MANUFACTURER, "Acme", 13);
	ask(s, MODULE_MAC, "a.borg.example");
	ask(s, MODULE_MAC, "b.acme.example");
	court_camera(s, BORG_MAC, "10.0.0.6");
	court_says(s, BORG_MAC, "10.0.0.6", OBS_DHIP_METHOD, "borg", 5);
	struct court *c = court_shuffled(s, cameras, 0);
	char *want = print_judgement(c->judgement);
	court_free(c);
	for (unsigned seed = 1; seed <= 10; seed++) {
		c = court_shuffled(s, cameras, seed);
		char *got = print_judgement(c->judgement);
		assert_string_equal(want, got);
		free(got);
		court_free(c);
	}
	free(want);
	scene_free(s);
}

static void words_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < QUESTIONS; i++)
		assert_true(question_name((enum question)i)[0]);
	for (int i = 0; i < ANSWERS; i++)
		assert_true(answer_name((enum answer)i)[0]);
	for (int i = 0; i < SEVERITIES; i++)
		assert_true(severity_name((enum severity)i)[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_conversation_weighs_no_more_than_one_protocol),
		cmocka_unit_test(nothing_is_judged_of_nothing),
		cmocka_unit_test(unknown_is_an_answer),
		cmocka_unit_test(hard_evidence_names_the_maker),
		cmocka_unit_test(one_hard_observation_outweighs_label_and_prefix),
		cmocka_unit_test(a_part_of_the_makers_name_is_its_own_label),
		cmocka_unit_test(a_label_nobody_knows_is_another_label),
		cmocka_unit_test(label_and_prefix_alone_name_a_maker_as_a_lead),
		cmocka_unit_test(votes_of_a_class_are_capped_together),
		cmocka_unit_test(trap_a_shared_format_is_a_lead_only),
		cmocka_unit_test(trap_a_modules_or_unknown_prefix_says_nothing),
		cmocka_unit_test(contradicted_needs_two_independent_hard_observations),
		cmocka_unit_test(one_message_is_one_observation),
		cmocka_unit_test(what_others_imitate_does_not_contradict_alone),
		cmocka_unit_test(trap_both_makers_hard_is_never_contradicted),
		cmocka_unit_test(consistent_when_the_declared_group_is_observed),
		cmocka_unit_test(a_label_that_agrees_is_inconclusive),
		cmocka_unit_test(a_label_that_differs_is_a_lead_not_a_finding),
		cmocka_unit_test(a_cloud_compiled_in_is_hard),
		cmocka_unit_test(trap_a_phone_with_an_app_is_no_camera_of_that_maker),
		cmocka_unit_test(trap_a_lamp_of_a_maker_with_a_cloud_is_no_camera),
		cmocka_unit_test(trap_a_cloud_says_nothing_of_the_kind),
		cmocka_unit_test(recorders_are_told_by_site_or_signature),
		cmocka_unit_test(trap_a_router_is_no_camera),
		cmocka_unit_test(twins_share_an_implementation_whatever_their_label),
		cmocka_unit_test(twins_are_found_where_the_maker_is_unknown),
		cmocka_unit_test(records_in_any_order_give_the_same_judgement),
		cmocka_unit_test(words_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
