# SPDX-License-Identifier: Apache-2.0
"""Firmware-like images with planted servers and decoys beside them, by a seed.

build(folder, seed) writes images and returns what was planted. A plant is a server as its file would
use it: a name or address, a port or none, in the clothes of its kind of file. A decoy looks like one
and is none; whatever is found beyond the plants is false.
"""
import io
import random
import sqlite3
import struct
import subprocess
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

# About as often as they stand in what is known of cameras' servers (knowledge/clouds.csv): mostly com,
# cn, net, with a tail of everything.
DOMAINS = (["com"] * 34 + ["cn"] * 8 + ["net"] * 9 + ["org"] * 4 + ["com.cn"] * 6 + ["co.kr"] * 5 + ["kr"] * 3 +
           ["io"] * 4 + ["cc"] * 3 + ["tv"] * 3 + ["me", "me", "top", "top", "xyz", "xyz", "info", "info", "ru", "ru",
            "de", "de", "co.uk", "jp", "com.tw", "com.tw", "hk", "vn", "in", "biz", "cloud", "link", "app", "vip",
            "online", "club", "site", "eu", "us", "fr", "it", "pl", "com.br", "com.hk", "co.jp", "go.kr", "or.kr",
            "im", "la", "sg"])
SYLLABLES = "ba be bo da de do fa fi go hu ka ki ko la li lo ma mi mo na ni no pa pe ra ri ro sa se so ta ti to va vi xu ya yi za".split()
FIRST = "p2p relay ntp api cloud push stun dev reg log update ota device alarm live media auth mqtt hub cms www s1 eu us2".split()
NOT_COUNTRIES = {0, 10, 127, 169, 172, 192, 198, 203}


@dataclass
class Plant:
    server: str
    port: int
    where: str


