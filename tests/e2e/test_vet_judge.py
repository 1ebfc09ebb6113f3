# SPDX-License-Identifier: Apache-2.0
"""Whose code a delivered image is, how it differs from another version and from a certified one; with
real programs, in squashfs images that are made here."""
import hashlib
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import cases  # noqa: E402
import delivery as d  # noqa: E402


def vet(c, *arguments, status=None):
    done = c.run("vet", *arguments, "--json", "-")
    assert done.returncode != 2, done.err
    if status is not None:
        assert done.returncode == status, (done.returncode, done.out[:3000], done.err)
    return json.loads(done.out)


def finding(report, question, word="", image=None):
    found = [f for f in report["findings"] if f["question"] == question and word in f["statement"]
             and image in (None, f["image"])]
    assert found, (question, word, [(f["question"], f["statement"]) for f in report["findings"]])
    return found[0]


def relabelled(c):
    """Six of the maker's programs: four as they are, one with another brand in it, one touched; another
    logo, and one program that the supplier added."""
    files = {**d.programs(c, range(10, 14)), **d.programs(c, (1, 2), "lib"), "etc/logo.txt": "Hanbit"}
    files["usr/bin/p14"] = d.rebranded(d.program(c, 14))
    files["usr/bin/p15"] = d.retouched(d.program(c, 15))
    files["usr/bin/hanbit"] = d.program(c, 900)
    return d.image(c, "relabelled.sqfs", files)


def by_path(report, code):
    files = report["images"][0]["files"]
    return {files[p["file"]]["path"]: p for p in code["programs"]}


def test_whose_code_it_is(c):
    report = vet(c, relabelled(c), "--reference", d.shelf(c))
    code = report["images"][0]["code"]
    assert (code["author_folder"], code["author_programs"], code["common"]) == ("dahua", 6, 2), code
    matches = {path.removeprefix("usr/bin/"): p["match"] for path, p in by_path(report, code).items()
               if not p["common"]}
    assert matches["hanbit"] == "unmatched"
    assert [matches[f"p{n}"] for n in range(10, 14)] == ["identical"] * 4, matches
    assert matches["p15"] == "near", matches
    assert matches["p14"] not in ("identical", "near", "unmatched"), matches  # the same but for texts
    assert {path for path, p in by_path(report, code).items() if p["common"]} == {"lib/p1", "lib/p2"}
    first = code["releases"][0]
    assert (first["release"], first["maker"], first["identical"], first["programs"], first["missing"]) == \
        ("dahua/rel-1.sqfs", "dahua", 4, 7, 2), first
    found = finding(report, "firmware author")
    assert found["answer"] == "unexplained", found
    assert "Of 7 programs 6 match releases of \"dahua\"" in found["statement"], found["statement"]


def test_licence_and_author_explain_a_match(c):
    image, shelf = relabelled(c), d.shelf(c)
    for columns, row, answer in (
            ("model,maker", "X,Hanwha Vision", "unexplained"),
            ("model,maker,firmware author", "X,Hanwha Vision,Dahua", "consistent"),
            ("model,maker,licence", "X,Hanwha Vision,Dahua 2024-7", "consistent"),
            ("model,maker,licence", "X,Hanwha Vision,contract 7", "inconclusive")):
        declared = d.written(c, "declared.csv", f"{columns}\n{row}\n")
        report = vet(c, image, "--reference", shelf, "--declared", declared)
        found = finding(report, "firmware author")
        assert found["answer"] == answer, (row, found)
        assert found["answer"] != "contradicted"


def test_own_code_matches_nothing(c):
    image = d.image(c, "own.sqfs", {**d.programs(c, range(700, 704)), **d.programs(c, (1, 2), "lib")})
    report = vet(c, image, "--reference", d.shelf(c), status=0)
    code = report["images"][0]["code"]
    assert (code["identical"], code["unmatched"], code["common"]) == (0, 4, 2), code
    found = finding(report, "firmware author")
    assert found["answer"] == "inconclusive" and "None of 4 programs" in found["statement"], found


def test_the_release_itself_is_told(c):
    report = vet(c, d.shelf(c) / "dahua/rel-1.sqfs", "--reference", d.shelf(c))
    assert report["images"][0]["code"]["releases"][0]["same_image"] is True


def test_the_index_is_made_once(c):
    shelf, image = d.shelf(c, "kept-shelf"), relabelled(c)
    first = vet(c, image, "--reference", shelf)
    index = shelf / ".camtrail-index.sqlite"
    before = index.stat().st_mtime_ns
    assert vet(c, image, "--reference", shelf) == first
    assert index.stat().st_mtime_ns == before
    index.write_bytes(b"nothing of a database" * 500)
    done = c.run("vet", image, "--reference", shelf, "--json", "-")
    assert "damaged and is made anew" in done.err, done.err
    assert json.loads(done.out)["images"] == first["images"]
    (shelf / "hikvision/rel-1.sqfs").unlink()
    report = vet(c, image, "--reference", shelf)
    assert report["images"][0]["code"]["common"] == 0  # one maker is left: nothing is shared
    assert "one maker only" in finding(report, "firmware author")["does_not_show"]


def test_a_shelf_that_cannot_be_written_to_is_indexed_in_the_cache(c):
    if os.geteuid() == 0:
        raise cases.Skip("root may write anywhere")
    shelf, cache = d.shelf(c, "read-only-shelf"), c.scratch / "cache"
    cache.mkdir()
    shelf.chmod(0o555)
    try:
        done = c.run("vet", relabelled(c), "--reference", shelf, "--json", "-",
                     env=c.environment(XDG_CACHE_HOME=str(cache)))
    finally:
        shelf.chmod(0o755)
    assert done.returncode == 0, done.err
    assert list((cache / "camtrail").glob("index-*.sqlite"))
    assert not (shelf / ".camtrail-index.sqlite").exists()


