# SPDX-License-Identifier: Apache-2.0
"""Every option and every bad input of the command line, as a user meets them. One sample site is
generated once; what it is audited for, and every way of asking, share as few audits as they can."""
import contextlib
import gzip
import hashlib
import json
import os
import pty
import random
import resource
import signal
import stat
import struct
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import cases  # noqa: E402
import talk  # noqa: E402
import wire  # noqa: E402

DEMO = Path(__file__).parents[1] / "site/demo.site"
FOUND = (0, 1)
FILES = ("o.json", "o.html", "o.jsonl", "tables/devices.csv", "tables/contacts.csv",
         "tables/footage.csv",          "tables/findings.csv", "tables/names.csv")
OUTPUTS = ("--json", "o.json", "--html", "o.html", "--jsonl", "o.jsonl", "--csv", "tables")


def demo(c):
    if not c.share:
        c.small_tables()
    return c.generate(DEMO, "demo")


def tiny(c):
    """A site of three cameras of one maker, all as declared: nothing to find."""
    if not c.share:
        c.small_tables()
    (c.scratch / "quiet.site").write_text(
        "[site]\nseed = 3\nrecorders = 1\n[a]\ncount = 3\nfirmware = axis\nbrand = Axis\n"
        "model = P1468-LE\ndeclared_country = SE\n")
    return c.generate(c.scratch / "quiet.site", "quiet")


def expect(c, status, *arguments, says="", **more):
    done = c.run(*arguments, **more)
    assert done.returncode == status, f"status {done.returncode}, not {status}: {done.err}"
    assert says in done.err, f"standard error lacks {says!r}: {done.err!r}"
    if status == 2:
        lines = done.err.strip().splitlines()
        assert lines and lines[-1].startswith("camtrail: "), done.err
    return done


def nothing_half_written(c):
    left = [str(p) for p in c.scratch.rglob("*.part-*")]
    assert not left, left


def all_outputs(c):
    """The sample site with every output at once, done once."""
    site = demo(c)
    if not (c.scratch / "o.json").exists():
        c.first = c.run("audit", site / "site.pcap", "--declared", site / "cameras.csv", "--site",
                        site / "site.conf", "--hash", "-q", *OUTPUTS)
    return c.first


# What is asked for wrongly

def test_no_command_shows_usage(c):
    done = c.run()
    assert done.returncode == 2 and "Commands:" in done.err


def test_help(c):
    assert "audit" in expect(c, 0, "--help").out
    for command in ("audit", "explain", "knowledge", "observe", "vet"):
        assert f"Usage: camtrail {command}" in expect(c, 0, command, "--help").out
    assert expect(c, 0, "--version").out.startswith("camtrail ")


def test_help_names_every_option(c):
    manual = (c.source / "docs/man/camtrail.1").read_text().replace("\\-", "-")
    usage = expect(c, 0, "audit", "--help").out
    for option in ("declared", "site", "neighbours", "knowledge", "filter", "json", "html", "csv",
                   "jsonl", "extract", "hash", "force", "width", "color", "quiet", "memory", "one-process",
                   "no-sandbox"):
        assert f"--{option}" in usage, option
        assert f"--{option}" in manual or option == "quiet", option
        assert f"--{option}" in (c.source / "completions/camtrail.bash").read_text(), option


def test_unknown_command_and_option(c):
    expect(c, 2, "audti", says="no command 'audti'")
    expect(c, 2, "audit", "--jsno", "x", "y.pcap", says="unknown option --jsno")
    expect(c, 2, "audit", "y.pcap", "--json", says="--json needs a value")
    expect(c, 2, "audit", "y.pcap", "--json", "", says="--json needs a value")


def test_an_option_of_another_command(c):
    expect(c, 2, "observe", "y.pcap", "--json", "x", says="observe takes no --json")
    expect(c, 2, "explain", "y.pcap", "10.0.0.1", "--html", "x", says="explain takes no --html")


def test_no_capture(c):
    for command in ("audit", "observe"):
        expect(c, 2, command, says="at least one capture")
    expect(c, 2, "explain", "only-one", says="a capture and a device")


def test_conflicting_options(c):
    expect(c, 2, "audit", "x", "--json", "-", "--html", "-", says="only one output")
    expect(c, 2, "audit", "x", "--json", "same", "--jsonl", "same", says="same name")
    expect(c, 2, "audit", "-", "-", says="given twice", stdin=b"")
    expect(c, 2, "audit", "x", "--site", "a", "--site", "b", says="--site is given twice")
    expect(c, 2, "audit", "-", "--hash", says="--hash", stdin=b"")
    expect(c, 2, "audit", "x", "--one-process", "--no-sandbox", says="no sandbox")
    expect(c, 2, "audit", "x", "--memory", "lots", says="--memory")
    expect(c, 2, "audit", "x", "--memory", "1M", says="at least 16M")
    expect(c, 2, "audit", "x", "--width", "7", says="--width")
    expect(c, 2, "audit", "x", "--color", "blue", says="--color")


