"""Every hint the coach can give: its English text, the arrow that shows it, and its icon.

Directions are the customer's own and hold in the mirrored live view alike, for a mirror keeps the
customer's left on the left. In the unmirrored picture of the camera the customer's left is the right
half: a face left of the middle of that picture sits too far to the customer's right and is asked to move
left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Arrow = Literal[
    "left",
    "right",
    "up",
    "down",
    "closer",
    "back",
    "turn_left",
    "turn_right",
    "tilt_left",
    "tilt_right",
    "chin_up",
    "chin_down",
]


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext's extractor knows a text that is translated later
    """Mark a text for translation without translating it."""
    return text


@dataclass(frozen=True, slots=True)
class Hint:
    """What a hint says (an English msgid, translated by the screen), shows and is drawn with."""

    text: str
    icon: str
    arrow: Arrow | None = None


HINTS: dict[str, Hint] = {
    "show_face": Hint(N_("Please look at the screen"), "face"),
    "come_alone": Hint(N_("Just one person, please"), "one-person"),
    "come_closer": Hint(N_("Come a little closer"), "closer", "closer"),
    "step_back": Hint(N_("Move back a little"), "back", "back"),
    "move_left": Hint(N_("Move a little left"), "arrow-left", "left"),
    "move_right": Hint(N_("Move a little right"), "arrow-right", "right"),
    "sit_higher": Hint(N_("Sit a little higher"), "arrow-up", "up"),
    "sit_lower": Hint(N_("Sit a little lower"), "arrow-down", "down"),
    "turn_left": Hint(N_("Turn your head slightly left"), "turn-left", "turn_left"),
    "turn_right": Hint(N_("Turn your head slightly right"), "turn-right", "turn_right"),
    "chin_up": Hint(N_("Lift your chin a little"), "chin-up", "chin_up"),
    "chin_down": Hint(N_("Lower your chin a little"), "chin-down", "chin_down"),
    "tilt_left": Hint(N_("Tilt your head slightly left"), "tilt-left", "tilt_left"),
    "tilt_right": Hint(N_("Tilt your head slightly right"), "tilt-right", "tilt_right"),
    "face_camera": Hint(N_("Look straight into the camera"), "face"),
    "hold_still": Hint(N_("Please hold still"), "hold-still"),
    "ready": Hint(N_("Perfect – stay like that"), "ready"),
    "open_eyes": Hint(N_("Open your eyes wide"), "eyes-open"),
    "close_mouth": Hint(N_("Close your mouth, please"), "mouth-closed"),
    "too_dark": Hint(N_("A moment – more light"), "light-up"),
    "too_bright": Hint(N_("A moment – less light"), "light-down"),
    "picture_clipped": Hint(N_("Parts are too bright or dark"), "light-down"),
    "picture_blurred": Hint(N_("The picture is not sharp"), "sharpness"),
    "picture_too_small": Hint(N_("The picture is too small"), "resolution"),
    "photo_shape": Hint(N_("The picture has another shape"), "resolution"),
    "background_uneven": Hint(N_("The background is not even"), "background"),
}
"""Key to hint. Keys are stable: reports, screens, speech and translations refer to them."""

CHECK_HINTS: dict[str, tuple[str, str]] = {
    "face.single": ("show_face", "come_alone"),
    "framing.distance": ("come_closer", "step_back"),
    "framing.horizontal": ("move_left", "move_right"),
    "framing.vertical": ("sit_lower", "sit_higher"),
    "pose.yaw": ("turn_left", "turn_right"),
    "pose.pitch": ("chin_up", "chin_down"),
    "pose.roll": ("tilt_left", "tilt_right"),
    "subject.still": ("hold_still", "hold_still"),
    "eyes.open": ("open_eyes", "open_eyes"),
    "mouth.closed": ("close_mouth", "close_mouth"),
    "framing.rule": ("face_camera", "face_camera"),
    "framing.whole_head": ("sit_lower", "sit_lower"),
    "light.exposure": ("too_dark", "too_bright"),
    "light.clipping": ("picture_clipped", "picture_clipped"),
    "image.resolution": ("picture_too_small", "picture_too_small"),
    "image.inter_eye": ("picture_too_small", "picture_too_small"),
    "image.sharpness": ("picture_blurred", "picture_blurred"),
    "photo.shape": ("photo_shape", "photo_shape"),
    "photo.head": ("come_closer", "step_back"),
    "photo.eye_line": ("sit_higher", "sit_lower"),
    "photo.crown_margin": ("sit_lower", "sit_higher"),
    "photo.clear_above": ("sit_lower", "sit_higher"),
    "photo.chin_margin": ("sit_higher", "sit_lower"),
    "photo.eyes_above_chin": ("come_closer", "step_back"),
    "photo.face_width": ("come_closer", "step_back"),
    "photo.eye_distance": ("come_closer", "step_back"),
    "photo.centre": ("move_left", "move_right"),
    "background.uniform": ("background_uneven", "background_uneven"),
}
"""Check id to the hints for a value that is too low and one that is too high.

Positions grow to the right and downwards in the unmirrored picture; angles are signed as in
`kiosk.compliance.pose`.
"""
