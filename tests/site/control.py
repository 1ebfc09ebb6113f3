#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Captures of one device asked by one client over a control protocol, for the golden cases:

  control.py CASE OUT.pcap

Nothing in them comes from a real device; names, serial numbers and addresses are made up."""
import json
import struct
import sys

import wire

CLIENT = (wire.mac("02:00:00:00:00:02"), "10.0.0.2")
DEVICE = (wire.mac("02:00:00:00:00:07"), "10.0.0.7")
START = 1772323200  # 2026-03-01 00:00:00 UTC


def ask(data):
    return True, data


def say(data):
    return False, data


class Talk:
    """One capture; each connect() is a TCP conversation with handshake and end."""

    def __init__(self):
        self.capture, self.time, self.port = wire.Capture(), float(START), 40000

    def connect(self, port, pieces, close=True, by_device=False):
        client, server = (DEVICE, CLIENT) if by_device else (CLIENT, DEVICE)
        self.port += 1
        ports, seq = (self.port, port), [1000, 5000]

        def send(from_client, flags, payload=b""):
            a, b = (client, server) if from_client else (server, client)
            me, other = (0, 1) if from_client else (1, 0)
            segment = wire.tcp(a[1], b[1], *(ports if from_client else ports[::-1]), seq[me],
                               seq[other] if flags & wire.ACK else 0, flags, payload)
            self.time += 0.002
            self.capture.add(self.time, wire.ethernet(a[0], b[0], 0x0800,
                                                      wire.ip(a[1], b[1], 6, segment)))
            seq[me] += len(payload) + (1 if flags & (wire.SYN | wire.FIN) else 0)

        send(True, wire.SYN)
        send(False, wire.SYN | wire.ACK)
        send(True, wire.ACK)
        for from_client, data in pieces:
            for at in range(0, len(data), 1400):
                send(from_client, wire.ACK | wire.PSH, data[at:at + 1400])
        if close:
            send(True, wire.FIN | wire.ACK)
            send(False, wire.FIN | wire.ACK)
            send(True, wire.ACK)


def http(path, body, kind, method="GET", asked=b"", status="200 OK", asked_kind=""):
    head = f"{method} {path} HTTP/1.1\r\nHost: 10.0.0.7\r\n"
    head += f"Content-Type: {asked_kind}\r\n" if asked_kind else ""
    head += f"Content-Length: {len(asked)}\r\n\r\n"
    reply = (f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n")
    return [ask(head.encode() + asked), say(reply.encode() + body)]


def dvrip_head(command, sub=0, body=b"", middle=bytes(16), end=bytes(8)):
    return struct.pack("<BBBBI", command, sub, 0, 0x58, len(body)) + middle + end + body


def dvrip_call(number, value):
    body = json.dumps(value).encode() + b"\n"
    return struct.pack("<IIIIIIII", 0xF6, len(body), number, 0, len(body), 0, 0x12345678, 0) + body


def dvrip_recorder(talk):
    """Realm, login, serial number and version, then remote calls: a recorder."""
    def info(which, text):
        return [ask(dvrip_head(0xA4, middle=bytes([which]) + bytes(15))),
                say(dvrip_head(0xB4, body=text, middle=bytes([which]) + bytes(15)))]

    asks = bytes.fromhex("050201010000a1aa")
    talk.connect(37777, [
        ask(dvrip_head(0xA0, 1, end=asks)),
        say(dvrip_head(0xB0, body=b"Realm:Login to 1A2B3C4PAA00003\r\nRandom:1234567890\r\n\r\n")),
        ask(dvrip_head(0xA0, 5, b"user&&0123456789ABCDEF", end=bytes.fromhex("050200080000a1aa"))),
        say(dvrip_head(0xB0, middle=bytes.fromhex("00081009010200007856341200000000"),
                       end=bytes.fromhex("0600f90000000000"))),
        *info(7, b"1A2B3C4PAA00003"), *info(8, b"3.200.0000.0.R,build:2019-01-01"),
        *info(29, b"General"),
        ask(dvrip_call(1, {"method": "magicBox.getDeviceType", "params": None, "id": 1,
                           "session": 305419896})),
        say(dvrip_call(1, {"id": 1, "params": {"type": "DVR-16"}, "result": True,
                           "session": 305419896})),
    ])


def netip(number, value, answer=True):
    body = json.dumps(value).encode() + b"\n\0"
    return struct.pack("<BBHIIBBHI", 0xFF, answer, 0, 6, 0, 0, 0, number, len(body)) + body


def netip_camera(talk):
    """Login, system information, network configuration, then video on a second connection."""
    talk.connect(34567, [
        ask(netip(1000, {"EncryptType": "MD5", "LoginType": "DVRIP-Web", "PassWord": "0" * 8,
                         "UserName": "user"}, False)),
        say(netip(1001, {"AliveInterval": 21, "ChannelNum": 1, "DeviceType ": "IPC",
                         "ExtraChannel": 0, "Ret": 100, "SessionID": "0x00000006"})),
        ask(netip(1020, {"Name": "SystemInfo", "SessionID": "0x00000006"}, False)),
        say(netip(1021, {"Name": "SystemInfo", "Ret": 100, "SessionID": "0x00000006",
                         "SystemInfo": {"BuildTime": "2020-01-01 00:00:00",
                                        "DeviceRunTime": "0x00000010",
                                        "EncryptVersion": "Unknown",
                                        "HardWare": "XM530_50X50-WG_8M",
                                        "HardWareVersion": "Unknown",
                                        "SerialNo": "0011223344556677",
                                        "SoftWareVersion": "V5.00.R02.00000000.10010.000000"}})),
        ask(netip(1042, {"Name": "NetWork.NetCommon", "SessionID": "0x00000006"}, False)),
        say(netip(1043, {"Name": "NetWork.NetCommon", "NetWork.NetCommon": {
            "GateWay": "0x0100000A", "HostIP": "0x0700000A", "HostName": "LocalHost",
            "MAC": "02:00:00:00:00:07", "TCPPort": 34567, "UDPPort": 34568}, "Ret": 100})),
    ])
    talk.connect(34567, [
        ask(netip(1413, {"Name": "OPMonitor", "SessionID": "0x00000006"}, False)),
        say(netip(1414, {"Name": "OPMonitor", "Ret": 100, "SessionID": "0x00000006"})),
        say(struct.pack("<BBHIIBBHI", 0xFF, 1, 0, 6, 0, 0, 0, 1412, 64)
            + b"\0\0\1\xfc\2\x19\x28\x18" + bytes(56)),
    ])


BC_KEY = bytes.fromhex("1f2d3c4b5a6978ff")


def bc(number, kind, status=0, body=b"", channel=0):
    """BC message; body is XML, XORed with the fixed key."""
    keyed = bytes(c ^ BC_KEY[(i + channel) % 8] ^ channel for i, c in enumerate(body))
    head = struct.pack("<IIIBBHHH", 0x0ABCDEF0, number, len(body), channel, 0, 0, status, kind)
    return head + (b"" if kind in (0x6514, 0x6614) else bytes(4)) + keyed


def bc_camera(talk):
    """Login in two steps, version, then video."""
    xml = b'<?xml version="1.0" encoding="UTF-8" ?>\n<body>\n%s</body>\n'
    talk.connect(9000, [
        ask(bc(1, 0x6514, 0xDC01, b"0" * 64)),
        say(bc(1, 0x6614, 0xDD01, xml % b'<Encryption version="1.1">\n<type>md5</type>\n'
               b"<nonce>13BCECE33DA453DB</nonce>\n</Encryption>\n")),
        ask(bc(1, 0x6414, 0, xml % b"<LoginUser><userName>0</userName></LoginUser>\n")),
        say(bc(1, 0, 200, xml % b'<DeviceInfo version="1.1">\n<firmVersion>00000000000000'
               b"</firmVersion>\n<type>wifi_solo_ipc</type>\n<channelNum>1</channelNum>\n"
               b"<typeInfo>IPC</typeInfo>\n<softVer>33555019</softVer>\n</DeviceInfo>\n")),
        ask(bc(80, 0x6414, channel=8)),
        say(bc(80, 0, 200, xml % b'<VersionInfo version="1.1">\n<name>Yard</name>\n'
               b"<type>E1</type>\n<serialNumber>00000000000000</serialNumber>\n"
               b"<buildDay>build 19110800</buildDay>\n<hardwareVersion>IPC_517SD5"
               b"</hardwareVersion>\n<firmwareVersion>v2.0.0.587_19110800</firmwareVersion>\n"
               b"<detail>IPC_51716M110000000100000</detail>\n</VersionInfo>\n", 8)),
        ask(bc(3, 0x6414, body=xml % b"<Preview><streamType>mainStream</streamType></Preview>\n")),
        say(bc(3, 0, 200, b"1002" + bytes(28))),
    ])


def sdk8000_device(talk):
    """A login that is answered in the same frame; a stranger that is answered shortly."""
    login = bytes.fromhex("000000205a000000123456780001000005013d4b000000010000000000006f00")
    talk.connect(8000, [ask(login), say(struct.pack(">IIII", 24, 1, 0, 0) + bytes(8))])
    talk.connect(8000, [say(struct.pack(">IIII", 16, 0x1E, 0x1E, 0))])


def as_json(value):
    return json.dumps(value).encode()


def api_json(talk):
    """Answers in JSON of several makers' interfaces, with the types that devices give them; a client
    that writes the same words; remote calls over the older control port."""
    talk.connect(80, http("/RPC2_Login", as_json({
        "error": {"code": 268632079, "message": "Component error: login challenge!"}, "id": 1,
        "params": {"encryption": "Default", "random": "1234567890",
                   "realm": "Login to 1A2B3C4PAA00003"},
        "result": False, "session": 7}), "text/plain", "POST",
        as_json({"id": 1, "method": "global.login", "params": {"clientType": "Web3.0"}})))
    talk.connect(80, http("/RPC2", as_json({
        "id": 2, "params": {"deviceType": "SC-100", "serialNumber": "1A2B3C4PAA00003"},
        "result": True, "session": 7}), "application/json", "POST", b"{}"))
    talk.connect(80, http("/axis-cgi/basicdeviceinfo.cgi", as_json({
        "apiVersion": "1.0", "data": {"propertyList": {
            "Architecture": "armv7hf", "Brand": "AXIS", "HardwareID": "764",
            "ProdNbr": "P0000-LE", "ProdType": "Network Camera", "SerialNumber": "020000000007",
            "Version": "9.50.1", "WebURL": "http://www.axis.com"}}}), "application/json", "POST",
        b"{}"))
    talk.connect(80, http("/stw-cgi/system.cgi?msubmenu=deviceinfo&action=view", as_json({
        "Model": "XND-0000", "SerialNumber": "S0000", "FirmwareVersion": "1.40.02",
        "DeviceType": "NWC", "CGIVersion": "2.5.8", "ConnectedMACAddress": "02:00:00:00:00:07"}),
        "application/json"))
    talk.connect(80, http("/cgi-bin/api.cgi?cmd=GetDevInfo&token=secret", as_json([{
        "cmd": "GetDevInfo", "code": 0, "value": {"DevInfo": {
            "buildDay": "build 23061923", "detail": "IPC_NVR", "exactType": "NVR",
            "firmVer": "v3.6.5.562", "hardVer": "RLN0-000", "model": "RLN0-000", "name": "Yard",
            "type": "NVR"}}}]), "text/html"))
    lapi = {"ResponseURL": "/LAPI/V1.0/System/DeviceBasicInfo", "ResponseCode": 3,
            "ResponseString": "Not Authorized", "StatusCode": 401, "Data": "null"}
    path = lapi["ResponseURL"]
    talk.connect(80, http(path, as_json({"Response": lapi}), "application/json",
                          status="401 Unauthorized"))
    lapi.update(ResponseCode=0, ResponseString="Succeed", StatusCode=0, Data={
        "Manufacturer": "NONE", "DeviceModel": "IPC0000", "MAC": "02:00:00:00:00:07",
        "SerialNumber": "210235C0000000000007",
        "FirmwareVersion": "GIPC-B6215.1.68.NB.240617"})
    talk.connect(80, http(path, as_json({"Response": lapi}), "application/json"))
    talk.connect(80, http("/API/SystemInfo/Base/Get", as_json({"result": "success", "data": {
        "device_name": "Yard", "device_type": "N0000", "hardware_version": "DM-000",
        "software_version": "V8.2.3-20221014", "video_format": "PAL",
        "mac_address": "02-00-00-00-00-07"}}), "application/json", "POST", b"{}"))


def api_text(talk):
    """Lists of lines of several makers' interfaces."""
    def lines(path, *texts):
        talk.connect(80, http(path, "\r\n".join(texts).encode() + b"\r\n", "text/plain"))

    lines("/axis-cgi/param.cgi?action=list&group=Brand", "root.Brand.Brand=AXIS",
          "root.Brand.ProdNbr=P0000-LE", "root.Brand.ProdType=Network Camera",
          "root.Properties.Firmware.Version=9.10.1",
          "root.Properties.System.SerialNumber=020000000007")
    lines("/cgi-bin/magicBox.cgi?action=getSystemInfo", "deviceType=31", "processor=ST7108",
          "serialNumber=1A2B3C4PAA00003", "updateSerial=SC-100")
    lines("/common/info.cgi", "model=DCS-0000", "brand=D-Link", "product=DCS-0000", "version=2.15",
          "build=07", "hw_version=B", "nipca=1.9.5", "name=Yard", "macaddr=02:00:00:00:00:07")
    lines("/cgi-bin/viewer/getparam.cgi?system_info", "system_info_modelname='IP0000'",
          "system_info_serialnumber='020000000007'",
          "system_info_firmwareversion='IP0000-VVTK-0100e7'")
    lines("/cgi-bin/hi3510/param.cgi?cmd=getserverinfo", 'var model="C6F0SeZ0N0P0L0";',
          'var hardVersion="V1.0.0.1";', 'var softVersion="V11.6.5.1.1-20161213";',
          'var name="Yard";')
    lines("/cgi-bin/system?USER=u&PWD=p&SYSTEM_INFO", "Firmware Version = A1D-310-V1.00.00-AC",
          "MAC Address = 02:00:00:00:00:07", "Production ID = ACM0000-00A-X-00001",
          "Company Name = 'ACTi Corporation'", "Model Number = 'ACM-0000'")
    lines("/cgi-bin/nobody/Machine.cgi?action=get_capability", "0", "OK",
          "Firmware.Version=1011-1005-1008-1002", "MACAddress=02:00:00:00:00:07",
          "Product.Type=DVR", "Product.ID=308B", "Video.Input.Num=8")


