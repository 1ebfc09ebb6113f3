/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions other than `maker`: papers, servers, sessions, addresses. */
#include "court.h"

#define CAM "10.0.0.5"

static struct scene *camera(const char *mac)
{
	struct scene *s = scene_new();
	scene_capture(s);
	court_camera(s, mac, CAM);
	return s;
}

static void reaches(struct scene *s, const char *mac, const char *server, uint16_t port,
		    uint8_t transport, unsigned back, unsigned payload)
{
	scene_talks(s, &(struct scene_talk){.client_mac = mac,
					    .client = CAM,
					    .server_mac = SITE_GW,
					    .server = server,
					    .port = port,
					    .transport = transport,
					    .out = 3,
					    .back = back,
					    .out_payload = payload,
					    .at = 10});
}

static void asks(struct scene *s, const char *mac, const char *name)
{
	scene_text(s, OBS_DNS_QUERY,
		   &(struct scene_at){.src_mac = mac,
				      .src = CAM,
				      .dst_mac = SITE_GW,
				      .dst = "10.0.0.1",
				      .src_port = 40000,
				      .dst_port = 53,
				      .at = 9},
		   name);
}

static void an_unanswered_attempt_is_as_loud_as_a_success(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct scene *s = camera(MODULE_MAC);
		reaches(s, MODULE_MAC, "203.0.113.5", 443, TRANSPORT_TCP, i ? 3 : 0, i ? 900 : 0);
		struct court *c = court_of(s, NULL, NULL);
		const struct finding *f = court_finding(c, QUESTION_SERVER_REACHED, MODULE_MAC);
		assert_int_equal(f->severity, SEVERITY_HIGH);
		assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
		assert_non_null(strstr(f->statement, "203.0.113.5 tcp/443"));
		assert_non_null(strstr(f->statement, i ? "sent 900 bytes" : "attempted"));
		assert_non_null(strstr(f->statement, "named by no DNS answer"));
		assert_non_null(strstr(f->does_not_show, i ? "what the bytes held" : "No payload"));
		assert_int_equal(f->n_evidence, 1);
		assert_int_equal(f->evidence[0].contact, 0);
		assert_int_equal(f->evidence[0].seen, SIZE_MAX);
		assert_int_equal(c->judgement->contacts_unpermitted, 1);
		assert_int_equal(judgement_exit(c->judgement), 1);
		court_free(c);
	}
}

static void bytes_that_nobody_answered_are_told(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	reaches(s, MODULE_MAC, "203.0.113.5", 6008, TRANSPORT_UDP, 0, 5000);
	struct court *c = court_of(s, NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_SERVER_REACHED, MODULE_MAC);
	assert_non_null(strstr(f->statement, "attempted with 5000 bytes"));
	assert_null(strstr(f->does_not_show, "No payload"));
	court_free(c);
}

static void permitted_servers_make_no_finding(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	reaches(s, MODULE_MAC, "203.0.113.5", 123, TRANSPORT_UDP, 3, 48);
	struct court *c = court_of(s, "[site]\npermitted = 203.0.113.5:123/udp\n", NULL);
	assert_null(court_finding(c, QUESTION_SERVER_REACHED, MODULE_MAC));
	assert_int_equal(judgement_exit(c->judgement), 0);
	court_free(c);
}

static void trap_a_ping_to_a_public_resolver_is_named_as_such(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	reaches(s, MODULE_MAC, "203.0.113.53", 0, TRANSPORT_ICMP, 0, 60);
	struct court *c = court_of(s, NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_SERVER_REACHED, MODULE_MAC);
	assert_int_equal(f->severity, SEVERITY_LOW);
	assert_non_null(strstr(f->statement, "ping, attempted"));
	assert_non_null(strstr(f->statement, "known as resolver"));
	assert_int_equal(c->judgement->contacts_unpermitted, 1);
	court_free(c);
}

static void trap_a_leftover_private_address_is_told(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	reaches(s, MODULE_MAC, "192.168.77.1", 69, TRANSPORT_UDP, 0, 20);
	struct court *c = court_of(s, NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_SERVER_REACHED, MODULE_MAC);
	assert_int_equal(f->severity, SEVERITY_HIGH);
	assert_non_null(strstr(f->statement, "a private address off the site"));
	court_free(c);
}

