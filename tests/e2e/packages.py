# SPDX-License-Identifier: Apache-2.0
"""Writers of installers, Windows programs and makers' firmware wrappers, from their layouts."""
import bz2
import hashlib
import io
import lzma
import struct
import zipfile
import zlib

HIK_KEY = bytes.fromhex("bacdbcfed6caddd3bab9a3abbfcbb5be")


def utf16(text):
    return text.encode("utf-16-le")


def padded(data, size):
    return data + bytes(-len(data) % size)


# ---- Windows programs ----

RAW, VERSION, HTML, MANIFEST, STRING = 10, 16, 23, 24, 6


def version_block(key, value="", children=b"", text=True):
    body = utf16(key) + b"\0\0"
    body += bytes(-(6 + len(body)) % 4)
    data = utf16(value) + b"\0\0" if value else b""
    body += data
    body += bytes(-(6 + len(body)) % 4) + children
    return struct.pack("<HHH", 6 + len(body), len(data) // 2, text) + body


def version_resource(**words):
    table = b"".join(padded(version_block(key, value), 4) for key, value in words.items())
    return version_block("VS_VERSION_INFO", children=version_block(
        "StringFileInfo", children=version_block("041204b0", children=table)))


def string_resource(*texts):
    texts = list(texts) + [""] * (16 - len(texts))
    return b"".join(struct.pack("<H", len(text)) + utf16(text) for text in texts)


def resource_tree(resources, base):
    """resources: {(type, name): bytes}; types and names are numbers or texts."""
    levels = {}
    for (kind, name), data in resources.items():
        levels.setdefault(kind, {})[name] = data
    tables, names, leaves = bytearray(), bytearray(), []

    def directory(entries):
        keys = sorted(entries, key=lambda key: (isinstance(key, int), key))
        at = len(tables)
        named = sum(isinstance(key, str) for key in keys)
        tables.extend(struct.pack("<IIHHHH", 0, 0, 0, 0, named, len(keys) - named) + bytes(8 * len(keys)))
        for i, key in enumerate(keys):
            if isinstance(key, str):
                number = ("name", len(names))
                names.extend(struct.pack("<H", len(key)) + utf16(key))
            else:
                number = ("number", key)
            target = entries[key]
            patches.append((at + 16 + 8 * i, number, directory(target) if isinstance(target, dict)
                            else ("leaf", leaves.append(target) or len(leaves) - 1)))
        return ("directory", at)

    patches = []
    directory({kind: {name: {1033: data} for name, data in named.items()}
               for kind, named in levels.items()})
    names_at = len(tables) + 16 * len(leaves)
    data_at = names_at + len(names) + (-(names_at + len(names)) % 8)
    places, blob = [], bytearray()
    for data in leaves:
        places.append(base + data_at + len(blob))
        blob.extend(padded(data, 8))
    for at, (what, value), (where, to) in patches:
        first = value if what == "number" else 0x80000000 | names_at + value
        second = 0x80000000 | to if where == "directory" else len(tables) + 16 * to
        struct.pack_into("<II", tables, at, first, second)
    entries = b"".join(struct.pack("<IIII", place, len(data), 0, 0)
                       for place, data in zip(places, leaves))
    return padded(bytes(tables) + entries + bytes(names), 8) + bytes(blob)


def pe(resources=None, data=b"", wide=False, tree=None):
    """A program with a section .data and, if there are any, one of resources."""
    base = 0x2000
    rsrc = tree if tree is not None else resource_tree(resources, base) if resources else b""
    sections = [(b".data", 0x100000, padded(data or b"\0", 512))]
    if rsrc:
        sections.append((b".rsrc", base, padded(rsrc, 512)))
    optional = struct.pack("<H", 0x20b if wide else 0x10b) + bytes(106 if wide else 90)
    optional += struct.pack("<I", 16) + bytes(16) + struct.pack("<II", base if rsrc else 0, len(rsrc))
    optional += bytes(8 * 13)
    head = b"MZ\x90\0\3\0" + bytes(0x3c - 6) + struct.pack("<I", 0x80)
    head = head.ljust(0x80, b"\0") + b"PE\0\0" + struct.pack(
        "<HHIIIHH", 0x14c, len(sections), 0, 0, 0, len(optional), 0x102) + optional
    at, table = 0x400, b""
    for name, address, raw in sections:
        table += name.ljust(8, b"\0") + struct.pack("<IIII", len(raw), address, len(raw), at) + bytes(16)
        at += len(raw)
    return (head + table).ljust(0x400, b"\0") + b"".join(raw for _, _, raw in sections)


# ---- compound files ----

class Compound:
    """Streams by name; change() may alter tables before they are written."""
    END, FREE, FAT = 0xfffffffe, 0xffffffff, 0xfffffffd

    def __init__(self, streams, shift=9):
        self.size, self.shift = 1 << shift, shift
        self.sectors, self.fat, self.minifat = [], [], []
        self.entries = [["Root Entry", 5, self.FREE, self.FREE, self.FREE, 0, 0]]
        mini = b""
        for i, (name, data) in enumerate(streams.items()):
            if len(data) < 4096:
                start = len(mini) // 64
                mini += padded(data, 64)
                self.minifat += list(range(start + 1, len(mini) // 64)) + ([self.END] if data else [])
            else:
                start = self.put(data)
            self.entries.append([name, 2, self.FREE, i + 2 if i + 1 < len(streams) else self.FREE,
                                 self.FREE, start, len(data)])
        self.entries[0][4] = 1 if streams else self.FREE
        if mini:
            self.entries[0][5:] = [self.put(mini), len(mini)]

    def put(self, data):
        start, n = len(self.sectors), -(-len(data) // self.size)
        data = padded(data, self.size)
        self.sectors += [data[i * self.size:(i + 1) * self.size] for i in range(n)]
        self.fat += [start + i + 1 for i in range(n - 1)] + [self.END]
        return start

    def bytes(self):
        mini = self.put(struct.pack(f"<{len(self.minifat)}I", *self.minifat)) if self.minifat else self.END
        folder = b""
        for name, kind, left, right, child, start, size in self.entries:
            raw = utf16(name)
            folder += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, left, right,
                                                        child)
            folder += bytes(36) + struct.pack("<IQ", start, size)
        directory = self.put(padded(folder, self.size))
        n = 1
        while (len(self.fat) + n) * 4 > n * self.size:
            n += 1
        tables = list(range(len(self.sectors), len(self.sectors) + n))
        fat = self.fat + [self.FAT] * n
        fat += [self.FREE] * (n * self.size // 4 - len(fat))
        head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack(
            "<HHHHH", 0x3e, 3 if self.shift == 9 else 4, 0xfffe, self.shift, 6) + bytes(10)
        head += struct.pack("<IIIIIIII", n, directory, 0, 4096, mini, 1, self.END, 0)
        head += struct.pack("<109I", *(tables + [self.FREE] * 109)[:109])
        return head.ljust(self.size, b"\0") + b"".join(self.sectors) + struct.pack(f"<{len(fat)}I", *fat)


# ---- Inno Setup ----

def lzma1(data):
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 20}]
    return b"\x5d" + struct.pack("<I", 1 << 20) + lzma.compress(data, lzma.FORMAT_RAW, filters=filters)


def lzma2(data):
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]
    return b"\x10" + lzma.compress(data, lzma.FORMAT_RAW, filters=filters)


INNO_PACKINGS = {"lzma1": lzma1, "lzma2": lzma2, "zlib": zlib.compress, "bzip2": bz2.compress,
                 "stored": lambda data: data}


def inno_block(data):
    raw, pieces = lzma1(data), b""
    for at in range(0, len(raw), 4096):
        piece = raw[at:at + 4096]
        pieces += struct.pack("<I", zlib.crc32(piece)) + piece
    head = struct.pack("<IB", len(pieces), 1)
    return struct.pack("<I", zlib.crc32(head)) + head + pieces


def inno_text(text):
    return struct.pack("<I", 2 * len(text)) + utf16(text)


def inno_absolute(data):
    """Calls as the compiler alters them."""
    data, at = bytearray(data), 0
    while at < len(data):
        at += 1
        if data[at - 1] in (0xe8, 0xe9) and 0x10000 - (at - 1) % 0x10000 >= 5 and at + 4 <= len(data):
            if data[at + 3] in (0, 0xff):
                to = int.from_bytes(data[at:at + 3], "little")
                if to & 0x800000:
                    data[at + 3] ^= 0xff
                data[at:at + 3] = (to + at + 4 & 0xffffff).to_bytes(3, "little")
            at += 4
    return bytes(data)


def inno(files, packing, texts=(), program=b"engine"):
    """files: {name: (bytes, altered)}, in one chunk each two."""
    names = list(files)
    chunks, records, headers = b"", b"", b"".join(inno_text(text) for text in texts)
    for i in range(0, len(names), 2):
        pair = [inno_absolute(files[n][0]) if files[n][1] else files[n][0] for n in names[i:i + 2]]
        body, at = INNO_PACKINGS[packing](b"".join(pair)), 0
        for name, data in zip(names[i:i + 2], pair):
            flags = (0x80 if packing != "stored" else 0) | (0x10 if files[name][1] else 0)
            records += struct.pack("<IIIQQQ", 0, 0, len(chunks), at, len(data), len(body))
            records += hashlib.sha1(files[name][0]).digest() + bytes(16) + struct.pack("<H", flags)
            at += len(data)
        chunks += b"zlb\x1a" + body
    for i, name in enumerate(names):
        headers += inno_text("") + inno_text(name) + inno_text("") * 8 + bytes(20)
        headers += struct.pack("<IIQhBBBBB", i, 0x20, 0, -1, 0, 0, 0, 0, 0)

    def build(table):
        exe = pe({(RAW, 11111): table}, b"loader")
        data_at = len(exe)
        headers_at = data_at + len(chunks)
        packed = b"Inno Setup Setup Data (5.5.7) (u)".ljust(64, b"\0") + inno_block(headers)
        packed += inno_block(records)
        engine_at = headers_at + len(packed)
        engine = inno_block(program)
        table = b"rDlPtS\xcd\xe6\xd7{\x0b*" + struct.pack(
            "<IIIIIII", 1, engine_at + len(engine), engine_at, len(program), 0, headers_at, data_at)
        return table + struct.pack("<I", zlib.crc32(table)), exe + chunks + packed + engine

    table, _ = build(bytes(44))
    return build(table)[1]


# ---- makers' wrappers ----

def under_key(data):
    return bytes(b ^ HIK_KEY[(i + (i >> 4)) & 15] for i, b in enumerate(data))


def hikpack(files, magic=b"SWKH"):
    at = 64 + 44 * len(files)
    entries = b""
    for name, data in files.items():
        entries += name.encode().ljust(32, b"\0") + struct.pack("<III", at, len(data), sum(data))
        at += len(data)
    head = struct.pack("<IIIII", len(files), 2, 2, 77, 0).ljust(52, b"\0") + entries
    head = magic + struct.pack("<II", sum(head) & 0xffffffff, 12 + len(head)) + head
    return under_key(head) + b"".join(files.values())


def reolink_pak(sections, wide=False):
    word = "<QQQ" if wide else "<III"
    at = struct.calcsize(word) + len(sections) * ((72 if wide else 64) + 76)
    table = partitions = b""
    for name, data in sections.items():
        table += name.encode().ljust(32, b"\0") + b"v1.0.0.1".ljust(24, b"\0")
        table += struct.pack("<QQ" if wide else "<II", at, len(data))
        partitions += name.encode().ljust(32, b"\0") + bytes(4) + b"/dev/mtd1".ljust(32, b"\0") + bytes(8)
        at += len(data)
    return struct.pack(word, 0x32725913, 0 if wide else 77, 0x2302) + table + partitions + b"".join(
        sections.values())


def bneg(first, second):
    return b"BNEG" + struct.pack("<IIII", 1, 1, len(first), len(second)) + first + second


def ubnt(parts, version="UVC.S2L.v4.30.0"):
    out = b"UBNT" + version.encode().ljust(256, b"\0") + bytes(8)
    for name, data in parts.items():
        out += b"PART" + name.encode().ljust(16, b"\0") + bytes(12 + 16)
        out += struct.pack(">II", len(data), len(data)) + data + bytes(8)
    return out + b"END." + bytes(8)


def tenvis_pk2(files, commands):
    def keyed(data):
        return bytes(b ^ b"\xa1\x83\x24\x78\xb3\x41\x43\x56"[i % 8] for i, b in enumerate(data))
    sections = [(b"FILE", struct.pack("<I", len(name)) + name.encode() + struct.pack("<I", len(data)) +
                 keyed(data)) for name, data in files.items()]
    sections += [(b"CMD\0", keyed(command.encode() + b"\0")) for command in commands]
    return b"PK2\0" + bytes(20) + struct.pack("<I", len(sections)) + b"".join(
        kind + bytes(16) + struct.pack("<I", len(body)) + body for kind, body in sections)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def dahua_zip(files):
    return b"DH" + zipped(files)[2:]


def instar_zip(files):
    return zipped(files).replace(b"PK\3\4", b"PK\3\7").replace(b"PK\1\2", b"PK\1\x08").replace(
        b"PK\5\6", b"PK\5\x09")


def intel_hex(data, base):
    lines = []
    for at in range(0, len(data), 16):
        if at % 0x10000 == 0:
            lines.append(b"\2\0\0\4" + struct.pack(">H", (base + at) >> 16))
        piece = data[at:at + 16]
        lines.append(bytes([len(piece)]) + struct.pack(">H", at & 0xffff) + b"\0" + piece)
    lines.append(b"\0\0\0\1")
    return "".join(f":{line.hex().upper()}{-sum(line) & 0xff:02X}\r\n" for line in lines).encode()


def s_records(data, base):
    lines = [("0", b"\0\0cam")] + [("3", struct.pack(">I", base + at) + data[at:at + 16])
                                   for at in range(0, len(data), 16)] + [("7", struct.pack(">I", base))]
    out = ""
    for kind, body in lines:
        body = bytes([len(body) + 1]) + body
        out += f"S{kind}{body.hex().upper()}{~sum(body) & 0xff:02X}\n"
    return out.encode()
