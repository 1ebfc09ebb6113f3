# SPDX-License-Identifier: Apache-2.0
"""No capture costs more than its length: each attack of attacks.py is audited at a size and at four
times that size. Four times the input may cost at most 2.5 * 2.5 times the instructions where the
kernel counts them, else at most 8 times the processor time (linear is 4, quadratic 16). Memory has a
fixed ceiling for what is streamed, and one for what names ever new devices or contacts.

  test_adversarial.py CAMTRAIL SOURCE [--scale N] [ATTACK...]

With --scale 100 the largest have two million frames."""
import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import attacks  # noqa: E402
import cases  # noqa: E402

FRAMES, DOCUMENTS = 3000, 4  # of the smaller run
INSTRUCTIONS, SECONDS = 6.25, 8.0
LEAST_SECONDS = 0.15  # less is noise
MEMORY = 400 << 10    # KiB: a sanitizer's build with everything loaded
# Each frame is another device, contact or name: these take memory, a few KiB each.
GROWING = 64          # KiB a frame in a sanitizer's build, on top


def counts_instructions():
    try:
        done = subprocess.run(["perf", "stat", "-x,", "-e", "instructions:u", "true"], text=True,
                              capture_output=True)
    except FileNotFoundError:
        return False
    return re.search(r"^\d+,", done.stderr, re.M) is not None


class Cost:
    def __init__(self, c, perf):
        self.c, self.perf = c, perf
        self.start = self.of(attacks.capture([attacks.frame(bytes(46))]))[0]

    def of(self, data):
        """Instructions or seconds, and the most memory in KiB."""
        path, counted = self.c.scratch / "attack.pcap", self.c.scratch / "counted"
        path.write_bytes(data)
        command = [self.c.program, "audit", "-q", "--one-process", "--json",
                   str(self.c.scratch / "report.json"), "--force", str(path)]
        if self.perf:
            command = ["perf", "stat", "-x,", "-o", str(counted), "-e", "instructions:u"] + command
        # What is freed is to be seen as free.
        env = dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=8:malloc_context_size=0")
        errors = self.c.scratch / "errors"
        with errors.open("wb") as err:
            child = subprocess.Popen(command, stdout=err, stderr=err, env=env)
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode in (0, 1, 3), errors.read_text(errors="replace")[:2000]
        work = used.ru_utime + used.ru_stime
        if self.perf:
            work = int(re.search(r"^(\d+),", counted.read_text(), re.M).group(1))
        return work, used.ru_maxrss

    def check(self, make, n, growing):
        small, _ = self.of(make(n))
        large, memory = self.of(make(4 * n))
        least = 0 if self.perf else LEAST_SECONDS
        small, large = max(small - self.start, least), max(large - self.start, least)
        limit = INSTRUCTIONS if self.perf else SECONDS
        if large > limit * max(small, 1e-9) and not self.perf:
            # a busy machine: once more before complaining
            small = max(self.of(make(n))[0] - self.start, least)
            large = max(self.of(make(4 * n))[0] - self.start, least)
        assert large <= limit * max(small, 1e-9), f"{small:.4g} at {n}, {large:.4g} at {4 * n}"
        budget = MEMORY + (GROWING * 4 * n if growing else 0)
        assert memory <= budget, f"{memory} KiB at {4 * n}, more than {budget}"


# Ever new contacts of one device: what looks at each pair of them shows only where there are many.
MANY, MANY_TIMES = {"flows_by_high_bits", "servers", "callers", "local_star"}, 4

# What makes rows of the ledger, frame by frame.
LEDGER = {"flows_by_port", "flows_by_high_bits", "reopened", "new_macs", "arp_claims", "arp_fight",
          "twins", "twins_apart", "talk_all", "servers", "callers", "local_star", "local_star_served",
          "one_name_many_addresses", "icmp_storm", "many_names", "many_answers",
          "contacts_with_names", "mdns_names", "dhcp_names", "http_hosts", "drip_http"}


def of_frames(attack):
    return lambda n: attacks.capture(attack(n))


def tests(scale):
    """Name -> how to make it, its smaller size, whether it may grow."""
    found = {name: (of_frames(f), FRAMES * scale * (MANY_TIMES if name in MANY else 1), name in LEDGER)
             for name, f in attacks.FRAMES.items()}
    # A message that drips is given up at some length: it must reach that length.
    found |= {name: (of_frames(f), 4 * FRAMES * scale, False) for name, f in attacks.DRIPS.items()}
    found |= {name: (of_frames(f), DOCUMENTS * scale, False) for name, f in attacks.DOCUMENTS.items()}
    found |= {name: (f, 4 * FRAMES * scale, False) for name, f in attacks.FILES.items()}
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("source")
    parser.add_argument("attacks", nargs="*")
    parser.add_argument("--scale", type=int, default=1)
    a = parser.parse_args()

    cost = []

    def test(what):
        def run(c):
            if not cost:
                cost.append(Cost(c, counts_instructions()))
            cost[0].check(*what)
        return run

    cases.main({f"test_{name}": test(what) for name, what in tests(a.scale).items()
                if not a.attacks or name in a.attacks}, a.program, a.source)
