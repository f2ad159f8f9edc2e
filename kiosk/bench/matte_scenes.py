"""Seeded sitters before a backdrop lit and dark, of whom the share of every pixel is known exactly.

The sitter is drawn before a black wall at twice the size, so that hair is thinner than a pixel, and taken
apart into light and share; everything after that happens in linear light, as in a camera, and ends as 8-bit
sRGB with noise. What is known is of the lit picture: the person is where they are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter.description import Backdrop, HairStyle, Look, Pose
from hardware.simulated.sitter.palette import HAIR, SHIRT, SKIN
from hardware.simulated.sitter.sitter import Sitter
from hardware.simulated.sitter.studio import UNLIT
from kiosk.bench.loose_hair import loose_hair
from kiosk.colour.srgb import LINEAR, to_linear, to_srgb
from kiosk.matte.light_reference import LightReference, reference_of
from kiosk.portrait.pixels import BgrImage

F32 = NDArray[np.float32]
Rgb = tuple[int, int, int]

GREY: Rgb = (203, 205, 207)
"""The booth's usual backdrop, lit: within BSI TR-03121's #A1A1A1 to #E1E1E1."""

SIZE_PX = (960, 1280)
NOISE = 0.01
"""Deviation of the sensor's noise in every channel, as a share of the whole 8-bit scale."""

MOTION_PX = 2.0
"""How far any place of the person moves at most between the two pictures."""

REFERENCE_FRAMES = 8
_FINER = 2
_LENS_PX = 0.5
"""Deviation of the lens's blur: contrast 0.34 at 0.8 of Nyquist, where Doc 9303-3 asks for 0.2."""

_SPILL = (0.02, 0.06)
"""Share of the front light's strength that reaches the wall, from and to."""


@dataclass(frozen=True, slots=True)
class MatteScene:
    """One sitter before one wall, and everything that goes a little wrong."""

    name: str
    look: Look
    wall: Rgb = GREY
    seed: int = 1
    noise: float = NOISE
    motion_px: float = MOTION_PX
    drift: float = 0.01
    """Deviation of each light's level between the two pictures; thrice that from calibration to visit."""
    spill: float = 0.04


@dataclass(frozen=True, slots=True, eq=False)
class MattePictures:
    """What the camera gave of a scene, and the truth.

    `foreground` is linear light of the person alone, multiplied by `alpha`, blue-green-red.
    """

    scene: MatteScene
    lit: BgrImage
    dark: BgrImage
    reference: LightReference
    alpha: F32
    foreground: F32


def matte_scenes() -> Iterator[MatteScene]:
    """Yield the bench's sitters: eight hair styles, six skins, glasses; clothes and skin like the wall."""
    rng = np.random.default_rng(20261126)
    styles: tuple[HairStyle, ...] = ("crop", "short", "curly", "afro", "bob", "long", "wavy", "bun")
    hairs = (0, 2, 4, 6, 1, 3, 0, 5)
    walls: tuple[tuple[str, Rgb], ...] = (("", GREY), ("", (128, 160, 205)), ("", (225, 225, 225)))
    for at, style in enumerate(styles):
        for turn in range(2):
            kind, wall = walls[(at + turn) % len(walls)]
            look = Look(
                skin=(0, 1, 3, 4, 6, 7)[(at + 3 * turn) % 6],
                hair=style,
                hair_tone=hairs[(at + 3 * turn) % len(hairs)],
                glasses=("none", "thin", "heavy")[(at + turn) % 3],
                garment=("crew", "shirt", "blazer")[(at + 2 * turn) % 3],
                clothing=(7, 0, 6, 4)[(at + turn) % 4],
                detail_seed=100 + at,
            )
            yield MatteScene(f"{style}{turn}{kind}", look, wall, int(rng.integers(1 << 30)))
    same = Look(hair="wavy", hair_tone=2, skin=2, garment="shirt", clothing=6, detail_seed=7)
    yield MatteScene("clothes like the wall", same, SHIRT[6], int(rng.integers(1 << 30)))
    yield MatteScene("skin like the wall", replace(same, hair="bald"), SKIN[2], int(rng.integers(1 << 30)))
    yield MatteScene("hair like the wall", replace(same, hair_tone=6), HAIR[6], int(rng.integers(1 << 30)))


def photograph(scene: MatteScene, size_px: tuple[int, int] = SIZE_PX) -> MattePictures:
    """Return both pictures, the reference of the empty booth and the truth, the same for the same scene."""
    rng = np.random.default_rng(scene.seed)
    light, share = _person(scene, size_px)
    wall = _Wall(scene.wall, size_px, scene.spill, rng)
    reference = wall.reference(scene.noise, rng)
    moved = _moved(light, share, scene.motion_px, size_px, rng)
    lamp, front = 1.0 + 3 * scene.drift * rng.standard_normal(2)
    lamp_after, front_after = np.array([lamp, front]) * (1.0 + scene.drift * rng.standard_normal(2))
    lit_light, alpha = _small(light, size_px), _small(share, size_px)
    dark_light, dark_alpha = (_small(part, size_px) for part in moved)
    person = np.asarray(front * lit_light, np.float32)
    lit = person + (1 - alpha[..., None]) * wall.light(lamp, front, alpha)
    dark = front_after * dark_light + (1 - dark_alpha[..., None]) * wall.light(
        UNLIT * lamp_after, front_after, dark_alpha
    )
    return MattePictures(
        scene,
        _camera(lit, scene.noise, rng),
        _camera(dark, scene.noise, rng),
        reference,
        alpha,
        person,
    )