ISAPI_INFO = b"""<?xml version="1.0" encoding="UTF-8"?>
<DeviceInfo version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">
<deviceName>Yard</deviceName><deviceDescription>IPCamera</deviceDescription>
<deviceLocation>hangzhou</deviceLocation><systemContact>Hikvision.China</systemContact>
<model>DS-2CD0000</model><serialNumber>DS-2CD000020200101AAWR000000000</serialNumber>
<macAddress>02:00:00:00:00:07</macAddress><firmwareVersion>V5.5.6</firmwareVersion>
<firmwareReleasedDate>build 180326</firmwareReleasedDate><encoderVersion>V7.3</encoderVersion>
<deviceType>IPCamera</deviceType><telecontrolID>88</telecontrolID>
<manufacturer>hikvision</manufacturer><OEMCode>1</OEMCode>
</DeviceInfo>
"""


def api_xml(talk):
    """XML of several makers' interfaces; a client that writes the same words says nothing."""
    talk.connect(80, http("/ISAPI/System/deviceInfo", ISAPI_INFO, "application/xml"))
    talk.connect(80, http("/ISAPI/System/deviceInfo", b"<ResponseStatus/>", "application/xml",
                          "PUT", ISAPI_INFO))
    talk.connect(80, http("/HNAP1/", b"<?xml version='1.0'?><soap:Envelope xmlns:soap="
                          b"'http://schemas.xmlsoap.org/soap/envelope/'><soap:Body>"
                          b"<GetDeviceSettingsResponse xmlns='http://purenetworks.com/HNAP1/'>"
                          b"<GetDeviceSettingsResult>OK</GetDeviceSettingsResult>"
                          b"<Type>NetworkCamera</Type><VendorName>D-Link</VendorName>"
                          b"<ModelName>DCS-0000</ModelName><FirmwareVersion>1.04</FirmwareVersion>"
                          b"</GetDeviceSettingsResponse></soap:Body></soap:Envelope>", "text/xml"))
    talk.connect(88, http("/cgi-bin/CGIProxy.fcgi?cmd=getDevInfo&usr=u&pwd=p",
                          b"<CGI_Result><result>0</result><productName>FI0000</productName>"
                          b"<devName>Yard</devName><mac>020000000007</mac>"
                          b"<firmwareVer>1.11.1.18</firmwareVer><hardwareVer>1.4.1.8</hardwareVer>"
                          b"</CGI_Result>", "text/plain"))

    ver10 = (b"<?xml version='1.0' encoding='UTF-8'?><config version='1.0' xmlns='http://www.ipc.com"
             b"/ver10'>%s</config>")
    talk.connect(80, http("/GetDeviceDetail", ver10 % (
        b"<detail><property><deviceName type='string'><![CDATA[Yard]]></deviceName>"
        b"<model type='string'><![CDATA[TD-0000]]></model><brand><![CDATA[LABEL]]></brand>"
        b"<sn><![CDATA[S00000000007]]></sn><mac><![CDATA[02:00:00:00:00:07]]></mac>"
        b"<softwareVersion><![CDATA[4.0.0]]></softwareVersion></property></detail>"),
        "application/xml"))
    talk.connect(80, http("/reqLogin", b"<response version='1.0' cmdId='' cmdUrl='reqLogin'><status>"
                          b"success</status><content><sessionId>{0}</sessionId><nonce>{1}</nonce>"
                          b"<token>{2}</token><softwareVersion><![CDATA[1.4.6.76250(N7S.U1.16L82G)]]>"
                          b"</softwareVersion></content></response>", "application/xml", "POST",
                          b"<request version='1.0' systemType='NVMS-9000'/>"))
    talk.connect(5050, http("/API", b"", "text/plain", "POST", ver10 % (
        b"<deviceInfo><deviceName><![CDATA[Yard]]></deviceName><deviceNo.>1</deviceNo.>"
        b"<sn><![CDATA[S00000000007]]></sn><ipAddress>10.0.0.7</ipAddress>"
        b"<macAddress>02:00:00:00:00:07</macAddress></deviceInfo>"), asked_kind="application/xml"),
                 by_device=True)


