# SPDX-License-Identifier: Apache-2.0
"""One camera's conversations, plain and in everything that a network or a capture wraps packets in:
the audit says the same each time."""
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cases  # noqa: E402
import stage  # noqa: E402
from stage import Stage, wire  # noqa: E402

CAMERA, VIEWER = "4c:11:bf:00:00:23", "00:03:22:00:00:05"
OUTER = wire.mac("02:00:00:00:0a:01"), wire.mac("02:00:00:00:0a:02")
IPV4, IPV6, ARP = 0x0800, 0x86DD, 0x0806
LOOPBACK_NULL, RAW, COOKED, LOOPBACK, COOKED_2 = 0, 101, 113, 108, 276


def conversation():
    s = Stage()
    viewer = s.host(VIEWER, "10.20.1.5")
    camera = s.camera("dahua", CAMERA, "10.20.1.23", viewer)
    camera.tls(camera.dns("www.easy4ipcloud.com"), "www.easy4ipcloud.com")
    camera.outside_tcp("47.91.4.4", 9443, [(True, b"\xf1\0\0\x10" * 20), (False, b"\xf1\x01" * 9)])
    camera.tcp(s.site.gateway_mac, "47.91.4.5", 8800, [], answered=False)
    return s


def conversation_6():
    s = Stage()
    viewer = s.host(VIEWER, "2001:db8:20::5", False)
    camera = s.host(CAMERA, "2001:db8:20::23", False)
    stage.makers.rtsp(camera, viewer, "/cam/realmonitor?channel=1&subtype=0", "Login to 1000PAG23757ABC",
                      stage.makers.media(camera, "a=packetization-supported:DH\r\n", "Media Server"))
    stage.makers.onvif_information(camera, viewer, "Hanbit", "HB-1", "2.8", "S1", "1")
    camera.tls("2a01:4f8::9", "www.easy4ipcloud.com")
    for n, (time, order, frame) in enumerate(s.capture.frames):
        s.capture.frames[n] = time, order, frame[:12] + b"\x86\xdd" + frame[14:]
    return s


def packet_of(frame):
    """The IP packet of an Ethernet frame without its padding, or None."""
    kind, body = struct.unpack_from("!H", frame, 12)[0], frame[14:]
    if kind == IPV4:
        return body[:struct.unpack_from("!H", body, 2)[0]]
    if kind == IPV6:
        return body[:40 + struct.unpack_from("!H", body, 4)[0]]
    return None


def outer_ip(proto, payload):
    return wire.ethernet(OUTER[1], OUTER[0], IPV4, wire.ip("192.0.2.1", "192.0.2.2", proto, payload))


def tagged(*tags):
    def wrap(frame):
        inside = b"".join(struct.pack("!HH", kind, vlan) for kind, vlan in tags)
        return [frame[:12] + inside + frame[12:]]
    return wrap


def of_packet(make):
    """Wraps what is IP; the rest of the segment does not pass such a link."""
    def wrap(frame):
        packet = packet_of(frame)
        return [] if packet is None else [make(frame, packet)]
    return wrap


def pppoe(frame, packet):
    proto = 0x0021 if packet[0] >> 4 == 4 else 0x0057
    return frame[:12] + struct.pack("!HBBHHH", 0x8864, 0x11, 0, 5, len(packet) + 2, proto) + packet


def mpls(frame, packet):
    return frame[:12] + b"\x88\x47" + bytes.fromhex("0001013f") + packet


def mpls_pseudowire(frame):
    return [wire.ethernet(OUTER[1], OUTER[0], 0x8847, bytes.fromhex("0001003f0001013f") + b"\0" * 4 + frame)]


def gre(frame, packet):
    return outer_ip(47, struct.pack("!HH", 0, IPV4 if packet[0] >> 4 == 4 else IPV6) + packet)


def gre_bridged(frame):
    return [outer_ip(47, struct.pack("!HHI", 0x2000, 0x6558, 99) + frame)]


def erspan_2(frame):
    return [outer_ip(47, struct.pack("!HHI", 0x1000, 0x88BE, 7) + bytes.fromhex("1014000100000000") + frame)]


def erspan_3(frame):
    return [outer_ip(47, struct.pack("!HHI", 0x1000, 0x22EB, 7) + bytes.fromhex("201400010000000000000000")
                     + frame)]


def vxlan(frame):
    return [outer_ip(17, wire.udp("192.0.2.1", "192.0.2.2", 51000, 4789, bytes.fromhex("0800000000002a00")
                                  + frame))]


def fragments_4(frame):
    packet = packet_of(frame)
    if packet is None:
        return [frame]
    fragments_4.ident += 1
    src, dst = ".".join(map(str, packet[12:16])), ".".join(map(str, packet[16:20]))
    return [wire.ethernet(frame[6:12], frame[:6], IPV4, part)
            for part in wire.ip_fragments(src, dst, packet[9], packet[20:], fragments_4.ident & 0xFFFF,
                                          64, packet[8])]


fragments_4.ident = 0


def fragments_6(frame):
    packet = packet_of(frame)
    fragments_6.ident += 1
    body, out = packet[40:], []
    for at in range(0, len(body), 64):
        part = body[at:at + 64]
        more = at + 64 < len(body)
        head = struct.pack("!BBHI", packet[6], 0, at | more, fragments_6.ident)
        out.append(wire.ethernet(frame[6:12], frame[:6], IPV6, packet[:4] + struct.pack(
            "!HBB", len(part) + 8, 44, packet[7]) + packet[8:40] + head + part))
    return out


