"""The sitter: one person, rendered as often as one likes."""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import (
    accessories,
    eyes,
    illumination,
    lashes,
    mouth,
    raster,
    studio,
    tracing,
    truth,
)
from hardware.simulated.sitter.camera import View, head_view, trunk_shift, trunk_view
from hardware.simulated.sitter.description import (
    Backdrop,
    Expression,
    Light,
    Look,
    Pose,
    Rendering,
    Scene,
)
from hardware.simulated.sitter.directions import F32, look_up, to_texel
from hardware.simulated.sitter.expression import Face, express
from hardware.simulated.sitter.head import SIZE, Head
from hardware.simulated.sitter.pen import Pen, lay
from hardware.simulated.sitter.skin import Painter
from hardware.simulated.sitter.strands import Strands
from hardware.simulated.sitter.trunk import PLANE_Z_MM, Relief, Trunk, encode

Bgr = NDArray[np.uint8]


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
        self._landmarks = self.head.landmarks()
        self._step = max(3, round(3 * max(size_px) / 1280))
        self._trunk = Trunk(self.look, min(2.75 * max(size_px) / 1280, 5.5))
        self._strands = Strands(self.head)
        self._face_key = Expression()
        self._face = express(self.head, self._face_key)
        self._wall = studio.Wall(size_px)
        self._grain = studio.Grain(size_px)

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
        canvas = self._wall.picture(backdrop, light)
        alpha = np.zeros(canvas.shape[:2], np.uint8) if want_alpha else None
        eye_mid = view.to_camera(self.head.eye(1).reshape(3, 1) * np.array([[0], [1], [1]], np.float32))[:, 0]
        looking, gaze_x, gaze_y = eyes.gaze(view.turn, eye_mid, expression)
        px_per_mm = view.focal_px / float(-eye_mid[2])

        rect = tracing.frame(view.project(self.head.outline), self.size_px, self._step, 2 * self._step)
        patch = None
        if rect[2] > 0 and rect[3] > 0:
            patch = tracing.trace(face.radius, self.head.bound_mm, view, rect, self._step)
        self._draw_trunk(canvas, alpha, pose, view, light, patch)
        if patch is not None:
            self._draw_head(canvas, alpha, patch, view, scene, face, looking, px_per_mm)
        self._grain.add(canvas, noise_sigma, seed)
        known = truth.describe(
            self.head, face, self._landmarks, view, scene, looking, (gaze_x, gaze_y), px_per_mm
        )
        share = None if alpha is None else alpha.astype(np.float32) / np.float32(255.0)
        return Rendering(canvas, known, share)

    def _face_for(self, expression: Expression) -> Face:
        key = Expression(
            mouth_open_mm=expression.mouth_open_mm, smile=expression.smile, brows=expression.brows
        )
        if key != self._face_key:
            self._face, self._face_key = express(self.head, key), key
        return self._face

    # The trunk

    def _draw_trunk(
        self,
        canvas: Bgr,
        alpha: Bgr | None,
        pose: Pose,
        view: View,
        light: Light,
        patch: tracing.Patch | None,
    ) -> None:
        trunk = trunk_view(pose, self.size_px)
        weights = illumination.weights(light, trunk.turn)
        gain, cloth = gain_table(light, skin=True), gain_table(light, skin=False)
        depth = -float(trunk_shift(pose)[2]) - PLANE_Z_MM
        scale = trunk.focal_px / depth / self._trunk.scale
        origin = trunk.project(np.array([[0.0], [0.0], [PLANE_Z_MM]], np.float32))[0]

        # The top of the neck goes with the skull, its root stays with the shoulders.
        root = np.array([[0.0], [-185.0], [PLANE_Z_MM]], np.float32)
        skull = np.array([[0.0], [-62.0], [PLANE_Z_MM]], np.float32)
        wanted = view.project(skull)[0] - trunk.project(skull)[0]
        slope = wanted / (float(skull[1, 0] - root[1, 0]) * self._trunk.scale)
        neck, garment = self._trunk.neck, self._trunk.garment
        shadow = None if patch is None else _shadow_below(patch)
        pieces = [] if self._trunk.back is None else [(self._trunk.back, cloth)]
        for piece, table in (*pieces, (neck, gain)):
            lean = _placing(piece, scale, origin, self._trunk.scale)
            lean[:, 1] -= slope
            lean[:, 2] += slope * (piece.top_mm - float(root[1, 0])) * self._trunk.scale
            self._lay(canvas, alpha, piece, lean, weights, table, patch, shadow)
        flat = _placing(garment, scale, origin, self._trunk.scale)
        self._lay(canvas, alpha, garment, flat, weights, cloth, patch, shadow)

    def _lay(
        self,
        canvas: Bgr,
        alpha: Bgr | None,
        relief: Relief,
        affine: F32,
        weights: F32,
        gain: Bgr,
        patch: tracing.Patch | None,
        shadow: Bgr | None,
    ) -> None:
        h, w = canvas.shape[:2]
        rows, columns = relief.alpha.shape
        corners = affine @ np.array([[0, columns, 0, columns], [0, 0, rows, rows], [1, 1, 1, 1]], np.float32)
        x0, y0 = (max(math.floor(c), 0) for c in corners.min(1))
        x1, y1 = min(math.ceil(corners[0].max()), w), min(math.ceil(corners[1].max()), h)
        if x1 <= x0 or y1 <= y0:
            return
        move = affine.copy()
        move[:, 2] -= (x0, y0)
        size = (x1 - x0, y1 - y0)
        laid = raster.warp(relief.under(weights, gain), move, size)
        colour = raster.drop_alpha(laid)
        cover = raster.channel(laid, 3)
        if patch is not None and shadow is not None:
            _shade_below(colour, (x0, y0), patch, shadow)
        lay(canvas[y0:y1, x0:x1], None if alpha is None else alpha[y0:y1, x0:x1], colour, cover)

    # The head

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
        size = (patch.width, patch.height)
        u, v = patch.u, patch.v
        if face.pull is not None:
            pull = look_up(face.pull, u, v)
            u, v = u + pull[..., 0], v + pull[..., 1]
        texels = self._colour.shape[0]
        tx = raster.resize(to_texel(u, texels), size)
        ty = raster.resize(to_texel(v, texels), size)
        colour = raster.drop_alpha(raster.remap(self._colour, tx, ty, border=cv2.BORDER_CONSTANT))
        self._paint_features(colour, patch, view, scene, face, looking, px_per_mm)

        weights = illumination.weights(scene.light, view.turn)
        light = (self.head.light @ weights).reshape(SIZE, SIZE)
        if face.fold is not None:
            light = light * face.fold
        gain = encode(look_up(light, u, v), gain_table(scene.light, skin=True))
        lit = raster.multiply(colour, raster.resize(gain, size), scale=1 / 160)
        gloss = look_up(self._gloss(scene.light, view), u, v)
        lit = raster.add(lit, raster.merge(*[raster.to_bytes(raster.resize(gloss, size))] * 3))
        beyond = raster.resize(patch.clearance, size)
        cover = raster.to_bytes(np.maximum(127.5 - beyond * np.float32(255.0 * px_per_mm), np.float32(0.0)))
        h, w = canvas.shape[:2]
        x1, y1 = min(patch.left + patch.width, w), min(patch.top + patch.height, h)
        cover = cover[: y1 - patch.top, : x1 - patch.left]
        lit = lit[: y1 - patch.top, : x1 - patch.left]
        at = (slice(patch.top, y1), slice(patch.left, x1))
        lit = raster.multiply(lit, raster.merge(cover, cover, cover), scale=1 / 255)
        lay(canvas[at], None if alpha is None else alpha[at], lit, cover)
        self._details(canvas, alpha, view, scene, looking, px_per_mm)

    def _gloss(self, light: Light, view: View) -> F32:
        """Return the sheen of skin and hair (SIZE, SIZE), in 8-bit steps."""
        azimuth, elevation = math.radians(light.direction_deg), math.radians(illumination.KEY_ELEVATION_DEG)
        key = np.array(
            [
                math.sin(azimuth) * math.cos(elevation),
                math.sin(elevation),
                math.cos(azimuth) * math.cos(elevation),
            ]
        )
        half = view.turn.T @ (key + np.array([0.0, 0.0, 1.0]))
        half = (half / np.linalg.norm(half)).astype(np.float32)
        shine = np.maximum(np.tensordot(half, self.head.normals, 1), 0.0)
        shine = shine * shine
        shine = shine**7
        return np.asarray(
            shine * np.float32((15.0 + 1.8 * self.look.skin) * min(light.level, 2.0) ** 0.45), np.float32
        )

    def _paint_features(
        self,
        colour: Bgr,
        patch: tracing.Patch,
        view: View,
        scene: Scene,
        face: Face,
        looking: F32,
        px_per_mm: float,
    ) -> None:
        for side in (1, -1):
            eye = self.head.eye(side)
            box = self._box(patch, view, eye + np.array([0.0, 0.0, 11.0], np.float32), (16.8, 11.0, 1.0))
            if box is None:
                continue
            part, window, _ = box
            eyes.paint(
                colour[part], window, self.head, view, side, looking, self._ball, scene.expression, px_per_mm
            )
        if face.jaw_rad > 0.0:
            y = -72.0
            box = self._box(patch, view, np.array([0.0, y, 80.0], np.float32), (30.0, 34.0, 8.0))
            if box is not None:
                part, window, z = box
                mouth.paint(colour[part], face, window.x, window.y, z, px_per_mm)

    def _box(
        self, patch: tracing.Patch, view: View, middle: F32, half_mm: tuple[float, float, float]
    ) -> tuple[tuple[slice, slice], eyes.Window, F32] | None:
        """Return the part of the patch around a place of the head, with the surface's x, y and z there."""
        signs = np.array([[i, j, k] for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)], np.float32)
        corners = view.project((middle + signs * np.array(half_mm, np.float32)).T)
        low = (corners.min(0) - (patch.left, patch.top)) / patch.step
        high = (corners.max(0) - (patch.left, patch.top)) / patch.step
        i0, j0 = (max(int(c), 0) for c in low)
        i1 = min(int(high[0]) + 1, patch.x.shape[1])
        j1 = min(int(high[1]) + 1, patch.x.shape[0])
        if i1 - i0 < 2 or j1 - j0 < 2:
            return None
        s = patch.step
        size = ((i1 - i0) * s, (j1 - j0) * s)
        x, y, z = (raster.resize(f[j0:j1, i0:i1], size) for f in (patch.x, patch.y, patch.z))
        part = (slice(j0 * s, j1 * s), slice(i0 * s, i1 * s))
        return part, eyes.Window(patch.left + i0 * s, patch.top + j0 * s, x, y), z

    def _details(
        self, canvas: Bgr, alpha: Bgr | None, view: View, scene: Scene, looking: F32, px_per_mm: float
    ) -> None:
        """Draw what is thinner than the surface: glints, lashes, single hairs, glasses."""
        pen = Pen(canvas, alpha, view, scene.light, px_per_mm)
        up = math.degrees(math.asin(float(looking[1])))
        for side in (1, -1):
            lashes.glint(pen, self.head, side, looking, scene)
            lashes.lashes(pen, self.head, side, scene.expression, up)
        self._strands.draw(pen)
        accessories.glasses(pen, self.head)
        if self.look.hat == "cap":
            accessories.visor(pen, self.head)


