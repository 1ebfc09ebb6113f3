/* SPDX-License-Identifier: Apache-2.0
 *
 * Judging inventories made by hand, by the tables of knowledge/. */
#include "test.h"

#include "judge/image.h"

enum { IMAGES_MAX = 4, RELEASES_MAX = 4, FILES_MAX = 40 };

struct delivery {
	struct inventory *inventory;
	const char *names[IMAGES_MAX];
	size_t n;
	uint32_t last_id;
	uint64_t at; /* next free offset for items */
};

static struct knowledge *tables;

static struct delivery deliver(size_t n)
{
	static const char *const names[IMAGES_MAX] = {"a.bin", "b.bin", "c.bin", "d.bin"};
	struct delivery d = {.n = n};

	memcpy(d.names, names, sizeof(names));
	d.inventory = inventory_new(d.names, n);
	return d;
}

static void digest(uint8_t to[32], unsigned content)
{
	memset(to, 0, 32);
	to[0] = 1;
	memcpy(to + 1, &content, sizeof(content));
}

/* content: equal numbers are equal files. */
static uint32_t file(struct delivery *d, uint32_t image, uint32_t parent, const char *name,
		     enum image_content kind, unsigned content)
{
	struct image_record r = {.type = IMAGE_RECORD_FILE,
				 .file = {.image = image,
					  .id = ++d->last_id,
					  .parent = parent,
					  .size = 1000,
					  .content = kind,
					  .program = kind == IMAGE_ELF || kind == IMAGE_SCRIPT,
					  .name = slice_text(name)}};
	digest(r.file.sha256, content);
	inventory_add(d->inventory, &r);
	return d->last_id;
}

static uint32_t own(struct delivery *d, uint32_t image)
{
	return file(d, image, 0, d->names[image], IMAGE_CONTAINER, 900000 + image);
}

/* The text with what stands behind it in the file. */
static void item(struct delivery *d, uint32_t f, enum obs_kind kind, const char *text,
		 const char *behind)
{
	char around[600];
	struct image_record r = {.type = IMAGE_RECORD_ITEM,
				 .item = {.file = f,
					  .offset = d->at,
					  .kind = kind,
					  .text = slice_text(text),
					  .context_at = d->at}};

	(void)snprintf(around, sizeof(around), "%s%s", text, behind);
	r.item.context = slice_text(around);
	if (kind == OBS_IMAGE_ADDRESS)
		assert_true(addr_parse(slice_text(text), &r.item.addr));
	inventory_add(d->inventory, &r);
	if (kind != OBS_IMAGE_FETCH) /* what stands in a command comes after it */
		d->at += strlen(text) + 10;
}

struct wish {
	const char *cameras; /* CSV */
	const struct collection *reference, *certified;
	bool compare;
};

struct verdict {
	struct declarations *declarations; /* borrowed by the judgement */
	struct image_judgement *j;
};

static void no_complaint(void *ctx, const char *sentence)
{
	(void)ctx;
	fail_msg("%s", sentence);
}

static struct verdict judged(struct delivery *d, struct wish wish)
{
	struct verdict v = {.declarations = mem_new(1, sizeof(*v.declarations))};
	struct err err = {{0}};
	struct complaints complaints = {.say = no_complaint};

	inventory_settle(d->inventory);
	if (wish.cameras)
		assert_int_equal(declarations_parse_products(v.declarations,
							     slice_text(wish.cameras), "c.csv",
							     &complaints, &err),
				 0);
	const struct image_judge_input in = {.inventory = d->inventory,
					     .knowledge = tables,
					     .declarations = wish.cameras ? v.declarations : NULL,
					     .reference = wish.reference,
					     .certified = wish.certified,
					     .compare = wish.compare};
	v.j = image_judge(&in, &err);
	if (!v.j)
		fail_msg("%s", err.text);
	return v;
}

