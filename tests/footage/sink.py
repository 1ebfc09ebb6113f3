# SPDX-License-Identifier: Apache-2.0
"""The outside: TLS on every port of the plan. Streams are swallowed, requests are answered.

usage: sink.py CERTIFICATE KEY TCP_PORTS UDP_PORTS (comma separated)"""
import asyncio
import random
import re
import ssl
import sys


class Sink(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.left, self.head, self.stream = transport, 0, b"", False
        self.paused = asyncio.Event()
        self.paused.set()

    def pause_writing(self):
        self.paused.clear()

    def resume_writing(self):
        self.paused.set()

    def data_received(self, data):
        while data and not self.stream:
            if self.left > 0:
                taken = min(self.left, len(data))
                self.left -= taken
                data = data[taken:]
                if self.left == 0:
                    self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                continue
            self.head += data
            data = b""
            if not self.head.startswith((b"PUT ", b"GET ", b"BEA")):
                self.stream = len(self.head) > 3
                return
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            head, data, self.head = self.head[:end], self.head[end + 4:], b""
            self.answer(head)

    def answer(self, head):
        if head.startswith(b"BEAT"):
            self.transport.write(bytes(random.randint(40, 160)))
        elif head.startswith(b"GET "):
            size, kbit = (int(x) for x in re.match(rb"GET (\d+) (\d+)", head).groups())
            asyncio.ensure_future(self.serve(size, kbit))
        else:
            self.left = int(re.search(rb"Content-Length: (\d+)", head).group(1))

    async def serve(self, size, kbit):
        while size > 0 and not self.transport.is_closing():
            await self.paused.wait()
            part = min(size, 16384)
            self.transport.write(random.randbytes(part))
            size -= part
            await asyncio.sleep(part / (kbit * 125) * random.uniform(0.7, 1.3) if kbit else 0)


async def main():
    certificate, key, tcp, udp = sys.argv[1:5]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()
    for port in tcp.split(","):
        await loop.create_server(Sink, "0.0.0.0", int(port), ssl=context, backlog=50)
    for port in filter(None, udp.split(",")):
        await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("0.0.0.0", int(port)))
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
