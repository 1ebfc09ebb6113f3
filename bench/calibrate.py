#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Is a posterior of 0.9 right nine times in ten? Generates sites whose truth is known and whose
evidence is varied, partial and noisy, audits them, and counts.

  bench/calibrate.py CAMTRAIL [--development] [--wrong FROM] [--sites N] [--seed N] [--svg FILE]

What is drawn at random for each camera, and how often, stands in RATES; docs/inference.md argues
it. Prints a reliability table: posterior, how many verdicts, share right with its 95 % Wilson
interval; one table for each rate of APP.

Weights are chosen by looking at the seeds of DEVELOPMENT only (--development), there also verdict
by verdict (--wrong). The figures of docs/inference.md are those of UNTOUCHED: nobody looks at its
verdicts one by one, and no weight and no rate is changed to better them."""
import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/site"))
import habits  # noqa: E402
import makers  # noqa: E402
import wire  # noqa: E402
from talk import Host, Site  # noqa: E402

RATES = {
    "absent": 0.15,      # cameras of a maker that the tables do not know
    "relabelled": 0.30,  # carry another firm's label
    "label_known": 0.35, # of those: the label is a maker of the tables
    "label_prefix": 0.3, # of those: a MAC prefix of the label's own
    "module_prefix": 0.3, # of those: the prefix of a radio module's maker
    "licensed": 0.02,    # hold a part (an RTSP or web server) of another maker's firmware
    "app": 0.05,         # ask for a server of another maker: a chip maker's kit, a test; see APP
    "decoys": 0.20,      # of all devices: no camera
    "decoy_habit": 0.25, # of those: answer as some maker's camera software does, or ask its cloud
}
DEVELOPMENT = (1, 40)   # first seed, sites
UNTOUCHED = (3001, 60)
APP = [0.02, 0.05]  # no source tells the rate: both are measured, and neither is chosen
BINS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0001]
COLOURS = ["#1f5fa8", "#b3541e"]
MARKET = {"hikvision": 8, "dahua": 7, "uniview": 3, "xiongmai": 4, "axis": 4, "hanwha": 4}
KNOWN = sorted(set(makers.SPEAK) - {"label-only"})
MODULES = ["24:0a:c4", "a0:f3:c1", "00:e0:4c"]
CLOUDS = {"hikvision": "dev.hik-connect.com", "dahua": "www.easy4ipcloud.com", "xiongmai": "umeye.cn",
          "uniview": "global.star4live.com", "reolink": "p2p.reolink.com", "tplink":
          "relay-dcipc.i.tplinknbu.com", "axis": "connect.axis.com"}
REALMS = ["LIVE555 Streaming Media", "RTSP Server", "Streaming Server", "camera", "/"]
SERVERS = [None, "GStreamer RTSP server", "Rtsp Server/2.0", "gst-rtsp/1.14"]
WEB = ["lighttpd/1.4.35", "nginx", "Boa/0.94.14rc21", "thttpd/2.25b", "mini_httpd/1.19 19dec2003"]


class Partial(Host):
    """A host of which the capture holds each exchange only by chance."""

    def __init__(self, *arguments, kept=1.0, only=None):
        super().__init__(*arguments)
        self.kept, self.only, self.spoken = kept, only, 0

    def heard(self):
        """only: nothing but the exchange of that number (a part of another firm's firmware)."""
        self.spoken += 1
        if self.only is not None:
            return self.spoken == self.only
        return self.site.rng.random() < self.kept

    def multicast(self, *arguments, **more):
        if self.heard():
            super().multicast(*arguments, **more)

    def udp(self, *arguments, **more):
        if self.heard():
            super().udp(*arguments, **more)

    def dhcp(self, *arguments, **more):
        if self.heard():
            super().dhcp(*arguments, **more)

    def serve(self, *arguments, **more):
        if self.heard():
            super().serve(*arguments, **more)

    def serve_http(self, *arguments, **more):
        if self.heard():
            super().serve_http(*arguments, **more)

    def serve_rtsp(self, *arguments, **more):
        if self.heard():
            super().serve_rtsp(*arguments, **more)


def unknown_maker(rng, number):
    """A maker of nobody's tables: its own texts on the parts that everybody uses."""
    own = random.Random(number)
    realm, server, web = own.choice(REALMS), own.choice(SERVERS), own.choice(WEB)
    path = f"/{own.choice(['live', 'stream', 'ch', 'video'])}{own.randrange(9)}"

    def speak(d, c, recorder):
        d.dhcp(vendor=own.choice([None, "udhcp 1.19.4", "dhcpcd-5.5.6"]))
        makers.discover(d, recorder, makers.probe_match(d, "SOAP-ENV", [
            "onvif://www.onvif.org/type/video_encoder",
            f"onvif://www.onvif.org/name/{c['brand']}"], f"urn:uuid:{makers.endpoint(rng)}",
            f"http://{d.ip}/onvif/device_service"))
        makers.onvif_information(d, recorder, c["brand"], c["model"], f"{number}.1.4", c["serial"], "1.0")
        d.serve_http(recorder.mac, recorder.ip, f"GET / HTTP/1.1\r\nHost: {d.ip}\r\n\r\n",
                     f"HTTP/1.1 200 OK\r\nServer: {web}\r\nContent-Type: text/html\r\n",
                     b"<html><title>IP Camera</title></html>")
        makers.rtsp(d, recorder, path, realm, makers.media(d), server=server)

    return speak


def name_of(maker):
    return habits.HABITS[maker]["name"] if maker in habits.HABITS else maker.capitalize()


class Draw:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.capture = wire.Capture()
        self.site = Site(self.capture, self.rng, 1772352000.0, wire.mac("00:1e:49:00:00:01"),
                         "10.60.0.1", "10.60.0.1", False, 0.01, 0.01, 0)
        self.n = 0
        self.truth = {}
        self.declared = ["mac,maker"]  # all truly
        self.recorder = self.host("02:11:22")
        self.recorder.announce()

    def host(self, prefix, **more):
        self.n += 1
        mac = f"{prefix}:{self.n >> 16:02x}:{self.n >> 8 & 255:02x}:{self.n & 255:02x}"
        ip = f"10.60.{self.n // 250 + 1}.{self.n % 250 + 2}"
        return Partial(self.site, mac, ip, self.site.start + self.rng.random() * 300, **more)

    def chance(self, rate):
        return self.rng.random() < RATES[rate]

    def maker(self):
        return self.rng.choices(KNOWN, [MARKET.get(m, 1) for m in KNOWN])[0]

    def camera(self):
        rng = self.rng
        absent = self.chance("absent")
        number = rng.randrange(40)
        true = None if absent else self.maker()
        brand = f"Brand{number}" if absent else name_of(true)
        prefix = "02:aa:%02x" % number if absent else makers.PREFIX[true]
        if self.chance("relabelled"):
            other = self.maker() if self.chance("label_known") else None
            brand = name_of(other) if other else f"Label{rng.randrange(200)}"
            if self.chance("label_prefix"):
                prefix = makers.PREFIX[other] if other else "02:bb:cc"
            elif self.chance("module_prefix"):
                prefix = rng.choice(MODULES)
        d = self.host(prefix, kept=rng.uniform(0.05, 1))
        model = habits.HABITS[true]["model"] if true in habits.HABITS and rng.random() < 0.5 else \
            f"M{rng.randrange(900)}"
        c = {"n": self.n, "brand": brand, "model": model, "serial": f"{100000000 + self.n * 7919}",
             "vendor": brand, "private": brand, "firmware": "2.800.0000000.13.R"}
        d.announce()
        (unknown_maker(rng, number) if absent else makers.SPEAK[true])(d, dict(c), self.recorder)
        self.noise(d, c)
        self.truth[wire.mac_text(d.mac)] = true
        self.declared.append(f"{wire.mac_text(d.mac)},{name_of(true) if true else f'Brand{number}'}")

    def noise(self, d, c):
        """A licensed part of another maker's firmware; an app that asks for another's server."""
        if self.chance("licensed"):
            self.part(d, c)
        if self.chance("app"):
            d.kept = 1
            d.dns(self.rng.choice(sorted(CLOUDS.values())))

    def part(self, d, c):
        """Any one exchange of another maker's firmware, from the same device."""
        speak = makers.SPEAK[self.maker()]
        silent = Partial(self.site, wire.mac_text(d.mac), d.ip, d.time, only=0)
        speak(silent, dict(c), self.recorder)
        part = Partial(self.site, wire.mac_text(d.mac), d.ip, d.time,
                       only=self.rng.randint(1, silent.spoken))
        speak(part, dict(c), self.recorder)

    def decoy(self):
        kind = self.rng.choice(sorted(makers.DECOYS))
        speak, prefix = makers.DECOYS[kind]
        d = self.host(prefix, kept=self.rng.uniform(0.3, 1))
        d.announce()
        speak(d, {"n": self.n})
        if self.chance("decoy_habit"):
            if self.rng.random() < 0.5:
                d.kept = 1
                d.dns(self.rng.choice(sorted(CLOUDS.values())))
            else:
                self.part(d, {"n": self.n, "brand": "", "model": "M1", "serial": "100000001",
                              "vendor": "", "private": "", "firmware": "1.0"})
        self.truth[wire.mac_text(d.mac)] = {"plug": "tplink", "printer": "hp"}.get(kind)


class Verdict(tuple):
    """(posterior, right), with what explains it."""

    def __new__(cls, device, true):
        maker = device["maker"]
        made = tuple.__new__(cls, (maker["probability"], true in (maker["id"], maker["parent"])))
        made.device, made.true = device, true
        return made

    def explained(self):
        d = self.device
        votes = ", ".join(f"{e['signature']} {e['weight']:.1f}" for e in d["evidence"] if e["weight"])
        return f"{self[0]:.3f} {d['kind']} is {self.true}, said {d['maker']['id']}: {votes}"


def audited(program, seed, size):
    """A Verdict for each maker named; how many devices got none; how many declarations, all true,
    were contradicted."""
    draw = Draw(seed)
    for _ in range(size):
        if draw.chance("decoys"):
            draw.decoy()
        else:
            draw.camera()
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "site.pcap")
        draw.capture.write(path)
        Path(scratch, "cameras.csv").write_text("\n".join(draw.declared) + "\n")
        done = subprocess.run([program, "audit", path, "--declared", os.path.join(scratch, "cameras.csv"),
                               "--quiet", "--json", "-"], capture_output=True)
        if done.returncode not in (0, 1, 3):
            raise SystemExit(done.stderr.decode())
        report = json.loads(done.stdout)
    verdicts, unnamed = [], 0
    for d in report["devices"]:
        if d["id"] not in draw.truth:
            continue
        true, maker = draw.truth[d["id"]], d["maker"]
        if maker["id"] is None:
            unnamed += 1
        else:
            verdicts.append(Verdict(d, true))
    accused = sum(f["question"] == "maker" and f["answer"] == "contradicted" for f in report["findings"])
    return verdicts, unnamed, accused


