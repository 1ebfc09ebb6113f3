# SPDX-License-Identifier: Apache-2.0
"""Installers, Windows programs and makers' wrappers are taken apart: each sample as it is, behind other
bytes, cut short, with wrong bytes. Samples are made by the real tools where Debian has them.

  test_unpack_packages.py PACKAGE_LIST [CASE...]"""
import hashlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import packages  # noqa: E402
from packages import HTML, MANIFEST, RAW, STRING, VERSION  # noqa: E402

CONF = b"[net]\r\nserver=planted.example-cam.co.kr\r\n"
PAGE = b"<a href='http://page.example-cam.co.kr/'>page</a>"
NOISE = random.Random(7).randbytes(20000)
PROGRAM = packages.pe({(RAW, "SETTINGS"): CONF}, b"\xe8\x10\x20\x30\0" * 300 + b"\xe9\xf0\xff\xff\xff" * 300 +
                      bytes(random.Random(8).choices(b"\xe8\xe9\0\xff\x10abc", k=70000)))
FILES = {"conf.ini": CONF, "www/index.html": PAGE, "bin/noise.bin": NOISE}
MUTANTS = 60
SAMPLES, CHECKS = {}, {}
EXPECTED = {"odd": True, "cut": True}


class Skip(Exception):
    pass


def sample(function=None, **how):
    """A function that gives a file and what must be in it, {end of a name: bytes}.
    odd: it is found behind other bytes; cut: it is told when a part of it is missing."""
    if function is None:
        return lambda f: sample(f, **how)
    SAMPLES[function.__name__] = (function, {**EXPECTED, **how})
    return function


def check(function):
    CHECKS[function.__name__] = function
    return function


class Listing:
    def __init__(self, text):
        self.files, self.notices, self.found = {}, [], []
        for line in text.splitlines():
            what, *parts = line.split("\t")
            if what == "file":
                number, parent, offset, size, form, state, digest, name = parts
                self.files[int(number)] = dict(parent=int(parent), offset=int(offset), size=int(size),
                                               format=form, broken=state == "broken", sha=digest, name=name)
            elif what == "notice":
                self.notices.append(parts[2])
            elif what == "found":
                self.found.append((int(parts[0]), parts[1]))

    def path(self, number):
        out = ""
        while number in self.files:
            out = "/" + self.files[number]["name"] + out
            number = self.files[number]["parent"]
        return out

    def paths(self):
        return [self.path(number) for number in self.files]

    def has(self, end, data):
        digest = hashlib.sha256(data).hexdigest()
        return any(f["sha"] == digest and self.path(n).endswith("/" + end) for n, f in self.files.items())

    def where(self, text):
        return [self.path(number) for number, found in self.found if found == text]


class Bench:
    def __init__(self, lister, folder):
        self.lister, self.folder = lister, Path(folder)

    def list(self, data, texts=(), mutants=0, name="sample.bin"):
        path = self.folder / name
        path.write_bytes(data)
        run = subprocess.run([self.lister, path, str(mutants), *texts], capture_output=True, timeout=240)
        assert run.returncode == 0, run.stderr.decode(errors="replace")[-3000:]
        return Listing(run.stdout.decode(errors="replace"))

    def tool(self, *command, cwd=None):
        if not shutil.which(command[0]):
            raise Skip(f"{command[0]} is not installed")
        run = subprocess.run(command, cwd=cwd or self.folder, capture_output=True, timeout=120)
        assert run.returncode == 0, (command, run.stdout[-500:], run.stderr[-1500:])

    def tree(self):
        root = self.folder / "tree"
        for name, data in {**FILES, "bin/program.exe": PROGRAM}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        return root


# ---- Windows programs ----

RESOURCES = {(RAW, "SETTINGS"): CONF, (HTML, "INDEX.HTML"): PAGE, ("ARCHIVE", 101): packages.zipped(FILES),
             (MANIFEST, 1): b"<assembly/>", (STRING, 7): packages.string_resource("first", "http://text"),
             (VERSION, 1): packages.version_resource(CompanyName="ACME 한국", FileVersion="1.2.3.4")}
