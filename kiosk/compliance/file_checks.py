"""The checks of a picture file beside its pixels: kilobytes, and how hard and how often it was compressed."""

from __future__ import annotations

from kiosk.compliance.picture_facts import FileFacts
from kiosk.compliance.record import CheckRecord, Limit
from kiosk.documents.rule import DocumentRule

LOWEST_QUALITY, USELESS_QUALITY = 75, 50
"""The IJG library's own default, and the end of the range that it calls useful; blocks show in print."""

ONCE = Limit("file.lossy_steps", "times", None, 1, mandatory=False)
"""BSI TR-03121: never compress lossily twice. Advice: what a camera saved is saved again for an upload."""

QUALITY = Limit("file.jpeg_quality", "quality", LOWEST_QUALITY, None, mandatory=False, gross=USELESS_QUALITY)


def check_compression(facts: FileFacts) -> tuple[CheckRecord, ...]:
    """Check any picture file for the hardest compression seen in it, and whether that was the only one.

    Nothing where it was never compressed lossily.
    """
    steps = [quality for quality in (facts.jpeg_quality, facts.earlier_quality) if quality is not None]
    return (QUALITY.check(min(steps)), ONCE.check(len(steps))) if steps else ()


def check_file(facts: FileFacts, rule: DocumentRule) -> tuple[CheckRecord, ...]:
    """Check a file that is to be uploaded as it is against the document's own limits; nothing without any.

    Advisory where the document may be printed as well: then the file need not be sent.
    """
    digital = rule.digital
    if digital is None:
        return ()
    mandatory = "print" not in rule.route
    checks = []
    if digital.kb_min is not None or digital.kb_max is not None:
        size = Limit("file.size", "KB", digital.kb_min, digital.kb_max, mandatory=mandatory)
        checks.append(size.check(facts.size_kb))
    if digital.compression_max is not None:
        ratio = Limit("file.compression", "times", None, digital.compression_max, mandatory=mandatory)
        checks.append(ratio.check(facts.ratio))
    return tuple(checks)
