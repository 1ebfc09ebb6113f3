/* SPDX-License-Identifier: Apache-2.0
 *
 * HDS: a text search of cameras and recorders, UDP 8002 (also 18002, 12222), to 239.255.255.250 or
 * broadcast.
 *   question  SEARCH * HDS/1.0 CRLF CSeq:1 CRLF Client-ID:.. CRLF Accept-Type:text/HDP CRLF ..
 *   answer    HDS/1.0 200 OK CRLF Client-ID:.. CRLF .. CRLF, then lines name=value:
 *             Device-Name, Device-Model, Device-ID, Esee-ID, Channel-Cnt, IP, MAC, Http-Port ..
 *   others    CMD * HDS/1.0, JCPMETHOD * HDS/1.0 (they set things, with passwords: not told)
 *
 * Sources: two published clients of the search that show question and answer, and one of the
 * command form.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { LINES_MAX = 64 };

static const struct say_row rows[] = {
	{"Device-Model", OBS_HDS_MODEL},
	{"Device-Name", OBS_HDS_NAME},
	{"Device-ID", OBS_HDS_DEVICE},
	{"Esee-ID", OBS_HDS_ESEE},
	{"MAC", OBS_HDS_MAC},
	{"Software-Version", OBS_HDS_FIRMWARE},
	{"IP", OBS_HDS_FIELD},
	{"Gateway", OBS_HDS_FIELD},
	{"Channel-Cnt", OBS_HDS_FIELD},
	{"Http-Port", OBS_HDS_FIELD},
	{NULL, OBS_KINDS},
};

static struct slice take_line(struct slice *rest)
{
	struct slice line = say_before(*rest, '\n');

	*rest = slice_from(*rest, line.len + (line.len < rest->len ? 1 : 0));
	return slice_trim(line);
}

static void tell(struct slice line, struct sink *out)
{
	struct slice name = say_before(line, '=');

	if (name.len < line.len && say_is_text(line))
		say_listed(out, rows, OBS_HDS_FIELD, name,
			   slice_trim(slice_from(line, name.len + 1)));
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	static const char *const asked[] = {"SEARCH * HDS/1.0", "CMD * HDS/1.0",
					    "JCPMETHOD * HDS/1.0"};
	(void)state, (void)where;

	struct slice rest = slice_until_nul(cursor_rest(in));
	struct slice first = take_line(&rest);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		if (slice_equal(first, slice_text(asked[i]))) {
			sink_text(out, OBS_HDS_MESSAGE, slice_text(i ? "command" : "search asked"));
			return verdict(VERDICT_NEXT);
		}
	if (!slice_starts(first, "HDS/1.0 200"))
		return verdict(VERDICT_NOT_MINE);
	bool is_search = slice_find_word(rest, "Device-") < rest.len ||
			 slice_find_word(rest, "Esee-ID=") < rest.len;
	sink_text(out, OBS_HDS_MESSAGE,
		  slice_text(is_search ? "search answered" : "command answered"));
	for (unsigned i = 0; is_search && rest.len && i < LINES_MAX; i++)
		tell(take_line(&rest), out);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("SEARCH * HDS"), MARK("CMD * HDS/1."),
				    MARK("JCPMETHOD * "), MARK("HDS/1.0 200"),
				    BLANK_MARKS,          {0}};
static const struct hint hints[] = {{.port = 8002}, {.port = 18002}, {.port = 12222}, {0}};
static const enum obs_kind emits[] = {OBS_HDS_MESSAGE, OBS_HDS_MODEL, OBS_HDS_FIRMWARE,
				      OBS_HDS_MAC,     OBS_HDS_NAME,  OBS_HDS_DEVICE,
				      OBS_HDS_ESEE,    OBS_HDS_FIELD, OBS_KINDS};

extern const struct dissector hds_dissector;
const struct dissector hds_dissector = {
	.name = "hds",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
