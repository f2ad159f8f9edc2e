"""The checks of a picture file beside its pixels: kilobytes, and how hard it was compressed."""

from __future__ import annotations

from kiosk.compliance.compression import FileFacts
from kiosk.compliance.record import CheckRecord, Limit
from kiosk.documents.rule import DocumentRule


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
