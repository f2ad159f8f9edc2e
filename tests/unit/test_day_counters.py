"""Counts by the day: today for staff, the last full day for operators."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kiosk.booth.day_counters import DayCounters, load_counters, save_counters

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)


def test_the_day_before_shows_only_once_it_is_over() -> None:
    counters = DayCounters(MONDAY).plus("visits", MONDAY).plus("visits", MONDAY)
    assert (counters.today, counters.day_before) == ({"visits": 2}, {})
    tuesday = counters.plus("sheets", TUESDAY)
    assert (tuesday.today, tuesday.day_before) == ({"sheets": 1}, {"visits": 2})


def test_days_without_power_are_not_the_day_before() -> None:
    assert DayCounters(MONDAY, {"visits": 2}).on(FRIDAY) == DayCounters(FRIDAY, {}, {})


def test_a_clock_set_back_starts_no_new_day() -> None:
    counters = DayCounters(TUESDAY, {"visits": 2})
    assert counters.on(MONDAY) == counters


def test_counts_outlive_a_restart_and_a_damaged_file_starts_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "day.json"
    counters = DayCounters(MONDAY).plus("visits", MONDAY)
    save_counters(path, counters)
    assert load_counters(path, MONDAY) == counters
    save_counters(tmp_path / "no-folder" / "day.json", counters)
    assert "a restart would forget today's counts" in caplog.text
    path.write_text("{", encoding="utf-8")
    assert load_counters(path, MONDAY) == DayCounters(MONDAY)
