/* SPDX-License-Identifier: Apache-2.0
 *
 * make_video FILE BYTES: a video site. 1,300 cameras stream to eight recorders, half of them RTP
 * over UDP, half interleaved in RTSP; each says first what a camera says (a DNS question, RTSP with
 * SDP), then sends packets of about 1,440 bytes, all cameras in turn.
 */
#include "frames.h"

enum { CAMERAS = 1300, RECORDERS = 8, PACKET = 1400 };

struct camera {
	struct host self, recorder;
	uint32_t seq, ack, ssrc, timestamp;
	uint16_t rtp_seq, port;
	bool over_udp;
};

static void rtsp(struct maker *m, struct camera *c, bool from_camera, const char *text)
{
	size_t len = strlen(text);
	if (from_camera) {
		send_tcp(m, &c->self, &c->recorder, 554, c->port, c->seq, c->ack, 24, text, len,
			 40);
		c->seq += (uint32_t)len;
	} else {
		send_tcp(m, &c->recorder, &c->self, c->port, 554, c->ack, c->seq, 24, text, len,
			 40);
		c->ack += (uint32_t)len;
	}
}

static void greet(struct maker *m, struct camera *c)
{
	static const uint8_t query[] =
		"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x04time\x07"
		"example\x00\x00\x01\x00\x01";
	char text[1024];
	static const char sdp[] =
		"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=Media Presentation\r\nt=0 0\r\n"
		"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
		"a=control:trackID=1\r\n";

	send_udp(m, &c->self, &(struct host){{2, 0, 0, 0, 0, 1}, 0x0a000001}, c->port, 53, query,
		 sizeof(query) - 1, 40);
	send_tcp(m, &c->recorder, &c->self, c->port, 554, c->ack++, 0, 2, NULL, 0, 40);
	send_tcp(m, &c->self, &c->recorder, 554, c->port, c->seq++, c->ack, 18, NULL, 0, 40);
	rtsp(m, c, false,
	     "OPTIONS rtsp://10.0.0.9/Streaming/Channels/101 RTSP/1.0\r\nCSeq: 1\r\n\r\n");
	rtsp(m, c, true,
	     "RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, "
	     "TEARDOWN\r\n\r\n");
	rtsp(m, c, false,
	     "DESCRIBE rtsp://10.0.0.9/Streaming/Channels/101 RTSP/1.0\r\nCSeq: 2\r\n\r\n");
	(void)snprintf(text, sizeof(text),
		       "RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\n"
		       "Content-Length: %zu\r\n\r\n%s",
		       sizeof(sdp) - 1, sdp);
	rtsp(m, c, true, text);
	rtsp(m, c, false,
	     "PLAY rtsp://10.0.0.9/Streaming/Channels/101 RTSP/1.0\r\nCSeq: 3\r\n\r\n");
	rtsp(m, c, true, "RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: 7\r\n\r\n");
}

static void video(struct maker *m, struct camera *c)
{
	uint8_t packet[4 + PACKET];
	uint8_t *rtp = packet + 4;

	packet[0] = '$';
	packet[1] = 0;
	put16(packet + 2, PACKET);
	rtp[0] = 0x80;
	rtp[1] = 96;
	put16(rtp + 2, c->rtp_seq++);
	put32(rtp + 4, c->timestamp += 3600);
	put32(rtp + 8, c->ssrc);
	rtp[12] = 0x41;
	memset(rtp + 13, (int)(draw(m) & 0xff), PACKET - 13);
	if (c->over_udp) {
		send_udp(m, &c->self, &c->recorder, 6970, c->port, rtp, PACKET, 40);
	} else {
		send_tcp(m, &c->self, &c->recorder, 554, c->port, c->seq, c->ack, 16, packet,
			 sizeof(packet), 40);
		c->seq += sizeof(packet);
	}
}

int main(int argc, char **argv)
{
	static struct camera cameras[CAMERAS];
	struct err err = {{0}};
	struct maker m = {.time_us = 1772352000000000, .chance = 88172645463325252u};

	if (argc != 3 || !(m.out = write_open(argv[1], NULL, &err))) {
		fprintf(stderr, "usage: make_video FILE BYTES\n%s\n", err.text);
		return 2;
	}
	uint64_t wanted = strtoull(argv[2], NULL, 10);
	for (uint32_t i = 0; i < CAMERAS; i++) {
		cameras[i] = (struct camera){.self = host_of(0x5f, i, 0x0a010000),
					     .recorder = host_of(0x60, i % RECORDERS, 0x0a020000),
					     .seq = draw(&m),
					     .ack = draw(&m),
					     .ssrc = draw(&m),
					     .port = (uint16_t)(30000 + i),
					     .over_udp = i % 2};
		greet(&m, &cameras[i]);
	}
	for (uint32_t i = 0; m.bytes < wanted; i = (i + 1) % CAMERAS)
		video(&m, &cameras[i]);
	return make_end(&m);
}
