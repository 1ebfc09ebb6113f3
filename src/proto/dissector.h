/* SPDX-License-Identifier: Apache-2.0
 *
 * The shape of a dissector: one file, one const struct, one pure function.
 * docs/adding-a-protocol.md walks through one.
 *
 * A dissector gets a bounded cursor, its own zeroed per-flow state and a sink. It says what it
 * saw, never what it means: no maker's name occurs in this folder. It keeps no pointers, calls no
 * other dissector, allocates nothing, knows no clock and no file.
 *
 * Life of a STREAM: the first bytes of either direction are offered to dissectors, those whose
 * hints fit first. Until it has consumed a byte a dissector may not emit: it answers NOT_MINE, or
 * MORE(n) to be asked again with at least n bytes. Once it consumed something the flow is its own
 * and it gets both directions, each through its own cursor that starts with the bytes it left
 * unconsumed. where->from_client tells the direction. When a direction ends (FIN or RST, nothing
 * missing before it) what its dissector left is fed once more with where->ended. A stream cut at
 * any byte must give the same observations. After a gap in the capture the state of that flow is zeroed and the next segment
 * is offered anew.
 *
 * Life of a DATAGRAM, FRAME or ICMP: one message, one call, state shared by the flow's messages.
 * MORE is not allowed.
 *
 * Life of a DOCUMENT: one whole document, one call, state zeroed each time.
 */
#ifndef CAMTRAIL_PROTO_DISSECTOR_H
#define CAMTRAIL_PROTO_DISSECTOR_H

#include "base/cursor.h"
#include "obs/obs.h"
#include "obs/sink.h"

enum carrier {
	CARRIER_FRAME,    /* an Ethernet payload; hints give ethertypes */
	CARRIER_DATAGRAM, /* a UDP payload */
	CARRIER_STREAM,   /* TCP bytes in order, both directions */
	CARRIER_ICMP,     /* an ICMP or ICMPv6 message, from its type on */
	CARRIER_DOCUMENT, /* a body found by another dissector */
};

/* The order of trying, not truth: a flow whose port or first bytes fit is offered here first. */
struct hint {
	uint16_t port;     /* UDP/TCP port of either side, or ethertype for FRAME; 0 = none. A FRAME
			    * without an ethertype starts with its LLC header: first bytes tell */
	uint8_t first_len; /* bytes in first, 0 = none */
	uint8_t first[7];
};

/* What a message must look like to be offered to a dissector: its first bytes, compared under mask,
 * or a port of either side, or (a datagram's) its whole length. A dissector with marks is offered
 * only what fits one of them, so they must be true of all that its feed takes; bytes that have not
 * come yet (a stream's) fit anything. MARK("DHIP") asks for these very bytes,
 * LOOSE_MARK(value, mask) for some bits of them, PORT_MARK(53) for the port, LENGTH_MARK(24) for
 * the length. The harness of the tests holds every dissector to its marks. They are what makes
 * unknown traffic cheap: what fits nobody's is offered to nobody. */
enum { MARK_MAX = 12, MARK_LENGTHS = 64 };

struct mark {
	uint16_t port; /* 0 = any; else no bytes are asked for */
	uint8_t whole; /* DATAGRAM, below MARK_LENGTHS: 0 = any; else no bytes are asked for */
	uint8_t len;   /* 0 with port and whole 0 = end of the list */
	uint8_t value[MARK_MAX];
	uint8_t mask[MARK_MAX];
};

#define MARK(text)                                                                                \
	{                                                                                         \
		.len = sizeof(text) - 1, .value = text,                                           \
		.mask = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, \
	}
#define LOOSE_MARK(value_, mask_)                                          \
	{                                                                  \
		.len = sizeof(value_) - 1, .value = value_, .mask = mask_, \
	}
#define PORT_MARK(port_)        \
	{                       \
		.port = (port_) \
	}
#define LENGTH_MARK(whole_)       \
	{                         \
		.whole = (whole_) \
	}
/* What slice_trim takes off the front. */
#define BLANK_MARKS MARK(" "), MARK("\t"), MARK("\r"), MARK("\n")
/* An XML document: blanks or a byte order mark may come first. */
#define XML_MARKS MARK("<"), MARK("\xef\xbb\xbf"), BLANK_MARKS

static inline bool mark_ends(const struct mark *m)
{
	return !m->port && !m->whole && !m->len;
}

static inline bool mark_fits(const struct mark *m, uint16_t port_a, uint16_t port_b,
			     struct slice bytes)
{
	if (m->port)
		return m->port == port_a || m->port == port_b;
	if (m->whole)
		return m->whole == bytes.len;
	for (size_t i = 0; i < m->len && i < bytes.len; i++)
		if ((bytes.at[i] ^ m->value[i]) & m->mask[i])
			return false;
	return true;
}

/* Whether a message that begins so may belong to a dissector with these marks (NULL: it may). */
static inline bool marks_fit(const struct mark *marks, uint16_t port_a, uint16_t port_b,
			     struct slice bytes)
{
	for (const struct mark *m = marks; m && !mark_ends(m); m++)
		if (mark_fits(m, port_a, port_b, bytes))
			return true;
	return !marks;
}

enum verdict_word {
	VERDICT_DONE,     /* seen enough: the flow's packets are only counted from here on */
	VERDICT_NEXT,     /* mine, consumed what is whole, call me with what comes next */
	VERDICT_NOT_MINE, /* try another; allowed only before anything was consumed */
	VERDICT_MORE,     /* STREAM only: call again when `need` bytes are there (consumed ones not
			   * counted); nothing is known of the rest yet */
	VERDICT_SKIP,     /* STREAM only: pass over the next `need` bytes of this direction uncopied
			   * (a body), then call again with what follows */
	VERDICT_REST_IS,  /* the rest of the flow is what dissector `name` reads (an upgrade) */
	VERDICT_MALFORMED, /* mine, but it breaks its own rules: observed with the cursor's offset
			    */
};

struct verdict {
	enum verdict_word word;
	uint64_t need;    /* MORE, SKIP: bytes */
	const char *name; /* REST_IS: dissector; MALFORMED: short reason or NULL */
};

static inline struct verdict verdict(enum verdict_word word)
{
	return (struct verdict){.word = word};
}

static inline struct verdict verdict_more(size_t need)
{
	return (struct verdict){.word = VERDICT_MORE, .need = need};
}

static inline struct verdict verdict_skip(uint64_t need)
{
	return (struct verdict){.word = VERDICT_SKIP, .need = need};
}

static inline struct verdict verdict_rest_is(const char *name)
{
	return (struct verdict){.word = VERDICT_REST_IS, .name = name};
}

static inline struct verdict verdict_malformed(const char *reason)
{
	return (struct verdict){.word = VERDICT_MALFORMED, .name = reason};
}

enum { STREAM_NEED_MAX = 65536 }; /* most bytes that MORE may ask for */

struct dissector {
	const char *name; /* golden folder, fuzz target, the flow's protocol in every output */
	enum carrier carrier;
	const struct hint *hints; /* ended by an all-zero row; NULL = none */
	const struct mark *marks; /* STREAM, DATAGRAM; NULL = a message may begin with anything */
	unsigned documents;       /* DOCUMENT: bit mask of 1u << enum document */
	uint16_t state_size;      /* zeroed per flow; 0 = none; no pointers inside; at most 256,
				   * of a DATAGRAM at most 4096 */
	struct verdict (*feed)(void *state, struct cursor *in, const struct where *where,
			       struct sink *out);
	const enum obs_kind *emits; /* ended by OBS_KINDS */
};

#endif
