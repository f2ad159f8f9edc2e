"""One visit as a program: window, camera, networks and sheet; does what the flow says, dies at the end."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal

import pygame

from hardware.camera.frame import Frame
from kiosk.colour.camera_profile import profile_of
from kiosk.compliance.camera_words import optics_of
from kiosk.messages.from_visit import (
    CodeTyped,
    ConsentGiven,
    FarewellDone,
    Figures,
    LanguageChosen,
    MatteMade,
    MoneyPaused,
    MoneyWanted,
    PrintNotSent,
    PrintSent,
    PrintStarting,
    Ready,
    SceneWanted,
    Shown,
    StaffAsked,
    VisitEnded,
    VisitStarted,
    WindowClosed,
)
from kiosk.messages.message import Message
from kiosk.messages.to_visit import (
    BackdropChanged,
    Balance,
    CalibrationChanged,
    CameraCalibrationChanged,
    CodeAnswer,
    ColourCalibrationChanged,
    Deleted,
    Hide,
    NotDeleted,
    Prepare,
    PrintAllowed,
    PrintNews,
    Quit,
    Service,
    SheetGone,
    SheetsKept,
    Show,
    Touch,
)
from kiosk.portability.password import Password, new_password
from kiosk.sheet.calibration import Calibration
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.remote_hand import RemoteHand
from kiosk.ui.window import Window
from kiosk.visit import effects, events, flow
from kiosk.visit.album import Album
from kiosk.visit.effects import Reason
from kiosk.visit.flow import Place, Visit
from kiosk.visit.meters import Meters
from kiosk.visit.screen_teller import ScreenTeller
from kiosk.visit.screens.screen import FarewellRead
from kiosk.visit.screens.screen import StaffAsked as StaffGestureMade
from kiosk.visit.shutter import Missed, Shutter, Taken, WallToGoDark
from kiosk.visit.stage import Stage
from kiosk.visit.view import Farewell, View
from kiosk.visit.viewing import PoseMoment, Viewer, farewell_in, farewell_s
from kiosk.wire import Wire

LIVE_TURN_S = 0.006
"""How long the loop sleeps while the live view runs: a new picture is shown within this time."""
CALM_TURN_S = 0.015
DRAW_EVERY_S = 0.020
"""Without news the screen is looked at this often; one on which nothing moves costs nothing."""
OVERRIDE_AFTER_S = 30.0
"""Somebody who cannot satisfy a check may go on after this long, with a fair warning."""


class VisitProgram:
    """The loop of one visit. Everything here runs on the window's thread and waits for nothing."""

    def __init__(
        self,
        wire: Wire,
        prepare: Prepare,
        window: Window,
        stage: Stage,
        album: Album,
        catalogue: Catalogue,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wire = wire
        self._prepare = prepare
        self._window = window
        self._stage = stage
        self._hand = RemoteHand(window.size_px)
        self._album = album
        self._viewer = Viewer(prepare, album, catalogue)
        self._clock = clock
        self._visit = Visit(patience=prepare.patience)
        self._farewell: Farewell | None = None
        self._farewell_since_s = 0.0
        self._showing = False
        self._quit = False
        self._balance = Balance(inserted_cents=0, paid=False)
        self._reasons: tuple[str, ...] = ()
        self._kept = SheetsKept(count=0, room=True)
        self._password: Password | None = None
        self._pose_since_s = 0.0
        self._shutter = Shutter(album.eye)
        self._choice_awaited = False
        self._teller = ScreenTeller(wire, prepare, stage, album, window)
        self._drawn_frame: Frame | None = None
        self._drawn_s = 0.0
        self.meters = Meters()

    # --- the loop -----------------------------------------------------------------------------------------

    def run(self) -> None:
        """Live until told to quit or until the supervisor is gone."""
        self._stage.update(self._view())  # painted while nobody looks: the first time takes longest
        self._stage.draw(self._window.surface, self._clock())
        self._wire.send(Ready())
        while not self._quit and not self._wire.closed:
            self.turn()
        self._album.close()

    def turn(self) -> None:
        """Go round once: hear, see, decide, draw."""
        live = self._album.eye.is_open
        touches = self._window.events(LIVE_TURN_S if live else CALM_TURN_S)
        messages = list(self._wire.receive())
        for message in messages:
            self._hear(message)
        for event in touches:
            self._handle(event)
        self._look_around()
        now_s = self._clock()
        self._happen(events.Tick(now_s))
        news = bool(messages or touches) or self._album.eye.frame is not self._drawn_frame
        if self._showing and (news or now_s - self._drawn_s >= DRAW_EVERY_S):
            self._draw()

    def _handle(self, event: pygame.event.Event) -> None:
        if event.type == pygame.QUIT and not self._prepare.fullscreen:
            self._wire.send(WindowClosed())
        for wish in self._stage.handle(event):
            if isinstance(wish, StaffGestureMade):
                if self._visit.place is Place.ATTRACT:
                    self._wire.send(StaffAsked())
            elif isinstance(wish, FarewellRead):
                if self._farewell is not None and self._farewell.settled:
                    self._end_farewell()
            else:
                self._happen(wish)

    def _draw(self) -> None:
        began_s = self._drawn_s = self._clock()
        live = self._album.eye.is_open
        self._drawn_frame = self._album.eye.frame
        self._stage.update(self._view())
        drawn = self._stage.draw(self._window.surface, began_s)
        if drawn:
            self._window.present()
        now_s = self._clock()
        self.meters.turn(now_s)
        if not live:
            self.meters.live_paused()
        elif drawn:
            self.meters.live_frame(now_s, now_s - began_s)
            sight = self._album.eye.sight
            if sight is not None:
                self.meters.hint_shown(sight.count, sight.frame_captured_s, sight.ready_s, now_s)
        if drawn and self._choice_awaited and self._visit.place is Place.CHOOSE:
            self.meters.once("capture_to_choice_s", now_s - self._shutter.burst_done_s)
            self._choice_awaited = False
        self._teller.tell(self._visit, self._farewell, self._reasons, now_s)

    # --- messages -----------------------------------------------------------------------------------------

    def _hear(self, message: Message) -> None:
        match message:
            case Show(after=after, language=language):
                self._show(after, language)
            case Hide():
                self._showing = False
                self._window.hide()
            case Deleted() | NotDeleted() if self._farewell is not None:
                self._farewell = farewell_in(message, self._farewell.reason)
                self._farewell_since_s = self._clock()
            case SheetsKept():
                self._kept = message
            case CodeAnswer(answer=answer, kept_minutes=minutes):
                self._happen(events.CodeAnswered(events.CodeAnswer(answer), minutes))
            case SheetGone():
                self._happen(events.SheetGone())
            case Service(reasons=reasons):
                self._reasons = reasons
                if reasons and self._visit.place in (Place.LANGUAGE, Place.DOCUMENT, Place.TERMS, Place.PAY):
                    self._happen(events.Broken())
            case Balance():
                self._balance = message
                if message.paid and not self._visit.paid:
                    self._happen(events.Paid())
            case Touch(x_px=x_px, y_px=y_px, hold_s=hold_s) if self._prepare.remote_hand:
                self._hand.touch(x_px, y_px, hold_s, self._clock())
            case Quit():
                self._quit = True
            case _:
                self._hear_of_printing(message)

    def _hear_of_printing(self, message: Message) -> None:
        match message:
            case CalibrationChanged(calibration=calibration):
                self._album.calibrate(Calibration(**calibration.model_dump()))
            case CameraCalibrationChanged(calibration=lens_and_zero):
                self._album.calibrate_camera(optics_of(lens_and_zero))
            case BackdropChanged():
                self._album.calibrate_backdrop(Path(self._prepare.backdrop_reference))
            case ColourCalibrationChanged(calibration=colour):
                self._album.calibrate_colour(profile_of(colour))
            case PrintAllowed(sheet=sheet) if self._visit.place is not Place.PRINTING:
                if sheet != "fresh":
                    self._enclosed().close()
                self._wire.send(PrintNotSent())
            case PrintAllowed(sheet="again"):
                self._album.send_kept_sheet(self._enclosed())
            case PrintAllowed(sheet=sheet):
                self._album.send_sheet(self._enclosed() if sheet == "keep" else None)
            case PrintNews(state="printing", fraction=fraction):
                self._happen(events.PrintProgress(fraction))
            case PrintNews(state="done"):
                self._happen(events.PrintDone())
            case PrintNews(state="failed"):
                self._happen(events.PrintFailed())
            case _:
                pass

    def _show(self, after: str | None, language: str | None) -> None:
        if language is not None:
            self._visit = replace(self._visit, language=language)
        if after is not None:
            self._farewell = Farewell(Reason(after), None)
        self._showing = True
        self._teller.forget()
        self._stage.update(self._view())
        self._stage.draw(self._window.surface, self._clock())
        self._window.reveal()
        self._window.present()
        self._wire.send(Shown(at_s=self._clock()))

    # --- the flow -----------------------------------------------------------------------------------------

    def _happen(self, event: events.Event) -> None:
        if self._farewell is not None and not isinstance(event, events.Tick):
            return
        if self._reasons and isinstance(event, events.Started | events.PrintAgain):
            return
        before = self._visit
        self._visit, wanted = flow.step(self._visit, event)
        for effect in wanted:
            self._carry_out(effect)
        if self._visit.shooting and not before.shooting:
            self._shutter.press(self._clock())
        if self._visit.language != before.language:
            self._wire.send(LanguageChosen(language=self._visit.language))
        if self._visit.document_id is not None and self._visit.document_id != before.document_id:
            self._album.choose(self._visit.document_id)

    def _carry_out(self, effect: effects.Effect) -> None:
        match effect:
            case effects.TellStarted():
                self._wire.send(VisitStarted())
            case effects.RecordConsent(consent):
                self._wire.send(ConsentGiven(**asdict(consent)))
            case effects.OpenCamera():
                self._light("pose")
                self._album.open_camera()
                self._pose_since_s = self._clock()
            case effects.CloseCamera():
                self._album.stop_checking()
                if self._album.eye.is_open:
                    self._album.close_camera()
                    self._wire.send(SceneWanted(scene="idle"))
            case effects.LightWall():
                self._light("pose")
            case effects.TakeBurst():
                self._light("flash")
            case effects.FinishShots(finish):
                self._album.finish(finish)
            case effects.ForgetShots():
                self._album.forget_shots()
            case effects.WriteStick(index, locked):
                self._write_stick(index, locked=locked)
            case effects.EndVisit(reason, keep):
                self._end(reason, keep=keep)
            case _:
                self._carry_out_for_a_sheet(effect)

    def _carry_out_for_a_sheet(self, effect: effects.Effect) -> None:
        match effect:
            case effects.AskForSheet(code):
                self._wire.send(CodeTyped(code=code))
            case effects.AskForMoney(camera=True):
                self._album.check_camera()
            case effects.AskForMoney():
                self._wire.send(MoneyWanted())
            case effects.StopMoney():
                self._album.stop_checking()
                self._wire.send(MoneyPaused())
            case effects.PrintShot(index):
                self._album.develop_sheet(index)
            case effects.PrintKept():
                self._wire.send(PrintStarting())
            case _:
                raise AssertionError(effect)

    def _write_stick(self, index: int, *, locked: bool) -> None:
        if locked and self._password is None:
            self._password = new_password(secrets.randbelow)
        self._album.take_along(index, self._password if locked else None)

    def _enclosed(self) -> socket.socket:
        """Return the socket that came with the message; the supervisor never forgets it."""
        keeper = self._wire.enclosed()
        if keeper is None:
            raise RuntimeError("no way to the keeper came along")
        return keeper

    def _end(self, reason: Reason, *, keep: bool) -> None:
        if self._prepare.measure:
            self._wire.send(Figures(values=self.meters.figures()))
        self._wire.send(VisitEnded(reason=reason.value, keep=keep))

    def _look_around(self) -> None:
        """Notice what camera, studio and clock have brought since the last turn."""
        now_s = self._clock()
        self._hand.tick(now_s)
        self._look_at_pose(now_s)
        self._look_at_studio()
        if (
            self._farewell is not None
            and self._farewell.settled
            and now_s - self._farewell_since_s > farewell_s(self._farewell)
        ):
            self._end_farewell()

    def _look_at_pose(self, now_s: float) -> None:
        eye = self._album.eye
        if eye.trouble is not None:
            self._happen(events.Broken())
            return
        if not eye.is_open:
            return
        match self._shutter.turn(now_s, cuts_out=self._album.cuts_out):
            case WallToGoDark():
                self._wire.send(SceneWanted(scene="dark_backdrop"))
            case Missed():
                self._go_on_posing()
            case Taken(lit, dark):
                if self._album.cuts_out:
                    self._light("flash")
                self._choice_awaited = True
                self._album.judge(lit, dark, self._visit.finish)
            case None if not self._visit.shooting and eye.sight is not None and eye.sight.coaching.shoot:
                self._happen(events.Shoot())

    def _go_on_posing(self) -> None:
        """Try again after a burst that came to nothing, in the light that the live view is judged by."""
        self._light("pose")
        self._happen(events.BurstFailed())

    def _light(self, scene: Literal["pose", "flash"]) -> None:
        """Light the sitter, before a wall of the colour that the customer or the document wants."""
        self._wire.send(SceneWanted(scene=scene, backdrop=self._visit.backdrop or self._album.backdrop))

    def _look_at_studio(self) -> None:
        for news in self._album.news():
            if self._visit.place is Place.ENDING and news not in ("sent", "not_sent"):
                self._album.forget_shots()  # what was being made for somebody who has left
                continue
            match news:
                case "camera_ok":
                    self._wire.send(MoneyWanted())
                case "camera_lost":
                    self._happen(events.Broken())
                case "check_stopped":
                    pass
                case "shot":
                    self._tell_of_matte()
                    self._happen(events.BurstTaken())
                case "finished":
                    self._happen(events.ShotsFinished())
                case "no_shot":
                    self._go_on_posing()
                case "sheet":
                    self.meters.once("sheet_s", self._album.sheet_took_s)
                    self._wire.send(PrintStarting())
                case "not_sent":
                    self._wire.send(PrintNotSent())
                case "sent":
                    self._wire.send(PrintSent(job=self._album.job))
                case "stick":
                    self._happen(events.StickAnswered(self._album.stick_outcome))
                case _:
                    raise AssertionError(news)

    def _tell_of_matte(self) -> None:
        """Tell the booth how the person was cut out: where not by its light, staff should measure it."""
        shot = self._album.shots[-1]
        if not self._album.cuts_out:
            return
        method = shot.background.get("method", "none")
        self._wire.send(MatteMade(method=method))
        self.meters.once(f"matte_from_{method}", 1.0)
        if shot.lit_to_dark_s is not None:
            self.meters.once("lit_to_dark_s", shot.lit_to_dark_s)

    def _end_farewell(self) -> None:
        self._farewell = None
        self._visit = Visit(patience=self._prepare.patience)
        self._wire.send(FarewellDone())

    # --- what is seen -------------------------------------------------------------------------------------

    def _view(self) -> View:
        now_s = self._clock()
        pose = PoseMoment(
            countdown=self._shutter.countdown(now_s),
            flash=self._shutter.is_taking,
            may_override=now_s - self._pose_since_s > OVERRIDE_AFTER_S,
        )
        told = self._visit.place in (Place.ATTRACT, Place.REPRINT)
        return self._viewer.view(
            self._visit,
            self._balance,
            pose,
            self._farewell,
            self._reasons if told else (),
            self._kept,
            self._password,
        )
