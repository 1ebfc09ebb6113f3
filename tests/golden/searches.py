# SPDX-License-Identifier: Apache-2.0
"""Writes tests/golden/search-*/{input.pcap,origin.md}: for each local protocol of devices one
question and one answer, made here after the layouts that the dissectors cite. No real device.

  searches.py GOLDEN_DIR"""
import json
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "site"))
import wire  # noqa: E402
from private import headed, padded  # noqa: E402

TOOL, DEVICE = ("02:00:00:00:00:01", "10.0.0.1"), ("02:00:00:00:00:07", "10.0.0.7")
MAC, ADDRESS, GATEWAY = bytes.fromhex("020000000007"), bytes([10, 0, 0, 7]), bytes([10, 0, 0, 1])
MASK = bytes([255, 255, 255, 0])


def netip(message, body=b""):
    return struct.pack("<BBHIIBBHI", 0xFF, message & 1, 0, 0, 0, 0, 0, message, len(body)) + body


def mhed():
    head = b"MHED" + struct.pack("<II", 0x10008, 2) + padded("Yard", 20) + MAC
    head += struct.pack("<H", 9008) + ADDRESS + MASK + GATEWAY + struct.pack("<II", 1, 20240101)
    head += struct.pack("<HHI", 80, 554, 2) + bytes(72)
    head += padded("S00000000007", 16) + padded("5.1.4.0", 36) + bytes(4)
    return (head + padded("TD-0000S2", 16) + padded("LABEL", 16)).ljust(240, b"\0")


def tags(*values):
    return b"".join(struct.pack("!HH", tag, len(value)) + value for tag, value in values)


def disc10670(operation, mac, body):
    return (struct.pack("!HHH", 1, 0, operation) + mac + bytes(6) + GATEWAY + bytes([0, 1])
            + bytes.fromhex("20111e11231f1e1913") + bytes(15) + body + bytes.fromhex("ffff0000"))


def typed(*values):
    body = b"".join(struct.pack("!BH", kind, len(value)) + value for kind, value in values)
    return struct.pack("!BBH", 2, 6, len(body)) + body


def autokey(document):
    out, key = bytearray(), 171
    for byte in json.dumps(document).encode():
        key ^= byte
        out.append(key)
    return bytes(out)


def frame55aa(command, body):
    return struct.pack("!IIII", 0x55AA, 0, command, len(body) + 8) + body + struct.pack(
        "!II", 0, 0xAA55)


def ndt(message, mac, body):
    return b"NDT2" + mac + bytes(6) + struct.pack("!H", message) + body


def moi(operation, body):
    return (b"MO_I" + struct.pack("<H", operation) + bytes(9) + struct.pack("<II", len(body), 0) + body)


def dvr5050():
    fixed = (struct.pack("<4H", 3, 2, 1, 0) + padded("DVR", 16) + ADDRESS + MASK + GATEWAY + bytes(26)
             + struct.pack("<3H", 80, 443, 37777)).ljust(0x58, b"\0")
    names, lines = b"02:00:00:00:00:07DVR-7", b"Name:Yard\r\nSerialNo:S0000000007\r\n\r\n"
    return (b"\xb3\0" + bytes([len(names), 0, len(fixed)]) + bytes(11) + b"\2\0\0\0"
            + struct.pack("<H", len(lines)) + bytes(10) + fixed + names + lines)


XML = '<?xml version="1.0"?><XML_SAMPLE><MESSAGE_HEADER Msg_type="SYSTEM_SEARCHIPC_MESSAGE" ' \
      'Msg_code="%d" Msg_flag="0"/><MESSAGE_BODY>%s</MESSAGE_BODY></XML_SAMPLE>'

