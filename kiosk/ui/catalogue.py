"""Translations: gettext catalogues (assets/languages/*.po) read at start, and amounts of money."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, get_currency_precision

from kiosk.ui.canvas import Language
from kiosk.ui.text import undrawable

SOURCE = "en"
"""The language the source is written in."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The languages on offer; one that the typeface cannot draw completely is left out."""

    _translations: dict[str, gettext.NullTranslations]

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Read every `<code>.po` in the folder; raises babel's PoFileError for a file that is broken."""
        translations: dict[str, gettext.NullTranslations] = {SOURCE: gettext.NullTranslations()}
        for path in sorted(folder.glob("*.po")):
            catalog = read_catalogue(path)
            endonym = endonym_of(path.stem)
            if not undrawable(endonym + "".join(text_of(catalog))):
                compiled = io.BytesIO()
                write_mo(compiled, catalog)
                compiled.seek(0)
                translations[path.stem] = gettext.GNUTranslations(compiled)
        return cls(translations)

    def languages(self) -> tuple[tuple[str, str], ...]:
        """Return (code, name in itself) of each language, ordered by that name."""
        pairs = ((code, endonym_of(code)) for code in self._translations)
        return tuple(sorted(pairs, key=lambda pair: pair[1].casefold()))

    def translator(self, code: str) -> gettext.NullTranslations:
        """Return the translations of a language; of the source language for one that is not on offer."""
        return self._translations.get(code, self._translations[SOURCE])

    def language(self, code: str) -> Language:
        """Return all that screens need of a language."""
        known = code if code in self._translations else SOURCE
        translator = self.translator(known)
        return Language(
            known,
            translator.gettext,
            translator.ngettext,
            lambda cents, currency: format_money(cents, currency, known),
        )


def read_catalogue(path: Path) -> Catalog:
    """Return a .po file as babel reads it; raises babel's PoFileError."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def text_of(catalog: Catalog) -> list[str]:
    """Return every translated text of a catalogue."""
    texts: list[str] = []
    for message in catalog:
        if message.id:
            texts.extend([message.string] if isinstance(message.string, str) else message.string or ())
    return texts


def endonym_of(code: str) -> str:
    """Return the name of a language in itself, with a capital letter as befits a button."""
    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]


def format_money(amount_cents: int, currency: str, language: str) -> str:
    """Return an amount as the language writes it; `amount_cents` counts the smallest unit (ISO 4217)."""
    precision = get_currency_precision(currency)
    return format_currency(Decimal(amount_cents).scaleb(-precision), currency, locale=language)
