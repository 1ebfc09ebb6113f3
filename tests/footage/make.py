#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the footage corpus: python3 tests/footage/make.py TARGET [--batches 9] [--cameras 24] ...
See README.md beside this file. Runs as root (network namespaces). Batches that are there are kept."""
import argparse
import json
import os
import subprocess
import sys
import threading

import check
import encode
import plan

HERE = os.path.dirname(os.path.abspath(__file__))


def build(target):
    """The three C programs, with the system's compiler."""
    os.makedirs(f"{target}/bin", exist_ok=True)
    for name, extra in (("scene", ["-O3", "-ffast-math"]), ("weather", ["-O2"]), ("series", ["-O2"])):
        source, program = f"{HERE}/{name}.c", f"{target}/bin/{name}"
        if not os.path.exists(program) or os.path.getmtime(program) < os.path.getmtime(source):
            subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", *extra, source, "-o", program, "-lm"], check=True)


def series(target, n):
    os.makedirs(f"{target}/series", exist_ok=True)
    with open(f"{target}/series/b{n}.part", "w", encoding="ascii") as out:
        subprocess.run([f"{target}/bin/series", f"{target}/captures/b{n}.pcap", f"{target}/manifest/b{n}.flows"], stdout=out, check=True)
    os.rename(f"{target}/series/b{n}.part", f"{target}/series/b{n}.series")


def one(target, cams, seconds, turn):
    n = cams[0]["batch"]
    os.makedirs(f"{target}/plan", exist_ok=True)
    with open(f"{target}/plan/b{n}.json", "w", encoding="utf-8") as f:
        json.dump(cams, f)
    with turn:
        subprocess.run([sys.executable, f"{HERE}/stream.py", target, f"{target}/plan/b{n}.json", str(seconds)], check=True,
                       start_new_session=True)
    series(target, n)
    print(f"batch {n}: {check.check(target, n)} usable runs", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("target")
    p.add_argument("--seed", type=int, default=20261127)
    p.add_argument("--first", type=int, default=1, help="number of the first batch (1 to 250)")
    p.add_argument("--batches", type=int, default=9)
    p.add_argument("--cameras", type=int, default=24, help="cameras a batch, 10 to 90")
    p.add_argument("--seconds", type=int, default=750, help="how long a batch streams; two windows of 5 minutes need 750")
    p.add_argument("--second", action="store_true", help="many more second encodings among what goes out")
    p.add_argument("--choose", type=int, metavar="N",
                   help="batches 1 to N are of the half `choose`, later ones of `untouched`; else scenes are dealt out in each batch")
    p.add_argument("--jobs", type=int, default=os.cpu_count(), help="encoders at once")
    p.add_argument("--together", type=int, default=1, help="batches that stream at the same time")
    a = p.parse_args()
    target = os.path.abspath(a.target)
    build(target)
    turn, streams = threading.Semaphore(a.together), []
    for n in range(a.first, a.first + a.batches):
        if os.path.exists(f"{target}/runs/b{n}.csv"):
            print(f"batch {n}: is there", flush=True)
            continue
        half = None if a.choose is None else "choose" if n <= a.choose else "untouched"
        cams = plan.batch_plan(a.seed, n, a.cameras, a.second, half)
        encode.batch(target, f"{target}/bin/scene", cams, a.seconds + 30, a.jobs)
        print(f"batch {n}: encoded", flush=True)
        t = threading.Thread(target=one, args=(target, cams, a.seconds, turn))
        t.start()
        streams.append(t)
    for t in streams:
        t.join()
    return 0 if all(os.path.exists(f"{target}/runs/b{n}.csv") for n in range(a.first, a.first + a.batches)) else 1


if __name__ == "__main__":
    sys.exit(main())
