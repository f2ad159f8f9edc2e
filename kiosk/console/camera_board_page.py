"""The page with the board that a camera is calibrated with."""

from __future__ import annotations

import io

from hardware.camera.board import COLUMNS, ROWS, Board
from kiosk.sheet.calibration import Calibration
from kiosk.sheet.paper import Paper
from kiosk.sheet.pdf_page import POINTS_PER_MM, PdfPage

_MARGIN_MM = 5.0
_PX_PER_MODULE = 16
"""So fine that a printer that smooths pictures leaves the edges sharp."""


def board_on(paper: Paper) -> Board:
    """Return the board as large as whole millimetres and the paper's margin allow."""
    room_mm = (paper.width_mm - 2 * _MARGIN_MM) / COLUMNS, (paper.height_mm - 2 * _MARGIN_MM) / ROWS
    return Board(float(int(min(room_mm))))


def board_page(paper: Paper, calibration: Calibration) -> bytes:
    """Return a one-page PDF of exactly the paper's size, the board in its middle, drawn to measure right."""
    board = board_on(paper)
    width_mm, height_mm = board.size_mm
    size_mm = paper.width_mm, paper.height_mm
    out = io.BytesIO()
    page = PdfPage(out, size_mm, title="Camera board")
    page.hold_picture("board", board.picture(_PX_PER_MODULE))
    page.scale(POINTS_PER_MM, POINTS_PER_MM)
    across, up, right_mm, up_mm = calibration.transform(size_mm)
    page.transform(across, 0, 0, up, right_mm, up_mm)
    page.translate((size_mm[0] - width_mm) / 2, (size_mm[1] - height_mm) / 2)
    page.scale(width_mm, height_mm)
    page.doForm("board")
    page.save()
    return out.getvalue()