# name: port asked, port answered to (0 = where the question came from), question, answer
CASES = {
    "disc34569": (34569, 34569, netip(1530), netip(1531, json.dumps({
        "NetWork.NetCommon": {"HostIP": "0x0700000A", "HostName": "Yard", "SN": "0123456789abcdef",
                              "MAC": "02:00:00:00:00:07", "TCPPort": 34567,
                              "Version": "V5.00.R02"}, "Ret": 100}).encode() + b"\n\0")),
    "dvr5050": (5050, 0, b"\xa3\1\0\1" + bytes(12) + b"\2" + bytes(15), dvr5050()),
    "disc7701": (7701, 7711, b"", (
        bytes.fromhex("0b6879fc58f3b4e89751a39ca998fa9b814f11") + padded("02:00:00:00:00:07", 18)
        + padded("10.0.0.7", 16) + padded("255.255.255.0", 16) + padded("10.0.0.1", 16) + bytes(24)
        + padded("MOD-6083", 10) + bytes(14) + padded("http://10.0.0.7/index.htm", 39)).ljust(262, b"\0")),
    "moi": (10000, 0, moi(0, b"\0\0\0\1"), moi(1, padded("020000000007", 13) + padded("Yard", 21)
            + ADDRESS + MASK + GATEWAY + bytes([8, 8, 8, 8, 0, 0, 0, 1, 4, 37, 2, 43, 2, 4, 10, 1, 0, 80]))),
    "dh8600": (8600, 0, b"DH\1\1", b"DH\1\10" + b"".join(
        padded(a, 16) for a in ("10.0.0.7", "255.255.255.0", "10.0.0.1", "8.8.8.8", "8.8.4.4")) + MAC
        + struct.pack("<H", 81) + padded("OBJ-000007-ABCDE", 32) + padded("IPCAM", 32) + bytes(48)
        + padded("1.2.64.7", 32) + bytes(88) + padded("user.vendor.example", 128) + bytes(64)),
    "mhed": (23456, 23456, (b"MHED" + struct.pack("<II", 0x10008, 1)).ljust(140, b"\0"), mhed()),
    "disc1757": (1757, 1758, bytes.fromhex("9939a42700000001ff0006de"),
                 b'<root xmlns="OEMExt00:device-1-0"><device><deviceType>OEMExt00:device:deviceID0'
                 b"</deviceType><friendlyName>Dome 5</friendlyName><serialNumber>12345678:12345678"
                 b"</serialNumber><physAddress>02-00-00-00-00-07</physAddress></device></root>"),
    "tlv10000": (10000, 0, bytes.fromhex("014a5d8f1c"), bytes.fromhex(
        "014a5d8f1c0206") + MAC + b"\x03\x04" + ADDRESS + b"\x09\x06AB1234"),
    "enq2380": (2380, 2380, b"\x02ENQ:allinfo\xff\x03",
                b"\x02MAC:02-00-00-00-00-07\xffMODEL:SNC-0000\xffSERIAL:123456\xffINFO:allinfo\xff"
                b"SOFTVERSION:3.0.0\xff\x03"),
    "disc10670": (10670, 10669, disc10670(0x0D, bytes(6), b""), disc10670(0x0E, MAC, tags(
        (0x20, ADDRESS), (0xA7, b"AB-S1234\0"), (0xA8, b"Yard"), (0xA9, b"1.20"),
        (0xD1, b"ABC")))),
    "discover3600": (3600, 3600, b"DISCOVER\n", b"DISCOVER TYPE=Dome KEY='020000000007'\n"),
    "nice2007": (2007, 0, bytes.fromhex("4e494345000101080000c000"),
                 b"NICE" + bytes.fromhex("000100000000") + MAC + ADDRESS + MASK + GATEWAY
                 + bytes(46) + padded("NVE1008", 16)),
    "disc10001": (10001, 0, bytes.fromhex("02080000"), typed(
        (1, MAC), (0x16, b"4.30.0"), (0x0B, b"Yard"), (0x15, b"UVC G0"))),
    "ddp62976": (62976, 62992, bytes.fromhex("fdfd0100a100ffffffffffff") + bytes(6)
                 + bytes.fromhex("02000000"),
                 bytes.fromhex("eefe0100a100") + MAC + ADDRESS + bytes.fromhex("000002001401")
                 + bytes(64) + padded("DCS-000L", 64) + bytes(140) + ADDRESS
                 + struct.pack("<H", 80)),
    "disc20002": (20002, 0, bytes.fromhex("020000010000000000000000463cb5d3"), headed({
        "result": {"device_type": "SMART.IPCAMERA", "device_model": "C000", "device_id": "0123",
                   "mac": "02-00-00-00-00-07", "firmware_version": "1.4.2 Build 250725"},
        "error_code": 0})),
    "json9999": (9999, 0, autokey({"system": {"get_sysinfo": {}}}), autokey({
        "system": {"get_sysinfo": {"err_code": 0, "model": "HS000(EU)", "sw_ver": "1.2.5",
                                   "type": "IOT.SMARTPLUGSWITCH", "mac": "02:00:00:00:00:07"}}})),
    "param51140": (51140, 51140, b"", b'<param><code value="1300" /><port value="51140" /></param>'),
    "miio": (54321, 0, bytes.fromhex("21310020") + b"\xff" * 28,
             bytes.fromhex("21310020000000000765432100001234") + bytes(16)),
    "frame55aa": (6666, 6666, b"", frame55aa(0, bytes(4) + json.dumps({
        "ip": "10.0.0.7", "gwId": "0123456789", "active": 2, "productKey": "keyabcdefgh12345",
        "version": "3.1"}).encode())),
    # sealed by AES-128-GCM with the protocol's own key, as in tests/unit/test_frame55aa.c
    "frame55aa-sealed": (7000, 7000, bytes.fromhex(
        "00006699000000000001000000250000003a3031323334353637383961627f0e"
        "835e0dc9a2e1b3e59a027287fb6b6f25ce36b3b893192a43afa976b986cc6388"
        "76171555a543bf4262251b3200009966"), bytes.fromhex(
        "000066990000000000010000001300000061303132333435363738396162042c"
        "e52c1986e9abb3bec8436085e92c2f29c336aeaada5e4d17a3aa76a64bdf090a"
        "d2a72e652f301786330d169ef4e7bac753aedf1c7dadda69eaba2f384ed76647"
        "c023ff5b8669c8a6941069767599fab5cfbe1400009966")),
    "ndt5513": (5513, 5513, ndt(1, bytes(6), padded("1.3.0.0", 16)), ndt(
        2, MAC, b"\1\1" + ADDRESS + MASK + GATEWAY + struct.pack("!II", 100, 0x120003) + bytes(70)
        + struct.pack("!HBBBB", 5510, 1, 1, 0, 0) + bytes(4) + padded("Yard", 33)
        + padded("S0000000007", 11) + padded("IPC100", 33) + b"\xf7\xf7" + padded("V7.1.0", 64))),
    "hds": (8002, 8002, b"SEARCH * HDS/1.0\r\nCSeq:1\r\nClient-ID:abc\r\nAccept-Type:text/HDP\r\n"
                        b"Content-Length:0\r\n\r\n",
            b"HDS/1.0 200 OK\r\nCSeq:1\r\nClient-ID:abc\r\n\r\nDevice-Model=C9F0\r\n"
            b"Device-ID=ABBD000000\r\nEsee-ID=0000007\r\nMAC=02:00:00:00:00:07\r\n"),
    "search3001": (3001, 3001, (XML % (1, "")).encode(), (XML % (
        3, '<DEVICE_TYPE DeviceType="IPC" DeviceModule="MC-J40H"/><IPC_SERIALNUMBER '
           'SerialNumber="SN123"/><LANConfig MacAddress="02:00:00:00:00:07"/>')).encode()),
    "nvdev": (10008, 10009, b"NVDEVSEARCH^100", b"NVDEVRESULT^300^02-00-00-00-00-07^10.0.0.7^"
              b"255.255.255.0^10.0.0.1^a^b^c^d^e^f^12345678^g^h^i"),
    "gvcp": (3956, 0, bytes.fromhex("4211000200000001"),
             bytes.fromhex("0000000300f8000100010002800000000000") + MAC
             + bytes.fromhex("0000000700000006") + bytes(12) + ADDRESS + bytes(12) + MASK
             + bytes(12) + GATEWAY + padded("Maker", 32) + padded("Area 500", 32)
             + padded("1.2.3", 32) + padded("none", 48) + padded("0000007", 16)
             + padded("Line 1", 16)),
    "disc57975": (57975, 57975, b'{"cmd":"discover"}', json.dumps({
        "cmd": "discover", "sn": "S000000000000007", "discover": {
            "hw_ver": "h1.0.0", "sw_ver": "v1.0.0", "model": "ipc", "dev_type": "ipc",
            "chnn_num": 1, "mac": "02:00:00:00:00:07", "name": "Yard", "port": 80}}).encode()),
}


def frame(who, to, sport, dport, payload):
    mac = wire.BROADCAST if to == "255.255.255.255" else wire.mac(TOOL[0])
    packet = wire.ip(who[1], to, 17, wire.udp(who[1], to, sport, dport, payload))
    return wire.ethernet(wire.mac(who[0]), mac, 0x0800, packet)


def main():
    for name, (asked, answered, question, answer) in CASES.items():
        folder = Path(sys.argv[1]) / f"search-{name}"
        folder.mkdir(exist_ok=True)
        capture = wire.Capture()
        if question:
            capture.add(1700000000, frame(TOOL, "255.255.255.255", answered or 40000, asked, question))
        to = TOOL[1] if question and not answered else "255.255.255.255"
        capture.add(1700000001, frame(DEVICE, to, asked, answered or 40000, answer))
        capture.write(folder / "input.pcap")
        (folder / "origin.md").write_text(
            f"Generated: `python3 tests/golden/searches.py tests/golden`, case {name}. No real device is in it.\n")


main()
