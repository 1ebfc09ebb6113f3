# SPDX-License-Identifier: Apache-2.0
"""Generated sites, whose truth is known, and real captures, whose devices are known."""
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import json  # noqa: E402

import cases  # noqa: E402
import habits  # noqa: E402
import private  # noqa: E402
import stage  # noqa: E402
import talk  # noqa: E402

SITES = Path(__file__).parents[1] / "site"
NAMES = {"hikvision": "Hikvision", "dahua": "Dahua", "xiongmai": "Xiongmai", "uniview": "Uniview",
         "axis": "Axis", "hanwha": "Hanwha", **{m: h["name"] for m, h in habits.HABITS.items()}}


def audited(c, name):
    site = c.generate(SITES / f"{name}.site", name)
    report, status = c.audit(site / "site.pcap", "--declared", site / "cameras.csv", "--site",
                             site / "site.conf")
    truth = json.loads((site / "truth.json").read_text())
    return report, {d["id"]: d for d in report["devices"]}, truth, status


def check_identity(devices, truth):
    wrong = []
    for true in truth:
        seen = devices.get(true["mac"])
        if seen is None:
            wrong.append((true["mac"], true["group"], "not seen"))
        elif true["maker"] and not (seen["maker"]["name"] or "").startswith(NAMES[true["maker"]]):
            wrong.append((true["mac"], true["group"], seen["maker"]))
        elif true["kind"] == "camera" and true["maker"] and seen["kind"] != "camera":
            wrong.append((true["mac"], true["group"], seen["kind"]))
        elif true["kind"] == "other" and seen["kind"] in ("camera", "recorder"):
            wrong.append((true["mac"], true["group"], seen["kind"]))
    assert not wrong, f"{len(wrong)} wrong, such as {wrong[:5]}"


RUNGS = ["attempted", "contacted", "sent", "footage"]


def check_contacts(devices, truth, lossy=False):
    """Every planted server, as planted. Where the capture lost packets a rung may be lower than
    the truth in one case of a hundred, but never higher, and no server may be missing."""
    missing, lower = [], 0
    for true in truth:
        had = {(x["address"], x["port"], x["transport"]): x for x in devices[true["mac"]]["contacts"]}
        for want in true["contacts"]:
            x = had.get((want["address"], want["port"], want["transport"]))
            if x and lossy and RUNGS.index(x["exposure"]) < RUNGS.index(want["exposure"]):
                lower += 1
                continue
            if x is None or x["exposure"] != want["exposure"] or \
                    x["hard_coded"] != want["hard_coded"] or (want["name"] or None) != (x["name"] or None):
                missing.append((true["mac"], want, x))
            elif x["footage"]["answer"] in ("shown", "likely") and x["footage"]["answer"] != want.get("footage"):
                missing.append((true["mac"], want, x["footage"]))
            elif want.get("footage") and not lossy and x["footage"]["answer"] != want["footage"]:
                missing.append((true["mac"], want, x["footage"]))
    assert not missing, f"{len(missing)} planted servers not found as planted, such as {missing[:3]}"
    assert lower * 100 <= sum(len(t["contacts"]) for t in truth), lower


def check_honest(report, truth):
    honest = {t["mac"] for t in truth if t["honest"]}
    accused = [f for f in report["findings"]
               if f["answer"] == "contradicted" and f["device"] in honest
               and f["question"] != "server reached"]
    assert not accused, f"{len(accused)} findings against honest cameras, such as {accused[:2]}"


def check_sold_as_other(report, truth, groups):
    contradicted = {f["device"] for f in report["findings"]
                    if f["question"] == "maker" and f["answer"] == "contradicted"}
    missed = [t["mac"] for t in truth if t["group"] in groups and t["mac"] not in contradicted]
    assert not missed, f"{len(missed)} of the cameras sold as others' pass, such as {missed[:5]}"


def test_demo_site(c):
    report, devices, truth, status = audited(c, "demo")
    assert status == 1
    check_identity(devices, truth)
    check_contacts(devices, truth)
    check_honest(report, truth)


def test_names_stand_in_the_country_of_their_firm(c):
    """The sample report must be one that a reader believes."""
    report, *_ = audited(c, "demo")
    if not report["camtrail"]["places_date"]:
        raise cases.Skip("no database of countries here")
    wrong = {(x["name"], x["address"], x["country"]) for d in report["devices"] for x in d["contacts"]
             if x["name"] and x["country"] != talk.COUNTRIES[".".join(x["address"].split(".")[:2])]}
    assert not wrong, wrong


