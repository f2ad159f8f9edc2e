"""The world outside the booth as one process: `python -m hardware.simulated.street --dir RUN --out TRAY`.

Says `READY` on standard output when every device is up. Ends on SIGTERM, on SIGINT, or when standard input
closes, so that it never outlives who started it.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from hardware.simulated.street_control import ControlServer
from hardware.simulated.world import Places, World

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the street until it is told to end."""
    options = _parser().parse_args(arguments)
    cv2.setNumThreads(1)  # the booth's programs need the other cores
    stop, ask_to_stop = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    _stop_on_signals(ask_to_stop)
    dead = _stop_when_a_device_dies(ask_to_stop)
    places = Places(options.dir, options.out, options.hand)
    world = World(
        places,
        time.monotonic,
        seed=options.seed,
        size_px=options.size,
        burst_size_px=options.burst_size,
        fps=options.fps,
        seconds_per_sheet=options.seconds_per_sheet,
        marker=options.marker,
    )
    try:
        with ControlServer(places.control, world.do):
            sys.stdout.write("READY\n")
            sys.stdout.flush()
            if options.window:
                os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"  # standard output says READY and nothing else
                from hardware.simulated.cabinet import run_cabinet

                run_cabinet(world.do, lambda: _ended(stop, 0.0), options.window_px, options.window_at)
            else:
                while not _ended(stop, None):
                    pass
    finally:
        world.close()
    return 1 if dead else 0


def _stop_on_signals(ask_to_stop: int) -> None:
    signal.set_wakeup_fd(ask_to_stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)


def _stop_when_a_device_dies(ask_to_stop: int) -> list[str]:
    """Return a list that gets the name of a device whose thread failed; the street then ends."""
    dead: list[str] = []

    def report(failure: threading.ExceptHookArgs) -> None:
        threading.__excepthook__(failure)
        dead.append(failure.thread.name if failure.thread else "?")
        os.write(ask_to_stop, b"!")

    threading.excepthook = report
    return dead


def _ended(stop: int, timeout_s: float | None) -> bool:
    ready, _, _ = select.select([stop, sys.stdin], [], [], timeout_s)
    return stop in ready or (sys.stdin in ready and not os.read(sys.stdin.fileno(), 4096))


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 0 < int(width) <= 8192 and 0 < int(height) <= 8192):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 960x1280")
    return int(width), int(height)


def _place(text: str) -> tuple[int, int]:
    left, _, top = text.partition(",")
    if not (left.isdecimal() and top.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a place such as 64,72")
    return int(left), int(top)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="street", description="The simulated world outside the booth.")
    parser.add_argument("--dir", type=Path, required=True, help="where the devices' sockets and ports appear")
    parser.add_argument("--out", type=Path, required=True, help="the printer's tray")
    parser.add_argument("--hand", type=Path, default=None, help="where the last sheet taken is kept")
    parser.add_argument("--seed", type=int, default=1, help="which sitter comes in first")
    parser.add_argument("--size", type=_size, default=(960, 1280), help="live picture, WIDTHxHEIGHT")
    parser.add_argument("--burst-size", type=_size, default=None, help="full picture, WIDTHxHEIGHT")
    parser.add_argument("--fps", type=float, default=30.0, help="live pictures per second at most")
    parser.add_argument("--seconds-per-sheet", type=float, default=2.0, help="how long printing takes")
    parser.add_argument("--marker", type=bytes.fromhex, help="16 hex digits, put into every picture")
    parser.add_argument("--window", action="store_true", help="show the cabinet window")
    parser.add_argument("--window-px", type=_size, default=None, help="size of the cabinet, WIDTHxHEIGHT")
    parser.add_argument("--window-at", type=_place, default=None, help="where on the desktop, LEFT,TOP")
    return parser


if __name__ == "__main__":
    sys.exit(main())