def _mip(colour: Bgr, long_side_px: int) -> Bgr:
    """Return a colour map no finer than the picture shows, with a fourth channel: looked up faster."""
    if long_side_px <= 1600:
        colour = raster.resize(colour, (1408, 1408), interpolation=cv2.INTER_AREA)
    return raster.merge(colour[..., 0], colour[..., 1], colour[..., 2], colour[..., 0])


def _placing(relief: Relief, scale: float, origin: F32, px_per_mm: float) -> F32:
    """Return the affine map (2, 3) from a relief's pixels to the picture's."""
    x = origin[0] + relief.left_mm * px_per_mm * scale
    y = origin[1] - relief.top_mm * px_per_mm * scale
    return np.array([[scale, 0.0, x], [0.0, scale, y]], np.float32)


def _shadow_below(patch: tracing.Patch) -> Bgr:
    """Return the factors · 200 (h, w, 3) on what lies under the chin, which the head keeps light from."""
    drop = max(1, round(0.035 * patch.height / patch.step))
    near = np.roll(patch.clearance, drop, 0)
    near[:drop] = 60.0
    rows, columns = near.shape
    i, j = np.arange(rows, dtype=np.float32), np.arange(columns, dtype=np.float32)
    fade = np.clip((rows - 1 - i) / 14.0, 0.0, 1.0)[:, None] * np.clip(
        np.minimum(j, columns - 1 - j) / 10.0, 0.0, 1.0
    )
    shade = 1.0 - 0.42 * fade * np.clip((26.0 - near) * (1.0 / 46.0), 0.0, 1.0)
    small = raster.to_bytes(raster.blur(shade.astype(np.float32), 2.0), 200.0)
    full = raster.resize(small, (patch.width, patch.height))
    return raster.merge(full, full, full)


