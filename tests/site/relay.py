# SPDX-License-Identifier: Apache-2.0
"""Cameras that hand their picture on. The pictures are of random bytes behind real headers: no player
shows them, but sizes, times and parameter sets are those of a camera."""
import math
import struct

import wire

MTU = 1400


def exponential_golomb(n):
    bits = f"{n + 1:b}"
    return "0" * (len(bits) - 1) + bits


def parameter_sets(width, height):
    """H.264 baseline, level 3 (ITU-T H.264 7.3.2.1 and 7.3.2.2)."""
    across, down = -(-width // 16), -(-height // 16)
    fields = [0, 0, 2, 1]  # id, bits of the frame number, order of output, reference pictures
    bits = "".join(map(exponential_golomb, fields)) + "0"
    bits += exponential_golomb(across - 1) + exponential_golomb(down - 1) + "111"
    bits += "".join(map(exponential_golomb, [0, (across * 16 - width) // 2, 0, (down * 16 - height) // 2]))
    bits += "01"
    bits += "0" * (-len(bits) % 8)
    sequence = b"\x67\x42\xc0\x1e" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    return sequence, b"\x68\xce\x38\x80"


def slices(rng, size, key):
    body = bytes(b or 1 for b in rng.randbytes(size))
    return (b"\x65\x88" if key else b"\x41\x9a") + body


def fragments(unit):
    if len(unit) <= MTU:
        return [unit]
    parts = [unit[1:][at:at + MTU] for at in range(0, len(unit) - 1, MTU)]
    return [bytes([unit[0] & 0xe0 | 28, (0x80 if n == 0 else 0) | (0x40 if n + 1 == len(parts) else 0)
                   | unit[0] & 31]) + part for n, part in enumerate(parts)]


def in_clear(d, peer, port, seconds=40, rate=5):
    """H.264 in RTP (RFC 6184) to a server outside, one datagram after the other, to nobody's question."""
    rng, start, sequence, source = d.site.rng, d.time, d.site.rng.randrange(1 << 16), d.site.rng.randrange(1 << 32)
    sport = d.next_port()
    for n in range(seconds * rate):
        key = n % (4 * rate) == 0
        units = [*(parameter_sets(640, 360) if key else ()),
                 slices(rng, rng.randrange(2500, 4000) if key else rng.randrange(300, 900), key)]
        pieces = [p for unit in units for p in fragments(unit)]
        for i, piece in enumerate(pieces):
            mark = 0x80 if i + 1 == len(pieces) else 0
            head = struct.pack("!BBHII", 0x80, mark | 96, sequence & 0xffff, n * 90000 // rate, source)
            packet = wire.ip(d.ip, peer, 17, wire.udp(d.ip, peer, sport, port, head + piece), d.ttl)
            d.site.put(start + n / rate + i * 0.0004, wire.ethernet(d.mac, d.site.gateway_mac, 0x0800, packet))
            sequence += 1
    if not d.site.isolated:  # the server says how much it got (RTCP, RFC 3550)
        report = wire.udp(peer, d.ip, port, sport, struct.pack("!BBHI", 0x80, 201, 1, source ^ 1))
        d.site.put(start + seconds, wire.ethernet(d.site.gateway_mac, d.mac, 0x0800,
                                                  wire.ip(peer, d.ip, 17, report, 50)))


def picture_sizes(rng, count, gop):
    """Key pictures at an even pace, and others that follow what moves in the scene."""
    moves, out = 0.0, []
    for n in range(count):
        moves = 0.97 * moves + rng.gauss(0, 0.35)
        key = n % gop == 0
        out.append(round(6000 * rng.uniform(0.9, 1.1) if key else
                         500 * math.exp(min(moves, 2.2)) * rng.uniform(0.8, 1.25)) + 40)
    return out


def sealed(d, recorder, peer, hello, port=443, seconds=390, rate=10, lag=0.8):
    """The stream that the recorder gets, and the same pictures a moment later inside TLS. hello: what the
    client and the server say first."""
    site, rng, start = d.site, d.site.rng, d.time
    if site.isolated:
        d.tcp(site.gateway_mac, peer, port, [], answered=False)
        return
    sequence, source, sport = rng.randrange(1 << 16), rng.randrange(1 << 32), d.next_port()
    inside, seq, ack = d.next_port(), rng.randrange(1 << 31), rng.randrange(1 << 31)

    def outside(time, leaves, flags, payload=b""):
        nonlocal seq, ack
        src, dst = (d.ip, peer) if leaves else (peer, d.ip)
        ports = (sport, port) if leaves else (port, sport)
        number, other = (seq, ack) if leaves else (ack, seq)
        segment = wire.tcp(src, dst, *ports, number, other if flags & wire.ACK else 0, flags, payload)
        macs = (d.mac, site.gateway_mac) if leaves else (site.gateway_mac, d.mac)
        site.put(time, wire.ethernet(*macs, 0x0800, wire.ip(src, dst, 6, segment, d.ttl if leaves else 50)))
        step = len(payload) + (1 if flags & (wire.SYN | wire.FIN) else 0)
        seq, ack = (seq + step, ack) if leaves else (seq, ack + step)

    outside(start, True, wire.SYN)
    outside(start + 0.02, False, wire.SYN | wire.ACK)
    outside(start + 0.03, True, wire.ACK)
    outside(start + 0.04, True, wire.ACK | wire.PSH, hello[0])
    outside(start + 0.06, False, wire.ACK | wire.PSH, hello[1])
    for n, size in enumerate(picture_sizes(rng, seconds * rate, 2 * rate)):
        time, body = start + 1 + n / rate + rng.uniform(0, 0.004), rng.randbytes(size)
        parts = [body[at:at + MTU] for at in range(0, size, MTU)]
        for i, part in enumerate(parts):
            mark = 0x80 if i + 1 == len(parts) else 0
            head = struct.pack("!BBHII", 0x80, mark | 96, sequence & 0xffff, n * 90000 // rate, source)
            packet = wire.udp(d.ip, recorder.ip, inside, 30002, head + b"\x41\x9a" + part)
            site.put(time + i * 0.0002, wire.ethernet(d.mac, recorder.mac, 0x0800,
                                                      wire.ip(d.ip, recorder.ip, 17, packet, d.ttl)))
            outside(time + lag + i * 0.0002, True, wire.ACK | wire.PSH,
                    b"\x17\x03\x03" + struct.pack("!H", len(part) + 24) + rng.randbytes(len(part) + 24))
            sequence += 1
        outside(time + lag + 0.02, False, wire.ACK)
