# SPDX-License-Identifier: Apache-2.0
"""Everything a batch streams, made beforehand: scenes through real encoders, and where every frame
lies in its file and when it is due."""
import concurrent.futures
import glob
import os
import subprocess

EXAMPLES = "/usr/share/doc/opencv-doc/examples/data"  # Debian's package opencv-doc


def run(*command, **more):
    subprocess.run([str(c) for c in command], check=True, **more)


def raw_of(target, source):
    """A photograph or clip as raw frames of 768x576, and how many there are."""
    os.makedirs(f"{target}/raw", exist_ok=True)
    path = sorted(glob.glob(f"{EXAMPLES}/{source}"))[0]
    raw = f"{target}/raw/{os.path.basename(path)}.yuv"
    if not os.path.exists(raw):
        run("ffmpeg", "-v", "error", "-y", "-i", path, "-an", "-vf", "scale=768:576", "-pix_fmt", "yuv420p", "-vsync", "0",
            "-f", "rawvideo", raw + ".part")
        os.rename(raw + ".part", raw)
    return raw, os.path.getsize(raw) // (768 * 576 * 3 // 2)


def encoder(m, keys=None):
    """ffmpeg's options for one stream, as a camera's encoder works: no B-frames, no look-ahead, no scene cut."""
    gop = int(m["fps"] * m["gop_s"])
    if m["rate"] == "smart":
        gop = 100000
    o = ["-r", m["fps"], "-bf", 0, "-g", gop, "-threads", 1]
    limits = {"vbr": ["-crf", m["crf"]], "smart": ["-crf", m["crf"]],
              "capped": ["-crf", m["crf"], "-maxrate", f"{m['kbit']}k", "-bufsize", f"{2 * m['kbit']}k"],
              "cbr": ["-b:v", f"{m['kbit']}k", "-maxrate", f"{m['kbit']}k", "-bufsize", f"{2 * m['kbit']}k"]}[m["rate"]]
    if m["codec"] == "h264":
        o += ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-x264-params", "sliced-threads=0:scenecut=0"]
    else:
        o += ["-c:v", "libx265", "-preset", "ultrafast", "-tune", "zerolatency", "-tag:v", "hvc1", "-x265-params",
              f"bframes=0:keyint={gop}:min-keyint={min(gop, 250)}:scenecut=0:pools=none:frame-threads=1:wpp=0:log-level=error"]
    if m["rate"] == "smart":
        o += ["-force_key_frames", ",".join(str(k) for k in keys)]
    return o + limits


def smart_keys(busy, seconds):
    """A smart encoder's key frames: soon when something begins to move, rare while nothing does."""
    keys, last, before = [0], 0.0, 0
    for s in range(int(seconds)):
        now = busy[s] if s < len(busy) else 0
        if (now > before and s - last >= 1) or s - last >= (4 if now else 12):
            keys.append(s)
            last = s
        before = now
    return keys


def index(path, raw):
    """FILE.frames: a line a frame with its time, place, length and whether it is a key frame."""
    out = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time,dts_time,pos,size,flags",
                          "-of", "csv=p=0:nk=0", path], check=True, capture_output=True, text=True).stdout
    rows = []
    for line in out.splitlines():
        v = dict(f.split("=", 1) for f in line.split(",") if "=" in f)
        if "pts_time" not in v or "pos" not in v:
            continue
        rows.append((float(v["pts_time"]), int(v["pos"]), int(v["size"]), "K" in v["flags"]))
    rows.sort()
    end = os.path.getsize(path)
    with open(path + ".frames", "w", encoding="ascii") as f:
        for k, (t, pos, size, key) in enumerate(rows):
            if not raw:  # a transport stream's frame reaches to where the next one begins
                size = (rows[k + 1][1] if k + 1 < len(rows) else end) - pos
            f.write(f"{t - rows[0][0]:.4f} {pos} {size} {int(key)}\n")


def transport_stream(mp4):
    ts = mp4[:-3] + "ts"
    run("ffmpeg", "-v", "error", "-y", "-i", mp4, "-c", "copy", "-muxdelay", 0, "-f", "mpegts", ts)
    index(ts, False)


def count(base, c):
    """How many frames each stream of a camera has."""
    c["frames"] = {}
    for kind in ("main", "sub", "transcode"):
        if os.path.exists(f"{base}.{kind}.mp4.frames"):
            with open(f"{base}.{kind}.mp4.frames", encoding="ascii") as f:
                c["frames"][kind] = sum(1 for _ in f)


def camera(target, scene, c, seconds):
    d = f"{target}/media/b{c['batch']}"
    base = f"{d}/{c['id']}"
    if os.path.exists(base + ".done"):
        count(base, c)
        return
    raw, frames = raw_of(target, c["source"])
    m = c["main"]
    size = m["size"]
    args = [scene, "--seed", c["seed"], "--noise", c["noise"], "--view", c["view"], "--seconds", seconds,
            "--kind", c["kind"], "--source", raw, "--frames", frames, "--fps"]
    keys = None
    if m["rate"] == "smart":  # what moves is known before the frames are: asked for at one frame a second
        run(*args, 1, "--size", "64x48", "--busy", base + ".busy", stdout=subprocess.DEVNULL)
        with open(base + ".busy", encoding="ascii") as f:
            keys = smart_keys([int(x) for x in f], seconds)
    want = {f["what"] for f in c["flows"]} | {c["local"]}
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-s", size, "-r", m["fps"], "-i", "-",
               *encoder(m, keys), base + ".main.mp4"]
    if "sub" in want:
        command += ["-vf", f"scale={c['sub']['size'].replace('x', ':')}:flags=fast_bilinear", *encoder(c["sub"]), base + ".sub.mp4"]
    if "pictures" in want:
        os.makedirs(base + ".pictures", exist_ok=True)
        command += ["-vf", "fps=1", "-q:v", 6, base + ".pictures/%05d.jpg"]
    with subprocess.Popen([str(a) for a in args + [m["fps"], "--size", size]], stdout=subprocess.PIPE) as p:
        run(*command, stdin=p.stdout)
    if "transcode" in want:
        t = c["transcode"]
        run("ffmpeg", "-v", "error", "-y", "-threads", 1, "-i", base + ".main.mp4", "-vf", f"scale={t['size'].replace('x', ':')}:flags=fast_bilinear",
            *encoder(t), base + ".transcode.mp4")
    for kind in ("main", "sub", "transcode"):
        if os.path.exists(f"{base}.{kind}.mp4"):
            index(f"{base}.{kind}.mp4", True)
            transport_stream(f"{base}.{kind}.mp4")
    count(base, c)
    with open(base + ".done", "w", encoding="ascii"):
        pass


def batch(target, scene, cams, seconds, jobs):
    os.makedirs(f"{target}/media/b{cams[0]['batch']}", exist_ok=True)
    for s in sorted({c["source"] for c in cams}):
        raw_of(target, s)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda c: camera(target, scene, c, seconds), cams))
