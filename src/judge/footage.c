/* SPDX-License-Identifier: Apache-2.0
 *
 * What left on each contact, and what can have. The bound is arithmetic on counters: payload that
 * went out, each byte once, and bytes that the other side acknowledged though the capture lacks
 * them; divided by the poorest footage that the device makes. docs/footage.md argues it.
 */
#include <stdlib.h>

#include "judge/private.h"

enum {
	STREAM_LEAST_US = 10000000, /* a stream that tells a rate lasts that long */
	STREAM_LEAST_BYTES = 100000,
	UPLOAD_LEAST_US = 30000000,
	UPLOAD_ONE_WAY = 5,
	SERIES_MINUTE_BINS = 60000000 / SERIES_BIN_US,
	GAP_LEAST_US = 1000000, /* shorter ones are the turn from one file to the next */
};
#define UPLOAD_LEAST_BITS 64000.0 /* facts on footage: what the poorest live picture takes */
#define UPLOAD_MOST_BITS 50e6     /* beyond what a camera encodes */

const char *footage_answer_name(enum footage_answer a)
{
	static const char *const names[FOOTAGE_ANSWERS] = {
		[FOOTAGE_SHOWN] = "shown",
		[FOOTAGE_LIKELY] = "likely",
		[FOOTAGE_NOT_EXCLUDED] = "cannot be excluded",
		[FOOTAGE_EXCLUDED] = "excluded for the observed period",
	};
	must(a < FOOTAGE_ANSWERS);
	return names[a];
}

static bool is_picture_protocol(const char *protocol)
{
	static const char *const names[] = {"rtp", "rtsp", "rtmp"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(protocol, names[i]) == 0)
			return true;
	return false;
}

static void take_rate(struct footage_least *least, uint64_t bytes, int64_t first_us,
		      int64_t last_us)
{
	double span_us = (double)last_us - (double)first_us;

	if (bytes < STREAM_LEAST_BYTES || span_us < STREAM_LEAST_US)
		return;
	double bits = (double)bytes * 8e6 / span_us;
	if (!least->own_rate || bits < least->bits_per_s)
		least->bits_per_s = bits;
	least->own_rate = true;
}

static void take_picture(struct footage_least *least, uint32_t bytes)
{
	if (!bytes)
		return;
	if (!least->own_picture || bytes < least->picture_bytes)
		least->picture_bytes = bytes;
	least->own_picture = true;
}

/* The protocol of what the series is of, "" = not known. */
static const char *protocol_of(const struct device *d, const struct series *s)
{
	uint16_t port = s->path.from_client ? s->path.dst_port : s->path.src_port;

	for (size_t i = 0; i < d->n_local; i++)
		if (d->local[i].peer == s->peer && d->local[i].port == port &&
		    d->local[i].transport == s->path.transport &&
		    d->local[i].is_server != s->path.from_client)
			return d->local[i].protocol;
	return "";
}

/* The leanest whole minute of a stream: the mean of a session hides nights and still scenes. */
static void take_minutes(struct footage_least *least, const struct series *s)
{
	for (size_t at = 0; s->n - at >= SERIES_MINUTE_BINS; at += SERIES_MINUTE_BINS) {
		uint64_t sum = 0;
		bool whole = true;
		for (size_t i = at; i < at + SERIES_MINUTE_BINS; i++) {
			sum += s->bins[i];
			whole &= s->known[i];
		}
		if (whole)
			take_rate(least, sum, 0, (int64_t)SERIES_MINUTE_BINS * SERIES_BIN_US);
	}
}

/* Streams inside the site and pictures that were read; whole minutes of those whose series is known.
 * Else what the table says of devices of its kind. */
static struct footage_least least_of(const struct judging *j, const struct device *d,
				     enum device_kind kind)
{
	struct footage_least least = {0};
	const struct known_least *table = know_least(j->in->knowledge, kind);

	for (size_t i = 0; i < d->n_local; i++)
		if (is_picture_protocol(d->local[i].protocol))
			take_rate(&least, d->local[i].out.payload, d->local[i].out.first_us,
				  d->local[i].out.last_us);
	for (size_t i = 0; i < d->n_series; i++)
		if (d->series[i].peer != SIZE_MAX &&
		    is_picture_protocol(protocol_of(d, &d->series[i])))
			take_minutes(&least, &d->series[i]);
	for (size_t i = 0; i < d->n_footage; i++) {
		const struct media_record *m = &d->footage[i].told;
		if (!m->partial)
			take_rate(&least, m->bytes, m->first_us, m->last_us);
		take_picture(&least, m->smallest_key);
	}
	if (!least.own_rate)
		least.bits_per_s = table->bits_per_s;
	if (!least.own_picture)
		least.picture_bytes = table->picture_bytes;
	return least;
}