static void done(struct verdict *v, struct delivery *d)
{
	image_judgement_free(v->j);
	declarations_done(v->declarations);
	free(v->declarations);
	inventory_free(d->inventory);
}

static const struct carried *carried(const struct verdict *v, size_t image, const char *name,
				     const char *address, uint16_t port)
{
	const struct image_verdict *i = &v->j->images[image];
	char text[ADDR_TEXT_MAX];

	for (size_t k = i->first_carried; k < i->first_carried + i->n_carried; k++) {
		const struct carried *c = &v->j->carried[k];
		if (strcmp(c->name, name) == 0 && c->port == port &&
		    strcmp(addr_print(&c->addr, text), address) == 0)
			return c;
	}
	return NULL;
}

static const struct image_finding *finding(const struct verdict *v, enum question q, long image,
					   const char *with)
{
	for (size_t i = 0; i < v->j->n_findings; i++)
		if (v->j->findings[i].question == q && v->j->findings[i].image == image &&
		    strstr(v->j->findings[i].statement, with))
			return &v->j->findings[i];
	return NULL;
}

/* Names in any case, addresses and ports are one each; URLs give their port. */
static void servers_are_folded(void **state)
{
	struct delivery d = deliver(1);
	uint32_t top = own(&d, 0), a = file(&d, 0, top, "a.conf", IMAGE_TEXT, 1),
		 b = file(&d, 0, top, "b.conf", IMAGE_TEXT, 2);

	(void)state;
	item(&d, a, OBS_IMAGE_HOST, "P2P.Unknown-Maker.com", "\n");
	item(&d, b, OBS_IMAGE_HOST, "p2p.unknown-maker.com", " x");
	item(&d, b, OBS_IMAGE_HOST, "p2p.unknown-maker.com", ":8800;");
	item(&d, a, OBS_IMAGE_URL, "https://user:word@www.unknown-maker.com:8443/x", "");
	item(&d, a, OBS_IMAGE_URL, "http://[2001:67c:4e8::1]:81/", "");
	struct verdict v = judged(&d, (struct wish){0});
	const struct carried *c = carried(&v, 0, "p2p.unknown-maker.com", "", 0);
	assert_non_null(c);
	assert_int_equal(c->n_items, 2);
	assert_int_equal(c->n_files, 2);
	assert_int_equal(c->role, CARRIED_RELAY);
	assert_non_null(carried(&v, 0, "p2p.unknown-maker.com", "", 8800));
	assert_non_null(carried(&v, 0, "www.unknown-maker.com", "", 8443));
	assert_non_null(carried(&v, 0, "", "2001:67c:4e8::1", 81));
	assert_int_equal(v.j->n_carried, 4);
	done(&v, &d);
}

