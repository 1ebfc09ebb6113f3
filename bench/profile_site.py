# SPDX-License-Identifier: Apache-2.0
"""profile_site.py CAPTURE: samples `audit --json` on a site's capture with perf and prints where the
processors' time goes, by library and by function, over keeper and reader together, and how much of
it is matching signatures. Hyperscan works for nothing else; reading its compiled patterns is not
matching but stands in its library too."""
import collections
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent.parent
RUNS = 10
OURS = re.compile(r"^(know_match|ready_matcher|take_hit|compare_hits)\b")


def main():
    samples = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder) / "perf.data", Path(folder) / "out.json"
        for _ in range(RUNS):
            subprocess.run(["perf", "record", "-q", "-e", "cpu-clock", "-F", "5000", "-o", data, "--",
                            HERE / "build/camtrail", "audit", sys.argv[1], "--json", out, "--force",
                            "-q"], check=False, capture_output=True)
            text = subprocess.run(["perf", "script", "-i", data, "-F", "ip,sym,dso"], check=True,
                                  capture_output=True, text=True).stdout
            for line in text.splitlines():
                found = re.match(r"\s*[0-9a-f]+ (.*) \((.*)\)$", line)
                if found:
                    name, library = found[1].split("+")[0], Path(found[2]).name
                    samples[library, re.sub(r"\.(lto_priv|part|isra|constprop).*", "", name)] += 1
    total = sum(samples.values())
    if total == 0:
        sys.exit("profile_site.py: perf gave no samples")
    libraries = collections.Counter()
    for (library, _), n in samples.items():
        libraries[library] += n
    matching = sum(n for (library, name), n in samples.items()
                   if library.startswith("libhs") or OURS.match(name))
    print(f"camtrail audit --json of {Path(sys.argv[1]).stat().st_size / 1e6:.0f} MB, {RUNS} runs, "
          f"{total} samples of cpu-clock, keeper and reader together\n")
    print(f"signature matching: {100 * matching / total:.1f} % (aim: at most 10 %)\n")
    for library, n in libraries.most_common(8):
        print(f"{100 * n / total:6.1f} %  {library}")
    print()
    for (library, name), n in samples.most_common(40):
        print(f"{100 * n / total:6.2f} %  {library:24}{name}")


main()
