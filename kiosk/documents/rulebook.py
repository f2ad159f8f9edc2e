"""The rulebook: every document's photo rule, read from a folder with one TOML file per country."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk.documents.band import Contradiction
from kiosk.documents.rule import DocumentRule
from kiosk.documents.search import matches

COUNTRY_KEYS = {"code", "name_en", "name_de"}
VARIANT_NAMES = {"id", "name_en", "name_de"}
VARIANT_KEYS = VARIANT_NAMES | {"ages", "notes", "geometry"}


class RulebookError(Exception):
    """A rule file cannot be used; the text names the file, the line where known, and what is wrong."""


class UnknownDocument(KeyError):
    """No document has this id; `nearest` holds the ids that look most like it."""

    def __init__(self, document_id: str, nearest: tuple[str, ...]) -> None:
        self.document_id = document_id
        self.nearest = nearest
        super().__init__(document_id)

    def __str__(self) -> str:
        hint = f"did you mean {' or '.join(self.nearest)}? " if self.nearest else ""
        return f"no document is called {self.document_id[:60]!r}; {hint}`kiosk documents` lists them all"


class Rulebook:
    """Documents by id, in the order of their countries' English names; each followed by its variants."""

    def __init__(self, rules: Iterable[DocumentRule]) -> None:
        ordered = sorted(rules, key=lambda rule: (rule.country_en, rule.id))
        self._documents = tuple(ordered)
        self._rules = {rule.id: rule for document in ordered for rule in (document, *document.variants)}

    @classmethod
    def load(cls, folder: Path) -> Rulebook:
        """Read every `*.toml` of `folder`; raises RulebookError on the first file that is wrong."""
        files = sorted(folder.glob("*.toml"))
        if not files:
            raise RulebookError(f"{folder}: no rule files (*.toml) here")
        seen: dict[str, str] = {}
        rules: list[DocumentRule] = []
        for file in files:
            for rule, line in _read_country(file):
                for same in (rule, *rule.variants):
                    if same.id in seen:
                        raise RulebookError(
                            f"{file}:{line}: document {same.id} is already in {seen[same.id]}"
                        )
                    seen[same.id] = file.name
                rules.append(rule)
        return cls(rules)

    def get(self, document_id: str) -> DocumentRule:
        """Return one rule; raises UnknownDocument with the nearest known ids."""
        rule = self._rules.get(document_id)
        if rule is None:
            raise UnknownDocument(document_id, self._nearest(document_id))
        return rule

    def _nearest(self, document_id: str) -> tuple[str, ...]:
        """Return up to three ids: those spelled most alike, else those of a country or document named so."""
        wanted = "-".join(document_id.lower().split())
        alike = difflib.get_close_matches(wanted, self._rules, n=3, cutoff=0.6)
        meant = [rule.id for rule in self.search(document_id)] if wanted else []
        return tuple(alike or meant)[:3]

    def all(self) -> tuple[DocumentRule, ...]:
        """Return every document, ordered by the country's English name, then id; without variants."""
        return self._documents

    def with_variants(self) -> tuple[DocumentRule, ...]:
        """Return every document, each followed by its variants: all that a customer may choose from."""
        return tuple(self._rules.values())

    def search(self, text: str, language: str = "en") -> tuple[DocumentRule, ...]:
        """Find documents by the beginnings of words of country, document or id, in English and German alike.

        Accents do not matter; an empty text finds everything. Order: hits in the country's name first, then
        by country name in `language`.
        """
        ranked = []
        for rule in self._rules.values():
            rank = matches(text, rule)
            if rank is not None:
                name = rule.country_de if language.startswith("de") else rule.country_en
                ranked.append((rank, name, rule.id, rule))
        return tuple(entry[3] for entry in sorted(ranked, key=lambda entry: entry[:3]))


