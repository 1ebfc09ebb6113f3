/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

static const char *const document_names[] = {"XML", "HTML", "JSON", "SDP", "CERTIFICATE", "TEXT"};

static void print_bytes(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] >= 0x20 && s.at[i] < 0x7f)
			buf_u8(out, s.at[i]);
		else
			buf_printf(out, "\\x%02x", s.at[i]);
	}
}

static void take(struct sink *sink, const struct obs *obs)
{
	struct proto_test *t = (struct proto_test *)sink;
	const struct obs_kind_info *info = obs_kind_info(obs->kind);
	char text[64];

	if (obs->has_about)
		buf_printf(&t->lines, "[%s] ", mac_print(&obs->about, text));
	buf_printf(&t->lines, "%s ", info->name);
	switch (info->type) {
	case OBS_NUMBER:
		buf_printf(&t->lines, "%llu", (unsigned long long)obs->number);
		break;
	case OBS_ADDR:
		buf_text(&t->lines, addr_print(&obs->addr, text));
		break;
	case OBS_NAMED_ADDR:
		print_bytes(&t->lines, obs->text);
		buf_printf(&t->lines, " = %s", addr_print(&obs->addr, text));
		break;
	case OBS_BYTES:
		for (size_t i = 0; i < obs->text.len; i++)
			buf_printf(&t->lines, "%02x", obs->text.at[i]);
		break;
	case OBS_TEXT:
		print_bytes(&t->lines, obs->text);
		break;
	}
	buf_text(&t->lines, "\n");
}

static void take_document(struct sink *sink, enum document kind, struct slice bytes)
{
	struct proto_test *t = (struct proto_test *)sink;
	buf_printf(&t->lines, "document %s %zu\n", document_names[kind], bytes.len);
}

static void take_media(struct sink *sink, const struct media *m)
{
	struct proto_test *t = (struct proto_test *)sink;

	if (m->event == MEDIA_BYTES) {
		if (m->start_code)
			buf_put(&t->video, "\0\0\0\1", 4);
		buf_slice(&t->video, m->bytes);
		return;
	}
	buf_printf(&t->lines, "video %u %s ", m->track, media_codec_name(m->codec));
	if (m->event == MEDIA_PARAMETERS)
		buf_printf(&t->lines, "parameters %ux%u %u\n", m->width, m->height, m->millifps);
	else
		buf_printf(&t->lines, "%s\n", m->key ? "key" : "picture");
}

void proto_want_video(struct proto_test *t)
{
	t->sink.media = take_media;
	t->where.pictures = true;
}

void proto_test_init(struct proto_test *t, const struct dissector *d, uint16_t port)
{
	*t = (struct proto_test){
		.sink = {.take = take, .document = take_document, .emits = d->emits}};
	t->sink.where = &t->where;
	t->where = (struct where){.frame = 1,
				  .src_mac = {{2, 0, 0, 0, 0, 2}},
				  .dst_mac = {{2, 0, 0, 0, 0, 1}},
				  .src = {4, {10, 0, 0, 2}},
				  .dst = {4, {10, 0, 0, 1}},
				  .src_port = 40000,
				  .dst_port = port,
				  .transport = d->carrier == CARRIER_STREAM ? TRANSPORT_TCP
									    : TRANSPORT_UDP,
				  .from_client = true};
	assert_true(d->state_size <= sizeof(t->state));
	buf_init(&t->lines, 1 << 20);
	buf_init(&t->video, 1 << 22);
}

void proto_test_done(struct proto_test *t)
{
	buf_done(&t->lines);
	buf_done(&t->video);
}

const char *proto_lines(struct proto_test *t)
{
	return buf_view_text(&t->lines);
}

/* The engine offers a dissector only what fits its marks: what it takes must fit them. Only a
 * dissector that has taken nothing yet is held to them. */
static void hold_to_marks(struct proto_test *t, const struct dissector *d, struct slice bytes,
			  struct verdict v, size_t used)
{
	bool waits = v.word == VERDICT_MORE && used == 0;

