# SPDX-License-Identifier: Apache-2.0
"""Properties of reading: however TCP streams are cut, doubled or put out of order, wherever a
capture ends and however many files it comes in, the observations follow from the bytes alone."""
import random
import re
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import cases  # noqa: E402
import wire  # noqa: E402

DEMO = Path(__file__).parents[1] / "site/demo.site"
SEED = 20261124


def frames(path):
    raw = path.read_bytes()
    at = 24
    while at < len(raw):
        sec, usec, kept, _ = struct.unpack_from("<IIII", raw, at)
        yield sec + usec / 1e6, raw[at + 16:at + 16 + kept]
        at += 16 + kept


def tcp_parts(frame):
    """(headers before TCP's payload, seq, payload) of an IPv4 TCP frame with payload, else None."""
    if frame[12:14] != b"\x08\x00" or frame[23] != 6:
        return None
    ihl = (frame[14] & 15) * 4
    total = struct.unpack_from("!H", frame, 16)[0]
    at = 14 + ihl
    offset = at + (frame[at + 12] >> 4) * 4
    payload = frame[offset:14 + total]
    return (frame[:offset], struct.unpack_from("!I", frame, at + 4)[0], payload, at) if payload else None


def piece(head, at, seq, payload):
    frame = bytearray(head + payload)
    struct.pack_into("!H", frame, 16, len(frame) - 14)
    struct.pack_into("!I", frame, at + 4, seq & 0xFFFFFFFF)
    struct.pack_into("!H", frame, 24, 0)
    struct.pack_into("!H", frame, 24, wire.checksum(bytes(frame[14:14 + (frame[14] & 15) * 4])))
    return bytes(frame).ljust(60, b"\0")


def resegmented(path, rng, out, largest, shuffle, double):
    capture = wire.Capture()
    for time, frame in frames(path):
        parts = tcp_parts(frame)
        if not parts:
            capture.add(time, frame)
            continue
        head, seq, payload, at = parts
        cuts, here = [], 0
        while here < len(payload):
            size = rng.randint(1, largest)
            cuts.append(piece(head, at, seq + here, payload[here:here + size]))
            here += size
        if double:
            cuts += [c for c in cuts if rng.random() < 0.2]
        if shuffle:
            rng.shuffle(cuts)
        for n, cut in enumerate(cuts):
            capture.add(time + n * 1e-6, cut)
    capture.write(out)


def observations(c, path):
    done = c.run("observe", path, timeout=300)
    lines = [re.sub(r"^\d+:\d+  ", "", line) for line in done.out.splitlines()]
    return sorted(line for line in lines if "stream.gap" not in line)


def check(c, name, largest, shuffle, double):
    site = c.generate(DEMO, "demo")
    want = observations(c, site / "site.pcap")
    assert len(want) > 1000
    for seed in (SEED, SEED + 1):
        out = c.scratch / f"{name}-{seed}.pcap"
        resegmented(site / "site.pcap", random.Random(seed), out, largest, shuffle, double)
        got = observations(c, out)
        lost = [x for x in want if x not in got][:3]
        new = [x for x in got if x not in want][:3]
        assert want == got, f"seed {seed}: lost {lost}, new {new}"


def test_any_cut_gives_the_same_observations(c):
    check(c, "cut", 40, False, False)


def test_any_order_gives_the_same_observations(c):
    check(c, "order", 700, True, False)


def test_doubled_segments_give_the_same_observations(c):
    check(c, "double", 300, True, True)


def test_a_capture_cut_anywhere_gives_a_part_of_the_observations(c):
    site = c.generate(DEMO, "demo")
    raw = (site / "site.pcap").read_bytes()
    whole = observations(c, site / "site.pcap")
    rng = random.Random(SEED)
    for _ in range(12):
        size = rng.randrange(24, len(raw))
        (c.scratch / "cut.pcap").write_bytes(raw[:size])
        part = observations(c, c.scratch / "cut.pcap")
        rest = list(whole)
        for line in part:
            assert line in rest, f"cut at {size}: {line} is not in the whole"
            rest.remove(line)


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