INSIDE = {"resources/data/1033/SETTINGS": CONF, "resources/html/1033/INDEX.HTML": PAGE,
          "resources/manifest/1033/1.xml": b"<assembly/>", "resources/strings.txt": b"first\nhttp://text\n",
          "resources/version/1033/1.txt": "CompanyName: ACME 한국\nFileVersion: 1.2.3.4\n".encode(), **FILES}


@sample
def pe_resources(bench):
    return packages.pe(RESOURCES, b"code"), INSIDE


@sample
def pe_wide(bench):
    return packages.pe(RESOURCES, b"code", wide=True), INSIDE


@sample
def pe_zip_behind(bench):
    return PROGRAM + packages.zipped(FILES), {**FILES, "resources/data/1033/SETTINGS": CONF}


@sample(cut=False)  # the list of a 7z archive lies at its end
def pe_7z_behind(bench):
    bench.tool("7z", "a", "-bd", "../all.7z", ".", cwd=bench.tree())
    return PROGRAM + (bench.folder / "all.7z").read_bytes(), {**FILES, "bin/program.exe": PROGRAM}


# ---- installers ----

@sample
def msi_wixl(bench):
    bench.tree()
    files = "".join(f"<Component Id='c{i}' Guid='*'><File Id='f{i}' Source='tree/{name}'/></Component>"
                    for i, name in enumerate(FILES))
    refs = "".join(f"<ComponentRef Id='c{i}'/>" for i in range(len(FILES)))
    (bench.folder / "a.wxs").write_text(
        "<Wix xmlns='http://schemas.microsoft.com/wix/2006/wi'><Product Id='*' Name='Cam' Language='1033'"
        " Version='1.0' Manufacturer='Acme' UpgradeCode='12345678-1234-1234-1234-123456789012'>"
        "<Package InstallerVersion='200' Compressed='yes'/><Media Id='1' Cabinet='cam.cab' EmbedCab='yes'/>"
        "<Property Id='SERVERADDRESS' Value='msi.example-cam.co.kr'/>"
        "<Directory Id='TARGETDIR' Name='SourceDir'><Directory Id='D' Name='Cam'>" + files +
        f"</Directory></Directory><Feature Id='F' Level='1'>{refs}</Feature></Product></Wix>")
    bench.tool("wixl", "-o", "a.msi", "a.wxs")
    return (bench.folder / "a.msi").read_bytes(), {f"f{i}": data for i, data in enumerate(FILES.values())}


@sample
def compound(bench):
    streams = {"short": CONF, "long": NOISE, "\x05SummaryInformation": b"title"}
    return packages.Compound(streams).bytes(), {"short": CONF, "long": NOISE, "[5]SummaryInformation": b"title"}


@sample
def compound_4096(bench):
    return packages.Compound({"short": CONF, "long": NOISE}, 12).bytes(), {"short": CONF, "long": NOISE}


def nsis(bench, packing, solid, unicode, target=""):
    tree, script = bench.tree(), bench.folder / "a.nsi"
    script.write_text(f"""{target or f'Unicode {unicode}'}
SetCompressor {'/SOLID' if solid else ''} {packing}
Name "Cam"
OutFile "a.exe"
InstallDir "$PROGRAMFILES\\Cam"
Page instfiles
Section
SetOutPath "$INSTDIR"
File "{tree}/conf.ini"
SetOutPath "$INSTDIR\\www"
File "{tree}/www/index.html"
SetOutPath "$INSTDIR\\bin"
File "{tree}/bin/noise.bin"
File "{tree}/bin/program.exe"
WriteRegStr HKLM "Software\\Cam" "Server" "http://script.example-cam.co.kr/"
SectionEnd
""")
    bench.tool("makensis", "-V1", str(script))
    return (bench.folder / "a.exe").read_bytes(), {
        **{"$INSTDIR/" + name: data for name, data in FILES.items()}, "$INSTDIR/bin/program.exe": PROGRAM}


