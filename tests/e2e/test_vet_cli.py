# SPDX-License-Identifier: Apache-2.0
"""Every option and every bad input of `camtrail vet`, as a user meets them."""
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import cases  # noqa: E402
import delivery as d  # noqa: E402


def refused(c, *arguments, say):
    done = c.run("vet", *arguments)
    assert done.returncode == 2, (arguments, done.returncode, done.out[:500], done.err)
    assert done.out == "", done.out[:300]
    assert say in done.err, (arguments, done.err)
    assert len(done.err.strip().splitlines()) <= 2, done.err


def plain(c):
    """A file in which nothing is found."""
    return d.written(c, "plain.txt", "nothing to see\n")


def telling(c):
    return d.image(c, "telling.sqfs", {"etc/a.conf": "server=198.13.55.8:9000\n",
                                       "usr/bin/x.sh": "#!/bin/sh\nping cloud.hanbit-security.com\n",
                                       **d.programs(c, range(700, 703))})


def test_arguments(c):
    c.small_tables()
    a = plain(c)
    refused(c, say="needs at least one file")
    refused(c, "-", say="standard input")
    refused(c, a, "--site", a, say="takes no --site")
    refused(c, a, "--nonsense", say="unknown option --nonsense")
    refused(c, a, "--jobs", "0", say="--jobs 0")
    refused(c, a, "--width", "9", say="--width 9")
    refused(c, a, "--json", say="needs a value")
    refused(c, a, "--json", "-", "--html", "-", say="only one output")
    refused(c, a, "--json", "x", "--cyclonedx", "x", say="same name: x")
    refused(c, a, "--compare", say="exactly two files")
    refused(c, a, a, a, "--compare", say="exactly two files")
    help_ = c.run("vet", "--help")
    assert help_.returncode == 0
    for option in ("declared", "reference", "certified", "compare", "knowledge", "json", "html", "cyclonedx",
                   "keep", "force", "width", "color", "quiet", "jobs", "no-sandbox"):
        assert f"--{option}" in help_.out, option


def test_files_that_are_none(c):
    c.small_tables()
    refused(c, "missing.bin", say="missing.bin: No such file")
    os.mkfifo(c.scratch / "pipe")
    refused(c, "pipe", say="pipe: is no regular file")
    refused(c, "/dev/null", say="/dev/null: is no regular file")
    (c.scratch / "empty").mkdir()
    refused(c, "empty", say="empty: holds no files")
    refused(c, plain(c), "--reference", "no-shelf", say="no-shelf: No such file")
    refused(c, plain(c), "--certified", "no-list", say="no-list: No such file")
    refused(c, plain(c), "--declared", "no-rows", say="no-rows: No such file")
    refused(c, plain(c), "--declared", d.written(c, "bad.csv", "colour\nred\n"), say="model, brand, maker")
    refused(c, plain(c), "--certified", d.written(c, "bad.list", "zz\n"), say="bad.list")
    if os.geteuid():
        locked = d.written(c, "locked.bin", "x")
        locked.chmod(0)
        refused(c, locked, say="locked.bin: Permission denied")


def test_an_empty_file_holds_nothing(c):
    c.small_tables()
    done = c.run("vet", d.written(c, "empty.bin", ""), "--json", "-")
    assert done.returncode == 0, done.err
    assert json.loads(done.out)["images"][0]["size"] == 0


def test_a_directory_stands_for_its_files(c):
    c.small_tables()
    top = c.scratch / "lot"
    (top / "a/b").mkdir(parents=True)
    (top / "a/b/two.txt").write_text("two")
    (top / "one.txt").write_text("server=198.13.55.8:9000\n")
    (top / ".hidden").write_text("three")
    (top / "link").symlink_to("/etc/passwd")
    (top / "around").symlink_to(".")
    os.mkfifo(top / "pipe")
    done = c.run("vet", "lot", "--json", "-")
    assert done.returncode == 1, done.err
    assert [i["name"] for i in json.loads(done.out)["images"]] == ["lot/.hidden", "lot/a/b/two.txt", "lot/one.txt"]
    again = c.run("vet", "lot/", "--json", "-")
    assert again.out == done.out


