# SPDX-License-Identifier: Apache-2.0
"""Damages captures in the ways that attackers, broken disks and broken tools do. Everything is
drawn from one random.Random, so a seed says which capture it was."""
import gzip
import struct

PCAP_MAGIC = b"\xd4\xc3\xb2\xa1"
# Lengths and counts that parsers get wrong.
EDGES = [0, 1, 2, 3, 4, 7, 8, 15, 16, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff,
         0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]


def split_pcap(data):
    """File header and records (header and frame together), None when it is no such pcap."""
    if data[:4] != PCAP_MAGIC:
        return None
    records, at = [], 24
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        if at + 16 + length > len(data):
            break
        records.append(data[at:at + 16 + length])
        at += 16 + length
    return data[:24], records


def as_pcapng(data):
    header, records = split_pcap(data)
    link = struct.unpack_from("<I", header, 20)[0]

    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    out = [block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1)),
           block(1, struct.pack("<HHI", link, 0, 0))]
    for r in records:
        seconds, micros, have, wire = struct.unpack_from("<IIII", r)
        stamp = seconds * 1000000 + micros
        out.append(block(6, struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xffffffff, have, wire) +
                         r[16:]))
    return b"".join(out)


def flip_bits(rng, data):
    for _ in range(rng.choice([1, 1, 2, 5, 20, 200])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def set_bytes(rng, data):
    for _ in range(rng.choice([1, 2, 5, 20])):
        at, run = rng.randrange(len(data)), rng.choice([1, 1, 2, 4, 16, 64])
        value = rng.choice([b"\0", b"\xff", b"\x7f", b"\x80", b"<", b"{", b"[", b"\"", b" ", b"\n"])
        data[at:at + run] = value * len(data[at:at + run])


def set_lengths(rng, data):
    """Numbers of 8, 16 and 32 bits in both orders, small and huge, or the old one a little off."""
    for _ in range(rng.choice([1, 2, 5, 20])):
        width, order = rng.choice([1, 2, 4]), rng.choice(["big", "little"])
        at = rng.randrange(max(1, len(data) - width))
        was = int.from_bytes(data[at:at + width], order)
        value = rng.choice(EDGES + [was + 1, was - 1, was * 2, was + 100]) & ((1 << 8 * width) - 1)
        data[at:at + width] = value.to_bytes(width, order)


def cut_out(rng, data):
    at = rng.randrange(len(data))
    del data[at:at + rng.choice([1, 2, 4, 16, 100, 2000])]


def put_in(rng, data):
    at, n = rng.randrange(len(data)), rng.choice([1, 2, 4, 16, 100, 2000])
    data[at:at] = rng.choice([rng.randbytes(n), bytes(n), bytes(data[at:at + n])])


def truncate(rng, data):
    del data[rng.randrange(len(data)):]


BYTE_WAYS = [flip_bits, flip_bits, set_bytes, set_lengths, set_lengths, cut_out, put_in, truncate]


def in_frames(rng, records):
    """Damages frames but leaves the file's structure whole, so that the damage gets deep."""
    for _ in range(rng.choice([1, 3, 10, len(records)])):
        at = rng.randrange(len(records))
        # most of a frame's start is addresses: prefer what stands behind
        head = rng.choice([16, 16 + 12, 16 + 34, 16 + 42, 16 + 54])
        frame = bytearray(records[at][head:])
        if not frame:
            continue
        rng.choice(BYTE_WAYS)(rng, frame)
        frame = bytes(records[at][16:head] + frame)
        wire = rng.choice([len(frame), len(frame), len(frame) + 100])
        records[at] = records[at][:8] + struct.pack("<II", len(frame), wire) + frame


def reorder(rng, records):
    way = rng.randrange(4)
    if way == 0:
        rng.shuffle(records)
    elif way == 1:
        records.reverse()
    elif way == 2:
        for _ in range(rng.choice([1, 5, 50])):
            a, b = rng.randrange(len(records)), rng.randrange(len(records))
            records[a], records[b] = records[b], records[a]
    else:
        stamps = [r[:8] for r in records]
        rng.shuffle(stamps)
        records[:] = [s + r[8:] for s, r in zip(stamps, records)]


def duplicate(rng, records):
    for _ in range(rng.choice([1, 5, 50])):
        at = rng.randrange(len(records))
        copies = [records[at]] * rng.choice([1, 2, 20])
        where = rng.choice([at, rng.randrange(len(records))])
        records[where:where] = copies


def drop(rng, records):
    keep = rng.random()
    records[:] = [r for r in records if rng.random() < keep] or records[:1]


RECORD_WAYS = [in_frames, in_frames, in_frames, in_frames, reorder, duplicate, drop]


def mutated(rng, captures):
    """One damaged capture, and what was done to it."""
    data, done = rng.choice(captures), []
    parts = split_pcap(data)
    if parts and parts[1]:
        header, records = parts
        records = list(records)
        if len(records) > 400:  # a window of it: more mutants for the time
            at = rng.randrange(len(records) - 300)
            records = records[at:at + 300]
        if rng.random() < 0.2:
            other = split_pcap(rng.choice(captures))
            if other:
                at, n = rng.randrange(len(records)), rng.choice([1, 20, 200])
                records[at:at] = other[1][:n]
                done.append("splice")
        for _ in range(rng.choice([0, 1, 1, 2, 4])):
            way = rng.choice(RECORD_WAYS)
            way(rng, records)
            done.append(way.__name__)
        data = header + b"".join(records)
        if rng.random() < 0.25:
            data = as_pcapng(data)
            done.append("pcapng")
    data = bytearray(data)
    if not done or rng.random() < 0.35:
        for _ in range(rng.choice([1, 1, 3])):
            way = rng.choice(BYTE_WAYS)
            if data:
                way(rng, data)
                done.append(way.__name__)
    if rng.random() < 0.05:
        data = bytearray(gzip.compress(bytes(data), 1))
        if rng.random() < 0.5:
            flip_bits(rng, data)
        done.append("gzip")
    return bytes(data), "+".join(done)
