"""The world outside the booth: a sitter in the light of its lamps, and every device it is wired to."""

from __future__ import annotations

import shutil
import threading
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from hardware.camera.marking import mark
from hardware.lights.lights import DARK, ChannelMap, Scene
from hardware.simulated.board_in_hand import BoardInHand
from hardware.simulated.camera_server import SimulatedCamera
from hardware.simulated.chart_in_hand import ChartInHand
from hardware.simulated.coin_acceptor import SimulatedCoinAcceptor
from hardware.simulated.coin_acceptor_model import CoinFate
from hardware.simulated.dmx_widget import SimulatedDmxWidget
from hardware.simulated.easel import Easel, Painter, sitter_painter
from hardware.simulated.empty_wall import EmptyWall
from hardware.simulated.lighting import light_on_chart, light_on_sitter, wall_behind
from hardware.simulated.one_wire_bus import Fault
from hardware.simulated.person import Person
from hardware.simulated.printer import SimulatedPrinter
from hardware.simulated.sitter.description import BEARDS, GLASSES, HAIR_STYLES, HATS
from hardware.simulated.street_messages import (
    Command,
    Done,
    InsertCoin,
    LeaveBooth,
    LoadPaper,
    NewPerson,
    Obey,
    SetCameraFault,
    SetCoinFault,
    SetLightsFault,
    SetPrinterFault,
    SetSitter,
    ShowBoard,
    ShowChart,
    SitterState,
    TakeSheet,
    WorldState,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hardware.camera.frame import BgrImage
    from hardware.simulated.camera_server import SizePx
    from hardware.simulated.sitter.description import Look

POSE_PARTS = frozenset({"x_mm", "y_mm", "distance_mm", "yaw_deg", "pitch_deg", "roll_deg"})
FACE_PARTS = frozenset({"lids", "mouth_open_mm", "smile"})
LOOK_PARTS = frozenset({"skin", "hair", "hair_tone", "beard", "glasses", "hat"})
_NOISE_PATTERNS = 2**31
LOOK_CHOICES = {"hair": HAIR_STYLES, "beard": BEARDS, "glasses": GLASSES, "hat": HATS}


@dataclass(frozen=True, slots=True)
class Places:
    """Where the world's devices are found: under `run_dir`, and the printer's tray.

    A sheet that is taken becomes `sheet.pdf` in the folder `hand`; without one it is gone.
    """

    run_dir: Path
    tray: Path
    hand: Path | None = None

    @property
    def coin(self) -> Path:
        """Link to the coin acceptor's port."""
        return self.run_dir / "coin"

    @property
    def dmx(self) -> Path:
        """Link to the DMX widget's port."""
        return self.run_dir / "dmx"

    @property
    def camera(self) -> Path:
        """The camera's socket."""
        return self.run_dir / "camera.sock"

    @property
    def printer(self) -> Path:
        """The printer's socket."""
        return self.run_dir / "printer.sock"

    @property
    def control(self) -> Path:
        """The socket of `hardware.simulated.street_control`."""
        return self.run_dir / "street.sock"


class World:
    """Builds and runs the devices between construction and `close`; `do` may be called from any thread.

    With a `marker` every picture of the camera carries it (`hardware.camera.marking`), for those who search
    for what the booth may have kept.
    """

    def __init__(
        self,
        places: Places,
        clock: Callable[[], float],
        seed: int = 1,
        size_px: SizePx = (960, 1280),
        burst_size_px: SizePx | None = None,
        fps: float = 30.0,
        seconds_per_sheet: float = 2.0,
        painter: Callable[[Look, SizePx], Painter] = sitter_painter,
        marker: bytes | None = None,
    ) -> None:
        self._places, self._clock = places, clock
        self._marker = marker
        self._lock = threading.RLock()
        self._channels = ChannelMap()
        self._scene = Scene(key=0.0, fill=0.0, backdrop=DARK)
        self._person = Person(seed, clock())
        self._easel = Easel(painter, (size_px, burst_size_px or size_px), self._person.look)
        self._board_since_s: float | None = None
        self._boards: dict[SizePx, BoardInHand] = {}
        self._chart_since_s: float | None = None
        self._charts: dict[SizePx, ChartInHand] = {}
        self._left = False
        self._walls: dict[SizePx, EmptyWall] = {}
        self._coins_returned = 0
        self._coin_fault = "none"
        self._lights_fault = "none"
        places.run_dir.mkdir(parents=True, exist_ok=True)
        self._dmx = SimulatedDmxWidget(self._lamps_changed)
        self._coins = SimulatedCoinAcceptor(link=places.coin, clock=clock)
        self._coins.start()
        self._printer = SimulatedPrinter(
            places.printer, places.tray, clock, seconds_per_sheet=seconds_per_sheet
        )
        self._camera = SimulatedCamera(places.camera, self._shoot, clock, size_px, burst_size_px, fps)
        places.dmx.unlink(missing_ok=True)
        places.dmx.symlink_to(self._dmx.path)

    def close(self) -> None:
        """Switch every device off and take the links away; the tray keeps what lies in it."""
        for device in (self._camera, self._printer, self._dmx):
            device.close()
        self._easel.close()
        self._coins.stop()
        self._places.dmx.unlink(missing_ok=True)

    def do(self, command: Command) -> Done:
        """Carry out a command; the answer tells how the world is then, or why it could not be done."""
        with self._lock:
            error = self._carry_out(command)
            return Done(error=error) if error else Done(state=self.state())

    def state(self) -> WorldState:
        """Return everything there is to see."""
        with self._lock:
            printer = self._printer.status()
            return WorldState(
                tray=tuple(sheet.name for sheet in self._printer.sheets_in_tray()),
                sheets_left=printer.sheets_left,
                printer=printer.state.value,
                coins_in_box_cents=self._coins.box_cents,
                coins_returned=self._coins_returned,
                coin_fault=self._coin_fault,
                key=self._scene.key,
                fill=self._scene.fill,
                backdrop=self._scene.backdrop,
                lights_fault=self._lights_fault,
                camera_viewers=self._camera.viewers,
                camera_fault=self._camera.fault,
                board_shown=self._board_since_s is not None,
                chart_shown=self._chart_since_s is not None,
                sitter_left=self._left,
                sitter=self._sitter_state(),
            )

    def _carry_out(self, command: Command) -> str | None:
        match command:
            case InsertCoin(value_cents=value):
                self._coins_returned += self._coins.insert(value) is CoinFate.RETURNED
            case SetSitter():
                return self._set_sitter(command)
            case NewPerson(seed=seed):
                last, self._person = self._person, Person(seed, self._clock(), self._person.motion)
                self._person.willing = last.willing
                self._easel.expect(self._person.look)
            case Obey(hint=hint):
                return self._obey(hint)
            case TakeSheet():
                self._take_sheets()
            case SetPrinterFault(fault=fault, at_progress=at_progress):
                self._printer.cause(fault, at_progress)
            case LoadPaper(sheets=sheets):
                self._printer.load_paper(sheets)
            case SetCoinFault(fault=word):
                return self._set_coin_fault(word)
            case SetLightsFault(fault=lights_fault):
                self._dmx.set_fault(lights_fault)
                self._lights_fault = lights_fault
            case SetCameraFault(fault=camera_fault):
                self._camera.set_fault(camera_fault)
            case ShowBoard(shown=shown):
                self._board_since_s = self._clock() if shown else None
            case LeaveBooth(left=left):
                self._left = left
            case ShowChart(shown=shown):
                self._chart_since_s = self._clock() if shown else None
        return None

    def _take_sheets(self) -> None:
        sheets = self._printer.sheets_in_tray()
        if self._places.hand is not None and sheets:
            shutil.copyfile(sheets[-1], self._places.hand / "sheet.pdf")
        self._printer.take()

    def _obey(self, hint: str) -> str | None:
        before = self._person.look
        understood = self._person.obey(hint, self._clock())
        if self._person.look != before:
            self._easel.expect(self._person.look)
        return None if understood else f"the sitter knows no hint {hint!r}"

    def _set_sitter(self, command: SetSitter) -> str | None:
        wanted = {name: value for name, value in command if name != "do" and value is not None}
        look = {name: value for name, value in wanted.items() if name in LOOK_PARTS}
        for name, known in LOOK_CHOICES.items():
            if look.get(name, known[0]) not in known:
                return f"no such {name}; known are {', '.join(known)}"
        self._person.look = replace(self._person.look, **look)
        self._easel.expect(self._person.look)
        self._person.motion = float(wanted.get("motion", self._person.motion))
        self._person.willing = bool(wanted.get("willing", self._person.willing))
        for name in wanted.keys() & (POSE_PARTS | FACE_PARTS):
            self._person.put(name, float(wanted[name]), self._clock())
        return None

    def _set_coin_fault(self, word: str) -> str | None:
        if word == "none":
            self._coins.clear()
        elif word in tuple(Fault):
            self._coins.cause(Fault(word))
        else:
            return f"no such coin fault; known are {', '.join(Fault)}"
        self._coin_fault = word
        return None

    def _sitter_state(self) -> SitterState:
        stance = self._person.at(self._clock())
        parts = asdict(stance.pose) | asdict(stance.expression) | asdict(self._person.look)
        names = POSE_PARTS | FACE_PARTS | LOOK_PARTS
        return SitterState(
            seed=self._person.seed,
            motion=self._person.motion,
            willing=self._person.willing,
            **{name: value for name, value in parts.items() if name in names},
        )

    def _lamps_changed(self, levels: bytes) -> None:
        with self._lock:
            self._scene = self._channels.scene(levels)

    def _shoot(self, size_px: SizePx, now_s: float) -> BgrImage:
        """Render the sitter, board, chart or bare wall; called on the camera's thread, which alone paints."""
        with self._lock:
            stance, scene, board_since_s = self._person.at(now_s), self._scene, self._board_since_s
            chart_since_s, left = self._chart_since_s, self._left
        seed = int(1000 * now_s) % _NOISE_PATTERNS
        if board_since_s is not None:
            if size_px not in self._boards:
                self._boards[size_px] = BoardInHand(size_px)
            return self._boards[size_px].at(now_s - board_since_s)
        if chart_since_s is not None:
            if size_px not in self._charts:
                self._charts[size_px] = ChartInHand(size_px)
            return self._charts[size_px].at(now_s - chart_since_s, light_on_chart(scene), seed)
        if left:
            if size_px not in self._walls:
                self._walls[size_px] = EmptyWall(size_px)
            return self._walls[size_px].at(scene, seed)
        rendering = self._easel.painter(size_px).render(
            stance.pose,
            stance.expression,
            light_on_sitter(scene),
            wall_behind(scene),
            seed=seed,
        )
        return rendering.bgr if self._marker is None else mark(rendering.bgr, self._marker)
