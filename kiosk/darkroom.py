"""The darkroom: from one captured picture to the finished photo, its digital file and the printed sheet."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

from kiosk.documents.digital_file import DigitalFile
from kiosk.documents.rule import DocumentRule
from kiosk.portrait.crop import Crop, cut_out
from kiosk.portrait.digital import Upload, upload_file
from kiosk.portrait.encoder import FileSizeImpossible, png_bytes
from kiosk.portrait.head_points import HeadPoints
from kiosk.portrait.measured import Measured, measure
from kiosk.portrait.pixels import BgrImage
from kiosk.portrait.solver import Unsolvable, solve
from kiosk.sheet.imposition import GAP_MM, MARGIN_MM, Imposition, Wanted, impose
from kiosk.sheet.press import Press
from kiosk.sheet.sheet_pdf import sheet_pdf

TIGHT = 1.25
"""How much closer a tight cut is; our own choice: the hair may touch the edge, the face does not."""


class CannotDevelop(Exception):
    """This picture cannot become the document's photo; the text says what to do, `problem` why."""

    def __init__(self, unsolvable: Unsolvable) -> None:
        self.problem = unsolvable
        super().__init__(unsolvable.what_to_do)


@dataclass(frozen=True, slots=True)
class Developed:
    """All that is made of one picture. `digital_file` and `sheet` are None where the document has none.

    `digital_missing` tells why a document that is printed, too, got no file for upload.

    `geometry` holds the keys of `report.json` that the darkroom knows (docs of the command `kiosk photo`);
    lengths in mm are None for documents that are only uploaded. `encoded` gives the photo as PNG and waits
    for it where another thread makes it; only then `timings_ms` tell of it.
    """

    photo_bgr: BgrImage
    encoded: Callable[[], bytes]
    digital_file: bytes | None
    digital_suffix: str | None
    digital_missing: str | None
    sheet: bytes | None
    crop: Crop
    measured: Measured
    geometry: dict[str, Any]
    timings_ms: dict[str, float]

    @property
    def photo_png(self) -> bytes:
        """The photo as PNG."""
        return self.encoded()


def develop(
    bgr: BgrImage,
    points: HeadPoints,
    rule: DocumentRule,
    press: Press | None,
    *,
    copies: int | None = None,
    tight: bool = False,
    beside: Executor | None = None,
    clock_s: Callable[[], float] = time.perf_counter,
) -> Developed:
    """Make the photo, the digital file and the sheet of one document.

    `bgr` has shape (height, width, 3); `points` are in its pixels. Without `press` no sheet is made. `tight`
    cuts closer than the rule asks, for pictures that are for no document; `beside` may encode the PNG while
    the rest goes on. Raises CannotDevelop when no crop satisfies the rule, FileSizeImpossible when no file
    meets the kilobytes of a document that is only uploaded, PhotoTooLarge when the paper is too small,
    ValueError when the document is not made in a booth.
    """
    timings: dict[str, float] = {}
    started = clock_s()

    def lap(name: str) -> None:
        nonlocal started
        now = clock_s()
        timings[name] = round((now - started) * 1000, 2)
        started = now

    crop = _crop(bgr, points, rule, None)
    if tight:
        crop = crop.tightened(points.eye_middle, TIGHT)
    lap("solve")
    photo = cut_out(bgr, crop)
    lap("crop")

    def encode() -> bytes:
        began_s = clock_s()
        png = png_bytes(photo, rule.dpi)
        timings["png"] = round((clock_s() - began_s) * 1000, 2)
        return png

    encoding: Future[bytes] = Future()
    if beside is None:
        encoding.set_result(encode())
    else:
        encoding = beside.submit(encode)
    started = clock_s()
    upload, missing = _upload(bgr, points, rule, rule.digital, crop, photo) if rule.digital else (None, None)
    lap("digital_file")
    sheet = None
    if press and rule.print_mm:
        sheet = print_sheet((Print(bgr, crop, rule.print_mm, copies, photo),), press).pdf
    lap("sheet")
    measured = measure(points, crop, rule)
    return Developed(
        photo_bgr=photo,
        encoded=encoding.result,
        digital_file=upload.data if upload else None,
        digital_suffix=None if rule.digital is None else {"jpeg": ".jpg", "png": ".png"}[rule.digital.format],
        digital_missing=missing,
        sheet=sheet,
        crop=crop,
        measured=measured,
        geometry=_geometry(rule, crop, measured) | {"digital": _digital(upload, missing)},
        timings_ms=timings,
    )


