# SPDX-License-Identifier: Apache-2.0
"""How footage is packed for its way out, beside RTP: RTMP messages, program streams in RTP, JPEG in
RTP, HTTP bodies, makers' frames. Input is what ffmpeg encodes (footage.py)."""
import random
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


def rtp_packets(payloads, payload_type, source=0x11223344):
    """RTP packets of (clock, marker, payload)."""
    for n, (clock, marker, payload) in enumerate(payloads):
        yield struct.pack("!BBHII", 0x80, (0x80 if marker else 0) | payload_type, 500 + n & 0xffff,
                          clock & 0xffffffff, source) + payload


def program_stream(codec, stream, rate=10):
    """A pack a picture, as GB/T 28181 wants it: pack header, before key pictures system header and
    stream map, video in PES of at most 65535."""
    for n, picture in enumerate(footage.pictures(codec, stream)):
        data = b"".join(b"\0\0\0\1" + u for u in picture)
        pack = b"\0\0\1\xba\x44\0\4\0\4\1\0\1\x03\xfa\xff\xff"
        if n % 20 == 0:
            pack += b"\0\0\1\xbb\0\x09\x80\0\1\4\xe1\x7f\xe0\xe0\x80"
            kind = b"\x1b" if codec == "h264" else b"\x24"
            pack += b"\0\0\1\xbc\0\x0e\xe1\xff\0\0\0\4" + kind + b"\xe0\0\0\0\0\0\0"
        for at in range(0, len(data), 60000):
            piece = data[at:at + 60000]
            head = b"\x8c\x80\5\x21\0\1\0\1" if at == 0 else b"\x8c\0\0"
            pack += b"\0\0\1\xe0" + struct.pack("!H", len(head) + len(piece)) + head + piece
        pack += b"\0\0\1\xc0\0\x0b\x8c\x80\5\x21\0\1\0\1\xd5\xd5\xd5"
        yield n * 90000 // rate, pack


def in_pieces(packs, size=1400):
    for clock, pack in packs:
        for at in range(0, len(pack), size):
            yield clock, at + size >= len(pack), pack[at:at + size]


def jpegs(stream):
    starts = [at for at in range(len(stream) - 2) if stream[at:at + 3] == b"\xff\xd8\xff"]
    return [stream[a:b] for a, b in zip(starts, starts[1:] + [len(stream)])]


