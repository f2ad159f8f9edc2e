"""Starts the simulated world as a process of its own and ends it again."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from hardware.simulated.street_control import StreetControl

END_S = 5.0
"""A world that takes longer than this to end has broken."""


_FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": "6000000"}
"""OpenBLAS's spare threads spin while they wait; glibc would keep 100 MB of blocks freed by the renderer."""


class StreetFailed(Exception):
    """The simulated world did not come up; the text says what it said."""


@dataclass(frozen=True, slots=True)
class CabinetWindow:
    """Size of the cabinet's window and its left and top on the desktop."""

    size_px: tuple[int, int]
    at_px: tuple[int, int]

    @property
    def arguments(self) -> list[str]:
        """As the street wants to be told."""
        width, height = self.size_px
        left, top = self.at_px
        return ["--window", "--window-px", f"{width}x{height}", "--window-at", f"{left},{top}"]


class Street:
    """The running world: `devices` is where its ports and sockets lie, `control` a hand in it."""

    def __init__(
        self,
        devices: Path,
        tray: Path,
        *,
        seed: int = 1,
        window: CabinetWindow | None = None,
        seconds_per_sheet: float = 4.0,
        marker: str | None = None,
        hand: Path | None = None,
    ) -> None:
        devices.mkdir(parents=True, exist_ok=True)
        tray.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "hardware.simulated.street",
            "--dir",
            str(devices),
            "--out",
            str(tray),
        ]
        command += ["--seed", str(seed), "--seconds-per-sheet", str(seconds_per_sheet)]
        command += ["--marker", marker] if marker else []
        command += ["--hand", str(hand)] if hand else []
        command += window.arguments if window else []
        # A session of its own: Ctrl-C is for the demo, which then ends the street in good order.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **_FRUGAL},
        )
        self.devices = devices
        self.tray = tray
        ready = self._process.stdout.readline().strip() if self._process.stdout else ""
        if ready != "READY":
            self._end_process()
            raise StreetFailed("the simulated devices did not start; their message is above")
        self.control = StreetControl(devices / "street.sock")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.control.close()
        self._end_process()

    @property
    def pid(self) -> int:
        """The process of the world."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """False once the cabinet window was closed or the world broke."""
        return self._process.poll() is None

    def check_how_it_ended(self) -> None:
        """Return if the world ended because its window was closed; raise StreetFailed if it broke."""
        try:
            broke = self._process.wait(END_S) != 0
        except subprocess.TimeoutExpired:
            broke = True
        if broke:
            raise StreetFailed("the simulated devices broke down; their message is above")

    def _end_process(self) -> None:
        """Closing its input ends the world; a world that does not end is killed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
