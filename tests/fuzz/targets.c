/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/table.h"

static const struct fuzz_target *const groups[] = {
	fuzz_capture_targets, fuzz_engine_targets, fuzz_net_targets,   fuzz_table_targets,
	fuzz_sift_targets,    fuzz_text_targets,   fuzz_unpack_targets};
enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

static bool mark_at(struct slice s, size_t at, const char *letters)
{
	return s.len - at >= 3 && s.at[at] == 0xf5 && s.at[at + 1] == 0xa5 && s.at[at + 2] &&
	       strchr(letters, s.at[at + 2]);
}

bool fuzz_piece(struct slice *rest, const char *letters, uint8_t *mark, struct slice *ret_piece)
{
	size_t end = 0;

	if (rest->len == 0)
		return false;
	if (mark_at(*rest, 0, letters)) {
		*mark = rest->at[2];
		*rest = slice_from(*rest, 3);
	}
	while (end < rest->len && !mark_at(*rest, end, letters))
		end++;
	*ret_piece = slice_of(rest->at, end);
	*rest = slice_from(*rest, end);
	return true;
}

uint8_t *fuzz_copy(struct slice bytes)
{
	uint8_t *copy = malloc(bytes.len ? bytes.len : 1);

	must(copy);
	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	return copy;
}

void fuzz_touch(struct slice bytes)
{
	static volatile uint8_t all;

	for (size_t i = 0; i < bytes.len; i++)
		all = (uint8_t)(all ^ bytes.at[i]);
}

bool fuzz_one(const char *target, struct slice input)
{
	if (table_by_name(target) >= 0) {
		fuzz_dissector(target, input);
		return true;
	}
	for (size_t g = 0; g < GROUPS; g++)
		for (const struct fuzz_target *t = groups[g]; t->name; t++)
			if (strcmp(t->name, target) == 0) {
				t->one(input);
				return true;
			}
	return fuzz_format(target, input);
}

void fuzz_list(void)
{
	for (size_t g = 0; g < GROUPS; g++)
		for (const struct fuzz_target *t = groups[g]; t->name; t++)
			puts(t->name);
	for (unsigned i = 0; i < table_size(); i++)
		puts(table_dissector(i)->name);
	fuzz_list_formats();
}
