"""What a customer agreed to: which text, and a choice for each extra. Nothing in it tells who.

GDPR Art. 7 (1) asks for proof of consent, and proof needs no name: the text is known by its hash, the screen
that showed it is the one that took the yes, and every field below is one of a few values. Help by ear is
left out on purpose: that somebody needed it may tell of a disability.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Choice = Literal["not_offered", "declined", "agreed"]


class Extra(StrEnum):
    """What needs a yes of its own, beside the photo that was ordered."""

    REPRINT = "reprint"
    STICK = "stick"


@dataclass(frozen=True, slots=True)
class Consent:
    """One yes; `text_sha256` is `kiosk.privacy.policy_text.Notice.sha256` of the notice on the screen.

    Raises ValueError for a hash or language that is none.
    """

    text_sha256: str
    language: str
    full_notice_opened: bool
    reprint: Choice
    stick: Choice

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.text_sha256):
            raise ValueError("a text is known by 64 hex digits")
        if not re.fullmatch(r"[a-z]{2,3}", self.language):
            raise ValueError("a language is known by a code such as de")

    def allows(self, extra: Extra) -> bool:
        """Tell whether this extra was agreed to."""
        return {Extra.REPRINT: self.reprint, Extra.STICK: self.stick}[extra] == "agreed"


def consent_to(
    text_sha256: str,
    language: str,
    *,
    full_notice_opened: bool,
    offered: Collection[Extra],
    chosen: Collection[Extra],
) -> Consent:
    """Return the record of a yes; an extra that was not offered cannot have been chosen."""

    def choice(extra: Extra) -> Choice:
        if extra not in offered:
            return "not_offered"
        return "agreed" if extra in chosen else "declined"

    return Consent(text_sha256, language, full_notice_opened, choice(Extra.REPRINT), choice(Extra.STICK))
