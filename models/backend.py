"""Which MediaPipe finds the faces here, and what tells person from background: decided in one place.

The face mesh of MediaPipe 0.10.21 comes first, because it needs nothing more; where there is none (Python
3.13 and later), the face landmarker, whose file is installed on its own. Importing this loads neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from models.bare_packages import MediapipeUnavailableError, has_module
from models.registry import known_models
from models.store import NotInstalled, NotThatModel, is_there, load, models_folder

if TYPE_CHECKING:
    from models.face import FaceFinder, PersonMasker

Backend = Literal["solutions", "tasks"]
"""MediaPipe's own names for its two interfaces."""

_LANDMARKER = "face-landmarker"


def chosen_backend() -> Backend:
    """Return what is used on this machine; loads nothing.

    Raises MediapipeUnavailableError where nothing can be used.
    """
    if has_module("mediapipe.python.solutions.face_mesh"):
        return "solutions"
    if not has_module("mediapipe.tasks.python.vision.face_landmarker"):
        raise MediapipeUnavailableError(
            "mediapipe is not installed; install the locked requirements with `make demo`"
        )
    if not is_there(models_folder(), known_models().get(_LANDMARKER)):
        raise MediapipeUnavailableError(
            f"this mediapipe comes without a network for faces; run `kiosk models install {_LANDMARKER}`"
        )
    return "tasks"


def check_backend() -> None:
    """See that what is used on this machine is there and whole, so that no visit finds out; loads nothing.

    Raises MediapipeUnavailableError.
    """
    if chosen_backend() == "tasks":
        landmarker_network()


def make_face_finder(max_faces: int = 2, *, streaming: bool = True) -> FaceFinder:
    """Return a face finder; `streaming` and errors as `models.mediapipe_face.MediapipeFaceFinder` tells."""
    if chosen_backend() == "solutions":
        from models.mediapipe_face import MediapipeFaceFinder

        return MediapipeFaceFinder(max_faces, streaming=streaming)
    from models.tasks_face import TasksFaceFinder

    return TasksFaceFinder(landmarker_network(), max_faces, streaming=streaming)


def make_person_masker() -> PersonMasker:
    """Return a person masker: MediaPipe's, else an installed network's, else one of the face's points.

    Raises MediapipeUnavailableError.
    """
    if chosen_backend() == "solutions":
        from models.mediapipe_face import MediapipePersonMasker

        return MediapipePersonMasker()
    from models.landmark_mask import LandmarkPersonMasker
    from models.onnx_file import BadNetwork
    from models.onnx_mask import OnnxPersonMasker
    from models.onnx_matte import installed_network

    try:
        network = installed_network("person-mask")
    except (NotThatModel, BadNetwork) as error:
        raise MediapipeUnavailableError(f"{error}; run `kiosk models verify`") from error
    return LandmarkPersonMasker() if network is None else OnnxPersonMasker(network)


def landmarker_network() -> bytes:
    """Return the face landmarker's file, checked; raises MediapipeUnavailableError."""
    try:
        return load(models_folder(), known_models().get(_LANDMARKER))
    except NotInstalled as error:
        raise MediapipeUnavailableError(str(error)) from error
    except NotThatModel as error:
        raise MediapipeUnavailableError(f"{error}; run `kiosk models install {_LANDMARKER}`") from error
