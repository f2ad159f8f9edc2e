"""Every hint the coach can give: its English text, icon and arrow, and which check gives it.

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
    """What a hint says (English msgids, translated by the screen), shows and is drawn with.

    `more` is said and shown beneath when the hint alone did not help.
    """

    text: str
    icon: str
    more: str
    arrow: Arrow | None = None


HINTS: dict[str, Hint] = {
    "show_face": Hint(
        N_("Please look at the screen"), "face", N_("Sit down so that you see your face in the oval.")
    ),
    "come_alone": Hint(
        N_("Just one person, please"), "one-person", N_("Everybody else has to step out of the picture.")
    ),
    "call_staff": Hint(
        N_("Please call the staff"), "camera", N_("This camera is set too wide for the photo you chose.")
    ),
    "come_closer": Hint(
        N_("Come a little closer"), "closer", N_("Lean forward until your head fills the oval."), "closer"
    ),
    "step_back": Hint(
        N_("Move back a little"), "back", N_("Lean back until your whole head is in the oval."), "back"
    ),
    "move_left": Hint(
        N_("Move a little left"), "arrow-left", N_("Slide to your left until you are in the middle."), "left"
    ),
    "move_right": Hint(
        N_("Move a little right"),
        "arrow-right",
        N_("Slide to your right until you are in the middle."),
        "right",
    ),
    "sit_higher": Hint(
        N_("Sit a little higher"), "arrow-up", N_("Sit up straight, or turn the seat higher."), "up"
    ),
    "sit_lower": Hint(
        N_("Sit a little lower"), "arrow-down", N_("Let yourself sink, or turn the seat lower."), "down"
    ),
    "turn_left": Hint(
        N_("Turn your head slightly left"),
        "turn-left",
        N_("Point your nose straight at the lens above the screen."),
        "turn_left",
    ),
    "turn_right": Hint(
        N_("Turn your head slightly right"),
        "turn-right",
        N_("Point your nose straight at the lens above the screen."),
        "turn_right",
    ),
    "chin_up": Hint(
        N_("Lift your chin a little"),
        "chin-up",
        N_("Raise your head until you look straight ahead."),
        "chin_up",
    ),
    "chin_down": Hint(
        N_("Lower your chin a little"),
        "chin-down",
        N_("Bend your head forward until you look straight ahead."),
        "chin_down",
    ),
    "tilt_left": Hint(
        N_("Tilt your head slightly left"),
        "tilt-left",
        N_("Bring your left ear nearer to your left shoulder."),
        "tilt_left",
    ),
    "tilt_right": Hint(
        N_("Tilt your head slightly right"),
        "tilt-right",
        N_("Bring your right ear nearer to your right shoulder."),
        "tilt_right",
    ),
    "face_camera": Hint(
        N_("Look straight into the camera"), "face", N_("Sit upright and point your nose at the lens.")
    ),
    "hold_still": Hint(
        N_("Please hold still"), "hold-still", N_("Rest your back, breathe calmly and stay like that.")
    ),
    "ready": Hint(N_("Perfect – stay like that"), "ready", N_("Stay like that for one second, do not talk.")),
    "level_shoulders": Hint(
        N_("Keep your shoulders level"), "shoulders", N_("Put both feet on the floor and let both arms hang.")
    ),
    "open_eyes": Hint(
        N_("Open your eyes wide"), "eyes-open", N_("Blink now, then open both eyes and look at the lens.")
    ),
    "close_mouth": Hint(
        N_("Close your mouth, please"), "mouth-closed", N_("Put your lips together; no teeth may show.")
    ),
    "relax_face": Hint(
        N_("Relax your face, no smile"), "neutral", N_("Breathe out and let the corners of your mouth drop.")
    ),
    "look_at_lens": Hint(
        N_("Look at the camera lens"), "gaze", N_("Look at the lens above the screen, not at your picture.")
    ),
    "free_eyes": Hint(
        N_("Brush hair from your eyes"), "hair", N_("Both eyes and their edges have to be seen whole.")
    ),
    "take_off_glasses": Hint(
        N_("Please take off your glasses"), "glasses-off", N_("This document wants a face without glasses.")
    ),
    "clear_glasses": Hint(
        N_("Take off the dark glasses"), "glasses-off", N_("Only clear lenses may be worn in this photo.")
    ),
    "tilt_glasses": Hint(
        N_("Tilt your glasses down slightly"),
        "glasses",
        N_("Lift the ends over your ears until the glare is gone."),
    ),
    "move_frame": Hint(
        N_("Push your glasses up"), "glasses", N_("The frame must not cover any part of your eyes.")
    ),
    "uncover_head": Hint(
        N_("Please uncover your head"), "hat-off", N_("Take off hat, cap, hood, hairband and headphones.")
    ),
    "uncover_face": Hint(
        N_("Keep your face free"), "hand", N_("Take hands, mask, scarf and hair away from your face.")
    ),
    "light_uneven": Hint(
        N_("One side is too dark"), "light-up", N_("Sit in the middle; no sun may fall on one side.")
    ),
    "too_dark": Hint(N_("A moment – more light"), "light-up", N_("The booth makes more light, please wait.")),
    "too_bright": Hint(
        N_("A moment – less light"), "light-down", N_("Sunlight or something shiny disturbs the picture.")
    ),
    "picture_clipped": Hint(
        N_("Parts are too bright or dark"),
        "light-down",
        N_("Sunlight or something shiny disturbs the picture."),
    ),
    "light_flat": Hint(
        N_("The light is too flat"), "light-up", N_("Something bright dazzles the camera; try again.")
    ),
    "light_hard": Hint(
        N_("The contrast is too strong"), "light-down", N_("Use the picture as the camera took it, unedited.")
    ),
    "colours_off": Hint(
        N_("The colours are not natural"), "light-up", N_("Coloured light falls in from outside.")
    ),
    "picture_blurred": Hint(
        N_("The picture is not sharp"), "sharpness", N_("Stay at the same distance and hold still.")
    ),
    "picture_moved": Hint(
        N_("It was blurred, hold still"),
        "hold-still",
        N_("Rest your back, breathe calmly and stay like that."),
    ),
    "picture_grainy": Hint(
        N_("The picture is grainy"), "sharpness", N_("Take it in more light; a dark room makes it grainy.")
    ),
    "picture_too_small": Hint(
        N_("The picture is too small"), "resolution", N_("Come closer, or use a picture with more pixels.")
    ),
    "picture_compressed": Hint(
        N_("The file is too compressed"), "resolution", N_("Use the file as the camera saved it.")
    ),
    "file_size": Hint(
        N_("The file has another size"), "resolution", N_("Save it again in the size that is asked for.")
    ),
    "photo_shape": Hint(
        N_("The picture has another shape"), "resolution", N_("Cut it again to the shape that is asked for.")
    ),
    "background_uneven": Hint(
        N_("The background is not even"), "background", N_("Nothing but the plain wall may be behind you.")
    ),
    "background_colour": Hint(
        N_("The background has another colour"),
        "background",
        N_("This document asks for a wall of another colour."),
    ),
    "background_shadow": Hint(
        N_("There is a shadow behind"), "background", N_("Move a little away from the wall.")
    ),
    "background_objects": Hint(
        N_("Something is behind you"), "background", N_("Take away bags, coats and whatever else shows.")
    ),
    "red_eyes": Hint(
        N_("Your eyes look red"),
        "eyes-open",
        N_("Take another one; the light of the flash fell straight in."),
    ),
}
"""Key to hint. Keys are stable: reports, screens, speech and translations refer to them."""

CHECK_HINTS: dict[str, tuple[str, str]] = {
    "face.single": ("show_face", "come_alone"),
    "framing.lens": ("call_staff", "call_staff"),
    "subject.distance": ("step_back", "come_closer"),
    "framing.distance": ("come_closer", "step_back"),
    "photo.shape": ("photo_shape", "photo_shape"),
    "photo.head": ("come_closer", "step_back"),
    "photo.face_width": ("come_closer", "step_back"),
    "photo.eye_distance": ("come_closer", "step_back"),
    "photo.eyes_above_chin": ("come_closer", "step_back"),
    "framing.horizontal": ("move_left", "move_right"),
    "framing.vertical": ("sit_lower", "sit_higher"),
    "photo.centre": ("move_left", "move_right"),
    "photo.eye_line": ("sit_higher", "sit_lower"),
    "photo.crown_margin": ("sit_lower", "sit_higher"),
    "photo.clear_above": ("sit_lower", "sit_higher"),
    "photo.chin_margin": ("sit_higher", "sit_lower"),
    "framing.whole_head": ("sit_lower", "sit_lower"),
    "pose.yaw": ("turn_left", "turn_right"),
    "pose.pitch": ("chin_up", "chin_down"),
    "pose.roll": ("tilt_left", "tilt_right"),
    "framing.rule": ("face_camera", "face_camera"),
    "subject.still": ("hold_still", "hold_still"),
    "subject.shoulders": ("level_shoulders", "level_shoulders"),
    "eyes.open": ("open_eyes", "open_eyes"),
    "mouth.closed": ("close_mouth", "close_mouth"),
    "expression.neutral": ("relax_face", "relax_face"),
    "eyes.gaze": ("look_at_lens", "look_at_lens"),
    "eyes.visible": ("free_eyes", "free_eyes"),
    "glasses.present": ("take_off_glasses", "take_off_glasses"),
    "glasses.tint": ("clear_glasses", "clear_glasses"),
    "glasses.glare": ("tilt_glasses", "tilt_glasses"),
    "glasses.frame": ("move_frame", "move_frame"),
    "head.covering": ("uncover_head", "uncover_head"),
    "face.occluded": ("uncover_face", "uncover_face"),
    "face.sides": ("uncover_face", "uncover_face"),
    "light.even": ("light_uneven", "light_uneven"),
    "light.exposure": ("too_dark", "too_bright"),
    "light.clipping": ("picture_clipped", "picture_clipped"),
    "light.black": ("picture_clipped", "picture_clipped"),
    "light.white": ("picture_clipped", "picture_clipped"),
    "light.range": ("light_flat", "light_hard"),
    "light.cast": ("colours_off", "colours_off"),
    "light.overlap": ("light_uneven", "light_uneven"),
    "light.entropy": ("light_flat", "light_flat"),
    "light.mean": ("too_dark", "too_bright"),
    "light.variance": ("light_flat", "light_flat"),
    "light.under": ("too_dark", "too_dark"),
    "light.over": ("too_bright", "too_bright"),
    "light.skin": ("colours_off", "colours_off"),
    "image.sharpness": ("picture_blurred", "picture_blurred"),
    "image.motion": ("picture_moved", "picture_moved"),
    "image.noise": ("picture_grainy", "picture_grainy"),
    "image.resolution": ("picture_too_small", "picture_too_small"),
    "image.inter_eye": ("picture_too_small", "picture_too_small"),
    "image.compression": ("picture_compressed", "picture_compressed"),
    "file.size": ("file_size", "file_size"),
    "file.compression": ("picture_compressed", "picture_compressed"),
    "file.jpeg_quality": ("picture_compressed", "picture_compressed"),
    "file.lossy_steps": ("picture_compressed", "picture_compressed"),
    "background.uniform": ("background_uneven", "background_uneven"),
    "background.colour": ("background_colour", "background_colour"),
    "background.shadow": ("background_shadow", "background_shadow"),
    "background.objects": ("background_objects", "background_objects"),
    "eyes.red": ("red_eyes", "red_eyes"),
}
"""Check id to the hints for a value that is too low and one that is too high, the most urgent check first.

The order is that in which the coach speaks and reports are written (the project's compliance reference §4).
Positions grow to the right and downwards in the unmirrored picture; angles are signed as in
`kiosk.compliance.pose`.
"""
