"""What several tests of a visit need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.messages.to_visit import NoticeFacts
from tests.unit.sitting import Sitting


@pytest.fixture
def sitting() -> Iterator[Sitting]:
    sitting = Sitting(NoticeFacts(stick=True))
    yield sitting
    sitting.close()
