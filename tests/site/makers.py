# SPDX-License-Identifier: Apache-2.0
"""How implementations of several makers speak, after the public descriptions that knowledge/ cites.

Each function makes one device talk: what its firmware says stays the same whatever label stands on
it; label, model and MAC address are the relabeller's to choose."""
import json
import struct

import private
from habits import HABITS
from talk import encode_name, endpoint, srv, txt

SOAP = ('<?xml version="1.0" encoding="UTF-8"?><{p}:Envelope xmlns:{p}='
        '"http://www.w3.org/2003/05/soap-envelope" {more}>')


def probe_match(d, prefix, scopes, epr, xaddr):
    more = ('xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
            'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" '
            'xmlns:dn="http://www.onvif.org/ver10/network/wsdl"')
    if prefix == "env":
        more = more.replace("xmlns:wsa", "xmlns:wsadis")
    a = "wsadis" if prefix == "env" else "wsa"
    return (SOAP.format(p=prefix, more=more)
            + f"<{prefix}:Header><{a}:MessageID>uuid:{endpoint(d.site.rng)}</{a}:MessageID>"
            f"<{a}:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</{a}:Action>"
            f"</{prefix}:Header><{prefix}:Body><d:ProbeMatches><d:ProbeMatch>"
            f"<{a}:EndpointReference><{a}:Address>{epr}</{a}:Address></{a}:EndpointReference>"
            f"<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>{' '.join(scopes)}</d:Scopes>"
            f"<d:XAddrs>{xaddr}</d:XAddrs><d:MetadataVersion>10</d:MetadataVersion>"
            f"</d:ProbeMatch></d:ProbeMatches></{prefix}:Body></{prefix}:Envelope>").encode()


def discover(d, recorder, payload):
    """The recorder asked from its port; the camera answers by unicast."""
    d.udp(recorder.mac, recorder.ip, 3702, recorder.next_port(), payload)


def rtsp(d, recorder, url, realm, sdp, server=None, public=None, date=None, port=554):
    base = f"rtsp://{d.ip}:{port}{url}"
    head = (f"Server: {server}\r\n" if server else "") + (f"Date: {date}\r\n" if date else "")
    public = public or "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"
    d.serve_rtsp(recorder.mac, recorder.ip, [
        (True, f"OPTIONS {base} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: recorder\r\n\r\n"),
        (False, f"RTSP/1.0 200 OK\r\nCSeq: 1\r\n{head}Public: {public}\r\n\r\n"),
        (True, f"DESCRIBE {base} RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\n\r\n"),
        (False, f"RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\n{head}WWW-Authenticate: Digest "
                f'realm="{realm}", nonce="{d.site.rng.getrandbits(128):032x}"\r\n\r\n'),
        (True, f"DESCRIBE {base} RTSP/1.0\r\nCSeq: 3\r\nAccept: application/sdp\r\n"
               'Authorization: Digest username="viewer"\r\n\r\n'),
        (False, f"RTSP/1.0 200 OK\r\nCSeq: 3\r\n{head}Content-Type: application/sdp\r\n"
                f"Content-Length: {len(sdp)}\r\n\r\n{sdp}"),
        (True, f"SETUP {base}/trackID=1 RTSP/1.0\r\nCSeq: 4\r\n"
               "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n"),
        (False, f"RTSP/1.0 200 OK\r\nCSeq: 4\r\n{head}Session: 77;timeout=60\r\n"
                "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n"),
        (True, f"PLAY {base} RTSP/1.0\r\nCSeq: 5\r\nSession: 77\r\n\r\n"),
        (False, f"RTSP/1.0 200 OK\r\nCSeq: 5\r\n{head}Session: 77\r\n\r\n"),
    ], port=port)


def media(d, extra="", session="Media Presentation", origin="- 1109162014219182 1 IN IP4 0.0.0.0"):
    return (f"v=0\r\no={origin}\r\ns={session}\r\nt=0 0\r\n{extra}"
            "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:trackID=1\r\n")