static uint64_t times(uint64_t n, uint64_t bytes)
{
	uint64_t product;
	return __builtin_mul_overflow(n, bytes, &product) ? UINT64_MAX / 4 : product;
}

static uint64_t plus(uint64_t a, uint64_t b)
{
	return a + b < a ? UINT64_MAX : a + b;
}

static double seconds_of(const struct footage_least *least, uint64_t bytes)
{
	return (double)bytes * 8 / least->bits_per_s;
}

/* Payload, each byte once, and unseen. */
static uint64_t sent_once(const struct side_record *out)
{
	uint64_t once = out->payload > out->retransmitted ? out->payload - out->retransmitted : 0;
	return plus(once, out->unseen);
}

static struct footage_bound bound_of(const struct footage_least *least,
				     const struct side_record *out)
{
	struct footage_bound b = {.bytes = sent_once(out), .unseen = out->unseen};

	b.seconds = seconds_of(least, b.bytes);
	b.pictures = (double)b.bytes / (double)least->picture_bytes;
	return b;
}

static bool has_upload_shape(const struct side_record *out, const struct side_record *in)
{
	int64_t span_us;

	if (__builtin_sub_overflow(out->last_us, out->first_us, &span_us) ||
	    span_us < UPLOAD_LEAST_US || out->payload / UPLOAD_ONE_WAY < in->payload)
		return false;
	double bits = (double)out->payload * 8e6 / (double)span_us;
	return bits >= UPLOAD_LEAST_BITS && bits <= UPLOAD_MOST_BITS;
}

/* ---- completeness ---- */

struct span {
	int64_t first_us, last_us;
};

/* Times are whatever a file says. */
static int64_t apart(int64_t from, int64_t to)
{
	int64_t us;
	return __builtin_sub_overflow(to, from, &us) ? (to > from ? INT64_MAX / 4 : -1) : us;
}

static int by_first(const void *left, const void *right)
{
	const struct span *a = left, *b = right;
	return a->first_us < b->first_us ? -1 : a->first_us > b->first_us;
}

/* Adds the time that at least one capture covers, and what lies between. A silence inside a capture is
 * covered: nobody sent, or what was dropped is counted. */
static void add_spans(struct footage_completeness *c, const struct ledger *l)
{
	struct span *spans = mem_new(l->n_captures, sizeof(*spans));
	size_t n = 0;

	for (size_t i = 0; i < l->n_captures; i++)
		if (l->captures[i].packets)
			spans[n++] = (struct span){l->captures[i].first_us, l->captures[i].last_us};
	if (n)
		qsort(spans, n, sizeof(*spans), by_first);
	int64_t end = n ? spans[0].first_us : 0;
	for (size_t i = 0; i < n; i++) {
		int64_t gap = apart(end, spans[i].first_us);
		int64_t from = gap > 0 ? spans[i].first_us : end;
		c->gaps += gap >= GAP_LEAST_US;
		c->longest_gap_us = gap > c->longest_gap_us ? gap : c->longest_gap_us;
		c->seen_us += apart(from, spans[i].last_us) > 0 ? apart(from, spans[i].last_us) : 0;
		end = spans[i].last_us > end ? spans[i].last_us : end;
	}
	free(spans);
}

/* A packet that was dropped, or whose headers can't be read, held at most as much as the largest that
 * came; a datagram that never became whole, 64 KiB. */
static uint64_t dropped_bytes(const struct ledger *l)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < l->n_captures; i++) {
		const struct capture_record *c = &l->captures[i];
		uint64_t largest = c->largest > 1514 ? c->largest : 1514;
		sum = plus(sum, times(c->dropped, largest));
		sum = plus(sum, times(c->undecodable, largest));
		sum = plus(sum, times(c->fragments_lost, UINT16_MAX));
		sum = plus(sum, c->unread_bytes);
	}
	return sum;
}

static bool is_unread(const struct ledger *l)
{
	for (size_t i = 0; i < l->n_warnings; i++)
		if (l->warnings[i].unreadable)
			return true;
	for (size_t i = 0; i < l->n_captures; i++)
		if (l->captures[i].incomplete && l->captures[i].packets == 0)
			return true;
	return l->rows_refused > 0;
}

void footage_captures(const struct judging *j)
{
	const struct ledger *l = j->in->ledger;
	struct footage_completeness *c = &j->out->private->captures;

	*c = (struct footage_completeness){.span_us = apart(l->first_us, l->last_us),
					   .dropped_bytes = dropped_bytes(l),
					   .cut = l->header_only,
					   .unread = is_unread(l)};
	add_spans(c, l);
}