RCP = """<rcp>
\t<command>
\t\t<hex>{command}</hex>
\t\t<dec>{number}</dec>
\t</command>
\t<type>{kind}</type>
\t<direction>READ</direction>
\t<num>0</num>
\t<idstring/>
\t<payload/>
\t<cltid>0x0046</cltid>
\t<sessionid>0x00000000</sessionid>
\t<auth>2</auth>
\t<protocol>TCP</protocol>
\t<result>
\t\t{result}
\t</result>
</rcp>
"""


def rcp(talk):
    """Remote calls over HTTP: two versions, the type number, the MAC address, the serial number, a
    refusal."""
    for command, kind, result in (("0x002f", "P_STRING", "<str>07830027</str>"),
                                  ("0x0cd4", "P_STRING", "<str>7.83.0027</str>"),
                                  ("0x0be7", "P_STRING", "<str>NBN-00000-V3</str>"),
                                  ("0x00bc", "P_OCTET", "<len>6</len><str>02 00 00 00 00 07</str>"),
                                  ("0x0ae7", "P_OCTET", "<len>4</len><str>00 04 00 07</str>"),
                                  ("0x0a51", "F_FLAG", "<error>0x90</error>")):
        talk.connect(80, http(f"/rcp.xml?command={command}&type={kind}&direction=READ", RCP.format(
            command=command, number=int(command, 16), kind=kind, result=result).encode(),
            "text/xml"))


