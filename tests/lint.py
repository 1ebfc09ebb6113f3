# SPDX-License-Identifier: Apache-2.0
"""Checks that no compiler makes: floors, what proto/ includes and names, sizes, banned calls, SPDX
lines, words that stay out of every output."""
import csv
import re
import subprocess
import sys

BANNED = re.compile(r"(?<![\w.>])(strcpy|strcat|sprintf|vsprintf|strncpy|strtok|gets|atoi|atol|"
                    r"localtime|gmtime|alloca|system|popen|rand|tmpnam)\s*\(")
ACCUSING = re.compile(r"\b(fraud\w*|fakes?|spy\w*|spies|backdoors?|illegal\w*)\b|made in ", re.I)
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
PROTO_MAY = re.compile(r"^(base/(cursor|addr|xml|json|sha256|md5|aes|hkdf)\.h|obs/[\w.]+|proto/[\w.]+)$")
FILE_LINES, FUNCTION_LINES = 600, 60

problems = []


def say(path, what):
    problems.append(f"{path}: {what}")


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", *patterns], capture_output=True, text=True, check=True)
    return out.stdout.split()


def floors():
    rows = [line.split() for line in open("floors.txt") if line.strip() and line[0] != "#"]
    return {folder: int(floor) for floor, folder in rows}


def check_includes(path, text, floor_of):
    folder = path.split("/")[1]
    if folder not in floor_of:
        say(path, f"folder {folder} has no floor in floors.txt")
        return
    for name in INCLUDE.findall(text):
        other = name.split("/")[0]
        if other != folder and floor_of.get(other, 99) >= floor_of[folder]:
            say(path, f"includes {name}: not a lower floor")
        if folder == "proto" and not PROTO_MAY.match(name):
            say(path, f"includes {name}: proto/ may see only the cursor, the sink, XML and JSON")


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)


def maker_names():
    """Names that would give a meaning away in a dissector. Short or common words are left out."""
    names = set()
    try:
        with open("knowledge/makers.csv") as file:
            rows = csv.DictReader(line for line in file if not line.startswith("#"))
            for row in rows:
                names.add(row["name"].lower())
                names.add(row["id"].lower())
    except OSError:
        return None
    common = {"other", "unknown", "apple", "intel", "ring", "nest", "blink", "arlo", "sony", "hp",
              "samsung", "google", "amazon", "cap", "juan", "eve", "wise"}
    names = {n for n in names if len(n) > 3 and n not in common}
    return re.compile(r"\b(" + "|".join(map(re.escape, sorted(names))) + r")\b", re.I)


def check_sizes(paths):
    out = subprocess.run(["ctags", "-L", "-", "--fields=+ne", "--kinds-C=f", "-f", "-"],
                         input="\n".join(paths), capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        parts = line.split("\t")
        at = {p.split(":")[0]: p.split(":")[1] for p in parts[4:] if ":" in p}
        if "line" in at and "end" in at:
            length = int(at["end"]) - int(at["line"]) + 1
            if length > FUNCTION_LINES:
                say(f"{parts[1]}:{at['line']}", f"{parts[0]} has {length} lines")


def main():
    floor_of, makers = floors(), maker_names()
    sources = tracked("src/*.c", "src/*.h", "src/*.def")
    for path in sources:
        text = open(path).read()
        if "SPDX-License-Identifier: Apache-2.0" not in text.split("\n\n")[0]:
            say(path, "no SPDX line at the head")
        if text.count("\n") > FILE_LINES:
            say(path, f"{text.count(chr(10))} lines")
        check_includes(path, text, floor_of)
        code = without_comments(text)
        for found in BANNED.finditer(code):
            say(f"{path}:{code[:found.start()].count(chr(10)) + 1}", f"calls {found.group(1)}")
        for found in ACCUSING.finditer(code):
            say(path, f"says '{found.group()}'")
        if UNDONE.search(text):
            say(path, f"says {UNDONE.search(text).group()}")
        if path.startswith("src/proto/") and makers:
            for found in makers.finditer(text):
                say(path, f"names the maker '{found.group()}': meaning belongs in knowledge/")
    check_sizes([p for p in sources if p.endswith(".c")])
    for line in problems:
        print("lint:", line)
    sys.exit(1 if problems else 0)


main()