static void roles_are_told(void **state)
{
	struct delivery d = deliver(1);
	uint32_t top = own(&d, 0), a = file(&d, 0, top, "a.sh", IMAGE_SCRIPT, 1);

	(void)state;
	item(&d, a, OBS_IMAGE_ADDRESS, "198.13.55.8", ":80 ");
	item(&d, a, OBS_IMAGE_ADDRESS, "192.168.77.5", ":8080 ");
	item(&d, a, OBS_IMAGE_ADDRESS, "192.168.1.108", " ");
	item(&d, a, OBS_IMAGE_ADDRESS, "8.8.8.8", " ");
	item(&d, a, OBS_IMAGE_HOST, "litedev.hik-connect.com", " ");
	item(&d, a, OBS_IMAGE_HOST, "devlog.unknown-maker.com", " ");
	item(&d, a, OBS_IMAGE_HOST, "www.unknown-maker.com", " ");
	item(&d, a, OBS_IMAGE_NTP, "clock.unknown-maker.com", " ");
	item(&d, a, OBS_IMAGE_FETCH, "wget http://files.unknown-maker.com/x -O /tmp/x", "");
	item(&d, a, OBS_IMAGE_HOST, "files.unknown-maker.com", "/x");
	d.at += 100;
	item(&d, a, OBS_IMAGE_FETCH, "tftp -g -r x 10.9.8.7", "");
	struct verdict v = judged(&d, (struct wish){0});
	static const struct {
		const char *name, *address;
		uint16_t port;
		enum carried_role role;
	} want[] = {
		{"", "198.13.55.8", 80, CARRIED_ADDRESS_ABROAD},
		{"", "10.9.8.7", 0, CARRIED_ADDRESS_BENCH},
		{"", "192.168.77.5", 8080, CARRIED_ADDRESS_BENCH},
		{"files.unknown-maker.com", "", 0, CARRIED_UPDATE},
		{"devlog.unknown-maker.com", "", 0, CARRIED_DEBUG},
		{"litedev.hik-connect.com", "", 0, CARRIED_RELAY},
		{"www.unknown-maker.com", "", 0, CARRIED_NAME},
		{"clock.unknown-maker.com", "", 0, CARRIED_NTP},
		{"", "8.8.8.8", 0, CARRIED_CHECK},
		{"", "192.168.1.108", 0, CARRIED_LOCAL},
	};
	assert_int_equal(v.j->n_carried, sizeof(want) / sizeof(*want));
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		const struct carried *c =
			carried(&v, 0, want[i].name, want[i].address, want[i].port);
		if (!c)
			fail_msg("%s%s is missing", want[i].name, want[i].address);
		if (c->role != want[i].role)
			fail_msg("%s%s: %s (%s)", want[i].name, want[i].address,
				 carried_role_name(c->role), c->why_role);
		assert_ptr_equal(c, &v.j->carried[i]); /* most alarming first */
	}
	assert_string_equal(v.j->carried[5].place.country, "CN");
	assert_int_equal(finding(&v, QUESTION_SERVER_CARRIED, 0, "198.13.55.8:80")->severity,
			 SEVERITY_HIGH);
	assert_int_equal(image_judgement_exit(v.j), 1);
	done(&v, &d);
}

static void an_image_without_servers_is_consistent(void **state)
{
	struct delivery d = deliver(1);

	(void)state;
	file(&d, 0, own(&d, 0), "a.txt", IMAGE_TEXT, 1);
	struct verdict v = judged(&d, (struct wish){0});
	const struct image_finding *f = finding(&v, QUESTION_SERVER_CARRIED, 0, "No server");
	assert_non_null(f);
	assert_int_equal(f->answer, ANSWER_CONSISTENT);
	assert_int_equal(image_judgement_exit(v.j), 0);
	done(&v, &d);
}

/* A declared maker's own cloud is what one expects; another maker's is not. */
static void clouds_are_held_against_the_declared_maker(void **state)
{
	static const struct {
		const char *cameras;
		enum answer answer;
		enum severity severity;
	} cases[] = {
		{"model,maker\nX,Hikvision\n", ANSWER_CONSISTENT, SEVERITY_INFO},
		{"model,maker\nX,Hanwha Vision\n", ANSWER_UNEXPLAINED, SEVERITY_MEDIUM},
		{"model,maker\nX,Somebody\n", ANSWER_UNEXPLAINED, SEVERITY_LOW},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct delivery d = deliver(1);
		item(&d, file(&d, 0, own(&d, 0), "a", IMAGE_ELF, 1), OBS_IMAGE_HOST,
		     "litedev.hik-connect.com", " ");
		struct verdict v = judged(&d, (struct wish){.cameras = cases[i].cameras});
		const struct image_finding *f =
			finding(&v, QUESTION_SERVER_CARRIED, 0, "litedev.hik-connect.com");
		assert_non_null(f);
		assert_int_equal(f->answer, cases[i].answer);
		assert_int_equal(f->severity, cases[i].severity);
		done(&v, &d);
	}
}

