"""What the photo of one document must be: a typed, frozen rule, and the contradictions it may not hold."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

MM_PER_INCH = 25.4

Tier = Literal["A", "B", "C"]
"""A: issuer's own page or statute; B: named-authority transcription or two agreeing sources; C: weaker."""

Route = Literal["print", "upload", "photo-code", "office", "certified"]
"""How the photo reaches the issuer. `office`: the office takes it; `certified`: registered providers only."""

Colour = Literal["white", "off-white", "cream", "light", "light-grey", "grey", "light-blue", "blue", "red"]
"""Backgrounds as issuers name them; `light` means any plain light colour."""

CrownKind = Literal["hair", "skull"]
"""What ends the head at the top: the visible hair, or the head as if there were no hair."""


class Frozen(BaseModel):
    """Base of every part of a rule: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(Frozen):
    """A closed interval; written `[min, max]` in the rulebook."""

    min: float = Field(ge=0)
    max: float = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.min < self.max:
            raise ValueError(
                f"the band {self.min:g}–{self.max:g} is empty: its first value must be the smaller"
            )
        return self

    def contains(self, value: float) -> bool:
        """Tell whether `value` lies in the band, limits included."""
        return self.min <= value <= self.max

    def divided(self, by: float) -> Band:
        """Return the same band in a unit `by` times as large."""
        return Band(min=self.min / by, max=self.max / by)

    def pair(self) -> list[float]:
        """Return `[min, max]` for JSON."""
        return [self.min, self.max]


def _band(value: object) -> object:
    if isinstance(value, list | tuple):
        if len(value) != 2:
            raise ValueError("a band is written [min, max]")
        return {"min": value[0], "max": value[1]}
    return value


def _size(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


BandField = Annotated[Band, BeforeValidator(_band)]
SizeMm = Annotated[tuple[float, float], BeforeValidator(_size)]
SizePx = Annotated[tuple[int, int], BeforeValidator(_size)]


class Geometry(Frozen):
    """Where the head has to be, every value in `unit`.

    `mm` counts on the print, `px` on the exact digital picture, `share` in heights of the picture (1 is the
    whole height). Distances run along the upright face; `head` goes from chin to the crown named by `crown`.
    `crown_from_top` is measured at that same crown, `clear_above` at the hair. Bands named in `advisory` are
    the issuer's recommendation or a derived figure: they are aimed at, never a reason to refuse a photo.
    """

    unit: Literal["mm", "px", "share"] = "mm"
    head: BandField | None = None
    crown: CrownKind = "skull"
    eye_line_from_bottom: BandField | None = None
    crown_from_top: BandField | None = None
    clear_above: BandField | None = None
    chin_from_bottom: BandField | None = None
    face_width: BandField | None = None
    centre_tolerance: float | None = Field(default=None, gt=0)
    advisory: frozenset[
        Literal[
            "head", "eye_line_from_bottom", "crown_from_top", "clear_above", "chin_from_bottom", "face_width"
        ]
    ] = frozenset()

    @model_validator(mode="after")
    def _advises_only_what_it_states(self) -> Self:
        for name in sorted(self.advisory):
            if getattr(self, name) is None:
                raise ValueError(f"advisory names {name}, but {name} is not given")
        return self


class Background(Frozen):
    """Which backgrounds the issuer takes, and whether software may touch them (`keep`: never)."""

    allowed: tuple[Colour, ...] = Field(min_length=1)
    forbidden: tuple[Colour, ...] = ()
    policy: Literal["keep", "replace"] = "keep"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        both = sorted(set(self.allowed) & set(self.forbidden))
        if both:
            raise ValueError(f"background {', '.join(both)} is both allowed and forbidden")
        return self


class Alteration(Frozen):
    """What the issuer says of software changes; `implied`: "unaltered" in general."""

    picture: Literal["refused", "technical-only", "unstated"] = "unstated"
    background_replacement: Literal["refused", "implied", "unstated"] = "unstated"


class DigitalFile(Frozen):
    """The file to upload: either exactly `px`, or from `px_min` up to `px_max`; KB are 1024 bytes."""

    px: SizePx | None = None
    px_min: SizePx | None = None
    px_max: SizePx | None = None
    kb_min: int | None = Field(default=None, gt=0)
    kb_max: int | None = Field(default=None, gt=0)
    format: Literal["jpeg", "png"] = "jpeg"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.px is None) == (self.px_min is None):
            raise ValueError("give either px (exact) or px_min")
        if self.px is not None and self.px_max is not None:
            raise ValueError("px is exact, so px_max has no meaning")
        for size in (self.px, self.px_min, self.px_max):
            if size is not None and min(size) <= 0:
                raise ValueError("pixel sizes must be positive")
        if (
            self.px_min
            and self.px_max
            and (self.px_max[0] < self.px_min[0] or self.px_max[1] < self.px_min[1])
        ):
            raise ValueError("px_max is smaller than px_min")
        if self.kb_min is not None and self.kb_max is not None and self.kb_min >= self.kb_max:
            raise ValueError(f"the file must be at least {self.kb_min} KB but at most {self.kb_max} KB")
        return self

    @property
    def smallest_px(self) -> tuple[int, int]:
        """Width and height of the smallest picture taken."""
        size = self.px or self.px_min
        if size is None:  # the validator above excludes it; mypy cannot know
            raise ValueError("no pixel size")
        return size


class DocumentRule(Frozen):
    """The photo rule of one document.

    `checked` is the day on which the source's text was last read, by us or by the transcriber named in
    `source`. `print_mm` is width × height; None where the photo is only uploaded or taken at the office.
    """

    id: str
    country_code: str
    country_en: str = Field(min_length=1)
    country_de: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    name_de: str = Field(min_length=1)
    tier: Tier
    issuer: str = Field(min_length=1)
    source: str
    checked: dt.date
    route: tuple[Route, ...] = Field(min_length=1)
    print_mm: SizeMm | None = None
    dpi: int = Field(default=300, ge=150, le=1200)
    copies: int = Field(default=1, ge=1, le=12)
    geometry: Geometry = Geometry()
    background: Background | None = None
    glasses: Literal["no", "discouraged", "allowed", "worn-by-wearers", "unstated"] = "unstated"
    alteration: Alteration = Alteration()
    digital: DigitalFile | None = None
    minimum_age: int | None = Field(default=None, ge=0)
    notes: str | None = None

    @field_validator("id")
    @classmethod
    def _plain_id(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
            raise ValueError("an id is lower-case letters and digits joined by hyphens")
        return value

    @field_validator("country_code")
    @classmethod
    def _two_letters(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Z]{2}", value):
            raise ValueError("a country code is two capital letters (ISO 3166-1)")
        return value

    @field_validator("source")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("the source must be an address (http…)")
        return value

    @model_validator(mode="after")
    def _possible(self) -> Self:
        self._check_routes()
        self._check_background()
        if self.frame is not None:
            self._check_geometry(self.frame)
        return self

    def _check_routes(self) -> None:
        if "print" in self.route and self.print_mm is None:
            raise ValueError("route print needs print_mm")
        if self.print_mm is not None and min(self.print_mm) <= 0:
            raise ValueError("print_mm must be positive")
        if "upload" in self.route and self.digital is None and self.print_mm is None:
            raise ValueError("route upload without print_mm needs a digital file")
        if self.geometry.unit == "mm" and self.geometry.head is not None and self.print_mm is None:
            raise ValueError("geometry in mm needs print_mm")
        if self.geometry.unit == "px" and (self.digital is None or self.digital.px is None):
            raise ValueError("geometry in px needs digital.px, the exact pixel size")
        if self.made_here and self.background is None:
            raise ValueError("a photo that a booth may make needs a background rule")

    def _check_background(self) -> None:
        refused = self.alteration.background_replacement in ("refused", "implied")
        if self.background and self.background.policy == "replace" and refused:
            raise ValueError("background policy is replace, but the issuer refuses replaced backgrounds")

    def _check_geometry(self, frame: tuple[float, float]) -> None:
        """Refuse bands outside the frame and bands no upright head can meet together."""
        shape = self.geometry
        width, height = frame
        for name in ("head", "eye_line_from_bottom", "crown_from_top", "clear_above", "chin_from_bottom"):
            band: Band | None = getattr(shape, name)
            if band is not None and band.max > height:
                raise ValueError(f"{name} reaches {band.max:g} {shape.unit} in a frame {height:g} high")
        if shape.face_width is not None and shape.face_width.max > width:
            raise ValueError(f"face_width reaches {shape.face_width.max:g} in a frame {width:g} wide")
        if shape.centre_tolerance is not None and shape.centre_tolerance > width / 2:
            raise ValueError("centre_tolerance is wider than half the frame")
        if shape.head is None:
            return
        above = shape.crown_from_top or Band(min=0, max=height)
        below = shape.chin_from_bottom or Band(min=0, max=height)
        shortest = above.min + shape.head.min + below.min
        longest = above.max + shape.head.max + below.max
        if shortest > height or longest < height:
            raise ValueError(
                f"margins and head add up to {shortest:g}–{longest:g} {shape.unit}, "
                f"never to the frame's {height:g}"
            )
        if shape.eye_line_from_bottom is not None:
            low = max(below.min, height - above.max - shape.head.max) + EYES_UP_THE_HEAD[0] * shape.head.min
            high = min(below.max, height - above.min - shape.head.min) + EYES_UP_THE_HEAD[1] * shape.head.max
            if shape.eye_line_from_bottom.max < low or shape.eye_line_from_bottom.min > high:
                raise ValueError(
                    f"head and margins put the eyes {low:.1f}–{high:.1f} {shape.unit} from the bottom, "
                    f"eye_line_from_bottom wants {shape.eye_line_from_bottom.min:g}–"
                    f"{shape.eye_line_from_bottom.max:g}"
                )

    @property
    def made_here(self) -> bool:
        """Whether a booth can make this photo: it is printed, uploaded or fetched by a code."""
        return not {"print", "upload", "photo-code"}.isdisjoint(self.route)

    @property
    def frame(self) -> tuple[float, float] | None:
        """Width and height of the picture in `geometry.unit`; None where nothing is made here."""
        if self.geometry.unit == "mm" and self.print_mm is not None:
            return self.print_mm
        px = self.digital.smallest_px if self.digital else None
        if self.geometry.unit == "px" and px is not None:
            return (float(px[0]), float(px[1]))
        size = self.print_mm or px
        return (size[0] / size[1], 1.0) if size else None

    @property
    def aspect(self) -> float | None:
        """Width over height of the picture; None where nothing is made here."""
        return self.frame[0] / self.frame[1] if self.frame else None

    @property
    def photo_px(self) -> tuple[int, int] | None:
        """Pixels of the finished photo: the print at `dpi`, or the smallest digital picture."""
        if self.print_mm is not None:
            width_mm, height_mm = self.print_mm
            return round(width_mm * self.dpi / MM_PER_INCH), round(height_mm * self.dpi / MM_PER_INCH)
        return self.digital.smallest_px if self.digital else None

    @property
    def head_mm(self) -> Band | None:
        """The head band on the print in millimetres; None where none is published for a print."""
        if self.print_mm is None or self.geometry.head is None or self.frame is None:
            return None
        return self.geometry.head.divided(self.frame[1] / self.print_mm[1])

    def title(self, language: str) -> str:
        """Country and document in German for `de…`, else in English."""
        if language.startswith("de"):
            return f"{self.country_de}: {self.name_de}"
        return f"{self.country_en}: {self.name_en}"

    def to_json(self) -> dict[str, Any]:
        """Return the rule as `kiosk documents --json` prints it (keys of the outside contract first)."""
        whole = self.model_dump(mode="json")
        head = self.head_mm
        background = whole["background"]
        return {
            "id": self.id,
            "country": self.country_en,
            "country_code": self.country_code,
            "document": self.name_en,
            "names": {"country_de": self.country_de, "document_de": self.name_de},
            "tier": self.tier,
            "source": self.source,
            "issuer": self.issuer,
            "checked": self.checked.isoformat(),
            "route": "/".join(self.route),
            "print_mm": list(self.print_mm) if self.print_mm else None,
            "head_mm": head.pair() if head else None,
            "crown": self.geometry.crown,
            "background": background or {"allowed": [], "forbidden": [], "policy": "keep"},
            "geometry": _geometry_json(self.geometry),
            "glasses": self.glasses,
            "alteration": whole["alteration"],
            "digital": whole["digital"],
            "dpi": self.dpi,
            "copies": self.copies,
            "minimum_age": self.minimum_age,
            "notes": self.notes,
        }


EYES_UP_THE_HEAD = (0.38, 0.65)
"""Height of the eyes over the chin in head heights: wider than any real head (about 0.45 to 0.58)."""


def _geometry_json(geometry: Geometry) -> dict[str, Any]:
    out: dict[str, Any] = {"unit": geometry.unit, "crown": geometry.crown}
    for name in Geometry.model_fields:
        value = getattr(geometry, name)
        if isinstance(value, Band):
            out[name] = value.pair()
    out["centre_tolerance"] = geometry.centre_tolerance
    out["advisory"] = sorted(geometry.advisory)
    return out
