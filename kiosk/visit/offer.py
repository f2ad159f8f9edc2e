"""What is on offer: documents and languages in the words of the customer's language."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.documents.rule import DocumentRule
from kiosk.ui.catalogue import Catalogue
from kiosk.visit.view import DocumentChoice, LanguageChoice


def languages_on_offer(catalogue: Catalogue, wanted: Sequence[str]) -> tuple[LanguageChoice, ...]:
    """Return the wanted languages that the catalogue has, in the catalogue's order."""
    return tuple(LanguageChoice(code, endonym) for code, endonym in catalogue.languages() if code in wanted)


def documents_on_offer(
    rules: Sequence[DocumentRule], favourites: Sequence[str], language: str
) -> tuple[DocumentChoice, ...]:
    """Return every document, favourites first in their own order, the rest by country and name."""
    rank = {document_id: place for place, document_id in enumerate(favourites)}
    ordered = sorted(rules, key=lambda rule: (rank.get(rule.id, len(rank)), rule.title(language)))
    return tuple(_choice(rule, rule.id in rank, language) for rule in ordered)


def _choice(rule: DocumentRule, favourite: bool, language: str) -> DocumentChoice:
    german = language.startswith("de")
    size = f"{rule.print_mm[0]:g}×{rule.print_mm[1]:g} mm" if rule.print_mm else ""
    return DocumentChoice(
        id=rule.id,
        country=rule.country_de if german else rule.country_en,
        title=rule.name_de if german else rule.name_en,
        size_label=size,
        favourite=favourite,
        copies=rule.copies,
        search_text=f"{rule.id} {rule.country_code} {rule.title('en')} {rule.title('de')}",
    )
