#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real replies to discovery, each as the datagram that a device sends: what it says of maker, model,
firmware, serial number and MAC address must reach the report. And real captures of local protocols
whose devices are no cameras. Both stand beside the checkout, where CAMTRAIL_SHARED names."""
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import cases  # noqa: E402
import wire  # noqa: E402

DEVICE, TOOL = ("02:00:00:00:00:07", "10.0.0.7"), ("02:00:00:00:00:01", "10.0.0.1")

# File: ports from and to, maker, and what the reply holds. Model, firmware and serial number must stand
# in the report, the MAC address among the observations: the report names a device by the address
# that it sends from. The name of the model in Axis.bin stands in a service's name only.
#
# The verdict names the maker. Of those in SHARED it can't: their layouts are spoken by several makers'
# cameras, and what would tell them apart was blanked by the collector (see PUBLISHED): the number begins
# with no prefix that was given out, the firmware is 1.0. They stay the likeliest of a lead.
REPLIES = {
    "Axis.bin": (5353, 5353, "axis", {"mac": "001122334455"}),
    "Dahua1.bin": (5050, 40000, "dahua", {
        "mac": "00:11:22:33:44:55", "model": "Virtual", "serial": "123456789"}),
    "Dahua2.bin": (37810, 40000, "dahua", {
        "mac": "00:11:22:33:44:55", "model": "Virtual (JSON)", "serial": "123456789",
        "firmware": "1.0000"}),
    "Foscam.bin": (10000, 40000, "foscam", {"serial": "0123456789", "firmware": "1.0.0.0"}),
    "Hanwha.bin": (7701, 7711, "hanwha", {"mac": "00:11:22:33:44:55", "model": "Virtual"}),
    "Hikvision.bin": (37020, 37020, "hikvision", {
        "mac": "00-11-22-33-44-55", "model": "Virtual", "serial": "Virtual-123456789",
        "firmware": "V1.0build 200101"}),
    "SSDP.bin": (1900, 1900, None, {}),
    "Vstarcam.bin": (8600, 40000, "vstarcam", {
        "mac": "11:22:33:44:55:66", "serial": "123456789", "firmware": "1.0"}),
    "Wsdiscovery.bin": (3702, 40000, None, {}),
}


SHARED = ("Foscam.bin", "Vstarcam.bin")

# The same replies with fields filled again as published replies have them, and with those of others that
# speak the layout. offset: bytes.
PUBLISHED = {"firmware 11.37.2.49 of an FI8910W": ("Foscam.bin", {0x4D: bytes([11, 37, 2, 49])}, "foscam"),
             "firmware 4.37.2.43, sold by EasyN": ("Foscam.bin", {0x4D: bytes([4, 37, 2, 43])}, None),
             "number VSTA": ("Vstarcam.bin", {0x5C: b"VSTA123456ABCDE\0"}, "vstarcam"),
             "firmware 48.53.64.67 of a C7824WIP": ("Vstarcam.bin", {0xCC: b"48.53.64.67\0"}, "vstarcam"),
             "its maker's name server": ("Vstarcam.bin", {0x144: b"user2.gocam.so\0", 0x1C4: bytes(64)}, "vstarcam"),
             "number and name server": ("Vstarcam.bin", {0x5C: b"VSTA123456ABCDE\0", 0x144: b"user2.gocam.so\0",
                                                         0x1C4: bytes(64)}, "vstarcam"),
             "number OBJ, firmware 1.2": ("Vstarcam.bin", {0x5C: b"OBJ-123456-ABCDE\0", 0xCC: b"1.2\0"}, None)}


def shared():
    folder = os.environ.get("CAMTRAIL_SHARED")
    if not folder or not Path(folder).is_dir():
        raise cases.Skip("CAMTRAIL_SHARED is not set")
    return Path(folder)


def capture_of(c, payload, sport, dport, name):
    capture = c.scratch / f"{name}.pcap"
    to = "224.0.0.251" if dport == 5353 else "239.255.255.250" if sport == dport else TOOL[1]
    mac = wire.mac(TOOL[0]) if to == TOOL[1] else wire.group_mac(to)
    packet = wire.ip(DEVICE[1], to, 17, wire.udp(DEVICE[1], to, sport, dport, payload))
    data = wire.ethernet(wire.mac(DEVICE[0]), mac, 0x0800, packet)
    pcap = wire.Capture()
    pcap.add(1700000000, data)
    pcap.write(capture)
    return capture


def first_maker(device):
    """The likeliest maker by name, though the verdict may stay with unknown."""
    named = [device["maker"], *device["maker"]["alternatives"]]
    return max((m for m in named if m["id"]), key=lambda m: m["probability"])["id"]


def test_replies(c):
    folder = shared() / "fixtures/discovery"
    unread = sorted(p.name for p in folder.glob("*.bin") if p.name not in REPLIES)
    assert not unread, f"replies without a row: {unread}"
    for name, (sport, dport, maker, holds) in REPLIES.items():
        capture = capture_of(c, (folder / name).read_bytes(), sport, dport, name)
        seen = [line.split("  ", 3) for line in c.run("observe", capture).out.splitlines()
                if line.count("  ") >= 3]
        macs = [value for _, mac, kind, value in seen
                if mac == DEVICE[0] and kind.endswith(".mac")]
        report, _ = c.audit(capture)
        device = next(d for d in report["devices"] if d["mac"] == DEVICE[0])
        for what, value in holds.items():
            got = macs if what == "mac" else [device[what]]
            assert value in got, f"{name}: {what} is {got}, not {value}"
        if maker:
            assert first_maker(device) == maker, f"{name}: {device['maker']}"
            named = None if name in SHARED else maker
            assert device["maker"]["id"] == named, f"{name}: {device['maker']}"
        assert not [h for h in device["hostnames"] if h.startswith("_")], device["hostnames"]


def test_replies_that_only_a_shared_layout_names(c):
    folder = shared() / "fixtures/discovery"
    for n, (what, (name, fields, maker)) in enumerate(PUBLISHED.items()):
        reply = bytearray((folder / name).read_bytes())
        for at, value in fields.items():
            reply.extend(bytes(max(0, at + len(value) - len(reply))))
            reply[at:at + len(value)] = value
        sport, dport, likeliest, _ = REPLIES[name]
        report, _ = c.audit(capture_of(c, bytes(reply), sport, dport, f"published-{n}"))
        device = next(d for d in report["devices"] if d["mac"] == DEVICE[0])
        assert device["maker"]["id"] == maker, f"{what}: {device['maker']}"
        assert first_maker(device) == likeliest, f"{what}: {device['maker']}"


def test_local_protocols_make_no_cameras(c):
    for name, kind, least in (("tuya_lp", "frame55aa.device", 13), ("tplink_shp", "json9999.message", 8)):
        capture = shared() / "captures" / f"{name}.pcap"
        seen = {line.split("  ", 3)[1] for line in c.run("observe", capture).out.splitlines()
                if f"  {kind}  " in line}
        assert len(seen) >= least, f"{name}: {len(seen)} devices said {kind}"
        report, _ = c.audit(capture)
        wrong = [d["mac"] for d in report["devices"] if d["kind"] in ("camera", "recorder")]
        assert not wrong, f"{name}: called cameras: {wrong}"
        # who only asks is nobody's device for it
        asked = [d["mac"] for d in report["devices"] if name == "tplink_shp" and d["maker"]["id"]]
        assert not asked, f"{name}: a maker from questions: {asked}"


def test_search_broadcast_of_a_camera(c):
    capture = shared() / "captures/iot-sentinel-EdimaxCam1-Setup-A-1-STA.pcap"
    report, _ = c.audit(capture)
    device = next(d for d in report["devices"] if d["mac"] == "74:da:38:80:7a:08")
    assert (device["kind"], device["maker"]["id"]) == ("camera", "edimax"), device
    assert "param51140.code  1300" in c.run("observe", capture).out


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
