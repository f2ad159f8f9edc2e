"""The sitter: a rendered person of whom everything is known."""

from hardware.simulated.sitter.description import (
    Backdrop,
    Expression,
    Light,
    Look,
    Pose,
    Rendering,
    Scene,
    Truth,
)
from hardware.simulated.sitter.sitter import Sitter, render

__all__ = [
    "Backdrop",
    "Expression",
    "Light",
    "Look",
    "Pose",
    "Rendering",
    "Scene",
    "Sitter",
    "Truth",
    "render",
]
