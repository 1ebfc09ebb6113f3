# SPDX-License-Identifier: Apache-2.0
"""What vet found in an image, joined to a site by `audit --firmware`: servers stand on the ladder of the
devices whose image it is, and move nothing that was not seen."""
import csv
import io
import json
import sys
import tarfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cases  # noqa: E402
from stage import Stage, written  # noqa: E402

VIEWER, CAMERA, OTHER = "02:11:22:00:00:01", "02:11:22:00:00:21", "02:11:22:00:00:22"
SILENT, CALLED, ASKED = "203.0.114.7", "relay.camera-cloud.net", "update.camera-cloud.net"
SCRIPT = f"""#!/bin/sh
nc {SILENT} 8800 < /tmp/state
wget http://{ASKED}/new.bin
connect --relay {CALLED}
ntpdate time.camera-cloud.net
"""


def image(c):
    """An image with a script in it, and vet's JSON on it."""
    path = c.scratch / "delivered.tar"
    report = c.scratch / "vet.json"
    if not report.exists():
        with tarfile.open(path, "w") as tar:
            entry = tarfile.TarInfo("etc/init.d/S99")
            entry.size, entry.mode = len(SCRIPT), 0o755
            tar.addfile(entry, io.BytesIO(SCRIPT.encode()))
        done = c.run("vet", path, "--json", report, "-q")
        assert done.returncode in (0, 1), done.err
    return report


def of_model(c, model, **more):
    """The same, of an image that says a model."""
    document = json.loads(image(c).read_text())
    document["images"][0].update(model=model, **more)
    return written(c, "vet.json", json.dumps(document))


def site():
    """A camera that calls one of the servers by name and asks for another; a camera that is silent."""
    s = Stage()
    viewer = s.host(VIEWER, "10.20.1.5")
    camera = s.camera("dahua", CAMERA, "10.20.1.21", viewer)
    s.camera("dahua", OTHER, "10.20.1.22", viewer)
    camera.dns(ASKED, s.site.resolve(ASKED))
    camera.dns(CALLED, s.site.resolve(CALLED))
    camera.outside_tcp(s.site.resolve(CALLED), 443, [(True, b"x" * 400), (False, b"y" * 40)])
    return s


def audited(c, *more):
    report, status = c.audit(SITES.setdefault(id(c), site().write(c)), *more)
    return {d["id"]: d for d in report["devices"]}, report, status


SITES = {}


def rungs(device):
    return {s["name"] or s["address"]: s["exposure"] for s in device["firmware_images"]["servers"]}


def test_servers_stand_on_the_rung_that_was_seen(c):
    devices, report, _ = audited(c, "--firmware", image(c), "--firmware-of", CAMERA)
    camera = devices[CAMERA]
    assert camera["firmware_images"]["why"] == "the command line names it"
    want = {SILENT: "configured", ASKED: "asked", CALLED: "sent", "time.camera-cloud.net": "configured"}
    assert rungs(camera) == want, rungs(camera)
    called = [x for x in camera["contacts"] if x["name"] == CALLED]
    assert [x["from_firmware"] for x in called] == [True] and called[0]["exposure"] == "sent"
    assert all(x["exposure"] != "configured" for x in camera["contacts"])
    assert devices[OTHER]["firmware_images"] is None
    found = [f for f in report["findings"] if f["question"] == "server carried"]
    assert [f["device"] for f in found] == [CAMERA] and found[0]["answer"] == "unexplained"
    assert "1 was reached for, 1 only asked for by name, 2 not at all" in found[0]["statement"], found[0]
    reached = [f for f in report["findings"] if f["question"] == "server reached" and f["device"] == CAMERA]
    assert "carried by its firmware" in reached[0]["statement"], reached


def test_what_is_only_carried_moves_no_exit_status(c):
    s = Stage()
    s.host(VIEWER, "10.20.1.5").announce()
    capture = s.write(c)
    before = c.run("audit", capture, "-q")
    after = c.run("audit", capture, "-q", "--firmware", image(c), "--firmware-of", VIEWER)
    assert (before.returncode, after.returncode) == (0, 0), after.err


