# SPDX-License-Identifier: Apache-2.0
"""Runs a program and measures it."""
import os
import signal
import subprocess
import threading
import time


def anonymous_kib(pid):
    """RssAnon of a process and its children."""
    total = 0
    try:
        for line in open(f"/proc/{pid}/status"):
            if line.startswith("RssAnon:"):
                total += int(line.split()[1])
        for child in open(f"/proc/{pid}/task/{pid}/children").read().split():
            total += anonymous_kib(int(child))
    except (OSError, ValueError):
        pass
    return total


def measure(command, limit=None, memory=True):
    """Seconds, peak of anonymous KiB, status; status None: cut off at the limit. Watching the memory
    takes processor time from a program that uses all there is: without memory the peak is 0."""
    begin = time.perf_counter()
    done = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)
    peak = [0]

    def sample():
        while done.poll() is None:
            peak[0] = max(peak[0], anonymous_kib(done.pid))
            time.sleep(0.01)

    watcher = threading.Thread(target=sample) if memory else None
    if watcher:
        watcher.start()
    try:
        status = done.wait(limit)
    except subprocess.TimeoutExpired:
        os.killpg(done.pid, signal.SIGKILL)  # the session that was made for it
        done.wait()
        status = None
    seconds = time.perf_counter() - begin
    if watcher:
        watcher.join()
    return seconds, peak[0], status