def inno(packing):
    files = {"{app}\\conf.ini": (CONF, False), "{app}\\bin\\program.exe": (PROGRAM, True),
             "{app}\\www\\index.html": (PAGE, False)}
    return packages.inno(files, packing, ["AppName", "http://inno.example-cam.co.kr"], b"engine" * 99), {
        "setup/{app}/conf.ini": CONF, "setup/{app}/bin/program.exe": PROGRAM,
        "setup/{app}/www/index.html": PAGE}


for _packing in ("zlib", "bzip2", "lzma"):
    for _solid in (False, True):
        for _target, _kind in (("", "true"), ("", "false"), ("Target amd64-unicode", "amd64")):
            SAMPLES[f"nsis_{_packing}_{'solid' if _solid else 'apart'}_{_kind}"] = (
                lambda bench, p=_packing, s=_solid, t=_target, k=_kind: nsis(bench, p, s, k, t),
                EXPECTED)
for _packing in packages.INNO_PACKINGS:
    # an installer's places are told from its own start, and a cut copy of the program has no data
    SAMPLES[f"inno_{_packing}"] = (lambda bench, p=_packing: inno(p), {**EXPECTED, "odd": False})


@sample(odd=False)
def inno_slice(bench):
    chunk = b"zlb\x1a" + packages.lzma2(CONF)
    return b"idska32\x1a" + struct.pack("<I", 12 + len(chunk)) + chunk, {"chunk-12": CONF}


@sample
def rpm(bench):
    (bench.folder / "a.spec").write_text(
        "Name: cam\nVersion: 1\nRelease: 1\nSummary: x\nLicense: x\nBuildArch: noarch\n%description\nx\n"
        f"%install\nmkdir -p %{{buildroot}}/etc\ncp {bench.tree()}/conf.ini %{{buildroot}}/etc/\n"
        "%post\nwget http://rpm.example-cam.co.kr/\n%files\n/etc/conf.ini\n")
    bench.tool("rpmbuild", "--define", f"_topdir {bench.folder}/rpm", "--dbpath", f"{bench.folder}/db", "-bb",
               "a.spec")
    return next((bench.folder / "rpm").rglob("*.rpm")).read_bytes(), {"etc/conf.ini": CONF}


@sample
def deb(bench):
    tree = bench.folder / "deb"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "etc").mkdir()
    (tree / "etc/conf.ini").write_bytes(CONF)
    (tree / "DEBIAN/control").write_text(
        "Package: cam\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n")
    bench.tool("dpkg-deb", "-Zxz", "--build", "deb", "a.deb")
    return (bench.folder / "a.deb").read_bytes(), {"etc/conf.ini": CONF}


@sample
def apk(bench):
    files = {"classes.dex": b"dex\n035\0" + PAGE, "assets/conf.ini": CONF, "AndroidManifest.xml": b"\3\0\x08\0"}
    return packages.zipped(files), files


# ---- makers' wrappers, and dumps as text ----

@sample
def hikpack(bench):
    return packages.hikpack(FILES), {**FILES, "header.txt": b"language: 2\ndevice class: 2\nOEM code: 77\n"}


@sample
def reolink(bench):
    return packages.reolink_pak({"kernel": NOISE, "fs": CONF}), {"kernel": NOISE, "fs": CONF}


@sample
def reolink_wide(bench):
    return packages.reolink_pak({"kernel": NOISE, "fs": CONF}, True), {"kernel": NOISE, "fs": CONF}


@sample
def bneg(bench):
    return packages.bneg(CONF, NOISE), {"part1": CONF, "part2": NOISE}


@sample
def ubnt(bench):
    return packages.ubnt({"kernel": NOISE, "rootfs": CONF}), {
        "kernel": NOISE, "rootfs": CONF, "version.txt": b"UVC.S2L.v4.30.0\n"}


@sample
def tenvis(bench):
    return packages.tenvis_pk2({"/mnt/" + name: data for name, data in FILES.items()}, ["reboot", "sync"]), {
        **FILES, "commands.txt": b"reboot\nsync\n"}


@sample
def dahua_zip(bench):
    return packages.dahua_zip(FILES), FILES


