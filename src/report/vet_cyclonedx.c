/* SPDX-License-Identifier: Apache-2.0
 *
 * What was found, as a CycloneDX 1.6 document (ECMA-424, https://cyclonedx.org/docs/1.6/json/): the
 * firmware with its hash, the free software in it with versions, its programs with their hashes,
 * certificates, keys and passwords as cryptographic assets, and the servers it carries as services.
 * The serial number is a UUID of version 8 (RFC 9562) made of the SHA-256 of the delivered files'
 * SHA-256s, so that the same files give the same document.
 */
#include <ctype.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "base/err.h"
#include "report/json_out.h"
#include "report/vet_parts.h"
#include "report/vet_view.h"
#include "report/words.h"

enum { LINED_DEPTH = 3, OCCURRENCES_SHOWN = 16, TEXT_MAX = 8192 };

struct bom {
	struct json_out *j;
	const struct vet_report_input *in;
	struct buf text;
	bool has_kernel; /* of the image at hand */
};

static struct buf *start(struct bom *b)
{
	buf_clear(&b->text);
	return &b->text;
}

static void put(struct bom *b, const char *key)
{
	json_out_slice(b->j, key, slice_of(b->text.at, b->text.len));
}

/* Unique in the document, and the same for the same input. */
static void reference(struct bom *b, const char *kind, size_t image, size_t n)
{
	buf_printf(start(b), "%s-%zu-%zu", kind, image, n);
	put(b, "bom-ref");
}

static void sha256(struct bom *b, struct slice digest)
{
	json_out_array(b->j, "hashes");
	json_out_object(b->j, NULL);
	json_out_text(b->j, "alg", "SHA-256");
	json_out_hex(b->j, "content", digest);
	json_out_close(b->j);
	json_out_close(b->j);
}

static void property(struct bom *b, const char *name, const char *value)
{
	if (!value || !value[0])
		return;
	json_out_object(b->j, NULL);
	json_out_text(b->j, "name", name);
	json_out_text(b->j, "value", value);
	json_out_close(b->j);
}

static void occurrence(struct bom *b, const struct inventory_item *item)
{
	json_out_object(b->j, NULL);
	vet_path(start(b), b->in, item->file, SIZE_MAX);
	put(b, "location");
	if (item->offset <= INT64_MAX)
		json_out_number(b->j, "offset", item->offset);
	json_out_close(b->j);
}

/* Where the facts of a row stand. */
static void evidence(struct bom *b, const size_t *items, size_t n)
{
	json_out_object(b->j, "evidence");
	json_out_array(b->j, "occurrences");
	for (size_t i = 0; i < n && i < OCCURRENCES_SHOWN; i++)
		occurrence(b, &b->in->j->inventory->items[items[i]]);
	json_out_close(b->j);
	json_out_close(b->j);
}

static void serial_number(struct bom *b)
{
	static const char kind[] = "camtrail vet";
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	uint8_t id[EVP_MAX_MD_SIZE] = {0};
	unsigned len = 0;

	if (!digest || !EVP_DigestInit_ex(digest, EVP_sha256(), NULL) ||
	    !EVP_DigestUpdate(digest, kind, sizeof(kind)))
		mem_none_left();
	for (size_t i = 0; i < b->in->j->inventory->n_images; i++) {
		const struct inventory_file *own = vet_own_file(b->in, i);
		const char *name = b->in->j->inventory->images[i].name;
		if (!EVP_DigestUpdate(digest, name, strlen(name) + 1) ||
		    (own && !EVP_DigestUpdate(digest, own->sha256, sizeof(own->sha256))))
			mem_none_left();
	}
	if (!EVP_DigestFinal_ex(digest, id, &len))
		mem_none_left();
	EVP_MD_CTX_free(digest);
	id[6] = (uint8_t)((id[6] & 0x0f) | 0x80);
	id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
	buf_text(start(b), "urn:uuid:");
	for (unsigned i = 0; i < 16; i++)
		buf_printf(&b->text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			   id[i]);
	put(b, "serialNumber");
}

