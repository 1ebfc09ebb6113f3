# SPDX-License-Identifier: Apache-2.0
"""camtrail vet against binwalk, `strings` and `grep` doing the nearest same work: unpack an image and find
the host names and addresses in what comes out; with `binwalk -e`, which stops after one level, and `-Me`,
which looks into what it unpacked, as vet does. The image is made of this machine's own
programs and libraries: a root file system in SquashFS (xz) behind a kernel's worth of other bytes, with
a second one in a gzipped tar behind it, as updates are made. Prints seconds, the ratio, and
the peak of anonymous memory of an image of 512 MiB."""
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from measure import measure  # noqa: E402

HERE = Path(__file__).parent.parent
TOOLS = HERE / "build/bench"
SMOKE = "--smoke" in sys.argv
ROOT_BYTES = 3_000_000 if SMOKE else 250_000_000
LARGE_BYTES = 8 << 20 if SMOKE else 512 << 20
RUNS = 1 if SMOKE else 5
NAMES = r"([a-z0-9-]+\.)+(com|net|org|cn|io|info)|[0-9]{1,3}(\.[0-9]{1,3}){3}"
FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/lib/x86_64-linux-gnu", "/usr/lib", "/etc"]


def fill(root):
    """Programs, libraries and settings of this machine, in the order of their names."""
    total = 0
    for folder in FOLDERS:
        for path in sorted(Path(folder).rglob("*")):
            try:
                if path.is_symlink() or not path.is_file():
                    continue
                to = root / path.relative_to("/")
                if to.exists():
                    continue
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, to)
                total += to.stat().st_size
            except OSError:
                continue
            if total > ROOT_BYTES:
                return


def image():
    path = TOOLS / f"vet-{ROOT_BYTES}.bin"
    if path.exists():
        return path
    work = TOOLS / "vet-root"
    shutil.rmtree(work, ignore_errors=True)
    fill(work)
    subprocess.run(["mksquashfs", work, TOOLS / "vet.sqfs", "-comp", "xz", "-noappend", "-quiet",
                    "-no-progress"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["tar", "-czf", TOOLS / "vet.tgz", "-C", work, "etc"], check=False)
    rng = random.Random(1)
    with open(path, "wb") as out:
        out.write(rng.randbytes(2_000_000))
        out.write((TOOLS / "vet.sqfs").read_bytes())
        if (TOOLS / "vet.tgz").exists():
            out.write((TOOLS / "vet.tgz").read_bytes())
    shutil.rmtree(work)
    return path


def large(small):
    """The image again and again, apart by random bytes, up to LARGE_BYTES."""
    path = TOOLS / f"vet-large-{LARGE_BYTES}.bin"
    if path.exists():
        return path
    rng = random.Random(2)
    with open(path, "wb") as out:
        while out.tell() < LARGE_BYTES:
            out.write(small.read_bytes()[:LARGE_BYTES - out.tell()])
            out.write(rng.randbytes(min(4 << 20, max(0, LARGE_BYTES - out.tell()))))
    return path


def peers(img, how):
    """binwalk, then strings and grep over what it unpacked and over the image."""
    out = TOOLS / "vet-binwalk"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    begin = time.perf_counter()
    root = ["--run-as=root"] if os.geteuid() == 0 else []
    subprocess.run(["binwalk", how, "-q", *root, "-C", out, img], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=False)
    unpacked = time.perf_counter() - begin
    subprocess.run(f"find '{out}' -type f -print0 | xargs -0 strings -n 6 | grep -aioE '{NAMES}' "
                   "| sort -u >/dev/null", shell=True, check=False, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    files = sum(1 for p in out.rglob("*") if p.is_file())
    shutil.rmtree(out, ignore_errors=True)
    return seconds, unpacked, files


def main():
    img = image()
    vet = [HERE / "build/camtrail", "vet", img, "--json", TOOLS / "vet.json", "--force", "-q"]
    print(f"\nvet: {img.stat().st_size / 1e6:.0f} MB, unpacked {ROOT_BYTES / 1e6:.0f} MB")
    measure(vet)
    runs = [measure(vet) for _ in range(RUNS)]
    if any(status not in (0, 1, 3) for _, _, status in runs):
        print(f"camtrail vet failed with status {runs[0][2]}")
        sys.exit(1)
    median = statistics.median(r[0] for r in runs)
    print(f"{'camtrail vet':40}{median:9.2f} s  ({min(r[0] for r in runs):.2f} to "
          f"{max(r[0] for r in runs):.2f}){max(r[1] for r in runs) / 1024:7.0f} MiB")
    if shutil.which("binwalk") and shutil.which("strings"):
        for how in ("-e", "-Me"):  # -Me looks into what comes out too, as vet does
            seconds, unpacked, files = peers(img, how)
            name = f"binwalk {how}, strings, grep"
            print(f"{name:40}{seconds:9.2f} s  (unpacking {unpacked:.2f} s, {files} files): "
                  f"{seconds / median:.1f} x", flush=True)
    else:
        print("binwalk or strings is not installed: skipped")
    big = large(img)
    seconds, memory, _ = measure([HERE / "build/camtrail", "vet", big, "-q"])
    print(f"{f'camtrail vet, {big.stat().st_size >> 20} MiB':40}{seconds:9.2f} s{memory / 1024:24.0f} MiB")


main()
