"""A finished sheet to its keeper, sealed, and back from there: only a visit seals and opens."""

from __future__ import annotations

import logging
import socket

from kiosk.keeper.handover import HandoverBroken, hand_over, take_over
from kiosk.privacy.retained import Container, NotOpened, opened, seal

STEP_LIMIT_S = 5.0
"""A keeper is as quick as the memory, once it has started."""

_log = logging.getLogger(__name__)


class NoSheet(Exception):
    """The keeper gave no sheet: its time was up."""


def keep_sheet(pdf: bytes, keeper: socket.socket) -> None:
    """Seal the sheet and hand it over; where that fails the customer is told that it is not kept."""
    container = seal(pdf)
    try:
        with keeper:
            hand_over(keeper, container.key, container.sealed, STEP_LIMIT_S)
    except HandoverBroken as broken:
        _log.warning("the sheet is not kept: %s", broken)
    finally:
        container.erase()


def kept_sheet(keeper: socket.socket) -> bytes:
    """Return the sheet that the keeper gives, opened; raises NoSheet."""
    try:
        with keeper:
            container = Container(*take_over(keeper, STEP_LIMIT_S))
        with opened(container) as pdf:
            return bytes(pdf)
    except (HandoverBroken, NotOpened) as error:
        raise NoSheet(str(error)) from None
