# SPDX-License-Identifier: Apache-2.0
"""Images that no tool makes: names and links out of the tree, folders in themselves, bombs, and the
histories that a flash has after use. For test_unpack.py."""
import gzip
import hashlib
import io
import lzma
import random
import struct
import tarfile
import zipfile
import zlib

from images import HOSTILE, full_tree, made, tool, words


def hostile(make):
    HOSTILE[make.__name__] = make
    return make


def digest(bytes_):
    return hashlib.sha256(bytes_).hexdigest()


def inner(listed):
    """path without the image's own name -> digest"""
    return {p.split("/", 1)[1]: d for p, d in listed.leaves().items() if "/" in p}


def tar_of(*members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, kind, to, bytes_ in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, to, len(bytes_)
            tar.addfile(info, io.BytesIO(bytes_))
    return out.getvalue()


# ---- nodes of JFFS2 and UBIFS, made by hand ----

def linux_crc(bytes_, start=0):
    return zlib.crc32(bytes_, start ^ 0xffffffff) ^ 0xffffffff


def jffs2_node(kind, rest, length, order="<"):
    head = struct.pack(order + "HHI", 0x1985, kind, 12 + length)
    node = head + struct.pack(order + "I", linux_crc(head)) + rest
    return node + b"\xff" * (-len(node) % 4)


def dirent(parent, version, inode, name, kind=8, order="<"):
    name = name.encode()
    rest = struct.pack(order + "IIIIBBH", parent, version, inode, 0, len(name), kind, 0)
    head = struct.pack(order + "HHI", 0x1985, 0xe001, 40 + len(name))
    whole = head + struct.pack(order + "I", linux_crc(head)) + rest
    rest += struct.pack(order + "II", linux_crc(whole), linux_crc(name)) + name
    return jffs2_node(0xe001, rest, 28 + len(name), order)


def piece(inode, version, at, packed, unpacked, size, packing=0, order="<", mode=0o100644):
    rest = struct.pack(order + "IIIHHIIIIIIIBBH", inode, version, mode, 0, 0, size, 0, 0, 0, at,
                       len(packed), unpacked, packing, packing, 0)
    rest += struct.pack(order + "I", linux_crc(packed))
    head = struct.pack(order + "HHI", 0x1985, 0xe002, 68 + len(packed))
    whole = head + struct.pack(order + "I", linux_crc(head)) + rest
    rest += struct.pack(order + "I", linux_crc(whole[:60])) + packed
    return jffs2_node(0xe002, rest, 56 + len(packed), order)


def ubifs_node(kind, sequence, body):
    rest = struct.pack("<QIBB2x", sequence, 24 + len(body), kind, 0) + body
    node = struct.pack("<II", 0x06101831, linux_crc(rest, 0xffffffff)) + rest
    return node + b"\0" * (-len(node) % 8)


def ubifs_inode(number, sequence, size, mode=0o100644, links=1, data=b""):
    return ubifs_node(0, sequence, struct.pack("<II8xQQ24x12xIIIIII8x4xIH26x", number, 0, 0, size, links,
                                               0, 0, mode, 0, len(data), 0, 0) + data)


def ubifs_entry(parent, sequence, number, name, kind=0):
    name = name.encode()
    return ubifs_node(2, sequence, struct.pack("<II8xQBBHI", parent, 2 << 29, number, 0, kind, len(name),
                                               0) + name + b"\0")


def ubifs_data(number, sequence, page, bytes_, size=None, packing=0):
    return ubifs_node(1, sequence, struct.pack("<II8xIHH", number, page | 1 << 29,
                                               len(bytes_) if size is None else size, packing, 0) + bytes_)


def ubifs_cut(number, sequence, old, new):
    return ubifs_node(4, sequence, struct.pack("<I12xQQ", number, old, new))


# ---- names, links, nodes ----

@hostile
def names_that_climb(list_one, expect, work):
    tar = tar_of(("../../etc/passwd", tarfile.REGTYPE, "", b"one"), ("/etc/shadow", tarfile.REGTYPE, "",
                                                                    b"two"),
                 ("a/./b//c/../d", tarfile.REGTYPE, "", b"three"))
    listed = list_one(tar)
    expect(set(inner(listed)) == {"__/__/etc/passwd", "etc/shadow", "a/b/c/__/d"}, inner(listed))
    expect(len(listed.told("leads out of the archive")) == 3, listed.notices)
    flash = dirent(1, 1, 5, "../../up") + piece(5, 1, 0, b"text", 4, 4)
    listed = list_one(flash)
    expect(inner(listed) == {"__/__/up": digest(b"text")}, inner(listed))
    expect(listed.told("leads out of the jffs2"), listed.notices)


@hostile
def links_that_climb(list_one, expect, work):
    listed = list_one(tar_of(("a/b", tarfile.SYMTYPE, "../../../etc/passwd", b""),
                             ("a/c", tarfile.SYMTYPE, "../fine", b""),
                             ("a/d", tarfile.SYMTYPE, "/etc/passwd", b"")))
    told = listed.told("link leads out")
    expect(len(told) == 1 and "'a/b' -> '../../../etc/passwd'" in told[0][3], listed.notices)
    expect(len(listed.files) == 1, "a link came out as a file")


@hostile
def nodes_of_devices(list_one, expect, work):
    tree = full_tree(work)
    table = work / "table"
    table.write_text("/dev d 755 0 0 - - - - -\n/dev/null c 666 0 0 1 3 - - -\n")
    jffs2 = made(work, "mkfs.jffs2", "-l", "-r", tree.root, "-D", table, "-o", work / "image")
    ext = made(work, "genext2fs", "-b", "4096", "-N", "300", "-d", tree.root, "-D", table, work / "image")
    (work / "image").unlink()
    squashfs = made(work, "mksquashfs", tree.root, work / "image", "-p", "null c 666 0 0 1 3",
                    "-no-progress", "-quiet")
    tar = tar_of(("null", tarfile.CHRTYPE, "", b""), ("pipe", tarfile.FIFOTYPE, "", b""),
                 ("file", tarfile.REGTYPE, "", b"one"))
    for name, image in (("jffs2", jffs2), ("ext", ext), ("squashfs", squashfs), ("archive", tar)):
        listed = list_one(image)
        expect(listed.told(f"{name}: [12] device nodes or pipes were not made"), listed.notices)
        expect(not [f for f in listed.files.values() if "null" in f["name"]], "the node is a file")


# ---- folders in themselves ----

@hostile
def circle_in_ext(list_one, expect, work):
    tree = full_tree(work)
    with open(work / "image", "wb") as file:
        file.truncate(4 << 20)
    made(work, "mke2fs", "-q", "-t", "ext2", "-d", tree.root, work / "image")
    tool("debugfs", "-w", "-R", "link a a/b/c/again", work / "image")
    listed = list_one((work / "image").read_bytes())
    expect(listed.told("lies in itself"), listed.notices)
    expect(len(inner(listed)) >= len(tree.files) - 1, len(inner(listed)))


@hostile
def circle_in_squashfs(list_one, expect, work):
    """Tables that aren't packed, so that an entry can be made to lead back."""
    tree = work / "tree"
    (tree / "outer/inner").mkdir(parents=True)
    (tree / "outer/inner/file").write_bytes(b"text")
    image = bytearray(made(work, "mksquashfs", tree, work / "image", "-noI", "-noD", "-noF",
                           "-no-progress", "-quiet"))
    start = struct.unpack_from("<Q", image, 72)[0]
    at = image.index(b"inner", start)
    outer = image.index(b"outer", start)
    image[at - 8:at - 6] = image[outer - 8:outer - 6]  # where its inode lies in the table
    listed = list_one(bytes(image))
    expect(listed.told("'/outer/inner.* lies in itself") and not inner(listed), listed.notices)


@hostile
def circle_in_flash(list_one, expect, work):
    flash = (dirent(1, 1, 2, "top", 4) + dirent(2, 1, 3, "a", 4) + dirent(3, 1, 4, "b", 4) +
             dirent(4, 1, 3, "c", 4) + dirent(4, 2, 9, "file") + piece(9, 1, 0, b"text", 4, 4) +
             dirent(7, 1, 7, "itself", 4) + dirent(7, 2, 10, "lost") + piece(10, 1, 0, b"more", 4, 4))
    found = inner(list_one(flash))
    expect(sorted(found.values()) == sorted([digest(b"text"), digest(b"more")]), found)
    expect([p for p in found if p == "lost+found/7/lost"], found)


def cramfs_inode(mode, size, name, offset):
    return struct.pack("<III", mode, size, len(name) // 4 | offset // 4 << 6) + name


@hostile
def circle_in_cramfs(list_one, expect, work):
    entry = cramfs_inode(0o40755, 16, b"loop", 76)
    image = struct.pack("<IIII", 0x28cd3d45, 4096, 0, 0) + b"Compressed ROMFS" + bytes(32) + \
        cramfs_inode(0o40755, 16, b"", 76) + entry
    listed = list_one(image + bytes(4096 - len(image)))
    expect(listed.told("lies in itself") and len(listed.files) == 1, listed.notices)


@hostile
def circle_in_romfs(list_one, expect, work):
    head = bytearray(b"-rom1fs-" + struct.pack(">II", 4096, 0) + b"x" + bytes(15))
    entry = struct.pack(">IIII", 32 | 1 | 8, 32, 0, 0) + b"loop" + bytes(12)
    image = bytearray(head + entry + bytes(4096 - 64))
    total = sum(struct.unpack(">128I", image[:512]))
    struct.pack_into(">I", image, 12, -total & 0xffffffff)
    listed = list_one(bytes(image))
    expect(listed.told("leads back into itself") and len(listed.files) == 1, listed.notices)


# ---- too much ----

@hostile
def bombs(list_one, expect, work):
    bomb = gzip.compress(gzip.compress(bytes(300 << 20)))
    listed = list_one(bomb, "-b", str(50 << 20))
    expect(listed.told("unpacks to more than"), listed.notices)
    expect(sum(f["size"] for f in listed.files.values()) <= len(bomb) + (52 << 20), "more came out")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for i in range(40):
            packed.writestr(f"{i}", bytes(10 << 20))
    listed = list_one(out.getvalue(), "-b", str(50 << 20))
    expect(listed.told("unpacks to more than") and len(listed.files) < 10, listed.notices)
    hole = dirent(1, 1, 2, "hole") + piece(2, 1, 0, b"", 0xfffff000, 0xfffff000, packing=1)
    listed = list_one(hole, "-b", str(50 << 20))
    expect(listed.told("more than"), listed.notices)
    flash = b"".join(dirent(1, i, i + 2, f"f{i}") for i in range(1, 3000))
    listed = list_one(flash, "-n", "100")
    expect(listed.told("more than 100 files") and len(listed.files) <= 101, listed.notices)


@hostile
def nested_too_deep(list_one, expect, work):
    text = words(1, 5000)
    packed = text
    for _ in range(20):
        packed = gzip.compress(packed)
    listed = list_one(packed, "-d", "9")
    expect(listed.told("lies too deep") and digest(text) not in listed.leaves().values(), listed.notices)
    for _ in range(3):
        text = gzip.compress(text)
    listed = list_one(text, "-d", "9")
    expect(not listed.notices and len(listed.files) == 4, listed.notices)


@hostile
def false_beginnings(list_one, expect, work):
    """Headers that lead nowhere, as many as fit: no quadratic time, and what is real is found."""
    false = [b"PK\3\4\x14\0" + bytes(20) + b"\1\0\0\0a", b"\x28\xb5\x2f\xfd\0X", b"\x1f\x8b\x08" + bytes(8),
             b"\x78\x01\0\xf8\xff\7\0", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(16), b"UBI#\1\0\0\0",
             b"\x31\x18\x10\x06" + bytes(20)]
    for one in false:
        listed = list_one(one * (2 << 20 // len(one)))
        expect(len(listed.files) <= 2, f"{one}: {len(listed.files)} files")
    real = gzip.compress(words(3, 3000))
    listed = list_one(b"".join(false) * 20 + real)
    expect(digest(words(3, 3000)) in listed.leaves().values(), "the real one was not found")


# ---- flash that was written to ----

@hostile
def jffs2_history(list_one, expect, work):
    for order in "<>":
        page, part = words(1, 4096), words(2, 4096)
        raw = lzma.compress(part, format=lzma.FORMAT_RAW, filters=[
            {"id": lzma.FILTER_LZMA1, "dict_size": 8192, "lc": 0, "lp": 0, "pb": 0}])
        flash = b"".join([
            piece(2, 4, 100, b"new", 3, 5000, order=order), dirent(1, 1, 2, "file", order=order),
            piece(2, 1, 0, page, 4096, 4096, order=order),
            piece(2, 2, 4096, raw, 4096, 8192, 8, order=order),
            piece(2, 3, 8192, b"", 0, 5000, order=order),  # cut
            dirent(1, 2, 3, "gone", order=order), piece(3, 1, 0, b"text", 4, 4, order=order),
            dirent(1, 3, 0, "gone", order=order),
            dirent(1, 4, 4, "odd", order=order), piece(4, 1, 0, b"abc", 30, 30, 5, order=order)])
        want = bytearray((page + part)[:5000])
        want[100:103] = b"new"
        listed = list_one(flash)
        expect(inner(listed).get("file") == digest(bytes(want)), "the last version is not what came")
        expect("gone" not in inner(listed) and listed.told("1 files that were removed"), listed.notices)
        expect(listed.told(r"'/odd' can't be unpacked \(compression 5\)"), listed.notices)


@hostile
def ubifs_history(list_one, expect, work):
    old, new, last = words(1, 4096), words(2, 4096), words(3, 904)
    image = b"".join([
        ubifs_inode(65, 20, 5000), ubifs_entry(1, 2, 65, "file"), ubifs_data(65, 9, 0, new),
        ubifs_data(65, 3, 0, old), ubifs_data(65, 4, 1, words(4, 4096)), ubifs_data(65, 5, 2, old),
        ubifs_cut(65, 11, 12288, 5000), ubifs_data(65, 12, 1, last), ubifs_inode(65, 3, 12288),
        ubifs_entry(1, 6, 66, "gone"), ubifs_inode(66, 7, 0), ubifs_entry(1, 8, 0, "gone"),
        ubifs_entry(1, 13, 67, "holes"), ubifs_inode(67, 14, 10000), ubifs_data(67, 15, 1, old),
        ubifs_entry(1, 16, 68, "cut"), ubifs_inode(68, 19, 9000), ubifs_data(68, 17, 1, old),
        ubifs_cut(68, 18, 8192, 100), ubifs_entry(1, 21, 69, "link", 2),
        ubifs_inode(69, 22, 12, 0o120777, data=b"../../../out")])
    listed = list_one(image)
    found = inner(listed)
    expect(found == {"file": digest(new + last), "holes": digest(bytes(4096) + old + bytes(1808)),
                     "cut": digest(bytes(9000))}, found)
    expect(listed.told("1 files that were removed") and listed.told("link leads out"), listed.notices)


@hostile
def ubi_copies(list_one, expect, work):
    """Of two copies the younger counts, but not one that was cut off while it was copied."""
    def block(place, sequence, data, copy=False, whole=True):
        counter = struct.pack(">4sB3xQIII32x", b"UBI#", 1, 1, 64, 128, 7)
        counter += struct.pack(">I", linux_crc(counter, 0xffffffff))
        crc = linux_crc(data, 0xffffffff) ^ (0 if whole else 1)
        volume = struct.pack(">4sBBBBII4xIIII4xQ12x", b"UBI!", 1, 1, copy, 0, 2, place,
                             len(data) if copy else 0, 0, 0, crc if copy else 0, sequence)
        volume += struct.pack(">I", linux_crc(volume, 0xffffffff))
        return (counter + volume + data).ljust(4096, b"\xff")
    old, new, broken = words(1, 3968), words(2, 3968), words(3, 3968)
    image = (block(1, 9, new, True) + block(0, 5, old) + block(1, 3, old) +
             block(0, 8, broken, True, False) + block(3, 2, new))
    found = inner(list_one(image))
    expect(found == {"volume-2": digest(old + new + b"\xff" * 3968 + new)}, found)


@hostile
def random_bytes(list_one, expect, work):
    listed = list_one(random.Random(1).randbytes(16 << 20))
    expect(len(listed.files) == 1 and not listed.notices, listed.notices)


@hostile
def two_banks(list_one, expect, work):
    """A bank that is the other's copy is told once, and said to be one; a bank that differs in a byte is not."""
    bank = tar_of(("bin/agent", tarfile.REGTYPE, "", random.Random(1).randbytes(100_000)))
    other = tar_of(("bin/agent", tarfile.REGTYPE, "", random.Random(2).randbytes(100_000)))
    gap = random.Random(3).randbytes(5000)
    listed = list_one(gap + bank + gap + bank + gap + other)
    told = listed.told("the same bytes as at 0x1388,")
    expect(len(told) == 1 and told[0][1] == 2 * len(gap) + len(bank) and not told[0][2], listed.notices)
    expect(len([p for p in listed.leaves() if p.endswith("bin/agent")]) == 2, list(listed.leaves()))
    expect(len([f for f, at in listed.formats() if f == "archive"]) == 3, listed.formats())
