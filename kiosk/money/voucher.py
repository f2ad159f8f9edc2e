"""Voucher codes: what a customer shows to get back what the booth owes.

A code is eight signs such as `7KD2-9QXR`: seven random ones and a check sign. The signs are digits and
consonants, so that no code spells a word, without L and S, which people confuse with 1 and 5. There are 29 of
them, a prime number: the weighted sum below then catches every single wrong sign and every two signs swapped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

ALPHABET: Final = "0123456789BCDFGHJKMNPQRTVWXYZ"
LENGTH: Final = 8
_PRIME: Final = len(ALPHABET)
_MEANT: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", " ": "", "-": ""})

Below = Callable[[int], int]
"""A source of chance: a whole number from 0 up to, not including, the argument (`secrets.randbelow`)."""


class BadVoucherCode(ValueError):
    """The signs typed in cannot be a voucher code: one is missing, wrong or swapped."""


def new_code(below: Below) -> str:
    """Return a fresh code with its check sign, without the dash: one of 29^7, about 17 thousand million."""
    values = [below(_PRIME) for _ in range(LENGTH - 1)]
    return "".join(ALPHABET[value] for value in (*values, _check(values)))


def for_people(code: str) -> str:
    """Return the code as it is shown and printed, with a dash in the middle."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def parse_code(typed: str) -> str:
    """Return the code typed in, forgiving case, blanks, dashes, O, I, L and S; raises BadVoucherCode."""
    code = typed.upper().translate(_MEANT)
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        raise BadVoucherCode("a voucher code has eight signs, digits and consonants")
    values = [ALPHABET.index(sign) for sign in code]
    if _check(values[:-1]) != values[-1]:
        raise BadVoucherCode("a sign of this voucher code is wrong")
    return code


def _check(values: list[int]) -> int:
    """Return the last sign: minus the sum of the others, each times its place counted from 2."""
    return -sum(place * value for place, value in enumerate(values, 2)) % _PRIME
