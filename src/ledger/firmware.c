/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/firmware.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *keep(struct firmware *f, const json_t *text)
{
	const char *value = json_string_value(text);

	if (!value || !value[0])
		return "";
	if (f->n_strings == f->strings_room) {
		f->strings_room = f->strings_room ? f->strings_room * 2 : 256;
		f->strings = mem_resize(f->strings, f->strings_room, sizeof(*f->strings));
	}
	/* what stands behind a NUL that a file put into a name is left out */
	return f->strings[f->n_strings++] = mem_text(value);
}

static uint64_t number_of(const json_t *object, const char *key, uint64_t most)
{
	json_int_t v = json_integer_value(json_object_get(object, key));
	return v < 0 ? 0 : (uint64_t)v > most ? most : (uint64_t)v;
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

/* The first fact of a server says where it stands. */
static void read_place(struct firmware *f, struct firmware_server *s, const json_t *image,
		       const json_t *server)
{
	const json_t *facts = json_object_get(server, "facts");
	const json_t *first = json_array_get(facts, 0);

	s->n_places = json_array_size(facts);
	s->path = "";
	if (!json_is_integer(first))
		return;
	const json_t *fact =
		json_array_get(json_object_get(image, "facts"), (size_t)json_integer_value(first));
	s->offset = number_of(fact, "offset", UINT64_MAX);
	const json_t *file = json_array_get(json_object_get(image, "files"),
					    (size_t)number_of(fact, "file", SIZE_MAX));
	s->path = keep(f, json_object_get(file, "path"));
}

static bool read_server(struct firmware *f, struct firmware_server *s, const json_t *image,
			const json_t *server)
{
	static const char *const alarming[] = {"raw-address", "bench-address", "update", "debug",
					       NULL};
	static const char *const quiet[] = {"ntp", "check", NULL};
	const char *address = json_string_value(json_object_get(server, "address"));
	const char *country = json_string_value(json_object_get(server, "country"));

	*s = (struct firmware_server){
		.role = keep(f, json_object_get(server, "role")),
		.name = keep(f, json_object_get(server, "name")),
		.operator= keep(f, json_object_get(server, "operator")),
		.port = (uint16_t)number_of(server, "port", UINT16_MAX),
	};
	if (country && country[0] >= 'A' && country[0] <= 'Z' && country[1] >= 'A' &&
	    country[1] <= 'Z' && !country[2])
		memcpy(s->country, country, sizeof(s->country));
	if (address)
		(void)addr_parse(slice_text(address), &s->addr);
	if (strcmp(s->role, "local") == 0 || (!s->name[0] && !s->addr.family))
		return false;
	s->alarming = is_one_of(s->role, alarming);
	s->quiet = is_one_of(s->role, quiet);
	read_place(f, s, image, server);
	return true;
}

static void read_servers(struct firmware *f, struct firmware_image *to, const json_t *image)
{
	const json_t *servers = json_object_get(image, "servers");
	size_t n = json_array_size(servers);
	size_t room = n < FIRMWARE_SERVERS_MAX ? n : FIRMWARE_SERVERS_MAX;

	to->servers = mem_new(room + 1, sizeof(*to->servers));
	for (size_t i = 0; i < n; i++) {
		if (to->n_servers == room) {
			to->n_left_out = n - i;
			break;
		}
		if (read_server(f, &to->servers[to->n_servers], image, json_array_get(servers, i)))
			to->n_servers++;
	}
}

static void add_model(struct firmware *f, struct firmware_image *to, const json_t *text)
{
	const char *model = json_string_value(text);

	if (!model || !model[0] || to->n_models == FIRMWARE_MODELS_MAX)
		return;
	for (size_t i = 0; i < to->n_models; i++)
		if (strcmp(to->models[i], model) == 0)
			return;
	to->models[to->n_models++] = keep(f, text);
}

/* The one that was judged to be its own, and all that it says otherwise. */
static void read_models(struct firmware *f, struct firmware_image *to, const json_t *image)
{
	const json_t *facts = json_object_get(image, "facts");

	to->models = mem_new(FIRMWARE_MODELS_MAX, sizeof(*to->models));
	add_model(f, to, json_object_get(image, "model"));
	for (size_t i = 0; i < json_array_size(facts); i++) {
		const json_t *fact = json_array_get(facts, i);
		const char *kind = json_string_value(json_object_get(fact, "kind"));
		if (kind && strcmp(kind, "image.model") == 0)
			add_model(f, to, json_object_get(fact, "value"));
	}
}

static void read_image(struct firmware *f, struct firmware_image *to, const json_t *image)
{
	*to = (struct firmware_image){
		.name = keep(f, json_object_get(image, "name")),
		.sha256 = keep(f, json_object_get(image, "sha256")),
		.maker = keep(f, json_object_get(json_object_get(image, "maker"), "id")),
		.brand = keep(f, json_object_get(image, "brand")),
		.version = keep(f, json_object_get(image, "firmware")),
		.incomplete = json_is_true(json_object_get(image, "incomplete")),
	};
	read_models(f, to, image);
	read_servers(f, to, image);
}

static int read_document(struct firmware *f, const json_t *document, const char *file,
			 struct err *err)
{
	const json_t *about = json_object_get(document, "camtrail");
	const char *what = json_string_value(json_object_get(about, "document"));
	const json_t *images = json_object_get(document, "images");

	if (!what || strcmp(what, "vet") != 0 || !json_is_array(images))
		return err_set(err, "%s: is not what camtrail vet --json writes", file);
	if (json_integer_value(json_object_get(about, "format")) != 1)
		return err_set(err, "%s: is of another format than this program reads (1)", file);
	size_t n = json_array_size(images);
	if (n > FIRMWARE_IMAGES_MAX)
		return err_set(err, "%s: holds more than %d images", file, FIRMWARE_IMAGES_MAX);
	f->images = mem_new(n + 1, sizeof(*f->images));
	for (f->n = 0; f->n < n; f->n++)
		read_image(f, &f->images[f->n], json_array_get(images, f->n));
	return 0;
}

int firmware_parse(struct firmware *ret, struct slice text, const char *file, struct err *err)
{
	json_error_t where;
	json_t *document =
		json_loadb(text.len ? (const char *)text.at : "", text.len, JSON_ALLOW_NUL, &where);

	*ret = (struct firmware){0};
	if (!document)
		return err_set(err, "%s:%d: is no JSON document: %s", file, where.line, where.text);
	int bad = read_document(ret, document, file, err);
	json_decref(document);
	return bad;
}

void firmware_done(struct firmware *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->images[i].models);
		free(f->images[i].servers);
	}
	free(f->images);
	for (size_t i = 0; i < f->n_strings; i++)
		free(f->strings[i]);
	free(f->strings);
	*f = (struct firmware){0};
}
