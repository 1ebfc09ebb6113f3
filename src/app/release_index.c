/* SPDX-License-Identifier: Apache-2.0 */
#include "app/release_index.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	INDEX_VERSION = 1, /* of the tables, and of what is read from releases */
	BUSY_MS = 20000,
	TEXT_BLOCK = 1 << 20,
	FILES_MOST = 20000000, /* of all releases */
	TEXT_MOST = 8192,
};

struct release_index {
	sqlite3 *db;
};

struct text_block {
	struct text_block *next;
	size_t used, room;
	char bytes[];
};

struct release_texts {
	struct text_block *blocks;
	size_t n_lists, lists_room;
	void **lists; /* lists of servers */
};

static const char schema[] =
	"CREATE TABLE release(id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, size INTEGER NOT "
	"NULL, modified INTEGER NOT NULL, incomplete INTEGER NOT NULL, sha256 BLOB NOT NULL);"
	"CREATE TABLE file(release INTEGER NOT NULL, number INTEGER NOT NULL, path TEXT NOT NULL, "
	"size INTEGER NOT NULL, sha256 BLOB NOT NULL, skeleton BLOB, similar TEXT, program INTEGER "
	"NOT NULL, PRIMARY KEY(release, number)) WITHOUT ROWID;"
	"CREATE TABLE server(release INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT "
	"NULL, PRIMARY KEY(release, number)) WITHOUT ROWID;";

static int failed(const struct release_index *x, struct err *err)
{
	return err_set(err, "the index of releases: %s", sqlite3_errmsg(x->db));
}

static bool is_damage(int code)
{
	code &= 0xff;
	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_FORMAT;
}

static int run(struct release_index *x, const char *sql)
{
	return sqlite3_exec(x->db, sql, NULL, NULL, NULL);
}

