/* SPDX-License-Identifier: Apache-2.0 */
#include "vet_site.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

const char vet_site_markup[] = "<img src=x onerror=alert(1)><script>window.hurt=1</script>";
const char vet_site_terminal[] = "\x1b[2Jclear\xe2\x80\xae\xff\x01";

enum { CARRIED_MOST = 64, SMALL_FINDINGS = 5 };

/* Everything is taken from here and given back at once. */
struct vet_site {
	struct inventory *inventory;
	struct knowledge knowledge;
	struct collection reference, certified;
	struct image_judgement judgement;
	struct verdict_device device;
	struct image_verdict verdicts[2];
	struct vote votes[2];
	struct vet_report_input input;
	const char *names[2];
	void **blocks;
	size_t n_blocks, room;
	uint32_t id;
};

static void *take(struct vet_site *s, size_t n, size_t size)
{
	if (s->n_blocks == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->blocks = mem_resize(s->blocks, s->room, sizeof(*s->blocks));
	}
	return s->blocks[s->n_blocks++] = mem_new(n, size);
}

static struct addr address(const char *t)
{
	struct addr a = {0};
	must(addr_parse(slice_text(t), &a));
	return a;
}

struct told {
	uint32_t image, parent;
	const char *name, *format;
	enum image_content content;
	uint64_t offset, size;
};

static uint32_t add_file(struct vet_site *s, const struct told *t)
{
	struct image_record r = {
		.type = IMAGE_RECORD_FILE,
		.file = {.image = t->image,
			 .id = ++s->id,
			 .parent = t->parent,
			 .offset = t->offset,
			 .size = t->size,
			 .content = t->content,
			 .mode = 0755,
			 .program = t->content == IMAGE_ELF || t->content == IMAGE_SCRIPT,
			 .name = slice_text(t->name)}};

	memcpy(r.file.format, t->format, strlen(t->format) + 1);
	memset(r.file.sha256, (int)(s->id & 0xff), sizeof(r.file.sha256));
	r.file.sha256[31] = (uint8_t)(s->id >> 8);
	inventory_add(s->inventory, &r);
	return s->id;
}

static void add_text(struct vet_site *s, uint32_t file, uint64_t offset, enum obs_kind kind,
		     const char *text)
{
	static const char before[] = "\x7f"
				     "ELF\0\0<b>server=";
	uint8_t context[IMAGE_CONTEXT_MAX];
	size_t len = sizeof(before) - 1, n = strlen(text);

	memcpy(context, before, len);
	n = n > IMAGE_CONTEXT_MAX - len ? IMAGE_CONTEXT_MAX - len : n;
	memcpy(context + len, text, n);
	const struct image_record r = {.type = IMAGE_RECORD_ITEM,
				       .item = {.file = file,
						.offset = offset,
						.kind = kind,
						.text = slice_text(text),
						.context = slice_of(context, len + n),
						.context_at = offset - len}};
	inventory_add(s->inventory, &r);
}

static void add_number(struct vet_site *s, uint32_t file, uint64_t offset, enum obs_kind kind,
		       uint64_t number)
{
	inventory_add(
		s->inventory,
		&(struct image_record){
			.type = IMAGE_RECORD_ITEM,
			.item = {.file = file, .offset = offset, .kind = kind, .number = number}});
}

static void add_address(struct vet_site *s, uint32_t file, uint64_t offset, const char *text)
{
	const struct image_record r = {.type = IMAGE_RECORD_ITEM,
				       .item = {.file = file,
						.offset = offset,
						.kind = OBS_IMAGE_ADDRESS,
						.addr = address(text),
						.text = slice_text(text),
						.context = slice_text("connect 198.51.100.7:8800"),
						.context_at = offset - 8}};
	inventory_add(s->inventory, &r);
}

static void add_suppressed(struct vet_site *s, uint32_t file, enum image_suppression why,
			   uint64_t count, const char *sample)
{
	inventory_add(s->inventory,
		      &(struct image_record){.type = IMAGE_RECORD_SUPPRESSED,
					     .suppressed = {.file = file,
							    .why = why,
							    .count = count,
							    .sample = slice_text(sample)}});
}