	if (!t->taken && v.word != VERDICT_NOT_MINE && !waits && bytes.len)
		assert_true(marks_fit(d->marks, t->where.src_port, t->where.dst_port, bytes));
	t->taken = t->taken || used > 0 ||
		   (d->carrier != CARRIER_STREAM && d->state_size && v.word != VERDICT_NOT_MINE);
}

struct verdict proto_datagram(struct proto_test *t, const struct dissector *d, struct slice bytes)
{
	struct cursor in = cursor_over(bytes);
	sink_about(&t->sink, &(struct mac){0});
	struct verdict v = d->feed(t->state, &in, &t->where, &t->sink);
	hold_to_marks(t, d, bytes, v, 0);
	return v;
}

struct side {
	struct buf kept;
	uint64_t need, skip;
};

/* Turns where around when the direction changes. */
static void face(struct proto_test *t, bool from_client)
{
	struct where w = t->where;
	if (w.from_client == from_client)
		return;
	t->where.src = w.dst;
	t->where.dst = w.src;
	t->where.src_mac = w.dst_mac;
	t->where.dst_mac = w.src_mac;
	t->where.src_port = w.dst_port;
	t->where.dst_port = w.src_port;
	t->where.from_client = from_client;
}

/* Feeds what is kept until the dissector wants more or stops. */
static struct verdict drain(struct proto_test *t, const struct dissector *d, struct side *side)
{
	struct verdict v = verdict(VERDICT_NEXT);

	while (side->kept.len && side->kept.len >= side->need) {
		struct cursor in = cursor_over(slice_of(side->kept.at, side->kept.len));
		sink_about(&t->sink, &(struct mac){0});
		v = d->feed(t->state, &in, &t->where, &t->sink);
		size_t used = cursor_offset(&in);
		hold_to_marks(t, d, slice_of(side->kept.at, side->kept.len), v, used);
		side->need = 0;
		if (v.word != VERDICT_NEXT && v.word != VERDICT_MORE && v.word != VERDICT_SKIP)
			return v;
		buf_drop(&side->kept, used);
		if (v.word == VERDICT_MORE) {
			must(v.need > side->kept.len && v.need <= STREAM_NEED_MAX);
			side->need = v.need;
		} else if (v.word == VERDICT_SKIP) {
			size_t now = v.need < side->kept.len ? (size_t)v.need : side->kept.len;
			buf_drop(&side->kept, now);
			side->skip = v.need - now;
		} else if (used == 0) {
			side->need = side->kept.len + 1; /* NEXT without progress waits */
		}
	}
	return v;
}

/* The connection has ended: what is left of each side comes once more. */
static void end(struct proto_test *t, const struct dissector *d, const struct side sides[2])
{
	for (unsigned i = 0; i < 2; i++) {
		struct slice left = slice_of(sides[i].kept.at, sides[i].kept.len);
		struct cursor in = cursor_over(left);
		if (!left.len)
			continue;
		face(t, i);
		t->where.ended = true;
		sink_about(&t->sink, &(struct mac){0});
		struct verdict v = d->feed(t->state, &in, &t->where, &t->sink);
		t->where.ended = false;
		hold_to_marks(t, d, left, v, cursor_offset(&in));
	}
}

struct verdict proto_stream(struct proto_test *t, const struct dissector *d,
			    const struct proto_piece *pieces, size_t n, size_t step)
{
	struct side sides[2] = {{.need = 0}, {.need = 0}};
	struct verdict v = verdict(VERDICT_NEXT);

	buf_init(&sides[0].kept, 1 << 20);
	buf_init(&sides[1].kept, 1 << 20);
	for (size_t i = 0; i < n; i++) {
		struct side *side = &sides[pieces[i].from_client];
		face(t, pieces[i].from_client);
		for (size_t at = 0; at < pieces[i].bytes.len;) {
			size_t len = pieces[i].bytes.len - at;
			len = len < step ? len : step;
			size_t skip = side->skip < len ? (size_t)side->skip : len;
			side->skip -= skip;
			buf_put(&side->kept, pieces[i].bytes.at + at + skip, len - skip);
			at += len;
			v = drain(t, d, side);
			if (v.word == VERDICT_DONE || v.word == VERDICT_NOT_MINE ||
			    v.word == VERDICT_REST_IS || v.word == VERDICT_MALFORMED)
				goto out;
		}
	}
	end(t, d, sides);
out:
	buf_done(&sides[0].kept);
	buf_done(&sides[1].kept);
	return v;
}

