"""A matting network in ONNX's form, run by onnxruntime: how much of each pixel is the person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face import RgbImage
from models.onnx_file import BadNetwork, refuse_other_files
from models.registry import NetworkForm, Registry, Task, known_models
from models.store import NotInstalled, load, models_folder

_MULTIPLE_PX = 32
"""Networks that take any size halve it five times; so sides are multiples of this."""
_THREADS_MOST = 4
"""The picture is small: more threads wait for each other, and the booth has other work."""
_CHANNELS = 3
_WARMING_PX = (360, 480)


class Fit(NamedTuple):
    """How a picture lies in what the network sees: the whole's sides, the picture's corner and sides."""

    width_px: int
    height_px: int
    left_px: int
    top_px: int
    inner_width_px: int
    inner_height_px: int


def fit(
    width_px: int, height_px: int, fixed_width_px: int | None, fixed_height_px: int | None, long_side_px: int
) -> Fit:
    """Return how a picture is scaled, the same across and down, and laid into the middle.

    A side that the network fixes is kept; a free one is the picture's, up to the next multiple of 32, when
    its long side is `long_side_px`.
    """
    scale = min(
        (fixed_width_px or long_side_px) / width_px,
        (fixed_height_px or long_side_px) / height_px,
    )
    inner_width_px, inner_height_px = max(1, round(width_px * scale)), max(1, round(height_px * scale))
    outer_width_px = fixed_width_px or -(-inner_width_px // _MULTIPLE_PX) * _MULTIPLE_PX
    outer_height_px = fixed_height_px or -(-inner_height_px // _MULTIPLE_PX) * _MULTIPLE_PX
    left_px, top_px = (outer_width_px - inner_width_px) // 2, (outer_height_px - inner_height_px) // 2
    return Fit(outer_width_px, outer_height_px, left_px, top_px, inner_width_px, inner_height_px)


class OnnxMatteNetwork:
    """One network, loaded and run once, so that the first customer need not wait.

    `model` is the file's content, already checked against its checksum. Raises BadNetwork when made. Keeps
    nothing between pictures but memory of its own. Not thread-safe.
    """

    def __init__(self, model: bytes, form: NetworkForm, threads: int | None = None) -> None:
        refuse_other_files(model)
        self._form = form
        self._session: Any = _session(model, threads or _threads_here())
        self._input, self._fixed_height_px, self._fixed_width_px = _wanted(self._session)
        self.alpha(np.full((_WARMING_PX[1], _WARMING_PX[0], _CHANNELS), 128, np.uint8))

    def alpha(self, rgb: RgbImage) -> NDArray[np.float32]:
        """Return how much of each place is the person, 0 to 1, as finely as the network sees.

        The shape has the proportions of `rgb`, to half a place. Raises BadNetwork where the network answers
        with something else than shares.
        """
        laid = fit(
            rgb.shape[1], rgb.shape[0], self._fixed_width_px, self._fixed_height_px, self._form.long_side_px
        )
        answer = self._run(self._seen(rgb, laid))
        right_px, bottom_px = laid.left_px + laid.inner_width_px, laid.top_px + laid.inner_height_px
        return np.clip(answer[laid.top_px : bottom_px, laid.left_px : right_px], 0.0, 1.0)

    def close(self) -> None:
        """Free the network; may be called twice."""
        self._session = None

    def _seen(self, rgb: RgbImage, laid: Fit) -> NDArray[np.float32]:
        shrinks = laid.inner_width_px < rgb.shape[1]
        inner = cv2.resize(
            rgb,
            (laid.inner_width_px, laid.inner_height_px),
            interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
        )
        # What lies outside goes on as the edge is: backdrop at the sides, clothes below.
        outer = cv2.copyMakeBorder(
            inner,
            laid.top_px,
            laid.height_px - laid.top_px - laid.inner_height_px,
            laid.left_px,
            laid.width_px - laid.left_px - laid.inner_width_px,
            cv2.BORDER_REPLICATE,
        )
        mean, std = np.array(self._form.mean, np.float32), np.array(self._form.std, np.float32)
        normal = (outer.astype(np.float32) / np.float32(255) - mean) / std
        return np.ascontiguousarray(normal.transpose(2, 0, 1)[None])

    def _run(self, seen: NDArray[np.float32]) -> NDArray[np.float32]:
        output = self._session.get_outputs()[0].name
        with _onnx_errors("cannot be run"):
            answer = self._session.run([output], {self._input: seen})[0]
        channel = 1 if self._form.output == "second-channel" else 0
        if answer.ndim != 4 or answer.shape[1] <= channel or answer.shape[2:] != seen.shape[2:]:
            raise BadNetwork(f"it answers with the shape {answer.shape} to a picture of {seen.shape[2:]}")
        plane = np.asarray(answer[0, channel], np.float32)
        if not np.isfinite(plane).all():
            raise BadNetwork("it answers with what is no number")
        if self._form.output == "logit":
            plane = np.float32(1) / (np.float32(1) + np.exp(-np.clip(plane, -30, 30)))
        return plane


def installed_network(
    task: Task = "matting",
    folder: Path | None = None,
    registry: Registry | None = None,
    *,
    in_booth: bool = False,
) -> OnnxMatteNetwork | None:
    """Return the best installed network for a task, ready to run, or None where there is none.

    `in_booth` leaves out those that take more than a booth has. Raises models.store.NotThatModel where the
    file in its place is another, and BadNetwork.
    """
    folder, registry = folder or models_folder(), registry or known_models()
    for model in registry.for_task(task):
        if model.network is None or (in_booth and model.desk_only):
            continue
        try:
            return OnnxMatteNetwork(load(folder, model), model.network)
        except NotInstalled:
            continue
        except BadNetwork as error:
            raise BadNetwork(f"the model {model.name} cannot be used: {error}") from None
    return None


def _session(model: bytes, threads: int) -> Any:  # noqa: ANN401 - onnxruntime carries no types
    try:
        import onnxruntime
    except ImportError as error:
        raise BadNetwork(f"onnxruntime, which runs it, cannot be loaded: {error}") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 4  # what is wrong is told by the exception
    options.enable_mem_pattern = False  # one pattern would be kept for each shape of a picture
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    with _onnx_errors("cannot be loaded"):
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@contextmanager
def _onnx_errors(what: str) -> Iterator[None]:
    """Turn onnxruntime's exceptions, which have no class in common, into BadNetwork."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    kinds = (
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.InvalidProtobuf,
        state.NotImplemented,
        state.RuntimeException,
    )
    try:
        yield
    except kinds as error:
        raise BadNetwork(f"it {what}: {' '.join(str(error).split())}") from None


def _wanted(session: Any) -> tuple[str, int | None, int | None]:  # noqa: ANN401 - onnxruntime carries no types
    """Return the input's name, and its height and width where the network fixes them."""
    wanted = session.get_inputs()
    if len(wanted) != 1 or wanted[0].type != "tensor(float)" or len(wanted[0].shape) != 4:
        raise BadNetwork("it does not take one picture of 32-bit numbers")
    pictures, channels, height, width = (side if isinstance(side, int) else None for side in wanted[0].shape)
    if pictures not in (1, None) or channels not in (_CHANNELS, None):
        raise BadNetwork(f"it takes {wanted[0].shape} instead of 1 × 3 × height × width")
    return wanted[0].name, height, width


def _threads_here() -> int:
    return min(_THREADS_MOST, len(os.sched_getaffinity(0)))