static void trap_a_neighbour_with_a_public_address_is_not_outside(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	court_camera(s, MODULE_MAC, "198.51.100.5");
	scene_arp(s, "00:00:05:00:00:09", "198.51.100.9", 0);
	scene_sends(s, "00:00:05:00:00:09", "198.51.100.9", 64, 0, 100);
	scene_talks(s, &(struct scene_talk){.client_mac = MODULE_MAC,
					    .client = "198.51.100.5",
					    .server_mac = "00:00:05:00:00:09",
					    .server = "198.51.100.9",
					    .port = 1935,
					    .out = 9,
					    .back = 9,
					    .out_payload = 9000});
	struct court *c = court_of(s, NULL, NULL);
	assert_null(court_finding(c, QUESTION_SERVER_REACHED, MODULE_MAC));
	assert_int_equal(judgement_exit(c->judgement), 0);
	court_free(c);
}

static void names_only_asked_for_are_told(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	asks(s, MODULE_MAC, "p2p.borg.example");
	asks(s, MODULE_MAC, "printer.local");
	asks(s, MODULE_MAC, "wpad");
	asks(s, MODULE_MAC, "fine.example");
	struct court *c = court_of(s, "[site]\npermitted = fine.example\n", NULL);
	const struct finding *f = court_finding(c, QUESTION_SERVER_REACHED, MODULE_MAC);
	assert_int_equal(f->severity, SEVERITY_MEDIUM);
	assert_non_null(strstr(f->statement, "Asked for 1 name"));
	assert_non_null(strstr(f->statement, "\"p2p.borg.example\""));
	assert_int_equal(f->n_evidence, 1);
	assert_int_equal(judgement_exit(c->judgement), 0);
	court_free(c);
}

static void others_are_told_quietly(void **state)
{
	struct scene *s = scene_new();
	(void)state;
	scene_sends(s, MODULE_MAC, CAM, 64, 0, 100);
	court_says(s, MODULE_MAC, CAM, OBS_DHCP_VENDOR_CLASS, "phone", 3);
	reaches(s, MODULE_MAC, "203.0.113.5", 443, TRANSPORT_TCP, 3, 900);
	struct court *c = court_of(s, NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_SERVER_REACHED, MODULE_MAC);
	assert_int_equal(f->severity, SEVERITY_INFO);
	assert_int_equal(c->judgement->contacts_unpermitted, 0);
	assert_int_equal(judgement_exit(c->judgement), 0);
	court_free(c);
}

static void many_contacts_are_counted_and_bounded(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	for (int i = 0; i < 60; i++) {
		char server[32];
		(void)snprintf(server, sizeof(server), "203.0.113.%d", 100 + i);
		reaches(s, MODULE_MAC, server, 443, TRANSPORT_TCP, 0, 0);
	}
	struct court *c = court_of(s, NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_SERVER_REACHED, MODULE_MAC);
	assert_non_null(strstr(f->statement, "60 servers"));
	assert_non_null(strstr(f->statement, "and 56 more"));
	assert_int_equal(f->n_evidence, 32);
	assert_int_equal(c->judgement->contacts_unpermitted, 60);
	court_free(c);
}

static void sessions_from_outside(void **state)
{
	(void)state;
	for (int answered = 0; answered < 2; answered++) {
		struct scene *s = camera(MODULE_MAC);
		scene_sends(s, SITE_GW, "203.0.113.9", 50, 0, 100);
		scene_talks(s, &(struct scene_talk){.client_mac = SITE_GW,
						    .client = "203.0.113.9",
						    .server_mac = MODULE_MAC,
						    .server = CAM,
						    .port = 554,
						    .out = 3,
						    .back = answered ? 4 : 0,
						    .back_payload = answered ? 77 : 0});
		struct court *c = court_of(s, NULL, NULL);
		const struct finding *f = court_finding(c, QUESTION_INBOUND, MODULE_MAC);
		assert_int_equal(f->severity, answered ? SEVERITY_HIGH : SEVERITY_LOW);
		assert_non_null(strstr(f->statement, "203.0.113.9 to tcp/554"));
		assert_int_equal(f->evidence[0].inbound, 0);
		court_free(c);
	}
}

