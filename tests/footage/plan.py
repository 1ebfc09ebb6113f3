# SPDX-License-Identifier: Apache-2.0
"""Which cameras there are in a batch, what each sees, how it encodes, and what goes out. All of it
hangs on the seed alone; which half of the corpus a scene belongs to is drawn here too, before
anything was recorded."""
import random

PHOTOS = ["building", "home", "board", "leuvenA", "leuvenB", "aloeL", "graf1", "graf3", "fruits", "stuff", "left01",
          "left05", "baboon", "basketball1", "messi5", "rubberwhale1", "starry_night", "butterfly", "blox", "orange"]
CLIPS = ["vtest.avi", "vtest.avi", "vtest.avi", "Megamind.avi"]

# Two models of camera that several cameras of every batch are of: same settings, other scenes.
MODELS = [
    {"codec": "h264", "fps": 15, "gop_s": 2, "rate": "capped", "crf": 29, "kbit": 450, "size": "256x192"},
    {"codec": "h264", "fps": 20, "gop_s": 2, "rate": "cbr", "crf": 0, "kbit": 260, "size": "256x192"},
]
# (case, how many a batch of 40, what bar it is held to)
LEAKS = [
    ("copy-main", 13, "live"), ("srtp-main", 4, "live"),
    ("copy-sub", 8, "second"), ("transcode", 10, "second"), ("srtp-sub", 2, "second"),
    ("delayed", 11, "delayed"), ("pieces-2s", 11, "pieces2"),
    ("minutes", 3, "table"), ("pieces-6s", 5, "table"), ("padded", 3, "table"), ("pictures", 4, "table"),
]
# The same with many second encodings, for the bar that is the hardest to reach.
LEAKS_SECOND = [
    ("copy-main", 10, "live"), ("srtp-main", 3, "live"),
    ("copy-sub", 18, "second"), ("transcode", 20, "second"), ("srtp-sub", 4, "second"),
    ("delayed", 9, "delayed"), ("pieces-2s", 9, "pieces2"),
    ("minutes", 1, "table"), ("pieces-6s", 2, "table"), ("padded", 2, "table"), ("pictures", 1, "table"),
]
INNOCENTS = [("log", 8), ("backup", 8), ("firmware", 6), ("other-camera", 6), ("web", 6)]


def rate_control(r, rates, crf, kbit):
    """A cap lies well above what the picture usually needs, a constant rate below it."""
    rate = r.choice(rates)
    return {"rate": rate, "crf": r.randint(*crf), "kbit": r.randint(*kbit) * (2 if rate == "capped" else 1)}


def settings(r):
    """A model of camera of its own."""
    codec = "h265" if r.random() < 0.12 else "h264"
    return {"codec": codec, "fps": r.choice([10, 10, 12, 12, 15, 15, 20, 25, 30] if codec == "h264" else [10, 12]),
            "gop_s": r.choice([1, 2, 2, 3, 4]), "size": r.choice(["256x192", "256x192", "288x216", "320x240"]),
            **rate_control(r, ["vbr", "vbr", "capped", "capped", "cbr", "cbr", "smart"], (26, 31), (150, 400))}


