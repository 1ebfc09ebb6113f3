# SPDX-License-Identifier: Apache-2.0
"""Traps that real captures set for whoever reads them: of each, what must not be said of a device,
and what must."""
import json
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cases  # noqa: E402
import stage  # noqa: E402
from stage import Stage, answers, contact, wire  # noqa: E402
from talk import encode_name  # noqa: E402

VIEWER = "00:03:22:00:00:05"
REALTEK, BILIAN = "00:e0:4c:00:00:21", "10:a4:be:00:00:21"
HIKVISION, AXIS, DAHUA = "44:47:cc:00:00:21", "ac:cc:8e:00:00:22", "4c:11:bf:00:00:23"
PHONE, PC = "d0:17:c2:00:00:31", "3c:52:82:00:00:32"


def plain_camera(s, host, viewer):
    """A stream and an ONVIF announcement that fit any maker."""
    stage.makers.discover(host, viewer, stage.makers.probe_match(
        host, "SOAP-ENV", ["onvif://www.onvif.org/type/video_encoder"], "urn:uuid:1",
        f"http://{host.ip}/onvif/device_service"))
    stage.makers.rtsp(host, viewer, "/live", "stream", stage.makers.media(host))


def recorder(s):
    return s.host(VIEWER, "10.20.1.5")


# whose a MAC prefix is

def test_a_prefix_of_a_radio_or_chip_names_no_maker(c):
    s = Stage()
    viewer = recorder(s)
    plain_camera(s, s.host(REALTEK, "10.20.1.21"), viewer)
    s.camera("xiongmai", BILIAN, "10.20.1.22", viewer)
    _, devices = s.audit(c)
    plain = devices[REALTEK]
    assert plain["kind"] == "camera" and plain["maker"]["name"] is None, plain["maker"]
    assert "realtek" in plain["registrant"].lower(), "the prefix is still told as a lead"
    assert devices[BILIAN]["maker"]["id"] == "xiongmai", "harder evidence decides"
    assert "bilian" in devices[BILIAN]["registrant"].lower()


def test_a_prefix_that_no_list_knows_is_told_as_it_is(c):
    s = Stage()
    viewer = recorder(s)
    plain_camera(s, s.host("02:11:22:00:00:21", "10.20.1.21"), viewer)
    plain_camera(s, s.host("f4:ff:ff:00:00:22", "10.20.1.22"), viewer)
    report, devices = s.audit(c)
    for mac in ("02:11:22:00:00:21", "f4:ff:ff:00:00:22"):
        assert devices[mac]["maker"]["name"] is None and not devices[mac]["registrant"], devices[mac]
        assert set(answers(report, mac)) <= {"not tested", "consistent"}, answers(report, mac)
    assert report["camtrail"]["oui_date"], "how old the list of prefixes is"


def test_another_firm_s_software_under_a_brand(c):
    """Server text of one firm, private protocol of another, a third on the label."""
    s = Stage()
    viewer = recorder(s)
    camera = s.camera("dahua", "00:1f:54:00:00:21", "10.20.1.21", viewer, brand="Lorex")
    camera.ssdp_notify(f"http://{camera.ip}/d.xml", "Linux/3.0 UPnP/1.0 Private UPnP SDK", "uuid:1",
                       "upnp:rootdevice")
    report, devices = s.audit(c, *stage.declared(c, ["00:1f:54:00:00:21,Lorex,Lorex"]))
    maker = devices["00:1f:54:00:00:21"]["maker"]
    assert maker["id"] == "dahua", maker
    finding = [f for f in report["findings"] if f["question"] == "maker"][0]
    assert "Lorex" in finding["statement"] and "Dahua" in finding["statement"]
    assert finding["does_not_show"] and finding["observations"]
    graded = devices["00:1f:54:00:00:21"]["evidence"]
    assert {e["forgeability"] for e in graded} >= {2, 3}


# names and addresses of servers

