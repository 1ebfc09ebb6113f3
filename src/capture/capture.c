/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "capture/format.h"

enum { LOOPBACK_HEAD = 4 }; /* of LINK_NULL and LINK_LOOP */

void capture_warn(struct capture *c, const char *format, ...)
{
	char *text = c->stats.warning;
	size_t room = sizeof(c->stats.warning), len = strlen(text);
	va_list args;

	if (len)
		len += (size_t)snprintf(text + len, room - len, "; ");
	if (len >= room)
		return;
	va_start(args, format);
	(void)vsnprintf(text + len, room - len, format, args);
	va_end(args);
}

void capture_ends_cut(struct capture *c, uint64_t missing)
{
	struct input *in = &c->in;
	unsigned long long at = input_offset(in), left = input_left(in);

	if (in->problem[0])
		capture_warn(c, "%s", in->problem);
	if (left && missing)
		capture_warn(
			c,
			"the record at byte %llu%s is cut off: %llu of its %llu bytes are missing",
			at, input_offset_note(in), (unsigned long long)missing, left + missing);
	else if (left)
		capture_warn(c,
			     "cut off at byte %llu%s, inside the header of the record at byte %llu",
			     at + left, input_offset_note(in), at);
	c->stats.incomplete = c->stats.incomplete || left || in->problem[0];
	c->stats.unread_bytes = left ? missing : 0;
	c->ended = true;
}

void capture_ends_bad(struct capture *c, const char *format, ...)
{
	char why[200];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	capture_warn(c, "unreadable from byte %llu%s on: %s",
		     (unsigned long long)input_offset(&c->in), input_offset_note(&c->in), why);
	c->stats.incomplete = true;
	c->ended = true;
}

static int start(struct capture *c, struct err *err)
{
	struct input *in = &c->in;
	bool has_magic = input_need(in, 4);

	if (!has_magic && in->problem[0])
		return err_set(err, "not a capture file: %s", in->problem);
	if (!has_magic && !input_left(in))
		return err_set(err, "the file is empty");
	uint32_t magic = has_magic ? load32(in->at, false) : 0;
	if (magic == PCAPNG_TYPE)
		return pcapng_start(c, err);
	if (pcap_is_magic(magic))
		return pcap_start(c, err);
	return err_set(err, "not a capture file: it begins like neither pcap nor pcapng");
}

struct capture *capture_open(int fd, const char *name, struct err *err)
{
	return capture_open_through(fd, name, INPUT_FASTER, err);
}

struct capture *capture_open_through(int fd, const char *name, enum input_way way, struct err *err)
{
	struct capture *c = mem_new(1, sizeof(*c));
	struct err why = {0};

	if (input_open(&c->in, fd, way, &why) != 0) {
		err_set(err, "%s: %s", name, why.text);
		(void)close(fd);
		free(c);
		return NULL;
	}
	if (start(c, &why) != 0) {
		err_set(err, "%s: %s", name, why.text);
		capture_close(c);
		return NULL;
	}
	c->stats.bytes_read = c->in.raw_bytes;
	return c;
}

void capture_set_filter(struct capture *c, const struct capture_filter *programs, size_t n)
{
	c->filtered = true;
	c->filters = programs;
	c->n_filters = n;
}

static bool accepts(const struct capture *c, const struct frame *f)
{
	uint32_t head = f->link == LINK_NULL || f->link == LINK_LOOP ? LOOPBACK_HEAD : 0;

	for (size_t i = 0; i < c->n_filters; i++) {
		if (c->filters[i].link != f->link)
			continue;
		const struct bpf_program *program = c->filters[i].program;
		return f->len >= head && bpf_filter(program->bf_insns, f->at + head,
						    f->wire_len - head, f->len - head) != 0;
	}
	return false;
}

size_t capture_next(struct capture *c, struct frame *ret_frames, size_t max)
{
	size_t kept = 0;

	if (max > CAPTURE_BATCH)
		max = CAPTURE_BATCH;
	while (!c->ended && max && !kept) {
		size_t n = c->next(c, ret_frames, max);
		if (!c->filtered)
			kept = n;
		for (size_t i = 0; c->filtered && i < n; i++)
			if (accepts(c, &ret_frames[i]))
				ret_frames[kept++] = ret_frames[i];
	}
	c->stats.bytes_read = c->in.raw_bytes;
	if (!kept && c->ended)
		input_done(&c->in); /* many captures may be open, most of them read */
	return kept;
}

const struct capture_stats *capture_stats(const struct capture *c)
{
	return &c->stats;
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	int fd = c->in.fd;
	input_done(&c->in);
	pcapng_free(c->ng);
	(void)close(fd);
	free(c);
}
