"""The screens of calibrating the camera: what it sees, what to do, what comes of it."""

from __future__ import annotations

import pygame
from babel.numbers import format_decimal

from hardware.camera.frame import BgrImage
from kiosk.compliance.distance import NEAREST_MM, magnification_share
from kiosk.compliance.hints import N_
from kiosk.console.calibrating import Sheet
from kiosk.console.calibrating_screen import SHEET
from kiosk.console.camera_calibrating import CameraCalibrating, CameraStep
from kiosk.console.camera_fit import Doubt
from kiosk.console.camera_views import VIEWS_WANTED, Advice
from kiosk.console.notice import notice
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import BODY, GAP, INK, INK_SOFT, LEAD, RADIUS_SMALL, SMALL, SUNKEN, Tone
from kiosk.ui.widgets import button, card, primary, progress_bar, verdict_row

ADVICE = {
    Advice.SHOW: N_("Hold the board before the camera"),
    Advice.NEARER: N_("Hold it nearer to the camera"),
    Advice.WHOLE: N_("Hold it wholly in the picture"),
    Advice.STILL: N_("Hold it still"),
    Advice.TILT: N_("Tilt it, each time another way"),
    Advice.ELSEWHERE: N_("Hold it elsewhere in the picture"),
    Advice.KEPT: N_("Good. Now hold it differently"),
}
DOUBTS = {
    Doubt.ERROR: N_("The board is bent, or it moved. Glue it flat onto something stiff and begin again."),
    Doubt.ALIKE: N_("The views are too much alike. Tilt the board more, and begin again."),
    Doubt.ODD: N_("No lens looks like that. Begin again, and hold only one board into the picture."),
}
PROMISE = N_("No picture of you is kept.")
GONE = N_("The camera gives no picture. Check its cable, then begin again.")
BOARD_HOW = N_(
    "Print the board and glue it flat onto something stiff. Then show it to the camera: near, far, in all "
    "corners, and tilted."
)
LOOK_HOW = N_(
    "Sit down as a customer does, head straight. After Start, look into the lens and hold still for 3 s."
)
ACTIONS_H = 112.0
KEEP_H = 120.0
PROGRESS_H = 28.0
PROMISE_H = 56.0


def paint(canvas: Canvas, room: Box, now: CameraCalibrating, preview: BgrImage | None) -> None:
    """Draw one step and note its targets."""
    _actions(canvas, room.bottom_part(ACTIONS_H), now)
    room = room.top(room.h - ACTIONS_H - 2 * GAP)
    seen, told = seen_and_told(canvas, room)
    if now.step is CameraStep.RESULT:
        _result(canvas, room, now)
        return
    seen_picture(canvas, seen, preview if now.watching else None)
    if now.step is CameraStep.BOARD:
        _board(canvas, told, now)
    else:
        _look(canvas, told, now)


def _actions(canvas: Canvas, box: Box, now: CameraCalibrating) -> None:
    _ = canvas.gettext
    first, second, third, last = box.columns(4, GAP)
    if now.step is CameraStep.BOARD:
        button(canvas, "print_board", first, _("Print the board"))
    if now.step is not CameraStep.LOOK:
        button(canvas, "again", third if now.step is CameraStep.RESULT else second, _("Begin again"))
    if now.step is not CameraStep.RESULT:
        skip = _("Only the zero") if now.step is CameraStep.BOARD else _("Skip")
        button(canvas, "skip", third, skip)
    button(canvas, "cancel", last, _("Cancel"))


def seen_and_told(canvas: Canvas, room: Box) -> tuple[Box, Box]:
    """Return where the camera's picture is, and where the words about it are."""
    if canvas.kit.portrait:
        return room.top(room.h * 0.52), room.below(room.h * 0.52 + 2 * GAP)
    seen, told = room.columns(2, 2 * GAP)
    return seen, told


def seen_picture(canvas: Canvas, box: Box, preview: BgrImage | None) -> None:
    """Draw what the camera sees, mirrored, as large as the box allows, and what becomes of it."""
    canvas.panel(box, PanelLook(SUNKEN, RADIUS_SMALL))
    promise = Style(SMALL, Weight.REGULAR, INK_SOFT, 1.1)
    canvas.text(canvas.gettext(PROMISE), box.bottom_part(PROMISE_H), promise, align="centre", rise="middle")
    box = box.top(box.h - PROMISE_H)
    if preview is None:
        canvas.icon("camera", box, 120, INK_SOFT)
        return
    height, width = preview.shape[:2]
    scale = min(box.w / width, box.h / height)
    picture = pygame.image.frombuffer(preview.tobytes(), (width, height), "BGR")
    canvas.image(picture, box.middle(width * scale, height * scale))


