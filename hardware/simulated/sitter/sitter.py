"""The sitter: one person, rendered as often as one likes."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import (
    accessories,
    eyes,
    lashes,
    lids,
    mouth,
    raster,
    studio,
    surface,
    tracing,
    truth,
)
from hardware.simulated.sitter.bust import Bust
from hardware.simulated.sitter.camera import View, head_view
from hardware.simulated.sitter.description import (
    Backdrop,
    Expression,
    Glasses,
    Light,
    Look,
    Pose,
    Rendering,
    Scene,
)
from hardware.simulated.sitter.directions import F32, look_up
from hardware.simulated.sitter.expression import LIP_RADIUS_MM, Face, express, stomion_mm
from hardware.simulated.sitter.head import Head
from hardware.simulated.sitter.lids import Opening
from hardware.simulated.sitter.pen import Pen
from hardware.simulated.sitter.shading import Shading
from hardware.simulated.sitter.skin import Painter
from hardware.simulated.sitter.strands import Strands

Bgr = NDArray[np.uint8]
_CORNERS = np.array([[i, j, k] for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)], np.float32)


class Sitter:
    """A person whose head, skin and clothes are made once (about 1.5 s) and then rendered quickly.

    Not for use by two threads at once.
    """

    def __init__(self, look: Look | None = None, size_px: tuple[int, int] = (960, 1280)) -> None:
        self.look = look or Look()
        self.size_px = size_px
        self.head = Head(self.look)
        self._colour = _mip(Painter(self.head).paint(), max(size_px))
        self._ball = eyes.ball(self.look)
        self._step = max(3, round(4 * max(size_px) / 1280))
        self._strands = Strands(self.head)
        self._face_key = Expression()
        self._face = express(self.head, self._face_key)
        self._resting = self.head.landmarks()
        self._landmarks = truth.places(self.head, self._face, self._resting)
        self._shading = Shading(self.head)
        self._opening: Opening | None = None
        self._wall = studio.Wall(size_px)
        self._bust = Bust(self.look, size_px, self._wall)
        self._grain = studio.Grain(size_px)

    def wear(self, glasses: Glasses) -> None:
        """Put glasses on or take them off: all of a look that can change without making the sitter anew."""
        self.look = self.head.look = replace(self.look, glasses=glasses)

    def render(
        self,
        pose: Pose = Pose(),  # noqa: B008  frozen: a shared default is safe
        expression: Expression = Expression(),  # noqa: B008  frozen
        light: Light = Light(),  # noqa: B008  frozen
        backdrop: Backdrop = Backdrop(),  # noqa: B008  frozen
        *,
        noise_sigma: float = 1.2,
        seed: int = 0,
        want_alpha: bool = False,
    ) -> Rendering:
        """Return a picture of the sitter; the same arguments give the same picture, byte for byte.

        `noise_sigma` is the sensor's noise in 8-bit steps, `seed` chooses its pattern.
        """
        scene = Scene(pose, expression, light, backdrop)
        face = self._face_for(expression)
        view = head_view(pose, self.size_px)
        alpha = np.zeros(self.size_px[::-1], np.uint8) if want_alpha else None
        looking, gaze_deg, px_per_mm = truth.gaze(self.head, view, expression)

        rect = tracing.frame(view.project(self.head.outline), self.size_px, self._step, 2 * self._step)
        patch = None
        if rect[2] > 0 and rect[3] > 0:
            patch = tracing.trace(face.radius, self.head.bound_mm, view, rect, self._step)
        canvas = self._bust.draw(pose, view, light, backdrop, patch, alpha)
        if patch is not None:
            self._draw_head(canvas, alpha, patch, view, scene, face, looking, px_per_mm)
        self._grain.add(canvas, noise_sigma, seed)
        known = truth.describe(self.head, self._landmarks, view, scene, looking, gaze_deg, px_per_mm)
        share = None if alpha is None else alpha.astype(np.float32) / np.float32(255.0)
        return Rendering(canvas, known, share)

    def _face_for(self, expression: Expression) -> Face:
        key = Expression(
            mouth_open_mm=expression.mouth_open_mm, smile=expression.smile, brows=expression.brows
        )
        if key != self._face_key:
            self._face, self._face_key = express(self.head, key), key
            self._landmarks = truth.places(self.head, self._face, self._resting)
        return self._face

    def _opening_for(self, expression: Expression, looking: F32, px_per_mm: float) -> Opening:
        up_deg = math.degrees(math.asin(max(-1.0, min(1.0, float(looking[1])))))
        state = lids.State.of(expression, up_deg, px_per_mm)
        if self._opening is None or self._opening.state != state:
            self._opening = lids.opening(self.look, state)
        return self._opening

    def _draw_head(
        self,
        canvas: Bgr,
        alpha: Bgr | None,
        patch: tracing.Patch,
        view: View,
        scene: Scene,
        face: Face,
        looking: F32,
        px_per_mm: float,
    ) -> None:
        u, v = patch.u, patch.v
        if face.pull is not None:
            pull = look_up(face.pull, u, v)
            u, v = u + pull[..., 0], v + pull[..., 1]
        bands = list(surface.bands(patch, px_per_mm))
        colour = surface.colours(self._colour, u, v, bands, (patch.width, patch.height))
        opening = self._opening_for(scene.expression, looking, px_per_mm)
        self._paint_features(colour, patch, view, face, looking, opening, px_per_mm)
        light = self._shading.maps(scene.light, scene.pose, face)
        surface.lay_lit(canvas, alpha, colour, patch, bands, light, (u, v), px_per_mm)
        self._details(canvas, alpha, view, scene, looking, opening, px_per_mm)

    def _paint_features(
        self,
        colour: Bgr,
        patch: tracing.Patch,
        view: View,
        face: Face,
        looking: F32,
        opening: Opening,
        px_per_mm: float,
    ) -> None:
        for side in (1, -1):
            eye = self.head.eye(side)
            window = self._window(
                patch, view, eye + np.array([0.0, 0.0, 11.0], np.float32), (16.8, 11.0, 1.0)
            )
            if window is not None:
                part = window.part(colour, patch)
                eyes.paint(part, window, self.head, view, side, looking, self._ball, opening)
        if face.jaw_rad > 0.0:
            gap_mm = face.jaw_rad * LIP_RADIUS_MM
            middle = np.array([0.0, stomion_mm(self.head) - 0.5 * gap_mm, 80.0], np.float32)
            window = self._window(patch, view, middle, (30.0, 5.0 + 0.55 * gap_mm, 8.0))
            if window is not None:
                mouth.paint(window.part(colour, patch), face, window, px_per_mm)

    def _window(
        self, patch: tracing.Patch, view: View, middle: F32, half_mm: tuple[float, float, float]
    ) -> tracing.Patch | None:
        """Return the part of the patch around a place of the head; None when hardly any of it is seen."""
        corners = view.project((middle + _CORNERS * np.array(half_mm, np.float32)).T)
        low = (corners.min(0) - (patch.left, patch.top)) / patch.step
        high = (corners.max(0) - (patch.left, patch.top)) / patch.step
        i0, j0 = (max(int(c), 0) for c in low)
        i1 = min(int(high[0]) + 1, patch.x.shape[1])
        j1 = min(int(high[1]) + 1, patch.x.shape[0])
        return patch.cut(i0, j0, i1, j1) if i1 - i0 >= 2 and j1 - j0 >= 2 else None

    def _details(
        self,
        canvas: Bgr,
        alpha: Bgr | None,
        view: View,
        scene: Scene,
        looking: F32,
        opening: Opening,
        px_per_mm: float,
    ) -> None:
        """Draw what is thinner than the surface: glints, lashes, single hairs, glasses."""
        pen = Pen(canvas, alpha, view, scene.light, px_per_mm)
        for side in (1, -1):
            lashes.glint(pen, self.head, side, looking, scene)
        lashes.lashes(pen, self.head, opening.lashes)
        self._strands.draw(pen)
        accessories.glasses(pen, self.head)
        if self.look.hat == "cap":
            accessories.visor(pen, self.head)


def _mip(colour: Bgr, long_side_px: int) -> Bgr:
    """Return a colour map no finer than the picture shows, with a fourth channel: looked up faster."""
    if long_side_px <= 1600:
        colour = raster.resize(colour, (1408, 1408), interpolation=cv2.INTER_AREA)
    return raster.merge(colour[..., 0], colour[..., 1], colour[..., 2], colour[..., 0])


def render(
    look: Look,
    pose: Pose = Pose(),  # noqa: B008  frozen: a shared default is safe
    expression: Expression = Expression(),  # noqa: B008  frozen
    light: Light = Light(),  # noqa: B008  frozen
    backdrop: Backdrop = Backdrop(),  # noqa: B008  frozen
    size_px: tuple[int, int] = (960, 1280),
    *,
    noise_sigma: float = 1.2,
    seed: int = 0,
    want_alpha: bool = False,
) -> Rendering:
    """Return one picture of a look; for more than one, keep a `Sitter`."""
    return Sitter(look, size_px).render(
        pose, expression, light, backdrop, noise_sigma=noise_sigma, seed=seed, want_alpha=want_alpha
    )
