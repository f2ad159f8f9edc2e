"""The lens of a camera from pictures of a printed board: found, kept, fitted, believed or doubted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pypdfium2
import pytest

from hardware.camera.board import CORNERS, Board, Sight
from hardware.simulated.board_in_hand import SQUARE_MM, WAYS_TO_HOLD, BoardInHand, Held, Optics
from kiosk.console.camera_board_page import board_on, board_page
from kiosk.console.camera_fit import Doubt, Fitted, fit_lens
from kiosk.console.camera_views import MOST_STRAIGHT, VIEWS_WANTED, Advice, Collected, look, stance_of
from kiosk.sheet.calibration import Calibration
from kiosk.sheet.paper import PAPERS

SIZE_PX = (480, 640)
STRAIGHT = Held(distance_mm=520)


@pytest.fixture(scope="module")
def board() -> Board:
    return Board(SQUARE_MM)


def seen(board: Board, held: Held, size_px: tuple[int, int] = SIZE_PX) -> Sight | None:
    return board.find(BoardInHand(size_px).picture(held))


@pytest.fixture(scope="module")
def sights(board: Board) -> dict[Optics, list[Sight]]:
    """What two lenses see of a board that is held as it should be, nearer before the wide one."""
    found = {}
    for optics in (Optics(), Optics(0.95, (-0.15, 0.05))):
        hand = BoardInHand(SIZE_PX, optics)
        ways = [
            replace(way, distance_mm=way.distance_mm * min(1.0, optics.focal / 1.3)) for way in WAYS_TO_HOLD
        ]
        found[optics] = [sight for way in ways if (sight := board.find(hand.picture(way)))]
    return found


def test_the_printed_board_has_the_size_that_it_is_taken_for_and_is_found_on_paper():
    paper = PAPERS["4x6in"]
    document = pypdfium2.PdfDocument(board_page(paper, Calibration(scale_x=1.02)))
    try:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx(
            (paper.width_mm / 25.4 * 72, paper.height_mm / 25.4 * 72)
        )
        bgr = np.asarray(document[0].render(scale=300 / 72, rev_byteorder=False).to_pil())[..., ::-1]
    finally:
        document.close()
    board = board_on(paper)
    sight = board.find(np.ascontiguousarray(bgr))
    assert sight is not None
    assert len(sight.ids) == CORNERS
    across_mm, down_mm = np.ptp(sight.corners_px, axis=0) / 300 * 25.4
    assert across_mm == pytest.approx(3 * board.square_mm * 1.02, abs=0.25), (
        "the printer prints 2 % too narrow"
    )
    assert down_mm == pytest.approx(5 * board.square_mm, abs=0.25)
    assert all(
        side <= room - 10 for side, room in zip(board.size_mm, (paper.width_mm, paper.height_mm), strict=True)
    )


def test_corners_are_found_where_they_are_drawn(board: Board):
    sight = seen(board, STRAIGHT)
    assert sight is not None
    focal_px = Optics().focal * max(SIZE_PX)
    middle_mm = np.array([*board.size_mm, 0]) / 2
    drawn = (board.corners_mm(sight.ids) - middle_mm)[:, :2] * focal_px / STRAIGHT.distance_mm
    assert np.abs(sight.corners_px - (drawn + np.array(SIZE_PX) / 2)).max() < 0.2


def test_a_wall_is_no_board(board: Board):
    assert board.find(np.full((640, 480, 3), 150, np.uint8)) is None


@pytest.mark.parametrize("focal", [Optics().focal, 0.95])
def test_lens_and_distortion_are_recovered_from_the_pictures(board: Board, sights, focal: float):
    optics = next(known for known in sights if known.focal == focal)
    fitted = fit_lens(board, sights[optics])
    assert isinstance(fitted, Fitted)
    assert fitted.lens.focal == pytest.approx(focal, rel=0.01)
    assert fitted.lens.off_centre == pytest.approx((0, 0), abs=0.01)
    edge = 0.5 / focal  # how far from the axis the end of the long side is seen, in focal lengths
    bends = [k1 * edge**2 + k2 * edge**4 for k1, k2 in (fitted.lens.distortion, optics.distortion)]
    assert bends[0] == pytest.approx(bends[1], abs=0.006)
    assert fitted.error < 0.0005


def test_views_from_the_front_alone_are_doubted(board: Board):
    ways = [
        Held(turn_deg=turn, distance_mm=distance) for turn in (0, 20, 40, 60) for distance in (480, 520, 560)
    ]
    views = [sight for way in ways if (sight := seen(board, way))]
    assert len(views) == len(ways)
    assert fit_lens(board, views) is Doubt.ALIKE


def test_a_bent_board_is_doubted(board: Board, sights):
    rng = np.random.default_rng(1)
    bent = [
        replace(view, corners_px=view.corners_px + rng.normal(0, 2, view.corners_px.shape).astype(np.float32))
        for view in sights[Optics()]
    ]
    assert fit_lens(board, bent) is Doubt.ERROR


def test_a_lens_that_looks_past_the_picture_is_doubted(board: Board, sights):
    shift_px = np.float32(0.15 * max(SIZE_PX))
    aside = [replace(view, corners_px=view.corners_px + shift_px) for view in sights[Optics()]]
    assert fit_lens(board, aside) is Doubt.ODD


# --- collecting views ---------------------------------------------------------------------------------------

NOTHING_YET = Collected()


def shown(board: Board, ways: list[Held], now: Collected = NOTHING_YET) -> tuple[Collected, list[Advice]]:
    """Hold the board so, two pictures long each time."""
    told = []
    for way in ways:
        sight = seen(board, way)
        for _ in range(2):
            now, advice = look(board, now, sight)
            told.append(advice)
    return now, told


def test_a_new_view_is_kept_once_the_board_holds_still(board: Board):
    now, told = shown(board, [STRAIGHT])
    assert told == [Advice.STILL, Advice.KEPT]
    now, told = shown(board, [STRAIGHT], now)
    assert told == [Advice.ELSEWHERE, Advice.ELSEWHERE], "the same view tells nothing new"
    assert len(now.views) == 1


def test_a_board_too_far_or_half_outside_is_told_so(board: Board):
    far = seen(board, Held(distance_mm=1800), size_px=(960, 1280))
    assert look(board, Collected(), far)[1] is Advice.NEARER
    outside = seen(board, Held(x_share=0.33, distance_mm=450))
    assert look(board, Collected(), outside)[1] is Advice.WHOLE


def test_without_a_board_it_is_asked_for(board: Board):
    assert look(board, Collected(), None)[1] is Advice.SHOW


def test_when_straight_views_are_enough_only_tilted_ones_are_taken(board: Board):
    straight = [
        Held(x_share=x, y_share=y, distance_mm=620)
        for x, y in ((0, 0), (-0.15, 0.2), (0.15, 0.2), (0.15, -0.2), (-0.15, -0.2), (0, 0.2))
    ]
    now, told = shown(board, straight)
    assert len(now.views) == MOST_STRAIGHT
    assert told[-1] is Advice.TILT
    now, told = shown(board, [Held(tilt_y_deg=30, distance_mm=560)], now)
    assert told[-1] is Advice.KEPT


def test_who_holds_it_as_told_has_views_enough_for_a_lens(board: Board):
    now, _ = shown(board, list(WAYS_TO_HOLD[:VIEWS_WANTED]))
    assert now.complete
    assert isinstance(fit_lens(board, now.views), Fitted)


def test_a_tilt_is_told_without_knowing_the_lens(board: Board, sights):
    for optics, views in sights.items():
        tilts_deg = [stance_of(board, view).tilt_deg for view in views]
        assert max(tilts_deg[:3]) < 12, optics
        assert min(tilts_deg[3:]) > 20, optics
