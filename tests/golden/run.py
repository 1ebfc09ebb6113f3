# SPDX-License-Identifier: Apache-2.0
"""Golden cases: tests/golden/CASE/input.pcap in, want.obs out, by `camtrail observe`.

  run.py CAMTRAIL GOLDEN_DIR [CASE...]

With CAMTRAIL_UPDATE_GOLDEN=1 want.obs is written anew: look at the diff before you commit it."""
import os
import subprocess
import sys
from pathlib import Path


def observe(camtrail, capture):
    done = subprocess.run([camtrail, "observe", str(capture)], capture_output=True, timeout=60)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"status {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8", "replace")


def main():
    camtrail, folder = sys.argv[1], Path(sys.argv[2])
    cases = sorted(p.parent for p in folder.glob("*/input.pcap*"))
    failed = 0
    for case in cases:
        want_file = case / "want.obs"
        try:
            got = observe(camtrail, next(case.glob("input.pcap*")))
        except (RuntimeError, subprocess.TimeoutExpired) as why:
            got = str(why)
        if os.environ.get("CAMTRAIL_UPDATE_GOLDEN"):
            want_file.write_text(got)
        want = want_file.read_text() if want_file.exists() else "(no want.obs)\n"
        if not (case / "origin.md").exists():
            got, want = "no origin.md", ""
        if got == want:
            print(f"ok {case.name}")
            continue
        failed += 1
        print(f"not ok {case.name}")
        have, wanted = got.splitlines(), want.splitlines()
        for line in [f"  + {x}" for x in have if x not in wanted][:5] + [
                f"  - {x}" for x in wanted if x not in have][:5]:
            print(line)
    if not cases:
        print("not ok no golden cases found")
        failed = 1
    sys.exit(1 if failed else 0)


main()
