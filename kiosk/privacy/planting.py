"""Plants the visit's mark where its pictures are, so that the search after it has something to find."""

from __future__ import annotations

import numpy as np

from hardware.camera.frame import BgrImage


def plant_beside(bgr: BgrImage, canary: bytes) -> BgrImage:
    """Return a copy of the picture whose memory ends with a spare row full of the mark; no pixel changes."""
    height, width, channels = bgr.shape
    memory = np.empty((height + 1, width, channels), np.uint8)
    memory[:height] = bgr
    memory[height].flat = np.resize(np.frombuffer(canary, np.uint8), width * channels)
    return memory[:height]


def plant_in_pdf(pdf: bytes, canary: bytes) -> bytes:
    """Return the PDF with the mark as a comment behind its end, where every reader passes over it."""
    return pdf + b"%" + canary.hex().encode("ascii") + b"\n"
