"""Whether a picture was compressed before, harder than it is now: what JPEG rounded once stays rounded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.compression import BLOCK_PX, quality_steps

LARGEST_SIDE_PX = 1024
"""The middle of a picture of this size tells enough."""

_LOWEST_QUALITY = 10
_HIGHEST_FREQUENCY = 4
_COARSER = 2.0
_LEAST_COEFFICIENTS = 150
_UNEXPLAINED = 0.5


def earlier_quality(grey: NDArray[np.uint8], quality: int | None) -> int | None:
    """Return the JPEG quality a grey picture was stored at before; None when none is seen.

    `grey` are brightness levels as decoded, (height, width); `quality` is that of the file itself, None where
    it is lossless. After the ghosts of Farid (IEEE TIFS 4(1), 2009): where all low frequencies lie near
    multiples of a quality's steps, that quality was used. Of the variance that chance gives, .69 and more
    was left on 7 rendered pictures stored once or never, .33 at most after steps twice as coarse as the
    file's, in the same grid of blocks; the earlier quality came out right within 3. Scaling
    or cutting between the two hides the first.
    """
    frequencies = _frequencies(grey)
    own = np.ones((BLOCK_PX, BLOCK_PX)) if quality is None else quality_steps(quality)
    found = None
    least = _UNEXPLAINED
    for earlier in range(95, _LOWEST_QUALITY - 1, -1):
        unexplained = _unexplained(frequencies, quality_steps(earlier), own)
        if unexplained is not None and unexplained < least:
            found, least = earlier, unexplained
    return found


def _unexplained(
    frequencies: NDArray[np.float32], steps: NDArray[np.float64], own: NDArray[np.float64]
) -> float | None:
    """Return how far coefficients lie from multiples of their steps, 1 as by chance; None for too few."""
    total, count = 0.0, 0
    for down in range(_HIGHEST_FREQUENCY + 1):
        for across in range(_HIGHEST_FREQUENCY + 1 - down):
            step = float(steps[down, across])
            if down + across == 0 or step < _COARSER * own[down, across]:
                continue
            values = frequencies[:, down, across]
            values = values[np.abs(values) > step / 2]
            off = values - step * np.round(values / step)
            total += float(np.square(off).sum()) / (step * step / 12)
            count += len(values)
    return total / count if count >= _LEAST_COEFFICIENTS else None


def _frequencies(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the discrete cosine transform (n, 8, 8) of the blocks in the middle of a picture."""
    top, left = (max(0, side - LARGEST_SIDE_PX) // 2 // BLOCK_PX * BLOCK_PX for side in grey.shape)
    part = grey[top : top + LARGEST_SIDE_PX, left : left + LARGEST_SIDE_PX]
    rows, columns = (side // BLOCK_PX for side in part.shape)
    cut = part[: rows * BLOCK_PX, : columns * BLOCK_PX].astype(np.float32) - 128
    blocks = (
        cut.reshape(rows, BLOCK_PX, columns, BLOCK_PX).transpose(0, 2, 1, 3).reshape(-1, BLOCK_PX, BLOCK_PX)
    )
    place, wave = np.arange(BLOCK_PX), np.arange(BLOCK_PX)[:, None]
    waves = np.sqrt(2 / BLOCK_PX) * np.cos((2 * place + 1) * wave * np.pi / (2 * BLOCK_PX))
    waves[0] /= np.sqrt(2)
    cosines = waves.astype(np.float32)
    transformed: NDArray[np.float32] = cosines @ blocks @ cosines.T
    return transformed
