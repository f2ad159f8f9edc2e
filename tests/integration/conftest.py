"""The private CUPS that the tests of this folder print through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.private_cups import PACKAGES, PrivateCups, missing, private_cups


@pytest.fixture(scope="module")
def cups(
    module_leaves_nothing_behind: None,  # noqa: ARG001 -- looks when all is over
) -> Iterator[PrivateCups]:
    if gone := missing():
        pytest.skip(f"needs {PACKAGES} (apt); not there: {', '.join(gone)}")
    with private_cups() as running:
        yield running
