/* SPDX-License-Identifier: Apache-2.0
 *
 * Units of real encoders for the tests of containers: parameter sets of x264 (1920x1080, 12.5 pictures
 * a second) and x265 (352x288, 25), then slices whose bytes after the header don't matter.
 */
#ifndef CAMTRAIL_TEST_VIDEO_SAMPLES_H
#define CAMTRAIL_TEST_VIDEO_SAMPLES_H

#define AVC_SPS "67640028acb200f0044fcb80880000030010000003019078c19240" /* 27 bytes */
#define AVC_PPS "68ebc3cb22c0"
#define AVC_KEY "65888400aabbcc0000030100"
#define AVC_NEXT "419a2400dd"
#define AVC_C               \
	"01640028ff"        \
	"e1"                \
	"001b" AVC_SPS "01" \
	"0006" AVC_PPS
#define START "00000001"
#define AVC_SAYS "H.264 parameters 1920x1080 12500\n"

#define HEVC_VPS "40010c01ffff01600000030090000003000003003c928090" /* 24 bytes */
#define HEVC_SPS \
	"42010101600000030090000003000003003ca00b080485964a924caf016808000003000800000300c840"
#define HEVC_PPS "4401c172b46240"
#define HEVC_KEY "2601af0011223344"
#define HEVC_NEXT "0201d00099"
#define HEVC_C                                       \
	"01"                                         \
	"01600000009000000000003cf000fcfdf8f800000f" \
	"03"                                         \
	"a0"                                         \
	"0001"                                       \
	"0018" HEVC_VPS "a1"                         \
	"0001"                                       \
	"002a" HEVC_SPS "a2"                         \
	"0001"                                       \
	"0007" HEVC_PPS
#define HEVC_SAYS "H.265 parameters 352x288 25000\n"

#endif
