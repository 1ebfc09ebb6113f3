# SPDX-License-Identifier: Apache-2.0
"""Was a batch streamed as it should have been? Compares the capture's series with the encoded files
and writes runs/bN.csv: a row a labelled run (a local stream and one flow that went out), with
`usable` and, where it is 0, why."""
import csv
import json
import os
import sys

LATE = 0.2  # seconds: a run is spoilt when more than one in a hundred frames left later than this
FIELDS = ["run", "camera", "case", "bar", "expect", "half", "usable", "why", "scene", "model", "view", "kind", "local", "fps", "gop_s",
          "codec", "rate", "size", "out_fps", "out_gop_s", "out_rate", "transport", "wifi", "wan_delay", "wan_loss", "delay",
          "camera_address", "recorder_address", "from", "to", "port", "out_transport", "carries", "capture", "series",
          "local_bytes", "out_bytes", "out_again", "late_p99", "frames"]


def read_series(path):
    series, head = {}, None
    with open(path, encoding="ascii") as f:
        for line in f:
            if line[0] == "#":
                v = line.split()
                head = {"origin": float(v[2]), "bin": float(v[4]), "bins": int(v[6])}
                continue
            name, way, what, numbers = line.split(" ", 3)
            series[name, way, what] = [int(x) for x in numbers.split()]
    return head, series


def seconds_of(values, width):
    return [sum(values[i:i + width]) for i in range(0, len(values) - width + 1, width)]


def judge_stream(values, head, begin, end, base):
    """Bytes that should have passed between two times against those that did; and silent seconds."""
    width = round(1 / head["bin"])
    a, b = int((begin - head["origin"]) / head["bin"]), int((end - head["origin"]) / head["bin"])
    part = values[max(0, a):max(0, b)]
    with open(base + ".frames", encoding="ascii") as f:
        rows = [line.split() for line in f]
    due = sum(int(r[2]) for r in rows if float(r[0]) < end - begin)
    silent = sum(s == 0 for s in seconds_of(part, width))
    ratio = sum(part) / due if due else 0
    return ratio, silent


def stalled(late):
    """Did a radio link's process keep more than one in a hundred frames back for 64 ms and more? Links
    that stall together make strangers alike."""
    return late is None or sum(late[7:]) > sum(late) / 100


def why_not_local(c, batch, head, series, until, target):
    if c["began"] is None:
        return "no picture"
    if c["wifi"] and stalled(batch.get("weather_late", {}).get(c["id"])):
        return "radio link kept frames back"
    if until - c["began"] < 620:
        return "short"
    ratio, silent = judge_stream(series[c["id"], "out", "bytes"], head, c["began"] + 0.0, until,
                                 f"{target}/media/b{c['batch']}/{c['id']}.{c['local']}.mp4")
    # Hints, RTP and RTSP add a little; a still scene's frames are so small that headers weigh.
    return "" if 0.97 < ratio < 1.35 and silent <= 3 else f"local ratio {ratio:.2f} silent {silent}"


def why_not_flow(c, f, head, series, until, target):
    out = series[f["run"], "out", "bytes"]
    again = sum(series[f["run"], "out", "again"])
    p = f["punctual"]
    if f["bar"] == "innocent":
        return "" if sum(out) + sum(series[f["run"], "in", "bytes"]) > 0 else "nothing sent"
    if p is not None and p["errors"] and "never ended" in p["errors"]:
        return "never ended"
    if p is not None and f["plan"]["how"] in ("live", "pieces", "pictures") and p.get("late_p99", 9) > LATE:
        return f"late {p.get('late_p99')}"
    if f["case"] in ("tight", "padded", "pictures"):
        return "" if sum(out) > 0 else "nothing sent"
    suffix = "ts" if f["plan"]["container"] == "ts" else "mp4"
    ratio, silent = judge_stream(out, head, c["began"] + f["delay"], until,
                                 f"{target}/media/b{c['batch']}/{f['carries']}.{f['what']}.{suffix}")
    ratio -= again / max(1, sum(out))
    most = 4 if f["plan"]["how"] != "pieces" else 10000
    return "" if 0.93 < ratio < 1.45 and silent <= most else f"out ratio {ratio:.2f} silent {silent}"


def row(c, f, batch, why, series):
    s, e, late = c["stream"], f["encoding"] or {}, (f["punctual"] or {}).get("late_p99", "")
    return {"run": f["run"], "camera": c["id"], "case": f["case"], "bar": f["bar"], "expect": f["expect"], "half": f["half"],
            "usable": int(not why), "why": why, "scene": c["scene"], "model": c["model"], "view": c["view"], "kind": c["kind"],
            "local": c["local"], "fps": s["fps"], "gop_s": s["gop_s"], "codec": s["codec"], "rate": s["rate"], "size": s["size"],
            "out_fps": e.get("fps"), "out_gop_s": e.get("gop_s"), "out_rate": e.get("rate"), "transport": c["transport"],
            "wifi": int(c["wifi"]), "wan_delay": c["wan"]["delay"], "wan_loss": c["wan"]["loss"], "delay": f["delay"],
            "camera_address": c["address"], "recorder_address": c["recorder"], "from": f["from"], "to": f["to"], "port": f["port"],
            "out_transport": f["transport"], "carries": f["carries"], "capture": batch["capture"],
            "series": f"series/b{batch['batch']}.series", "local_bytes": sum(series[c["id"], "out", "bytes"]),
            "out_bytes": sum(series[f["run"], "out", "bytes"]), "out_again": sum(series[f["run"], "out", "again"]),
            "late_p99": late, "frames": (c["frames"] or {}).get(c["local"])}


def check(target, n):
    with open(f"{target}/manifest/b{n}.jsonl", encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    head, series = read_series(f"{target}/series/b{n}.series")
    batch = rows[0]
    until = batch["began"] + batch["seconds"] - 6
    cams = {r["id"]: r for r in rows if r["row"] == "camera"}
    local = {k: why_not_local(c, batch, head, series, until, target) for k, c in cams.items()}
    os.makedirs(f"{target}/runs", exist_ok=True)
    good = 0
    with open(f"{target}/runs/b{n}.csv", "w", newline="", encoding="utf-8") as out:
        w = csv.DictWriter(out, FIELDS)
        w.writeheader()
        for f in (r for r in rows if r["row"] == "flow"):
            c = cams[f["camera"]]
            why = local[c["id"]] or why_not_flow(c, f, head, series, until, target)
            good += not why
            w.writerow(row(c, f, batch, why, series))
    return good


if __name__ == "__main__":
    print(check(sys.argv[1], int(sys.argv[2])), "usable runs")
