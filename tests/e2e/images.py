# SPDX-License-Identifier: Apache-2.0
"""Trees of files and the tools that make images of them, for test_unpack.py."""
import gzip
import hashlib
import lzma
import os
import random
import shutil
import struct
import subprocess
import zlib
from dataclasses import dataclass, field
from pathlib import Path

CASES, HOSTILE = [], {}


class Missing(Exception):
    """A tool that isn't installed."""


def tool(*command, **options):
    path = shutil.which(command[0], path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise Missing(f"{command[0]} is not installed")
    done = subprocess.run([path, *map(str, command[1:])], capture_output=True, timeout=120, **options)
    if done.returncode:
        raise AssertionError(f"{command[0]} failed: {done.stderr.decode()[-400:]}")
    return done.stdout


@dataclass
class Tree:
    root: Path
    files: dict = field(default_factory=dict)  # path -> SHA-256
    linked: set = field(default_factory=set)   # of two names only one comes out

    def put(self, path, bytes_):
        at = self.root / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(bytes_)
        self.files[path] = hashlib.sha256(bytes_).hexdigest()


def words(seed, size):
    """Text that packs well and is no other format."""
    source = random.Random(seed)
    pieces = [b"camera=%d\n" % source.randrange(1000), b"server=cloud-%d.example\n" % seed,
              b"# nothing here\n", b"port = %d\n" % source.randrange(65536)]
    out = b""
    while len(out) < size:
        out += source.choice(pieces) + b"%d\n" % source.randrange(1 << 30)
    return out[:size]


def full_tree(work, links=True, hard=True, empty=True):
    tree = Tree(work / "tree")
    tree.root.mkdir()
    tree.put("etc/config.txt", words(1, 700))
    tree.put("etc/one", words(2, 1))
    tree.put("bin/program", random.Random(3).randbytes(90_000))
    tree.put("bin/page", words(4, 4096))
    tree.put("bin/page+1", words(5, 4097))
    tree.put("usr/share/a name with spaces", words(6, 12_345))
    tree.put("usr/share/großes_名前", words(7, 66_000))
    tree.put("a/b/c/d/e/f/g/deep", words(8, 300))
    tree.put("holes", bytes(40_000) + words(9, 500) + bytes(30_000))
    if empty:
        tree.put("empty", b"")
    for i in range(70):
        tree.put(f"many/file-{i}", words(100 + i, 100 + i * 37))
    if links:
        os.symlink("../etc/config.txt", tree.root / "bin/link")
        os.symlink("/etc", tree.root / "absolute")
    if hard:
        os.link(tree.root / "bin/program", tree.root / "bin/same")
        tree.files["bin/same"] = tree.files["bin/program"]
        tree.linked = {"bin/same", "bin/program"}
    return tree


def one_file(work):
    tree = Tree(work / "tree")
    tree.root.mkdir()
    tree.put("unpacked", words(1, 50_000) + random.Random(1).randbytes(20_000))
    return tree


@dataclass
class Case:
    name: str
    format: str
    make: object
    tree: object = full_tree
    padding: int = 0   # bytes at the end of the image that need not be taken
    slack: int = 0     # bytes behind it that may be
    silent: bool = False  # has no checksums: damage to data can't be seen
    head: int = 128    # the first bytes stay whole when others are flipped
    keeps: float = 0.5
    headless: bool = False  # nothing says how long it is
    skips: tuple = ()


def case(name, format, **options):
    def add(make):
        CASES.append(Case(name, format, make, **options))
        return make
    return add


def made(work, *command):
    """The image that a tool wrote to work/image."""
    tool(*command)
    return (work / "image").read_bytes()


for packer in ("gzip", "lzo", "lz4", "xz", "zstd", "lzma"):
    @case(f"squashfs-{packer}", "squashfs", padding=4096, slack=4096,
          silent=packer in ("lzo", "lz4", "zstd"))
    def squashfs(tree, work, packer=packer):
        return made(work, "mksquashfs", tree.root, work / "image", "-comp", packer, "-no-progress",
                    "-quiet", "-b", "16K")


@case("squashfs-plain", "squashfs", padding=4096, slack=4096, silent=True)
def squashfs_plain(tree, work):
    return made(work, "mksquashfs", tree.root, work / "image", "-noI", "-noD", "-noF", "-no-progress",
                "-quiet")


def cramfs_tree(work):
    return full_tree(work, hard=False)


@case("cramfs", "cramfs", tree=cramfs_tree)
def cramfs(tree, work):
    return made(work, "mkfs.cramfs", "-N", "little", tree.root, work / "image")


@case("cramfs-shifted", "cramfs", tree=cramfs_tree, head=700)
def cramfs_shifted(tree, work):
    return made(work, "mkfs.cramfs", "-p", "-N", "little", tree.root, work / "image")


@case("cramfs-big", "cramfs", tree=cramfs_tree)
def cramfs_big(tree, work):
    return made(work, "mkfs.cramfs", "-N", "big", tree.root, work / "image")


@case("cramfs-swapped", "cramfs", tree=cramfs_tree)
def cramfs_swapped(tree, work):
    tool("mkfs.cramfs", "-N", "little", tree.root, work / "little")
    return made(work, "cramfsswap", work / "little", work / "image")


@case("romfs", "romfs", padding=1024, silent=True, head=600)
def romfs(tree, work):
    return made(work, "genromfs", "-d", tree.root, "-f", work / "image", "-V", "test")


for order in ("-l", "-b"):
    for packer in ("none", "zlib", "rtime", "lzo"):
        @case(f"jffs2{order}-{packer}", "jffs2", headless=True, padding=65536)
        def jffs2(tree, work, order=order, packer=packer):
            others = [f"-x{p}" for p in ("zlib", "rtime", "lzo") if p != packer]
            chosen = [] if packer == "none" else ["-X", packer]
            return made(work, "mkfs.jffs2", order, "-e", "64", "-r", tree.root, "-o", work / "image",
                        *chosen, *others)


@case("jffs2-bare", "jffs2", headless=True, padding=131072)
def jffs2_bare(tree, work):
    return made(work, "mkfs.jffs2", "-l", "-n", "-p", "-e", "128", "-r", tree.root, "-o", work / "image")


@case("jffs2-two", "jffs2", headless=True, padding=1 << 20, skips=("within",))
def jffs2_two(tree, work):
    """Another file system right behind, whose files are the same below another folder."""
    first = made(work, "mkfs.jffs2", "-l", "-e", "64", "-p", "-r", tree.root, "-o", work / "image")
    for top in ("etc", "usr"):
        shutil.move(tree.root / top, work / top)
    os.remove(tree.root / "bin/page")
    other = Tree(work / "second")
    other.root.mkdir()
    for i in range(20):
        other.put(f"second/{i}", words(500 + i, 900 + i))
    second = made(work, "mkfs.jffs2", "-l", "-e", "64", "-r", other.root, "-o", work / "image")
    tree.files.update(other.files)
    return first + second


def ubifs_bytes(tree, work, packer):
    tool("mkfs.ubifs", "-m", "512", "-e", "15872", "-c", "400", "-x", packer, "-r", tree.root, "-o",
         work / "ubifs")
    return (work / "ubifs").read_bytes()


for packer in ("none", "lzo", "zlib", "zstd"):
    @case(f"ubifs-{packer}", "ubifs", headless=True, padding=16384)
    def ubifs(tree, work, packer=packer):
        return ubifs_bytes(tree, work, packer)


@case("ubi", "ubi", padding=16384)
def ubi(tree, work):
    ubifs_bytes(tree, work, "lzo")
    (work / "plain").write_bytes(words(99, 40_000))
    tree.files["settings"] = hashlib.sha256(words(99, 40_000)).hexdigest()
    (work / "ini").write_text(
        f"[a]\nmode=ubi\nimage={work}/ubifs\nvol_id=0\nvol_type=dynamic\nvol_name=rootfs\n"
        f"vol_size=8MiB\n[b]\nmode=ubi\nimage={work}/plain\nvol_id=3\nvol_type=static\n"
        f"vol_name=settings\nvol_size=64KiB\n")
    return made(work, "ubinize", "-m", "512", "-p", "16KiB", "-o", work / "image", work / "ini")


@case("ubi-mixed", "ubi", padding=16384)
def ubi_mixed(tree, work):
    """Blocks in any order, with erased ones between them."""
    image = ubi(tree, work)
    blocks = [image[at:at + 16384] for at in range(0, len(image), 16384)]
    counter = blocks[0][:64] + b"\xff" * (16384 - 64)
    first, rest = blocks[0], blocks[1:]
    random.Random(1).shuffle(rest)
    return b"".join([first, *rest[:5], counter, counter, b"\xff" * 16384, *rest[5:]])


for kind, options in (("ext2", ["-O", "none,filetype"]), ("ext3", []), ("ext4", ["-O", "64bit"]),
                      ("ext4-inline", ["-O", "inline_data", "-I", "256"]), ("ext4-4k", ["-b", "4096"])):
    @case(kind, "ext", silent=True, head=4096)
    def mke2fs(tree, work, kind=kind.split("-")[0], options=options):
        if "inline_data" in options:  # mke2fs 1.47 then forgets the end of a file with holes
            (tree.root / "holes").unlink()
            del tree.files["holes"]
        with open(work / "image", "wb") as file:
            file.truncate(4 << 20)
        return made(work, "mke2fs", "-q", "-t", kind, *options, "-d", tree.root, work / "image")


@case("ext-genext2fs", "ext", silent=True, head=4096)
def genext2fs(tree, work):
    return made(work, "genext2fs", "-b", "4096", "-N", "300", "-d", tree.root, work / "image")


def uimage_tree(work):
    tree = Tree(work / "tree")
    tree.root.mkdir()
    tree.put("kernel", words(1, 30_001))
    return tree


@case("uimage", "uimage", tree=uimage_tree, keeps=0)
def uimage(tree, work):
    return made(work, "mkimage", "-A", "arm", "-T", "kernel", "-C", "none", "-n", "kernel", "-d",
                tree.root / "kernel", work / "image")


@case("uimage-gzip", "uimage", tree=uimage_tree, keeps=0)
def uimage_gzip(tree, work):
    (work / "packed").write_bytes(gzip.compress((tree.root / "kernel").read_bytes()))
    tree.files = {"unpacked": tree.files["kernel"]}
    return made(work, "mkimage", "-A", "arm", "-T", "kernel", "-C", "gzip", "-n", "kernel", "-d",
                work / "packed", work / "image")


@case("uimage-multi", "uimage", tree=uimage_tree, keeps=0)
def uimage_multi(tree, work):
    tree.put("second", words(2, 7_777))
    tree.files = {"part-0": tree.files["kernel"], "part-1": tree.files["second"]}
    return made(work, "mkimage", "-A", "arm", "-T", "multi", "-C", "none", "-n", "both", "-d",
                f"{tree.root}/kernel:{tree.root}/second", work / "image")


def fit_bytes(tree, work, *options):
    if not shutil.which("dtc"):
        raise Missing("dtc is not installed")
    tree.put("dtb-1", words(2, 7_777))
    (work / "its").write_text(
        '/dts-v1/; / { description = "x"; images { '
        f'kernel {{ data = /incbin/("{tree.root}/kernel"); type = "kernel"; arch = "arm"; os = "linux"; '
        'compression = "none"; load = <0>; entry = <0>; hash-1 { algo = "crc32"; }; }; '
        f'dtb-1 {{ data = /incbin/("{tree.root}/dtb-1"); type = "flat_dt"; arch = "arm"; '
        'compression = "none"; }; }; configurations { default = "c"; c { kernel = "kernel"; '
        'fdt = "dtb-1"; }; }; };')
    return made(work, "mkimage", *options, "-f", work / "its", work / "image")


@case("fit", "fit", tree=uimage_tree, silent=True, head=300, keeps=0)
def fit(tree, work):
    return fit_bytes(tree, work)


@case("fit-external", "fit", padding=3, tree=uimage_tree, silent=True, head=600, keeps=0)
def fit_external(tree, work):
    return fit_bytes(tree, work, "-E")


@case("fit-position", "fit", padding=3, tree=uimage_tree, silent=True, head=600, keeps=0)
def fit_position(tree, work):
    return fit_bytes(tree, work, "-E", "-p", "0x2000")


@case("sparse", "sparse", tree=uimage_tree, silent=True, keeps=0)
def sparse(tree, work):
    raw, fill = (tree.root / "kernel").read_bytes(), b"\xde\xad\xbe\xef"
    raw += bytes(-len(raw) % 4096)
    parts = [struct.pack("<HHII", 0xcac1, 0, len(raw) // 4096, 12 + len(raw)) + raw,
             struct.pack("<HHII", 0xcac2, 0, 3, 16) + fill,
             struct.pack("<HHII", 0xcac3, 0, 5, 12), struct.pack("<HHII", 0xcac4, 0, 0, 16) + bytes(4)]
    whole = raw + fill * (3 * 1024) + bytes(5 * 4096)
    tree.files = {"image": hashlib.sha256(whole).hexdigest()}
    return struct.pack("<IHHHHIIII", 0xed26ff3a, 1, 0, 28, 12, 4096, len(whole) // 4096, len(parts),
                       0) + b"".join(parts)


for level in ("-1", "-3", "-9"):
    @case(f"lzop{level}", "lzop", tree=one_file, keeps=0)
    def lzop(tree, work, level=level):
        return tool("lzop", level, "-c", tree.root / "unpacked")


@case("zlib", "zlib", tree=one_file, silent=True, keeps=0)
def zlib_stream(tree, work):
    return zlib.compress((tree.root / "unpacked").read_bytes())


for command in (("gzip", "-nc"), ("bzip2", "-c"), ("xz", "-c"), ("lzma", "-c"), ("zstd", "-qc"),
                ("lz4", "-qc"), ("lz4", "-qlc")):
    @case("stream-" + "".join(command), "lz4" if "-qlc" in command else "stream", tree=one_file,
          keeps=0, head=40, silent=command[0] in ("lzma", "lz4"))
    def stream(tree, work, command=command):
        return tool(*command, tree.root / "unpacked")


@case("tar", "archive", padding=10240, silent=True)
def tar(tree, work):
    return made(work, "tar", "-C", tree.root, "-cf", work / "image", ".")


@case("tar.gz", "stream", keeps=0)
def tar_gz(tree, work):
    return made(work, "tar", "-C", tree.root, "-czf", work / "image", ".")


@case("zip", "archive")
def zip_(tree, work):
    tool("zip", "-qry", work / "image.zip", ".", cwd=tree.root)
    tree.linked = set()
    return (work / "image.zip").read_bytes()


@case("7z", "archive", keeps=0)
def sevenzip(tree, work):
    tool("7z", "a", "-bso0", work / "image.7z", ".", cwd=tree.root)
    tree.linked = {"bin/same", "bin/program"}
    return (work / "image.7z").read_bytes()


@case("iso", "archive", tree=cramfs_tree, silent=True, head=60000, padding=1 << 20)
def iso(tree, work):
    return made(work, "genisoimage", "-quiet", "-R", "-o", work / "image", tree.root)


@case("cpio", "cpio", padding=512, silent=True)
def cpio(tree, work):
    names = tool("find", ".", cwd=tree.root)
    return tool("cpio", "--quiet", "-o", "-H", "newc", input=names, cwd=tree.root)


@case("ar", "archive", tree=uimage_tree, silent=True, keeps=0)
def ar(tree, work):
    return made(work, "ar", "qc", work / "image", tree.root / "kernel")
