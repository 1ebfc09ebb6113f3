# SPDX-License-Identifier: Apache-2.0
"""What goes out of a site: a few processes play all flows of a batch, each from its own device's
namespace through TLS of its own. Frames leave when the camera's picture reaches them, plus the
flow's delay; the bytes are those of ffmpeg's files.

usage: agent.py TARGET PLAN SECONDS PART PARTS (prints a JSON line a flow at its end: how punctual it was)"""
import asyncio
import json
import math
import os
import random
import socket
import ssl
import sys
import time

import network


class Film:
    """One encoded stream, frame by frame, as a container's bytes."""

    def __init__(self, base, what, container):
        self.path = f"{base}.{what}.{'ts' if container == 'ts' else 'mp4'}"
        self.head = b"" if container == "ts" else b"STRM" + bytes(20)
        with open(self.path + ".frames", encoding="ascii") as f:
            self.frames = [(float(t), int(pos), int(size), key == "1") for t, pos, size, key in map(str.split, f)]
        self.fd = os.open(self.path, os.O_RDONLY)
        self.rate = sum(f[2] for f in self.frames) / (self.frames[-1][0] + 0.001)

    def bytes(self, frame):
        return self.head + os.pread(self.fd, frame[2], frame[1])


class Flow:
    def __init__(self, site, target, cams, c, f, until):
        self.site, self.target, self.cams, self.c, self.f = site, target, cams, c, f
        self.until, self.late, self.dropped, self.sent, self.errors = until, [], 0, 0, []
        self.r = random.Random(f["id"])
        self.writer = self.reader = None

    def base(self, camera_id):
        return f"{self.target}/media/b{self.c['batch']}/{camera_id}"

    async def connect(self):
        space = self.site.recorder if self.f["from"] == "recorder" else self.site.camera(self.c)
        with network.inside(space):
            s = socket.socket()
        s.setblocking(False)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(s, (self.site.outside_address(self.c), self.f["port"]))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.reader, self.writer = await asyncio.open_connection(sock=s, ssl=context, server_hostname="cloud.example")

    async def drained(self):
        """The answers are read and forgotten."""
        try:
            while await self.reader.read(65536):
                pass
        except (OSError, ssl.SSLError):
            pass

    async def mark(self, camera_id):
        path = self.base(camera_id) + ".mark"
        while not os.path.exists(path):
            await asyncio.sleep(0.02)
        with open(path, encoding="ascii") as f:
            return float(f.read())

    async def due(self, t):
        wait = min(t, self.until + 0.1) - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        self.late.append(max(0.0, time.monotonic() - t))

    async def nap(self, seconds):
        await asyncio.sleep(max(0.0, min(seconds, self.until + 0.1 - time.monotonic())))

    def over(self):
        return time.monotonic() > self.until

    async def run(self):
        try:
            began = await self.mark(self.c["id"])
            await getattr(self, self.f["how"].replace("-", "_"))(began)
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError) as e:
            self.errors.append(repr(e))
        late = sorted(self.late) or [0.0]
        return {"id": self.f["id"], "sent": self.sent, "dropped": self.dropped, "errors": self.errors,
                "late_median": round(late[len(late) // 2], 4), "late_p99": round(late[len(late) * 99 // 100], 4),
                "late_most": round(late[-1], 4)}

    def write(self, data):
        self.writer.write(data)
        self.sent += len(data)

    async def play(self, began, take, film):
        """Calls take(frame) for every frame when it is due."""
        for frame in film.frames:
            await self.due(began + self.f["delay"] + frame[0])
            if self.over():
                return
            take(frame)

    async def live(self, began):
        carries = self.f["carries"]
        if carries != self.c["id"]:
            began = max(began, await self.mark(carries))
        film = Film(self.base(carries), self.f["what"], self.f["container"])
        await self.connect()
        reading = asyncio.ensure_future(self.drained())
        skip = False

        def take(frame):
            nonlocal skip
            waiting = self.writer.transport.get_write_buffer_size()
            skip = waiting > 5 * film.rate if frame[3] else skip or waiting > 8 * film.rate
            if skip:
                self.dropped += 1
            else:
                self.write(film.bytes(frame))

        await self.play(began, take, film)
        reading.cancel()

    async def padded(self, began):
        film = Film(self.base(self.c["id"]), self.f["what"], self.f["container"])
        await self.connect()
        reading = asyncio.ensure_future(self.drained())
        part, k = int(film.rate * self.f["over"] * 0.04), 0
        while not self.over():
            await self.due(began + self.f["delay"] + 0.04 * k)
            if self.writer.transport.get_write_buffer_size() < 40 * part:
                self.write(self.r.randbytes(part))
            k += 1
        reading.cancel()

    async def pieces(self, began):
        film = Film(self.base(self.c["id"]), self.f["what"], self.f["container"])
        queue, held = asyncio.Queue(), []
        end = self.f["piece"] * self.r.random()

        def take(frame):
            nonlocal end
            if frame[0] >= end and held and (frame[3] or not self.f["at_key"] or frame[0] > end + self.f["piece"]):
                queue.put_nowait(b"".join(held))
                held.clear()
                end += self.f["piece"] * max(1, math.ceil((frame[0] - end + 1e-6) / self.f["piece"]))
            held.append(film.bytes(frame))

        uploading = asyncio.ensure_future(self.upload(queue))
        await self.play(began, take, film)
        uploading.cancel()

    async def upload(self, queue):
        """HTTPS PUTs, over one connection or a new one each."""
        while True:
            body = await queue.get()
            try:
                if self.writer is None:
                    await self.connect()
                self.write(b"PUT /v1/o/%d HTTP/1.1\r\nHost: cloud.example\r\nContent-Length: %d\r\n\r\n" % (self.sent, len(body)))
                self.write(body)
                await self.writer.drain()
                await self.reader.readuntil(b"ok")
                if self.f["fresh"]:
                    self.writer.close()
                    self.writer = None
            except (OSError, ssl.SSLError, asyncio.IncompleteReadError) as e:
                self.errors.append(repr(e))
                self.writer = None

    async def pictures(self, began):
        queue = asyncio.Queue()
        uploading = asyncio.ensure_future(self.upload(queue))
        k = 0
        while not self.over():
            await self.due(began + self.f["delay"] + k)
            if self.over():
                break
            path = f"{self.base(self.c['id'])}.pictures/{k + 1:05d}.jpg"
            if not os.path.exists(path):
                break
            with open(path, "rb") as f:
                queue.put_nowait(f.read())
            k += self.f["every"]
        uploading.cancel()

    async def heartbeat(self, began):
        await self.connect()
        reading, k, size = asyncio.ensure_future(self.drained()), 0, self.r.randint(60, 400)
        while not self.over():
            await self.due(began + self.f["delay"] + k * self.f["every"])
            self.write(b"BEAT" + bytes(size) + b"\r\n\r\n")
            k += 1
        reading.cancel()

    async def bursts(self, began, one):
        await self.connect()
        reading, t = asyncio.ensure_future(self.drained()), began + self.f["delay"]
        while not self.over():
            await self.due(t)
            one()
            t = max(t, time.monotonic() - 1) + self.r.expovariate(1 / self.f["every"])
        reading.cancel()

    async def log(self, began):
        def one():
            size = int(min(200000, self.r.lognormvariate(math.log(8000), 1.2)))
            self.write(b"PUT /log HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size + self.r.randbytes(size))
        await self.bursts(began, one)

    async def web(self, began):
        def one():
            for _ in range(1 + int(self.r.expovariate(0.4))):
                self.write(b"GET %d 0 " % int(min(300000, self.r.lognormvariate(math.log(6000), 1.3))) +
                           bytes(self.r.randint(150, 1500)) + b"\r\n\r\n")
        await self.bursts(began, one)

    async def backup(self, began):
        """Files as fast as the line's mood allows, with pauses between them."""
        await self.connect()
        reading = asyncio.ensure_future(self.drained())
        await self.due(began + self.f["delay"])
        while not self.over():
            size, mood = int(self.r.lognormvariate(math.log(4e6), 1)), 1.0
            self.write(b"PUT /backup HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size)
            while size > 0 and not self.over():
                part = min(size, self.r.choice([4096, 8192, 16384]))
                self.write(self.r.randbytes(part))
                size -= part
                mood = min(1.5, max(0.3, mood * math.exp(self.r.gauss(0, 0.05))))
                await self.writer.drain()
                await asyncio.sleep(part / (self.f["kbit"] * 125 * mood))
            await self.nap(self.r.expovariate(1 / 8))
        reading.cancel()

    async def firmware(self, began):
        await self.connect()
        reading = asyncio.ensure_future(self.drained())
        await self.due(began + self.f["delay"])
        while not self.over():
            size = int(self.r.uniform(2e6, 12e6))
            self.write(b"GET %d %d \r\n\r\n" % (size, self.f["kbit"]))
            await self.nap(size / (self.f["kbit"] * 125) + self.r.expovariate(1 / 20))
        reading.cancel()


async def main():
    target, plan, seconds, part, parts = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
    with open(plan, encoding="utf-8") as f:
        cams = json.load(f)
    site = network.Site(cams[0]["batch"], cams)
    until = time.monotonic() + seconds
    flows = [Flow(site, target, cams, c, f, until) for c in cams for f in c["flows"]
             if f["tool"] == "agent" and c["n"] % parts == part]

    async def guarded(flow):
        try:
            return await asyncio.wait_for(flow.run(), seconds + 20)
        except asyncio.TimeoutError:
            return {"id": flow.f["id"], "errors": ["never ended"], "sent": flow.sent, "dropped": flow.dropped}

    for result in await asyncio.gather(*(guarded(f) for f in flows)):
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
