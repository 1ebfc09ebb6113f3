/* SPDX-License-Identifier: Apache-2.0
 *
 * The tree of a file system whose entries lie about in no order and in many versions, as those for
 * bare flash have them: the last version of a name counts, one without inode takes the name away.
 */
#ifndef CAMTRAIL_UNPACK_TREE_H
#define CAMTRAIL_UNPACK_TREE_H

#include "unpack/format.h"

enum tree_kind {
	TREE_FILE,
	TREE_FOLDER,
	TREE_LINK,
	TREE_NODE,
};

struct tree_entry {
	uint64_t parent, inode, version; /* inode 0 = the name is gone */
	struct slice name;               /* borrowed */
	uint64_t offset;                 /* of the entry, for the user */
	enum tree_kind kind;
};

struct tree {
	uint64_t root;              /* inode of the top folder */
	struct tree_entry *entries; /* once settled: one for each name, sorted by inode */
	size_t n, room;
	size_t gone; /* names that were taken away */
};

enum { TREE_PATH_BYTES = 1024, TREE_DEEP = 64 };

void tree_add(struct tree *t, const struct tree_entry *entry);
/* Once, after all were added. */
void tree_settle(struct tree *t);
void tree_done(struct tree *t);

/* The path of an entry, written to `to` of TREE_PATH_BYTES. What lies in no folder that is there, in
 * one that lies in itself or too deep, comes below "lost+found/NUMBER", as fsck does it. */
struct slice tree_path(const struct tree *t, const struct tree_entry *entry, char *to);

/* True for the first name of an inode; others are hard links to it. */
bool tree_first(const struct tree *t, size_t i);

#endif
