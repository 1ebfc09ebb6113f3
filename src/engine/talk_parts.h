/* SPDX-License-Identifier: Apache-2.0
 *
 * What talk.c, talk_stream.c and voice.c share of a talk: nobody else includes this.
 */
#ifndef CAMTRAIL_ENGINE_TALK_PARTS_H
#define CAMTRAIL_ENGINE_TALK_PARTS_H

#include "engine/once.h"
#include "engine/pictures.h"
#include "engine/table.h"
#include "engine/talk.h"

enum {
	STATE_MAX = 256,
	STATE_LARGE = 4096, /* of a DATAGRAM dissector: kept apart, from the memory for streams */
	SAID_PAGE = 16,     /* kinds that are counted side by side */
	SAID_PAGES = 16,    /* pages a talk has; a protocol and its documents use few */
	SCRATCH = 0,        /* the pool's first talk: of datagrams that are only being tried */
};

/* How much of each kind a flow said. Kinds that belong together stand together in kinds.def, so a
 * talk counts in the few pages that it uses. Kinds beyond the last page share it: they only reach
 * their limit sooner. */
struct said {
	uint8_t page_of[(OBS_KINDS + SAID_PAGE - 1) / SAID_PAGE]; /* 0 = none yet, else page + 1 */
	uint8_t n_pages;
	uint16_t counts[SAID_PAGES][SAID_PAGE];
};

/* One direction of a stream. */
struct lane {
	struct stream stream;
	struct buf kept; /* bytes that the dissector left */
	uint64_t need;   /* bytes it asked for before being called again */
	uint64_t skip;   /* bytes to pass over */
	uint64_t passed; /* bytes that came or went missing so far; kept are the last of them */
	bool ended;      /* and its dissector was told */
	bool refused;    /* nobody wants this direction */
	bool hopeless;   /* refused by its first bytes: what follows can't change that */
};

/* The first part is all that a datagram touches. */
struct talk {
	struct flow *flow; /* NULL = free */
	int64_t used_us;   /* when last: the one used longest ago gives way */
	uint32_t next_unused;
	bool is_stream;
	uint8_t state_of; /* datagrams: number + 1 of the dissector whose state this is */
	bool resync;      /* after a gap: the owner is asked anew */
	bool ended;       /* its flow is over: all of it was followed */
	uint16_t resync_tries;
	uint16_t large_len;
	pictures_list pictures;
	uint8_t *large; /* datagrams: a state that does not fit below; NULL = none */
	struct said said;
	_Alignas(16) uint8_t state[STATE_MAX];
	struct where where; /* streams: of the packet being fed */
	struct lane lanes[2];
};

struct talks {
	struct talk_host host;
	struct talk *pool; /* entry 0: SCRATCH */
	size_t max, high;
	size_t n_used, hand; /* where the next search for an old one begins */
	uint32_t unused;     /* chained by next_unused */
	struct table_index *datagrams, *streams;
	struct pictures *pictures;
	struct stream_budget budget;
	size_t kept, kept_max; /* bytes in lanes' kept */
	struct once *once;     /* observations said last */
};

/* The sink of one call to a dissector. */
struct voice {
	struct sink sink; /* first: callbacks cast back */
	struct talks *talks;
	struct talk *talk; /* NULL outside flows */
	const char *name;  /* of the dissector that speaks, "" = none */
	unsigned depth;
	unsigned emitted;
	bool counted; /* something was counted in talk->said */
};

/* d: whose voice it is, NULL = the engine's own. */
struct voice voice_new(struct talks *t, struct talk *talk, const struct where *w,
		       const struct dissector *d);
/* before: bytes of the stream in front of the cursor's; 0 for a message by itself */
void voice_malformed(struct voice *v, const struct dissector *d, const char *reason,
		     const struct cursor *at, uint64_t before);
void voice_given_up(struct talks *t, struct talk *talk, const char *why);

/* A talk for the flow, which has none. */
struct talk *talk_new(struct talks *t, struct flow *flow, bool is_stream, int64_t time_us);
/* The flow is now the dissector's with that number: told with the voice that it spoke with. */
void talk_own(struct voice *v, unsigned number);
/* From here on the flow is only counted. The talk itself is given back by whoever called in from
 * outside (talk_release_if_settled): a stream may be in the middle of delivering. */
void talk_settle(struct talks *t, struct talk *talk);
void talk_release(struct talks *t, struct talk *talk);
void talk_release_if_settled(struct talks *t, struct flow *flow);
void talk_drop_kept(struct talks *t, struct lane *lane);

#endif
