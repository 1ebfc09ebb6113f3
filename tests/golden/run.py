# SPDX-License-Identifier: Apache-2.0
"""Golden cases: tests/golden/CASE/input.pcap in, want.obs out, by `camtrail observe`; where there is
a want.json, also the report, by `camtrail audit`.

  run.py CAMTRAIL GOLDEN_DIR

With CAMTRAIL_UPDATE_GOLDEN=1 they are written anew: look at the diff before you commit it. Of the
report only what the capture makes of it is compared: not versions and dates, nor what the installed
databases say of prefixes and addresses; probabilities to one decimal."""
import json
import os
import re
import subprocess
import sys
from pathlib import Path


def observe(camtrail, capture):
    done = subprocess.run([camtrail, "observe", str(capture)], capture_output=True, timeout=60)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"status {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8", "replace")


INSTALLED = {"registrant", "country", "asn", "network", "operator", "alternatives", "lists", "parent"}


def settled(value, key=""):
    if isinstance(value, dict):
        return {k: settled(v, k) for k, v in value.items() if k not in INSTALLED}
    if isinstance(value, list):
        return [settled(v, key) for v in value]
    if isinstance(value, float) and "probability" in key:
        return round(value, 1)
    if isinstance(value, str):
        return re.sub(r"(probability )[0-9.]+| [A-Z]{2}(?=,|;|\.)", r"\1", value)
    return value


def audit(camtrail, capture):
    done = subprocess.run([camtrail, "audit", capture.name, "--json", "-"], capture_output=True,
                          timeout=60, cwd=capture.parent)
    if done.returncode == 2:
        raise RuntimeError(f"status 2: {done.stderr.decode()}")
    report = json.loads(done.stdout)
    del report["camtrail"]
    return json.dumps(settled(report), indent=1, ensure_ascii=False) + "\n"


def both(camtrail, case):
    """(what came out, what should have) of the case's files, one behind the other."""
    capture = next(case.glob("input.pcap*"))
    got, want = "", ""
    for name, make in (("want.obs", observe), ("want.json", audit)):
        file = case / name
        if name == "want.json" and not file.exists():
            continue
        made = make(camtrail, capture.resolve())
        if os.environ.get("CAMTRAIL_UPDATE_GOLDEN"):
            file.write_text(made)
        got += made
        want += file.read_text() if file.exists() else "(no want.obs)\n"
    return got, want


def main():
    camtrail, folder = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
    cases = sorted(p.parent for p in folder.glob("*/input.pcap*"))
    failed = 0
    for case in cases:
        try:
            got, want = both(camtrail, case)
        except (RuntimeError, subprocess.TimeoutExpired) as why:
            got, want = str(why), ""
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
