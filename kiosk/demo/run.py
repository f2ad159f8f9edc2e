"""The demo: the booth's true programs, the simulated world, and a customer, real or simulated."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from hardware.simulated.sitter.camera import FOCAL_PER_LONG_SIDE
from hardware.simulated.street_control import StreetLost
from hardware.simulated.street_messages import InsertCoin as DropCoin
from hardware.simulated.street_messages import NewPerson
from hardware.simulated.street_messages import Obey as FollowHint
from hardware.simulated.street_messages import TakeSheet as EmptyTray
from kiosk.booth.compose import BACKDROP_REFERENCE, Booth, BoothOptions
from kiosk.booth.wipe_desk import WipeScope
from kiosk.demo.customer import Action, Customer, InsertCoin, Obey, TakeSheet, TouchTarget, Wishes
from kiosk.demo.empty_booth import measure_empty_booth
from kiosk.demo.screen import Arrangement
from kiosk.demo.stand_in import StandIn
from kiosk.demo.street import CabinetWindow, Street
from kiosk.messages.from_visit import Figures, ScreenShown
from kiosk.messages.message import Message
from kiosk.messages.to_visit import Balance, Deleted, NotDeleted, Show
from kiosk.settings import Camera, Coins, Lights, Ops, Paths, Printer, Sale, Screen, Settings, Staff
from kiosk.staff.pin import hash_pin

SITTER_ZERO_DEG = (0.0, -8.0, 0.0)
"""What the face mesh reads of a rendered sitter who looks straight into the lens (decision 0007)."""
CAMERA_PX = (960, 1280)
"""Width and height of the simulated camera's pictures."""
DEMO_PIN = "2580"
VISIT_LIMIT_S = 240.0
"""A simulated visit that takes longer than this is stuck; the demo ends with an error."""


