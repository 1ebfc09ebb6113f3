# SPDX-License-Identifier: Apache-2.0
"""The makers' own searches, control protocols and clouds: bytes after the layouts that the
dissectors cite (src/proto), and for each maker of makers.py what its cameras speak of them."""
import json
import struct
import zlib

from control import ISAPI_INFO, as_json, bc, dvrip_call, dvrip_head, netip
from talk import client_hello


def padded(text, n):
    return text.encode().ljust(n, b"\0")


def headed(document):
    body = json.dumps(document).encode()
    return struct.pack("!IHHII", 0x02000001, len(body), 0x1100, 7, 0) + body


def bcudp(transaction, xml):
    key = (0x1F2D3C4B, 0x5A6C7F8D, 0x38172E4B, 0x8271635A, 0x863F1A2B, 0xA5C6F7D8, 0x8371E1B4,
           0x17F2D3A5)
    stream = b"".join(struct.pack("<I", k + transaction & 0xFFFFFFFF) for k in key)
    body = bytes(b ^ stream[i % 32] for i, b in enumerate(xml.encode()))
    # zlib's CRC-32 begins and ends turned round; beginning with 0 here undoes both
    crc = zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return b"\x3a\xcf\x87\x2a" + struct.pack("<4I", len(body), 1, transaction, crc) + body


def pppp(code, payload=b""):
    return bytes([0xF1, code]) + len(payload).to_bytes(2, "big") + payload


def pppp_uid(prefix, number, check):
    return prefix.ljust(8, b"\0") + number.to_bytes(4, "big") + check.ljust(8, b"\0")


def pppp_address(address, port):
    raw = bytes(int(n) for n in address.split("."))
    return b"\0\2" + port.to_bytes(2, "little") + raw[::-1] + bytes(8)


def quad(address):
    return bytes(int(n) for n in address.split("."))


def mac_text(d, between=":"):
    return between.join(f"{b:02x}" for b in d.mac)


def answered(d, recorder, sport, payload, dport=None):
    """The answer to a search of the recorder's."""
    d.udp(recorder.mac, recorder.ip, sport, dport or recorder.next_port(), payload)


def served(d, recorder, port, *pieces):
    """pieces: in turn from the client and from the device"""
    d.serve(recorder.mac, recorder.ip, port, [(n % 2 == 0, p) for n, p in enumerate(pieces)])


