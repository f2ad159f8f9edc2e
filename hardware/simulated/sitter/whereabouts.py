"""Where a person's features would be in a picture, without drawing it: a truth in a millisecond."""

from __future__ import annotations

from hardware.simulated.sitter import truth
from hardware.simulated.sitter.camera import head_view
from hardware.simulated.sitter.description import Backdrop, Expression, Light, Look, Pose, Scene, Truth
from hardware.simulated.sitter.expression import express
from hardware.simulated.sitter.head import Head


class Whereabouts:
    """One person's head, made once (about half a second) and then posed as often as one likes."""

    def __init__(self, look: Look, size_px: tuple[int, int] = (960, 1280)) -> None:
        self.look = look
        self.size_px = size_px
        self._head = Head(look)
        self._resting = self._head.landmarks()

    def truth(self, pose: Pose, expression: Expression = Expression()) -> Truth:  # noqa: B008  frozen
        """Return what `Sitter.render` would tell of the same pose and expression."""
        places = truth.places(self._head, express(self._head, expression), self._resting)
        scene = Scene(pose, expression, Light(), Backdrop())
        view = head_view(pose, self.size_px)
        return truth.describe(self._head, places, view, scene, *truth.gaze(self._head, view, expression))
