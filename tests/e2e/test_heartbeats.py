# SPDX-License-Identifier: Apache-2.0
"""Keep-alives of known pace are told as they were sent: with jitter, loss and new ports, whole or
cut into files anywhere, and nothing is told of traffic that has no pace."""
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import cases  # noqa: E402
import wire  # noqa: E402

SEED = 20261126
START = 1772352000.0
CAMERA, ROUTER = wire.mac("02:00:00:00:00:31"), wire.mac("00:1e:49:00:00:01")
ADDRESS = "10.0.0.31"
PPPP = [f"203.0.113.{n}" for n in (1, 2, 3, 4)]
REGISTRATION = b"\xf1\x10\x00\x28" + b"CAMS\0\0\0\0" + b"\0\1\xe2\x40ABCDE\0\0\0" + bytes(20)


def send(frames, time, server, port, payload, sport, back=b""):
    packet = wire.udp(ADDRESS, server, sport, port, payload)
    frames.append((time, wire.ethernet(CAMERA, ROUTER, 0x0800, wire.ip(ADDRESS, server, 17, packet))))
    if back:
        packet = wire.udp(server, ADDRESS, port, sport, back)
        frames.append((time + 0.03, wire.ethernet(ROUTER, CAMERA, 0x0800,
                                                  wire.ip(server, ADDRESS, 17, packet, ttl=50))))


def paced(rng, period, jitter, loss, end=1200):
    time = START + rng.random() * period
    while time < START + end:
        if rng.random() >= loss:
            yield time + rng.uniform(-jitter, jitter)
        time += period


def street(rng):
    """Registrations every 8 s with four servers; every 30 s 20 bytes from ever new ports, some
    lost; pages asked for at random; a stream of media."""
    frames = []
    for n, server in enumerate(PPPP):
        for time in paced(rng, 8, 0.3, 0):
            send(frames, time, server, 32100, REGISTRATION, 20000 + n, b"\xf1\x13\x00\x04" + bytes(4))
    for n, time in enumerate(paced(rng, 30, 1.0, 0.1)):
        send(frames, time, "198.51.100.1", 47000, b"\x81" * 20, 30000 + n, b"\x82" * 20)
    time = START
    while time < START + 1200:
        send(frames, time, "198.51.100.2", 47001, b"\x83" * rng.randint(40, 900), 40000)
        time += rng.expovariate(1 / 20)
    for n in range(3000):
        send(frames, START + 100 + n * 0.04, "198.51.100.3", 47002, b"\x84" * 1200, 40001)
    return sorted(frames)


def write(path, frames):
    capture = wire.Capture()
    for time, frame in frames:
        capture.add(time, frame)
    capture.write(path)
    return path


def contacts(camtrail, *files):
    result = camtrail.run("audit", *files, "--json", "-")
    assert result.returncode != 2, result.err
    device = [d for d in json.loads(result.stdout)["devices"] if d["mac"] == wire.mac_text(CAMERA)][0]
    return {c["address"]: c["heartbeat"] for c in device["contacts"]}


def test_the_pace_is_told(camtrail):
    found = contacts(camtrail, write(camtrail.scratch / "beats.pcap", street(random.Random(SEED))))
    for server in PPPP:
        beat = found[server]
        assert abs(beat["period_s"] - 8) < 0.1, beat
        assert beat["bytes"] == beat["bytes_most"] == 44, beat
        assert beat["name"] == "PPPP registration" and beat["addresses"] == 4, beat
        assert 148 <= beat["count"] <= 150, beat
    lossy = found["198.51.100.1"]
    assert abs(lossy["period_s"] - 30) < 0.5 and lossy["bytes"] == 20, lossy
    assert lossy["name"] is None and lossy["addresses"] == 1, lossy
    assert found["198.51.100.2"] is None and found["198.51.100.3"] is None, found


def test_files_cut_anywhere_say_the_same(camtrail):
    rng = random.Random(SEED + 1)
    frames = street(rng)
    whole = contacts(camtrail, write(camtrail.scratch / "whole.pcap", frames))
    for n in range(8):
        cut = rng.randrange(len(frames))
        parts = [write(camtrail.scratch / f"cut{n}{side}.pcap", part)
                 for side, part in (("a", frames[:cut]), ("b", frames[cut:]))]
        assert contacts(camtrail, *parts) == whole, cut
        assert contacts(camtrail, *reversed(parts)) == whole, cut


def test_people_are_told_once(camtrail):
    capture = write(camtrail.scratch / "told.pcap", street(random.Random(SEED)))
    text = camtrail.run("audit", capture, "--width", "200").out
    assert text.count("PPPP registration") == 1, text
    explained = camtrail.run("explain", capture, wire.mac_text(CAMERA), "--width", "200").out
    assert "44 bytes: PPPP registration, to 4 addresses" in explained, explained
    assert "no regular pace" in explained, explained
    assert camtrail.run("audit", capture, "--csv", camtrail.scratch / "csv").returncode != 2
    rows = (camtrail.scratch / "csv/contacts.csv").read_text()
    assert rows.count(',44,"PPPP registration",') == 4, rows


def test_several_readers_say_the_same(camtrail):
    capture = write(camtrail.scratch / "jobs.pcap", street(random.Random(SEED + 2)))
    one = camtrail.run("audit", capture, "--json", "-")
    assert camtrail.run("audit", capture, "--json", "-", "--jobs", "2").stdout == one.stdout



cases.main(dict(globals()), *sys.argv[1:3])