def test_a_server_that_no_answer_named(c):
    s = Stage()
    viewer = recorder(s)
    camera = s.camera("xiongmai", "00:12:16:00:00:21", "10.20.1.21", viewer)
    other = s.host(PC, "10.20.1.30")
    other.dns("relay.vendor.example", "47.91.9.9")
    camera.outside_tcp("47.91.9.9", 9443, [(True, b"\x7f\x10" * 30), (False, b"\x7f\x11" * 9)])
    _, devices = s.audit(c)
    found = contact(devices["00:12:16:00:00:21"], "47.91.9.9")
    assert found["name"] is None, "another device's answer names nothing for this one"
    assert found["hard_coded"] and found["exposure"] == "sent"


def reply_with_glue(host, name, answer, server_name, glue):
    """An answer, the zone's name server in the authority section, its address as glue."""
    question = encode_name(name) + struct.pack("!HH", 1, 1)
    head = struct.pack("!H", 77)
    query = head + struct.pack("!HHHHH", 0x0100, 1, 0, 0, 0) + question
    record = lambda owner, kind, data: owner + struct.pack("!HHIH", kind, 1, 300, len(data)) + data
    packed = lambda a: bytes(map(int, a.split(".")))
    reply = (head + struct.pack("!HHHHH", 0x8180, 1, 1, 1, 1) + question
             + record(b"\xc0\x0c", 1, packed(answer))
             + record(b"\xc0\x0c", 2, encode_name(server_name))
             + record(encode_name(server_name), 1, packed(glue)))
    host.udp(host.site.gateway_mac, host.site.resolver_ip, host.next_port(), 53, query, reply)


def test_glue_names_no_server(c):
    s = Stage()
    camera = s.camera("axis", AXIS, "10.20.1.21", recorder(s))
    reply_with_glue(camera, "time.vendor.example", "52.57.1.1", "ns1.zone.example", "52.57.2.2")
    for address in ("52.57.1.1", "52.57.2.2"):
        camera.outside_tcp(address, 443, [(True, b"\x7f\x10" * 30), (False, b"\x7f" * 9)])
    _, devices = s.audit(c)
    answered, glue = (contact(devices[AXIS], a) for a in ("52.57.1.1", "52.57.2.2"))
    assert (answered["name"], answered["hard_coded"]) == ("time.vendor.example", False)
    assert (glue["name"], glue["hard_coded"]) == (None, True), glue


def icmp_error(quoted, code=1, kind=3):
    body = struct.pack("!BBHI", kind, code, 0, 0) + quoted
    return body[:2] + struct.pack("!H", wire.checksum(body)) + body[4:]


def test_an_icmp_error_tells_of_the_attempt_it_quotes(c):
    s = Stage()
    camera = s.camera("axis", AXIS, "10.20.1.21", recorder(s))
    syn = wire.ip(camera.ip, "52.57.3.3", 6, wire.tcp(camera.ip, "52.57.3.3", 40000, 443, 1, 0, wire.SYN))
    camera.frame(s.site.gateway_mac, syn)
    far = "47.91.200.1"
    camera.frame(s.site.gateway_mac, wire.ip(far, camera.ip, 1, icmp_error(syn[:28]), 57), False)
    # another one quotes a packet that was never sent, towards an address that quotes a query
    query = wire.udp("10.20.1.21", "47.91.7.7", 40001, 53, struct.pack("!HHHHHH", 5, 256, 1, 0, 0, 0)
                     + encode_name("quoted.example") + struct.pack("!HH", 1, 1))
    camera.frame(s.site.gateway_mac, wire.ip(far, camera.ip, 1, icmp_error(
        wire.ip("10.20.1.21", "47.91.7.7", 17, query)), 57), False)
    report, devices = s.audit(c)
    assert {x["address"] for x in devices[AXIS]["contacts"]} == {"52.57.3.3"}
    assert contact(devices[AXIS], "52.57.3.3")["refused"]
    assert contact(devices[AXIS], "52.57.3.3")["exposure"] == "attempted"
    assert far not in devices and not devices[AXIS]["inbound"]
    assert "quoted.example" not in json.dumps(report["names_asked"]), "quoted bytes are no traffic"


