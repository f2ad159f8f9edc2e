"""The screens with every true document, hint and reason: long names fit, every hint has an icon."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import pygame
import pytest

from kiosk.assets import assets_folder
from kiosk.compliance.groups import GROUPS
from kiosk.compliance.hints import HINTS
from kiosk.documents.rulebook import Rulebook
from kiosk.sheet.paper import paper_named
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.icons import IconBook
from kiosk.ui.speech import SilentSpeaker
from kiosk.visit.flow import Place
from kiosk.visit.offer import documents_on_offer
from kiosk.visit.screens.gallery import blank, live_view, shot
from kiosk.visit.screens.pose import NUDGES, hint_icon
from kiosk.visit.screens.screen import Local
from kiosk.visit.stage import Stage
from kiosk.visit.view import Verdict

CATALOGUE = Catalogue.load(assets_folder() / "languages")
RULES = Rulebook.load(assets_folder() / "documents").with_variants()
PAPER = paper_named("10x15")
SIZES = ((540, 960), (960, 540))


@pytest.fixture(params=SIZES, ids=["portrait", "landscape"])
def stage(request):
    return Stage(request.param, CATALOGUE, SilentSpeaker(), lambda: 0.0)


def view_at(place: Place, code: str):
    view = blank(code, CATALOGUE)
    return replace(
        view,
        visit=replace(view.visit, place=place, shots=1),
        documents=documents_on_offer(RULES, (), PAPER, code, CATALOGUE.translator(code).gettext),
    )


@pytest.mark.parametrize("code", ["de", "en"])
def test_every_document_fits_where_it_is_named(stage, code):
    small = shot(width=83, height=106)
    for place in (Place.TERMS, Place.CHOOSE):
        view = view_at(place, code)
        for document in view.documents:
            stage.update(replace(view, document=document, shots=(small,)))
            assert stage.overflows() == (), document.id


@pytest.mark.parametrize("code", ["de", "en"])
def test_every_document_is_on_some_page_and_every_advice_fits(stage, code):
    view = view_at(Place.DOCUMENT, code)
    stage.update(view)
    found: set[str] = set()
    for page in range(len(view.documents)):
        stage._set_local(Local(browsing=True, page=page))
        assert stage.overflows() == (), page
        found |= {target for target in stage.targets() if target.startswith("document:")}
    assert found == {f"document:{document.id}" for document in view.documents}
    for document in view.documents:
        if document.advice is not None:
            stage._set_local(Local(asking=f"advice:{document.id}"))
            assert stage.overflows() == (), document.id


@pytest.mark.parametrize("code", ["de", "en"])
def test_every_advice_of_a_verdict_fits(stage, code):
    view = view_at(Place.CHOOSE, code)
    small = shot(width=83, height=106)
    translate = CATALOGUE.translator(code).gettext
    labels = cycle(label for label, _beginnings in GROUPS)
    for label, hint in zip(labels, HINTS.values(), strict=False):
        wrong = Verdict(translate(label), passed=False, mandatory=True, advice=translate(hint.text))
        stage.update(replace(view, shots=(replace(small, verdicts=(wrong,), passed=False),)))
        assert stage.overflows() == (), (label, hint.text)


@pytest.mark.parametrize("code", ["de", "en"])
def test_every_hint_fits_and_has_an_icon_and_a_place_for_its_arrow(stage, code):
    icons = IconBook(assets_folder() / "icons", 1.0).names()
    view = view_at(Place.POSE, code)
    surface = pygame.Surface(stage._kit.size_px)
    for key, hint in HINTS.items():
        live = live_view(hint=key, arrow=hint.arrow)
        stage.update(replace(view, live=live))
        assert stage.overflows() == (), key
        stage.update(replace(view, live=replace(live, help="explanation")))
        assert stage.overflows() == (), hint.more
        stage.update(replace(view, live=live))
        assert hint_icon(live) in icons, key
        assert hint.arrow is None or hint.arrow in NUDGES
        assert stage.draw(surface, 100.0)