/* The Linux kernel says "Linux version 3.10.73 (...)"; others begin with the version. */
static struct slice kernel_version(struct slice text)
{
	static const char lead[] = "Linux version ";
	size_t from = 0, len = 0;

	if (text.len > sizeof(lead) - 1 && memcmp(text.at, lead, sizeof(lead) - 1) == 0)
		from = sizeof(lead) - 1;
	while (from + len < text.len && text.at[from + len] > ' ')
		len++;
	return slice_of(text.at + from, len);
}

static void part(struct bom *b, size_t image, size_t n, const struct vet_row *r)
{
	struct slice name, version;
	const struct vet_part *known;

	if (r->kind == OBS_IMAGE_KERNEL) {
		name = slice_text("linux");
		version = kernel_version(r->item->text);
	} else {
		vet_part_split(r->item->text, &name, &version);
	}
	known = vet_part_find(name);
	if (r->kind == OBS_IMAGE_COMPONENT && b->has_kernel && slice_same_word(name, "linux"))
		return; /* the kernel says more */
	json_out_object(b->j, NULL);
	json_out_text(b->j, "type", known ? known->type : "library");
	reference(b, r->kind == OBS_IMAGE_KERNEL ? "kernel" : "component", image, n);
	json_out_slice(b->j, "name", name);
	if (version.len)
		json_out_slice(b->j, "version", version);
	if (known) {
		vet_part_cpe(start(b), known, version);
		if (b->text.len)
			put(b, "cpe");
		vet_part_purl(start(b), known, version);
		if (b->text.len)
			put(b, "purl");
	}
	evidence(b, r->items, r->n);
	json_out_close(b->j);
}

static void program(struct bom *b, size_t image, size_t file)
{
	const struct inventory_file *f = &b->in->j->inventory->files[file];

	json_out_object(b->j, NULL);
	json_out_text(b->j, "type", "file");
	reference(b, "file", image, file - b->in->j->inventory->images[image].first_file);
	vet_path(start(b), b->in, file, SIZE_MAX);
	put(b, "name");
	sha256(b, slice_of(f->sha256, sizeof(f->sha256)));
	json_out_array(b->j, "properties");
	property(b, "camtrail:content", image_content_name(f->content));
	property(b, "camtrail:format", f->format);
	property(b, "camtrail:tlsh", f->similar);
	json_out_close(b->j);
	json_out_close(b->j);
}

static void certificate(struct bom *b, size_t image, size_t n, const struct vet_certificate *c)
{
	char time[WORDS_TIME_MAX];

	json_out_object(b->j, NULL);
	json_out_text(b->j, "type", "cryptographic-asset");
	reference(b, "certificate", image, n);
	json_out_slice(b->j, "name", c->subject.len ? c->subject : slice_text("certificate"));
	if (c->sha256.len == 32)
		sha256(b, c->sha256);
	json_out_object(b->j, "cryptoProperties");
	json_out_text(b->j, "assetType", "certificate");
	json_out_object(b->j, "certificateProperties");
	if (c->subject.len)
		json_out_slice(b->j, "subjectName", c->subject);
	if (c->issuer.len)
		json_out_slice(b->j, "issuerName", c->issuer);
	if (c->expires && c->expires < INT64_MAX / 1000000)
		json_out_text(b->j, "notValidAfter",
			      words_iso_time((int64_t)c->expires * 1000000, time));
	json_out_text(b->j, "certificateFormat", "X.509");
	json_out_close(b->j);
	json_out_close(b->j);
	const size_t at = (size_t)(c->at - b->in->j->inventory->items);
	evidence(b, &at, 1);
	json_out_close(b->j);
}

/* "RSA, 2048 bits, ..." gives 2048; 0 = it does not say. */
static unsigned bits_of(struct slice text)
{
	static const char word[] = " bits";
	unsigned bits = 0;

	for (size_t i = 0; i + sizeof(word) - 1 <= text.len; i++) {
		if (memcmp(text.at + i, word, sizeof(word) - 1) != 0)
			continue;
		size_t from = i;
		while (from > 0 && i - from < 6 && isdigit(text.at[from - 1]))
			from--;
		for (size_t k = from; k < i; k++)
			bits = bits * 10 + (unsigned)(text.at[k] - '0');
		return bits;
	}
	return 0;
}

