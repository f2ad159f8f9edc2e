"""Collects the texts of the source and brings the catalogues up to date.

    python -m kiosk.ui.catalogue_source assets/languages/de.po

New texts are added untranslated, those that are gone are dropped, nothing is guessed; a test fails while one
is untranslated.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from kiosk.ui.catalogue import read_catalogue

ROOT = Path(__file__).parents[1]
HEADER = """# Obscura in another language. Keep it up to date with python -m kiosk.ui.catalogue_source FILE.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def collect(root: Path = ROOT) -> Catalog:
    """Return every text marked `_`, `N_`, `gettext` or `ngettext` in the Python files below `root`."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    found = extract_from_dir(str(root), [("**.py", "python")], keywords=KEYWORDS)
    for file, _line, message, _comments, context in sorted(found, key=lambda f: (f[0], f[1])):
        catalog.add(message, locations=[(f"{root.name}/{file}", 0)], context=context)
    return catalog


def bring_up_to_date(path: Path, source: Catalog) -> int:
    """Rewrite one .po file; returns how many of its texts still want a translation."""
    old = read_catalogue(path)
    new = Catalog(locale=path.stem, charset="utf-8", fuzzy=False)
    missing = 0
    for message in source:
        if not message.id:
            continue
        known = old.get(message.id)
        string = known.string if known is not None else None
        missing += not string or not all([string] if isinstance(string, str) else string)
        new.add(message.id, string, locations=message.locations)
    body = io.BytesIO()
    write_po(body, new, width=110, include_lineno=False, omit_header=True)
    header = HEADER.format(language=path.stem, plurals=new.plural_forms)
    path.write_bytes(header.encode() + body.getvalue())
    return missing


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, bring_up_to_date(Path(name), collect()), "untranslated")