static void a_door_asked_for_is_told(void **state)
{
	(void)state;
	for (int granted = 0; granted < 2; granted++) {
		struct scene *s = camera(MODULE_MAC);
		court_says(s, MODULE_MAC, CAM, OBS_PORTMAP_ASKED,
			   "UPnP: TCP port 8000 outside to 10.0.0.5 port 80", 7);
		if (granted)
			scene_text(s, OBS_PORTMAP_GRANTED,
				   &(struct scene_at){.src_mac = SITE_GW,
						      .src = "10.0.0.1",
						      .dst_mac = MODULE_MAC,
						      .dst = CAM,
						      .at = 9},
				   "UPnP");
		struct court *c = court_of(s, NULL, NULL);
		const struct finding *f = court_finding(c, QUESTION_INBOUND, MODULE_MAC);
		assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
		assert_int_equal(f->severity, SEVERITY_HIGH);
		assert_non_null(strstr(f->statement, "TCP port 8000 outside to 10.0.0.5 port 80"));
		assert_non_null(
			strstr(f->statement, granted ? "The router agreed." : "No agreement"));
		assert_int_equal(f->n_evidence, 1 + granted);
		court_free(c);
	}
}

static void many_doors_are_counted(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	char text[64];
	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		snprintf(text, sizeof(text), "PCP: TCP port %u outside to itself port 80",
			 8000 + i);
		court_says(s, MODULE_MAC, CAM, OBS_PORTMAP_ASKED, text, 7 + i);
	}
	struct court *c = court_of(s, NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_INBOUND, MODULE_MAC);
	assert_non_null(strstr(f->statement, "port 8003 outside"));
	assert_null(strstr(f->statement, "port 8004 outside"));
	assert_non_null(strstr(f->statement, "and 2 more"));
	court_free(c);
}

static void another_mac_than_the_one_used(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	court_says(s, MODULE_MAC, CAM, OBS_SADP_MAC, "00-00-02-00-00-09", 9);
	struct court *c = court_of(s, NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_IDENTITY, MODULE_MAC);
	assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
	assert_non_null(strstr(f->statement, "00:00:02:00:00:09"));
	court_free(c);
	s = camera(MODULE_MAC);
	court_says(s, MODULE_MAC, CAM, OBS_SADP_MAC, "00-00-02-00-00-09", 9);
	court_says(s, MODULE_MAC, CAM, OBS_DHIP_MAC, MODULE_MAC, 10); /* its other port */
	c = court_of(s, NULL, NULL);
	assert_null(court_finding(c, QUESTION_IDENTITY, MODULE_MAC));
	court_free(c);
}

static void declared_and_seen_both_ways(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	court_camera(s, ACME_MAC, "10.0.0.6");
	court_says(s, ACME_MAC, "10.0.0.6", OBS_ONVIF_SERIAL, "SN-77", 9);
	struct court *c =
		court_of(s, NULL, "serial,mac,supplier\nsn-77,,Sup\nSN-78,00:00:09:00:00:09,Sup\n");
	const struct finding *f = court_finding(c, QUESTION_DECLARED_SEEN, MODULE_MAC);
	assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
	assert_non_null(strstr(f->statement, "in no row"));
	f = court_finding(c, QUESTION_DECLARED_SEEN, NULL);
	assert_int_equal(f->declaration, 1);
	assert_non_null(strstr(f->statement, "line 3"));
	assert_int_equal(court_device(c, ACME_MAC)->declaration, 0);
	assert_int_equal(court_finding(c, QUESTION_SERIAL, ACME_MAC)->answer, ANSWER_CONSISTENT);
	assert_int_equal(c->judgement->suppliers[0].declared, 2);
	assert_int_equal(c->judgement->suppliers[0].seen, 1);
	court_free(c);
	c = court_of(camera(MODULE_MAC), NULL, "mac\n" MODULE_MAC "\n");
	assert_int_equal(court_finding(c, QUESTION_DECLARED_SEEN, NULL)->answer, ANSWER_CONSISTENT);
	court_free(c);
}

