# SPDX-License-Identifier: Apache-2.0
"""Small captures of standard protocols for tests/golden, the same bytes every time:
  standard.py CASE OUT.pcap"""
import hashlib
import hmac
import struct
import sys

import wire

START = 1772352000.0  # 2026-03-01 08:00:00 UTC
SWITCH, CAMERA, SERVER = (wire.mac(f"02:00:00:00:00:{n:02x}") for n in (1, 7, 9))
CAMERA_IP, SERVER_IP, ROUTER_IP = "10.20.0.7", "10.20.0.9", "10.20.0.1"


class Talk:
    """Frames one after the other, a tenth of a second apart."""

    def __init__(self):
        self.capture, self.time, self.seq = wire.Capture(), START, {}

    def frame(self, frame):
        self.capture.add(self.time, frame)
        self.time += 0.1

    def udp(self, src, dst, sport, dport, payload):
        (src_mac, src_ip), (dst_mac, dst_ip) = src, dst
        self.frame(wire.ethernet(src_mac, dst_mac, 0x0800, wire.ip(
            src_ip, dst_ip, 17, wire.udp(src_ip, dst_ip, sport, dport, payload))))

    def segment(self, src, dst, sport, dport, flags, payload=b""):
        (src_mac, src_ip), (dst_mac, dst_ip) = src, dst
        seq, ack = self.seq.get((sport, dport), 1000), self.seq.get((dport, sport), 0)
        self.frame(wire.ethernet(src_mac, dst_mac, 0x0800, wire.ip(src_ip, dst_ip, 6, wire.tcp(
            src_ip, dst_ip, sport, dport, seq, ack, flags, payload))))
        self.seq[sport, dport] = seq + len(payload) + bool(flags & (wire.SYN | wire.FIN))

    def tcp(self, client, server, sport, dport, pieces):
        """pieces: (from the client?, bytes) in order, between a handshake and an end."""
        self.segment(client, server, sport, dport, wire.SYN)
        self.segment(server, client, dport, sport, wire.SYN | wire.ACK)
        self.segment(client, server, sport, dport, wire.ACK)
        for from_client, payload in pieces:
            if from_client:
                self.segment(client, server, sport, dport, wire.PSH | wire.ACK, payload)
            else:
                self.segment(server, client, dport, sport, wire.PSH | wire.ACK, payload)
        self.segment(client, server, sport, dport, wire.FIN | wire.ACK)
        self.segment(server, client, dport, sport, wire.FIN | wire.ACK)


def lldp_tlv(kind, value):
    return struct.pack("!H", kind << 9 | len(value)) + value


def lldp(talk):
    def med(subtype, text):
        return lldp_tlv(127, b"\x00\x12\xbb" + bytes([subtype]) + text)
    group = wire.mac("01:80:c2:00:00:0e")
    switch = (lldp_tlv(1, b"\x04" + SWITCH) + lldp_tlv(2, b"\x05Gi1/0/7")
              + lldp_tlv(3, b"\0\x78") + lldp_tlv(4, b"gate west") + lldp_tlv(5, b"access-sw-3")
              + lldp_tlv(6, b"Example OS 5.4") + lldp_tlv(7, b"\0\x14\0\x04")
              + lldp_tlv(8, b"\x05\x01\x0a\x14\0\x02\x02\0\0\0\x01\0")
              + lldp_tlv(127, b"\x00\x80\xc2\x01\x00\x14") + lldp_tlv(0, b""))
    camera = (lldp_tlv(1, b"\x04" + CAMERA) + lldp_tlv(2, b"\x03" + CAMERA)
              + lldp_tlv(3, b"\0\x78") + lldp_tlv(5, b"cam-west-7") + lldp_tlv(7, b"\0\x80\0\x80")
              + lldp_tlv(8, b"\x05\x01\x0a\x14\0\x07\x02\0\0\0\x02\0") + med(5, b"7A1")
              + med(6, b"10.12.1") + med(8, b"EX0000000001") + med(9, b"Example")
              + med(10, b"EX-1455") + lldp_tlv(0, b""))
    talk.frame(wire.ethernet(SWITCH, group, 0x88CC, switch))
    talk.frame(wire.ethernet(CAMERA, group, 0x88CC, camera))