def greetings(talk):
    """Two services of cameras that speak first."""
    talk.connect(10000, [say(b"GeOv" + struct.pack("<II", 16, 0x1234) + b"\0\x50\1\0" + bytes(16))])
    number = b"0000000007ab\n\0"
    talk.connect(10001, [say(
        b"8\0\0\0l".ljust(44, b"\0") + b"mrmt_hello".ljust(36, b"\0")
        + struct.pack("<III", len(number), 0x402387E8, 0) + number + b"\0\0")])


def pages(talk):
    """Pages that say who made them, and one that doesn't."""
    for head in (b"<meta name=\"publisher\" content=\"MOBOTIX AG, Germany\"><title>Yard</title>",
                 b"<title>WebEye Index Page</title>\n<meta name=\"generator\" content=\"WebGateInc\">",
                 b"<meta name=\"viewport\" content=\"width=1\"><title>Login</title>"):
        talk.connect(80, http("/", b"<!DOCTYPE html><html><head>" + head + b"</head></html>",
                              "text/html"))


SOAP = (b"<?xml version='1.0' encoding='UTF-8'?><s:Envelope xmlns:s='http://www.w3.org/2003/05/"
        b"soap-envelope' xmlns:tds='http://www.onvif.org/ver10/device/wsdl' xmlns:trt='http://www."
        b"onvif.org/ver10/media/wsdl' xmlns:tt='http://www.onvif.org/ver10/schema'><s:Body>%s"
        b"</s:Body></s:Envelope>")