static void dahua_inside(struct delivery *d, uint32_t image)
{
	uint32_t top = own(d, image),
		 main_program = file(d, image, top, "usr/bin/sonia", IMAGE_ELF, 11),
		 other = file(d, image, top, "usr/lib/libx.so", IMAGE_ELF, 12);

	item(d, other, OBS_IMAGE_MARK, "_ZN5Dahua12NetFramework7CThreadE", "");
	item(d, file(d, image, top, "usr/bin/p2p", IMAGE_ELF, 13), OBS_IMAGE_HOST,
	     "www.easy4ipcloud.com", " ");
	item(d, main_program, OBS_IMAGE_BRAND, "Hanbit", "");
	item(d, main_program, OBS_IMAGE_MODEL, "HB-100", "");
	item(d, main_program, OBS_IMAGE_FIRMWARE, "1.0", "");
}

static void the_maker_is_inferred(void **state)
{
	struct delivery d = deliver(1);

	(void)state;
	dahua_inside(&d, 0);
	struct verdict v = judged(
		&d, (struct wish){.cameras = "model,brand,maker,country\nHB-100,Hanbit,Hanwha "
					     "Vision,KR\nother,Hanbit,Hanwha Vision,KR\n"});
	const struct verdict_device *device = v.j->images[0].device;
	assert_true(device->maker >= 0);
	assert_string_equal(tables->makers[device->maker].id, "dahua");
	assert_int_equal(v.j->images[0].declaration, 0);
	assert_non_null(strstr(v.j->images[0].declaration_why, "row 2"));
	const struct image_finding *f = finding(&v, QUESTION_MAKER, 0, "Dahua");
	assert_non_null(f);
	assert_int_equal(f->answer, ANSWER_CONTRADICTED);
	assert_true(f->n_items >= 2);
	assert_int_equal(f->n_files, 1); /* the path itself */
	assert_string_equal(d.inventory->files[f->files[0]].path, "usr/bin/sonia");
	assert_non_null(finding(&v, QUESTION_COUNTRY, 0, "CN"));
	assert_null(strstr(f->statement, "asks for"));
	assert_int_equal(image_judgement_exit(v.j), 1);
	done(&v, &d);
}

/* What one file holds comes from one hand: it is not two observations. */
static void one_file_is_one_observation(void **state)
{
	struct delivery d = deliver(1);
	uint32_t top = own(&d, 0), f = file(&d, 0, top, "usr/bin/sonia", IMAGE_ELF, 11);

	(void)state;
	item(&d, f, OBS_IMAGE_MARK, "_ZN5Dahua12NetFramework7CThreadE", "");
	item(&d, f, OBS_IMAGE_HOST, "www.easy4ipcloud.com", " ");
	struct verdict v = judged(&d, (struct wish){.cameras = "model,maker\nX,Hanwha Vision\n"});
	const struct image_finding *found = finding(&v, QUESTION_MAKER, 0, "Dahua");
	assert_non_null(found);
	assert_int_equal(found->answer, ANSWER_UNEXPLAINED);
	done(&v, &d);
}

static void rows_that_disagree_belong_to_nobody(void **state)
{
	struct delivery d = deliver(1);

	(void)state;
	dahua_inside(&d, 0);
	struct verdict v =
		judged(&d, (struct wish){.cameras = "model,maker\nX1,Acme\nX2,Hanwha Vision\n"});
	assert_int_equal(v.j->images[0].declaration, -1);
	assert_null(finding(&v, QUESTION_COUNTRY, 0, ""));
	done(&v, &d);
}

struct shelf {
	struct collection all;
	struct release releases[RELEASES_MAX];
	struct release_file files[RELEASES_MAX][FILES_MAX];
};

