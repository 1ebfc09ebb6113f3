# SPDX-License-Identifier: Apache-2.0
"""Runs the limit, camtrail and the peers on the generated captures and prints one table: median,
least and most seconds, the ratio to the fastest bare walk and to libpcap's empty loop, and the peak
of anonymous memory over all processes of the run. Then how time and memory grow with packets and
with flows, and whether two readers say what one says."""
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).parent.parent
TOOLS = HERE / "build/bench"
SMOKE = "--smoke" in sys.argv
RUNS = 1 if SMOKE else 5
SIZES = (4_000_000, 2_000, 4_000_000) if SMOKE else (2_000_000_000, 1_000_000, 1_000_000_000)


def captures():
    video, small = TOOLS / f"video-{SIZES[0]}.pcap", TOOLS / f"small-{SIZES[1]}-{SIZES[2]}.pcap"
    if not video.exists():
        subprocess.run([TOOLS / "make_video", video, str(SIZES[0])], check=True)
    if not small.exists():
        subprocess.run([TOOLS / "make_small", small, str(SIZES[1]), str(SIZES[2])], check=True)
    return {"video": video, "small packets": small}


def programs(capture):
    """(name, command, package that holds it)"""
    audit = [HERE / "build/camtrail", "audit", capture, "--json", TOOLS / "out.json", "--force", "-q"]
    return [("bare walk, read", [TOOLS / "walk", capture, "read"]),
            ("bare walk, mapping", [TOOLS / "walk", capture, "map"]),
            ("libpcap, empty loop", [TOOLS / "pcap_loop", capture]),
            ("camtrail audit", audit),
            ("camtrail --jobs 2", audit + ["--jobs", "2"]),
            ("tcpdump -w /dev/null", ["tcpdump", "-r", capture, "-w", "/dev/null"]),
            ("p0f -r", ["p0f", "-r", capture]),
            ("ndpiReader -q", ["ndpiReader", "-i", capture, "-q"]),
            ("suricata", ["suricata", "-r", capture, "-S", "/dev/null", "-l", TOOLS, "--runmode",
                          "single"]),
            ("mercury --metadata", ["mercury", "--metadata", "-r", capture])]


def anonymous_kib(pid):
    """RssAnon of a process and its children."""
    total = 0
    try:
        for line in open(f"/proc/{pid}/status"):
            if line.startswith("RssAnon:"):
                total += int(line.split()[1])
        for child in open(f"/proc/{pid}/task/{pid}/children").read().split():
            total += anonymous_kib(int(child))
    except (OSError, ValueError):
        pass
    return total


def measure(command):
    begin = time.perf_counter()
    done = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
    peak = [0]

    def sample():
        while done.poll() is None:
            peak[0] = max(peak[0], anonymous_kib(done.pid))
            time.sleep(0.01)

    watcher = threading.Thread(target=sample)
    watcher.start()
    status = done.wait()
    seconds = time.perf_counter() - begin
    watcher.join()
    return seconds, peak[0], status


def small(flows, size):
    capture = TOOLS / f"small-{flows}-{size}.pcap"
    if not capture.exists():
        subprocess.run([TOOLS / "make_small", capture, str(flows), str(size)], check=True)
    return capture


def median_of(capture):
    command = [HERE / "build/camtrail", "audit", capture, "--json", TOOLS / "out.json", "--force", "-q"]
    measure(command)
    runs = [measure(command) for _ in range(RUNS)]
    return statistics.median(r[0] for r in runs), max(r[1] for r in runs) / 1024


def growth():
    flows, size = SIZES[1] // 10, SIZES[2] // 10
    print("\ngrowth of camtrail audit")
    begin, memory = median_of(small(flows, size))
    for name, capture in ((f"{flows} flows, 10 x the packets", small(flows, size * 10)),
                          (f"{flows * 10} flows, 10 x both", small(flows * 10, size * 10))):
        seconds, more = median_of(capture)
        print(f"{name:34}{begin:8.3f} s to{seconds:8.3f} s: {seconds / begin:5.2f} x"
              f"{memory:8.0f} to {more:.0f} MiB")


def same_with_jobs():
    capture, texts = captures()["small packets"], []
    for jobs in ("1", "2"):
        subprocess.run([HERE / "build/camtrail", "audit", capture, "--json", TOOLS / "out.json",
                        "--force", "-q", "--jobs", jobs], check=False, stderr=subprocess.DEVNULL)
        texts.append((TOOLS / "out.json").read_bytes())
    print(f"\n--jobs 2 writes {'the same' if texts[0] == texts[1] else 'ANOTHER'} JSON")


def main():
    for shape, capture in captures().items():
        print(f"\n{shape}: {capture.stat().st_size / 1e6:.0f} MB")
        print(f"{'':24}{'median':>9}{'least':>9}{'most':>9}{'x walk':>9}{'x libpcap':>11}{'MiB':>7}")
        base = {}
        for name, command in programs(capture):
            if not shutil.which(str(command[0])):
                print(f"{name:24} not installed: skipped")
                continue
            measure(command) if not SMOKE else None  # once to warm the page cache
            runs = [measure(command) for _ in range(RUNS)]
            if any(status == 2 or status < 0 for _, _, status in runs):
                print(f"{name:24} failed with status {runs[0][2]}")
                sys.exit(1)
            times = [seconds for seconds, _, _ in runs]
            median = statistics.median(times)
            base[name] = median
            walk = min(v for k, v in base.items() if k.startswith("bare"))
            loop = base.get("libpcap, empty loop")
            print(f"{name:24}{median:9.3f}{min(times):9.3f}{max(times):9.3f}{median / walk:9.2f}"
                  f"{median / loop if loop else float('nan'):11.2f}"
                  f"{max(m for _, m, _ in runs) / 1024:7.0f}", flush=True)


main()
growth()
same_with_jobs()