static void add_notice(struct vet_site *s, uint32_t image, uint32_t file, uint64_t offset,
		       bool incomplete, const char *text)
{
	struct image_record r = {
		.type = IMAGE_RECORD_NOTICE,
		.notice = {
			.image = image, .file = file, .offset = offset, .incomplete = incomplete}};
	(void)snprintf(r.notice.text, sizeof(r.notice.text), "%s", text);
	inventory_add(s->inventory, &r);
}

static void knowledge(struct vet_site *s)
{
	struct knowledge *k = &s->knowledge;

	k->n_makers = 2;
	k->makers = take(s, 2, sizeof(*k->makers));
	k->makers[0] = (struct maker){.id = "northeye",
				      .name = "Northeye",
				      .country = "CN",
				      .parent = "",
				      .lists = "NDAA-889",
				      .oui_pattern = "",
				      .source = "test"};
	k->makers[1] = (struct maker){.id = "fjordcam",
				      .name = "Fjordcam",
				      .country = "NO",
				      .parent = "",
				      .lists = "",
				      .oui_pattern = "",
				      .source = "test"};
	k->n_signatures = 1;
	k->signatures = take(s, 1, sizeof(*k->signatures));
	k->signatures[0] = (struct signature){.id = "northeye-library",
					      .kind = OBS_IMAGE_MARK,
					      .says = "links Northeye's own library",
					      .source = "test"};
	k->n_clouds = 1;
	k->clouds = take(s, 1, sizeof(*k->clouds));
	k->clouds[0] = (struct cloud){.suffix = "northeye-cloud.example",
				      .operator= "Northeye",
				      .country = "CN",
				      .role = "p2p",
				      .maker = 0,
				      .share = SHARE_S1,
				      .source = "test"};
	memset(k->digest, 'a', sizeof(k->digest) - 1);
}

static struct carried *add_carried(struct vet_site *s, size_t image, enum carried_role role,
				   const char *name)
{
	struct image_judgement *j = &s->judgement;
	struct carried *c = &j->carried[j->n_carried++];

	*c = (struct carried){.image = image, .name = name, .role = role, .why_role = ""};
	return c;
}

/* Where it stands: every fact of that image whose text begins with the value. */
static void find_items(struct vet_site *s, struct carried *c, const char *text)
{
	const struct inventory *inv = s->inventory;
	const struct inventory_image *im = &inv->images[c->image];
	size_t last = SIZE_MAX;

	c->items = take(s, im->n_items + 1, sizeof(*c->items));
	for (size_t i = im->first_item; i < im->first_item + im->n_items; i++) {
		if (!strstr((const char *)inv->items[i].text.at, text) ||
		    inv->items[i].kind > OBS_IMAGE_NTP)
			continue;
		c->items[c->n_items++] = i;
		c->n_files += inv->items[i].file != last;
		last = inv->items[i].file;
	}
}

static void carry(struct vet_site *s)
{
	static const struct {
		enum carried_role role;
		const char *name, *addr, *country, *network, *why;
		uint16_t port;
	} all[] = {
		{CARRIED_ADDRESS_ABROAD, "", "198.51.100.7", "CN", "Example Net",
		 "a public address in a program that opens connections", 8800},
		{CARRIED_ADDRESS_BENCH, "", "192.168.1.250", "", "",
		 "a private address in a script", 69},
		{CARRIED_UPDATE, "fw.northeye-cloud.example", "", "CN", "", "fetched by a script",
		 0},
		{CARRIED_RELAY, "p2p.northeye-cloud.example", "", "CN", "",
		 "the tables know it as p2p of Northeye", 32100},
		{CARRIED_NAME, vet_site_markup, "", "", "", "nothing more is known of it", 0},
		{CARRIED_NTP, "time.example.org", "", "", "", "set as a time server", 123},
	};
	s->judgement.carried = take(s, CARRIED_MOST, sizeof(*s->judgement.carried));
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct carried *c = add_carried(s, 0, all[i].role, all[i].name);
		c->why_role = all[i].why;
		c->port = all[i].port;
		if (all[i].addr[0])
			c->addr = address(all[i].addr);
		(void)snprintf(c->place.country, sizeof(c->place.country), "%s", all[i].country);
		(void)snprintf(c->place.network, sizeof(c->place.network), "%s", all[i].network);
		if (strstr(c->name, "northeye-cloud"))
			c->cloud = &s->knowledge.clouds[0];
		find_items(s, c, all[i].addr[0] ? all[i].addr : all[i].name);
	}
	find_items(s, add_carried(s, 1, CARRIED_NTP, "time.example.org"), "time.example.org");
}

