# SPDX-License-Identifier: Apache-2.0
"""Tests of what makes the corpus, as far as it goes without root and without encoders: the plan's
promises, and a capture as numbers. usage: test_tools.py"""
import os
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import check as judge  # noqa: E402
import encode  # noqa: E402
import plan  # noqa: E402

failed = passed = 0


def check(name, condition):
    global failed, passed
    passed, failed = passed + bool(condition), failed + (not condition)
    if not condition:
        print("FAILED:", name)


def test_plan():
    cams = plan.batch_plan(7, 3, 40)
    flows = [f for c in cams for f in c["flows"]]
    half = {c["id"]: c["half"] for c in cams}
    check("one seed gives one plan", cams == plan.batch_plan(7, 3, 40))
    check("another seed gives another", cams != plan.batch_plan(8, 3, 40))
    by_scene = {}
    for c in cams:
        by_scene.setdefault(c["scene"], set()).add(c["half"])
    check("a scene is in one half only", all(len(h) == 1 for h in by_scene.values()))
    check("two cameras of one scene exist", len(by_scene) < len(cams))
    check("halves of like size", abs(sum(h == "choose" for h in half.values()) - 20) <= 4)
    check("what a flow carries is of its own half", all(f["carries"] is None or half[f["carries"]] == half[f["id"][:5]] for f in flows))
    check("ports are unique and leave RTCP its own", len({f["port"] // 2 for f in flows}) == len(flows) and
          all(f["port"] % 2 == 0 for f in flows))
    check("every bar is there", {f["bar"] for f in flows} == {"live", "second", "delayed", "pieces2", "table", "innocent"})
    check("innocents carry nothing of their camera", all(f["carries"] != f["id"][:5] for f in flows if f["bar"] == "innocent"))
    check("leaks carry their camera", all(f["carries"] == f["id"][:5] for f in flows if f["bar"] != "innocent"))
    second = plan.batch_plan(7, 3, 40, True, "choose")
    check("--second draws many second encodings", sum(f["bar"] == "second" for c in second for f in c["flows"]) >= 40)
    check("and every other bar", {f["bar"] for c in second for f in c["flows"]} == {f["bar"] for f in flows})
    check("--choose puts a batch in one half", {c["half"] for c in second} == {"choose"})
    check("several cameras share a model", sum(c["main"] == plan.MODELS[0] for c in cams) >= 8)


def test_keys():
    keys = encode.smart_keys([0] * 20 + [1] * 10 + [0] * 30, 60)
    check("a key frame when something begins to move", 20 in keys)
    check("rare while nothing moves", [k for k in keys if k < 20] == [0, 12])
    check("without movement in the list it still ends", encode.smart_keys([], 30) == [0, 12, 24])


def segment(source, to, sport, dport, seq, payload, flags=0x18):
    tcp = struct.pack("!HHIIBBHHH", sport, dport, seq, 0, 5 << 4, flags, 1000, 0, 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40 + payload, 0, 0, 64, 6, 0, bytes(source), bytes(to))
    return bytes(12) + b"\x08\x00" + ip + tcp


def datagram(source, to, sport, dport, payload):
    udp = struct.pack("!HHHH", sport, dport, 8 + payload, 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + payload, 0, 0, 64, 17, 0, bytes(source), bytes(to))
    return bytes(12) + b"\x08\x00" + ip + udp


def series_of(program, packets, flows):
    with tempfile.TemporaryDirectory() as d:
        with open(f"{d}/c.pcap", "wb") as f:
            f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 128, 1))
            for t, frame in packets:
                f.write(struct.pack("<IIII", int(t), round(t % 1 * 1e6), len(frame), len(frame) + 1000) + frame)
        with open(f"{d}/flows", "w", encoding="ascii") as f:
            f.write(flows)
        out = subprocess.run([program, f"{d}/c.pcap", f"{d}/flows"], check=True, capture_output=True, text=True).stdout
    return {tuple(line.split()[:3]): [int(x) for x in line.split()[3:]] for line in out.splitlines() if line[0] != "#"}


def test_series(program):
    cam, recorder, outside = (10, 0, 0, 9), (10, 0, 0, 2), (198, 51, 100, 9)
    packets = [
        (100.00, segment(cam, outside, 4000, 443, 1, 0, 0x02)),
        (100.01, segment(cam, outside, 4000, 443, 2, 1000)),
        (100.11, segment(cam, outside, 4000, 443, 1002, 500)),
        (100.12, segment(cam, outside, 4000, 443, 502, 1400)),  # 1000 old bytes, 400 new ones
        (100.31, segment(outside, cam, 443, 4000, 1, 77)),
        (100.32, segment(cam, outside, 4000, 444, 1, 9999)),    # another port: of no flow
        (100.33, datagram(cam, recorder, 5000, 6000, 321)),
        (100.34, b"short"),
    ]
    s = series_of(program, packets, "c any 10.0.0.9 10.0.0.2 0\nf tcp 10.0.0.9 198.51.100.9 443\n")
    check("bytes by bin", s["f", "out", "bytes"] == [1000, 1900, 0, 0])
    check("bytes sent again", s["f", "out", "again"] == [0, 1000, 0, 0])
    check("packets with payload", s["f", "out", "packets"] == [1, 2, 0, 0])
    check("bytes in", s["f", "in", "bytes"] == [0, 0, 0, 77])
    check("the local stream", s["c", "out", "bytes"] == [0, 0, 0, 321])


def test_judging():
    head = {"origin": 1000.0, "bin": 0.1, "bins": 100}
    with tempfile.TemporaryDirectory() as d:
        with open(f"{d}/x.frames", "w", encoding="ascii") as f:
            f.writelines(f"{k / 10:.4f} 0 100 0\n" for k in range(100))
        ratio, silent = judge.judge_stream([100] * 100, head, 1002.0, 1008.0, f"{d}/x")
        check("all came", abs(ratio - 1) < 0.02 and silent == 0)
        ratio, silent = judge.judge_stream([100] * 40 + [0] * 60, head, 1002.0, 1008.0, f"{d}/x")
        check("two thirds and four seconds are missing", abs(ratio - 1 / 3) < 0.02 and silent == 4)
    check("a link that said nothing is not trusted", judge.stalled(None))
    check("a punctual link", not judge.stalled([10000, 300, 100, 50, 20, 10, 8, 5, 2, 0, 0, 0]))
    check("a link that stalls", judge.stalled([10000, 0, 0, 0, 0, 0, 0, 80, 40, 0, 0, 0]))


def main():
    with tempfile.TemporaryDirectory() as d:
        subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-O1", f"{HERE}/series.c", "-o", f"{d}/series"],
                       check=True)
        for name in ("scene", "weather"):  # these run with root or for minutes; here they must build
            subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-O1", f"{HERE}/{name}.c", "-o",
                            f"{d}/{name}", "-lm"], check=True)
        test_plan()
        test_keys()
        test_judging()
        test_series(f"{d}/series")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
