/* SPDX-License-Identifier: Apache-2.0
 *
 * Bare names: "relay.maker.cn" is a server, "main.py", "event.name", "data.rel.ro" are not, though
 * all of them end in a top-level domain. The less a domain is used by anything but servers, the less
 * more is asked of the name; docs/adding-an-extractor.md tells the rules.
 */
#include <libpsl.h>

#include "sift/extractor.h"

enum { BARE_LEAST = 7, QUOTE_REACH = 200, LABELS_MOST = 32, LABELS_WORDY = 5, LABEL_LONG = 6 };

/* Domains in wide use that are no common endings of file names or members. */
static const char *const plain[] = {
	"com",  "net", "org", "biz", "cn", "kr",   "jp",  "ru",   "de",     "uk",    "tw",   "hk",
	"eu",   "edu", "gov", "mil", "tv", "asia", "xyz", "vip",  "vn",     "th",    "sg",   "br",
	"mx",   "ar",  "cz",  "tr",  "ua", "il",   "ir",  "nl",   "se",     "fi",    "dk",   "pt",
	"gr",   "hu",  "bg",  "au",  "nz", "za",   "ca",  "ch",   "fr",     "es",    "arpa", "mobi",
	"ltd",  "ae",  "pk",  "kz",  "bd", "lk",   "kh",  "tech", "online", "cloud", "site", "club",
	"wang", "icu", "us",  "io",  "co", "ai",   "iot", NULL};

/* Of those, what is a server's with one label before it and nothing that says so. */
static const char *const plainest[] = {"com", "net", "org", "cn", "kr",
				       "biz", "jp",  "ru",  "tw", NULL};

/* Endings of source and other files; never a server's without a word that says so. */
static const char *const files[] = {"so",   "sh", "py",  "zip",        "mov",  "ps",  "md",
				    "am",   "pm", "mo",  "mk",         "ads",  "adb", "cat",
				    "java", "gz", "bz",  "properties", "data", "ac",  "target",
				    "ini",  "as", "bin", "by",         "mm",   "hh",  NULL};

/* Words and abbreviations that members of objects, sections and instructions are called by too: a
 * server only with two labels before, standing alone, in a program that opens connections or a text.
 * Domains in none of these lists want a word that says so. */
static const char *const words[] = {
	"in",      "app",     "dev",    "it",  "my",  "top",  "win",   "now",     "one",
	"pro",     "li",      "ly",     "im",  "fm",  "ie",   "lt",    "me",      "ws",
	"cc",      "ph",      "shop",   "ink", "ren", "live", "space", "website", "world",
	"digital", "systems", "camera", "sk",  "si",  "lv",   "ee",    "pe",      "la",
	"to",      "rocks",   "pl",     "rs",  "ml",  NULL};

/* Likewise, but keys of settings in programs end so, too: there they want a word that says more. */
static const char *const key_words[] = {
	"name",    "info",  "id",       "is",       "at",    "no",    "be",
	"run",     "host",  "ro",       "link",     "store", "work",  "fun",
	"network", "group", "services", "security", "video", "click", NULL};

static const char *const firsts_of_servers[] = {
	"www",  "p2p",  "relay", "ntp",    "api",     "cloud", "stun", "turn", "mqtt",
	"ota",  "ddns", "cdn",   "update", "upgrade", "push",  "rtmp", "rtsp", "smtp",
	"mail", "dns",  "sip",   "iot",    "oss",     "sdk",   NULL};

/* "x.pb.cc", "x.ini.in": files made from others. */
static const char *const templates[] = {"pb",  "grpc", "ini",  "conf", "cfg",     "py", "sh",
					"txt", "xml",  "html", "pc",   "service", "h",  "c",
					"js",  "css",  "json", "min",  NULL};

/* Of those, what hardly is a member's name. */
static const char *const rare_words[] = {"top", "me", "im", "ws", "la", "cc", NULL};

static bool listed(struct slice word, const char *const *list)
{
	for (; *list; list++)
		if (slice_same_word(word, *list))
			return true;
	return false;
}

