# SPDX-License-Identifier: Apache-2.0
"""Captures as people bring them: other formats and clocks, compressed, cut, several files of one
site that share packets."""
import bz2
import gzip
import json
import lzma
import random
import shutil
import struct
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import attacks  # noqa: E402
import cases  # noqa: E402

DEMO = Path(__file__).parents[1] / "site/demo.site"
SEED = 20261126
HEAD = 24


def site(c):
    return c.generate(DEMO, "demo") / "site.pcap"


def records(raw):
    at = HEAD
    while at < len(raw):
        size = 16 + struct.unpack_from("<I", raw, at + 8)[0]
        yield raw[at:at + size]
        at += size


def put(c, name, data):
    (c.scratch / name).write_bytes(data)
    return name


def unframed(value):
    """Without the frames that show it, at any depth."""
    if isinstance(value, dict):
        return {k: unframed(v) for k, v in value.items() if "frames" not in k}
    return [unframed(v) for v in value] if isinstance(value, list) else value


def counted(report):
    """Everything that is counted or concluded; not which frames of which file show it."""
    return [(d["id"], d["kind"], d["maker"]["name"], d["model"], d["serial"], d["packets"], d["bytes"],
             d["first"], d["last"], unframed(d["contacts"]))
            for d in report["devices"]], [(f["device"], f["question"], f["answer"]) for f in report["findings"]], \
        report["completeness"]["packets"]


def same_as_plain(c, *names):
    plain, _ = c.audit(site(c))
    report, _ = c.audit(*names)
    assert counted(report) == counted(plain)
    return report


def said_of(report):
    return " ".join(w for capture in report["captures"] for w in capture["warnings"])


def run_tool(*command):
    if not shutil.which(command[0]):
        raise cases.Skip(f"{command[0]} is not installed")
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def test_nanoseconds(c):
    raw = site(c).read_bytes()
    out = struct.pack("<I", 0xA1B23C4D) + raw[4:HEAD]
    for n, record in enumerate(records(raw)):
        sec, usec = struct.unpack_from("<II", record)
        out += struct.pack("<II", sec, usec * 1000 + n % 1000) + record[8:]
    same_as_plain(c, put(c, "nano.pcap", out))


def test_the_other_byte_order(c):
    raw = site(c).read_bytes()
    out = struct.pack(">IHHiIII", *struct.unpack_from("<IHHiIII", raw))
    for record in records(raw):
        out += struct.pack(">IIII", *struct.unpack_from("<IIII", record)) + record[16:]
    same_as_plain(c, put(c, "big.pcap", out))


def test_pcapng_of_editcap(c):
    run_tool("editcap", "-F", "pcapng", site(c), c.scratch / "site.pcapng")
    same_as_plain(c, "site.pcapng")
    run_tool("editcap", "-F", "nsecpcap", site(c), c.scratch / "site.nsec.pcap")
    same_as_plain(c, "site.nsec.pcap")


def test_gzip_and_zstd(c):
    raw = site(c).read_bytes()
    same_as_plain(c, put(c, "one.gz", gzip.compress(raw)))
    half = len(raw) // 2
    same_as_plain(c, put(c, "members.gz", gzip.compress(raw[:half]) + gzip.compress(raw[half:])))
    run_tool("zstd", "-q", "-f", site(c), "-o", c.scratch / "site.zst")
    same_as_plain(c, "site.zst")


