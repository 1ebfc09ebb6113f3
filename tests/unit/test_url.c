/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "proto/url.h"

static void assert_clean(const char *url, const char *want)
{
	struct text text;
	text_clear(&text);
	url_put_clean(&text, slice_text(url));
	assert_int_equal(text.len, strlen(want));
	assert_memory_equal(text.bytes, want, text.len);
}

static void credentials_are_taken_out(void **state)
{
	(void)state;
	assert_clean("rtsp://a:b@10.0.0.1:554/x", "rtsp://10.0.0.1:554/x");
	assert_clean("rtsp://a:b@c@10.0.0.1", "rtsp://10.0.0.1");
	assert_clean("rtsp://a@[fd00::1]/", "rtsp://[fd00::1]/");
	assert_clean("rtsp://h/user=admin_password=ab_c_channel=1_stream=0.sdp?real_stream",
		     "rtsp://h/user=*_password=*_channel=1_stream=0.sdp?real_stream");
	assert_clean("rtsp://h/11?usr=a&pwd=b&x=1", "rtsp://h/11?usr=*&pwd=*&x=1");
	assert_clean("/live?Password=", "/live?Password=*");
	assert_clean("/a?loginuse=a&loginpas=b&Access_Token=c;n=2#f",
		     "/a?loginuse=*&loginpas=*&Access_Token=*;n=2#f");
	assert_clean("/q/get?n=1&sso=91c2&sid=7&bssid=x", "/q/get?n=1&sso=*&sid=*&bssid=x");
	assert_clean("/a?pwd=b/c?d&x=1", "/a?pwd=*&x=1");
	assert_clean("/user=a&password=b/c", "/user=*&password=*/c");
	assert_clean("/a?url=rtsp://u:p@h/1&x=RTSP%3a%2F%2Fu%3Ap%40h%2F1%40",
		     "/a?url=rtsp://h/1&x=RTSP%3a%2F%2Fh%2F1%40");
	assert_clean("control:rtsp://a:b@h/track1", "control:rtsp://h/track1");
}

static void the_rest_stays(void **state)
{
	static const char *const same[] = {
		"",
		"*",
		"/",
		"rtsp://h",
		"rtsp://h/a@b",
		"rtsp://h/cam/realmonitor?channel=1&subtype=0",
		"rtsp://h/Streaming/Channels/101?transportmode=unicast",
		"rtsp://h/_=_",
		"rtsp://h/?=",
		"fmtp:96 packetization-mode=1; sprop-parameter-sets=Z0IAHpWoKA9k,aM48gA==",
		"rtsp://h/superuser=1",
		"://",
		"a://"};
	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_clean(same[i], same[i]);
}

static void hosts(void **state)
{
	(void)state;
	assert_true(slice_equal(url_host(slice_text("u:p@h:80")), slice_text("h:80")));
	assert_true(slice_equal(url_host(slice_text("h:80/a@b")), slice_text("h:80/a@b")));
	assert_int_equal(url_host(slice_of(NULL, 0)).len, 0);
}

static void assert_path(const char *url, const char *want)
{
	struct slice path = url_path(slice_text(url));
	assert_int_equal(path.len, strlen(want));
	assert_memory_equal(path.at, want, path.len);
}

static void paths(void **state)
{
	(void)state;
	assert_path("rtsp://10.0.0.1:554/a/b?c=d", "/a/b?c=d");
	assert_path("rtsp://10.0.0.1", "");
	assert_path("rtsp://10.0.0.1?x", "?x");
	assert_path("/a", "/a");
	assert_path("*", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(credentials_are_taken_out),
		cmocka_unit_test(the_rest_stays),
		cmocka_unit_test(hosts),
		cmocka_unit_test(paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