struct shape {
	size_t labels;
	struct slice first, last, before_last;
	bool mixed_case;  /* within a label, or the domain in capitals behind small letters */
	bool wide_suffix; /* a public suffix of two labels: co.kr, com.cn */
};

static bool mixes(struct slice label, bool *ret_upper, bool *ret_lower)
{
	bool upper = false, lower = false;

	for (size_t i = 0; i < label.len; i++) {
		upper |= label.at[i] >= 'A' && label.at[i] <= 'Z';
		lower |= label.at[i] >= 'a' && label.at[i] <= 'z';
	}
	*ret_upper |= upper;
	*ret_lower |= lower;
	return upper && lower;
}

static struct shape shape_of(struct slice host)
{
	struct shape shape = {0};
	struct slice rest = host;
	bool upper = false, lower = false;

	while (rest.len && shape.labels < LABELS_MOST) {
		const uint8_t *dot = memchr(rest.at, '.', rest.len);
		struct slice label = slice_of(rest.at, dot ? (size_t)(dot - rest.at) : rest.len);
		if (shape.labels == 0)
			shape.first = label;
		shape.before_last = shape.last;
		shape.last = label;
		shape.labels++;
		if (dot || shape.labels == 1)
			shape.mixed_case |= mixes(label, &upper, &lower);
		rest = slice_from(rest, dot ? label.len + 1 : rest.len);
	}
	bool last_upper = false, last_lower = false;
	shape.mixed_case |= mixes(shape.last, &last_upper, &last_lower);
	shape.mixed_case |= last_upper && lower;
	if (shape.labels >= 3) {
		char two[64];
		size_t len = shape.before_last.len + 1 + shape.last.len;
		if (len < sizeof(two)) {
			for (size_t i = 0; i < len; i++)
				two[i] = (char)slice_lower(host.at[host.len - len + i]);
			two[len] = '\0';
			shape.wide_suffix = psl_is_public_suffix2(
				psl_builtin(), two, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
		}
	}
	return shape;
}

bool names_key_hints(struct slice key)
{
	/* anywhere in it; as a part of its own, between '_', '-', '.', digits and a change of case */
	static const char *const anywhere[] = {
		"server", "host",    "addr",  "domain",  "ddns",   "cloud",    "relay",    "stun",
		"mqtt",   "gateway", "proxy", "upgrade", "update", "nslookup", "endpoint", "remote",
		"telnet", "rtmp",    "rtsp",  "broker",  "tftp",   "http",     NULL};
	static const char *const parts[] = {
		"url", "ntp",  "p2p",  "turn", "dns",     "smtp",   "ftp",   "push",   "api",
		"ota", "ping", "wget", "curl", "uri",     "site",   "peer",  "pool",   "svr",
		"srv", "serv", "ip",   "nc",   "connect", "center", "login", "ipaddr", NULL};
	size_t from = 0;

	if (text_has(key, anywhere))
		return true;
	for (size_t i = 1; i <= key.len; i++) {
		bool ends = i == key.len || !text_is_alpha(key.at[i]) ||
			    (key.at[i] < 'a' && key.at[i - 1] >= 'a');
		if (!ends)
			continue;
		if (listed(slice_of(key.at + from, i - from), parts))
			return true;
		from = i < key.len && !text_is_alpha(key.at[i]) ? i + 1 : i;
	}
	return false;
}

/* What names the value, when something that assigns stands between, or a command with a blank. */
static bool is_hinted(const struct mention *m, struct slice run, size_t run_at,
		      const struct shape *shape)
{
	static const char *const commands[] = {
		"ping",  "wget",     "curl",    "tftp",       "ftp",        "telnet",
		"nc",    "nslookup", "server",  "pool",       "peer",       "ssh",
		"host",  "connect",  "ntpdate", "nameserver", "traceroute", "ftpget",
		"rdate", "scp",      "rsync",   "sntp",       NULL};
	size_t token = m->at - run_at;
	struct slice key = text_key_before(run, token);

	for (size_t i = (size_t)(key.at - run.at) + key.len; i < token; i++)
		if (memchr("=:>(,", run.at[i], 5))
			return names_key_hints(key);
	if (listed(key, commands))
		return true;
	/* "tftp -g -r file NAME": the last of a command's words, when it is no file's option */
	struct slice first = slice_trim(run);
	size_t n = 0;
	while (n < first.len && text_is_alnum(first.at[n]))
		n++;
	return !listed(shape->last, files) && n < first.len && n < token &&
	       listed(slice_of(first.at, n), commands) &&
	       !(token > 3 && run.at[token - 1] == ' ' && run.at[token - 3] == '-' &&
		 memchr("orlOP", run.at[token - 2], 5));
}

/* Names written from the far end, as packages of Java and services of D-Bus are; roots of objects. */
static bool is_reversed(const struct shape *shape)
{
	static const char *const firsts[] = {
		"com",   "org",     "net",      "edu",    "gov",     "io",      "java",
		"javax", "android", "androidx", "kotlin", "sun",     "system",  "microsoft",
		"this",  "self",    "document", "window", "event",   "self",    "os",
		"sys",   "e",       "t",        "n",      "i",       "r",       "o",
		"a",     "s",       "math",     "json",   "console", "obj",     "data",
		"rel",   "text",    "note",     "debug",  "gnu",     "init",    "fini",
		"lib",   "std",     "node",     "module", "dalvik",  "libcore", "okhttp3",
		"okio",  "apple",   "llvm",     NULL};

	return listed(shape->first, firsts);
}

/* The character that ends what comes before a bare name, and begins what comes behind. */
static bool is_bounded(const struct mention *m, struct slice run, size_t run_at, bool is_plain,
		       bool is_text)
{
	size_t from = m->at - run_at, to = m->end - run_at;
	uint8_t before = from > 0 ? run.at[from - 1] : 0;
	uint8_t behind = to < run.len ? run.at[to] : 0;

	if (behind &&
	    !strchr(is_plain ? " \t\r\n,;\"'`)<>]}|&/?:#\\!%" : " \t\r\n,;\"'`)<>]}|&", behind))
		return false;
	if (behind == '<' && before == '<')
		return false;
	if (!before || strchr(" \t\r\n=:,;\"'`([>|@&{", before))
		return !(before == '{' && from > 1 && run.at[from - 2] == '$');
	/* a number of two bytes before a text in a table */
	if (!is_text && from <= 2 && before != '.' && before != '/')
		return true;
	/* names below any, paths of URLs without a scheme, conversions and lengths cut off */
	if (before == '.')
		return is_plain;
	if (before == '/')
		return is_plain && from > 1 && run.at[from - 2] == '/';
	return before == '%' || before == '\\' || before >= 0x80 || text_is_alnum(before);
}

/* In a language: within quotes, as a value on its own or at the end of one. */
static bool is_quoted(const struct mention *m, struct slice run, size_t run_at)
{
	size_t from = m->at - run_at, i = from;
	uint8_t before = from > 0 ? run.at[from - 1] : 0;

	if (!before || !strchr("\"'`=:@/ ,>", before))
		return false;
	while (i > 0 && from - i < QUOTE_REACH && run.at[i - 1] != '"' && run.at[i - 1] != '\'' &&
	       run.at[i - 1] != '`')
		i--;
	if (i == 0 || from - i >= QUOTE_REACH)
		return false;
	uint8_t quote = run.at[i - 1];
	/* nothing of code between: then the quote would close and not open */
	for (size_t k = i; k < from; k++)
		if (strchr("(){}[];+!?<>*", run.at[k]))
			return false;
	if (i < from && strchr(",:=)", run.at[i]))
		return false;
	return memchr(run.at + from, quote, run.len - from) != NULL;
}

/* The whole of a string, of a quoted or assigned value. */
static bool is_alone(const struct mention *m, struct slice run, size_t run_at)
{
	size_t from = m->at - run_at, to = m->end - run_at;

	return (from == 0 || memchr("\"'=>:,;|@", run.at[from - 1], 10)) &&
	       (to == run.len || memchr("\"'<,;|\r\n", run.at[to], 8));
}

/* Letters, '-', then digits at most: not such a mix as chance gives. */
static bool is_word(struct slice label)
{
	size_t i = label.len;

	while (i > 0 && text_is_digit(label.at[i - 1]))
		i--;
	while (i > 0 && (text_is_alpha(label.at[i - 1]) || label.at[i - 1] == '-'))
		i--;
	return i == 0;
}

/* A kernel or a boot loader names no calls. */
static bool opens(struct sifting *s)
{
	return s->file->content == IMAGE_DATA || sifting_connects(s);
}

/* By its domain, when nothing says more. */
static bool is_likely(struct sifting *s, const struct mention *m, const struct shape *shape,
		      struct slice run, size_t run_at)
{
	bool is_text = sifting_is_text(s);