/* Keys and passwords; the passwords themselves stay out: other programs pass such documents on. */
static void secret(struct bom *b, size_t image, size_t n, const struct vet_row *r)
{
	bool password = r->kind == OBS_IMAGE_PASSWORD;
	unsigned bits = password ? 0 : bits_of(r->item->text);

	if (r->kind == OBS_IMAGE_ACCOUNT)
		return;
	json_out_object(b->j, NULL);
	json_out_text(b->j, "type", "cryptographic-asset");
	reference(b, "secret", image, n);
	if (password)
		json_out_text(b->j, "name", "password or its hash");
	else
		json_out_slice(b->j, "name", r->item->text);
	json_out_object(b->j, "cryptoProperties");
	json_out_text(b->j, "assetType", "related-crypto-material");
	json_out_object(b->j, "relatedCryptoMaterialProperties");
	json_out_text(b->j, "type",
		      password                           ? "password"
		      : r->kind == OBS_IMAGE_PRIVATE_KEY ? "private-key"
							 : "public-key");
	if (bits)
		json_out_number(b->j, "size", bits);
	json_out_close(b->j);
	json_out_close(b->j);
	evidence(b, r->items, r->n);
	json_out_close(b->j);
}

/* True when there was one. */
static bool rows(struct bom *b, size_t image, const enum obs_kind *kinds,
		 void (*row)(struct bom *b, size_t image, size_t n, const struct vet_row *r))
{
	struct vet_rows r = vet_rows_of(b->in, image, kinds);

	for (size_t i = 0; i < r.n; i++)
		row(b, image, i, &r.rows[i]);
	bool any = r.n > 0;
	vet_rows_done(&r);
	return any;
}

/* What an image is made of: elements of an array that is open. */
static void parts_of(struct bom *b, size_t image)
{
	static const enum obs_kind kernel[] = {OBS_IMAGE_KERNEL, OBS_KINDS};
	const struct inventory_image *im = &b->in->j->inventory->images[image];
	size_t n = 0;

	b->has_kernel = rows(b, image, kernel, part);
	(void)rows(b, image, vet_parts, part);
	for (size_t i = im->first_file; i < im->first_file + im->n_files; i++)
		if (b->in->j->inventory->files[i].program)
			program(b, image, i);
	struct vet_certificate *all = vet_certificates(b->in, image, &n);
	for (size_t i = 0; i < n; i++)
		certificate(b, image, i, &all[i]);
	free(all);
	(void)rows(b, image, vet_secrets, secret);
}

/* The members of the delivered file itself. */
static void image_members(struct bom *b, size_t image)
{
	const struct inventory_file *own = vet_own_file(b->in, image);
	const struct verdict_device *v = vet_maker(b->in, image);

	json_out_text(b->j, "type", "firmware");
	reference(b, "image", image, 0);
	json_out_text(b->j, "name", b->in->j->inventory->images[image].name);
	if (v && v->firmware && v->firmware[0])
		json_out_text(b->j, "version", v->firmware);
	if (own)
		sha256(b, slice_of(own->sha256, sizeof(own->sha256)));
	json_out_array(b->j, "properties");
	if (v) {
		property(b, "camtrail:brand", v->brand);
		property(b, "camtrail:model", v->model);
		property(b, "camtrail:maker-observed",
			 v->maker < 0 ? "" : words_maker(b->in->j->knowledge, v->maker));
	}
	json_out_close(b->j);
}

