/* SPDX-License-Identifier: Apache-2.0 */
#include "vet/vet.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/similar.h"
#include "vet/skeleton.h"

enum {
	GIVE_AT = 256 << 10,
	ITEMS_A_FILE = 20000,    /* a file that holds more holds a list of them */
	SIMILAR_MOST = 64 << 20, /* bytes; longer programs are compared by what they are made of */
};

/* One thread's part of the work. */
struct desk {
	struct vet *vet;
	struct buf out;
	/* the file on it */
	uint32_t file;
	struct map said; /* items given already, by kind and text */
	bool has_said;
	uint64_t items;
	struct {
		uint64_t count;
		char sample[IMAGE_SAMPLE_MAX];
		size_t sample_len;
	} suppressed[SUPPRESSIONS];
};

struct vet {
	struct vet_job job;
	void (*give)(void *ctx, struct slice records);
	void *ctx;
	pthread_mutex_t mutex; /* around give */
	struct unpack *unpack;
	struct desk desks[UNPACK_THREADS_MAX];
};

static void flush(struct desk *d)
{
	if (d->out.len == 0)
		return;
	must(!buf_full(&d->out));
	pthread_mutex_lock(&d->vet->mutex);
	d->vet->give(d->vet->ctx, slice_of(d->out.at, d->out.len));
	pthread_mutex_unlock(&d->vet->mutex);
	buf_clear(&d->out);
}

static void say(struct desk *d, const struct image_record *record)
{
	image_record_encode(&d->out, record);
	if (d->out.len >= GIVE_AT)
		flush(d);
}

/* True when the file said the same before. */
static bool said_before(struct desk *d, const struct image_item *item)
{
	uint8_t key[2 + 8 + 17 + IMAGE_TEXT_MAX];
	size_t text = item->text.len < IMAGE_TEXT_MAX ? item->text.len : IMAGE_TEXT_MAX;
	uint16_t kind = (uint16_t)item->kind;

	if (!d->has_said)
		map_init(&d->said);
	d->has_said = true;
	memcpy(key, &kind, 2);
	memcpy(key + 2, &item->number, 8);
	key[10] = item->addr.family;
	memcpy(key + 11, item->addr.bytes, 16);
	if (text)
		memcpy(key + 27, item->text.at, text);
	return map_put(&d->said, key, 27 + text, d) != NULL;
}

static void take_item(void *ctx, const struct image_item *item)
{
	struct desk *d = ctx;

	if (d->items >= ITEMS_A_FILE || said_before(d, item))
		return;
	struct image_record r = {.type = IMAGE_RECORD_ITEM, .item = *item};
	r.item.file = d->file;
	d->items++;
	say(d, &r);
	if (d->items == ITEMS_A_FILE)
		say(d, &(struct image_record){
			       .type = IMAGE_RECORD_NOTICE,
			       .notice = {.file = d->file,
					  .offset = item->offset,
					  .incomplete = true,
					  .text = "holds more facts than are told of one file"}});
}

static void take_suppressed(void *ctx, enum image_suppression why, struct slice sample)
{
	struct desk *d = ctx;

	if (d->suppressed[why].count++ == 0) {
		size_t n = sample.len < IMAGE_SAMPLE_MAX ? sample.len : IMAGE_SAMPLE_MAX;
		if (n)
			memcpy(d->suppressed[why].sample, sample.at, n);
		d->suppressed[why].sample_len = n;
	}
}

static void tell_suppressed(struct desk *d)
{
	for (unsigned i = 0; i < SUPPRESSIONS; i++) {
		if (d->suppressed[i].count == 0)
			continue;
		say(d, &(struct image_record){
			       .type = IMAGE_RECORD_SUPPRESSED,
			       .suppressed = {.file = d->file,
					      .why = i,
					      .count = d->suppressed[i].count,
					      .sample = slice_of(d->suppressed[i].sample,
								 d->suppressed[i].sample_len)}});
		d->suppressed[i].count = 0;
	}
}

static void tell_file(struct desk *d, const struct unpack_file *f, enum image_content content)
{
	struct image_record r = {.type = IMAGE_RECORD_FILE,
				 .file = {.image = f->image,
					  .id = f->id,
					  .parent = f->parent,
					  .offset = f->offset,
					  .size = f->bytes.len,
					  .content = content,
					  .mode = f->mode,
					  .broken = f->broken,
					  .program = content == IMAGE_ELF || content == IMAGE_PE ||
						     content == IMAGE_SCRIPT,
					  .name = f->name}};
	const char *format = f->format[0]           ? f->format
			     : content == IMAGE_ELF ? "elf"
			     : content == IMAGE_PE  ? "pe"
						    : "";

	memcpy(r.file.format, format, strlen(format) + 1);
	(void)EVP_Digest(f->bytes.at ? (const void *)f->bytes.at : "", f->bytes.len, r.file.sha256,
			 NULL, EVP_sha256(), NULL);
	if (r.file.program && d->vet->job.alike) {
		(void)skeleton_digest(f->bytes, r.file.skeleton);
		if (f->bytes.len <= SIMILAR_MOST)
			similar_digest(f->bytes.at, f->bytes.len, r.file.similar,
				       sizeof(r.file.similar));
	}
	say(d, &r);
}

