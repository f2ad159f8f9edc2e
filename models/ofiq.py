"""OFIQ, BSI's reference implementation of ISO/IEC 29794-5, where python-ofiq and its models are installed.

Nothing of it comes with this project: the package is the operator's to install, and its 400 MB of models are
under licences of their own. It is loaded only when asked for, and never in a booth. Loading opens no network
connection; only python-ofiq's own `setup` command does.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from models.face import RgbImage


class OfiqUnavailableError(Exception):
    """OFIQ or its data is not installed; the text is one line and says how to get it."""


class OfiqRefusedError(Exception):
    """OFIQ cannot judge this picture; the text is one line."""


class Measure(NamedTuple):
    """One component: OFIQ's native value and its value from 0 to 100."""

    native: float
    value: float


@dataclass(frozen=True, slots=True)
class OfiqReport:
    """What OFIQ `version` says of a picture, by component; None for one that it could not measure."""

    version: str
    measures: Mapping[str, Measure | None]

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain values, ready for JSON."""
        return {
            "version": self.version,
            "measures": {
                name: None if measure is None else measure._asdict()
                for name, measure in self.measures.items()
            },
        }


def ofiq_report(rgb: RgbImage) -> OfiqReport:
    """Let OFIQ judge a picture; takes seconds, most of them for loading its networks.

    Raises OfiqUnavailableError and OfiqRefusedError. The interface is that of python-ofiq 0.3.1.
    """
    try:
        ofiq: Any = importlib.import_module("ofiq")
    except ImportError:
        raise OfiqUnavailableError(
            "OFIQ is not installed; run `pip install python-ofiq`, then `python-ofiq setup` for its models"
        ) from None
    try:
        judge = ofiq.OFIQ()
    except ofiq.OFIQError as error:
        raise OfiqUnavailableError(
            f"OFIQ's models are missing or broken ({_one_line(error)}); run `python-ofiq setup`, or name "
            "their folder in OFIQ_DATA_DIR"
        ) from None
    try:
        found = judge.vector_quality(np.ascontiguousarray(rgb), include_raw=True)
    except ofiq.OFIQError as error:
        raise OfiqRefusedError(f"OFIQ cannot judge this picture: {_one_line(error)}") from None
    return OfiqReport(
        str(ofiq.__ofiq_version__),
        {
            name: None if each is None else Measure(float(each["raw"]), float(each["scalar"]))
            for name, each in found.items()
        },
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or "no reason given"
