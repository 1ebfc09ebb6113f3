/* SPDX-License-Identifier: Apache-2.0
 *
 * What talk.c, talk_stream.c and voice.c share of a talk: nobody else includes this.
 */
#ifndef CAMTRAIL_ENGINE_TALK_PARTS_H
#define CAMTRAIL_ENGINE_TALK_PARTS_H

#include "engine/talk.h"

enum {
	STATE_MAX = 256,
	SAID_ROOM = 1 << 18, /* observations remembered as said */
};

/* One direction of a stream. */
struct lane {
	struct stream stream;
	struct buf kept; /* bytes that the dissector left */
	uint64_t need;   /* bytes it asked for before being called again */
	uint64_t skip;   /* bytes to pass over */
	bool refused;    /* nobody wants this direction */
};

struct talk {
	struct flow *flow;     /* NULL = free */
	uint32_t newer, older; /* list by last use; 0 = end */
	bool resync;           /* after a gap: the owner is asked anew */
	uint16_t resync_tries;
	struct where where; /* of the packet being fed */
	struct lane lanes[2];
	uint16_t said[OBS_KINDS];
	uint8_t state_of; /* datagrams: number + 1 of the dissector whose state this is */
	_Alignas(16) uint8_t state[STATE_MAX];
};

struct talks {
	struct talk_host host;
	struct talk *pool; /* entry 0 is not used */
	size_t max, high;
	uint32_t newest, oldest, unused; /* unused: chained by newer */
	struct stream_budget budget;
	size_t kept, kept_max; /* bytes in lanes' kept */
	uint64_t said[SAID_ROOM];
};

/* The sink of one call to a dissector. */
struct voice {
	struct sink sink; /* first: callbacks cast back */
	struct talks *talks;
	struct talk *talk; /* NULL outside flows */
	unsigned depth;
	unsigned emitted;
};

/* d: whose voice it is, NULL = the engine's own. */
struct voice voice_new(struct talks *t, struct talk *talk, const struct where *w,
		       const struct dissector *d);
void voice_malformed(struct talks *t, struct talk *talk, const struct where *w,
		     const struct dissector *d, const char *reason, const struct cursor *at);
void voice_given_up(struct talks *t, struct talk *talk, const char *why);

/* The flow's talk, made if it has none; counts as used now. */
struct talk *talk_of(struct talks *t, struct flow *flow, const struct where *w);
/* The flow is now the dissector's with that number. */
void talk_own(struct talks *t, struct talk *talk, unsigned number);
/* From here on the flow is only counted. The talk itself is given back by whoever called in from
 * outside (talk_release_if_settled): a stream may be in the middle of delivering. */
void talk_settle(struct talks *t, struct talk *talk);
void talk_release(struct talks *t, struct talk *talk);
void talk_release_if_settled(struct talks *t, struct flow *flow);
void talk_drop_kept(struct talks *t, struct lane *lane);

#endif
