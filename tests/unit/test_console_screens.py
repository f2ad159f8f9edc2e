"""Every screen of the staff console, both ways round, in every language: nothing clipped, all in reach."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pygame
import pytest

from kiosk.assets import assets_folder
from kiosk.colour.camera_profile import NEUTRAL, CameraProfile, Difference, Refused
from kiosk.colour.camera_profile import Fitted as FittedColours
from kiosk.compliance.camera_geometry import Lens
from kiosk.compliance.live_checks import BoothOptics
from kiosk.compliance.pose import Pose
from kiosk.console.backdrop_calibrating import BackdropCalibrating, BackdropStep
from kiosk.console.backdrop_screen import FLAWS
from kiosk.console.calibrating import Calibrating, Sheet, Step
from kiosk.console.camera_calibrating import CameraCalibrating, CameraStep
from kiosk.console.camera_fit import Doubt, Fitted
from kiosk.console.camera_views import Advice
from kiosk.console.colour_calibrating import ColourCalibrating, ColourStep
from kiosk.console.colour_screen import DOUBTS, REFERENCE, UNREAD
from kiosk.console.desk import Desk, Kept, Page, Print, Slip
from kiosk.console.screens import COUNTERS, paint
from kiosk.matte.light_reference import LightReference
from kiosk.messages.console import BoothState, DeviceState
from kiosk.sheet.calibration import Calibration
from kiosk.sheet.paper import PAPERS, Paper
from kiosk.ui.canvas import Canvas, Kit
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.theme import MIN_TARGET

SIZES = {"portrait": (540, 960), "landscape": (960, 540)}
CODES = ("de", "en")
STATE = BoothState(
    version="0.1.0",
    devices=(
        DeviceState(name="backdrop", state="doubtful"),
        DeviceState(name="printer", state="ready", sheets_left=120),
        DeviceState(name="coins", state="coins.lost"),
        DeviceState(name="lights", state="ready"),
    ),
    counters=dict.fromkeys(COUNTERS, 12),
)
MENU = Desk(page=Page.MENU, state=STATE)


def calibrating(paper: Paper = PAPERS["4x6in"], **changes) -> Desk:
    return Desk(page=Page.CALIBRATE, calibrating=replace(Calibrating(paper), **changes))


FITTED = Fitted(Lens(1.855), 0.00012)


def camera(**changes) -> Desk:
    return Desk(page=Page.CAMERA, camera=replace(CameraCalibrating(BoothOptics()), **changes))


COLOURS = FittedColours(
    CameraProfile((0.87, 1.02, 1.33), exposure=1.2), Difference(12.1, 28.5), Difference(1.2, 3.4)
)


def colour(**changes) -> Desk:
    return Desk(page=Page.COLOUR, colour=replace(ColourCalibrating(), **changes))


WALL = LightReference(
    np.full((64, 48, 3), 0.62, np.float32), np.full((64, 48, 3), 0.02, np.float32), 0.01, (960, 1280)
)


def backdrop(**changes) -> Desk:
    return Desk(page=Page.BACKDROP, backdrop=replace(BackdropCalibrating(BackdropStep.MEASURE), **changes))


DESKS = {
    "pin": Desk(digits="258011"),
    "pin-wrong": Desk(wrong=True),
    "menu": MENU,
    "menu-test-print": replace(MENU, test_print=Print.FAILED, lamp="pose"),
    "menu-calibrated": replace(MENU, calibration=Calibration(1.01, 0.99, 0, 0)),
    "menu-kept": replace(MENU, kept=Kept.JUST_NOW),
    "menu-refused": replace(MENU, kept=Kept.REFUSED),
    "menu-damaged": replace(MENU, kept=Kept.DAMAGED),
    "across": calibrating(),
    "across-refused": calibrating(sheet=Sheet.SENT, refused=True),
    "across-typed": calibrating(sheet=Sheet.FAILED, typed="999.99"),
    "down": calibrating(sheet=Sheet.SENT, measured_mm=(80.4,), typed="130."),
    "from-left": calibrating(sheet=Sheet.SENT, measured_mm=(80.4, 129.5), typed="1"),
    "from-top-refused": calibrating(sheet=Sheet.SENT, measured_mm=(80.4, 129.5, None), refused=True),
    "result": calibrating(sheet=Sheet.SENT, measured_mm=(80.4, 129.5, 10.4, 12.2)),
    "result-factory": calibrating(sheet=Sheet.SENT, factory=True),
    "menu-slip-asked": replace(MENU, slip=Slip.ASKED),
    "menu-slip-failed": replace(MENU, slip=Slip.FAILED, test_print=Print.SENT),
    "menu-camera": replace(MENU, camera_kept=Kept.JUST_NOW),
    "menu-camera-refused": replace(MENU, camera_kept=Kept.REFUSED),
    "menu-camera-damaged": replace(MENU, camera_kept=Kept.DAMAGED),
    **{f"board-{advice}": camera(advice=advice, views=7, sheet=Sheet.SENT) for advice in Advice},
    **{f"board-{doubt}": camera(doubt=doubt, views=12) for doubt in Doubt},
    "board-gone": camera(gone=True),
    "board-not-printed": camera(sheet=Sheet.FAILED),
    "look": camera(step=CameraStep.LOOK, fitted=FITTED),
    "hold": camera(step=CameraStep.HOLD, fitted=FITTED, held=0.4),
    "hold-askew": camera(step=CameraStep.HOLD, askew=True),
    "hold-nobody": camera(step=CameraStep.HOLD, alone=False, fitted=FITTED),
    "hold-gone": camera(step=CameraStep.HOLD, gone=True),
    "camera-result": camera(
        step=CameraStep.RESULT, fitted=FITTED, zero=Pose(-10.25, -12.5, 10.5), distance_mm=912.0
    ),
    "camera-result-zero-only": camera(step=CameraStep.RESULT, zero=Pose(0.2, -8.0, 0.0)),
    "camera-result-nothing": camera(step=CameraStep.RESULT),
    "menu-colour": replace(MENU, colour_kept=Kept.JUST_NOW),
    "menu-colour-refused": replace(MENU, colour_kept=Kept.REFUSED),
    "menu-colour-damaged": replace(MENU, colour_kept=Kept.DAMAGED),
    **{f"colour-{unread}": colour(problem=unread) for unread in UNREAD},
    **{f"colour-{doubt}": colour(problem=Refused(doubt, 1.25), share=1.0) for doubt in DOUBTS},
    "colour-held": colour(problem=None, share=0.5, card=True),
    "colour-gone": colour(gone=True),
    "colour-result": colour(fitted=COLOURS, seen=REFERENCE),
    "colour-result-card": colour(fitted=FittedColours(COLOURS.profile), seen=((120, 118, 100),), card=True),
    "colour-result-none": colour(fitted=FittedColours(NEUTRAL)),
    "menu-backdrop": replace(MENU, backdrop_kept=Kept.JUST_NOW),
    "menu-backdrop-refused": replace(MENU, backdrop_kept=Kept.REFUSED),
    "backdrop": backdrop(step=BackdropStep.EMPTY),
    "backdrop-leave": backdrop(leave_s=7.4),
    "backdrop-measure": backdrop(share=0.6),
    "backdrop-gone": backdrop(gone=True),
    **{f"backdrop-{flaw}": backdrop(flaw=flaw) for flaw in FLAWS},
    "backdrop-result": backdrop(step=BackdropStep.RESULT, reference=WALL),
    "across-on-a4": calibrating(PAPERS["a4"], typed="190"),
}
STEPS = {Step.ACROSS, Step.DOWN, Step.FROM_LEFT, Step.FROM_TOP, Step.RESULT}


@cache
def kit(size: str) -> Kit:
    return Kit(SIZES[size], assets_folder() / "icons")


SEEN = np.full((480, 360, 3), (200, 120, 40), np.uint8)
"""What the camera sees: all of one colour that no theme has."""


def painted(name: str, size: str, code: str) -> Canvas:
    language = Catalogue.load(Path(assets_folder() / "languages")).language(code)
    canvas = Canvas(pygame.Surface(SIZES[size]), kit(size), language)
    paint(canvas, DESKS[name], 0.0, SEEN)
    return canvas


every_size = pytest.mark.parametrize("size", SIZES)
every_screen = pytest.mark.parametrize("name", DESKS)


def test_every_step_of_calibrating_is_among_the_screens():
    assert {desk.backdrop.step for desk in DESKS.values() if desk.backdrop} == set(BackdropStep)
    assert {desk.colour.step for desk in DESKS.values() if desk.colour} == set(ColourStep)
    assert {desk.camera.step for desk in DESKS.values() if desk.camera} == set(CameraStep)
    assert {desk.calibrating.step for desk in DESKS.values() if desk.calibrating} == STEPS == set(Step)


@every_screen
@every_size
@pytest.mark.parametrize("code", CODES)
def test_nothing_is_clipped_and_every_target_is_large_inside_and_apart(name: str, size: str, code: str):
    canvas = painted(name, size, code)
    assert canvas.overflows == []
    boxes = {target.id: target.box for target in canvas.targets}
    assert all(min(box.w, box.h) >= MIN_TARGET and canvas.box.holds(box) for box in boxes.values())
    ids = list(boxes)
    assert [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :] if boxes[a].overlaps(boxes[b])] == []
    assert all(target.label for target in canvas.targets)


def test_what_is_asked_for_stands_out_on_the_drawn_sheet():
    """Only the span that is asked for is drawn in the accent colour, so the drawings of two steps differ."""
    drawn = {
        name: pygame.image.tobytes(painted(name, "portrait", "en").surface, "RGB")
        for name in ("across", "down")
    }
    assert drawn["across"] != drawn["down"]


def test_skipping_is_offered_for_the_edges_only_and_keeping_for_the_result_only():
    offered = {name: {target.id for target in painted(name, "portrait", "en").targets} for name in DESKS}
    printing = {name: ids for name, ids in offered.items() if DESKS[name].calibrating is not None}
    assert {name for name, ids in printing.items() if "skip" in ids} == {"from-left", "from-top-refused"}
    assert {name for name, ids in printing.items() if "keep" in ids} == {"result", "result-factory"}
    measured = {name for name, ids in offered.items() if "keep" in ids} - printing.keys()
    coloured = {"colour-result", "colour-result-card", "colour-result-none", "backdrop-result"}
    assert measured - coloured == {"camera-result", "camera-result-zero-only"}, (
        "nothing new is nothing to keep"
    )
    assert coloured <= measured


@every_size
def test_the_camera_is_seen_while_it_is_watched_and_at_no_other_time(size: str):
    def shows_camera(name: str) -> bool:
        pixels = pygame.surfarray.array3d(painted(name, size, "en").surface)[::4, ::4].astype(int)
        near = np.abs(pixels - SEEN[0, 0, ::-1]).max(axis=2) <= 2
        return int(near.sum()) > 60

    assert [name for name in DESKS if shows_camera(name)] == [
        name
        for name, desk in DESKS.items()
        if (shown := desk.camera or desk.colour or desk.backdrop) and shown.watching
    ]