def test_port_443_is_not_tls_for_its_number(c):
    s = Stage()
    camera = s.camera("xiongmai", "00:12:16:00:00:21", "10.20.1.21", recorder(s))
    camera.outside_tcp("47.91.4.4", 443, [(True, b"\xf1\x00\x00\x10" + b"\x99" * 60), (False, b"\xf1\x01" * 9)])
    camera.tls("47.91.5.5", "real.example", 8443)
    _, devices = s.audit(c)
    relay = contact(devices["00:12:16:00:00:21"], "47.91.4.4")
    assert relay["protocol"] is None and relay["exposure"] == "sent", relay
    assert contact(devices["00:12:16:00:00:21"], "47.91.5.5")["protocol"] == "tls"


# inside and outside

def test_the_site_s_own_public_address(c):
    s = Stage()
    camera = s.camera("axis", AXIS, "10.20.1.21", recorder(s))
    camera.outside_tcp("203.0.113.7", 554, [(True, b"\x7f\x10" * 30), (False, b"\x7f" * 9)])
    report, devices = s.audit(c)
    assert contact(devices[AXIS], "203.0.113.7")["hard_coded"]
    words = " ".join(f["does_not_show"] for f in report["findings"] if f["question"] == "server reached")
    assert "learnt before the capture or in a way that can't be read" in words, words
    _, devices = s.audit(c, *stage.site_conf(c, "own = 203.0.113.7"))
    assert not devices[AXIS]["contacts"]


def test_public_numbers_used_on_one_segment(c):
    s = Stage()
    viewer = s.host(VIEWER, "141.223.1.5")
    camera = s.host(AXIS, "141.223.1.21")
    stage.makers.axis(camera, dict(stage.CAMERA), viewer)
    report, devices = s.audit(c)
    talks = [x for mac in (AXIS, VIEWER) for x in devices[mac]["contacts"]]
    assert {x["address"] for x in talks} == {"141.223.1.5", "141.223.1.21"}
    assert all(x["same_segment"] for x in talks), talks
    assert not answers(report, AXIS, "server reached"), "a neighbour is not a server outside"


def test_each_device_answers_for_itself_only(c):
    s = Stage()
    viewer = recorder(s)
    camera = s.camera("axis", AXIS, "10.20.1.21", viewer)
    phone, pc = s.host(PHONE, "10.20.1.31"), s.host(PC, "10.20.1.32")
    stage.makers.phone(phone, {"n": 1})
    phone.dns("www.easy4ipcloud.com")
    stage.makers.laptop(pc, {"n": 2})
    pc.tls(pc.dns("dev.hik-connect.com"), "dev.hik-connect.com")
    viewer.tls(viewer.dns("p2p.recorder.example"), "p2p.recorder.example")
    report, devices = s.audit(c)
    assert devices[AXIS]["maker"]["id"] == "axis" and not devices[AXIS]["contacts"]
    assert not devices[AXIS]["hostnames"] or "axis" in devices[AXIS]["hostnames"][0]
    assert contact(devices[VIEWER], s.site.resolve("p2p.recorder.example"))["name"]
    assert contact(devices[PC], s.site.resolve("dev.hik-connect.com"))["name"]
    for mac in (PHONE, PC):
        assert devices[mac]["kind"] not in ("camera", "recorder"), devices[mac]["kind"]
        assert "contradicted" not in answers(report, mac)


