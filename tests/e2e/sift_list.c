/* SPDX-License-Identifier: Apache-2.0
 *
 * sift_list KNOWLEDGE FILE...: what vet reads out of files, without jail and judgement, for tests
 * that measure. One line an item: file, path in it, offset, kind, number, text; tabs between. Then
 * what was suppressed: file, "-", count, "suppressed", reason, sample; then a line of totals.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "know/software.h"
#include "ledger/inventory.h"
#include "vet/vet.h"

enum { DEPTH = 16, SPOOLS = 48, FILE_MOST = 1 << 30 };

static void give(void *ctx, struct slice records)
{
	struct cursor c = cursor_over(records);
	struct image_record record;
	struct err err = {{0}};

	while (image_record_decode(&c, &record, &err) > 0)
		inventory_add(ctx, &record);
	must(!err_is_set(&err) && cursor_left(&c) == 0);
}

static void put(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		putchar(text.at[i] == '\t' || text.at[i] == '\n' || text.at[i] == '\r'
				? ' '
				: text.at[i]);
}

static void list(const struct inventory *inv)
{
	char addr[ADDR_TEXT_MAX];

	for (size_t i = 0; i < inv->n_items; i++) {
		const struct inventory_item *item = &inv->items[i];
		const struct inventory_file *file = &inv->files[item->file];
		printf("%s\t%s\t%llu\t%s\t%llu\t", inv->images[file->image].name, file->path,
		       (unsigned long long)item->offset, obs_kind_info(item->kind)->name,
		       (unsigned long long)item->number);
		if (item->kind == OBS_IMAGE_ADDRESS)
			fputs(addr_print(&item->addr, addr), stdout);
		else if (item->kind != OBS_IMAGE_CERT_SHA256)
			put(item->text);
		putchar('\n');
	}
	for (size_t i = 0; i < inv->n_images; i++)
		for (size_t k = 0; k < inv->images[i].n_suppressed; k++) {
			const struct inventory_suppressed *s = &inv->images[i].suppressed[k];
			printf("%s\t-\t%llu\tsuppressed\t%s\t", inv->images[i].name,
			       (unsigned long long)s->count, image_suppression_name(s->why));
			put(slice_text(s->sample));
			putchar('\n');
		}
	for (size_t i = 0; i < inv->n_notices; i++)
		printf("-\t-\t0\tnotice\t0\t%s\n", inv->notices[i].text);
	printf("-\t-\t%zu\tfiles\t0\t\n", inv->n_files);
}

static struct slice read_whole(const char *name)
{
	FILE *f = fopen(name, "rb");
	struct buf all;

	must(f);
	buf_init(&all, FILE_MOST);
	for (size_t got = 1; got > 0;) {
		uint8_t *room = buf_place(&all, 1 << 20);
		must(room);
		got = fread(room, 1, 1 << 20, f);
		all.len += got;
	}
	(void)fclose(f);
	return slice_of(all.at, all.len);
}

int main(int argc, char **argv)
{
	struct err err = {{0}};
	int spools[SPOOLS];

	must(argc > 2);
	struct software *software = software_load(argv[1], &err);
	if (!software) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	const struct sift_tables tables = {.n_projects = software->n_projects,
					   .projects = software->projects,
					   .n_components = software->n_components,
					   .components = (const void *)software->components};
	struct sift *sift = sift_new(&tables, 2, &err);
	struct inventory *inv = inventory_new((const char *const *)argv + 2, (size_t)argc - 2);
	for (int i = 0; i < SPOOLS; i++)
		spools[i] = fileno(tmpfile());
	const struct vet_job job = {.limits = {.depth = DEPTH,
					       .files = 1000000,
					       .bytes = 16ull << 30,
					       .bytes_one = 4ull << 30,
					       .seconds = 3600},
				    .threads = 2,
				    .n_spools = SPOOLS,
				    .spools = spools,
				    .sift = sift};
	must(sift);
	struct vet *vet = vet_new(&job, give, inv);
	must(vet);
	for (int i = 2; i < argc; i++) {
		struct slice bytes = read_whole(argv[i]);
		const char *slash = strrchr(argv[i], '/');
		vet_image(vet, (uint32_t)i - 2, slice_text(slash ? slash + 1 : argv[i]), bytes);
		free((void *)(uintptr_t)bytes.at);
	}
	vet_finish(vet);
	vet_free(vet);
	inventory_settle(inv);
	list(inv);
	inventory_free(inv);
	sift_free(sift);
	software_free(software);
	return 0;
}
