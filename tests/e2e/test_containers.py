# SPDX-License-Identifier: Apache-2.0
"""Footage in every container: what ffmpeg encodes goes out in a capture; the audit says that it was
shown, with its codec, size and number of pictures, and what --extract writes is accepted by ffprobe
with as many. What is no footage is not shown.

  test_containers.py CAMTRAIL SOURCE [CASE...]"""
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import containers  # noqa: E402
import footage  # noqa: E402

PICTURES = 40
NAMES = {"h264": "H.264", "h265": "H.265", "mjpeg": "MJPEG"}
PROBED = {"h264": "h264", "h265": "hevc", "mjpeg": "mjpeg"}
SHOWN, INNOCENT = {}, {}


def shown(codec, pictures=PICTURES):
    def add(make):
        SHOWN[make.__name__] = (codec, pictures, make)
        return make
    return add


def innocent(make):
    INNOCENT[make.__name__] = make
    return make


@shown("h264")
def rtmp(frames):
    frames.connection(containers.rtmp(containers.flv_tags(footage.encode("h264", form="flv"))),
                      ports=(41000, 1935))


@shown("h265")
def rtmp_enhanced(frames):
    frames.connection(containers.rtmp(containers.hevc_tags(footage.encode("h265"))), ports=(41000, 443))


def mjpeg():
    return footage.encode("mjpeg")


def datagrams(frames, payloads, ports=(40000, 50000)):
    for n, payload in enumerate(payloads):
        frames.datagram(n * 0.01, payload, ports=ports)


@shown("h264")
def transport_stream(frames):
    frames.connection([footage.encode("h264", form="mpegts")])


@shown("h265")
def transport_stream_datagrams(frames):
    stream = footage.encode("h265", form="mpegts")
    datagrams(frames, (stream[at:at + 1316] for at in range(0, len(stream), 1316)))


@shown("h264")
def transport_stream_rtp(frames):
    stream = footage.encode("h264", form="mpegts")
    datagrams(frames, containers.rtp_packets(
        ((n, False, stream[at:at + 1316]) for n, at in enumerate(range(0, len(stream), 1316))), 33))


@shown("h265")
def program_stream(frames):
    packs = containers.program_stream("h265", footage.encode("h265"))
    frames.connection([p for _, p in packs])


@shown("h264")
def program_stream_of_ffmpeg(frames):
    frames.connection([footage.encode("h264", form="vob")])


@shown("h264")
def program_stream_rtp(frames):
    packs = containers.program_stream("h264", footage.encode("h264"))
    datagrams(frames, containers.rtp_packets(containers.in_pieces(packs), 96))


@shown("h265")
def program_stream_rtp_tcp(frames):
    packs = containers.program_stream("h265", footage.encode("h265"))
    packets = containers.rtp_packets(containers.in_pieces(packs), 96)
    frames.connection([len(p).to_bytes(2, "big") + p for p in packets])


@shown("mjpeg")
def jpeg_rtp(frames):
    datagrams(frames, containers.rtp_packets(containers.jpeg_payloads(mjpeg()), 26))


@shown("mjpeg")
def jpeg_posts(frames):
    pieces = []
    for picture in containers.jpegs(mjpeg()):
        pieces += [containers.post(picture, "image/jpeg"), containers.OK]
    frames.connection(pieces, ports=(41000, 80))


@shown("mjpeg", 1)
def jpeg_form(frames):
    picture = containers.jpegs(mjpeg())[0]
    body = (b"--xyz\r\nContent-Disposition: form-data; name=f; filename=a.jpg\r\n"
            b"Content-Type: image/jpeg\r\n\r\n" + picture + b"\r\n--xyz--\r\n")
    frames.connection([containers.post(body, "multipart/form-data; boundary=xyz"), containers.OK],
                      ports=(41000, 80))


