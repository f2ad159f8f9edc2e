"""Translations: complete, exact, drawable; money as each language writes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.ui.catalogue import Catalogue, endonym_of, format_money, read_catalogue
from kiosk.ui.catalogue_source import bring_up_to_date, collect

LANGUAGES = Path(__file__).parents[2] / "assets" / "languages"
FILES = sorted(LANGUAGES.glob("*.po"))
PLACEHOLDER = re.compile(r"\{[a-z_]*\}")


@pytest.fixture(scope="module")
def source():
    return collect()


def variants(text):
    return [text] if isinstance(text, str) else list(text)


def test_there_is_a_german_catalogue():
    assert "de" in {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_of_the_source_is_translated(path, source):
    catalog = read_catalogue(path)
    assert len(source) > 100
    for message in source:
        translated = catalog.get(message.id) if message.id else None
        if not message.id:
            continue
        assert translated is not None, message.id
        assert not translated.fuzzy, message.id
        assert all(variants(translated.string)), message.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_placeholders_survive_translation(path):
    for message in read_catalogue(path):
        if not message.id:
            continue
        wanted = set(PLACEHOLDER.findall(variants(message.id)[-1]))
        for text in variants(message.string):
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_hints_have_six_words_or_fewer(path):
    from kiosk.compliance.hints import HINTS

    catalog = read_catalogue(path)
    for hint in HINTS.values():
        for text in (hint.text, str(catalog.get(hint.text).string)):
            assert len(re.findall(r"\w+", text)) <= 6, text


def test_languages_are_offered_by_their_own_names_and_fall_back_to_english():
    catalogue = Catalogue.load(LANGUAGES)
    assert dict(catalogue.languages())["de"] == "Deutsch"
    assert dict(catalogue.languages())["en"] == "English"
    assert catalogue.language("de").gettext("Back") == "Zurück"
    assert catalogue.language("xx").gettext("Back") == "Back"
    assert catalogue.language("de").ngettext("{count} second", "{count} seconds", 1) == "{count} Sekunde"


def test_a_language_that_cannot_be_drawn_is_not_offered(tmp_path):
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (tmp_path / "ar.po").write_text(header + 'msgid "Back"\nmsgstr "رجوع"\n', encoding="utf-8")
    (tmp_path / "fr.po").write_text(header + 'msgid "Back"\nmsgstr "Retour"\n', encoding="utf-8")
    assert {code for code, _name in Catalogue.load(tmp_path).languages()} == {"en", "fr"}


def test_bringing_up_to_date_keeps_adds_and_drops(tmp_path):
    path = tmp_path / "de.po"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path.write_text(
        header + 'msgid "kept"\nmsgstr "behalten"\n\nmsgid "gone"\nmsgstr "fort"\n', encoding="utf-8"
    )
    package = tmp_path / "package"
    package.mkdir()
    (package / "a.py").write_text("_('kept'); _('new'); ngettext('{n} a', '{n} b', n)")
    assert bring_up_to_date(path, collect(package)) == 2
    after = read_catalogue(path)
    assert after.get("kept").string == "behalten"
    assert after.get("new").string == ""
    assert after.get("gone") is None


@pytest.mark.parametrize(
    ("cents", "currency", "language", "written"),
    [
        (800, "EUR", "en", "€8.00"),
        (800, "EUR", "de", "8,00\xa0€"),
        (5, "CHF", "de", "0,05\xa0CHF"),
        (800, "JPY", "en", "¥800"),
    ],
)
def test_money_is_written_as_the_language_does(cents, currency, language, written):
    assert format_money(cents, currency, language) == written


def test_endonyms_begin_with_a_capital():
    assert endonym_of("fr") == "Français"
