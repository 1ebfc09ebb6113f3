# SPDX-License-Identifier: Apache-2.0
"""The worked example of docs/vet.md: the image that it tells of is built here, and what stands there is
what the program prints. CAMTRAIL_UPDATE_GOLDEN=1 writes what it prints into the document."""
import json
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import cases  # noqa: E402
import firmware  # noqa: E402

BEGIN, END = "<!-- example: begin -->\n", "<!-- example: end -->\n"
def images(c):
    if not (c.scratch / "civil.bin").exists():
        firmware.write(c.scratch)
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