@sample
def instar_zip(bench):
    return packages.instar_zip(FILES), FILES


@sample
def xiongmai_zip(bench):
    files = {"InstallDesc": b'{"DevID":"000559A7","Hardware":"50H20L"}', "user-x.cramfs.img": NOISE}
    return packages.zipped(files), files


@sample(odd=False)
def intel_hex(bench):
    data = NOISE * 4
    return packages.intel_hex(data, 0x08000000), {"at-0x08000000": data}


@sample(odd=False)
def s_records(bench):
    return packages.s_records(NOISE, 0x100), {"at-0x00000100": NOISE}


# ---- what has a shape of its own ----

@check
def bytes_of_resources_are_read_once(bench):
    found = bench.list(packages.pe(RESOURCES, b"data.example-cam.co.kr"),
                       ["planted.example-cam", "page.example-cam", "data.example-cam"], name="a.exe")
    assert sorted(found.where("planted.example-cam")) == [
        "/a.exe/resources/ARCHIVE/1033/101/conf.ini", "/a.exe/resources/data/1033/SETTINGS"], found.found
    assert found.where("data.example-cam") == ["/a.exe"], found.found


@check
def a_program_within_is_a_member(bench):
    found = bench.list(b"\xff" * 1001 + PROGRAM + b"\xff" * 99, ["planted.example-cam"])
    assert found.where("planted.example-cam") == ["/sample.bin/@0x3e9.pe/resources/data/1033/SETTINGS"]
    assert found.has("@0x3e9.pe", PROGRAM), found.paths()


@check
def directories_in_circles(bench):
    circle = struct.pack("<IIHHHH", 0, 0, 0, 0, 0, 0xffff) + struct.pack("<II", 10, 0x80000000) * 20000
    found = bench.list(packages.pe(data=b"x", tree=circle))
    assert len(found.files) == 1, len(found.files)
    wrong = packages.resource_tree({(RAW, 1): CONF, (RAW, 2): CONF}, 0x2000).replace(
        struct.pack("<I", len(CONF)), b"\xf0\xff\xff\xff")
    found = bench.list(packages.pe(data=b"x", tree=wrong))
    assert any("ends behind" in text for text in found.notices), found.notices


@check
def many_resources_of_the_same_bytes(bench):
    tree = bytearray(packages.resource_tree({(RAW, i): b"planted" * 9 for i in range(500)}, 0x2000))
    entries = [at for at in range(0, len(tree) - 16, 4)
               if struct.unpack_from("<4I", tree, at)[1:] == (63, 0, 0)]
    assert len(entries) == 500
    for at in entries:
        struct.pack_into("<II", tree, at, 0x2000, len(tree) - 100)
    found = bench.list(packages.pe(data=b"x", tree=bytes(tree)))
    assert len(found.files) == 2, len(found.files)


@check
def chains_in_circles(bench):
    for change in ("fat", "mini", "own", "shared", "lost"):
        c = packages.Compound({"short": CONF * 20, "long": NOISE, "other": NOISE[::-1]})
        if change == "fat":
            c.fat[5] = 2
        elif change == "mini":
            c.minifat[3] = 1
        elif change == "own":
            c.entries[2][2] = c.entries[2][3] = c.entries[2][4] = 2
        elif change == "shared":
            c.entries[3][5] = c.entries[2][5]
        else:
            c.entries[1][3] = c.FREE
        found = bench.list(c.bytes(), name="a.msi")
        sizes = sum(f["size"] for f in found.files.values() if f["name"] != "a.msi")
        assert sizes <= 2 * len(NOISE) + len(CONF) * 20, (change, sizes)
        if change in ("own", "lost"):
            assert found.has("long", NOISE), (change, found.paths())
        else:
            assert found.notices, change


