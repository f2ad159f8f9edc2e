"""Light and colour on rendered people: the same limits for every skin."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from hardware.simulated.sitter.description import Backdrop, Light, Look, Pose
from hardware.simulated.sitter.sitter import Sitter
from kiosk.assets import assets_folder
from kiosk.compliance.background_colour import background_lab, colour_error
from kiosk.compliance.background_evenness import background_gradient
from kiosk.compliance.background_objects import objects_share
from kiosk.compliance.background_shadow import shadow_share
from kiosk.compliance.background_view import view_background
from kiosk.compliance.eye_detail import eye_detail
from kiosk.compliance.picture_values import light_values
from kiosk.compliance.policy import policy_for
from kiosk.documents.rulebook import Rulebook
from models.backend import make_face_finder
from models.face import FaceFinder

SKINS = {"pale": 0, "brown": 4, "dark": 7}
POLICY = policy_for(Rulebook.load(assets_folder() / "documents").get("icao-35x45"))


class Photographer:
    """Renders one person and finds the face in each picture."""

    def __init__(self, skin: int, finder: FaceFinder) -> None:
        self._sitter = Sitter(Look(skin=skin, hair="bun", hair_tone=0, eyes=0), size_px=(480, 640))
        self._finder = finder

    def take(self, **scene: object) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        taken = self._sitter.render(Pose(yaw_deg=2, roll_deg=-3), want_alpha=True, **scene)
        rgb = cv2.cvtColor(taken.bgr, cv2.COLOR_BGR2RGB)
        (face,) = self._finder.find(rgb)
        return rgb, face.points_px, taken.alpha

    def light(self, light: Light) -> dict[str, float | None]:
        rgb, points, _ = self.take(light=light)
        return light_values(rgb, points)


@pytest.fixture(scope="module")
def finder() -> Iterator[FaceFinder]:
    finder = make_face_finder(max_faces=1, streaming=False)
    yield finder
    finder.close()


@pytest.fixture(scope="module")
def people(finder) -> dict[str, Photographer]:
    return {name: Photographer(skin, finder) for name, skin in SKINS.items()}


@pytest.mark.parametrize(
    ("check", "light", "passes"),
    [
        ("light.even", Light(direction_deg=10), True),
        ("light.even", Light(direction_deg=55, evenness=0.3), False),
        ("light.cast", Light(), True),
        ("light.cast", Light(cast_rgb=(1.3, 1.0, 0.7)), False),
        ("light.cast", Light(cast_rgb=(0.75, 1.0, 1.3)), False),
        ("light.range", Light(), True),
        ("light.range", Light(level=0.6), True),
    ],
)
def test_light_passes_or_fails_alike_whatever_the_skin(people, check, light, passes):
    found = {name: person.light(light)[check] for name, person in people.items()}
    assert {POLICY.check(check, value).passed for value in found.values()} == {passes}, found


def test_even_light_and_neutral_colour_measure_alike_on_every_skin(people):
    found = [person.light(Light(direction_deg=20)) for person in people.values()]
    stops = [values["light.even"] for values in found]
    cast = [values["light.cast"] for values in found]
    assert max(stops) - min(stops) < 0.2
    assert max(cast) - min(cast) < 2.0


def test_a_washed_out_picture_of_anybody_has_too_little_range(people):
    for person in people.values():
        rgb, points, _ = person.take()
        washed = (rgb * 0.4 + 190 * 0.6).astype(np.uint8)
        assert not POLICY.check("light.range", light_values(washed, points)["light.range"]).passed


def test_a_head_that_moved_is_told_from_one_out_of_focus(people):
    for person in people.values():
        rgb, points, _ = person.take()
        moved = cv2.blur(rgb, (5, 1))
        assert POLICY.check("image.motion", eye_detail(rgb, points).motion).passed
        assert POLICY.check(
            "image.motion", eye_detail(cv2.GaussianBlur(rgb, (0, 0), 1.2), points).motion
        ).passed
        assert not POLICY.check("image.motion", eye_detail(moved, points).motion).passed


@pytest.mark.parametrize(
    ("backdrop", "failing"),
    [
        (Backdrop(), set()),
        (Backdrop(gradient=0.1), set()),
        (Backdrop(rgb=(40, 92, 170)), {"background.colour"}),
    ],
)
def test_a_wall_is_judged_by_its_own_colour_and_the_person_is_no_thing(people, backdrop, failing):
    rgb, points, alpha = people["dark"].take(backdrop=backdrop)
    rule = Rulebook.load(assets_folder() / "documents").get("de-passport")
    view = view_background(rgb, alpha, points, rgb.shape[0])
    values = {
        "background.uniform": background_gradient(view),
        "background.shadow": shadow_share(view),
        "background.objects": objects_share(view),
        "background.colour": colour_error(background_lab(view), rule.background.allowed),
    }
    assert {check.id for check in POLICY.checks(values) if not check.passed} == failing
