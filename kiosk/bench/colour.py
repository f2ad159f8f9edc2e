"""`kiosk bench --colour`: a known chart through invented cameras, profile, file, sheet and printer."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pypdf
from numpy.typing import NDArray

from hardware.simulated.board_in_hand import Held
from hardware.simulated.chart_in_hand import ChartInHand
from hardware.simulated.sensor import CAST, Sensor
from kiosk.bench.figures import machine, row
from kiosk.bench.invented_printer import printed_light, printer_icc
from kiosk.colour.camera_profile import CameraProfile, Difference, Fitted, apply, difference, fit_chart
from kiosk.colour.chart import Reading
from kiosk.colour.chart_finder import find_chart
from kiosk.colour.print_profile import PrintProfile
from kiosk.colour.srgb import to_srgb
from kiosk.darkroom import print_pictures
from kiosk.portrait.crop import Crop, cut_out
from kiosk.portrait.encoder import jpeg_bytes
from kiosk.portrait.pixels import BgrImage
from kiosk.sheet.imposition import Wanted, impose
from kiosk.sheet.paper import paper_named
from kiosk.sheet.press import Press
from kiosk.sheet.sheet_pdf import sheet_pdf

COMMAND = "kiosk bench --colour"
STAGES = ("before", "camera", "file", "sheet")
CAMERAS = 12
REPEATS = 7
SIZE_PX = (960, 1280)
TWELVE_MP = (3000, 4000)
PHOTO_MM = (35.0, 45.0)
CROP = Crop(2.0, 0.5, (480.0, 640.0), 413, 531, 0.0)
WHEN_CALIBRATED, LATER = Held(4.0, -6.0, 3.0, 0.0, 0.0, 1000.0), Held(-5.0, 4.0, -4.0, 0.01, 0.02, 1050.0)


def run_colour() -> dict[str, Any]:
    """Measure how far colours are off at every stage, over invented cameras; and what the profile costs."""
    rng = np.random.default_rng(24)
    runs = [through_everything(_invented_sensor(rng), seed) for seed in range(CAMERAS)]
    figures = []
    for stage in STAGES:
        apart = [run[stage] for run in runs]
        mean, worst = float(np.mean([one.mean for one in apart])), max(one.worst for one in apart)
        figures.append(row(f"colour.chart.{stage}.mean", mean, "dE2000", CAMERAS, COMMAND))
        figures.append(row(f"colour.chart.{stage}.worst", worst, "dE2000", CAMERAS, COMMAND))
    for name, size_px in (("colour.apply_ms", SIZE_PX), ("colour.apply_12mp_ms", TWELVE_MP)):
        figures.append(row(name, _apply_ms(size_px), "ms of processor", REPEATS, COMMAND))
    return {"machine": machine(), "figures": figures}


def through_everything(sensor: Sensor, seed: int = 0) -> dict[str, Difference]:
    """Return how far the chart's colours are off: as the camera sees it, with its profile, in file and print.

    The profile is made from one picture of the chart and judged by another. Paper is white to who looks at
    the print.
    """
    hand = ChartInHand(SIZE_PX, sensor)
    seen = hand.picture(LATER, seed=2 * seed + 1)
    true = apply(_profile(hand.picture(WHEN_CALIBRATED, seed=2 * seed)), seen)
    file = jpeg_bytes(cut_out(true, CROP), 300)
    decoded = np.asarray(cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    pictures = (seen, true, decoded, looked_at(_on_a_sheet(true)))
    return dict(zip(STAGES, (_apart(bgr) for bgr in pictures), strict=True))


def looked_at(printer_bgr: BgrImage) -> BgrImage:
    """Return the sRGB picture, blue-green-red, of what the invented printer makes of a picture sent to it."""
    return to_srgb(printed_light(printer_bgr)[..., ::-1].astype(np.float32))


def _on_a_sheet(bgr: BgrImage) -> BgrImage:
    """Return the picture, in the printer's colours, that lies in the sheet's file."""
    press = Press(paper_named("10x15"), profile=PrintProfile(printer_icc()))
    layout = impose((Wanted(PHOTO_MM),), press)
    pdf = sheet_pdf(layout, print_pictures([(bgr, CROP)], layout))
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    resources: Any = page["/Resources"]
    image = next(iter(resources["/XObject"].values())).get_object()
    rgb = np.frombuffer(image.get_data(), np.uint8).reshape(image["/Height"], image["/Width"], 3)
    return np.ascontiguousarray(rgb[..., ::-1])


def _profile(bgr: BgrImage) -> CameraProfile:
    fitted = fit_chart(_reading(bgr).light)
    if not isinstance(fitted, Fitted):
        raise TypeError(f"the simulated chart was refused: {fitted}")
    return fitted.profile


def _apart(bgr: BgrImage) -> Difference:
    return difference(_reading(bgr).light)


def _reading(bgr: BgrImage) -> Reading:
    reading = find_chart(bgr)
    if not isinstance(reading, Reading):
        raise TypeError(f"the simulated chart was not found: {reading}")
    return reading


def _invented_sensor(rng: np.random.Generator) -> Sensor:
    """Return a camera whose filters overlap by up to a quarter, in light from warm to cold."""
    mixing: NDArray[np.float64] = rng.uniform(0.0, 0.12, (3, 3))
    np.fill_diagonal(mixing, 0.0)
    mixing += np.diag(1 - mixing.sum(axis=1))
    warmth, tint = rng.uniform(-0.2, 0.2), rng.uniform(-0.05, 0.05)
    gains = np.exp([warmth, tint, -warmth])
    gains *= 0.9 / gains.max()
    gains *= max(1.0, 0.84 / float(gains @ (0.2126, 0.7152, 0.0722)))
    rows = tuple((float(r), float(g), float(b)) for r, g, b in mixing)
    return replace(CAST, mixing=rows, gains=(float(gains[0]), float(gains[1]), float(gains[2])))


def _apply_ms(size_px: tuple[int, int]) -> float:
    picture = np.random.default_rng(1).integers(0, 255, (size_px[1], size_px[0], 3), np.uint8)
    profile = CameraProfile((0.9, 1.0, 1.2))
    taken = []
    for _ in range(REPEATS):
        began_s = time.process_time()
        apply(profile, picture)
        taken.append(time.process_time() - began_s)
    return 1e3 * min(taken)