static void fill_first(struct vet_site *s)
{
	uint32_t own = add_file(s, &(struct told){0, 0, "army.bin", "", IMAGE_DATA, 0, 9000000});
	uint32_t fs = add_file(s, &(struct told){0, own, "squashfs", "squashfs", IMAGE_CONTAINER,
						 0x40000, 8000000});
	uint32_t app = add_file(s, &(struct told){0, fs, "usr/bin/app", "elf", IMAGE_ELF,
						  IMAGE_OFFSET_UNKNOWN, 700000});
	uint32_t script = add_file(s, &(struct told){0, fs, "etc/init.d/S99-update", "",
						     IMAGE_SCRIPT, IMAGE_OFFSET_UNKNOWN, 900});
	uint32_t wicked = add_file(s, &(struct told){0, fs, vet_site_markup, "", IMAGE_TEXT,
						     IMAGE_OFFSET_UNKNOWN, 60});
	uint32_t box = add_file(s, &(struct told){0, fs, "bin/busybox", "elf", IMAGE_ELF,
						  IMAGE_OFFSET_UNKNOWN, 600000});

	add_address(s, app, 0x1f00, "198.51.100.7");
	add_text(s, app, 0x2f00, OBS_IMAGE_HOST, "p2p.northeye-cloud.example");
	add_text(s, app, 0x3f00, OBS_IMAGE_MARK, "libnorth_sdk.so.3");
	add_text(s, app, 0x4f00, OBS_IMAGE_BUILD_PATH, "/home/liwei/north_ipc/src");
	add_text(s, app, 0x5000, OBS_IMAGE_COMPONENT, "OpenSSL 1.0.1e");
	add_address(s, script, 0x40, "192.168.1.250");
	add_text(s, script, 0x80, OBS_IMAGE_FETCH, "tftp -g -r boot.bin 192.168.1.250");
	add_text(s, script, 0xc0, OBS_IMAGE_URL, "http://fw.northeye-cloud.example/new");
	add_text(s, script, 0xe0, OBS_IMAGE_NTP, "time.example.org");
	add_text(s, wicked, 0x20, OBS_IMAGE_HOST, vet_site_markup);
	add_text(s, wicked, 0x30, OBS_IMAGE_ACCOUNT, vet_site_terminal);
	add_text(s, wicked, 0x38, OBS_IMAGE_PASSWORD, "root:$1$abcd$0123456789");
	add_text(s, wicked, 0x39, OBS_IMAGE_PRIVATE_KEY, "RSA, 2048 bits, 5f5f5f5f");
	add_text(s, wicked, 0x3a, OBS_IMAGE_SSH_KEY, "ssh-rsa, SHA256:abcdef, liwei@build");
	add_text(s, wicked, 0x3b, OBS_IMAGE_EMAIL, "liwei@north.example");
	add_text(s, box, 0x900, OBS_IMAGE_CERT_SUBJECT, "CN=device.northeye.example");
	add_text(s, box, 0x900, OBS_IMAGE_CERT_ISSUER, "CN=Northeye Root");
	add_text(s, box, 0x900, OBS_IMAGE_CERT_SHA256, "\x01\x02\x03\x04\x05\x06\x07\x08\x09");
	add_number(s, box, 0x900, OBS_IMAGE_CERT_EXPIRES, 1893456000);
	add_text(s, box, 0xa00, OBS_IMAGE_COMPONENT, "BusyBox 1.20.2");
	add_text(s, box, 0xb00, OBS_IMAGE_KERNEL,
		 "Linux version 3.10.73 (liwei@north-build) (gcc version 4.9.4)");
	add_text(s, box, 0xb40, OBS_IMAGE_BUILD_HOST, "liwei@north-build");
	add_text(s, box, 0xb50, OBS_IMAGE_SOC, "hi3516");
	add_text(s, box, 0xb60, OBS_IMAGE_MODEL, "NE-2040");
	add_text(s, box, 0xb70, OBS_IMAGE_FIRMWARE, "5.4.1 build 200313");
	add_suppressed(s, app, SUPPRESSED_VERSION, 1513, "1.2.3.4");
	add_suppressed(s, wicked, SUPPRESSED_NAMESPACE, 12, vet_site_markup);
	add_notice(s, 0, fs, 0x1234, true, "ends inside a block; the rest was not read");
	add_notice(s, 0, app, IMAGE_OFFSET_UNKNOWN, false, vet_site_terminal);
}