static void metadata(struct bom *b)
{
	json_out_object(b->j, "metadata");
	if (b->in->finished_us)
		json_out_time(b->j, "timestamp", b->in->finished_us);
	json_out_array(b->j, "lifecycles");
	json_out_object(b->j, NULL);
	json_out_text(b->j, "phase", "post-build");
	json_out_close(b->j);
	json_out_close(b->j);
	json_out_object(b->j, "tools");
	json_out_array(b->j, "components");
	json_out_object(b->j, NULL);
	json_out_text(b->j, "type", "application");
	json_out_text(b->j, "name", "camtrail");
	json_out_text(b->j, "version", b->in->version);
	json_out_close(b->j);
	json_out_close(b->j);
	json_out_close(b->j);
	json_out_object(b->j, "component");
	if (b->in->j->inventory->n_images == 1) {
		image_members(b, 0);
	} else {
		json_out_text(b->j, "type", "firmware");
		json_out_text(b->j, "bom-ref", "delivered");
		json_out_text(b->j, "name", "delivered files");
	}
	json_out_close(b->j);
	json_out_close(b->j);
}

static void components(struct bom *b)
{
	size_t n = b->in->j->inventory->n_images;

	json_out_array(b->j, "components");
	if (n == 1)
		parts_of(b, 0);
	for (size_t i = 0; n > 1 && i < n; i++) {
		json_out_object(b->j, NULL);
		image_members(b, i);
		json_out_array(b->j, "components");
		parts_of(b, i);
		json_out_close(b->j);
		json_out_close(b->j);
	}
	json_out_close(b->j);
}

/* //host:port, a reference relative to a scheme that is not known (RFC 3986, 4.2). What can't stand in
 * a URI is percent-encoded. */
static void endpoint(struct bom *b, const struct carried *c)
{
	char address[WORDS_ENDPOINT_MAX];
	struct buf *text = start(b);

	buf_text(text, "//");
	if (c->name[0]) {
		for (const char *at = c->name; *at; at++)
			if (isalnum((unsigned char)*at) || strchr("-._~", *at))
				buf_u8(text, (uint8_t)*at);
			else
				buf_printf(text, "%%%02X", (unsigned char)*at);
		if (c->port)
			buf_printf(text, ":%u", c->port);
	} else if (c->addr.family == 6 && c->port == 0) {
		buf_printf(text, "[%s]", words_endpoint(&c->addr, 0, address));
	} else {
		buf_text(text, words_endpoint(&c->addr, c->port, address));
	}
	put(b, NULL);
}

static void service(struct bom *b, size_t n)
{
	const struct carried *c = &b->in->j->carried[n];

	json_out_object(b->j, NULL);
	reference(b, "server", c->image, n);
	if (vet_operator(c)[0]) {
		json_out_object(b->j, "provider");
		json_out_text(b->j, "name", vet_operator(c));
		json_out_close(b->j);
	}
	vet_server(start(b), c);
	put(b, "name");
	json_out_array(b->j, "endpoints");
	endpoint(b, c);
	json_out_close(b->j);
	json_out_bool(b->j, "x-trust-boundary", true);
	json_out_array(b->j, "properties");
	property(b, "camtrail:role", vet_role_id(c->role));
	property(b, "camtrail:country", c->place.country);
	property(b, "camtrail:why", c->why_role);
	for (size_t i = 0; i < c->n_items && i < OCCURRENCES_SHOWN; i++) {
		vet_place(start(b), b->in, &b->in->j->inventory->items[c->items[i]], SIZE_MAX);
		json_out_object(b->j, NULL);
		json_out_text(b->j, "name", "camtrail:place");
		put(b, "value");
		json_out_close(b->j);
	}
	json_out_close(b->j);
	json_out_close(b->j);
}

void report_vet_cyclonedx(FILE *out, const struct vet_report_input *in)
{
	struct json_out j;
	struct bom b = {.j = &j, .in = in};

	buf_init(&b.text, TEXT_MAX);
	json_out_init(&j, out, LINED_DEPTH, false);
	json_out_object(&j, NULL);
	json_out_text(&j, "$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
	json_out_text(&j, "bomFormat", "CycloneDX");
	json_out_text(&j, "specVersion", "1.6");
	serial_number(&b);
	json_out_number(&j, "version", 1);
	metadata(&b);
	components(&b);
	json_out_array(&j, "services");
	for (size_t i = 0; i < in->j->n_carried; i++)
		service(&b, i);
	json_out_close(&j);
	json_out_close(&j);
	json_out_done(&j);
	buf_done(&b.text);
}
