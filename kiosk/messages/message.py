"""What all messages share; none can hold a picture or anything that tells who a customer is.

There is no field for bytes or for free text of a customer, and a line is at most `MAX_LINE_BYTES` long.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

VERSION: Final = 1
"""The programs of one booth come from one installation; a line of another is refused."""
MAX_LINE_BYTES = 32_768

Key = Annotated[str, Field(pattern=r"^[a-z0-9_.:-]{1,64}$")]
"""A word of a fixed vocabulary: a hint, a state, a scene, a reason."""
Text = Annotated[str, Field(max_length=300)]
Cents = Annotated[int, Field(ge=0, le=10_000_000)]
ReprintCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
"""What a customer types to print a kept sheet again or to have it deleted; drawn by lot, not derived."""


class BadMessage(Exception):
    """A line on the wire is not one of our messages; the text never repeats the line."""


class Message(BaseModel):
    """What all messages share."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
