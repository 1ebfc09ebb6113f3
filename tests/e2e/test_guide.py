# SPDX-License-Identifier: Apache-2.0
"""docs/adding-a-maker.md followed to the letter: its blocks go where its headings say, its commands
are run, and the maker it adds is found in a capture."""
import json
import os
import random
import re
import shlex
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import cases  # noqa: E402
import makers  # noqa: E402
import talk  # noqa: E402
import wire  # noqa: E402

HEADING = re.compile(r"^## (.*)$", re.M)
NAMED = re.compile(r"`([a-z]+\.(?:csv|sig))`")
HEADER = {"makers.csv": "id,name,country,parent,lists,oui_pattern,makes_cameras,source\n",
          "clouds.csv": "suffix,operator,country,role,maker,share,source\n",
          "brands.csv": "brand,line,period,maker,source\n",
          "checks.csv": "network,operator,role,maker,source\n",
          "certificates.csv": "id,maker,model,firmware,source\n",
          "heartbeats.csv": "protocol,transport,port,bytes,period_s,name,source\n",
          "footage.csv": "class,least_bits_per_s,smallest_picture,source\n"}
CAMERA = "02:00:00:00:00:21"


def blocks(source):
    """(file that the heading names or None, code) in the order of the guide."""
    text = (source / "docs/adding-a-maker.md").read_text()
    parts = HEADING.split(text)[1:]
    for heading, body in zip(parts[::2], parts[1::2]):
        name = NAMED.search(heading)
        for code in re.findall(r"(?:^    .*\n)+", body, re.M):
            yield name and name.group(1), re.sub(r"^    ", "", code, flags=re.M)


def capture(path):
    """A camera that speaks as the guide's example does, and asks for its server."""
    capture = wire.Capture()
    site = talk.Site(capture, random.Random(1), 1772352000.0, wire.mac("00:1e:49:00:00:01"),
                     "10.0.0.1", "10.0.0.1")
    recorder = talk.Host(site, "02:00:00:00:00:20", "10.0.0.5", site.start)
    camera = talk.Host(site, CAMERA, "10.0.0.7", site.start)
    recorder.announce()
    camera.announce()
    makers.rtsp(camera, recorder, "/live", "Acme Vision 4", makers.media(camera))
    peer = camera.dns("eu1.cloud.acme.example")
    camera.outside_tcp(peer, 443, [(True, b"\x01" * 40)])
    camera.outside_tcp("192.0.2.44", 9100, [(True, b"\x01" * 40)])
    capture.write(path)


def applied(c, folder, keep):
    """The guide's blocks in a copy of the tables, or alone under headers of their own."""
    if keep:
        shutil.copytree(c.source / "knowledge", folder)
    else:
        folder.mkdir()
    files = set()
    for name, code in blocks(c.source):
        if not name:
            continue
        if not keep and name not in files and name in HEADER:
            (folder / name).write_text(HEADER[name])
        with open(folder / name, "a") as file:
            file.write(code)
        files.add(name)
    assert files == set(HEADER) | {"acme.sig"}, files


def check_found(report):
    camera = next(d for d in report["devices"] if d["id"] == CAMERA)
    assert camera["maker"]["name"] == "Acme", camera["maker"]
    assert camera["kind"] == "camera", camera["kind"]
    contacts = {x["address"]: x for x in camera["contacts"]}
    assert contacts["192.0.2.44"]["operator"]["name"] == "Acme", contacts["192.0.2.44"]


def test_the_maker_of_the_guide_is_not_known_before(c):
    capture(c.scratch / "capture.pcap")
    report, _ = c.audit("capture.pcap")
    camera = next(d for d in report["devices"] if d["id"] == CAMERA)
    assert camera["maker"]["name"] != "Acme"


def test_blocks_in_a_copy_of_the_tables_and_commands(c):
    capture(c.scratch / "capture.pcap")
    (c.scratch / "share").mkdir()
    applied(c, c.scratch / "share/knowledge", True)
    env = dict(os.environ, CAMTRAIL_SHARE=str(c.scratch / "share"))
    commands = [line for name, code in blocks(c.source) if not name for line in code.splitlines()]
    assert len(commands) >= 4, commands
    outputs = {}
    for line in commands:
        program, *words = shlex.split(line)
        assert program == "build/camtrail", line
        words = [CAMERA if w == "DEVICE" else w for w in words]
        done = c.run(*words, env=env)
        assert done.returncode in ((0, 1) if words[0] == "audit" else (0,)), (line, done.out, done.err)
        outputs[words[0]] = done.out
    assert "acme-rtsp-realm" in outputs["explain"] and "frame" in outputs["explain"]
    assert "Acme" in outputs["audit"]
    check_found(json.loads(c.run("audit", "capture.pcap", "--json", "-", env=env).out))


def test_blocks_as_tables_of_ones_own(c):
    capture(c.scratch / "capture.pcap")
    applied(c, c.scratch / "my-tables", False)
    assert "sound" in c.run("knowledge", "check", "--knowledge", "my-tables").out
    report, _ = c.audit("capture.pcap", "--knowledge", "my-tables")
    check_found(report)
    diff = c.run("knowledge", "diff", "--knowledge", "my-tables").out
    assert "added signature acme-rtsp-realm" in diff and "8 rows differ" in diff, diff[-2000:]


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
