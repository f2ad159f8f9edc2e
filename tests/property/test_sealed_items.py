"""A sealed item opens for its key and purpose, and every other string of bytes is refused with one error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.keys.sealed import KEY_BYTES, NotOpened, SealingKey, key_id_of, open_sealed, seal

KEY, OTHER_KEY = SealingKey(bytes(range(KEY_BYTES))), SealingKey(bytes(KEY_BYTES))
purposes = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)


@settings(deadline=None)
@given(content=st.binary(max_size=300), purpose=purposes, other=purposes, data=st.data())
def test_an_item_opens_for_its_own_key_and_purpose_only(content, purpose, other, data) -> None:
    item = seal(content, purpose, KEY)
    assert open_sealed(item, purpose, KEY) == content
    assert key_id_of(item) == KEY.id
    assert seal(content, purpose, KEY) != item
    with pytest.raises(NotOpened):
        open_sealed(item, purpose, OTHER_KEY)
    if other != purpose:
        with pytest.raises(NotOpened):
            open_sealed(item, other, KEY)
    bit = data.draw(st.integers(0, 8 * len(item) - 1))
    changed = bytearray(item)
    changed[bit // 8] ^= 1 << bit % 8
    if not 8 <= bit // 8 < 16:  # the key's id only says which key to try
        with pytest.raises(NotOpened):
            open_sealed(bytes(changed), purpose, KEY)
    with pytest.raises(NotOpened):
        open_sealed(item[: data.draw(st.integers(0, len(item) - 1))], purpose, KEY)


@settings(deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_make_the_parser_fail_in_another_way(noise, looks_sealed) -> None:
    item = seal(b"", "pin", KEY)[: len(noise) % 17] + noise if looks_sealed else noise
    with pytest.raises(NotOpened):
        open_sealed(item, "pin", KEY)


def test_a_key_is_never_shown() -> None:
    assert repr(KEY) == "SealingKey()"