class DemoStuck(Exception):
    """The simulated customer got nowhere; the text says on which screen."""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What is asked of the demo; without `windows` there are none, and only a simulated customer can use it.

    `pace` stretches the simulated customer's reaction times, `marker` (16 hex digits) is put into every
    picture, `patience` stretches the booth's time-outs.
    """

    out: Path
    visits: int = 1
    seed: int = 1
    document_id: str = "schengen-visa"
    language: str = "en"
    camera: str | None = None
    windows: Arrangement | None = None
    screen_px: tuple[int, int] = (1080, 1920)
    autopilot: bool = True
    measure: bool = False
    retakes: int = 0
    stop_at: str | None = None
    save_screens: bool = True
    pace: float = 1.0
    seconds_per_sheet: float = 4.0
    marker: str | None = None
    patience: float = 1.0


@dataclass
class VisitRecord:
    """What is told about a simulated visit in visit.json; the customer is simulated, too."""

    document: str
    language: str
    price_cents: int
    inserted_cents: int = 0
    owed_cents: int = 0
    outcome: str | None = None
    deleted: bool = False
    screens: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    seconds: float = 0.0
    figures: dict[str, float] = field(default_factory=dict)


def demo_settings(run_dir: Path, devices: Path, options: DemoOptions) -> Settings:
    """Return the settings of a booth whose devices are the simulated ones."""
    width_px, height_px = options.windows.booth_px if options.windows else options.screen_px
    return Settings(
        screen=Screen(width_px=width_px, height_px=height_px, fullscreen=False, patience=options.patience),
        sale=Sale(price_cents=800),
        camera=_camera(options.camera, devices),
        printer=Printer(socket=str(devices / "printer.sock")),
        coins=Coins(port=str(devices / "coin")),
        lights=Lights(port=str(devices / "dmx")),
        ops=Ops(port=0),
        staff=Staff(pin_hash=hash_pin(DEMO_PIN)),
        paths=Paths(state=run_dir / "state", run=run_dir / "run"),
    )


def demo_wipe_scope(settings: Settings, street_pid: int) -> WipeScope:
    """Return where a demo looks for what a visit left: this process and its own, but not the street.

    Whoever is not root may not look into a visit's memory (`forbid_looking_in`): a demo goes on all the same.
    """
    return WipeScope(
        folders=(settings.paths.run, settings.paths.state, Path("/dev/shm")),  # noqa: S108 -- looked into
        roots=(os.getpid(),),
        outside=(street_pid,),
        lenient=os.geteuid() != 0,
    )


def _camera(spec: str | None, devices: Path) -> Camera:
    if spec is not None:
        return Camera(source=spec)
    source = f"street:{devices / 'camera.sock'}"
    return Camera(source=source, focal_px_per_long_side=FOCAL_PER_LONG_SIDE, zero_deg=SITTER_ZERO_DEG)


def run_demo(
    options: DemoOptions,
    say: Callable[[str], None],
    each_turn: Callable[[Booth, Street], None] = lambda _booth, _street: None,
) -> list[VisitRecord]:
    """Run the booth until the simulated customers are done, or until a person closes it.

    Raises DemoStuck when a simulated customer gets nowhere, StreetFailed when the world does not come up.
    """
    options.out.mkdir(parents=True, exist_ok=True)
    screens = options.out / "screens"
    shutil.rmtree(screens, ignore_errors=True)
    save_screens = options.autopilot and options.save_screens
    if save_screens:
        screens.mkdir()
    run_dir = Path(tempfile.mkdtemp(prefix="obscura-demo-"))
    tray = run_dir / "tray"
    windows = options.windows
    try:
        devices = run_dir / "devices"
        state = run_dir / "state"
        state.mkdir(mode=0o700)
        staff = Thread(target=measure_empty_booth, args=(state / BACKDROP_REFERENCE, CAMERA_PX))
        staff.start()  # while the street comes up
        with Street(
            devices,
            tray,
            seed=options.seed,
            window=CabinetWindow(windows.cabinet_px, windows.cabinet_at_px) if windows else None,
            hand=None if options.autopilot else options.out,
            seconds_per_sheet=options.seconds_per_sheet,
            marker=options.marker,
        ) as street:
            staff.join()
            settings = demo_settings(run_dir, devices, options)
            booth_options = BoothOptions(
                remote_hand=options.autopilot,
                tell_screens=True,
                position_px=windows.booth_at_px if windows else None,
                screens_dir=str(screens.resolve()) if save_screens else None,
                measure=options.measure,
                wipe_scope=demo_wipe_scope(settings, street.pid),
            )
            with Booth(settings, booth_options) as booth:
                if not options.autopilot:
                    _serve_a_person(booth, street, lambda: each_turn(booth, street))
                    return []
                pilot = Pilot(booth, street, options.out)
                _serve_simulated_people(pilot, booth, street, options, say, each_turn)
                return pilot.records
    finally:
        shutil.rmtree(run_dir, ignore_errors=True)


def _serve_a_person(booth: Booth, street: Street, each_turn: Callable[[], None]) -> None:
    """Serve until the person closes a window."""
    stand_in = StandIn(street.control)
    booth.observe(stand_in.hear)
    with contextlib.suppress(StreetLost):
        while street.is_alive and booth.is_alive:
            booth.step()
            stand_in.act(time.monotonic())
            each_turn()
    if booth.is_alive:
        street.check_how_it_ended()


def _serve_simulated_people(
    pilot: Pilot,
    booth: Booth,
    street: Street,
    options: DemoOptions,
    say: Callable[[str], None],
    each_turn: Callable[[Booth, Street], None],
) -> None:
    """Serve as many as are wanted, or until somebody who watches them closes a window."""
    try:
        for number in range(options.visits):
            if number:
                street.control.do(NewPerson(seed=options.seed + number))
            for _ in pilot.visit(_wishes(options, booth.price_cents)):
                each_turn(booth, street)
                if not booth.is_alive:
                    return
                if not street.is_alive:
                    raise StreetLost
            say(_told(number, pilot.records[-1]))
    except StreetLost:
        street.check_how_it_ended()


def _wishes(options: DemoOptions, price_cents: int) -> Wishes:
    return Wishes(
        language=options.language,
        document_id=options.document_id,
        price_cents=price_cents,
        retakes=options.retakes,
        stop_at=options.stop_at,
        pace=options.pace,
        can_move=options.camera is None,
    )


def _told(number: int, record: VisitRecord) -> str:
    gone = "pictures deleted" if record.deleted else "NOT DELETED"
    return f"visit {number + 1}: {record.outcome}, {record.seconds:.0f} s, {gone}"


class Pilot:
    """Lets simulated customers use the booth, one after the other; `out` receives the sheets they take."""

    def __init__(self, booth: Booth, street: Street, out: Path) -> None:
        self._booth = booth
        self._street = street
        self._out = out
        self._customer: Customer | None = None
        self._shown: ScreenShown | None = None
        self._settled = False
        self.screen = "nothing"
        self.records: list[VisitRecord] = []
        booth.observe(self._hear)

    def visit(self, wishes: Wishes) -> Iterator[None]:
        """Run one visit to its end; yields at every turn of the supervisor. Raises DemoStuck."""
        record = VisitRecord(wishes.document_id, wishes.language, wishes.price_cents)
        self.records.append(record)
        self._customer = Customer(wishes)
        began_s = time.monotonic()
        if self._shown is not None:
            self._customer.see(self._shown, began_s)
        self._settled = False
        while not (self._settled and self.screen in ("attract", "out_of_service")):
            self._booth.step()
            now_s = time.monotonic()
            action = self._customer.act(now_s)
            if action is not None:
                self._do(action)
            if now_s - began_s > VISIT_LIMIT_S:
                raise DemoStuck(f"the simulated customer got stuck on the screen '{self.screen}'")
            yield
        record.seconds = round(time.monotonic() - began_s, 1)

    def _do(self, action: Action) -> None:
        match action:
            case TouchTarget(x_px=x_px, y_px=y_px):
                self._booth.touch(x_px, y_px)
            case InsertCoin(value_cents):
                self._street.control.do(DropCoin(value_cents=value_cents))
            case Obey(hint):
                self._street.control.do(FollowHint(hint=hint))
            case TakeSheet():
                self._take_sheet()

    def _take_sheet(self) -> None:
        """Take the sheet out of the tray: from here on it is the customer's."""
        for sheet in sorted(self._street.tray.glob("*.pdf")):
            shutil.copy(sheet, self._out / "sheet.pdf")
        self._street.control.do(EmptyTray())

    def _hear(self, source: str, message: Message) -> None:
        if source == "console":
            return
        if isinstance(message, ScreenShown):
            self._shown, self.screen = message, message.screen
        if not self.records or self._customer is None:
            return
        record = self.records[-1]
        match message:
            case ScreenShown(screen=screen, hint=hint):
                self._customer.see(message, time.monotonic())
                if not record.screens or record.screens[-1] != screen:
                    record.screens.append(screen)
                if hint is not None and (not record.hints or record.hints[-1] != hint):
                    record.hints.append(hint)
            case Balance(inserted_cents=inserted_cents):
                record.inserted_cents = max(record.inserted_cents, inserted_cents)
            case Show(after=after) if after is not None:
                record.outcome = after
            case Deleted() | NotDeleted():
                record.deleted, record.owed_cents = isinstance(message, Deleted), message.owed_cents
                self._settled = True
            case Figures(values=values):
                record.figures.update(values)
            case _:
                pass


def write_visit_json(path: Path, records: list[VisitRecord]) -> None:
    """Write what happened in the simulated visits."""
    visits = [{key: value for key, value in vars(record).items() if value != {}} for record in records]
    path.write_text(json.dumps({"visits": visits}, indent=2) + "\n", encoding="utf-8")