static void fill_second(struct vet_site *s)
{
	uint32_t own = add_file(s, &(struct told){1, 0, "civil.bin", "", IMAGE_DATA, 0, 8900000});
	uint32_t fs = add_file(s, &(struct told){1, own, "squashfs", "squashfs", IMAGE_CONTAINER,
						 0x40000, 7900000});
	uint32_t app = add_file(s, &(struct told){1, fs, "usr/bin/app", "elf", IMAGE_ELF,
						  IMAGE_OFFSET_UNKNOWN, 690000});
	add_text(s, app, 0xe0, OBS_IMAGE_NTP, "time.example.org");
}

static void collections(struct vet_site *s)
{
	s->reference.n = 1;
	s->reference.releases = take(s, 1, sizeof(struct release));
	s->reference.releases[0] = (struct release){.name = "northeye/NE-2040_5.4.0.bin",
						    .maker = "northeye",
						    .n_programs = 3,
						    .n_files = 40};
	s->certified.n = 1;
	s->certified.releases = take(s, 1, sizeof(struct release));
	s->certified.releases[0] = (struct release){
		.name = "C-2021-17.bin", .maker = "", .n_programs = 3, .n_files = 40};
}

static void match_code(struct vet_site *s)
{
	struct image_verdict *v = &s->verdicts[0];
	const struct inventory *inv = s->inventory;

	v->n_matches = 1;
	v->n_best[FILE_IDENTICAL] = v->n_best[FILE_NEAR] = v->n_best[FILE_UNMATCHED] = 1;
	v->n_common = 2;
	v->author = 0;
	v->author_folder = "northeye";
	v->n_author = 2;
	v->matches = take(s, 1, sizeof(*v->matches));
	v->matches[0] = (struct release_match){.n_programs = 3, .n_common = 2, .unpacked_other = 1};
	v->matches[0].counts[FILE_IDENTICAL] = 1;
	v->matches[0].counts[FILE_NEAR] = 1;
	v->matches[0].counts[FILE_UNMATCHED] = 1;
	v->file_matches = take(s, 3, sizeof(*v->file_matches));
	for (size_t i = inv->images[0].first_file;
	     i < inv->images[0].first_file + inv->images[0].n_files && v->n_file_matches < 3; i++) {
		static const enum file_match kinds[] = {FILE_IDENTICAL, FILE_UNMATCHED, FILE_NEAR};
		size_t n = v->n_file_matches;
		if (!inv->files[i].program)
			continue;
		v->file_matches[v->n_file_matches++] =
			(struct image_file_match){.file = i,
						  .match = kinds[n],
						  .release = kinds[n] == FILE_UNMATCHED ? -1 : 0,
						  .path = "squashfs/usr/bin/ipc",
						  .distance = kinds[n] == FILE_NEAR ? 12 : -1};
	}
}

