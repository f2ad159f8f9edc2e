"""A compliance paper: a template, filled strictly, and what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template

DISCLAIMER = (
    "This paper was prepared by software from the settings of the booth. The person responsible must check "
    "it and add what software cannot know. It is not legal advice."
)


class NotFilled(Exception):
    """A paper cannot be made; the text names the template and what is missing, and where to set it."""


WHERE_SET = {
    "operator": "set operator under [privacy] in the settings of the booth",
    "contact": "set contact under [privacy] in the settings of the booth",
}


def fill(name: str, template: str, values: Mapping[str, str]) -> str:
    """Return the template with every `${value}` filled; raises NotFilled for one that is unknown or empty."""
    parsed = Template(template)
    if not parsed.is_valid():
        raise NotFilled(f"{name}: the template has a $ that begins no ${{value}}")
    for key in parsed.get_identifiers():
        if not values.get(key):
            hint = WHERE_SET.get(key, "the template asks for what no booth knows")
            raise NotFilled(f"{name}: nothing is known for {key}; {hint}")
    return parsed.substitute(values)


def make_paper(name: str, folder: Path, values: Mapping[str, str]) -> str:
    """Return a paper as Markdown; every one tells what it was made from and that it is to be checked.

    Raises NotFilled, also where the folder has no template of this name.
    """
    try:
        body = (folder / f"{name}.md").read_text(encoding="utf-8")
        made_from = (folder / "made-from.md").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFilled(f"{name}: the template cannot be read ({type(error).__name__})") from None
    return (
        f"{fill(name, body, values).rstrip()}\n\n{fill(name, made_from, values).rstrip()}\n\n*{DISCLAIMER}*\n"
    )
