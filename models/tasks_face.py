"""MediaPipe's face landmarker (Tasks), run from face_landmarker.task: for a MediaPipe that has no face mesh.

From 0.10.22 on, the wheels carry no networks; this one is installed on its own (`kiosk models`). Later
MediaPipes also call home, so everything of theirs runs on a thread that can open no socket, and so do the
threads it starts. Nothing here writes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import numpy as np

from models.bare_packages import MediapipeUnavailableError, bare_module, has_module
from models.drawn_face import drawn_face
from models.face import FaceLandmarks, RgbImage
from models.face_search import search, search_still
from models.native_noise import native_stderr_silenced
from models.no_network import refuse_sockets

T = TypeVar("T")

_STEP_MS = 40
"""A stream's pictures carry no time; the landmarker only wants it to grow, and steadies a face by it."""

_VISION = "mediapipe.tasks.python.vision"


class TasksFaceFinder:
    """Finds faces with MediaPipe's face landmarker (478 points with irises, and blendshapes where wanted).

    `network` are the bytes of face_landmarker.task. With `streaming` the faces of the last picture are
    followed into the next one: feed it one camera's pictures in order. Without, every picture is searched
    anew as `search_still` tells. Raises MediapipeUnavailableError when made. Not thread-safe.
    """

    def __init__(
        self, network: bytes, max_faces: int = 2, *, streaming: bool = True, blendshapes: bool = False
    ) -> None:
        if max_faces < 1:
            raise ValueError("max_faces must be at least 1")
        self._max_faces = max_faces
        self._followed = 0
        self._streaming = streaming
        self._now_ms = 0
        self._alone = _OfflineThread()
        self._landmarkers: list[Any] = []
        try:
            with native_stderr_silenced():
                self._alone.run(partial(self._start, network, blendshapes=blendshapes))
        except BaseException:
            self.close()
            raise

    def find(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        """Return at most `max_faces` faces in pixels of `rgb`, largest first."""
        if self._streaming:
            return search(rgb, self._look)
        return search_still(rgb, self._look, self._max_faces)

    def follow(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        """Find the faces of the stream's last picture again, and look for others only if it had none."""
        return search(rgb, partial(self._look, known=self._followed if self._streaming else 0))

    def close(self) -> None:
        """Free the network; may be called twice."""
        for landmarker in self._landmarkers:
            self._alone.run(landmarker.close)
        self._landmarkers = []
        self._alone.close()

    def _start(self, network: bytes, *, blendshapes: bool) -> None:
        """Load the network completely, on the thread without a network.

        A landmarker looks for faces as long as it has fewer than it may find. A stream's therefore come in
        one for each number of faces: the one that already has all it may find only follows them. The last
        one finds most.
        """
        landmarkers = bare_module(f"{_VISION}.face_landmarker")
        options = bare_module("mediapipe.tasks.python.core.base_options")
        modes = bare_module(f"{_VISION}.core.vision_task_running_mode").VisionTaskRunningMode
        self._picture = _picture_maker()
        for faces in range(1, self._max_faces + 1) if self._streaming else [self._max_faces]:
            try:
                landmarker = landmarkers.FaceLandmarker.create_from_options(
                    landmarkers.FaceLandmarkerOptions(
                        base_options=options.BaseOptions(model_asset_buffer=network),
                        running_mode=modes.VIDEO if self._streaming else modes.IMAGE,
                        num_faces=faces,
                        output_face_blendshapes=blendshapes,
                    )
                )
            except (RuntimeError, ValueError) as error:
                first_line = str(error).partition("\n")[0]
                raise MediapipeUnavailableError(
                    f"this mediapipe cannot use the face landmarker's file: {first_line}"
                ) from error
            self._landmarkers.append(landmarker)
            # The second network loads at the first face; the blank picture makes it forget that face.
            face = drawn_face()
            self._detect(face, landmarker)
            self._detect(np.full_like(face, 128), landmarker)

    def _look(self, rgb: RgbImage, *, known: int = 0) -> list[FaceLandmarks]:
        landmarker = self._landmarkers[known - 1]
        faces = self._alone.run(partial(self._detect, rgb, landmarker))
        self._followed = len(faces)
        return faces

    def _detect(self, rgb: RgbImage, landmarker: Any) -> list[FaceLandmarks]:  # noqa: ANN401 - no types
        picture = self._picture(rgb)
        if self._streaming:
            self._now_ms += _STEP_MS
            result = landmarker.detect_for_video(picture, self._now_ms)
        else:
            result = landmarker.detect(picture)
        shapes: Sequence[Mapping[str, float] | None] = [
            {each.category_name: float(each.score) for each in face} for face in result.face_blendshapes
        ] or [None] * len(result.face_landmarks)
        return [
            FaceLandmarks(np.array([(mark.x, mark.y, mark.z) for mark in face], np.float32), shape)
            for face, shape in zip(result.face_landmarks, shapes, strict=True)
        ]


class _OfflineThread:
    """One thread that can open no socket, nor can any thread it starts."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="landmarker")
        try:
            self.run(refuse_sockets)
        except OSError as error:
            self.close()
            raise MediapipeUnavailableError(
                f"mediapipe is not started where it cannot be kept off the network: {error}"
            ) from error

    def run(self, work: Callable[[], T]) -> T:
        return self._thread.submit(work).result()

    def close(self) -> None:
        self._thread.shutdown()


def _picture_maker() -> Callable[[RgbImage], Any]:
    """Return what turns pixels into MediaPipe's picture; its place changed with 0.10.22."""
    if has_module(f"{_VISION}.core.image"):
        module = bare_module(f"{_VISION}.core.image")
        return partial(module.Image, module.ImageFormat.SRGB)
    bindings = bare_module("mediapipe.python._framework_bindings")
    make, srgb = bindings.image.Image, bindings.image_frame.ImageFormat.SRGB
    return lambda rgb: make(image_format=srgb, data=rgb)
