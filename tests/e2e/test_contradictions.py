# SPDX-License-Identifier: Apache-2.0
"""Where public sources contradict each other about layouts, ports, values and names: what holds is
read, what is disputed decides nothing. docs/traps.md says which row is tested where."""
import csv
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import cases  # noqa: E402
import private  # noqa: E402
import stage  # noqa: E402
from private import mac_text, padded  # noqa: E402
from stage import Stage, answers, wire  # noqa: E402

TOOL, DEVICE, SECOND = "02:11:22:00:00:01", "02:11:22:00:00:21", "02:11:22:00:00:22"
HANBIT = [f"{DEVICE},Hanbit,Hanbit"]


def two(s):
    return s.host(TOOL, "10.20.1.5"), s.host(DEVICE, "10.20.1.21")


def told(c, s, mac=DEVICE):
    """What the device is observed to say: kind -> values in order."""
    found = {}
    for line in c.run("observe", s.write(c)).out.splitlines():
        parts = line.split("  ", 3)
        if len(parts) == 4 and parts[1] == mac:
            found.setdefault(parts[2], []).append(parts[3])
    return found


def likeliest(device):
    named = [m for m in [device["maker"], *device["maker"]["alternatives"]] if m["id"]]
    return max(named, key=lambda m: m["probability"])["id"] if named else None


# the search on UDP 10669 and 10670

def values(*pairs, end=b"\xff\xff\0\0"):
    return b"".join(struct.pack("!HH", tag, len(v)) + v for tag, v in pairs) + end


MODEL_AND_NAME = ((0x20, bytes([10, 20, 1, 21])), (0xA7, b"WV-S1136\0"), (0xA8, b"Gate 3\0"), (0xA9, b"1.20"))


def search10670(operation, body, device=None, gap=15):
    mac = wire.mac(device) if device else bytes(6)
    return (struct.pack("!HHH", 1, len(body), operation) + mac + wire.mac(TOOL) + bytes([10, 20, 1, 5, 0, 1])
            + bytes.fromhex("20111e11231f1e1913") + bytes(gap) + body)


def exchange10670(asked, answered, ask=0x0D, answer=0x0E, body=values(*MODEL_AND_NAME), gap=15):
    """asked, answered: source and destination port of either message."""
    s = Stage()
    tool, device = two(s)
    tool.multicast("255.255.255.255", asked[1], search10670(ask, values()), asked[0])
    device.multicast("255.255.255.255", answered[1], search10670(answer, body, DEVICE, gap), answered[0])
    return s


def test_7_1_two_ports_in_both_directions(c):
    for asked, answered in (((10669, 10670), (10670, 10669)), ((10670, 10669), (10669, 10670)),
                            ((10669, 10670), (10669, 10669))):
        s = exchange10670(asked, answered)
        assert told(c, s)["disc10670.message"] == ["search answered"], (asked, answered)
        assert told(c, s, TOOL)["disc10670.message"] == ["search asked"], (asked, answered)
        _, devices = s.audit(c)
        assert likeliest(devices[DEVICE]) in ("panasonic", "ipro"), devices[DEVICE]["maker"]
        assert devices[TOOL]["maker"]["id"] is None, "who asks is no camera"


def test_7_2_message_codes_that_only_a_table_names(c):
    s = exchange10670((10669, 10670), (10670, 10669), 0x11, 0x12)
    assert "disc10670.message" not in told(c, s) and "disc10670.message" not in told(c, s, TOOL)
    _, devices = s.audit(c)
    assert devices[DEVICE]["maker"]["id"] is None and not devices[DEVICE]["evidence"], devices[DEVICE]


def test_7_3_which_name_is_the_model(c):
    for first, second in ((b"WV-S1136\0", b"Gate 3\0"), (b"Gate 3\0", b"WV-S1136\0")):
        s = exchange10670((10669, 10670), (10670, 10669), body=values((0xA7, first), (0xA8, second)))
        said = told(c, s)
        assert said["disc10670.model"] == ["WV-S1136"] and said["disc10670.name"] == ["Gate 3"], said
    late = told(c, exchange10670((10669, 10670), (10670, 10669), gap=20))
    assert "disc10670.model" not in late and "disc10670.firmware" not in late, "values begin at 48, not 53"


def test_7_4_a_checksum_that_nobody_can_compute(c):
    said = [told(c, exchange10670((10669, 10670), (10670, 10669), body=values(*MODEL_AND_NAME, end=end)))
            for end in (b"\xff\xff\0\0", b"\xff\xff\x12\x34", b"\xff\xff\xff\xff")]
    assert said[0] == said[1] == said[2] and said[0]["disc10670.firmware"] == ["1.20"], said


# other layouts

