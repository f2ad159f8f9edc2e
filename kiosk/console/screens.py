"""The screens of the staff console: the PIN pad, the menu, and the way to those of calibrating."""

from __future__ import annotations

from hardware.camera.frame import BgrImage
from kiosk.compliance.hints import N_
from kiosk.console import backdrop_screen, calibrating_screen, camera_screen, colour_screen
from kiosk.console.desk import NEWS, SHORTEST_PIN, Desk, Kept, Page, Print, Slip
from kiosk.console.notice import notice
from kiosk.messages.console import BoothState, DeviceState
from kiosk.ui import number_pad
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import (
    ACCENT,
    BODY,
    GAP,
    GROUND,
    INK,
    INK_SOFT,
    LABEL,
    LINE,
    MARGIN,
    PILL,
    SMALL,
    TITLE,
    Tone,
)
from kiosk.ui.widgets import Kind, button, card, primary, verdict_row

PAD_W, PAD_H = 720.0, 1000.0
LAMPS = ("pose", "flash", "dark_backdrop")


DEVICES = {
    "printer": N_("Printer"),
    "coins": N_("Coin acceptor"),
    "lights": N_("Lights"),
    "backdrop": N_("Backdrop"),
}
STATES = {
    "ready": N_("ready"),
    "printing": N_("printing"),
    "out_of_paper": N_("out of paper"),
    "jam": N_("paper jam"),
    "off": N_("off or unplugged"),
    "other": N_("in trouble"),
    "lost": N_("does not answer"),
    "coins.lost": N_("does not answer"),
    "coins.fault": N_("reports a fault"),
    "money.journal": N_("money journal cannot be kept"),
    "not_measured": N_("not measured"),
    "doubtful": N_("measure it again"),
}
LAMP_NAMES = {
    "pose": N_("Pose light"),
    "flash": N_("Flash light"),
    "dark_backdrop": N_("Dark backdrop"),
}
COUNTERS = {
    "visits": N_("Visits"),
    "visits_finished": N_("Finished"),
    "visits_cancelled": N_("Cancelled"),
    "visits_timed_out": N_("Timed out"),
    "visits_failed": N_("Failed"),
    "sheets": N_("Sheets printed"),
    "coins": N_("Coins"),
    "sales": N_("Sales"),
    "vouchers": N_("Vouchers owed"),
}
TEST_PRINTS = {
    Print.SENDING: N_("Sending the test page …"),
    Print.SENT: N_("The test page is printing."),
    Print.FAILED: N_("The printer did not take the page."),
}
SLIPS = {
    Slip.ASKED: N_("Take all coins out, then touch it once more."),
    Slip.SENDING: N_("Sending the cash slip …"),
    Slip.SENT: N_("The cash slip is printing. Keep it."),
    Slip.FAILED: N_("The printer did not take the cash slip."),
}
CALIBRATIONS = {
    Kept.AS_BEFORE: N_("Printing is calibrated."),
    Kept.JUST_NOW: N_("Calibration kept. The next sheet uses it."),
    Kept.REFUSED: N_("The disk did not take the calibration."),
    Kept.DAMAGED: N_("The calibration cannot be read. Calibrate again."),
}
CAMERA_CALIBRATIONS = {
    Kept.JUST_NOW: N_("Camera calibrated. The next customer is measured with it."),
    Kept.REFUSED: N_("The disk did not take the camera's calibration."),
    Kept.DAMAGED: N_("The camera's calibration cannot be read. Calibrate again."),
}
COLOUR_CALIBRATIONS = {
    Kept.JUST_NOW: N_("Colours calibrated. The next photos have them."),
    Kept.REFUSED: N_("The disk did not take the colours."),
    Kept.DAMAGED: N_("The camera's colours cannot be read. Calibrate again."),
}
BACKDROPS = {
    Kept.JUST_NOW: N_("Backdrop measured. The next photos are cut out with it."),
    Kept.REFUSED: N_("The disk did not take what the backdrop looks like."),
}
NOT_CALIBRATED = N_("Printing is not calibrated.")


