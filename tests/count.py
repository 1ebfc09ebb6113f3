# SPDX-License-Identifier: Apache-2.0
"""Adds up what every test program said: the last line is `N passed, N failed, N skipped`."""
import re
import subprocess
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

CMOCKA = {"passed": re.compile(r"^\[\s+OK \] (?!.*test\(s\))", re.M),
          "failed": re.compile(r"^\[\s+FAILED\s+\] (\w+)$", re.M),
          "skipped": re.compile(r"^\[\s+SKIPPED \] (?!.*test\(s\))", re.M)}
LISTED = {"passed": re.compile(r"^ok ", re.M), "failed": re.compile(r"^not ok ", re.M),
          "skipped": re.compile(r"^skip ", re.M)}


def count(case):
    """A test program's own cases when it lists them; itself when it does not, or died."""
    text = "".join(e.text or "" for e in case.iter() if e.tag in ("system-out", "system-err"))
    # cmocka names a failed test twice, so names are counted; passed ones stand once.
    found = {key: len(CMOCKA[key].findall(text)) + len(LISTED[key].findall(text)) for key in CMOCKA}
    found["failed"] = len(set(CMOCKA["failed"].findall(text))) + len(LISTED["failed"].findall(text))
    broken = case.find("failure") is not None or case.find("error") is not None
    if broken and not found["failed"]:
        found["failed"] = 1
    if not sum(found.values()):
        found["skipped" if case.find("skipped") is not None else "passed"] = 1
    return found, broken


def main():
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for case in tree.parse(sys.argv[1]).iter("testcase"):
        found, broken = count(case)
        for key in total:
            total[key] += found[key]
        if broken:
            print(f"failed: {case.get('name')}")
    low = 0
    if sys.argv[2] == "true":
        sys.stdout.flush()
        low = subprocess.run([sys.executable, Path(__file__).parent / "coverage.py", sys.argv[3]],
                             check=False).returncode
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    sys.exit(1 if low or total["failed"] or not total["passed"] else 0)


main()
