"""The composition root of the booth: settings and real ports in, a running supervisor out."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from hardware.lights.lights import ChannelMap, Lights
from hardware.payment.coin_acceptor import CoinAcceptor
from hardware.printer.tray_printer import TrayPrinter
from hardware.serial_link import open_serial
from kiosk import __version__
from kiosk.assets import assets_folder
from kiosk.audit.auditor import Auditor
from kiosk.audit.events import digest_of, load_events
from kiosk.audit.folder import DiskFolder
from kiosk.audit.trail import Trail
from kiosk.booth.audit_desk import WORKING, AuditDesk
from kiosk.booth.calibration_book import CalibrationBook, CalibrationBooks
from kiosk.booth.day_counters import load_counters, save_counters
from kiosk.booth.device_desk import DeviceDesk
from kiosk.booth.keeper_process import KeeperProcess
from kiosk.booth.money_desk import MoneyDesk
from kiosk.booth.pin_locks import PinLocks
from kiosk.booth.reprint_desk import ReprintDesk
from kiosk.booth.staff_desk import StaffDesk
from kiosk.booth.supervisor import Supervisor
from kiosk.booth.wipe_desk import WipeDesk, WipeScope
from kiosk.booth.wipe_flag import BOOT_ID, WipeFlag
from kiosk.booth.wipes_due import WipesDue
from kiosk.health import Component, Snapshot, untimed, write_snapshot
from kiosk.keys.keyring import booth_keyring
from kiosk.messages.calibration import CameraCalibration, ColourCalibration, PrintCalibration
from kiosk.messages.console import BoothState, CashSlip, PrepareConsole
from kiosk.messages.message import Message
from kiosk.messages.to_visit import NoticeFacts, Prepare
from kiosk.money.journal import Journal
from kiosk.money.till import Till
from kiosk.privacy.policy_text import read_policy
from kiosk.settings import Paths, Settings
from kiosk.staff.pin_record import kept_pin_hash

SNAPSHOT_EVERY_S = 5.0
PRINTER_LIMIT_S = 1.0
CCTALK_BAUD = 9600
DMX_BAUD = 115_200
UP = WORKING | {"not_measured"}
"""States of a device that need nobody."""
WRITTEN_FOR_A_VISIT = (
    "/dev/shm",  # noqa: S108 -- looked into, as are all of these
    "/tmp",  # noqa: S108
    "/var/tmp",  # noqa: S108
    "/run/booth-screen",  # the compositor's
    "/run/log",  # journald's, or /var/log; a visit's standard error goes there
    "/var/log",
    "/run/obscura-cups",  # deploy/cups; the others are those of a CUPS as it comes
    "/run/cups",
    "/var/spool",
    "/var/cache/cups",
    "/var/crash",
    "/var/lib/systemd/coredump",
)
BACKDROP_REFERENCE = "backdrop.npz"
"""In the state folder: what the empty booth looks like (kiosk.matte.light_reference)."""


@dataclass(frozen=True, slots=True)
class BoothOptions:
    """What only demo and bench may ask for; `position_px` is the left and top of the window on a desktop.

    `wipe_scope` leaves out the simulated street, which gets the sheet as a printer does.
    """

    remote_hand: bool = False
    tell_screens: bool = False
    position_px: tuple[int, int] | None = None
    screens_dir: str | None = None
    measure: bool = False
    wipe_scope: WipeScope | None = None


class Booth:
    """A whole booth; used as a context manager, driven by calling `step` all the time.

    Raises JournalError when the money journal cannot be opened: such a booth must not start.
    """

    def __init__(self, settings: Settings, options: BoothOptions = BoothOptions()) -> None:
        self._settings = settings
        self._options = options
        self._observers: list[Callable[[str, Message], None]] = []
        self._exit = contextlib.ExitStack()
        self._next_snapshot_s = 0.0
        self._told_in_service = False
        self._clock = time.monotonic

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._exit.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()

    def _open(self) -> None:
        settings, options, clock = self._settings, self._options, self._clock
        paths = settings.paths
        paths.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        _empty(paths.run)
        keyring = booth_keyring(paths.state, os.environ)
        self._auditor = self._open_audit_trail(keyring.status().key_id)
        journal = self._exit.enter_context(Journal(paths.state / "journal.sqlite", _local_time))
        acceptor = CoinAcceptor(partial(open_serial, settings.coins.port, CCTALK_BAUD), clock, journal.recall)
        self._exit.callback(acceptor.close)
        money = MoneyDesk(
            lambda tell: Till(journal, acceptor, clock, _local_time, tell),
            settings.sale.price_cents,
            lambda: tuple(sorted({coin.value_cents for coin in acceptor.coins.values()}, reverse=True)),
            self._auditor.record,
        )
        lights = Lights(partial(open_serial, settings.lights.port, DMX_BAUD), ChannelMap(), clock)
        self._exit.callback(lights.close)
        printer = TrayPrinter(Path(settings.printer.socket), PRINTER_LIMIT_S)
        self._devices = DeviceDesk(
            lights, printer, money, clock, measured=(paths.state / BACKDROP_REFERENCE).exists()
        )
        self._money = money
        self._counters = load_counters(paths.state / "day_counters.json", _local_day())
        calibrations = _calibration_books(settings)
        boot_id = BOOT_ID.read_text(encoding="ascii").strip()
        wipes = WipeDesk(
            options.wipe_scope or _whole_machine(paths),
            WipeFlag(paths.state / "wipe_failed.json", boot_id),
            WipesDue(paths.state / "wipes_due.json", boot_id),
            clock,
            time.time,
        )
        staff = StaffDesk(
            self._console_words(),
            paths.run,
            kept_pin_hash(keyring, settings.staff.pin_hash),
            PinLocks(paths.state / "pin_lock.json"),
            calibrations,
            self._booth_state,
            self._devices.set_scene,
            self._empty_cash_box,
            self._auditor.record,
            partial(wipes.expect, of="console"),
            wipes.wipe,
            clock,
            time.time,
        )
        self._supervisor = Supervisor(
            self._visit_words(),
            paths.run,
            money,
            self._devices,
            staff,
            calibrations,
            wipes,
            AuditDesk(self._auditor, self._notices()),
            ReprintDesk(
                settings.privacy.retention_minutes,
                KeeperProcess,
                secrets.randbelow,
                self._auditor.record,
                clock,
            ),
            clock,
            self._count,
            self._tell_observers,
        )
        self._exit.callback(self._supervisor.close)
        self._snapshot_path = paths.run / "health.json"
        self._write_snapshot()
        if settings.ops.enabled:
            self._start_ops()
        self._supervisor.start()

    # --- driving ------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Go round once; waits some milliseconds for something to happen."""
        self._supervisor.step()
        changed = self._supervisor.in_order != self._told_in_service
        if changed or self._clock() >= self._next_snapshot_s:
            self._write_snapshot()

    def observe(self, observer: Callable[[str, Message], None]) -> None:
        """Let demo and bench hear every message."""
        self._observers.append(observer)

    def touch(self, x_px: int, y_px: int, hold_s: float = 0.0) -> None:
        """Touch what is on the screen (demo and bench)."""
        self._supervisor.touch(x_px, y_px, hold_s)

    @property
    def is_alive(self) -> bool:
        """False once somebody closed the window of a demo."""
        return not self._supervisor.window_closed

    @property
    def in_service(self) -> bool:
        """Whether a customer could be served now."""
        return self._supervisor.in_service

    @property
    def prints(self) -> bool:
        """Whether the printer works on a sheet."""
        return self._supervisor.prints

    def counters(self) -> dict[str, int]:
        """Return today's counts and sums."""
        return {**self._counters.on(_local_day()).today, **self._money.counters()}

    @property
    def price_cents(self) -> int:
        """What a visit costs."""
        return self._settings.sale.price_cents

    @property
    def pids(self) -> dict[int, str]:
        """Processes of the booth below this one, with their roles."""
        pids = {pid: role for role, pid in self._supervisor.pids.items()}
        if self._settings.ops.enabled:
            pids[self._ops.pid] = "ops"
        return pids

    # --- on the audit trail -------------------------------------------------------------------------------

    def _open_audit_trail(self, key_id: str | None) -> Auditor:
        """Open the trail and note the start; the stop is noted after all else is closed."""
        events = load_events(assets_folder() / "audit_events.toml")
        folder = DiskFolder(self._settings.paths.state / "audit")
        self._exit.callback(folder.close)
        auditor = self._exit.enter_context(Auditor(Trail(folder, events, time.time), events, time.time))
        auditor.record("booth_started", version=__version__)
        auditor.record_if_new("settings_changed", settings=digest_of(self._settings.model_dump_json()))
        if key_id is not None:
            auditor.record_if_new("key_changed", key=digest_of(key_id))
        self._exit.callback(lambda: auditor.record("booth_stopped"))
        return auditor

    def _notices(self) -> frozenset[str]:
        facts, policies = NoticeFacts(**self._settings.privacy.model_dump()), assets_folder() / "policies"
        while_full = facts.model_copy(update={"retention_minutes": 0})
        return frozenset(
            read_policy(policies, language).notice(offered).sha256
            for language in self._settings.languages
            for offered in (facts, while_full)
        )

    def _empty_cash_box(self) -> CashSlip:
        """Record that the coins are taken, on the disk before the slip shows the trail's head."""
        counted_cents = self._money.empty_cash_box()
        self._auditor.record("cash_box_emptied", counted=counted_cents)
        return CashSlip(
            counted_cents=counted_cents,
            currency=self._settings.sale.currency,
            at=_local_time().strftime("%Y-%m-%d %H:%M"),
            audit_head=str(self._auditor.head() or ""),
        )

    # --- parts --------------------------------------------------------------------------------------------

    def _visit_words(self) -> Prepare:
        settings, options = self._settings, self._options
        return Prepare(
            width_px=settings.screen.width_px,
            height_px=settings.screen.height_px,
            fullscreen=settings.screen.fullscreen,
            position_px=options.position_px,
            patience=settings.screen.patience,
            languages=settings.languages,
            favourites=settings.documents.favourites,
            price_cents=settings.sale.price_cents,
            currency=settings.sale.currency,
            camera=settings.camera.source,
            printer=settings.printer.socket,
            stick_helper=settings.stick.helper,
            backdrop_reference=str(settings.paths.state / BACKDROP_REFERENCE),
            paper=settings.printer.paper,
            dpi=settings.printer.dpi,
            ruler=settings.printer.ruler,
            print_profile=settings.printer.profile,
            privacy=NoticeFacts(**settings.privacy.model_dump()),
            remote_hand=options.remote_hand,
            screens_dir=options.screens_dir,
            measure=options.measure,
            tell_screens=options.tell_screens,
        )

    def _console_words(self) -> PrepareConsole:
        settings, options = self._settings, self._options
        return PrepareConsole(
            width_px=settings.screen.width_px,
            height_px=settings.screen.height_px,
            fullscreen=settings.screen.fullscreen,
            position_px=options.position_px,
            language=settings.languages[0],
            printer=settings.printer.socket,
            paper=settings.printer.paper,
            camera=settings.camera.source,
            backdrop_reference=str(settings.paths.state / BACKDROP_REFERENCE),
            remote_hand=options.remote_hand,
            screens_dir=options.screens_dir,
        )

    def _start_ops(self) -> None:
        command = [sys.executable, "-m", "kiosk.ops", "--snapshot", str(self._snapshot_path)]
        self._ops = subprocess.Popen(
            [*command, "--port", str(self._settings.ops.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self._exit.callback(_end, self._ops)

    def _tell_observers(self, source: str, message: Message) -> None:
        for observer in self._observers:
            observer(source, message)

    # --- counting and telling -----------------------------------------------------------------------------

    def _count(self, name: str) -> None:
        self._counters = self._counters.plus(name, _local_day())
        save_counters(self._settings.paths.state / "day_counters.json", self._counters)

    def _booth_state(self) -> BoothState:
        devices = (*self._devices.states(), self._devices.backdrop)
        return BoothState(version=__version__, devices=devices, counters=self.counters())

    def _write_snapshot(self) -> None:
        self._next_snapshot_s = self._clock() + SNAPSHOT_EVERY_S
        self._told_in_service = self._supervisor.in_order
        components = tuple(
            Component(name=device.name, state=(state := untimed(device.state)), up=state in UP)
            for device in (*self._devices.states(), self._devices.backdrop)
        )
        snapshot = Snapshot(
            version=__version__,
            written_s=time.time(),
            in_service=self._told_in_service,
            components=components,
            counters=self._counters.on(_local_day()).day_before,
            audit_head=str(witnessed) if (witnessed := self._auditor.witnessed_head()) else None,
        )
        write_snapshot(self._snapshot_path, snapshot)


def _calibration_books(settings: Settings) -> CalibrationBooks:
    """Return the books; a camera that nobody calibrated is as the settings say."""
    state, printer, camera = settings.paths.state, settings.printer.socket, settings.camera
    as_set = CameraCalibration(focal=camera.focal_px_per_long_side, zero_deg=camera.zero_deg)
    return CalibrationBooks(
        CalibrationBook(state / "calibration.json", printer, PrintCalibration(), "the printer"),
        CalibrationBook(state / "camera.json", camera.source, as_set, "the camera"),
        CalibrationBook(state / "colour.json", camera.source, ColourCalibration(), "the camera's colours"),
    )


def _empty(folder: Path) -> None:
    """Make the folder, or take away what an earlier life of the booth left in it; devices' sockets stay."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        elif left.is_file():
            left.unlink()


def _whole_machine(paths: Paths) -> WipeScope:
    """Return all memory of the machine, and every folder that a visit, or what works for it, may write to.

    A folder that is not there now is named all the same: CUPS's goes and comes back with it.
    """
    return WipeScope(folders=(paths.run, paths.state, *map(Path, WRITTEN_FOR_A_VISIT)))


def _local_time() -> datetime:
    return datetime.now().astimezone()


def _local_day() -> date:
    return _local_time().date()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(2.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
