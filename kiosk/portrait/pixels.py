"""The one form in which pictures travel through the darkroom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BgrImage = NDArray[np.uint8]
"""Shape (height, width, 3), 8 bit, order blue-green-red, sRGB, upright, not mirrored."""