def test_found_by_model_by_declaration_by_maker(c):
    says = audited(c)[0][CAMERA]["model"]
    assert says, "the staged camera says no model"
    devices, _, _ = audited(c, "--firmware", of_model(c, says.lower().replace("-", " ")))
    assert devices[CAMERA]["firmware_images"]["why"] == "it says the image's model"
    assert devices[OTHER]["firmware_images"]["why"] == "it says the image's model"
    declared = written(c, "cameras.csv", f"mac,model\n{OTHER},SN-9000\n")
    devices, _, _ = audited(c, "--firmware", of_model(c, "SN-9000"), "--declared", declared)
    assert devices[CAMERA]["firmware_images"] is None
    assert devices[OTHER]["firmware_images"]["why"] == "it is declared as that model"
    maker = {"id": "dahua", "name": "Dahua", "country": "CN", "probability": 1.0}
    devices, _, _ = audited(c, "--firmware", of_model(c, None, maker=maker))
    assert devices[CAMERA]["firmware_images"]["why"] == "it is of the image's maker"
    assert devices[VIEWER]["firmware_images"] is None


def test_an_image_of_nobody_is_said(c):
    done = c.run("audit", SITES[id(c)], "-q", "--firmware", of_model(c, "NEVER-SEEN"))
    assert "is of no device that was seen" in done.err, done.err


def test_every_form_tells(c):
    capture, folder = SITES[id(c)], c.scratch / "csv"
    done = c.run("audit", capture, "--firmware", image(c), "--firmware-of", "10.20.1.21", "--csv", folder,
                 "--html", c.scratch / "page.html", "--jsonl", c.scratch / "lines", "--width", "160")
    assert "Servers known from firmware" in done.out and SILENT in done.out, done.out
    assert "carried by the firmware" in done.out and "need not be called" in done.out
    rows = list(csv.DictReader((folder / "contacts.csv").open(encoding="utf-8")))
    mine = {r["name"] or r["address"]: r for r in rows if r["device"] == CAMERA}
    assert mine[f"{SILENT}"]["exposure"] == "configured" and "S99" in mine[SILENT]["firmware"]
    assert mine[CALLED]["firmware"] == "carried" and mine[CALLED]["exposure"] == "sent"
    assert mine[SILENT]["bytes_out"] == "", "nothing was counted"
    page = (c.scratch / "page.html").read_text()
    assert 'id="firmware"' in page and SILENT in page
    lines = [json.loads(line) for line in (c.scratch / "lines").read_text().splitlines()]
    silent = [x for x in lines if x["event_type"] == "camtrail_configured"]
    assert {x["camtrail"]["exposure"] for x in silent} == {"configured", "asked"}, silent
    assert SILENT in {x.get("dest_ip") for x in silent}
    explained = c.run("explain", capture, CAMERA, "--firmware", image(c), "--firmware-of", CAMERA)
    assert "Servers known from firmware" in explained.out and f"configured: {SILENT}" in explained.out, explained.out


def test_bad_input_is_refused(c):
    capture = SITES[id(c)]
    for document, why in (("{}", "is not what camtrail vet --json writes"), ("nonsense", "is no JSON document"),
                          ('{"camtrail":{"document":"vet","format":9},"images":[]}', "another format")):
        done = c.run("audit", capture, "-q", "--firmware", written(c, "bad.json", document))
        assert done.returncode == 2 and why in done.err, done.err
    done = c.run("audit", capture, "-q", "--firmware", image(c), "--firmware-of", "10.9.9.9")
    assert done.returncode == 2 and "no such device" in done.err, done.err
    done = c.run("audit", capture, "-q", "--firmware-of", CAMERA)
    assert done.returncode == 2 and "needs --firmware" in done.err, done.err


cases.main({n: t for n, t in globals().items()}, sys.argv[1], sys.argv[2])