def onvif_camera(talk):
    """The questions that a recorder asks when it takes a camera up, and a Probe over HTTP."""
    def call(name, content, prefix=b"tds"):
        tag = prefix + b":" + name
        talk.connect(80, http("/onvif/device_service", SOAP % (
            b"<%sResponse>%s</%sResponse>" % (tag, content, tag)), "application/soap+xml", "POST",
            SOAP % (b"<%s/>" % tag)))

    call(b"GetScopes", b"<tds:Scopes><tt:ScopeItem>onvif://www.onvif.org/name/Yard%20A"
         b"</tt:ScopeItem></tds:Scopes><tds:Scopes><tt:ScopeItem>onvif://www.onvif.org/extension/"
         b"unique_identifier/1</tt:ScopeItem></tds:Scopes>")
    call(b"GetHostname", b"<tds:HostnameInformation><tt:Name>yard</tt:Name>"
         b"</tds:HostnameInformation>")
    call(b"GetNetworkInterfaces", b"<tds:NetworkInterfaces token='eth0'><tt:Info><tt:Name>eth0"
         b"</tt:Name><tt:HwAddress>02:00:00:00:00:07</tt:HwAddress></tt:Info><tt:IPv4><tt:Config>"
         b"<tt:Manual><tt:Address>10.0.0.7</tt:Address></tt:Manual></tt:Config></tt:IPv4>"
         b"</tds:NetworkInterfaces>")
    call(b"GetSystemDateAndTime", b"<tds:SystemDateAndTime><tt:TimeZone><tt:TZ>GMT-01:00</tt:TZ>"
         b"</tt:TimeZone></tds:SystemDateAndTime>")
    call(b"GetServices", b"<tds:Service><tds:Namespace>http://www.onvif.org/ver10/media/wsdl"
         b"</tds:Namespace><tds:XAddr>http://10.0.0.7/onvif/media_service</tds:XAddr>"
         b"</tds:Service>")
    call(b"GetCapabilities", b"<tds:Capabilities><tt:Media><tt:XAddr>http://10.0.0.7/onvif/"
         b"media_service</tt:XAddr></tt:Media></tds:Capabilities>")
    call(b"GetProfiles", b"<trt:Profiles token='p0'><tt:VideoEncoderConfiguration><tt:Encoding>H264"
         b"</tt:Encoding><tt:Resolution><tt:Width>2688</tt:Width><tt:Height>1520</tt:Height>"
         b"</tt:Resolution></tt:VideoEncoderConfiguration></trt:Profiles>", b"trt")
    call(b"GetStreamUri", b"<trt:MediaUri><tt:Uri>rtsp://10.0.0.7:554/cam/realmonitor?channel=1&amp;"
         b"subtype=0&amp;unicast=true&amp;proto=Onvif</tt:Uri></trt:MediaUri>", b"trt")
    talk.connect(80, http("/onvif/discovery", b"<s:Envelope xmlns:s='http://www.w3.org/2003/05/"
                          b"soap-envelope' xmlns:d='http://schemas.xmlsoap.org/ws/2005/04/discovery'"
                          b" xmlns:dn='http://www.onvif.org/ver10/network/wsdl'><s:Body>"
                          b"<d:ProbeMatches><d:ProbeMatch><d:Types>dn:NetworkVideoTransmitter"
                          b"</d:Types><d:Scopes>onvif://www.onvif.org/name/Yard</d:Scopes>"
                          b"</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>",
                          "application/soap+xml", "POST"))


