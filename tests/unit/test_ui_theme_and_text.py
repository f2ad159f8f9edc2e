"""Contrast, type and layout of the touch kit."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui import theme
from kiosk.ui.box import Box
from kiosk.ui.icons import IconBook
from kiosk.ui.panels import PanelLook, PanelPress
from kiosk.ui.text import Style, TextSetter, Weight, isolate, undrawable

ICONS = Path(__file__).parents[2] / "assets" / "icons"


def test_contrast_is_that_of_wcag():
    assert theme.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    assert theme.contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("pair", theme.TEXT_PAIRS, ids=str)
def test_every_text_has_a_contrast_of_ten_to_one(pair):
    assert theme.contrast(*pair) >= 10.0


@pytest.mark.parametrize("pair", theme.MARK_PAIRS, ids=str)
def test_every_icon_and_outline_has_a_contrast_of_three_to_one(pair):
    assert theme.contrast(*pair) >= 3.0


def test_the_type_scale_reaches_from_28_to_120():
    assert theme.TYPE_SCALE[0] == 28
    assert theme.TYPE_SCALE[-1] == 120
    assert list(theme.TYPE_SCALE) == sorted(theme.TYPE_SCALE)


@given(st.floats(0, 1), st.floats(0, 1))
def test_motion_only_ever_goes_forward_and_arrives(one, other):
    early, late = sorted((one, other))
    assert 0.0 <= theme.ease_out(early) <= theme.ease_out(late) <= 1.0
    assert theme.ease_out(1.0) == 1.0


@given(
    st.lists(st.text("abcdefghijkl", min_size=1, max_size=12), min_size=1, max_size=30),
    st.integers(150, 900),
)
def test_lines_are_no_wider_than_asked_unless_a_word_is_and_lose_nothing(words, max_w):
    setter, style, text = TextSetter(0.5), Style(36), " ".join(words)
    lines = setter.break_lines(text, style, max_w)
    assert " ".join(lines) == text
    for line in lines:
        assert setter.width(line, style) <= max_w or " " not in line


def test_text_that_does_not_fit_gets_smaller_and_then_says_so():
    setter = TextSetter(1.0)
    style = Style(72, Weight.BOLD)
    assert setter.fit("Short", style, 900, 100).style.size == 72
    smaller = setter.fit("Somewhat longer than that", style, 500, 60)
    assert smaller.fits
    assert smaller.style.size < 72
    assert not setter.fit("Donaudampfschifffahrtsgesellschaft", style, 100, 40).fits


def test_a_line_is_drawn_in_its_colour_and_kept():
    setter = TextSetter(1.0)
    style = Style(44, Weight.BOLD, (200, 10, 20))
    drawn = setter.line("35×45 mm", style)
    assert setter.line("35×45 mm", style) is drawn
    darkest = max(drawn.get_at((x, y)).a for x in range(drawn.get_width()) for y in range(drawn.get_height()))
    assert darkest == 255
    assert drawn.get_at((3, 3))[:3] == (200, 10, 20)


def test_what_the_typeface_cannot_draw_is_known():
    assert undrawable("Grüße, 35×45 mm – „Čeština“ ελληνικά €" + isolate("x")) == set()
    assert undrawable("مرحبا") != set()


def test_panels_fill_their_box_round_their_corners_and_shade_outside():
    surface = pygame.Surface((200, 200))
    surface.fill((255, 255, 255))
    look = PanelLook((10, 20, 30), 24, shadow=theme.RAISED)
    PanelPress(1.0).draw(surface, pygame.Rect(50, 50, 100, 100), look)
    assert surface.get_at((100, 100))[:3] == (10, 20, 30)
    assert surface.get_at((50, 100))[:3] == (10, 20, 30)
    assert surface.get_at((51, 51))[0] > 200
    assert 230 < surface.get_at((100, 156))[0] < 255


def test_every_icon_draws_and_takes_a_colour():
    book = IconBook(ICONS, 1.0)
    assert len(book.names()) > 50
    for name in book.names():
        drawn = book.icon(name, 64, (12, 200, 40))
        inked = [drawn.get_at((x, y)) for x in range(64) for y in range(64) if drawn.get_at((x, y)).a > 200]
        assert len(inked) > 40, name
        assert all(pixel[:3] == (12, 200, 40) for pixel in inked), name
    with pytest.raises(FileNotFoundError):
        book.icon("nothing", 64, (0, 0, 0))


@given(st.integers(1, 6), st.integers(0, 40), st.integers(300, 2000))
def test_columns_and_rows_fill_a_box_without_touching(count, gap, size):
    box = Box(10, 20, size, size)
    for parts in (box.columns(count, gap), box.rows(count, gap)):
        assert all(box.holds(part) for part in parts)
        assert not any(a.overlaps(b) for i, a in enumerate(parts) for b in parts[i + 1 :] if gap)
    assert box.columns(count, gap)[-1].right == pytest.approx(box.right)
