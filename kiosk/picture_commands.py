"""What `kiosk check` and `kiosk photo` do with a picture file."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.all_or_nothing import NotWritten, write_all
from kiosk.assets import assets_folder
from kiosk.compliance.placement import SHAPE_TOLERANCE
from kiosk.compliance.record import Report
from kiosk.compliance.still_checks import NoFace, SeveralFaces, assess_still
from kiosk.darkroom import CannotDevelop, develop
from kiosk.documents.rule import DocumentRule
from kiosk.documents.rulebook import Rulebook, RulebookError, UnknownDocument
from kiosk.portrait.encoder import FileSizeImpossible
from kiosk.portrait.framing import framing
from kiosk.portrait.head_points import estimate_head_points
from kiosk.portrait.picture_file import UnreadablePicture, read_picture
from kiosk.sheet.imposition import PhotoTooLarge
from kiosk.sheet.paper import DEFAULT_PAPER, UnknownPaper, paper_named
from models.face import FaceLandmarks

OUTPUT_NAMES = ("photo.png", "digital.jpg", "digital.png", "sheet.pdf", "report.json")
"""All that `kiosk photo` may write; it removes those of an earlier run that it does not write again."""

FINISHED_SHARE = 0.75
"""A picture is taken for the finished photo when the crop that the document asks for is at least this part of
its height. Booths and photographers leave more room than that around the head for cutting."""


class PictureRefused(Exception):
    """The picture, or what is asked of it, cannot be used; the text is one line and says what to do."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture and what the networks saw in it: BGR, faces in its pixels, person mask in its size."""

    bgr: NDArray[np.uint8]
    faces: tuple[FaceLandmarks, ...]
    mask: NDArray[np.float32]
    timings_ms: dict[str, float]


def check_picture(image: Path, document_id: str) -> Report:
    """Return the compliance report of a picture file; raises PictureRefused.

    A picture that already is the document's photo is measured as it is, any other as the source of one.
    """
    rule = _rule(document_id)
    with _refusing(image):
        looked = _look(image)
        finished = bool(looked.faces) and is_finished(looked, rule)
        return assess_still(looked.bgr, looked.faces, looked.mask, rule, finished=finished)


def is_finished(looked: Looked, rule: DocumentRule) -> bool:
    """Tell whether a picture with a face already is the document's photo, so that nothing is cut off it.

    It is when it has exactly the pixels of the document's print or upload, or when it has the photo's shape
    within 1 % and the head fills it: the crop that the document asks for is `FINISHED_SHARE` of its height.
    """
    height_px, width_px = looked.bgr.shape[:2]
    exact = {rule.photo_px, rule.digital.px if rule.digital else None}
    if (width_px, height_px) in exact:
        return True
    if rule.aspect is None or abs(width_px / height_px / rule.aspect - 1) > SHAPE_TOLERANCE:
        return False
    points = estimate_head_points(looked.faces[0].points_px, looked.mask)
    try:
        wanted = framing(points, (width_px, height_px), rule)
    except ValueError:  # no crop of this head meets the document, as when it is bent
        return False
    return wanted.crop_height_px >= FINISHED_SHARE * height_px


def make_photo(
    image: Path, document_id: str, out: Path, paper: str | None
) -> tuple[dict[str, Any], list[Path]]:
    """Write photo, digital file, sheet and report of a picture file into `out`.

    Returns the report and the files written; raises PictureRefused, and then nothing was written.
    """
    rule = _rule(document_id)
    with _refusing(image):
        sheet_paper = paper_named(DEFAULT_PAPER if paper is None else paper)
        if _would_be_overwritten(image, out):
            raise PictureRefused(f"{image} would be overwritten by the result; name another --out")
        looked = _look(image)
        report = assess_still(looked.bgr, looked.faces, looked.mask, rule)
        points = estimate_head_points(looked.faces[0].points_px, looked.mask)
        developed = develop(looked.bgr, points, rule, sheet_paper)
        content: dict[str, Any] = {
            "document": rule.id,
            **developed.geometry,
            "checks": report.to_json()["checks"],
            "passed": report.passed,
            "timings_ms": looked.timings_ms | developed.timings_ms,
        }
        files = {"photo.png": developed.photo_png}
        if developed.digital_file is not None:
            files[f"digital{developed.digital_suffix}"] = developed.digital_file
        if developed.sheet is not None:
            files["sheet.pdf"] = developed.sheet
        files["report.json"] = (json.dumps(content, indent=2) + "\n").encode()
        return content, write_all(out, files, OUTPUT_NAMES)


def _would_be_overwritten(image: Path, out: Path) -> bool:
    try:
        return image.resolve() in {(out / name).resolve() for name in OUTPUT_NAMES}
    except (OSError, RuntimeError):  # such as links in a circle, which reading refuses in its own words
        return False


def _rule(document_id: str) -> DocumentRule:
    try:
        rule = Rulebook.load(assets_folder() / "documents").get(document_id)
    except (UnknownDocument, RulebookError) as error:
        raise PictureRefused(str(error)) from None
    if not rule.made_here:
        raise PictureRefused(
            f"{rule.id}: this photo is not made in a booth ({'/'.join(rule.route)}); choose another document"
        )
    return rule


def _look(image: Path) -> Looked:
    from models.mediapipe_face import (
        MediapipeFaceFinder,
        MediapipePersonMasker,
        MediapipeUnavailableError,
    )

    began_s = time.perf_counter()
    bgr = read_picture(image)
    read_s = time.perf_counter()
    rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
    try:
        with contextlib.closing(MediapipeFaceFinder(streaming=False)) as finder:
            faces = finder.find(rgb)
        with contextlib.closing(MediapipePersonMasker()) as masker:
            mask = masker.mask(rgb)
    except MediapipeUnavailableError as error:
        raise PictureRefused(f"{error}; install the locked requirements with `make demo`") from None
    looked_s = time.perf_counter()
    timings_ms = {"read": round(1e3 * (read_s - began_s), 2), "look": round(1e3 * (looked_s - read_s), 2)}
    return Looked(bgr, faces, mask, timings_ms)


@contextlib.contextmanager
def _refusing(image: Path) -> Iterator[None]:
    """Turn every way a picture can be unusable into one line."""
    try:
        yield
    except NoFace:
        raise PictureRefused(
            f"{image}: no face was found; use a picture that shows one face from the front"
        ) from None
    except SeveralFaces as error:
        raise PictureRefused(
            f"{image}: shows {error.count} faces; use a picture of one person alone"
        ) from None
    except CannotDevelop as error:
        raise PictureRefused(f"{image}: cannot become this photo: {error}") from None
    except FileSizeImpossible as error:
        raise PictureRefused(f"{image}: {error}") from None
    except (UnreadablePicture, UnknownPaper, PhotoTooLarge, NotWritten) as error:
        raise PictureRefused(str(error)) from None
