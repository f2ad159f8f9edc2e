"""Makes the README's filmstrip: runs the demo with a simulated customer and sets its screens side by side.

make filmstrip
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click
from PIL import Image

from kiosk.demo.run import DemoOptions, run_demo

SCREENS = ("attract", "document", "terms", "pay", "pose-hint", "pose-right", "choose", "printing", "farewell")
WIDTH_PX, GAP_PX = 300, 12
GROUND = (222, 219, 212)


@click.command()
@click.option("--seed", type=int, default=5, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/pictures/filmstrip.png"))
def main(seed: int, out: Path) -> None:
    """Run one visit and write the filmstrip."""
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    with tempfile.TemporaryDirectory() as folder:
        run_demo(DemoOptions(out=Path(folder), seed=seed), click.echo)
        pictures = [Image.open(Path(folder) / "screens" / f"{name}.png").convert("RGB") for name in SCREENS]
    height_px = round(pictures[0].height * WIDTH_PX / pictures[0].width)
    strip_w = len(pictures) * (WIDTH_PX + GAP_PX) + GAP_PX
    strip = Image.new("RGB", (strip_w, height_px + 2 * GAP_PX), GROUND)
    for index, picture in enumerate(pictures):
        small = picture.resize((WIDTH_PX, height_px), Image.Resampling.LANCZOS)
        strip.paste(small, (GAP_PX + index * (WIDTH_PX + GAP_PX), GAP_PX))
    out.parent.mkdir(parents=True, exist_ok=True)
    strip.quantize(256).save(out, optimize=True)
    click.echo(f"wrote {out}")


if __name__ == "__main__":
    main()
