# SPDX-License-Identifier: Apache-2.0
"""Images made with the tools that make them, taken apart again: every file comes out with its name,
size and SHA-256, from the image itself, from within random bytes at an odd offset, and as far as it
goes from a damaged one, with a notice then.

  test_unpack.py UNPACK_LIST [CASE...]"""
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import hostile_images  # noqa: E402,F401
import images  # noqa: E402

LIST = os.path.abspath(sys.argv[1])
BEFORE, BEHIND = 4099, 3333
CUTS, FLIPS = (0.2, 0.7, 0.95), 6
failed = []


class Listed:
    """What unpack_list says of some bytes."""

    def __init__(self):
        self.files, self.notices = {}, []

    def take(self, line):
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


def list_all(images_, *options):
    """What comes out of each, with one call."""
    listed = []
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{folder}/{i}" for i in range(len(images_))]
        for name, bytes_ in zip(names, images_):
            Path(name).write_bytes(bytes_)
        done = subprocess.run([LIST, *options, *names], capture_output=True, timeout=300)
    if done.returncode:
        raise AssertionError(f"ended with {done.returncode}: {done.stderr.decode()[-3000:]}")
    for line in done.stdout.decode().splitlines():
        if line.startswith("image\t"):
            listed.append(Listed())
        else:
            listed[-1].take(line)
    return listed


def list_one(image, *options):
    return list_all([image], *options)[0]


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


def check_whole(listed, tree, case):
    compare(listed, tree, "whole")
    expect(not [n for n in listed.notices if n[2]], f"whole: told {listed.notices[:3]}")
    expect(case.format in {f for f, _ in listed.formats()}, f"whole: {listed.formats()}")


def check_within(listed, tree, case, length):
    compare(listed, tree, "within random bytes")
    found = [f for f in listed.files.values() if f["format"] == case.format and f["offset"] == BEFORE]
    expect(found, f"within random bytes: {listed.formats()}")
    size = found[0]["size"]
    expect(length - case.padding <= size <= length + case.slack,
           f"within random bytes: {size} of {length} bytes taken")


def check_cut(listed, share, case):
    expect(case.silent or case.headless or [n for n in listed.notices if n[2]] or
           len(listed.leaves()) <= 1, f"cut at {share}: nothing told, {len(listed.leaves())} files")


def flipped(image, case, noise):
    """Bits turned here and there."""
    bytes_ = bytearray(image)
    for _ in range(3):
        bytes_[noise.randrange(case.head, len(bytes_))] ^= 1 << noise.randrange(8)
    return bytes(bytes_)


def check_flipped(many, tree, case):
    """It tells what it lost, and keeps most where the damage hits no table."""
    kept = []
    for listed in many:
        leaves = set(listed.leaves().values())
        lost = [p for p, d in tree.files.items() if d not in leaves and p not in tree.linked]
        kept.append(len(tree.files) - len(lost))
        expect(case.silent or not lost or [n for n in listed.notices if n[2]],
               f"flipped: lost {lost[:3]} and told nothing")
    expect(max(kept) >= len(tree.files) * case.keeps,
           f"flipped: at most {max(kept)} of {len(tree.files)} kept")


def run(case, work):
    tree = case.tree(work)
    image, noise = case.make(tree, work), random.Random(case.name)
    within = noise.randbytes(BEFORE) + image + noise.randbytes(BEHIND)
    damaged = [flipped(image, case, noise) for _ in range(FLIPS)]
    whole, inside, *rest = list_all([image, within, *[image[:int(len(image) * s)] for s in CUTS],
                                     *damaged])
    check_whole(whole, tree, case)
    if "within" not in case.skips:
        check_within(inside, tree, case, len(image))
    for listed, share in zip(rest, CUTS):
        check_cut(listed, share, case)
    check_flipped(rest[len(CUTS):], tree, case)
    expect(list_one(image, "-t", "5").leaves() == whole.leaves(), "5 threads give something else")


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
            attempt(name, lambda work, call=call: call(list_one, expect, work))
    sys.exit(1 if failed else 0)


main()
