"""What can be touched in the cabinet window, where it is, and what it does; no window is needed for this."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hardware.simulated.one_wire_bus import Fault
from hardware.simulated.sitter.description import BEARDS, GLASSES, HAIR_STYLES, HATS
from hardware.simulated.street_messages import (
    Command,
    InsertCoin,
    LeaveBooth,
    LoadPaper,
    NewPerson,
    SetCameraFault,
    SetCoinFault,
    SetLightsFault,
    SetPrinterFault,
    SetSitter,
    ShowBoard,
    ShowChart,
    TakeSheet,
    WorldState,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WINDOW_PX = (1240, 820)

Kind = Literal["coin", "plain", "accent", "fault", "swatch"]

COINS_CENTS = (200, 100, 50, 20, 10, 5)
FULL_STACK_SHEETS = 400


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in window pixels."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x_px: int, y_px: int) -> bool:
        """Whether a point lies inside."""
        return self.x <= x_px < self.x + self.width and self.y <= y_px < self.y + self.height


COINS_CARD = Box(24, 92, 368, 196)
PRINTER_CARD = Box(24, 304, 368, 292)
LAMPS_CARD = Box(24, 612, 368, 184)
SITTER_CARD = Box(408, 92, 448, 704)
FAULTS_CARD = Box(872, 92, 344, 704)


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press; `lit` when it shows what is so now. `tone` numbers a swatch's colour."""

    box: Box
    label: str
    commands: tuple[Command, ...]
    kind: Kind = "plain"
    lit: bool = False
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Slider:
    """A part of the sitter that can be dragged between `low` and `high`."""

    box: Box
    label: str
    unit: str
    part: str
    low: float
    high: float
    value: float

    @property
    def track(self) -> Box:
        """Where the knob runs."""
        return Box(self.box.x + 112, self.box.y, self.box.width - 112 - 84, self.box.height)

    @property
    def share(self) -> float:
        """Where the knob stands, 0 left to 1 right."""
        return min(1.0, max(0.0, (self.value - self.low) / (self.high - self.low)))

    def command_at(self, x_px: int) -> Command:
        """Return what dragging the knob to this place does."""
        share = min(1.0, max(0.0, (x_px - self.track.x) / self.track.width))
        value = self.low + share * (self.high - self.low)
        return SetSitter.model_validate({self.part: round(value, 2)})


@dataclass(frozen=True, slots=True)
class Text:
    """A heading."""

    box: Box
    text: str


Control = Button | Slider | Text

HEAL: tuple[Command, ...] = (
    SetCoinFault(fault="none"),
    SetPrinterFault(fault="none"),
    SetCameraFault(fault="none"),
    SetLightsFault(fault="none"),
    ShowBoard(shown=False),
    ShowChart(shown=False),
    LeaveBooth(left=False),
)
"""What ends every fault, puts board and chart away, and brings the sitter back."""

_SLIDERS = (
    ("Sideways", "mm", "x_mm", -150.0, 150.0),
    ("Height", "mm", "y_mm", -150.0, 150.0),
    ("Distance", "mm", "distance_mm", 500.0, 1400.0),
    ("Yaw", "°", "yaw_deg", -40.0, 40.0),
    ("Pitch", "°", "pitch_deg", -30.0, 30.0),
    ("Roll", "°", "roll_deg", -30.0, 30.0),
    ("Lids", "%", "lids", 0.0, 1.0),
    ("Mouth", "mm", "mouth_open_mm", 0.0, 30.0),
    ("Smile", "%", "smile", 0.0, 1.0),
    ("Motion", "%", "motion", 0.0, 2.0),
)
_CHOICES = (
    ("Hair", "hair", HAIR_STYLES),
    ("Beard", "beard", BEARDS),
    ("Glasses", "glasses", GLASSES),
    ("Hat", "hat", HATS),
)
_SKIN_TONES = 8
_HAIR_TONES = 7


def controls(state: WorldState) -> list[Control]:
    """Return every control as the world is now."""
    return [*_coins(), *_printer(state), *_sitter(state), *_faults(state)]


def coin_label(value_cents: int) -> str:
    """Return what is stamped on a coin."""
    return f"{value_cents // 100} €" if value_cents >= 100 else f"{value_cents} c"


def _coins() -> Iterator[Button]:
    for place, value in enumerate(COINS_CENTS):
        box = Box(COINS_CARD.x + 18 + 56 * place, COINS_CARD.y + 62, 52, 52)
        yield Button(box, coin_label(value), (InsertCoin(value_cents=value),), "coin")


