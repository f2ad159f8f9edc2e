"""The form of every published figure: `{machine, figures: [{name, value, unit, n, command}]}`."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

_SMALL = 0.01


def row(name: str, value: float, unit: str, n: int, command: str) -> dict[str, Any]:
    """Return one figure as published: to a thousandth, or to three digits where it is small."""
    shown = round(value, 3) if abs(value) >= _SMALL else float(f"{value:.3g}")
    return {"name": name, "value": shown, "unit": unit, "n": n, "command": command}


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def bench_table(result: dict[str, Any]) -> str:
    """Return the figures as lines of text."""
    machine_line = ", ".join(f"{key} {value}" for key, value in result["machine"].items())
    lines = [
        f"{figure['name']:<40}{_shown(figure['value']):>12} {figure['unit']}" for figure in result["figures"]
    ]
    return "\n".join([machine_line, *lines])


def _shown(value: float) -> str:
    return f"{value:.3f}" if value == 0 or abs(value) >= _SMALL else f"{value:.2e}"