static void a_recorder_of_the_site_is_no_surprise(void **state)
{
	(void)state;
	struct court *c = court_of(camera(MODULE_MAC), "[site]\nrecorders = " CAM "\n",
				   "mac\n00:00:09:00:00:09\n");
	const struct finding *f = court_finding(c, QUESTION_DECLARED_SEEN, MODULE_MAC);
	assert_int_equal(court_device(c, MODULE_MAC)->kind, KIND_RECORDER);
	assert_int_equal(f->answer, ANSWER_CONSISTENT);
	assert_non_null(strstr(f->statement, "site.conf names this recorder"));
	court_free(c);
}

static void matched_by_serial_before_mac_before_address(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	court_says(s, MODULE_MAC, CAM, OBS_ONVIF_SERIAL, "SN-1", 9);
	court_camera(s, ACME_MAC, "10.0.0.6");
	struct court *c = court_of(s, NULL,
				   "serial,mac,address\n"
				   "SN-1," ACME_MAC ",10.0.0.6\n"    /* the serial decides */
				   ",00:00:09:00:00:09,10.0.0.6\n"); /* another MAC there */
	assert_int_equal(court_device(c, MODULE_MAC)->declaration, 0);
	assert_int_equal(court_device(c, ACME_MAC)->declaration, -1);
	const struct finding *f = court_finding(c, QUESTION_SERIAL, MODULE_MAC);
	assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
	assert_non_null(strstr(f->statement, "Declared MAC address: " ACME_MAC));
	court_free(c);
}

static void serials_declared_twice(void **state)
{
	(void)state;
	struct court *c = court_of(camera(MODULE_MAC), NULL,
				   "serial,mac\nS1," MODULE_MAC "\ns1,00:00:09:00:00:09\n");
	const struct finding *f = court_finding(c, QUESTION_SERIAL, NULL);
	assert_int_equal(f->answer, ANSWER_CONTRADICTED);
	assert_non_null(strstr(f->statement, "line 2 and in line 3"));
	court_free(c);
	c = court_of(camera(MODULE_MAC), NULL,
		     "serial,mac\nS1," MODULE_MAC "\nS1," MODULE_MAC "\n");
	assert_int_equal(court_finding(c, QUESTION_SERIAL, NULL)->answer, ANSWER_UNEXPLAINED);
	assert_int_equal(c->judgement->contradicted, 0);
	court_free(c);
}

static void serials_seen_twice(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	court_says(s, MODULE_MAC, CAM, OBS_ONVIF_SERIAL, "SN-1", 9);
	court_camera(s, ACME_MAC, "10.0.0.6");
	court_says(s, ACME_MAC, "10.0.0.6", OBS_ONVIF_SERIAL, "SN-1", 9);
	struct court *c = court_of(s, NULL, NULL);
	const struct finding *f = court_finding(c, QUESTION_SERIAL, MODULE_MAC);
	assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
	assert_int_equal(f->n_evidence, 2);
	court_free(c);
}

static void labels_against_the_declaration(void **state)
{
	static const struct {
		const char *declared;
		enum answer answer;
		enum severity severity;
	} cases[] = {{"Acme,AC100", ANSWER_CONSISTENT, SEVERITY_INFO},
		     {"ACME Inc.,", ANSWER_CONSISTENT, SEVERITY_INFO},
		     {"Acme,XY-9", ANSWER_UNEXPLAINED, SEVERITY_LOW},
		     {"Haneul,AC-100", ANSWER_UNEXPLAINED, SEVERITY_MEDIUM}};
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct scene *s = camera(MODULE_MAC);
		char cameras[128];
		court_says(s, MODULE_MAC, CAM, OBS_ONVIF_MANUFACTURER, "Acme", 9);
		court_says(s, MODULE_MAC, CAM, OBS_ONVIF_MODEL, "AC-100", 9);
		(void)snprintf(cameras, sizeof(cameras), "address,brand,model\n" CAM ",%s\n",
			       cases[i].declared);
		struct court *c = court_of(s, NULL, cameras);
		const struct finding *f = court_finding(c, QUESTION_LABEL, MODULE_MAC);
		assert_int_equal(f->answer, cases[i].answer);
		assert_int_equal(f->severity, cases[i].severity);
		assert_int_equal(c->judgement->contradicted, 0);
		court_free(c);
	}
}