def mhed(version, command, device=DEVICE):
    head = b"MHED" + struct.pack("<II", version, command) + padded("Yard", 20) + wire.mac(device)
    head += struct.pack("<H", 9008) + bytes([10, 20, 1, 21, 255, 255, 0, 0, 10, 20, 0, 1])
    head += struct.pack("<IIHHI", 1, 20240101, 80, 554, 2) + bytes(72)
    return (head + padded("TD-9444", 24) + padded("ABC", 24) + bytes(8) + padded("TD-9444", 16)
            + padded("LABEL", 16)).ljust(240, b"\0")


def test_7_5_version_and_command_are_two_fields(c):
    """One source calls the low byte of the version an operation: 7 there is none."""
    for version, command, wanted in ((0x10007, 2, "search answered"), (0x10007, 1, "search asked"),
                                     (0x10009, 2, "search answered")):
        s = Stage()
        _, device = two(s)
        device.multicast("234.55.55.56", 23456, mhed(version, command))
        said = told(c, s)
        assert said["mhed.message"] == [wanted], (version, command, said)
        assert ("mhed.mac" in said) == (command == 2)


def test_7_9_lengths_of_two_bytes_after_a_type_of_one(c):
    s = Stage()
    tool, device = two(s)
    pairs = ((1, wire.mac(DEVICE)), (0x0B, b"Yard"), (0x03, b"UVC." + b"v" * 300), (0x15, b"UVC G4 Pro"))
    body = b"".join(struct.pack("!BH", kind, len(v)) + v for kind, v in pairs)
    device.udp(tool.mac, tool.ip, 10001, 40000, struct.pack("!BBH", 2, 6, len(body)) + body)
    said = told(c, s)
    assert said["disc10001.model"] == ["UVC G4 Pro"], "behind a value longer than 255 bytes"
    assert said["disc10001.mac"] == [DEVICE]


def answer5050(fixed_len):
    fixed = (struct.pack("<4H", 3, 2, 1, 0) + padded("DVR", 16) + bytes([10, 20, 1, 21, 255, 255, 0, 0, 10, 20, 0, 1])
             + bytes(26) + struct.pack("<3H", 80, 443, 37777)).ljust(fixed_len, b"\0")
    names, lines = DEVICE.encode() + b"DVR-7", b"Name:Yard\r\nSerialNo:S7\r\n\r\n"
    return (b"\xb3\0" + bytes([len(names), 0, fixed_len]) + bytes(11) + b"\2\0\0\0" + struct.pack("<H", len(lines))
            + bytes(10) + fixed + names + lines)


def test_7_10_a_length_that_looks_like_a_type(c):
    for fixed_len in (0x58, 0x60, 0x78):
        s = Stage()
        tool, device = two(s)
        device.udp(tool.mac, tool.ip, 5050, 40000, answer5050(fixed_len))
        said = told(c, s)
        assert (said["dvr5050.model"], said["dvr5050.serial"]) == (["DVR-7"], ["S7"]), (fixed_len, said)


def test_7_11_two_forms_of_one_question(c):
    for last in (0, 1):
        s = Stage()
        tool, _ = two(s)
        tool.multicast("255.255.255.255", 5050, bytes([0xA3, 1, 0, last]) + bytes(12) + b"\2" + bytes(15))
        assert told(c, s, TOOL)["dvr5050.message"] == ["search asked"], last
        _, devices = s.audit(c)
        assert devices[TOOL]["maker"]["id"] is None and devices[TOOL]["kind"] not in ("camera", "recorder")


# who is meant

def test_7_23_a_brand_whose_lines_are_of_two_makers(c):
    """RVi sells recorders with Dahua's firmware, and cameras with stream addresses of their own."""
    s = Stage()
    viewer = s.host(TOOL, "10.20.1.5")
    s.camera("dahua", SECOND, "10.20.1.22", viewer, brand="RVi")
    camera = s.host(DEVICE, "10.20.1.21")
    stage.makers.rtsp(camera, viewer, "/RVi/1/1", "RVi", stage.makers.media(camera))
    stage.makers.onvif_information(camera, viewer, "RVi", "RVi-1NCT2020", "1.0", "S1", "1")
    report, devices = s.audit(c, *stage.declared(c, [f"{m},RVi,RVi" for m in (DEVICE, SECOND)]))
    assert devices[SECOND]["maker"]["id"] == "dahua", devices[SECOND]["maker"]
    assert devices[DEVICE]["kind"] == "camera" and devices[DEVICE]["maker"]["id"] is None, devices[DEVICE]["maker"]
    assert not {"contradicted", "unexplained"} & set(answers(report, DEVICE, "maker"))
    rows = [r for r in csv.DictReader(line for line in (c.source / "knowledge/brands.csv").open()
                                      if line[0] != "#") if r["brand"] == "RVi"]
    assert rows and all(r["line"] for r in rows), "the brand alone says no maker"


