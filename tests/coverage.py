# SPDX-License-Identifier: Apache-2.0
"""Which share of the lines of src/ the tests reached, folder by folder: coverage.py BUILD_DIR
Reads what gcc's gcov says as JSON. A reader in its jail may write no files, so what only a jailed
reader ran is not counted."""
import collections
import json
import subprocess
import sys
from pathlib import Path


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


def main():
    folders = collections.defaultdict(lambda: [0, 0])
    for name, lines in gather(sys.argv[1]).items():
        for folder in ("/".join(name.split("/")[:2]), "all"):
            folders[folder][0] += sum(lines.values())
            folders[folder][1] += len(lines)
    print("coverage: lines reached, of lines, by folder")
    for folder in sorted(folders, key=lambda f: (f == "all", f)):
        reached, of = folders[folder]
        print(f"  {folder:<14} {reached:>6} of {of:>6}  {100 * reached / of:5.1f}%")
    if not folders:
        sys.exit("coverage: nothing was measured")


main()
