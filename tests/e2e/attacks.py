# SPDX-License-Identifier: Apache-2.0
"""Captures made to be expensive: each function gives the frames of one attack of a size n. What they
cost must grow with n and no faster; test_adversarial.py measures it."""
import gzip
import json
import struct

CAMERA, SERVER = bytes.fromhex("3cef8c000001"), bytes.fromhex("020000000001")
HEAD = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


def address(number):
    return struct.pack("!I", number & 0xffffffff)


HERE, THERE = address(0x0a000002), address(0x0a000001)


def frame(payload, src=CAMERA, dst=SERVER, ethertype=0x0800):
    return dst + src + struct.pack("!H", ethertype) + payload


def ip(protocol, payload, src=HERE, dst=THERE, ident=0, fragment=0):
    return frame(struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), ident, fragment, 64,
                             protocol, 0, src, dst) + payload)


def udp(payload, src=HERE, dst=THERE, sport=40000, dport=53):
    return ip(17, struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload, src, dst)


def tcp(payload, seq, flags=ACK, sport=40000, dport=80, src=HERE, dst=THERE, ack=1):
    return ip(6, struct.pack("!HHIIBBHHH", sport, dport, seq & 0xffffffff, ack, 0x50, flags, 65535,
                             0, 0) + payload, src, dst)


