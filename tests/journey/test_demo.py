"""`kiosk demo` without a screen: one command shows the whole product on any machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PIL import Image

SCREENS = {
    "attract",
    "language",
    "document",
    "terms",
    "pay",
    "pose-hint",
    "pose-countdown",
    "choose",
    "printing",
    "farewell",
}


@pytest.mark.timeout(240)
def test_a_simulated_customer_leaves_with_a_sheet(tmp_path: Path) -> None:
    out = tmp_path / "out"
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    answer = subprocess.run(
        [
            sys.executable,
            "-m",
            "kiosk.cli.main",
            "demo",
            "--out",
            str(out),
            "--document",
            "nl-passport",
            "--language",
            "de",
        ],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("No screen here: a simulated customer uses the booth")

    (visit,) = json.loads((out / "visit.json").read_text(encoding="utf-8"))["visits"]
    assert visit["outcome"] == "finished"
    assert visit["deleted"] is True
    assert (visit["document"], visit["language"]) == ("nl-passport", "de")
    assert (visit["price_cents"], visit["inserted_cents"], visit["owed_cents"]) == (800, 800, 0)

    reader = pypdf.PdfReader(out / "sheet.pdf")
    (page,) = reader.pages
    assert sorted(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) == [102, 152]
    assert len({image.name for image in page.images}) == 1, "one picture, placed several times"
    (image,) = page.images
    assert image.image is not None
    photo = np.asarray(image.image.convert("RGB"))
    assert photo.shape == (531, 413, 3), "35×45 mm, a pixel for every dot of the 300 dpi printer"
    assert photo.std() > 20, "and not empty"

    pictures = {path.stem: path for path in (out / "screens").glob("*.png")}
    assert pictures.keys() >= SCREENS
    for path in pictures.values():
        with Image.open(path) as picture:
            assert picture.size == (1080, 1920)
            assert len(picture.getcolors(1 << 24) or ()) > 50, f"{path.name} shows something"
