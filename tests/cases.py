# SPDX-License-Identifier: Apache-2.0
"""The smallest of test runners for Python tests of the program: functions named test_*, each an
`ok`, `not ok` or `skip` line, which tests/count.py adds up."""
import json
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
        self.program, self.source = str(Path(program).resolve()), Path(source)
        self.scratch = Path(tempfile.mkdtemp(prefix="camtrail-test-"))

    def run(self, *arguments, stdin=None, env=None, timeout=120):
        done = subprocess.run([self.program, *map(str, arguments)], input=stdin, timeout=timeout,
                              capture_output=True, cwd=self.scratch, env=env)
        done.out, done.err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        for sign in ("AddressSanitizer", "runtime error:", "internal mistake", "LeakSanitizer"):
            assert sign not in done.err, f"{arguments}: {done.err[:2000]}"
        assert done.returncode in (0, 1, 2, 3), f"{arguments}: status {done.returncode}"
        return done

    def audit(self, *arguments):
        """The report as JSON, and the exit status."""
        done = self.run("audit", *arguments, "--json", "-")
        assert done.returncode != 2, done.err
        return json.loads(done.out), done.returncode

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