def onvif_information(d, recorder, brand, model, firmware, serial, hardware, port=80):
    body = (SOAP.format(p="s", more='xmlns:tds="http://www.onvif.org/ver10/device/wsdl"')
            + "<s:Body><tds:GetDeviceInformationResponse>"
            f"<tds:Manufacturer>{brand}</tds:Manufacturer><tds:Model>{model}</tds:Model>"
            f"<tds:FirmwareVersion>{firmware}</tds:FirmwareVersion>"
            f"<tds:SerialNumber>{serial}</tds:SerialNumber><tds:HardwareId>{hardware}"
            "</tds:HardwareId></tds:GetDeviceInformationResponse></s:Body></s:Envelope>").encode()
    request = ("POST /onvif/device_service HTTP/1.1\r\nHost: " + d.ip
               + "\r\nContent-Type: application/soap+xml\r\nContent-Length: 0\r\n\r\n")
    d.serve_http(recorder.mac, recorder.ip, request,
                 "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml; charset=utf-8\r\n", body,
                 port)


def hikvision(d, c, recorder):
    tail = d.mac.hex()
    serial = f"{c['model']}2019{1 + c['n'] % 12:02d}{1 + c['n'] % 28:02d}AAWR{c['serial']}"
    c["serial"] = serial
    d.dhcp(hostname=None)
    d.multicast("239.255.255.250", 37020, (
        '<?xml version="1.0" encoding="UTF-8"?>\r\n<ProbeMatch><Uuid>'
        f"{endpoint(d.site.rng).upper()}</Uuid><Types>inquiry</Types><DeviceType>142378"
        f"</DeviceType><DeviceDescription>{c['model']}</DeviceDescription><DeviceSN>{serial}"
        f"</DeviceSN><CommandPort>8000</CommandPort><HttpPort>80</HttpPort><MAC>"
        f"{'-'.join(f'{b:02x}' for b in d.mac)}</MAC><IPv4Address>{d.ip}</IPv4Address><DHCP>true"
        "</DHCP><SoftwareVersion>V5.5.6build 180326</SoftwareVersion><DSPVersion>V7.3 build 180326"
        "</DSPVersion><Activated>true</Activated><SupportHCPlatform>true</SupportHCPlatform>"
        "<HCPlatformEnable>flase</HCPlatformEnable></ProbeMatch>").encode())
    name = c["brand"].replace(" ", "%20")
    discover(d, recorder, probe_match(d, "env", [
        "onvif://www.onvif.org/type/video_encoder", "onvif://www.onvif.org/Profile/Streaming",
        f"onvif://www.onvif.org/MAC/{':'.join(f'{b:02x}' for b in d.mac)}",
        f"onvif://www.onvif.org/hardware/{c['model']}",
        f"onvif://www.onvif.org/name/{name}%20{c['model']}",
        "onvif://www.onvif.org/location/city/hangzhou"],
        f"urn:uuid:{endpoint(d.site.rng)[:8]}-5ee1-11b3-8d2a-{tail}",
        f"http://{d.ip}/onvif/device_service"))
    onvif_information(d, recorder, c["brand"], c["model"], "V5.5.6 build 180326", serial, "88")
    rtsp(d, recorder, "/Streaming/Channels/101", "IP Camera(C2183)",
         media(d, "e=NONE\r\nb=AS:5050\r\na=Media_header:MEDIAINFO=494D4B48010100000400010000000000"
                  "00000000000000000000000000000000;\r\na=appversion:1.0\r\n"),
         public="OPTIONS, DESCRIBE, PLAY, PAUSE, SETUP, TEARDOWN, SET_PARAMETER, GET_PARAMETER",
         date="Thu,  May 14 2020 10:11:12 GMT".replace("Thu,  ", " Thu, "))


