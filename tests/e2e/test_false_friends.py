# SPDX-License-Identifier: Apache-2.0
"""False friends: what speaks of a maker's cameras, asks for them or looks like many of them is not
a camera of that maker; the real camera beside it still is."""
import json
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cases  # noqa: E402
import stage  # noqa: E402
from stage import Stage, answers, wire  # noqa: E402
from talk import Host  # noqa: E402

RECORDER, CAMERA, SECOND = "00:03:22:00:00:05", "44:47:cc:00:00:21", "4c:11:bf:00:00:22"
STRANGER, PC, PHONE = "3c:52:82:00:00:40", "3c:52:82:00:00:41", "d0:17:c2:00:00:42"


def replayed(s, speak, real_mac, real_ip, through):
    """What the real camera would announce, sent once more from another host's addresses."""
    shown = Stage()
    shown.site = s.site
    copy = Host(s.site, real_mac, real_ip, through.time + 1)
    put = s.site.put

    def forward(time, frame):
        if frame[6:12] != wire.mac(real_mac) or frame[12:14] != b"\x08\x00" or frame[23] != 17:
            return
        ports = struct.unpack_from("!HH", frame, 34)
        if ports[1] in (67, 53):
            return
        body = frame[42:14 + struct.unpack_from("!H", frame, 16)[0]]
        group = ".".join(map(str, frame[30:34]))
        put(time + 0.5, wire.ethernet(through.mac, frame[:6], 0x0800, wire.ip(
            through.ip, group, 17, wire.udp(through.ip, group, *ports, body), 4)))

    s.site.put = forward
    speak(copy, dict(stage.CAMERA), Host(s.site, STRANGER, "10.20.1.40", 0))
    s.site.put = put


def not_a_camera_of(devices, mac, *makers):
    d = devices[mac]
    assert d["kind"] != "camera", (mac, d["kind"], d["kind_probability"])
    assert d["maker"]["id"] not in makers, d["maker"]


def test_a_recorder_that_announces_its_cameras(c):
    s = Stage()
    recorder = s.host(RECORDER, "10.20.1.5")
    s.camera("hikvision", CAMERA, "10.20.1.21", recorder)
    s.camera("dahua", SECOND, "10.20.1.22", recorder)
    for maker, mac, ip in (("hikvision", CAMERA, "10.20.1.21"), ("dahua", SECOND, "10.20.1.22")):
        replayed(s, stage.makers.SPEAK[maker], mac, ip, recorder)
    report, devices = s.audit(c, *stage.declared(c, [f"{RECORDER},IDIS,IDIS"]))
    not_a_camera_of(devices, RECORDER, "hikvision", "dahua")
    assert "contradicted" not in answers(report, RECORDER), answers(report, RECORDER)
    assert devices[CAMERA]["maker"]["id"] == "hikvision" and devices[SECOND]["maker"]["id"] == "dahua"
    assert devices[CAMERA]["kind"] == devices[SECOND]["kind"] == "camera"


def test_a_recorder_that_site_conf_names(c):
    s = Stage()
    recorder = s.host(RECORDER, "10.20.1.5")
    s.camera("hikvision", CAMERA, "10.20.1.21", recorder)
    replayed(s, stage.makers.hikvision, CAMERA, "10.20.1.21", recorder)
    report, devices = s.audit(c, *stage.site_conf(c, f"recorders = {RECORDER}"),
                              *stage.declared(c, [f"{RECORDER},IDIS,IDIS"]))
    assert devices[RECORDER]["kind"] == "recorder"
    assert "contradicted" not in answers(report, RECORDER)
    assert devices[CAMERA]["kind"] == "camera" and devices[CAMERA]["maker"]["id"] == "hikvision"


def search(host):
    """What vendors' programs send to find cameras, all from one computer."""
    host.multicast("239.255.255.250", 37020, b'<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>'
                   b"C3F0A2D1-0000-4000-8000-000000000001</Uuid><Types>inquiry</Types></Probe>")
    ask = json.dumps({"method": "DHDiscover.search", "params": {"mac": "", "uni": 1}}).encode()
    host.multicast("239.255.255.251", 37810, b"\x20\0\0\0DHIP" + b"\0" * 8 + struct.pack(
        "<IIII", len(ask), 0, len(ask), 0) + ask)
    host.multicast("239.255.255.250", 3702, (
        '<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
        'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" '
        'xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header><w:MessageID>uuid:1</w:MessageID>'
        "<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header><e:Body>"
        "<d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>").encode())
    host.multicast("239.255.255.250", 1900, b"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"
                   b'MAN: "ssdp:discover"\r\nMX: 3\r\nST: urn:schemas-upnp-org:device:Basic:1\r\n\r\n')