# Captures

def test_missing_file_and_directory(c):
    for command in ("audit", "observe"):
        expect(c, 2, command, "no-such.pcap", says="no-such.pcap: No such file")
        expect(c, 2, command, c.scratch, says="is a directory")


def test_what_is_no_capture_is_named(c):
    tiny(c)
    (c.scratch / "text.pcap").write_text("this is no capture at all, only text")
    (c.scratch / "empty.pcap").write_text("")
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 127)
    (c.scratch / "radio.pcap").write_bytes(head + struct.pack("<IIII", 1, 0, 4, 4) + b"abcd")
    done = expect(c, 2, "audit", "text.pcap", "empty.pcap", "radio.pcap", says="none of the captures")
    for word in ("text.pcap", "empty.pcap", "radio.pcap", "127", "IEEE802_11_RADIO"):
        assert word in done.err, (word, done.err)


def test_one_bad_capture_among_good_ones(c):
    site = tiny(c)
    (c.scratch / "bad.pcap").write_bytes(b"\0" * 64)
    expect(c, 3, "audit", site / "site.pcap", "bad.pcap", "--site", site / "site.conf", says="bad.pcap")


def test_exit_status_of_a_clean_site(c):
    site = tiny(c)
    report, status = c.audit(site / "site.pcap", "--site", site / "site.conf")
    assert status == 0, (status, report["findings"])


def test_exit_status_of_a_cut_file_is_never_0(c):
    whole = (tiny(c) / "site.pcap").read_bytes()
    (c.scratch / "cut.pcap").write_bytes(whole[:-7])
    expect(c, 3, "audit", "cut.pcap", "--site", "quiet/site.conf", says="byte")


def test_exit_status_when_something_is_found(c):
    assert all_outputs(c).returncode == 1


def test_header_only_capture(c):
    site = demo(c)
    cut = c.generate(DEMO, "headers", "--snap", 60)
    report, status = c.audit(cut / "site.pcap", "--site", cut / "site.conf")
    assert status in (1, 3)
    full, _ = c.audit(site / "site.pcap", "--site", site / "site.conf")
    count = lambda r: sum(x["bytes_out"] + x["bytes_in"] for d in r["devices"] for x in d["contacts"])
    assert count(report) == count(full), "bytes come from the headers, not from what was captured"
    ids = lambda r: {d["id"] for d in r["devices"]}
    assert ids(report) == ids(full)


def test_standard_input(c):
    site = tiny(c)
    done = c.run("audit", "-", "--site", site / "site.conf", "--json", "-",
                 stdin=(site / "site.pcap").read_bytes())
    named, _ = c.audit(site / "site.pcap", "--site", site / "site.conf")
    assert json.loads(done.out)["devices"] == named["devices"]


def split(raw, n):
    """The packets of a pcap dealt out to n files in turn."""
    head, at, parts, k = raw[:24], 24, [b""] * n, 0
    while at < len(raw):
        size = 16 + struct.unpack_from("<I", raw, at + 8)[0]
        parts[k % n] += raw[at:at + size]
        at, k = at + size, k + 1
    return [head + p for p in parts]


def test_several_files_are_one_site_in_time_order(c):
    """One of them compressed, named last file first."""
    site = demo(c)
    names = ["part0.pcap", "part1.pcap.gz", "part2.pcap"]
    for name, part in zip(names, split((site / "site.pcap").read_bytes(), 3)):
        (c.scratch / name).write_bytes(gzip.compress(part) if name.endswith("gz") else part)

    def facts(report):
        return [(d["id"], d["kind"], d["maker"]["name"], d["model"], d["serial"],
                 [(x["address"], x["port"], x["exposure"], x["packets_out"], x["bytes_in"])
                  for x in d["contacts"]]) for d in report["devices"]]

    whole, _ = c.audit(site / "site.pcap", "--site", site / "site.conf")
    parted, _ = c.audit(*names[::-1], "--site", site / "site.conf")
    assert facts(whole) == facts(parted)
    assert len(parted["captures"]) == 3


def test_filter(c):
    site = demo(c)
    report, _ = c.audit(site / "site.pcap", "--filter", "udp port 53")
    assert report["names_asked"]
    assert all(x["transport"] == "udp" for d in report["devices"] for x in d["contacts"])
    expect(c, 2, "audit", site / "site.pcap", "--filter", "host host", says="filter")
    expect(c, 2, "observe", site / "site.pcap", "--filter", "host host", says="filter")


