/* SPDX-License-Identifier: Apache-2.0
 * Reading back what vet wrote, and whose images they are. */
#include "court.h"

#include "ledger/firmware.h"

#define DOCUMENT(images) \
	"{\"camtrail\":{\"document\":\"vet\",\"format\":1},\"images\":[" images "]}"
#define SERVERS                                                                              \
	"{\"role\":\"raw-address\",\"name\":null,\"address\":\"203.0.113.9\",\"port\":8800," \
	"\"country\":\"CN\",\"facts\":[1,0]},"                                               \
	"{\"role\":\"relay\",\"name\":\"p2p.borg.example\",\"address\":null,\"port\":0,"     \
	"\"facts\":[]},"                                                                     \
	"{\"role\":\"name\",\"name\":\"asked.borg.example\",\"address\":null,\"port\":0},"   \
	"{\"role\":\"ntp\",\"name\":\"time.example.org\",\"address\":null,\"port\":123},"    \
	"{\"role\":\"local\",\"name\":null,\"address\":\"192.168.1.10\",\"port\":80}"
#define IMAGE(model, maker)                                                                 \
	"{\"name\":\"fw.bin\",\"sha256\":\"ab\",\"model\":" model ",\"firmware\":\"V1.2\"," \
	"\"maker\":{\"id\":" maker "},\"servers\":[" SERVERS "],"                           \
	"\"facts\":[{\"kind\":\"image.host\",\"file\":0,\"offset\":3},"                     \
	"{\"kind\":\"image.address\",\"file\":1,\"offset\":7936}],"                         \
	"\"files\":[{\"path\":\"\"},{\"path\":\"usr/bin/app\"}]}"

static struct firmware parsed(const char *text)
{
	struct firmware f;
	struct err err = {{0}};
	if (firmware_parse(&f, slice_text(text), "vet.json", &err))
		fail_msg("%s", err.text);
	return f;
}

static void reads_servers_with_their_places(void **state)
{
	struct firmware f = parsed(DOCUMENT(IMAGE("\"IPC-1\"", "\"borg\"")));
	const struct firmware_image *image = &f.images[0];
	(void)state;
	assert_int_equal(f.n, 1);
	assert_string_equal(image->name, "fw.bin");
	assert_string_equal(image->version, "V1.2");
	assert_string_equal(image->maker, "borg");
	assert_int_equal(image->n_models, 1);
	/* what is local goes nowhere */
	assert_int_equal(image->n_servers, 4);
	assert_true(image->servers[0].alarming);
	assert_int_equal(image->servers[0].addr.family, 4);
	assert_int_equal(image->servers[0].port, 8800);
	assert_string_equal(image->servers[0].path, "usr/bin/app");
	assert_int_equal(image->servers[0].offset, 7936);
	assert_int_equal(image->servers[0].n_places, 2);
	assert_string_equal(image->servers[1].name, "p2p.borg.example");
	assert_false(image->servers[1].alarming);
	assert_true(image->servers[3].quiet);
	firmware_done(&f);
}

static void models_that_it_says_count_too(void **state)
{
	struct firmware f = parsed(DOCUMENT("{\"name\":\"a\",\"model\":\"X\",\"facts\":[{\"kind\":"
					    "\"image.model\",\"value\":\"Y\"},"
					    "{\"kind\":\"image.model\",\"value\":\"X\"},{\"kind\":"
					    "\"image.model\",\"value\":7}]}"));
	(void)state;
	assert_int_equal(f.images[0].n_models, 2);
	assert_string_equal(f.images[0].models[1], "Y");
	firmware_done(&f);
}

