"""What to say to somebody who cannot comply, and what going on anyway means for the photo's acceptance."""

from __future__ import annotations

from kiosk.compliance.hints import N_
from kiosk.compliance.record import Report
from kiosk.documents.rule import DocumentRule, HeadCovering

COVERED_HEAD: dict[HeadCovering, str] = {
    "religious": N_(
        "Covered for religious reasons? This is accepted if your face is free from chin to forehead."
    ),
    "religious-or-medical": N_(
        "Covered for religious or medical reasons? "
        "This is accepted if your face is free from chin to forehead."
    ),
    "no": N_("This document does not accept a covered head, whatever the reason."),
    "unstated": N_(
        "Covered for religious reasons? Many offices accept that if your face is free; ask yours."
    ),
}

GLASSES_NEEDED = N_("Cannot do without glasses? The office will want a doctor's letter.")
SMALL_CHILD = N_(
    "A baby or small child? Offices are lenient about pose, gaze and expression under six years."
)
ILLNESS = N_("Cannot do it for medical reasons? The office may accept the photo with a doctor's letter.")

_CHILDISH = ("pose.", "eyes.", "mouth.", "expression.", "subject.still")
_BODILY = ("pose.", "eyes.", "mouth.", "expression.", "subject.", "face.occluded", "face.sides")


def ways_out(report: Report, rule: DocumentRule) -> tuple[str, ...]:
    """Return what may be said to somebody whom the failed mandatory checks keep from a photo, as msgids.

    At most two sentences, the one about what fails first in front; nothing where only the booth or the
    customer's place is at fault.
    """
    failed = [check.id for check in report.checks if check.mandatory and not check.passed]
    found: list[str] = []
    if "head.covering" in failed:
        found.append(COVERED_HEAD[rule.head_covering])
    if any(check_id.startswith("glasses.") for check_id in failed):
        found.append(GLASSES_NEEDED)
    if any(check_id.startswith(_BODILY) for check_id in failed):
        found.append(ILLNESS)
    if any(check_id.startswith(_CHILDISH) for check_id in failed):
        found.append(SMALL_CHILD)
    return tuple(found[:2])