def test_a_computer_with_makers_programs(c):
    s = Stage()
    recorder, pc = s.host(RECORDER, "10.20.1.5"), s.host(PC, "10.20.1.41")
    s.camera("hikvision", CAMERA, "10.20.1.21", pc)
    s.camera("dahua", SECOND, "10.20.1.22", recorder)
    search(pc)
    for name in ("dev.hik-connect.com", "www.easy4ipcloud.com", "update.hikvision.com"):
        pc.tls(pc.dns(name), name)
    report, devices = s.audit(c, *stage.declared(c, [f"{PC},Hanbit,Hanbit"]))
    not_a_camera_of(devices, PC, "hikvision", "dahua")
    assert "contradicted" not in answers(report, PC), answers(report, PC)
    assert devices[CAMERA]["maker"]["id"] == "hikvision" and devices[SECOND]["maker"]["id"] == "dahua"


def test_a_phone_with_a_camera_app(c):
    s = Stage()
    viewer, phone = s.host(RECORDER, "10.20.1.5"), s.host(PHONE, "10.20.1.42")
    stage.makers.phone(phone, {"n": 3})
    for name in ("www.easy4ipcloud.com", "dev.hik-connect.com", "api.hik-connect.com"):
        phone.tls(phone.dns(name), name)
    search(phone)
    s.camera("axis", "ac:cc:8e:00:00:21", "10.20.1.21", viewer)
    report, devices = s.audit(c)
    not_a_camera_of(devices, PHONE, "hikvision", "dahua", "ezviz")
    assert "contradicted" not in answers(report, PHONE)
    assert devices["ac:cc:8e:00:00:21"]["maker"]["id"] == "axis"


def test_a_proxy_before_two_makers_cameras(c):
    """It passes on what cameras of two makers say, from its own address."""
    s = Stage()
    proxy, viewer = s.host(STRANGER, "10.20.1.40"), s.host(RECORDER, "10.20.1.5")
    s.camera("hikvision", CAMERA, "10.20.1.21", proxy)
    s.camera("dahua", SECOND, "10.20.1.22", proxy)
    makers = stage.makers
    makers.rtsp(proxy, viewer, "/Streaming/Channels/101", "IP Camera(C2183)", makers.media(
        proxy, "a=Media_header:MEDIAINFO=494D4B48010100000400010000000000;\r\na=appversion:1.0\r\n"),
        port=8554)
    makers.rtsp(proxy, viewer, "/cam/realmonitor?channel=1&subtype=0", "Login to 1000PAG00007ABC",
                makers.media(proxy, "a=packetization-supported:DH\r\na=rtppayload-supported:DH\r\n",
                             "Media Server"), port=8555)
    report, devices = s.audit(c, *stage.declared(c, [f"{STRANGER},Hanbit,Hanbit"]))
    assert devices[STRANGER]["maker"]["id"] is None, devices[STRANGER]["maker"]
    assert "contradicted" not in answers(report, STRANGER, "maker"), answers(report, STRANGER)
    assert devices[CAMERA]["maker"]["id"] == "hikvision" and devices[SECOND]["maker"]["id"] == "dahua"


def test_one_address_that_answers_as_many_makers(c):
    s = Stage()
    viewer = s.host(RECORDER, "10.20.1.5")
    pot = s.host(STRANGER, "10.20.1.40")
    for maker in ("hikvision", "dahua", "xiongmai", "axis", "uniview"):
        stage.makers.SPEAK[maker](pot, dict(stage.CAMERA), viewer)
    s.camera("hikvision", CAMERA, "10.20.1.21", viewer)
    report, devices = s.audit(c, *stage.declared(c, [f"{STRANGER},Hanbit,Hanbit", f"{CAMERA},Hikvision,Hikvision"]))
    assert devices[STRANGER]["maker"]["id"] is None, devices[STRANGER]["maker"]
    assert "contradicted" not in answers(report, STRANGER, "maker")
    assert answers(report, STRANGER, "maker") in (["inconclusive"], ["unexplained"])
    assert devices[CAMERA]["maker"]["id"] == "hikvision"
    assert answers(report, CAMERA, "maker") == ["consistent"]
    report, _ = s.audit(c)
    assert not answers(report, STRANGER, "maker"), "nor is its label held against it"


