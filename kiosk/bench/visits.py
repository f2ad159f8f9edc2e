"""Figures of this machine from whole simulated visits.

Everything runs headless at 1080×1920 with the true programs; memory is the proportional set size, so that a
page shared by two programs counts once.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.bench.figures import machine, row
from kiosk.booth.compose import Booth
from kiosk.demo.run import DemoOptions, VisitRecord, run_demo
from kiosk.demo.street import Street
from kiosk.messages.from_visit import Shown, VisitEnded, VisitWiped
from kiosk.messages.message import Message
from kiosk.privacy.memory_scan import processes_below

MEMORY_EVERY_S = 2.0

UNITS = {
    "start_to_attract_s": "s",
    "live_fps": "1/s",
    "analysis_fps": "1/s",
    "frame_gap_p50_ms": "ms",
    "frame_gap_p95_ms": "ms",
    "frame_gap_p99_ms": "ms",
    "live_gap_max_ms": "ms",
    "frame_gap_max_ms": "ms",
    "live_loop_mean_ms": "ms",
    "camera_to_hint_p50_ms": "ms",
    "camera_to_hint_p95_ms": "ms",
    "capture_to_choice_s": "s",
    "sheet_s": "s",
    "handover_gap_ms": "ms",
    "wipe_p50_s": "s",
    "wipe_p99_s": "s",
    "visits_per_hour": "1/h",
    "peak_memory_mb": "MB",
}
"""Names and units of the figures, in the order they are shown; names are stable (design: contracts)."""

BEST_IS_LOW = {name for name in UNITS if not name.endswith(("_fps", "_per_hour"))}


@dataclass
class Watch:
    """Looks at the running booth from outside: when screens change hands, and how much memory is in use."""

    started_s: float = field(default_factory=time.monotonic)
    attract_s: float | None = None
    handover_gaps_s: list[float] = field(default_factory=list)
    wipes_s: list[float] = field(default_factory=list)
    peak_mb: dict[str, float] = field(default_factory=dict)
    _ended_s: float | None = None
    _next_memory_s: float = 0.0
    _watching: bool = False

    def turn(self, booth: Booth, street: Street) -> None:
        """Called at every turn of the supervisor."""
        if not self._watching:
            self._watching = True
            booth.observe(self.hear)
        now_s = time.monotonic()
        if now_s >= self._next_memory_s:
            self._next_memory_s = now_s + MEMORY_EVERY_S
            self._weigh(booth, street)

    def hear(self, source: str, message: Message) -> None:
        """Note the moments that matter."""
        if isinstance(message, Shown) and self.attract_s is None:
            self.attract_s = message.at_s - self.started_s
        elif isinstance(message, VisitEnded):
            self._ended_s = time.monotonic()
        elif isinstance(message, Shown) and source == "waiting" and self._ended_s is not None:
            self.handover_gaps_s.append(max(0.0, message.at_s - self._ended_s))
            self._ended_s = None
        elif isinstance(message, VisitWiped):
            self.wipes_s.append(message.took_s)

    def _weigh(self, booth: Booth, street: Street) -> None:
        roles = {**booth.pids, street.pid: "street"}
        now: dict[str, float] = {}
        for pid in processes_below(os.getpid()):
            role = roles.get(pid, "supervisor" if pid == os.getpid() else "other")
            now[role] = now.get(role, 0.0) + proportional_mb(pid)
        now["all"] = sum(now.values())
        for role, size_mb in now.items():
            self.peak_mb[role] = max(size_mb, self.peak_mb.get(role, 0.0))


def proportional_mb(pid: int) -> float:
    """Return the proportional set size of a process in MB (10^6 bytes); 0 when it is gone."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0.0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024 / 1e6


def run_bench(visits: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Run simulated visits and return `{machine, figures: [{name, value, unit, n, command}]}`."""
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    command = f"kiosk bench --visits {visits}"
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="obscura-bench-") as folder:
        options = DemoOptions(out=Path(folder), visits=visits, measure=True, save_screens=False)
        records = run_demo(options, say, watch.turn)
    figures = worst_of(records)
    if watch.attract_s is not None:
        figures["start_to_attract_s"] = watch.attract_s
    if watch.handover_gaps_s:
        figures["handover_gap_ms"] = 1e3 * max(watch.handover_gaps_s)
    if watch.wipes_s:
        figures["wipe_p50_s"], figures["wipe_p99_s"] = np.percentile(watch.wipes_s, (50, 99))
    figures["visits_per_hour"] = 3600.0 / max(record.seconds for record in records)
    rows = [row(name, figures[name], UNITS[name], visits, command) for name in UNITS if name in figures]
    for role, size_mb in sorted(watch.peak_mb.items()):
        name = "peak_memory_mb" if role == "all" else f"peak_memory_mb.{role}"
        rows.append(row(name, size_mb, "MB", visits, command))
    return {"machine": machine(), "figures": rows}


def worst_of(records: list[VisitRecord]) -> dict[str, float]:
    """Return of each figure the worst visit's."""
    worst: dict[str, float] = {}
    for record in records:
        for name, value in record.figures.items():
            pick = max if name in BEST_IS_LOW else min
            worst[name] = pick(value, worst.get(name, value))
    return worst
