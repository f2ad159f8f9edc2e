"""The 0–100 values against OFIQ's own table.

tests/vectors/ofiq_conformance.csv is the table of expected results of OFIQ 1.0.3 (BSI, MIT licence): native
values and rounded scalars of 28 pictures.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.compliance.ofiq_mapping import CHECKS, COMPONENTS, ofiq_scalar, ofiq_value

TABLE = Path(__file__).parents[1] / "vectors" / "ofiq_conformance.csv"


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_value_of_the_golden_table_is_reproduced(component):
    with TABLE.open(encoding="ascii") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    assert len(rows) == 28
    found = [ofiq_scalar(component, float(row[component])) for row in rows]
    assert found == [int(row[f"{component}.scalar"]) for row in rows]


def test_all_784_values_are_looked_at():
    with TABLE.open(encoding="ascii") as lines:
        (names,) = [line.strip(";\n").split(";") for line in lines][:1]
    assert {name for name in names[1:] if not name.endswith(".scalar")} == set(COMPONENTS)
    assert len(COMPONENTS) * 28 == 784


@given(st.sampled_from(sorted(COMPONENTS)), st.floats(0, 1e6))
def test_a_value_is_always_0_to_100(component, native):
    assert 0 <= ofiq_scalar(component, native) <= 100


def test_only_checks_that_measure_the_same_have_a_value():
    assert set(CHECKS.values()) <= set(COMPONENTS)
    assert ofiq_value("pose.yaw", 20.0) == 88
    assert ofiq_value("pose.yaw", None) is None
    assert ofiq_value("image.sharpness", 0.8) is None
