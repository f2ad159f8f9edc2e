"""The sitter's picture and the truth told about it agree."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from hardware.simulated.sitter import Backdrop, Expression, Light, Look, Pose, Sitter, Truth

SMALL = (360, 480)


@cache
def sitter(size_px: tuple[int, int] = SMALL, look: Look | None = None) -> Sitter:
    return Sitter(look or Look(hair="crop"), size_px)


FRONTAL, NEUTRAL = Pose(), Expression()


def truth(pose: Pose = FRONTAL, expression: Expression = NEUTRAL) -> Truth:
    return sitter().render(pose, expression, noise_sigma=0.0).truth


def patch(bgr: np.ndarray, at: tuple[float, float], half: int = 3) -> np.ndarray:
    x, y = round(at[0]), round(at[1])
    return bgr[y - half : y + half + 1, x - half : x + half + 1].reshape(-1, 3).astype(float)


def cheek(t: Truth) -> tuple[float, float]:
    return (t.left_iris_px[0] + t.left_mouth_corner_px[0]) / 2 + 0.1 * t.inter_eye_px, t.nose_tip_px[1]


def test_a_frontal_head_has_human_proportions() -> None:
    t = truth()
    k = t.px_per_mm
    eye_y = (t.left_iris_px[1] + t.right_iris_px[1]) / 2
    assert t.inter_eye_mm == pytest.approx(63.0, abs=2.0)  # eyes converge on the lens
    assert (t.chin_px[1] - eye_y) / k == pytest.approx(115.0, abs=4.0)
    # 228 mm, of which the upper half lies 84 mm behind the eye plane and so looks smaller.
    assert (t.chin_px[1] - t.crown_skull_px[1]) / k == pytest.approx(218.5, abs=4.0)
    assert (t.chin_px[1] - t.crown_skull_px[1]) / SMALL[1] == pytest.approx(0.455, abs=0.02)
    assert t.crown_hair_px[1] < t.crown_skull_px[1]


def test_the_left_eye_of_the_person_is_on_the_image_right() -> None:
    t = truth()
    assert t.left_iris_px[0] > t.right_iris_px[0]
    assert t.left_eye_outer_px[0] > t.left_eye_inner_px[0] > t.right_eye_inner_px[0] > t.right_eye_outer_px[0]


def test_pose_angles_move_the_landmarks_the_way_the_signs_say() -> None:
    rest = truth()
    assert truth(Pose(yaw_deg=20)).nose_tip_px[0] > rest.nose_tip_px[0]
    up = truth(Pose(pitch_deg=15))
    assert up.nose_tip_px[1] - up.left_iris_px[1] < rest.nose_tip_px[1] - rest.left_iris_px[1]
    leaning = truth(Pose(roll_deg=10))
    assert leaning.crown_skull_px[0] > leaning.chin_px[0] + 20
    right, left = np.array(leaning.right_iris_px), np.array(leaning.left_iris_px)
    assert np.degrees(np.arctan2(*(left - right)[::-1])) == pytest.approx(10.0, abs=0.2)


def test_yaw_to_either_side_is_a_mirror_image() -> None:
    a, b = truth(Pose(yaw_deg=17)), truth(Pose(yaw_deg=-17))
    middle = (SMALL[0] - 1) / 2
    for one, other in (
        ("left_iris_px", "right_iris_px"),
        ("left_mouth_corner_px", "right_mouth_corner_px"),
        ("nose_tip_px", "nose_tip_px"),
        ("chin_px", "chin_px"),
    ):
        p, q = getattr(a, one), getattr(b, other)
        assert p[0] - middle == pytest.approx(middle - q[0], abs=0.5)
        assert p[1] == pytest.approx(q[1], abs=0.5)
    assert a.left_ear_visible is b.right_ear_visible is False


def test_distance_between_the_eyes_goes_with_one_over_distance() -> None:
    near, far = truth(Pose(distance_mm=700)), truth(Pose(distance_mm=1400))
    assert near.distance_mm == pytest.approx(700, abs=3)
    ratio = (near.inter_eye_px / near.inter_eye_mm) / (far.inter_eye_px / far.inter_eye_mm)
    assert ratio == pytest.approx(far.distance_mm / near.distance_mm, rel=1e-3)


def test_the_same_scene_scales_with_the_resolution() -> None:
    small = sitter().render(noise_sigma=0.0)
    large = sitter((720, 960)).render(noise_sigma=0.0)
    assert large.truth.inter_eye_px == pytest.approx(2 * small.truth.inter_eye_px, rel=1e-3)
    assert large.truth.chin_px[1] + 0.5 == pytest.approx(2 * (small.truth.chin_px[1] + 0.5), abs=0.5)
    halved = large.bgr.reshape(480, 2, 360, 2, 3).mean((1, 3))
    assert np.abs(halved - small.bgr).mean() < 2.0


def test_landscape_pictures_show_the_same_person_at_the_same_scale() -> None:
    upright, wide = sitter((480, 640)), sitter((640, 480))
    assert wide.render().bgr.shape == (480, 640, 3)
    assert wide.render().truth.px_per_mm == pytest.approx(upright.render().truth.px_per_mm)


def test_the_outline_in_the_alpha_ends_at_the_crown_and_not_before() -> None:
    r = sitter().render(want_alpha=True)
    assert r.alpha is not None
    x, y = round(r.truth.crown_hair_px[0]), r.truth.crown_hair_px[1]
    column = r.alpha[:, x]
    first = int(np.flatnonzero(column > 0.5)[0])
    assert abs(first - y) <= 1.5


def test_alpha_is_one_inside_the_head_and_nought_in_the_corners() -> None:
    r = sitter().render(want_alpha=True)
    assert r.alpha is not None
    assert r.alpha.dtype == np.float32
    for name in ("nose_tip_px", "left_iris_px", "right_mouth_corner_px"):
        x, y = (round(c) for c in getattr(r.truth, name))
        assert r.alpha[y, x] == 1.0
    assert r.alpha[0, 0] == r.alpha[0, -1] == 0.0


@pytest.mark.parametrize("hair", ["curly", "long", "bun"])
def test_the_alpha_takes_one_backdrop_off_and_puts_the_other_on(hair: str) -> None:
    s = sitter(look=Look(hair=hair))  # type: ignore[arg-type]  # a style's name
    light, dark = Backdrop(rgb=(210, 210, 214)), Backdrop(rgb=(60, 90, 70))
    a = s.render(Pose(yaw_deg=8), backdrop=light, noise_sigma=0.0, want_alpha=True)
    b = s.render(Pose(yaw_deg=8), backdrop=dark, noise_sigma=0.0)
    wall_a = s._wall.picture(light, Light()).astype(float)
    wall_b = s._wall.picture(dark, Light()).astype(float)
    assert a.alpha is not None
    predicted = a.bgr + (1.0 - a.alpha[..., None]) * (wall_b - wall_a)
    assert np.abs(predicted - b.bgr).max() <= 5.0
    assert np.abs(predicted - b.bgr).mean() < 0.1


def test_more_light_makes_brighter_skin_and_a_cast_colours_it() -> None:
    means = []
    for light in (Light(level=0.4), Light(), Light(level=1.6)):
        r = sitter().render(light=light, noise_sigma=0.0)
        means.append(patch(r.bgr, cheek(r.truth)).mean())
    assert means[0] < means[1] < means[2]
    blue = sitter().render(light=Light(cast_rgb=(0.7, 0.9, 1.3)), noise_sigma=0.0)
    plain = sitter().render(noise_sigma=0.0)
    shift = patch(blue.bgr, cheek(blue.truth)).mean(0) - patch(plain.bgr, cheek(plain.truth)).mean(0)
    assert shift[0] > 5.0
    assert shift[2] < -5.0


def test_light_from_one_side_leaves_the_other_cheek_darker() -> None:
    r = sitter().render(light=Light(direction_deg=70, evenness=0.1), noise_sigma=0.0)
    t = r.truth
    left = patch(r.bgr, cheek(t)).mean()
    x = t.left_iris_px[0] + t.right_iris_px[0] - cheek(t)[0]
    right = patch(r.bgr, (x, cheek(t)[1])).mean()
    assert left > right + 25


def test_closed_lids_hide_the_irises() -> None:
    s = sitter((960, 1280), Look(hair="crop", skin=1, eyes=4))
    opened = s.render(noise_sigma=0.0)
    shut = s.render(expression=Expression(lids=0.0), noise_sigma=0.0)
    at = (opened.truth.left_iris_px[0] + 9.0, opened.truth.left_iris_px[1] + 4.0)
    assert np.ptp(patch(opened.bgr, at, 1).mean(0)) < 90
    iris, lid = patch(opened.bgr, at, 1).mean(0), patch(shut.bgr, at, 1).mean(0)
    assert iris[0] > iris[2]  # blue
    assert lid[2] > lid[0] + 15  # skin


def test_gaze_moves_the_iris_and_stops_where_an_eye_stops() -> None:
    aside = truth(expression=Expression(gaze_x_deg=20))
    assert aside.left_iris_px[0] > truth().left_iris_px[0] + 3
    assert aside.scene.expression.gaze_x_deg == pytest.approx(20, abs=0.01)
    assert truth(Pose(yaw_deg=-20), Expression(gaze_x_deg=30)).scene.expression.gaze_x_deg < 20


def test_a_dropped_jaw_lowers_the_chin_and_a_smile_widens_the_mouth() -> None:
    rest = truth()
    agape = truth(expression=Expression(mouth_open_mm=15))
    # The jaw turns about the ears: the chin goes down and back.
    assert (agape.chin_px[1] - rest.chin_px[1]) / rest.px_per_mm == pytest.approx(8, abs=2)
    smiling = truth(expression=Expression(smile=1.0))
    width = [t.left_mouth_corner_px[0] - t.right_mouth_corner_px[0] for t in (rest, smiling)]
    assert width[1] > width[0] + 4 * rest.px_per_mm
    assert smiling.left_mouth_corner_px[1] < rest.left_mouth_corner_px[1]


def test_the_same_arguments_give_the_same_picture_byte_for_byte() -> None:
    look = Look(hair="wavy", detail_seed=5)
    one = Sitter(look, SMALL)
    one.render(Pose(yaw_deg=12), seed=1)
    a = one.render(Pose(yaw_deg=3), Expression(smile=0.4), seed=9)
    b = Sitter(look, SMALL).render(Pose(yaw_deg=3), Expression(smile=0.4), seed=9)
    assert np.array_equal(a.bgr, b.bgr)
    assert a.truth == b.truth
    assert not np.array_equal(a.bgr, one.render(Pose(yaw_deg=3), Expression(smile=0.4), seed=10).bgr)


def test_noise_has_the_strength_asked_for() -> None:
    clean = sitter().render(noise_sigma=0.0).bgr.astype(float)
    noisy = sitter().render(noise_sigma=3.0).bgr.astype(float)
    assert np.std(noisy - clean) == pytest.approx(3.0, abs=0.3)


def test_an_unlit_wall_is_nearly_black_and_the_person_is_not() -> None:
    r = sitter().render(backdrop=Backdrop(lit=False), noise_sigma=0.0)
    assert r.bgr[5, 5].max() < 40
    assert patch(r.bgr, cheek(r.truth)).mean() > 100


def test_a_person_who_left_the_picture_leaves_the_wall() -> None:
    r = sitter().render(Pose(x_mm=2500), noise_sigma=0.0, want_alpha=True)
    assert r.alpha is not None
    assert r.alpha.max() == 0.0


def test_a_tone_no_palette_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="skin is 8"):
        dataclasses.replace(Look(), skin=8)
