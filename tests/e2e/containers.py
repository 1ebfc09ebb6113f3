# SPDX-License-Identifier: Apache-2.0
"""How footage is packed for its way out, beside RTP: RTMP messages, program streams in RTP, JPEG in
RTP, HTTP bodies, makers' frames. Input is what ffmpeg encodes (footage.py)."""
import struct

import footage


def flv_tags(flv):
    """(kind, body) of the tags of an FLV file."""
    at = 13
    while at + 11 <= len(flv):
        size = int.from_bytes(flv[at + 1:at + 4], "big")
        yield flv[at], flv[at + 11:at + 11 + size]
        at += 11 + size + 4


def hevc_tags(stream, rate=10):
    """Enhanced RTMP's video tags of an H.265 stream, with the configuration first."""
    sets = {kind: [u for u in footage.units(stream) if u[0] >> 1 == kind][0] for kind in (32, 33, 34)}
    record = bytes.fromhex("0101600000009000000000003cf000fcfdf8f800000f03")
    for kind, unit in sets.items():
        record += bytes([0x80 | kind]) + struct.pack("!HH", 1, len(unit)) + unit
    yield 9, b"\x90hvc1" + record
    for picture in footage.pictures("h265", stream):
        units = [u for u in picture if u[0] >> 1 not in (32, 33, 34)]
        is_key = any(16 <= u[0] >> 1 <= 21 for u in units)
        body = b"".join(struct.pack("!I", len(u)) + u for u in units)
        yield 9, bytes([0x93 if is_key else 0xa3]) + b"hvc1" + body


def rtmp_message(stream, kind, body, chunk):
    head = bytes([stream]) + b"\0\0\0" + len(body).to_bytes(3, "big") + bytes([kind]) + b"\1\0\0\0"
    parts = [body[at:at + chunk] for at in range(0, len(body), chunk)] or [b""]
    return head + bytes([0xc0 | stream]).join(parts)


def amf(text):
    return b"\2" + struct.pack("!H", len(text)) + text.encode()


def rtmp(tags, chunk=4096):
    """Pieces of a connection that publishes these tags."""
    hello = b"\3" + bytes(8) + b"\x5a" * 1528
    connect = amf("connect") + b"\0" + struct.pack("!d", 1) + b"\3\0\3app" + amf("live") + b"\0\0\x09"
    publish = amf("publish") + b"\0" + struct.pack("!d", 2) + b"\5" + amf("name") + amf("live")
    yield hello
    yield "back", b"\3" + bytes(8) + b"\xa5" * (1528 + 1536)
    yield b"\x5a" * 1536 + rtmp_message(3, 20, connect, 128) + rtmp_message(
        2, 1, struct.pack("!I", chunk), 128) + rtmp_message(3, 20, publish, chunk)
    for kind, body in tags:
        yield rtmp_message(6 if kind == 9 else 4, kind, body, chunk)
        yield 0.08
