/* SPDX-License-Identifier: Apache-2.0
 *
 * The wording that the reports of vet share.
 */
#include <inttypes.h>

#include "base/err.h"
#include "ledger/image_ledger.h"
#include "report/vet_view.h"
#include "report/words.h"

const char *vet_kind(enum obs_kind k)
{
	static const struct {
		enum obs_kind kind;
		const char *name;
	} names[] = {
		{OBS_IMAGE_HOST, "host name"},
		{OBS_IMAGE_URL, "URL"},
		{OBS_IMAGE_ADDRESS, "address"},
		{OBS_IMAGE_EMAIL, "e-mail address"},
		{OBS_IMAGE_NTP, "time server"},
		{OBS_IMAGE_CERT_SUBJECT, "certificate subject"},
		{OBS_IMAGE_CERT_ISSUER, "certificate issuer"},
		{OBS_IMAGE_CERT_SHA256, "certificate"},
		{OBS_IMAGE_CERT_EXPIRES, "certificate's end"},
		{OBS_IMAGE_PRIVATE_KEY, "private key"},
		{OBS_IMAGE_SSH_KEY, "SSH key"},
		{OBS_IMAGE_ACCOUNT, "account"},
		{OBS_IMAGE_PASSWORD, "password"},
		{OBS_IMAGE_FETCH, "fetches"},
		{OBS_IMAGE_MARK, "known text"},
		{OBS_IMAGE_PATH, "path"},
		{OBS_IMAGE_SETTING, "setting"},
		{OBS_IMAGE_MODEL, "model"},
		{OBS_IMAGE_FIRMWARE, "version"},
		{OBS_IMAGE_BRAND, "brand"},
		{OBS_IMAGE_SOC, "chip"},
		{OBS_IMAGE_KERNEL, "kernel"},
		{OBS_IMAGE_BUILD_HOST, "build host"},
		{OBS_IMAGE_BUILD_PATH, "build path"},
		{OBS_IMAGE_COMPONENT, "component"},
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].kind == k)
			return names[i].name;
	return obs_kind_info(k)->name;
}

const char *vet_role_id(enum carried_role r)
{
	static const char *const ids[CARRIED_ROLES] = {
		[CARRIED_ADDRESS_ABROAD] = "raw-address",
		[CARRIED_ADDRESS_BENCH] = "bench-address",
		[CARRIED_UPDATE] = "update",
		[CARRIED_DEBUG] = "debug",
		[CARRIED_RELAY] = "relay",
		[CARRIED_CLOUD] = "cloud",
		[CARRIED_NAME] = "name",
		[CARRIED_NTP] = "ntp",
		[CARRIED_CHECK] = "check",
		[CARRIED_LOCAL] = "local",
	};
	return ids[r];
}

const char *vet_match_id(enum file_match m)
{
	static const char *const ids[FILE_MATCHES] = {
		[FILE_UNMATCHED] = "unmatched",
		[FILE_NEAR] = "near",
		[FILE_BRANDING] = "branding",
		[FILE_IDENTICAL] = "identical",
	};
	return ids[m];
}

enum tone vet_role_tone(enum carried_role r)
{
	if (r == CARRIED_ADDRESS_ABROAD)
		return TONE_BAD;
	return r <= CARRIED_DEBUG ? TONE_WARN : TONE_PLAIN;
}

void vet_value(struct buf *out, const struct inventory_item *item)
{
	char text[WORDS_TIME_MAX];

	if (item->kind == OBS_IMAGE_CERT_EXPIRES && item->number < INT64_MAX / 1000000) {
		buf_text(out, words_time((int64_t)item->number * 1000000, text));
		return;
	}
	const struct seen seen = {
		.kind = item->kind, .number = item->number, .addr = item->addr, .text = item->text};
	words_seen_value(out, &seen);
	if (item->cut)
		buf_text(out, "...");
}

void vet_path(struct buf *out, const struct vet_report_input *in, size_t file, size_t said)
{
	const struct inventory *inv = in->j->inventory;
	const struct inventory_file *f = &inv->files[file];

	if (inv->n_images > 1 && f->path[0] && f->image != said)
		buf_printf(out, "%s: ", inv->images[f->image].name);
	buf_text(out, f->path[0] ? f->path : inv->images[f->image].name);
}

void vet_place(struct buf *out, const struct vet_report_input *in,
	       const struct inventory_item *item, size_t said)
{
	vet_path(out, in, item->file, said);
	buf_printf(out, " at 0x%" PRIx64, item->offset);
}

void vet_server(struct buf *out, const struct carried *c)
{
	char endpoint[WORDS_ENDPOINT_MAX];

	if (!c->name[0]) {
		buf_text(out, words_endpoint(&c->addr, c->port, endpoint));
		return;
	}
	buf_text(out, c->name);
	if (c->port)
		buf_printf(out, ":%u", c->port);
}

const char *vet_operator(const struct carried *c)
{
	if (c->cloud)
		return c->cloud->operator;
	if (c->known)
		return c->known->operator;
	return c->place.network;
}

const char *vet_country(const struct carried *c)
{
	if (c->place.country[0])
		return words_country(c->place.country);
	if (c->addr.family && (addr_is_private(&c->addr) || addr_is_link_local(&c->addr)))
		return "private address";
	return "not known";
}

