/* SPDX-License-Identifier: Apache-2.0
 *
 * Systems on a chip that cameras and recorders are built around, where the name says nothing else:
 * numbers that only a chip has, and "maker,chip" of device trees (Devicetree Specification 2.3.1).
 */
#include "sift/extractor.h"

enum { NAME_MOST = 40 };

static bool is_chip(uint8_t c)
{
	return text_is_alnum(c);
}

/* The numbers alone: a chip's name goes on with a letter and a version, never with more digits. */
static void take_number(struct sifting *s, size_t end)
{
	size_t from = end, to = end;

	while (from > 0 && end - from < 12 && is_chip(s->bytes.at[from - 1]))
		from--;
	while (to < s->bytes.len && to - from < NAME_MOST && is_chip(s->bytes.at[to]))
		to++;
	uint8_t next = end < s->bytes.len ? s->bytes.at[end] : 0;
	if (text_is_digit(next) || to - from > 14 || (from > 0 && s->bytes.at[from - 1] >= 0x80))
		return;
	sifting_text(s, OBS_IMAGE_SOC, from, slice_of(s->bytes.at + from, to - from));
	s->past = to;
}

/* "hisilicon,hi3516cv300", "ingenic,t31": the whole string */
static void take_compatible(struct sifting *s, size_t end)
{
	size_t from = end, to = end;

	while (from > 0 && end - from < NAME_MOST &&
	       (text_is_alnum(s->bytes.at[from - 1]) || s->bytes.at[from - 1] == ','))
		from--;
	while (to < s->bytes.len && to - from < NAME_MOST &&
	       (text_is_alnum(s->bytes.at[to]) || s->bytes.at[to] == '-'))
		to++;
	bool number = false;
	for (size_t i = end - 1; i < to; i++)
		number |= text_is_digit(s->bytes.at[i]);
	/* "chip-part" names a part of it */
	if (!number || memchr(s->bytes.at + end, '-', to - end) ||
	    (to < s->bytes.len && s->bytes.at[to] > ' ' && s->bytes.at[to] != '"'))
		return;
	sifting_text(s, OBS_IMAGE_SOC, from, slice_of(s->bytes.at + from, to - from));
	s->past = to;
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	if (end <= s->past || s->file->content == IMAGE_PAPER)
		return;
	if (pattern == 0)
		take_number(s, end);
	else
		take_compatible(s, end);
}

const struct extractor extractor_soc = {
	.name = "soc",
	.patterns =
		{"(?i)[^0-9a-z](?:hi35[0-9]{2}|gk7[0-9]{3}|ssc3[0-9]{2}|rv11[0-9]{2}|nt98[0-9]{3}|"
		 "cv18[0-9]{2}|fh8[0-9]{3}|ak39[0-9]{2}|xm5[1-9]0|ssd20[0-9]|mt798[0-9]|gm81[0-9]{"
		 "2})",
		 "(?:ingenic|ambarella|allwinner|novatek|sigmastar|grain|fullhan|anyka|rockchip|"
		 "hisilicon|goke|sstar|cvitek|fsl|amlogic|realtek|mediatek),[0-9a-z]"},
	.found = found,
};