enum verdict_word proto_settled(struct verdict v)
{
	return v.word == VERDICT_MORE || v.word == VERDICT_SKIP ? VERDICT_NEXT : v.word;
}

static void any_split(const struct dissector *d, uint16_t port, const struct proto_piece *pieces,
		      size_t n, const char *want, const struct slice *video)
{
	static const size_t steps[] = {SIZE_MAX, 1, 2, 3, 7, 100};
	enum verdict_word whole = VERDICT_NEXT;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct proto_test t;
		proto_test_init(&t, d, port);
		if (video)
			proto_want_video(&t);
		enum verdict_word end = proto_settled(proto_stream(&t, d, pieces, n, steps[i]));
		assert_string_equal(proto_lines(&t), want);
		if (video) {
			assert_int_equal(t.video.len, video->len);
			assert_memory_equal(t.video.at, video->at, video->len);
		}
		proto_test_done(&t);
		if (i == 0)
			whole = end;
		assert_int_equal(end, whole);
	}
}

void proto_stream_any_split(const struct dissector *d, uint16_t port,
			    const struct proto_piece *pieces, size_t n, const char *want)
{
	any_split(d, port, pieces, n, want, NULL);
}

void proto_stream_any_split_video(const struct dissector *d, uint16_t port,
				  const struct proto_piece *pieces, size_t n, const char *want,
				  struct slice video)
{
	any_split(d, port, pieces, n, want, &video);
}

static void torture_one(const struct dissector *d, struct slice bytes)
{
	struct proto_test t;
	/* A copy of its own size, so that the sanitizer sees a read past it. */
	uint8_t *copy = malloc(bytes.len ? bytes.len : 1);

	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	for (int from_client = 0; from_client < 2; from_client++) {
		proto_test_init(&t, d, 1);
		t.where.from_client = from_client;
		struct verdict v = proto_datagram(&t, d, slice_of(copy, bytes.len));
		assert_true(v.word != VERDICT_MORE && v.word != VERDICT_SKIP &&
			    v.word != VERDICT_REST_IS);
		proto_test_done(&t);
	}
	free(copy);
}

void proto_datagram_torture(const struct dissector *d, struct slice bytes)
{
	uint8_t *copy = malloc(bytes.len);

	for (size_t len = 0; len <= bytes.len; len++)
		torture_one(d, slice_of(bytes.at, len));
	memcpy(copy, bytes.at, bytes.len);
	for (size_t at = 0; at < bytes.len; at++) {
		uint8_t was = copy[at];
		const uint8_t values[] = {0, 0xff, (uint8_t)~was, (uint8_t)(was ^ 1)};
		for (size_t i = 0; i < sizeof(values); i++) {
			copy[at] = values[i];
			torture_one(d, slice_of(copy, bytes.len));
		}
		copy[at] = was;
	}
	free(copy);
}

struct slice hex(const char *text)
{
	static uint8_t pool[16][8192];
	static unsigned next;
	uint8_t *to = pool[next++ % 16];
	size_t digits = 0;

	for (; *text; text++) {
		if (*text == ' ' || *text == '\n')
			continue;
		uint8_t c = slice_lower((uint8_t)*text);
		must((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
		must(digits / 2 < sizeof(pool[0]));
		uint8_t v = (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
		to[digits / 2] = (uint8_t)(digits % 2 ? to[digits / 2] | v : v << 4);
		digits++;
	}
	return slice_of(to, digits / 2);
}

struct slice proto_shared_file(const char *path)
{
	static uint8_t bytes[1 << 16];
	char full[4096];
	const char *shared = getenv("CAMTRAIL_SHARED");

	snprintf(full, sizeof(full), "%s/%s", shared ? shared : "", path);
	FILE *f = shared ? fopen(full, "rb") : NULL;
	if (!f)
		skip();
	size_t len = fread(bytes, 1, sizeof(bytes), f);
	(void)fclose(f);
	return slice_of(bytes, len);
}
