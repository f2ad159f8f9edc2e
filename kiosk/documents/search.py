"""Finding a document by typing the beginning of a word, with or without accents, in English or German."""

from __future__ import annotations

import re
import unicodedata

from kiosk.documents.rule import DocumentRule

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def folded(text: str) -> str:
    """Return `text` in lower case without accents: "Türkiye" and "turkiye" become the same."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).replace("ı", "i")


def _words(text: str) -> set[str]:
    """Return the words of `text`, folded both ways German umlauts are typed ("ü" as "u" and as "ue")."""
    umlauts = text.lower().translate(GERMAN)
    return set(re.findall(r"\w+", folded(text))) | set(re.findall(r"\w+", folded(umlauts)))


def matches(text: str, rule: DocumentRule) -> int | None:
    """Return None if `rule` is not meant by `text`, else a rank: 0 when the country's name is hit, then 1.

    Every word typed must begin a word of the country, the document or the id.
    """
    typed = re.findall(r"\w+", folded(text))
    country = _words(f"{rule.country_en} {rule.country_de} {rule.country_code}")
    document = _words(f"{rule.name_en} {rule.name_de} {rule.id.replace('-', ' ')}")
    rank = 0 if not typed else 1
    for word in typed:
        in_country = any(candidate.startswith(word) for candidate in country)
        if not in_country and not any(candidate.startswith(word) for candidate in document):
            return None
        if in_country:
            rank = 0
    return rank
