#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How often the same picture test finds what went out, and how often it errs, on material of real
encoders (README.md beside this file).

  tests/footage/evaluate.py TARGET [--half choose|untouched] [--across N] [--svg FILE] [--errors]

TARGET is what make.py made; pairs.c is compiled into TARGET/bin. Positives: each usable run in two windows of 5 minutes, against the
camera's own local stream. Negatives: each local stream against each flow of the same half that
carries nothing or another scene, the cameras of its own batch and N of every other batch. Windows
that the gate leaves out are counted apart. Method and thresholds are chosen on `choose` alone, and
--errors, which looks at single windows, works on that half only."""
import argparse
import csv
import json
import math
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WINDOW = 3000  # bins: 5 minutes
NOT_TESTED, TOO_SHORT, NOT_SHOWN, SCENE, STREAM = range(5)
RISE_Z, RISE_BANDS = 2.0, 2  # PICTURE_RISE_Z, PICTURE_RISE_BANDS
BARS = {"live": 0.99, "second": 0.90, "delayed": 0.95, "pieces2": 0.85}
COLOURS = {"live": "#1f5fa8", "second": "#b3541e", "delayed": "#2a7d46", "pieces2": "#7b3fa0"}


def compiled(target):
    program = target / "bin/pairs"
    program.parent.mkdir(exist_ok=True)
    sources = ["tests/footage/pairs.c", "src/base/err.c", "src/base/map.c"]
    sources += [f"src/judge/{n}.c" for n in ("lag_match", "picture_series", "same_picture")]
    subprocess.run(["cc", "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-w", f"-I{ROOT / 'src'}", "-o", program,
                    *[ROOT / s for s in sources], "-lm"], check=True)
    return program


class Corpus:
    def __init__(self, target, half):
        self.cameras, self.runs, self.files = {}, [], []
        for path in sorted(target.glob("runs/b*.csv")):
            name = path.stem
            series = target / f"series/{name}.series"
            with open(series) as file:
                head = file.readline().split()
            origin, bins = float(head[2]), int(head[6])
            rows = [r for r in csv.DictReader(open(path)) if r["half"] == half]
            if not rows:
                continue
            self.files.append(series)
            broken = {r["camera"] for r in rows if r["usable"] != "1"}
            for line in open(target / f"manifest/{name}.jsonl"):
                d = json.loads(line)
                if d["row"] == "camera" and d["half"] == half and d["id"] not in broken:
                    self.cameras[d["id"]] = {"scene": d["scene"], "batch": name, "bins": bins,
                                             "from": (d["began"] - origin) * 10}
            self.runs += [r | {"batch": name} for r in rows if r["usable"] == "1" and r["camera"] in self.cameras]

    def first_bin(self, run):
        return int(self.cameras[run["camera"]]["from"] + float(run["delay"] or 0) * 10) + 10

    def windows(self, camera, run):
        """First bins of the local stream and of the flow. Streams of other batches have no common clock."""
        local, start = self.cameras[camera], self.first_bin(run)
        other = local["batch"] != run["batch"]
        at = int(local["from"]) + 10 if other else max(start, int(local["from"]) + 10)
        for k in range(2):
            a, b = at + k * WINDOW, (start if other else at) + k * WINDOW
            if a + WINDOW <= local["bins"] and b + WINDOW <= self.cameras[run["camera"]]["bins"]:
                yield a, b

    def scene_of(self, run):
        return self.cameras[run["carries"]]["scene"] if run["carries"] in self.cameras else None

    def positives(self):
        for r in self.runs:
            if r["bar"] != "innocent":
                for a, b in self.windows(r["camera"], r):
                    yield {"case": r["case"], "bar": r["bar"], "expect": r["expect"]}, r["camera"], a, r["run"], b

    def others(self, across, beside):
        """Pairs of a local stream and a flow of another scene; with beside: of another camera, same scene."""
        for r in self.runs:
            rng = random.Random(r["run"])
            far = {}
            for c, d in self.cameras.items():
                if r["carries"] and (r["carries"] not in self.cameras or c == r["carries"]):
                    continue
                if (self.scene_of(r) == d["scene"]) != beside:
                    continue
                if d["batch"] != r["batch"]:
                    far.setdefault(d["batch"], []).append(c)
                    continue
                yield from self.pairs(r, c)
            for batch in sorted(far):
                for c in rng.sample(far[batch], min(across, len(far[batch]))):
                    yield from self.pairs(r, c)

    def pairs(self, r, c):
        for a, b in self.windows(c, r):
            yield {"case": r["case"], "bar": "no"}, c, a, r["run"], b


def test(program, corpus, pairs):
    """Each pair with what the program said of it."""
    pairs = list(pairs)
    text = "".join(f"{c} {a} {run} {b} {WINDOW}\n" for _, c, a, run, b in pairs)
    out = subprocess.run([program, *corpus.files], input=text, capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr)
    results = []
    for (what, c, a, run, b), line in zip(pairs, out.stdout.splitlines(), strict=True):
        v = line.split()
        bands = [[float(x) for x in v[1 + 6 * k:7 + 6 * k]] for k in range(3)]
        results.append(what | {"verdict": int(v[0]), "margin": margin(bands, v[19:24]), "pair": f"{c}@{a} {run}@{b}",
                               "line": line})
    return results


def margin(bands, joined):
    """By how much the best band passes what it needs; as same_picture.c decides. Below 0: not shown.
    joined: z of each band at the joint one's lag."""
    may_join = sum(float(z) >= RISE_Z for z in joined) >= RISE_BANDS
    return max((z - needed for k, (tested, z, needed, _, _, agree) in enumerate(bands)
                if tested and agree and (k < 2 or may_join)), default=-9.0)


