# SPDX-License-Identifier: Apache-2.0
"""Captures of the cases named clouds-*: devices and phones with makers' rendezvous servers. Nothing
in them comes from a real device.

  clouds.py CASE... | --all    writes tests/golden/CASE/input.pcap"""
import hashlib
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "site"))
import wire  # noqa: E402
from private import bcudp, pppp, pppp_address, pppp_uid  # noqa: E402

CAMERA, PHONE, ROUTER = "02:00:00:00:00:10", "02:00:00:00:00:20", "02:00:00:00:00:01"
CAMERA_IP, PHONE_IP, SERVER_IP, OTHER_IP = "10.30.0.10", "10.30.0.20", "203.0.113.9", "198.51.100.7"
MACS = {CAMERA_IP: CAMERA, PHONE_IP: PHONE}


class Talk:
    """A capture on the site's segment: addresses outside are behind the router."""

    def __init__(self):
        self.capture, self.time = wire.Capture(), 1767225600.0

    def frame(self, src, dst, protocol, payload):
        self.time += 0.25
        macs = [wire.mac(MACS.get(a, ROUTER)) for a in (src, dst)]
        if dst.endswith(".255"):
            macs[1] = wire.BROADCAST
        self.capture.add(self.time, wire.ethernet(*macs, 0x0800, wire.ip(src, dst, protocol, payload)))

    def udp(self, src, sport, dst, dport, payload):
        self.frame(src, dst, 17, wire.udp(src, dst, sport, dport, payload))

    def tcp(self, client, sport, server, dport, pieces):
        """pieces: (from client, bytes)"""
        ends = {True: (client, sport, server, dport), False: (server, dport, client, sport)}
        at = {True: 1000, False: 9000}

        def send(up, flags, payload=b""):
            a, ap, b, bp = ends[up]
            self.frame(a, b, 6, wire.tcp(a, b, ap, bp, at[up], at[not up] if flags & wire.ACK else 0,
                                         flags, payload))
            at[up] += len(payload) + bool(flags & (wire.SYN | wire.FIN))

        send(True, wire.SYN)
        send(False, wire.SYN | wire.ACK)
        send(True, wire.ACK)
        for up, payload in pieces:
            send(up, wire.PSH | wire.ACK, payload)
            send(not up, wire.ACK)
        send(True, wire.FIN | wire.ACK)
        send(False, wire.FIN | wire.ACK)
        send(True, wire.ACK)


# PPPP: src/proto/pppp_message.c and pppp_cipher.c say how it is put together.
PPPP_TABLE = bytes.fromhex(
    "7c9ce84a13dedcb22f2123e4307b3d8cbc0b270c3cf79ae7087196009785efc1"
    "1fc4dba1c2ebd901faba3b05b81587832872d18b5ad6da9358feaacc6e1bf0a3"
    "88ab43c00db545384f502266207f075b14981d9ba72ab9a8cbf1fc4947063eb1"
    "0e043a945eee541134dd4df9ecc7c9e3781a6f706ba4bda95dd5f8e5bb26af42"
    "37d8e1020aae5f1cc573094e6924906d12b319ad748a2940f52dbea559e0f479"
    "d24bce8982488425c6912ba2fb8fe9a6b09e3f65f603312eac0f952c5ced39b7"
    "336c567eb4a0fd7a815351868d9f77ff6a80dfe2bf10d775645776f355cdd0c8"
    "18e6364162cf99f2324c67606192cad3ea637d16b68ed46835c3529d46441e17")


