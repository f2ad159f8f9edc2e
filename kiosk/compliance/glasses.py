"""Glasses: whether there are any, how dark the lenses are, glare on them, and a frame before the eyes."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.compliance.eye_zone import EYES, EyeZone, eye_zone
from kiosk.compliance.face_lines import lines
from kiosk.compliance.light import linear_luminance
from kiosk.compliance.upright_face import UprightFace

GLASSES_FROM = 0.10
"""Score from which there are glasses, see `glasses_score`."""

_NOSE_BRIDGE = 6
_BRIDGE_PX = 9
_CLEAR_CONTRAST = 0.9
_GLARE_LEVEL, _ABOVE_CHEEK = 230, 10
_GLARE_PX = 5
"""Smaller bright spots are the lamp's glint on the eye itself: 5 px are 4 mm."""

_DARKER, _BRIGHTER, _OTHER_COLOUR = 0.5, 0.35, 0.2


def glasses_score(face: UprightFace) -> float:
    """Return how clearly a frame shows: the contrast (difference of ln) of its bridge across the nose.

    The clearest line between brows and middle of the nose, in brightness or in colour (red against blue):
    grey wire on brown skin shows in colour only. .06 at most without glasses on 360 pictures of 120 rendered
    people of all skins, .04 and .02 on two real ones; .17 and more with glasses on as many (EER 0 % at .10).
    """
    x, y = face.column_row(_NOSE_BRIDGE)
    rows = face.log_rgb[max(y - 24, 0) : max(y + 18, 0), max(x - 4, 0) : max(x + 5, 0)]
    if not rows.size:
        return 0.0
    across = rows.mean(axis=1)
    brightness, colour = across.mean(axis=1), across[:, 0] - across[:, 2]
    return float(lines(np.stack([brightness, colour], axis=1), _BRIDGE_PX).max())


def are_glasses(score: float | None) -> bool:
    """Tell whether a score of `glasses_score` means glasses; None, not measured, does not."""
    return score is not None and score >= GLASSES_FROM


def lens_tint(face: UprightFace) -> float | None:
    """Return how dark the lenses are: 0 for clear ones, .9 for sunglasses.

    The share by which the skin just below the eyes is darker than the cheek (linear luminance), and what the
    contrast in the eyes' zones (in ln, 3rd to 97th percentile) lacks to .9, for a lens veils lashes and eye
    whites as well; mean of both eyes. Up to .44 on 600 pictures of rendered people of all skins without dark
    lenses, .47 under the eyes of a laughing real one; .50 and more on 257 with (EER 0 % at .48). None when
    the cheeks are black.
    """
    tints = []
    for eye in EYES:
        zone = eye_zone(face, eye)
        under = linear_luminance(face.rgb[zone.y + 9 : zone.y + 16, zone.x - 8 : zone.x + 9])
        cheek = linear_luminance(face.rgb[zone.cheek])
        brightness = face.log_rgb[zone.box].mean(axis=2)
        if not under.size or not cheek.size or not brightness.size or float(np.median(cheek)) <= 0.0:
            return None
        dark, bright = np.percentile(brightness, (3, 97))
        share = 1.0 - float(np.median(under) / np.median(cheek))
        tints.append((share, float(bright - dark)))
    share, contrast = np.mean(tints, axis=0)
    return float(share + max(0.0, _CLEAR_CONTRAST - contrast))


def glare_share(face: UprightFace) -> float:
    """Return the share of an eye's visible zone (ICAO Doc 9303-1) that mirrors a lamp; the worse eye.

    Spots of 4 mm and more that are nearly white and brighter than the cheek: a lamp is so on every skin. 0 on
    720 pictures of rendered people and two real ones without glare; .07 and more on 191 of 192 with some.
    """
    shares = []
    for eye in EYES:
        zone = eye_zone(face, eye)
        part = face.rgb[zone.box]
        cheek = face.rgb[zone.cheek]
        if not part.size or not cheek.size:
            continue
        least = max(_GLARE_LEVEL, float(np.median(cheek.max(axis=2))) + _ABOVE_CHEEK)
        bright = (part.min(axis=2) > least).astype(np.uint8)
        spot = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_GLARE_PX, _GLARE_PX))
        shares.append(float(cv2.morphologyEx(bright, cv2.MORPH_OPEN, spot).mean()))
    return max(shares, default=0.0)


def frame_share(face: UprightFace) -> float:
    """Return the share of an eye's visible zone beside the lids that a frame covers; 0 without glasses.

    What is darker, brighter or of another colour than the cheek below; the worse eye. Up to .30 on 240
    pictures of rendered people, 96 of them in glasses that fit; .34 and more on 56 with a rim over the eyes.
    """
    if not are_glasses(glasses_score(face)):
        return 0.0
    return max(_unlike_skin(face, eye_zone(face, eye)) for eye in EYES)


def _unlike_skin(face: UprightFace, zone: EyeZone) -> float:
    skin = zone.beside_lids(face)
    part, cheek = face.log_rgb[zone.box][skin], face.log_rgb[zone.cheek]
    if not len(part) or not cheek.size:
        return 0.0
    off = part - np.median(cheek.reshape(-1, 3), axis=0)
    brightness = off.mean(axis=1)
    colour = np.hypot(off[:, 0] - off[:, 1], off[:, 1] - off[:, 2])
    unlike = (brightness < -_DARKER) | (brightness > _BRIGHTER) | (colour > _OTHER_COLOUR)
    return float(unlike.mean())
