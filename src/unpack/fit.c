/* SPDX-License-Identifier: Apache-2.0
 *
 * Images of U-Boot as device trees (FIT: doc/usage/fit/source_file_format.rst of U-Boot), through
 * libfdt (BSD-2-Clause): each node below /images is a member, its bytes in the tree or, by an offset,
 * behind it. A device tree without /images is no container.
 */
#include <libfdt.h>
#include <stdlib.h>

#include "base/err.h"
#include "unpack/format.h"
#include "unpack/order.h"

enum { HEAD_BYTES = 40, TREE_MAX = 256 << 20, ALIGNED = 4 };

struct fit {
	struct slice bytes;
	const void *tree; /* the same, where the library can read it */
	uint64_t len;     /* of the tree */
	uint64_t end;     /* behind the last data */
	struct unpack_out *out;
};

static bool number(const struct fit *f, int node, const char *name, uint64_t *ret)
{
	int len = 0;
	const uint8_t *at = fdt_getprop(f->tree, node, name, &len);

	if (!at || len != 4)
		return false;
	struct cursor c = cursor_over(slice_of(at, 4));
	*ret = cursor_be32(&c);
	return true;
}

/* Where a node's data lie: in the tree, at a place in the image, or so far behind the tree. */
static bool find_data(const struct fit *f, int node, uint64_t *ret_at, uint64_t *ret_size)
{
	int len = 0;
	const uint8_t *data = fdt_getprop(f->tree, node, "data", &len);

	if (data && len >= 0) {
		*ret_at = (uint64_t)(data - (const uint8_t *)f->tree);
		*ret_size = (uint64_t)len;
		return true;
	}
	if (!number(f, node, "data-size", ret_size))
		return false;
	if (number(f, node, "data-position", ret_at))
		return true;
	if (!number(f, node, "data-offset", ret_at))
		return false;
	*ret_at += (f->len + ALIGNED - 1) / ALIGNED * ALIGNED;
	return true;
}

static void give_node(struct fit *f, int node)
{
	uint64_t at = 0, size = 0;
	int len = 0;
	const char *name = fdt_get_name(f->tree, node, &len);

	if (!name || len <= 0 || !find_data(f, node, &at, &size))
		return;
	struct slice data = slice_part(f->bytes, at, size);
	const struct member m = {.name = slice_of(name, (size_t)len), .offset = at};
	if (data.len < size)
		out_broken(f->out, f->bytes.len, "'%.*s' ends %zu bytes early", len, name,
			   (size_t)size - data.len);
	if (at + data.len > f->end)
		f->end = at + data.len;
	out_member(f->out, &m, data);
}

static bool give_nodes(struct fit *f)
{
	int images = fdt_path_offset(f->tree, "/images"), node;

	if (images < 0)
		return false;
	fdt_for_each_subnode(node, f->tree, images)
	{
		if (!out_goes_on(f->out))
			break;
		give_node(f, node);
	}
	return true;
}

/* Total length that the header gives, 0 = it is none. */
static uint64_t tree_length(struct slice bytes)
{
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, 4);
	uint32_t total = cursor_be32(&c), structure = cursor_be32(&c), strings = cursor_be32(&c);
	cursor_skip(&c, 4);
	uint32_t version = cursor_be32(&c), last = cursor_be32(&c);
	return cursor_fine(&c) && total >= HEAD_BYTES && total <= TREE_MAX && total <= bytes.len &&
			       structure < total && strings <= total && version >= 16 &&
			       version <= 17 && last <= 17
		       ? total
		       : 0;
}

static uint64_t open_fit(struct slice bytes, struct unpack_out *out)
{
	struct fit f = {.bytes = bytes, .out = out, .len = tree_length(bytes)};
	uint64_t used = 0;

	if (f.len == 0)
		return 0;
	/* the library wants its tree at a multiple of 8 */
	uint8_t *copy = mem_new(f.len, 1);
	memcpy(copy, bytes.at, f.len);
	f.tree = copy;
	f.end = f.len;
	if (fdt_check_full(copy, f.len) == 0 && give_nodes(&f))
		used = f.end;
	else
		out_tried(out, f.len);
	free(copy);
	return used;
}

const struct format format_fit = {
	.name = "fit",
	.marks = {{"\xd0\x0d\xfe\xed", 4, 0}},
	.open = open_fit,
};