static int open_db(struct release_index *x, const char *path)
{
	int code = sqlite3_open_v2(
		path, &x->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW,
		NULL);
	if (code)
		return code;
	(void)sqlite3_busy_timeout(x->db, BUSY_MS);
	(void)sqlite3_db_config(x->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(x->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return run(x, "PRAGMA synchronous=NORMAL");
}

static int number_of(struct release_index *x, const char *sql, int *ret)
{
	sqlite3_stmt *s = NULL;
	int code = sqlite3_prepare_v2(x->db, sql, -1, &s, NULL);

	*ret = 0;
	if (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		*ret = sqlite3_column_int(s, 0);
		code = SQLITE_OK;
	}
	(void)sqlite3_finalize(s);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Tables of this version, made where there are none. *ret_old: of another version. */
static int want_tables(struct release_index *x, bool *ret_old)
{
	int version = 0, tables = 0;
	int code = number_of(x, "PRAGMA user_version", &version);

	if (!code)
		code = number_of(x, "SELECT count(*) FROM sqlite_schema", &tables);
	*ret_old = tables > 0 && version != INDEX_VERSION;
	if (code || *ret_old || tables)
		return code;
	if ((code = run(x, "BEGIN IMMEDIATE")))
		return code;
	code = run(x, schema);
	if (!code)
		code = run(x, "PRAGMA user_version=1");
	return code ? code : run(x, "COMMIT");
}

static bool is_sound(struct release_index *x)
{
	sqlite3_stmt *s = NULL;
	bool sound =
		sqlite3_prepare_v2(x->db, "PRAGMA quick_check(1)", -1, &s, NULL) == SQLITE_OK &&
		sqlite3_step(s) == SQLITE_ROW &&
		strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;

	(void)sqlite3_finalize(s);
	return sound;
}

static void drop_db(struct release_index *x, const char *path)
{
	char beside[4200];

	(void)sqlite3_close(x->db);
	x->db = NULL;
	(void)unlink(path);
	(void)snprintf(beside, sizeof(beside), "%s-journal", path);
	(void)unlink(beside);
}

struct release_index *release_index_open(const char *path, bool *ret_damaged, struct err *err)
{
	struct release_index *x = mem_new(1, sizeof(*x));
	bool old = false;

	*ret_damaged = false;
	int code = open_db(x, path);
	if (!code)
		code = want_tables(x, &old);
	if (!code && !old && !is_sound(x))
		code = SQLITE_CORRUPT;
	if (old || is_damage(code)) {
		*ret_damaged = !old;
		drop_db(x, path);
		code = open_db(x, path);
		if (!code)
			code = want_tables(x, &old);
	}
	if (code == SQLITE_OK)
		return x;
	(void)err_set(err, "%s: %s", path, x->db ? sqlite3_errmsg(x->db) : sqlite3_errstr(code));
	release_index_close(x);
	return NULL;
}

void release_index_close(struct release_index *x)
{
	if (!x)
		return;
	(void)sqlite3_close(x->db);
	free(x);
}

bool release_index_has(struct release_index *x, const char *path, uint64_t size,
		       int64_t modified_ns)
{
	sqlite3_stmt *s = NULL;
	bool has = false;

	if (sqlite3_prepare_v2(x->db,
			       "SELECT 1 FROM release WHERE path=?1 AND size=?2 AND modified=?3",
			       -1, &s, NULL) == SQLITE_OK) {
		(void)sqlite3_bind_text(s, 1, path, -1, SQLITE_STATIC);
		(void)sqlite3_bind_int64(s, 2, (sqlite3_int64)size);
		(void)sqlite3_bind_int64(s, 3, modified_ns);
		has = sqlite3_step(s) == SQLITE_ROW;
	}
	(void)sqlite3_finalize(s);
	return has;
}

bool release_index_touch(struct release_index *x, const char *path, uint64_t size,
			 int64_t modified_ns, const uint8_t sha256[32])
{
	sqlite3_stmt *s = NULL;
	bool done = false;

	if (sqlite3_prepare_v2(
		    x->db, "UPDATE release SET modified=?3 WHERE path=?1 AND size=?2 AND sha256=?4",
		    -1, &s, NULL) == SQLITE_OK) {
		(void)sqlite3_bind_text(s, 1, path, -1, SQLITE_STATIC);
		(void)sqlite3_bind_int64(s, 2, (sqlite3_int64)size);
		(void)sqlite3_bind_int64(s, 3, modified_ns);
		(void)sqlite3_bind_blob(s, 4, sha256, 32, SQLITE_STATIC);
		done = sqlite3_step(s) == SQLITE_DONE && sqlite3_changes(x->db) > 0;
	}
	(void)sqlite3_finalize(s);
	return done;
}

static int drop_release(struct release_index *x, const char *path)
{
	static const char *const sql[] = {
		"DELETE FROM file WHERE release=(SELECT id FROM release WHERE path=?1)",
		"DELETE FROM server WHERE release=(SELECT id FROM release WHERE path=?1)",
		"DELETE FROM release WHERE path=?1"};
	int code = SQLITE_OK;

	for (size_t i = 0; !code && i < sizeof(sql) / sizeof(*sql); i++) {
		sqlite3_stmt *s = NULL;
		code = sqlite3_prepare_v2(x->db, sql[i], -1, &s, NULL);
		if (!code) {
			(void)sqlite3_bind_text(s, 1, path, -1, SQLITE_STATIC);
			code = sqlite3_step(s);
			code = code == SQLITE_DONE ? SQLITE_OK : code;
		}
		(void)sqlite3_finalize(s);
	}
	return code;
}

static bool has_skeleton(const struct release_file *f)
{
	for (size_t i = 0; i < sizeof(f->skeleton); i++)
		if (f->skeleton[i])
			return true;
	return false;
}

static int put_files(struct release_index *x, sqlite3_int64 id, const struct release *r)
{
	sqlite3_stmt *s = NULL;
	int code = sqlite3_prepare_v2(x->db, "INSERT INTO file VALUES(?1,?2,?3,?4,?5,?6,?7,?8)", -1,
				      &s, NULL);

	for (size_t i = 0; !code && i < r->n_files; i++) {
		const struct release_file *f = &r->files[i];
		(void)sqlite3_reset(s);
		(void)sqlite3_bind_int64(s, 1, id);
		(void)sqlite3_bind_int64(s, 2, (sqlite3_int64)i);
		(void)sqlite3_bind_text(s, 3, f->path, -1, SQLITE_STATIC);
		(void)sqlite3_bind_int64(s, 4, (sqlite3_int64)f->size);
		(void)sqlite3_bind_blob(s, 5, f->sha256, sizeof(f->sha256), SQLITE_STATIC);
		if (has_skeleton(f))
			(void)sqlite3_bind_blob(s, 6, f->skeleton, sizeof(f->skeleton),
						SQLITE_STATIC);
		else
			(void)sqlite3_bind_null(s, 6);
		(void)sqlite3_bind_text(s, 7, f->similar, -1, SQLITE_STATIC);
		(void)sqlite3_bind_int(s, 8, f->program);
		code = sqlite3_step(s);
		code = code == SQLITE_DONE ? SQLITE_OK : code;
	}
	(void)sqlite3_finalize(s);
	return code;
}

static int put_servers(struct release_index *x, sqlite3_int64 id, const struct release *r)
{
	sqlite3_stmt *s = NULL;
	int code = sqlite3_prepare_v2(x->db, "INSERT INTO server VALUES(?1,?2,?3)", -1, &s, NULL);

	for (size_t i = 0; !code && i < r->n_servers; i++) {
		(void)sqlite3_reset(s);
		(void)sqlite3_bind_int64(s, 1, id);
		(void)sqlite3_bind_int64(s, 2, (sqlite3_int64)i);
		(void)sqlite3_bind_text(s, 3, r->servers[i], -1, SQLITE_STATIC);
		code = sqlite3_step(s);
		code = code == SQLITE_DONE ? SQLITE_OK : code;
	}
	(void)sqlite3_finalize(s);
	return code;
}

static int put_release(struct release_index *x, const struct release_entry *e)
{
	static const uint8_t none[32];
	sqlite3_stmt *s = NULL;
	int code = sqlite3_prepare_v2(x->db,
				      "INSERT INTO release(path,size,modified,incomplete,sha256) "
				      "VALUES(?1,?2,?3,?4,?5)",
				      -1, &s, NULL);

	if (!code) {
		(void)sqlite3_bind_text(s, 1, e->path, -1, SQLITE_STATIC);
		(void)sqlite3_bind_int64(s, 2, (sqlite3_int64)e->size);
		(void)sqlite3_bind_int64(s, 3, e->modified_ns);
		(void)sqlite3_bind_int(s, 4, e->incomplete);
		(void)sqlite3_bind_blob(s, 5,
					e->release->n_files ? e->release->files[0].sha256 : none,
					32, SQLITE_STATIC);
		code = sqlite3_step(s);
		code = code == SQLITE_DONE ? SQLITE_OK : code;
	}
	(void)sqlite3_finalize(s);
	sqlite3_int64 id = sqlite3_last_insert_rowid(x->db);
	if (!code)
		code = put_files(x, id, e->release);
	return code ? code : put_servers(x, id, e->release);
}

int release_index_put(struct release_index *x, const struct release_entry *e, struct err *err)
{
	int code = run(x, "BEGIN IMMEDIATE");

	if (!code)
		code = drop_release(x, e->path);
	if (!code)
		code = put_release(x, e);
	if (!code)
		code = run(x, "COMMIT");
	if (!code)
		return 0;
	(void)failed(x, err);
	(void)run(x, "ROLLBACK");
	return -1;
}

static int compare_text(const void *key, const void *member)
{
	return strcmp(key, *(const char *const *)member);
}

int release_index_prune(struct release_index *x, const char *const *paths, size_t n,
			struct err *err)
{
	sqlite3_stmt *s = NULL;
	size_t n_gone = 0, room = 0;
	char **gone = NULL;
	int code = sqlite3_prepare_v2(x->db, "SELECT path FROM release", -1, &s, NULL);

	while (!code && (code = sqlite3_step(s)) == SQLITE_ROW) {
		const char *path = (const char *)sqlite3_column_text(s, 0);
		code = SQLITE_OK;
		if (!path || (n && bsearch(path, paths, n, sizeof(*paths), compare_text)))
			continue;
		if (n_gone == room)
			gone = mem_resize(gone, room = room ? room * 2 : 16, sizeof(*gone));
		gone[n_gone++] = mem_text(path);
	}
	(void)sqlite3_finalize(s);
	code = code == SQLITE_DONE ? SQLITE_OK : code;
	if (!code && n_gone)
		code = run(x, "BEGIN IMMEDIATE");
	for (size_t i = 0; i < n_gone; i++) {
		code = code ? code : drop_release(x, gone[i]);
		free(gone[i]);
	}
	free(gone);
	if (!code && n_gone)
		code = run(x, "COMMIT");
	return code ? failed(x, err) : 0;
}

struct release_texts *release_texts_new(void)
{
	return mem_new(1, sizeof(struct release_texts));
}

const char *release_text(struct release_texts *t, const char *text, size_t len)
{
	struct text_block *b = t->blocks;

	if (!b || b->room - b->used < len + 1) {
		size_t room = len + 1 > TEXT_BLOCK ? len + 1 : TEXT_BLOCK;
		b = mem_new(1, sizeof(*b) + room);
		b->room = room;
		b->next = t->blocks;
		t->blocks = b;
	}
	char *at = b->bytes + b->used;
	if (len)
		memcpy(at, text, len);
	at[len] = '\0';
	b->used += len + 1;
	return at;
}

void release_texts_free(struct release_texts *t)
{
	if (!t)
		return;
	while (t->blocks) {
		struct text_block *next = t->blocks->next;
		free(t->blocks);
		t->blocks = next;
	}
	for (size_t i = 0; i < t->n_lists; i++)
		free(t->lists[i]);
	free(t->lists);
	free(t);
}

/* A bounded text of a column. */
static const char *text_of(struct release_texts *t, sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);
	int len = sqlite3_column_bytes(s, column);

	if (!text || len < 0)
		return "";
	len = len < TEXT_MOST ? len : TEXT_MOST;
	return release_text(t, text, strnlen(text, (size_t)len));
}

static void digest_of(sqlite3_stmt *s, int column, uint8_t to[32])
{
	const void *blob = sqlite3_column_blob(s, column);

	if (blob && sqlite3_column_bytes(s, column) == 32)
		memcpy(to, blob, 32);
}

/* "hikvision/fw.bin": hikvision */
static const char *maker_of(struct release_texts *t, const char *path)
{
	const char *slash = strchr(path, '/');
	return slash ? release_text(t, path, (size_t)(slash - path)) : "";
}

static int load_files(struct release_index *x, bool programs_only, sqlite3_int64 id,
		      struct release *r, struct release_texts *t)
{
	sqlite3_stmt *s = NULL;
	size_t room = 0;
	int code = sqlite3_prepare_v2(
		x->db,
		"SELECT path,size,sha256,skeleton,similar,program FROM file WHERE release=?1 "
		"AND (?2=0 OR program=1 OR number=0) ORDER BY number",
		-1, &s, NULL);

	if (!code) {
		(void)sqlite3_bind_int64(s, 1, id);
		(void)sqlite3_bind_int(s, 2, programs_only);
	}
	while (!code && (code = sqlite3_step(s)) == SQLITE_ROW && r->n_files < FILES_MOST) {
		code = SQLITE_OK;
		if (r->n_files == room)
			r->files = mem_resize(r->files, room = room ? room * 2 : 64,
					      sizeof(*r->files));
		struct release_file *f = &r->files[r->n_files++];
		*f = (struct release_file){.path = text_of(t, s, 0),
					   .size = (uint64_t)sqlite3_column_int64(s, 1),
					   .program = sqlite3_column_int(s, 5) != 0};
		digest_of(s, 2, f->sha256);
		digest_of(s, 3, f->skeleton);
		const char *similar = (const char *)sqlite3_column_text(s, 4);
		if (similar)
			(void)snprintf(f->similar, sizeof(f->similar), "%s", similar);
		r->n_programs += f->program;
	}
	(void)sqlite3_finalize(s);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int load_servers(struct release_index *x, sqlite3_int64 id, struct release *r,
			struct release_texts *t)
{
	sqlite3_stmt *s = NULL;
	size_t room = 0;
	const char **list = NULL;
	int code = sqlite3_prepare_v2(
		x->db, "SELECT name FROM server WHERE release=?1 ORDER BY number", -1, &s, NULL);

	if (!code)
		(void)sqlite3_bind_int64(s, 1, id);
	while (!code && (code = sqlite3_step(s)) == SQLITE_ROW && r->n_servers < FILES_MOST) {
		code = SQLITE_OK;
		if (!list || r->n_servers == room)
			list = mem_resize(list, room = room ? room * 2 : 64, sizeof(*list));
		list[r->n_servers++] = text_of(t, s, 0);
	}
	(void)sqlite3_finalize(s);
	r->servers = list;
	if (list) {
		if (t->n_lists == t->lists_room) {
			t->lists_room = t->lists_room ? t->lists_room * 2 : 64;
			t->lists = mem_resize(t->lists, t->lists_room, sizeof(*t->lists));
		}
		t->lists[t->n_lists++] = list;
	}
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

int release_index_load(struct release_index *x, bool programs_only, struct collection *ret,
		       struct release_texts **ret_texts,
		       void (*incomplete)(void *ctx, const char *path), void *ctx, struct err *err)
{
	struct release_texts *t = release_texts_new();
	sqlite3_stmt *s = NULL;
	size_t room = 0;
	int code = sqlite3_prepare_v2(x->db, "SELECT id,path,incomplete FROM release ORDER BY path",
				      -1, &s, NULL);

	*ret = (struct collection){.n = 0};
	while (!code && (code = sqlite3_step(s)) == SQLITE_ROW) {
		if (ret->n == room)
			ret->releases = mem_resize(ret->releases, room = room ? room * 2 : 64,
						   sizeof(*ret->releases));
		struct release *r = &ret->releases[ret->n++];
		*r = (struct release){.name = text_of(t, s, 1)};
		r->maker = maker_of(t, r->name);
		if (sqlite3_column_int(s, 2) && incomplete)
			incomplete(ctx, r->name);
		code = load_files(x, programs_only, sqlite3_column_int64(s, 0), r, t);
		if (!code)
			code = load_servers(x, sqlite3_column_int64(s, 0), r, t);
	}
	(void)sqlite3_finalize(s);
	*ret_texts = t;
	if (code == SQLITE_DONE || code == SQLITE_OK)
		return 0;
	(void)failed(x, err);
	collection_free_releases(ret);
	release_texts_free(t);
	*ret_texts = NULL;
	return -1;
}

void collection_free_releases(struct collection *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->releases[i].files);
	free(c->releases);
	*c = (struct collection){.n = 0};
}
