# SPDX-License-Identifier: Apache-2.0
"""The makers' own searches, control protocols and clouds: bytes after the layouts that the
dissectors cite (src/proto), and for each maker of makers.py what its cameras speak of them."""
import json
import struct
import zlib

from control import ISAPI_INFO, as_json, bc, dvrip_call, dvrip_head, netip


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


SPEAK = {"hikvision": hikvision, "dahua": dahua, "xiongmai": xiongmai, "axis": axis, "hanwha": hanwha,
         "tplink": tplink, "bosch": bosch, "dlink": dlink, "reolink": reolink, "hichip": hichip,
         "foscam": foscam, "tiandy": tiandy, "vivotek": vivotek, "sony": sony,
         "macro-video": macro_video, "anjvision": anjvision}