@shown("mjpeg")
def jpeg_stream_served(frames):
    head = (b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n")
    parts = [b"--b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(p) + p + b"\r\n"
             for p in containers.jpegs(mjpeg())]
    frames.connection([("back", b"GET /mjpg HTTP/1.0\r\n\r\n"), head, *parts], ports=(80, 50123))


@shown("mjpeg", 1)
def jpeg_stored_by_ftp(frames):
    frames.connection([containers.jpegs(mjpeg())[0]], ports=(41000, 30021))


@shown("h264")
def flv_post(frames):
    frames.connection([containers.post(footage.encode("h264", form="flv"), "video/x-flv", chunk=3000)],
                      ports=(41000, 80))


@shown("h264")
def flv_bare(frames):
    frames.connection([footage.encode("h264", form="flv")])


@shown("h264")
def mp4_put(frames):
    frames.connection([containers.post(footage.encode("h264", form="mp4"), "video/mp4")],
                      ports=(41000, 8080))


@shown("h265")
def mp4_bare(frames):
    frames.connection([footage.encode("h265", form="mp4")])


@shown("h264")
def transport_stream_post(frames):
    frames.connection([containers.post(footage.encode("h264", form="mpegts"), "video/mp2t", chunk=777)],
                      ports=(41000, 80))


@shown("h265")
def start_codes_bare(frames):
    frames.connection([footage.encode("h265")])


@shown("h264")
def dhav_bare(frames):
    frames.connection(list(containers.dhav("h264", footage.encode("h264"))))


@shown("h265")
def dvrip_media(frames):
    frames.connection([containers.dvrip(f) for f in containers.dhav("h265", footage.encode("h265"))],
                      ports=(37777, 50001))


@shown("h265")
def fc_frames_bare(frames):
    frames.connection(list(containers.fc_frames("h265", footage.encode("h265"))))


@shown("h264")
def netip_media(frames):
    claim = containers.netip(1414, b'{ "Name" : "OPMonitor", "Ret" : 100 }\n')
    stream = b"".join(containers.fc_frames("h264", footage.encode("h264")))
    frames.connection([claim] + [containers.netip(1412, stream[at:at + 8000])
                                 for at in range(0, len(stream), 8000)], ports=(34567, 50002))


@shown("h264")
def program_stream_with_head(frames):
    packs = containers.program_stream("h264", footage.encode("h264"))
    frames.connection([b"IMKH\1\1\0\0" + bytes(32)] + [p for _, p in packs])


@shown("h264")
def p2p_data(frames):
    datagrams(frames, containers.drw(b"".join(containers.av_frames("h264", footage.encode("h264")))),
              ports=(20000, 32100))


@shown("h265")
def p2p_data_bare(frames):
    datagrams(frames, containers.drw(footage.encode("h265"), channel=2), ports=(20000, 41234))


@shown("h264")
def p2p_scrambled(frames):
    datagrams(frames, containers.iotc("h264", footage.encode("h264"), False), ports=(20000, 10001))


@shown("h265")
def p2p_partly_scrambled(frames):
    datagrams(frames, containers.iotc("h265", footage.encode("h265"), True), ports=(20000, 41234))


@innocent
def sealed_sound(frames):
    for time, payload in containers.sealed_call(20, 0, 5):
        frames.datagram(time, payload)


@innocent
def p2p_talk(frames):
    noise = random.Random(9).randbytes(100000)
    datagrams(frames, containers.drw(noise), ports=(20000, 32100))


@innocent
def firmware_download(frames):
    noise = random.Random(8).randbytes(600000)
    frames.connection([b"GET /fw.bin HTTP/1.1\r\nHost: up.example\r\n\r\n",
                       ("back", b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
                        b"Content-Length: 600000\r\n\r\n" + noise)], ports=(41000, 80))


@innocent
def logo_fetched(frames):
    picture = containers.jpegs(mjpeg())[0]
    frames.connection([b"GET /logo.jpg HTTP/1.1\r\nHost: up.example\r\n\r\n",
                       ("back", b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: "
                        b"%d\r\n\r\n" % len(picture) + picture)], ports=(41000, 80))


@innocent
def log_upload(frames):
    text = b"".join(b"2026-11-27 line %d: all is well\n" % n for n in range(20000))
    frames.connection([containers.post(text, "application/octet-stream"), containers.OK],
                      ports=(41000, 80))


@innocent
def sealed_upload(frames):
    noise = random.Random(7)
    frames.connection([b"\x16\x03\x01\x02\x00\x01" + noise.randbytes(511)] +
                      [b"\x17\x03\x03\x40\x00" + noise.randbytes(16384) for _ in range(60)],
                      ports=(41000, 443))


def audit(camtrail, source, frames, folder):
    """(contacts' footage, files written)"""
    capture = frames.write(folder / "out.pcap")
    done = subprocess.run([camtrail, "audit", str(capture), "--json", "-", "--quiet", "--extract",
                           str(folder / "extract")], capture_output=True, timeout=120,
                          env=dict(os.environ, CAMTRAIL_KNOWLEDGE=str(Path(source) / "knowledge")))
    if done.returncode == 2:
        raise RuntimeError(done.stderr.decode())
    report = json.loads(done.stdout)
    found = [c["footage"] for d in report["devices"] for c in d.get("contacts", [])]
    return found, sorted((folder / "extract").iterdir())


def check_shown(name, camtrail, source):
    codec, pictures, make = SHOWN[name]
    with tempfile.TemporaryDirectory() as folder:
        frames = footage.Frames()
        make(frames)
        found, files = audit(camtrail, source, frames, Path(folder))
        told = [(s["codec"], s["width"], s["height"], s["pictures"]) for f in found
                if f["answer"] == "shown" for s in f["seen"]]
        if told != [(NAMES[codec], 352, 288, pictures)]:
            return f"said {told} of {[f['answer'] for f in found]}"
        if len(files) != 1:
            return f"wrote {[f.name for f in files]}"
        probed = footage.probe(files[0])
        want = (PROBED[codec], 352, 288, pictures)
        return "" if probed == want else f"ffprobe finds {probed}, not {want}"


def check_innocent(name, camtrail, source):
    with tempfile.TemporaryDirectory() as folder:
        frames = footage.Frames()
        INNOCENT[name](frames)
        found, files = audit(camtrail, source, frames, Path(folder))
        if not found:
            return "no contact told"
        said = [f["answer"] for f in found if f["answer"] == "shown" or f["seen"]]
        return f"said {said}, wrote {len(files)} files" if said or files else ""


def check_sealed(camtrail, source):
    """Of encrypted video the pictures are counted; it is not shown, and nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        frames = footage.Frames()
        for time, payload in containers.sealed_call(20, 15, 4):
            frames.datagram(time, payload)
        found, files = audit(camtrail, source, frames, Path(folder))
        seen = [(s["codec"], s["bytes"]) for f in found for s in f["seen"]]
        pictures = sum(s["pictures"] for f in found for s in f["seen"])
        answers = [f["answer"] for f in found]
        if seen != [("encrypted", 0)] or not 290 <= pictures <= 300 or "shown" in answers or files:
            return f"said {answers}, {seen} with {pictures} pictures, wrote {len(files)} files"
        return ""


def main():
    camtrail, source, only = sys.argv[1], sys.argv[2], sys.argv[3:]
    bad = 0
    for cases, check in ((SHOWN, check_shown), (INNOCENT, check_innocent)):
        for name in cases:
            if only and name not in only:
                continue
            wrong = check(name, camtrail, source)
            print(f"{name}: {wrong or 'ok'}")
            bad += bool(wrong)
    if not only or "sealed_video" in only:
        wrong = check_sealed(camtrail, source)
        print(f"sealed_video: {wrong or 'ok'}")
        bad += bool(wrong)
    sys.exit(1 if bad else 0)


main()