def jpeg_payloads(stream, rate=10, size=1300):
    """RFC 2435, tables in band, of baseline 4:2:0 pictures with the usual Huffman tables."""
    for n, picture in enumerate(jpegs(stream)):
        at, tables, width, height = 2, {}, 0, 0
        while True:
            marker, length = picture[at + 1], int.from_bytes(picture[at + 2:at + 4], "big")
            body = picture[at + 4:at + 2 + length]
            if marker == 0xdb:
                for i in range(0, len(body), 65):
                    tables[body[i]] = body[i + 1:i + 65]
            if marker == 0xc0:
                height, width = struct.unpack("!HH", body[1:5])
                if body[7] != 0x22:
                    raise RuntimeError("not 4:2:0")
            at += 2 + length
            if marker == 0xda:
                break
        scan = picture[at:picture.rindex(b"\xff\xd9")]
        both = tables[0] + tables.get(1, tables[0])
        for offset in range(0, len(scan), size):
            head = struct.pack("!IBBBB", offset, 1, 255, width // 8, height // 8)
            if offset == 0:
                head += struct.pack("!BBH", 0, 0, 128) + both
            yield n * 90000 // rate, offset + size >= len(scan), head + scan[offset:offset + size]


def post(body, kind, path="/up", chunk=0):
    head = f"POST {path} HTTP/1.1\r\nHost: cloud.example\r\nContent-Type: {kind}\r\n"
    if not chunk:
        return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    parts = b"".join(f"{len(body[at:at + chunk]):x}\r\n".encode() + body[at:at + chunk] + b"\r\n"
                     for at in range(0, len(body), chunk))
    return head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + parts + b"0\r\n\r\n"


OK = ("back", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def coded(codec, stream):
    """(is a key picture, its bytes with start codes)"""
    for picture in footage.pictures(codec, stream):
        kinds = [u[0] >> 1 & 63 if codec == "h265" else u[0] & 31 for u in picture]
        is_key = any(16 <= k <= 21 for k in kinds) if codec == "h265" else 5 in kinds
        yield is_key, b"".join(b"\0\0\0\1" + u for u in picture)


def dhav(codec, stream):
    """Frames with heads of 24 bytes, an extension and a tail (FFmpeg libavformat/dhav.c)."""
    for n, (is_key, body) in enumerate(coded(codec, stream)):
        extra = bytes.fromhex("81000c0a 82000000 60012001".replace(" ", ""))
        size = 24 + len(extra) + len(body) + 8
        head = struct.pack("<4sBBBBIIIHBB", b"DHAV", 0xfd if is_key else 0xfc, 0, 0, 0, n, size, 0, n,
                           len(extra), 0)
        yield head + extra + body + b"dhav" + struct.pack("<I", size)
        sound = bytes(range(64))
        yield struct.pack("<4sBBBBIIIHBB", b"DHAV", 0xf0, 0, 0, 0, n, 96, 0, n, 0, 0) + sound + (
            b"dhav" + struct.pack("<I", 96))


def fc_frames(codec, stream):
    """Frames that begin 00 00 01 FC, FD, FA."""
    for is_key, body in coded(codec, stream):
        if is_key:
            number = 0x12 if codec == "h265" else 2
            yield struct.pack("<4sBBBBII", b"\0\0\1\xfc", number, 10, 44, 36, 0, len(body)) + body
        else:
            yield struct.pack("<4sI", b"\0\0\1\xfd", len(body)) + body
        yield b"\0\0\1\xfa\x0e\2" + struct.pack("<H", 100) + bytes(range(100))


def netip(message, body):
    return struct.pack("<BBHIIHHI", 0xff, 1, 0, 7, 0, 0, message, len(body)) + body


def dvrip(body):
    return struct.pack("<BBBBI", 0xbc, 0, 0, 0, len(body)) + bytes(24) + body


def drw(stream, channel=1, size=1024):
    """Pieces of data of one channel; every tenth comes twice."""
    for n, at in enumerate(range(0, len(stream), size)):
        part = stream[at:at + size]
        message = b"\xf1\xd0" + struct.pack("!HBBH", len(part) + 4, 0xd1, channel, n) + part
        yield message
        if n % 10 == 3:
            yield message


def _scrambled(clear):
    """Whole blocks of 16 and the rest, as AlexxIT/go2rtc pkg/tutk/crypto.go sends them."""
    def rotate(block, add):
        words = struct.unpack("<4I", block)
        return struct.pack("<4I", *((w >> (4 * i + add) | w << (32 - 4 * i - add)) & 0xFFFFFFFF
                                    for i, w in enumerate(words)))

    phrase, out = b"Charlie is the d", b""
    while len(clear) >= 16:
        block, turned = rotate(clear[:16], 1), bytearray(16)
        for i, to in enumerate((11, 9, 8, 15, 13, 10, 12, 14, 2, 1, 5, 0, 6, 4, 7, 3)):
            turned[to] = block[i] ^ phrase[i]
        out, clear = out + rotate(bytes(turned), 3), clear[16:]
    rest = bytes(c ^ p for c, p in zip(clear, phrase))
    moved = {2: (1, 0), 4: (2, 3, 0, 1), 8: (7, 4, 3, 2, 1, 6, 5, 0)}.get(len(rest), range(len(rest)))
    back = bytearray(len(rest))
    for i, to in enumerate(moved):
        back[to] = rest[i]
    return out + bytes(back)


def iotc(codec, stream, partly, size=1100):
    """Pictures in pieces, a tail behind each (go2rtc pkg/tutk/session16.go). partly: only the first 64
    bytes of a message are scrambled."""
    for number, (is_key, body) in enumerate(coded(codec, stream)):
        tail = bytes([0x4e if codec == "h264" else 0x50, 0, is_key]) + bytes(29)
        whole = body + tail
        for n, at in enumerate(range(0, len(whole), size)):
            part = whole[at:at + size]
            piece = struct.pack("<4sIIHHHHI", b"\1\3\x0b\0", number, len(body), n, len(tail), len(part), 0, 1)
            clear = struct.pack("<4sHHHB5x12x", bytes([4, 2, 0x1a, 0x0b if partly else 0x0a]),
                                12 + len(piece) + len(part), n, 0x0408, 0x12) + piece + part
            head = 64 if partly else len(clear)
            yield _scrambled(clear[:16]) + _scrambled(clear[16:head]) + clear[head:]


def av_frames(codec, stream):
    """55 AA 15 A8 and a head of 32 bytes (magicus/pppp-dissector PPPP.md)."""
    for n, (is_key, body) in enumerate(coded(codec, stream)):
        yield struct.pack("<4sBBHIII12x", b"\x55\xaa\x15\xa8", 2, 0 if is_key else 1, 0, n, n,
                          len(body)) + body
        yield struct.pack("<4sBBHIII12x", b"\x55\xaa\x15\xa8", 9, 6, 0, n, n, 40) + bytes(40)


def sealed_call(seconds, pictures_per_s, seed):
    """(time, datagram) of WebRTC: STUN, a DTLS record, then SRTP of sound and, if pictures_per_s, of
    video in one flow. Payloads are noise, as ciphertext is."""
    noise = random.Random(seed)
    yield 0.0, b"\0\1\0\0\x21\x12\xa4\x42" + noise.randbytes(12)
    yield 0.1, b"\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x50\1" + noise.randbytes(79)
    out = []
    for n in range(seconds * 50):
        out.append((0.2 + n / 50, 111, n, n * 960, 0x0a0a0a0a, n == 0, 80))
    count = 0
    for n in range(int(seconds * pictures_per_s)):
        clock = n * 90000 // pictures_per_s + noise.randrange(40)
        parts = 12 if n % 50 == 0 else noise.randint(2, 5)
        for i in range(parts):
            out.append((0.2 + n / pictures_per_s + i * 0.0004, 102, count, clock, 0x0b0b0b0b,
                        i + 1 == parts, 1100))
            count += 1
    for time, kind, number, clock, source, mark, size in sorted(out):
        yield time, struct.pack("!BBHII", 0x80, (0x80 if mark else 0) | kind, number + 77 & 0xffff,
                                clock & 0xffffffff, source) + noise.randbytes(size)
