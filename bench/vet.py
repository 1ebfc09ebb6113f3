# SPDX-License-Identifier: Apache-2.0
"""camtrail vet against binwalk, `strings` and `grep` doing the nearest same work: unpack an image and find
the host names and addresses in what comes out; with `binwalk -e`, which stops after one level, and `-Me`,
which looks into what it unpacked, as vet does. The images are made of this machine's own programs,
libraries and settings. Prints seconds, the ratio, and the peak of anonymous memory."""
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
DUMP_BYTES = 32 << 20 if SMOKE else 512 << 20
FILE_MOST = ROOT_BYTES // 10  # bytes: no single program makes up the whole
RUNS = 1 if SMOKE else 5
NAMES = r"([a-z0-9-]+\.)+(com|net|org|cn|io|info)|[0-9]{1,3}(\.[0-9]{1,3}){3}"
FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/lib/x86_64-linux-gnu", "/usr/lib", "/etc"]


def machine_files():
    """Programs, libraries and settings of this machine, in the order of their names."""
    for folder in FOLDERS:
        for path in sorted(Path(folder).rglob("*")):
            if not path.is_symlink() and path.is_file() and path.stat().st_size < FILE_MOST:
                yield path


def fill(root, files, most):
    """The next of them, up to so many bytes."""
    total = 0
    shutil.rmtree(root, ignore_errors=True)
    for path in files:
        to = root / path.relative_to("/")
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
            total += to.stat().st_size
        except OSError:
            continue
        if total > most:
            break


def squashfs(root, packing):
    out = TOOLS / "vet.sqfs"
    subprocess.run(["mksquashfs", root, out, "-comp", packing, "-noappend", "-quiet", "-no-progress"],
                   check=True, stdout=subprocess.DEVNULL)
    return out.read_bytes()


def make_update(path):
    """As updates are sent: a boot loader's worth of other bytes, then the root file system."""
    work, rng = TOOLS / "vet-root", random.Random(1)
    fill(work, machine_files(), ROOT_BYTES)
    path.write_bytes(rng.randbytes(2_000_000) + squashfs(work, "xz"))
    shutil.rmtree(work)


def make_dump(path):
    """As a flash is read out: a boot loader, two banks of the same system, data, nothing."""
    work, files, rng = TOOLS / "vet-root", machine_files(), random.Random(2)
    fill(work, files, ROOT_BYTES // 2)
    bank = squashfs(work, "gzip")
    fill(work, files, ROOT_BYTES // 2)
    data = TOOLS / "vet.ext4"
    data.unlink(missing_ok=True)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", work, data, f"{ROOT_BYTES * 7 // 10 // 1024 + (16 << 10)}k"],
                   check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(work)
    blocks = rng.randbytes(1 << 20) + b"".join(
        part + b"\xff" * (-len(part) % (1 << 20)) for part in (bank, bank, data.read_bytes()))
    path.write_bytes(blocks + b"\xff" * (DUMP_BYTES - len(blocks)))


SHAPES = {"update, SquashFS with xz": make_update,
          "flash dump: two banks of SquashFS with gzip, ext4": make_dump}


def image(number, make):
    path = TOOLS / f"vet-{number}-{ROOT_BYTES}.bin"
    if not path.exists():
        make(path)
    return path


def clear(folder):
    """binwalk mounts file systems where it may."""
    subprocess.run(f"grep -o ' {folder}[^ ]*' /proc/mounts | sort -r | xargs -r umount", shell=True,
                   check=False)
    subprocess.run(["rm", "-rf", folder], check=True)


def peers(img, how):
    """binwalk, then strings and grep over what it unpacked and over the image."""
    out = TOOLS / "vet-binwalk"
    clear(out)
    out.mkdir()
    begin = time.perf_counter()
    root = ["--run-as=root"] if os.geteuid() == 0 else []
    subprocess.run(["binwalk", how, "-q", *root, "-C", out, img], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=False)
    unpacked = time.perf_counter() - begin
    subprocess.run(f"find '{out}' -type f -print0 | xargs -0 strings -n 6 | grep -aioE '{NAMES}' "
                   "| sort -u >/dev/null", shell=True, check=False, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    files = int(subprocess.run(f"find '{out}' -type f | wc -l", shell=True, capture_output=True,
                               check=True).stdout)
    clear(out)
    return seconds, unpacked, files


def one(name, img):
    vet = [HERE / "build/camtrail", "vet", img, "--json", TOOLS / "vet.json", "--force", "-q"]
    print(f"\nvet: {name}, {img.stat().st_size / 1e6:.0f} MB")
    measure(vet)
    runs = [measure(vet) for _ in range(RUNS)]
    if any(status not in (0, 1, 3) for _, _, status in runs):
        print(f"camtrail vet failed with status {runs[0][2]}")
        sys.exit(1)
    median = statistics.median(r[0] for r in runs)
    print(f"{'camtrail vet':32}{median:8.2f} s  ({min(r[0] for r in runs):.2f} to "
          f"{max(r[0] for r in runs):.2f}){max(r[1] for r in runs) / 1024:7.0f} MiB")
    if not shutil.which("binwalk") or not shutil.which("strings"):
        print("binwalk or strings is not installed: skipped")
        return
    for how in ("-e", "-Me"):  # -Me is meant to look into what comes out too, as vet does
        seconds, unpacked, files = peers(img, how)
        print(f"{f'binwalk {how}, strings, grep':32}{seconds:8.2f} s  (unpacking {unpacked:.2f} s, "
              f"{files} files): {seconds / median:.1f} x", flush=True)


def main():
    for number, (name, make) in enumerate(SHAPES.items()):
        one(name, image(number, make))


main()
