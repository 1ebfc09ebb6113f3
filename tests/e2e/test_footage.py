# SPDX-License-Identifier: Apache-2.0
"""Did footage leave: clips of a real encoder that go outside are shown with all their pictures, a
copy of the camera's own stream inside TLS is likely, other uploads and keep-alives are neither; the
same with several readers and with the capture cut anywhere."""
import json
import random
import shutil
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import cases  # noqa: E402
import footage  # noqa: E402
import wire  # noqa: E402

SEED = 20261127
RATE, GOP = 10, 20  # pictures a second, pictures from key picture to key picture
MINUTES = 10
CLIPS = {}


def clip(codec):
    if not shutil.which("ffmpeg") or not shutil.which("ffprobe"):
        raise cases.Skip("ffmpeg is not installed")
    if codec not in CLIPS:
        CLIPS[codec] = footage.encode(codec, rate=RATE, seconds=6, gop=GOP)
    return CLIPS[codec]


def over_udp(path, codec):
    """With reports on the same ports, as RFC 5761 allows: they must not end the reading."""
    frames = footage.Frames()
    for time, packet in footage.rtp(codec, clip(codec), RATE):
        frames.datagram(time, packet)
    for n in range(1, 6):
        frames.datagram(n + 0.05, struct.pack("!BBHIIIIII", 0x80, 200, 6, 0x11223344, *range(5)))
        frames.answer(n + 0.06, struct.pack("!BBHI", 0x80, 201, 1, 0x55443322))
    return frames.write(path)


def over_rtsp(path, codec):
    """The camera announces and records to a server outside, interleaved."""
    name = "H264" if codec == "h264" else "H265"
    url = f"rtsp://{footage.SERVER}/live"
    sdp = f"v=0\r\ns=-\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 {name}/90000\r\na=control:trackID=0\r\n"

    def ask(number, method, more="", body=""):
        length = f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n" if body else ""
        return f"{method} {url} RTSP/1.0\r\nCSeq: {number}\r\n{more}{length}\r\n{body}".encode()

    def answer(number, more=""):
        return "back", f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{more}\r\n".encode()

    transport = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1;mode=record\r\n"
    pieces = [ask(1, "ANNOUNCE", body=sdp), answer(1), ask(2, "SETUP", transport),
              answer(2, "Session: 7\r\n" + transport), ask(3, "RECORD", "Session: 7\r\n"),
              answer(3, "Session: 7\r\n")]
    for _, packet in footage.rtp(codec, clip(codec), RATE):
        pieces.append(b"$\0" + struct.pack("!H", len(packet)) + packet)
    frames = footage.Frames()
    frames.connection(pieces, ports=(41000, 554))
    return frames.write(path)


def sizes(rng, seconds):
    """Bytes of each picture of a scene: key pictures, and others that follow what moves."""
    moves, out = 0.0, []
    for n in range(seconds * RATE):
        moves = 0.97 * moves + rng.gauss(0, 0.35)
        if n % GOP == 0:
            out.append(round(14000 * rng.uniform(0.9, 1.1)))
        else:
            out.append(round(900 * 2.718 ** min(moves, 2.5) * rng.uniform(0.8, 1.25)) + 60)
    return out


def stream(frames, pictures, send, rng):
    for n, size in enumerate(pictures):
        time = n / RATE + rng.uniform(0, 0.004)
        for at in range(0, size, footage.MTU):
            send(time + at * 1e-7, min(footage.MTU, size - at))


