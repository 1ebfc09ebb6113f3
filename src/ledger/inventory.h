/* SPDX-License-Identifier: Apache-2.0
 *
 * What delivered files hold: built from the records of `vet`, never from the files. No input or
 * output; the same records in any order give the same inventory.
 *
 * How its data lives: inventory_add() gathers; inventory_settle() once puts everything in order and
 * fills in what depends on other records (paths, parents). Everything is owned by the inventory
 * and constant after settling.
 */
#ifndef CAMTRAIL_LEDGER_INVENTORY_H
#define CAMTRAIL_LEDGER_INVENTORY_H

#include "obs/image.h"

enum {
	INVENTORY_PATH_MAX = 4096,
	INVENTORY_FILES_MAX = 4000000,
	INVENTORY_ITEMS_MAX = 4000000,
};

struct inventory_file {
	uint32_t id;
	size_t image;
	long parent;     /* index into files, -1 = the user's own file */
	unsigned depth;  /* 0 = the user's own */
	uint64_t offset; /* in the parent, IMAGE_OFFSET_UNKNOWN */
	uint64_t size;
	enum image_content content;
	char format[IMAGE_FORMAT_MAX];
	uint16_t mode;
	bool broken, program;
	uint8_t sha256[32], skeleton[32]; /* skeleton all zero = none */
	char similar[IMAGE_SIMILAR_MAX];
	const char *name; /* below the parent; raw bytes */
	const char *path; /* below the user's file: names with '/' between; "" for the user's own */
	size_t first_item, n_items;
};

struct inventory_item {
	size_t file;     /* index into files */
	uint64_t offset; /* in that file */
	enum obs_kind kind;
	bool cut;
	uint64_t number;
	struct addr addr;
	struct slice text; /* raw, owned; NUL follows */
	struct slice context;
	uint64_t context_at;
};

struct inventory_notice {
	size_t image;
	long file; /* index, -1 = of none */
	uint64_t offset;
	bool incomplete;
	const char *text;
};

struct inventory_suppressed {
	enum image_suppression why;
	uint64_t count;
	size_t files;       /* in so many */
	const char *sample; /* one of them, raw */
	size_t sample_file; /* where */
};

struct inventory_image {
	const char *name;           /* as the user gave it */
	size_t first_file, n_files; /* the first is the user's own; n_files 0 = nothing came */
	size_t first_item, n_items;
	size_t n_suppressed;
	struct inventory_suppressed suppressed[SUPPRESSIONS]; /* most first */
	uint64_t bytes; /* of all files in it that are no containers */
};

struct inventory {
	size_t n_images, n_files, n_items, n_notices;
	struct inventory_image *images;
	struct inventory_file *files;     /* by image, then path, then offset */
	struct inventory_item *items;     /* by file, then offset, then kind */
	struct inventory_notice *notices; /* by image, then file, offset, text */
	bool incomplete;                  /* something was not read */
	uint64_t refused;                 /* records left out since there was no room */
	struct inventory_private *private;
};

/* names: of the images, borrowed. */
struct inventory *inventory_new(const char *const *names, size_t n);
void inventory_free(struct inventory *inv);
/* Copies what it needs. Records of images or files that nobody named are left out. */
void inventory_add(struct inventory *inv, const struct image_record *record);
void inventory_settle(struct inventory *inv);

/* The user's file, a colon and the path: "fw.bin: usr/bin/app"; for messages. Appends. */
void inventory_where(const struct inventory *inv, size_t file, struct buf *out);
/* Index of a file of that image with that path, -1 = none. */
long inventory_find(const struct inventory *inv, size_t image, const char *path);

#endif