def test_exit_statuses(c):
    c.small_tables()
    assert c.run("vet", plain(c)).returncode == 0
    assert c.run("vet", telling(c)).returncode == 1
    cut = d.written(c, "cut.sqfs", "")
    cut.write_bytes(d.image(c, "whole.sqfs", d.programs(c, range(700, 703))).read_bytes()[:9000])
    done = c.run("vet", cut)
    assert done.returncode == 3, (done.returncode, done.out, done.err)


def test_outputs(c):
    c.small_tables()
    image = telling(c)
    done = c.run("vet", image, "--json", "r.json", "--html", "r.html", "--cyclonedx", "r.cdx", "--quiet")
    assert (done.returncode, done.out) == (1, ""), done.err
    assert json.loads((c.scratch / "r.json").read_text())["images"][0]["name"] == str(image)
    assert json.loads((c.scratch / "r.cdx").read_text())["bomFormat"] == "CycloneDX"
    assert (c.scratch / "r.html").read_text().startswith("<!")
    before = (c.scratch / "r.json").read_bytes()
    refused(c, image, "--json", "r.json", say="r.json: exists; --force replaces it")
    assert c.run("vet", image, "--json", "r.json", "--force", "--quiet").returncode == 1
    assert (c.scratch / "r.json").read_bytes() == before
    refused(c, image, "--json", "no/such/folder/r.json", say="no/such/folder/r.json")
    full = c.run("vet", image, "--json", "/dev/full", "--quiet")
    assert full.returncode == 2 and "No space left" in full.err, full.err
    assert not [p for p in c.scratch.iterdir() if ".part-" in p.name]


def test_a_closed_pipe_is_no_error(c):
    c.small_tables()
    command = f"{c.program} vet {telling(c)} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=c.scratch, env=c.environment())
    assert done.returncode == 1 and done.stderr == b"", done.stderr


def test_jobs_do_not_change_a_byte(c):
    image, shelf = telling(c), d.shelf(c)
    outputs = []
    for jobs in (1, 2, 4):
        done = c.run("vet", image, shelf / "dahua/rel-1.sqfs", "--reference", shelf, "--jobs", jobs,
                     "--json", f"{jobs}.json", "--html", f"{jobs}.html", "--cyclonedx", f"{jobs}.cdx")
        assert done.returncode == 1, done.err
        outputs.append([done.out, *((c.scratch / f"{jobs}.{kind}").read_bytes() for kind in ("json", "html", "cdx"))])
    assert outputs[0] == outputs[1] == outputs[2]


def test_without_the_sandbox_it_says_so(c):
    c.small_tables()
    image = telling(c)
    done = c.run("vet", image, "--no-sandbox", "--json", "-")
    assert done.returncode == 1 and "--no-sandbox" in done.err and "not jailed" in done.err, done.err
    assert json.loads(done.out)["camtrail"]["no_sandbox"] is True
    with_jail = json.loads(c.run("vet", image, "--json", "-").out)
    assert with_jail["camtrail"]["no_sandbox"] is False
    assert with_jail["images"] == json.loads(done.out)["images"]


def test_kept_files(c):
    c.small_tables()
    files = {"etc/a.conf": "server=198.13.55.8:9000\n", "deep/er/b.txt": "b" * 5000, "usr/bin/p": d.program(c, 700)}
    image = d.image(c, "keep.sqfs", files)
    done = c.run("vet", image, "--keep", "kept", "--quiet")
    assert done.returncode == 1 and "--keep: 3 files written to kept" in done.err, done.err
    kept = {str(p.relative_to(c.scratch / "kept")): p.read_bytes()
            for p in (c.scratch / "kept").rglob("*") if p.is_file()}
    manifest = kept.pop("manifest.json")
    assert b"etc/a.conf" in manifest, manifest
    assert kept == {f"keep.sqfs/{path}": content if isinstance(content, bytes) else content.encode()
                    for path, content in files.items()}
    assert not any(p.stat().st_mode & 0o111 for p in (c.scratch / "kept").rglob("*") if p.is_file())
    refused(c, image, "--keep", "kept", say="is not empty")
    os.symlink("/etc", c.scratch / "to-etc")
    refused(c, image, "--keep", "to-etc", say="is not empty")