class Seeds:
    """Random names that no list knows, and the plants made of them so far."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.plants = []

    def word(self, least=2, most=4):
        r = self.random
        return "".join(r.choice(SYLLABLES) for _ in range(r.randint(least, most)))

    def name(self):
        r = self.random
        domain = self.word(3, 4) + r.choice(["", "", "cam", "cctv", "ipc", "-cloud"]) + "." + r.choice(DOMAINS)
        shape = r.random()
        if shape < 0.2:
            return domain
        first = r.choice(FIRST) if r.random() < 0.7 else self.word() + r.choice(["", str(r.randint(1, 9))])
        return f"{first}.{domain}" if shape < 0.85 else f"{first}.{self.word(1, 2)}.{domain}"

    def address(self):
        r = self.random
        if r.random() < 0.2:
            return r.choice(["192.168.%d.%d", "172.16.%d.%d", "10.77.%d.%d"]) % (r.randint(0, 254), r.randint(1, 254))
        first = r.choice([n for n in range(14, 223) if n not in NOT_COUNTRIES])
        return f"{first}.{r.randint(1, 254)}.{r.randint(0, 254)}.{r.randint(1, 254)}"

    def address6(self):
        r = self.random
        return f"2{r.randint(400, 999)}:{r.randint(1, 9999)}:{r.randint(1, 9999):x}::{r.randint(1, 65000):x}"

    def plant(self, where, kinds="nnnnaa", port=None):
        r = self.random
        kind = r.choice(kinds)
        server = self.name() if kind == "n" else self.address() if kind == "a" else self.address6()
        port = r.randint(1025, 65000) if port is True or (port is None and r.random() < 0.4) else 0
        self.plants.append(Plant(server, port, where))
        return server, port


def at(server, port):
    if ":" in server:
        return f"[{server}]:{port}" if port else f"[{server}]"
    return f"{server}:{port}" if port else server


# ---- kinds of files: each gives its bytes ----

ELF_DECOYS = [
    "libplayer.so.1.2.3.4", "firmware version 4.3.2.1", "V1.2.3.4", "Mozilla/5.0 Chrome/85.0.41.12",
    "http://www.w3.org/2003/05/soap-envelope", "http://www.onvif.org/ver10/device/wsdl",
    "http://schemas.xmlsoap.org/ws/2005/04/discovery", "255.255.255.0", "127.0.0.1", "0.0.0.0", "239.255.255.250",
    "2.5.29.15", "1.3.6.1", "1.2.840.113549.1.1.11", "main.cc", "start.sh", "libcrypto.so", "net.c", "index.htm",
    "Report bugs to <bug-tool@some-tool-home.org>.", "See http://manual.some-project.net/faq for details.",
    "Copyright (c) 2012 by the authors, http://www.some-author.com/licence", "http://www.example.com/stream",
    "192.0.2.77", "2001:db8::77", "com.android.media.app", "window.event.name", "user@example.org", "data.rel.ro",
    "java.net", "config.properties", "aes128-gcm@openssh.com", "http://www.gnu.org/licenses/",
    "https://www.openssl.org/docs", "www.hikvision.com/ver20/XMLSchema", "10.0.0.0/8", "1.0.0.1", "%d.%d.%d.%d",
]


def c_text(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'


def program_source(seeds, where):
    r = seeds.random
    strings, table = [], []
    for _ in range(8):
        server, port = seeds.plant(where)
        strings.append(at(server, port))
    for _ in range(4):
        server, port = seeds.plant(where, "nnnaa6")
        scheme = r.choice(["http", "https", "rtsp", "tcp", "mqtt", "rtmp", "udp"])
        strings.append(f"{scheme}://{at(server, port)}" + r.choice(["", "/", "/api/v1?sn=%s&t=%d", "/upgrade/fw.bin"]))
    for _ in range(2):
        server, port = seeds.plant(where, "na")
        strings.append(f"{r.choice(['server', 'p2p_host', 'NtpServer', 'ddns.url', 'RelayAddr'])}={at(server, port)}")
    server, _ = seeds.plant(where, "na", False)
    strings.append(f"GET /register HTTP/1.1\r\nHost: {server}\r\nUser-Agent: ipc\r\n\r\n")
    server, _ = seeds.plant(where, "na", False)
    strings.append(f"tftp -g -l /tmp/fw.bin -r fw.bin {server}")
    for _ in range(3):
        server, _ = seeds.plant(where, "na", False)
        table.append(server)
    lines = ["#include <netdb.h>", "#include <stdio.h>", "#include <string.h>", "#include <sys/socket.h>",
             "static const struct { char name[64]; unsigned short port; } table[] = {"]
    lines += [f"{{{c_text(t)}, {r.randint(1000, 9000)}}}," for t in table] + ["};", "static const char *const all[] = {"]
    both = strings + r.sample(ELF_DECOYS, 12)
    r.shuffle(both)
    lines += [c_text(t) + "," for t in both] + ["};"]
    lines += ["int main(int n, char **a) { struct addrinfo *found; int s = socket(AF_INET, SOCK_STREAM, 0);",
              "for (unsigned i = 0; i < sizeof(all) / sizeof(*all); i++) {",
              "if (getaddrinfo(all[i], 0, 0, &found) == 0) connect(s, found->ai_addr, found->ai_addrlen);",
              "puts(all[i]); } puts(table[n % 3].name); (void)a; return 0; }"]
    return "\n".join(lines)


def program(seeds, where):
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "p.c", Path(folder) / "p"
        source.write_text(program_source(seeds, where))
        subprocess.run(["gcc", "-w", seeds.random.choice(["-O0", "-O2"]), "-s", "-o", out, source], check=True)
        return out.read_bytes()


def script(seeds, where):
    lines = ["#!/bin/sh", "# see http://wiki.some-maker-site.com/setup and 8.7.6.5", "VERSION=3.1.4.25"]
    server, port = seeds.plant(where)
    lines += [f"wget -q -O /tmp/up.sh http://{at(server, port)}/up.sh && sh /tmp/up.sh"]
    server, _ = seeds.plant(where, port=False)
    lines += [f"tftp -g -r fw.bin {server}", "cp libfoo.so.1.2.3 /lib/libfoo.so"]
    server, port = seeds.plant(where, port=True)
    lines += [f"nc {server} {port} < /tmp/log"]
    seeds.plants[-1].port = 0
    server, _ = seeds.plant(where, port=False)
    lines += [f"SERVER={server}", f"telnet $SERVER", "  # telnetd for old.some-debug-host.com", "route add -net 10.0.0.0 netmask 255.0.0.0 eth0"]
    server, _ = seeds.plant(where, "n", False)
    lines += [f"ntpdate -u {server}"]
    server, port = seeds.plant(where)
    lines += [f'curl -s "https://{at(server, port)}/check?id=$ID"', "ifconfig lo 127.0.0.1"]
    return "\n".join(lines).encode() + b"\n"


def ini(seeds, where):
    lines = ["; sample: http://sample.some-manual.com/", "[network]", "version = 2.4.6.8", "netmask=255.255.255.0"]
    for key in ("server", "ntp_server", "AlarmHost", "ddns", "upgradeUrl", "addr", "push.domain", "logserver"):
        server, port = seeds.plant(where)
        scheme = "http://" if "Url" in key else ""
        quote = seeds.random.choice(["", "", '"'])
        lines.append(f"{key}{seeds.random.choice(['=', ' = '])}{quote}{scheme}{at(server, port)}{quote}")
    return "\n".join(lines).encode() + b"\n"


def xml(seeds, where):
    parts = ['<?xml version="1.0"?>', '<config xmlns="http://www.isapi.org/ver20/XMLSchema" xmlns:x="http://maker.some-schema.net/ns">',
             "<!-- default http://comment.some-site.cn/ 7.7.8.9 --><firmwareVersion>5.4.3.21</firmwareVersion>"]
    for tag in ("serverAddr", "hostName", "ipAddress", "url", "ntp"):
        server, port = seeds.plant(where)
        parts.append(f"<{tag}>{'https://' if tag == 'url' else ''}{at(server, port)}</{tag}>")
    server, _ = seeds.plant(where, port=False)
    parts.append(f'<relay addr="{server}" port="8000"/></config>')
    return "\n".join(parts).encode()


def json_file(seeds, where):
    rows = []
    for key in ("host", "mqtt", "list", "endpoint"):
        server, port = seeds.plant(where)
        rows.append(f'"{key}": "{at(server, port)}"')
    server, port = seeds.plant(where)
    rows.append('"upload": "http:\\/\\/%s\\/put"' % at(server, port))
    rows.append('"$schema": "http://json.some-schema.org/draft/schema#", "version": "1.2.3.4", "file": "main.py"')
    return ("{\n" + ",\n".join(rows) + "\n}\n").encode()


def lua(seeds, where):
    lines = ["-- http://lua.some-author.org/", "local http = require('socket.http')"]
    for _ in range(3):
        server, port = seeds.plant(where)
        lines.append(f"conf.{seeds.word()} = \"{at(server, port)}\"")
    server, port = seeds.plant(where)
    lines.append(f"http.request('http://{at(server, port)}/x')")
    return "\n".join(lines).encode()


def javascript(seeds, where):
    first, port1 = seeds.plant(where)
    second, port2 = seeds.plant(where)
    third, _ = seeds.plant(where, "n", False)
    fourth, port4 = seeds.plant(where)
    return (f"/*! lib v1.2.3 http://lib.some-author.com/license */\n// http://line.some-author.com\n"
            f"var a={{url:\"http://{at(first, port1)}/api\",n:e.target.name}},b=document.style.top;window.event.info;"
            f"function f(e){{return e.data.link||e.name}}var host='{at(second, port2)}';s=\"//{third}/x.js\";"
            f"$('#a').map(function(){{return this.id}});var ws=new WebSocket('ws://{at(fourth, port4)}/ws');"
            f"x.setAttributeNS('http://www.w3.org/1999/xlink','href',u);j='jquery.min.map';").encode()


def html(seeds, where):
    first, port = seeds.plant(where)
    second, _ = seeds.plant(where, "n", False)
    third, _ = seeds.plant(where, "a", False)
    return (f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1.dtd"><html>'
            f'<!-- old http://gone.some-site.com --><script src="http://{at(first, port)}/a.js"></script>'
            f'<a href="https://{second}/help">x</a><input id="ip" value="{third}"/></html>').encode()


def wide_program(seeds, where):
    """A PE whose texts are UTF-16: as much of one as readers of headers need."""
    head = bytearray(0x400)
    head[0:2] = b"MZ"
    struct.pack_into("<I", head, 0x3C, 0x80)
    head[0x80:0x84] = b"PE\0\0"
    struct.pack_into("<HHIIIHH", head, 0x84, 0x14C, 1, 0, 0, 0, 0xE0, 0x102)
    struct.pack_into("<H", head, 0x98, 0x10B)
    head[0x178:0x180] = b".rdata\0\0"
    struct.pack_into("<IIII", head, 0x180, 0x2000, 0x1000, 0x2000, 0x400)
    out = bytes(head) + b"WS2_32.dll\0WSAConnect\0gethostbyname\0"
    if len(out) % 2:
        out += b"\0"
    texts = []
    for _ in range(8):
        server, port = seeds.plant(where)
        texts.append(seeds.random.choice(["", "http://", "Server="]) + at(server, port))
    texts += ["FileVersion", "1.3.2.4", "http://schemas.microsoft.com/winfx/2006/xaml", "System.Net", "mscorlib.dll"]
    seeds.random.shuffle(texts)
    for text in texts:
        out += text.encode("utf-16-le") + b"\0\0" * seeds.random.randint(1, 3)
    return out + bytes(0x2400 - len(out)) if len(out) < 0x2400 else out


def database(seeds, where):
    with tempfile.NamedTemporaryFile(suffix=".db") as f:
        base = sqlite3.connect(f.name)
        base.execute("create table servers(name text, host text, port integer, note text)")
        for _ in range(8):
            server, port = seeds.plant(where)
            base.execute("insert into servers values(?,?,?,?)", (seeds.word(), at(server, port), port, seeds.word()))
        server, port = seeds.plant(where)
        base.execute("insert into servers values('long',?,1,?)", ("x" * 5000 + f" http://{at(server, port)}/q", "v1.2.3.4"))
        base.commit()
        base.close()
        return Path(f.name).read_bytes()


def java_class(seeds, where):
    """A constant pool and nothing else: JVM specification 4.4.7."""
    texts = ["java/lang/Object", "Code", "com.maker.app.MainActivity", "java.net"]
    for _ in range(6):
        server, port = seeds.plant(where)
        texts.append(seeds.random.choice(["", "http://", "tcp://"]) + at(server, port))
    pool = b"".join(b"\x01" + struct.pack(">H", len(t)) + t.encode() for t in texts)
    return b"\xca\xfe\xba\xbe\0\0\0\x34" + struct.pack(">H", len(texts) + 1) + pool + b"\0\x21\0\x01\0\x02\0\0\0\0\0\0\0\0"


def dalvik(seeds, where):
    """String data items of a .dex: length, text, NUL."""
    out = b"dex\n035\0" + bytes(0x68)
    texts = ["Landroid/app/Activity;", "onCreate", "com.maker.view.name", "socket.connect"]
    for _ in range(6):
        server, port = seeds.plant(where)
        texts.append(seeds.random.choice(["", "https://"]) + at(server, port))
    seeds.random.shuffle(texts)
    return out + b"".join(bytes([len(t)]) + t.encode() + b"\0" for t in texts)


def kernel(seeds, where):
    """Machine code, as far as anyone can see, and strings."""
    r = seeds.random
    out = bytearray(r.randbytes(30000)) + b"\0Linux version 3.4.35 (root@bench) (gcc version 4.8.3) #1\0"
    for _ in range(6):
        server, port = seeds.plant(where, "n")
        out += bytes([0, 0]) + r.choice([b"", b"http://", b"host=", b"serverip="]) + at(server, port).encode() + b"\0" + r.randbytes(300)
    server, _ = seeds.plant(where, "a", False)
    out += b"\0bootcmd=run up\0serverip=" + server.encode() + b"\0ethaddr=00:11:22:33:44:55\0\0"
    return bytes(out + r.randbytes(20000))


FILES = {
    "usr/bin/%s": (program, 3), "etc/init.d/%s.sh": (script, 2), "etc/%s.ini": (ini, 2), "etc/%s.xml": (xml, 2),
    "etc/%s.json": (json_file, 2), "usr/lib/lua/%s.lua": (lua, 2), "www/js/%s.js": (javascript, 3),
    "www/%s.html": (html, 2), "tool/%s.exe": (wide_program, 2), "data/%s.db": (database, 1),
    "app/%s.class": (java_class, 1), "app/%s.dex": (dalvik, 2), "boot/%s.img": (kernel, 2),
}
PAPERS = {
    "usr/share/doc/x/README": b"Visit http://paper.some-readme.com/ or 81.82.83.84 for more.\n",
    "usr/share/doc/x/COPYING": b"See <http://fsf.some-licence.org/>.\n",
    "usr/share/locale/ko/LC_MESSAGES/x.po": b'msgid "at http://po.some-translation.net"\nmsgstr ""\n',
    "usr/share/man/man1/x.1": b".TH X 1\nhttp://man.some-page.org\n",
    "etc/services": b"http 80/tcp\nsome.name 99/udp # http://iana.some-registry.com\n",
}


def tree(seeds, top):
    files = dict(PAPERS)
    for pattern, (make, n) in FILES.items():
        for _ in range(n):
            path = pattern % seeds.word()
            files[path] = make(seeds, f"{top}: {path}")
    return files


# ---- around them ----

def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as t:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mode = 0o755
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name, data)
    return out.getvalue()


def squashed(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            path = Path(folder) / "root" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        image = Path(folder) / "image"
        subprocess.run(["mksquashfs", Path(folder) / "root", image, "-comp", "xz", "-quiet", "-no-progress",
                        "-all-root"], check=True, stdout=subprocess.DEVNULL)
        return image.read_bytes()


def build(folder, seed):
    """Writes three images; gives their paths, what was planted, and how many files they hold."""
    seeds = Seeds(seed)
    folder = Path(folder)
    plain = tree(seeds, "plain")
    inner = tree(seeds, "nested")
    deep = tree(seeds, "deep")
    images = {
        f"plain-{seed}.tar.gz": tar(plain),
        # a file system in a tar in a zip, as updates are delivered
        f"nested-{seed}.zip": zipped({"update/pack.tar.gz": tar({"rootfs.squashfs": squashed(inner)}), "readme.txt": b"x\n"}),
        # a flash dump: boot loader, erased flash, a file system at some offset with an archive in it
        f"deep-{seed}.bin": b"\xff" * 4096 + seeds.random.randbytes(70000) + b"\xff" * 3000 + squashed({"opt/app.zip": zipped(deep)}) + b"\xff" * 5000,
    }
    for name, data in images.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in images], seeds.plants, len(plain) + len(inner) + len(deep)
