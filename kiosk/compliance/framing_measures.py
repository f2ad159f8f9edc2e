"""Where the crop that a document asks for lies in the camera's picture.

A document's rule fixes how large the head must be in the photo, so the head in the picture fixes the
crop. The person stands right when that crop lies inside the picture and holds enough pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.compliance.record import CheckRecord, Limit
from kiosk.portrait.solver import LARGEST_ENLARGEMENT

FULLEST_SHARE = 0.92
"""Largest part of the frame a crop may take in the live view: leaves 4 % at either end to move in."""

EMPTIEST_SHARE = 0.40
"""Smallest part of the frame, however many pixels the camera has: light and backdrop are set for no less."""

WANDER = 0.15
"""How far from the middle of the frame the crop's centre may lie, even where the crop would allow more."""

_SLACK = 0.03


@dataclass(frozen=True, slots=True)
class CropInFrame:
    """The crop of a document in a picture, upright box in pixels of the picture (roll left out).

    `needed_height_px` is the height of the finished photo in its own pixels.
    """

    left_px: float
    top_px: float
    width_px: float
    height_px: float
    frame_width_px: int
    frame_height_px: int
    needed_height_px: float

    def moved(self, from_px: complex, to_px: complex, turn: complex) -> CropInFrame:
        """Return the crop after a similarity that takes `from_px` to `to_px`, points written as x + iy.

        `turn` says how far it turns (its angle) and scales (its size); the box stays upright.
        """
        middle_px = complex(self.left_px + self.width_px / 2, self.top_px + self.height_px / 2)
        to_middle_px, scale = to_px + turn * (middle_px - from_px), abs(turn)
        width_px, height_px = self.width_px * scale, self.height_px * scale
        return replace(
            self,
            left_px=to_middle_px.real - width_px / 2,
            top_px=to_middle_px.imag - height_px / 2,
            width_px=width_px,
            height_px=height_px,
        )

    @property
    def share(self) -> float:
        """The larger of crop width over frame width and crop height over frame height."""
        return max(self.width_px / self.frame_width_px, self.height_px / self.frame_height_px)

    @property
    def centre_x(self) -> float:
        """Middle of the crop across the frame, 0 left to 1 right in the unmirrored picture."""
        return (self.left_px + self.width_px / 2) / self.frame_width_px

    @property
    def centre_y(self) -> float:
        """Middle of the crop down the frame, 0 top to 1 bottom."""
        return (self.top_px + self.height_px / 2) / self.frame_height_px

    @property
    def enlargement(self) -> float:
        """Photo pixels per pixel of the picture; over 1 the picture would have to be enlarged."""
        return self.needed_height_px / self.height_px


def live_framing(crop: CropInFrame, still_per_live: float = 1.0) -> tuple[CheckRecord, ...]:
    """Check distance and position in the live view; `still_per_live` is still pixels per live pixel."""
    enough = crop.share * crop.enlargement / still_per_live
    nearest = min(max(EMPTIEST_SHARE, enough), FULLEST_SHARE - 2 * _SLACK)
    distance = Limit("framing.distance", "of frame", nearest, FULLEST_SHARE)
    return distance.check(crop.share), *_position(crop, WANDER)


def still_framing(crop: CropInFrame) -> tuple[CheckRecord, ...]:
    """Check that the crop lies inside a picture and is enlarged no more than the darkroom allows.

    BSI TR-03121-3 forbids any enlargement; the live view asks for none, see `live_framing`.
    """
    return (
        Limit("framing.distance", "of frame", None, 1.0).check(crop.share),
        *_position(crop, 1.0),
        Limit("image.resolution", "out px/px", None, LARGEST_ENLARGEMENT).check(crop.enlargement),
    )


def _position(crop: CropInFrame, wander: float) -> tuple[CheckRecord, CheckRecord]:
    room_x = _room(crop.width_px / crop.frame_width_px, wander)
    room_y = _room(crop.height_px / crop.frame_height_px, wander)
    return (
        Limit("framing.horizontal", "of width", 0.5 - room_x, 0.5 + room_x).check(crop.centre_x),
        Limit("framing.vertical", "of height", 0.5 - room_y, 0.5 + room_y).check(crop.centre_y),
    )


def _room(share: float, wander: float) -> float:
    return min(wander, max(0.0, (1.0 - share) / 2))
