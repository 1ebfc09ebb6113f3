/* SPDX-License-Identifier: Apache-2.0
 *
 * The shape of an extractor: one file each, one const struct, listed in extractors.def. Its patterns
 * say where to look, in the pass that all share; `found` looks closer and gives what stands there.
 * docs/adding-an-extractor.md.
 */
#ifndef CAMTRAIL_SIFT_EXTRACTOR_H
#define CAMTRAIL_SIFT_EXTRACTOR_H

#include "sift/sift.h"

enum { EXTRACTOR_PATTERNS_MAX = 24 };

struct unfolded;

/* What all extractors of a file know together. */
struct sift_shared {
	int connects;         /* sifting_connects(): -1 = not looked yet */
	int language;         /* text.c: likewise */
	size_t authority_end; /* bytes before it lie in a certificate; see certificate.c */
	bool is_records;      /* its texts stand side by side without an end: only unfolded count */
	bool is_counted;      /* a class file or Dalvik code: lengths before strings */
	struct unfolded *unfolded;
};

/* A file while it is sifted by one thread. */
struct sifting {
	const struct sift *sift;
	const struct sift_file *file;
	const struct sift_sink *sink;
	struct slice bytes;              /* the file's, or texts that unfold.c has laid out */
	const struct unfolded *unfolded; /* where those stand in the file; NULL = as they are */
	struct sift_shared *shared;
	/* The running extractor's own: bytes up to here were dealt with. Zero at the start. */
	size_t past;
	/* Likewise; for what it must remember within a file. */
	uint64_t memo;
};

struct extractor {
	const char *name;
	/* PCRE subset of Hyperscan, over bytes, ended by NULL; flags in front as (?i). Keep them short
	 * and rare: each hit costs a call. */
	const char *patterns[EXTRACTOR_PATTERNS_MAX];
	/* pattern: which of them; end: offset just behind what matched. Called in order of end. */
	void (*found)(struct sifting *s, unsigned pattern, size_t end);
	/* After the last byte; NULL = nothing to do. Not called for unfolded texts. */
	void (*finish)(struct sifting *s);
};

/* Gives a text with some bytes around it as context. at: in s->bytes. */
void sifting_text(struct sifting *s, enum obs_kind kind, size_t at, struct slice text);
/* Likewise with a number: a server's port, 0 = none is said. */
void sifting_server(struct sifting *s, enum obs_kind kind, size_t at, struct slice text,
		    uint16_t port);
void sifting_addr(struct sifting *s, enum obs_kind kind, size_t at, size_t len,
		  const struct addr *addr, uint16_t port);
void sifting_number(struct sifting *s, enum obs_kind kind, size_t at, uint64_t number);
void sifting_bytes(struct sifting *s, enum obs_kind kind, size_t at, struct slice bytes);
/* A text that was put together and stands nowhere as it is; cut as the others. */
__attribute__((format(printf, 4, 5))) void sifting_say(struct sifting *s, enum obs_kind kind,
						       size_t at, const char *format, ...);
void sifting_suppress(struct sifting *s, enum image_suppression why, struct slice sample);
/* Names of calls that open connections stand in it, or it is a script or text. */
bool sifting_connects(struct sifting *s);
/* It is read by people or by interpreters, not by a processor. */
bool sifting_is_text(const struct sifting *s);

/* ---- text.c: what stands around a place ---- */

/* The printable text around: to the next NUL or control byte in programs, the line in texts. At most
 * TEXT_REACH bytes each way. */
enum { TEXT_REACH = 400 };
struct slice text_run(const struct sifting *s, size_t at, size_t *ret_from);
/* The line around, at most TEXT_REACH bytes each way. */
struct slice text_line(const struct sifting *s, size_t at, size_t *ret_from);
/* In a comment of a language or configuration, told by the file's name. */
bool text_in_comment(struct sifting *s, size_t at);
/* Bare words are no values in it: Python, JavaScript, Perl, C, Lua, ... */
bool text_is_language(const struct sifting *s);
/* Within the quotes of a string of such a language. */
bool text_is_quoted(const struct sifting *s, size_t at);
/* Any of the words, which are lower case and NULL-terminated, stands in it, in any case. */
bool text_has(struct slice text, const char *const *words);
/* One of them ends where a token begins: "ip = 1.2.3.4" has "ip"; blanks, quotes, '=', ':', '(', '>'
 * between. The word before, "" = none. */
struct slice text_key_before(struct slice run, size_t token);
bool text_ends(struct slice s, const char *with); /* in any case */
bool text_is_alnum(uint8_t c);                    /* ASCII only, whatever the locale */
bool text_is_digit(uint8_t c);
bool text_is_alpha(uint8_t c);

/* ---- noise.c: why it is no server; SUPPRESSIONS = it may be one ---- */

/* A token that looks like a server's name or address, and what stands around it. */
struct mention {
	struct slice token;
	size_t at;     /* in s->bytes */
	size_t url_at; /* where the URL begins of which it is the host; SIZE_MAX = of none */
	size_t end;    /* behind it, its port and, of a URL, its path */
	uint16_t port; /* 0 = none is said */
};
/* By the name alone: it is known not to stand in a text for people. */
enum image_suppression noise_of_name(const struct sifting *s, struct slice host);
enum image_suppression noise_of_host(struct sifting *s, const struct mention *m);
enum image_suppression noise_of_address(struct sifting *s, const struct mention *m,
					const struct addr *addr);
/* A registrable domain under a public suffix (libpsl). host: lower case or not. */
bool noise_registrable(struct slice host);
/* A name that no URL holds, by its own looks and what is next to it: is it more than a file's or an
 * object's? (names.c) */
bool names_is_server(struct sifting *s, const struct mention *m, struct slice run, size_t run_at);
/* The word before a value says that it is one of a server. */
bool names_key_hints(struct slice key);
/* Home of a piece of free software, by the projects of sift_new. */
bool sift_is_project(const struct sift *s, struct slice host);

/* ---- servers.c, for extractors that find names elsewhere ---- */

/* Gives the host or address when it is one; at: where it stands in s->bytes. */
void servers_give_name(struct sifting *s, size_t at, struct slice name);
/* The value that begins at or, behind blanks, quotes, tags and '=', shortly after a place, when it is
 * a server's name or address: "ntpdate -s pool.x.org", "server: '10.1.1.1'". */
bool servers_value_at(struct sifting *s, size_t at, struct mention *ret);
/* One of these stands in a text whose first byte is at `at`; looks at the first few tokens. */
bool servers_in(struct sifting *s, size_t at, struct slice text);

/* ---- unfold.c: texts that do not stand in the file as they are ---- */

struct unfolded *unfolded_new(size_t file_size);
void unfolded_free(struct unfolded *u);
/* Puts aside a text to be sifted after the file itself. step: bytes of the file that one of it
 * takes; 0 = it does not stand there in one piece. False: there is no more room. */
bool unfolded_add(struct unfolded *u, struct slice text, size_t at, unsigned step);
/* Counts bytes of work against what a file of that size may cause. */
bool unfolded_spend(struct unfolded *u, size_t bytes);
struct slice unfolded_bytes(const struct unfolded *u);
/* Where a place of those stands in the file. */
uint64_t unfolded_place(const struct unfolded *u, size_t at);

/* ---- sqlite.c ---- */

/* Unfolds the texts of a database of SQLite 3; false: it is none. */
bool sqlite_unfold(struct slice file, struct unfolded *u);

size_t extractors_count(void);
const struct extractor *extractor_at(size_t i);

#endif
