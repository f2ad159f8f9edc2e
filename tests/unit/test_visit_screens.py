"""Every screen, in both orientations and every language: nothing clipped, every target within reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pygame
import pytest

from kiosk.ui.box import Box
from kiosk.ui.canvas import Target
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.speech import SilentSpeaker
from kiosk.ui.theme import MIN_KEY, MIN_TARGET
from kiosk.visit.screens.document_search import matching
from kiosk.visit.screens.gallery import LANGUAGES, TOUCHED, documents, render, sample_views, touch
from kiosk.visit.stage import Over, Shown, Stage, over, shown

# Half the true size: the same design units, a quarter of the work.
SIZES = {"portrait": (540, 960), "landscape": (960, 540), "wide": (1400, 760), "tall": (500, 1100)}
CODES = ("de", "en")
NAMES = tuple(sample_views("en")) + tuple(TOUCHED)


@cache
def catalogue() -> Catalogue:
    return Catalogue.load(LANGUAGES)


@cache
def views(code: str):
    return sample_views(code, catalogue())


@cache
def stage_and_clock(size: str, code: str) -> tuple[Stage, list[float]]:
    clock = [100.0]
    stage = Stage(SIZES[size], catalogue(), SilentSpeaker(), partial(clock.__getitem__, 0))
    stage.update(views(code)["01-attract"])
    return stage, clock


@dataclass(frozen=True)
class Seen:
    """What a screen was found to be; the stage itself goes on to the next."""

    window: Box
    targets: tuple[Target, ...]
    overflows: tuple[str, ...]
    spoken: str
    covered: bool
    drawn_again: bool
    settled: bool

    @property
    def boxes(self) -> dict[str, Box]:
        return {target.id: target.box for target in self.targets}


@cache
def seen(name: str, size: str, code: str) -> Seen:
    base, touches = TOUCHED.get(name, (name, ()))
    stage, clock = stage_and_clock(size, code)
    stage.update(views(code)["01-attract"])
    stage.update(views(code)[base])
    for target_id in touches:
        touch(stage, target_id, clock)
    clock[0] += 10.0
    surface = pygame.Surface(SIZES[size])
    stage.draw(surface, clock[0])
    return Seen(
        stage._kit.box,
        stage._targets,
        stage.overflows(),
        stage.spoken(),
        stage._covered,
        stage.draw(surface, clock[0]),
        stage.settled,
    )


every_screen = pytest.mark.parametrize("name", NAMES)
every_size = pytest.mark.parametrize("size", SIZES)
every_language = pytest.mark.parametrize("code", CODES)


def test_the_gallery_shows_every_screen_and_every_overlay():
    assert {shown(view) for view in views("en").values()} == set(Shown)
    assert {over(view) for view in views("en").values()} == set(Over) | {None}


@every_size
@every_language
def test_no_text_is_clipped(size, code):
    clipped = {name: seen(name, size, code).overflows for name in NAMES}
    assert {name: texts for name, texts in clipped.items() if texts} == {}


@every_size
@every_language
def test_targets_are_large_inside_and_apart(size, code):
    wrong = []
    for name in NAMES:
        found = seen(name, size, code)
        boxes = found.boxes
        for target_id, box in boxes.items():
            least = MIN_KEY if target_id.startswith("key:") else MIN_TARGET
            if min(box.w, box.h) < least or not found.window.holds(box):
                wrong.append((name, target_id, box))
        ids = list(boxes)
        wrong += [
            (name, a, b) for i, a in enumerate(ids) for b in ids[i + 1 :] if boxes[a].overlaps(boxes[b])
        ]
    assert wrong == []


@every_language
def test_every_target_says_what_it_is(code):
    for name in NAMES:
        for target in seen(name, "portrait", code).targets:
            assert target.label.strip(), target.id


@every_screen
def test_what_is_spoken_is_there_and_translated(name):
    said = {code: seen(name, "portrait", code).spoken for code in CODES}
    assert all(text.strip() for text in said.values())
    if name not in {"06-pose-countdown", "06-pose-flash"}:  # numbers
        assert said["de"] != said["en"]


def without_ways_out() -> set[str]:
    """Return the screens that need none: before a visit, after it, while the light flashes, and questions."""
    return {n for n in NAMES if n.startswith(("01-", "09-", "10-", "11-"))} | {
        "06-pose-flash",
        "06-pose-override",
        "06-pose-way-out-override",
        "03-document-advice",
    }


@every_size
def test_every_screen_of_a_visit_has_back_stop_and_shield(size):
    everywhere = {"stop", "shield", "listen", "languages"}
    for name in set(NAMES) - without_ways_out():
        # A sheet in the printer cannot be taken back, only forgotten.
        wanted = everywhere if name.startswith("08-") else everywhere | {"back"}
        assert set(seen(name, size, "en").boxes) >= wanted, name


def test_nothing_can_be_typed_but_a_search_for_documents_and_the_code_of_a_kept_sheet():
    """No field for a name, an e-mail or a telephone number: what makes a face a person's is never asked."""

    def with_keys(kind: str) -> set[str]:
        return {
            name for name in NAMES if any(t.id.startswith(kind) for t in seen(name, "tall", "en").targets)
        }

    assert with_keys("key:") == {"03-document-search"}
    assert with_keys("digit:") == {"01-code", "01-code-wrong", "01-code-asleep", "01-code-typed"}


@pytest.mark.parametrize(
    "name", [n for n in NAMES if n.startswith("11-") or n.endswith(("override", "advice"))]
)
def test_a_question_covers_what_is_beneath(name):
    assert not {"back", "stop", "shield", "agree"} & set(seen(name, "portrait", "en").boxes)


@every_size
def test_the_primary_button_is_always_at_the_same_place_in_the_lower_third(size):
    places = set()
    for name in NAMES:
        found = seen(name, size, "en")
        if not found.covered:
            places |= {(t.box.x, t.box.y, t.box.w, t.box.h) for t in found.targets if t.primary}
    assert len(places) == 1
    (_x, y, _w, h) = places.pop()
    assert y + h / 2 > found.window.h * 0.64
    assert h >= 128


@every_screen
def test_drawing_needs_no_window_and_settles(name):
    found = seen(name, "portrait", "en")
    assert not found.drawn_again, "although nothing changed"
    assert found.settled


def test_search_finds_by_the_beginnings_of_words_without_accents_or_case():
    found = [d.id for d in matching(documents(), "PAS CAN")]
    assert found == ["ca-passport"]
    assert matching(documents(), "xyz") == ()
    assert [d.favourite for d in matching(documents(), "")] == sorted(
        (d.favourite for d in documents()), reverse=True
    )


def test_the_gallery_writes_pictures(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("kiosk.visit.screens.gallery.TOUCHED", {})
    one = {"01-attract": sample_views("en")["01-attract"]}
    monkeypatch.setattr("kiosk.visit.screens.gallery.sample_views", lambda *_args: one)
    written = render(tmp_path, ((108, 192),))
    assert [path.relative_to(tmp_path).parts for path in written] == [
        ("108x192", code, "01-attract.png") for code, _name in catalogue().languages()
    ]
    assert all(path.stat().st_size > 1000 for path in written)