def paint(canvas: Canvas, desk: Desk, now_s: float, preview: BgrImage | None = None) -> None:
    """Draw the console and note its targets; `preview` is what the camera sees while it is calibrated."""
    canvas.fill(GROUND)
    if desk.page is Page.PIN:
        _pin(canvas, desk, now_s)
    elif desk.calibrating is not None:
        room = _heading(canvas, canvas.gettext("Calibrate printing"))
        calibrating_screen.paint(canvas, room, desk.calibrating)
    elif desk.camera is not None:
        room = _heading(canvas, canvas.gettext("Calibrate camera"))
        camera_screen.paint(canvas, room, desk.camera, preview)
    elif desk.colour is not None:
        room = _heading(canvas, canvas.gettext("Calibrate colours"))
        colour_screen.paint(canvas, room, desk.colour, preview)
    elif desk.backdrop is not None:
        room = _heading(canvas, canvas.gettext("Measure the backdrop"))
        backdrop_screen.paint(canvas, room, desk.backdrop, preview)
    else:
        _menu(canvas, desk)


def _heading(canvas: Canvas, text: str) -> Box:
    """Draw the title line with the way out; returns the room below."""
    room = canvas.box.inset(MARGIN)
    line = room.top(112)
    canvas.text(text, line.left(line.w - 320), Style(TITLE, Weight.SEMIBOLD), rise="middle")
    button(canvas, "close", line.right_part(280), canvas.gettext("Close"), icon="cross")
    return room.below(112 + 2 * GAP)


def _pin(canvas: Canvas, desk: Desk, now_s: float) -> None:
    _ = canvas.gettext
    room = _heading(canvas, _("Staff"))
    pad = room.middle(min(PAD_W, room.w), min(PAD_H, room.h))
    told = _("Enter your PIN")
    locked_s = desk.locked_s(now_s)
    if locked_s:
        told = _("Too many tries. Wait {seconds} s.").format(seconds=locked_s)
    elif desk.wrong:
        told = _("That PIN is not right.")
    canvas.text(told, pad.top(64), Style(LABEL, Weight.REGULAR, INK), "centre", "middle")
    _dots(canvas, pad.below(80).top(48), len(desk.digits))
    erase, enter = number_pad.digits(canvas, pad.below(80 + 48 + GAP))
    number_pad.erase(canvas, erase)
    if len(desk.digits) >= SHORTEST_PIN and not desk.checking and not locked_s:
        primary(canvas, "enter", enter, _("OK"))


def _dots(canvas: Canvas, line: Box, count: int) -> None:
    side, gap = 28.0, 20.0
    shown = max(count, SHORTEST_PIN)
    box = line.middle(shown * side + (shown - 1) * gap, side)
    for index in range(shown):
        dot = Box(box.x + index * (side + gap), box.y, side, side)
        canvas.panel(dot, PanelLook(ACCENT if index < count else LINE, PILL))


def _menu(canvas: Canvas, desk: Desk) -> None:
    _ = canvas.gettext
    room = _heading(canvas, _("Staff menu"))
    if desk.state is None:
        canvas.text(_("One moment …"), room.top(64), Style(LABEL, Weight.REGULAR, INK_SOFT))
        return
    if canvas.kit.portrait:
        devices, counters, tests = room.top(464), room.below(464 + GAP).top(544), room.below(1008 + 2 * GAP)
    else:
        devices, counters, tests = room.columns(3, GAP)
    _devices(canvas, devices, desk.state)
    _counters(canvas, counters, desk.state)
    _tests(canvas, tests, desk)


def _section(canvas: Canvas, box: Box, title: str) -> Box:
    inner = card(canvas, box)
    canvas.text(title, inner.top(56), Style(BODY, Weight.SEMIBOLD), rise="middle")
    return inner.below(56 + GAP)