def test_a_resolver_that_answers_with_a_local_address(c):
    s = Stage()
    sink = s.host(PC, "10.20.1.40")
    camera = s.camera("dahua", DAHUA, "10.20.1.21", recorder(s))
    camera.dns("www.easy4ipcloud.com", sink.ip)
    camera.tcp(sink.mac, sink.ip, 8800, [(True, b"\x7f" * 30), (False, b"\x11" * 9)])
    report, devices = s.audit(c)
    asked = [n for n in report["names_asked"] if n["name"] == "www.easy4ipcloud.com"]
    assert asked, report["names_asked"]
    told = [f for f in report["findings"] if f["device"] == DAHUA and f["question"] == "server reached"]
    assert told and "easy4ipcloud" in told[0]["statement"], told
    assert "unexplained" in [f["answer"] for f in told] or "contradicted" in [f["answer"] for f in told]


def test_the_only_server_of_ipv6_is_no_neighbour(c):
    """A host has many addresses of IPv6, a router may be seen with one: site.conf tells them apart."""
    s = Stage()
    camera = s.host(AXIS, "2001:db8:20::21", announce=False)
    camera.outside_tcp("2a01:4f8::9", 443, [(True, b"\x7f\x10" * 30), (False, b"\x7f" * 9)])
    s.capture.frames = [(time, n, frame[:12] + b"\x86\xdd" + frame[14:]) for time, n, frame in s.capture.frames]
    report, devices = s.audit(c, *stage.site_conf(c, "networks = 2001:db8:20::/48"))
    assert devices[stage.GATEWAY]["router"] and not devices[stage.GATEWAY]["addresses"]
    assert not contact(devices[AXIS], "2a01:4f8::9")["same_segment"]
    assert answers(report, AXIS, "server reached") == ["unexplained"], answers(report, AXIS)


# captures that are not whole

def test_headers_only_and_a_tag_in_one_direction(c):
    s = Stage()
    s.site.vlan = 20  # on what devices send, not on what they get
    camera = s.camera("axis", AXIS, "10.20.1.21", recorder(s))
    camera.tls(camera.dns("device.vendor.example"), "device.vendor.example")
    full, devices = s.audit(c)
    assert sorted(d for d in devices if d.startswith("ac:")) == [AXIS]
    s.capture.write(c.scratch / "short.pcap", 68)
    short, _ = c.audit(c.scratch / "short.pcap")
    seen = {d["id"]: d for d in short["devices"]}
    assert set(seen) == set(devices)
    had, has = devices[AXIS]["contacts"][0], seen[AXIS]["contacts"][0]
    assert (has["bytes_out"], has["bytes_in"]) == (had["bytes_out"], had["bytes_in"])
    assert short["completeness"]["header_only"] and not full["completeness"]["header_only"]


def test_one_device_by_its_addresses_over_time(c):
    s = Stage()
    viewer = recorder(s)
    camera = s.host(AXIS, "169.254.9.9")
    camera.time += 5
    camera.ip = "192.168.1.10"
    camera.announce()
    camera.time += 5
    camera.ip = "10.20.1.21"
    camera.announce()
    camera.ssdp_notify("http://192.168.1.10:8080/d.xml", "Linux UPnP/1.0", "uuid:1", "upnp:rootdevice")
    stage.makers.axis(camera, dict(stage.CAMERA), viewer)
    report, devices = s.audit(c)
    assert devices[AXIS]["addresses"] == ["169.254.9.9", "192.168.1.10", "10.20.1.21"]
    assert report["summary"]["cameras"] == 1 and "192.168.1.10" not in devices


# things that are not cameras

