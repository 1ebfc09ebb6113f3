# SPDX-License-Identifier: Apache-2.0
"""Which share of the lines of src/ the tests reached, folder by folder: coverage.py BUILD_DIR
Names the files below the floor with their missed lines, and fails when a folder that takes hostile
bytes apart is below it. Reads what gcc's gcov says as JSON. A reader in its jail may write no files,
so what only a jailed reader ran is not counted."""
import collections
import json
import subprocess
import sys
from pathlib import Path

FLOOR = 90
HOSTILE = ("src/proto", "src/capture", "src/net")  # take hostile bytes apart


def reports(build):
    """gcov's documents: one for each object that was run."""
    counters = sorted(str(p.resolve()) for p in Path(build).rglob("*.gcda"))
    for at in range(0, len(counters), 64):
        out = subprocess.run(["gcov", "--json-format", "--stdout", *counters[at:at + 64]], cwd=build,
                             capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            if line.startswith("{"):
                yield json.loads(line)


def gather(build):
    """{file: {line: was reached}}"""
    lines = collections.defaultdict(dict)
    for report in reports(build):
        for file in report["files"]:
            name = file["file"].split("../")[-1]
            for line in file["lines"] if name.startswith("src/") else ():
                had = lines[name].get(line["line_number"], False)
                lines[name][line["line_number"]] = had or line["count"] > 0
    return lines


def missed(lines):
    """Line numbers not reached, neighbours as ranges."""
    ranges = []
    for number in sorted(n for n, reached in lines.items() if not reached):
        if ranges and number <= ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


def share(lines):
    return 100 * sum(lines.values()) / len(lines)


def main():
    files = {name: lines for name, lines in gather(sys.argv[1]).items() if lines}
    folders = collections.defaultdict(dict)
    for name, lines in files.items():
        for folder in ("/".join(name.split("/")[:2]), "all"):
            folders[folder] |= {(name, number): reached for number, reached in lines.items()}
    if not folders:
        sys.exit("coverage: nothing was measured")
    print("coverage: lines reached, of lines, by folder")
    for folder in sorted(folders, key=lambda f: (f == "all", f)):
        lines = folders[folder]
        print(f"  {folder:<14} {sum(lines.values()):>6} of {len(lines):>6}  {share(lines):5.1f}%")
    print(f"files below {FLOOR}%, and the lines missed")
    for name in sorted(files, key=lambda n: share(files[n])):
        if share(files[name]) < FLOOR:
            print(f"  {share(files[name]):5.1f}%  {name}: {missed(files[name])}")
    low = [f for f in HOSTILE if share(folders[f]) < FLOOR]
    if low:
        sys.exit(f"coverage: below {FLOOR}%: {', '.join(low)}")


main()
