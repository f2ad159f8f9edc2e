"""Starts the simulated world as a process of its own and ends it again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Self

from hardware.simulated.street_control import StreetControl


class StreetFailed(Exception):
    """The simulated world did not come up; the text says what it said."""


class Street:
    """The running world: `devices` is where its ports and sockets lie, `control` a hand in it."""

    def __init__(
        self,
        devices: Path,
        tray: Path,
        *,
        seed: int = 1,
        window: bool = False,
        seconds_per_sheet: float = 4.0,
        marker: str | None = None,
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
        self._process = subprocess.Popen(
            command + (["--window"] if window else []),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
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

    def _end_process(self) -> None:
        """Closing its input ends the world; a world that does not end is killed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(5.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