def page(d, recorder, path, body, kind="text/plain"):
    d.serve_http(recorder.mac, recorder.ip, f"GET {path} HTTP/1.1\r\nHost: {d.ip}\r\n\r\n",
                 f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n", body)


def cloud(d, name, port, payload, sport=None):
    """Something told to a server of the maker's, once its address is known."""
    d.outside_udp(d.dns(name), port, payload, sport=sport)


def hikvision(d, c, recorder):
    login = bytes.fromhex("000000205a000000123456780001000005013d4b000000010000000000006f00")
    served(d, recorder, 8000, login, struct.pack(">IIII", 24, 1, 0, 0) + bytes(8))
    page(d, recorder, "/ISAPI/System/deviceInfo", ISAPI_INFO.replace(
        b"DS-2CD0000", c["model"].encode()).replace(b"<manufacturer>hikvision", b"<manufacturer>"
                                                    + c["brand"].encode()), "application/xml")


def dahua(d, c, recorder):
    served(d, recorder, 37777, dvrip_head(0xA0, 1, end=bytes.fromhex("050201010000a1aa")),
           dvrip_head(0xB0, body=f"Realm:Login to {c['serial']}\r\nRandom:1234567890\r\n\r\n".encode()),
           dvrip_call(1, {"method": "magicBox.getDeviceType", "params": None, "id": 1, "session": 7}),
           dvrip_call(1, {"id": 1, "params": {"type": c["model"]}, "result": True, "session": 7}))


SEARCH_HEAD = struct.pack("<BBHIIBBH", 0xFF, 1, 0, 0, 0, 0, 0, 1531)


def counted(body):
    return struct.pack("<I", len(body)) + body


def xiongmai(d, c, recorder):
    answered(d, recorder, 34569, SEARCH_HEAD
             + counted(json.dumps({"NetWork.NetCommon": {
                 "HostIP": "0x" + quad(d.ip)[::-1].hex().upper(), "HostName": "LocalHost",
                 "SN": c["serial"], "MAC": mac_text(d), "TCPPort": 34567, "Version": "V5.00.R02"},
                 "Ret": 100}).encode() + b"\n\0"), 34569)
    served(d, recorder, 34567,
           netip(1000, {"EncryptType": "MD5", "LoginType": "DVRIP-Web", "PassWord": "0" * 8,
                        "UserName": "user"}, False),
           netip(1001, {"AliveInterval": 21, "ChannelNum": 1, "DeviceType ": "IPC",
                        "ExtraChannel": 0, "Ret": 100, "SessionID": "0x00000006"}))
    cloud(d, "secu100.net", 8765, bytes.fromhex("1220f10503000000"))


def axis(d, c, recorder):
    page(d, recorder, "/axis-cgi/basicdeviceinfo.cgi", as_json({
        "apiVersion": "1.0", "data": {"propertyList": {
            "Architecture": "armv7hf", "Brand": "AXIS", "HardwareID": "764", "ProdNbr": c["model"],
            "ProdType": "Network Camera", "SerialNumber": d.mac.hex().upper(), "Version": "10.12.182",
            "WebURL": "http://www.axis.com"}}}), "application/json")


def hanwha(d, c, recorder):
    answered(d, recorder, 7701, (
        bytes.fromhex("0b6879fc58f3b4e89751a39ca998fa9b814f11") + padded(mac_text(d), 18)
        + padded(d.ip, 16) + padded("255.255.0.0", 16) + padded("10.0.0.1", 16) + bytes(24)
        + padded(c["model"][:9], 10) + bytes(14)
        + padded(f"http://{d.ip}/index.htm", 39)).ljust(262, b"\0"), 7711)


def tplink(d, c, recorder):
    answered(d, recorder, 20002, headed({"result": {
        "device_type": "SMART.IPCAMERA", "device_model": c["model"], "device_id": c["serial"],
        "mac": mac_text(d, "-"), "firmware_version": "1.4.2 Build 250725"}, "error_code": 0}))


def bosch(d, c, recorder):
    answered(d, recorder, 1757, (
        '<root xmlns="OEMExt00:device-1-0"><device><deviceType>OEMExt00:device:deviceID0</deviceType>'
        f"<friendlyName>{c['model']}</friendlyName><serialNumber>12345678:{c['serial']}</serialNumber>"
        f"<physAddress>{mac_text(d, '-')}</physAddress></device></root>").encode(), 1758)


def dlink(d, c, recorder):
    answered(d, recorder, 62976,
             bytes.fromhex("eefe0100a100") + d.mac + quad(d.ip) + bytes.fromhex("000002001401")
             + bytes(64) + padded(c["model"], 64) + bytes(140) + quad(d.ip) + struct.pack("<H", 80),
             62992)
    page(d, recorder, "/common/info.cgi", "\r\n".join([
        f"model={c['model']}", f"brand={c['brand']}", f"product={c['model']}", "version=2.15", "build=07",
        "hw_version=B", "nipca=1.9.5", "name=Yard", f"macaddr={mac_text(d)}", ""]).encode())


def reolink(d, c, recorder):
    xml = b'<?xml version="1.0" encoding="UTF-8" ?>\n<body>\n%s</body>\n'
    served(d, recorder, 9000, bc(1, 0x6514, 0xDC01, b"0" * 64),
           bc(1, 0x6614, 0xDD01, xml % b'<Encryption version="1.1">\n<type>md5</type>\n'
              b"<nonce>13BCECE33DA453DB</nonce>\n</Encryption>\n"))
    cloud(d, "p2p.reolink.com", 9999, bcudp(7, f"<P2P><D2M_Q><uid>9527{c['serial'][:9]}ABC</uid></D2M_Q></P2P>"))


def hichip(d, c, recorder):
    answered(d, recorder, 8002, (
        "HDS/1.0 200 OK\r\nCSeq:1\r\nClient-ID:abc\r\n\r\n"
        f"Device-Model=C9F0\r\nDevice-ID=ABBD{c['n']:06d}\r\nMAC={mac_text(d)}\r\n").encode(), 8002)
    page(d, recorder, "/cgi-bin/hi3510/param.cgi?cmd=getserverinfo", "\r\n".join([
        'var model="C6F0SeZ0N0P0L0";', 'var hardVersion="V1.0.0.1";',
        'var softVersion="V11.6.5.1.1-20161213";', f'var name="{c["brand"]}";', ""]).encode())
    cloud(d, "p1.hipcam.org", 32100, pppp(0x10, pppp_uid(b"SSAA", c["n"], b"KLMNP")
                                          + bytes([8, 0, 2, 1]) + pppp_address(d.ip, 32108)), 32108)


def foscam(d, c, recorder):
    page(d, recorder, "/cgi-bin/CGIProxy.fcgi?cmd=getDevInfo&usr=u&pwd=p", (
        f"<CGI_Result><result>0</result><productName>{c['model']}</productName><devName>Yard</devName>"
        f"<mac>{d.mac.hex().upper()}</mac><firmwareVer>1.11.1.18</firmwareVer>"
        "<hardwareVer>1.4.1.8</hardwareVer></CGI_Result>").encode())


def tiandy(d, c, recorder):
    def command(*fields):
        text = "\t".join(fields).encode() + b"\n\n\n"
        return struct.pack("<4sHH8xI", b"\xf1\xf5\xea\xf5", 0, len(text) + 20, len(text)) + text

    served(d, recorder, 3001,
           command(d.ip, "IP", "USER", "LOGON", "dXNlcg==", "cGFzcw==", "", "1", "UTF-8", "805306367",
                   "1"),
           command(d.ip, "IP", "USER", "LOGON", "LOGONFAILED", "3", "", "", "a2V5"))


def vivotek(d, c, recorder):
    model = c["model"].encode()
    answered(d, recorder, 10000, bytes.fromhex("014a5d8f1c0206") + d.mac + b"\x03\x04"
             + quad(d.ip) + bytes([9, len(model)]) + model)
    page(d, recorder, "/cgi-bin/viewer/getparam.cgi?system_info", "\r\n".join([
        f"system_info_modelname='{c['model']}'", f"system_info_serialnumber='{d.mac.hex().upper()}'",
        f"system_info_firmwareversion='{c['model'][:6]}-VVTK-0100e7'", ""]).encode())


def sony(d, c, recorder):
    answered(d, recorder, 2380, (
        f"\x02MAC:{mac_text(d, '-')}").encode() + f"\xffMODEL:{c['model']}\xffSERIAL:{c['serial']}"
        "\xffINFO:allinfo\xffSOFTVERSION:1.84.00\xff\x03".encode("latin-1"), 2380)


def macro_video(d, c, recorder):
    answered(d, recorder, 10008, (
        f"NVDEVRESULT^300^{mac_text(d, '-')}^{d.ip}^255.255.0.0^10.0.0.1^a^b^c^d^e^f^{c['serial']}"
        "^g^h^i").encode(), 10009)


def anjvision(d, c, recorder):
    answered(d, recorder, 3001, (
        '<?xml version="1.0"?><XML_ANJVISION><MESSAGE_HEADER Msg_type="SYSTEM_SEARCHIPC_MESSAGE" '
        'Msg_code="3" Msg_flag="0"/><MESSAGE_BODY><DEVICE_TYPE DeviceType="IPC" '
        f'DeviceModule="{c["model"]}"/><IPC_SERIALNUMBER SerialNumber="{c["serial"]}"/>'
        f'<LANConfig MacAddress="{mac_text(d)}"/></MESSAGE_BODY></XML_ANJVISION>').encode(), 3001)


GB_DOMAIN, GB_PLATFORM = "3402000000", "34020000002000000001"


def uniview(d, c, recorder):
    """Registers with the recorder as its GB/T 28181 platform and says what it is."""
    own = f"340200000013{20000000 + c['n']:08d}"

    def sip(line, sender, body=""):
        head = (f"{line}\r\nVia: SIP/2.0/UDP {d.ip}:5060;branch=z9hG4bK7\r\nFrom: <sip:{sender}@{GB_DOMAIN}>;tag=7"
                f"\r\nTo: <sip:{own}@{GB_DOMAIN}>\r\nCall-ID: {c['n']}\r\nCSeq: 1 X\r\n")
        kind = "Content-Type: Application/MANSCDP+xml\r\n" if body else ""
        return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    ids = f"<CmdType>DeviceInfo</CmdType><SN>17</SN><DeviceID>{own}</DeviceID>"
    d.udp(recorder.mac, recorder.ip, 5060, 5060, sip(f"REGISTER sip:{GB_PLATFORM}@{GB_DOMAIN} SIP/2.0", own))
    d.udp(recorder.mac, recorder.ip, 5060, 5060, sip(
        f"MESSAGE sip:{GB_PLATFORM}@{GB_DOMAIN} SIP/2.0", own,
        f'<?xml version="1.0" encoding="GB2312"?>\r\n<Response>{ids}<Result>OK</Result><DeviceName>IPC</DeviceName>'
        f"<Manufacturer>{c['brand']}</Manufacturer><Model>{c['model']}</Model>"
        "<Firmware>GIPC-B6215.1.68.NB.240617</Firmware><Channel>1</Channel></Response>\r\n"))


def der(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    return bytes([tag, 0x82]) + len(body).to_bytes(2, "big") + body


def certificate(*names):
    """A certificate of that subject, its own issuer; names: (last number of 2.5.4.x, text). Key and
    signature are of the right form and no more."""
    rdns = der(0x30, *(der(0x31, der(0x30, der(6, bytes([0x55, 4, n])), der(0x0C, text.encode())))
                       for n, text in names))
    sha256_rsa = der(0x30, der(6, bytes.fromhex("2a864886f70d01010b")), der(5))
    key = der(0x30, der(0x30, der(6, bytes.fromhex("2a864886f70d010101")), der(5)),
              der(3, b"\0", der(0x30, der(2, b"\0" + b"\xc5" * 128), der(2, b"\1\0\1"))))
    body = der(0x30, der(0xA0, der(2, b"\2")), der(2, b"\x12\x34"), sha256_rsa, rdns,
               der(0x30, der(0x17, b"200101000000Z"), der(0x17, b"400101000000Z")), rdns, key)
    return der(0x30, body, sha256_rsa, der(3, b"\0" + b"\x5a" * 128))


def shown_certificate(d, recorder, cert):
    """TLS 1.2 with the recorder up to the server's certificate."""
    hello = b"\3\3" + b"\x22" * 32 + b"\0\xc0\x2b\0"
    entry = len(cert).to_bytes(3, "big") + cert
    body = len(entry).to_bytes(3, "big") + entry
    shake = (b"\2" + len(hello).to_bytes(3, "big") + hello + b"\x0b" + len(body).to_bytes(3, "big") + body
             + b"\x0e\0\0\0")
    served(d, recorder, 443, client_hello(d.ip), b"\x16\3\3" + struct.pack("!H", len(shake)) + shake)


def avigilon(d, c, recorder):
    shown_certificate(d, recorder, certificate(
        (10, "Avigilon Corporation"), (11, "Certification Manager"), (3, f"AVIGILON-CAMERA-H4A-{c['n']}")))


def pelco(d, c, recorder):
    page(d, recorder, "/d.xml", (
        '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceType>'
        f"urn:schemas-pelco-com:device:Camera:1</deviceType><friendlyName>{c['model']}</friendlyName>"
        f"<manufacturer>{c['brand']}</manufacturer><modelName>{c['model']}</modelName><serialNumber>{c['serial']}"
        f"</serialNumber><UDN>uuid:00000000-0000-4000-8000-{d.mac.hex()}</UDN></device></root>").encode(), "text/xml")


def idis(d, c, recorder):
    """Asks for its name service, which it reaches on port 10088 where there is a way out."""
    d.dns("fen.idisglobal.com")
    d.dns(f"{c['serial'].lower()}.dvrnames.net", "")


def webgate(d, c, recorder):
    d.serve(recorder.mac, recorder.ip, 21, [
        (False, b"220-eDVR FTP Server v1.0 (c)Copyright WebGate Inc. 2004-2009\r\n220 ready\r\n")])


SPEAK = {"uniview": uniview, "avigilon": avigilon, "pelco": pelco, "idis": idis, "webgate": webgate,
         "hikvision": hikvision, "dahua": dahua, "xiongmai": xiongmai, "axis": axis, "hanwha": hanwha,
         "tplink": tplink, "bosch": bosch, "dlink": dlink, "reolink": reolink, "hichip": hichip,
         "foscam": foscam, "tiandy": tiandy, "vivotek": vivotek, "sony": sony,
         "macro-video": macro_video, "anjvision": anjvision}
