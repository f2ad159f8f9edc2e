"""`kiosk bench --accuracy`: how true points, checks and coach are, against rendered and real faces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.bench.check_accuracy import figures_of, measure_checks
from kiosk.bench.coach_runs import Rehearsal, coach_figures
from kiosk.bench.face_accuracy import face_figures
from kiosk.bench.figures import machine
from kiosk.bench.real_faces import judge_real_faces

MOST_POINTS = 60
"""Pictures of which the points are compared; more change the figures little."""

SITTINGS = 500


def run_accuracy(pictures: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure the checks on `pictures` rendered pictures, and points, real faces and coach besides."""
    command = f"kiosk bench --accuracy {pictures}"
    figures = figures_of(measure_checks(pictures, say), "accuracy", command)
    say("real faces, with defects drawn over them")
    figures += figures_of(judge_real_faces(), "accuracy.real", command)
    sittings = min(pictures, SITTINGS)
    say(f"{sittings} sittings with the coach")
    rehearsal = Rehearsal()
    figures += coach_figures([rehearsal.sit(seed) for seed in range(sittings)], command)
    say("points of the face")
    figures += face_figures(min(pictures, MOST_POINTS), command)
    return {"machine": machine(), "figures": figures}


def accuracy_table(figures: list[dict[str, Any]]) -> str:
    """Return the checks' figures a check a line, beside the published ones; empty without any."""
    columns = ("eer", "frr", "far", "frr_skin_spread", "error_p95", "ficv_eer")
    cells: dict[str, dict[str, float]] = {}
    for figure in figures:
        name, _, column = figure["name"].rpartition(".")
        if column in columns:
            cells.setdefault(name, {})[column] = figure["value"]
    lines = [f"{'':<34}{'EER':>8}{'FRR':>8}{'FAR':>8}{'skins':>8}{'err p95':>9}{'FICV':>8}"]
    for name, values in cells.items():
        shown = [f"{values[column]:.1f}" if column in values else "–" for column in columns]
        lines.append(
            f"{name:<34}" + "".join(f"{cell:>{9 if at == 4 else 8}}" for at, cell in enumerate(shown))
        )
    return "\n".join(lines) if cells else ""