def dahua(d, c, recorder):
    d.dhcp(parameters=(1, 3, 4, 5, 6, 12, 15, 28, 42))
    c["serial"] = f"{c['serial'][:4]}PAG{c['serial'][4:]}ABC"
    document = json.dumps({"mac": ":".join(f"{b:02x}" for b in d.mac),
                           "method": "client.notifyDevInfo",
                           "params": {"deviceInfo": {
                               "DeviceClass": "IPC", "DeviceType": c["model"], "Find": "BC",
                               "HttpPort": 80, "IPv4Address": {"IPAddress": d.ip,
                                                               "SubnetMask": "255.255.0.0"},
                               "MachineName": c["model"], "Manufacturer": c["private"],
                               "Port": 37777, "SerialNo": c["serial"], "Vendor": c["vendor"],
                               "Version": c["firmware"]}}}).encode() + b"\n"
    head = (b"\x20\0\0\0DHIP" + b"\0" * 8 + struct.pack("<IIII", len(document), 0, len(document), 0))
    d.multicast("239.255.255.251", 37810, head + document)
    discover(d, recorder, probe_match(d, "s", [
        "onvif://www.onvif.org/location/country/china",
        f"onvif://www.onvif.org/name/{c['brand'].replace(' ', '%20')}",
        f"onvif://www.onvif.org/hardware/{c['model']}",
        "onvif://www.onvif.org/Profile/Streaming",
        "onvif://www.onvif.org/type/Network_Video_Transmitter",
        "onvif://www.onvif.org/extension/unique_identifier"],
        f"uuid:{endpoint(d.site.rng)}", f"http://{d.ip}/onvif/device_service"))
    rtsp(d, recorder, "/cam/realmonitor?channel=1&subtype=0", f"Login to {c['serial']}",
         media(d, "a=packetization-supported:DH\r\na=rtppayload-supported:DH\r\n",
               "Media Server", "- 2251938210 2251938210 IN IP4 0.0.0.0"))


def xiongmai(d, c, recorder):
    tail = d.mac.hex()
    d.dhcp(vendor="udhcp 1.19.4", hostname="LocalHost")
    discover(d, recorder, probe_match(d, "SOAP-ENV", [
        "onvif://www.onvif.org/type/video_encoder", "onvif://www.onvif.org/type/audio_encoder",
        "onvif://www.onvif.org/hardware/IPC-model", "onvif://www.onvif.org/location/country/china",
        "onvif://www.onvif.org/name/NVT"],
        f"urn:uuid:{endpoint(d.site.rng)[:8]}-5566-7788-99aa-{tail}",
        f"http://{d.ip}:8899/onvif/device_service"))
    onvif_information(d, recorder, "H264", "XM530_50X50-WG_8M",
                      "V5.00.R02.00030747.10010.349f17..ONVIF 16.12", tail, "00001", 8899)
    rtsp(d, recorder, "/user=viewer_password=_channel=1_stream=0.sdp?real_stream", tail + "0000",
         media(d), server="H264DVR 1.0",
         public="OPTIONS, DESCRIBE, SETUP, TEARDOWN, GET_PARAMETER, SET_PARAMETER, PLAY, PAUSE")


def uniview(d, c, recorder):
    tail = d.mac.hex()
    c["serial"] = "210235UEDW" + c["serial"][:8]
    d.dhcp(vendor=None)
    discover(d, recorder, probe_match(d, "SOAP-ENV", [
        "onvif://www.onvif.org/max_resolution/2688*1520", "onvif://www.onvif.org/register_status/offline",
        "onvif://www.onvif.org/register_server/0.0.0.0:5060",
        "onvif://www.onvif.org/regist_id/34020000001320000001", "onvif://www.onvif.org/type/IPC",
        f"onvif://www.onvif.org/manufacturer/{c['brand'].replace(' ', '%20')}",
        "onvif://www.onvif.org/version/GIPC-B6215.1.68.NB.240617",
        f"onvif://www.onvif.org/serial/{c['serial']}", f"onvif://www.onvif.org/macaddr/{tail}",
        f"onvif://www.onvif.org/name/{c['model']}"],
        f"urn:uuid:00010010-0001-1020-8000-{tail}", f"http://{d.ip}:80/onvif/device_service"))
    onvif_information(d, recorder, c["brand"], c["model"], "GIPC-B6215.1.68.NB.240617", c["serial"], "1.0")
    rtsp(d, recorder, "/media/video1", tail,
         media(d, "", "VCP IPC Realtime stream", f"- 1001 1 IN IP4 {d.ip}")
         .replace("RTP/AVP 96", "RTP/AVP 105").replace(":96 ", ":105 "),
         public="OPTIONS,DESCRIBE,SETUP,PLAY,PAUSE,TEARDOWN,ANNOUNCE,SET_PARAMETER,GET_PARAMETER")