void vet_hex(struct buf *out, struct slice bytes, uint64_t at)
{
	for (size_t line = 0; line < bytes.len; line += VET_HEX_WIDTH) {
		buf_printf(out, "%08" PRIx64 " ", at + line);
		for (size_t i = line; i < line + VET_HEX_WIDTH; i++)
			if (i < bytes.len)
				buf_printf(out, " %02x", bytes.at[i]);
			else
				buf_text(out, "   ");
		buf_text(out, "  ");
		for (size_t i = line; i < line + VET_HEX_WIDTH && i < bytes.len; i++)
			buf_u8(out, bytes.at[i] >= ' ' && bytes.at[i] < 0x7f ? bytes.at[i] : '.');
		buf_u8(out, '\n');
	}
}

void vet_match_sentence(struct buf *out, const struct release_match *m)
{
	char all[WORDS_NUMBER_MAX], n[WORDS_NUMBER_MAX];

	if (m->same_image)
		buf_text(out, "the delivered file itself is in it, byte for byte; ");
	buf_printf(out, "of %s programs: %s identical", words_count(m->n_programs, all),
		   words_count(m->counts[FILE_IDENTICAL], n));
	buf_printf(out, ", %s different in branding only",
		   words_count(m->counts[FILE_BRANDING], n));
	buf_printf(out, ", %s near", words_count(m->counts[FILE_NEAR], n));
	buf_printf(out, ", %s unmatched; ", words_count(m->counts[FILE_UNMATCHED], n));
	words_plural(out, m->unpacked_other, "program", "programs");
	buf_text(out, " of the release not here");
	if (m->n_common) {
		buf_text(out, "; besides, ");
		words_plural(out, m->n_common, "program", "programs");
		buf_text(out, " that releases of several makers hold");
	}
	buf_text(out, ".");
}

void vet_best_sentence(struct buf *out, const struct image_verdict *v)
{
	size_t n = 0;

	for (enum file_match m = 0; m < FILE_MATCHES; m++)
		n += v->n_best[m];
	words_plural(out, n, "program", "programs");
	buf_printf(out,
		   ", each by its best match: %zu identical, %zu different in branding only, %zu "
		   "near, %zu unmatched",
		   v->n_best[FILE_IDENTICAL], v->n_best[FILE_BRANDING], v->n_best[FILE_NEAR],
		   v->n_best[FILE_UNMATCHED]);
	if (v->n_common)
		buf_printf(out,
			   "; %zu more are held by releases of several makers and prove nothing",
			   v->n_common);
	buf_text(out, ".");
	if (v->author_folder && v->author_folder[0])
		buf_printf(out, " %zu match releases in %s.", v->n_author, v->author_folder);
}

bool vet_vote_item(const struct vet_report_input *in, size_t image, const struct vote *vote,
		   size_t *ret_file, long *ret_item)
{
	const struct judgement *j = in->j->devices;

	if (!j || image >= j->ledger->n_devices || vote->seen >= j->ledger->devices[image].n_seen)
		return false;
	image_ledger_place(in->j->inventory, &j->ledger->devices[image].seen[vote->seen], ret_file,
			   ret_item);
	return *ret_file < in->j->inventory->n_files;
}

void vet_comparison_name(struct buf *out, const struct vet_report_input *in,
			 const struct comparison *c)
{
	const struct inventory *inv = in->j->inventory;

	buf_printf(out, "%s against %s", inv->images[c->left].name,
		   c->right == SIZE_MAX ? c->right_name : inv->images[c->right].name);
}

void vet_difference_side(struct buf *out, const struct vet_report_input *in,
			 const struct comparison *c, const struct difference *d)
{
	const struct inventory *inv = in->j->inventory;
	const char *left = inv->images[c->left].name;
	const char *right = c->right == SIZE_MAX ? c->right_name : inv->images[c->right].name;

	if (d->kind == DIFFERENCE_PROGRAM_CHANGED || d->kind == DIFFERENCE_FILE_CHANGED ||
	    d->other_text[0])
		buf_text(out, "in both, and differs");
	else
		buf_printf(out, "only in %s", d->only_left ? left : right);
}

void vet_limits_each(const struct vet_report_input *in,
		     void (*say)(void *ctx, const char *sentence), void *ctx)
{
	const struct inventory *inv = in->j->inventory;

	if (in->ended[0])
		say(ctx,
		    "The process that takes files apart ended early: what it had not come to is "
		    "missing here.");
	if (inv->incomplete)
		say(ctx,
		    "Part of what was delivered could not be read, or was more than the limits "
		    "allow; what it holds is not known.");
	say(ctx,
	    "A file shows what is written in it, not what a device does with it. A server that "
	    "is carried need not be contacted, and code can make up names and addresses that "
	    "stand nowhere.");
	say(ctx,
	    "What is encrypted, or packed in a form that is not taken apart, is searched as it "
	    "lies: nothing found in it means nothing.");
	say(ctx,
	    "Equal code shows who wrote it, not by what right it is used: a licence, a disclosed "
	    "original maker and free software all give the same match.");
	say(ctx,
	    "The maker is who wrote the software. Where a device was assembled, and who owns it, "
	    "no image can show.");
}