static void tell_pieces(struct desk *d, const struct unpack_file *f)
{
	for (size_t at = 0; at < f->bytes.len; at += IMAGE_PIECE_MAX) {
		size_t left = f->bytes.len - at;
		say(d,
		    &(struct image_record){
			    .type = IMAGE_RECORD_PIECE,
			    .piece = {.file = f->id,
				      .offset = at,
				      .bytes = slice_of(
					      f->bytes.at + at,
					      left < IMAGE_PIECE_MAX ? left : IMAGE_PIECE_MAX)}});
	}
}

/* The bytes that are not read elsewhere make up nothing worth telling. */
static bool is_all_inside(const struct unpack_file *f)
{
	uint64_t at = 0;

	for (size_t i = 0; i < f->n_inside; i++) {
		for (; at < f->inside[i].from; at++)
			if (f->bytes.at[at] != 0 && f->bytes.at[at] != 0xff)
				return false;
		at = f->inside[i].to;
	}
	for (; at < f->bytes.len; at++)
		if (f->bytes.at[at] != 0 && f->bytes.at[at] != 0xff)
			return false;
	return f->n_inside > 0;
}

static void take_file(void *ctx, unsigned thread, const struct unpack_file *f)
{
	struct vet *v = ctx;
	struct desk *d = &v->desks[thread];
	bool inside = is_all_inside(f);
	enum image_content content =
		inside ? IMAGE_CONTAINER : sift_content(f->path, f->mode, f->bytes);
	const struct sift_sink sink = {.ctx = d, .item = take_item, .suppressed = take_suppressed};
	const struct sift_file file = {.path = f->path,
				       .mode = f->mode,
				       .content = content,
				       .bytes = f->bytes,
				       .n_skip = f->n_inside,
				       .skip = (const struct sift_range *)(const void *)f->inside};

	_Static_assert(sizeof(struct sift_range) == sizeof(struct unpack_range), "the same pair");
	d->file = f->id;
	d->items = 0;
	tell_file(d, f, content);
	if (v->job.keep && f->parent)
		tell_pieces(d, f);
	if (!inside)
		sift_file(v->job.sift, thread, &file, &sink);
	tell_suppressed(d);
	if (d->has_said)
		map_done(&d->said, NULL);
	d->has_said = false;
}

static void take_notice(void *ctx, unsigned thread, uint32_t image, uint32_t file, uint64_t offset,
			bool incomplete, const char *text)
{
	struct vet *v = ctx;
	struct image_record r = {
		.type = IMAGE_RECORD_NOTICE,
		.notice = {
			.image = image, .file = file, .offset = offset, .incomplete = incomplete}};
	size_t len = strlen(text);

	if (len >= sizeof(r.notice.text))
		len = sizeof(r.notice.text) - 1;
	memcpy(r.notice.text, text, len);
	say(&v->desks[thread], &r);
}

static void take_progress(void *ctx, unsigned thread, uint64_t bytes)
{
	struct vet *v = ctx;

	say(&v->desks[thread],
	    &(struct image_record){.type = IMAGE_RECORD_PROGRESS, .progress = {.bytes = bytes}});
}

struct vet *vet_new(const struct vet_job *job, void (*give)(void *ctx, struct slice records),
		    void *ctx)
{
	struct vet *v = mem_new(1, sizeof(*v));
	const struct unpack_visitor visitor = {
		.ctx = v, .file = take_file, .notice = take_notice, .progress = take_progress};

	v->job = *job;
	v->give = give;
	v->ctx = ctx;
	pthread_mutex_init(&v->mutex, NULL);
	for (unsigned i = 0; i < job->threads; i++) {
		v->desks[i].vet = v;
		buf_init(&v->desks[i].out, GIVE_AT + 2 * IMAGE_BODY_MAX);
	}
	/* the libraries read what they need at the first use: now, while they may */
	sift_prepare();
	v->unpack = unpack_new(&job->limits, &visitor, job->threads, job->spools, job->n_spools);
	if (!v->unpack) {
		vet_free(v);
		return NULL;
	}
	say(&v->desks[0],
	    &(struct image_record){.type = IMAGE_RECORD_HELLO, .version = IMAGE_CODEC_VERSION});
	return v;
}

void vet_image(struct vet *v, uint32_t image, struct slice name, struct slice bytes)
{
	unpack_image(v->unpack, image, name, bytes);
	for (unsigned i = 0; i < v->job.threads; i++)
		flush(&v->desks[i]);
}

void vet_unreadable(struct vet *v, uint32_t image, const char *why)
{
	take_notice(v, 0, image, 0, IMAGE_OFFSET_UNKNOWN, true, why);
}

void vet_finish(struct vet *v)
{
	say(&v->desks[0], &(struct image_record){.type = IMAGE_RECORD_END});
	for (unsigned i = v->job.threads; i > 0; i--)
		flush(&v->desks[i - 1]);
}

void vet_free(struct vet *v)
{
	if (!v)
		return;
	unpack_free(v->unpack);
	for (unsigned i = 0; i < v->job.threads; i++)
		buf_done(&v->desks[i].out);
	pthread_mutex_destroy(&v->mutex);
	free(v);
}
