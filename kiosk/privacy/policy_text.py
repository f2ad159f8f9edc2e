"""The privacy notice in two layers: read from assets/policies, filled with what holds of this booth, hashed.

A policy file has a title (`# …`) and blocks. A block begins with `## kind | name | condition`, and its text
follows. Kinds: `short` (a line of the first layer; its name is an icon), `agree` (what the yes means),
`extra` (a question of its own; its name is the extra) and `section` (the whole notice; its name is the
heading). A block with a condition such as `profile=gdpr` is told only where that holds.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from string import Template

from kiosk.messages.to_visit import NoticeFacts
from kiosk.privacy.consent import Extra

KINDS = ("short", "agree", "extra", "section")


class PolicyError(Exception):
    """A policy file cannot be used; the text names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a policy file; `condition` is (name, value) or None: always told."""

    kind: str
    name: str
    condition: tuple[str, str] | None
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of this booth in one language, exactly as the screens show it.

    `short` holds (icon, line), `extras` (extra, question), `sections` (heading, text).
    """

    language: str
    title: str
    short: tuple[tuple[str, str], ...]
    agree: str
    extras: tuple[tuple[Extra, str], ...]
    sections: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All that is shown, a line each, in the order of the screens: first layer, then the whole notice."""
        first = (*(line for _icon, line in self.short), *(words for _extra, words in self.extras), self.agree)
        return "\n".join((*first, self.title, *(part for section in self.sections for part in section)))

    @property
    def sha256(self) -> str:
        """The hash of language and text, as 64 hex digits: what a consent refers to."""
        return hashlib.sha256(f"{self.language}\n{self.text}".encode()).hexdigest()

    @property
    def version(self) -> str:
        """The first 12 digits of the hash: short enough to be compared by eye."""
        return self.sha256[:12]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy file as it was read."""

    language: str
    title: str
    blocks: tuple[Block, ...]

    def notice(self, facts: NoticeFacts) -> Notice:
        """Return the notice of a booth of which these facts hold; raises PolicyError."""
        holds = _conditions(facts)
        values = {name: str(value) for name, value in facts.model_dump().items()}
        told: dict[str, list[tuple[str, str]]] = {kind: [] for kind in KINDS}
        for block in self.blocks:
            if block.condition is None or holds[block.condition[0]] == block.condition[1]:
                told[block.kind].append((block.name, self._fill(block.text, values)))
        if len(told["agree"]) != 1:
            raise PolicyError(f"policy {self.language}: `agree` must be told once for {facts.profile}")
        return Notice(
            language=self.language,
            title=self.title,
            short=tuple(told["short"]),
            agree=told["agree"][0][1],
            extras=tuple((Extra(name), text) for name, text in told["extra"]),
            sections=tuple(told["section"]),
        )

    def _fill(self, text: str, values: dict[str, str]) -> str:
        try:
            return Template(text).substitute(values)
        except KeyError as missing:
            raise PolicyError(f"policy {self.language}: nothing is known as {missing}") from None
        except ValueError as error:
            raise PolicyError(f"policy {self.language}: {error}") from None


def _conditions(facts: NoticeFacts) -> dict[str, str]:
    return {
        "operator": "named" if facts.operator else "sign",
        "profile": facts.profile,
        "reprint": "offered" if facts.retention_minutes else "never",
        "stick": "offered" if facts.stick else "never",
    }


def read_policy(folder: Path, language: str) -> Policy:
    """Read `<language>.md` of the folder; raises PolicyError."""
    path = folder / f"{language}.md"
    try:
        return parse_policy(path.read_text(encoding="utf-8"), language)
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"{path}: cannot be read ({type(error).__name__}); every language needs one"
        ) from None


def parse_policy(content: str, language: str) -> Policy:
    """Return the policy in the text of a file; raises PolicyError."""
    head, *parts = content.split("\n## ")
    if not head.startswith("# ") or "\n" in head.strip():
        raise PolicyError(f"policy {language}: must begin with a title and a block")
    return Policy(language, head[2:].strip(), tuple(_block(part, language) for part in parts))


def _block(part: str, language: str) -> Block:
    first, _, text = part.partition("\n")
    kind, name, condition = ([word.strip() for word in first.split("|")] + ["", ""])[:3]
    key, _, value = condition.partition("=")
    if kind not in KINDS or not text.strip() or first.count("|") > 2:
        raise PolicyError(f"policy {language}: '{first}' is no block, or an empty one")
    if condition and (key not in _conditions(NoticeFacts()) or not value):
        raise PolicyError(f"policy {language}: '{first}' has a condition that is not known")
    if kind == "extra" and name not in tuple(Extra):
        raise PolicyError(f"policy {language}: '{name}' is no extra; known are {', '.join(Extra)}")
    return Block(kind, name, (key, value) if condition else None, " ".join(text.split()))
