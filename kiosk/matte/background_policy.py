"""What a document's policy does to the background of a picture, and what the report says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kiosk.documents.rule import Background, Colour
from kiosk.matte.choose import GOOD_ENOUGH, best_matte
from kiosk.matte.compositing import NOISE_MAX, composite, target_colour
from kiosk.matte.compositing import Background as Paint
from kiosk.matte.even_out import even_out
from kiosk.matte.matte import Matte, Method, NoMatte
from kiosk.portrait.pixels import BgrImage

Ways = tuple[tuple[Method, Callable[[], Matte]], ...]
"""The ways to a matte that are open for a picture, best first; each is only gone when it is needed."""


@dataclass(frozen=True, slots=True, eq=False)
class Touched:
    """A picture after its document's policy, and the key `background` of `report.json`."""

    bgr: BgrImage
    told: Mapping[str, Any]


def touch_background(
    bgr: BgrImage, background: Background | None, colour: Colour | None, ways: Ways
) -> Touched:
    """Do to the background of a camera's picture what the document's policy says.

    `colour` is the one to paint, None for the first that is allowed. Under `keep` the very picture comes
    back, and so it does where there is no matte that is sure enough: then the report says why.
    """
    policy = "keep" if background is None else background.policy
    if background is None or policy == "keep":
        return Touched(bgr, {"policy": policy, "changed": False})
    try:
        matte, why = best_matte(ways)
    except NoMatte as none:
        return Touched(bgr, {"policy": policy, "changed": False, "why": [str(none)]})
    told = {
        "policy": policy,
        "changed": matte.confidence >= GOOD_ENOUGH,
        "method": matte.method,
        "confidence": round(matte.confidence, 3),
        "why": [*why, *([] if matte.doubt is None else [matte.doubt])],
    }
    if matte.confidence < GOOD_ENOUGH:
        return Touched(bgr, told)
    if policy == "even-out":
        evened = even_out(bgr, matte)
        return Touched(evened, told | {"changed": not np.array_equal(evened, bgr)})
    colour = colour or background.allowed[0]
    return Touched(composite(matte, Paint(target_colour(colour), NOISE_MAX)), told | {"colour": colour})