def nvs3001_camera(talk):
    """A login that fails, then video on another connection."""
    def command(*fields):
        text = "\t".join(fields).encode() + b"\n\n\n"
        return struct.pack("<4sHH8xI", b"\xf1\xf5\xea\xf5", 0, len(text) + 20, len(text)) + text

    talk.connect(3001, [
        ask(command("10.0.0.7", "IP", "USER", "LOGON", "dXNlcg==", "cGFzcw==", "", "1", "UTF-8",
                    "805306367", "1")),
        say(command("10.0.0.7", "IP", "USER", "LOGON", "LOGONFAILED", "3", "", "", "a2V5"))])
    talk.connect(3001, [say(struct.pack("<4sI4sHHI", b"\xf1\xf5\xea\xf9", 0, bytes([7, 0, 0, 10]),
                                        0, 36, 1) + b"NVS\0" + bytes(12))])


def xml8091_camera(talk):
    """Login and the answer to a question for the configuration."""
    def message(kind, code, body=b""):
        xml = (b'<?xml version="1.0" encoding="GB2312" ?>\n<XML_TOPSEE>\n<MESSAGE_HEADER '
               b'Msg_type="%s" Msg_code="%d" Msg_flag="0" />\n<MESSAGE_BODY>%s</MESSAGE_BODY>\n'
               b"</XML_TOPSEE>\n" % (kind, code, body))
        return b"\x58\x91\x58\x51" + struct.pack("<I", len(xml)) + xml

    talk.connect(8091, [
        ask(message(b"USER_AUTH_MESSAGE", 1, b'<USER_AUTH_PARAM Username="u" Password="p"/>')),
        say(message(b"USER_AUTH_MESSAGE", 2)),
        ask(message(b"SYSTEM_CONFIG_GET_MESSAGE", 600)),
        say(message(b"SYSTEM_CONFIG_GET_MESSAGE", 600, b'<DEVICE_TYPE DeviceType="NVS-IPCAM" '
                    b'DeviceModule="IPC-00"/><IPC_SERIALNUMBER SerialNumber="S0000"/><LANConfig '
                    b'MacAddress="02:00:00:00:00:07"/>'))])


CASES = {
    "nvs3001-camera": nvs3001_camera,
    "xml8091-camera": xml8091_camera,
    "onvif-camera": onvif_camera,
    "api-json": api_json,
    "api-text": api_text,
    "api-xml": api_xml,
    "rcp": rcp,
    "greetings": greetings,
    "html-pages": pages,
    "sdk8000-device": sdk8000_device,
    "bc-camera": bc_camera,
    "netip-camera": netip_camera,
    "dvrip-recorder": dvrip_recorder,
}


def main():
    talk = Talk()
    CASES[sys.argv[1]](talk)
    talk.capture.write(sys.argv[2])


if __name__ == "__main__":
    main()
