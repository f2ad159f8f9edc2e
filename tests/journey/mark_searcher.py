"""Paints each visit's picture with a secret mark and searches for it: the only program that knows the marks.

Whoever knows a mark, or has read it in another's memory, would be found to hold it; so this is a process of
its own, outside the search. Asked in lines of JSON: {"paint": FILE} makes a new mark and a picture with it;
{"mark": N, "pids": [...], "files": [...]} counts the N-th mark there, and names where it was found.
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).parents[2]))

from hardware.camera.frame import BgrImage
from hardware.camera.marking import MARKER_BYTES, mark, marker_patterns
from hardware.simulated.sitter.description import Look, Pose
from hardware.simulated.sitter.sitter import Sitter
from kiosk.privacy.memory_scan import count_in_file, count_in_process


def main() -> None:
    # A live picture has this size, so that the camera passes each pixel on as it is.
    sitter = Sitter(Look(hair="side"), size_px=(960, 1280)).render(Pose(pitch_deg=8.0)).bgr
    marks: list[list[bytes]] = []
    for line in sys.stdin:
        asked = json.loads(line)
        if "paint" in asked:
            marks.append(paint(sitter, Path(asked["paint"])))
            answer = {}
        else:
            patterns = marks[asked["mark"]]
            counts = {f"process {pid}": count_in_process(pid, patterns) for pid in asked["pids"]}
            counts |= {path: count_in_file(Path(path), patterns) for path in asked["files"]}
            answer = {place: count for place, count in counts.items() if count}
        print(json.dumps(answer), flush=True)


def paint(sitter: BgrImage, path: Path) -> list[bytes]:
    marker = bytes(secrets.SystemRandom().sample(range(1, 255), MARKER_BYTES))
    draft = path.with_suffix(".new.png")
    cv2.imwrite(str(draft), mark(sitter.copy(), marker))
    draft.replace(path)
    return marker_patterns(marker)


if __name__ == "__main__":
    main()