def _devices(canvas: Canvas, box: Box, state: BoothState) -> None:
    _ = canvas.gettext
    room = _section(canvas, box, _("Devices"))
    version = _("Version {version}").format(version=state.version)
    canvas.text(version, box.inset(40, 36).top(56), Style(SMALL, Weight.REGULAR, INK_SOFT), "right", "middle")
    across = 2 if canvas.kit.portrait else 1
    rows = room.rows(-(-len(state.devices) // across), 12, 96)
    places = [place for row in rows for place in row.columns(across, 12)]
    for row, device in zip(places, state.devices, strict=False):
        verdict_row(
            canvas, row, _tone(device), _(DEVICES.get(device.name, device.name)), _words(canvas, device)
        )


def _words(canvas: Canvas, device: DeviceState) -> str:
    state = canvas.gettext(STATES.get(device.state, device.state))
    if device.sheets_left is None:
        return state
    left = device.sheets_left
    sheets = canvas.ngettext("{count} sheet left", "{count} sheets left", left).format(count=left)
    return f"{state}, {sheets}"


def _tone(device: DeviceState) -> Tone:
    if device.state in ("not_measured", "doubtful"):
        return Tone.NOTE
    if device.state not in ("ready", "printing"):
        return Tone.BAD
    low = device.sheets_left is not None and device.sheets_left < LOW_ON_PAPER
    return Tone.NOTE if low else Tone.GOOD


LOW_ON_PAPER = 20


def _counters(canvas: Canvas, box: Box, state: BoothState) -> None:
    _ = canvas.gettext
    room = _section(canvas, box, _("Today"))
    style = Style(SMALL, Weight.REGULAR, INK)
    for row, (name, label) in zip(room.rows(len(COUNTERS), 4, 40), COUNTERS.items(), strict=True):
        canvas.text(_(label), row, style, rise="middle")
        count = str(state.counters.get(name, 0))
        canvas.text(count, row, Style(SMALL, Weight.SEMIBOLD), "right", "middle")


def _tests(canvas: Canvas, box: Box, desk: Desk) -> None:
    _ = canvas.gettext
    room = _section(canvas, box, _("Tests"))
    if canvas.kit.portrait:
        lamps, prints, more, told = *room.rows(3, 12, 96), room.below(324).top(96)
        lamp_places, places = lamps.columns(3, 16), (*prints.columns(3, 16), *more.columns(3, 16))
    else:
        rows, told = room.rows(5, 12, 96), room.below(544).top(96)
        first, tests, calibrations, walls = (rows[number].columns(2, 12) for number in (0, 2, 3, 4))
        lamp_places, places = (*first, rows[1]), (tests[0], *calibrations, *walls, tests[1])
    for place, lamp in zip(lamp_places, LAMPS, strict=True):
        kind = Kind.PRIMARY if desk.lamp == lamp else Kind.SECONDARY
        button(canvas, f"lamp:{lamp}", place, _(LAMP_NAMES[lamp]), icon="sun", kind=kind)
    button(canvas, "test_print", places[0], _("Test print"), icon="printer")
    button(canvas, "calibrate", places[1], _("Calibrate printing"), icon="sheet")
    button(canvas, "calibrate_camera", places[2], _("Calibrate camera"), icon="camera")
    button(canvas, "calibrate_colour", places[3], _("Calibrate colours"), icon="background")
    button(canvas, "measure_backdrop", places[4], _("Measure backdrop"), icon="person")
    button(canvas, "cash_box", places[5], _("Empty cash box"), icon="coin")
    _told(canvas, told, desk)


def _told(canvas: Canvas, box: Box, desk: Desk) -> None:
    """Say how the last test print stands, or else what is known of the calibrations."""
    _ = canvas.gettext
    if desk.slip in SLIPS:
        tones = {Slip.ASKED: Tone.NOTE, Slip.FAILED: Tone.BAD}
        notice(canvas, box, tones.get(desk.slip, Tone.GOOD), _(SLIPS[desk.slip]))
        return
    if desk.test_print in TEST_PRINTS:
        tone = Tone.BAD if desk.test_print is Print.FAILED else Tone.GOOD
        notice(canvas, box, tone, _(TEST_PRINTS[desk.test_print]))
        return
    calibrations = (
        (desk.backdrop_kept, BACKDROPS),
        (desk.colour_kept, COLOUR_CALIBRATIONS),
        (desk.camera_kept, CAMERA_CALIBRATIONS),
        (desk.kept, CALIBRATIONS),
    )
    news = [(kept, words) for kept, words in calibrations if kept in NEWS]
    damage = [(kept, words) for kept, words in calibrations if kept is Kept.DAMAGED]
    if news or damage:
        kept, words = (news or damage)[0]
        notice(canvas, box, Tone.GOOD if kept is Kept.JUST_NOW else Tone.BAD, _(words[kept]))
    elif desk.calibration.is_neutral:
        notice(canvas, box, Tone.NOTE, _(NOT_CALIBRATED))
    else:
        notice(canvas, box, Tone.GOOD, _(CALIBRATIONS[Kept.AS_BEFORE]))
