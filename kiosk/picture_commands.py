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

from kiosk.assets import assets_folder
from kiosk.compliance.record import Report
from kiosk.compliance.still_checks import NoFace, SeveralFaces, assess_still
from kiosk.darkroom import CannotDevelop, develop
from kiosk.documents.rule import DocumentRule
from kiosk.documents.rulebook import Rulebook, RulebookError, UnknownDocument
from kiosk.portrait.encoder import FileSizeImpossible
from kiosk.portrait.head_points import estimate_head_points
from kiosk.portrait.picture_file import UnreadablePicture, read_picture
from kiosk.sheet.imposition import PhotoTooLarge
from kiosk.sheet.paper import DEFAULT_PAPER, UnknownPaper, paper_named
from models.face import FaceLandmarks


class PictureRefused(Exception):
    """The picture, or what is asked of it, cannot be used; the text is one line and says what to do."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture and what the networks saw in it: BGR, faces in its pixels, person mask in its size."""

    bgr: NDArray[np.uint8]
    faces: tuple[FaceLandmarks, ...]
    mask: NDArray[np.float32]
    rule: DocumentRule
    timings_ms: dict[str, float]


def check_picture(image: Path, document_id: str) -> Report:
    """Return the compliance report of a picture file; raises PictureRefused."""
    with _refusing(image):
        looked = _look(image, document_id)
        return assess_still(looked.bgr, looked.faces, looked.mask, looked.rule)


def make_photo(
    image: Path, document_id: str, out: Path, paper: str | None
) -> tuple[dict[str, Any], list[Path]]:
    """Write photo, digital file, sheet and report of a picture file into `out`.

    Returns the report and the files written; raises PictureRefused, and then nothing was written.
    """
    with _refusing(image):
        looked = _look(image, document_id)
        report = assess_still(looked.bgr, looked.faces, looked.mask, looked.rule)
        points = estimate_head_points(looked.faces[0].points_px, looked.mask)
        developed = develop(looked.bgr, points, looked.rule, paper_named(paper or DEFAULT_PAPER))
        content: dict[str, Any] = {
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
        return content, _write(out, files)


def _write(out: Path, files: dict[str, bytes]) -> list[Path]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (out / name).write_bytes(data)
    except OSError as error:
        raise PictureRefused(f"{out}: cannot be written: {error.strerror}") from None
    return [out / name for name in files]


def _look(image: Path, document_id: str) -> Looked:
    from models.mediapipe_face import MediapipeFaceFinder, MediapipePersonMasker

    rule = Rulebook.load(assets_folder() / "documents").get(document_id)
    if not rule.made_here:
        raise PictureRefused(f"{document_id}: this photo is not made in a booth ({'/'.join(rule.route)})")
    began_s = time.perf_counter()
    bgr = read_picture(image)
    read_s = time.perf_counter()
    rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
    with contextlib.closing(MediapipeFaceFinder(streaming=False)) as finder:
        faces = finder.find(rgb)
    with contextlib.closing(MediapipePersonMasker()) as masker:
        mask = masker.mask(rgb)
    looked_s = time.perf_counter()
    timings_ms = {"read": round(1e3 * (read_s - began_s), 2), "look": round(1e3 * (looked_s - read_s), 2)}
    return Looked(bgr, faces, mask, rule, timings_ms)


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
    except (UnreadablePicture, UnknownDocument, UnknownPaper, PhotoTooLarge, RulebookError) as error:
        raise PictureRefused(str(error)) from None
