"""What judges a picture here exactly as the booth judges a finished one: networks, rule, checks."""

from __future__ import annotations

import contextlib

import numpy as np
from numpy.typing import NDArray

from kiosk.assets import assets_folder
from kiosk.bench.degrade import Seen
from kiosk.compliance.live_checks import BoothOptics
from kiosk.compliance.record import Report
from kiosk.compliance.still_checks import UnusableStillError, assess_still
from kiosk.documents.rulebook import Rulebook
from models.backend import make_face_finder, make_person_masker

DOCUMENT = "schengen-visa"


class Judge:
    """The networks and the rule that pictures are judged with; made in the process that uses it."""

    def __init__(self, optics: BoothOptics) -> None:
        self._finder = make_face_finder(streaming=False)
        self._masker = make_person_masker()
        self._rule = Rulebook.load(assets_folder() / "documents").get(DOCUMENT)
        self.optics = optics

    def seen(self, rgb: NDArray[np.uint8]) -> Seen | None:
        """Return a picture with what is found in it, None without a face."""
        faces = self._finder.find(rgb)
        return Seen(rgb, faces[0].points_px, self._masker.mask(rgb, faces)) if faces else None

    def report(self, rgb: NDArray[np.uint8]) -> Report | None:
        """Return the report of a picture as `kiosk check` makes it, None where it is refused."""
        bgr = np.ascontiguousarray(rgb[..., ::-1])
        with contextlib.suppress(UnusableStillError):
            faces = self._finder.find(rgb)
            return assess_still(bgr, faces, self._masker.mask(rgb, faces), self._rule, optics=self.optics)
        return None

    def close(self) -> None:
        """Free the networks."""
        self._finder.close()
        self._masker.close()
