"""What can be said about a sitter, and what a picture of one is known to show.

Frames. The camera looks along −z of a right-handed frame: x to the image's right, y up, z towards the viewer,
millimetres. The head's own frame is the same one when every angle is zero. Pixel positions are (x, y), x to
the right and y down, the centre of the top left pixel at (0, 0). Left and right in names are the person's, so
the left eye of a sitter who faces the camera is on the image's right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

HairStyle = Literal["bald", "crop", "short", "side", "curly", "afro", "bob", "long", "wavy", "bun"]
Beard = Literal["none", "stubble", "moustache", "short", "full"]
Glasses = Literal["none", "thin", "heavy", "tinted"]
Hat = Literal["none", "cap", "beanie", "scarf"]
Garment = Literal["crew", "shirt", "blazer"]

HAIR_STYLES: tuple[HairStyle, ...] = get_args(HairStyle)
BEARDS: tuple[Beard, ...] = get_args(Beard)
GLASSES: tuple[Glasses, ...] = get_args(Glasses)
HATS: tuple[Hat, ...] = get_args(Hat)
GARMENTS: tuple[Garment, ...] = get_args(Garment)
SKIN_TONES = 8
HAIR_TONES = 7
EYE_TONES = 5
CLOTHING_TONES = 8

Point = tuple[float, float]
"""A place in the picture: (x, y) in pixels."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the head is and how it is turned.

    At zero angles the point midway between the eyes is at (x_mm, y_mm), `distance_mm` before the camera. The
    angles turn the head about its joint with the neck, so a turned head also carries its eyes a little aside,
    as a real one does; `Truth` tells where they came to be. Roll is applied last: it is the slope of the
    eyes.
    """

    yaw_deg: float = 0.0
    """Positive: the person turns to their left, towards the image's right."""
    pitch_deg: float = 0.0
    """Positive: chin up."""
    roll_deg: float = 0.0
    """Positive: the top of the head leans to the image's right (clockwise as seen in the picture)."""
    x_mm: float = 0.0
    """Positive: towards the image's right."""
    y_mm: float = 0.0
    """Positive: up."""
    distance_mm: float = 900.0
    """Camera to eye plane."""


@dataclass(frozen=True, slots=True)
class Look:
    """Who the sitter is. Factors are 1.0 for the average adult; tones index the palettes, light to dark."""

    skin: int = 2
    """0 (lightest) to SKIN_TONES − 1 (darkest)."""
    hair: HairStyle = "short"
    hair_tone: int = 2
    """0 black, then browns, auburn, blond, 5 grey, 6 white."""
    beard: Beard = "none"
    glasses: Glasses = "none"
    hat: Hat = "none"
    width: float = 1.0
    """Breadth of the head, factor."""
    length: float = 1.0
    """Eyes to chin, factor."""
    ipd_mm: float = 63.0
    """Distance of the pupils, 54 to 74 mm."""
    nose: float = 1.0
    """Size of the nose, factor."""
    jaw: float = 0.0
    """−1 narrow to 1 square."""
    lips: float = 0.5
    """0 thin to 1 full."""
    brow: float = 0.5
    """0 fine to 1 strong eyebrows."""
    eyes: int = 1
    """Colour of the irises: 0 dark brown, brown, hazel, green-grey, 4 blue."""
    age: float = 0.3
    """0 young to 1 old: folds and fine lines."""
    garment: Garment = "crew"
    clothing: int = 1
    freckles: float = 0.0
    """0 none to 1 many."""
    detail_seed: int = 1
    """Which moles, hairs and pores."""

    def __post_init__(self) -> None:
        """Raise ValueError for a tone that no palette holds."""
        for name, value, count in (
            ("skin", self.skin, SKIN_TONES),
            ("hair_tone", self.hair_tone, HAIR_TONES),
            ("eyes", self.eyes, EYE_TONES),
            ("clothing", self.clothing, CLOTHING_TONES),
        ):
            if not 0 <= value < count:
                raise ValueError(f"{name} is {value}, must be 0 to {count - 1}")

    @staticmethod
    def random(rng: np.random.Generator) -> Look:
        """Draw a sitter; every skin, hair, beard, pair of glasses and hat comes up."""
        hair = HAIR_STYLES[int(rng.integers(len(HAIR_STYLES)))]
        bearded = hair not in ("bob", "bun", "long", "wavy") and rng.random() < 0.45
        skin = int(rng.integers(SKIN_TONES))
        dark_only = skin >= 5 or hair == "afro"
        return Look(
            skin=skin,
            hair=hair,
            hair_tone=int(rng.choice([0, 0, 1, 5, 6] if dark_only else range(HAIR_TONES))),
            beard=BEARDS[int(rng.integers(1, len(BEARDS)))] if bearded else "none",
            glasses=GLASSES[int(rng.integers(1, len(GLASSES)))] if rng.random() < 0.35 else "none",
            hat=HATS[int(rng.integers(1, len(HATS)))] if rng.random() < 0.15 else "none",
            width=float(np.clip(rng.normal(1.0, 0.03), 0.93, 1.07)),
            length=float(np.clip(rng.normal(1.0, 0.035), 0.92, 1.08)),
            ipd_mm=float(np.clip(rng.normal(63.0, 3.5), 54.0, 74.0)),
            nose=float(np.clip(rng.normal(1.0, 0.09), 0.8, 1.2)),
            jaw=float(
                rng.uniform(-1.0, 0.3) if hair in ("bob", "bun", "long", "wavy") else rng.uniform(-0.4, 1.0)
            ),
            lips=float(rng.uniform(0.2, 1.0)),
            brow=float(rng.uniform(0.2, 0.9)),
            eyes=int(rng.choice([0, 0, 1] if skin >= 4 else range(EYE_TONES))),
            age=float(rng.uniform(0.0, 0.9)),
            garment=GARMENTS[int(rng.integers(len(GARMENTS)))],
            clothing=int(rng.integers(CLOTHING_TONES)),
            freckles=float(rng.random()) if rng.random() < 0.25 and skin < 4 else 0.0,
            detail_seed=int(rng.integers(1 << 30)),
        )


