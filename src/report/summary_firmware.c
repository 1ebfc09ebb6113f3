/* SPDX-License-Identifier: Apache-2.0
 *
 * Servers that images carry (audit --firmware), each with the devices that its image was taken for.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "report/summary_parts.h"
#include "report/words.h"

static void add_device(struct firmware_row *row, size_t device, const struct configured *c)
{
	bool reached = c->rung > RUNG_CONFIGURED;

	if (row->n == 0)
		row->permitted = true;
	if (row->n == 0 || (reached && row->reached == 0))
		row->device = device;
	row->n++;
	row->reached += reached;
	row->rung = c->rung > row->rung ? c->rung : row->rung;
	row->permitted &= c->permitted;
}

void summary_gather_firmware(struct summary *s)
{
	const struct firmware *f = s->j->firmware;
	size_t *firsts, all = 0, kept = 0;

	if (!f)
		return;
	firsts = mem_new(f->n + 1, sizeof(*firsts));
	for (size_t i = 0; i < f->n; i++) {
		firsts[i] = all;
		all += f->images[i].n_servers;
	}
	s->firmware = mem_new(all + 1, sizeof(*s->firmware));
	for (size_t d = 0; d < s->j->n_devices; d++) {
		const struct verdict_device *v = &s->j->devices[d];
		for (size_t i = 0; i < v->n_configured; i++) {
			const struct configured *c = &v->configured[i];
			struct firmware_row *row = &s->firmware[firsts[c->image] + c->server];
			row->image = &f->images[c->image];
			row->server = &row->image->servers[c->server];
			add_device(row, d, c);
		}
	}
	for (size_t i = 0; i < all; i++)
		if (s->firmware[i].n)
			s->firmware[kept++] = s->firmware[i];
	s->n_firmware = kept;
	free(firsts);
}

void summary_firmware_server(struct buf *out, const struct firmware_server *server)
{
	char endpoint[WORDS_ENDPOINT_MAX];

	if (!server->name[0]) {
		buf_text(out, words_endpoint(&server->addr, server->port, endpoint));
		return;
	}
	buf_text(out, server->name);
	if (server->port)
		buf_printf(out, ":%u", server->port);
}

void summary_firmware_place(struct buf *out, const struct firmware_image *image,
			    const struct firmware_server *server)
{
	if (server->path[0])
		buf_printf(out, "%s at 0x%" PRIx64 " in ", server->path, server->offset);
	buf_text(out, image->name);
	if (!server->path[0])
		buf_printf(out, " at 0x%" PRIx64, server->offset);
	if (server->n_places > 1) {
		buf_text(out, ", and ");
		words_plural(out, server->n_places - 1, "more place", "more places");
	}
}
