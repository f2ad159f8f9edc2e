"""What the sitter remembers from one picture to the next saves work and never shows."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.simulated.sitter import Backdrop, Expression, Light, Look, Pose, Sitter

SMALL = (240, 320)


@cache
def sitter(history: str) -> Sitter:
    """Return a sitter who has sat for other pictures than the sitter of another history."""
    assert history in ("long", "short")
    return Sitter(Look(hair="wavy", garment="shirt"), SMALL)


sways = st.builds(
    Pose,
    yaw_deg=st.floats(-3, 3),
    pitch_deg=st.floats(-3, 3),
    x_mm=st.floats(-40, 40),
    y_mm=st.floats(-40, 40),
    distance_mm=st.floats(880, 920),
)
faces = st.builds(Expression, lids=st.floats(0, 1), gaze_y_deg=st.floats(-5, 5))
lights = st.sampled_from([Light(), Light(level=0.5), Light(direction_deg=20.0)])
walls = st.sampled_from([Backdrop(), Backdrop(rgb=(90, 120, 90))])


@given(st.lists(st.tuples(sways, faces, lights, walls), min_size=1, max_size=4), st.data())
@settings(max_examples=8, deadline=None)
def test_a_picture_does_not_depend_on_those_before_it(
    before: list[tuple[Pose, Expression, Light, Backdrop]], data: st.DataObject
) -> None:
    for scene in before:
        sitter("long").render(*scene)
    pose, face, light, wall = data.draw(st.tuples(sways, faces, lights, walls))
    one = sitter("long").render(pose, face, light, wall, seed=3, want_alpha=True)
    other = sitter("short").render(pose, face, light, wall, seed=3, want_alpha=True)
    assert np.array_equal(one.bgr, other.bgr)
    assert one.alpha is not None
    assert other.alpha is not None
    assert np.array_equal(one.alpha, other.alpha)
    assert one.truth == other.truth


def test_the_shoulders_go_where_the_body_goes() -> None:
    def shoulder_y(y_mm: float) -> float:
        alpha = sitter("long").render(Pose(y_mm=y_mm), want_alpha=True).alpha
        assert alpha is not None
        return float(SMALL[1] - alpha[:, 30].sum())

    per_mm = 1.855 * SMALL[1] / 978.0
    assert abs(shoulder_y(-30.0) - shoulder_y(0.0) - 30.0 * per_mm) < 1.0


def test_a_picture_given_away_stays_as_it_is() -> None:
    first = sitter("long").render(seed=1)
    kept = first.bgr.copy()
    sitter("long").render(Pose(x_mm=12.0), light=Light(level=0.4), seed=2)
    assert np.array_equal(first.bgr, kept)