static void compare(struct vet_site *s)
{
	static const struct difference all[] = {
		{DIFFERENCE_SERVER, true, "198.51.100.7:8800", "", -1, -1},
		{DIFFERENCE_ACCOUNT, true, vet_site_terminal, "", -1, -1},
		{DIFFERENCE_PROGRAM_CHANGED, false, "squashfs/usr/bin/app", "", -1, -1},
		{DIFFERENCE_SETTING, false, "upload=1", "upload=0", -1, -1},
		{DIFFERENCE_FILE_REMOVED, false, vet_site_markup, "", -1, -1},
	};
	struct comparison *c = take(s, 2, sizeof(*c));

	for (size_t i = 0; i < 2; i++) {
		c[i] = (struct comparison){.left = 0,
					   .right = i ? SIZE_MAX : 1,
					   .right_name = i ? "C-2021-17.bin" : "civil.bin",
					   .n_same = 38};
		c[i].n = sizeof(all) / sizeof(*all);
		c[i].differences = take(s, c[i].n, sizeof(struct difference));
		memcpy(c[i].differences, all, sizeof(all));
	}
	s->judgement.comparisons = c;
	s->judgement.n_comparisons = 2;
	s->verdicts[0].certified = 1;
	s->judgement.n_twins = 1;
	s->judgement.twins = take(s, 1, sizeof(*s->judgement.twins));
	s->judgement.twins[0] = (struct image_twin){.a = 0,
						    .b = 1,
						    .n_files = 40,
						    .identical = 38,
						    .near = 1,
						    .share = 0.97,
						    .other_brand = true};
}

static void add_finding(struct vet_site *s, const struct image_finding *f, const char *statement)
{
	struct image_finding *to = &s->judgement.findings[s->judgement.n_findings++];

	*to = *f;
	(void)snprintf(to->statement, sizeof(to->statement), "%s", statement);
	(void)snprintf(to->does_not_show, sizeof(to->does_not_show),
		       "This does not show that a device has contacted it.");
	to->items = s->judgement.carried[0].items;
	to->n_items = s->judgement.carried[0].n_items;
}

static void find(struct vet_site *s)
{
	s->judgement.findings = take(s, SMALL_FINDINGS, sizeof(*s->judgement.findings));
	add_finding(s,
		    &(struct image_finding){.question = QUESTION_MAKER,
					    .answer = ANSWER_CONTRADICTED,
					    .severity = SEVERITY_HIGH,
					    .declaration = -1},
		    "Declared maker: \"Hanbit\". Observed implementation: Northeye.");
	add_finding(s,
		    &(struct image_finding){.question = QUESTION_SERVER_CARRIED,
					    .answer = ANSWER_UNEXPLAINED,
					    .severity = SEVERITY_HIGH,
					    .declaration = -1},
		    "It carries 198.51.100.7:8800 (China), an address that only a new firmware can "
		    "change.");
	add_finding(s,
		    &(struct image_finding){.question = QUESTION_CERTIFICATE,
					    .answer = ANSWER_NOT_TESTED,
					    .severity = SEVERITY_INFO,
					    .declaration = -1},
		    "No certificate was declared.");
	add_finding(s,
		    &(struct image_finding){.question = QUESTION_LABEL,
					    .answer = ANSWER_CONSISTENT,
					    .severity = SEVERITY_INFO,
					    .declaration = -1},
		    vet_site_markup);
}

static struct vet_site *begin(size_t n_images, const char *first, const char *second)
{
	struct vet_site *s = mem_new(1, sizeof(*s));
	static const char *const complaints[] = {"cameras.csv:7: no such column"};

	s->names[0] = first;
	s->names[1] = second;
	s->inventory = inventory_new(s->names, n_images);
	knowledge(s);
	s->judgement.inventory = s->inventory;
	s->judgement.knowledge = &s->knowledge;
	s->judgement.n_images = n_images;
	s->judgement.images = s->verdicts;
	for (size_t i = 0; i < n_images; i++)
		s->verdicts[i] = (struct image_verdict){.image = i,
							.author = -1,
							.author_folder = "",
							.certified = -1,
							.declaration = -1};
	s->input = (struct vet_report_input){.j = &s->judgement,
					     .version = "0.1.0",
					     .places_date = "2024-02-20",
					     .suffixes_date = "",
					     .reference = "",
					     .certified = "",
					     .kept = "",
					     .ended = "",
					     .n_complaints = 1,
					     .complaints = complaints};
	return s;
}