def axis(d, c, recorder):
    tail = d.mac.hex().upper()
    d.dhcp(vendor=f"AXIS,Network Camera,{c['model']},10.12.182", hostname=f"axis-{tail.lower()}")
    instance = f"AXIS {c['model']} - {tail}"
    service = "_axis-video._tcp.local"
    owner = bytes([len(instance)]) + instance.encode() + encode_name(service)
    host = f"axis-{tail.lower()}.local"
    d.mdns([(service, 12, owner), (host, 1, bytes(map(int, d.ip.split("."))))])
    d.mdns([(service, 16, txt(f"macaddress={tail}")), (service, 33, srv(80, host))])
    discover(d, recorder, probe_match(d, "SOAP-ENV", [
        "onvif://www.onvif.org/type/video_encoder", f"onvif://www.onvif.org/hardware/{c['model']}",
        f"onvif://www.onvif.org/name/AXIS%20{c['model']}"],
        f"urn:uuid:{endpoint(d.site.rng)}", f"http://{d.ip}/onvif/device_service"))
    onvif_information(d, recorder, "AXIS", c["model"], "10.12.182", tail, "7D5")
    rtsp(d, recorder, "/axis-media/media.amp", f"AXIS_{tail}",
         media(d, "", "Session streamed with GStreamer"), server="GStreamer RTSP server",
         public="DESCRIBE, GET_PARAMETER, PAUSE, PLAY, SETUP, SET_PARAMETER, TEARDOWN")


def hanwha(d, c, recorder):
    c["serial"] = f"ZC6V70{c['serial'][:9]}"
    d.dhcp(vendor=None, hostname=c["model"])
    discover(d, recorder, probe_match(d, "SOAP-ENV", [
        "onvif://www.onvif.org/type/video_encoder", f"onvif://www.onvif.org/hardware/{c['model']}",
        "onvif://www.onvif.org/name/Hanwha%20Vision",
        f"onvif://www.onvif.org/MAC/{':'.join(f'{b:02X}' for b in d.mac)}"],
        f"urn:uuid:{endpoint(d.site.rng)}", f"http://{d.ip}/onvif/device_service"))
    onvif_information(d, recorder, "Hanwha Vision", c["model"], "1.41.16_20230822", c["serial"], "1.0")
    rtsp(d, recorder, "/profile2/media.smp", "iPOLiS",
         media(d, "i=samsung\r\na=cliprect:0,0,1080,1920\r\n"))
    d.serve_http(recorder.mac, recorder.ip,
                 f"GET /stw-cgi/system.cgi?msubmenu=deviceinfo&action=view HTTP/1.1\r\nHost: {d.ip}"
                 "\r\n\r\n",
                 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="iPolis", nonce="1"'
                 "\r\n")


def label_only(d, c, recorder):
    """A camera that shows nothing but its label and its MAC address: the honest answer is a lead."""
    d.dhcp(hostname=None)
    d.ssdp_notify(f"http://{d.ip}:8080/d.xml", "Linux/4.9 UPnP/1.0", f"uuid:{endpoint(d.site.rng)}",
                  "upnp:rootdevice")