def local(frames, pictures, rng):
    """To the recorder, which answers with receiver reports, as RTP whose content can't be read."""
    for n in range(0, len(pictures) // RATE, 5):
        report = struct.pack("!BBHI", 0x80, 201, 1, 0x99887766)
        frames.answer(n, report, footage.RECORDER_ADDRESS, (30003, 30001))
    sequence = [7]

    def send(time, size):
        head = struct.pack("!BBHII", 0x80, 96, sequence[0] & 0xffff, int(time * RATE) * 9000, 0x55667788)
        sequence[0] += 1
        frames.datagram(time, head + b"\x41\x9a" + rng.randbytes(size), footage.RECORDER_ADDRESS, (30000, 30002))
    stream(frames, pictures, send, rng)


def upload(frames, pictures, rng, lag=0.0):
    """To a server outside, as records of TLS in one connection."""
    seq, back = [1000], 5000
    out, home = (footage.ADDRESS, footage.SERVER, 42000, 443), (footage.SERVER, footage.ADDRESS, 443, 42000)

    def segment(time, way, number, other, flags, payload=b""):
        frames.ip(time, way[0], way[1], 6, wire.tcp(*way, number, other, flags, payload))
    segment(lag - 0.2, out, seq[0] - 1, 0, wire.SYN)
    segment(lag - 0.19, home, back - 1, seq[0], wire.SYN | wire.ACK)
    segment(lag - 0.18, out, seq[0], back, wire.ACK)

    def send(time, size):
        record = b"\x17\x03\x03" + struct.pack("!H", size + 24) + rng.randbytes(size + 24)
        segment(time + lag, out, seq[0], back, wire.ACK | wire.PSH, record)
        seq[0] += len(record)
        segment(time + lag + 0.003, home, back, seq[0], wire.ACK)
    stream(frames, pictures, send, rng)


def site(path, relay, lag=1.7, seconds=MINUTES * 60):
    rng = random.Random(SEED)
    frames = footage.Frames()
    pictures = sizes(rng, seconds)
    local(frames, pictures, rng)
    upload(frames, pictures if relay else sizes(random.Random(SEED + 1), seconds), rng, lag)
    return frames.write(path)


def made(camtrail, name, make, *how):
    """make(path, *how), once."""
    path = camtrail.scratch / name
    return path if path.exists() else make(path, *how)


def audit(camtrail, *arguments):
    done = camtrail.run("audit", *arguments, "--json", "-", timeout=300)
    assert done.returncode != 2, done.err
    return json.loads(done.stdout)


def contact_of(report):
    device = [d for d in report["devices"] if d["mac"] == wire.mac_text(footage.CAMERA)][0]
    return device, [c for c in device["contacts"] if c["address"] == footage.SERVER][0]


def packets(path):
    raw = path.read_bytes()
    at, out = 24, []
    while at < len(raw):
        size = struct.unpack_from("<I", raw, at + 8)[0]
        out.append(raw[at:at + 16 + size])
        at += 16 + size
    return raw[:24], out


def is_key(codec, unit):
    return unit[0] >> 1 & 63 in (16, 17, 18, 19, 20, 21) if codec == "h265" else unit[0] & 31 == 5


def is_shown(camtrail, codec, path):
    report = audit(camtrail, path)
    device, contact = contact_of(report)
    told = contact["footage"]
    assert told["answer"] == "shown" and contact["exposure"] == "footage", told
    seen = told["seen"]
    assert len(seen) == 1, seen
    want = footage.pictures(codec, clip(codec))
    assert seen[0]["codec"] == {"h264": "H.264", "h265": "H.265"}[codec], seen
    assert (seen[0]["width"], seen[0]["height"]) == (352, 288), seen
    assert seen[0]["pictures"] == len(want) == 6 * RATE, seen
    keys = [p for p in want if any(is_key(codec, unit) for unit in p)]
    assert seen[0]["key_pictures"] == len(keys) >= 6 * RATE // GOP, seen
    assert not seen[0]["partial"]
    _, all_packets = packets(path)
    assert seen[0]["frames"], seen
    for place in seen[0]["frames"]:
        packet = all_packets[place["frame"] - 1][16:]
        assert packet[6:12] == footage.CAMERA, "the frame is one that the camera sent"
        assert int.from_bytes(packet[30:34], "big") == int.from_bytes(
            bytes(map(int, footage.SERVER.split("."))), "big"), "to the server outside"
    assert [f for f in report["findings"] if f["question"] == "footage" and f["answer"] == "unexplained"]
    assert device["completeness"]["unseen"] == 0


def test_pictures_in_clear_are_shown(camtrail):
    for codec in ("h264", "h265"):
        for form, make in (("udp", over_udp), ("rtsp", over_rtsp)):
            is_shown(camtrail, codec, made(camtrail, f"{codec}-{form}.pcap", make, codec))


def test_what_left_can_be_looked_at(camtrail):
    for codec in ("h264", "h265"):
        for form, make in (("udp", over_udp), ("rtsp", over_rtsp)):
            path = made(camtrail, f"{codec}-{form}.pcap", make, codec)
            folder = camtrail.scratch / f"out-{codec}-{form}"
            done = camtrail.run("audit", path, "--extract", folder, "-q")
            assert done.returncode in (0, 1), done.err
            files = list(folder.iterdir())
            assert len(files) == 1 and files[0].suffix == f".{codec}", files
            name = {"h264": "h264", "h265": "hevc"}[codec]
            assert footage.probe(files[0]) == (name, 352, 288, 6 * RATE), footage.probe(files[0])
            done = camtrail.run("audit", path, "--extract", folder, "-q")
            assert done.returncode == 2 and "something is in it" in done.err


def test_a_copy_inside_tls_is_likely(camtrail):
    report = audit(camtrail, made(camtrail, "relay.pcap", site, True))
    device, contact = contact_of(report)
    told, same = contact["footage"], contact["footage"]["same_picture"]
    assert told["answer"] == "likely" and not told["seen"], told
    assert same["verdict"] == "same stream" and same["camera"] == device["id"], same
    assert same["fast"]["matches"] and abs(same["fast"]["lag_s"] - 1.7) <= 0.15, same
    assert told["bytes_at_most"] > 1000000 and told["seconds_at_most"] > 500, told
    explained = camtrail.run("explain", camtrail.scratch / "relay.pcap", footage.ADDRESS).out
    assert "same picture test: same stream" in explained and "outside |" in explained, explained[-3000:]
    page = camtrail.scratch / "relay.html"
    assert camtrail.run("audit", camtrail.scratch / "relay.pcap", "-q", "--html", page).returncode in (0, 1)
    assert page.read_text().count('<path class="series"') == 2


def test_another_picture_is_not_shown(camtrail):
    report = audit(camtrail, made(camtrail, "other.pcap", site, False))
    _, contact = contact_of(report)
    told, same = contact["footage"], contact["footage"]["same_picture"]
    assert told["answer"] == "cannot be excluded", told
    assert same["verdict"] == "not shown" and same["compared"] >= 1, same
    assert told["seconds_at_most"] > 500, "a bound that such an upload must have"


def test_under_five_minutes_there_is_no_verdict(camtrail):
    report = audit(camtrail, made(camtrail, "short.pcap", site, True, 1.7, 240))
    told = contact_of(report)[1]["footage"]
    assert told["answer"] == "cannot be excluded", told
    assert told["same_picture"]["verdict"] == "too short", told


def test_heartbeats_are_excluded_or_bounded(camtrail):
    frames = footage.Frames()
    for n in range(12):
        frames.datagram(n * 30, b"\x81" * 20, ports=(40000, 8800))
        frames.answer(n * 30 + 0.02, b"\x82" * 20, ports=(8800, 40000))
    report = audit(camtrail, frames.write(camtrail.scratch / "beats.pcap"))
    told = contact_of(report)[1]["footage"]
    assert told["answer"] == "excluded for the observed period", told
    assert told["bytes_at_most"] == 240 and told["seconds_at_most"] < 1, told
    for n in range(12, 1200):
        frames.datagram(n * 30, b"\x81" * 20, ports=(40000, 8800))
    report = audit(camtrail, frames.write(camtrail.scratch / "beats.pcap"))
    told = contact_of(report)[1]["footage"]
    assert told["answer"] == "cannot be excluded" and told["bytes_at_most"] == 24000, told
    assert 1 <= told["seconds_at_most"] < 30 and not told["upload_shape"], told


def told_of(report):
    device, contact = contact_of(report)
    return device["completeness"], contact["footage"], contact["payload_out"]


def whole(report):
    for name in ("camtrail", "captures"):
        report.pop(name, None)
    return report


def test_more_readers_say_the_same(camtrail):
    paths = [made(camtrail, "relay.pcap", site, True)]
    if shutil.which("ffmpeg"):
        paths.append(made(camtrail, "h264-rtsp.pcap", over_rtsp, "h264"))
    for path in paths:
        assert whole(audit(camtrail, path)) == whole(audit(camtrail, path, "--jobs", "2")), path


def test_a_capture_cut_into_files_says_the_same(camtrail):
    rng = random.Random(SEED)
    paths = [made(camtrail, "relay.pcap", site, True)]
    if shutil.which("ffmpeg"):
        paths.append(made(camtrail, "h265-udp.pcap", over_udp, "h265"))
    for path in paths:
        head, all_packets = packets(path)
        want = told_of(audit(camtrail, path))
        for _ in range(2):
            cuts = sorted(rng.sample(range(1, len(all_packets)), 2))
            parts = []
            for n, (a, b) in enumerate(zip([0, *cuts], [*cuts, len(all_packets)])):
                part = camtrail.scratch / f"part{n}.pcap"
                part.write_bytes(head + b"".join(all_packets[a:b]))
                parts.append(part)
            got = told_of(audit(camtrail, *parts))
            for there in (got, want):
                for seen in there[1]["seen"]:
                    seen.pop("frames", None)  # their numbers count from the start of each file
                for gap in ("seen_s", "gaps", "longest_gap_s"):
                    there[0].pop(gap, None)  # no file covers the time between it and the next
            assert got == want, (path, cuts, got, want)


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
