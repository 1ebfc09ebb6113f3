# SPDX-License-Identifier: Apache-2.0
"""A small segment for one test: hosts are put on it, speak, and the capture is audited."""
import itertools
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import makers  # noqa: E402
import wire  # noqa: E402
from talk import Host, Site  # noqa: E402

START = 1772352000.0
GATEWAY = "00:1e:49:00:00:01"
CAMERA = {"n": 5, "brand": "Hanbit", "model": "HB-100", "serial": "100000007", "vendor": "General",
          "private": "Private", "firmware": "2.800.0000000.13.R"}


class Stage:
    number = itertools.count()  # each writes a file of its own: audits are remembered by their arguments

    def __init__(self, isolated=False, resolver="10.20.0.1"):
        self.capture = wire.Capture()
        self.site = Site(self.capture, random.Random(7), START, wire.mac(GATEWAY), "10.20.0.1",
                         resolver, isolated)
        self.hosts = 0

    def host(self, mac, ip, announce=True):
        self.hosts += 1
        host = Host(self.site, mac, ip, START + self.hosts)
        if announce:
            host.announce()
        return host

    def camera(self, maker, mac, ip, viewer, **more):
        """A camera as the maker's firmware speaks, watched by the viewer."""
        host = self.host(mac, ip)
        makers.SPEAK[maker](host, dict(CAMERA, **more), viewer)
        return host

    def write(self, c, name="stage"):
        path = c.scratch / f"{name}-{next(Stage.number)}.pcap"
        self.capture.write(path)
        return path

    def audit(self, c, *arguments):
        """The report, and its devices by id."""
        report, _ = c.audit(self.write(c), *arguments)
        return report, {d["id"]: d for d in report["devices"]}


def written(c, name, text):
    path = c.scratch / f"{next(Stage.number)}-{name}"
    path.write_text(text)
    return path


def declared(c, rows, columns="mac,brand,maker"):
    return "--declared", written(c, "declared.csv", "\n".join([columns, *rows]) + "\n")


def site_conf(c, *lines):
    return "--site", written(c, "site.conf", "\n".join(["[site]", *lines]) + "\n")


def answers(report, device, question=None):
    return [f["answer"] for f in report["findings"]
            if f["device"] == device and question in (None, f["question"])]


def contact(device, address, port=None):
    found = [x for x in device["contacts"] if x["address"] == address and port in (None, x["port"])]
    assert len(found) == 1, f"{address} in {[x['address'] for x in device['contacts']]}"
    return found[0]
