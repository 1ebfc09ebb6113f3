/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"
#include "unpack/format.h"

#define FORMAT(name) extern const struct format format_##name;
#include "unpack/formats.def"
#undef FORMAT

static const struct format *const formats[] = {
#define FORMAT(name) &format_##name,
#include "unpack/formats.def"
#undef FORMAT
};

size_t formats_count(void)
{
	return sizeof(formats) / sizeof(*formats);
}

const struct format *format_at(size_t i)
{
	must(i < formats_count());
	return formats[i];
}
