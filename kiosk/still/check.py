"""What `kiosk check` does: the compliance report of a picture file."""

from __future__ import annotations

from pathlib import Path

from kiosk.compliance.file_checks import check_compression, check_file
from kiosk.compliance.picture_facts import file_facts
from kiosk.compliance.placement import SHAPE_TOLERANCE
from kiosk.compliance.record import Report
from kiosk.compliance.still_checks import assess_still
from kiosk.documents.rule import DocumentRule
from kiosk.portrait.framing import framing
from kiosk.portrait.head_points import estimate_head_points
from kiosk.still.looking import Looked, look, networks_for
from kiosk.still.refusing import refusing
from kiosk.still.wishes import rule_named, rulebook

FINISHED_SHARE = 0.75
"""A picture is taken for the finished photo when the crop that the document asks for is at least this part of
its height. Booths and photographers leave more room than that around the head for cutting."""


def check_picture(image: Path, document_id: str) -> Report:
    """Return the compliance report of a picture file; raises PictureRefused.

    A picture that already is the document's photo is measured as it is, any other as the source of one.
    """
    rule = rule_named(rulebook(), document_id)
    with refusing(image):
        with networks_for(None) as looking:
            looked = look(image, looking)
        finished = bool(looked.faces) and is_finished(looked, rule)
        report = assess_still(looked.bgr, looked.faces, looked.mask, rule, finished=finished)
        facts = file_facts(image.read_bytes())
        upload = check_file(facts, rule) if finished else ()
        return Report.of(rule.id, (*report.checks, *check_compression(facts), *upload))


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
