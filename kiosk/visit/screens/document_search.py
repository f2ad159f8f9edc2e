"""Finding a document by typing a few letters."""

from __future__ import annotations

import unicodedata

from kiosk.visit.view import DocumentChoice


def plain(text: str) -> str:
    """Return the text without case and accents: what the on-screen keyboard can type."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not unicodedata.combining(c))


def matching(documents: tuple[DocumentChoice, ...], query: str) -> tuple[DocumentChoice, ...]:
    """Return the documents in which every typed word begins a word; favourites first, then as given."""
    wanted = plain(query).split()
    found = [d for d in documents if all(_begins_one(word, d) for word in wanted)]
    return tuple(sorted(found, key=lambda d: not d.favourite))


def _begins_one(typed: str, document: DocumentChoice) -> bool:
    words = plain(f"{document.country} {document.title} {document.search_text}")
    for sign in "-/,.()'":
        words = words.replace(sign, " ")
    return any(word.startswith(typed) for word in words.split())


def document_icon(document: DocumentChoice) -> str:
    """Return the icon of the kind of document, guessed from its id."""
    for part, icon in (
        ("visa", "visa"),
        ("driv", "licence"),
        ("licen", "licence"),
        ("card", "id_card"),
        ("-id", "id_card"),
        ("permit", "id_card"),
    ):
        if part in document.id:
            return icon
    return "passport"
