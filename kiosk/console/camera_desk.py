"""Keeps the camera watched for what the present step of calibrating it needs, and for nothing longer."""

from __future__ import annotations

from collections.abc import Callable

from hardware.camera.board import Board
from hardware.camera.frame import BgrImage, Camera
from kiosk.console.backdrop_calibrating import BackdropCalibrating
from kiosk.console.backdrop_watch import BackdropWatch
from kiosk.console.camera_calibrating import CameraCalibrating, CameraStep
from kiosk.console.camera_session import CameraSession
from kiosk.console.camera_watch import BoardWatch, CameraGone, News, Watch, ZeroWatch
from kiosk.console.colour_calibrating import ColourCalibrating
from kiosk.console.colour_watch import ColourWatch
from models.face import FaceFinder

Calibrating = CameraCalibrating | ColourCalibrating | BackdropCalibrating


class CameraDesk:
    """Starts and ends sessions at the camera; `preview` is the newest picture of one that runs.

    `pictures` counts them.
    """

    def __init__(
        self, open_camera: Callable[[], Camera], make_finder: Callable[[], FaceFinder], board: Board
    ) -> None:
        self._open_camera, self._make_finder, self._board = open_camera, make_finder, board
        self._session: CameraSession | None = None
        self._watched: int | None = None
        self.preview: BgrImage | None = None
        self.pictures = 0

    @property
    def is_watching(self) -> bool:
        """Whether the camera is in use."""
        return self._session is not None

    def step(self, now: Calibrating | None) -> News | None:
        """Watch for what `now` asks for; returns what is new."""
        wanted = now.watched if now is not None and now.watching else None
        if wanted != self._watched:
            self.close()
            self._watched = wanted
            if now is not None and wanted is not None:
                self._session = CameraSession(self._open_camera, lambda: self._watch(now))
        news = None if self._session is None else self._session.news()
        if news is not None and not isinstance(news, CameraGone):
            self.preview = news.preview
            self.pictures += 1
        return news

    def close(self) -> None:
        """Let go of the camera and of its last picture; may be called twice."""
        if self._session is not None:
            self._session.close()
        self._session = self.preview = self._watched = None

    def _watch(self, now: Calibrating) -> Watch:
        if isinstance(now, BackdropCalibrating):
            return BackdropWatch(self._make_finder)
        if isinstance(now, ColourCalibrating):
            return ColourWatch(card=now.card)
        if now.step is CameraStep.BOARD:
            return BoardWatch(self._board)
        return ZeroWatch(self._make_finder, now.result.lens)
