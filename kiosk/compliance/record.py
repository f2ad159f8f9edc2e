"""The result of a check and of all checks of a picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from kiosk.compliance.hints import CHECK_HINTS
from kiosk.compliance.ofiq_mapping import ofiq_value


class CheckJson(TypedDict):
    """The shape of one check in the JSON that `kiosk check` prints."""

    id: str
    value: float | None
    unit: str
    min: float | None
    max: float | None
    tolerance: float
    mandatory: bool
    passed: bool
    hint: str | None
    ofiq: int | None


class ReportJson(TypedDict):
    """The shape of what `kiosk check --json` prints."""

    document: str
    passed: bool
    checks: list[CheckJson]


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One requirement, what was measured, and whether it is met.

    The fields follow the answers of conformance test BSI TR-03122-3 (id, bounds, their tolerance, result):
    `value` in `unit`, None when it could not be measured; `min` and `max` inclusive, None when open; a value
    outside by no more than `tolerance` (the uncertainty of the measurement) still passes. `hint` is a key of
    `kiosk.compliance.hints` and None when the check passed.
    """

    id: str
    value: float | None
    unit: str
    min: float | None
    max: float | None
    tolerance: float
    mandatory: bool
    passed: bool
    hint: str | None

    @property
    def ofiq(self) -> int | None:
        """The 29794-5-style value 0 to 100 beside `value`, for information; None where there is none."""
        return ofiq_value(self.id, self.value)

    def to_json(self) -> CheckJson:
        """Return the record as plain values, numbers rounded to four decimals."""
        return {
            "id": self.id,
            "value": _rounded(self.value),
            "unit": self.unit,
            "min": _rounded(self.min),
            "max": _rounded(self.max),
            "tolerance": round(self.tolerance, 4),
            "mandatory": self.mandatory,
            "passed": self.passed,
            "hint": self.hint,
            "ofiq": self.ofiq,
        }


@dataclass(frozen=True, slots=True)
class Limit:
    """What a measured value must lie within; `id` names the check and with it the hints of `CHECK_HINTS`.

    Beyond `gross` a value is so far outside that a check decides which otherwise only advises.
    """

    id: str
    unit: str
    min: float | None = None
    max: float | None = None
    tolerance: float = 0.0
    mandatory: bool = True
    gross: float | None = None

    def check(self, value: float | None) -> CheckRecord:
        """Return the record for a measured value.

        What could not be measured does not pass, unless it is advisory: nobody is sent a hint for nothing.
        """
        low = -math.inf if self.min is None else self.min - self.tolerance
        high = math.inf if self.max is None else self.max + self.tolerance
        passed = not self.mandatory if value is None else low <= value <= high
        mandatory = self.mandatory or self._is_gross(value)
        hint = None
        if not passed:
            below, above = CHECK_HINTS[self.id]
            hint = above if value is not None and value > high else below
        return CheckRecord(
            self.id, value, self.unit, self.min, self.max, self.tolerance, mandatory, passed, hint
        )

    def _is_gross(self, value: float | None) -> bool:
        if value is None or self.gross is None:
            return False
        return value > self.gross if self.max is not None and self.gross > self.max else value < self.gross


@dataclass(frozen=True, slots=True)
class Report:
    """Every check of one picture for one document.

    `passed` is true when every mandatory check passed.
    """

    document: str
    checks: tuple[CheckRecord, ...]

    @property
    def passed(self) -> bool:
        """Whether every mandatory check passed."""
        return all(check.passed for check in self.checks if check.mandatory)

    @classmethod
    def of(cls, document: str, checks: Iterable[CheckRecord]) -> Report:
        """Return a report with the most urgent check first, in the order of `CHECK_HINTS`."""
        order = list(CHECK_HINTS)
        return cls(document, tuple(sorted(checks, key=lambda check: order.index(check.id))))

    def find(self, check_id: str) -> CheckRecord | None:
        """Return the check of that id, or None when it was not made."""
        return next((check for check in self.checks if check.id == check_id), None)

    def to_json(self) -> ReportJson:
        """Return the report as plain values, ready for JSON."""
        return {
            "document": self.document,
            "passed": self.passed,
            "checks": [check.to_json() for check in self.checks],
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
