#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A camera: GStreamer's RTSP server that plays one encoded file once, in real time. Writes the
monotonic time at which the picture began to MARK.

usage: camera.py FILE CODEC MARK"""
import os
import sys
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402 (the versions must be asked for first)


def main():
    path, codec, mark = sys.argv[1:4]
    Gst.init(None)
    server = GstRtspServer.RTSPServer.new()
    server.set_service("554")
    factory = GstRtspServer.RTSPMediaFactory.new()
    parse, pay = ("h264parse", "rtph264pay") if codec == "h264" else ("h265parse", "rtph265pay")
    factory.set_launch(f"( filesrc location={path} ! qtdemux ! {parse} ! {pay} name=pay0 pt=96 mtu=1400 config-interval=-1 )")
    factory.set_shared(True)

    def began(_media, state):
        if state == Gst.State.PLAYING:
            with open(mark + ".part", "w", encoding="ascii") as f:
                f.write(f"{time.monotonic():.6f}\n")
            os.rename(mark + ".part", mark)

    factory.connect("media-configure", lambda _f, media: media.connect("new-state", began))
    server.get_mount_points().add_factory("/live", factory)
    server.attach(None)
    print("ready", flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
