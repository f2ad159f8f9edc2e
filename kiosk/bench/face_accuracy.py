"""How far the face mesh's points lie from the truth of rendered sitters."""

from __future__ import annotations

import contextlib
from typing import Any

from hardware.simulated.sitter.accuracy import measure
from kiosk.bench.figures import row
from models.backend import make_face_finder


def face_figures(pictures: int, command: str) -> list[dict[str, Any]]:
    """Measure `pictures` rendered faces of all looks and poses."""
    with contextlib.closing(make_face_finder(streaming=False)) as finder:
        result = measure(finder.find, n=pictures)
    figures = [row("sitter.found_share", result.found_share, "share", pictures, command)]
    for name, errors, unit in (
        ("iris_error", result.iris_percent, "% of IED"),
        ("inter_eye_error", result.inter_eye_percent, "%"),
        ("chin_error", result.chin_percent, "% of IED"),
        ("yaw_error", result.yaw_deg, "deg"),
        ("pitch_error", result.pitch_deg, "deg"),
        ("roll_error", result.roll_deg, "deg"),
    ):
        figures.extend(
            row(f"sitter.{name}_{part}", getattr(errors, part), unit, pictures, command)
            for part in ("mean", "p95", "bias")
        )
    return figures
