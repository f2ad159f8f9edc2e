"""The parts that rules are built of: frozen records, closed bands, sizes, and contradictions with a place."""

from __future__ import annotations

import math
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class Contradiction(ValueError):
    """Two parts of a rule exclude each other, or one is impossible; `key` is where a reader should look."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(message)


class Frozen(BaseModel):
    """Base of every part of a rule: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(Frozen):
    """A closed interval; written `[min, max]` in the rulebook, with `inf` where only a least is published."""

    min: float = Field(ge=0, allow_inf_nan=False)
    max: float = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.min < self.max:
            raise ValueError(
                f"the band {self.min:g}–{self.max:g} is empty: its first value must be the smaller"
            )
        return self

    def contains(self, value: float) -> bool:
        """Tell whether `value` lies in the band, limits included."""
        return self.min <= value <= self.max

    def divided(self, by: float) -> Band:
        """Return the same band in a unit `by` times as large."""
        return Band(min=self.min / by, max=self.max / by)

    def pair(self) -> list[float | None]:
        """Return `[min, max]` for JSON, which knows no infinity: None where there is no most."""
        return [self.min, self.max if math.isfinite(self.max) else None]

    def __str__(self) -> str:
        return f"{self.min:g}–{self.max:g}" if math.isfinite(self.max) else f"at least {self.min:g}"


def _pair(value: object) -> object:
    if isinstance(value, list | tuple):
        if len(value) != 2:
            raise ValueError("a band is written [min, max]")
        return {"min": value[0], "max": value[1]}
    return value


def _size(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


BandField = Annotated[Band, BeforeValidator(_pair)]
SizeMm = Annotated[tuple[float, float], BeforeValidator(_size)]
SizePx = Annotated[tuple[int, int], BeforeValidator(_size)]
