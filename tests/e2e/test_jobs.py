# SPDX-License-Identifier: Apache-2.0
"""Several readers say what one says, to the byte."""
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cases  # noqa: E402

SITES = Path(__file__).parents[1] / "site"
SHARED = os.environ.get("CAMTRAIL_SHARED", "")


def same_with_jobs(camtrail, *arguments):
    one = camtrail.run("audit", *arguments, "--json", "-")
    assert one.returncode != 2, one.err
    for jobs in (2, 3, 8):
        more = camtrail.run("audit", *arguments, "--json", "-", "--jobs", jobs)
        assert more.returncode == one.returncode
        assert more.stdout == one.stdout, f"--jobs {jobs}"
        assert sorted(more.err.splitlines()) == sorted(one.err.splitlines())


def test_demo_site(camtrail):
    site = camtrail.generate(SITES / "demo.site", "demo")
    same_with_jobs(camtrail, site / "site.pcap", "--declared", site / "cameras.csv", "--site",
                   site / "site.conf")


def test_little_memory(camtrail):
    site = camtrail.generate(SITES / "demo.site", "demo")
    same_with_jobs(camtrail, site / "site.pcap", "--memory", "16M")


def test_cut_file(camtrail):
    site = camtrail.generate(SITES / "demo.site", "demo")
    cut = camtrail.scratch / "cut.pcap"
    cut.write_bytes((site / "site.pcap").read_bytes()[:-5])
    same_with_jobs(camtrail, cut, site / "site.pcap")


def test_unreadable_beside_readable(camtrail):
    site = camtrail.generate(SITES / "demo.site", "demo")
    bad = camtrail.scratch / "bad.pcap"
    bad.write_bytes(b"this is no capture, whatever its name says")
    same_with_jobs(camtrail, bad, site / "site.pcap")


def test_real_captures(camtrail):
    files = sorted(Path(SHARED, "captures").glob("*.pcap*")) if SHARED else []
    if not files:
        raise cases.Skip("no real captures beside the checkout")
    for file in files:
        same_with_jobs(camtrail, file)
    same_with_jobs(camtrail, *files)


def test_one_processor(camtrail):
    """Judging and writing are shared out between the processors: nobody can tell how many."""
    site = camtrail.generate(SITES / "demo.site", "demo")
    arguments = ("audit", site / "site.pcap", "--declared", site / "cameras.csv", "--json", "-")
    first = min(os.sched_getaffinity(0))
    one = camtrail.run(*arguments, preexec_fn=lambda: os.sched_setaffinity(0, {first}))
    assert one.stdout == camtrail.run(*arguments).stdout


def test_standard_input_is_read_by_one(camtrail):
    site = camtrail.generate(SITES / "demo.site", "demo")
    bytes_in = (site / "site.pcap").read_bytes()
    one = camtrail.run("audit", "-", "--json", "-", stdin=bytes_in)
    two = camtrail.run("audit", "-", "--json", "-", "--jobs", "2", stdin=bytes_in)
    assert one.stdout == two.stdout


cases.main(dict(globals()), *sys.argv[1:3])
