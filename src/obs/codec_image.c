/* SPDX-License-Identifier: Apache-2.0
 *
 * Records of delivered files.
 */
#include <string.h>

#include "obs/codec_parts.h"
#include "obs/image.h"

enum { HEAD = 5, FLAG_ITEM_CUT = 1, FLAG_BROKEN = 1, FLAG_PROGRAM = 2 };

static const char *const contents[IMAGE_CONTENTS] = {
	[IMAGE_DATA] = "data",
	[IMAGE_CONTAINER] = "container",
	[IMAGE_ELF] = "program",
	[IMAGE_PE] = "program of Windows",
	[IMAGE_SCRIPT] = "script",
	[IMAGE_WEB] = "page",
	[IMAGE_TEXT] = "text",
	[IMAGE_PAPER] = "paper",
	[IMAGE_CERTIFICATE] = "certificate",
};

static const char *const suppressions[SUPPRESSIONS] = {
	[SUPPRESSED_EXAMPLE] = "set aside for documentation",
	[SUPPRESSED_NAMESPACE] = "names of schemas",
	[SUPPRESSED_PAPER] = "in licences, manuals, translations or comments",
	[SUPPRESSED_VERSION] = "version numbers or object identifiers",
	[SUPPRESSED_NO_NAME] = "file or program names without a registered domain",
	[SUPPRESSED_PROJECT] = "homes of free software projects",
	[SUPPRESSED_LOCAL] = "addresses that lead nowhere outside",
	[SUPPRESSED_CODE] = "in binaries with nothing near that opens connections",
	[SUPPRESSED_AUTHORITY] = "in certificates of public authorities",
};

const char *image_content_name(enum image_content c)
{
	must(c < IMAGE_CONTENTS);
	return contents[c];
}

const char *image_suppression_name(enum image_suppression s)
{
	must(s < SUPPRESSIONS);
	return suppressions[s];
}

static struct slice at_most(struct slice s, size_t max)
{
	return slice_of(s.at, s.len < max ? s.len : max);
}

static struct slice text_of(const char *text, size_t room)
{
	return slice_of(text, strnlen(text, room - 1));
}

static void put_file(struct buf *out, const struct image_file *f)
{
	buf_be32(out, f->image);
	buf_be32(out, f->id);
	buf_be32(out, f->parent);
	buf_be64(out, f->offset);
	buf_be64(out, f->size);
	buf_u8(out, (uint8_t)f->content);
	put_text(out, text_of(f->format, sizeof(f->format)));
	buf_be16(out, f->mode);
	buf_u8(out, (uint8_t)((f->broken ? FLAG_BROKEN : 0) | (f->program ? FLAG_PROGRAM : 0)));
	buf_put(out, f->sha256, sizeof(f->sha256));
	buf_put(out, f->skeleton, sizeof(f->skeleton));
	put_text(out, text_of(f->similar, sizeof(f->similar)));
	put_text(out, at_most(f->name, IMAGE_NAME_MAX));
}

static void get_file(struct cursor *in, struct image_file *f)
{
	f->image = cursor_be32(in);
	f->id = cursor_be32(in);
	f->parent = cursor_be32(in);
	f->offset = cursor_be64(in);
	f->size = cursor_be64(in);
	f->content = cursor_u8(in);
	copy_text(get_text(in, IMAGE_FORMAT_MAX - 1), f->format);
	f->mode = cursor_be16(in);
	uint8_t flags = cursor_u8(in);
	f->broken = flags & FLAG_BROKEN;
	f->program = flags & FLAG_PROGRAM;
	struct slice digest = cursor_take(in, sizeof(f->sha256));
	if (digest.len)
		memcpy(f->sha256, digest.at, digest.len);
	digest = cursor_take(in, sizeof(f->skeleton));
	if (digest.len)
		memcpy(f->skeleton, digest.at, digest.len);
	copy_text(get_text(in, IMAGE_SIMILAR_MAX - 1), f->similar);
	f->name = get_text(in, IMAGE_NAME_MAX);
	if (f->content >= IMAGE_CONTENTS || f->id == 0 || f->parent >= f->id ||
	    flags > (FLAG_BROKEN | FLAG_PROGRAM))
		cursor_fail(in, CURSOR_BAD);
}

static void put_item(struct buf *out, const struct image_item *i)
{
	buf_be32(out, i->file);
	buf_be64(out, i->offset);
	buf_be16(out, (uint16_t)i->kind);
	buf_u8(out, i->cut || i->text.len > IMAGE_TEXT_MAX);
	buf_be64(out, i->number);
	buf_u8(out, i->addr.family);
	buf_put(out, i->addr.bytes, i->addr.family == 4 ? 4 : i->addr.family == 6 ? 16 : 0);
	put_text(out, at_most(i->text, IMAGE_TEXT_MAX));
	put_text(out, at_most(i->context, IMAGE_CONTEXT_MAX));
	buf_be64(out, i->context_at);
}