	if (shape->wide_suffix)
		return true;
	/* letters and digits that happen to stand so, names of instructions */
	if (shape->before_last.len < 3 && shape->labels > 2 && !listed(shape->last, plainest))
		return false;
	if (listed(shape->last, plain))
		return shape->labels > 2 || listed(shape->last, plainest) ||
		       (is_alone(m, run, run_at) &&
			(is_text || (shape->first.len > 4 && is_word(shape->first) && opens(s))));
	if (shape->labels == 2 && listed(shape->last, rare_words) && opens(s))
		return is_alone(m, run, run_at) && shape->first.len >= LABEL_LONG &&
		       !memchr(shape->first.at, '-', shape->first.len);
	if (shape->labels < 3 || listed(shape->last, files) || !is_alone(m, run, run_at) ||
	    listed(shape->before_last, templates))
		return false;
	bool is_first = listed(shape->first, firsts_of_servers);
	if (is_first && listed(shape->last, key_words))
		return true;
	return (listed(shape->last, words) || (is_text && listed(shape->last, key_words))) &&
	       opens(s) && shape->before_last.len > 2 && shape->labels <= LABELS_WORDY;
}

static bool has_capitals(struct slice token)
{
	for (size_t i = 0; i < token.len; i++)
		if (token.at[i] >= 'A' && token.at[i] <= 'Z')
			return true;
	return false;
}

/* Registries: suffixes, names of companies. */
static bool is_list(const struct sifting *s)
{
	static const char *const parts[] = {"public_suffix", "effective_tld", "publicsuffix", NULL};
	static const char *const ends[] = {".hwdb",    "/manuf",   "/oui.txt",        "/oui.csv",
					   "/usb.ids", "/pci.ids", "/enterprises.tsv"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (text_ends(s->file->path, ends[i]))
			return true;
	return text_has(s->file->path, parts);
}

bool names_is_server(struct sifting *s, const struct mention *m, struct slice run, size_t run_at)
{
	struct shape shape = shape_of(m->token);
	bool is_plain = shape.wide_suffix || listed(shape.last, plain);
	size_t to = m->end - run_at;

	if (shape.mixed_case || memchr(m->token.at, '_', m->token.len) || is_list(s) ||
	    !is_bounded(m, run, run_at, is_plain, sifting_is_text(s)))
		return false;
	if (is_reversed(&shape) && !(is_plain && shape.labels > 2 && shape.first.len > 3))
		return false;
	if (sifting_is_text(s) && text_is_language(s) && !is_quoted(m, run, run_at))
		return false;
	/* "key.name = value": the name of a setting, not its value */
	while (to < run.len && run.at[to] == ' ')
		to++;
	if (to < run.len && run.at[to] == '=' && m->port == 0)
		return false;
	if (!sifting_is_text(s) && m->token.len < BARE_LEAST)
		return false;
	/* "main.cc:12" is a line of a source */
	bool port = m->port != 0 && !listed(shape.last, files) &&
		    !(slice_same_word(shape.last, "cc") && shape.labels < 3);
	if (port || is_hinted(m, run, run_at, &shape))
		return true;
	return !has_capitals(m->token) && is_likely(s, m, &shape, run, run_at);
}
