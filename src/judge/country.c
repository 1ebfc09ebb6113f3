/* SPDX-License-Identifier: Apache-2.0
 *
 * Countries as people write them in declarations, to ISO 3166 alpha-2. Names that are not here
 * are said to be not understood; a code of two letters is taken as it is.
 */
#include <ctype.h>

#include "judge/private.h"

static const struct {
	const char *name, *code;
} names[] = {
	{"korea", "KR"},
	{"south korea", "KR"},
	{"republic of korea", "KR"},
	{"korea, republic of", "KR"},
	{"rok", "KR"},
	{"kor", "KR"},
	{"대한민국", "KR"},
	{"한국", "KR"},
	{"china", "CN"},
	{"prc", "CN"},
	{"p.r.c.", "CN"},
	{"people's republic of china", "CN"},
	{"chn", "CN"},
	{"중국", "CN"},
	{"taiwan", "TW"},
	{"twn", "TW"},
	{"republic of china", "TW"},
	{"대만", "TW"},
	{"japan", "JP"},
	{"jpn", "JP"},
	{"일본", "JP"},
	{"united states", "US"},
	{"united states of america", "US"},
	{"usa", "US"},
	{"u.s.a.", "US"},
	{"u.s.", "US"},
	{"미국", "US"},
	{"united kingdom", "GB"},
	{"great britain", "GB"},
	{"uk", "GB"},
	{"germany", "DE"},
	{"sweden", "SE"},
	{"denmark", "DK"},
	{"france", "FR"},
	{"italy", "IT"},
	{"spain", "ES"},
	{"netherlands", "NL"},
	{"switzerland", "CH"},
	{"austria", "AT"},
	{"poland", "PL"},
	{"finland", "FI"},
	{"norway", "NO"},
	{"canada", "CA"},
	{"mexico", "MX"},
	{"brazil", "BR"},
	{"india", "IN"},
	{"israel", "IL"},
	{"russia", "RU"},
	{"turkey", "TR"},
	{"australia", "AU"},
	{"new zealand", "NZ"},
	{"singapore", "SG"},
	{"malaysia", "MY"},
	{"thailand", "TH"},
	{"vietnam", "VN"},
	{"viet nam", "VN"},
	{"베트남", "VN"},
	{"indonesia", "ID"},
	{"philippines", "PH"},
	{"hong kong", "HK"},
	{"south africa", "ZA"},
	{"ukraine", "UA"},
	{"czechia", "CZ"},
	{"czech republic", "CZ"},
	{"lithuania", "LT"},
};

bool country_code(const char *text, char ret_code[3])
{
	struct slice s = slice_trim(slice_text(text));

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!slice_same_word(s, names[i].name))
			continue;
		memcpy(ret_code, names[i].code, 3);
		return true;
	}
	if (s.len != 2 || !isalpha(s.at[0]) || !isalpha(s.at[1]))
		return false;
	ret_code[0] = (char)toupper(s.at[0]);
	ret_code[1] = (char)toupper(s.at[1]);
	ret_code[2] = '\0';
	return true;
}