@dataclass(slots=True)
class _Wall:
    """A wall in linear light: its own lamp falls off to the sides, the front light reaches it a little."""

    rgb: Rgb
    size_px: tuple[int, int]
    spill: float
    rng: np.random.Generator
    _lamp: F32 = field(init=False)
    _front: F32 = field(init=False)

    def __post_init__(self) -> None:
        w, h = self.size_px
        x, y = np.meshgrid(np.linspace(-1, 1, w, dtype=np.float32), np.linspace(-1, 1, h, dtype=np.float32))
        tone = LINEAR[list(self.rgb[::-1])]
        left, up = self.rng.uniform(-0.08, 0.08, 2)
        lamp = (1.0 + left * x + up * y) * (1.0 - 0.12 * (x * x + y * y) * 0.5)
        self._lamp = np.asarray(lamp[..., None] * tone / lamp.max(), np.float32)
        front = 1.0 - 0.2 * (x * x + y * y) * 0.5
        self._front = np.asarray(self.spill * front[..., None] * (0.3 + 0.7 * tone), np.float32)

    def light(self, lamp: float, front: float, alpha: F32 | None = None) -> F32:
        """Return the wall under both lights, with the soft shadow of a person on the front light's share."""
        seen = np.ones((1, 1, 1), np.float32)
        if alpha is not None:
            w, h = self.size_px
            small = cv2.resize(alpha, (w // 8, h // 8), interpolation=cv2.INTER_AREA)
            soft = cv2.GaussianBlur(small, (0, 0), w / 8 / 20)
            aside = np.array([[1, 0, w / 8 / 25], [0, 1, w / 8 / 30]], np.float32)
            shadow = cv2.resize(cv2.warpAffine(soft, aside, (w // 8, h // 8)), (w, h))
            seen = np.asarray(1.0 - 0.7 * shadow[..., None], np.float32)
        return np.asarray(lamp * self._lamp + front * seen * self._front, np.float32)

    def reference(self, noise: float, rng: np.random.Generator) -> LightReference:
        """Return what the staff's calibration makes of this wall."""
        lit, dark = self.light(1.0, 1.0), self.light(UNLIT, 1.0)
        return reference_of(
            [_camera(lit, noise, rng) for _ in range(REFERENCE_FRAMES)],
            [_camera(dark, noise, rng) for _ in range(REFERENCE_FRAMES)],
        )


def _person(scene: MatteScene, size_px: tuple[int, int]) -> tuple[F32, F32]:
    """Return (light · share (H, W, 3), share (H, W)) of the person, larger than the picture."""
    times = _FINER if max(size_px) <= 2000 else 1
    large = (times * size_px[0], times * size_px[1])
    drawn = Sitter(scene.look, large).render(
        Pose(distance_mm=900.0, yaw_deg=2.0),
        backdrop=Backdrop(rgb=(0, 0, 0)),
        noise_sigma=0.0,
        want_alpha=True,
    )
    if drawn.alpha is None:
        raise AssertionError("alpha was asked for")
    share = drawn.alpha
    own = drawn.bgr.astype(np.float32) / np.maximum(share, 1 / 255)[..., None]
    light = to_linear(np.clip(own + 0.5, 0, 255).astype(np.uint8)) * share[..., None]
    light, share = loose_hair(light, share, scene.look, drawn.truth.chin_px[1], scene.seed)
    whole = cv2.GaussianBlur(np.dstack([light, share]), (0, 0), _LENS_PX * times)
    return np.asarray(whole[..., :3], np.float32), np.asarray(np.minimum(whole[..., 3], 1), np.float32)


def _moved(
    light: F32, share: F32, most_px: float, size_px: tuple[int, int], rng: np.random.Generator
) -> tuple[F32, F32]:
    """Return the person shifted and turned a little, no place by more than `most_px` of the small picture."""
    times = share.shape[1] / size_px[0]
    way = rng.uniform(0, 2 * np.pi)
    reach = 0.6 * max(share.shape)
    turn_rad = float(rng.uniform(-0.4, 0.4)) * most_px * times / reach
    shift = 0.6 * most_px * times * np.array([np.cos(way), np.sin(way)])
    centre = share.shape[1] / 2, share.shape[0] / 2
    matrix = np.asarray(cv2.getRotationMatrix2D(centre, float(np.degrees(turn_rad)), 1.0), np.float64)
    matrix[:, 2] += shift
    whole = np.dstack([light, share])
    size = (share.shape[1], share.shape[0])
    there = cv2.warpAffine(whole, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    there = np.maximum(there, 0)
    return np.asarray(there[..., :3], np.float32), np.asarray(np.minimum(there[..., 3], 1), np.float32)


def _small(field_: F32, size_px: tuple[int, int]) -> F32:
    return np.asarray(cv2.resize(field_, size_px, interpolation=cv2.INTER_AREA), np.float32)


def _camera(light: F32, noise: float, rng: np.random.Generator) -> BgrImage:
    """Return linear light as the camera gives it: sRGB, noise of this share of the scale, 8 bit."""
    levels: F32 = to_srgb(light).astype(np.float32)
    if noise > 0:
        levels = levels + np.float32(255 * noise) * rng.standard_normal(levels.shape, np.float32)
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8)
