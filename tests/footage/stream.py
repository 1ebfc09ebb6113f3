# SPDX-License-Identifier: Apache-2.0
"""Streams one batch: every camera to the recorder and everything that goes out, in real time, while
the switch is captured; then the manifest of what happened."""
import base64
import json
import os
import random
import subprocess
import sys
import time

import network

HERE = os.path.dirname(os.path.abspath(__file__))
AGENTS = 4  # processes that send: one for all flows of a batch is late too often
SYSTEM_PYTHON = "/usr/bin/python3"  # the one that Debian's python3-gi belongs to


class Batch:
    def __init__(self, target, cams, nice):
        self.target, self.cams, self.batch = target, cams, cams[0]["batch"]
        self.site, self.started, self.nice = network.Site(self.batch, cams), [], nice
        self.logs = f"{target}/logs/b{self.batch}"
        os.makedirs(self.logs, exist_ok=True)

    def begin(self, name, *command, space=None, **more):
        prefix = ["nice", "-n", str(self.nice)] + (["ip", "netns", "exec", space] if space else [])
        log = open(f"{self.logs}/{name}.log", "w", encoding="utf-8")
        more.setdefault("stdout", log)
        p = subprocess.Popen(prefix + [str(c) for c in command], stderr=log, stdin=subprocess.DEVNULL, **more)
        self.started.append(p)
        return p

    def base(self, camera_id):
        return f"{self.target}/media/b{self.batch}/{camera_id}"

    def cameras(self):
        for c in self.cams:
            mark = self.base(c["id"]) + ".mark"
            if os.path.exists(mark):
                os.remove(mark)
            self.begin(f"camera-{c['id']}", SYSTEM_PYTHON, f"{HERE}/camera.py", f"{self.base(c['id'])}.{c['local']}.mp4",
                       c[c["local"]]["codec"], mark, space=self.site.camera(c))

    def cameras_ready(self):
        """Waits for every camera's server: a recorder that comes too early gives up."""
        logs, until = [f"{self.logs}/camera-{c['id']}.log" for c in self.cams], time.monotonic() + 60
        while time.monotonic() < until and not all(os.path.getsize(log) for log in logs):
            time.sleep(0.2)

    def outside(self):
        flows = [f for c in self.cams for f in c["flows"]]
        tcp = [f["port"] for f in flows if f["how"] != "srtp"]
        udp = [f["port"] + k for f in flows if f["how"] == "srtp" for k in (0, 1)]
        key, certificate = f"{self.target}/sink.key", f"{self.target}/sink.pem"
        if not os.path.exists(key):
            network.sh("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                       "-days", "30", "-subj", "/CN=cloud.example")
        sink = self.begin("sink", sys.executable, f"{HERE}/sink.py", certificate, key, ",".join(map(str, tcp)),
                          ",".join(map(str, udp)), space=self.site.outside, stdout=subprocess.PIPE, text=True)
        if sink.stdout.readline() != "ready\n":
            raise RuntimeError("sink did not start")

    def relay(self, c, f):
        """ffmpeg itself as the leak: its own pacing, its own TLS or SRTP."""
        where = f"{self.site.outside_address(c)}:{f['port']}"
        path = f"{self.base(c['id'])}.{f['what']}.mp4"
        command = ["ffmpeg", "-v", "error", "-re", "-i", path, "-c", "copy"]
        if f["how"] == "srtp":
            key = base64.b64encode(random.Random(f["id"]).randbytes(30)).decode()
            command += ["-f", "rtp", "-srtp_out_suite", "AES_CM_128_HMAC_SHA1_80", "-srtp_out_params", key,
                        f"srtp://{where}?pkt_size=1200"]
        else:
            command += ["-muxdelay", "0", "-flush_packets", "1", "-f", "mpegts", f"tls://{where}"]
        space = self.site.recorder if f["from"] == "recorder" else self.site.camera(c)
        self.begin(f"relay-{f['id']}", *command, space=space)

    def recorder(self, c):
        self.begin(f"recorder-{c['id']}", "ffmpeg", "-v", "error", "-rtsp_transport", c["transport"], "-i",
                   f"rtsp://{self.site.address(c)}:554/live", "-c", "copy", "-f", "null", "-", space=self.site.recorder)

    def agent(self, plan, seconds, part):
        return self.begin(f"agent{part}", sys.executable, f"{HERE}/agent.py", self.target, plan, seconds, part, AGENTS,
                          stdout=subprocess.PIPE, text=True)

    @staticmethod
    def ended(agent):
        try:
            return agent.communicate(timeout=40)[0]
        except subprocess.TimeoutExpired:
            agent.kill()
            return agent.communicate()[0]

    def run(self, seconds):
        """Starts everything at its time and waits; returns when streaming began, as Unix time."""
        recorders = sorted((c["start"], c["n"], c) for c in self.cams)
        relays = [(c, f) for c in self.cams for f in c["flows"] if f["tool"] == "ffmpeg"]
        start = time.monotonic()
        while time.monotonic() < start + seconds:
            now = time.monotonic()
            while recorders and now >= start + recorders[0][0]:
                self.recorder(recorders.pop(0)[2])
            for c, f in list(relays):
                mark = self.base(c["id"]) + ".mark"
                # ffmpeg needs a fifth of a second to come up.
                if os.path.exists(mark) and now >= float(open(mark, encoding="ascii").read()) + f["delay"] - 0.2:
                    self.relay(c, f)
                    relays.remove((c, f))
            time.sleep(0.02)

    def stop(self):
        for p in self.started:
            if p.poll() is None:
                p.terminate()
        for p in self.started:
            try:
                p.wait(5)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
        return self.site.down()


def ahead():
    """Before all others: what streams needs less than one core, but at once. Niceness is not enough, since
    a kernel that shares the processor by session (sched_autogroup) counts it within the session only."""
    if os.getpid() != os.getsid(0):
        os.setsid()
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except OSError:
        pass  # not allowed here: nice alone does what it can


def row_camera(site, c):
    keep = ("id", "batch", "model", "scene", "view", "kind", "source", "half", "local", "transport", "wifi", "wan", "noise", "seed")
    return {"row": "camera", **{k: c[k] for k in keep}, "stream": c[c["local"]], "main": c["main"], "address": site.address(c),
            "recorder": site.recorder_address(), "frames": c.get("frames")}


def row_flow(site, c, f, result, by_id):
    carried = by_id.get(f["carries"])
    encoding = carried[f["what"]] if carried is not None and f["what"] in ("main", "sub", "transcode") else None
    return {"row": "flow", "run": f["id"], "camera": c["id"], "half": c["half"], "case": f["case"], "bar": f["bar"],
            "expect": f["expect"], "from": site.recorder_address() if f["from"] == "recorder" else site.address(c),
            "to": site.outside_address(c), "port": f["port"], "transport": "udp" if f["how"] == "srtp" else "tcp",
            "carries": f["carries"], "scene": carried["scene"] if carried else None, "what": f["what"],
            "delay": f["delay"], "encoding": encoding, "plan": f, "punctual": result}


def stream(target, cams, seconds, weather, nice=-10):
    """Runs a batch and writes captures/bN.pcap and manifest/bN.jsonl below the target."""
    b = Batch(target, cams, nice)
    n = b.batch
    os.makedirs(f"{target}/captures", exist_ok=True)
    os.makedirs(f"{target}/manifest", exist_ok=True)
    plan, pcap = f"{target}/plan/b{n}.json", f"{target}/captures/b{n}.pcap"
    for c in cams:  # a tight uplink is told from what its leak needs, known only once it is encoded
        for f in c["flows"]:
            if f["case"] == "tight":
                size = os.path.getsize(f"{b.base(c['id'])}.main.ts")
                rate = size / (c["frames"]["main"] / c["main"]["fps"])
                c["wan"].update(kbit=round(rate * f["over"] * 1.06 / 125), queue=round(rate * 0.7))
    with open(plan, "w", encoding="utf-8") as f:  # with the uplinks' speeds, for the agent
        json.dump(cams, f)
    try:
        b.site.up(weather, n, nice - 5)
        capture = b.begin("tcpdump", "tcpdump", "-i", "switch", "-s", "128", "-B", "65536", "-Z", "root", "-w", pcap, space=b.site.lan)
        b.outside()
        b.cameras()
        b.cameras_ready()
        agents = [b.agent(plan, seconds - 5, part) for part in range(AGENTS)]
        began = time.time()
        b.run(seconds)
        out = "".join(b.ended(a) for a in agents)
        capture.terminate()
        capture.wait()
    finally:
        late = b.stop()
    results = {r["id"]: r for r in map(json.loads, out.splitlines())}
    with open(f"{b.logs}/tcpdump.log", encoding="utf-8") as f:
        words = f.read()
    marks = {}
    for c in cams:
        if os.path.exists(b.base(c["id"]) + ".mark"):
            with open(b.base(c["id"]) + ".mark", encoding="ascii") as f:
                marks[c["id"]] = float(f.read()) - time.monotonic() + time.time()
    by_id = {c["id"]: c for c in cams}
    with open(f"{target}/manifest/b{n}.flows", "w", encoding="ascii") as f:
        for c in cams:
            f.write(f"{c['id']} any {b.site.address(c)} {b.site.recorder_address()} 0\n")
            for x in c["flows"]:
                device = b.site.recorder_address() if x["from"] == "recorder" else b.site.address(c)
                f.write(f"{x['id']} {'udp' if x['how'] == 'srtp' else 'tcp'} {device} {b.site.outside_address(c)} {x['port']}\n")
    with open(f"{target}/manifest/b{n}.jsonl", "w", encoding="utf-8") as f:
        rows = [{"row": "batch", "batch": n, "capture": f"captures/b{n}.pcap", "began": began, "seconds": seconds, "tcpdump": words,
                 "weather_late": late}]
        rows += [{**row_camera(b.site, c), "began": marks.get(c["id"])} for c in cams]
        rows += [row_flow(b.site, c, x, results.get(x["id"]), by_id) for c in cams for x in c["flows"]]
        f.writelines(json.dumps(r) + "\n" for r in rows)


if __name__ == "__main__":
    ahead()
    with open(sys.argv[2], encoding="utf-8") as plan_file:
        stream(sys.argv[1], json.load(plan_file), float(sys.argv[3]), f"{sys.argv[1]}/bin/weather")