def share(rows, least):
    return sum(r["verdict"] >= least for r in rows) / len(rows) if rows else 0


def print_found(rows):
    print("| case | bar | windows | found | same stream | same scene or second encoding | not tested |")
    print("|---|---|---|---|---|---|---|")
    for bar, case in sorted({(r["bar"], r["case"]) for r in rows}):
        some = [r for r in rows if (r["bar"], r["case"]) == (bar, case)]
        print(f"| {case} | {bar} | {len(some)} | {share(some, SCENE):.3f} | {share(some, STREAM):.3f} | "
              f"{share(some, SCENE) - share(some, STREAM):.3f} | {sum(r['verdict'] == NOT_TESTED for r in some)} |")
    print("\n| bar | wanted | windows | found |\n|---|---|---|---|")
    for bar, wanted in BARS.items():
        some = [r for r in rows if r["bar"] == bar]
        print(f"| {bar} | {wanted} | {len(some)} | {share(some, SCENE):.3f} |")


def print_errors(name, rows):
    tested = [r for r in rows if r["verdict"] >= NOT_SHOWN]
    print(f"\n| {name}: what leaves | windows tested | left out by the gate | shown | same stream | greatest margin |")
    print("|---|---|---|---|---|---|")
    for case in sorted({r["case"] for r in rows}) + [None]:
        some = [r for r in tested if case in (None, r["case"])]
        gone = sum(case in (None, r["case"]) for r in rows) - len(some)
        most = max((r["margin"] for r in some), default=0)
        print(f"| {case or 'all'} | {len(some)} | {gone} | {sum(r['verdict'] >= SCENE for r in some)} | "
              f"{sum(r['verdict'] == STREAM for r in some)} | {most:+.2f} |")


def roc(found, none):
    """Points by how much more (or less) z is asked for: share of innocents shown, share found by bar."""
    none = [r for r in none if r["verdict"] >= NOT_SHOWN]
    points = []
    for step in range(-16, 17):
        more = step / 4
        wrong = sum(r["margin"] >= more for r in none) / max(1, len(none))
        rates = {}
        for bar in BARS:
            some = [r for r in found if r["bar"] == bar]
            rates[bar] = sum(r["margin"] >= more for r in some) / max(1, len(some))
        points.append((more, wrong, rates))
    return points, len(none)