def cdp(talk):
    def tlv(kind, value):
        return struct.pack("!HH", kind, 4 + len(value)) + value
    body = b"\x02\xb4\0\0" + tlv(1, b"access-sw-3") + tlv(
        2, b"\0\0\0\x01\x01\x01\xcc\0\x04\x0a\x14\0\x02") + tlv(3, b"GigabitEthernet1/0/7") + tlv(
        4, b"\0\0\0\x28") + tlv(5, b"Example OS\nVersion 15.2") + tlv(6, b"EX-2960") + tlv(
        0x0A, b"\0\x14")
    body = body[:2] + struct.pack("!H", wire.checksum(body)) + body[4:]
    body = b"\xaa\xaa\x03\x00\x00\x0c\x20\x00" + body
    talk.frame(wire.ethernet(SWITCH, wire.mac("01:00:0c:cc:cc:cc"), len(body), body))


def varint(n):
    return bytes([n]) if n < 64 else struct.pack("!H", n | 0x4000)


def quic_initial(connection, number, frames):
    """RFC 9001 section 5; needs python3-cryptography."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    def expand(secret, label, length):
        label = b"tls13 " + label
        info = struct.pack("!HB", length, len(label)) + label + b"\0\1"
        return hmac.new(secret, info, hashlib.sha256).digest()[:length]
    salt = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
    client = expand(hmac.new(salt, connection, hashlib.sha256).digest(), b"client in", 32)
    key, iv, mask = (expand(client, b"quic " + name, n)
                     for name, n in ((b"key", 16), (b"iv", 12), (b"hp", 16)))
    head = bytearray(b"\xc1\0\0\0\x01" + bytes([len(connection)]) + connection + b"\0\0"
                     + struct.pack("!HH", 2 + len(frames) + 16 | 0x4000, number))
    nonce = iv[:10] + bytes(a ^ b for a, b in zip(iv[10:], struct.pack("!H", number)))
    sealed = AESGCM(key).encrypt(nonce, frames, bytes(head))
    stream = Cipher(algorithms.AES(mask), modes.ECB()).encryptor().update(sealed[2:18])
    head[0] ^= stream[0] & 15
    head[-2] ^= stream[1]
    head[-1] ^= stream[2]
    return bytes(head) + sealed


def client_hello(name, protocol, versions=b"\x03\x04"):
    def extension(kind, data):
        return struct.pack("!HH", kind, len(data)) + data
    host = struct.pack("!HBH", len(name) + 3, 0, len(name)) + name
    alpn = struct.pack("!HB", len(protocol) + 1, len(protocol)) + protocol
    extensions = (extension(0, host) + extension(16, alpn)
                  + extension(43, bytes([len(versions)]) + versions)
                  + extension(13, b"\0\x04\x04\x03\x08\x04") + extension(10, b"\0\x02\0\x1d"))
    body = (b"\x03\x03" + bytes(range(32)) + b"\0" + b"\0\x06\x13\x01\x13\x02\x13\x03" + b"\x01\0"
            + struct.pack("!H", len(extensions)) + extensions)
    return b"\x01" + struct.pack("!I", len(body))[1:] + body


def quic(talk):
    """A hello in two datagrams, its end first."""
    def crypto(at, data):
        return b"\x06" + varint(at) + varint(len(data)) + data
    hello = client_hello(b"relay.example.org", b"h3")
    connection = bytes.fromhex("a1a2a3a4a5a6a7a8")
    camera, server = (CAMERA, CAMERA_IP), (SWITCH, "198.51.100.7")
    talk.udp(camera, server, 50000, 443, quic_initial(
        connection, 0, (crypto(60, hello[60:]) + b"\x01").ljust(1162, b"\0")))
    talk.udp(camera, server, 50000, 443, quic_initial(
        connection, 1, crypto(0, hello[:60]).ljust(1162, b"\0")))


def soap(host, path, action, body):
    envelope = (b'<?xml version="1.0"?>\r\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/'
                b'envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>'
                + body + b"</s:Body></s:Envelope>\r\n")
    if host:
        head = b"POST %s HTTP/1.1\r\nHost: %s\r\nSOAPAction: \"%s\"\r\n" % (path, host, action)
    else:
        head = b"HTTP/1.1 200 OK\r\n"
    return head + b'Content-Type: text/xml; charset="utf-8"\r\nContent-Length: %d\r\n\r\n' % len(
        envelope) + envelope


def doors(talk):
    """One door asked for in each of the three ways; each is granted."""
    service = b"urn:schemas-upnp-org:service:WANIPConnection:1"
    ask = (b'<u:AddPortMapping xmlns:u="' + service + b'"><NewRemoteHost></NewRemoteHost>'
           b"<NewExternalPort>34567</NewExternalPort><NewProtocol>TCP</NewProtocol>"
           b"<NewInternalPort>554</NewInternalPort><NewInternalClient>10.20.0.7"
           b"</NewInternalClient><NewEnabled>1</NewEnabled><NewPortMappingDescription>RTSP"
           b"</NewPortMappingDescription><NewLeaseDuration>0</NewLeaseDuration>"
           b"</u:AddPortMapping>")
    agree = b'<u:AddPortMappingResponse xmlns:u="' + service + b'"></u:AddPortMappingResponse>'
    camera, router = (CAMERA, CAMERA_IP), (SWITCH, ROUTER_IP)
    talk.tcp(camera, router, 41000, 49152, [
        (True, soap(b"10.20.0.1:49152", b"/ctl/IPConn", service + b"#AddPortMapping", ask)),
        (False, soap(None, None, None, agree))])
    talk.udp(camera, router, 41001, 5351, struct.pack("!BBHHHI", 0, 2, 0, 80, 8000, 3600))
    talk.udp(router, camera, 5351, 41001, struct.pack("!BBHIHHI", 0, 130, 0, 77, 80, 8000, 3600))
    nonce, outside = bytes(range(12)), b"\0" * 10 + b"\xff\xff" + b"\xcb\0\x71\x09"
    mapped = b"\0" * 10 + b"\xff\xff" + b"\x0a\x14\0\x07"
    talk.udp(camera, router, 41002, 5351, struct.pack("!BBHI", 2, 1, 0, 7200) + mapped + nonce
             + struct.pack("!B3xHH", 17, 5000, 5000) + b"\0" * 10 + b"\xff\xff\0\0\0\0")
    talk.udp(router, camera, 5351, 41002, struct.pack("!BBBBII12x", 2, 129, 0, 0, 7200, 77) + nonce
             + struct.pack("!B3xHH", 17, 5000, 5000) + outside)


def ber(tag, *parts):
    body = b"".join(parts)
    return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else
                           b"\x82" + struct.pack("!H", len(body))) + body


def oid(text):
    arcs = [int(arc) for arc in text.split(".")]
    out = bytes([arcs[0] * 40 + arcs[1]])
    for arc in arcs[2:]:
        digits = [arc & 127]
        while arc := arc >> 7:
            digits.append(arc & 127 | 128)
        out += bytes(reversed(digits))
    return ber(6, out)


def snmp(talk):
    def message(pdu, *bindings):
        numbers = b"".join(ber(2, bytes([n])) for n in (7, 0, 0))
        return ber(0x30, ber(2, b"\1"), ber(4, b"notforyou"), ber(
            pdu, numbers, ber(0x30, *bindings)))
    system = "1.3.6.1.2.1.1."
    camera, recorder = (CAMERA, CAMERA_IP), (SERVER, SERVER_IP)
    talk.udp(recorder, camera, 42000, 161, message(0xA0, *(
        ber(0x30, oid(system + n), ber(5)) for n in ("1.0", "2.0", "5.0"))))
    talk.udp(camera, recorder, 161, 42000, message(
        0xA2, ber(0x30, oid(system + "1.0"), ber(4, b"Linux camera 4.9.37 armv7l")),
        ber(0x30, oid(system + "2.0"), oid("1.3.6.1.4.1.99999.2.1")),
        ber(0x30, oid(system + "5.0"), ber(4, b"cam-west-7"))))


def netbios_name(name, service):
    return b"\x20" + b"".join(bytes([65 + (b >> 4), 65 + (b & 15)])
                             for b in name.ljust(15) + bytes([service])) + b"\0"


def nbns(talk):
    address = b"\x0a\x14\0\x07"
    group = (wire.BROADCAST, "10.20.0.255")
    camera, recorder = (CAMERA, CAMERA_IP), (SERVER, SERVER_IP)
    talk.udp(camera, group, 137, 137, struct.pack("!6H", 1, 0x2910, 1, 0, 0, 1)
             + netbios_name(b"CAMWEST7", 0) + b"\0\x20\0\1" + b"\xc0\x0c\0\x20\0\1"
             + struct.pack("!IHH", 300000, 6, 0) + address)
    talk.udp(recorder, camera, 137, 137, struct.pack("!6H", 2, 0, 1, 0, 0, 0) + b"\x20CK"
             + b"A" * 30 + b"\0\0\x21\0\1")
    names = b"\2" + b"CAMWEST7".ljust(15) + b"\0\4\0" + b"WORKGROUP".ljust(15) + b"\0\x84\0"
    talk.udp(camera, recorder, 137, 137, struct.pack("!6H", 2, 0x8400, 0, 1, 0, 0) + b"\x20CK"
             + b"A" * 30 + b"\0\0\x21\0\1" + struct.pack("!IH", 0, len(names) + 46) + names + CAMERA
             + b"\0" * 40)


def dns_name(text):
    return b"".join(bytes([len(part)]) + part.encode() for part in text.split(".")) + b"\0"


def dns(talk):
    """A reverse name and a service, asked and answered."""
    camera, router = (CAMERA, CAMERA_IP), (SWITCH, ROUTER_IP)
    target = dns_name("recorder.example.org")
    service = struct.pack("!HHH", 1, 0, 5060) + target
    for ident, name, kind, data in ((1, "9.0.20.10.in-addr.arpa", 12, target),
                                    (2, "_sip._udp.example.org", 33, service)):
        question = dns_name(name) + struct.pack("!HH", kind, 1)
        talk.udp(camera, router, 43000 + ident, 53,
                 struct.pack("!6H", ident, 0x0100, 1, 0, 0, 0) + question)
        talk.udp(router, camera, 53, 43000 + ident, struct.pack("!6H", ident, 0x8180, 1, 1, 0, 0)
                 + question + b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 300, len(data)) + data)


def sip(talk):
    """A camera registers at a platform, is asked what it is, and answers."""
    camera, platform = (CAMERA, CAMERA_IP), (SERVER, SERVER_IP)
    own, domain = b"34020000001320000007", b"3402000000"

    def message(line, sender, body=b""):
        head = (line + b"\r\nVia: SIP/2.0/UDP 10.20.0.7:5060;branch=z9hG4bK7\r\nFrom: <sip:" + sender
                + b"@" + domain + b">;tag=7\r\nTo: <sip:" + own + b"@" + domain
                + b">\r\nCall-ID: 7\r\nCSeq: 1 X\r\nUser-Agent: Embedded\r\n")
        kind = b"Content-Type: Application/MANSCDP+xml\r\n" if body else b""
        return head + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body
    server = b"34020000002000000001"
    ids = b"<CmdType>DeviceInfo</CmdType><SN>17</SN><DeviceID>" + own + b"</DeviceID>"
    xml = b'<?xml version="1.0" encoding="GB2312"?>\r\n'
    talk.udp(camera, platform, 5060, 5060, message(
        b"REGISTER sip:" + server + b"@" + domain + b" SIP/2.0", own))
    talk.udp(platform, camera, 5060, 5060, message(b"SIP/2.0 200 OK", own))
    talk.udp(platform, camera, 5060, 5060, message(
        b"MESSAGE sip:" + own + b"@" + domain + b" SIP/2.0", server,
        xml + b"<Query>" + ids + b"</Query>"))
    talk.udp(camera, platform, 5060, 5060, message(
        b"MESSAGE sip:" + server + b"@" + domain + b" SIP/2.0", own,
        xml + b"<Response>" + ids + b"<Result>OK</Result><DeviceName>IPC</DeviceName>"
        b"<Manufacturer>Example</Manufacturer><Model>EX-1455</Model><Firmware>V5.5.0</Firmware>"
        b"<Channel>1</Channel></Response>\r\n"))


def consoles(talk):
    """A camera that answers on the ports of FTP, SSH and telnet."""
    camera, laptop = (CAMERA, CAMERA_IP), (SERVER, SERVER_IP)
    talk.tcp(laptop, camera, 44000, 21, [(False, b"220 Operation successful\r\n"),
                                         (True, b"USER guest\r\n")])
    talk.tcp(laptop, camera, 44001, 22, [(False, b"SSH-2.0-dropbear_2019.78\r\n"),
                                         (True, b"SSH-2.0-OpenSSH_9.2p1\r\n")])
    talk.tcp(laptop, camera, 44002, 23, [
        (False, b"\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03"), (True, b"\xff\xfc\x01"),
        (False, b"\r\r\nExample board 1.4\r\ncam login: "), (True, b"guest\r\n")])


def rtmp(talk):
    """A camera publishes a stream to a server outside."""
    def text(word):
        return b"\2" + struct.pack("!H", len(word)) + word

    def pair(name, word):
        return struct.pack("!H", len(name)) + name + text(word)

    def message(kind, body):
        head = b"\3\0\0\0" + struct.pack("!I", len(body))[1:] + bytes([kind]) + b"\0\0\0\0"
        return head + b"\xc3".join(body[at:at + 128] for at in range(0, len(body), 128))
    number = b"\0" + struct.pack("!d", 1.0)
    connect = (text(b"connect") + number + b"\3" + pair(b"app", b"live") + pair(b"type", b"nonprivate")
               + pair(b"flashVer", b"FMLE/3.0 (compatible; Example)")
               + pair(b"tcUrl", b"rtmp://203.0.113.40:1935/live") + b"\0\0\x09")
    publish = text(b"publish") + number + b"\5" + text(b"not-for-you") + text(b"live")
    random = bytes(range(256)) * 5 + bytes(248)
    hello = b"\0" * 8 + random
    talk.tcp((CAMERA, CAMERA_IP), (SWITCH, "203.0.113.40"), 45000, 1935, [
        (True, (b"\3" + hello)[:1400]), (True, (b"\3" + hello)[1400:]),
        (False, (b"\3" + hello)[:1400]), (False, ((b"\3" + hello) + hello)[1400:2800]),
        (False, ((b"\3" + hello) + hello)[2800:]), (True, hello[:1400]), (True, hello[1400:]),
        (True, message(0x14, connect)), (True, message(0x14, publish)),
        (True, message(9, b"\x17\0\0\0\0"))])


CASES = {"rtmp-publish": rtmp, "consoles": consoles, "sip-gb28181": sip, "dns-pointer-and-service": dns, "snmp-system-group": snmp, "nbns-name-and-status": nbns, "port-mappings": doors, "quic-two-datagrams": quic, "lldp-switch-and-camera": lldp, "cdp-switch": cdp}


def main():
    talk = Talk()
    CASES[sys.argv[1]](talk)
    talk.capture.write(sys.argv[2])


if __name__ == "__main__":
    main()