static void nonsense_gives_an_error_or_nothing(void **state)
{
	static const char *const bad[] = {
		"",
		"[]",
		"nonsense",
		"{\"camtrail\":{\"version\":\"1\"},\"images\":[]}",
		"{\"camtrail\":{\"document\":\"vet\",\"format\":2},\"images\":[]}",
		"{\"camtrail\":{\"document\":\"vet\",\"format\":1},\"images\":{}}",
		"{\"camtrail\":{\"document\":\"vet\"",
	};
	static const char *const odd[] = {
		DOCUMENT(""),
		DOCUMENT("1,null,[],\"x\""),
		DOCUMENT("{\"servers\":7,\"facts\":{},\"files\":null,\"name\":[]}"),
		DOCUMENT("{\"servers\":[null,{},{\"name\":\"\"},{\"address\":\"no address\"}]}"),
		DOCUMENT("{\"servers\":[{\"name\":\"a.example\",\"port\":-1,\"facts\":[-7]},"
			 "{\"name\":\"b.example\",\"port\":99999999,\"facts\":[999999]}]}"),
		DOCUMENT("{\"servers\":[{\"name\":\"a\\u0000b.example\",\"facts\":[1.5,\"x\"]}]}"),
	};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct firmware f;
		struct err err = {{0}};
		assert_int_equal(firmware_parse(&f, slice_text(bad[i]), "vet.json", &err), -1);
		assert_non_null(strstr(err.text, "vet.json"));
		firmware_done(&f);
	}
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		struct firmware f = parsed(odd[i]);
		for (size_t k = 0; k < f.n; k++)
			for (size_t s = 0; s < f.images[k].n_servers; s++)
				assert_non_null(f.images[k].servers[s].path);
		firmware_done(&f);
	}
}

/* A camera that says its model, calls one server by a name that it asked for, and asks for another. */
static struct scene *scene(void)
{
	struct scene *s = scene_new();
	court_camera(s, BORG_MAC, "10.0.0.5");
	court_camera(s, ACME_MAC, "10.0.0.6");
	court_says(s, BORG_MAC, "10.0.0.5", OBS_UPNP_MODEL, "ipc 1", 10);
	court_says(s, BORG_MAC, "10.0.0.5", OBS_DNS_QUERY, "p2p.borg.example", 11);
	court_says(s, BORG_MAC, "10.0.0.5", OBS_DNS_QUERY, "Asked.borg.example", 12);
	scene_address(s, OBS_DNS_ANSWER,
		      &(struct scene_at){.src_mac = SITE_GW,
					 .src = "10.0.0.1",
					 .dst_mac = BORG_MAC,
					 .dst = "10.0.0.5",
					 .src_port = 53,
					 .transport = TRANSPORT_UDP,
					 .from_server = true,
					 .at = 13},
		      "p2p.borg.example", "198.51.100.20");
	scene_talks(s, &(struct scene_talk){.client_mac = BORG_MAC,
					    .client = "10.0.0.5",
					    .server_mac = SITE_GW,
					    .server = "198.51.100.20",
					    .port = 443,
					    .client_port = 40000,
					    .out = 5,
					    .back = 5,
					    .out_payload = 900,
					    .back_payload = 100,
					    .at = 20});
	scene_capture(s);
	return s;
}

struct judged_case {
	struct court *court;
	struct firmware firmware;
	struct judgement *j;
};

static struct judged_case judged(const char *document, const char *cameras, const char *of)
{
	struct scene *s = scene();
	struct judged_case c = {.court = court_of(s, NULL, cameras), .firmware = parsed(document)};
	const struct ledger *l = c.court->ledger;
	bool *mine = mem_new(l->n_devices + 1, sizeof(*mine));
	struct judge_input in = {.ledger = l,
				 .knowledge = c.court->knowledge,
				 .declarations = cameras ? &c.court->declarations : NULL,
				 .site = c.court->site,
				 .oui = c.court->oui,
				 .firmware = &c.firmware,
				 .firmware_of = of ? mine : NULL};
	struct err err = {{0}};
	if (of)
		mine[ledger_find(l, slice_text(of)) - l->devices] = true;
	c.j = judge(&in, &err);
	assert_non_null(c.j);
	free(mine);
	return c;
}

static void done(struct judged_case *c)
{
	judgement_free(c->j);
	firmware_done(&c->firmware);
	court_free(c->court);
}

static const struct verdict_device *of(const struct judged_case *c, const char *id)
{
	const struct device *d = ledger_find(c->court->ledger, slice_text(id));
	assert_non_null(d);
	return &c->j->devices[d - c->court->ledger->devices];
}

