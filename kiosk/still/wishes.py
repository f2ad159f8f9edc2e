"""What is asked for by name: a document of the rulebook, a background."""

from __future__ import annotations

from typing import cast, get_args

from kiosk.assets import assets_folder
from kiosk.documents.rule import Colour, DocumentRule
from kiosk.documents.rulebook import Rulebook, RulebookError, UnknownDocument
from kiosk.still.refusing import PictureRefused


def rulebook() -> Rulebook:
    """Return the project's rulebook; raises PictureRefused."""
    try:
        return Rulebook.load(assets_folder() / "documents")
    except RulebookError as error:
        raise PictureRefused(str(error)) from None


def rule_named(book: Rulebook, document_id: str) -> DocumentRule:
    """Return the rule of a document that is made here; raises PictureRefused."""
    try:
        rule = book.get(document_id)
    except UnknownDocument as error:
        raise PictureRefused(str(error)) from None
    if not rule.made_here:
        raise PictureRefused(
            f"{rule.id}: this photo is not made in a booth ({'/'.join(rule.route)}); choose another document"
        )
    return rule


def colour_named(name: str | None) -> Colour | None:
    """Return a background by its name; raises PictureRefused for a name that issuers do not use."""
    if name is None:
        return None
    known = get_args(Colour)
    if name not in known:
        raise PictureRefused(f"no background is called {name!r}; known are {', '.join(known)}")
    return cast("Colour", name)
