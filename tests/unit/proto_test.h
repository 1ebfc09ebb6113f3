/* SPDX-License-Identifier: Apache-2.0
 *
 * Feeds one dissector as the engine would, and writes its observations one a line:
 *   kind value
 * Text is shown with bytes outside printable ASCII as \xNN; a subject set by sink_about stands
 * before the kind as [mac]. Documents handed up stand as `document XML|HTML|... length`.
 */
#ifndef CAMTRAIL_PROTO_TEST_H
#define CAMTRAIL_PROTO_TEST_H

#include "test.h"

#include "base/buf.h"
#include "base/err.h"
#include "proto/dissector.h"

struct proto_test {
	struct sink sink; /* first: the callbacks cast back */
	struct where where;
	struct buf lines;
	bool taken;       /* it took something: its marks count no more */
	struct buf video; /* what was handed on of pictures, as a stream with start codes */
	_Alignas(16) uint8_t state[4096];
};

/* Zeroed state, no lines; where: UDP or TCP from 10.0.0.2:40000 to 10.0.0.1:PORT by the client. */
void proto_test_init(struct proto_test *t, const struct dissector *d, uint16_t port);
void proto_test_done(struct proto_test *t);
/* Every picture is wanted: lines get, for each event,
 *   video TRACK CODEC parameters WIDTHxHEIGHT MILLIFPS
 *   video TRACK CODEC key|picture
 * and t->video the bytes. */
void proto_want_video(struct proto_test *t);

/* One datagram, frame or document. */
struct verdict proto_datagram(struct proto_test *t, const struct dissector *d, struct slice bytes);

/* What was observed so far. */
const char *proto_lines(struct proto_test *t);

/* A whole conversation of a stream dissector: pieces in order, each of one direction. The engine's
 * rules (keep what was left, MORE, SKIP, stop after DONE or MALFORMED) are followed; then both
 * directions end. step is the most bytes given at a time: 1 feeds byte by byte, SIZE_MAX each piece
 * whole. Returns the last verdict before the end. */
struct proto_piece {
	bool from_client;
	struct slice bytes;
};
struct verdict proto_stream(struct proto_test *t, const struct dissector *d,
			    const struct proto_piece *pieces, size_t n, size_t step);

/* What the dissector has decided of the stream: DONE, NOT_MINE, REST_IS, MALFORMED; NEXT = nothing
 * yet, whatever it waits for. */
enum verdict_word proto_settled(struct verdict v);

/* Runs proto_stream with step SIZE_MAX, 1, 2, 3, 7 and 100 and asserts that the lines are the same
 * each time and equal to want, and that it was decided the same: who refuses a few bytes when they
 * come whole must not wait for more when they come one by one. */
void proto_stream_any_split(const struct dissector *d, uint16_t port,
			    const struct proto_piece *pieces, size_t n, const char *want);

/* The same when every picture is wanted; the bytes must be the same too, and equal to video. */
void proto_stream_any_split_video(const struct dissector *d, uint16_t port,
				  const struct proto_piece *pieces, size_t n, const char *want,
				  struct slice video);

/* Feeds every prefix of bytes, and bytes with each byte set to 0, 0xff and flipped, to a datagram,
 * frame or document dissector, as sent by either side: must not crash, and must not answer MORE,
 * SKIP or REST_IS. */
void proto_datagram_torture(const struct dissector *d, struct slice bytes);

/* Bytes of a hex text (blanks ignored), in memory that lives until the next 15 calls. */
struct slice hex(const char *text);

/* A file below the folder that CAMTRAIL_SHARED names, valid until the next call; skips the test
 * when the variable is unset or the file isn't there. */
struct slice proto_shared_file(const char *path);

#endif
