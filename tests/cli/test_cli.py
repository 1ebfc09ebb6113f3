# SPDX-License-Identifier: Apache-2.0
"""Every option and every bad input of the command line, as a user meets them."""
import gzip
import json
import os
import stat
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cases  # noqa: E402

DEMO = Path(__file__).parents[1] / "site/demo.site"


def demo(c):
    return c.generate(DEMO, "demo")


def expect(c, status, *arguments, says="", **more):
    done = c.run(*arguments, **more)
    assert done.returncode == status, f"status {done.returncode}, not {status}: {done.err}"
    assert says in done.err, f"standard error lacks {says!r}: {done.err!r}"
    if status == 2:
        lines = done.err.strip().splitlines()
        assert lines and lines[-1].startswith("camtrail: "), done.err
    return done


def test_no_command_shows_usage(c):
    done = c.run()
    assert done.returncode == 2 and "Commands:" in done.err


def test_help(c):
    assert "audit" in expect(c, 0, "--help").out
    for command in ("audit", "explain", "observe"):
        assert f"Usage: camtrail {command}" in expect(c, 0, command, "--help").out
    assert expect(c, 0, "--version").out.startswith("camtrail ")


def test_unknown_command_and_option(c):
    expect(c, 2, "audti", says="no command 'audti'")
    expect(c, 2, "audit", "--jsno", "x", "y.pcap", says="unknown option --jsno")
    expect(c, 2, "audit", "y.pcap", "--json", says="--json needs a value")


def test_no_capture(c):
    expect(c, 2, "audit", says="at least one capture")
    expect(c, 2, "explain", "only-one", says="a capture and a device")


def test_missing_file_and_directory(c):
    expect(c, 2, "audit", "no-such.pcap", says="no-such.pcap: No such file")
    expect(c, 2, "audit", c.scratch, says="is a directory")


def test_not_a_capture(c):
    (c.scratch / "text.pcap").write_text("this is no capture at all, only text")
    (c.scratch / "empty.pcap").write_text("")
    expect(c, 2, "audit", "text.pcap", says="text.pcap")
    expect(c, 2, "audit", "empty.pcap", says="empty.pcap")


def test_unknown_link_type_is_named(c):
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 127)
    (c.scratch / "radio.pcap").write_bytes(head + struct.pack("<IIII", 1, 0, 4, 4) + b"abcd")
    done = expect(c, 2, "audit", "radio.pcap", says="127")
    assert "IEEE802_11_RADIO" in done.err, done.err


def test_one_bad_capture_among_good_ones(c):
    site = demo(c)
    (c.scratch / "bad.pcap").write_bytes(b"\0" * 64)
    done = c.run("audit", site / "site.pcap", "bad.pcap")
    assert done.returncode in (1, 3) and "bad.pcap" in done.err


def test_exit_status_of_a_clean_site(c):
    (c.scratch / "quiet.site").write_text(
        "[site]\nseed = 3\nrecorders = 1\n[a]\ncount = 3\nfirmware = axis\nbrand = Axis\n"
        "model = P1468-LE\ndeclared_country = SE\n")
    site = c.generate(c.scratch / "quiet.site", "quiet")
    report, status = c.audit(site / "site.pcap", "--site", site / "site.conf")
    assert status == 0, (status, report["findings"])


def test_exit_status_of_a_cut_file_is_never_0(c):
    test_exit_status_of_a_clean_site(c)
    whole = (c.scratch / "quiet/site.pcap").read_bytes()
    (c.scratch / "cut.pcap").write_bytes(whole[:-7])
    done = c.run("audit", "cut.pcap", "--site", "quiet/site.conf")
    assert done.returncode == 3, (done.returncode, done.err)
    assert "byte" in done.err, done.err


def test_exit_status_when_something_is_found(c):
    site = demo(c)
    _, status = c.audit(site / "site.pcap", "--declared", site / "cameras.csv", "--site",
                        site / "site.conf")
    assert status == 1


def test_header_only_capture(c):
    site = c.generate(DEMO, "headers", "--snap", 60)
    report, status = c.audit(site / "site.pcap", "--site", site / "site.conf")
    assert status in (1, 3)
    full, _ = c.audit(demo(c) / "site.pcap", "--site", demo(c) / "site.conf")
    count = lambda r: sum(x["bytes_out"] + x["bytes_in"] for d in r["devices"] for x in d["contacts"])
    assert count(report) == count(full), "bytes come from the headers, not from what was captured"
    ids = lambda r: {d["id"] for d in r["devices"]}
    assert ids(report) == ids(full)


def test_outputs_are_written_and_not_overwritten(c):
    site = demo(c)
    for option, name in (("--json", "o.json"), ("--html", "o.html"), ("--jsonl", "o.jsonl")):
        assert c.run("audit", site / "site.pcap", option, name, "-q").returncode in (0, 1)
        before = (c.scratch / name).read_bytes()
        assert before
        expect(c, 2, "audit", site / "site.pcap", option, name, says="--force")
        assert (c.scratch / name).read_bytes() == before
        assert c.run("audit", site / "site.pcap", option, name, "--force").returncode in (0, 1)
    left = [p.name for p in c.scratch.iterdir() if ".part-" in p.name]
    assert not left, left