def _printer(state: WorldState) -> Iterator[Button]:
    card = PRINTER_CARD
    take = Box(card.x + 20, card.y + card.height - 64, 160, 44)
    yield Button(take, "Take sheets", (TakeSheet(),), "accent" if state.tray else "plain")
    load = Box(take.x + 172, take.y, 156, 44)
    yield Button(load, "Load paper", (LoadPaper(sheets=FULL_STACK_SHEETS),))


def _sitter(state: WorldState) -> Iterator[Control]:
    card = SITTER_CARD
    sitter = state.sitter.model_dump()
    for row, (label, unit, part, low, high) in enumerate(_SLIDERS):
        box = Box(card.x + 20, card.y + 58 + 36 * row, card.width - 40, 36)
        yield Slider(box, label, unit, part, low, high, float(sitter[part]))
    top = card.y + 58 + 36 * len(_SLIDERS) + 10
    for row, text in enumerate(("Skin", "Hair tone")):
        yield Text(Box(card.x + 20, top + 38 * row + 2, 108, 26), text)
    yield from _swatches("skin", _SKIN_TONES, top, int(sitter["skin"]))
    yield from _swatches("hair_tone", _HAIR_TONES, top + 38, int(sitter["hair_tone"]))
    for place, (label, part, known) in enumerate(_CHOICES):
        following = known[(known.index(sitter[part]) + 1) % len(known)]
        box = Box(card.x + 20 + 208 * (place % 2), top + 84 + 52 * (place // 2), 200, 44)
        yield Button(box, f"{label}: {sitter[part]}", (SetSitter.model_validate({part: following}),))
    obeys = Box(card.x + 20, card.y + card.height - 64, 200, 44)
    label = "Follows hints" if state.sitter.willing else "Ignores hints"
    yield Button(obeys, label, (SetSitter(willing=not state.sitter.willing),))
    box = Box(obeys.x + 208, obeys.y, 200, 44)
    yield Button(box, "Next person", (NewPerson(seed=state.sitter.seed + 1),), "accent")


def _swatches(part: str, count: int, top: int, chosen: int) -> Iterator[Button]:
    for tone in range(count):
        box = Box(SITTER_CARD.x + 132 + 34 * tone, top, 30, 30)
        yield Button(box, part, (SetSitter.model_validate({part: tone}),), "swatch", tone == chosen, tone)


def _faults(state: WorldState) -> Iterator[Control]:
    heal_coins, heal_printer, heal_camera, heal_lights, put_board_away, put_chart_away, come_back = HEAL
    groups: tuple[tuple[str, Sequence[tuple[str, Command, Command, bool]]], ...] = (
        (
            "Coin acceptor",
            [
                (str(fault), SetCoinFault(fault=str(fault)), heal_coins, state.coin_fault == fault)
                for fault in Fault
            ],
        ),
        (
            "Printer",
            (
                ("jam", SetPrinterFault(fault="jam"), heal_printer, state.printer == "jam"),
                ("jam half-way", SetPrinterFault(fault="jam", at_progress=0.5), heal_printer, False),
                (
                    "out of paper",
                    SetPrinterFault(fault="out_of_paper"),
                    heal_printer,
                    state.printer == "out_of_paper",
                ),
                ("off", SetPrinterFault(fault="off"), heal_printer, state.printer == "off"),
            ),
        ),
        (
            "Camera and lamps",
            (
                ("freeze", SetCameraFault(fault="freeze"), heal_camera, state.camera_fault == "freeze"),
                ("unplug", SetCameraFault(fault="unplug"), heal_camera, state.camera_fault == "unplug"),
                ("lamps silent", SetLightsFault(fault="silent"), heal_lights, state.lights_fault == "silent"),
                ("board in hand", ShowBoard(shown=True), put_board_away, state.board_shown),
                ("chart in hand", ShowChart(shown=True), put_chart_away, state.chart_shown),
                ("sitter left", LeaveBooth(left=True), come_back, state.sitter_left),
            ),
        ),
    )
    top = FAULTS_CARD.y + 60
    for title, faults in groups:
        yield Text(Box(FAULTS_CARD.x + 20, top, FAULTS_CARD.width - 40, 26), title)
        for place, (label, cause, heal, lit) in enumerate(faults):
            box = Box(FAULTS_CARD.x + 20 + 156 * (place % 2), top + 32 + 46 * (place // 2), 148, 38)
            yield Button(box, label, (heal if lit else cause,), "fault", lit)
        top += 32 + 46 * math.ceil(len(faults) / 2) + 12
    yield Button(
        Box(FAULTS_CARD.x + 20, FAULTS_CARD.y + FAULTS_CARD.height - 64, FAULTS_CARD.width - 40, 44),
        "Heal everything",
        HEAL,
        "accent" if any(lit for _, faults in groups for *_, lit in faults) else "plain",
    )
