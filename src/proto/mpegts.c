/* SPDX-License-Identifier: Apache-2.0
 *
 *   packet 188: 47 | error 1, starts 1, priority 1, PID 13 | scrambled 2, adaptation 1, payload 1,
 *               counter 4 | [length 1, adaptation] | payload
 *   PES:        00 00 01 | stream: E0 to EF video | length 2 | flags 2 | head length 1 | head | data
 *
 * Which PID is video is told by its PES, not by the program's tables: a capture may begin between
 * two of them. What codec, by its parameter sets. Skipped on purpose: a second stream of video,
 * packets of 192 or 204 bytes, what is scrambled.
 */
#include "proto/mpegts.h"

enum {
	HEAD = 4,
	ERROR = 0x80,
	STARTS = 0x40,
	SCRAMBLED = 0xc0,
	ADAPTATION = 0x20,
	PAYLOAD = 0x10,
	PID_TABLES = 0x20, /* below: reserved */
	PID_EMPTY = 0x1fff,
	PES_HEAD = 9,
	PES_VIDEO = 0xe0,
};

bool mpegts_may_be(struct slice bytes)
{
	size_t n = bytes.len / MPEGTS_PACKET + 1;

	if (bytes.len < HEAD)
		return false;
	for (size_t i = 0; i < n && i < MPEGTS_AGREE && i * MPEGTS_PACKET + HEAD <= bytes.len;
	     i++) {
		const uint8_t *p = bytes.at + i * MPEGTS_PACKET;
		if (p[0] != MPEGTS_SYNC || p[1] & ERROR || !(p[3] & (ADAPTATION | PAYLOAD)))
			return false;
	}
	return true;
}

/* One byte of the packet's head or its adaptation's length. */
static void head_byte(struct mpegts *ts, uint8_t byte)
{
	switch (ts->at) {
	case 0:
		ts->lost = byte != MPEGTS_SYNC;
		ts->skip = 0;
		break;
	case 1:
		ts->starts = byte & STARTS;
		ts->packet_pid = (uint16_t)((byte & 0x1f) << 8);
		break;
	case 2:
		ts->packet_pid |= byte;
		break;
	case 3:
		ts->flags = byte;
		if (ts->starts && (!ts->pid || ts->packet_pid == ts->pid))
			ts->pes = 0;
		break;
	default:
		ts->skip = byte;
	}
	ts->at++;
}

/* A PES head, of the stream that is followed or of one that may become it. */
static void pes_byte(struct mpegts *ts, uint8_t byte)
{
	static const uint8_t start[] = {0, 0, 1};
	unsigned at = ts->pes++;

	if (at < sizeof(start) && byte != start[at])
		ts->starts = false;
	if (at == sizeof(start)) {
		ts->starts = byte >> 4 == PES_VIDEO >> 4;
		if (ts->starts && !ts->pid)
			ts->pid = ts->packet_pid;
	}
	if (at == PES_HEAD - 1) {
		ts->skip = byte;
		ts->starts = false;
	}
}

static bool is_followed(const struct mpegts *ts)
{
	if (!(ts->flags & PAYLOAD) || ts->flags & SCRAMBLED)
		return false;
	if (ts->pid)
		return ts->packet_pid == ts->pid;
	return ts->starts && ts->packet_pid >= PID_TABLES && ts->packet_pid < PID_EMPTY;
}

/* Bytes of a packet behind its head. */
static void body(struct mpegts *ts, struct slice bytes, struct sink *out)
{
	ts->at = (uint8_t)(ts->at + bytes.len);
	while (bytes.len) {
		size_t n = bytes.len < ts->skip ? bytes.len : ts->skip;
		ts->skip = (uint8_t)(ts->skip - n);
		bytes = slice_from(bytes, n);
		if (!bytes.len || !is_followed(ts))
			return;
		if (ts->starts) {
			pes_byte(ts, bytes.at[0]);
			bytes = slice_from(bytes, 1);
		} else if (ts->pes < PES_HEAD) {
			return; /* begun before our eyes, or no video */
		} else {
			annexb_feed(&ts->stream, bytes, out);
			return;
		}
	}
}

bool mpegts_feed(struct mpegts *ts, struct slice bytes, struct sink *out)
{
	while (bytes.len && !ts->lost) {
		bool in_head = ts->at < HEAD || (ts->at == HEAD && ts->flags & ADAPTATION);
		size_t n = MPEGTS_PACKET - ts->at;
		if (in_head) {
			head_byte(ts, bytes.at[0]);
			n = 1;
		} else {
			n = bytes.len < n ? bytes.len : n;
			body(ts, slice_of(bytes.at, n), out);
		}
		bytes = slice_from(bytes, n);
		if (ts->at == MPEGTS_PACKET)
			ts->at = 0;
	}
	return !ts->lost;
}
