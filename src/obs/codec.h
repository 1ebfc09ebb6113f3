/* SPDX-License-Identifier: Apache-2.0
 *
 * Records: what crosses from reader to keeper, lies in a case file and travels over the broker.
 * One codec, three carriers. A record is
 *
 *   u8 type | be32 length of body | body
 *
 * with all integers in network order and text as be16 length + bytes. The decoder reads with the
 * cursor and the same caps as the sink: any bytes that a captured reader might send give records
 * within bounds or an error, never more.
 */
#ifndef CAMTRAIL_OBS_CODEC_H
#define CAMTRAIL_OBS_CODEC_H

#include "base/buf.h"
#include "base/err.h"
#include "obs/beat.h"
#include "obs/obs.h"

enum {
	CODEC_VERSION = 2,
	RECORD_BODY_MAX = 4096, /* bytes; a longer one is refused */
	PROTOCOL_NAME_MAX = 24, /* with NUL */
	WARNING_TEXT_MAX = 400,
	FRAMES_KEPT = 4, /* first frames kept a side of a conversation */
};

enum record_type {
	RECORD_HELLO = 1, /* first: codec version */
	RECORD_CAPTURE,   /* a capture was read to its end: what it held */
	RECORD_OBSERVATION,
	RECORD_ENDPOINT,     /* folded: a (MAC, address) pair that sent packets */
	RECORD_CONVERSATION, /* folded: all flows between two endpoints on one server port */
	RECORD_WARNING,      /* something the user must know about a capture */
	RECORD_PROGRESS,     /* bytes of input read so far */
	RECORD_END,          /* last: everything was sent */
};

/* Frames named by capture and number, the first FRAMES_KEPT ones. */
struct frame_list {
	uint8_t n;
	struct {
		uint32_t capture;
		uint64_t frame;
	} at[FRAMES_KEPT];
};

/* One (MAC, address) pair as a sender. Two pairs with one MAC may be one device that changed its
 * address, or a router; the ledger decides. */
struct endpoint_record {
	struct mac mac;   /* zero where the link has none */
	struct addr addr; /* family 0: only non-IP frames were seen */
	uint64_t packets; /* sent */
	uint64_t bytes;   /* sent, by the IP header's length */
	int64_t first_us, last_us;
	uint32_t capture; /* where first seen */
	uint64_t first_frame;
	uint8_t ttl_min, ttl_max; /* IPv4 TTL or IPv6 hop limit of the packets it sent */
	bool group_sent; /* it sent link-local broadcast or multicast: not through a router */
};

/* One direction of a conversation. Bytes are counted from the headers, so that a capture cut by
 * snap length counts the same as a whole one. */
struct side_record {
	uint64_t packets;
	uint64_t bytes;         /* IP length, headers included */
	uint64_t payload;       /* transport payload, retransmissions included */
	uint64_t retransmitted; /* TCP payload bytes sent again */
	uint64_t unseen; /* TCP bytes acknowledged by the other side that the capture lacks */
	int64_t first_us, last_us;
	struct frame_list frames;         /* first packets */
	struct frame_list payload_frames; /* first packets with payload */
};

struct party {
	struct mac mac; /* zero where unknown */
	struct addr addr;
};

struct conversation_record {
	struct party client, server; /* client: who opened it, as far as seen */
	uint8_t transport;           /* enum transport */
	uint16_t server_port;        /* ICMP: 0 */
	uint16_t client_port;        /* of the first flow folded in */
	bool opening_seen; /* who called is certain: by a SYN, by an echo's type; UDP: by its ports */
	char protocol[PROTOCOL_NAME_MAX]; /* dissector's name by content, "" = not recognised */
	uint32_t flows;                   /* folded in */
	uint32_t flows_evicted; /* since the last batch of records, folded early because memory was
				 * full; told with any one conversation of the batch */
	struct side_record out, back; /* client to server, server to client */
};

struct capture_record {
	uint32_t capture;
	uint64_t packets;
	uint64_t bytes;            /* of the packets on the wire */
	uint64_t captured_bytes;   /* of them in the file */
	int64_t first_us, last_us; /* 0 when there was no packet */
	uint64_t cut_packets;      /* shorter in the file than on the wire */
	uint64_t payload_missing;  /* packets whose transport payload was not captured whole */
	uint64_t dropped;          /* by kernel or interface, from pcapng statistics */
	uint64_t undecodable;      /* packets whose headers could not be read */
	uint64_t fragments_lost;   /* IP datagrams whose fragments never became whole */
	uint64_t unread_bytes; /* of a file that ends in the middle of a record, as far as known */
	bool incomplete;       /* the file ends early or could not be read to its end */
};

struct warning_record {
	uint32_t capture;
	bool incomplete; /* what follows from it: the input was not whole */
	bool unreadable; /* nothing could be read from this capture */
	char text[WARNING_TEXT_MAX];
};

struct record {
	enum record_type type;
	union {
		uint32_t version;  /* HELLO */
		uint64_t progress; /* PROGRESS: bytes of input read */
		struct obs obs;    /* its text slice borrows from the decoded bytes */
		struct endpoint_record endpoint;
		struct conversation_record conversation;
		struct capture_record capture;
		struct warning_record warning;
	};
	struct beat beat; /* CONVERSATION: of the client; told when it has intervals */
};

/* Appends the record; buf_full(out) tells whether it fitted. */
void record_encode(struct buf *out, const struct record *record);

/* The same as record_encode of a RECORD_OBSERVATION, without a record to copy it to. */
void record_encode_observation(struct buf *out, const struct obs *obs);

/* Reads one record from the front of in. 1: done, in stands behind it; 0: it is not whole yet, in
 * is unchanged; -1: these bytes are no record (err says why), nothing behind them can be trusted.
 */
int record_decode(struct cursor *in, struct record *ret_record, struct err *err);

#endif