def _shade_below(colour: Bgr, corner: tuple[int, int], patch: tracing.Patch, shadow: Bgr) -> None:
    """Lay the head's shadow on a piece of the trunk whose top left pixel is `corner`."""
    x0, y0 = max(corner[0], patch.left), max(corner[1], patch.top)
    x1 = min(corner[0] + colour.shape[1], patch.left + patch.width)
    y1 = min(corner[1] + colour.shape[0], patch.top + patch.height)
    if x1 <= x0 or y1 <= y0:
        return
    part = colour[y0 - corner[1] : y1 - corner[1], x0 - corner[0] : x1 - corner[0]]
    cut = shadow[y0 - patch.top : y1 - patch.top, x0 - patch.left : x1 - patch.left]
    part[...] = raster.multiply(part, cut, scale=1 / 200)


@lru_cache(maxsize=16)
def gain_table(light: Light, *, skin: bool) -> Bgr:
    """Return (256, 3) blue-green-red factors · 160 on sRGB values, by √(linear light) · 150.

    sRGB is close to a power of 2.2, so a factor g on linear light is g^(1/2.2) on its values. Skin lets red
    light through: its shadows are warmer (exponents differ by channel).
    """
    root = np.arange(256) / 150.0
    received = root * root
    toned = received**1.25 * 0.95
    cast = np.array(light.cast_rgb[::-1])
    exponent = np.array([1.08, 1.03, 0.90] if skin else [1.0, 1.0, 1.0])
    linear = toned[:, None] ** exponent[None, :] * cast[None, :] * light.level
    return np.asarray(np.clip(np.round(linear ** (1 / 2.2) * 160.0), 0, 255), np.uint8)


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