def test_site_of_1300_cameras(c):
    report, devices, truth, status = audited(c, "big")
    assert status == 1
    assert sum(t["kind"] == "camera" for t in truth) == 1300
    assert sum(t["relabelled"] for t in truth) == 300
    assert sum(t["kind"] == "other" for t in truth) == 200
    assert len({t["maker"] for t in truth} - {None}) == 25
    operators = {x["operator"]["name"] for d in devices.values() for x in d["contacts"] if x["operator"]}
    assert len(operators) >= 12, operators
    check_identity(devices, truth)
    check_contacts(devices, truth, lossy=True)
    check_honest(report, truth)
    check_sold_as_other(report, truth, {"sold-as-domestic-1", "sold-as-domestic-2", "sold-as-domestic-3"})


def test_likeness_finds_one_implementation_under_every_label(c):
    """From one camera sold under another firm's label to all of its kind: other label, other MAC
    prefix, other supplier; nothing else comes near."""
    site = c.generate(SITES / "big.site", "big")
    truth = json.loads((site / "truth.json").read_text())
    one = next(t for t in truth if t["group"] == "sold-as-domestic-1")
    report, _ = c.audit(site / "site.pcap", "--like", one["mac"])
    same = {t["mac"] for t in truth if t["maker"] == one["maker"]} - {one["mac"]}
    likes = {d["device"]: d["likeness"] for d in report["like"]["devices"]}
    missed = [mac for mac in same if likes.get(mac, 0) < 0.8]
    wrong = [mac for mac, likeness in likes.items() if mac not in same and likeness >= 0.8]
    assert not missed and not wrong, (missed[:5], wrong[:5])
    assert len({x["label"] for x in report["like"]["labels"]}) >= 2, report["like"]["labels"]


def test_each_maker_s_own_protocols_speak_for_it(c):
    """Without what every recorder asks of a camera. Uniview's is a national standard, of many makers."""
    for maker, speak in private.SPEAK.items():
        s = stage.Stage()
        viewer, device = s.host("00:03:22:00:00:05", "10.20.1.5"), s.host("02:11:22:00:00:21", "10.20.1.21")
        speak(device, dict(stage.CAMERA), viewer)
        _, devices = s.audit(c)
        seen = devices["02:11:22:00:00:21"]
        assert seen["evidence"], f"{maker}: nothing is told of it"
        named = [m for m in (seen["maker"], *seen["maker"]["alternatives"]) if m["id"]]
        best = max(named, key=lambda m: m["probability"])
        assert best["id"] == maker or (maker == "uniview" and not seen["maker"]["id"]), (maker, seen["maker"])


def test_isolated_site(c):
    report, devices, truth, status = audited(c, "isolated")
    assert status == 1
    check_identity(devices, truth)
    check_contacts(devices, truth)
    exposures = {x["exposure"] for d in report["devices"] for x in d["contacts"]}
    assert exposures == {"attempted"}, exposures


REAL = {
    "iot-sentinel-D-LinkCam-A-1.pcap": {"b0:c5:54:25:5b:0e": ("camera", "D-Link")},
    "iot-sentinel-EdimaxCam1-Setup-A-1-STA.pcap": {"74:da:38:80:7a:08": ("camera", "Edimax")},
    "iot-sentinel-HueBridge-A-1.pcap": {},
    "iot-sentinel-TP-LinkPlugHS110-1.pcap": {},
    "iot-sentinel-D-LinkHomeHub-1.pcap": {},
}


def test_real_devices(c):
    shared = os.environ.get("CAMTRAIL_SHARED")
    if not shared:
        raise cases.Skip("no real captures beside this checkout")
    wrong = []
    for name, cameras in REAL.items():
        report, _ = c.audit(Path(shared, "captures", name))
        for d in report["devices"]:
            kind, maker = cameras.get(d["id"], (None, None))
            if kind and (d["kind"] != kind or not (d["maker"]["name"] or "").startswith(maker)):
                wrong.append((name, d["id"], d["kind"], d["maker"]))
            if not kind and d["kind"] in ("camera", "recorder"):
                wrong.append((name, d["id"], d["kind"], d["maker"]))
        missing = set(cameras) - {d["id"] for d in report["devices"]}
        wrong += [(name, m, "not seen") for m in missing]
    assert not wrong, wrong


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
