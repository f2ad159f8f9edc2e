"""Policies: which checks a document's photo must pass, and within which limits, read from TOML files.

`booth.toml` holds our own limits, where no public ones exist; `icao-39794-5.toml` lies over it, for German
documents `bsi-tr-03121.toml` over that, for pictures that are for no document `free.toml`; the document's own
rule has the last word. Every limit is on a
native value (degrees, shares, pixels), never on a 0–100 score, and none knows anything of skin.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from kiosk.assets import assets_folder
from kiosk.compliance.hints import CHECK_HINTS
from kiosk.compliance.record import CheckRecord, Limit
from kiosk.documents.band import Frozen
from kiosk.documents.rule import DocumentRule, Glasses

EVERYBODY = ("booth", "icao-39794-5")
GERMANY = "bsi-tr-03121"
FREE = "free"
FILES = (*EVERYBODY, GERMANY, FREE)

NO_GLASSES: frozenset[Glasses] = frozenset({"no", "medical"})
GLASSES_EXPECTED: frozenset[Glasses] = frozenset({"worn-by-wearers"})


class PolicyError(Exception):
    """A policy cannot be used; the text names the file, the line, and what is wrong."""


class CheckLimit(Frozen):
    """One `[[check]]` of a policy file; inclusive limits, `source` tells where they come from.

    An advisory check without limits is information only: it never fails where it could be measured. One with
    `gross` decides on values beyond that: what nobody would take, however uncertain the limit itself is.
    """

    id: str
    unit: str
    min: float | None = None
    max: float | None = None
    tolerance: float = Field(default=0.0, ge=0)
    mandatory: bool = True
    gross: float | None = None
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.id not in CHECK_HINTS:
            near = difflib.get_close_matches(self.id, CHECK_HINTS, n=1)
            raise ValueError(
                f"no check is called {self.id!r}" + (f"; did you mean {near[0]}?" if near else "")
            )
        if self.min is None and self.max is None and self.mandatory:
            raise ValueError("a mandatory check needs min or max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min:g} is over max {self.max:g}: nothing can pass")
        if self.gross is not None and (self.mandatory or self._allows(self.gross)):
            raise ValueError("gross lies outside the limits of a check that only advises")
        return self

    def limit(self) -> Limit:
        """Return the limit as the checks use it."""
        return Limit(self.id, self.unit, self.min, self.max, self.tolerance, self.mandatory, self.gross)

    def _allows(self, value: float) -> bool:
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


class SmallChildren(Frozen):
    """Checks that are `advisory` under a rule for ages under `under_years`: who is too young to be asked."""

    under_years: int = Field(gt=0)
    advisory: tuple[str, ...] = Field(min_length=1)


class PolicyFile(Frozen):
    """A policy file: its name, its checks, and what small children are let off."""

    name: str = Field(min_length=1)
    check: tuple[CheckLimit, ...] = Field(min_length=1)
    small_children: SmallChildren | None = None

    @model_validator(mode="after")
    def _once(self) -> Self:
        ids = [check.id for check in self.check]
        twice = next((check_id for check_id in ids if ids.count(check_id) > 1), None)
        if twice:
            raise ValueError(f"check {twice} is written twice")
        return self


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits for one document, by check id."""

    document: str
    limits: Mapping[str, Limit]

    def check(self, check_id: str, value: float | None) -> CheckRecord:
        """Return the record of a measured value; KeyError when the policy has no such check."""
        return self.limits[check_id].check(value)

    def checks(self, values: Mapping[str, float | None]) -> tuple[CheckRecord, ...]:
        """Return a record for every value measured."""
        return tuple(self.check(check_id, value) for check_id, value in values.items())


class Policies:
    """Every policy file of a folder, and what follows from them for a document."""

    def __init__(self, files: Mapping[str, PolicyFile]) -> None:
        self._files = dict(files)

    @classmethod
    def load(cls, folder: Path) -> Policies:
        """Read the policy files; raises PolicyError on the first that is wrong."""
        return cls({name: _read(folder / f"{name}.toml") for name in FILES})

    def for_document(self, rule: DocumentRule) -> Policy:
        """Return the limits of a document: its rule family's, and its own rule over them."""
        limits: dict[str, Limit] = {}
        excused: set[str] = set()
        for name in families(rule):
            limits |= {check.id: check.limit() for check in self._files[name].check}
            young = self._files[name].small_children
            if young is not None and rule.ages is not None and rule.ages.max < young.under_years:
                excused |= set(young.advisory)
        for check_id in excused & set(limits):
            limits[check_id] = replace(limits[check_id], mandatory=False, gross=None)
        return Policy(rule.id, limits | _glasses(limits, rule.glasses))


def families(rule: DocumentRule) -> tuple[str, ...]:
    """Return the names of the policies that hold for a document, the weakest first."""
    if rule.free:
        return (*EVERYBODY, FREE)
    return (*EVERYBODY, GERMANY) if rule.country_code == "DE" else EVERYBODY


@lru_cache(maxsize=1)
def shipped_policies() -> Policies:
    """Return the policies that come with the product."""
    return Policies.load(assets_folder() / "compliance")


def policy_for(rule: DocumentRule) -> Policy:
    """Return the shipped policy of a document."""
    return shipped_policies().for_document(rule)


def _glasses(limits: Mapping[str, Limit], glasses: Glasses) -> dict[str, Limit]:
    """Return the limit on worn glasses: mandatory where refused, none where expected, else good advice."""
    present = limits.get("glasses.present")
    if present is None:
        return {}
    if glasses in GLASSES_EXPECTED:
        return {present.id: replace(present, min=None, max=None, mandatory=False, gross=None)}
    return {present.id: replace(present, mandatory=glasses in NO_GLASSES)}


def _read(file: Path) -> PolicyFile:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{file}: cannot be read as UTF-8 text ({error})") from error
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise PolicyError(f"{file}:{line.group(1) if line else 1}: not valid TOML: {error}") from error
    try:
        return PolicyFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        reason = str(first["msg"]).removeprefix("Value error, ")
        where = ".".join(part for part in first["loc"] if isinstance(part, str)) or "policy"
        raise PolicyError(f"{file}:{_line_of(text, first['loc'])}: {where}: {reason}") from error


def _line_of(text: str, place: Iterable[int | str]) -> int:
    """Return the line of a key such as `("check", 3, "min")`, else that of its table, else 1."""
    lines = text.splitlines()
    index = next((part for part in place if isinstance(part, int)), None)
    starts = [number for number, line in enumerate(lines, 1) if line.strip() == "[[check]]"]
    start = 1 if index is None or index >= len(starts) else starts[index]
    key = next((part for part in reversed(tuple(place)) if isinstance(part, str)), "")
    for number in range(start, len(lines) + 1):
        if number > start and lines[number - 1].startswith("[["):
            break
        if re.match(rf"\s*\[?{re.escape(key)}\b\s*[=\]]", lines[number - 1]):
            return number
    return start
