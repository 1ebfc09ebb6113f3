# SPDX-License-Identifier: Apache-2.0
"""Captures of golden cases for protocols that no other generator speaks: searches in their other
carriers, names, descriptions, certificates, ways through a router. No real device is in them.

  plain.py CASE... | --all    writes tests/golden/CASE/input.pcap and origin.md"""
import json
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "site"))
import wire  # noqa: E402
from standard import CAMERA, CAMERA_IP, SERVER, SERVER_IP, SWITCH, Talk  # noqa: E402
from talk import client_hello, encode_name  # noqa: E402

DEVICE, TOOL, ROUTER = (CAMERA, CAMERA_IP), (SERVER, SERVER_IP), (SWITCH, "203.0.113.9")
OWN6 = "2001:db8:20::7"

# Self-signed, P-256, C=ZZ, O=Example Cameras, CN=camera.example; its key was thrown away.
CERTIFICATE = bytes.fromhex(
    "308201dd30820184a00302010202021234300a06082a8648ce3d0403023040310b3009060355040613025a5a31183016"
    "060355040a0c0f4578616d706c652043616d657261733117301506035504030c0e63616d6572612e6578616d706c6530"
    "1e170d3236313132363233343734315a170d3336313132333233343734315a3040310b3009060355040613025a5a3118"
    "3016060355040a0c0f4578616d706c652043616d657261733117301506035504030c0e63616d6572612e6578616d706c"
    "653059301306072a8648ce3d020106082a8648ce3d030107034200041c21f62baec5c6978f70be05530424d5c99cb389"
    "4fbffdad2ff4043fb6a2ef1c6d6e7c3412d957288be1ff5154ccb0dde3dd80b5735a44d0ad0e23f4f39e7708a36e306c"
    "301d0603551d0e041604144755a97e9e619eba0438328b35ae6d127552ac52301f0603551d230418301680144755a97e"
    "9e619eba0438328b35ae6d127552ac52300f0603551d130101ff040530030101ff30190603551d1104123010820e6361"
    "6d6572612e6578616d706c65300a06082a8648ce3d04030203470030440220101689b675cb4709fcc74635a2921533ad"
    "a434bddc12922c46ea92815aa7497502204b3c670c3c54646d0bfa13472fa1f4a66288217d52330a4edc84fc60b00572"
    "f5")


def ethernet_sadp(talk):
    """A tool asks by Ethernet frames, a device answers so."""
    head = b"\x21%c\1%c" + struct.pack("!I", 1) + b"\6\4%c\0\0\0"
    mask = bytes([255, 255, 255, 0])

    def data(text):
        return text.encode().ljust(48, b"\0")

    talk.frame(wire.ethernet(SERVER, wire.BROADCAST, 0x8033, head % (2, 0x42, 3) + SERVER
                             + bytes([10, 20, 0, 9]) + wire.BROADCAST + bytes(4) + mask))
    talk.frame(wire.ethernet(CAMERA, wire.BROADCAST, 0x8033, head % (1, 0xF6, 4) + CAMERA
                             + bytes([10, 20, 0, 7]) + wire.BROADCAST + bytes(4) + mask
                             + data("IPC-120200101AAWR000000007") + struct.pack("!4I", 7, 8000, 1, 0)
                             + data("V5.5.0build 170725") + data("V7.3 build 170714")
                             + data("2026-03-01 08:00:00")))


def dhip_call(talk):
    """A program logs in to a device and asks its type, each call in a frame over TCP 5000."""
    def frame(document):
        body = json.dumps(document).encode() + b"\n\0"
        return b"\x20\0\0\0DHIP" + bytes(8) + struct.pack("<4I", len(body), 0, len(body), 0) + body

    talk.tcp(TOOL, DEVICE, 41000, 5000, [
        (True, frame({"method": "global.login", "params": {"userName": "viewer"}, "id": 1})),
        (False, frame({"id": 1, "params": {"realm": "Login to 0000000PAG00007", "random": "12345"},
                       "result": False})),
        (True, frame({"method": "magicBox.getDeviceType", "id": 2})),
        (False, frame({"id": 2, "params": {"type": "IPC-1"}, "result": True}))])


