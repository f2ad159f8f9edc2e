"""The form of every published figure: `{machine, figures: [{name, value, unit, n, command}]}`."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any


def row(name: str, value: float, unit: str, n: int, command: str) -> dict[str, Any]:
    """Return one figure as published."""
    return {"name": name, "value": round(value, 3), "unit": unit, "n": n, "command": command}


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
    lines = [f"{figure['name']:<40}{figure['value']:>12.3f} {figure['unit']}" for figure in result["figures"]]
    return "\n".join([machine_line, *lines])
