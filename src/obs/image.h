/* SPDX-License-Identifier: Apache-2.0
 *
 * What is said of delivered files (firmware images, programs, archives) and of what lies in them:
 * records that a jailed worker of `vet` gives to the keeper, as obs/codec.h has them for captures. A
 * record is u8 type | be32 length of body | body, in network order. Any bytes that a captured worker
 * might send give records within bounds or an error.
 */
#ifndef CAMTRAIL_OBS_IMAGE_H
#define CAMTRAIL_OBS_IMAGE_H

#include "base/buf.h"
#include "base/err.h"
#include "obs/obs.h"

enum {
	IMAGE_CODEC_VERSION = 1,
	IMAGE_BODY_MAX = 65536,
	IMAGE_NAME_MAX = 1024,   /* bytes of a member's name */
	IMAGE_FORMAT_MAX = 24,   /* with NUL */
	IMAGE_TEXT_MAX = 1024,   /* bytes of an item's value */
	IMAGE_CONTEXT_MAX = 240, /* bytes around it */
	IMAGE_NOTICE_MAX = 400,
	IMAGE_SIMILAR_MAX = 80, /* a similarity digest with NUL */
	IMAGE_PIECE_MAX = 60000,
	IMAGE_SAMPLE_MAX = 120,
};

#define IMAGE_OFFSET_UNKNOWN UINT64_MAX

/* What a file is, by its content (and, for papers, by where it lies). */
enum image_content {
	IMAGE_DATA,
	IMAGE_CONTAINER, /* nothing but a format whose members are files of their own */
	IMAGE_ELF,       /* program, library or kernel module */
	IMAGE_PE,        /* of Windows */
	IMAGE_SCRIPT,    /* begins with #! */
	IMAGE_WEB,       /* HTML, CSS, JavaScript, images of a page */
	IMAGE_TEXT,      /* configuration, tables, any other text */
	IMAGE_PAPER,     /* licences, manuals, change logs, translations */
	IMAGE_CERTIFICATE,
	IMAGE_CONTENTS
};
const char *image_content_name(enum image_content c); /* "program", "script", ... */

/* A file: one that the user named (parent 0), or a member of another. */
struct image_file {
	uint32_t image;  /* number of the FILE that the user named, from 0 */
	uint32_t id;     /* from 1; no two alike; a parent's comes before its members' */
	uint32_t parent; /* id; 0 = the user's */
	uint64_t offset; /* where it begins in its parent; IMAGE_OFFSET_UNKNOWN inside a format
			  * whose members have no place of their own */
	uint64_t size;   /* bytes */
	enum image_content content;
	char format[IMAGE_FORMAT_MAX]; /* "squashfs", "elf"; "" = none of those that are known */
	uint16_t mode;                 /* permission bits of POSIX, 0 = not said */
	bool broken;                   /* it could not be read to its end */
	bool program;                  /* executable code: ELF, PE, script */
	uint8_t sha256[32];
	uint8_t skeleton[32]; /* SHA-256 of a program without its texts (vet/skeleton.h); all zero =
			       * none was made */
	char similar[IMAGE_SIMILAR_MAX]; /* TLSH as hex, "" = none: too short or too plain */
	struct slice name;               /* path below the parent, raw bytes */
};

/* A fact read from a file's bytes. Of OBS_IMAGE_* kinds. */
struct image_item {
	uint32_t file;   /* id */
	uint64_t offset; /* bytes from the start of that file */
	enum obs_kind kind;
	bool cut;
	uint64_t number;
	struct addr addr;
	struct slice text;    /* raw */
	struct slice context; /* raw bytes around it, "" = none */
	uint64_t context_at;  /* offset of its first byte */
};

/* What the user must know of a file: damage, a bomb, a refused path. */
struct image_notice {
	uint32_t image, file; /* file 0: of none */
	uint64_t offset;      /* in that file; IMAGE_OFFSET_UNKNOWN */
	bool incomplete;      /* something was not read */
	char text[IMAGE_NOTICE_MAX];
};

/* Why something that looks like a server is none. */
enum image_suppression {
	SUPPRESSED_EXAMPLE, /* a name or address set aside for documentation: RFC 2606, 5737, 3849 */
	SUPPRESSED_NAMESPACE, /* a name of a schema, not a place to go to */
	SUPPRESSED_PAPER,     /* in a licence, a manual, a change log, a translation, a comment */
	SUPPRESSED_VERSION,   /* a version number or object identifier that looks like an address */
	SUPPRESSED_NO_NAME, /* no registrable domain: a file name, a member of a program's object */
	SUPPRESSED_PROJECT, /* home or bug tracker of a piece of free software */
	SUPPRESSED_LOCAL,   /* loopback, unspecified, multicast, netmask: goes nowhere outside */
	SUPPRESSED_CODE,    /* in a binary, with nothing near it that opens connections */
	SUPPRESSED_AUTHORITY, /* addresses inside certificates of public authorities */
	SUPPRESSIONS
};
const char *image_suppression_name(enum image_suppression s); /* "an example name", ... */

struct image_suppressed {
	uint32_t file;
	enum image_suppression why;
	uint64_t count;
	struct slice sample; /* the first one */
};

/* A piece of a file's bytes, in order; only when they are to be kept. */
struct image_piece {
	uint32_t file;
	uint64_t offset;
	struct slice bytes;
};

struct image_progress {
	uint64_t bytes; /* read of what the user named and of what lies in it */
};

enum image_record_type {
	IMAGE_RECORD_HELLO = 1,
	IMAGE_RECORD_FILE,
	IMAGE_RECORD_ITEM,
	IMAGE_RECORD_NOTICE,
	IMAGE_RECORD_SUPPRESSED,
	IMAGE_RECORD_PIECE,
	IMAGE_RECORD_PROGRESS,
	IMAGE_RECORD_END,
};

struct image_record {
	enum image_record_type type;
	union {
		uint32_t version;
		struct image_file file;
		struct image_item item;
		struct image_notice notice;
		struct image_suppressed suppressed;
		struct image_piece piece;
		struct image_progress progress;
	};
};

/* Appends the record; texts beyond their maxima are cut. buf_full(out) tells whether it fitted. */
void image_record_encode(struct buf *out, const struct image_record *record);
/* Reads one record from the front of in, as record_decode does: 1 done, 0 not whole yet, -1 and err.
 * Texts borrow from the bytes under the cursor. */
int image_record_decode(struct cursor *in, struct image_record *ret_record, struct err *err);

#endif
