"""Between the booth's words about its camera and what the measures go by."""

from __future__ import annotations

from kiosk.compliance.camera_geometry import Lens
from kiosk.compliance.live_checks import BoothOptics
from kiosk.compliance.pose import Pose
from kiosk.messages.calibration import CameraCalibration


def optics_of(words: CameraCalibration) -> BoothOptics:
    """Return the optics of a camera of which this is known."""
    lens = None if words.focal is None else Lens(words.focal, words.off_centre, words.distortion)
    return BoothOptics(zero=Pose(*words.zero_deg), lens=lens)


def in_words(optics: BoothOptics) -> CameraCalibration:
    """Return what is known of a camera as the booth is told and keeps it, rounded to what is meant."""
    zero, lens = optics.zero, optics.lens
    zero_deg = round(zero.yaw_deg, 2), round(zero.pitch_deg, 2), round(zero.roll_deg, 2)
    if lens is None:
        return CameraCalibration(zero_deg=zero_deg)
    (x, y), (k1, k2) = lens.off_centre, lens.distortion
    return CameraCalibration(
        focal=round(lens.focal, 5),
        off_centre=(round(x, 5), round(y, 5)),
        distortion=(round(k1, 5), round(k2, 5)),
        zero_deg=zero_deg,
    )
