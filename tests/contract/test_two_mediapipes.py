"""MediaPipe's face landmarker owes what its face mesh owes, agrees with it, and stands in for it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import models.backend
from kiosk.bench.backends import differences, look, pictures
from kiosk.cli.main import main
from models.backend import check_backend, chosen_backend, make_face_finder, make_person_masker
from models.bare_packages import MediapipeUnavailableError, has_module
from models.drawn_face import drawn_face
from models.face import FaceLandmarks
from models.landmark_mask import LandmarkPersonMasker
from models.mediapipe_face import MediapipeFaceFinder, MediapipePersonMasker
from models.registry import known_models
from models.tasks_face import TasksFaceFinder

MODELS = Path(__file__).parents[2].parent / "shared" / "models"
FACE_MESH = "mediapipe.python.solutions.face_mesh"
needs_the_file = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not (MODELS / "face_landmarker.task").exists(),
        reason=f"needs {MODELS}/face_landmarker.task; `kiosk models install face-landmarker` fetches one",
    ),
]
PUBLISHED = {
    "points_px": 5.0,
    "yaw_deg": 1.5,
    "pitch_deg": 4.0,
    "roll_deg": 2.0,
    "eyes_mm": 1.5,
    "chin_mm": 3.5,
    "skull_mm": 4.0,
    "hair_mm": 7.0,
}
"""How far the two may be apart in a picture of 960 × 1280: the worst of 80 and a little more."""


@pytest.fixture
def only_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide MediaPipe's own networks, on whichever Python this is."""
    monkeypatch.setattr(models.backend, "has_module", lambda name: name != FACE_MESH and has_module(name))


@pytest.fixture(scope="module")
def stills() -> Iterator[TasksFaceFinder]:
    network = (MODELS / "face_landmarker.task").read_bytes()
    finder = TasksFaceFinder(network, streaming=False, blendshapes=True)
    yield finder
    finder.close()


def on_canvas(*corners: tuple[int, int]) -> np.ndarray:
    canvas = np.full((640, 640, 3), 200, np.uint8)
    for left, top in corners:
        canvas[top : top + 192, left : left + 192] = drawn_face()
    return canvas


class TestWithItsFile:
    pytestmark = needs_the_file

    def test_a_drawn_face_is_found_with_its_expression_and_nobody_in_an_empty_booth(self, stills):
        assert len(stills.follow(on_canvas((40, 100), (380, 300)))) == 2
        (face,) = stills.find(on_canvas((300, 200)))
        assert face.points_px.shape == (478, 3)
        assert face.points_px.dtype == np.float32
        assert face.points_px[[468, 473], :2] == pytest.approx(np.array([[376, 284], [416, 284]]), abs=4)
        assert face.points_px[1, 2] < face.points_px[234, 2], (
            "the nose is nearer to the camera than the cheek"
        )
        assert face.blendshapes is not None
        assert len(face.blendshapes) == 52
        assert face.blendshapes["eyeBlinkLeft"] < 0.5
        assert stills.follow(np.full((480, 640, 3), 180, np.uint8)) == ()

    @pytest.mark.usefixtures("only_tasks")
    def test_a_streams_faces_are_followed_and_others_not_looked_for(self, monkeypatch):
        monkeypatch.setenv("OBSCURA_MODELS", str(MODELS))
        finder = make_face_finder()
        assert isinstance(finder, TasksFaceFinder)
        nobody, alone, both = on_canvas(), on_canvas((40, 100)), on_canvas((40, 100), (380, 300))
        assert finder.find(nobody) == (), "starting leaves no face behind"
        assert [len(finder.follow(picture)) for picture in (alone, both, both)] == [1, 1, 1]
        assert len(finder.find(both)) == 2
        assert [len(finder.follow(picture)) for picture in (both, both, nobody, both)] == [2, 2, 0, 2]
        finder.close()
        finder.close()

    def test_mediapipe_runs_where_no_socket_can_be_opened(self, stills):
        with pytest.raises(PermissionError):
            stills._alone.run(socket.socket)
        socket.socket().close()

    @pytest.mark.skipif(not has_module(FACE_MESH), reason=f"this mediapipe has no {FACE_MESH}")
    def test_both_agree_on_the_sitter_within_what_is_published(self, stills):
        finder, masker = MediapipeFaceFinder(streaming=False), MediapipePersonMasker()
        rgb, truth = next(pictures(1))
        mesh, landmarker = look(rgb, finder, masker), look(rgb, stills, LandmarkPersonMasker())
        assert mesh is not None
        assert landmarker is not None
        apart = differences(mesh, landmarker, truth.px_per_mm)
        assert {what: apart[what] for what, most in PUBLISHED.items() if apart[what] > most} == {}
        masks = [each.mask(rgb, (mesh.face,)) > 0.5 for each in (masker, LandmarkPersonMasker())]
        assert np.logical_and(*masks).sum() / np.logical_or(*masks).sum() > 0.94
        finder.close()
        masker.close()


def test_without_a_face_nobody_is_masked():
    assert not LandmarkPersonMasker().mask(drawn_face(), ()).any()


def test_a_face_that_fills_the_picture_is_all_person():
    points = np.zeros((478, 3), np.float32)
    points[[10, 152, 234, 454], :2] = (96, -300), (96, 500), (-300, 100), (500, 100)
    assert LandmarkPersonMasker().mask(drawn_face(), (FaceLandmarks(points),)).min() >= 0.0


@pytest.mark.usefixtures("only_tasks")
def test_the_landmarker_is_chosen_only_where_there_is_no_face_mesh(monkeypatch, tmp_path):
    monkeypatch.setenv("OBSCURA_MODELS", str(tmp_path))
    with pytest.raises(MediapipeUnavailableError, match="run `kiosk models install face-landmarker`"):
        chosen_backend()
    (tmp_path / "face_landmarker.task").write_bytes(b"not the file")
    assert chosen_backend() == "tasks"
    with pytest.raises(MediapipeUnavailableError, match="install face-landmarker"):
        check_backend()
    with pytest.raises(MediapipeUnavailableError, match="install face-landmarker"):
        make_face_finder()
    assert isinstance(make_person_masker(), LandmarkPersonMasker)
    (tmp_path / known_models().for_task("person-mask")[0].file).write_bytes(b"not the file")
    with pytest.raises(MediapipeUnavailableError, match="run `kiosk models verify`"):
        make_person_masker()
    monkeypatch.setattr(models.backend, "has_module", lambda name: name == FACE_MESH)
    assert chosen_backend() == "solutions"
    monkeypatch.setattr(models.backend, "has_module", lambda _name: False)
    with pytest.raises(MediapipeUnavailableError, match="make demo"):
        chosen_backend()
    result = CliRunner().invoke(main, ["bench", "--crop", "1"])
    assert result.exit_code == 2
    assert "make demo" in result.stderr.splitlines()[-1]