def capture(frames):
    """A pcap file; frames a tenth of a millisecond apart."""
    out = [HEAD]
    for i, f in enumerate(frames):
        out.append(struct.pack("<IIII", 1700000000 + i // 10000, i % 10000 * 100, len(f), len(f)))
        out.append(f)
    return b"".join(out)


def stream(payload, step=1, dport=80, sport=40000):
    """A stream in segments of step bytes."""
    yield tcp(b"", 0, SYN, sport, dport)
    for at in range(0, len(payload), step):
        yield tcp(payload[at:at + step], 1 + at, ACK | PSH, sport, dport)


# ---- TCP ----

def segments_reversed(n):
    """One-byte segments, the last first."""
    yield tcp(b"", 0, SYN)
    for i in range(n, 0, -1):
        yield tcp(b"x", i)


def segments_every_second(n):
    """Holes everywhere, filled from behind."""
    yield tcp(b"", 0, SYN)
    for i in range(0, n, 2):
        yield tcp(b"x", 2 + i)
    for i in range(n - 1, 0, -2):
        yield tcp(b"x", i)


def segments_shuffled(n):
    yield tcp(b"", 0, SYN)
    for i in range(n):
        yield tcp(b"xy", 1 + (i * 7919) % n)


def overlapping_segments(n):
    yield tcp(b"", 0, SYN)
    for i in range(n):
        yield tcp(bytes(200), 3 + i * 3)


def drip(first):
    """One byte at a time of a message that does not end, a new flow when it is given up."""
    def attack(n):
        body = first + b"x" * 70000
        for flow in range(0, n, 70000):
            yield from stream(body[:min(n - flow, len(body))], 1, 80, 40000 + flow // 70000)
    return attack


drip_http = drip(b"GET / HTTP/1.1\r\nHost: ")
drip_http_uri = drip(b"GET /")
drip_http_answer = drip(b"HTTP/1.1 200 OK\r\nServer: x\r\n")
drip_html = drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 65000\r\n\r\n<html>")
drip_chunked = drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked"
                    b"\r\n\r\nfff0\r\n<html>")
drip_rtsp = drip(b"DESCRIBE rtsp://10.0.0.1/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: ")
drip_rtsp_body = drip(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n"
                      b"Content-Length: 60000\r\n\r\nv=0\r\n")
drip_tls = drip(b"\x16\x03\x01\x40\x00\x01\x00\x7f\x00\x03\x03")
drip_dns = drip(b"\xff\xff\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00")
drip_dhip = drip(b"\x20\x00\x00\x00DHIP\x00\x00\x00\x00\x00\x00\x00\x00\x00\xf0\x00\x00\x00\x00"
                 b"\x00\x00\x00\xf0\x00\x00\x00\x00\x00\x00{")
drip_mqtt = drip(b"\x10\xff\xff\x03\x00\x04MQTT\x04\x02\x00\x3c\xff\xf0")


def tiny_messages(message, first=b"", dport=80):
    """Segments as large as they get (an offloading card's), full of the smallest messages."""
    def attack(n):
        body = first + message * (n * 60 // len(message))
        yield from stream(body, 60000, dport)
    return attack


tiny_rtsp_interleaved = tiny_messages(b"$\x00\x00\x00", b"PLAY rtsp://h/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"
                                      b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n", 554)
tiny_rtsp = tiny_messages(b"RTSP/1.0 200 OK\r\n\r\n", b"", 554)
tiny_http = tiny_messages(b"GET / HTTP/1.1\r\n\r\n")
tiny_http_answers = tiny_messages(b"HTTP/1.1 200 O\r\n\r\n")
tiny_chunks = tiny_messages(b"1\r\nx\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                            b"Transfer-Encoding: chunked\r\n\r\n")
tiny_tls = tiny_messages(b"\x16\x03\x03\x00\x04\x0b\x00\x00\x00", b"\x16\x03\x01\x00\x04\x02\x00\x00\x00",
                         443)
tiny_dns = tiny_messages(b"\x00\x11\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00"
                         b"\x01", b"", 53)
tiny_mqtt = tiny_messages(b"\xc0\x00", b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00", 1883)
tiny_dhip = tiny_messages(b"\x20\x00\x00\x00DHIP" + bytes(24), b"", 37777)


# ---- flows, hosts ----

def flows_by_port(n):
    for i in range(n):
        yield tcp(b"", 0, SYN, 1024 + i % 60000, 80, HERE, address(0x08000000 + i // 60000))


def flows_by_high_bits(n):
    """Addresses that differ only where a weak hash does not look."""
    for i in range(n):
        yield udp(b"x", HERE, address(int(f"{i:032b}"[::-1], 2)), 40000, 9999)


def reopened(n):
    for i in range(n):
        yield tcp(b"", i * 77777, SYN)
        yield tcp(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", i * 77777 + 1)


def new_macs(n):
    for i in range(n):
        yield frame(bytes(40), src=b"\x3c\xef" + struct.pack("!I", i), ethertype=0x9999)


def arp_claims(n):
    """One host claims an address after the other."""
    for i in range(n):
        yield frame(struct.pack("!HHBBH", 1, 0x800, 6, 4, 2) + CAMERA + address(0x0a000000 + i) +
                    SERVER + THERE, ethertype=0x0806)


def arp_fight(n):
    """Everybody claims the same address."""
    for i in range(n):
        sender = b"\x3c\xef" + struct.pack("!I", i)
        yield frame(struct.pack("!HHBBH", 1, 0x800, 6, 4, 2) + sender + HERE + SERVER + THERE,
                    src=sender, ethertype=0x0806)


def devices(n, text):
    for i in range(n):
        sender = b"\x3c\xef" + struct.pack("!I", i)
        yield udp(text(i), address(0x0a000002 + i), b"\xef\xff\xff\xfa", 1900, 1900).replace(
            CAMERA, sender, 1)


def twins(n):
    """Devices that all say the same of themselves."""
    return devices(n, lambda i: b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNTS: ssdp:alive"
                                b"\r\nNT: upnp:rootdevice\r\nUSN: uuid:1\r\nSERVER: Linux UPnP/1.0 "
                                b"IpCamera/1.0\r\nLOCATION: http://10.0.0.2/d.xml\r\n\r\n")


def twins_apart(n):
    return devices(n, lambda i: b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNTS: ssdp:alive"
                                b"\r\nNT: upnp:rootdevice\r\nUSN: uuid:%d\r\nSERVER: Linux/%d UPnP/"
                                b"1.0 IpCamera/1.0\r\nLOCATION: http://10.0.0.2/d.xml\r\n\r\n" % (i, i))


def talk_all(n):
    """Every pair of a few hundred devices."""
    for i in range(n):
        a, b = i % 331, i * 7 % 337
        yield udp(b"x", address(0x0a000100 + a), address(0x0a000100 + b), 5000, 5001).replace(
            CAMERA, b"\x3c\xef\x00\x00" + struct.pack("!H", a), 1)


def servers(n):
    for i in range(n):
        yield tcp(b"", 0, SYN, 40000, 443, HERE, address(0x08000000 + i * 257))


def callers(n):
    """Sessions opened from outside."""
    for i in range(n):
        yield tcp(b"", 0, SYN, 40000, 80, address(0x08000000 + i * 257), HERE)


def local_star(n):
    """One device calls all others."""
    for i in range(n):
        yield tcp(b"", 0, SYN, 40000, 80, HERE, address(0x0a100000 + i))
        yield tcp(b"", 0, SYN | ACK, 80, 40000, address(0x0a100000 + i), HERE).replace(
            CAMERA, b"\x3c\xef" + struct.pack("!I", i), 1)


def local_star_served(n):
    """All others call one device."""
    for i in range(n):
        yield tcp(b"", 0, SYN, 40000, 80, address(0x0a100000 + i), HERE).replace(
            CAMERA, b"\x3c\xef" + struct.pack("!I", i), 1)


def icmp_storm(n):
    for i in range(n):
        quoted = struct.pack("!BBHHHBBH4s4sHHI", 0x45, 0, 28, 0, 0, 64, 17, 0, HERE,
                             address(0x08000000 + i), 40000, 53, 0)
        yield ip(1, struct.pack("!BBHI", 3, 1, 0, 0) + quoted, THERE, HERE)


# ---- names ----

def name(i):
    return b"\x08%08x\x04evil\x04test\x00" % i


def query(i):
    return struct.pack("!HHHHHH", i & 0xffff, 0x100, 1, 0, 0, 0) + name(i) + b"\0\1\0\1"


def many_names(n):
    """One device asks for name after name."""
    for i in range(n):
        yield udp(query(i))


def many_answers(n):
    """And gets answers that give one address to all."""
    for i in range(n):
        yield udp(query(i))
        yield udp(struct.pack("!HHHHHH", i & 0xffff, 0x8180, 1, 1, 0, 0) + name(i) + b"\0\1\0\1" +
                  b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4\x08\x08\x08\x08", THERE, HERE, 53, 40000)


def contacts_with_names(n):
    """Name, answer, contact: each server has a name of its own."""
    for i in range(n):
        there = address(0x08000000 + i)
        yield udp(query(i))
        yield udp(struct.pack("!HHHHHH", i & 0xffff, 0x8180, 1, 1, 0, 0) + name(i) + b"\0\1\0\1" +
                  b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + there, THERE, HERE, 53, 40000)
        yield tcp(b"", 0, SYN, 40000, 443, HERE, there)


def one_name_many_addresses(n):
    for i in range(n):
        there = address(0x08000000 + i)
        yield udp(query(1))
        yield udp(struct.pack("!HHHHHH", 1, 0x8180, 1, 1, 0, 0) + name(1) + b"\0\1\0\1" +
                  b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + there, THERE, HERE, 53, 40000)
        yield tcp(b"", 0, SYN, 40000, 443, HERE, there)


def dns_pointers(n):
    """Answers whose names are chains of pointers, as many as a datagram holds."""
    chain = b"\x01a\x00" + b"".join(struct.pack("!H", 0xc000 | 12 + (3 + 2 * (i - 1) if i else 0))
                                    for i in range(31))
    record = struct.pack("!HHHIH", 0xc000 | 12 + len(chain) - 2, 1, 1, 1, 4) + HERE
    # the chain stands in the first question's place, so it is data of one odd record
    body = b"\x01a\x00\0\1\0\1"
    for i in range(30):
        body += struct.pack("!HHHIH", 0xc00c if i == 0 else 0xc000 | 12 + 7 + 12 * (i - 1) + 0, 1, 1, 1,
                            0)
    tail = struct.pack("!HHHIH", 0xc000 | 12 + 7 + 12 * 29, 1, 1, 1, 4) + HERE
    count = 80
    message = struct.pack("!HHHHHH", 1, 0x8180, 1, 30 + count, 0, 0) + body + tail * count
    assert len(chain) and len(record)
    for i in range(n):
        yield udp(message, THERE, HERE, 53, 40000 + i % 1000)


def dns_loops(n):
    message = struct.pack("!HHHHHH", 1, 0x8180, 1, 90, 0, 0) + b"\xc0\x0c\0\1\0\1" + (
        b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + HERE) * 90
    for i in range(n):
        yield udp(message, THERE, HERE, 53, 40000 + i % 1000)


def mdns_names(n):
    for i in range(n):
        yield udp(struct.pack("!HHHHHH", 0, 0x8400, 0, 1, 0, 0) + name(i) +
                  b"\0\1\x80\1\0\0\0\1\0\4" + HERE, HERE, b"\xe0\0\0\xfb", 5353, 5353)


def dhcp_names(n):
    for i in range(n):
        yield udp(struct.pack("!BBBBIHH4s4s4s4s6s10x64x128xI", 1, 1, 6, 0, i, 0, 0, bytes(4), bytes(4),
                              bytes(4), bytes(4), CAMERA, 0x63825363) + b"\x35\1\1\x0c\x08%08x\xff" % i,
                  bytes(4), b"\xff" * 4, 68, 67)


def http_hosts(n):
    for i in range(n):
        yield tcp(b"", 0, SYN, 1024 + i % 60000)
        yield tcp(b"GET /%d HTTP/1.1\r\nHost: h%d.test\r\nUser-Agent: a%d\r\n\r\n" % (i, i, i), 1, ACK,
                  1024 + i % 60000)


# ---- documents ----

def web(body, kind=b"text/html"):
    """A few large answers over HTTP."""
    answer = (b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
              + body)

    def attack(n):
        for i in range(n):
            port = 1024 + i % 60000
            yield tcp(b"", 0, SYN, port)
            for at in range(0, len(answer), 1400):
                yield tcp(answer[at:at + 1400], 1 + at, ACK, 80, port, THERE, HERE)
    return attack


SIZE = 60000
xml_deep = web(b"<?xml version='1.0'?>" + b"<a>" * (SIZE // 3), b"text/xml")
xml_wide = web(b"<?xml version='1.0'?><r>" + b"<a/>" * (SIZE // 4) + b"</r>", b"text/xml")
xml_attributes = web(b"<?xml version='1.0'?><r " + b" ".join(
    b"a%d=''" % i for i in range(SIZE // 10)) + b"/>", b"text/xml")
xml_entities = web(b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a0 'x'>" + b"".join(
    b"<!ENTITY a%d '&a%d;&a%d;&a%d;'>" % (i + 1, i, i, i) for i in range(900)) + b"]><r>&a900;</r>",
    b"text/xml")
xml_long_text = web(b"<?xml version='1.0'?><r>" + b"&amp;" * (SIZE // 5) + b"</r>", b"text/xml")
xml_unfinished = web(b"<?xml version='1.0'?><r a='" + b"x" * SIZE, b"text/xml")
html_tags = web(b"<html>" + b"<title" * (SIZE // 6))
html_comments = web(b"<html>" + b"<!--" * (SIZE // 4))
html_titles = web(b"<html>" + b"<title>a</title>" * (SIZE // 16))
html_open = web(b"<html>" + b"<" * SIZE)
json_deep = web(b"[" * SIZE, b"application/json")
json_wide = web(json.dumps({f"k{i}": i for i in range(SIZE // 14)}).encode(), b"application/json")
json_same_key = web(b"{" + b",".join([b'"a":1'] * (SIZE // 6)) + b"}", b"application/json")
json_escapes = web(b'["' + b"\\u0041" * (SIZE // 6) + b'"]', b"application/json")
sdp_lines = web(b"v=0\r\n" + b"m=video 0 RTP/AVP 96\r\n" * (SIZE // 22), b"application/sdp")
headers_many = web(b"", b"text/html\r\n" + b"\r\n".join(b"A%d: b" % i for i in range(4000)))


def probes(n):
    """WS-Discovery with elements as deep as a datagram holds."""
    body = b"<?xml version='1.0'?>" + b"<e>" * 400
    for i in range(n):
        yield udp(body, HERE, b"\xef\xff\xff\xfa", 3702, 3702)


# ---- fragments ----

def fragments_alone(n):
    for i in range(n):
        yield ip(17, bytes(64), ident=i & 0xffff, fragment=0x2000 | 8)


def fragments_of_one(n):
    """One datagram in eight-byte pieces, from behind, the first never."""
    for i in range(n):
        yield ip(17, bytes(8), ident=i // 8000, fragment=0x2000 | 8000 - i % 8000)


def fragments_every_second(n):
    for i in range(n):
        yield ip(17, bytes(8), ident=i // 4000, fragment=0x2000 | i % 4000 * 2 + 2)


# ---- files ----

def bomb_of_nothing(n):
    """The same frame again and again: hundreds to one."""
    return gzip.compress(HEAD + (struct.pack("<IIII", 1, 0, 60, 60) + bytes(60)) * n, 9)


def bomb_of_members(n):
    return gzip.compress(HEAD) + gzip.compress(b"") * n


def block(kind, body):
    body += bytes(-len(body) % 4)
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


SECTION = block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1))
INTERFACE = block(1, struct.pack("<HHI", 1, 0, 0))


def bomb_of_zstd(n):
    """A pcapng block of zeros, 128 KiB of them in four bytes, and a packet behind it; the largest
    window that is unpacked (RFC 8878 3.1.1: magic, descriptor, window of 2^27, raw and RLE blocks)."""
    blocks = n // 40

    def raw(data, last=0):
        return struct.pack("<I", len(data) << 3 | last)[:3] + data
    length = struct.pack("<I", 12 + (blocks << 17))
    packet = block(6, struct.pack("<IIIII", 0, 0, 0, 60, 60) + bytes(60))
    rle = struct.pack("<I", (1 << 17) << 3 | 1 << 1)[:3] + b"\0"
    return (bytes.fromhex("28b52ffd0088") + raw(SECTION + INTERFACE + b"\xad\x0b\0\0" + length) +
            rle * blocks + raw(length + packet, 1))


def many_sections(n):
    return (SECTION + INTERFACE) * n


def many_interfaces(n):
    return SECTION + INTERFACE * n + b"".join(
        block(6, struct.pack("<IIIII", i % 4096, 0, i, 60, 60) + bytes(60)) for i in range(n))


def many_unknown_blocks(n):
    return SECTION + INTERFACE + block(0xbad, b"") * n


FRAMES = {f.__name__: f for f in (
    segments_reversed, segments_every_second, segments_shuffled, overlapping_segments, flows_by_port,
    flows_by_high_bits, reopened, new_macs, arp_claims, arp_fight, twins, twins_apart, talk_all,
    servers, callers, local_star, local_star_served, one_name_many_addresses, icmp_storm, many_names, many_answers, contacts_with_names, dns_pointers,
    dns_loops, mdns_names, dhcp_names, http_hosts, probes, fragments_alone, fragments_of_one,
    fragments_every_second)}
DRIPS = {k: v for k, v in globals().items() if k.startswith(("drip_", "tiny_"))
         and k != "tiny_messages"}
DOCUMENTS = {k: v for k, v in globals().items()
             if k.startswith(("xml_", "html_", "json_", "sdp_", "headers_"))}
FILES = {f.__name__: f for f in (bomb_of_nothing, bomb_of_members, bomb_of_zstd, many_sections,
                                 many_interfaces, many_unknown_blocks)}
