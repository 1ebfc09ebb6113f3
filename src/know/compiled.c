/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiled patterns in a file, so that a run needs not compile them: a quarter of a second. Made by
 * the build, beside the program. An entry is used only when the patterns that it was made from are
 * the very ones in the tables (digest) and Hyperscan of this version on this processor takes it
 * (hs_deserialize_database checks both, and a CRC); anything else is compiled as if there were no
 * file. It is as trusted as the program that stands beside it.
 *
 *     magic 16
 *     entry: digest 32 | length be32 | serialised database
 */
#include "know/tables.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGEST = 32 };

static const char magic[16] = "camtrail-hs-1\n";

void compiled_open(struct knowledge *k, const char *path)
{
	struct know_private *p = k->private;
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
		void *at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (at != MAP_FAILED)
			p->compiled = slice_of(at, (size_t)status.st_size);
	}
	(void)close(fd);
}

void compiled_close(struct knowledge *k)
{
	struct slice all = k->private->compiled;

	if (all.len)
		(void)munmap((void *)(uintptr_t)all.at, all.len);
	k->private->compiled = slice_of(NULL, 0);
}

static void digest_of(const struct pattern_set *set, uint8_t ret[DIGEST])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	const char *version = hs_version();
	unsigned len = 0;
	uint8_t sum[EVP_MAX_MD_SIZE];

	must(md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1);
	must(EVP_DigestUpdate(md, version, strlen(version) + 1) == 1);
	for (unsigned i = 0; i < set->n; i++) {
		must(EVP_DigestUpdate(md, set->patterns[i], strlen(set->patterns[i]) + 1) == 1);
		must(EVP_DigestUpdate(md, &set->flags[i], sizeof(set->flags[i])) == 1);
	}
	must(EVP_DigestFinal_ex(md, sum, &len) == 1 && len == DIGEST);
	memcpy(ret, sum, DIGEST);
	EVP_MD_CTX_free(md);
}

bool compiled_find(const struct knowledge *k, const struct pattern_set *set,
		   hs_database_t **ret_database)
{
	struct cursor c = cursor_over(k->private->compiled);
	uint8_t wanted[DIGEST];

	*ret_database = NULL;
	if (!slice_equal(cursor_take(&c, sizeof(magic)), slice_of(magic, sizeof(magic))))
		return false;
	digest_of(set, wanted);
	while (cursor_left(&c) > 0) {
		struct slice digest = cursor_take(&c, DIGEST);
		struct slice bytes = cursor_take(&c, cursor_be32(&c));
		if (!slice_equal(digest, slice_of(wanted, DIGEST)) || !bytes.len)
			continue;
		if (hs_deserialize_database((const char *)bytes.at, bytes.len, ret_database) !=
		    HS_SUCCESS)
			*ret_database = NULL;
		return true;
	}
	return false;
}

int compiled_add(FILE *out, const struct pattern_set *set, const hs_database_t *database)
{
	uint8_t digest[DIGEST], len_bytes[4];
	char *bytes = NULL;
	size_t len = 0;

	digest_of(set, digest);
	if (hs_serialize_database(database, &bytes, &len) != HS_SUCCESS || len > UINT32_MAX) {
		free(bytes);
		return -1;
	}
	for (unsigned i = 0; i < 4; i++)
		len_bytes[i] = (uint8_t)(len >> (24 - 8 * i));
	bool fine = fwrite(digest, sizeof(digest), 1, out) == 1 &&
		    fwrite(len_bytes, sizeof(len_bytes), 1, out) == 1 &&
		    fwrite(bytes, len, 1, out) == 1;
	free(bytes);
	return fine ? 0 : -1;
}

int know_compile(const struct knowledge *k, const char *path, struct err *err)
{
	FILE *out = fopen(path, "we");

	if (!out)
		return err_set(err, "%s: %s", path, strerror(errno));
	bool fine = fwrite(magic, sizeof(magic), 1, out) == 1 && match_each_set(k, out) == 0;
	if (fclose(out) != 0 || !fine) {
		(void)unlink(path);
		return err_set(err, "%s: could not be written", path);
	}
	return 0;
}
