# SPDX-License-Identifier: Apache-2.0
"""What hosts of a site say: a Host with clock, addresses and habits of speech."""
import random
import struct
import uuid
import zlib

import wire


# Blocks that the country database gives to the firm behind a name, or to the hosting firm that it
# rents from, so that a sample report puts names where a reader expects them (tests/e2e/test_truth.py
# asks the database). Other names are spread over hosting firms of several countries.
BLOCKS = {"msftconnecttest.com": "13.107", "google.com": "142.250", "gstatic.com": "142.250",
          "tplinkcloud.com": "34.240", "easy4ipcloud.com": "120.76", "hik-connect.com": "47.110",
          "ezvizlife.com": "47.110", "star4live.com": "121.40"}
COUNTRIES = {"13.107": "US", "142.250": "US", "34.240": "IE", "120.76": "CN", "47.110": "CN",
             "121.40": "CN", "3.132": "US"}
HOSTING = ("120.76", "47.91", "52.57", "13.124", "3.132")


class Site:
    """The segment: where frames go, who routes, what the resolver answers."""

    def __init__(self, capture, rng, start, gateway_mac, gateway_ip, resolver_ip, isolated=False,
                 loss=0.0, reorder=0.0, vlan=0):
        self.capture, self.rng, self.start = capture, rng, start
        self.gateway_mac, self.gateway_ip, self.resolver_ip = gateway_mac, gateway_ip, resolver_ip
        self.isolated, self.loss, self.reorder, self.vlan = isolated, loss, reorder, vlan
        self.names = {}

    def put(self, time, frame):
        if self.loss and self.rng.random() < self.loss:
            return
        if self.reorder and self.rng.random() < self.reorder:
            time += 0.0005
        self.capture.add(time, frame)

    def resolve(self, name):
        """A stable public address for a name."""
        if name not in self.names:
            self.names[name] = self.address_for(name)
        return self.names[name]

    @staticmethod
    def address_for(name):
        """Of real blocks only so that a report has countries to show: nothing is ever sent there."""
        code = zlib.crc32(name.encode())
        block = BLOCKS.get(".".join(name.split(".")[-2:]), HOSTING[code % len(HOSTING)])
        return f"{block}.{code >> 8 & 255}.{code >> 16 & 255 or 1}"