static void release(struct shelf *s, const char *name, const char *maker, unsigned first,
		    unsigned n)
{
	struct release *r = &s->releases[s->all.n];
	struct release_file *f = s->files[s->all.n++];

	*r = (struct release){.name = name, .maker = maker, .files = f, .n_files = n + 1};
	f[0].path = "";
	digest(f[0].sha256, 800000 + (unsigned)s->all.n);
	for (unsigned i = 1; i <= n; i++) {
		f[i] = (struct release_file){.path = "p", .size = 1000, .program = true};
		digest(f[i].sha256, first + i - 1);
	}
	s->all.releases = s->releases;
}

static void add_file(struct shelf *s, size_t r, unsigned content)
{
	struct release_file *f = &s->files[r][s->releases[r].n_files++];

	*f = (struct release_file){.path = "common", .size = 1000, .program = true};
	digest(f->sha256, content);
}

static void programs(struct delivery *d, uint32_t image, unsigned first, unsigned n)
{
	uint32_t top = own(d, image);
	char name[32];

	for (unsigned i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "bin/p%u", i);
		(void)file(d, image, top, name, IMAGE_ELF, first + i);
	}
}

static void author_answers(const char *cameras, enum answer want)
{
	struct delivery d = deliver(1);
	struct shelf s = {.all = {0}};

	programs(&d, 0, 100, 10); /* 100 to 109 */
	release(&s, "dahua/1.bin", "dahua", 100, 8);
	release(&s, "hikvision/1.bin", "hikvision", 300, 8);
	add_file(&s, 0, 108); /* both have it: 108 is common */
	add_file(&s, 1, 108);
	struct verdict v = judged(&d, (struct wish){.cameras = cameras, .reference = &s.all});
	const struct image_verdict *i = &v.j->images[0];
	assert_int_equal(i->n_common, 1);
	assert_int_equal(i->n_best[FILE_IDENTICAL], 8);
	assert_int_equal(i->n_best[FILE_UNMATCHED], 1);
	assert_int_equal(i->n_author, 8);
	assert_string_equal(tables->makers[i->author].id, "dahua");
	assert_int_equal(i->n_matches, 2);
	assert_int_equal(i->matches[0].release, 0);
	assert_int_equal(i->matches[0].counts[FILE_IDENTICAL], 8);
	assert_int_equal(i->matches[0].n_programs, 9);
	assert_int_equal(i->matches[1].n_common, 1);
	assert_int_equal(i->matches[1].unpacked_other, 8);
	const struct image_finding *f = finding(&v, QUESTION_FIRMWARE_AUTHOR, 0, "Of 9 programs 8");
	assert_non_null(f);
	if (f->answer != want)
		fail_msg("%s: %s", answer_name(f->answer), f->statement);
	done(&v, &d);
}

static void the_author_is_asked(void **state)
{
	(void)state;
	author_answers(NULL, ANSWER_UNEXPLAINED);
	author_answers("model,maker\nX,Hanwha Vision\n", ANSWER_UNEXPLAINED);
	author_answers("model,maker,firmware author\nX,Hanwha Vision,Dahua\n", ANSWER_CONSISTENT);
	author_answers("model,maker,licence\nX,Hanwha Vision,Dahua contract 7\n",
		       ANSWER_CONSISTENT);
	author_answers("model,maker,licence\nX,Hanwha Vision,contract 7\n", ANSWER_INCONCLUSIVE);
	author_answers("model,maker,licence\nX,Dahua,\n", ANSWER_CONSISTENT);
}

