/* SPDX-License-Identifier: Apache-2.0
 *
 * What `camtrail vet` found in delivered files, read back from its JSON document
 * (docs/vet.schema.json) for `audit --firmware`: which servers each image carries. Parsed from memory.
 * The document is the user's, but texts in it come from the images.
 */
#ifndef CAMTRAIL_LEDGER_FIRMWARE_H
#define CAMTRAIL_LEDGER_FIRMWARE_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/cursor.h"
#include "base/err.h"

enum {
	FIRMWARE_IMAGES_MAX = 4096,
	FIRMWARE_SERVERS_MAX = 20000, /* of one image; the most alarming are kept */
	FIRMWARE_MODELS_MAX = 64,
};

/* Texts are never NULL, "" = not said. */
struct firmware_server {
	const char *role; /* as vet's JSON has it: "raw-address", "update", "ntp", ... */
	bool alarming;    /* raw-address, bench-address, update or debug */
	bool quiet;       /* ntp or check */
	const char *name; /* "" = only an address */
	struct addr addr; /* family 0 = only a name */
	uint16_t port;    /* 0 = none is said */
	char country[3];  /* ISO alpha-2, "" = not known */
	const char *operator;
	const char *path; /* of the file in the image that holds it, "" = the image itself */
	uint64_t offset;  /* there */
	size_t n_places;
};

struct firmware_image {
	const char *name;
	const char *sha256;
	const char *maker; /* id of knowledge/makers.csv, as vet judged */
	const char *brand, *version;
	size_t n_models;
	const char **models;
	size_t n_servers;
	struct firmware_server *servers; /* the most alarming first */
	size_t n_left_out;               /* over FIRMWARE_SERVERS_MAX */
	bool incomplete;                 /* not all of it could be read */
};

struct firmware {
	size_t n;
	struct firmware_image *images;
	char **strings;
	size_t n_strings, strings_room;
};

/* file: for messages. -1 and err when it is not what vet writes. firmware_done in either case.
 * Servers on the device itself or in its own network (role "local") are left out. */
int firmware_parse(struct firmware *ret, struct slice text, const char *file, struct err *err);
void firmware_done(struct firmware *f);

#endif
