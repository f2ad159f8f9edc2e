"""Voucher codes can be read out, typed in, and not be mistaken for another."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.money.voucher import ALPHABET, LENGTH, BadVoucherCode, for_people, new_code, parse_code

codes = st.integers(0, 10_000).map(lambda seed: new_code(random.Random(seed).randrange))
places = st.integers(0, LENGTH - 1)


@given(codes)
def test_what_people_read_is_what_they_may_type(code):
    shown = for_people(code)
    assert len(shown) == 9
    assert parse_code(shown) == code
    sloppy = shown.lower().replace("-", " ").replace("0", "o").replace("1", "l").replace("5", "s")
    assert parse_code(f" {sloppy} ") == code


@given(codes, places, st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(code, place, sign):
    typed = code[:place] + sign + code[place + 1 :]
    if typed == code:
        assert parse_code(typed) == code
    else:
        with pytest.raises(BadVoucherCode):
            parse_code(typed)


@given(codes, places, places)
def test_two_swapped_signs_are_noticed(code, one, other):
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]
    if signs != list(code):
        with pytest.raises(BadVoucherCode):
            parse_code("".join(signs))


@pytest.mark.parametrize("typed", ["", "7KD2", "7KD2-9QXRR", "AEIU-AEIU", "????-????"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(BadVoucherCode):
        parse_code(typed)


def test_no_code_spells_a_word():
    assert not set(ALPHABET) & set("AEIOULS")
