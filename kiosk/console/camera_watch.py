"""What the camera is watched for while staff calibrate it, and the news of it. Belongs to one thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from hardware.camera.board import Board
from hardware.camera.frame import BgrImage, Frame
from kiosk.compliance.camera_geometry import Lens
from kiosk.compliance.distance import eyes_distance_mm
from kiosk.compliance.pose import Pose, head_pose
from kiosk.console.backdrop_watch import BackdropNews
from kiosk.console.camera_fit import Doubt, Fitted, fit_lens
from kiosk.console.camera_views import Advice, Collected, look
from kiosk.console.camera_zero import Holding, hold
from kiosk.console.colour_watch import ColourNews
from kiosk.console.preview import preview
from models.face import FaceFinder


@dataclass(frozen=True, slots=True)
class BoardNews:
    """After one more picture: how many views there are, what to do, and in the end what came of them.

    `preview` is a small mirrored copy of the picture, (height, width, 3), BGR; compared by identity.
    """

    views: int
    advice: Advice
    result: Fitted | Doubt | None
    preview: BgrImage = field(compare=False)


@dataclass(frozen=True, slots=True)
class ZeroNews:
    """After one more picture: how much of the holding still is over, and in the end the zero.

    `askew` when the face is turned further than a zero may be, `alone` when exactly one face is seen;
    `distance_mm` is how far its eyes are where the lens is known.
    """

    share: float
    askew: bool
    alone: bool
    zero: Pose | None
    distance_mm: float | None
    preview: BgrImage = field(compare=False)


@dataclass(frozen=True, slots=True)
class CameraGone:
    """The camera gives no pictures."""


News = BoardNews | ZeroNews | ColourNews | BackdropNews | CameraGone


class Watch(Protocol):
    """Looks at picture after picture; done when its news carry a result."""

    def see(self, frame: Frame) -> News:
        """Return what is known after this picture."""

    def close(self) -> None:
        """Free what was loaded."""


class BoardWatch:
    """Collects views of the board and makes a lens of them."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._collected = Collected()

    def see(self, frame: Frame) -> BoardNews:
        """Return what is known after this picture; the last one takes a second to make sense of."""
        self._collected, advice = look(self._board, self._collected, self._board.find(frame.bgr))
        views = self._collected.views
        result = fit_lens(self._board, views) if self._collected.complete else None
        return BoardNews(len(views), advice, result, preview(frame.bgr))

    def close(self) -> None:
        """Nothing was loaded."""


class ZeroWatch:
    """Measures the pose of somebody who looks straight into the lens, with this lens where it is known."""

    def __init__(self, make_finder: Callable[[], FaceFinder], lens: Lens | None) -> None:
        self._finder, self._lens = make_finder(), lens
        self._holding = Holding()

    def see(self, frame: Frame) -> ZeroNews:
        """Return what is known after this picture."""
        height, width = frame.bgr.shape[:2]
        faces = self._finder.find(cv2.cvtColor(frame.bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False))
        pose = distance_mm = None
        if len(faces) == 1:
            camera = None if self._lens is None else self._lens.before((width, height))
            pose = head_pose(faces[0].points_px, camera=camera)
            distance_mm = None if camera is None else eyes_distance_mm(faces[0].points_px, camera)
        now_s = frame.captured_s
        self._holding = hold(self._holding, pose, now_s)
        return ZeroNews(
            share=self._holding.share(now_s),
            askew=self._holding.askew,
            alone=len(faces) == 1,
            zero=self._holding.zero(now_s),
            distance_mm=distance_mm,
            preview=preview(frame.bgr),
        )

    def close(self) -> None:
        """Free the network."""
        self._finder.close()
