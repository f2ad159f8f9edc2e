"""`kiosk bench --matte`: how true each way to a matte is, on sitters of whom every pixel's share is known."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.bench.figures import machine, row
from kiosk.bench.matte_errors import connectivity_error, gradient_error, mean_square, sum_of_differences
from kiosk.bench.matte_scenes import MattePictures, matte_scenes, photograph
from kiosk.colour.srgb import to_linear, to_srgb
from kiosk.matte.compositing import Background, composite
from kiosk.matte.from_light import LightFrames, LightMatter
from kiosk.matte.from_mask import MaskMatter
from kiosk.matte.from_network import NetworkMatter
from kiosk.matte.matte import Alpha, Matte
from models.backend import make_face_finder, make_person_masker
from models.onnx_file import BadNetwork
from models.onnx_matte import installed_network
from models.still_look import look_at_still
from models.store import NotThatModel

COMMAND = "kiosk bench --matte"
BACKGROUNDS: dict[str, tuple[int, int, int]] = {
    "white": (245, 245, 245),
    "grey": (168, 168, 168),
    "blue": (192, 120, 60),
    "dark": (48, 42, 40),
}
"""What people are put before, blue-green-red."""

LARGE_PX = (3000, 4000)
_LARGE_SCENE = 5
_REPEATS = 3

Way = Callable[[MattePictures], Matte]


class WaysBroken(Exception):
    """An installed network cannot be used; the text says which and what to do."""


def run_matte(say: Callable[[str], None]) -> dict[str, Any]:
    """Measure every way that is open here on every scene, with OpenCV held to one thread.

    Raises WaysBroken.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with ways_here() as ways:
            return {"machine": machine(), "figures": _figures(ways, say)}
    finally:
        cv2.setNumThreads(threads)


@contextlib.contextmanager
def ways_here() -> Iterator[dict[str, Way]]:
    """Give the ways to a matte that are open on this machine, by name; raises WaysBroken.

    The person mask of a picture is made once and kept: every picture has one, for the checks, whatever is
    done with its background. So it does not count as the mask method's time.
    """
    try:
        network = installed_network()
    except (NotThatModel, BadNetwork) as error:
        raise WaysBroken(f"{error}; run `kiosk models verify`") from None
    with (
        contextlib.closing(make_face_finder(streaming=False)) as finder,
        contextlib.closing(make_person_masker()) as masker,
    ):

        @functools.lru_cache(maxsize=1)
        def mask_of(pictures: MattePictures) -> Alpha:
            return look_at_still(pictures.lit, finder, masker)[1]

        def by_mask(pictures: MattePictures) -> Matte:
            return MaskMatter(mask_of(pictures)).matte(pictures.lit)

        ways: dict[str, Way] = {"light": _by_light, "mask": by_mask}
        if network is not None:
            matter = NetworkMatter(network)
            ways["network"] = lambda pictures: matter.matte(pictures.lit)
        try:
            yield ways
        finally:
            if network is not None:
                network.close()


def true_picture(pictures: MattePictures, bgr: tuple[int, int, int]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return the person before another wall, as they would have been photographed there without noise."""
    wall = to_linear(np.array([[bgr]], np.uint8))
    return to_srgb(np.asarray(pictures.foreground + (1 - pictures.alpha[..., None]) * wall, np.float32))


def _by_light(pictures: MattePictures) -> Matte:
    return LightMatter(pictures.reference).matte(LightFrames(pictures.lit, pictures.dark))


def _figures(ways: dict[str, Way], say: Callable[[str], None]) -> list[dict[str, Any]]:
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for scene in matte_scenes():
        pictures = photograph(scene)
        for name, way in ways.items():
            measured[name].append(_measured(way, pictures))
        errors = ", ".join(f"{name} {values[-1]['mse']:.1e}" for name, values in measured.items())
        say(f"{scene.name}: MSE {errors}")
    figures = []
    for name, values in measured.items():
        for figure, unit in _UNITS.items():
            several = [one[figure] for one in values]
            figures.append(_row(f"{name}.{figure}", statistics.mean(several), unit, len(values)))
        worst = max(one["mse_unknown"] for one in values)
        figures.append(_row(f"{name}.mse_unknown_worst", worst, "share²", len(values)))
    say("twelve megapixels")
    large = photograph(list(matte_scenes())[_LARGE_SCENE], LARGE_PX)
    for name, way in ways.items():
        figures.append(_row(f"{name}.12mp_ms", _busy_ms(way, large), "ms", _REPEATS))
        figures.append(_row(f"{name}.12mp_peak_mb", _peak_mb(way, large), "MB", 1))
    times = statistics.mean(one["mse"] for one in measured["mask"]) / statistics.mean(
        one["mse"] for one in measured["light"]
    )
    figures.append(_row("mask_mse_over_light_mse", times, "times", len(measured["light"])))
    return figures


_UNITS = {
    "sad": "thousands",
    "mse": "share²",
    "mse_unknown": "share²",
    "gradient": "thousands",
    "connectivity": "thousands",
    "composite_rms": "levels",
    "ms": "ms",
    "peak_mb": "MB",
}
"""`unknown` is where the true share is neither 0 nor 1; the composite is judged there and a pixel around."""


def _measured(way: Way, pictures: MattePictures) -> dict[str, float]:
    matte = way(pictures)
    alpha, truth = matte.alpha, pictures.alpha
    unknown = (truth > 0) & (truth < 1)
    rim = cv2.dilate(unknown.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    squares = []
    for bgr in BACKGROUNDS.values():
        off = composite(matte, Background(bgr))[rim].astype(np.float64) - true_picture(pictures, bgr)[rim]
        squares.append(float(np.mean(off * off)))
    return {
        "sad": sum_of_differences(alpha, truth),
        "mse": mean_square(alpha, truth),
        "mse_unknown": mean_square(alpha, truth, unknown),
        "gradient": gradient_error(alpha, truth),
        "connectivity": connectivity_error(alpha, truth),
        "composite_rms": float(np.sqrt(np.mean(squares))),
        "ms": _busy_ms(way, pictures),
        "peak_mb": _peak_mb(way, pictures),
    }


def _busy_ms(way: Way, pictures: MattePictures) -> float:
    """Return the processor time of one matte: the least of three, what else runs can only add to it."""
    taken_s = []
    for _ in range(_REPEATS):
        began_s = time.process_time()
        way(pictures)
        taken_s.append(time.process_time() - began_s)
    return 1e3 * min(taken_s)


def _peak_mb(way: Way, pictures: MattePictures) -> float:
    """Return by how much a matte lets this process grow at most while it is made."""
    ctypes.CDLL(None).malloc_trim(0)  # what earlier mattes left unused would be used again, unseen
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts from here (proc(5))
    before = _status_mb("VmRSS")
    way(pictures)
    return max(0.0, _status_mb("VmHWM") - before)


def _status_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name + ":"))


def _row(name: str, value: float, unit: str, n: int) -> dict[str, Any]:
    return row(f"matte.{name}", value, unit, n, COMMAND)
