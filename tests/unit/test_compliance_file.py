"""The file itself: kilobytes and compression against what the document says of uploads."""

from __future__ import annotations

import pytest

from kiosk.compliance.compression import FileFacts
from kiosk.compliance.file_checks import check_file
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