def by_habits(maker):
    """A camera of a maker that habits.py describes."""
    h = HABITS[maker]

    def speak(d, c, recorder):
        d.dhcp(hostname=None)
        port = h.get("port", 80)
        scopes = [s.format(n=c["n"]) for s in h.get("scopes", [])]
        discover(d, recorder, probe_match(d, "SOAP-ENV", [
            "onvif://www.onvif.org/type/video_encoder", f"onvif://www.onvif.org/hardware/{c['model']}",
            f"onvif://www.onvif.org/name/{c['brand'].replace(' ', '%20')}"] + scopes,
            h.get("endpoint", "urn:uuid:{id}").format(id=endpoint(d.site.rng), tail=d.mac.hex()),
            f"http://{d.ip}:{port}/onvif/device_service"))
        onvif_information(d, recorder, c["brand"], c["model"], h["onvif"][1], c["serial"], "1.0", port)
        for path, status, lines, title in h.get("http", []):
            d.serve_http(recorder.mac, recorder.ip, f"GET {path} HTTP/1.1\r\nHost: {d.ip}\r\n\r\n",
                         f"HTTP/1.1 {status}\r\n{lines.format(ip=d.ip)}Content-Type: text/html\r\n",
                         f"<html><title>{title}</title></html>".encode() if title else b"")
        if "ssdp" in h:
            server, kind = h["ssdp"]
            d.ssdp_notify(f"http://{d.ip}/d.xml", server, f"uuid:{endpoint(d.site.rng)}", kind)
        if "mdns" in h:
            instance, service = h["mdns"]
            owner = bytes([len(instance)]) + instance.encode() + encode_name(service)
            d.mdns([(service, 12, owner)])
        path, realm = h.get("rtsp", ("/video", "camera"))
        rtsp(d, recorder, path, realm, media(d, h.get("lines", ""), h.get("session", "Media")),
             server=h.get("server"))

    return speak


def both(common, own):
    """What every recorder asks of a camera, then the maker's own protocols."""
    def speak(d, c, recorder):
        common(d, c, recorder)
        own(d, c, recorder)

    return speak


SPEAK = {"hikvision": hikvision, "dahua": dahua, "xiongmai": xiongmai, "uniview": uniview,
         "axis": axis, "hanwha": hanwha, "label-only": label_only}

# Prefixes registered to the makers themselves, and others that a relabeller may use.
PREFIX = {"hikvision": "44:47:cc", "dahua": "4c:11:bf", "xiongmai": "00:12:16",
          "uniview": "48:ea:63", "axis": "ac:cc:8e", "hanwha": "00:09:18", "lorex": "00:1f:54",
          "amcrest": "9c:8e:cd", "lts": "14:2f:fd", "intelbras": "58:10:8c", "label-only": "02:1a:11"}
SPEAK.update({maker: by_habits(maker) for maker in HABITS})
SPEAK.update({maker: both(SPEAK[maker], own) for maker, own in private.SPEAK.items()})
PREFIX.update({maker: h["prefix"] for maker, h in HABITS.items()})


def phone(d, c):
    d.dhcp(vendor="android-dhcp-13", hostname=f"Galaxy-{c['n']}",
           parameters=(1, 3, 6, 15, 26, 28, 51, 58, 59, 43))
    for name in ("connectivitycheck.gstatic.com", "mtalk.google.com"):
        d.tls(d.dns(name) or "198.18.0.1", name)


def laptop(d, c):
    d.dhcp(vendor="MSFT 5.0", hostname=f"DESKTOP-{c['n']:05d}",
           parameters=(1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252))
    name = "www.msftconnecttest.com"
    peer = d.dns(name) or "198.18.0.2"
    d.outside_tcp(peer, 80, [(True, f"GET /connecttest.txt HTTP/1.1\r\nHost: {name}\r\n\r\n".encode()),
                             (False, b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n"
                                     b"Microsoft Connect Test")])


def printer(d, c):
    host = f"NPI{d.mac.hex()[6:].upper()}.local"
    d.dhcp(vendor="Hewlett-Packard JetDirect", hostname=host.split(".")[0])
    instance = f"HP LaserJet [{d.mac.hex()[6:].upper()}]"
    owner = bytes([len(instance)]) + instance.encode() + encode_name("_ipp._tcp.local")
    d.mdns([("_ipp._tcp.local", 12, owner), (host, 1, bytes(map(int, d.ip.split("."))))])


def plug(d, c):
    d.dhcp(vendor=None, hostname=f"HS110-{c['n']}")
    d.tls(d.dns("n-euw1-devs.tplinkcloud.com") or "198.18.0.3", "n-euw1-devs.tplinkcloud.com")
    d.ntp("198.19.7.7")


DECOYS = {"phone": (phone, "d0:17:c2"), "laptop": (laptop, "3c:52:82"),
          "printer": (printer, "3c:d9:2b"), "plug": (plug, "50:c7:bf")}