fragments_6.ident = 0


def cooked(frame):
    return [struct.pack("!HHH", 0, 1, 6) + frame[6:12] + b"\0\0" + frame[12:]]


def cooked_2(frame):
    return [frame[12:14] + struct.pack("!HIHBB", 0, 2, 1, 0, 6) + frame[6:12] + b"\0\0" + frame[14:]]


def family(order):
    def make(frame, packet):
        return struct.pack(order + "I", 2 if packet[0] >> 4 == 4 else 30) + packet
    return make


def audited(c, s, name, wrap, link=1):
    capture = wire.Capture()
    for time, _, frame in sorted(s.capture.frames):
        for n, wrapped in enumerate(wrap(frame)):
            capture.add(time + n * 1e-6, wrapped)
    path = c.scratch / f"{name}.pcap"
    capture.write(path, link=link)
    report, _ = c.audit(path, *stage.declared(c, [f"{ip},Hanbit,Hanbit" for ip in (
        "10.20.1.23", "2001:db8:20::23")], "address,brand,maker"), *stage.site_conf(
            c, "networks = 10.20.0.0/16, 2001:db8:20::/48"))
    assert not report["completeness"]["incomplete"], report["completeness"]
    return report


COUNTED = "name", "address", "port", "transport", "protocol", "exposure", "hard_coded", "flows"
SIZES = "packets_out", "packets_in", "payload_out", "payload_in"


def said(report, with_mac, with_sizes=True):
    """What the report says of devices and contacts, with addresses for names of devices."""
    name = {d["id"]: d["addresses"][0] for d in report["devices"] if d["addresses"]}
    fields = COUNTED + (SIZES if with_sizes else ())
    devices = sorted((name.get(d["id"]), d["mac"] if with_mac else None, d["kind"], d["maker"]["id"], d["model"],
                      d["serial"], d["firmware"], sorted(str([x[f] for f in fields]) for x in d["contacts"]),
                      len(d["inbound"])) for d in report["devices"]
                     if d["addresses"] and d["addresses"][0] != "10.20.0.1")
    findings = sorted((f["question"], f["answer"], name.get(f["device"]) or "") for f in report["findings"])
    asked = sorted(n["name"] for n in report["names_asked"])
    return {"devices": devices, "findings": findings, "asked": asked}


def same(c, s, name, wrap, link=1, with_mac=True, with_sizes=True):
    want = said(audited(c, s, "plain-" + name, lambda frame: [frame]), with_mac, with_sizes)
    got = said(audited(c, s, name, wrap, link), with_mac, with_sizes)
    assert any(d[2] == "camera" and d[3] == "dahua" and d[7] for d in want["devices"]), want["devices"]
    assert any(f[1] == "contradicted" for f in want["findings"])
    for part, value in want.items():
        assert got[part] == value, f"{part}:\n{value}\n{got[part]}"


def test_vlan_tag(c):
    same(c, conversation(), "vlan", tagged((0x8100, 20)))


def test_two_vlan_tags(c):
    same(c, conversation(), "qinq", tagged((0x88A8, 100), (0x8100, 20)))
    same(c, conversation(), "old-qinq", tagged((0x9100, 100), (0x8100, 20)))


def test_pppoe(c):
    same(c, conversation(), "pppoe", of_packet(pppoe))


def test_mpls(c):
    same(c, conversation(), "mpls", of_packet(mpls))
    same(c, conversation(), "pseudowire", mpls_pseudowire)


def test_gre(c):
    same(c, conversation(), "gre", of_packet(gre), with_mac=False)
    same(c, conversation(), "gre-bridged", gre_bridged)


def test_erspan(c):
    same(c, conversation(), "erspan-2", erspan_2)
    same(c, conversation(), "erspan-3", erspan_3)


def test_vxlan(c):
    same(c, conversation(), "vxlan", vxlan)


def test_ipv4_fragments(c):
    same(c, conversation(), "fragments-4", fragments_4)


def test_ipv6_fragments(c):
    same(c, conversation_6(), "fragments-6", fragments_6)


def test_ipv6_in_all_of_them(c):
    s = conversation_6()
    same(c, s, "vlan-6", tagged((0x8100, 20)))
    same(c, s, "vxlan-6", vxlan)
    same(c, s, "pppoe-6", of_packet(pppoe))
    same(c, s, "gre-6", of_packet(gre), with_mac=False)
    same(c, s, "raw-6", of_packet(lambda frame, packet: packet), RAW, with_mac=False)
    same(c, s, "null-6", of_packet(family("<")), LOOPBACK_NULL, with_mac=False)


def test_linux_cooked(c):
    same(c, conversation(), "cooked", cooked, COOKED)
    same(c, conversation(), "cooked-2", cooked_2, COOKED_2)


def test_raw_ip(c):
    same(c, conversation(), "raw", of_packet(lambda frame, packet: packet), RAW, with_mac=False)


def test_bsd_loopback(c):
    for name, order, link in (("null-le", "<", LOOPBACK_NULL), ("null-be", ">", LOOPBACK_NULL),
                              ("loop", ">", LOOPBACK)):
        same(c, conversation(), name, of_packet(family(order)), link, with_mac=False)


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
