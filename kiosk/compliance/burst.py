"""Which picture of a burst to keep."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.compliance.record import Report


def best_of_burst(reports: Sequence[Report]) -> int:
    """Return the index of the best report: most mandatory checks met, then most optional, then latest.

    The rule of BSI TR-03121-3 (quality assurance of a sequence of pictures). Raises ValueError when empty.
    """
    if not reports:
        raise ValueError("a burst has at least one picture")
    return max(range(len(reports)), key=lambda index: (*_met(reports[index]), index))


def _met(report: Report) -> tuple[int, int]:
    passed = [check.mandatory for check in report.checks if check.passed]
    return sum(passed), len(passed) - sum(passed)
