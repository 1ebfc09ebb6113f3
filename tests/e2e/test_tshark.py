# SPDX-License-Identifier: Apache-2.0
"""camtrail against tshark: for every capture at hand the set of (device, address outside, port,
transport) and the set of names asked must be the same."""
import ipaddress
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cases  # noqa: E402

FIELDS = ["frame.number", "eth.src", "eth.dst", "sll.src.eth", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst",
          "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport", "tcp.flags.syn",
          "tcp.flags.ack", "icmp.type", "dns.qry.name", "dns.flags.response", "tcp.stream"]


def rows(capture):
    command = ["tshark", "-n", "-r", str(capture), "-T", "fields", "-E", "occurrence=a", "-E",
               "separator=|", "-E", "aggregator= "]
    for field in FIELDS:
        command += ["-e", field]
    out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for line in out.splitlines():
        yield dict(zip(FIELDS, line.split("|")))


def outside(text, inside):
    a = ipaddress.ip_address(text)
    if a.is_multicast or a.is_loopback or a.is_unspecified or a == ipaddress.ip_address("255.255.255.255"):
        return False
    if a.version == 4 and a >= ipaddress.ip_address("240.0.0.0"):
        return False
    return not any(a in n for n in inside if n.version == a.version)


def expected(capture, inside, known):
    """The same question put to tshark's fields. A session that the other side opened is no contact
    of the device; who opened is read from the SYN, else from the ports."""
    contacts, names, opened = set(), set(), {}
    for row in rows(capture):
        if " " in row["ip.src"] or row["icmp.type"] in ("3", "11"):
            continue  # an ICMP error quotes somebody's packet; a tunnel is tested elsewhere
        src, dst = row["ip.src"] or row["ipv6.src"], row["ip.dst"] or row["ipv6.dst"]
        if not src or " " in src:
            continue
        transport = "tcp" if row["tcp.srcport"] else "udp" if row["udp.srcport"] else (
            "icmp" if row["icmp.type"] else "")
        if not transport:
            continue
        sport = int(row["tcp.srcport"] or row["udp.srcport"] or 0)
        dport = int(row["tcp.dstport"] or row["udp.dstport"] or 0)
        device = row["eth.src"].split(" ")[-1] or row["sll.src.eth"] or src
        device = device if device in known else src
        if transport == "udp" and 53 in (dport,) and row["dns.flags.response"] in ("0", "False"):
            for name in row["dns.qry.name"].split(" "):
                if name and device in known:
                    names.add((device, name.lower().rstrip(".")))
        flow = tuple(sorted([(src, sport), (dst, dport)])) + (transport,)
        if flow not in opened:
            client = (src, sport)
            if row["tcp.flags.syn"] in ("1", "True") and row["tcp.flags.ack"] in ("1", "True"):
                client = (dst, dport)
            elif not (transport == "tcp" and row["tcp.flags.syn"] in ("1", "True")):
                if sport < 1024 <= dport or (transport == "tcp" and 1024 <= sport < dport):
                    client = (dst, dport)
            if row["icmp.type"] == "0":
                client = (dst, dport)
            opened[flow] = client
        if device not in known or not outside(dst, inside) or opened[flow] != (src, sport):
            continue
        contacts.add((device, dst, dport, transport))
    return contacts, names


def found(report):
    contacts = {(d["id"], x["address"], x["port"], x["transport"])
                for d in report["devices"] for x in d["contacts"]}
    names = {(n["device"], n["name"].lower()) for n in report["names_asked"]}
    return contacts, names


def compare(c, capture, arguments, inside):
    report, _ = c.audit(capture, *arguments)
    # What a router forwards is not its own: devices behind it are known by their addresses.
    known = {d["id"] for d in report["devices"] if not d["router"]}
    want, got = expected(capture, inside, known), found(report)
    for what, wanted, had in zip(("contacts", "names"), want, got):
        assert wanted == had, (f"{capture.name}: {what}: only tshark {sorted(wanted - had)[:5]}, "
                               f"only camtrail {sorted(had - wanted)[:5]}")


def networks(report_devices):
    """Inside without site.conf: link-local and the private /24 and /64 around what devices sent
    from."""
    inside = [ipaddress.ip_network(n) for n in ("169.254.0.0/16", "fe80::/10", "0.0.0.0/8")]
    for device in report_devices:
        for text in device["addresses"]:
            text = text["address"] if isinstance(text, dict) else text
            a = ipaddress.ip_address(text)
            if a.is_private:
                inside.append(ipaddress.ip_network(f"{text}/{24 if a.version == 4 else 64}", strict=False))
    return inside


def test_generated_site(c):
    need_tshark()
    site = c.generate(Path(__file__).parents[1] / "site/demo.site", "demo")
    compare(c, site / "site.pcap", ["--site", site / "site.conf"],
            [ipaddress.ip_network("10.20.0.0/16"), ipaddress.ip_network("169.254.0.0/16")])


PINGS = """[site]
seed = 5
[a]
count = 2
firmware = axis
contacts =
    8.8.8.8:0 ping
    198.51.100.9:443 tls
"""


def test_community_ids(c):
    """Every observation and contact of a flow bears the name that tshark gives its frame."""
    need_tshark()
    (c.scratch / "pings.site").write_text(PINGS)
    for capture in (c.generate(c.scratch / "pings.site", "pings") / "site.pcap",
                    c.generate(Path(__file__).parents[1] / "site/demo.site", "demo") / "site.pcap"):
        out = subprocess.run(["tshark", "-n", "-r", str(capture), "--enable-protocol", "communityid",
                              "-T", "fields", "-e", "frame.number", "-e", "communityid"],
                             capture_output=True, text=True, check=False).stdout
        theirs = {int(frame): name for frame, _, name in
                  (line.partition("\t") for line in out.splitlines())}
        events = [json.loads(line) for line in c.run("audit", capture, "--jsonl", "-").out.splitlines()]
        flows = [e for e in events if e["event_type"] in ("camtrail_contact", "camtrail_observation")]
        named = [e for e in flows if e.get("community_id")]
        assert {e["proto"] for e in named} >= {"TCP", "UDP"}
        assert not [e for e in flows if "proto" in e and "community_id" not in e]
        wrong = [(e["frame"], e["community_id"], theirs[e["frame"]]) for e in named
                 if e["community_id"] not in theirs[e["frame"]]]
        assert not wrong, wrong[:5]

def need_tshark():
    if not shutil.which("tshark"):
        raise cases.Skip("tshark is not installed")


def captures():
    shared = os.environ.get("CAMTRAIL_SHARED")
    return sorted(Path(shared, "captures").glob("*.pcap*")) if shared else []


def test_real_captures(c):
    need_tshark()
    files = captures()
    if not files:
        raise cases.Skip("no real captures beside this checkout")
    problems = []
    for capture in files:
        report, _ = c.audit(capture)
        try:
            compare(c, capture, [], networks(report["devices"]))
        except AssertionError as why:
            problems.append(str(why))
    assert not problems, "\n".join(problems)


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