class Host:
    def __init__(self, site, mac, ip, start):
        self.site, self.mac, self.ip, self.time = site, wire.mac(mac), ip, start
        self.port = site.rng.randrange(32768, 60000)
        self.ip6 = None
        self.ttl = 64  # less behind a router

    def wait(self, seconds):
        self.time += seconds * (0.9 + 0.2 * self.site.rng.random())

    def next_port(self):
        self.port = self.port + 1 if self.port < 60999 else 32768
        return self.port

    # frames
    def frame(self, dst_mac, packet, out=True, ethertype=0x0800, step=0.0004):
        self.time += step
        a, b = (self.mac, dst_mac) if out else (dst_mac, self.mac)
        vlan = self.site.vlan if out else 0
        self.site.put(self.time, wire.ethernet(a, b, ethertype, packet, vlan))

    def multicast(self, group, port, payload, sport=None, ttl=4):
        sport = sport or port
        packet = wire.ip(self.ip, group, 17, wire.udp(self.ip, group, sport, port, payload), ttl)
        dst = wire.BROADCAST if group == "255.255.255.255" else wire.group_mac(group)
        self.frame(dst, packet)

    def udp(self, peer_mac, peer, sport, dport, payload, reply=None):
        self.frame(peer_mac, wire.ip(self.ip, peer, 17,
                                     wire.udp(self.ip, peer, sport, dport, payload), self.ttl))
        if reply is not None:
            self.frame(peer_mac, wire.ip(peer, self.ip, 17,
                                         wire.udp(peer, self.ip, dport, sport, reply), 57), False,
                       step=0.012)

    def outside_udp(self, peer, dport, payload, reply=None, sport=None):
        if self.site.isolated:
            reply = None
        self.udp(self.site.gateway_mac, peer, sport or self.next_port(), dport, payload, reply)

    def tcp(self, peer_mac, peer, dport, exchange, sport=None, served=False, answered=True,
            ttl_back=57, close=True):
        """exchange: (from_client, bytes) pairs. served: this host is the server."""
        rng = self.site.rng
        client = served and (peer, self.ip) or (self.ip, peer)
        sport = sport or (self.next_port() if not served else rng.randrange(32768, 60000))
        seq = [rng.randrange(1 << 32), rng.randrange(1 << 32)]

        def send(from_client, flags, payload=b"", step=0.003):
            me, other = (0, 1) if from_client else (1, 0)
            src, dst = (client if from_client else client[::-1])
            ports = (sport, dport) if from_client else (dport, sport)
            out = from_client != served
            ttl = self.ttl if out else ttl_back
            segment = wire.tcp(src, dst, *ports, seq[me], seq[other] if flags & wire.ACK else 0,
                               flags, payload)
            self.frame(peer_mac, wire.ip(src, dst, 6, segment, ttl), out, step=step)
            seq[me] += len(payload) + (1 if flags & (wire.SYN | wire.FIN) else 0)

        send(True, wire.SYN)
        if not answered:
            for back_off in (1, 2):
                seq[0] -= 1
                send(True, wire.SYN, step=back_off)
            return
        send(False, wire.SYN | wire.ACK, step=0.011)
        send(True, wire.ACK)
        for from_client, data in exchange:
            for at in range(0, len(data), 1400):
                send(from_client, wire.ACK | wire.PSH, data[at:at + 1400])
            send(not from_client, wire.ACK, step=0.001)
        if close:
            send(True, wire.FIN | wire.ACK)
            send(False, wire.FIN | wire.ACK)
            send(True, wire.ACK)

    def outside_tcp(self, peer, dport, exchange):
        self.tcp(self.site.gateway_mac, peer, dport, exchange, answered=not self.site.isolated)

    # habits
    def announce(self):
        zero = b"\0" * 6
        self.frame(wire.BROADCAST, wire.arp(1, self.mac, self.ip, zero, self.ip), ethertype=0x0806)
        self.frame(wire.BROADCAST, wire.arp(1, self.mac, self.ip, zero, self.site.gateway_ip),
                   ethertype=0x0806)
        self.frame(self.site.gateway_mac,
                   wire.arp(2, self.site.gateway_mac, self.site.gateway_ip, self.mac, self.ip),
                   False, 0x0806)

    def dhcp(self, vendor=None, hostname=None, parameters=(1, 3, 6, 12, 15, 28, 42)):
        head = struct.pack("!BBBBIHH4s4s4s4s", 1, 1, 6, 0, self.site.rng.randrange(1 << 32), 0, 0,
                           b"\0" * 4, b"\0" * 4, b"\0" * 4, b"\0" * 4)
        body = head + self.mac + b"\0" * 10 + b"\0" * 192 + bytes.fromhex("63825363")

        def option(code, value):
            return bytes([code, len(value)]) + value

        options = option(53, b"\3")
        if vendor:
            options += option(60, vendor.encode())
        if hostname:
            options += option(12, hostname.encode())
        options += option(55, bytes(parameters)) + b"\xff"
        packet = wire.ip("0.0.0.0", "255.255.255.255", 17,
                         wire.udp("0.0.0.0", "255.255.255.255", 68, 67, body + options))
        self.frame(wire.BROADCAST, packet)

    def dns(self, name, answer=None, qtype=1, server=None, server_mac=None):
        """Asks; answer: address, None for the site's own, '' for no reply at all."""
        ident = self.site.rng.randrange(1 << 16)
        question = encode_name(name) + struct.pack("!HH", qtype, 1)
        query = struct.pack("!HHHHHH", ident, 0x0100, 1, 0, 0, 0) + question
        if answer is None:
            answer = self.site.resolve(name)
        reply = None
        if answer and not (self.site.isolated and server):
            raw = bytes(map(int, answer.split(".")))
            reply = (struct.pack("!HHHHHH", ident, 0x8180, 1, 1, 0, 0) + question
                     + b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 300, 4) + raw)
        server = server or self.site.resolver_ip
        self.udp(server_mac or self.site.gateway_mac, server, self.next_port(), 53, query, reply)
        return answer

    def ntp(self, server):
        request = b"\x1b" + b"\0" * 47
        reply = b"\x1c\x02\x06\xec" + b"\0" * 8 + b"GPS\0" + b"\x01" * 32
        self.outside_udp(server, 123, request, reply, sport=123)

    def tls(self, server, name, port=443):
        hello = client_hello(name)
        self.outside_tcp(server, port, [(True, hello), (False, server_hello()),
                                        (True, b"\x17\x03\x03\x00\x20" + b"\x5a" * 32)])

    def ssdp_notify(self, location, server, usn, kind):
        text = ("NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"
                f"CACHE-CONTROL: max-age=1800\r\nLOCATION: {location}\r\nSERVER: {server}\r\n"
                f"NT: {kind}\r\nUSN: {usn}::{kind}\r\nNTS: ssdp:alive\r\n\r\n")
        self.multicast("239.255.255.250", 1900, text.encode(), self.next_port())

    def mdns(self, records):
        """records: (owner, type, rdata bytes)"""
        body = b"".join(encode_name(owner) + struct.pack("!HHIH", kind, 0x8001 if kind != 12 else 1,
                                                         120, len(data)) + data
                        for owner, kind, data in records)
        self.multicast("224.0.0.251", 5353,
                       struct.pack("!HHHHHH", 0, 0x8400, 0, len(records), 0, 0) + body, ttl=255)

    def serve(self, client_mac, client, port, exchange):
        """A conversation with a server of this host's: (from_client, bytes) pairs."""
        self.tcp(client_mac, client, port, exchange, served=True, ttl_back=64)

    def serve_http(self, client_mac, client, request, head, body=b"", port=80):
        reply = head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
        self.tcp(client_mac, client, port, [(True, request.encode()), (False, reply)], served=True,
                 ttl_back=64)

    def serve_rtsp(self, client_mac, client, pieces, port=554, frames=12):
        """pieces: (from_client, text); then a few interleaved frames of H.264-shaped RTP."""
        rng = self.site.rng
        exchange = [(c, t.encode()) for c, t in pieces]
        ssrc, seq = rng.randrange(1 << 32), rng.randrange(1 << 16)
        for n in range(frames):
            first = b"\x7c\x85" if n == 0 else b"\x41\x9a"
            rtp = (struct.pack("!BBHII", 0x80, 96 | (128 if n % 3 == 2 else 0), (seq + n) & 0xFFFF,
                               n // 3 * 3600, ssrc) + first + rng.randbytes(rng.randrange(200, 1200)))
            exchange.append((False, b"$\0" + struct.pack("!H", len(rtp)) + rtp))
        self.tcp(client_mac, client, port, exchange, served=True, ttl_back=64, close=False)


def encode_name(name):
    return b"".join(bytes([len(p)]) + p.encode() for p in name.split(".") if p) + b"\0"


def txt(*pairs):
    return b"".join(bytes([len(p)]) + p.encode() for p in pairs)


def srv(port, host):
    return struct.pack("!HHH", 0, 0, port) + encode_name(host)


def client_hello(name):
    host = name.encode()
    sni = struct.pack("!HHHBH", 0, len(host) + 5, len(host) + 3, 0, len(host)) + host
    groups = bytes.fromhex("000a00080006001d00170018")
    versions = bytes.fromhex("002b00050403040303")
    algorithms = bytes.fromhex("000d000a0008040308040401 0501".replace(" ", ""))
    extensions = sni + groups + versions + algorithms
    ciphers = bytes.fromhex("1301130213 03c02bc02fc02cc030009c002f".replace(" ", ""))
    body = (b"\x03\x03" + zlib.crc32(host).to_bytes(4, "big") * 8 + b"\0"
            + struct.pack("!H", len(ciphers)) + ciphers + b"\x01\0"
            + struct.pack("!H", len(extensions)) + extensions)
    handshake = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + struct.pack("!H", len(handshake)) + handshake


def server_hello():
    body = (b"\x03\x03" + b"\x11" * 32 + b"\0" + b"\x13\x01" + b"\0"
            + struct.pack("!H", 6) + bytes.fromhex("002b00020304"))
    handshake = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x03" + struct.pack("!H", len(handshake)) + handshake


def endpoint(rng):
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