def test_csv_directory(c):
    site = demo(c)
    assert c.run("audit", site / "site.pcap", "--csv", "tables").returncode in (0, 1)
    names = {p.name for p in (c.scratch / "tables").iterdir()}
    assert names == {"devices.csv", "contacts.csv", "findings.csv", "names.csv"}
    expect(c, 2, "audit", site / "site.pcap", "--csv", "tables", says="--force")
    (c.scratch / "file").write_text("x")
    expect(c, 2, "audit", site / "site.pcap", "--csv", "file", says="not a directory")


def test_output_into_a_missing_folder(c):
    expect(c, 2, "audit", demo(c) / "site.pcap", "--json", "nowhere/x.json", says="nowhere/x.json")


def test_full_disk_leaves_nothing_behind(c):
    if not os.path.exists("/dev/full"):
        raise cases.Skip("no /dev/full here")
    expect(c, 2, "audit", demo(c) / "site.pcap", "--json", "/dev/full", says="/dev/full")
    done = c.run("audit", demo(c) / "site.pcap", "--json", "/dev/full", "--force")
    assert done.returncode == 2


def test_conflicting_options(c):
    pcap = demo(c) / "site.pcap"
    expect(c, 2, "audit", pcap, "--json", "-", "--html", "-", says="only one output")
    expect(c, 2, "audit", pcap, "--json", "same", "--jsonl", "same", says="same name")
    expect(c, 2, "audit", "-", "-", says="given twice", stdin=b"")
    expect(c, 2, "audit", pcap, "--site", "a", "--site", "b", says="--site is given twice")
    expect(c, 2, "audit", "-", "--hash", says="--hash", stdin=b"")
    expect(c, 2, "audit", pcap, "--one-process", "--no-sandbox", says="no sandbox")
    expect(c, 2, "audit", pcap, "--memory", "lots", says="--memory")
    expect(c, 2, "audit", pcap, "--width", "7", says="--width")
    expect(c, 2, "audit", pcap, "--color", "blue", says="--color")


def test_standard_input(c):
    site = demo(c)
    done = c.run("audit", "-", "--json", "-", stdin=(site / "site.pcap").read_bytes())
    piped = json.loads(done.out)
    named, _ = c.audit(site / "site.pcap")
    assert piped["devices"] == named["devices"]


def test_compressed_input(c):
    site = demo(c)
    (c.scratch / "site.pcap.gz").write_bytes(gzip.compress((site / "site.pcap").read_bytes()))
    packed, _ = c.audit("site.pcap.gz")
    plain, _ = c.audit(site / "site.pcap")
    assert packed["devices"] == plain["devices"]


def split(raw, n):
    """The packets of a pcap dealt out to n files in turn."""
    head, at, parts, k = raw[:24], 24, [b""] * n, 0
    while at < len(raw):
        size = 16 + struct.unpack_from("<I", raw, at + 8)[0]
        parts[k % n] += raw[at:at + size]
        at, k = at + size, k + 1
    return [head + p for p in parts]


def test_several_files_are_one_site_in_time_order(c):
    site = demo(c)
    names = []
    for i, part in enumerate(split((site / "site.pcap").read_bytes(), 3)):
        names.append(f"part{i}.pcap")
        (c.scratch / names[-1]).write_bytes(part)

    def facts(report):
        return [(d["id"], d["kind"], d["maker"]["name"], d["model"], d["serial"],
                 [(x["address"], x["port"], x["exposure"], x["packets_out"], x["bytes_in"])
                  for x in d["contacts"]]) for d in report["devices"]]

    whole, _ = c.audit(site / "site.pcap")
    parted, _ = c.audit(*names[::-1])
    assert facts(whole) == facts(parted)
    assert len(parted["captures"]) == 3


def test_hash(c):
    import hashlib
    site = demo(c)
    report, _ = c.audit(site / "site.pcap", "--hash")
    want = hashlib.sha256((site / "site.pcap").read_bytes()).hexdigest()
    assert report["captures"][0]["sha256"] == want


def test_filter(c):
    site = demo(c)
    report, _ = c.audit(site / "site.pcap", "--filter", "udp port 53")
    assert report["names_asked"]
    assert all(x["transport"] == "udp" for d in report["devices"] for x in d["contacts"])
    expect(c, 2, "audit", site / "site.pcap", "--filter", "host host", says="filter")


def test_declaration_problems(c):
    pcap = demo(c) / "site.pcap"
    (c.scratch / "none.csv").write_text("colour,shape\nred,round\n")
    expect(c, 2, "audit", pcap, "--declared", "none.csv", says="none.csv")
    (c.scratch / "rows.csv").write_text("mac;brand;maker\nnot-a-mac;X;Y\n00:11:5f:00:00:03;X;Y\n")
    done = c.run("audit", pcap, "--declared", "rows.csv")
    assert "rows.csv:2" in done.err, done.err
    assert done.returncode in (0, 1, 3)
    expect(c, 2, "audit", pcap, "--declared", "missing.csv", says="missing.csv")