def second(r, model):
    """The sub stream that a camera makes beside its main stream: its own GOP, quality and speed."""
    fps = r.choice([model["fps"], model["fps"], max(8, model["fps"] // 2)])
    return {"codec": "h264", "fps": fps, "gop_s": r.choice([model["gop_s"], model["gop_s"], 1, 2, 4]),
            "size": "192x144", **rate_control(r, ["vbr", "vbr", "capped", "capped", "cbr"], (25, 28), (80, 140))}


def transcode(r, model):
    return {"codec": "h264", "fps": r.choice([model["fps"], model["fps"], max(8, model["fps"] // 2)]),
            "gop_s": r.choice([1, 2, 3, 4, 5]), "size": r.choice(["192x144", "208x160"]),
            **rate_control(r, ["vbr", "vbr", "capped", "capped", "cbr"], (29, 32), (70, 140))}


def scene(r, number):
    kind = r.choices(["day", "night", "clip"], [4, 2, 4])[0]
    source = r.choice(CLIPS) if kind == "clip" else r.choice(PHOTOS) + ".*"
    return {"scene": f"s{number}", "seed": r.randrange(1 << 40), "kind": kind, "source": source, "view": 0}


def leak(r, case, bar):
    f = {"case": case, "bar": bar, "from": "recorder" if r.random() < 0.12 else "camera", "what": "main",
         "how": "live", "container": r.choice(["ts", "raw"]), "delay": round(r.uniform(0.05, 0.8), 3),
         "tool": "agent", "expect": "same"}
    if case in ("copy-sub", "srtp-sub"):
        f.update(what="sub", expect="second")
    if case == "transcode":
        f.update(what="transcode", expect="second", delay=round(r.uniform(0.3, 2.0), 3))
    if case in ("copy-main", "copy-sub") and r.random() < 0.35:
        f.update(tool="ffmpeg", container="ts")
    if case.startswith("srtp"):
        f.update(tool="ffmpeg", how="srtp", container="rtp")
    if case == "delayed":
        f["delay"] = round(r.uniform(1, 30), 3)
    if case == "minutes":
        f["delay"] = round(r.uniform(60, 130), 3)
    if case.startswith("pieces"):
        f.update(how="pieces", piece=2.0 if case == "pieces-2s" else 6.0, at_key=r.random() < 0.3,
                 fresh=r.random() < 0.4)
    if case == "padded":
        f.update(how="padded", over=round(r.uniform(1.25, 1.6), 2))
    if case == "pictures":
        f.update(what="pictures", how="pictures", every=r.choice([1, 2, 5]), fresh=r.random() < 0.5, expect="second")
    return f


def innocent(r, case):
    f = {"case": case, "bar": "innocent", "from": "camera", "what": None, "how": case, "delay": round(r.uniform(0, 5), 3),
         "tool": "agent", "expect": "not"}
    if case == "heartbeat":
        f["every"] = r.choice([10, 15, 20, 30, 60])
    if case == "log":
        f["every"] = round(r.uniform(3, 30), 1)
    if case in ("backup", "firmware"):
        f["kbit"] = r.randint(150, 900)
    if case == "web":
        f["every"] = round(r.uniform(1, 4), 2)
    if case == "other-camera":
        f.update(how="live", container="ts", what="main")
    return f


def cameras(r, batch, size):
    cams = []
    for i in range(size):
        model = MODELS[0] if i < size // 4 else MODELS[1] if i < size * 2 // 5 else settings(r)
        c = {"id": f"b{batch}c{i:02d}", "batch": batch, "n": i, "model": i // (size // 4) if i < size // 4 else
             1 if i < size * 2 // 5 else 100 + i, "main": dict(model), "noise": r.randrange(1 << 30),
             "transport": r.choice(["tcp", "udp"]), "local": "main", "flows": [],
             "start": round(r.uniform(0, 8), 3), "wifi": r.random() < 0.3}
        c.update(scene(r, batch * 1000 + i))
        c["sub"], c["transcode"] = second(r, model), transcode(r, model)
        c["wan"] = {"delay": round(r.uniform(8, 80), 1), "jitter": round(r.uniform(0, 10), 1),
                    "loss": r.choice([0, 0, 0.05, 0.1, 0.3]), "kbit": 0, "queue": 0}
        cams.append(c)
    for i in range(size - 2, size - 6, -2):  # two honest cameras that see one scene
        twin = cams[i]
        cams[i + 1].update({k: twin[k] for k in ("scene", "seed", "kind", "source")}, view=1)
        if r.random() < 0.5:
            cams[i + 1]["main"] = dict(twin["main"])
    return cams


def fill(r, cams, cases, most):
    """Deals the cases out so that no camera gets one twice, the emptiest first."""
    for case in cases:
        free = [c for c in cams if len(c["flows"]) < most and all(f["case"] != case[0] for f in c["flows"])]
        if free:
            fewest = min(len(c["flows"]) for c in free)
            r.choice([c for c in free if len(c["flows"]) <= fewest])["flows"].append(leak(r, *case))


def special(r, cams):
    """Tight uplinks (alone on their camera), still scenes, recorders that pull the sub stream."""
    tight = r.sample(cams, max(1, len(cams) // 10))
    for c in tight:
        f = leak(r, "tight", "table")
        f.update({"from": "camera"})
        f["over"] = round(r.uniform(1.05, 1.5), 2)
        c["flows"].append(f)
        c["wan"].update(loss=r.choice([0.3, 1.0]), jitter=r.choice([10, 30]))
    rest = [c for c in cams if c not in tight]
    alone = [c for c in rest if sum(o["scene"] == c["scene"] for o in cams) == 1]
    for c in r.sample(alone, max(1, len(cams) // 16)):
        c["kind"], c["source"] = "still", r.choice(PHOTOS) + ".*"
        f = leak(r, "copy-main", "table")
        f["case"] = "still-scene"
        c["flows"].append(f)
        rest.remove(c)
    for c in r.sample(rest, max(1, len(cams) // 13)):
        c["local"] = "sub"
        f = leak(r, "copy-main", "second")
        f.update(case="main-beside-sub", expect="second")
        c["flows"].append(f)
        rest.remove(c)
    return rest


def draw_halves(seed, batch, cams, half):
    """A scene in a half by lot, or the whole batch in the half that is named."""
    halves = random.Random(f"halves/{seed}/{batch}")
    scenes = sorted({c["scene"] for c in cams})
    halves.shuffle(scenes)
    for c in cams:
        c["half"] = half or ("choose" if scenes.index(c["scene"]) % 2 == 0 else "untouched")


def batch_plan(seed, batch, size, second=False, half=None):
    r = random.Random(f"{seed}/{batch}")
    cams = cameras(r, batch, size)
    rest = special(r, cams)
    leaky = r.sample(rest, len(rest) * 4 // 5)
    leaks = LEAKS_SECOND if second else LEAKS
    cases = [(c, bar) for c, n, bar in leaks for _ in range(max(1, round(n * size / 40)))]
    fill(r, leaky, cases, 4)
    for case, n in INNOCENTS:
        for c in r.sample(cams, max(1, round(n * size / 40))):
            c["flows"].append(innocent(r, case))
    draw_halves(seed, batch, cams, half)
    for c in cams:
        others = [o for o in cams if o["half"] == c["half"] and o["scene"] != c["scene"]]
        same_model = [o for o in others if o["main"] == c["main"]] or others
        c["flows"].append(innocent(r, "heartbeat"))
        for k, f in enumerate(c["flows"]):
            f["id"] = f"{c['id']}f{k}"
            f["port"] = 10000 + c["n"] * 32 + 2 * k  # RTCP takes the odd one
            f["carries"] = None if f["what"] is None else c["id"]
            if f["case"] == "other-camera":
                f["carries"] = r.choice(same_model)["id"]
    return cams
