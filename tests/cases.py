# SPDX-License-Identifier: Apache-2.0
"""The smallest of test runners for Python tests of the program: functions named test_*, each an
`ok`, `not ok` or `skip` line, which tests/count.py adds up."""
import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path


class Skip(Exception):
    pass


class Camtrail:
    """The program under test in a scratch directory of its own."""

    def __init__(self, program, source):
        self.program, self.source = str(Path(program).resolve()), Path(source).resolve()
        self.scratch = Path(tempfile.mkdtemp(prefix="camtrail-test-"))
        self.sanitized = b"__asan_init" in Path(self.program).read_bytes()
        self.share = None  # a folder of tables, in place of the installed ones
        self.audits = {}

    def small_tables(self):
        """Audits with a handful of makers until the test ends. Compiling all signatures takes most of the
        time of an audit of a small capture, and a test of an option needs none of them."""
        self.share = self.scratch / "share"
        if self.share.exists():
            return
        (self.share / "knowledge").mkdir(parents=True)
        (self.share / "ieee-data").mkdir()
        for table in [*(self.source / "knowledge").glob("*.csv"),
                      *(self.source / "knowledge" / f"{m}.sig" for m in ("axis", "dahua", "hikvision"))]:
            (self.share / "knowledge" / table.name).write_bytes(table.read_bytes())
        for table in ("oui", "mam", "oui36"):
            (self.share / "ieee-data" / f"{table}.csv").write_text(
                "Registry,Assignment,Organization Name,Organization Address\n"
                "MA-L,00115F,Example Cameras,Somewhere\n")

    def environment(self, **more):
        given = dict(os.environ, **more)
        if self.share:
            given["CAMTRAIL_SHARE"] = str(self.share)
        return given

    def run(self, *arguments, stdin=None, env=None, timeout=120, **more):
        done = subprocess.run([self.program, *map(str, arguments)], input=stdin, timeout=timeout,
                              capture_output=True, cwd=self.scratch, env=env or self.environment(), **more)
        done.out, done.err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        for sign in ("AddressSanitizer", "runtime error:", "internal mistake", "LeakSanitizer"):
            assert sign not in done.err, f"{arguments}: {done.err[:2000]}"
        assert done.returncode in (0, 1, 2, 3), f"{arguments}: status {done.returncode}"
        return done

    def audit(self, *arguments):
        """The report as JSON, and the exit status. The same question is answered once."""
        key = (self.share, *map(str, arguments))
        if key not in self.audits:
            done = self.run("audit", *arguments, "--json", "-")
            assert done.returncode != 2, done.err
            self.audits[key] = json.loads(done.out), done.returncode
        return self.audits[key]

    def generate(self, description, name, *more):
        out = self.scratch / name
        if not out.exists():
            subprocess.run([sys.executable, self.source / "tests/site/generate.py", description,
                            "--out", out, *map(str, more)], check=True)
        return out


def main(tests, program, source):
    camtrail = Camtrail(program, source)
    failed = 0
    for name, test in tests.items():
        if not name.startswith("test_"):
            continue
        camtrail.share = None
        try:
            test(camtrail)
            print(f"ok {name[5:]}", flush=True)
        except Skip as why:
            print(f"skip {name[5:]}: {why}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {name[5:]}")
            traceback.print_exc(file=sys.stdout)
    subprocess.run(["rm", "-rf", camtrail.scratch], check=False)
    sys.exit(1 if failed else 0)
