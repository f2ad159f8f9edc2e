"""The face network of the product sees the sitter as a face, with its features where they are drawn."""

from __future__ import annotations

from hardware.simulated.sitter import accuracy
from models.backend import make_face_finder


def test_mediapipe_finds_the_sitter_and_its_features() -> None:
    finder = make_face_finder(max_faces=2, streaming=False)
    try:
        figures = accuracy.measure(finder.find, seed=4, n=20, size_px=(720, 960))
    finally:
        finder.close()
    assert figures.found_share >= 0.98
    assert figures.iris_percent.mean < 3.0
    assert abs(figures.inter_eye_percent.bias) < 2.0
    assert figures.chin_percent.mean < 12.0
    assert figures.yaw_deg.mean < 4.0
    assert figures.pitch_deg.mean < 5.0
    assert figures.roll_deg.mean < 1.5
