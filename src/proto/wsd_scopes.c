/* SPDX-License-Identifier: Apache-2.0
 *
 * Scopes of ONVIF devices (ONVIF Core Specification, 7.3.2.2): URIs with blanks between, some of
 * whose paths state a name and a hardware.
 */
#include "proto/wsd_scopes.h"

#include "proto/text.h"

struct slice wsd_next_word(struct cursor *c)
{
	struct slice rest = slice_trim(cursor_rest(c));
	size_t len = 0;

	cursor_skip(c, rest.len ? (size_t)(rest.at - c->at) : cursor_left(c));
	while (len < rest.len && rest.at[len] != ' ' && rest.at[len] != '\t' &&
	       rest.at[len] != '\r' && rest.at[len] != '\n')
		len++;
	return cursor_take(c, len);
}

static int hex_digit(uint8_t c)
{
	c = slice_lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void percent_decode(struct slice from, struct text *to)
{
	for (size_t i = 0; i < from.len; i++) {
		int high = i + 2 < from.len && from.at[i] == '%' ? hex_digit(from.at[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(from.at[i + 2]) : -1;
		if (low < 0) {
			text_byte(to, from.at[i]);
			continue;
		}
		text_byte(to, (uint8_t)((unsigned)high << 4 | (unsigned)low));
		i += 2;
	}
}

static void emit_below(struct slice scope, const char *start, enum obs_kind kind, struct sink *out)
{
	if (slice_starts_word(scope, start))
		sink_text(out, kind, slice_trim(slice_from(scope, strlen(start))));
}

void wsd_say_scopes(struct slice scopes, struct sink *out)
{
	struct cursor c = cursor_over(scopes);

	for (struct slice word = wsd_next_word(&c); word.len; word = wsd_next_word(&c)) {
		struct text text;
		text_clear(&text);
		percent_decode(word, &text);
		struct slice scope = text_view(&text);
		sink_text(out, OBS_WSD_SCOPE, scope);
		emit_below(scope, "onvif://www.onvif.org/name/", OBS_WSD_NAME, out);
		emit_below(scope, "onvif://www.onvif.org/hardware/", OBS_WSD_HARDWARE, out);
	}
}