def wilson(right, n, z=1.96):
    share, spread = right / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / 4 / n)
    return middle - half, middle + half


def table(verdicts):
    """Rows: low, high, n, mean posterior, share right, interval."""
    rows = []
    for low, high in zip(BINS, BINS[1:]):
        inside = [v for v in verdicts if low <= v[0] < high]
        if inside:
            right = sum(ok for _, ok in inside)
            rows.append((low, min(high, 1.0), len(inside), sum(p for p, _ in inside) / len(inside),
                         right / len(inside), *wilson(right, len(inside))))
    return rows


def print_table(verdicts, unnamed, accused):
    rows = table(verdicts)
    print("| posterior | verdicts | mean posterior | right | 95 % interval |")
    print("|---|---|---|---|---|")
    for low, high, n, mean, share, least, most in rows:
        print(f"| {low:g} to {high:g} | {n} | {mean:.3f} | {share:.3f} | {least:.3f} to {most:.3f} |")
    right = sum(ok for _, ok in verdicts)
    print(f"\n{len(verdicts)} verdicts, {right / len(verdicts):.4f} right, mean posterior "
          f"{sum(p for p, _ in verdicts) / len(verdicts):.4f}; {unnamed} devices named no maker; "
          f"{accused} true declarations contradicted\n")


