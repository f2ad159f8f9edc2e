"""Whether the booth's lens lets anybody stand far enough away and fill enough of the picture at once."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.compliance.record import CheckRecord, Limit

FIT = "framing.lens"


def check_lens(checks: Iterable[CheckRecord]) -> tuple[CheckRecord, ...]:
    """Return a check of the farthest place at which the crop still has its least size, in mm.

    The crop shrinks as the distance grows. Where that place lies nearer than `subject.distance` allows, «come
    closer» and «move back» would be asked for in turn for ever: only staff can help. Nothing where distance
    or crop is not known.
    """
    known = {check.id: check for check in checks}
    distance, crop = known.get("subject.distance"), known.get("framing.distance")
    if distance is None or crop is None or not distance.mandatory:
        return ()
    if distance.value is None or distance.min is None or crop.value is None or not crop.min:
        return ()
    farthest_mm = distance.value * crop.value / crop.min
    return (Limit(FIT, "mm", distance.min, None, distance.tolerance).check(farthest_mm),)