static void get_item(struct cursor *in, struct image_item *i)
{
	i->file = cursor_be32(in);
	i->offset = cursor_be64(in);
	i->kind = cursor_be16(in);
	i->cut = get_bool(in);
	i->number = cursor_be64(in);
	i->addr.family = cursor_u8(in);
	if (i->addr.family != 0 && i->addr.family != 4 && i->addr.family != 6)
		cursor_fail(in, CURSOR_BAD);
	struct slice a = cursor_take(in, i->addr.family == 4 ? 4 : i->addr.family == 6 ? 16 : 0);
	if (a.len)
		memcpy(i->addr.bytes, a.at, a.len);
	i->text = get_text(in, IMAGE_TEXT_MAX);
	i->context = get_text(in, IMAGE_CONTEXT_MAX);
	i->context_at = cursor_be64(in);
	if (i->kind >= OBS_KINDS || i->file == 0)
		cursor_fail(in, CURSOR_BAD);
}

static void put_notice(struct buf *out, const struct image_notice *n)
{
	buf_be32(out, n->image);
	buf_be32(out, n->file);
	buf_be64(out, n->offset);
	buf_u8(out, n->incomplete);
	put_text(out, text_of(n->text, sizeof(n->text)));
}

static void get_notice(struct cursor *in, struct image_notice *n)
{
	n->image = cursor_be32(in);
	n->file = cursor_be32(in);
	n->offset = cursor_be64(in);
	n->incomplete = get_bool(in);
	copy_text(get_text(in, IMAGE_NOTICE_MAX - 1), n->text);
}

static void put_body(struct buf *out, const struct image_record *r)
{
	switch (r->type) {
	case IMAGE_RECORD_HELLO:
		buf_be32(out, r->version);
		break;
	case IMAGE_RECORD_FILE:
		put_file(out, &r->file);
		break;
	case IMAGE_RECORD_ITEM:
		put_item(out, &r->item);
		break;
	case IMAGE_RECORD_NOTICE:
		put_notice(out, &r->notice);
		break;
	case IMAGE_RECORD_SUPPRESSED:
		buf_be32(out, r->suppressed.file);
		buf_u8(out, (uint8_t)r->suppressed.why);
		buf_be64(out, r->suppressed.count);
		put_text(out, at_most(r->suppressed.sample, IMAGE_SAMPLE_MAX));
		break;
	case IMAGE_RECORD_PIECE:
		buf_be32(out, r->piece.file);
		buf_be64(out, r->piece.offset);
		put_text(out, at_most(r->piece.bytes, IMAGE_PIECE_MAX));
		break;
	case IMAGE_RECORD_PROGRESS:
		buf_be64(out, r->progress.bytes);
		break;
	case IMAGE_RECORD_END:
		break;
	}
}

void image_record_encode(struct buf *out, const struct image_record *record)
{
	size_t head = out->len;

	buf_u8(out, (uint8_t)record->type);
	buf_be32(out, 0);
	size_t body = out->len;
	put_body(out, record);
	if (buf_full(out)) {
		out->len = head;
		return;
	}
	size_t len = out->len - body;
	for (unsigned i = 0; i < 4; i++)
		out->at[head + 1 + i] = (uint8_t)(len >> (24 - 8 * i));
}

static void get_body(struct cursor *in, struct image_record *r)
{
	switch (r->type) {
	case IMAGE_RECORD_HELLO:
		r->version = cursor_be32(in);
		break;
	case IMAGE_RECORD_FILE:
		get_file(in, &r->file);
		break;
	case IMAGE_RECORD_ITEM:
		get_item(in, &r->item);
		break;
	case IMAGE_RECORD_NOTICE:
		get_notice(in, &r->notice);
		break;
	case IMAGE_RECORD_SUPPRESSED:
		r->suppressed.file = cursor_be32(in);
		r->suppressed.why = cursor_u8(in);
		r->suppressed.count = cursor_be64(in);
		r->suppressed.sample = get_text(in, IMAGE_SAMPLE_MAX);
		if (r->suppressed.why >= SUPPRESSIONS)
			cursor_fail(in, CURSOR_BAD);
		break;
	case IMAGE_RECORD_PIECE:
		r->piece.file = cursor_be32(in);
		r->piece.offset = cursor_be64(in);
		r->piece.bytes = get_text(in, IMAGE_PIECE_MAX);
		break;
	case IMAGE_RECORD_PROGRESS:
		r->progress.bytes = cursor_be64(in);
		break;
	case IMAGE_RECORD_END:
		break;
	default:
		cursor_fail(in, CURSOR_BAD);
	}
}

int image_record_decode(struct cursor *in, struct image_record *ret_record, struct err *err)
{
	struct cursor ahead = *in;

	if (cursor_left(&ahead) < HEAD)
		return 0;
	uint8_t type = cursor_u8(&ahead);
	uint32_t len = cursor_be32(&ahead);
	if (len > IMAGE_BODY_MAX)
		return err_set(err, "a record of type %u claims %u bytes", type, len);
	if (cursor_left(&ahead) < len)
		return 0;
	struct cursor body = cursor_within(&ahead, len);
	memset(ret_record, 0, sizeof(*ret_record));
	ret_record->type = type;
	get_body(&body, ret_record);
	if (!cursor_closed(&body))
		return err_set(err, "a record of type %u is malformed", type);
	*in = ahead;
	return 1;
}