def print_roc(points):
    print("\n| z asked for more | innocents shown | " + " | ".join(BARS) + " |\n|---|---|" + "---|" * len(BARS))
    for more, wrong, rates in points[::2]:
        print(f"| {more:+.1f} | {wrong:.5f} | " + " | ".join(f"{rates[b]:.3f}" for b in BARS) + " |")


def svg(points, n):
    """False alarms across on a logarithmic scale, share found up; a ring where the program stands."""
    least = 1 / (3 * n)

    def x(p):
        return 80 + 420 * (math.log10(max(p, least)) - math.log10(least)) / -math.log10(least)

    def y(p):
        return 380 - 340 * p

    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 440" font-family="sans-serif" font-size="12" '
           'role="img"><title>Share found against share of innocent windows shown</title>',
           '<rect width="540" height="440" fill="#fff"/>']
    for p in (0, 0.25, 0.5, 0.75, 1):
        out.append(f'<path d="M80 {y(p):.1f}H500" stroke="#eee"/><text x="72" y="{y(p) + 4:.1f}" text-anchor="end">{p:g}</text>')
    for p in (least, 0.0001, 0.001, 0.01, 0.1, 1):
        if p >= least:
            label = f"0 of {n}" if p == least else "" if x(p) < x(least) + 60 else f"{p:g}"
            out.append(f'<path d="M{x(p):.1f} 380V40" stroke="#eee"/><text x="{x(p):.1f}" y="398" text-anchor="middle">{label}</text>')
    out.append(f'<path d="M{x(0.001):.1f} 380V40" stroke="#999" stroke-dasharray="4 4"/>')
    for k, bar in enumerate(BARS):
        path = " ".join(f"{x(w):.1f},{y(r[bar]):.1f}" for _, w, r in points)
        _, wrong, rates = min(points, key=lambda p: abs(p[0]))
        out.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[bar]}" stroke-width="2"/>'
                   f'<circle cx="{x(wrong):.1f}" cy="{y(rates[bar]):.1f}" r="5" fill="none" stroke="{COLOURS[bar]}" stroke-width="2"/>'
                   f'<circle cx="350" cy="{286 + 18 * k}" r="4" fill="{COLOURS[bar]}"/><text x="360" y="{290 + 18 * k}">{bar}</text>')
    out.append('<text x="290" y="424" text-anchor="middle">share of innocent windows shown</text>'
               '<text transform="translate(24 210) rotate(-90)" text-anchor="middle">share found</text></svg>\n')
    return "\n".join(out)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("target", type=Path)
    arguments.add_argument("--half", choices=["choose", "untouched"], default="choose")
    arguments.add_argument("--across", type=int, default=2)
    arguments.add_argument("--svg")
    arguments.add_argument("--errors", action="store_true")
    given = arguments.parse_args()
    if given.errors and given.half != "choose":
        arguments.error("--errors looks at single windows: only of the half `choose`")
    program = compiled(given.target)
    corpus = Corpus(given.target, given.half)
    found = test(program, corpus, corpus.positives())
    none = test(program, corpus, corpus.others(given.across, False))
    beside = test(program, corpus, corpus.others(0, True))
    print(f"half {given.half}: {len(corpus.cameras)} cameras, {len(corpus.runs)} usable runs\n")
    print_found(found)
    print_errors("another scene", none)
    print_errors("another camera that sees the same scene", beside)
    points, n = roc(found, none)
    print_roc(points)
    if given.svg:
        Path(given.svg).write_text(svg(points, n))
    if given.errors:
        for r in found:
            if r["verdict"] < SCENE and r["bar"] in BARS:
                print("missed", r["bar"], r["case"], r["pair"], r["line"])
        for r in none:
            if r["margin"] > -1:
                print("close" if r["margin"] < 0 else "wrong", r["case"], r["pair"], r["line"])


main()