def pppp_key(phrase):
    mixed = 0
    for byte in phrase:
        mixed ^= byte
    return [sum(phrase) & 255, -sum(phrase) & 255, sum(b // 3 for b in phrase) & 255, mixed]


def pppp_obfuscate(key, clear):
    out, last = bytearray(), 0
    for byte in clear:
        last = byte ^ PPPP_TABLE[(key[last & 3] + last) & 255]
        out.append(last)
    return bytes(out)


def pppp_wrapped(random, clear):
    m = pppp_obfuscate(pppp_key(random.hex().upper().encode()), clear)
    lo, hi = 0x43, 0x53
    for i, byte in enumerate(m):
        was, lo = lo, hi ^ byte ^ lo
        if i % 2 == 0:
            hi = byte ^ was ^ m[len(m) - 1 - i]
    return len(m).to_bytes(2, "big") + b"\x68\0" + random + bytes([lo, hi]) + m


def clouds_pppp(talk):
    """A camera registers and is called, a phone asks for another; both in clear."""
    uid = pppp_uid(b"VSTB", 123456, b"KLMNP")
    registers = pppp(0x10, uid + bytes([8, 0, 2, 1]) + pppp_address(CAMERA_IP, 32108))
    camera = (CAMERA_IP, 32108, SERVER_IP, 32100)
    server = (SERVER_IP, 32100, CAMERA_IP, 32108)
    talk.udp(*camera, pppp(0x00))
    talk.udp(*server, pppp(0x01, pppp_address("192.0.2.77", 40001)))
    for _ in range(3):
        talk.udp(*camera, registers)
        talk.udp(*server, pppp(0x11, b"\0\x08\0\0"))
    talk.udp(*server, pppp(0x40, pppp_address(OTHER_IP, 51000)))
    talk.udp(CAMERA_IP, 32108, OTHER_IP, 51000, pppp(0x41, uid))
    talk.udp(OTHER_IP, 51000, CAMERA_IP, 32108, pppp(0x42, uid))
    talk.udp(CAMERA_IP, 32108, OTHER_IP, 51000, pppp(0xD0, b"\xd1\1\0\0" + bytes(32)))
    wanted = pppp_uid(b"TNPUSAC", 654321, b"QRSTV")
    talk.udp(PHONE_IP, 45678, SERVER_IP, 32100, pppp(0x20, wanted + pppp_address(PHONE_IP, 45678)))
    talk.udp(PHONE_IP, 45679, "10.30.0.255", 32108, pppp(0x30))
    talk.udp(CAMERA_IP, 32108, PHONE_IP, 45679, pppp(0x41, uid))


def clouds_pppp_obfuscated(talk):
    """The same under a published key, under one that nobody published, and wrapped in TCP 443."""
    uid = pppp_uid(b"BATC", 609580, b"HVDCS")
    registers = pppp(0x10, uid + bytes([8, 0, 2, 1]) + pppp_address(CAMERA_IP, 32108))
    for port, phrase in ((32100, b"camera"), (60722, b"a phrase of ours")):
        key = pppp_key(phrase)
        talk.udp(CAMERA_IP, 32108, SERVER_IP, port, pppp_obfuscate(key, registers))
        talk.udp(SERVER_IP, port, CAMERA_IP, 32108, pppp_obfuscate(key, pppp(0x11, b"\0\x08\0\0")))
    key = pppp_key(b"a phrase of ours")
    talk.tcp(CAMERA_IP, 50123, OTHER_IP, 443, [
        (True, pppp_wrapped(b"\x3c\x5f", pppp_obfuscate(key, registers))),
        (False, pppp_wrapped(b"\x11\x22", pppp_obfuscate(key, pppp(0x11, b"\0\x08\0\0"))))])


def iotc_scramble(clear):
    """src/proto/iotc.c backwards; what is behind the last whole block stays."""
    def rotate(block, add):
        words = struct.unpack("<4I", block)
        return struct.pack("<4I", *((w >> (4 * i + add) | w << (32 - 4 * i - add)) & 0xFFFFFFFF
                                    for i, w in enumerate(words)))

    moved = (11, 9, 8, 15, 13, 10, 12, 14, 2, 1, 5, 0, 6, 4, 7, 3)
    out = b""
    while len(clear) >= 16:
        block, turned = rotate(clear[:16], 1), bytearray(16)
        for i, to in enumerate(moved):
            turned[to] = block[i] ^ b"Charlie is the d"[i]
        out, clear = out + rotate(bytes(turned), 3), clear[16:]
    return out + clear


def iotc(code, who, body):
    return iotc_scramble(b"\4\2\x19\2" + struct.pack("<HHHB", len(body), 0, code, who) + bytes(5) + body)


def clouds_iotc(talk):
    """A phone asks a master server for a camera, searches it on the LAN and is answered."""
    uid = b"ABCDEFGHIJKLMNOPQRST"
    talk.udp(PHONE_IP, 45000, SERVER_IP, 10001, iotc(0x0203, 0x34, uid.ljust(96, b"\0")))
    talk.udp(SERVER_IP, 10001, PHONE_IP, 45000,
             iotc(0x0301, 0x43, bytes(22) + b"\x4e\x20" + bytes([198, 51, 100, 7]) + bytes(4)))
    talk.udp(PHONE_IP, 45001, "10.30.0.255", 32761, iotc(0x0601, 0x21, uid.ljust(52, b"\0")))
    talk.udp(CAMERA_IP, 32761, PHONE_IP, 45001, iotc(0x0602, 0x12, uid.ljust(184, b"\0")))
    talk.udp(CAMERA_IP, 32761, PHONE_IP, 45001, iotc(0x0428, 0x12, bytes(8)))
    talk.udp(CAMERA_IP, 40000, SERVER_IP, 10001, iotc(0x0201, 0x14, bytes(48)))


def ptcp(kind, data=b""):
    head = b"PTCP" + struct.pack("!5I", 0, 0, 0x0002FFFB, 0, 0)
    return head + struct.pack("!II", kind << 24 | len(data), 0x01020304) + bytes(4) + data


def clouds_dhp2p(talk):
    """A phone asks for a recorder by serial number, tests the path, and opens its RTSP port."""
    phone, server = (PHONE_IP, 46000, SERVER_IP, 8800), (SERVER_IP, 8800, PHONE_IP, 46000)
    user = (b'CSeq: 1\r\nX-WSSE: UsernameToken Username="P2PClient", PasswordDigest="eA==", Nonce="1", '
            b'Created="2026-01-01T00:00:00Z"\r\n\r\n')
    talk.udp(*phone, b"DHGET /online/p2psrv/3X00000PAA00000 HTTP/1.1\r\n" + user)
    talk.udp(*server, b"HTTP/1.1 200 OK\r\nCSeq: 1\r\n\r\n<body><US>198.51.100.7:8800</US></body>")
    talk.udp(*phone, b"DHPOST /device/3X00000PAA00000/p2p-channel HTTP/1.1\r\n" + user
             + b"<body><LocalAddr>127.0.0.1:46000</LocalAddr></body>")
    talk.udp(*server, b"HTTP/1.1 200 OK\r\nCSeq: 1\r\n\r\n<body><PubAddr>192.0.2.77:40001</PubAddr></body>")
    stun = bytes.fromhex("0001000c fefdfcfb fefdfcfbfaf9f8f7f6f5f4f3 802a0008 0102030405060708")
    phone, camera = (PHONE_IP, 46000, CAMERA_IP, 40001), (CAMERA_IP, 40001, PHONE_IP, 46000)
    talk.udp(*phone, bytes(255 - b for b in stun))
    talk.udp(*camera, bytes(255 - b for b in b"\1\1" + stun[2:]))
    talk.udp(*phone, b"PTCP" + struct.pack("!5I", 0, 0, 0x0002FFFB, 0, 0) + b"\0\3\1\0")
    talk.udp(*phone, ptcp(0x11, struct.pack("!I", 554) + bytes([127, 0, 0, 1])))
    talk.udp(*camera, ptcp(0x12, b"CONN"))
    talk.udp(*phone, ptcp(0x10, b"OPTIONS rtsp://127.0.0.1/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"))
    talk.udp(*camera, ptcp(0x10, b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"))
    talk.udp(*camera, ptcp(0x13))


def clouds_bcudp(talk):
    """A camera asks the middle man, registers and keeps alive; a phone asks for another camera."""
    uid, wanted = "95270000ABCDEFGH", "95270001ABCDEFGH"
    talk.udp(CAMERA_IP, 41000, SERVER_IP, 9999, bcudp(7, f"<P2P><D2M_Q><uid>{uid}</uid></D2M_Q></P2P>"))
    talk.udp(SERVER_IP, 9999, CAMERA_IP, 41000, bcudp(
        7, "<P2P><M2D_Q_R><reg><ip>198.51.100.7</ip><port>58200</port></reg><rsp>0</rsp></M2D_Q_R></P2P>"))
    for turn in range(2):
        talk.udp(CAMERA_IP, 41000, OTHER_IP, 58200, bcudp(
            8 + turn, f"<P2P><D2R_HB><uid>{uid}</uid></D2R_HB></P2P>"))
    talk.udp(PHONE_IP, 42000, SERVER_IP, 9999, bcudp(
        0xFFFFFFF0, f"<P2P><C2M_Q><uid>{wanted}</uid><p>MAC</p></C2M_Q></P2P>"))
    talk.udp(CAMERA_IP, 41000, "192.0.2.77", 43000,
             b"\x10\xcf\x87\x2a" + struct.pack("<4I", 9, 0, 1, 4) + b"\xf0\xde\xbc\x0a")


def safeproto(command, body):
    return (b"\x9e\xba\xac\xe9\1\0\0\0" + struct.pack("!6I", 1, 0, command, 0, len(body), 0) + body
            + hashlib.md5(body).digest() + bytes(16))


def safe_v3(operation, attributes):
    whole = bytearray(b"\xe2\2" + struct.pack("!HIHBB", operation, 1, 0x6234, 12, 0) + attributes)
    crc = 0
    for byte in whole:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8C if crc & 1 else crc >> 1
    whole[11] = crc
    return bytes(whole)


def mqtt_connect(client, user, password):
    fields = b"".join(struct.pack("!H", len(f)) + f for f in (client, user, password))
    body = b"\0\4MQTT\4\xc2\0\x3c" + fields
    return b"\x10" + bytes([len(body)]) + body


def clouds_safeproto(talk):
    """A doorbell says hello to its message server, learns its public address and opens a path; a
    program speaks to it on the LAN, and fetches pictures from a relay."""
    talk.tcp(CAMERA_IP, 51000, SERVER_IP, 31006, [
        (True, mqtt_connect(b"C00000001", b"C00000001", b"test")), (False, b"\x20\2\0\0")])
    request = b"<Request><DevSerial>C00000001</DevSerial></Request>"
    talk.udp(CAMERA_IP, 33000, SERVER_IP, 6002, safeproto(0x0812, request))
    talk.udp(SERVER_IP, 6002, CAMERA_IP, 33000, safeproto(
        0x0811, b'<Response><Client Address="192.0.2.77" Port="40001"/></Response>'))
    talk.udp(CAMERA_IP, 33000, "100.64.96.243", 10257, safeproto(0x0812, request))
    talk.udp(CAMERA_IP, 33000, OTHER_IP, 52000, safe_v3(0x0C00, b"\x77\4\0\0\0\1\xff\0"))
    talk.udp(OTHER_IP, 52000, CAMERA_IP, 33000, safe_v3(0x0C01, b"\xff\0"))
    talk.tcp(PHONE_IP, 51001, CAMERA_IP, 9010, [
        (True, safeproto(0x3003, bytes(16))), (False, safeproto(0x3004, bytes(16)))])
    talk.tcp(PHONE_IP, 51002, SERVER_IP, 8554, [
        (True, bytes.fromhex("24000003 0001 013b 0a0b0c")),
        (False, bytes.fromhex("24000002 0001 013c 0a0b 24010004 0002 0000 000001ba"))])


def clouds_autonat(talk):
    """A client asks an AutoNAT server for a recorder; the recorder says hello too."""
    def hello(connection):
        return struct.pack("<6I", 0x00010002, connection, 0, 0, connection, 0) + b"\xfe\xfe\0\1"

    def request(xml):
        return struct.pack("<8I", 0x00010102, 1, 1, 0, 2, 1, 256, len(xml) + 1) + xml + b"\0"

    talk.udp(CAMERA_IP, 34000, SERVER_IP, 8989, hello(0x0594B0E1))
    talk.udp(PHONE_IP, 34001, SERVER_IP, 8989, hello(0x2182D36D))
    talk.udp(PHONE_IP, 34001, SERVER_IP, 8989, request(
        b'<Nat version="0.4.0.1"><Cmd id="10006"><DeviceNo>N00000000001</DeviceNo></Cmd></Nat>'))
    talk.udp(SERVER_IP, 8989, PHONE_IP, 34001, request(
        b'<Nat version="0.4.0.1"><Cmd id="10006"><Status>0</Status><DevicePeerIp>198.51.100.7'
        b'</DevicePeerIp></Cmd></Nat>'))


def clouds_kp2p(talk):
    """A camera asks where to register, registers over UDP, keeps alive bare over TCP."""
    talk.tcp(CAMERA_IP, 35000, SERVER_IP, 80, [
        (True, b"POST /address/device?sn=JAX0000000000010&max_ch=1 HTTP/1.1\r\nHost: ngw.dvr163.com\r\n"
               b"User-Agent: KP2P\r\nContent-Length: 0\r\n\r\n"),
        (False, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")])
    head = b"\xab\xbc\xcd\xde%c\0\0\0\0\0\1\0\x13\xa0\x21\0\x00\xd9\x5d\x02"
    talk.udp(CAMERA_IP, 35001, OTHER_IP, 19000,
             head % 0x11 + bytes(8) + b"\x60\0\0\0" + b"4700000010" + bytes(86))
    talk.tcp(CAMERA_IP, 35002, OTHER_IP, 19000, [(True, head % 0 + bytes(12))])


def clouds_nvdvr(talk):
    """An app asks for a camera and is told a relay; a camera sends its name."""
    name = b"39000010.nvdvr.net".ljust(32, b"\0")
    talk.udp(PHONE_IP, 36000, SERVER_IP, 8877, b"\2\7\0" + b"20088112343741100"[:15] + bytes(8) + name)
    talk.udp(SERVER_IP, 8877, PHONE_IP, 36000, b"\xcf" + name + b"198.51.100.7".ljust(17, b"\0") + b"\xb6\x22")
    talk.udp(CAMERA_IP, 36001, SERVER_IP, 8877, b"\x99" + b"39000011.nvdvr.net".ljust(32, b"\0"))


def clouds_nat8765(talk):
    """A camera and the two servers of its cloud."""
    talk.udp(CAMERA_IP, 37000, SERVER_IP, 8765, bytes.fromhex("1220f10503000000"))
    talk.udp(SERVER_IP, 8765, CAMERA_IP, 37000, bytes.fromhex("1220ea0300000000"))
    talk.udp(CAMERA_IP, 37000, OTHER_IP, 7999, bytes.fromhex("1420f50500000000"))
    talk.udp(OTHER_IP, 7999, CAMERA_IP, 37000, bytes.fromhex("1420f40500000000"))


# GUTES: src/proto/gutes_message.c says how frames are put together.
def rc5(key):
    words = [int.from_bytes(key[i:i + 4], "little") for i in range(0, len(key), 4)]
    table = [(0xB7E15163 + i * 0x9E3779B9) & 0xFFFFFFFF for i in range(14)]
    a = b = 0

    def turned(v, by):
        by &= 31
        return (v << by | v >> (32 - by)) & 0xFFFFFFFF

    for i in range(42):
        a = table[i % 14] = turned((table[i % 14] + a + b) & 0xFFFFFFFF, 3)
        b = words[i % len(words)] = turned((words[i % len(words)] + a + b) & 0xFFFFFFFF, a + b)

    def block(clear):
        a, b = struct.unpack("<II", clear)
        a, b = (a + table[0]) & 0xFFFFFFFF, (b + table[1]) & 0xFFFFFFFF
        for i in range(1, 7):
            a = (turned(a ^ b, b) + table[2 * i]) & 0xFFFFFFFF
            b = (turned(b ^ a, a) + table[2 * i + 1]) & 0xFFFFFFFF
        return struct.pack("<II", a, b)
    return block


GUTES_DEVICE, GUTES_SESSION = 0x0000000700000042, 0x5500000000000011


def gutes(form, kind, ident, sequence, flags, body, session_key=None):
    head = struct.pack("<BBHQI", form, kind, 24 + len(body), ident, sequence)
    total = flags & 0xFFFFFF
    summed = head + body[:len(body) // 4 * 4]
    for i in range(0, len(summed), 4):
        total ^= int.from_bytes(summed[i:i + 4], "little")
    clear = head + struct.pack("<II", total, flags) + body
    block = rc5(session_key or clear[:4] + clear[20:23] + b"\0")
    out = bytearray(clear)
    for at in [12, *range(24, len(clear) - 7, 8)]:
        out[at:at + 8] = block(clear[at:at + 8])
    fixed = rc5(b"www.gwell.cc")(clear[4:12])
    out[4:12] = bytes(a ^ b for a, b in zip(fixed, out[12:20]))
    return bytes(out)


def clouds_gutes(talk):
    """A doorbell asks for servers, probes two, begins a session; over TCP with a third; and answers
    a search on the LAN."""
    talk.udp(CAMERA_IP, 40100, SERVER_IP, 51701,
             gutes(0x7F, 0x15, GUTES_DEVICE, 1, 0x11234, struct.pack("<4I", 1, 0, 0, 0)))
    talk.udp(SERVER_IP, 51701, CAMERA_IP, 40100,
             gutes(0x7F, 0x16, GUTES_DEVICE, 1, 0x215678, bytes(6) + b"\1\0" + bytes(36)))
    for server in (SERVER_IP, OTHER_IP):
        talk.udp(CAMERA_IP, 40100, server, 28800,
                 gutes(0x7F, 0x01, GUTES_DEVICE, 2, 0x10000, struct.pack("<11I", 2, *[0] * 10)))
    for sequence, kind in ((3, 0xA6), (4, 0x17)):
        talk.udp(CAMERA_IP, 40100, SERVER_IP, 28800,
                 gutes(0x7E, kind, GUTES_SESSION, sequence, 0x20000 + sequence * 2, bytes(20),
                       bytes(range(32))))
    talk.tcp(CAMERA_IP, 40101, "198.51.100.8", 8443, [
        (True, gutes(0x7F, 0x01, GUTES_DEVICE, 5, 0x10000, struct.pack("<3I", 2, 7, 0)))])
    talk.udp(PHONE_IP, 8900, "10.30.0.255", 8899, b"\x70\x02\x1c\0" + bytes(24))
    talk.udp(CAMERA_IP, 8899, PHONE_IP, 8900,
             b"\x70\x03\x66\0" + bytes(24) + struct.pack("<QQHII", GUTES_DEVICE, 0, 23709, 0, 0)
             + bytes(4) + bytes.fromhex(CAMERA.replace(":", "")) + bytes(38))


def clouds_lite8666(talk):
    """A door viewer's first word with its cloud: it asks, is challenged, answers, is told."""
    nonce = bytes(range(16))
    hello = b"\1\1\0\x09B12345678\x20" + b"ZXhhbXBsZWV4YW1wbGVleGFtcGxlZXg=" + nonce
    talk.tcp(CAMERA_IP, 40110, SERVER_IP, 8666, [
        (True, bytes([0x70, len(hello)]) + hello),
        (False, b"\x80\x24\1\0\0\0" + nonce * 2),
        (True, b"\x90\x13\1\1" + bytes(17)),
        (False, b"\xb0\xb4\1\1\0\0\0" + nonce * 11)])


def clouds_pppp_unpublished(talk):
    """A camera registers with three servers under a key that nobody published, with a sealed form of
    registration; one answers. Another device sends other things to that port."""
    key = pppp_key(b"unpublished phrase 7")
    hello, sealed = b"\xf1\0\0\0", b"\xf1\x12\0\x2c" + hashlib.sha256(b"a").digest() + bytes(12)
    for _ in range(2):
        for server in (SERVER_IP, OTHER_IP, "198.51.100.8"):
            for message in (hello, sealed):
                talk.udp(CAMERA_IP, 32108, server, 32100, pppp_obfuscate(key, message))
        talk.udp(SERVER_IP, 32100, CAMERA_IP, 32108,
                 pppp_obfuscate(key, b"\xf1\x13\0\x08" + bytes(8)))
    for i in range(8):
        talk.udp(PHONE_IP, 40120, OTHER_IP, 32100, hashlib.sha256(bytes([i])).digest()[:24])


CASES = {name.replace("_", "-"): case for name, case in list(globals().items())
         if name.startswith("clouds_")}


def main():
    for name in CASES if sys.argv[1:] == ["--all"] else sys.argv[1:]:
        talk = Talk()
        CASES[name](talk)
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        talk.capture.write(folder / "input.pcap")
        (folder / "origin.md").write_text(
            f"{CASES[name].__doc__}\n\nGenerated by `python3 tests/golden/clouds.py {name}`. No real "
            "device is in it.\n")


main()