@check
def counts_that_lie(bench):
    data = bytearray(packages.Compound({"long": NOISE}).bytes())
    for at in (44, 64, 72):
        wrong = bytearray(data)
        struct.pack_into("<I", wrong, at, 0xfffffff0)
        bench.list(bytes(wrong))
    head = packages.under_key(packages.hikpack(FILES)[:64])
    head = head[:12] + b"\xff\xff\xff\x7f" + head[16:]
    head = head[:4] + struct.pack("<I", sum(head[12:])) + struct.pack("<I", 64) + head[12:]
    found = bench.list(packages.under_key(head) + bytes(100))
    assert any("ends before its list" in text for text in found.notices), found.notices


@check
def texts_of_msi_stand_apart(bench):
    data, _ = msi_wixl(bench)
    # a line break before and behind it; the list shows the first line of what was found
    found = bench.list(data, ["msi.example-cam.co.kr", "\nmsi.example-cam.co.kr\n"], name="a.msi")
    assert found.where("msi.example-cam.co.kr") == found.where("") == ["/a.msi/strings.txt"], found.found


@check
def texts_of_scripts(bench):
    data, _ = nsis(bench, "lzma", True, "true")
    found = bench.list(data, ["http://script.example-cam.co.kr/"], name="a.exe")
    assert [p.rsplit("/", 1)[1] for p in found.where("http://script.example-cam.co.kr/")] == ["script.txt"]
    found = bench.list(inno("lzma1")[0], ["http://inno.example-cam.co.kr"], name="a.exe")
    assert found.where("http://inno.example-cam.co.kr") == ["/a.exe/setup-strings.txt"], found.found


@check
def what_is_encrypted_is_told(bench):
    img = b"encrpted_img" + struct.pack(">I", 20016) + NOISE
    shrs = b"SHRS" + struct.pack(">II", 20000, 20000) + NOISE[:208] + bytes(512) + NOISE[:1024] + NOISE
    for data, word in ((b"Salted__" + NOISE, "is encrypted (Salted__, OpenSSL enc): nothing in it can be read"),
                       (img, "is encrypted (AES-256)"), (shrs, "is encrypted (AES-128)"),
                       (packages.hikpack({}, b"02KH") + NOISE, "is encrypted (AES)")):
        found = bench.list(data)
        assert any(word in text for text in found.notices), (word, found.notices)
        assert any(f["broken"] for f in found.files.values())


@check
def damage_is_told_where_it_is(bench):
    files = packages.hikpack(FILES)
    found = bench.list(files[:-1000] + b"!" + files[-999:])
    assert any("another sum of bytes" in text for text in found.notices), found.notices
    data, _ = nsis(bench, "zlib", False, "true")
    at = data.find(NOISE[:200])
    assert at > 0
    found = bench.list(data[:at + 100])
    assert any("bytes early" in text for text in found.notices), found.notices
    assert found.has("$INSTDIR/conf.ini", CONF), found.paths()


def run_sample(bench, function, how):
    data, want = function(bench)
    found = bench.list(data, mutants=MUTANTS)
    missing = [end for end, body in want.items() if not found.has(end, body)]
    assert not missing, (missing, found.paths()[:40], found.notices)
    assert not found.notices and not any(f["broken"] for f in found.files.values()), found.notices
    if how["odd"]:
        found = bench.list(b"\xff" * 1001 + data + b"\xff" * 501)
        missing = [end for end, body in want.items() if not found.has(end, body)]
        assert not missing, ("at an odd offset", missing, found.paths()[:40], found.notices)
    found = bench.list(data[:len(data) * 9 // 10])
    told = found.notices or any(f["broken"] for f in found.files.values())
    assert told or not how["cut"] or all(found.has(end, body) for end, body in want.items()), "a cut is not told"


def main():
    lister, *only = sys.argv[1:]
    failed = 0
    cases = [(name, lambda b, f=f, h=h: run_sample(b, f, h)) for name, (f, h) in SAMPLES.items()]
    for name, case in cases + list(CHECKS.items()):
        if only and name not in only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                case(Bench(lister, folder))
                print("ok", name, flush=True)
            except Skip as why:
                print("skip", name, why, flush=True)
            except (AssertionError, subprocess.TimeoutExpired) as why:
                failed += 1
                print("not ok", name, str(why)[:4000], flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