/* Similar, and the same but for texts; a match of one maker is not made common by worse ones. */
static void levels_of_matches(void **state)
{
	static const char *const like =
		"T1A211C2A0E1A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293"
		"A4B5C6D7E8";
	struct delivery d = deliver(1);
	struct shelf s = {.all = {0}};
	uint32_t top = own(&d, 0);
	struct image_record r = {.type = IMAGE_RECORD_FILE,
				 .file = {.id = ++d.last_id,
					  .parent = top,
					  .size = 1000,
					  .content = IMAGE_ELF,
					  .program = true,
					  .name = slice_text("bin/a")}};

	(void)state;
	digest(r.file.sha256, 1);
	digest(r.file.skeleton, 2);
	(void)snprintf(r.file.similar, sizeof(r.file.similar), "%s", like);
	inventory_add(d.inventory, &r);
	release(&s, "dahua/1.bin", "dahua", 50, 1);
	release(&s, "hikvision/1.bin", "hikvision", 60, 1);
	digest(s.files[0][1].skeleton, 2);
	(void)snprintf(s.files[1][1].similar, sizeof(s.files[1][1].similar), "%s", like);
	struct verdict v = judged(&d, (struct wish){.reference = &s.all});
	const struct image_verdict *i = &v.j->images[0];
	assert_int_equal(i->n_file_matches, 1);
	assert_int_equal(i->file_matches[0].match, FILE_BRANDING);
	assert_int_equal(i->file_matches[0].release, 0);
	assert_false(i->file_matches[0].common);
	done(&v, &d);
}

static void twins_are_found(void **state)
{
	struct delivery d = deliver(3);

	(void)state;
	programs(&d, 0, 100, 10);
	programs(&d, 1, 102, 10); /* eight of ten */
	programs(&d, 2, 500, 10);
	struct verdict v = judged(&d, (struct wish){0});
	assert_int_equal(v.j->n_twins, 1);
	assert_int_equal(v.j->twins[0].a, 0);
	assert_int_equal(v.j->twins[0].b, 1);
	assert_int_equal(v.j->twins[0].identical, 8);
	assert_true(v.j->twins[0].share > 0.79 && v.j->twins[0].share < 0.81);
	done(&v, &d);
}

static const struct difference *difference(const struct comparison *c, enum difference_kind k,
					   const char *text)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->differences[i].kind == k && strstr(c->differences[i].text, text))
			return &c->differences[i];
	return NULL;
}

static void delivered_is_held_against_civilian(void **state)
{
	struct delivery d = deliver(2);
	uint32_t a = own(&d, 0), b = own(&d, 1);
	uint32_t left = file(&d, 0, a, "@0x400.squashfs/etc/app.conf", IMAGE_TEXT, 1),
		 right = file(&d, 1, b, "@0x800.squashfs/etc/app.conf", IMAGE_TEXT, 2);

	(void)state;
	file(&d, 0, a, "@0x400.squashfs/bin/same", IMAGE_ELF, 3);
	file(&d, 1, b, "@0x800.squashfs/bin/same", IMAGE_ELF, 3);
	file(&d, 0, a, "@0x400.squashfs/bin/more", IMAGE_ELF, 4);
	file(&d, 1, b, "@0x800.squashfs/www/old.html", IMAGE_WEB, 5);
	item(&d, left, OBS_IMAGE_ADDRESS, "198.13.55.8", " ");
	item(&d, left, OBS_IMAGE_ACCOUNT, "service:0:0:/bin/sh", "");
	item(&d, left, OBS_IMAGE_SETTING, "remote=1", "");
	item(&d, left, OBS_IMAGE_SETTING, "port=80", "");
	item(&d, right, OBS_IMAGE_SETTING, "remote=0", "");
	item(&d, right, OBS_IMAGE_SETTING, "port=80", "");
	struct verdict v = judged(&d, (struct wish){.compare = true});
	assert_int_equal(v.j->n_comparisons, 1);
	const struct comparison *c = &v.j->comparisons[0];
	assert_false(c->identical);
	assert_int_equal(c->n_same, 1);
	assert_int_equal(c->n, 6);
	assert_int_equal(c->differences[0].kind, DIFFERENCE_SERVER); /* worst first */
	assert_true(c->differences[0].only_left);
	assert_true(difference(c, DIFFERENCE_ACCOUNT, "service")->only_left);
	assert_true(difference(c, DIFFERENCE_PROGRAM_ADDED, "bin/more")->only_left);
	const struct difference *setting = difference(c, DIFFERENCE_SETTING, "remote=1");
	assert_non_null(setting);
	assert_string_equal(setting->other_text, "remote=0");
	assert_non_null(difference(c, DIFFERENCE_FILE_REMOVED, "old.html"));
	assert_non_null(difference(c, DIFFERENCE_FILE_CHANGED, "app.conf"));
	const struct image_finding *f =
		finding(&v, QUESTION_SERVER_CARRIED, 0, "that the other does not");
	assert_non_null(f);
	assert_int_equal(f->severity, SEVERITY_HIGH);
	done(&v, &d);
}