def svg(tables):
    """One colour a table. Posterior across, share right up, on the logit scale: 0.9 and 0.999 stand apart."""
    def at(p):
        p = min(max(p, 0.3), 0.9995)
        return (math.log(p / (1 - p)) - math.log(0.3 / 0.7)) / (math.log(0.9995 / 0.0005) - math.log(0.3 / 0.7))

    def x(p):
        return 60 + 380 * at(p)

    def y(p):
        return 420 - 380 * at(p)

    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 470 470" font-family="sans-serif" '
           'font-size="12" role="img"><title>Share of verdicts that are right, by posterior</title>',
           '<rect width="470" height="470" fill="#fff"/>',
           f'<path d="M{x(.3)} {y(.3)}L{x(.9995)} {y(.9995)}" stroke="#999" stroke-dasharray="4 4"/>']
    for p in (0.3, 0.5, 0.7, 0.9, 0.99, 0.999):
        out.append(f'<path d="M{x(p):.1f} 420V40M60 {y(p):.1f}H440" stroke="#eee"/>'
                   f'<text x="{x(p):.1f}" y="438" text-anchor="middle">{p:g}</text>'
                   f'<text x="54" y="{y(p) + 4:.1f}" text-anchor="end">{p:g}</text>')
    for at_table, (rate, rows) in enumerate(tables.items()):
        colour, beside = COLOURS[at_table], 5 * at_table
        out.append(f'<circle cx="76" cy="{56 + 18 * at_table}" r="4" fill="{colour}"/>'
                   f'<text x="86" y="{60 + 18 * at_table}">{rate:.0%} ask for another maker\'s server</text>')
        for _, _, n, mean, share, least, most in rows:
            across = x(mean) + beside
            out.append(f'<path d="M{across:.1f} {y(least):.1f}V{y(most):.1f}" stroke="{colour}" '
                       f'stroke-width="2"/><circle cx="{across:.1f}" cy="{y(share):.1f}" r="4" '
                       f'fill="{colour}"><title>{n} verdicts, {share:.3f} right</title></circle>')
    out.append('<text x="250" y="460" text-anchor="middle">posterior that the audit gave</text>'
               '<text transform="translate(14 230) rotate(-90)" text-anchor="middle">share right, '
               '95 % interval</text></svg>\n')
    return "\n".join(out)


