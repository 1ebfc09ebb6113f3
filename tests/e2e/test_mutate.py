# SPDX-License-Identifier: Apache-2.0
"""End-to-end fuzzing: every capture at hand, damaged, through the whole of `camtrail audit`. No
crash, no sanitizer's report, no hang, exit status 0 to 3, and a report that is JSON.

  test_mutate.py CAMTRAIL SOURCE [--count N] [--seed S] [--jobs J] [--driver AUDIT_MANY]

Starting costs more than a small capture, so a run audits BATCH damaged captures together; when
one fails they are tried one by one. With --driver they go to tests/fuzz/audit_many instead, which
audits one after the other, each on its own, and writes every kind of report. A run's seed is
printed with a failure and makes it again."""
import argparse
import json
import os
import random
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import cases  # noqa: E402
from mutate import mutated  # noqa: E402

BATCH = 25
TIMEOUT = 20  # seconds for one capture; a batch may take as long as two
SITES = Path(__file__).parents[1] / "site"


def captures_at_hand(c):
    files = [c.generate(SITES / f"{name}.site", name) / "site.pcap" for name in ("demo", "isolated")]
    files += sorted((SITES.parent / "golden").glob("*/input.pcap"))
    if os.environ.get("CAMTRAIL_SHARED"):
        files += sorted((Path(os.environ["CAMTRAIL_SHARED"]) / "captures").glob("*.pcap*"))
    return [f.read_bytes() for f in files]


def complaint(c, files, mode, timeout):
    """What is wrong with how the audit went, None when nothing is."""
    try:
        done = c.run("audit", *mode, "-q", "--json", "-", *files, timeout=timeout)
    except subprocess.TimeoutExpired:
        return f"not finished in {timeout} s"
    except AssertionError as why:
        return str(why).split(": ", 1)[1]
    if "reader process" in done.err:
        return done.err
    if done.returncode != 2:
        try:
            json.loads(done.out)
        except ValueError as why:
            return f"report is no JSON: {why}"
    return None


def try_one(c, captures, seed):
    """Audits a batch; a list of (capture, what was done, what went wrong)."""
    rng = random.Random(seed)
    mode = ["--one-process"] if seed % 5 else []
    batch = [mutated(rng, captures) for _ in range(BATCH)]
    files = []
    for i, (data, _) in enumerate(batch):
        files.append(c.scratch / f"mutant-{seed}-{i}.pcap")
        files[-1].write_bytes(data)
    wrong = []
    together = complaint(c, files, mode, 2 * TIMEOUT)
    if together:
        for file, (_, ways) in zip(files, batch):
            alone = complaint(c, [file], mode, TIMEOUT)
            if alone:
                kept = Path(f"mutant-{seed}-{len(wrong)}.pcap").resolve()
                kept.write_bytes(file.read_bytes())
                wrong.append(f"seed {seed}, {ways}, kept as {kept}: {alone}")
        if not wrong:
            wrong.append(f"seed {seed}, all {BATCH} together: {together}")
    for file in files:
        file.unlink()
    return wrong


class Driver:
    """A running audit_many; started anew after a capture that it did not survive."""

    def __init__(self, program, scratch):
        self.program, self.errors, self.slowest, self.statuses = program, scratch / "errors", 0, {}
        self.start()

    def start(self):
        env = dict(os.environ, UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1")
        self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, env=env,
                                        stderr=self.errors.open("wb"))

    def died(self):
        self.process.stdin.close()
        status = self.process.wait()
        self.process.stdout.close()
        return status, self.errors.read_text(errors="replace")[:3000]

    def complaint(self, data):
        pipe = self.process.stdin
        try:
            pipe.write(struct.pack(">I", len(data)) + data)
            pipe.flush()
            answer = self.process.stdout.readline().split()
        except BrokenPipeError:
            answer = []
        if len(answer) != 2:
            status, said = self.died()
            self.start()
            return f"ended with {status}: {said}"
        self.statuses[int(answer[0])] = self.statuses.get(int(answer[0]), 0) + 1
        self.slowest = max(self.slowest, int(answer[1]))
        return None


def fuzz_driven(c, driver, count, seed):
    captures, began, wrong = captures_at_hand(c), time.monotonic(), []
    d = Driver(driver, c.scratch)
    for i in range(count):
        data, ways = mutated(random.Random(seed + i), captures)
        bad = d.complaint(data)
        if bad:
            kept = Path(f"mutant-{seed + i}.pcap").resolve()
            kept.write_bytes(data)
            wrong.append(f"seed {seed + i}, {ways}, kept as {kept}: {bad}")
            print(wrong[-1], flush=True)
        if (i + 1) % 1000 == 0:
            print(f"  {i + 1} captures, {time.monotonic() - began:.0f} s, {len(wrong)} failures; "
                  f"goes on with --seed {seed + i + 1}", flush=True)
    status, said = d.died()
    print(f"  {count} damaged captures, made of {len(captures)}, seeds {seed} to {seed + count - 1}: "
          f"{len(wrong)} failures in {time.monotonic() - began:.0f} s; statuses "
          f"{dict(sorted(d.statuses.items()))}, the slowest took {d.slowest} ms", flush=True)
    assert status == 0, f"the driver ended with {status}: {said}"
    assert not wrong, f"{len(wrong)} damaged captures were not survived"


def fuzz(c, count, first_seed, jobs):
    captures = captures_at_hand(c)
    runs, began, wrong, done = -(-count // BATCH), time.monotonic(), [], 0
    with ThreadPoolExecutor(jobs) as pool:
        for found in pool.map(lambda s: try_one(c, captures, s), range(first_seed, first_seed + runs)):
            done += 1
            wrong += found
            for line in found:
                print(line, flush=True)
            if done % 40 == 0:
                print(f"  {done * BATCH} captures, {time.monotonic() - began:.0f} s, "
                      f"{len(wrong)} failures; goes on with --seed {first_seed + done}", flush=True)
    print(f"  {runs * BATCH} damaged captures, made of {len(captures)}, seeds {first_seed} to "
          f"{first_seed + runs - 1}: {len(wrong)} failures in {time.monotonic() - began:.0f} s",
          flush=True)
    assert not wrong, f"{len(wrong)} damaged captures were not survived"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("source")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--driver")
    a = parser.parse_args()

    def run(c):
        if a.driver:
            fuzz_driven(c, a.driver, a.count, a.seed)
        else:
            fuzz(c, a.count, a.seed, a.jobs)

    cases.main({"test_damaged_captures": run}, a.program, a.source)
