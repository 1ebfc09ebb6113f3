# SPDX-License-Identifier: Apache-2.0
"""Packets as bytes: Ethernet, VLAN, ARP, IPv4/IPv6, UDP, TCP, ICMP, and a pcap file of them."""
import ipaddress
import struct

BROADCAST = b"\xff" * 6


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def mac_text(raw):
    return ":".join(f"{b:02x}" for b in raw)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def group_mac(address):
    raw = ipaddress.ip_address(address).packed
    if len(raw) == 16:
        return b"\x33\x33" + raw[12:]
    return b"\x01\x00\x5e" + bytes([raw[1] & 0x7F]) + raw[2:]


def ethernet(src, dst, ethertype, payload, vlan=0):
    tag = struct.pack("!HH", 0x8100, vlan) if vlan else b""
    frame = dst + src + tag + struct.pack("!H", ethertype) + payload
    return frame.ljust(60, b"\0")


def arp(op, sha, spa, tha, tpa):
    return (struct.pack("!HHBBH", 1, 0x0800, 6, 4, op) + sha + ipaddress.ip_address(spa).packed
            + tha + ipaddress.ip_address(tpa).packed)


def ip(src, dst, proto, payload, ttl=64, ident=0):
    src, dst = ipaddress.ip_address(src), ipaddress.ip_address(dst)
    if src.version == 6:
        return (struct.pack("!IHBB", 6 << 28, len(payload), proto, ttl) + src.packed + dst.packed
                + payload)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), ident, 0x4000, ttl, proto, 0,
                       src.packed, dst.packed)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def ip_fragments(src, dst, proto, payload, ident, size=1480, ttl=64):
    """IPv4 fragments of at most size payload bytes (a multiple of 8)."""
    out = []
    for at in range(0, len(payload), size):
        part = payload[at:at + size]
        more = 0x2000 if at + size < len(payload) else 0
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(part), ident, more | at // 8, ttl,
                           proto, 0, ipaddress.ip_address(src).packed,
                           ipaddress.ip_address(dst).packed)
        out.append(head[:10] + struct.pack("!H", checksum(head)) + head[12:] + part)
    return out


def pseudo(src, dst, proto, length):
    src, dst = ipaddress.ip_address(src), ipaddress.ip_address(dst)
    if src.version == 6:
        return src.packed + dst.packed + struct.pack("!IHBB", length, 0, 0, proto)
    return src.packed + dst.packed + struct.pack("!BBH", 0, proto, length)


def udp(src, dst, sport, dport, payload):
    head = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0)
    total = checksum(pseudo(src, dst, 17, 8 + len(payload)) + head + payload) or 0xFFFF
    return head[:6] + struct.pack("!H", total) + payload


SYN, FIN, RST, PSH, ACK = 2, 1, 4, 8, 16


def tcp(src, dst, sport, dport, seq, ack, flags, payload=b"", options=b""):
    offset = (20 + len(options)) // 4
    head = struct.pack("!HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF,
                       offset << 4, flags, 8192, 0, 0) + options
    total = checksum(pseudo(src, dst, 6, len(head) + len(payload)) + head + payload)
    return head[:16] + struct.pack("!H", total) + head[18:] + payload


def icmp_echo(ident, seq, reply=False):
    body = struct.pack("!BBHHH", 0 if reply else 8, 0, 0, ident, seq) + b"abcdefghijklmnopqrstuvwx"
    return body[:2] + struct.pack("!H", checksum(body)) + body[4:]


class Capture:
    """Frames with their times, sorted and written at the end."""

    def __init__(self):
        self.frames = []

    def add(self, time, frame):
        self.frames.append((time, len(self.frames), frame))

    def write(self, path, snap=262144, link=1):
        self.frames.sort()
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, snap, link))
            for time, _, frame in self.frames:
                kept = frame[:snap]
                out.write(struct.pack("<IIII", int(time), int(time % 1 * 1e6), len(kept),
                                      len(frame)) + kept)
