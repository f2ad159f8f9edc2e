"""The screens of calibrating the printer: one length after the other, then what comes of them."""

from __future__ import annotations

from babel.numbers import format_decimal, get_decimal_symbol

from kiosk.compliance.hints import N_
from kiosk.console.calibrating import OPTIONAL, Calibrating, Sheet, Step
from kiosk.console.notice import notice
from kiosk.console.sheet_figure import draw_sheet
from kiosk.ui import number_pad
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import (
    ACCENT,
    BODY,
    CARD,
    GAP,
    INK,
    INK_SOFT,
    LABEL,
    LEAD,
    RADIUS_SMALL,
    SMALL,
    Tone,
)
from kiosk.ui.widgets import button, card, primary, verdict_row

LETTERS = {Step.ACROSS: "A", Step.DOWN: "B", Step.FROM_LEFT: "C", Step.FROM_TOP: "D"}
WHAT = {
    Step.ACROSS: N_("Width of the frame"),
    Step.DOWN: N_("Height of the frame"),
    Step.FROM_LEFT: N_("Left edge of the paper to the frame"),
    Step.FROM_TOP: N_("Top edge of the paper to the frame"),
}
REFUSED_SIZE = N_(
    "More than 5 % off. Measure again. Does the printer fit the page to the paper? Switch that off."
)
REFUSED_PLACE = N_("More than 5 mm off. Measure again. Is the right paper loaded?")
SHEET = {
    Sheet.SENDING: N_("Sending the sheet …"),
    Sheet.SENT: N_("The sheet is printing."),
    Sheet.FAILED: N_("The printer did not take the page."),
}
ACTIONS_H = 112.0
FIELD_H = 112.0
KEEP_H = 120.0


def paint(canvas: Canvas, room: Box, now: Calibrating) -> None:
    """Draw one step and note its targets."""
    _actions(canvas, room.bottom_part(ACTIONS_H))
    room = room.top(room.h - ACTIONS_H - 2 * GAP)
    if canvas.kit.portrait:
        shown, asked = room.top(room.h * 0.42), room.below(room.h * 0.42 + 2 * GAP)
    else:
        shown, asked = room.columns(2, 2 * GAP)
    inner = card(canvas, shown)
    sheet, told = inner.columns(2, 2 * GAP)
    draw_sheet(canvas, sheet, now.paper, None if now.step is Step.RESULT else LETTERS[now.step])
    if now.step is Step.RESULT:
        _explain_result(canvas, told)
        _result(canvas, asked, now)
    else:
        _explain_step(canvas, told, now)
        _entry(canvas, asked, now)


def _actions(canvas: Canvas, box: Box) -> None:
    _ = canvas.gettext
    again, factory, cancel = box.columns(3, GAP)
    button(canvas, "print_again", again, _("Print again"))
    button(canvas, "factory", factory, _("Back to factory"))
    button(canvas, "cancel", cancel, _("Cancel"))


def _explain_step(canvas: Canvas, box: Box, now: Calibrating) -> None:
    _ = canvas.gettext
    soft = Style(SMALL, Weight.REGULAR, INK_SOFT, 1.2)
    canvas.text(
        _("Measure {letter}").format(letter=LETTERS[now.step]), box.top(72), Style(LEAD, Weight.SEMIBOLD)
    )
    canvas.text(_(WHAT[now.step]), box.below(80).top(96), Style(BODY, Weight.REGULAR, INK, 1.15))
    asked = _("It should be {length} mm.").format(length=_number(canvas, now.asked_mm, "0.##"))
    canvas.text(asked, box.below(184).top(72), soft)
    how = _("From the middle of one line to the middle of the other.")
    if now.step in OPTIONAL:
        how = _("From the edge to the middle of the line.")
    canvas.text(how, box.below(256).top(112), soft)
    sheet = _(SHEET[now.sheet])
    if now.sheet is Sheet.FAILED:
        notice(canvas, box.bottom_part(112), Tone.BAD, sheet)
    else:
        canvas.text(sheet, box.bottom_part(72), soft, rise="bottom")


def _entry(canvas: Canvas, box: Box, now: Calibrating) -> None:
    _ = canvas.gettext
    field, pad = box.top(FIELD_H), box.below(FIELD_H + GAP)
    symbol = get_decimal_symbol(canvas.language.code)
    if now.refused:
        notice(canvas, field, Tone.BAD, _(REFUSED_PLACE if now.step in OPTIONAL else REFUSED_SIZE))
    else:
        canvas.panel(field, PanelLook(CARD, RADIUS_SMALL, ACCENT, 4))
        inner = field.inset(32, 12)
        typed = f"{LETTERS[now.step]} = {now.typed.replace('.', symbol)}"
        canvas.text(typed, inner, Style(LABEL, Weight.SEMIBOLD, INK), rise="middle")
        canvas.text("mm", inner, Style(LABEL, Weight.REGULAR, INK_SOFT), "right", "middle")
    side = pad.columns(4, GAP)[-1]
    point, erase = number_pad.digits(canvas, pad.left(pad.w - side.w - GAP))
    button(canvas, "point", point, symbol, size=LABEL, spoken=_("Decimal point"))
    number_pad.erase(canvas, erase)
    skip, enter = side.rows(2, GAP)
    if now.step in OPTIONAL:
        button(canvas, "skip", skip, _("Skip"))
    if now.typed:
        primary(canvas, "enter", enter, _("OK"))


def _explain_result(canvas: Canvas, box: Box) -> None:
    _ = canvas.gettext
    canvas.text(_("Result"), box.top(72), Style(LEAD, Weight.SEMIBOLD))
    advice = _("Keep it, then make a test print: its 80 mm must measure 80 mm.")
    canvas.text(advice, box.below(96).top(240), Style(BODY, Weight.REGULAR, INK, 1.15))


def _result(canvas: Canvas, box: Box, now: Calibrating) -> None:
    _ = canvas.gettext
    new = now.calibration
    rows = box.top(box.h - KEEP_H - GAP).rows(4, GAP, min(112.0, (box.h - KEEP_H - 4 * GAP) / 4))
    percent = _("drawn at {percent} %")
    lines = (
        (_("Across"), percent.format(percent=_number(canvas, new.scale_x * 100, "0.00"))),
        (_("Down"), percent.format(percent=_number(canvas, new.scale_y * 100, "0.00"))),
        (
            _("Sideways"),
            _moved(canvas, new.shift_x_mm, _("{length} mm to the right"), _("{length} mm to the left")),
        ),
        (_("Up and down"), _moved(canvas, new.shift_y_mm, _("{length} mm up"), _("{length} mm down"))),
    )
    for row, (label, word) in zip(rows, lines, strict=True):
        verdict_row(canvas, row, Tone.GOOD, label, word)
    if not now.keeping:
        primary(canvas, "keep", box.bottom_part(KEEP_H), _("Keep"))


def _moved(canvas: Canvas, shift_mm: float, forth: str, back: str) -> str:
    if round(shift_mm, 2) == 0:
        return canvas.gettext("not moved")
    return (forth if shift_mm > 0 else back).format(length=_number(canvas, abs(shift_mm), "0.00"))


def _number(canvas: Canvas, value: float, pattern: str) -> str:
    return format_decimal(value, pattern, locale=canvas.language.code)
