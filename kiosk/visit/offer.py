"""What is on offer: documents and languages in the words of the customer's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from babel.numbers import format_decimal

from kiosk.compliance.hints import N_
from kiosk.documents.rule import Background, Colour, DocumentRule
from kiosk.matte.compositing import target_colour
from kiosk.sheet.imposition import how_many
from kiosk.sheet.paper import Paper
from kiosk.ui.catalogue import Catalogue
from kiosk.visit.view import DocumentChoice, LanguageChoice

AT_THE_OFFICE = N_(
    "The office takes this photo itself, on the spot. A print is not accepted: go there without one."
)
BY_REGISTERED_PROVIDERS = N_(
    "Only registered photographers and the office itself may send this photo. A print is not accepted: "
    "ask your office where to have it taken."
)
BY_CODE = N_(
    "This photo is sent with a code that this booth cannot give out. Choose the paper form, or go to a shop "
    "that gives out codes."
)
UPLOAD_ONLY = N_(
    "This photo is uploaded as a file. This booth makes prints only: ask a photographer for the file."
)
TOO_LARGE = N_("This photo is larger than the paper in this booth: ask a photographer for it.")
TOLD_APART = 12
"""Levels of 255 by which two backgrounds must differ to be offered as two."""


def languages_on_offer(catalogue: Catalogue, wanted: Sequence[str]) -> tuple[LanguageChoice, ...]:
    """Return the wanted languages that the catalogue has, in the catalogue's order."""
    return tuple(LanguageChoice(code, endonym) for code, endonym in catalogue.languages() if code in wanted)


def documents_on_offer(
    rules: Sequence[DocumentRule],
    favourites: Sequence[str],
    paper: Paper,
    language: str,
    translate: Callable[[str], str],
) -> tuple[DocumentChoice, ...]:
    """Return every document, favourites first in their own order, the rest by country and name."""
    rank = {document_id: place for place, document_id in enumerate(favourites)}
    ordered = sorted(rules, key=lambda rule: (rank.get(rule.id, len(rank)), rule.title(language)))
    return tuple(_choice(rule, rank, paper, language, translate) for rule in ordered)


def _choice(
    rule: DocumentRule, rank: dict[str, int], paper: Paper, language: str, translate: Callable[[str], str]
) -> DocumentChoice:
    german = language.startswith("de")
    copies = _photos_on(paper, rule)
    advice = _advice(rule, copies)
    colours = _colours(rule.background)
    paints = rule.background is not None and rule.background.policy == "replace"
    size = _size_label(rule.print_mm, language) if rule.print_mm and copies else ""
    return DocumentChoice(
        id=rule.id,
        country=rule.country_de if german else rule.country_en,
        title=rule.name_de if german else rule.name_en,
        size_label=size,
        favourite=rule.id in rank,
        copies=copies,
        search_text=f"{rule.id} {rule.country_code} {rule.title('en')} {rule.title('de')}",
        advice=translate(advice) if advice else None,
        walls=() if paints else colours,
        paints=colours if paints else (),
        free=rule.free,
    )


def _colours(background: Background | None) -> tuple[Colour, ...]:
    """Return the permitted colours that people can tell apart; none where that leaves no choice."""
    told_apart: list[Colour] = []
    for colour in () if background is None else background.allowed:
        shade = target_colour(colour)
        others = (target_colour(other) for other in told_apart)
        if all(max(abs(a - b) for a, b in zip(shade, other, strict=True)) >= TOLD_APART for other in others):
            told_apart.append(colour)
    return tuple(told_apart) if len(told_apart) > 1 else ()


def _size_label(size_mm: tuple[float, float], language: str) -> str:
    width, height = (format_decimal(side, locale=language) for side in size_mm)
    return f"{width}×{height} mm"


def _photos_on(paper: Paper, rule: DocumentRule) -> int:
    return 0 if rule.print_mm is None else how_many(rule.print_mm, paper)


def _advice(rule: DocumentRule, copies: int) -> str | None:
    """Say why a print of this booth is of no use for the document, where it is not."""
    if "print" in rule.route:
        return None if copies else TOO_LARGE
    if "certified" in rule.route:
        return BY_REGISTERED_PROVIDERS
    if "photo-code" in rule.route:
        return BY_CODE
    return AT_THE_OFFICE if "office" in rule.route else UPLOAD_ONLY