def run(program, sites, seed, size):
    verdicts, unnamed, accused = [], 0, 0
    for n in range(sites):
        more, none, wrongly = audited(program, seed + n, size)
        verdicts += more
        unnamed += none
        accused += wrongly
    return verdicts, unnamed, accused


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("program")
    arguments.add_argument("--development", action="store_true")
    arguments.add_argument("--wrong", type=float, metavar="FROM",
                           help="with --development: print wrong verdicts from that posterior on")
    arguments.add_argument("--sites", type=int)
    arguments.add_argument("--size", type=int, default=250)
    arguments.add_argument("--seed", type=int)
    arguments.add_argument("--svg")
    given = arguments.parse_args()
    seed, sites = DEVELOPMENT if given.development else UNTOUCHED
    seed, sites = given.seed or seed, given.sites or sites
    if given.wrong is not None and not given.development:
        arguments.error("--wrong looks at single verdicts: only with --development")
    tables = {}
    for rate in APP:
        RATES["app"] = rate
        verdicts, unnamed, accused = run(os.path.abspath(given.program), sites, seed, given.size)
        tables[rate] = table(verdicts)
        print(f"app {rate}, seeds {seed} to {seed + sites - 1}, {given.size} devices each")
        print_table(verdicts, unnamed, accused)
        if given.wrong is not None:
            print(*sorted(v.explained() for v in verdicts if not v[1] and v[0] >= given.wrong), sep="\n")
    if given.svg:
        Path(given.svg).write_text(svg(tables))


if __name__ == "__main__":
    main()
