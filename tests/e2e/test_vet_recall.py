#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How many planted servers vet finds, and how many it finds that are none.

    test_vet_recall.py SIFT_LIST CAMTRAIL SOURCE [--seeds N,N,...] [--tree DIR] [--show]

Recall: images built by plants.py with servers in every kind of file, nested; at least 99 % found, by
name or address, and with the port where one stands beside it. Precision, there: nothing else is given.
Precision on a root file system of Debian: at most one false server in 100 files. False is a server that
no program or script of that file would contact by itself; TRUE lists those that one would.
"""
import argparse
import ipaddress
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import plants  # noqa: E402

RECALL, FALSE_A_HUNDRED = 0.99, 1.0
# Not the seeds that the rules were made with (1 to 20).
SEEDS = [1009, 2003]

# What programs and configurations of Debian do contact: package archives, time servers, root name
# servers, key servers, indexes of their languages, lists that they fetch.
TRUE = re.compile(r"""(^|\.)(
    (deb|security|snapshot|ftp|ftp\.[a-z]{2}|httpredir|archive|packages|debuginfod|cdn-fastly)\.debian\.(org|net)
  | pool\.ntp\.org | in-addr\.arpa | ip6\.arpa | standards-oui\.ieee\.org | nodesource\.com
  | packages\.cloud\.google\.com | screenshots\.debian\.net | keys\.openpgp\.org | keyserver\.ubuntu\.com
  | ports\.ubuntu\.com | archive\.ubuntu\.com | security\.ubuntu\.com | changelogs\.ubuntu\.com
  | old-releases\.ubuntu\.com | metadata\.ftp-master\.debian\.org | registry\.npmjs\.org | registry\.yarnpkg\.com
  | files\.pythonhosted\.org | upload\.pypi\.org | www\.google-analytics\.com | www\.pythontest\.net
  )$""", re.VERBOSE)
FILES_MOST, FILE_BYTES_MOST = 3000, 3_000_000
PAPER = re.compile(r"^usr/share/(doc|man|locale|info|zoneinfo|lintian|bug)/")


def read(lister, source, images):
    """(kind, number, text, image, path) of each item, and how many files were seen."""
    run = subprocess.run([lister, Path(source) / "knowledge", *images], capture_output=True, check=True)
    rows = [line.split("\t", 5) for line in run.stdout.decode("utf-8", "replace").splitlines()]
    files = int(next(r[2] for r in rows if len(r) == 6 and r[3] == "files"))
    return [(r[3], r[4], r[5], r[0], r[1]) for r in rows if len(r) == 6], files


def servers(items):
    return [(text.lower(), int(number), image, path) for kind, number, text, image, path in items
            if kind in ("image.host", "image.address")]


def same(address):
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return address.lower()


def in_report(camtrail, images, all_plants, folder):
    """How many the program itself tells of, from within its jail."""
    report = Path(folder) / "vet.json"
    run = subprocess.run([camtrail, "vet", "--json", report, *images], capture_output=True)
    if run.returncode not in (0, 1, 3) or b"jail forbids" in run.stderr:
        sys.exit(f"camtrail vet ended with {run.returncode}: {run.stderr.decode()}")
    text = report.read_text().lower()
    return sum(same(p.server) in text for p in all_plants)


def planted(lister, source, camtrail, seeds, show):
    wanted = found = with_port = ports = false = files = 0
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            images, all_plants, n = plants.build(folder, seed)
            given = servers(read(lister, source, images)[0])
            names = {same(text) for text, *_ in given}
            pairs = {(same(text), number) for text, number, *_ in given}
            ours = {same(p.server) for p in all_plants}
            for p in all_plants:
                wanted += 1
                found += same(p.server) in names
                ports += p.port != 0
                with_port += p.port != 0 and (same(p.server), p.port) in pairs
                if show and same(p.server) not in names:
                    print(f"missed: {p.server} {p.port} in {p.where}")
                if show and p.port and same(p.server) in names and (same(p.server), p.port) not in pairs:
                    print(f"without its port: {p.server} {p.port} in {p.where}")
            for text, number, image, path in given:
                if same(text) not in ours:
                    false += 1
                    print(f"false: {text} {number} in {image}: {path}")
            files += n
            if camtrail:
                shown = in_report(camtrail, images, all_plants, folder)
                print(f"camtrail vet --json tells of {shown} of {len(all_plants)}")
                if shown < RECALL * len(all_plants):
                    sys.exit("what is sifted does not reach the report")
    return wanted, found, ports, with_port, false, files


def system_files(tree):
    """What makes up a root file system of Debian: the packages that every one has."""
    if tree != "/":
        return sorted(p for p in Path(tree).rglob("*") if p.is_file())
    run = subprocess.run(["dpkg-query", "-W", "-f", "${Priority} ${binary:Package}\n"], capture_output=True, check=True)
    packages = [line.split()[1] for line in run.stdout.decode().splitlines()
                if line.split()[0] in ("required", "important", "standard")]
    run = subprocess.run(["dpkg-query", "-L", *packages], capture_output=True, check=True)
    return sorted({Path(line) for line in run.stdout.decode().splitlines() if line.startswith("/")})


def pack(tree, to):
    """A sample, the same for the same tree. Manuals and licences are left out: they would only make
    the rate look better."""
    paths = [p for p in system_files(tree) if p.is_file() and not p.is_symlink()
             and 0 < p.stat().st_size <= FILE_BYTES_MOST and not PAPER.match(str(p.relative_to(tree)))]
    step = -(-len(paths) // FILES_MOST)
    with tarfile.open(to, "w") as t:
        for path in paths[::step]:
            t.add(path, str(path.relative_to(tree)), recursive=False)
    return len(paths[::step])


def decoy(lister, source, tree, show):
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "debian.tar"
        files = pack(tree, image)
        items, _ = read(lister, source, [image])
        false = {(text, path) for text, _, _, path in servers(items) if not TRUE.search(text)}
        for text, path in sorted(false) if show else []:
            print(f"false: {text} in {path}")
        return len(false), files


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lister")
    parser.add_argument("camtrail")
    parser.add_argument("source")
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    parser.add_argument("--tree", default="/")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    seeds = [int(n) for n in args.seeds.split(",")]
    wanted, found, ports, with_port, false, files = planted(args.lister, args.source, args.camtrail, seeds, args.show)
    print(f"planted: {found} of {wanted} found ({100 * found / wanted:.2f} %), {with_port} of {ports} with their port; "
          f"{false} false in {files} files")
    false_there, files_there = decoy(args.lister, args.source, args.tree, args.show)
    rate = 100 * false_there / files_there
    print(f"Debian: {false_there} false servers in {files_there} files ({rate:.2f} in 100)")
    good = (found >= RECALL * wanted and with_port >= RECALL * ports and 100 * false <= FALSE_A_HUNDRED * files
            and rate <= FALSE_A_HUNDRED and files_there > 500)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
