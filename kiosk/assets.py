"""Where the data files of the product lie."""

from __future__ import annotations

from pathlib import Path


def assets_folder() -> Path:
    """Return the folder with documents, languages, icons and policies."""
    return Path(__file__).parent.parent / "assets"
