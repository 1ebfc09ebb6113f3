/* SPDX-License-Identifier: Apache-2.0
 *
 * A session description (RFC 8866) as an RTSP server answers DESCRIBE with: which media, and many
 * habits of the software that wrote it.
 *
 *   v=0, o=, s=, i=, u=, e=, c=, b=, t=, a= of the session, then per medium m=, i=, c=, b=, a=
 *   a=rtpmap:96 H264/90000
 *
 * The order of the session's lines is kept as letters: servers have each their own.
 * Skipped on purpose: connection addresses (c=), times (t=), bandwidths (b=), keys (k=, a=crypto,
 * a=key-mgmt); user and password in URLs; long numbers of o=, which change at every start.
 */
#include "proto/dissector.h"
#include "proto/url.h"

enum { LINES_MAX = 400, LONG_NUMBER = 7, ORDER_MAX = 64 };

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* o= with numbers of more than six digits blanked: session ids and start times. */
static void origin(struct slice value, struct sink *out)
{
	struct text text;

	text_clear(&text);
	for (size_t i = 0; i < value.len;) {
		size_t n = 0;
		while (i + n < value.len && is_digit(value.at[i + n]))
			n++;
		for (size_t k = 0; k < n; k++)
			text_byte(&text, n >= LONG_NUMBER ? '9' : value.at[i + k]);
		if (n == 0)
			text_byte(&text, value.at[i++]);
		i += n;
	}
	sink_text(out, OBS_SDP_ORIGIN, text_view(&text));
}

static void attribute(struct slice value, struct sink *out)
{
	struct text text;
	struct cursor in = cursor_over(value);

	if (slice_starts(value, "crypto:") || slice_starts(value, "key-mgmt:"))
		return;
	text_clear(&text);
	url_put_clean(&text, value);
	sink_text(out, OBS_SDP_ATTRIBUTE, text_view(&text));
	if (!slice_starts(value, "rtpmap:"))
		return;
	(void)cursor_until(&in, ' '); /* "rtpmap:96" */
	if (cursor_fine(&in))
		sink_text(out, OBS_SDP_CODEC, slice_trim(cursor_rest(&in)));
}

static void line(uint8_t letter, struct slice whole, struct slice value, struct sink *out)
{
	switch (letter) {
	case 'o':
		origin(value, out);
		break;
	case 's':
		sink_text(out, OBS_SDP_SESSION, value);
		break;
	case 'i':
		sink_text(out, OBS_SDP_INFORMATION, value);
		break;
	case 'u':
	case 'e':
		sink_text(out, OBS_SDP_CONTACT, whole);
		break;
	case 'm':
		sink_text(out, OBS_SDP_MEDIA, value);
		break;
	case 'a':
		attribute(value, out);
		break;
	default:
		break;
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	uint8_t order[ORDER_MAX];
	size_t n_order = 0;
	bool in_session = true;
	(void)state, (void)where;

	while (cursor_peek(in, 0) == '\r' || cursor_peek(in, 0) == '\n')
		cursor_skip(in, 1);
	if (!slice_starts(cursor_rest(in), "v=0"))
		return verdict(VERDICT_NOT_MINE);
	for (unsigned n = 0; n < LINES_MAX && cursor_left(in) > 0; n++) {
		/* The last line may lack its end. */
		struct slice rest = cursor_rest(in);
		struct slice whole = memchr(rest.at, '\n', rest.len) ? cursor_line(in)
								     : cursor_take(in, rest.len);
		whole = slice_until_nul(whole);
		if (whole.len < 2 || whole.at[1] != '=')
			continue;
		uint8_t letter = whole.at[0];
		if (letter == 'm')
			in_session = false;
		if (in_session && n_order < sizeof(order))
			order[n_order++] = letter;
		line(letter, whole, slice_of(whole.at + 2, whole.len - 2), out);
	}
	sink_text(out, OBS_SDP_ORDER, slice_of(order, n_order));
	return verdict(VERDICT_DONE);
}

static const enum obs_kind emits[] = {OBS_SDP_SESSION, OBS_SDP_ORIGIN, OBS_SDP_INFORMATION,
				      OBS_SDP_CONTACT, OBS_SDP_ORDER,  OBS_SDP_ATTRIBUTE,
				      OBS_SDP_MEDIA,   OBS_SDP_CODEC,  OBS_KINDS};

extern const struct dissector sdp_dissector;
const struct dissector sdp_dissector = {
	.name = "sdp",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_SDP,
	.feed = feed,
	.emits = emits,
};
