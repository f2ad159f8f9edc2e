"""The privacy notice and the consent to it: whole in every language, plain, and the one on the screen."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import fields, replace
from functools import partial
from typing import get_args

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.assets import assets_folder
from kiosk.messages.from_visit import ConsentGiven
from kiosk.messages.to_visit import NoticeFacts
from kiosk.privacy.consent import Choice, Consent, Extra, consent_to
from kiosk.privacy.notice_pdf import notice_pdf
from kiosk.privacy.policy_text import PolicyError, parse_policy, read_policy
from kiosk.settings import Privacy
from kiosk.ui.canvas import Canvas
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.speech import SilentSpeaker
from kiosk.visit.events import Agreed
from kiosk.visit.flow import Place
from kiosk.visit.screens.gallery import blank, touch
from kiosk.visit.stage import Stage

POLICIES = assets_folder() / "policies"
CATALOGUE = Catalogue.load(assets_folder() / "languages")
LANGUAGES = [code for code, _name in CATALOGUE.languages()]
PROFILES = get_args(NoticeFacts.model_fields["profile"].annotation)
FACTS = NoticeFacts(
    operator="Bright Booths Ltd", contact="privacy@booth.example", retention_minutes=10, stick=True
)
JARGON = {
    "en": "processing processed controller biometric pursuant thereof hereby legitimate template algorithm",
    "de": "Verarbeitung verarbeitet Verantwortlicher biometrisch gemäß hiermit Algorithmus",
}

LONG_NAME = "Neustädter Fotoautomaten GmbH & Co. KG, Lange Straße 11, 67433 Neustadt-Nordwest"
"""As long as the settings allow."""

every_language = pytest.mark.parametrize("code", LANGUAGES)


def notice_in(code: str, **changes):
    return read_policy(POLICIES, code).notice(FACTS.model_copy(update=changes))


@every_language
def test_every_language_has_every_block(code):
    def shape(language: str):
        blocks = read_policy(POLICIES, language).blocks
        return [(b.kind, b.name if b.kind in ("short", "extra") else "", b.condition) for b in blocks]

    assert shape(code) == shape("en")


@every_language
@pytest.mark.parametrize("profile", PROFILES)
def test_the_notice_is_whole_short_and_plain(code, profile):
    for facts in ({}, {"operator": "", "contact": ""}, {"retention_minutes": 0, "stick": False}):
        notice = notice_in(code, profile=profile, **facts)
        assert 4 <= len(notice.short) <= 6
        assert len(notice.sections) >= 9
        assert "$" not in notice.text
        assert len(notice.extras) == (0 if "stick" in facts else 2)
        sentences = [s for s in re.split(r"(?<=[.!?:;])\s+", notice.text) if s]
        lengths = [len(sentence.split()) for sentence in sentences]
        assert sum(lengths) / len(lengths) <= 12, "words a sentence, on average"
        assert max(lengths) <= 27
    law = {text for _head, text in notice.sections} - {
        t for _h, t in notice_in(code, profile="gdpr").sections
    }
    plain = notice.text
    for text in law:
        plain = plain.replace(text, "")  # the law's own words may stand where that law is told of
    for word in JARGON[code].split():
        assert not re.search(rf"\b{word}\b", plain, re.IGNORECASE), word


def test_long_sentences_and_jargon_would_be_found():
    assert re.search(r"\bprocessing\b", "The processing of your picture.", re.IGNORECASE)
    assert set(JARGON) >= set(LANGUAGES)


def test_what_holds_of_the_booth_is_told():
    text = notice_in("en").text
    assert "Bright Booths Ltd" in text
    assert "privacy@booth.example" in text
    assert "10 minutes" in text
    assert "10 minutes" not in notice_in("en", retention_minutes=0).text
    assert set(Privacy.model_fields) == set(NoticeFacts.model_fields)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_the_hash_changes_with_any_character(data):
    notice = notice_in("en")
    at = data.draw(st.integers(0, len(notice.sections) - 1))
    head, text = notice.sections[at]
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda sign: sign != text[place]))
    changed = (
        *notice.sections[:at],
        (head, text[:place] + other + text[place + 1 :]),
        *notice.sections[at + 1 :],
    )
    assert replace(notice, sections=changed).sha256 != notice.sha256
    assert replace(notice, language="de").sha256 != notice.sha256


@every_language
def test_what_is_agreed_to_is_what_was_drawn(code, monkeypatch):
    """Every text on both screens is caught as it is drawn; their hash is the one on the record."""
    drawn: list[str] = []
    draw = Canvas.text

    def note_and_draw(canvas, text, *rest, **named):
        drawn.append(text)
        return draw(canvas, text, *rest, **named)

    monkeypatch.setattr(Canvas, "text", note_and_draw)
    notice = notice_in(code, operator=LONG_NAME, contact=LONG_NAME)
    clock = [100.0]
    stage = Stage((540, 960), CATALOGUE, SilentSpeaker(), partial(clock.__getitem__, 0))
    view = blank(code, CATALOGUE)
    visit = replace(view.visit, place=Place.TERMS)
    terms = replace(view, visit=visit, document=view.documents[1], notice=notice)
    stage.update(terms)
    assert stage.overflows() == ()
    first = [text for text in drawn if text in notice.text.split("\n")]
    drawn.clear()
    stage.update(replace(terms, visit=replace(visit, showing_notice=True)))
    while "page_after" in stage.targets():
        assert stage.overflows() == ()
        touch(stage, "page_after", clock)
    whole = [text for text in dict.fromkeys(drawn) if text in notice.text.split("\n") and text not in first]
    stage.update(replace(terms, visit=replace(visit, notice_opened=True)))
    clock[0] += 5.0
    touch(stage, "extra:stick", clock)
    (agreed,) = (event for event in touch(stage, "agree", clock) if isinstance(event, Agreed))
    shown = "\n".join((code, *first, *whole))
    assert agreed.consent == Consent(
        text_sha256=hashlib.sha256(shown.encode()).hexdigest(),
        language=code,
        full_notice_opened=True,
        reprint="declined",
        stick="agreed",
    )
    assert stage.spoken().count(notice.short[0][1]) == 1, "the first layer is read aloud"


def test_no_extra_is_chosen_beforehand_and_none_that_was_not_offered():
    silent = consent_to("0" * 64, "en", full_notice_opened=False, offered=list(Extra), chosen=[])
    assert not any(silent.allows(extra) for extra in Extra)
    forged = consent_to("0" * 64, "en", full_notice_opened=False, offered=[], chosen=list(Extra))
    assert (forged.reprint, forged.stick) == ("not_offered", "not_offered")


def test_a_consent_has_no_room_for_a_person():
    closed = {"text_sha256", "language", "full_notice_opened", "reprint", "stick"}
    assert {field.name for field in fields(Consent)} == closed
    assert set(ConsentGiven.model_fields) == closed | {"kind"}
    assert set(get_args(Choice)) == {"not_offered", "declined", "agreed"}
    for text, language in (("Jane Doe", "en"), ("0" * 64, "Jane Doe")):
        with pytest.raises(ValueError, match="is known by"):
            Consent(text, language, full_notice_opened=False, reprint="declined", stick="declined")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("## agree | |\nyes", "must begin with a title"),
        ("# T\n\n## agree\n${colour}", "nothing is known as 'colour'"),
        ("# T\n\n## agree\n5 $ each", "Invalid placeholder"),
        ("# T\n\n## short | eye\nWe look.", "`agree` must be told once"),
        ("# T\n\n## agree | | moon=full\nyes", "a condition that is not known"),
        ("# T\n\n## extra | cloud\nUpload it?", "'cloud' is no extra; known are reprint, stick"),
        ("# T\n\n## promise | x\nyes", "is no block"),
        ("# T\n\n## agree\n\n", "an empty one"),
    ],
)
def test_a_mistake_in_a_policy_is_named(content, told):
    with pytest.raises(PolicyError, match=re.escape(told)):
        parse_policy(content, "en").notice(NoticeFacts())


def test_a_language_without_a_policy_is_named(tmp_path):
    with pytest.raises(PolicyError, match=r"fr\.md: cannot be read \(FileNotFoundError\); every language"):
        read_policy(tmp_path, "fr")


@every_language
def test_the_whole_notice_can_be_printed_on_the_sheets_paper(code):
    notice = notice_in(code)
    pdf = notice_pdf(notice, (102.0, 152.0))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert {
        tuple(round(float(side) / 72 * 25.4) for side in page.mediabox.upper_right) for page in pages
    } == {(102, 152)}
    text = "".join("".join(page.extract_text().split()) for page in pages)
    for part in (notice.title, notice.agree, *(part for section in notice.sections for part in section)):
        assert re.sub(r"\s", "", part) in re.sub(rf"{code}·{notice.version}·\d", "", text)
    assert text.count(notice.version) == len(pages)
    assert pdf == notice_pdf(notice, (102.0, 152.0))