@dataclass(frozen=True, slots=True)
class Print:
    """Photos of one document on a sheet, each of a size (width, height); copies None: as many as fit.

    `photo` is what `crop` gives at its own size, where it has been cut already.
    """

    bgr: BgrImage
    crop: Crop
    size_mm: tuple[float, float]
    copies: int | None = None
    photo: BgrImage | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as a PDF, and what lies where on it."""

    pdf: bytes
    layout: Imposition


def print_sheet(
    prints: Sequence[Print],
    press: Press,
    *,
    gap_mm: float = GAP_MM,
    margin_mm: float = MARGIN_MM,
) -> Sheet:
    """Lay out photos, each cut from its picture in the printer's own dots.

    Raises PhotoTooLarge when the paper has no room for them.
    """
    wanted = tuple(Wanted(photo.size_mm, photo.copies) for photo in prints)
    layout = impose(wanted, press, gap_mm=gap_mm, margin_mm=margin_mm)
    pictures = print_pictures(
        [(photo.bgr, photo.crop) for photo in prints], layout, [photo.photo for photo in prints]
    )
    return Sheet(sheet_pdf(layout, pictures), layout)


def print_pictures(
    photos: Sequence[tuple[BgrImage, Crop]], layout: Imposition, cut: Sequence[BgrImage | None] = ()
) -> tuple[BgrImage, ...]:
    """Return the pictures that the layout asks for; `photos` are what was wanted, in that order.

    `cut` may hold what their crops give at their own size: that is not cut again for dots of the same size.
    """
    printed = []
    for picture in layout.pictures:
        bgr, crop = photos[picture.wanted]
        dots = crop.resized(picture.width_px, picture.height_px, picture.pixel_aspect)
        ready = cut[picture.wanted] if cut and dots == crop else None
        printed.append(cut_out(bgr, dots) if ready is None else ready)
    return tuple(printed)


def _crop(bgr: BgrImage, points: HeadPoints, rule: DocumentRule, size_px: tuple[int, int] | None) -> Crop:
    height, width = bgr.shape[:2]
    solved = solve(points, (width, height), rule, size_px)
    if isinstance(solved, Unsolvable):
        raise CannotDevelop(solved)
    return solved


def _upload(
    bgr: BgrImage, points: HeadPoints, rule: DocumentRule, file: DigitalFile, crop: Crop, photo: BgrImage
) -> tuple[Upload, None] | tuple[None, str]:
    """Return the file for upload, or why there is none although the print can be had.

    `photo` is what `crop` gives at its own size: it need not be cut again for a file of the same pixels.
    """

    def cut(size: tuple[int, int]) -> BgrImage:
        if size == (crop.width_px, crop.height_px):
            return photo
        same_shape = abs(size[0] * crop.height_px / (size[1] * crop.width_px) - 1) < 0.005
        return cut_out(bgr, crop.resized(*size) if same_shape else _crop(bgr, points, rule, size))

    try:
        return upload_file(file, rule.dpi, crop.width_px / crop.scale, cut), None
    except FileSizeImpossible as impossible:
        if "print" not in rule.route:
            raise
        return None, str(impossible)


def _digital(upload: Upload | None, missing: str | None) -> dict[str, Any] | None:
    """Return what `report.json` tells of the file for upload."""
    if upload is None:
        return None if missing is None else {"missing": missing}
    width_px, height_px = upload.size_px
    return {
        "width_px": width_px,
        "height_px": height_px,
        "bytes": len(upload.data),
        "quality": upload.quality,
    }


def _geometry(rule: DocumentRule, crop: Crop, measured: Measured) -> dict[str, Any]:
    in_mm = measured.unit == "mm"

    def mm(value: float) -> float | None:
        return round(value, 2) if in_mm else None

    return {
        "photo": {
            "width_px": crop.width_px,
            "height_px": crop.height_px,
            "width_mm": rule.print_mm[0] if rule.print_mm else None,
            "height_mm": rule.print_mm[1] if rule.print_mm else None,
            "dpi": rule.dpi,
        },
        "head_mm": mm(measured.head),
        "head_hair_mm": mm(measured.head_hair),
        "head_skull_mm": mm(measured.head_skull),
        "head_share": round(crop_share(crop, rule, measured.head), 4),
        "eye_line_from_bottom_mm": mm(measured.eye_line_from_bottom),
        "crown_from_top_mm": mm(measured.crown_from_top),
        "roll_applied_deg": round(crop.roll_applied_deg, 3),
        "scale": round(crop.scale, 5),
        "margin": round(crop.margin, 3),
        "compromises": list(crop.compromises),
    }


def crop_share(crop: Crop, rule: DocumentRule, length: float) -> float:
    """Return a measured length in heights of the photo."""
    return length / (rule.print_mm[1] if rule.print_mm else crop.height_px)
