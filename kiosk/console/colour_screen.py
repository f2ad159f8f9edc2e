"""The screens of calibrating the camera's colours: what it sees, what is wrong, what comes of it."""

from __future__ import annotations

import math

from babel.numbers import format_decimal

from hardware.camera.frame import BgrImage
from kiosk.colour.camera_profile import Difference, Doubt, Fitted, Refused
from kiosk.colour.chart import CHART_LIGHT, COLUMNS, Unread
from kiosk.compliance.hints import N_
from kiosk.console.camera_screen import ACTIONS_H, GONE, KEEP_H, PROGRESS_H, seen_and_told, seen_picture
from kiosk.console.colour_calibrating import ColourCalibrating, ColourStep
from kiosk.console.colour_watch import Swatches, swatches
from kiosk.console.notice import notice
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import GAP, INK, INK_SOFT, LEAD, SMALL, Tone
from kiosk.ui.widgets import Kind, button, card, primary, progress_bar, verdict_row

UNREAD = {
    Unread.NOT_FOUND: N_("Hold the chart before the camera"),
    Unread.CUT_OFF: N_("Hold it wholly in the picture"),
    Unread.TOO_SMALL: N_("Hold it nearer to the camera"),
    Unread.OVEREXPOSED: N_("Too bright: dim the lamps, or set a shorter shutter"),
    Unread.GLARE: N_("A lamp is mirrored in it, or a shadow lies on it: tilt it"),
    Unread.NOT_GREY: N_("Hold the grey card in the middle of the picture"),
}
DOUBTS = {
    Doubt.TOO_DARK: N_("Too dark by {stops} stops: raise the key light, or set a longer shutter"),
    Doubt.TOO_BRIGHT: N_("Too bright by {stops} stops: dim the key light, or set a shorter shutter"),
    Doubt.UNEVEN: N_("One side is brighter by {stops} stops: set the lamps alike"),
    Doubt.CAST: N_("White is far off: set the camera's white balance to daylight, fixed"),
    Doubt.MISFIT: N_("The colours do not fit: clean the chart, shut out other light"),
}
CHART_HOW = N_(
    "Hold the chart of 24 colours where a customer's face is, flat towards the camera. The lamps shine as "
    "for the photo."
)
CARD_HOW = N_(
    "Hold the grey card where a customer's face is, so that it fills the square. It sets the white only; the "
    "chart sets all colours."
)
HOLDING = N_("Good. Hold it still")
REFERENCE: Swatches = swatches(CHART_LIGHT)


def paint(canvas: Canvas, room: Box, now: ColourCalibrating, preview: BgrImage | None) -> None:
    """Draw one step and note its targets."""
    _actions(canvas, room.bottom_part(ACTIONS_H), now)
    room = room.top(room.h - ACTIONS_H - 2 * GAP)
    seen, told = seen_and_told(canvas, room)
    if now.fitted is None:
        seen_picture(canvas, seen, preview if now.watching else None)
        _show(canvas, told, now)
    else:
        _swatches(canvas, seen, now)
        _result(canvas, told, now, now.fitted)


def _actions(canvas: Canvas, box: Box, now: ColourCalibrating) -> None:
    _ = canvas.gettext
    first, second, third, last = box.columns(4, GAP)
    if now.step is ColourStep.SHOW:
        for target, place, text in (("chart", first, _("Chart")), ("card", second, _("Grey card"))):
            kind = Kind.PRIMARY if now.card == (target == "card") else Kind.SECONDARY
            button(canvas, target, place, text, kind=kind)
    if now.step is ColourStep.RESULT or now.gone:
        button(canvas, "again", third, _("Begin again"))
    else:
        button(canvas, "factory", third, _("No correction"))
    button(canvas, "cancel", last, _("Cancel"))


def _show(canvas: Canvas, box: Box, now: ColourCalibrating) -> None:
    _ = canvas.gettext
    inner = card(canvas, box)
    if now.gone:
        notice(canvas, inner.top(200), Tone.BAD, _(GONE))
        return
    told = _told(canvas, now)
    canvas.text(told, inner.top(176), Style(LEAD, Weight.SEMIBOLD, INK, 1.1), rise="middle")
    progress_bar(canvas, inner.below(192).top(PROGRESS_H), now.share)
    how = _(CARD_HOW) if now.card else _(CHART_HOW)
    canvas.text(how, inner.below(248).top(200), Style(SMALL, Weight.REGULAR, INK_SOFT, 1.2))


def _told(canvas: Canvas, now: ColourCalibrating) -> str:
    if isinstance(now.problem, Refused):
        stops = _number(canvas, now.problem.stops, "0.0")
        return canvas.gettext(DOUBTS[now.problem.doubt]).format(stops=stops)
    return canvas.gettext(HOLDING if now.problem is None else UNREAD[now.problem])


def _swatches(canvas: Canvas, box: Box, now: ColourCalibrating) -> None:
    """Draw every patch: as the camera sees it, as the profile makes it, as it is."""
    _ = canvas.gettext
    inner = card(canvas, box)
    if not now.seen:
        canvas.icon("camera", inner, 120, INK_SOFT)
        return
    told = _("Each patch from left: seen, corrected, true")
    canvas.text(told, inner.top(56), Style(SMALL, Weight.REGULAR, INK_SOFT, 1.2))
    inner = inner.below(56 + GAP)
    columns = min(COLUMNS, len(now.seen))
    triples = list(zip(now.seen, now.corrected, REFERENCE, strict=False))
    if len(now.seen) == 1:
        triples = [(now.seen[0], now.corrected[0], now.corrected[0])]
    rows = inner.rows(math.ceil(len(triples) / columns), GAP, 96)
    cells = [cell for row in rows for cell in row.columns(columns, GAP)]
    for cell, colours in zip(cells, triples, strict=False):
        for third, colour in zip(cell.columns(3, 0), colours, strict=True):
            canvas.panel(third, PanelLook(colour))


def _result(canvas: Canvas, box: Box, now: ColourCalibrating, fitted: Fitted) -> None:
    _ = canvas.gettext
    inner = card(canvas, box)
    profile = fitted.profile
    red, green, blue = (_number(canvas, gain, "0.00") for gain in profile.white)
    white = _("red ×{red}, green ×{green}, blue ×{blue}").format(red=red, green=green, blue=blue)
    exposure = _("{stops} stops").format(stops=_number(canvas, math.log2(profile.exposure), "+0.00;-0.00"))
    lines = [(Tone.GOOD, _("White"), white), (Tone.GOOD, _("Exposure"), exposure)]
    if fitted.before is not None and fitted.after is not None:
        lines += [
            (Tone.NOTE, _("Colours off, before"), _apart(canvas, fitted.before)),
            (Tone.GOOD, _("Colours off, after"), _apart(canvas, fitted.after)),
        ]
    if profile.is_neutral:
        lines[:2] = [(Tone.GOOD, _("Camera"), _("Its colours stay as they are."))]
    for row, (tone, label, word) in zip(inner.rows(4, 12, 96), lines, strict=False):
        verdict_row(canvas, row, tone, label, word)
    if not now.keeping:
        primary(canvas, "keep", inner.bottom_part(KEEP_H), _("Keep"))


def _apart(canvas: Canvas, apart: Difference) -> str:
    told = canvas.gettext("ΔE {mean} on average, {worst} at most")
    return told.format(mean=_number(canvas, apart.mean, "0.0"), worst=_number(canvas, apart.worst, "0.0"))


def _number(canvas: Canvas, value: float, pattern: str) -> str:
    return format_decimal(value, pattern, locale=canvas.language.code)
