/* SPDX-License-Identifier: Apache-2.0
 *
 * SSH (RFC 4253) up to where encryption is agreed on: the version line of either side (4.2) and a
 * fingerprint of what it can do (7.1).
 *
 *   line:    "SSH-" protocol "-" software [SP comments] CRLF
 *   packet:  length 4 | padding length 1 | payload | padding      length is of all behind it
 *   KEXINIT: 20 | cookie 16 | lists: key exchange, host keys, ciphers there, ciphers back, MACs
 *            there, MACs back, compression there, compression back, languages 2 | ...
 *   list:    length 4 | names with commas between
 *
 * The fingerprint is hassh (salesforce/hassh): MD5 of the client's key exchanges ";" ciphers ";"
 * MACs ";" compressions there, and hasshServer, the same of the server's and back. It tells
 * implementations and their settings apart; it names nobody.
 *
 * Skipped on purpose: the lists themselves, host keys, all that follows.
 */
#include "base/md5.h"
#include "proto/dissector.h"
#include "proto/say.h"

enum {
	LINE_MAX_LEN = 255,
	HEAD = 6,           /* length, padding length, kind of message */
	PACKET_MAX = 35000, /* RFC 4253 6.1 */
	KEXINIT = 20,
	COOKIE = 16,
	LISTS = 8, /* up to compression */
};

enum step { STEP_LINE, STEP_LISTS, STEP_OVER };

struct ssh {
	uint8_t step[2]; /* enum step, by from_client */
};

/* Whether the bytes begin with "SSH-", or could when more come. */
static bool may_begin(struct slice s)
{
	return memcmp(s.at, "SSH-", s.len < 4 ? s.len : 4) == 0;
}

/* The side has nothing more to say here; the other's word may still come. */
static struct verdict over(struct ssh *flow, bool from_client)
{
	flow->step[from_client] = STEP_OVER;
	if (flow->step[!from_client] == STEP_OVER)
		return verdict(VERDICT_DONE);
	return verdict_skip(UINT32_MAX);
}

static struct verdict line(struct ssh *flow, struct cursor *in, bool from_client, struct sink *out)
{
	bool mine = flow->step[0] != STEP_LINE || flow->step[1] != STEP_LINE;
	struct cursor c = *in;

	if (cursor_left(in) > LINE_MAX_LEN)
		c = cursor_over(slice_of(in->at, LINE_MAX_LEN));
	size_t there = cursor_left(&c);
	struct slice text = cursor_line(&c);
	bool whole = cursor_fine(&c);
	if (!may_begin(cursor_rest(in)) || (!whole && there == LINE_MAX_LEN))
		return verdict(mine ? VERDICT_DONE : VERDICT_NOT_MINE);
	if (!whole)
		return verdict_more(there + 1);
	cursor_skip(in, cursor_offset(&c));
	flow->step[from_client] = STEP_LISTS;
	sink_text(out, from_client ? OBS_SSH_CLIENT : OBS_SSH_SERVER, slice_trim(text));
	return verdict(VERDICT_NEXT);
}

static void fingerprint(struct cursor in, bool from_client, struct sink *out)
{
	static const uint8_t taken[2][4] = {{0, 3, 5, 7}, {0, 2, 4, 6}}; /* by from_client */
	struct slice lists[LISTS];
	uint8_t joined[PACKET_MAX], digest[MD5_BYTES];
	struct text printed;
	size_t len = 0;

	cursor_skip(&in, COOKIE);
	for (unsigned i = 0; i < LISTS; i++)
		lists[i] = cursor_take(&in, cursor_be32(&in));
	if (!cursor_fine(&in))
		return;
	for (unsigned i = 0; i < 4; i++) {
		struct slice list = lists[taken[from_client][i]];
		if (i)
			joined[len++] = ';';
		if (list.len)
			memcpy(joined + len, list.at, list.len);
		len += list.len;
	}
	md5_digest(slice_of(joined, len), digest);
	text_clear(&printed);
	for (unsigned i = 0; i < MD5_BYTES; i++)
		text_hex(&printed, digest[i], 2);
	sink_text(out, from_client ? OBS_SSH_CLIENT_HASSH : OBS_SSH_SERVER_HASSH,
		  text_view(&printed));
}

static struct verdict lists(struct ssh *flow, struct cursor *in, bool from_client, struct sink *out)
{
	struct cursor c = *in;

	if (cursor_left(in) < HEAD)
		return verdict_more(HEAD);
	uint32_t len = cursor_be32(&c);
	uint8_t padding = cursor_u8(&c), kind = cursor_u8(&c);
	if (kind != KEXINIT || len > PACKET_MAX || len < 2u + padding)
		return over(flow, from_client);
	if (cursor_left(in) < 4 + (size_t)len)
		return verdict_more(4 + (size_t)len);
	fingerprint(cursor_within(&c, len - 2 - padding), from_client, out);
	cursor_skip(in, 4 + (size_t)len);
	return over(flow, from_client);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct ssh *flow = state;

	if (cursor_left(in) == 0)
		return verdict(VERDICT_NEXT);
	switch (flow->step[where->from_client]) {
	case STEP_LINE:
		return line(flow, in, where->from_client, out);
	case STEP_LISTS:
		return lists(flow, in, where->from_client, out);
	default:
		return verdict_skip(UINT32_MAX);
	}
}

static const struct mark marks[] = {MARK("SSH-"), {0}};
static const struct hint hints[] = {{.port = 22, .first_len = 4, .first = "SSH-"}, {0}};
static const enum obs_kind emits[] = {OBS_SSH_SERVER, OBS_SSH_CLIENT, OBS_SSH_SERVER_HASSH,
				      OBS_SSH_CLIENT_HASSH, OBS_KINDS};

extern const struct dissector ssh_dissector;
const struct dissector ssh_dissector = {
	.name = "ssh",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct ssh),
	.feed = feed,
	.emits = emits,
};
