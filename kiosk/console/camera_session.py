"""The camera while staff calibrate it: a thread that opens it, watches it, and tells the newest news."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from hardware.camera.frame import Camera, CameraError
from kiosk.console.backdrop_watch import BackdropNews
from kiosk.console.camera_watch import BoardNews, CameraGone, News, Watch, ZeroNews
from kiosk.console.colour_watch import ColourNews

READ_S = 0.2
"""So often the thread looks whether it is to end."""

_log = logging.getLogger(__name__)


class CameraSession:
    """Watches the camera from when it is made until there is a result or it is closed.

    Camera and watch are made on its thread, for they take a second to start.
    """

    def __init__(self, open_camera: Callable[[], Camera], make_watch: Callable[[], Watch]) -> None:
        self._open_camera, self._make_watch = open_camera, make_watch
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._news: News | None = None
        self._thread = threading.Thread(target=self._run, name="calibrating", daemon=True)
        self._thread.start()

    def news(self) -> News | None:
        """Return what is new since the last call, or None."""
        with self._lock:
            news, self._news = self._news, None
            return news

    def close(self) -> None:
        """Let go of the camera and of every picture; may be called twice."""
        self._end.set()
        self._thread.join()
        self._news = None

    def _run(self) -> None:
        try:
            with self._open_camera() as camera:
                watch = self._make_watch()
                try:
                    self._look_on(camera, watch)
                finally:
                    watch.close()
        except CameraError as error:
            _log.warning("the camera cannot be calibrated: %s", error)
            self._tell(CameraGone())

    def _look_on(self, camera: Camera, watch: Watch) -> None:
        while not self._end.is_set():
            frame = camera.read(READ_S)
            if frame is None:
                continue
            news = watch.see(frame)
            self._tell(news)
            if is_result(news):
                return

    def _tell(self, news: News) -> None:
        with self._lock:
            self._news = news


def is_result(news: News) -> bool:
    """Whether nothing more will come."""
    match news:
        case BoardNews(result=result):
            return result is not None
        case ZeroNews(zero=zero):
            return zero is not None
        case ColourNews(fitted=fitted):
            return fitted is not None
        case BackdropNews(flaw=flaw, reference=reference):
            return flaw is not None or reference is not None
        case CameraGone():
            return True
