# SPDX-License-Identifier: Apache-2.0
"""Writes a capture whose devices call themselves what would hurt a careless page:
hostile.py FILE"""
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
import talk  # noqa: E402
import wire  # noqa: E402

NAMES = ["<script>window.hurt=1</script>", '"><img src=x onerror="window.hurt=1">',
         "</script><script>window.hurt=1</script>", "\x1b[2J\x1b]0;x\x07", "javascript:window.hurt=1",
         "\u202egnp.exe", "&lt;b&gt;", "{{7*7}}${7*7}"]

capture = wire.Capture()
site = talk.Site(capture, random.Random(1), 1772352000.0, wire.mac("02:00:00:00:00:01"), "10.0.0.1",
                 "10.0.0.1")
for i, name in enumerate(NAMES):
    host = talk.Host(site, f"02:00:00:00:01:{i:02x}", f"10.0.0.{10 + i}", site.start + i)
    host.announce()
    host.dhcp(hostname=name)
    host.tls("203.0.113.9", name, 443)
capture.write(sys.argv[1])
