"""What the whole of `kiosk photo` takes, matte included, where networks and rules are at hand already."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import re
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from hardware.simulated.sitter.description import Look
from hardware.simulated.sitter.sitter import Sitter
from kiosk.assets import assets_folder
from kiosk.bench.figures import row
from kiosk.documents.rulebook import Rulebook
from kiosk.portrait.encoder import jpeg_bytes
from kiosk.portrait.finish import Finish
from kiosk.sheet.order import SheetOrder
from kiosk.still.looking import StillNetworks
from kiosk.still.photo import make_photo

PICTURE_PX = (512, 715)
"""Width and height of the picture: the size at which HivisionIDPhotos was measured."""

DOCUMENT = "cv-portrait"
WARM_UP, RUNS = 2, 15


def photo_figures(command: str) -> list[dict[str, Any]]:
    """Return the median time of a photo with a new background, its processor time, and the peak memory.

    A process of its own does it, so that the memory is that of nothing else.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
        passed_s, busy_s, peak_mb = alone.submit(_measured).result()
    return [
        row("photo_warm_s", passed_s, "s", RUNS, command),
        row("photo_warm_processor_s", busy_s, "s", RUNS, command),
        row("photo_peak_memory_mb", peak_mb, "MB", 1, command),
    ]


def _measured() -> tuple[float, float, float]:
    book = Rulebook.load(assets_folder() / "documents")
    passed_s, busy_s = [], []
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(StillNetworks()) as networks,
    ):
        image, out = Path(folder) / "sitter.jpg", Path(folder) / "out"
        image.write_bytes(jpeg_bytes(Sitter(Look(hair="long"), PICTURE_PX).render().bgr, 300))
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew: proc(5)
        for _ in range(WARM_UP + RUNS):
            began_s, began_busy_s = time.perf_counter(), time.process_time()
            content, _ = make_photo(image, DOCUMENT, out, SheetOrder(), Finish(), networks, book)
            passed_s.append(time.perf_counter() - began_s)
            busy_s.append(time.process_time() - began_busy_s)
    if not content["background"]["changed"]:
        raise RuntimeError("the photo's background was not replaced: nothing to compare")
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    peak_mb = int(peak.group(1)) / 1024 if peak else float("nan")
    return float(np.median(passed_s[WARM_UP:])), float(np.median(busy_s[WARM_UP:])), peak_mb
