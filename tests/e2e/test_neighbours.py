# SPDX-License-Identifier: Apache-2.0
"""MAC addresses that stand in front of others, and tables that say whose the addresses are."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cases  # noqa: E402
import stage  # noqa: E402

BRIDGE = "00:1e:49:00:00:77"
FRONT, BACK = "44:47:cc:00:00:11", "ac:cc:8e:00:00:12"


def two_behind_one(announce, first="10.20.1.11", second="10.20.1.12"):
    """Two cameras whose frames all carry the MAC address of the bridge before them."""
    s = stage.Stage()
    viewer = s.host("00:03:22:00:00:05", "10.20.1.5")
    for address, maker in ((first, "hikvision"), (second, "axis")):
        camera = s.host(BRIDGE, address, announce)
        stage.makers.rtsp(camera, viewer, "/stream", "IP Camera(C2183)" if maker == "hikvision"
                          else "AXIS_ACCC8E000012", stage.makers.media(camera))
        stage.makers.onvif_information(camera, viewer, maker, "M-1", "1.0", "S1", "1")
    return s


def neighbours(c, *pairs):
    return "--neighbours", stage.written(c, "neighbours.txt", "".join(
        f"{address} dev eth0 lladdr {mac} REACHABLE\n" for address, mac in pairs))


def check_both_named(devices):
    assert devices[FRONT]["kind"] == devices[BACK]["kind"] == "camera", devices.keys()
    assert devices[FRONT]["addresses"] == ["10.20.1.11"]
    assert devices[BACK]["addresses"] == ["10.20.1.12"]
    assert devices[FRONT]["mac_from_neighbours"] and devices[BACK]["mac_from_neighbours"]
    assert devices[BRIDGE]["router"] and devices[BRIDGE]["kind"] not in ("camera", "recorder")


def test_a_bridge_is_no_camera_when_neighbours_give_its_addresses_to_others(c):
    s = two_behind_one(announce=False)
    _, devices = s.audit(c, *neighbours(c, ("10.20.1.11", FRONT), ("10.20.1.12", BACK)))
    check_both_named(devices)


def test_a_bridge_that_answers_arp_for_others_is_no_camera_either(c):
    s = two_behind_one(announce=True)
    _, devices = s.audit(c, *neighbours(c, ("10.20.1.11", FRONT), ("10.20.1.12", BACK)))
    check_both_named(devices)


def test_one_address_that_changed_hands_leaves_its_device_alone(c):
    """A table may be older or newer than the capture: one address is no proof of forwarding."""
    for announce in (False, True):
        s = stage.Stage()
        viewer = s.host("00:03:22:00:00:05", "10.20.1.5")
        camera = s.host(FRONT, "10.20.1.11", announce)
        stage.makers.rtsp(camera, viewer, "/stream", "IP Camera(C2183)", stage.makers.media(camera))
        _, devices = s.audit(c, *neighbours(c, ("10.20.1.11", BACK)))
        assert devices[FRONT]["kind"] == "camera" and not devices[FRONT]["router"]
        assert BACK not in devices, "nobody sent from that MAC address"


def test_a_table_that_agrees_changes_nothing(c):
    s = two_behind_one(announce=True)
    _, devices = s.audit(c, *neighbours(c, ("10.20.1.11", BRIDGE), ("10.20.1.12", BRIDGE)))
    assert not devices[BRIDGE]["router"] and len(devices[BRIDGE]["addresses"]) == 2


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
