"""The file itself: kilobytes and compression against what the document says of uploads, and lossy steps."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.compliance.file_checks import check_compression, check_file
from kiosk.compliance.picture_facts import FileFacts, file_facts
from kiosk.documents.digital_file import DigitalFile
from kiosk.documents.rule import DocumentRule

UPLOAD = DigitalFile(px=(600, 600), kb_min=20, kb_max=240, compression_max=20)


def rule(digital: DigitalFile | None, route: tuple[str, ...] = ("upload",)) -> DocumentRule:
    return DocumentRule.model_construct(digital=digital, route=route)


@pytest.mark.parametrize(
    ("size_kb", "ratio", "failed"),
    [
        (100.0, 10.0, []),
        (19.0, 10.0, ["file.size"]),
        (241.0, 10.0, ["file.size"]),
        (100.0, 21.0, ["file.compression"]),
    ],
)
def test_a_file_keeps_the_limits_of_the_upload(size_kb, ratio, failed):
    checks = check_file(FileFacts(size_kb, ratio, 90), rule(UPLOAD))
    assert [check.id for check in checks if not check.passed] == failed
    assert all(check.mandatory for check in checks)


def test_a_file_that_may_be_printed_is_only_advised():
    checks = check_file(FileFacts(999.0, 10.0, None), rule(UPLOAD, ("print", "upload")))
    assert [(check.id, check.passed, check.mandatory) for check in checks] == [
        ("file.size", False, False),
        ("file.compression", True, False),
    ]


def test_a_document_without_upload_asks_nothing_of_the_file():
    assert check_file(FileFacts(1.0, 99.0, 5), rule(None)) == ()


def stored(rgb: np.ndarray, quality: int | None) -> bytes:
    """Return a picture as a file: JPEG of a quality, or PNG without one."""
    data = io.BytesIO()
    Image.fromarray(rgb).save(data, "PNG" if quality is None else "JPEG", quality=quality)
    return data.getvalue()


@pytest.fixture(scope="module")
def taken() -> np.ndarray:
    """Something with edges and texture of every size, 320 × 240."""
    rng = np.random.default_rng(7)
    layers = [cv2.resize(rng.normal(0, 40, (240 // n, 320 // n, 3)), (320, 240)) for n in (4, 8, 40)]
    return np.clip(128 + sum(layers), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("steps", "seen"),
    [
        ((None,), []),
        ((95,), [("file.jpeg_quality", 95, True, False), ("file.lossy_steps", 1, True, False)]),
        ((60,), [("file.jpeg_quality", 60, False, False), ("file.lossy_steps", 1, True, False)]),
        ((40,), [("file.jpeg_quality", 40, False, True), ("file.lossy_steps", 1, True, False)]),
        ((80, 95), [("file.jpeg_quality", 80, True, False), ("file.lossy_steps", 2, False, False)]),
        ((40, 90), [("file.jpeg_quality", 40, False, True), ("file.lossy_steps", 2, False, False)]),
        ((40, None), [("file.jpeg_quality", 40, False, True), ("file.lossy_steps", 1, True, False)]),
        ((95, 75), [("file.jpeg_quality", 75, True, False), ("file.lossy_steps", 1, True, False)]),
    ],
    ids=str,
)
def test_the_hardest_compression_counts_also_an_earlier_one(taken, steps, seen):
    for quality in steps:
        data = stored(taken, quality)
        taken = np.asarray(Image.open(io.BytesIO(data)))
    found = check_compression(file_facts(data))
    told = [(check.id, check.value, check.passed, check.mandatory) for check in found]
    assert told == [(name, pytest.approx(value, abs=2), *rest) for name, value, *rest in seen]