def hds(lines, port):
    s = Stage()
    tool, device = two(s)
    device.udp(tool.mac, tool.ip, port, 40000, (
        "HDS/1.0 200 OK\r\nCSeq:1\r\nClient-ID:abc\r\n\r\n" + "".join(f"{x}\r\n" for x in lines)).encode())
    return s


def test_7_27_one_search_of_two_makers(c):
    mac = f"MAC={DEVICE}"
    wanted = {"juan": hds(["Device-Model=N6004", "Esee-ID=1234567", mac], 8002),
              "hichip": hds(["Device-Model=C9F0", "Device-ID=ABBD012345", mac], 12222)}
    for maker, s in wanted.items():
        _, devices = s.audit(c)
        assert devices[DEVICE]["maker"]["id"] == maker, (maker, devices[DEVICE]["maker"])
    report, devices = hds(["Device-Model=X1", mac], 8002).audit(c, *stage.declared(c, HANBIT))
    named = {m["id"]: m["probability"] for m in devices[DEVICE]["maker"]["alternatives"]}
    assert devices[DEVICE]["maker"]["id"] is None and {"juan", "hichip"} <= set(named), devices[DEVICE]["maker"]
    assert abs(named["juan"] - named["hichip"]) < 1e-9, "the search alone tells neither from the other"
    assert not {"contradicted", "unexplained"} & set(answers(report, DEVICE, "maker"))


def test_7_32_a_code_whose_numbering_nobody_published(c):
    """It is kept as it stands, names no label, and nobody but the firmware's author."""
    for code in ("1", "7", "1034"):
        s = Stage()
        _, device = two(s)
        device.multicast("239.255.255.250", 37020, (
            '<?xml version="1.0" encoding="UTF-8"?><ProbeMatch><Uuid>1-2</Uuid><Types>inquiry</Types>'
            f"<DeviceDescription>IPC</DeviceDescription><MAC>{mac_text(device, '-')}</MAC>"
            f"<DetailOEMCode>{code}</DetailOEMCode></ProbeMatch>").encode())
        assert f"DetailOEMCode={code}" in told(c, s)["sadp.field"]
        _, devices = s.audit(c)
        assert not devices[DEVICE]["brand"], devices[DEVICE]["brand"]
        assert likeliest(devices[DEVICE]) in (None, "hikvision"), devices[DEVICE]["maker"]


SINGLE = {"disc7701-answers": "hanwha", "disc1757-answers": "bosch", "arecont-mdns": "arecont",
          "discover3600-answers": "360vision", "nice2007-answers": "nicevision"}


def test_7_33_layouts_from_one_source_say_so(c):
    for signature, maker in SINGLE.items():
        shown = " ".join(c.run("knowledge", "show", signature).out.split())
        assert maker in shown and "one source" in shown, (signature, shown)


def test_7_35_one_name_for_two_protocols(c):
    """What tools call DVRIP is one protocol on 37777 and another on 34567."""
    for maker, port, name in (("dahua", 37777, "dvrip"), ("xiongmai", 34567, "netip")):
        s = Stage()
        viewer, device = two(s)
        private.SPEAK[maker](device, dict(stage.CAMERA), viewer)
        lines = [line.split("  ", 3) for line in c.run("observe", s.write(c)).out.splitlines()]
        assert name in [x[3] for x in lines if len(x) == 4 and x[2] == "protocol"], (maker, port)
        other = "netip" if name == "dvrip" else "dvrip"
        assert not [x for x in lines if len(x) == 4 and x[2].startswith(other + ".")], (maker, port)
        _, devices = s.audit(c)
        assert likeliest(devices[DEVICE]) == maker, devices[DEVICE]["maker"]


def test_7_39_an_identity_without_an_address(c):
    """A Honeywell camera's ONVIF identity that holds no MAC address: no rule, the label stays a label."""
    s = Stage()
    viewer, device = two(s)
    stage.makers.discover(device, viewer, stage.makers.probe_match(
        device, "SOAP-ENV", ["onvif://www.onvif.org/type/video_encoder", "onvif://www.onvif.org/name/Honeywell",
                             "onvif://www.onvif.org/hardware/HC30WB5R1"],
        "urn:uuid:4d454930-0000-1000-8000-0123456789ab", f"http://{device.ip}/onvif/device_service"))
    report, devices = s.audit(c, *stage.declared(c, HANBIT))
    assert devices[DEVICE]["maker"]["id"] is None, devices[DEVICE]["maker"]
    assert not {"contradicted", "unexplained"} & set(answers(report, DEVICE, "maker"))


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
