"""The screens of measuring the backdrop: what to do, what the camera sees, what comes of it."""

from __future__ import annotations

import math

from babel.numbers import format_decimal

from hardware.camera.frame import BgrImage
from kiosk.compliance.hints import N_
from kiosk.console.backdrop_calibrating import BackdropCalibrating, BackdropStep
from kiosk.console.camera_screen import ACTIONS_H, GONE, KEEP_H, PROGRESS_H, seen_and_told, seen_picture
from kiosk.console.notice import notice
from kiosk.matte.light_reference import Flaw, LightReference
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import BODY, GAP, INK, LEAD, Tone
from kiosk.ui.widgets import button, card, primary, progress_bar, verdict_row

HOW = N_(
    "The booth learns what its wall looks like with nobody before it, lit and dark. Take everything out of "
    "the picture and shut the curtain. After Start, step out within 8 s; the wall goes dark once."
)
LEAVE = N_("Step out of the picture: {seconds} s")
MEASURING = N_("Measuring. Stay out of the picture")
FLAWS = {
    Flaw.FEW: N_("The camera gave too few pictures. Begin again."),
    Flaw.SIZES: N_("The camera changed the size of its pictures. Begin again."),
    Flaw.SOMEBODY: N_("Somebody is in the picture. Leave the booth and begin again."),
    Flaw.OVEREXPOSED: N_("The wall is too bright. Dim its lamp or set a shorter shutter, then begin again."),
    Flaw.UNSTEADY: N_("Something moved, or the light was not steady. Wait a little and begin again."),
    Flaw.ALIKE: N_(
        "Lit and dark differ too little. The wall must fill the picture, with nothing before it, and its "
        "lamp must go off."
    ),
}


def paint(canvas: Canvas, room: Box, now: BackdropCalibrating, preview: BgrImage | None) -> None:
    """Draw one step and note its targets."""
    _ = canvas.gettext
    first, last = room.bottom_part(ACTIONS_H).columns(2, GAP)
    if now.step is not BackdropStep.EMPTY:
        button(canvas, "again", first, _("Begin again"))
    button(canvas, "cancel", last, _("Cancel"))
    room = room.top(room.h - ACTIONS_H - 2 * GAP)
    seen, told = seen_and_told(canvas, room)
    seen_picture(canvas, seen, preview if now.watching else None)
    inner = card(canvas, told)
    if now.gone:
        notice(canvas, inner.top(200), Tone.BAD, _(GONE))
    elif now.flaw is not None:
        notice(canvas, inner.top(240), Tone.BAD, _(FLAWS[now.flaw]))
    elif now.reference is not None:
        _result(canvas, inner, now.reference, keeping=now.keeping)
    elif now.step is BackdropStep.MEASURE:
        told_now = _(LEAVE).format(seconds=math.ceil(now.leave_s)) if now.leave_s > 0 else _(MEASURING)
        canvas.text(told_now, inner.top(144), Style(LEAD, Weight.SEMIBOLD, INK, 1.1), rise="middle")
        progress_bar(canvas, inner.below(160).top(PROGRESS_H), now.share)
    else:
        canvas.text(_(HOW), inner.top(inner.h - KEEP_H - GAP), Style(BODY, Weight.REGULAR, INK, 1.25))
        primary(canvas, "start", inner.bottom_part(KEEP_H), _("Start"))


def _result(canvas: Canvas, inner: Box, reference: LightReference, *, keeping: bool) -> None:
    _ = canvas.gettext
    lamp = float((reference.lit - reference.dark).mean())
    spill = float(reference.dark.mean() / max(float(reference.lit.mean()), 1e-6))
    lines = (
        (_("The wall's own light"), _("{percent} % of white").format(percent=_number(canvas, 100 * lamp))),
        (
            _("Left when its lamp is off"),
            _("{percent} % of the lit wall").format(percent=_number(canvas, 100 * spill)),
        ),
        (
            _("Noise of the camera"),
            _("{percent} %").format(percent=_number(canvas, 100 * reference.noise)),
        ),
    )
    for row, (label, word) in zip(inner.rows(3, GAP, 112), lines, strict=True):
        verdict_row(canvas, row, Tone.GOOD, label, word)
    if not keeping:
        primary(canvas, "keep", inner.bottom_part(KEEP_H), _("Keep"))


def _number(canvas: Canvas, value: float) -> str:
    return format_decimal(value, "0.0", locale=canvas.language.code)