CIVILIAN = {"etc/passwd": "root:x:0:0:root:/root:/bin/sh\n", "etc/net.conf": "ntp=pool.ntp.org\nremote=0\n",
            "etc/readme.txt": "nothing"}


def pair(c):
    """Delivered and civilian: they differ in one server, one account and one program."""
    own = d.programs(c, range(700, 703))
    civilian = d.image(c, "civilian.sqfs", {**CIVILIAN, **own})
    more = {**CIVILIAN, **own, "usr/bin/agent": d.program(c, 901),
            "etc/passwd": CIVILIAN["etc/passwd"] + "service:x:0:0:service:/:/bin/sh\n",
            "etc/net.conf": CIVILIAN["etc/net.conf"] + "server=198.13.55.8:9000\n"}
    return d.image(c, "delivered.sqfs", more), civilian


def differences(report, kind):
    return [(x["in"], x["text"]) for x in report["comparisons"][0]["differences"] if x["kind"] == kind]


def test_delivered_against_civilian(c):
    delivered, civilian = pair(c)
    report = vet(c, delivered, civilian, "--compare", status=1)
    assert differences(report, "server") == [("left", "198.13.55.8:9000")]
    assert [x for x in differences(report, "account") if "service" in x[1] and x[0] == "left"]
    assert not [x for x in differences(report, "account") if "root" in x[1]]
    assert differences(report, "program added") == [("left", "usr/bin/agent")]
    assert differences(report, "program removed") == differences(report, "program changed") == []
    kinds = [x["kind"] for x in report["comparisons"][0]["differences"]]
    assert kinds[0] == "server" and kinds.index("account") < kinds.index("program added"), kinds
    found = finding(report, "server carried", "that the other does not")
    assert (found["answer"], found["severity"]) == ("unexplained", "high"), found


def test_the_same_twice_differs_in_nothing(c):
    _, civilian = pair(c)
    other = d.written(c, "copy.sqfs", "")
    other.write_bytes(civilian.read_bytes())
    report = vet(c, civilian, other, "--compare", status=0)
    assert report["comparisons"][0]["identical"] is True
    assert report["comparisons"][0]["differences"] == []


def test_certified_or_not(c):
    delivered, civilian = pair(c)
    certified = c.scratch / "certified"
    certified.mkdir(exist_ok=True)
    (certified / "HB-100_1.0.sqfs").write_bytes(civilian.read_bytes())
    declared = d.written(c, "certified.csv", "model,maker,certificate\nHB-100,Hanwha Vision,KR-1\n")
    report = vet(c, civilian, delivered, "--certified", certified, "--declared", declared)
    same = finding(report, "certificate", "byte for byte", str(civilian))
    assert same["answer"] == "consistent", same
    other = finding(report, "certificate", "none of the 1", str(delivered))
    assert other["answer"] == "contradicted" and "HB-100_1.0.sqfs" in other["statement"], other
    nearest = [x for x in report["comparisons"] if x["left"] == str(delivered)][0]
    told = [(x["kind"], x["in"], x["text"]) for x in nearest["differences"]]
    assert ("server", "left", "198.13.55.8:9000") in told, told
    assert ("program added", "left", "usr/bin/agent") in told, told
    assert ("file changed", "both", "etc/passwd") in told, told


def test_certified_by_digests(c):
    delivered, civilian = pair(c)
    digest = hashlib.sha256(civilian.read_bytes()).hexdigest()
    for text in (f"{digest}  HB-100_1.0.sqfs\n", f"sha256,name\n{digest},HB-100_1.0.sqfs\n"):
        manifest = d.written(c, "manifest", text)
        report = vet(c, civilian, delivered, "--certified", manifest)
        assert finding(report, "certificate", "byte for byte", str(civilian))["answer"] == "consistent"
        assert finding(report, "certificate", "none of the 1", str(delivered))["answer"] == "unexplained"


def test_the_maker_of_an_image(c):
    """Two hard observations in two files, against a declaration."""
    image = d.image(c, "maker.sqfs", {
        "usr/bin/sonia": d.program(c, 700) + b"\0_ZN5Dahua12NetFramework7CThreadE\0",
        "usr/bin/p2p": d.program(c, 701) + b"\0www.easy4ipcloud.com\0connect\0",
        "etc/empty": ""})
    declared = d.written(c, "maker.csv", "model,maker,country\nX,Hanwha Vision,KR\n")
    report = vet(c, image, "--declared", declared, status=1)
    assert report["images"][0]["maker"]["name"] == "Dahua", report["images"][0]["maker"]
    found = finding(report, "maker")
    assert found["answer"] == "contradicted" and "Dahua" in found["statement"], found
    assert finding(report, "country")["answer"] == "contradicted"


def test_twins(c):
    one = d.image(c, "twin-a.sqfs", {**d.programs(c, range(700, 710)), "etc/brand": "A" * 50})
    two = d.image(c, "twin-b.sqfs", {**d.programs(c, range(700, 709)), "etc/brand": "B" * 50})
    other = d.image(c, "twin-c.sqfs", d.programs(c, range(750, 755)))
    report = vet(c, one, two, other)
    assert [(t["a"], t["b"], t["identical"]) for t in report["twins"]] == [(str(one), str(two), 9)], report["twins"]
    assert report["twins"][0]["share"] > 0.9


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
