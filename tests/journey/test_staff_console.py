"""Staff open the console by the hidden gesture and their PIN; it works, locks and goes away again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from hardware.lights.lights import FLASH, IDLE, Scene
from hardware.simulated.street_messages import LoadPaper, Look, SetPrinterFault, WorldState
from kiosk.booth.compose import Booth, BoothOptions
from kiosk.demo.run import DEMO_PIN, DemoOptions, demo_settings
from kiosk.demo.street import Street
from kiosk.messages import Message, ScreenShown
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


class Staff:
    """A member of staff at a running booth: sees what shows, touches it, waits for what should come."""

    def __init__(self, booth: Booth, street: Street) -> None:
        self._booth, self.street = booth, street
        self.screen = "nothing"
        self.targets: dict[str, tuple[int, int, int, int]] = {}
        booth.observe(self._hear)

    def _hear(self, source: str, message: Message) -> None:
        if isinstance(message, ScreenShown) and source in ("front", "console"):
            self.screen, self.targets = message.screen, message.targets

    @property
    def world(self) -> WorldState:
        return self.street.control.do(Look())

    @property
    def roles(self) -> set[str]:
        """What processes of the booth there are."""
        return set(self._booth.pids.values())

    def until(self, what: Callable[[], bool]) -> None:
        """Let the booth go on until something is so."""
        until_s = time.monotonic() + LIMIT_S
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
        hand = BoothOptions(remote_hand=True, screens_dir=str(root / "screens"))
        with Booth(demo_settings(root, devices, options), hand) as booth:
            yield Staff(booth, street)


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
    staff.until(lambda: len(staff.world.tray) == 1)
    assert (root / "tray" / staff.world.tray[0]).read_bytes().startswith(b"%PDF")

    staff.touch("close")
    staff.until(lambda: staff.screen == "attract")
    staff.until(lambda: "console" not in staff.roles)
    staff.until(lambda: (staff.world.key, staff.world.backdrop) == near(IDLE))


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
    staff.touch("close")
    staff.until(lambda: staff.screen == "attract")


def near(scene: Scene) -> tuple[object, object]:
    """Return key and backdrop of a scene as seen in the street, which the wire's steps of 1/255 round."""
    return pytest.approx(scene.key, abs=0.01), pytest.approx(scene.backdrop, abs=0.01)