def _board(canvas: Canvas, box: Box, now: CameraCalibrating) -> None:
    _ = canvas.gettext
    inner = card(canvas, box)
    if now.gone or now.doubt is not None:
        notice(canvas, inner.top(200), Tone.BAD, _(GONE) if now.doubt is None else _(DOUBTS[now.doubt]))
        return
    canvas.text(_(ADVICE[now.advice]), inner.top(112), Style(LEAD, Weight.SEMIBOLD, INK, 1.1), rise="middle")
    progress_bar(canvas, inner.below(128).top(PROGRESS_H), now.views / VIEWS_WANTED)
    views = _("{count} of {wanted} views").format(count=now.views, wanted=VIEWS_WANTED)
    canvas.text(views, inner.below(168).top(48), Style(BODY, Weight.REGULAR, INK), rise="middle")
    soft = Style(SMALL, Weight.REGULAR, INK_SOFT, 1.2)
    canvas.text(_(BOARD_HOW), inner.below(232).top(180), soft)
    if now.sheet is Sheet.FAILED:
        notice(canvas, inner.bottom_part(96), Tone.BAD, _(SHEET[now.sheet]))
    elif now.sheet is not None:
        canvas.text(_(SHEET[now.sheet]), inner.bottom_part(56), soft, rise="bottom")


def _look(canvas: Canvas, box: Box, now: CameraCalibrating) -> None:
    _ = canvas.gettext
    inner = card(canvas, box)
    if now.fitted is not None:
        verdict_row(canvas, inner.top(136), Tone.GOOD, _("Lens"), _lens(canvas, now))
    room = inner.below(152)
    if now.step is CameraStep.LOOK:
        canvas.text(_(LOOK_HOW), room.top(200), Style(BODY, Weight.REGULAR, INK, 1.2))
        primary(canvas, "start", inner.bottom_part(KEEP_H), _("Start"))
    elif now.gone:
        notice(canvas, room.top(200), Tone.BAD, _(GONE))
    else:
        told = _("Look straight into the lens")
        if not now.alone:
            told = _("One face is to be seen, no more and no less")
        elif now.askew:
            told = _("Hold your head straight. If it is, hang the camera straight.")
        canvas.text(told, room.top(144), Style(LEAD, Weight.SEMIBOLD, INK, 1.1), rise="middle")
        progress_bar(canvas, room.below(160).top(PROGRESS_H), now.held)


def _result(canvas: Canvas, box: Box, now: CameraCalibrating) -> None:
    _ = canvas.gettext
    inner = card(canvas, box)
    zero = now.result.zero
    turned = _("yaw {yaw}°, pitch {pitch}°, roll {roll}°").format(
        yaw=_number(canvas, zero.yaw_deg, "0.0"),
        pitch=_number(canvas, zero.pitch_deg, "0.0"),
        roll=_number(canvas, zero.roll_deg, "0.0"),
    )
    as_before = _("as before: {what}")
    lines = (
        (_("Lens"), _lens(canvas, now), now.fitted is not None),
        (_("Zero"), turned, now.zero is not None),
    )
    rows = inner.rows(3, GAP, 112)
    for row, (label, word, is_new) in zip(rows, lines, strict=False):
        tone, told = (Tone.GOOD, word) if is_new else (Tone.NOTE, as_before.format(what=word))
        verdict_row(canvas, row, tone, label, told)
    if now.distance_mm is not None:
        tone = Tone.GOOD if now.distance_mm >= NEAREST_MM else Tone.BAD
        told = _("{distance} m; the nose is drawn {percent} % larger than the ears").format(
            distance=_number(canvas, now.distance_mm / 1000.0, "0.00"),
            percent=_number(canvas, 100.0 * magnification_share(now.distance_mm), "0.0"),
        )
        verdict_row(canvas, rows[2], tone, _("Distance of the eyes"), told)
    advice = _("Then have somebody look into the booth: a head held straight must show no hint.")
    canvas.text(advice, rows[2].moved(0, 112 + GAP).top(100), Style(BODY, Weight.REGULAR, INK, 1.2))
    if now.is_new and not now.keeping:
        primary(canvas, "keep", inner.bottom_part(KEEP_H), _("Keep"))


def _lens(canvas: Canvas, now: CameraCalibrating) -> str:
    _ = canvas.gettext
    lens = now.result.lens
    if lens is None:
        return _("not known")
    focal = _number(canvas, lens.focal, "0.000")
    view = _number(canvas, lens.view_deg, "0.0")
    if now.fitted is None:
        return _("focal length {focal} long sides, {view}° of view").format(focal=focal, view=view)
    error = _number(canvas, now.fitted.error * 1000.0, "0.00")
    told = _("focal length {focal} long sides, {view}° of view, error {error} ‰")
    return told.format(focal=focal, view=view, error=error)


def _number(canvas: Canvas, value: float, pattern: str) -> str:
    return format_decimal(value, pattern, locale=canvas.language.code)