@dataclass(frozen=True, slots=True)
class Expression:
    """What the face does."""

    lids: float = 1.0
    """1 open to 0 closed."""
    mouth_open_mm: float = 0.0
    """Gap between the lips at the middle, 0 to 30 mm."""
    smile: float = 0.0
    """0 neutral to 1 broad, lips closed unless `mouth_open_mm` says otherwise."""
    gaze_x_deg: float = 0.0
    """0 looks into the lens however the head is turned; positive to the image's right."""
    gaze_y_deg: float = 0.0
    """0 looks into the lens; positive upwards."""
    brows: float = 0.0
    """−1 lowered, 0 neutral, 1 raised."""


@dataclass(frozen=True, slots=True)
class Light:
    """How the sitter is lit."""

    level: float = 1.0
    """Factor on linear light; 1.0 is the right exposure."""
    direction_deg: float = 0.0
    """Azimuth of the key light: 0 beside the camera, positive from the image's right."""
    evenness: float = 0.75
    """Share of fill: 0 key light only, 1 light from everywhere."""
    cast_rgb: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Factors on linear red, green, blue of everything the light falls on."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The wall behind the sitter."""

    rgb: tuple[int, int, int] = (203, 205, 207)
    """sRGB of the evenly lit wall at the right exposure."""
    lit: bool = True
    """False: its own light is off, the wall is nearly black."""
    gradient: float = 0.0
    """How much darker (share, linear light) the bottom corner is than the opposite top corner, −1 to 1."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything one picture depends on beside the sitter and the noise."""

    pose: Pose = field(default_factory=Pose)
    expression: Expression = field(default_factory=Expression)
    light: Light = field(default_factory=Light)
    backdrop: Backdrop = field(default_factory=Backdrop)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known about a picture. Points are (x, y) in pixels, also where hair or a lid hides them."""

    left_iris_px: Point
    right_iris_px: Point
    iris_radius_px: float
    left_eye_inner_px: Point
    left_eye_outer_px: Point
    right_eye_inner_px: Point
    right_eye_outer_px: Point
    nose_tip_px: Point
    left_mouth_corner_px: Point
    right_mouth_corner_px: Point
    chin_px: Point
    """Menton: the lowest point of the chin's skin, beard ignored."""
    crown_skull_px: Point
    """Where the face's midline meets the top of the skull, hair ignored."""
    crown_hair_px: Point
    """Where the face's midline meets the top of what is rendered: hair or hat."""
    face_width_px: float
    """Width of the face's skin before the ears, square to the head's upright."""
    left_ear_visible: bool
    right_ear_visible: bool
    inter_eye_px: float
    """Distance of the iris centres in the picture."""
    inter_eye_mm: float
    """Distance of the iris centres in space."""
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    distance_mm: float
    """Camera to the plane through the midpoint of the eyes, after the head has turned."""
    px_per_mm: float
    """Scale in that plane."""
    focal_px: float
    scene: Scene
    """Lids, mouth, smile, gaze (as far as the eyes can turn), light and backdrop as rendered."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """One picture of a sitter: `bgr` (height, width, 3) uint8 sRGB, order blue-green-red.

    `alpha` (height, width) float32 is the person's exact share of each pixel, 0 wall to 1 person, or None
    when it was not asked for: picture = person·alpha + wall·(1 − alpha), in sRGB values.
    """

    bgr: NDArray[np.uint8]
    truth: Truth
    alpha: NDArray[np.float32] | None
