"""The matte from the backdrop lit and dark: exact where nothing disturbs, true where much does."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.colour.srgb import to_linear, to_srgb
from kiosk.matte.from_light import LightFrames, LightMatter
from kiosk.matte.light_reference import (
    LightReference,
    NoReference,
    read_reference,
    reference_of,
    write_reference,
)
from kiosk.matte.matte import NoMatte

WIDTH, HEIGHT = 242, 302
"""No multiples of a cell, so that the last cells reach beyond the picture."""


@dataclass(frozen=True)
class Booth:
    """A person, textured and with an outline that is soft in places, before a wall with two lights on it."""

    seed: int = 1
    wall: tuple[float, float, float] = (0.6, 0.58, 0.55)
    person: float = 0.4
    spill: float = 0.04
    shadow: float = 0.7
    lamp: float = 1.0
    front_after: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    noise: float = 0.0
    times: int = 1

    @property
    def size(self):
        return self.times * WIDTH, self.times * HEIGHT

    def alpha(self, shift=(0.0, 0.0)):
        width, height = self.size
        x, y = np.meshgrid(np.arange(width) - shift[0], np.arange(height) - shift[1])
        x, y = x / self.times, y / self.times
        angle = np.arctan2(y - 128, x - 120)
        waves = 7 * np.sin(11 * angle + self.seed) + 4 * np.sin(19 * angle)
        head = (71 + waves - np.hypot(x - 120, (y - 128) * 0.8)) / 3
        shoulders = (105 - np.hypot(x - 120, y - 330)) / 2
        return np.clip(np.maximum(head, shoulders) + 0.5, 0, 1).astype(np.float32)

    def own(self, shift=(0.0, 0.0)):
        rng = np.random.default_rng(self.seed)
        marks = cv2.GaussianBlur(rng.standard_normal((*self.size[::-1], 3), np.float32), (0, 0), 2.5)
        texture = np.clip(self.person * (1 + 2.2 * marks), 0.02, 1.0)
        there = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
        return cv2.warpAffine(texture, there, self.size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)

    def wall_light(self, lamp, alpha=None):
        x, y = np.meshgrid(*(np.linspace(-1, 1, side) for side in self.size))
        fall = (1 - 0.1 * (x * x + y * y) + 0.05 * x)[..., None]
        seen = 1.0 if alpha is None else 1 - self.shadow * cv2.GaussianBlur(alpha, (0, 0), 15)[..., None]
        return lamp * fall * np.array(self.wall) + self.spill * seen

    def camera(self, light, seed=0):
        levels = to_srgb(light.astype(np.float32)).astype(np.float32)
        levels += 255 * self.noise * np.random.default_rng(seed).standard_normal(levels.shape)
        return np.clip(np.rint(levels), 0, 255).astype(np.uint8)

    def reference(self):
        lit, dark = self.wall_light(1.0), self.wall_light(0.012)
        return reference_of(
            [self.camera(lit, 10 + at) for at in range(3)], [self.camera(dark, 20 + at) for at in range(3)]
        )

    def frames(self):
        pictures = []
        for at, (lamp, front, shift) in enumerate(
            ((self.lamp, 1.0, (0.0, 0.0)), (0.012 * self.lamp, self.front_after, self.shift))
        ):
            alpha = self.alpha(shift)
            wall = (1 - alpha[..., None]) * self.wall_light(lamp, alpha)
            pictures.append(self.camera(alpha[..., None] * front * self.own(shift) + wall, at))
        return LightFrames(*pictures)


def matte_of(booth, reference=None):
    return LightMatter(reference or booth.reference()).matte(booth.frames())


def mean_square(matte, booth):
    return float(np.mean((matte.alpha - booth.alpha()) ** 2))


@settings(deadline=None, max_examples=5)
@given(
    seed=st.integers(0, 99),
    wall=st.tuples(*[st.floats(0.35, 0.8)] * 3),
    person=st.floats(0.03, 0.6),
    spill=st.floats(0.0, 0.08),
    lamp=st.floats(0.9, 1.1),
)
def test_without_noise_and_motion_alpha_is_exact_to_the_cameras_rounding(seed, wall, person, spill, lamp):
    booth = Booth(seed, wall, person, spill, lamp=lamp)
    matte = matte_of(booth)
    off = np.abs(matte.alpha - booth.alpha())
    assert off.max() < 0.03
    assert off.mean() < 0.001
    assert matte.doubt is None
    mixed = (booth.alpha() > 0.3) & (booth.alpha() < 0.9)
    assert np.abs(to_linear(matte.foreground) - booth.own())[mixed].mean() < 0.03, "no rim of the wall"
    whole = matte.alpha == 1
    assert (matte.foreground[whole] == booth.frames().lit[whole]).all()


@pytest.mark.parametrize("person", [0.05, 0.55], ids=["dark", "like the wall"])
def test_noise_motion_and_drift_of_both_lights_are_corrected(person):
    booth = Booth(person=person, noise=0.01, shift=(1.6, -1.2), lamp=1.03, front_after=1.02, times=2)
    matte = matte_of(booth)
    mixed = (booth.alpha() > 0) & (booth.alpha() < 1)
    assert mean_square(matte, booth) < 5e-4
    assert float(np.mean((matte.alpha - booth.alpha())[mixed] ** 2)) < 2e-3
    assert matte.confidence > 0.5
    beyond = cv2.erode((booth.alpha() == 0).astype(np.uint8), np.ones((15, 15))) > 0
    assert beyond.any()
    assert not matte.alpha[beyond].any(), "bare wall is clean"


def test_a_calibration_that_fits_no_more_is_noticed():
    booth = Booth(noise=0.01)
    right = booth.reference()
    assert matte_of(booth, right).doubt is None
    x = np.linspace(-1, 1, WIDTH)[:, None]
    added = right.lit - right.dark
    stripes = np.where(np.sin(40 * x) > 0.5, 0.7, 1.0)
    changed = {
        "stronger or weaker": 1.3,
        "another colour": np.array([1.08, 1.0, 0.94]),
        "falls elsewhere": 1 + 0.12 * x,
        "": stripes,
    }
    for doubt, factor in changed.items():
        matte = matte_of(booth, replace(right, lit=(right.dark + added * factor).astype(np.float32)))
        assert matte.doubt is not None
        assert doubt in matte.doubt
        assert matte.confidence < 0.5
    assert "moved much" in (matte_of(replace(booth, shift=(6.0, 0.0)), right).doubt or "")
    assert "front light" in (matte_of(replace(booth, front_after=0.88), right).doubt or "")


def test_no_matte_without_a_reference_a_dark_picture_a_person_or_a_picture_of_its_shape():
    booth = Booth()
    frames, reference = booth.frames(), booth.reference()
    empty = LightFrames(booth.camera(booth.wall_light(1.0)), booth.camera(booth.wall_light(0.012)))
    turned = LightFrames(*(np.ascontiguousarray(one.transpose(1, 0, 2)) for one in (frames.lit, frames.dark)))
    for calibrated, pictures, reason in (
        (None, frames, "not been calibrated"),
        (reference, LightFrames(frames.lit, frames.lit), "not dark"),
        (reference, empty, "nobody"),
        (reference, turned, "another shape"),
        (reference, LightFrames(frames.lit, frames.dark[:-4]), "differ in size"),
    ):
        with pytest.raises(NoMatte, match=reason):
            LightMatter(calibrated).matte(pictures)
    assert matte_of(booth).alpha.shape == (HEIGHT, WIDTH)


def test_a_reference_serves_pictures_of_another_size():
    booth = Booth()
    frames = booth.frames()
    halves = LightFrames(
        *(
            cv2.resize(one, (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_AREA)
            for one in (frames.lit, frames.dark)
        )
    )
    matte = LightMatter(booth.reference()).matte(halves)
    truth = cv2.resize(booth.alpha(), (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_AREA)
    assert float(np.mean((matte.alpha - truth) ** 2)) < 5e-4


def test_the_reference_is_refused_with_anything_but_a_bare_steady_wall():
    booth = Booth()
    lit, dark = ([booth.camera(booth.wall_light(lamp))] * 3 for lamp in (1.0, 0.012))
    assert reference_of(lit, dark, lambda _: False).camera_px == (WIDTH, HEIGHT)
    somebody = booth.frames()
    glaring = [booth.camera(booth.wall_light(1.8))] * 3
    for lit_pictures, dark_pictures, seen, reason in (
        (lit, dark, True, "somebody is in"),
        ([somebody.lit] * 3, [somebody.dark] * 3, False, "nothing before it"),
        (lit, lit, False, "nothing before it"),
        ([*lit, somebody.lit], dark, False, "moved"),
        (glaring, dark, False, "overexposed"),
        (lit[:2], dark, False, "at least 3"),
        (lit, [dark[0][:-1]] * 3, False, "differ in size"),
    ):
        with pytest.raises(NoReference, match=reason):
            reference_of(lit_pictures, dark_pictures, lambda _, seen=seen: seen)


def npy(shape: tuple[int, ...]) -> bytes:
    """Return the head of a stored array of this shape, and none of its numbers."""
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "<u2", "fortran_order": False, "shape": shape})
    return head.getvalue()


def test_a_reference_file_gives_back_what_was_kept_and_a_broken_one_says_so(tmp_path):
    path = tmp_path / "backdrop.npz"
    with pytest.raises(NoReference, match="not been calibrated"):
        read_reference(path)
    kept = Booth(noise=0.01).reference()
    write_reference(path, kept)
    again = read_reference(path)
    assert np.allclose(again.lit, kept.lit, atol=1e-5)
    assert np.allclose(again.dark, kept.dark, atol=1e-5)
    assert (again.noise, again.camera_px) == (kept.noise, kept.camera_px)
    assert path.stat().st_mode & 0o077 == 0

    whole = path.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for broken in (b"", b"not a reference", whole[:-100], whole[:1000], flipped, b"PK\x03\x04" + bytes(50)):
        path.write_bytes(broken)
        with pytest.raises(NoReference, match="calibrate the backdrop again"):
            read_reference(path)
    for foreign in (
        LightReference(kept.dark, kept.lit, kept.noise, kept.camera_px),
        replace(kept, noise=float("nan")),
        replace(kept, camera_px=(0, 0)),
        replace(kept, lit=kept.lit[:4], dark=kept.dark[:4]),
    ):
        write_reference(path, foreign)
        with pytest.raises(NoReference, match="is no backdrop's reference"):
            read_reference(path)
    for name, damage in (
        ("lit", b"no array"),
        ("lit", npy((10**6, 10**6, 3))),
        ("form", npy((3,)).replace(b")", b"(")),
    ):
        with zipfile.ZipFile(path, "w") as packed:
            for member in ("form", "noise", "lit", "dark"):
                packed.writestr(f"{member}.npy", damage if member == name else npy((0,)))
        with pytest.raises(NoReference, match="calibrate the backdrop again"):
            read_reference(path)
    with path.open("wb") as bomb:
        np.savez_compressed(bomb, form=np.zeros(3, np.int64), lit=np.zeros(20 << 20, np.uint8))
    with pytest.raises(NoReference, match="too much"):
        read_reference(path)
