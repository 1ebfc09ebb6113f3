/* SPDX-License-Identifier: Apache-2.0
 * The bounded walks that dissectors share: XML, JSON, URLs, DNS messages. */
#include "fuzz.h"

#include "base/json.h"
#include "base/xml.h"
#include "proto/dns_message.h"
#include "proto/url.h"

struct count {
	size_t leaves, input;
};

static void on_xml(void *ctx, const struct xml_leaf *leaf)
{
	struct count *c = ctx;

	must(++c->leaves <= c->input);
	must(strlen(leaf->path) < XML_PATH_MAX && strlen(leaf->name) < XML_PATH_MAX);
	must(leaf->is_attribute || xml_path_ends(leaf->path, leaf->name));
	must(leaf->text.len <= XML_TEXT_MAX);
	fuzz_touch(slice_text(leaf->prefix));
	fuzz_touch(leaf->text);
}

static void one_xml(struct slice input)
{
	struct count c = {.input = input.len};
	(void)xml_walk(input, on_xml, &c);
}

static void on_json(void *ctx, const struct json_leaf *leaf)
{
	struct count *c = ctx;

	must(++c->leaves <= JSON_LEAVES_MAX && c->leaves <= c->input);
	must(strlen(leaf->path) < JSON_PATH_MAX && strlen(leaf->name) < JSON_PATH_MAX);
	fuzz_touch(leaf->text);
}

static void one_json(struct slice input)
{
	struct count c = {.input = input.len};
	(void)json_walk(input, on_json, &c);
}

static void one_url(struct slice input)
{
	struct text once = {0}, again = {0};
	struct slice path = url_path(input), host = url_host(input);

	must(path.len <= input.len && host.len <= input.len);
	must(path.len == 0 || path.at[0] == '/' || path.at[0] == '?');
	fuzz_touch(path);
	fuzz_touch(host);
	url_put_clean(&once, input);
	must(once.len <= TEXT_MAX);
	/* What was once clean is clean: nothing that looked like a secret is left. */
	if (once.len < TEXT_MAX) {
		url_put_clean(&again, text_view(&once));
		must(slice_equal(text_view(&once), text_view(&again)));
	}
}

static void one_dns(struct slice input)
{
	struct dns_walk walk;
	struct dns_question question;
	struct dns_record record;
	struct dns_text text;
	struct dns_name name;
	size_t at = 0, n = 0;

	if (!dns_open(input, input.len, &walk))
		return;
	enum dns_body body = dns_body(walk, &at);
	must(at <= input.len);
	while (dns_question(&walk, &question)) {
		must(question.name.len <= DNS_NAME_MAX);
		dns_name_text(&question.name, &text);
		must(text.len <= DNS_TEXT_MAX);
		must(++n * DNS_QUESTION_LEAST <= input.len);
	}
	while (dns_record(&walk, &record)) {
		dns_name_text_without(&record.owner, "local", &text);
		fuzz_touch(record.data);
		must(record.data_at + record.data.len <= input.len);
		if (dns_data_name(&walk, &record, 0, &name))
			dns_name_text(&name, &text);
		must(++n <= input.len);
	}
	must(dns_offset(&walk) <= input.len);
	must(body == DNS_BODY_BROKEN || !dns_broken(&walk));
}

const struct fuzz_target fuzz_text_targets[] = {
	{"xml", one_xml},         {"json", one_json}, {"url", one_url},
	{"dns_message", one_dns}, {NULL, NULL},
};
