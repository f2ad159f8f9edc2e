"""Where a document wants the head to be, and which such wishes no human head can meet."""

from __future__ import annotations

from typing import Any, Literal, Self, get_args

from pydantic import Field, model_validator

from kiosk.documents.band import Band, BandField, Contradiction, Frozen

CrownKind = Literal["hair", "skull"]
"""What ends the head at the top: the visible hair, or the head as if there were no hair."""

BandName = Literal[
    "head",
    "eye_line_from_bottom",
    "crown_from_top",
    "clear_above",
    "chin_from_bottom",
    "eyes_above_chin",
    "face_width",
    "eye_distance",
]
BAND_NAMES: tuple[BandName, ...] = get_args(BandName)

EYES_UP_THE_HEAD = (0.38, 0.65)
"""Height of the eyes over the chin in head heights: wider than any real head (about 0.45 to 0.58)."""

FACE_PER_HEAD = (0.42, 0.95)
"""Face width in head heights: wider than any real head (0.57 to 0.68; less under a tall crown of hair)."""

EYES_PER_HEAD = (0.15, 0.42)
"""Distance of the pupils in head heights: wider than any real head (about 0.23 to 0.33)."""


class Geometry(Frozen):
    """Where the head has to be, every value in `unit`.

    `mm` counts on the print, `px` on the exact digital picture, `share` in heights of the picture (1 is the
    whole height). Distances run along the upright face; `head` goes from chin to the crown named by `crown`.
    `crown_from_top` is measured at that same crown, `clear_above` at the hair; `face_width` goes from cheek
    to cheek before the ears, `eye_distance` from pupil to pupil. The chin is the skin's; `beard` tells
    whether the issuer says so. Bands named in `advisory` are the issuer's recommendation or a derived figure:
    they are aimed at, never a reason to refuse a photo.
    """

    unit: Literal["mm", "px", "share"] = "mm"
    head: BandField | None = None
    crown: CrownKind = "skull"
    beard: Literal["not-counted", "unstated"] = "unstated"
    eye_line_from_bottom: BandField | None = None
    crown_from_top: BandField | None = None
    clear_above: BandField | None = None
    chin_from_bottom: BandField | None = None
    eyes_above_chin: BandField | None = None
    face_width: BandField | None = None
    eye_distance: BandField | None = None
    centre_tolerance: float | None = Field(default=None, gt=0)
    advisory: frozenset[BandName] = frozenset()

    @model_validator(mode="after")
    def _advises_only_what_it_states(self) -> Self:
        for name in sorted(self.advisory):
            if self.band(name) is None:
                raise Contradiction("advisory", f"advisory names {name}, but {name} is not given")
        return self

    def band(self, name: BandName) -> Band | None:
        """Return the band called `name`."""
        band: Band | None = getattr(self, name)
        return band

    def bands(self) -> tuple[tuple[BandName, Band], ...]:
        """Return the bands that are given, by name, in the order of the rulebook."""
        return tuple((name, band) for name in BAND_NAMES if (band := self.band(name)) is not None)

    def check_possible(self, frame: tuple[float, float]) -> None:
        """Raise Contradiction for bands outside the frame (width, height) or that exclude each other."""
        width, height = frame
        for name, band in self.bands():
            across = name in ("face_width", "eye_distance")
            least_reach = band.min if band.max == float("inf") else band.max
            if least_reach > (width if across else height):
                raise Contradiction(
                    name,
                    f"{name} reaches {least_reach:g} {self.unit} in a frame "
                    f"{f'{width:g} wide' if across else f'{height:g} high'}",
                )
        if self.centre_tolerance is not None and self.centre_tolerance > width / 2:
            raise Contradiction("centre_tolerance", "centre_tolerance is wider than half the frame")
        self._check_column(height)
        self._check_face()

    def _check_column(self, height: float) -> None:
        """Margin, head and margin must add up to the frame, and the eyes lie where they are wanted."""
        below = self.chin_from_bottom or Band(min=0, max=height)
        above = self.crown_from_top or Band(min=0, max=height)
        if self.head is not None:
            shortest = above.min + self.head.min + below.min
            longest = above.max + self.head.max + below.max
            if shortest > height or longest < height:
                raise Contradiction(
                    "head",
                    f"margins and head add up to {shortest:g}–{longest:g} {self.unit}, "
                    f"never to the frame's {height:g}",
                )
        if self.eye_line_from_bottom is None:
            return
        if self.eyes_above_chin is not None:
            low, high = below.min + self.eyes_above_chin.min, below.max + self.eyes_above_chin.max
        elif self.head is not None:
            low = max(below.min, height - above.max - self.head.max) + EYES_UP_THE_HEAD[0] * self.head.min
            high = min(below.max, height - above.min - self.head.min) + EYES_UP_THE_HEAD[1] * self.head.max
        else:
            low, high = below.min, height
        if self.eye_line_from_bottom.max < low or self.eye_line_from_bottom.min > high:
            raise Contradiction(
                "eye_line_from_bottom",
                f"head and margins put the eyes {low:.1f}–{high:.1f} {self.unit} from the bottom, "
                f"eye_line_from_bottom wants {self.eye_line_from_bottom}",
            )

    def _check_face(self) -> None:
        """The parts of a face must have the proportions of one."""
        if self.head is None:
            return
        proportions: tuple[tuple[BandName, tuple[float, float]], ...] = (
            ("eyes_above_chin", EYES_UP_THE_HEAD),
            ("face_width", FACE_PER_HEAD),
            ("eye_distance", EYES_PER_HEAD),
        )
        for name, share in proportions:
            band = self.band(name)
            if band is None:
                continue
            low, high = share[0] * self.head.min, share[1] * self.head.max
            if band.max < low or band.min > high:
                raise Contradiction(
                    name,
                    f"a head of {self.head} {self.unit} has {name} {low:.1f}–{high:.1f}, not {band}",
                )

    def to_json(self) -> dict[str, Any]:
        """Return the geometry as `kiosk documents --json` prints it."""
        out: dict[str, Any] = {"unit": self.unit, "crown": self.crown, "beard": self.beard}
        out |= {name: band.pair() for name, band in self.bands()}
        out["centre_tolerance"] = self.centre_tolerance
        out["advisory"] = sorted(self.advisory)
        return out