static void certified_or_not(void **state)
{
	static const char *const servers[] = {"old.unknown-maker.com"};
	static const char cameras[] = "model,maker,certificate\nX,Hanwha Vision,KR-1\n";
	struct delivery d = deliver(2);
	struct shelf s = {.all = {0}};

	(void)state;
	programs(&d, 0, 100, 10);
	programs(&d, 1, 500, 10);
	release(&s, "x-1.0.bin", "", 100, 9);
	release(&s, "y-1.0.bin", "", 700, 9);
	s.releases[0].servers = servers;
	s.releases[0].n_servers = 1;
	digest(s.files[1][0].sha256, 900001); /* the second image itself */
	struct verdict v = judged(&d, (struct wish){.cameras = cameras, .certified = &s.all});
	const struct image_finding *f = finding(&v, QUESTION_CERTIFICATE, 0, "none of the 2");
	assert_non_null(f);
	assert_int_equal(f->answer, ANSWER_CONTRADICTED);
	assert_non_null(strstr(f->statement, "x-1.0.bin"));
	const struct comparison *c = &v.j->comparisons[v.j->images[0].certified];
	assert_int_equal(c->right, SIZE_MAX);
	assert_int_equal(c->n_same, 9);
	assert_non_null(difference(c, DIFFERENCE_PROGRAM_ADDED, "bin/p9"));
	assert_false(difference(c, DIFFERENCE_SERVER, "old.unknown-maker.com")->only_left);
	assert_int_equal(finding(&v, QUESTION_CERTIFICATE, 1, "byte for byte")->answer,
			 ANSWER_CONSISTENT);
	done(&v, &d);
}

static void incomplete_files_leave_it_open(void **state)
{
	struct delivery d = deliver(1);
	struct image_record r = {.type = IMAGE_RECORD_NOTICE,
				 .notice = {.incomplete = true, .text = "cut"}};

	(void)state;
	file(&d, 0, own(&d, 0), "a.txt", IMAGE_TEXT, 1);
	inventory_add(d.inventory, &r);
	struct verdict v = judged(&d, (struct wish){0});
	assert_int_equal(finding(&v, QUESTION_SERVER_CARRIED, 0, "No server")->answer,
			 ANSWER_INCONCLUSIVE);
	assert_int_equal(image_judgement_exit(v.j), 3);
	done(&v, &d);
}

static int load(void **state)
{
	struct err err = {{0}};

	(void)state;
	tables = know_load(SOURCE_ROOT "/knowledge", NULL, &err);
	return tables ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	know_free(tables);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(servers_are_folded),
		cmocka_unit_test(roles_are_told),
		cmocka_unit_test(an_image_without_servers_is_consistent),
		cmocka_unit_test(clouds_are_held_against_the_declared_maker),
		cmocka_unit_test(the_maker_is_inferred),
		cmocka_unit_test(one_file_is_one_observation),
		cmocka_unit_test(rows_that_disagree_belong_to_nobody),
		cmocka_unit_test(the_author_is_asked),
		cmocka_unit_test(levels_of_matches),
		cmocka_unit_test(twins_are_found),
		cmocka_unit_test(delivered_is_held_against_civilian),
		cmocka_unit_test(certified_or_not),
		cmocka_unit_test(incomplete_files_leave_it_open),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