static struct court *country(const char *maker, const char *country_text, bool hard)
{
	struct scene *s = camera(MODULE_MAC);
	char cameras[128];
	if (hard) {
		court_says(s, MODULE_MAC, CAM, OBS_DHIP_METHOD, "borg", 10);
		court_says(s, MODULE_MAC, CAM, OBS_RTSP_REALM, "Borg 7", 11);
	}
	(void)snprintf(cameras, sizeof(cameras), "address,maker,country\n" CAM ",%s,%s\n", maker,
		       country_text);
	return court_of(s, NULL, cameras);
}

static void country_is_the_head_offices_and_nothing_else(void **state)
{
	static const struct {
		const char *maker, *country;
		bool hard;
		enum answer answer;
	} cases[] = {
		{"Borg", "China", true, ANSWER_CONSISTENT},
		{"Borg", "cn", true, ANSWER_CONSISTENT},
		{"Borg", "TH", true, ANSWER_UNEXPLAINED}, /* may be where it was built */
		{"Acme", "Republic of Korea", true, ANSWER_CONTRADICTED},
		{"Acme", "Korea", false, ANSWER_INCONCLUSIVE},
		{"Acme", "the moon", true, ANSWER_INCONCLUSIVE},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct court *c = country(cases[i].maker, cases[i].country, cases[i].hard);
		const struct finding *f = court_finding(c, QUESTION_COUNTRY, MODULE_MAC);
		assert_int_equal(f->answer, cases[i].answer);
		assert_non_null(strstr(f->does_not_show, "Place of manufacture"));
		court_free(c);
	}
}

static void certificates_cover_model_and_firmware(void **state)
{
	static const struct {
		const char *id, *model, *firmware;
		enum answer answer;
	} cases[] = {{"C-1", "AC-100", "1.0", ANSWER_CONSISTENT},
		     {"C-1", "AC-100", "2.7", ANSWER_CONTRADICTED},
		     {"C-1", "AC-100", "", ANSWER_INCONCLUSIVE},
		     {"C-1", "ac-100", "1.0", ANSWER_CONSISTENT},
		     {"C-1", "AC-1000", "1.0", ANSWER_INCONCLUSIVE},
		     {"C-1", "AC-100", "10", ANSWER_INCONCLUSIVE},
		     {"C-2", "AC-210", "3.4.1 build 2", ANSWER_CONSISTENT},
		     {"C-2", "AC-200", "3.4.2", ANSWER_CONSISTENT},
		     {"C-2", "AC-220", "3.4.2", ANSWER_CONTRADICTED},
		     {"C-2", "AC-200", "3.4.1", ANSWER_INCONCLUSIVE},
		     {"C-9", "AC-100", "1.0", ANSWER_NOT_TESTED}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene *s = camera(MODULE_MAC);
		char cameras[128];
		court_says(s, MODULE_MAC, CAM, OBS_ONVIF_MODEL, cases[i].model, 9);
		if (cases[i].firmware[0])
			court_says(s, MODULE_MAC, CAM, OBS_ONVIF_FIRMWARE, cases[i].firmware, 9);
		(void)snprintf(cameras, sizeof(cameras), "address,certificate\n" CAM ",%s\n",
			       cases[i].id);
		struct court *c = court_of(s, NULL, cameras);
		assert_int_equal(court_finding(c, QUESTION_CERTIFICATE, MODULE_MAC)->answer,
				 cases[i].answer);
		court_free(c);
	}
}

static void hostile_texts_stay_bounded_and_printable(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	char text[256], cameras[600];
	(void)state;
	memset(text, 'A', 250);
	memcpy(text, "\x1b[2J\xff\xc3(", 7);
	text[250] = '\0';
	court_says(s, MODULE_MAC, CAM, OBS_ONVIF_MANUFACTURER, text, 9);
	court_says(s, MODULE_MAC, CAM, OBS_DHIP_METHOD, "borg", 10);
	memset(text, 'B', 250);
	(void)snprintf(cameras, sizeof(cameras), "address,brand,model,maker\n" CAM ",%s,%s,%s\n",
		       text, text, text);
	struct court *c = court_of(s, NULL, cameras);
	assert_true(c->judgement->n_findings > 1);
	for (size_t i = 0; i < c->judgement->n_findings; i++) {
		const struct finding *f = &c->judgement->findings[i];
		assert_true(strlen(f->statement) < STATEMENT_MAX);
		for (const char *at = f->statement; *at; at++)
			assert_true((uint8_t)*at >= 0x20 && (uint8_t)*at < 0x7f);
	}
	court_free(c);
}