static void judge_maker(struct vet_site *s)
{
	s->votes[0] = (struct vote){.seen = SIZE_MAX,
				    .signature = 0,
				    .cloud = -1,
				    .class = CLASS_FIRMWARE,
				    .forge = FORGE_F3,
				    .weight = 4.2,
				    .weight_alone = 4.2,
				    .n_makers = 1};
	s->votes[1] = (struct vote){.seen = SIZE_MAX,
				    .signature = -2,
				    .cloud = 0,
				    .class = CLASS_CLOUD,
				    .forge = FORGE_F2,
				    .weight = 2.5,
				    .weight_alone = 2.5,
				    .n_makers = 1};
	s->device = (struct verdict_device){.kind = KIND_CAMERA,
					    .kind_probability = 0.9,
					    .n_makers = 2,
					    .maker = 0,
					    .maker_probability = 0.9931,
					    .relabelled = true,
					    .brand = "Hanbit",
					    .model = "NE-2040",
					    .firmware = "5.4.1 build 200313",
					    .serial = "",
					    .n_votes = 2,
					    .votes = s->votes,
					    .declaration = -1};
	s->device.makers[0] = (struct maker_share){.maker = 0, .probability = 0.9931, .hard = 2};
	s->device.makers[1] = (struct maker_share){.maker = -1, .probability = 0.0069};
	s->verdicts[0].device = &s->device;
}

struct vet_site *vet_site_small(void)
{
	struct vet_site *s = begin(2, "army.bin", "civil.bin");

	fill_first(s);
	fill_second(s);
	inventory_settle(s->inventory);
	collections(s);
	s->judgement.reference = &s->reference;
	s->judgement.certified = &s->certified;
	s->input.reference = "known";
	s->input.certified = "certified";
	s->input.started_us = 1709280000000000;
	s->input.finished_us = 1709280005000000;
	carry(s);
	judge_maker(s);
	match_code(s);
	compare(s);
	find(s);
	return s;
}

struct vet_site *vet_site_large(size_t n)
{
	struct vet_site *s = begin(1, "large.bin", "");
	uint32_t own =
		add_file(s, &(struct told){0, 0, "large.bin", "tar", IMAGE_CONTAINER, 0, 1000});
	size_t servers = n / 2;

	for (size_t i = 0; i < n; i++) {
		char *name = take(s, 64, 1);
		(void)snprintf(name, 64, "usr/lib/lib%05zu.so", i);
		uint32_t file = add_file(s, &(struct told){0, own, name, "elf", IMAGE_ELF,
							   IMAGE_OFFSET_UNKNOWN, 1000 + i});
		(void)snprintf(name, 64, "s%05zu.example.com", i / 2);
		add_text(s, file, 0x100, OBS_IMAGE_HOST, name);
	}
	inventory_settle(s->inventory);
	s->judgement.carried = take(s, servers, sizeof(*s->judgement.carried));
	for (size_t i = 0; i < servers; i++) {
		char *name = take(s, 64, 1);
		(void)snprintf(name, 64, "s%05zu.example.com", i);
		struct carried *c = add_carried(s, 0, CARRIED_NAME, name);
		c->items = take(s, 2, sizeof(*c->items));
		c->items[0] = 2 * i;
		c->items[1] = 2 * i + 1;
		c->n_items = c->n_files = 2;
	}
	return s;
}

struct vet_site *vet_site_empty(void)
{
	struct vet_site *s = begin(1, "gone.bin", "");

	add_notice(s, 0, 0, IMAGE_OFFSET_UNKNOWN, true, "can't be read: Input/output error");
	inventory_settle(s->inventory);
	s->input.ended = "the worker was killed by signal 9";
	s->input.no_sandbox = true;
	return s;
}

void vet_site_free(struct vet_site *s)
{
	inventory_free(s->inventory);
	for (size_t i = 0; i < s->n_blocks; i++)
		free(s->blocks[i]);
	free(s->blocks);
	free(s);
}

const struct vet_report_input *vet_site_input(const struct vet_site *s)
{
	return &s->input;
}

struct image_judgement *vet_site_judgement(struct vet_site *s)
{
	return &s->judgement;
}
