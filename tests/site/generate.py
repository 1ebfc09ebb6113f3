#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the capture of a whole site, with its truth, from a small description.

  generate.py DESCRIPTION --out DIR [--snap BYTES]

makes DIR/site.pcap, DIR/cameras.csv (what the supplier declared), DIR/site.conf and DIR/truth.json
(what really is so). The same description and seed give the same bytes. docs/site-generator.md
describes the language."""
import argparse
import configparser
import csv
import json
import os
import random

import makers
import relay
import wire
from talk import Host, Site, client_hello, server_hello

SERIAL_DIGITS = 9


def address(network, n):
    a, b, _, _ = (int(p) for p in network.split("/")[0].split("."))
    return f"{a}.{b}.{n // 250 + 1}.{n % 250 + 2}"


class World:
    def __init__(self, config):
        base = config["site"]
        self.rng = random.Random(base.getint("seed", 1))
        self.network = base.get("network", "10.20.0.0/16")
        self.isolated = base.getboolean("isolated", False)
        self.capture = wire.Capture()
        prefix = self.network.rsplit(".", 2)[0]
        self.site = Site(self.capture, self.rng, 1772352000.0, wire.mac("00:1e:49:00:00:01"),
                         prefix + ".0.1", prefix + ".0.1", self.isolated,
                         base.getfloat("loss", 0), base.getfloat("reorder", 0),
                         base.getint("vlan", 0))
        self.duration = base.getfloat("duration", 600)
        self.count = 0
        self.declared, self.truth = [], []
        self.recorders = []

    def host(self, prefix):
        self.count += 1
        n = self.count
        tail = f"{n >> 16 & 255:02x}:{n >> 8 & 255:02x}:{n & 255:02x}"
        start = self.site.start + self.rng.random() * self.duration * 0.5
        return Host(self.site, f"{prefix}:{tail}", address(self.network, n), start), n

    def contact(self, d, line, found, recorder):
        """server = NAME:PORT [hard-coded|tls|tftp|ping|unanswered|footage|relay] as the description says."""
        where, *how = line.split()
        name, _, port = where.rpartition(":")
        port = int(port)
        fixed = name.replace(".", "").isdigit()
        peer = name if fixed else d.dns(name)
        row = {"address": peer, "port": port, "transport": "udp" if {"tftp", "footage"} & set(how) else
               "icmp" if "ping" in how else "tcp", "name": None if fixed else name,
               "hard_coded": fixed}
        if "tftp" in how:
            d.outside_udp(peer, port, b"\0\1update.sh\0octet\0")
        elif "ping" in how:
            row["port"] = 0
            d.frame(self.site.gateway_mac, wire.ip(d.ip, peer, 1, wire.icmp_echo(7, 1)))
        elif "unanswered" in how:
            d.tcp(self.site.gateway_mac, peer, port, [], answered=False)
        elif "footage" in how:
            relay.in_clear(d, peer, port)
        elif "relay" in how:
            relay.sealed(d, recorder, peer, (client_hello(name), server_hello()), port)
        elif "tls" in how:
            d.tls(peer, name, port)
        else:
            d.outside_tcp(peer, port, [(True, b"\x7f\x10" + self.rng.randbytes(60)),
                                       (False, b"\x7f\x11" + self.rng.randbytes(20))])
        answered = not self.isolated and not {"tftp", "ping", "unanswered"} & set(how)
        row["exposure"] = ("footage" if "footage" in how else "sent") if answered else "attempted"
        if "footage" in how or "relay" in how:
            row["footage"] = "shown" if "footage" in how else "likely" if answered else None
        found.append(row)

    def camera(self, group, n_in_group):
        maker = group["firmware"]
        brand = group.get("brand", maker)
        prefix = group.get("mac_prefix", makers.PREFIX[maker])
        d, n = self.host(prefix)
        recorder = self.recorders[n % len(self.recorders)]
        c = {"n": n, "brand": brand, "model": group.get("model", "CAM-1"),
             "serial": f"{100000000 + n * 7919 % 900000000:0{SERIAL_DIGITS}d}",
             "vendor": group.get("vendor", brand), "private": group.get("manufacturer_field", brand),
             "firmware": group.get("version", "2.800.0000000.13.R")}
        d.announce()
        makers.SPEAK[maker](d, c, recorder)
        if group.get("soc"):  # a chip of another country inside: says nothing of who made the camera
            d.serve_http(recorder.mac, recorder.ip, f"GET / HTTP/1.1\r\nHost: {d.ip}\r\n\r\n",
                         f"HTTP/1.1 200 OK\r\nServer: httpd ({group['soc']})\r\n"
                         "Content-Type: text/html\r\n", b"<html><title>Camera</title></html>")
        found = []
        for line in group.get("contacts", "").strip().splitlines():
            self.contact(d, line, found, recorder)
        row = {"mac": wire.mac_text(d.mac), "address": d.ip, "kind": "camera",
               "maker": None if maker == "label-only" else maker, "brand": brand,
               "relabelled": group.getboolean("relabelled", False), "group": group.name,
               "honest": group.getboolean("honest", True), "contacts": found}
        self.truth.append(row)
        if group.getboolean("declared", True):
            self.declared.append({
                "serial": c["serial"] if group.getboolean("serial_declared", False) else "",
                "mac": row["mac"], "address": d.ip, "brand": brand, "model": c["model"],
                "maker": group.get("declared_maker", brand),
                "country": group.get("declared_country", ""),
                "supplier": group.get("supplier", "Northline Systems"),
                "contract": group.get("contract", "2025-014"),
                "site": "generated", "position": f"post {n_in_group + 1}"})

    def decoy(self, kind, n_in_group):
        speak, prefix = makers.DECOYS[kind]
        d, n = self.host(prefix)
        d.announce()
        speak(d, {"n": n})
        self.truth.append({"mac": wire.mac_text(d.mac), "address": d.ip, "kind": "other",
                           "maker": None, "brand": "", "relabelled": False, "honest": True,
                           "group": kind, "contacts": []})

    def recorder(self):
        d, n = self.host("00:03:22")
        d.announce()
        d.dhcp(hostname=f"NVR-{n}")
        self.recorders.append(d)
        self.truth.append({"mac": wire.mac_text(d.mac), "address": d.ip, "kind": "recorder",
                           "maker": None, "brand": "", "relabelled": False, "honest": True,
                           "group": "recorder", "contacts": []})


def build(config):
    world = World(config)
    for _ in range(config["site"].getint("recorders", 1)):
        world.recorder()
    for name in config.sections():
        group = config[name]
        if name == "site":
            continue
        for n in range(group.getint("count", 1)):
            if group.get("decoy"):
                world.decoy(group["decoy"], n)
            else:
                world.camera(group, n)
    return world


def write(world, out, snap):
    os.makedirs(out, exist_ok=True)
    world.capture.write(os.path.join(out, "site.pcap"), snap)
    with open(os.path.join(out, "cameras.csv"), "w", newline="") as file:
        rows = csv.DictWriter(file, ["serial", "mac", "address", "brand", "model", "maker",
                                     "country", "supplier", "contract", "site", "position"])
        rows.writeheader()
        rows.writerows(world.declared)
    with open(os.path.join(out, "site.conf"), "w") as file:
        recorders = ", ".join(r.ip for r in world.recorders)
        file.write(f"[site]\nname = Generated site\nnetworks = {world.network}\n"
                   f"recorders = {recorders}\npermitted = 198.19.7.7:123/udp\n")
    with open(os.path.join(out, "truth.json"), "w") as file:
        json.dump(world.truth, file, indent=1)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("description")
    arguments.add_argument("--out", required=True)
    arguments.add_argument("--snap", type=int, default=262144)
    given = arguments.parse_args()
    config = configparser.ConfigParser(interpolation=None)
    with open(given.description) as file:
        config.read_file(file)
    write(build(config), given.out, given.snap)


if __name__ == "__main__":
    main()
