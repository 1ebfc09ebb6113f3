# SPDX-License-Identifier: Apache-2.0
"""The site: a switch that is captured, cameras, a recorder, a router, and an outside behind the
weather. All in network namespaces of their own, so nothing of it touches the machine's network."""
import ctypes
import os
import subprocess

CLONE_NEWNET = 0x40000000
OUTSIDE = "198.51.100.{}"
_libc = ctypes.CDLL(None, use_errno=True)


def sh(*command, check=True):
    return subprocess.run([str(c) for c in command], check=check, capture_output=True, text=True)


class inside:
    """`with inside(NAME):` sockets made in the block live in that namespace; no await in between."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.back = os.open("/proc/self/ns/net", os.O_RDONLY)
        self._set(os.open(f"/var/run/netns/{self.name}", os.O_RDONLY))

    def __exit__(self, *_):
        self._set(self.back)

    @staticmethod
    def _set(fd):
        bad = _libc.setns(fd, CLONE_NEWNET)
        os.close(fd)
        if bad:
            raise OSError(ctypes.get_errno(), "setns")


class Site:
    """Names and addresses of one batch; `up` builds it, `down` takes it away."""

    def __init__(self, batch, cams):
        self.batch, self.cams, self.p = batch, cams, f"footage{batch}"
        self.lan, self.recorder, self.router, self.outside = (f"{self.p}-{x}" for x in ("lan", "recorder", "router", "outside"))
        self.weathers = {}

    def camera(self, c):
        return f"{self.p}-c{c['n']:02d}"

    def address(self, c):
        return f"10.88.{self.batch}.{10 + c['n']}"

    def recorder_address(self):
        return f"10.88.{self.batch}.2"

    def outside_address(self, c):
        return OUTSIDE.format(10 + c["n"])

    def spaces(self):
        return [self.lan, self.recorder, self.router, self.outside] + [self.camera(c) for c in self.cams]

    def _ip(self, space, *a):
        sh("ip", "-n", space, *a)

    def _plug(self, space, number):
        """A cable from a host to the switch; whole segments only, since the capture must see frames as sent."""
        port = f"p{number}"
        self._ip(self.lan, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", space)
        for s, dev in ((self.lan, port), (space, "eth0")):
            sh("ip", "netns", "exec", s, "ethtool", "-K", dev, "tx", "off", "tso", "off", "gso", "off", "gro", "off")
        self._ip(self.lan, "link", "set", port, "master", "switch", "up")

    def _host(self, space, number, address):
        mac = f"02:f0:{self.batch:02x}:00:00:{number:02x}"
        self._ip(space, "link", "set", "eth0", "address", mac)
        self._ip(space, "addr", "add", f"{address}/24", "dev", "eth0")
        self._ip(space, "link", "set", "eth0", "up")

    def _weather(self, program, seed, nice, name, lines):
        p = subprocess.Popen(["nice", "-n", str(nice), program, str(seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.weathers[name] = p
        p.stdin.write("\n".join(lines) + "\n")
        p.stdin.close()
        if p.stdout.readline() != "ready\n":
            raise RuntimeError(f"weather did not start: {name}")

    def up(self, weather, seed, nice):
        self.down()
        for s in self.spaces():
            sh("ip", "netns", "add", s)
            self._ip(s, "link", "set", "lo", "up")
            sh("ip", "netns", "exec", s, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv4.ip_forward=1")
        self._ip(self.lan, "link", "add", "switch", "type", "bridge")
        self._ip(self.lan, "link", "set", "switch", "up")
        wan = [f"link wan {self.router} wan {self.outside} wan"]
        for c in self.cams:
            w = c["wan"]
            wan.append(f"rule wan {self.address(c)} {w['delay']} {w['jitter']} {w['loss']} {w['kbit']} {w['queue']}")
        wan.append(f"rule wan {self.recorder_address()} 20 5 0.05 0 0")
        self._weather(weather, seed, nice, "wan", wan)
        for c in self.cams:  # each radio link has a process of its own, so that they never stall together
            if c["wifi"]:
                r = (seed * 31 + c["n"] * 7) % 10
                self._weather(weather, seed * 100 + c["n"], nice, c["id"], [
                    f"link air {self.camera(c)} eth0 {self.lan} p{10 + c['n']}",
                    f"rule air {self.address(c)} {1 + r % 3} {2 + r} {(r % 3) * 0.1:.1f} 0 0"])
        self._plug(self.recorder, 2)
        self._plug(self.router, 1)
        self._host(self.recorder, 2, self.recorder_address())
        self._host(self.router, 1, f"10.88.{self.batch}.1")
        for c in self.cams:
            if c["wifi"]:
                self._ip(self.lan, "link", "set", f"p{10 + c['n']}", "master", "switch", "up")
            else:
                self._plug(self.camera(c), 10 + c["n"])
            self._host(self.camera(c), 10 + c["n"], self.address(c))
        for s in [self.recorder] + [self.camera(c) for c in self.cams]:
            self._ip(s, "route", "add", "default", "via", f"10.88.{self.batch}.1")
        self._far()

    def _far(self):
        self._ip(self.router, "addr", "add", "192.0.2.1/24", "dev", "wan")
        self._ip(self.outside, "addr", "add", "192.0.2.2/24", "dev", "wan")
        for s in (self.router, self.outside):
            self._ip(s, "link", "set", "wan", "up")
        self._ip(self.router, "route", "add", "198.51.100.0/24", "via", "192.0.2.2")
        self._ip(self.outside, "route", "add", f"10.88.{self.batch}.0/24", "via", "192.0.2.1")
        for c in self.cams:
            self._ip(self.outside, "addr", "add", f"{self.outside_address(c)}/32", "dev", "lo")

    def down(self):
        """Takes the site away; what the weathers say of their lateness, by name."""
        late = {}
        for name, p in self.weathers.items():
            p.terminate()
            words = p.stdout.read().split()
            p.wait()
            late[name] = [int(x) for x in words[1:]]
        self.weathers = {}
        for s in self.spaces():
            if os.path.exists(f"/var/run/netns/{s}"):
                sh("ip", "netns", "del", s)
        return late