static void never_uses_words_it_must_not(void **state)
{
	static const char *const never[] = {"fraud",    "fake",    "spy",
					    "backdoor", "illegal", "made in "};
	(void)state;
	struct court *c = country("Acme", "Korea", true);
	for (size_t i = 0; i < c->judgement->n_findings; i++) {
		const struct finding *f = &c->judgement->findings[i];
		assert_true(f->statement[0] && f->does_not_show[0]);
		for (size_t w = 0; w < 6; w++) {
			assert_null(strcasestr(f->statement, never[w]));
			assert_null(strcasestr(f->does_not_show, never[w]));
		}
	}
	court_free(c);
}

static void findings_come_worst_first(void **state)
{
	(void)state;
	struct scene *s = camera(MODULE_MAC);
	reaches(s, MODULE_MAC, "203.0.113.5", 443, TRANSPORT_TCP, 0, 0);
	court_says(s, MODULE_MAC, CAM, OBS_DHIP_METHOD, "borg", 10);
	court_says(s, MODULE_MAC, CAM, OBS_RTSP_REALM, "Borg 7", 11);
	struct court *c =
		court_of(s, NULL, "address,maker,country\n" CAM ",Acme,KR\n10.0.0.9,Acme,KR\n");
	assert_true(c->judgement->n_findings >= 4);
	assert_int_equal(c->judgement->findings[0].answer, ANSWER_CONTRADICTED);
	for (size_t i = 1; i < c->judgement->n_findings; i++)
		assert_true(c->judgement->findings[i - 1].severity >=
			    c->judgement->findings[i].severity);
	court_free(c);
}

static void incomplete_input_is_not_clean(void **state)
{
	struct scene *s = camera(MODULE_MAC);
	(void)state;
	s->records[0].capture.incomplete = true;
	struct court *c = court_of(s, NULL, NULL);
	assert_int_equal(judgement_exit(c->judgement), 3);
	court_free(c);
	s = camera(MODULE_MAC);
	s->records[0].capture.incomplete = true;
	reaches(s, MODULE_MAC, "203.0.113.5", 443, TRANSPORT_TCP, 0, 0);
	c = court_of(s, NULL, NULL);
	assert_int_equal(judgement_exit(c->judgement), 1);
	court_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unanswered_attempt_is_as_loud_as_a_success),
		cmocka_unit_test(bytes_that_nobody_answered_are_told),
		cmocka_unit_test(permitted_servers_make_no_finding),
		cmocka_unit_test(trap_a_ping_to_a_public_resolver_is_named_as_such),
		cmocka_unit_test(trap_a_leftover_private_address_is_told),
		cmocka_unit_test(trap_a_neighbour_with_a_public_address_is_not_outside),
		cmocka_unit_test(names_only_asked_for_are_told),
		cmocka_unit_test(others_are_told_quietly),
		cmocka_unit_test(many_contacts_are_counted_and_bounded),
		cmocka_unit_test(sessions_from_outside),
		cmocka_unit_test(a_door_asked_for_is_told),
		cmocka_unit_test(many_doors_are_counted),
		cmocka_unit_test(another_mac_than_the_one_used),
		cmocka_unit_test(declared_and_seen_both_ways),
		cmocka_unit_test(a_recorder_of_the_site_is_no_surprise),
		cmocka_unit_test(matched_by_serial_before_mac_before_address),
		cmocka_unit_test(serials_declared_twice),
		cmocka_unit_test(serials_seen_twice),
		cmocka_unit_test(labels_against_the_declaration),
		cmocka_unit_test(country_is_the_head_offices_and_nothing_else),
		cmocka_unit_test(certificates_cover_model_and_firmware),
		cmocka_unit_test(hostile_texts_stay_bounded_and_printable),
		cmocka_unit_test(never_uses_words_it_must_not),
		cmocka_unit_test(findings_come_worst_first),
		cmocka_unit_test(incomplete_input_is_not_clean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
