"""What `kiosk check --ofiq` adds to the report: OFIQ's own opinion, where it is installed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from kiosk.portrait.picture_file import UnreadablePicture, read_picture
from kiosk.still.refusing import PictureRefused
from models.ofiq import OfiqRefusedError, OfiqReport, OfiqUnavailableError, ofiq_report


def ofiq_on_picture(image: Path) -> OfiqReport:
    """Return OFIQ's report of a picture file; raises PictureRefused, also where OFIQ is not installed."""
    try:
        bgr = read_picture(image)
        return ofiq_report(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False))
    except UnreadablePicture as error:
        raise PictureRefused(str(error)) from None
    except (OfiqUnavailableError, OfiqRefusedError) as error:
        raise PictureRefused(f"{error}, or leave out --ofiq") from None


def ofiq_table(report: OfiqReport) -> str:
    """Return the report as an aligned table, one component a line."""
    width = max((len(name) for name in report.measures), default=0)
    lines = [
        f"{name:{width}}  {'–':>10}   –"
        if measure is None
        else f"{name:{width}}  {measure.native:10.4g}  {measure.value:3.0f}"
        for name, measure in report.measures.items()
    ]
    return "\n".join([f"OFIQ {report.version}: native value, 0–100", *lines])
