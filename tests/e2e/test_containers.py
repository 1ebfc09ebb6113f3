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
    sys.exit(1 if bad else 0)


main()