def test_a_cut_compressed_file(c):
    packed = gzip.compress(site(c).read_bytes())
    run_tool("zstd", "-q", "-f", site(c), "-o", c.scratch / "whole.zst")
    for name, data in (("cut.gz", packed), ("cut.zst", (c.scratch / "whole.zst").read_bytes())):
        report, status = c.audit(put(c, name, data[:len(data) * 2 // 3]))
        assert status in (1, 3) and report["completeness"]["incomplete"], name
        assert said_of(report), "what is missing is said"


def test_what_is_not_unpacked(c):
    """Other packers, and zstd that asks for more memory than 128 MiB, end in words, not in memory."""
    raw = site(c).read_bytes()
    greedy = attacks.bomb_of_zstd(400).replace(b"\x88", b"\x90", 1)  # a window of 2^28
    for name, data in (("site.xz", lzma.compress(raw)), ("site.bz2", bz2.compress(raw)),
                       ("greedy.zst", greedy)):
        done = c.run("audit", put(c, name, data), "--json", "none.json", "-q")
        assert done.returncode == 2 and name in done.err, (name, done.returncode, done.err)
        assert not (c.scratch / "none.json").exists(), name


def test_cut_anywhere(c):
    """A cut file is a shorter one: what it still holds is counted in full, and it is told."""
    raw = site(c).read_bytes()
    rng = random.Random(SEED)
    starts, at = [], HEAD
    for record in records(raw):
        starts.append(at)
        at += len(record)
    starts.append(at)
    for _ in range(10):
        size = rng.randrange(HEAD + 1, len(raw))
        done = c.run("audit", put(c, "cut.pcap", raw[:size]), "--json", "-")
        report = json.loads(done.out)
        whole = max(n for n, start in enumerate(starts) if start <= size)
        assert report["completeness"]["packets"] == whole, size
        assert report["completeness"]["incomplete"] == (size not in starts), size
        assert done.returncode != 0 or size in starts


def test_files_that_overlap_count_each_packet_once(c):
    """The same site in two files: the second began before the first had ended."""
    raw = site(c).read_bytes()
    all_of_them = list(records(raw))
    third = len(all_of_them) // 3
    first = put(c, "first.pcap", raw[:HEAD] + b"".join(all_of_them[:2 * third]))
    second = put(c, "second.pcap", raw[:HEAD] + b"".join(all_of_them[third:]))
    for order in ((first, second), (second, first)):
        report = same_as_plain(c, *order)
        assert f"{third} of its packets" in said_of(report), said_of(report)
        assert not report["completeness"]["incomplete"], "nothing is missing"
    done = c.run("audit", first, second)
    assert "counted once" in " ".join(done.out.split()), "people are told as well"


def test_one_file_under_two_names_counts_once(c):
    raw = site(c).read_bytes()
    names = [put(c, "copy.pcap", raw), put(c, "copy.gz", gzip.compress(raw)), put(c, "third.pcap", raw)]
    report = same_as_plain(c, *names)
    total = sum(1 for _ in records(raw))
    assert said_of(report).count(f"{total} of its packets") == 2, said_of(report)


def test_what_repeats_in_one_file_is_counted_as_it_is(c):
    """A mirror that shows a packet twice, or a device that sends it twice: nobody can tell."""
    raw = site(c).read_bytes()
    doubled = put(c, "doubled.pcap", raw[:HEAD] + b"".join(r + r for r in records(raw)))
    report, _ = c.audit(doubled)
    plain, _ = c.audit(site(c))
    assert report["completeness"]["packets"] == 2 * plain["completeness"]["packets"]
    again, _ = c.audit(doubled, put(c, "same.pcap", raw))
    assert again["completeness"]["packets"] == report["completeness"]["packets"]


def test_equal_times_are_not_equal_packets(c):
    raw = site(c).read_bytes()
    flat = [struct.pack("<II", 1772352000, 0) + r[8:] for r in records(raw)]
    names = [put(c, f"flat{n}.pcap", raw[:HEAD] + b"".join(flat[n::2])) for n in range(2)]
    report, _ = c.audit(*names)
    assert report["completeness"]["packets"] + said_count(report) == len(flat)


def said_count(report):
    """Packets that the generator itself made twice, alike to the byte, may be told as repeated."""
    words = said_of(report).split()
    return sum(int(words[n - 1]) for n, word in enumerate(words) if word == "of")


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