def upnp_camera(talk):
    """A camera announces itself, a program reads its description and its front page."""
    group = (wire.group_mac("239.255.255.250"), "239.255.255.250")
    talk.udp(TOOL, group, 42000, 1900, b"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"
             b'MAN: "ssdp:discover"\r\nMX: 1\r\nST: upnp:rootdevice\r\n\r\n')
    talk.udp(DEVICE, group, 42001, 1900, (
        f"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nLOCATION: http://{CAMERA_IP}/d.xml\r\n"
        "SERVER: Linux/3.0 UPnP/1.0 Example/1.0\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\n"
        "USN: uuid:00000000-0000-4000-8000-020000000007::upnp:rootdevice\r\n\r\n").encode())
    description = (
        b'<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceType>'
        b"urn:schemas-upnp-org:device:Basic:1</deviceType><friendlyName>Yard</friendlyName>"
        b"<manufacturer>Example</manufacturer><modelName>IPC-1</modelName><serialNumber>S7"
        b"</serialNumber><UDN>uuid:00000000-0000-4000-8000-020000000007</UDN></device></root>")
    page = b'<html><head><title>Network Camera</title></head><body>Please log in</body></html>'
    for n, (path, kind, body) in enumerate((("/d.xml", "text/xml", description), ("/", "text/html", page))):
        talk.tcp(TOOL, DEVICE, 43000 + n, 80, [
            (True, f"GET {path} HTTP/1.1\r\nHost: {CAMERA_IP}\r\n\r\n".encode()),
            (False, f"HTTP/1.1 200 OK\r\nServer: example\r\nContent-Type: {kind}\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode() + body)])


def tls_certificate(talk):
    """TLS 1.2 up to the certificate, which then still goes in the clear."""
    hello = b"\3\3" + b"\x11" * 32 + b"\0\xc0\x2b\0"
    entry = len(CERTIFICATE).to_bytes(3, "big") + CERTIFICATE
    body = len(entry).to_bytes(3, "big") + entry
    shake = (b"\2" + len(hello).to_bytes(3, "big") + hello + b"\x0b" + len(body).to_bytes(3, "big") + body
             + b"\x0e\0\0\0")
    talk.tcp(TOOL, DEVICE, 44000, 443, [
        (True, client_hello("camera.example")),
        (False, b"\x16\3\3" + struct.pack("!H", len(shake)) + shake)])


def message(flags, question, answer=b"", ident=7):
    return struct.pack("!6H", ident, flags, 1, bool(answer), 0, 0) + question + answer


def names(talk):
    """A name asked for on the segment and answered, and one asked of a resolver over TCP."""
    group = (wire.group_mac("224.0.0.252"), "224.0.0.252")
    yard = encode_name("camera-yard") + struct.pack("!HH", 1, 1)
    record = encode_name("camera-yard") + struct.pack("!HHIH", 1, 1, 30, 4) + bytes([10, 20, 0, 7])
    talk.udp(TOOL, group, 45000, 5355, message(0, yard))
    talk.udp(DEVICE, TOOL, 5355, 45000, message(0x8000, yard, record))
    far = encode_name("device.vendor.example") + struct.pack("!HH", 1, 1)
    found = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 300, 4) + bytes([198, 51, 100, 7])
    talk.tcp(DEVICE, TOOL, 45001, 53, [(c, struct.pack("!H", len(m)) + m) for c, m in (
        (True, message(0x0100, far)), (False, message(0x8180, far, found)))])


def stun(talk):
    """A device learns its public address, over UDP and over TCP."""
    head = bytes.fromhex("2112a442") + bytes(range(1, 13))
    software = bytes.fromhex("80220005") + b"app 1\0\0\0"
    asked = b"\0\1" + struct.pack("!H", len(software)) + head + software
    told = bytes.fromhex("0101000c") + head + bytes.fromhex("0020000800011234e721c045")
    talk.udp(DEVICE, ROUTER, 46000, 3478, asked)
    talk.udp(ROUTER, DEVICE, 3478, 46000, told)
    talk.tcp(DEVICE, ROUTER, 46001, 3478, [(True, asked), (False, told)])


def sip_tcp(talk):
    """A device registers with a platform over TCP."""
    talk.tcp(DEVICE, TOOL, 47000, 5060, [
        (True, b"REGISTER sip:34020000002000000001@3402000000 SIP/2.0\r\n"
               b"Via: SIP/2.0/TCP 10.20.0.7:47000;branch=z9hG4bK1\r\n"
               b"From: <sip:34020000001320000007@3402000000>;tag=1\r\n"
               b"To: <sip:34020000001320000007@3402000000>\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n"
               b"User-Agent: IP Camera\r\nContent-Length: 0\r\n\r\n"),
        (False, b"SIP/2.0 401 Unauthorized\r\nFrom: <sip:34020000001320000007@3402000000>;tag=1\r\n"
                b"To: <sip:34020000001320000007@3402000000>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n"
                b"Server: platform\r\nContent-Length: 0\r\n\r\n")])


def ipv6_neighbour(talk):
    """A device claims an address of IPv6 and pings a server by it."""
    def icmp6(src, dst, body, mac, ttl):
        total = wire.checksum(wire.pseudo(src, dst, 58, len(body)) + body)
        body = body[:2] + struct.pack("!H", total) + body[4:]
        talk.frame(wire.ethernet(CAMERA, mac, 0x86DD, wire.ip(src, dst, 58, body, ttl)))

    target = bytes.fromhex("20010db8002000000000000000000007")
    icmp6(OWN6, "ff02::1", b"\x88\0\0\0\x20\0\0\0" + target + b"\2\1" + CAMERA, wire.group_mac("ff02::1"), 255)
    icmp6(OWN6, "2001:db8:99::1", b"\x80\0\0\0\0\7\0\1abcdefgh", SWITCH, 64)


def rtp_udp(talk):
    """A camera sends H.264 by RTP over UDP, and says so by RTCP."""
    for n in range(20):
        talk.udp(DEVICE, TOOL, 48000, 49000, struct.pack(
            "!BBHII", 0x80, 96 | (128 if n % 4 == 3 else 0), 700 + n, n // 4 * 3600, 0x5A5A0007)
            + (b"\x7c\x85" if n % 4 == 0 else b"\x7c\x05") + bytes(range(200)))
    talk.udp(DEVICE, TOOL, 48001, 49001, struct.pack("!BBHIQIII", 0x80, 200, 6, 0x5A5A0007, 7 << 32, 18000, 20, 4040)
             + struct.pack("!BBHIBB", 0x81, 202, 4, 0x5A5A0007, 1, 6) + b"camera" + bytes(4))


CASES = {"rtp-over-udp": rtp_udp, "ethernet-sadp": ethernet_sadp, "dhip-call": dhip_call, "upnp-camera": upnp_camera,
         "tls-certificate": tls_certificate, "names-llmnr-and-tcp": names, "stun-udp-and-tcp": stun,
         "sip-over-tcp": sip_tcp, "ipv6-neighbour": ipv6_neighbour}


def main():
    for name in CASES if sys.argv[1:] == ["--all"] else sys.argv[1:]:
        talk = Talk()
        CASES[name](talk)
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        talk.capture.write(folder / "input.pcap")
        (folder / "origin.md").write_text(
            f"{CASES[name].__doc__}\n\nGenerated by `python3 tests/golden/plain.py {name}`. No real "
            "device is in it.\n")


main()
