# SPDX-License-Identifier: Apache-2.0
"""Images made with the tools that make them, taken apart again: every file comes out with its name,
size and SHA-256, from the image itself, from within random bytes at an odd offset, and as far as it
goes from a damaged one, with a notice then.

  test_unpack.py UNPACK_LIST [CASE...]"""
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import images  # noqa: E402

LIST = os.path.abspath(sys.argv[1])
BEFORE, BEHIND = 4099, 3333
failed = []


class Listed:
    """What unpack_list says of some bytes."""

    def __init__(self, bytes_, *options):
        with tempfile.NamedTemporaryFile() as file:
            file.write(bytes_)
            file.flush()
            done = subprocess.run([LIST, *options, file.name], capture_output=True, timeout=120)
        if done.returncode:
            raise AssertionError(f"ended with {done.returncode}: {done.stderr.decode()[-3000:]}")
        self.files, self.notices = {}, []
        for line in done.stdout.decode().splitlines():
            kind, *rest = line.split("\t")
            if kind == "file":
                number, parent, offset, size, digest, mode, broken, form, name = rest
                self.files[int(number)] = {
                    "parent": int(parent), "offset": None if offset == "-" else int(offset),
                    "size": int(size), "sha256": digest, "broken": broken == "1", "format": form,
                    "mode": int(mode, 8), "name": bytes.fromhex(name).decode("utf-8", "replace")}
            else:
                at = None if rest[1] == "-" else int(rest[1])
                self.notices.append((int(rest[0]), at, rest[2] == "1",
                                     bytes.fromhex(rest[3]).decode("utf-8", "replace")))

    def path(self, number):
        parts = []
        while number:
            parts.append(self.files[number]["name"])
            number = self.files[number]["parent"]
        return "/".join(reversed(parts))

    def leaves(self):
        """Files that are no container: path -> digest."""
        return {self.path(n): f["sha256"] for n, f in self.files.items() if f["format"] == "-"}

    def formats(self):
        return {(f["format"], f["offset"]) for f in self.files.values()}

    def told(self, pattern):
        return [n for n in self.notices if re.search(pattern, n[3])]


def expect(condition, text):
    if not condition:
        raise AssertionError(text)


def compare(listed, tree, where):
    """True when all of the tree came out and nothing else."""
    left = {p: d for p, d in listed.leaves().items()}
    missing = []
    for path, digest in tree.files.items():
        names = [p for p in left if p.endswith("/" + path)]
        same = [p for p in names if left[p] == digest]
        if same:
            del left[same[0]]
        elif path not in tree.linked:
            missing.append(f"{path} ({'altered' if names else 'missing'})")
    for path in list(left):
        if any(path.endswith("/" + p) for p in tree.linked):
            del left[path]
    left.pop("image", None)
    expect(not missing, f"{where}: {missing[:5]}; notices {listed.notices[:5]}")
    expect(not left, f"{where}: also came {list(left)[:5]}")


def case_whole(image, tree, case):
    listed = Listed(image)
    compare(listed, tree, "whole")
    expect(not [n for n in listed.notices if n[2]], f"whole: told {listed.notices[:3]}")
    expect(case.format in {f for f, _ in listed.formats()}, f"whole: {listed.formats()}")
    for threads in ("1", "5"):
        again = Listed(image, "-t", threads)
        expect(again.leaves() == listed.leaves(), f"{threads} threads give something else")


def case_within(image, tree, case):
    noise = random.Random(case.name)
    listed = Listed(noise.randbytes(BEFORE) + image + noise.randbytes(BEHIND))
    compare(listed, tree, "within random bytes")
    found = [f for f in listed.files.values() if f["format"] == case.format and f["offset"] == BEFORE]
    expect(found, f"within random bytes: {listed.formats()}")
    size = found[0]["size"]
    expect(len(image) - case.padding <= size <= len(image) + case.slack,
           f"within random bytes: {size} of {len(image)} bytes taken")


def case_cut(image, tree, case):
    for share in (0.2, 0.7, 0.95):
        listed = Listed(image[:int(len(image) * share)])
        expect(case.silent or case.headless or [n for n in listed.notices if n[2]] or len(listed.leaves()) <= 1,
               f"cut at {share}: nothing told, {len(listed.leaves())} files")


def case_flipped(image, tree, case):
    """Bytes turned here and there: ends well, keeps most, tells."""
    noise = random.Random(case.name + "flip")
    kept = []
    for _ in range(6):
        bytes_ = bytearray(image)
        for _ in range(3):
            at = noise.randrange(case.head, len(bytes_))
            bytes_[at] ^= 1 << noise.randrange(8)
        listed = Listed(bytes(bytes_))
        leaves = set(listed.leaves().values())
        lost = [p for p, d in tree.files.items() if d not in leaves and p not in tree.linked]
        kept.append(len(tree.files) - len(lost))
        expect(case.silent or not lost or [n for n in listed.notices if n[2]],
               f"flipped: lost {lost[:3]} and told nothing")
    expect(max(kept) >= len(tree.files) * case.keeps,
           f"flipped: at most {max(kept)} of {len(tree.files)} kept")


def run(case, work):
    tree = case.tree(work)
    image = case.make(tree, work)
    for check in (case_whole, case_within, case_cut, case_flipped):
        if case.skips and check.__name__[5:] in case.skips:
            continue
        check(image, tree, case)


def attempt(name, call):
    work = Path(tempfile.mkdtemp(prefix="camtrail-unpack-"))
    try:
        call(work)
        print(f"ok {name}", flush=True)
    except images.Missing as missing:
        print(f"ok {name} # skip {missing}", flush=True)
    except (AssertionError, subprocess.SubprocessError, OSError) as wrong:
        failed.append(name)
        print(f"not ok {name}: {wrong}", flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main():
    wanted = sys.argv[2:]
    for case in images.CASES:
        if not wanted or case.name in wanted:
            attempt(case.name, lambda work, case=case: run(case, work))
    for name, call in images.HOSTILE.items():
        if not wanted or name in wanted:
            attempt(name, lambda work, call=call: call(Listed, expect, work))
    sys.exit(1 if failed else 0)


main()