static void servers_stand_on_the_rung_that_was_seen(void **state)
{
	struct judged_case c = judged(DOCUMENT(IMAGE("\"IPC-1\"", "null")), NULL, NULL);
	const struct verdict_device *v = of(&c, BORG_MAC), *other = of(&c, ACME_MAC);
	const struct device *d = &c.court->ledger->devices[v->device];
	unsigned before = c.j->contacts_unpermitted;
	(void)state;
	assert_int_equal(v->n_own_images, 1);
	assert_int_equal(v->firmware_match, FIRMWARE_MODEL);
	assert_int_equal(other->n_own_images, 0);
	assert_int_equal(v->n_configured, 4);
	assert_int_equal(v->configured[0].rung, RUNG_CONFIGURED);
	assert_true(v->configured[0].contact == SIZE_MAX);
	assert_int_equal(v->configured[1].rung, RUNG_SENT);
	assert_true(v->configured[1].contact != SIZE_MAX);
	assert_true(v->from_firmware[v->configured[1].contact]);
	assert_int_equal(d->contacts[v->configured[1].contact].rung, RUNG_SENT);
	assert_int_equal(v->configured[2].rung, RUNG_ASKED);
	assert_int_equal(v->configured[3].rung, RUNG_CONFIGURED);
	/* silent ones are no contacts */
	assert_int_equal(before, 1);
	done(&c);
}

static const struct finding *carried(const struct judged_case *c)
{
	for (size_t i = 0; i < c->j->n_findings; i++)
		if (c->j->findings[i].question == QUESTION_SERVER_CARRIED)
			return &c->j->findings[i];
	return NULL;
}

static void the_finding_counts_and_limits(void **state)
{
	struct judged_case c = judged(DOCUMENT(IMAGE("\"IPC-1\"", "null")), NULL, NULL);
	const struct finding *f = carried(&c);
	(void)state;
	assert_non_null(f);
	assert_int_equal(f->answer, ANSWER_UNEXPLAINED);
	assert_int_equal(f->severity, SEVERITY_MEDIUM);
	assert_non_null(strstr(f->statement, "carries 4 servers"));
	assert_non_null(
		strstr(f->statement, "1 was reached for, 1 only asked for by name, 2 not at all"));
	assert_non_null(strstr(f->statement, "203.0.113.9 port 8800"));
	assert_non_null(strstr(f->does_not_show, "need not be called"));
	assert_non_null(strstr(f->does_not_show, "inferred: it says the image's model"));
	assert_true(f->n_evidence >= 1);
	done(&c);
}

static void whose_image_it_is(void **state)
{
	struct judged_case c = judged(DOCUMENT(IMAGE("\"OTHER\"", "null")), NULL, NULL);
	(void)state;
	assert_int_equal(of(&c, BORG_MAC)->n_own_images, 0);
	assert_null(carried(&c));
	done(&c);
	c = judged(DOCUMENT(IMAGE("\"OTHER\"", "null")), "mac,model\n" ACME_MAC ",Other\n", NULL);
	assert_int_equal(of(&c, ACME_MAC)->firmware_match, FIRMWARE_DECLARED);
	assert_int_equal(of(&c, BORG_MAC)->n_own_images, 0);
	done(&c);
	c = judged(DOCUMENT(IMAGE("\"OTHER\"", "null")), NULL, "10.0.0.6");
	assert_int_equal(of(&c, ACME_MAC)->firmware_match, FIRMWARE_NAMED);
	assert_int_equal(of(&c, BORG_MAC)->n_own_images, 0);
	done(&c);
	/* two images: the one of the device's own version is before others of its model */
	c = judged(DOCUMENT("{\"name\":\"old\",\"model\":\"IPC-1\",\"firmware\":\"V1.0\"},"
			    "{\"name\":\"new\",\"model\":\"IPC-1\",\"firmware\":\"V1.2\"}"),
		   NULL, NULL);
	assert_int_equal(of(&c, BORG_MAC)->n_own_images, 2);
	done(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_servers_with_their_places),
		cmocka_unit_test(models_that_it_says_count_too),
		cmocka_unit_test(nonsense_gives_an_error_or_nothing),
		cmocka_unit_test(servers_stand_on_the_rung_that_was_seen),
		cmocka_unit_test(the_finding_counts_and_limits),
		cmocka_unit_test(whose_image_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
