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
#include "obs/media.h"
#include "obs/obs.h"

enum {
	CODEC_VERSION = 4,
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
	RECORD_MEDIA,        /* folded: pictures that were seen in a direction of a flow */
	RECORD_FOOTAGE,      /* a piece of such a stream itself: only if it was asked for */
	RECORD_SERIES,       /* how many bytes a direction of a flow carried, bin by bin */
	RECORD_MINUTE,       /* a reader has told all series before a time */
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
	uint64_t
		unseen; /* TCP bytes that left, by either side's numbers, and that the capture lacks */
	uint64_t numbered;        /* RTP packets over UDP whose numbers were followed */
	uint64_t numbers_missing; /* RTP packets that the capture lacks, by their numbers */
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

/* One direction of one flow. */
struct path {
	struct party sender, receiver;
	uint8_t transport; /* enum transport */
	uint16_t src_port, dst_port;
	bool from_client; /* the sender opened the flow */
};

/* Pictures of one track. Equal paths and tracks add up; what is told of one may come in parts. */
struct media_record {
	struct path path;
	uint8_t codec;                   /* enum media_codec, not UNKNOWN */
	uint8_t track;                   /* below MEDIA_TRACKS */
	char carrier[PROTOCOL_NAME_MAX]; /* dissector that found them */
	bool partial;           /* its flow was not followed to the end: there may be more */
	uint16_t width, height; /* of the last parameter set, 0 = none was seen */
	uint32_t millifps;
	uint64_t pictures, key_pictures;
	uint64_t bytes;        /* of the elementary stream, without start codes */
	uint32_t smallest_key; /* bytes of the smallest whole key picture, 0 = none was whole */
	int64_t first_us, last_us;
	struct frame_list frames; /* where the first parameter sets and key pictures began, or other
				   * pictures while there is none */
};

enum { FOOTAGE_PIECE_MAX = 3800 };

struct footage_record {
	struct path path;
	uint8_t codec, track;
	bool start_code;    /* one stands before it */
	struct slice bytes; /* at most FOOTAGE_PIECE_MAX; borrows from the decoded bytes */
};

enum {
	SERIES_BIN_US = 100000, /* 100 ms; bins begin at multiples of it since 1970 */
	SERIES_BINS_MAX = 900,  /* in one record */
};

/* Later and earlier times belong to no capture; any two within can be subtracted. */
#define SERIES_TIME_MOST (INT64_MAX / 4)

/* Payload bytes of consecutive bins. What was sent in a bin outside any record is not known. */
struct series_record {
	struct path path;
	int64_t start_us;  /* of the first bin, a multiple of SERIES_BIN_US */
	bool candidate;    /* it may leave the site, and could hold footage */
	struct slice bins; /* be32 each, at most SERIES_BINS_MAX; borrows from the decoded bytes */
};

struct minute_record {
	uint8_t part, parts; /* which reader of how many */
	int64_t before_us;   /* INT64_MAX: none come any more */
};

/* Bytes in bin i, which must exist. */
static inline uint32_t series_bin(struct slice bins, size_t i)
{
	const uint8_t *at = bins.at + 4 * i;
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

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
	uint32_t largest;      /* bytes on the wire of the largest packet */
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
		struct media_record media;
		struct footage_record footage;
		struct series_record series;
		struct minute_record minute;
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