def test_site_problems(c):
    pcap = demo(c) / "site.pcap"
    (c.scratch / "bad.conf").write_text("[site]\nnetworks = 10.0.0.0/99\n")
    expect(c, 2, "audit", pcap, "--site", "bad.conf", says="bad.conf:2")
    (c.scratch / "odd.conf").write_text("[site]\nnetwroks = 10.0.0.0/8\n")
    expect(c, 2, "audit", pcap, "--site", "odd.conf", says="odd.conf:2")


def test_neighbours(c):
    pcap = demo(c) / "site.pcap"
    (c.scratch / "neigh.txt").write_text("10.20.1.3 dev eth0 lladdr 00:11:5f:00:00:01 REACHABLE\n")
    assert c.run("audit", pcap, "--neighbours", "neigh.txt").returncode in (0, 1)
    (c.scratch / "neigh.bad").write_text("nothing like it\n")
    done = c.run("audit", pcap, "--neighbours", "neigh.bad")
    assert "neigh.bad" in done.err


def test_knowledge_overlay(c):
    pcap = demo(c) / "site.pcap"
    folder = c.scratch / "mine"
    folder.mkdir(exist_ok=True)
    (folder / "makers.csv").write_text("id,name,country,parent,lists,oui_pattern,makes_cameras,source\n"
                                       "hanbit,Hanbit,KR,,,,yes,\n")
    expect(c, 2, "audit", pcap, "--knowledge", "mine", says="makers.csv:2")
    expect(c, 2, "audit", pcap, "--knowledge", "no-such-dir", says="no-such-dir")


def test_colour_and_width(c):
    pcap = demo(c) / "site.pcap"
    assert "\x1b[" not in c.run("audit", pcap).out
    assert "\x1b[" in c.run("audit", pcap, "--color", "always").out
    assert "\x1b[" not in c.run("audit", pcap, "--color", "never").out
    env = dict(os.environ, LC_ALL="C.UTF-8")
    narrow = c.run("audit", pcap, "--width", "80", env=env).out
    assert max(map(len, narrow.splitlines())) <= 80, max(narrow.splitlines(), key=len)


def test_roles_say_so(c):
    pcap = demo(c) / "site.pcap"
    done = c.run("audit", pcap, "--one-process", "--json", "-")
    assert "--one-process" in done.err
    apart, _ = c.audit(pcap)
    assert json.loads(done.out)["devices"] == apart["devices"]
    assert "--no-sandbox" in c.run("audit", pcap, "--no-sandbox").err


def test_explain(c):
    site = demo(c)
    report, _ = c.audit(site / "site.pcap")
    device = next(d for d in report["devices"] if d["kind"] == "camera" and d["maker"]["name"])
    done = c.run("explain", site / "site.pcap", device["id"], "--width", "120")
    assert done.returncode == 0, done.err
    assert device["maker"]["name"] in done.out
    assert "frame" in done.out
    expect(c, 2, "explain", site / "site.pcap", "02:00:00:00:00:99", says="no device")


def test_hostile_texts_stay_text(c):
    sys.path.insert(0, str(c.source / "tests/site"))
    import talk
    import wire
    import random
    capture = wire.Capture()
    site = talk.Site(capture, random.Random(1), 1772352000.0, wire.mac("02:00:00:00:00:01"),
                     "10.0.0.1", "10.0.0.1")
    names = ["<script>alert(1)</script>", "\x1b[2J\x1b]0;x\x07", "=cmd|'/C calc'!A0"]
    for i, name in enumerate(names):
        host = talk.Host(site, f"02:00:00:00:01:{i:02x}", f"10.0.0.{10 + i}", site.start + i)
        host.announce()
        host.dhcp(hostname=name)
    capture.write(c.scratch / "hostile.pcap")
    done = c.run("audit", "hostile.pcap", "--html", "h.html", "--csv", "hcsv", "--json", "h.json",
                 "--force")
    assert "\x1b[2J" not in done.out and "\x1b]" not in done.out
    assert "<script>alert" not in (c.scratch / "h.html").read_text()
    assert "\x1b" not in (c.scratch / "h.html").read_text()
    for table in (c.scratch / "hcsv").iterdir():
        for line in table.read_text().splitlines():
            assert not any(field.lstrip('"').startswith("=") for field in line.split(",")), line
    hosts = [h for d in json.loads((c.scratch / "h.json").read_text())["devices"] for h in d["hostnames"]]
    assert set(names) <= set(hosts), hosts
    expect_lines = c.run("observe", "hostile.pcap").out
    assert "\x1b" not in expect_lines


def test_file_modes_are_the_users_own(c):
    site = demo(c)
    c.run("audit", site / "site.pcap", "--json", "mode.json", "--force")
    assert stat.S_IMODE((c.scratch / "mode.json").stat().st_mode) & 0o133 == 0


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
