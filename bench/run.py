# SPDX-License-Identifier: Apache-2.0
"""Runs the limit, camtrail and the peers on the generated captures and prints one table: median,
least and most seconds, the ratio to the fastest bare walk and to libpcap's empty loop, and the peak
of anonymous memory over all processes of the run. Then how time and memory grow with packets and
with flows, and whether two readers say what one says."""
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from measure import measure  # noqa: E402

HERE = Path(__file__).parent.parent
TOOLS = HERE / "build/bench"
OUT = TOOLS / "out.json"
SMOKE = "--smoke" in sys.argv
RUNS = 1 if SMOKE else 5
LIMIT = 100  # seconds that a peer may take; longer ones are cut off
OURS = 5  # of the programs are the limits and camtrail
PATIENCE = 10  # seconds: a peer that takes more is run once
SIZES = (4_000_000, 2_000, 4_000_000) if SMOKE else (2_000_000_000, 1_000_000, 1_000_000_000)


def captures():
    video, small = TOOLS / f"video-{SIZES[0]}.pcap", TOOLS / f"small-{SIZES[1]}-{SIZES[2]}.pcap"
    if not video.exists():
        subprocess.run([TOOLS / "make_video", video, str(SIZES[0])], check=True)
    if not small.exists():
        subprocess.run([TOOLS / "make_small", small, str(SIZES[1]), str(SIZES[2])], check=True)
    return {"video": video, "small packets": small}


def audit_of(capture):
    return [HERE / "build/camtrail", "audit", capture, "--json", OUT, "-q"]


def run(command, limit=None, memory=False):
    """Writes its report anew: ext4 has the disk take a file that another one makes way for."""
    OUT.unlink(missing_ok=True)
    return measure(command, limit, memory)


def programs(capture):
    """(name, command); what is ours comes first, then the peers."""
    audit = audit_of(capture)
    return [("bare walk, read", [TOOLS / "walk", capture, "read"]),
            ("bare walk, mapping", [TOOLS / "walk", capture, "map"]),
            ("libpcap, empty loop", [TOOLS / "pcap_loop", capture]),
            ("camtrail audit", audit),
            ("camtrail --jobs 2", audit + ["--jobs", "2"]),
            ("tcpdump -w /dev/null", ["tcpdump", "-r", capture, "-w", "/dev/null"]),
            ("p0f -r", ["p0f", "-r", capture]),
            ("ndpiReader -q", ["ndpiReader", "-i", capture, "-q"]),
            ("tshark, DNS names", ["tshark", "-r", capture, "-Y", "dns", "-T", "fields", "-e",
                                   "dns.qry.name"]),
            ("suricata", ["suricata", "-r", capture, "-S", "/dev/null", "-l", TOOLS, "--runmode",
                          "single"]),
            ("mercury --metadata", ["mercury", "--metadata", "-r", capture])]


def small(flows, size):
    capture = TOOLS / f"small-{flows}-{size}.pcap"
    if not capture.exists():
        subprocess.run([TOOLS / "make_small", capture, str(flows), str(size)], check=True)
    return capture


def median_of(capture):
    command = audit_of(capture)
    _, peak, _ = run(command, memory=True)
    return statistics.median(run(command)[0] for _ in range(RUNS)), peak / 1024


def growth():
    """Every run has a part that no capture changes: the program's start, the tables, the jail. It is
    measured over a capture of one packet and taken off both sides before they are compared; the
    plain ratio is shown beside."""
    flows, size = SIZES[1] // 10, SIZES[2] // 10
    print("\ngrowth of camtrail audit")
    fixed, _ = median_of(small(1, 1))
    print(f"{'fixed part (one packet)':34}{fixed:8.3f} s")
    begin, memory = median_of(small(flows, size))
    for name, capture in ((f"{flows} flows, 10 x the packets", small(flows, size * 10)),
                          (f"{flows * 10} flows, 10 x both", small(flows * 10, size * 10))):
        seconds, more = median_of(capture)
        print(f"{name:34}{begin:8.3f} s to{seconds:8.3f} s: {seconds / begin:5.2f} x, "
              f"without the fixed part {(seconds - fixed) / (begin - fixed):5.2f} x"
              f"{memory:8.0f} to {more:.0f} MiB")


def same_with_jobs():
    capture, texts = captures()["small packets"], []
    for jobs in ("1", "2"):
        run(audit_of(capture) + ["--jobs", jobs])
        texts.append(OUT.read_bytes())
    print(f"\n--jobs 2 writes {'the same' if texts[0] == texts[1] else 'ANOTHER'} JSON")


def runs_of(command, peer):
    """The peak of memory, of a run that also warms the page cache, and the runs to take the median of.
    A peer that needs long is run once, and no longer than LIMIT."""
    first = run(command, LIMIT if peer else None, memory=True)
    if peer and (first[2] is None or first[0] > PATIENCE):
        return first[1], [first]
    return first[1], [run(command) for _ in range(RUNS)]


def row(name, command, base, peer):
    peak, runs = runs_of(command, peer)
    if any(status is None for _, _, status in runs):
        print(f"{name:24} took more than {LIMIT} s: cut off", flush=True)
        return
    if any(status < 0 or status == 2 for _, _, status in runs):
        print(f"{name:24} failed with status {runs[0][2]}", flush=True)
        if not peer:
            sys.exit(1)
        return
    times = [seconds for seconds, _, _ in runs]
    median = base[name] = statistics.median(times)
    walk = min(v for k, v in base.items() if k.startswith("bare"))
    loop = base.get("libpcap, empty loop", float("nan"))
    print(f"{name:24}{median:9.3f}{min(times):9.3f}{max(times):9.3f}{median / walk:9.2f}"
          f"{median / loop:11.2f}{peak / 1024:7.0f}"
          f"{'' if len(runs) == RUNS else '  one run'}", flush=True)


def main():
    for shape, capture in captures().items():
        print(f"\n{shape}: {capture.stat().st_size / 1e6:.0f} MB")
        print(f"{'':24}{'median':>9}{'least':>9}{'most':>9}{'x walk':>9}{'x libpcap':>11}{'MiB':>7}")
        base = {}
        for number, (name, command) in enumerate(programs(capture)):
            if not shutil.which(str(command[0])):
                print(f"{name:24} not installed: skipped")
                continue
            row(name, command, base, number >= OURS)


main()
growth()
same_with_jobs()
