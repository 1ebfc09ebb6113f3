# SPDX-License-Identifier: Apache-2.0
"""Delivered images with real programs in them, for tests of `camtrail vet`: compiled once, changed by
patching, packed with mksquashfs."""
import os
import random
import shutil
import subprocess
from pathlib import Path

import cases

SOURCE = """
#include <stdio.h>
#include <stdlib.h>
static const char brand[40] = "BRAND-OF-THE-MAKER-0123456789";
static const unsigned table[] = {%(table)s};
%(functions)s
int main(int argc, char **argv)
{
	unsigned sum = (unsigned)argc;
	%(calls)s
	printf("%%s %%s %%u\\n", brand, argv[0], sum + table[sum %% 64]);
	return 0;
}
"""
FUNCTION = """
__attribute__((noinline)) static unsigned f%(n)d(unsigned x)
{
	for (unsigned i = 0; i < %(a)du; i++) {
%(body)s
	}
	if (x %% %(e)du == 3)
		printf("%(text)s %%u\\n", x);
	return x;
}
"""
STEPS = ("x ^= {a}u;", "x = x * {a}u + i;", "x += table[(x + i) % 64];", "x = x << {b} | x >> (32 - {b});",
         "if (x & {a}u) x -= table[i % {b}];", "while (x > {a}u) x /= {b} + 1;", "x ^= x >> {b};",
         "switch (x % {b}) {{ case 0: x += {a}u; break; case 1: x = ~x; break; default: x -= i; }}",
         "x += (unsigned)((double)x * 0.{a}) & 0xffffu;", "x = (unsigned)abs((int)x) % {a}u;")
TEXT = b"BRAND-OF-THE-MAKER-0123456789"


def tool(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise cases.Skip(f"{name} is not installed")
    return path


def program(c, seed):
    """A little program that is like no other of another seed; the same for the same seed."""
    at = c.scratch / f"program-{seed}"
    if not at.exists():
        draw = random.Random(seed)
        favourites = draw.sample(STEPS, 4)
        functions = "".join(FUNCTION % {
            "n": n, "a": draw.randrange(3, 90), "e": draw.randrange(5, 999),
            "body": "\n".join("\t\t" + draw.choice(favourites).format(a=draw.randrange(9, 1 << 31), b=draw.randrange(2, 31))
                              for _ in range(draw.randrange(2, 12))),
            "text": f"step {draw.randrange(1 << 30)}",
        } for n in range(draw.randrange(20, 90)))
        calls = "\n\t".join(f"sum += f{n}(sum);" for n in range(20))
        source = c.scratch / f"program-{seed}.c"
        source.write_text(SOURCE % {"table": ", ".join(f"{draw.randrange(1 << 31)}u" for _ in range(64)),
                                    "functions": functions, "calls": calls})
        subprocess.run([tool("cc"), "-w", "-O1", "-s", "-o", at, source], check=True)
    return at.read_bytes()


def rebranded(binary, name=b"Hanbit Security"):
    """The same program with another brand in the place of the first."""
    assert binary.count(TEXT) == 1
    return binary.replace(TEXT, name.ljust(len(TEXT), b"\0"))


def retouched(binary):
    """A few bytes of its code changed."""
    changed = bytearray(binary)
    middle = binary.index(b"\x0f\xaf") if b"\x0f\xaf" in binary else len(binary) // 3  # imul
    changed[middle + 2] ^= 1
    assert bytes(changed) != binary
    return bytes(changed)


def image(c, name, files):
    """A squashfs of {path: bytes or text}."""
    tree, out = c.scratch / f"{name}.tree", c.scratch / name
    shutil.rmtree(tree, ignore_errors=True)
    for path, content in files.items():
        at = tree / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(content if isinstance(content, bytes) else content.encode())
        at.chmod(0o755 if "bin/" in path else 0o644)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.unlink(missing_ok=True)
    subprocess.run([tool("mksquashfs"), tree, out, "-noappend", "-quiet", "-all-root", "-no-progress"],
                   check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)
    return out


def programs(c, seeds, folder="usr/bin"):
    return {f"{folder}/p{seed}": program(c, seed) for seed in seeds}


def shelf(c, name="shelf"):
    """A collection: two makers with programs of their own and two that both have."""
    at = c.scratch / name
    if not (at / "hikvision").exists():
        shared = programs(c, (1, 2), "lib")
        image(c, f"{name}/dahua/rel-1.sqfs", {**programs(c, range(10, 18)), **shared, "etc/logo.txt": "D"})
        image(c, f"{name}/hikvision/rel-1.sqfs", {**programs(c, range(30, 38)), **shared, "etc/logo.txt": "H"})
    return at


def written(c, name, text):
    path = c.scratch / name
    path.write_text(text)
    return path
