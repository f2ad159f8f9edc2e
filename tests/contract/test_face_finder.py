"""What every face finder and person masker owes, asked of MediaPipe's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.bare_packages import has_module
from models.drawn_face import drawn_face
from models.mediapipe_face import MediapipeFaceFinder, MediapipePersonMasker
from models.mirrored_mesh import MATES, mirrored_back

pytestmark = pytest.mark.skipif(
    not has_module("mediapipe.python.solutions.face_mesh"),
    reason="this mediapipe has no face mesh; what it has instead is tested in test_two_mediapipes",
)

FACES = Path(__file__).parents[2].parent / "shared" / "faces"
PICTURES = {"official-portrait.jpg": (491, 274), "curly-hair-24mp.jpg": (1780, 2450)}
"""Picture to a point on the face, in pixels."""


@pytest.fixture(scope="module")
def finder() -> Iterator[MediapipeFaceFinder]:
    found = MediapipeFaceFinder(streaming=False)
    yield found
    found.close()


@pytest.fixture(scope="module")
def masker() -> Iterator[MediapipePersonMasker]:
    made = MediapipePersonMasker()
    yield made
    made.close()


def picture(name: str) -> np.ndarray:
    if not (FACES / name).exists():
        pytest.skip(f"needs {FACES / name}, which only the project's own machines have")
    return cv2.cvtColor(cv2.imread(str(FACES / name)), cv2.COLOR_BGR2RGB)


def on_canvas(face: np.ndarray, left: int, top: int, size: tuple[int, int] = (640, 640)) -> np.ndarray:
    canvas = np.full((*size, 3), 200, np.uint8)
    canvas[top : top + face.shape[0], left : left + face.shape[1]] = face
    return canvas


@pytest.mark.parametrize("streaming", [True, False])
def test_the_drawn_face_is_found_where_it_was_drawn(streaming):
    finder = MediapipeFaceFinder(streaming=streaming)
    (face,) = finder.find(on_canvas(drawn_face(), 300, 200))
    finder.close()
    assert face.points_px.shape == (478, 3)
    assert face.points_px.dtype == np.float32
    right_iris, left_iris = face.points_px[468], face.points_px[473]
    assert right_iris[:2] == pytest.approx((300 + 76, 200 + 84), abs=4)
    assert left_iris[:2] == pytest.approx((300 + 116, 200 + 84), abs=4)
    assert face.points_px[1, 2] < face.points_px[234, 2], "the nose is nearer to the camera than the cheek"


def test_nobody_is_found_in_an_empty_booth(finder):
    assert finder.find(np.full((480, 640, 3), 180, np.uint8)) == ()


def test_starting_leaves_no_face_behind():
    finder = MediapipeFaceFinder(streaming=True)
    assert finder.find(np.full((480, 640, 3), 180, np.uint8)) == ()
    finder.close()


def test_following_looks_for_nobody_else_unless_nobody_is_left():
    finder = MediapipeFaceFinder(streaming=True)
    alone = on_canvas(drawn_face(), 40, 100)
    both = alone.copy()
    both[300:492, 380:572] = drawn_face()
    nobody = np.full_like(alone, 200)
    assert len(finder.follow(alone)) == 1, "there was nobody to follow"
    assert [len(finder.follow(both)) for _ in range(3)] == [1, 1, 1]
    assert len(finder.find(both)) == 2
    assert [len(finder.follow(both)) for _ in range(3)] == [2, 2, 2]
    assert [len(finder.follow(picture)) for picture in (nobody, both)] == [0, 2]
    finder.close()


def test_the_larger_of_two_faces_comes_first_and_max_faces_holds(finder):
    canvas = on_canvas(drawn_face(), 20, 40)
    canvas[200:584, 240:624] = cv2.resize(drawn_face(), (384, 384))
    large, small = finder.find(canvas)
    assert np.ptp(large.points_px[:, 0]) > np.ptp(small.points_px[:, 0])
    only_one = MediapipeFaceFinder(max_faces=1, streaming=False)
    assert len(only_one.find(canvas)) == 1
    only_one.close()


def test_a_still_is_searched_for_small_faces_too(finder):
    small = cv2.resize(drawn_face(), (120, 120), interpolation=cv2.INTER_AREA)
    assert len(finder.find(on_canvas(small, 700, 300, (900, 1200)))) == 1


def test_a_still_is_searched_for_a_face_that_fills_it(finder):
    assert len(finder.find(drawn_face()[30:164, 46:146])) == 1


def test_the_mask_has_the_pictures_size_and_range(masker):
    mask = masker.mask(on_canvas(drawn_face(), 300, 200, (480, 600)), ())
    assert mask.shape == (480, 600)
    assert mask.dtype == np.float32
    assert mask.min() >= 0.0
    assert mask.max() <= 1.0


def test_closing_twice_is_allowed():
    for made in (MediapipeFaceFinder(), MediapipePersonMasker()):
        made.close()
        made.close()


def test_the_package_start_up_stays_out_and_the_terminal_stays_clean():
    """Importing loads nothing; finding loads neither plotting nor sound, and prints nothing."""
    script = (
        "import sys, models.mediapipe_face as m\n"
        "from models.drawn_face import drawn_face\n"
        "assert 'mediapipe' not in sys.modules\n"
        "assert len(m.MediapipeFaceFinder().find(drawn_face())) == 1\n"
        "m.MediapipePersonMasker().mask(drawn_face(), ())\n"
        "assert not {'matplotlib', 'sounddevice', 'jax'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.shared
@pytest.mark.parametrize("name", PICTURES)
def test_real_faces_are_found_and_masked(finder, masker, name):
    rgb = picture(name)
    (face,) = finder.find(rgb)
    outline = cv2.convexHull(np.ascontiguousarray(face.points_px[:, :2]))
    assert cv2.pointPolygonTest(outline, PICTURES[name], measureDist=False) > 0
    mask = masker.mask(rgb, (face,))
    x, y = PICTURES[name]
    assert mask[y, x] > 0.9
    assert np.median(mask[: rgb.shape[0] // 50]) < 0.1


def test_a_still_is_seen_alike_in_a_mirror(finder):
    """One look at the mirrored picture is .6 px off and more; irises and cheeks are sure to be mated."""
    picture = on_canvas(drawn_face(), 300, 200)
    (face,), (mirrored,) = finder.find(picture), finder.find(np.ascontiguousarray(picture[:, ::-1]))
    off_px = (face.points_px - mirrored_back(mirrored.points_px, picture.shape[1]))[:, :2]
    assert np.abs(off_px).mean() < 0.3
    assert (MATES[MATES] == np.arange(478)).all()
    assert list(MATES[[468, 234, 1]]) == [473, 454, 1]
