# SPDX-License-Identifier: Apache-2.0
"""Every dissector of src/proto/dissectors.def is tested as docs/adding-a-protocol.md asks:

- a golden case meets it: its name stands as a protocol in a want.obs; or, where the engine names no
  protocol (frames, ICMP, documents), the case's want.obs holds a kind that it emits and the seeds made of
  the golden captures hold a message that it takes;
- it has a fuzz seed out of the golden captures;
- a unit test that names it gives it bad input: a message cut and damaged byte by byte, or one that breaks
  the protocol's own rules.

  covered.py FUZZ_SEEDS SOURCE"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BAD_INPUT = re.compile(r"torture(?:_on)?\(|VERDICT_MALFORMED|assert_answer\(|any_byte_changed")


def dissectors(source):
    """name: (carrier, kinds it emits)"""
    proto = source / "src/proto"
    kinds = dict(re.findall(r'^KIND\((\w+), "([\w.]+)"', (source / "src/obs/kinds.def").read_text(), re.M))
    everything = "\n".join(p.read_text() for p in sorted(proto.glob("*.[ch]")))
    macros = dict(re.findall(r"^#define (\w+)((?:[^\n]*\\\n)*[^\n]*)", everything, re.M))
    found = {}
    for file in sorted(proto.glob("*.c")):
        text = file.read_text()
        for variable, body in re.findall(r"const struct dissector (\w+)_dissector = \{(.*?)\n\};", text, re.S):
            field = dict(re.findall(r"\.(\w+) = &?\"?(\w+)", body))
            rows = rf"\b{field['emits']}\[\] = \{{(.*?)\}}"
            emits = (re.search(rows, text, re.S) or re.search(rows, everything, re.S)).group(1)
            named = re.findall(r"OBS_(\w+)", emits + "".join(macros.get(w, "") for w in re.findall(r"\w+", emits)))
            found[variable] = field["name"], field["carrier"], {kinds[k] for k in named if k in kinds}
    return found


def observed(source):
    """(protocols named, kinds) in the golden cases"""
    protocols, kinds = set(), set()
    for want in sorted((source / "tests/golden").glob("*/want.obs")):
        for line in want.read_text().splitlines():
            parts = line.split("  ", 3)
            if len(parts) == 4:
                kinds.add(parts[2])
                if parts[2] == "protocol":
                    protocols.add(parts[3])
    return protocols, kinds


def seeds(program, source):
    """How many seeds each target gets out of the golden captures."""
    captures = sorted((source / "tests/golden").glob("*/input.pcap*"))
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([program, f"{scratch}/seeds", *captures], check=True, stderr=subprocess.DEVNULL)
        return {p.name: len(list(p.iterdir())) for p in Path(scratch, "seeds").iterdir()}


def problems(program, source):
    registered = re.findall(r"^DISSECTOR\((\w+)\)", (source / "src/proto/dissectors.def").read_text(), re.M)
    known, (protocols, kinds), made = dissectors(source), observed(source), seeds(program, source)
    tests = {p.name: p.read_text() for p in (source / "tests/unit").glob("test_*.c")}
    assert len(registered) > 80 and len(protocols) > 50, "nothing was read"
    for variable in registered:
        if variable not in known:
            yield f"{variable}: no such dissector in src/proto"
            continue
        name, carrier, emits = known[variable]
        if carrier in ("CARRIER_DATAGRAM", "CARRIER_STREAM"):
            if name not in protocols:
                yield f"{name}: no golden case meets it"
        elif not emits & kinds:
            yield f"{name}: no golden case holds a kind that it emits"
        if not made.get(name):
            yield f"{name}: the golden captures give no fuzz seed"
        naming = [text for text in tests.values() if re.search(rf"\b{variable}_dissector\b", text)]
        if not naming:
            yield f"{name}: no unit test names it"
        elif not any(BAD_INPUT.search(text) for text in naming):
            yield f"{name}: no unit test gives it bad input"


def main():
    found = list(problems(sys.argv[1], Path(sys.argv[2])))
    for problem in found:
        print("not ok", problem)
    print(f"{len(found)} dissectors or tests missing")
    sys.exit(1 if found else 0)


main()