def test_two_makers_that_share_a_stream_container(c):
    s = Stage()
    viewer = s.host(RECORDER, "10.20.1.5")
    makers = stage.makers
    plain = s.host("02:11:22:00:00:51", "10.20.1.51")
    makers.rtsp(plain, viewer, "/live", "stream", makers.media(
        plain, "a=Media_header:MEDIAINFO=494D4B48010100000400010000000000;\r\na=appversion:1.0\r\n"))
    other = s.host("02:11:22:00:00:52", "10.20.1.52")
    makers.rtsp(other, viewer, "/live", "stream", makers.media(other, "a=packetization-supported:DH\r\n"))
    axis = s.camera("axis", "ac:cc:8e:00:00:21", "10.20.1.21", viewer)
    makers.rtsp(axis, viewer, "/axis-media/media.amp", f"AXIS_{axis.mac.hex().upper()}", makers.media(
        axis, "a=Media_header:MEDIAINFO=494D4B48010100000400010000000000;\r\na=packetization-supported:DH\r\n"))
    report, devices = s.audit(c, *stage.declared(c, [
        f"{mac},Hanbit,Hanbit" for mac in ("02:11:22:00:00:51", "02:11:22:00:00:52")] + [
            "ac:cc:8e:00:00:21,Axis,Axis"]))
    for mac in ("02:11:22:00:00:51", "02:11:22:00:00:52"):
        assert "contradicted" not in answers(report, mac, "maker"), (mac, devices[mac]["maker"])
    assert devices["02:11:22:00:00:51"]["maker"]["id"] != "hikvision", devices["02:11:22:00:00:51"]["maker"]
    assert devices["ac:cc:8e:00:00:21"]["maker"]["id"] == "axis"
    assert answers(report, "ac:cc:8e:00:00:21", "maker") == ["consistent"]


def test_ports_that_several_makers_use_name_none(c):
    """The ports of Xiongmai and V380, Dahua's cloud and Tapo, Tiandy and Topsee, Vivotek and Foscam,
    Hikvision and Reolink: what is said on them decides."""
    s = Stage()
    viewer = s.host(RECORDER, "10.20.1.5")
    plain = s.host("02:11:22:00:00:61", "10.20.1.61")
    stage.makers.onvif_information(plain, viewer, "H264", "M-1", "1.0", "S1", "1", port=8899)
    for port in (34567, 37777, 8800, 3001, 8000, 554):
        plain.tcp(viewer.mac, viewer.ip, port, [(True, b"\xf1\0\0\x10" * 9), (False, b"\xf1\x01" * 9)],
                  served=True, ttl_back=64)
    for port in (3001, 8600, 10000, 10001, 5050, 7701):
        plain.multicast("255.255.255.255", port, b"\x99\x01" * 30)
    plain.outside_tcp("47.91.4.4", 8800, [(True, b"\xf1\0\0\x10" * 9), (False, b"\xf1\x01" * 9)])
    report, devices = s.audit(c, *stage.declared(c, ["02:11:22:00:00:61,Hanbit,Hanbit"]))
    assert devices["02:11:22:00:00:61"]["maker"]["id"] is None, devices["02:11:22:00:00:61"]["maker"]
    assert not {"contradicted", "unexplained"} & set(answers(report, "02:11:22:00:00:61", "maker"))


def test_prefixes_are_read_from_the_registry_to_their_full_length(c):
    s = Stage()
    hosts = {"00:12:16:00:00:71": "icp internet", "00:12:17:00:00:72": "cisco", "fc:d2:b6:80:00:73": "oviss"}
    for n, mac in enumerate(hosts):
        s.host(mac, f"10.20.1.{71 + n}")
    s.host("fc:d2:b6:00:00:74", "10.20.1.80")
    _, devices = s.audit(c)
    for mac, registrant in hosts.items():
        assert registrant in devices[mac]["registrant"].lower(), devices[mac]["registrant"]
    assert "oviss" not in (devices["fc:d2:b6:00:00:74"]["registrant"] or "").lower()


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
