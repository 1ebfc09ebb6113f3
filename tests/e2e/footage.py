# SPDX-License-Identifier: Apache-2.0
"""Footage as cameras send it: short clips that ffmpeg encodes, packed into RTP and other carriers, and
put into TCP connections or datagrams of a small site."""
import random
import struct
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import wire  # noqa: E402

START = 1772352000.0
CAMERA, ROUTER, RECORDER = (wire.mac(f"02:00:00:00:00:{n}") for n in ("31", "01", "99"))
ADDRESS, RECORDER_ADDRESS, SERVER = "10.0.0.31", "10.0.0.9", "203.0.113.77"
MTU = 1400


def encode(codec, size="352x288", rate=10, seconds=4, form=None, gop=20):
    """The clip in the container that ffmpeg's muxer `form` writes (default: the bare stream)."""
    options = {"h264": ["-c:v", "libx264", "-preset", "veryfast", "-bf", "0"],
               "h265": ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params",
                        "log-level=none:bframes=0"],
               "mjpeg": ["-c:v", "mjpeg", "-q:v", "12", "-huffman", "default"],
               "mpeg4": ["-c:v", "mpeg4", "-bf", "0"]}[codec]
    form = form or {"h264": "h264", "h265": "hevc", "mjpeg": "mjpeg", "mpeg4": "m4v"}[codec]
    extra = ["-movflags", "frag_keyframe+empty_moov"] if form == "mp4" else []
    return subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i",
                           f"testsrc2=size={size}:rate={rate}", "-t", str(seconds), "-pix_fmt",
                           "yuvj420p" if codec == "mjpeg" else "yuv420p", "-g", str(gop), *options,
                           *extra, "-f", form, "-"], stdout=subprocess.PIPE, check=True).stdout


def units(stream):
    """NAL units of a stream with start codes."""
    parts = stream.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return [p for p in parts if p]


def pictures(codec, stream):
    """Lists of units, one a picture; a picture begins with what precedes its first slice."""
    out, current, has_slice = [], [], False
    for unit in units(stream):
        kind = unit[0] >> 1 & 63 if codec == "h265" else unit[0] & 31
        is_slice = kind < 32 if codec == "h265" else kind in (1, 5)
        first = is_slice and unit[2 if codec == "h265" else 1] & 0x80
        if has_slice and (first or not is_slice):
            out.append(current)
            current, has_slice = [], False
        current.append(unit)
        has_slice = has_slice or is_slice
    return out + [current]


def fragments(codec, unit):
    if len(unit) <= MTU:
        return [unit]
    head = 2 if codec == "h265" else 1
    kind = unit[0] >> 1 & 63 if codec == "h265" else unit[0] & 31
    body, out = unit[head:], []
    for at in range(0, len(body), MTU):
        flags = (0x80 if at == 0 else 0) | (0x40 if at + MTU >= len(body) else 0) | kind
        if codec == "h265":
            out.append(bytes([unit[0] & 0x81 | 49 << 1, unit[1], flags]) + body[at:at + MTU])
        else:
            out.append(bytes([unit[0] & 0xe0 | 28, flags]) + body[at:at + MTU])
    return out


def rtp(codec, stream, rate=10, payload_type=96, first=1000):
    """(seconds, packet) for each RTP packet of the stream."""
    sequence = first
    for n, picture in enumerate(pictures(codec, stream)):
        pieces = [p for unit in picture for p in fragments(codec, unit)]
        for i, piece in enumerate(pieces):
            mark = 0x80 if i + 1 == len(pieces) else 0
            head = struct.pack("!BBHII", 0x80, mark | payload_type, sequence & 0xffff,
                               n * 90000 // rate & 0xffffffff, 0x11223344)
            yield n / rate + i * 0.0005, head + piece
            sequence += 1


class Frames:
    """A capture under construction: frames of the site's camera, in any order of adding."""

    def __init__(self):
        self.list = []
        self.quic = random.Random(1)

    def ip(self, time, src, dst, proto, body):
        macs = {ADDRESS: CAMERA, RECORDER_ADDRESS: RECORDER}
        frame = wire.ethernet(macs.get(src, ROUTER), macs.get(dst, ROUTER), 0x0800,
                              wire.ip(src, dst, proto, body, ttl=64 if src in macs else 50))
        self.list.append((START + time, frame))

    def datagram(self, time, payload, dst=SERVER, ports=(40000, 50000)):
        self.ip(time, ADDRESS, dst, 17, wire.udp(ADDRESS, dst, *ports, payload))

    def answer(self, time, payload, src=SERVER, ports=(50000, 40000)):
        self.ip(time, src, ADDRESS, 17, wire.udp(src, ADDRESS, *ports, payload))

    def connection(self, pieces, dst=SERVER, ports=(41000, 9000), time=0.0, step=0.01):
        """TCP: pieces are bytes the camera sends, or ("back", bytes), or a number: a pause."""
        seq, ack = 1000, 5000
        sport, dport = ports
        out = (ADDRESS, dst, sport, dport)
        back = (dst, ADDRESS, dport, sport)

        def send(way, number, other, flags, payload=b""):
            self.ip(time, way[0], way[1], 6, wire.tcp(*way, number, other, flags, payload))
        send(out, seq, 0, wire.SYN)
        send(back, ack, seq + 1, wire.SYN | wire.ACK)
        seq, ack = seq + 1, ack + 1
        send(out, seq, ack, wire.ACK)
        for piece in pieces:
            if isinstance(piece, (int, float)):
                time += piece
                continue
            reply = isinstance(piece, tuple)
            body = piece[1] if reply else piece
            for at in range(0, len(body), MTU):
                time += step / 10
                part = body[at:at + MTU]
                if reply:
                    send(back, ack, seq, wire.ACK | wire.PSH, part)
                    ack = (ack + len(part)) & 0xffffffff
                else:
                    send(out, seq, ack, wire.ACK | wire.PSH, part)
                    seq = (seq + len(part)) & 0xffffffff
            send(*((out, seq, ack) if reply else (back, ack, seq)), wire.ACK)
            time += step
        send(out, seq, ack, wire.FIN | wire.ACK)
        send(back, ack, seq + 1, wire.FIN | wire.ACK)

    def write(self, path):
        capture = wire.Capture()
        for time, frame in sorted(self.list, key=lambda f: f[0]):
            capture.add(time, frame)
        capture.write(path)
        return path


def probe(path):
    """(codec, width, height, frames) of a file as ffprobe sees it."""
    out = subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0",
                          "-show_entries", "stream=codec_name,width,height,nb_read_frames", "-of",
                          "csv=p=0", str(path)], stdout=subprocess.PIPE, text=True, check=True)
    name, width, height, frames = out.stdout.strip().split(",")[:4]
    return name, int(width), int(height), int(frames)
