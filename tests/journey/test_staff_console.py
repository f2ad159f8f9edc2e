"""Staff open the console by the hidden gesture and their PIN; it works, locks and goes away again."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image

from hardware.lights.lights import DARK, FLASH, IDLE, POSE, Scene
from hardware.simulated.sitter.camera import FOCAL_PER_LONG_SIDE
from hardware.simulated.street_messages import (
    LeaveBooth,
    LoadPaper,
    Look,
    SetPrinterFault,
    SetSitter,
    ShowBoard,
    ShowChart,
    TakeSheet,
    WorldState,
)
from kiosk.audit import verify
from kiosk.booth.compose import BACKDROP_REFERENCE, Booth, BoothOptions
from kiosk.booth.wipes_due import Due, WipesDue
from kiosk.cli.main import main
from kiosk.demo.customer import Wishes
from kiosk.demo.run import (
    CAMERA_PX,
    DEMO_PIN,
    SITTER_ZERO_DEG,
    DemoOptions,
    Pilot,
    demo_settings,
    demo_wipe_scope,
)
from kiosk.demo.street import Street
from kiosk.matte.light_reference import LEAST_LIGHT, read_reference
from kiosk.messages.calibration import CameraCalibration
from kiosk.messages.from_visit import ScreenShown
from kiosk.messages.message import Message
from kiosk.messages.to_visit import CalibrationChanged, CameraCalibrationChanged, ColourCalibrationChanged
from kiosk.privacy.papers.kept_files import unknown_in
from kiosk.privacy.proving import Question, answer_of, start_search
from kiosk.sheet.calibration import calibration_frame
from kiosk.sheet.paper import paper_named
from kiosk.staff.pin import FREE_TRIES
from kiosk.ui.theme import VERDICTS, Tone

pytestmark = [pytest.mark.booth_stays, pytest.mark.timeout(120)]

SIZE_PX = (540, 960)
CORNER_PX = 20
WRONG_PIN = "1111"
HOLD_S = 3.1
SCREEN_LOCKED_S = 0.4
"""After a screen changed nothing acts for a moment, so that nobody presses what they did not see."""
LIMIT_S = 20.0
PAPER = paper_named("10x15")
FRAME = calibration_frame(PAPER)


class Staff:
    """A member of staff at a running booth: sees what shows, touches it, waits for what should come."""

    def __init__(self, booth: Booth, street: Street, out: Path) -> None:
        self._booth, self.street, self.out = booth, street, out
        self._customers = Pilot(booth, street, out)
        self.screen = "nothing"
        self.targets: dict[str, tuple[int, int, int, int]] = {}
        self.visits_told = 0
        self.cameras_told: list[CameraCalibration] = []
        self.colours_told = 0
        booth.observe(self._hear)

    def _hear(self, source: str, message: Message) -> None:
        self.visits_told += isinstance(message, CalibrationChanged)
        if isinstance(message, CameraCalibrationChanged):
            self.cameras_told.append(message.calibration)
        self.colours_told += isinstance(message, ColourCalibrationChanged)
        if isinstance(message, ScreenShown) and source in ("front", "console"):
            self.screen, self.targets = message.screen, message.targets

    @property
    def world(self) -> WorldState:
        return self.street.control.do(Look())

    @property
    def roles(self) -> set[str]:
        """What processes of the booth there are."""
        return set(self._booth.pids.values())

    def until(self, what: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
        """Let the booth go on until something is so."""
        until_s = time.monotonic() + limit_s
        while not what():
            assert time.monotonic() < until_s, f"waited in vain; the screen is {self.screen}: {self.targets}"
            self._booth.step()

    def wait(self, seconds: float) -> None:
        until_s = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > until_s)

    def touch(self, target: str) -> None:
        self.until(lambda: target in self.targets)
        x, y, width, height = self.targets[target]
        self._booth.touch(x + width // 2, y + height // 2)

    def make_the_gesture(self) -> None:
        """Hold the top left corner for three seconds, then tap the top right one."""
        self._booth.touch(CORNER_PX, CORNER_PX, hold_s=HOLD_S)
        self.wait(HOLD_S + 0.2)
        self._booth.touch(SIZE_PX[0] - CORNER_PX, CORNER_PX)
        self.until(lambda: self.screen == "console-pin")

    def enter(self, pin: str) -> None:
        """Type a PIN and send it off; returns when it has been looked at."""
        self.wait(SCREEN_LOCKED_S)
        for digit in pin:
            self.touch(f"digit:{digit}")
        self.touch("enter")
        self.until(lambda: "enter" not in self.targets)

    def measure(self, length_mm: float) -> None:
        """Type a length on the calibration screen and go on to the next."""
        screen = self.screen
        self.wait(SCREEN_LOCKED_S)
        for sign in f"{length_mm:.2f}":
            self.touch("point" if sign == "." else f"digit:{sign}")
        self.touch("enter")
        self.until(lambda: self.screen != screen)

    def sheet_of_a_customer(self) -> bytes:
        """Let a customer have photos; returns the sheet they take."""
        for _ in self._customers.visit(Wishes("en", "schengen-visa", price_cents=800)):
            pass
        return (self.out / "sheet.pdf").read_bytes()

    def printed(self) -> bytes:
        """Take the one sheet that is in the tray, or will be."""
        self.until(lambda: len(self.world.tray) == 1)
        pdf = (self.street.tray / self.world.tray[0]).read_bytes()
        self.street.control.do(TakeSheet())
        return pdf


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("booth")


@pytest.fixture(scope="module")
def staff(
    root: Path,
    module_leaves_nothing_behind: None,  # noqa: ARG001 -- looks when all is over
) -> Iterator[Staff]:
    devices = root / "devices"
    with Street(devices, root / "tray", seconds_per_sheet=0.2) as street:
        street.control.do(SetPrinterFault(fault="out_of_paper"))
        options = DemoOptions(out=root, screen_px=SIZE_PX)
        (root / "screens").mkdir()
        settings = demo_settings(root, devices, options)
        hand = BoothOptions(
            remote_hand=True,
            screens_dir=str(root / "screens"),
            wipe_scope=demo_wipe_scope(settings, street.pid),
        )
        with Booth(settings, hand) as booth:
            yield Staff(booth, street, root)


def test_staff_find_out_why_the_booth_does_not_serve_and_mend_it(staff: Staff, root: Path) -> None:
    staff.until(lambda: staff.screen == "out_of_service")
    staff.make_the_gesture()
    staff.enter(DEMO_PIN)
    staff.until(lambda: staff.screen == "console-menu" and "test_print" in staff.targets)
    colours = Image.open(root / "screens" / "console-menu.png").convert("RGB").getcolors(2**24)
    seen = {colour for _, colour in colours or ()}
    assert VERDICTS[Tone.BAD].tint in seen, "the printer has no paper"
    assert VERDICTS[Tone.GOOD].tint in seen, "the other devices are well"

    staff.wait(SCREEN_LOCKED_S)
    staff.street.control.do(LoadPaper(sheets=50))
    staff.touch("lamp:flash")
    staff.until(lambda: (staff.world.key, staff.world.backdrop) == near(FLASH))
    staff.until(lambda: staff.world.printer == "ready")
    staff.touch("test_print")
    assert ruler_mm(staff.printed()) == pytest.approx(80, abs=0.1)

    staff.touch("close")
    staff.until(lambda: staff.screen == "attract")
    staff.until(lambda: "console" not in staff.roles)
    staff.until(lambda: (staff.world.key, staff.world.backdrop) == near(IDLE))


def test_who_calibrates_the_printer_finds_test_page_and_next_sheet_corrected(staff: Staff) -> None:
    """The printer prints 1 % too long across, 2 % too short down and 0.5 mm too low."""
    staff.make_the_gesture()
    staff.enter(DEMO_PIN)
    staff.until(lambda: staff.screen == "console-menu")
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("calibrate")
    assert staff.printed().startswith(b"%PDF"), "the calibration sheet"
    staff.measure(FRAME.across_mm * 1.01)
    staff.measure(FRAME.down_mm * 0.98)
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("skip")
    staff.until(lambda: staff.screen == "console-calibrate-from_top")
    from_top_mm = round((PAPER.height_mm - FRAME.down_mm * 0.98) / 2 + 0.5, 2)
    staff.measure(from_top_mm)
    assert staff.screen == "console-calibrate-result"
    staff.until(lambda: {"visit", "next_visit"} <= staff.roles)
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("keep")
    staff.until(lambda: staff.screen == "console-menu")
    assert staff.visits_told == 2, "the visit behind the console, and the one that waits behind that"
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("test_print")
    assert ruler_mm(staff.printed()) == pytest.approx(80 / 1.01, abs=0.1)
    staff.touch("close")
    staff.until(lambda: staff.screen == "attract")

    page_mm, photos_mm = photo_sizes_mm(staff.sheet_of_a_customer())
    assert len(photos_mm) == 8
    assert page_mm[0] > page_mm[1], "the page is held landscape: its width is the paper's height"
    for width_mm, height_mm in photos_mm:
        assert width_mm == pytest.approx(35 / 0.98, abs=0.06)
        assert height_mm == pytest.approx(45 / 1.01, abs=0.06)


def test_who_empties_the_cash_box_gets_a_slip_that_is_a_witness_of_the_audit_trail(
    staff: Staff, root: Path
) -> None:
    """One customer paid 8 EUR; the head on the slip proves what is on the trail up to it."""
    staff.wait(SCREEN_LOCKED_S)
    staff.make_the_gesture()
    staff.enter(DEMO_PIN)
    staff.until(lambda: staff.screen == "console-menu")
    for _ in range(2):
        staff.wait(SCREEN_LOCKED_S)
        staff.touch("cash_box")
    document = pypdfium2.PdfDocument(staff.printed())
    try:
        slip = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    assert "counted 8.00 EUR" in slip
    head = next(line for line in slip.splitlines() if line.startswith("audit ")).split()[1]
    staff.touch("close")
    staff.until(lambda: staff.screen == "attract")

    trail = root / "state" / "audit"
    entries = [json.loads(line)["entry"] for line in verify.read_folder(trail).splitlines()]
    assert entries[int(head.partition(":")[0])]["event"] == "cash_box_emptied"
    told = [entry["event"] for entry in entries]
    assert told.count("staff_admitted") == 3
    assert {"booth_started", "notice_offered", "page_printed", "calibration_kept", "staff_left"} <= set(told)
    visit = ["visit_began", "consent_given", "sale_ended", "visit_ended"]
    assert [event for event in told if event in visit] == visit
    wipes = [entry for entry in entries if entry["event"] == "wipe_checked"]
    of = Counter(entry["with"]["of"] for entry in wipes)
    assert of >= Counter(visit=1, console=2), "the two consoles before this one"
    assert all(entry["with"]["passed"] for entry in wipes)
    assert list((root / "run").glob("console-*/*")) == [], "a console leaves nothing"
    answer = CliRunner().invoke(main, ["audit", "verify", str(trail), "--head", head])
    assert (answer.exit_code, answer.stdout[:6]) == (0, "good: ")
    forged = head[:-1] + ("0" if head[-1] != "0" else "1")
    assert CliRunner().invoke(main, ["audit", "verify", str(trail), "--head", forged]).exit_code == 1


def test_who_calibrates_the_camera_has_the_next_customers_measured_with_it(staff: Staff, root: Path) -> None:
    """A board is shown, then somebody sits down who looks straight into the lens."""
    person = staff.world.sitter
    staff.make_the_gesture()
    staff.enter(DEMO_PIN)
    staff.until(lambda: staff.screen == "console-menu")
    staff.wait(SCREEN_LOCKED_S)
    assert staff.world.camera_viewers == 0
    staff.touch("calibrate_camera")
    staff.until(lambda: staff.screen == "console-camera-board")
    staff.until(lambda: staff.world.camera_viewers == 1)
    staff.until(lambda: (staff.world.key, staff.world.backdrop) == near(POSE))
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("print_board")
    assert staff.printed().startswith(b"%PDF")
    if os.geteuid() == 0:  # nobody else may look into it
        assert marks_in_the_console(root) > 100, "each picture it takes has a row of them"
    staff.street.control.do(ShowBoard(shown=True))
    staff.until(lambda: staff.screen == "console-camera-look", limit_s=60.0)
    staff.street.control.do(ShowBoard(shown=False))
    staff.street.control.do(SetSitter(x_mm=0, y_mm=0, yaw_deg=0, pitch_deg=0, roll_deg=0, motion=0))
    staff.until(lambda: staff.world.camera_viewers == 0)
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("start")
    staff.until(lambda: staff.screen == "console-camera-result")
    staff.until(lambda: {"visit", "next_visit"} <= staff.roles)
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("keep")
    staff.until(lambda: staff.screen == "console-menu")
    (told,) = set(staff.cameras_told)
    assert len(staff.cameras_told) == 2, "the visit behind the console, and the one that waits behind that"
    assert told.focal == pytest.approx(FOCAL_PER_LONG_SIDE, rel=0.01)
    assert told.zero_deg == pytest.approx(SITTER_ZERO_DEG, abs=4), "yaw, pitch and roll of this one person"
    assert (root / "state" / "camera.json").exists()
    calibrate_colours(staff, root)
    measure_backdrop(staff, root)
    staff.street.control.do(SetSitter(motion=person.motion))
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("close")
    staff.until(lambda: staff.screen == "attract")
    assert staff.world.camera_viewers == 0
    staff.until(lambda: not consoles_due(root))
    assert not (root / "state" / "wipe_failed.json").exists(), "the same search found none after its end"
    assert unknown_in(root / "state") == (), "the privacy papers name all that a booth keeps"


def consoles_due(root: Path) -> list[Due]:
    """Return the consoles that are still to be proved gone."""
    return [due for due in WipesDue(root / "state" / "wipes_due.json", "").load() if due.of == "console"]


def marks_in_the_console(root: Path) -> int:
    """Look into the memory of the running console, as is done after its end."""
    (due,) = consoles_due(root)
    proof = answer_of(start_search(Question(due.seed, due.pid, due.private_dir, roots=(due.pid,))))
    assert proof is not None
    return proof.memory_hits


def calibrate_colours(staff: Staff, root: Path) -> None:
    """In the light of the photo a chart is held up, first half out of the picture."""
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("calibrate_colour")
    staff.street.control.do(ShowChart(shown=True))
    staff.until(lambda: (staff.world.key, staff.world.backdrop) == near(FLASH))
    staff.until(lambda: staff.screen == "console-colour-result", limit_s=60.0)
    staff.street.control.do(ShowChart(shown=False))
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("keep")
    staff.until(lambda: staff.screen == "console-menu")
    kept = json.loads((root / "state" / "colour.json").read_text())
    (profile,) = kept.values()
    assert profile["white"] == pytest.approx([1, 1, 1], abs=0.03), "this camera's colours are true"


def measure_backdrop(staff: Staff, root: Path) -> None:
    """Who sits there steps out; the wall goes dark, and the booth knows what it looks like."""
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("measure_backdrop")
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("start")
    staff.street.control.do(LeaveBooth(left=True))
    staff.until(lambda: staff.world.backdrop == DARK, limit_s=30.0)
    staff.until(lambda: staff.screen == "console-backdrop-result", limit_s=30.0)
    staff.street.control.do(LeaveBooth(left=False))
    staff.wait(SCREEN_LOCKED_S)
    staff.touch("keep")
    staff.until(lambda: staff.screen == "console-menu")
    reference = read_reference(root / "state" / BACKDROP_REFERENCE)
    assert reference.camera_px == CAMERA_PX
    assert float((reference.lit - reference.dark).min()) > LEAST_LIGHT


def test_five_wrong_pins_lock_the_console(staff: Staff) -> None:
    staff.make_the_gesture()
    for _ in range(FREE_TRIES):
        staff.enter(WRONG_PIN)
    staff.wait(SCREEN_LOCKED_S)
    for digit in DEMO_PIN:
        staff.touch(f"digit:{digit}")
    staff.wait(SCREEN_LOCKED_S)
    assert staff.screen == "console-pin"
    assert "enter" not in staff.targets, "while locked no digit is taken"
    assert staff.world.camera_viewers == 0
    staff.touch("close")
    staff.until(lambda: staff.screen == "attract")


def near(scene: Scene) -> tuple[object, object]:
    """Return key and backdrop of a scene as seen in the street, which the wire's steps of 1/255 round."""
    return pytest.approx(scene.key, abs=0.01), pytest.approx(scene.backdrop, abs=0.01)


def ruler_mm(pdf: bytes) -> float:
    """Return how long the test page's ruler is, from its first tick to its last."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        grey = np.asarray(document[0].render(scale=600 / 72, grayscale=True).to_pil())
    finally:
        document.close()
    row = grey[round((5 + 25 - 2) / 25.4 * 600)] < 128
    starts = np.flatnonzero(np.diff(row.astype(int)) == 1)
    ticks = starts[1:-1]  # the frame lies left and right of the ruler
    assert len(ticks) == 81
    return float(ticks[-1] - ticks[0]) / 600 * 25.4


def photo_sizes_mm(pdf: bytes) -> tuple[tuple[float, float], list[tuple[float, float]]]:
    """Return width and height of the page, and of every photo on it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        corners = [
            thing.get_bounds()
            for thing in page.get_objects()
            if thing.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
        ]
        width, height = (side / 72 * 25.4 for side in page.get_size())
        sizes = [
            ((right - left) / 72 * 25.4, (top - bottom) / 72 * 25.4) for left, bottom, right, top in corners
        ]
    finally:
        document.close()
    return (width, height), sizes