def _read_country(file: Path) -> Iterator[tuple[DocumentRule, int]]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookError(f"{file}: cannot be read as UTF-8 text ({error})") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise RulebookError(f"{file}:{line.group(1) if line else 1}: not valid TOML: {error}") from error
    country = content.get("country")
    documents = content.get("document")
    if not isinstance(country, dict) or set(country) != COUNTRY_KEYS:
        raise RulebookError(f"{file}:1: [country] must hold exactly {', '.join(sorted(COUNTRY_KEYS))}")
    if not isinstance(documents, list) or not documents:
        raise RulebookError(f"{file}:1: at least one [[document]] is needed")
    unknown = sorted(set(content) - {"country", "document"})
    if unknown:
        raise RulebookError(
            f"{file}:{_line_of(text, unknown[0], after=1, one_document=False)}: unknown section {unknown[0]}"
        )
    for index, document in enumerate(documents):
        yield _rule(file, text, country, document, index), _document_line(text, index)


def _rule(file: Path, text: str, country: dict[str, Any], document: object, index: int) -> DocumentRule:
    start = _document_line(text, index)
    if not isinstance(document, dict):
        raise RulebookError(f"{file}:{start}: a document must be a [[document]] table")
    own = {
        "country_code": country["code"],
        "country_en": country["name_en"],
        "country_de": country["name_de"],
    }
    given_by_loader = sorted((set(own) | {"variants", "variant_of"}) & set(document))
    if given_by_loader:
        raise RulebookError(f"{file}:{start}: {given_by_loader[0]} is not written in a document")
    content = own | {key: value for key, value in document.items() if key != "variant"}
    variants = document.get("variant", [])
    if not isinstance(variants, list) or not all(isinstance(variant, dict) for variant in variants):
        raise RulebookError(f"{file}:{start}: a variant is written [[document.variant]]")
    places = _variant_lines(text, start)
    made = []
    for order, variant in enumerate(variants):
        line = places[order] if order < len(places) else start
        for fault, keys in (
            ("unknown", set(variant) - VARIANT_KEYS),
            ("missing", VARIANT_NAMES - set(variant)),
        ):
            if keys:
                raise RulebookError(
                    f"{file}:{line}: variant of {document.get('id')}: {fault} key {min(keys)}"
                )
        made.append(_validated(file, text, _as_variant(content, variant), line))
    return _validated(file, text, content | {"variants": made}, start)


def _as_variant(content: dict[str, Any], variant: dict[str, Any]) -> dict[str, Any]:
    """Return the document's content with what the variant says otherwise."""
    changed = {key: variant[key] for key in ("ages", "notes") if key in variant}
    return (
        content
        | changed
        | {
            "id": f"{content.get('id')}-{variant['id']}",
            "name_en": f"{content.get('name_en')} – {variant['name_en']}",
            "name_de": f"{content.get('name_de')} – {variant['name_de']}",
            "geometry": content.get("geometry", {}) | variant.get("geometry", {}),
            "variant_of": content.get("id"),
        }
    )


def _validated(file: Path, text: str, content: dict[str, Any], start: int) -> DocumentRule:
    try:
        return DocumentRule.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        names = [str(part) for part in first["loc"] if isinstance(part, str)]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, Contradiction):
            names.append(cause.key)
        line = _line_of(text, names[-1], after=start) if names else start
        reason = str(first["msg"]).removeprefix("Value error, ")
        where = ".".join(names) or "document"
        raise RulebookError(f"{file}:{line}: {content.get('id', 'document')}: {where}: {reason}") from error


def _variant_lines(text: str, start: int) -> list[int]:
    """Return the lines of the variants of the document that begins at line `start`."""
    found = []
    for number, line in enumerate(text.splitlines()[start:], start + 1):
        if line.strip() == "[[document]]":
            break
        if line.strip() == "[[document.variant]]":
            found.append(number)
    return found


def _document_line(text: str, index: int) -> int:
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[document]]"]
    return starts[index] if index < len(starts) else 1


def _line_of(text: str, key: str, after: int, *, one_document: bool = True) -> int:
    """Return the line of the first `key` at or below `after`, before the next document; else `after`."""
    lines = text.splitlines()
    wanted = re.compile(rf"^\s*(\[+[\w.]*\b)?{re.escape(key)}\b\s*[=\]]")
    for number in range(after, len(lines) + 1):
        if one_document and number > after and lines[number - 1].strip() == "[[document]]":
            break
        if wanted.match(lines[number - 1]):
            return number
    return after
