"""What the photo of one document must be: a typed, frozen rule, and the contradictions it may not hold."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from kiosk.documents.band import Band, BandField, Contradiction, Frozen, SizeMm
from kiosk.documents.digital_file import DigitalFile
from kiosk.documents.geometry import Geometry

MM_PER_INCH = 25.4

Tier = Literal["A", "B", "C", "own"]
"""A: issuer's own page or statute; B: named-authority transcription or two agreeing sources; C: weaker.

`own` is a picture for no document, in a size of our choice: nobody has a rule for it.
"""

Route = Literal["print", "upload", "photo-code", "office", "certified"]
"""How the photo reaches the issuer. `office`: the office takes it; `certified`: registered providers only."""

Colour = Literal[
    "white",
    "off-white",
    "cream",
    "beige",
    "light-brown",
    "light",
    "light-grey",
    "grey",
    "light-blue",
    "blue",
    "red",
]
"""Backgrounds as issuers name them; `light` means any plain light colour."""

Glasses = Literal["no", "medical", "discouraged", "allowed", "worn-by-wearers", "unstated"]
"""`medical`: only with a medical reason; `allowed`: without tint or glare, the frame clear of the eyes."""

HeadCovering = Literal["no", "religious", "religious-or-medical", "unstated"]
"""For what reasons a covered head is taken."""


BackgroundPolicy = Literal["keep", "even-out", "replace"]
"""`keep`: software never touches it; `even-out`: it takes gradient and shadow of the real wall away, no
more; `replace`: it paints one of the allowed colours."""


class Background(Frozen):
    """Which backgrounds the issuer takes, and whether software may touch them."""

    allowed: tuple[Colour, ...] = Field(min_length=1)
    forbidden: tuple[Colour, ...] = ()
    policy: BackgroundPolicy = "keep"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        both = sorted(set(self.allowed) & set(self.forbidden))
        if both:
            raise Contradiction("forbidden", f"background {', '.join(both)} is both allowed and forbidden")
        return self


class Alteration(Frozen):
    """What the issuer says of software changes; `implied`: "unaltered" in general."""

    picture: Literal["refused", "technical-only", "unstated"] = "unstated"
    background_replacement: Literal["refused", "implied", "unstated"] = "unstated"


class DocumentRule(Frozen):
    """The photo rule of one document, or of a variant of it, such as the one for children.

    `source` is the address that was read, `also` are further ones that agree; `checked` is the day on which
    the source's text was last read, by us or by the transcriber named there (a picture for no document has no
    source). `print_mm` is width × height; None where the photo is only uploaded or taken at the office; the
    issuer takes larger ones up to `print_mm_max`. `newest_days` is how old the photo may be at most, `ages`
    for whom the rule is (whole years). A variant's id is its document's (`variant_of`) with a word behind.
    """

    id: str
    country_code: str
    country_en: str = Field(min_length=1)
    country_de: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    name_de: str = Field(min_length=1)
    tier: Tier
    issuer: str = Field(min_length=1)
    source: str | None = None
    also: tuple[str, ...] = ()
    checked: dt.date
    route: tuple[Route, ...] = Field(min_length=1)
    print_mm: SizeMm | None = None
    print_mm_max: SizeMm | None = None
    dpi: int = Field(default=300, ge=150, le=1200)
    copies: int = Field(default=1, ge=1, le=12)
    newest_days: int | None = Field(default=None, gt=0)
    geometry: Geometry = Geometry()
    background: Background | None = None
    glasses: Glasses = "unstated"
    head_covering: HeadCovering = "unstated"
    alteration: Alteration = Alteration()
    digital: DigitalFile | None = None
    ages: BandField | None = None
    notes: str | None = None
    variant_of: str | None = None
    variants: tuple[DocumentRule, ...] = ()

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

    @field_validator("source", "also")
    @classmethod
    def _address(cls, value: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
        for address in (value,) if isinstance(value, str) else value or ():
            if not address.startswith(("https://", "http://")):
                raise ValueError("the source must be an address (http…)")
        return value

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.source is None and not self.free:
            raise Contradiction("id", "source is missing: the address of the page that the rule is from")
        self._check_routes()
        self._check_background()
        self._check_shapes()
        if self.frame is not None:
            self.geometry.check_possible(self.frame)
        return self

    def _check_routes(self) -> None:
        if "print" in self.route and self.print_mm is None:
            raise Contradiction("route", "route print needs print_mm")
        if self.print_mm is not None and min(self.print_mm) <= 0:
            raise Contradiction("print_mm", "print_mm must be positive")
        if "upload" in self.route and self.digital is None and self.print_mm is None:
            raise Contradiction("route", "route upload without print_mm needs a digital file")
        if self.geometry.unit == "mm" and self.geometry.bands() and self.print_mm is None:
            raise Contradiction("geometry", "geometry in mm needs print_mm")
        if self.geometry.unit == "px" and (self.digital is None or self.digital.px is None):
            raise Contradiction("unit", "geometry in px needs digital.px, the exact pixel size")
        if self.made_here and self.background is None:
            raise Contradiction("route", "a photo that a booth may make needs a background rule")

    def _check_background(self) -> None:
        refused = self.alteration.background_replacement in ("refused", "implied")
        untouched = self.alteration.picture == "refused"
        if self.background and self.background.policy != "keep" and (refused or untouched):
            what = "replaced backgrounds" if refused else "altered pictures"
            raise Contradiction(
                "policy", f"background policy is {self.background.policy}, but the issuer refuses {what}"
            )

    def _check_shapes(self) -> None:
        if self.print_mm_max is not None:
            if self.print_mm is None:
                raise Contradiction("print_mm_max", "print_mm_max needs print_mm")
            if self.print_mm_max[0] < self.print_mm[0] or self.print_mm_max[1] < self.print_mm[1]:
                raise Contradiction("print_mm_max", "print_mm_max is smaller than print_mm")

    @property
    def free(self) -> bool:
        """Whether this is a picture for no document, which the customer may have as they like."""
        return self.tier == "own"

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
        whole = self.model_dump(mode="json", exclude={"variants", "geometry"})
        head = self.head_mm
        return {
            "id": self.id,
            "country": self.country_en,
            "country_code": self.country_code,
            "document": self.name_en,
            "names": {"country_de": self.country_de, "document_de": self.name_de},
            "tier": self.tier,
            "source": self.source,
            "also": list(self.also),
            "issuer": self.issuer,
            "checked": self.checked.isoformat(),
            "route": "/".join(self.route),
            "print_mm": list(self.print_mm) if self.print_mm else None,
            "print_mm_max": list(self.print_mm_max) if self.print_mm_max else None,
            "head_mm": head.pair() if head else None,
            "crown": self.geometry.crown,
            "background": whole["background"] or {"allowed": [], "forbidden": [], "policy": "keep"},
            "geometry": self.geometry.to_json(),
            "glasses": self.glasses,
            "head_covering": self.head_covering,
            "alteration": whole["alteration"],
            "digital": whole["digital"],
            "dpi": self.dpi,
            "copies": self.copies,
            "newest_days": self.newest_days,
            "ages": self.ages.pair() if self.ages else None,
            "notes": self.notes,
            "variants": [variant.to_json() for variant in self.variants],
        }
