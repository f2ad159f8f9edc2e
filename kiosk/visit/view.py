"""What the screens are given to draw: one immutable picture of the moment, made by the visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.coach import Help
from kiosk.compliance.marks import Mark
from kiosk.documents.rule import Colour
from kiosk.privacy.policy_text import Notice
from kiosk.visit.effects import Reason
from kiosk.visit.flow import Visit

BgrImage = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language on offer: its code and its name in itself."""

    code: str
    endonym: str


@dataclass(frozen=True, slots=True)
class DocumentChoice:
    """A document on offer, in the customer's language.

    `walls` are the colours in which the wall may be lit for it, `paints` those that software may paint
    afterwards; each has none or several that look different. A `free` picture is for no document.
    """

    id: str
    country: str
    title: str
    size_label: str
    favourite: bool
    copies: int
    search_text: str
    advice: str | None = None
    walls: tuple[Colour, ...] = ()
    paints: tuple[Colour, ...] = ()
    free: bool = False


@dataclass(frozen=True, slots=True)
class Oval:
    """Where the head should be in the mirrored live picture; all as shares of its width or height, 0 to 1."""

    centre_x: float
    centre_y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LiveView:
    """The pose screen's moving part.

    `frame` is BGR, *not* mirrored, newest camera picture (the screen mirrors it); `hint` is a key of
    `kiosk.compliance.hints`; `arrow` as `kiosk.compliance.coach.Coaching.arrow`, directions as the customer
    sees them in the mirror; `ring` 0..1 fills while everything is right; `lights` are (hint label, passed).
    `help` tells how much more than the hint to say; `ways_out` are msgids for those who cannot comply.
    """

    frame: BgrImage | None
    oval: Oval
    hint: str | None
    arrow: str | None
    ring: float
    countdown: int | None
    flash: bool
    may_override: bool
    lights: tuple[tuple[str, bool], ...] = ()
    help: Help = "hint"
    ways_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the verdict under a shot: what was looked at, in words, and how it came out."""

    label: str
    passed: bool
    mandatory: bool
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class ShotView:
    """A shot to choose: the finished photo (BGR, cropped for the document), the verdict on it, and marks.

    `painted` tells that its background was painted; where the person could not be told from the wall it is
    the wall itself.
    """

    photo: BgrImage
    verdicts: tuple[Verdict, ...]
    passed: bool
    marks: tuple[Mark, ...] = ()
    painted: bool = False


@dataclass(frozen=True, slots=True)
class Farewell:
    """What the next process tells about the visit before it.

    `deleted` is None while that is being checked, then True; False when it could not be proved, after which
    the booth is out of service. `sheet` is what became of a sheet for a reprint: kept for `kept_minutes`
    under `code` (None where it is not to be seen), or not.
    """

    reason: Reason
    deleted: bool | None
    owed_cents: int = 0
    voucher: str | None = None
    sheet: Literal["none", "kept", "not_kept", "deleted", "time_up"] = "none"
    kept_minutes: int = 0
    code: str | None = None

    @property
    def settled(self) -> bool:
        """Whether it is known how the deletion went."""
        return self.deleted is not None


@dataclass(frozen=True, slots=True)
class View:
    """All that any screen draws from."""

    visit: Visit
    languages: tuple[LanguageChoice, ...]
    documents: tuple[DocumentChoice, ...]
    document: DocumentChoice | None
    notice: Notice
    price_cents: int
    currency: str
    inserted_cents: int
    coins_cents: tuple[int, ...]
    live: LiveView | None
    shots: tuple[ShotView, ...]
    farewell: Farewell | None
    out_of_service: tuple[str, ...]
    kept: int = 0
    preparing: bool = False
    password: str | None = None
