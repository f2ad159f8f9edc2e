"""Lets hurried customers use a whole booth: `python -m tests.integration.quick_visits OUT COUNT PICTURE`."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.demo.run import DemoOptions, run_demo, write_visit_json


def main(out: Path, count: int, picture: Path) -> None:
    """Run the visits with a picture before the camera and write `visit.json`."""
    options = DemoOptions(
        out=out,
        visits=count,
        camera=f"picture:{picture}",
        screen_px=(540, 960),
        pace=0.3,
        seconds_per_sheet=0.5,
        patience=5.0,
    )
    write_visit_json(out / "visit.json", run_demo(options, print))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
