"""The password of a file that is taken home: digits, which every keyboard has and every language reads.

Sixteen random digits are 53 bits. Each guess at a PDF 2.0 password costs 64 rounds or more of AES and SHA-2
(ISO 32000-2, algorithm 2.B); what that makes in years is in docs/decisions/0013.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

DIGITS: Final = 16
_GROUP: Final = 4

Below = Callable[[int], int]
"""A source of chance: a whole number from 0 up to, not including, the argument (`secrets.randbelow`)."""


@dataclass(frozen=True, slots=True)
class Password:
    """Made by the booth, shown once, kept nowhere."""

    digits: str = field(repr=False)

    @property
    def for_people(self) -> str:
        """The digits in groups of four, as they are shown; they open the file with and without blanks."""
        return " ".join(self.digits[start : start + _GROUP] for start in range(0, DIGITS, _GROUP))


def new_password(below: Below) -> Password:
    """Return a fresh password."""
    return Password("".join(str(below(10)) for _ in range(DIGITS)))