static void add_numbers(struct footage_completeness *c, const struct side_record *out)
{
	c->rtp_packets = plus(c->rtp_packets, out->numbered);
	c->rtp_missing = plus(c->rtp_missing, out->numbers_missing);
}

/* A direction of which the capture has no packet is bounded by what the other side acknowledged, but
 * what came before the first and after the last of that is not. */
static void add_side(struct footage_completeness *c, uint64_t *all, const struct side_record *out,
		     const struct side_record *in, uint8_t transport)
{
	uint64_t once = sent_once(out);
	bool deaf = in->packets == 0 && out->payload > 0;

	c->sent = plus(c->sent, out->payload);
	add_numbers(c, out);
	c->unseen = plus(c->unseen, out->unseen);
	c->ways += once > 0;
	*all = plus(*all, once);
	c->one_way |=
		transport == TRANSPORT_TCP && (deaf || (out->packets == 0 && in->packets > 0));
}

static struct footage_completeness completeness_of(const struct judging *j, const struct device *d,
						   const struct footage_least *least)
{
	struct footage_completeness c = j->out->private->captures;
	uint64_t all = c.dropped_bytes;

	for (size_t i = 0; i < d->n_contacts; i++)
		add_side(&c, &all, &d->contacts[i].out, &d->contacts[i].in,
			 d->contacts[i].transport);
	for (size_t i = 0; i < d->n_inbound; i++)
		add_side(&c, &all, &d->inbound[i].out, &d->inbound[i].in, d->inbound[i].transport);
	for (size_t i = 0; i < d->n_local; i++)
		add_numbers(&c, &d->local[i].out);
	c.seconds = seconds_of(least, plus(c.unseen, c.dropped_bytes));
	c.all_seconds = seconds_of(least, all);
	return c;
}

/* ---- answers ---- */

void footage_answer(const struct verdict_device *v, struct footage_verdict *f)
{
	const struct footage_completeness *c = &v->completeness;
	double most = f->bound.seconds + seconds_of(&v->footage_least, c->dropped_bytes);

	if (f->answer == FOOTAGE_SHOWN)
		return;
	if (f->match.test.verdict >= SAME_PICTURE_SCENE)
		f->answer = FOOTAGE_LIKELY;
	else
		f->answer = most < FOOTAGE_EXCLUDED_S && !c->one_way && !c->unread
				    ? FOOTAGE_EXCLUDED
				    : FOOTAGE_NOT_EXCLUDED;
}

static struct footage_verdict verdict_of(const struct footage_least *least,
					 const struct side_record *out,
					 const struct side_record *in)
{
	return (struct footage_verdict){.answer = FOOTAGE_NOT_EXCLUDED,
					.bound = bound_of(least, out),
					.upload_shape = has_upload_shape(out, in),
					.match = {.camera = SIZE_MAX}};
}

void footage_decide(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	struct verdict_device *v = &j->out->devices[device];

	v->footage_least = least_of(j, d, v->kind);
	v->completeness = completeness_of(j, d, &v->footage_least);
	v->footage = mem_new(d->n_contacts, sizeof(*v->footage));
	v->footage_inbound = mem_new(d->n_inbound, sizeof(*v->footage_inbound));
	for (size_t i = 0; i < d->n_contacts; i++)
		v->footage[i] =
			verdict_of(&v->footage_least, &d->contacts[i].out, &d->contacts[i].in);
	for (size_t i = 0; i < d->n_inbound; i++)
		v->footage_inbound[i] =
			verdict_of(&v->footage_least, &d->inbound[i].out, &d->inbound[i].in);
	for (size_t i = 0; i < d->n_footage; i++) {
		const struct footage *f = &d->footage[i];
		if (f->told.codec == MEDIA_SEALED || !f->told.pictures)
			continue;
		if (f->contact != SIZE_MAX)
			v->footage[f->contact].answer = FOOTAGE_SHOWN;
		else if (f->inbound != SIZE_MAX)
			v->footage_inbound[f->inbound].answer = FOOTAGE_SHOWN;
	}
	for (size_t i = 0; i < d->n_contacts; i++)
		footage_answer(v, &v->footage[i]);
	for (size_t i = 0; i < d->n_inbound; i++)
		footage_answer(v, &v->footage_inbound[i]);
}

static void free_matches(struct footage_verdict *f, size_t n)
{
	for (size_t i = 0; f && i < n; i++) {
		free(f[i].match.outside);
		free(f[i].match.local);
	}
	free(f);
}

void footage_free(struct verdict_device *v, const struct device *d)
{
	free_matches(v->footage, d->n_contacts);
	free_matches(v->footage_inbound, d->n_inbound);
}