def test_hostile_names_are_kept_inside(c):
    """A tar whose names lead out, name a device's folder, or are one another's folder."""
    import io
    import tarfile
    c.small_tables()
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name in ("../../out.txt", "/abs.txt", "a", "a/b", "..", "x\ny", "same", "same", "ok/./../c"):
            info = tarfile.TarInfo(name)
            info.size = 3
            tar.addfile(info, io.BytesIO(b"abc"))
    hostile = d.written(c, "hostile.tar", "")
    hostile.write_bytes(raw.getvalue())
    done = c.run("vet", hostile, "--keep", "jar/kept", "--quiet")
    assert done.returncode == 2, done.returncode  # its parent is missing
    (c.scratch / "jar").mkdir()
    done = c.run("vet", hostile, "--keep", "jar/kept", "--quiet")
    assert done.returncode in (0, 3), (done.returncode, done.err)
    assert [p.name for p in (c.scratch / "jar").iterdir()] == ["kept"]
    assert not (c.scratch / "out.txt").exists() and not Path("/abs.txt").exists()
    kept = [p for p in (c.scratch / "jar/kept").rglob("*") if p.is_file() and p.name != "manifest.json"]
    assert len(kept) >= 7 and all(p.read_bytes() == b"abc" for p in kept), kept
    assert all(ord(ch) >= 32 for p in kept for ch in p.name)


def test_a_file_that_shrinks_is_told(c):
    """Cut to nothing while the worker reads it: pages behind the end can't be read."""
    c.small_tables()
    big = c.scratch / "big.bin"
    with open(big, "wb") as f:
        f.write(os.urandom(1 << 20) * 192)
    child = subprocess.Popen([c.program, "vet", big, "--json", "shrunk.json", "--quiet", "--jobs", "1"],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=c.scratch, env=c.environment())
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text():
        time.sleep(0.001)
    time.sleep(0.05)
    with open(big, "r+b") as f:
        f.truncate(4096)
    out, err = child.communicate(timeout=100)
    big.unlink()
    assert child.returncode in (2, 3), (child.returncode, err)
    assert b"became shorter" in err, err
    report = json.loads((c.scratch / "shrunk.json").read_text())  # whole, not half-written
    assert report["completeness"]["incomplete"] is True
    assert not [p for p in c.scratch.iterdir() if ".part-" in p.name]


def test_an_interrupted_run_leaves_nothing(c):
    c.small_tables()
    big = c.scratch / "long.bin"
    with open(big, "wb") as f:
        f.write(os.urandom(1 << 20) * 128)
    child = subprocess.Popen([c.program, "vet", big, "--json", "never.json"], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, cwd=c.scratch, env=c.environment())
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    assert child.wait(timeout=60) != 0
    big.unlink()
    assert not [p for p in c.scratch.iterdir() if p.name.startswith("never.json")]


def test_declared_rows_are_matched_by_model(c):
    rows = d.written(c, "rows.csv", "model,brand,maker\nHB-1,Hanbit,Hanbit\nHB-2,Hanbit,Hanbit\n")
    done = c.run("vet", plain(c), "--declared", rows, "--json", "-")
    assert done.returncode == 0, done.err
    rows.write_text("model;brand;maker\nHB-1;Hanbit;Hanbit\n\"broken\n")
    assert c.run("vet", plain(c), "--declared", rows, "--json", "-").returncode == 0


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
