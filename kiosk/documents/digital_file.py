"""The file that is uploaded: its pixels, kilobytes and format, and which combinations cannot exist."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from kiosk.documents.band import Contradiction, Frozen, SizePx

MOST_BYTES_PER_PX = 3.0
"""An uncompressed 24-bit pixel; no JPEG of a photograph is larger."""

LEAST_BYTES_PER_PX = 0.03
"""A JPEG of a face with fewer bytes shows blocks instead of skin (about quality 15)."""


class DigitalFile(Frozen):
    """The file to upload: either exactly `px`, or from `px_min` up to `px_max`, all in one shape.

    KB are 1024 bytes. `compression_max` is how many times smaller than its uncompressed 24-bit pixels the
    file may be at most, as the United States write it (20:1).
    """

    px: SizePx | None = None
    px_min: SizePx | None = None
    px_max: SizePx | None = None
    kb_min: int | None = Field(default=None, gt=0)
    kb_max: int | None = Field(default=None, gt=0)
    compression_max: float | None = Field(default=None, gt=1)
    format: Literal["jpeg", "png"] = "jpeg"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.px is None) == (self.px_min is None):
            raise ValueError("give either px (exact) or px_min")
        if self.px is not None and self.px_max is not None:
            raise Contradiction("px_max", "px is exact, so px_max has no meaning")
        for size in (self.px, self.px_min, self.px_max):
            if size is not None and min(size) <= 0:
                raise ValueError("pixel sizes must be positive")
        low, high = self.px_min, self.px_max
        if low and high and (high[0] < low[0] or high[1] < low[1]):
            raise Contradiction("px_max", "px_max is smaller than px_min")
        self._check_weight()
        return self

    def _check_weight(self) -> None:
        if self.kb_min is not None and self.kb_max is not None and self.kb_min >= self.kb_max:
            raise Contradiction(
                "kb_min", f"the file must be at least {self.kb_min} KB but at most {self.kb_max} KB"
            )
        least_px, most_px = self.smallest_px, self.px or self.px_max
        if self.kb_max is not None:
            lightest = LEAST_BYTES_PER_PX * least_px[0] * least_px[1]
            if lightest > self.kb_max * 1000:
                raise Contradiction(
                    "kb_max",
                    f"{least_px[0]}×{least_px[1]} pixels cannot be a picture of at most {self.kb_max} KB",
                )
        if self.kb_min is not None and most_px is not None:
            heaviest = MOST_BYTES_PER_PX * most_px[0] * most_px[1]
            if heaviest < self.kb_min * 1024:
                raise Contradiction(
                    "kb_min",
                    f"{most_px[0]}×{most_px[1]} pixels cannot fill a file of {self.kb_min} KB",
                )

    @property
    def smallest_px(self) -> tuple[int, int]:
        """Width and height of the smallest picture taken."""
        size = self.px or self.px_min
        if size is None:  # the validator above excludes it; mypy cannot know
            raise ValueError("no pixel size")
        return size