def open_when_read(fifo, running):
    for _ in range(6000):
        try:
            fd = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads it yet
            assert running.poll() is None, running.stderr.read()
            time.sleep(0.01)
            continue
        os.set_blocking(fd, True)
        return open(fd, "wb")
    raise AssertionError("the pipe was never opened")


def changing(c, command, change):
    """A capture that is changed after it was opened: the one beside it comes late, by a pipe."""
    site = tiny(c)
    capture, late = c.scratch / "changing.pcap", c.scratch / "late"
    capture.write_bytes((site / "site.pcap").read_bytes())
    late.unlink(missing_ok=True)
    os.mkfifo(late)
    with subprocess.Popen([c.program, command, "changing.pcap", "late"], cwd=c.scratch,
                          env=c.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        with open_when_read(late, running) as pipe:  # it is opened after changing.pcap
            change(capture)
            pipe.write((site / "site.pcap").read_bytes()[:24])
        out, err = running.communicate(timeout=60)
    return running.returncode, err.decode()


def shrink(path):
    os.truncate(path, 24)


def grow(path):
    with open(path, "ab") as file:
        file.write(b"\0" * 16)


def replace(path):
    (path.parent / "other").write_bytes(b"something else")
    os.rename(path.parent / "other", path)


def test_a_reader_that_dies_leaves_a_report(c):
    """What it had sent until then, and that it died. The capture comes by a pipe and stops half-way."""
    raw = (tiny(c) / "site.pcap").read_bytes()
    with subprocess.Popen([c.program, "audit", "-", "--json", "died.json", "--html", "died.html"],
                          cwd=c.scratch, env=c.environment(), stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdin.write(raw[:len(raw) // 2])
        running.stdin.flush()
        readers = []
        while not readers:
            time.sleep(0.05)
            readers = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        os.kill(int(readers[0]), signal.SIGKILL)
        out, err = running.communicate(timeout=120)
    assert running.returncode in (1, 3), (running.returncode, err)
    for told in (out, err):
        assert "ended by signal 9" in " ".join(told.decode().split()), (out, err)
    report = json.loads((c.scratch / "died.json").read_text())
    assert report["completeness"]["incomplete"], report["completeness"]
    assert (c.scratch / "died.html").exists()


def test_captures_that_change_while_they_are_read(c):
    for change, says in ((shrink, "became shorter"), (grow, "grew while"), (replace, "was replaced"),
                         (os.remove, "was removed")):
        status, err = changing(c, "observe", change)
        assert status == 3 and says in err, (change, status, err)
    status, err = changing(c, "audit", shrink)
    assert status in (1, 3) and "became shorter" in err, (status, err)


# What is known beforehand

def test_declaration_problems(c):
    pcap = tiny(c) / "site.pcap"
    (c.scratch / "none.csv").write_text("colour,shape\nred,round\n")
    expect(c, 2, "audit", pcap, "--declared", "none.csv", says="none.csv")
    expect(c, 2, "audit", pcap, "--declared", "missing.csv", says="missing.csv")
    (c.scratch / "rows.csv").write_text(
        "mac;brand;maker\nnot-a-mac;X;Y\nac:cc:8e:00:00:02;Axis;Axis\n;;\nff;X;Y\n")
    done = c.run("audit", pcap, "--declared", "rows.csv", "--width", "120")
    assert done.returncode in (0, 1, 3), done.err
    for line in (2, 5):
        assert f"rows.csv:{line}" in done.err, done.err
        assert f"rows.csv:{line}" in done.out, "a skipped row is told in the report too"
    assert done.err.count("rows.csv:") == done.out.count("rows.csv:")


def test_site_problems(c):
    for name, text in (("bad.conf", "[site]\nnetworks = 10.0.0.0/99\n"),
                       ("odd.conf", "[site]\nnetwroks = 10.0.0.0/8\n")):
        (c.scratch / name).write_text(text)
        expect(c, 2, "audit", tiny(c) / "site.pcap", "--site", name, says=f"{name}:2")


def test_neighbours(c):
    pcap = tiny(c) / "site.pcap"
    (c.scratch / "neigh.txt").write_text("10.20.1.3 dev eth0 lladdr ac:cc:8e:00:00:02 REACHABLE\n")
    (c.scratch / "neigh.bad").write_text("nothing like it\n")
    assert expect(c, c.audit(pcap)[1], "audit", pcap, "--neighbours", "neigh.txt", "-q").err == ""
    assert "neigh.bad" in c.run("audit", pcap, "--neighbours", "neigh.bad", "-q").err
    expect(c, 2, "audit", pcap, "--neighbours", "no-such.txt", says="no-such.txt")


def test_knowledge_overlay(c):
    pcap = tiny(c) / "site.pcap"
    folder = c.scratch / "mine"
    folder.mkdir(exist_ok=True)
    (folder / "makers.csv").write_text("id,name,country,parent,lists,oui_pattern,makes_cameras,source\n"
                                       "hanbit,Hanbit,KR,,,,yes,\n")
    expect(c, 2, "audit", pcap, "--knowledge", "mine", says="makers.csv:2")
    expect(c, 2, "audit", pcap, "--knowledge", "no-such-dir", says="no-such-dir")


MAKERS_HEAD = "id,name,country,parent,lists,oui_pattern,makes_cameras,source\n"
STANZA = """[{id}]
kind = rtsp.realm
pattern = {pattern}
class = media
grade = F2 S2
makers = {makers}
says = realm of a test
source = a test
match = {match}
no_match = {no_match}
"""


def stanza(id, pattern="^Hanbit [0-9]$", makers="hanbit", match="Hanbit 1", no_match="Hanbit X"):
    return STANZA.format(id=id, pattern=pattern, makers=makers, match=match, no_match=no_match)


def tables(c, name, makers=MAKERS_HEAD + "hanbit,Hanbit,KR,,,,yes,a test\n", signatures=""):
    folder = c.scratch / name
    folder.mkdir(exist_ok=True)
    (folder / "makers.csv").write_text(makers)
    (folder / "hanbit.sig").write_text(signatures or stanza("hanbit-realm"))
    return folder


def test_knowledge_check(c):
    done = expect(c, 0, "knowledge", "check")
    assert "sound" in done.out
    assert "sound" in expect(c, 0, "knowledge", "check", "--knowledge", tables(c, "sound")).out


def test_knowledge_check_tells_every_fault(c):
    folder = tables(c, "faulty", MAKERS_HEAD + "hanbit,Hanbit,KR,,,,yes,a test\n"
                    "hanbit,Hanbit,KR,,,,yes,a test\nnosource,No,KR,,,,yes,\n"
                    "orphan,Orphan,KR,nobody,,,yes,a test\nbad country,X,KR,,,,yes,a test\n",
                    stanza("broken", pattern="^Han(bit")
                    + stanza("silent", match="Hanbit X")
                    + stanza("eager", pattern="^Hanb", no_match="Hanbit 7")
                    + stanza("examples").replace("match = Hanbit 1\n", "", 1)
                    + stanza("sourceless").replace("source = a test\n", "")
                    + stanza("Loud-Id") + stanza("stranger", makers="nobody")
                    + (stanza("wide", pattern="^Hanbit [0-9]+")
                       + stanza("narrow", pattern="^Hanbit 1$", no_match="Hanbit 2")
                       ).replace("rtsp.realm", "http.realm")
                    + "[odd]\nkind = rtsp.realm\ncolour = red\npattern = x\n")
    done = expect(c, 1, "knowledge", "check", "--knowledge", folder)
    for line, says in ((3, "makers.csv:3: 'hanbit' is given twice"), (4, "makers.csv:4: no source"),
                       (5, "makers.csv:5: maker 'nobody' is not"), (6, "makers.csv:6: id 'bad country'"),
                       (7, "[broken]"), (8, "[silent] its example 'Hanbit X' does not match"),
                       (9, "[eager] its counter-example 'Hanbit 7' matches"),
                       (10, "[examples] needs at least one match"), (11, "[sourceless] no source"),
                       (12, "[Loud-Id] is not an id"), (13, "[stranger] unknown maker 'nobody'"),
                       (14, "[narrow] is shadowed: [wide]"), (15, "[odd] unknown key 'colour'")):
        hits = [out for out in done.out.splitlines() if says in out]
        assert len(hits) == 1, (says, done.out)
        assert "/faulty/" in hits[0], hits
    lines = {line.split(": ")[0].rsplit(":", 1)[1] for line in done.out.splitlines()[:-1]}
    assert all(x.isdigit() for x in lines)
    n = len(done.out.splitlines()) - 1
    assert done.out.splitlines()[-1] == f"{n} faults", done.out


def rows(done):
    return json.loads(done.out)["rows"]


def test_knowledge_list(c):
    everything = rows(expect(c, 0, "knowledge", "list", "--json", "-"))
    assert {r["table"] for r in everything} == {"maker", "signature", "cloud", "brand", "address",
                                                 "heartbeat", "footage"}
    its = rows(expect(c, 0, "knowledge", "list", "--maker", "Hikvision", "--class", "discovery",
                      "--grade", "F2 S2", "--json", "-"))
    want = [r for r in everything if r["table"] == "signature" and r["class"] == "discovery"
            and "hikvision" in r["makers"].split(", ") and {"F2", "S2"} <= set(r["grade"].split())]
    assert its == want and its and all(r["match"] and r["no_match"] and r["source"] for r in its)
    text = expect(c, 0, "knowledge", "list", "--table", "cloud", "--maker", "dahua").out
    assert "easy4ipcloud.com" in text and "hik-connect" not in text
    own = rows(expect(c, 0, "knowledge", "list", "--maker", "hanbit", "--json", "-", "--knowledge",
                      tables(c, "listed")))
    assert [(r["table"], r["key"], r["line"]) for r in own] == [
        ("maker", "hanbit", 2), ("signature", "hanbit-realm", 1)]
    assert expect(c, 1, "knowledge", "list", "--maker", "hanwha", "--class", "mac").out
    expect(c, 2, "knowledge", "list", "--maker", "nobody", says="no such maker")
    expect(c, 2, "knowledge", "list", "--table", "chair", says="--table chair")
    expect(c, 2, "knowledge", "list", "--class", "first", says="--class first")


def test_knowledge_show(c):
    text = expect(c, 0, "knowledge", "show", "sadp-flase").out
    assert "HCPlatformEnable=flase" in text and "source" in text and "hikvision.sig:" in text
    maker = json.loads(expect(c, 0, "knowledge", "show", "dahua", "--json", "-").out)
    assert maker["rows"][0]["name"] == "Dahua"
    assert {"signature", "cloud", "brand"} <= {r["table"] for r in maker["named_by"]}
    cloud = rows(expect(c, 0, "knowledge", "show", "x9.hik-connect.com", "--json", "-"))
    assert [r["key"] for r in cloud] == ["hik-connect.com"]
    assert rows(expect(c, 0, "knowledge", "show", "Amcrest", "--json", "-"))
    expect(c, 1, "knowledge", "show", "nothing-of-the-kind", says="no row is named")


def test_knowledge_diff(c):
    import shutil
    assert "0 rows differ" in expect(c, 0, "knowledge", "diff", c.source / "knowledge").out
    added = rows(expect(c, 1, "knowledge", "diff", "--knowledge", tables(c, "adds"), "--json", "-"))
    assert [(r["change"], r["table"], r["key"]) for r in added] == [
        ("added", "maker", "hanbit"), ("added", "signature", "hanbit-realm")]
    other = c.scratch / "other"
    shutil.copytree(c.source / "knowledge", other)
    clouds = (other / "clouds.csv").read_text().splitlines(keepends=True)
    gone = next(line for line in clouds if line.startswith("hik-connect.com,"))
    (other / "clouds.csv").write_text("".join(line for line in clouds if line != gone))
    brands = (other / "brands.csv").read_text()
    makers = (other / "makers.csv").read_text().replace("dahua,Dahua,CN", "dahua,Dahua,DE")
    (other / "makers.csv").write_text(makers)
    (other / "brands.csv").write_text(brands + 'Northgate,IP domes,2019-2022,axis,"a test"\n')
    changes = rows(expect(c, 1, "knowledge", "diff", other, "--json", "-"))
    assert [(r["change"], r["key"]) for r in changes] == [
        ("changed", "dahua"), ("removed", "hik-connect.com"),
        ("added", "Northgate|IP domes|2019-2022|axis")], changes
    assert changes[0]["fields"] == [{"field": "country", "from": "CN", "to": "DE"}]
    text = expect(c, 1, "knowledge", "diff", other).out
    assert 'country: "CN" becomes "DE"' in text and "3 rows differ." in text


def test_knowledge_usage(c):
    expect(c, 2, "knowledge", says="check, list, show, diff")
    expect(c, 2, "knowledge", "chekc", says="check, list, show, diff")
    expect(c, 2, "knowledge", "show", says="needs one argument")
    expect(c, 2, "knowledge", "check", "more", says="takes no argument")
    expect(c, 2, "knowledge", "list", "--colr", says="unknown option --colr")
    expect(c, 2, "knowledge", "list", "--json", says="--json needs a value")
    expect(c, 2, "knowledge", "list", "--width", "1", says="--width")
    expect(c, 2, "knowledge", "diff", "no-such-dir", says="no-such-dir")
    expect(c, 2, "knowledge", "diff", tables(c, "partial"), says="brands.csv is missing")
    expect(c, 2, "knowledge", "diff", says="needs one argument")
    expect(c, 2, "knowledge", "list", "--knowledge", "no-such-dir", says="no-such-dir")
    (c.scratch / "there.json").write_text("")
    expect(c, 2, "knowledge", "list", "--json", "there.json", says="exists")
    expect(c, 0, "knowledge", "list", "--json", "there.json", "--force")
    assert json.loads((c.scratch / "there.json").read_text())["rows"]



    pcap = demo(c) / "site.pcap"
    assert "\x1b[" not in c.run("audit", pcap).out
# What comes out

def test_every_output_at_once(c):
    done = all_outputs(c)
    assert done.out == "", "-q: nothing on the terminal"
    for name in FILES:
        path = c.scratch / name
        assert path.stat().st_size > 20, name
        assert stat.S_IMODE(path.stat().st_mode) & 0o133 == 0, name
    nothing_half_written(c)
    report = json.loads((c.scratch / "o.json").read_text())
    want = hashlib.sha256((demo(c) / "site.pcap").read_bytes()).hexdigest()
    assert report["captures"][0]["sha256"] == want
    for line in (c.scratch / "o.jsonl").read_text().splitlines():
        assert "event_type" in json.loads(line)


def test_nothing_is_overwritten_without_force(c):
    all_outputs(c)
    pcap = tiny(c) / "site.pcap"
    before = {name: (c.scratch / name).read_bytes() for name in FILES}
    for at in range(0, len(OUTPUTS), 2):
        expect(c, 2, "audit", pcap, *OUTPUTS[at:at + 2], says="--force")
    assert before == {name: (c.scratch / name).read_bytes() for name in FILES}
    files = ("--json", "f.json", "--html", "f.html", "--jsonl", "f.jsonl", "--csv", "f")
    (c.scratch / "f").mkdir(exist_ok=True)
    for name in ("f.json", "f.html", "f.jsonl", "f/names.csv"):
        (c.scratch / name).write_text("old")
    assert c.run("audit", pcap, *files, "--force", "-q").returncode in FOUND
    for name in ("f.json", "f.html", "f.jsonl", "f/names.csv"):
        assert (c.scratch / name).read_text() != "old"


def test_outputs_that_cannot_be(c):
    pcap = tiny(c) / "site.pcap"
    (c.scratch / "file").write_text("x")
    expect(c, 2, "audit", pcap, "--csv", "file", says="not a directory")
    expect(c, 2, "audit", pcap, "--json", ".", says="is a directory")
    expect(c, 2, "audit", pcap, "--json", "nowhere/x.json", says="nowhere/x.json")
    expect(c, 2, "audit", pcap, "--csv", "nowhere/tables", says="nowhere/tables")


def test_extract_wants_an_empty_directory(c):
    pcap = tiny(c) / "site.pcap"
    (c.scratch / "full").mkdir(exist_ok=True)
    (c.scratch / "full/kept").write_text("mine")
    expect(c, 2, "audit", pcap, "--extract", "full", says="something is in it")
    expect(c, 2, "audit", pcap, "--extract", "full", "--force", says="new or empty")
    assert [p.name for p in (c.scratch / "full").iterdir()] == ["kept"]
    (c.scratch / "file").write_text("x")
    expect(c, 2, "audit", pcap, "--extract", "file", says="file: ")
    expect(c, 2, "audit", pcap, "--extract", "nowhere/pictures", says="can't be made")
    expect(c, 2, "audit", pcap, "--extract", says="--extract needs a value")
    expect(c, 2, "explain", pcap, "10.0.0.1", "--extract", "x", says="explain takes no --extract")
    done = expect(c, 0, "audit", pcap, "--extract", "pictures", "-q")
    assert done.out == "" and not list((c.scratch / "pictures").iterdir()), "nothing left this site"
    assert stat.S_IMODE((c.scratch / "pictures").stat().st_mode) == 0o700


def test_a_directory_that_may_not_be_written(c):
    folder = c.scratch / "locked"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o555)
    if os.geteuid():
        expect(c, 2, "audit", tiny(c) / "site.pcap", "--json", "locked/x.json", says="Permission denied")
        return
    with mounted(folder, "ro"):  # root may write everywhere else
        expect(c, 2, "audit", tiny(c) / "site.pcap", "--json", "locked/x.json", says="Read-only file system")


@contextlib.contextmanager
def mounted(folder, options):
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder],
                                      capture_output=True, check=False).returncode:
        raise cases.Skip("a file system of our own needs root and mount")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def limit_files(size):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


def test_a_file_that_may_not_grow(c):
    site = tiny(c)
    done = expect(c, 2, "audit", site / "site.pcap", "--html", "big.html", "-q",
                  says="big.html: could not be written", preexec_fn=limit_files(8192))
    assert "File too large" in done.err and not (c.scratch / "big.html").exists()
    nothing_half_written(c)


def test_a_full_disk(c):
    pcap = tiny(c) / "site.pcap"
    if os.path.exists("/dev/full"):
        with open("/dev/full", "wb") as full:
            for command in (["audit", pcap], ["observe", pcap]):
                done = subprocess.run([c.program, *command], stdout=full, stderr=subprocess.PIPE,
                                      cwd=c.scratch, env=c.environment(), timeout=60)
                assert done.returncode == 2 and b"No space left" in done.stderr, done
    disk = c.scratch / "disk"
    disk.mkdir(exist_ok=True)
    with mounted(disk, "size=32k"):
        (disk / "old.html").write_text("old")
        done = expect(c, 2, "audit", pcap, "--html", "disk/old.html", "--force", "-q",
                      says="No space left on device")
        assert "disk/old.html: could not be written" in done.err
        assert [p.name for p in disk.iterdir()] == ["old.html"]
        assert (disk / "old.html").read_text() == "old", "what was there is kept"


def test_out_of_memory(c):
    """No crash, no report as if all were well. Sanitizers take memory of their own: there single
    requests are refused instead."""
    pcap = tiny(c) / "site.pcap"
    if c.sanitized:
        env = c.environment(ASAN_OPTIONS="allocator_may_return_null=1:max_allocation_size_mb=1:"
                            "detect_leaks=0")
        large = c.scratch / "large.csv"
        large.write_text("mac,brand\n" + "02:00:00:00:00:01,Brand\n" * 100000)
        done = subprocess.run([c.program, "audit", pcap, "--declared", large, "--json", "oom.json", "-q"],
                              env=env, cwd=c.scratch, capture_output=True, timeout=60)
        assert done.returncode == 2 and b"out of memory" in done.stderr, done
    else:
        statuses = []
        for megabytes in (90, 100, 110, 130, 160, 200, 300, 600):  # below, not even the libraries fit
            limit = megabytes << 20
            done = c.run("audit", pcap, "--json", "oom.json", "-q",
                         preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
            statuses.append(done.returncode)
            assert (done.returncode == 2) == ("memory" in done.err), (megabytes, done.returncode, done.err)
            assert (done.returncode != 2) == (c.scratch / "oom.json").exists()
            (c.scratch / "oom.json").unlink(missing_ok=True)
        assert statuses[0] == 2 and statuses[-1] == 0, statuses
    assert not (c.scratch / "oom.json").exists()
    nothing_half_written(c)


def test_a_closed_pipe_is_no_error(c):
    site = demo(c)
    for arguments, status in ((["audit", site / "site.pcap", "--site", site / "site.conf"], 1),
                              (["audit", site / "site.pcap", "--site", site / "site.conf", "--json", "-"], 1),
                              (["observe", site / "site.pcap"], 0), (["audit", "--help"], 0)):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run([c.program, *map(str, arguments)], stdout=writing, stderr=subprocess.PIPE,
                              cwd=c.scratch, env=c.environment(), timeout=120)
        os.close(writing)
        assert done.returncode == status and done.stderr == b"", (arguments, done)


def test_colour(c):
    pcap = tiny(c) / "site.pcap"
    plain = c.run("audit", pcap, env=c.environment(LC_ALL="C.UTF-8")).out
    assert "\x1b[" not in plain, "no colour into a pipe"
    assert max(map(len, plain.splitlines())) <= 80, "80 columns when the width is not known"
    assert "\x1b[" in c.run("audit", pcap, "--color", "always").out
    assert "\x1b[" in on_terminal(c, "audit", pcap)
    assert "\x1b[" not in on_terminal(c, "audit", pcap, NO_COLOR="1")
    assert "\x1b[" not in on_terminal(c, "audit", pcap, "--color", "never")


def on_terminal(c, *arguments, **env):
    ours, theirs = pty.openpty()
    with subprocess.Popen([c.program, *map(str, arguments)], stdout=theirs, cwd=c.scratch,
                          stderr=subprocess.DEVNULL, env=c.environment(**env)) as running:
        os.close(theirs)
        out = b""
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # the other side was closed
                break
            if not block:
                break
            out += block
        assert running.wait(60) in FOUND
    os.close(ours)
    return out.decode("utf-8", "replace")


def test_width(c):
    site = demo(c)
    for width in (80, 100, 140):
        out = c.run("audit", site / "site.pcap", "--declared", site / "cameras.csv", "--site",
                    site / "site.conf", "--width", width, env=c.environment(LC_ALL="C.UTF-8")).out
        longest = max(out.splitlines(), key=len)
        assert len(longest) <= width, longest
        devices = out[out.index("\nDevices\n"):out.index("\nContacts outside")]
        assert "contradicted" in devices and "10.20.1.17" in devices, devices[:500]


def test_roles_say_so(c):
    site = tiny(c)
    done = c.run("audit", site / "site.pcap", "--site", site / "site.conf", "--one-process", "--json",
                 "-", "--hash")
    assert "--one-process" in done.err
    apart, _ = c.audit(site / "site.pcap", "--site", site / "site.conf")
    report = json.loads(done.out)
    assert report["devices"] == apart["devices"]
    assert report["captures"][0]["sha256"] == hashlib.sha256((site / "site.pcap").read_bytes()).hexdigest()
    assert "--no-sandbox" in c.run("audit", site / "site.pcap", "--no-sandbox").err


def test_like(c):
    site = demo(c)
    truth = json.loads((site / "truth.json").read_text())
    one = next(t["mac"] for t in truth if t["maker"] == "dahua")
    report, _ = c.audit(site / "site.pcap", "--like", one)
    like = report["like"]
    same = {t["mac"] for t in truth if t["maker"] == "dahua"} - {one}
    listed = {d["device"]: d for d in like["devices"]}
    assert like["device"] == one and one not in listed
    assert {d["device"] for d in like["devices"][:len(same)]} == same, like["devices"][:3]
    assert all(listed[mac]["likeness"] >= 0.9 and listed[mac]["alike"] for mac in same)
    assert all(d["likeness"] < 0.5 and d["unlike"] for d in like["devices"] if d["device"] not in same)
    assert like["same_implementation"] == len(same)
    assert like["labels"] == [{"label": "General", "devices": len(same)}], like["labels"]
    assert len(like["devices"]) + like["not_comparable"] == len(report["devices"]) - 1
    text = c.run("audit", site / "site.pcap", "--like", one, "--html", "like.html", "--width", "200").out
    assert f"{len(same)} devices are at least 80% like {one}" in text, text[:3000]
    page = (c.scratch / "like.html").read_text()
    assert 'id="s-like"' in page and "by label: General" in page
    plain = c.run("audit", site / "site.pcap", "--html", "plain.html").out
    assert "at least 80% like" not in plain
    assert 'id="s-like"' not in (c.scratch / "plain.html").read_text()
    expect(c, 2, "audit", site / "site.pcap", "--like", "02:00:00:00:00:99", says="no such device")
    expect(c, 2, "audit", site / "site.pcap", "--like", one, "--like", one, says="given twice")


def test_explain(c):
    site = demo(c)
    report, _ = c.audit(site / "site.pcap", "--site", site / "site.conf")
    device = next(d for d in report["devices"] if d["kind"] == "camera" and d["maker"]["name"])
    done = c.run("explain", site / "site.pcap", device["id"], "--width", "120")
    assert done.returncode == 0, done.err
    assert device["maker"]["name"] in done.out
    assert "site.pcap frame" in done.out
    expect(c, 2, "explain", site / "site.pcap", "02:00:00:00:00:99", says="no device")


def test_observe(c):
    out = expect(c, 0, "observe", tiny(c) / "site.pcap").out.splitlines()
    assert len(out) > 20 and all(len(line.split("  ", 3)) == 4 for line in out)


def test_hostile_texts_stay_text(c):
    tiny(c)
    capture = wire.Capture()
    site = talk.Site(capture, random.Random(1), 1772352000.0, wire.mac("02:00:00:00:00:01"),
                     "10.0.0.1", "10.0.0.1")
    names = ["<script>alert(1)</script>", "\x1b[2J\x1b]0;x\x07", "=cmd|'/C calc'!A0"]
    for i, name in enumerate(names):
        host = talk.Host(site, f"02:00:00:00:01:{i:02x}", f"10.0.0.{10 + i}", site.start + i)
        host.announce()
        host.dhcp(hostname=name)
    (c.scratch / "\x1b[31m").mkdir(exist_ok=True)
    capture.write(c.scratch / "\x1b[31m/hostile.pcap")
    done = c.run("audit", "\x1b[31m/hostile.pcap", "--html", "h.html", "--csv", "hcsv", "--json", "h.json",
                 "--force")
    assert "\x1b" not in done.out and "\x1b" not in done.err
    assert "<script>alert" not in (c.scratch / "h.html").read_text()
    assert "\x1b" not in (c.scratch / "h.html").read_text()
    for table in (c.scratch / "hcsv").iterdir():
        for line in table.read_text().splitlines():
            assert not any(field.lstrip('"').startswith("=") for field in line.split(",")), line
    hosts = [h for d in json.loads((c.scratch / "h.json").read_text())["devices"] for h in d["hostnames"]]
    assert set(names) <= set(hosts), hosts
    assert "\x1b" not in c.run("observe", "\x1b[31m/hostile.pcap").out
    assert "\x1b" not in expect(c, 2, "audit", "\x1b[31m/none.pcap").err


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
