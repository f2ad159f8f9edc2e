"""What this booth can cut people out with: its calibrated backdrop, a network where one is installed."""

from __future__ import annotations

import logging
from pathlib import Path

from kiosk.matte.from_network import NetworkMatter
from kiosk.matte.light_reference import LightReference, NoReference, read_reference
from kiosk.matte.ways import Cutter
from models.onnx_file import BadNetwork
from models.onnx_matte import installed_network
from models.store import NotThatModel

_log = logging.getLogger(__name__)


def cutter_here(reference: Path) -> Cutter:
    """Load what there is; what is missing or broken is left out: a mask of the person is always to be had."""
    return Cutter(empty_booth(reference), _network())


def empty_booth(path: Path) -> LightReference | None:
    """Return what staff measured of the wall; None where they did not, or the file is broken."""
    try:
        return read_reference(path)
    except NoReference as none:
        _log.info("%s", none)
        return None


def _network() -> NetworkMatter | None:
    try:
        network = installed_network(in_booth=True)
    except (NotThatModel, BadNetwork) as error:
        _log.error("%s; run `kiosk models verify`", error)
        return None
    return None if network is None else NetworkMatter(network)