def test_clouds_that_cameras_share_with_other_things(c):
    s = Stage()
    viewer = recorder(s)
    names = {"10:5a:17:00:00:51": "a1.tuyaeu.com", "50:c7:bf:00:00:52": "n-euw1-devs.tplinkcloud.com",
             "00:e0:4c:00:00:53": "public.itls.eu-central-1.aliyuncs.com",
             "4c:11:bf:00:00:54": "www.easy4ipcloud.com", "34:c6:dd:00:00:55": "deveu.ezvizlife.com"}
    for n, (mac, name) in enumerate(names.items()):
        thing = s.host(mac, f"10.20.1.{51 + n}")
        thing.dhcp(hostname=f"thing-{n}")
        thing.tls(thing.dns(name), name)
    s.camera("axis", AXIS, "10.20.1.21", viewer)
    # somebody plays a stream from a television box: a client of RTSP is no camera
    box = s.host("3c:52:82:00:00:56", "10.20.1.56")
    box.tcp(wire.mac(AXIS), "10.20.1.21", 554, [
        (True, b"OPTIONS rtsp://10.20.1.21/x RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
        (False, b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS\r\n\r\n")])
    _, devices = s.audit(c)
    for mac in [*names, "3c:52:82:00:00:56"]:
        assert devices[mac]["kind"] not in ("camera", "recorder"), (mac, devices[mac]["kind"])
    for mac, name in names.items():
        assert contact(devices[mac], s.site.resolve(name))["name"] == name
    assert devices[AXIS]["kind"] == "camera"


def test_plugs_hubs_and_sirens_of_a_camera_maker(c):
    s = Stage()
    viewer = recorder(s)
    plug = s.host("50:c7:bf:00:00:61", "10.20.1.61")
    stage.makers.plug(plug, {"n": 1})
    hub = s.host("b0:c5:54:00:00:62", "10.20.1.62")
    hub.dhcp(hostname="DCH-G020")
    hub.tls(hub.dns("mp-eu-dcdda.auto.mydlink.com"), "mp-eu-dcdda.auto.mydlink.com")
    hub.mdns([("_dhnap._tcp.local", 12, b"\x08DCH-G020" + encode_name("_dhnap._tcp.local"))])
    s.camera("dahua", DAHUA, "10.20.1.21", viewer)
    _, devices = s.audit(c)
    for mac in ("50:c7:bf:00:00:61", "b0:c5:54:00:00:62"):
        assert devices[mac]["kind"] not in ("camera", "recorder"), devices[mac]
    assert devices[DAHUA]["kind"] == "camera"


# attempts that look like nothing

def test_a_script_fetched_from_a_fixed_private_address(c):
    s = Stage()
    camera = s.camera("xiongmai", "00:12:16:00:00:21", "10.20.1.21", recorder(s))
    camera.outside_udp("192.168.0.99", 69, b"\0\1update.sh\0octet\0")
    _, devices = s.audit(c)
    found = contact(devices["00:12:16:00:00:21"], "192.168.0.99")
    assert found["private_address"] and found["hard_coded"] and found["exposure"] == "attempted"
    assert found["protocol"] == "tftp"
    assert "update.sh" in c.run("observe", s.write(c)).out


def test_pings_of_a_public_resolver(c):
    s = Stage()
    camera = s.camera("axis", AXIS, "10.20.1.21", recorder(s))
    for n in range(4):
        camera.frame(s.site.gateway_mac, wire.ip(camera.ip, "8.8.8.8", 1, wire.icmp_echo(7, n)))
    report, devices = s.audit(c)
    found = contact(devices[AXIS], "8.8.8.8")
    assert found["exposure"] == "attempted" and found["transport"] == "icmp"
    told = [f for f in report["findings"] if f["device"] == AXIS and f["question"] == "server reached"]
    assert [f["severity"] for f in told] == ["low"] and "known as" in told[0]["statement"], told


def cut_icmp(path, length):
    """The capture as if it had kept so many bytes of each ICMP packet."""
    raw = path.read_bytes()
    out, at = [raw[:24]], 24
    while at < len(raw):
        sec, usec, kept, wire_len = struct.unpack_from("<IIII", raw, at)
        frame = raw[at + 16:at + 16 + kept]
        if frame[12:14] == b"\x08\x00" and frame[23] == 1:
            frame = frame[:length]
        out += [struct.pack("<IIII", sec, usec, len(frame), wire_len), frame]
        at += 16 + kept
    path.write_bytes(b"".join(out))


def test_icmp_cut_before_its_type_is_not_called_an_echo(c):
    for length, told in ((1500, True), (14 + 20 + 4, True), (14 + 20, False), (14 + 20 + 1, False)):
        s = Stage()
        camera = s.camera("axis", AXIS, "10.20.1.21", recorder(s))
        for n in range(4):
            camera.frame(s.site.gateway_mac, wire.ip(camera.ip, "8.8.8.8", 1, wire.icmp_echo(7, n)))
        path = s.write(c)
        cut_icmp(path, length)
        out = c.run("audit", path, "--jsonl", "-").out
        found = [e for e in map(json.loads, out.splitlines())
                 if e["event_type"] == "camtrail_contact" and e["dest_ip"] == "8.8.8.8"]
        assert len(found) == 1 and found[0]["proto"] == "ICMP", (length, found)
        assert ("community_id" in found[0]) == told, (length, found)
        assert found[0].get("icmp_type") == (8 if told else None), (length, found)


def test_video_that_stays_on_the_site(c):
    s = Stage()
    viewer = recorder(s)
    camera = s.camera("axis", AXIS, "10.20.1.21", viewer)
    play = f"PLAY rtsp://{camera.ip}/axis-media/media.amp RTSP/1.0\r\nCSeq: 1\r\nSession: 7\r\n\r\n"
    camera.serve_rtsp(viewer.mac, viewer.ip, [
        (True, play), (False, "RTSP/1.0 200 OK\r\nCSeq: 1\r\nSession: 7\r\n\r\n")], frames=900)
    report, devices = s.audit(c, *stage.site_conf(c, "networks = 10.20.0.0/16"))
    assert not devices[AXIS]["contacts"] and not devices[AXIS]["inbound"]
    assert set(answers(report, AXIS, "server reached")) <= {"consistent", "not tested"}
    assert devices[AXIS]["bytes"] > 600_000, "the stream is counted as the device's own"


def test_frames_of_the_radio_and_of_groups_are_no_devices(c):
    s = Stage()
    camera = s.camera("axis", AXIS, "10.20.1.21", recorder(s))
    camera.frame(s.site.gateway_mac, b"\x01\x03\x00\x5f\x02\x00\x8a" + b"\0" * 92, ethertype=0x888E)
    camera.frame(wire.mac(AXIS), b"\x01\x03\x00\x5f\x02\x00\x8a" + b"\0" * 92, ethertype=0x888E)
    igmp = b"\x16\0\0\0" + bytes([239, 255, 255, 250])
    igmp = igmp[:2] + struct.pack("!H", wire.checksum(igmp)) + igmp[4:]
    camera.frame(wire.group_mac("239.255.255.250"), wire.ip(camera.ip, "239.255.255.250", 2, igmp, 1))
    camera.frame(wire.BROADCAST, wire.arp(1, camera.mac, camera.ip, b"\0" * 6, camera.ip), ethertype=0x0806)
    report, devices = s.audit(c)
    assert set(devices) == {AXIS, VIEWER, stage.GATEWAY}, set(devices)
    assert not devices[AXIS]["contacts"]
    assert not report["completeness"]["incomplete"], report["completeness"]


def test_a_router_is_no_camera_though_cameras_speak_through_it(c):
    s = Stage()
    viewer = s.host(VIEWER, "10.20.1.5")
    for n, maker in enumerate(("hikvision", "axis", "dahua")):
        camera = s.host(stage.GATEWAY, f"10.30.1.{11 + n}", announce=False)
        camera.ttl = 63
        stage.makers.rtsp(camera, viewer, "/live", "IP Camera(C2183)", stage.makers.media(camera))
        stage.makers.onvif_information(camera, viewer, maker, "M-1", "1.0", "S1", "1")
    report, devices = s.audit(c)
    assert devices[stage.GATEWAY]["router"]
    assert devices[stage.GATEWAY]["kind"] not in ("camera", "recorder")
    for n in range(3):
        behind = devices[f"10.30.1.{11 + n}"]
        assert behind["kind"] == "camera" and behind["behind_router"] and behind["mac"] is None


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
