"""The stage: shows the screen that belongs to the view, turns touches and keys into events for the flow."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from enum import StrEnum

import pygame

from kiosk.assets import assets_folder
from kiosk.ui import keys
from kiosk.ui.canvas import Canvas, Kit, Language, Layer, Target
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.pointer import Phase, Pointer, Press
from kiosk.ui.sounds import NoSounds, Sound, Sounds
from kiosk.ui.speech import Speaker
from kiosk.ui.theme import CALM_S, GROUND, QUICK_S, ease_out
from kiosk.visit.events import (
    Back,
    LanguageChosen,
    NoticeClosed,
    NoticeOpened,
    StopAsked,
    StopConfirmed,
    StopDeclined,
    Touched,
)
from kiosk.visit.flow import Place
from kiosk.visit.screens.attract import AttractScreen
from kiosk.visit.screens.choose import ChooseScreen
from kiosk.visit.screens.code import CodeScreen
from kiosk.visit.screens.document import DocumentScreen
from kiosk.visit.screens.farewell import FarewellScreen
from kiosk.visit.screens.language import LanguageScreen, languages_question
from kiosk.visit.screens.notice import NoticeScreen
from kiosk.visit.screens.out_of_service import OutOfServiceScreen
from kiosk.visit.screens.pay import PayScreen
from kiosk.visit.screens.pose import PoseScreen
from kiosk.visit.screens.printing import PrintingScreen
from kiosk.visit.screens.reprint import ReprintScreen
from kiosk.visit.screens.screen import Local, Screen, StaffAsked, UiEvent
from kiosk.visit.screens.staff_gesture import StaffGesture
from kiosk.visit.screens.stop import StopQuestion, WarningQuestion
from kiosk.visit.screens.take import TakeScreen
from kiosk.visit.screens.terms import TermsScreen
from kiosk.visit.view import View

SLIDE = 72.0
"""How far a new screen moves in, in design units."""


class Shown(StrEnum):
    """The screens; those of the flow's places, and two that come before a visit."""

    ATTRACT = "attract"
    CODE = "code"
    REPRINT = "reprint"
    LANGUAGE = "language"
    DOCUMENT = "document"
    TERMS = "terms"
    PAY = "pay"
    POSE = "pose"
    CHOOSE = "choose"
    PRINTING = "printing"
    TAKE = "take"
    FAREWELL = "farewell"
    OUT_OF_SERVICE = "out_of_service"


class Over(StrEnum):
    """What may lie over a screen, most urgent first."""

    WARNING = "warning"
    STOP = "stop"
    NOTICE = "notice"


def shown(view: View) -> Shown:
    """Return the screen that belongs to a view."""
    place = view.visit.place
    if place is Place.ENDING or (place is Place.ATTRACT and view.farewell is not None):
        return Shown.FAREWELL
    if place is Place.ATTRACT and view.out_of_service:
        return Shown.OUT_OF_SERVICE
    return Shown(place.value)


def over(view: View) -> Over | None:
    """Return what lies over that screen."""
    if view.visit.place is Place.ENDING:
        return None
    if view.visit.warning_left_s is not None:
        return Over.WARNING
    if view.visit.asking_to_stop:
        return Over.STOP
    return Over.NOTICE if view.visit.showing_notice else None


def sound_between(before: View, view: View) -> Sound | None:
    """Return what is to be heard when one view follows another."""
    if over(view) is Over.WARNING and over(before) is not Over.WARNING:
        return Sound.ATTENTION
    if view.live is not None:
        if view.live.flash and not (before.live is not None and before.live.flash):
            return Sound.SHUTTER
        if _counting(view) and (before.live is None or before.live.countdown != view.live.countdown):
            return Sound.TICK
    return Sound.COIN if view.inserted_cents > before.inserted_cents else None


class Stage:
    """Draws views and answers pygame events; one per window.

    `clock` gives monotonic seconds. Nothing is kept of a picture but the buffers of the live view, which
    `forget` overwrites.
    """

    def __init__(
        self,
        size_px: tuple[int, int],
        catalogue: Catalogue,
        speaker: Speaker,
        clock: Callable[[], float],
        sounds: Sounds | None = None,
    ) -> None:
        self._kit = Kit(size_px, assets_folder() / "icons")
        self._catalogue = catalogue
        self._speaker = speaker
        self._sounds = sounds or NoSounds()
        self._clock = clock
        self._pointer = Pointer(size_px)
        self._press = Press()
        self._gesture = StaffGesture(self._kit.box)
        self._pose = PoseScreen()
        self._screens: dict[Shown, Screen] = {
            Shown.ATTRACT: AttractScreen(),
            Shown.CODE: CodeScreen(),
            Shown.REPRINT: ReprintScreen(),
            Shown.LANGUAGE: LanguageScreen(),
            Shown.DOCUMENT: DocumentScreen(),
            Shown.TERMS: TermsScreen(),
            Shown.PAY: PayScreen(),
            Shown.POSE: self._pose,
            Shown.CHOOSE: ChooseScreen(),
            Shown.PRINTING: PrintingScreen(),
            Shown.TAKE: TakeScreen(),
            Shown.FAREWELL: FarewellScreen(),
            Shown.OUT_OF_SERVICE: OutOfServiceScreen(),
        }
        self._overlays: dict[Over, Screen] = {
            Over.WARNING: WarningQuestion(),
            Over.STOP: StopQuestion(),
            Over.NOTICE: NoticeScreen(),
        }
        self._view: View | None = None
        self._local = Local()
        self._over_local = Local()
        self._listening = False
        self._focused: str | None = None
        self._said = ""
        self._key: Hashable = None
        self._moment: Hashable | None = None
        self._still = pygame.Surface(size_px)
        self._old = pygame.Surface(size_px)
        self._old.fill(GROUND)  # touched now: fresh memory costs 30 ms when it is first written
        self._fading = False
        self._stale = (
            False  # a press changed how a button looks: painted with the next draw, not for each event
        )
        self._old_until_s = 0.0
        self._old_length_s = CALM_S
        self._direction = 0
        self._canvas: Canvas | None = None
        self._layers: tuple[Layer, ...] = ()

    # --- view -----------------------------------------------------------------------------------------------

    def update(self, view: View) -> None:
        """Take the newest view; what changed shows with the next `draw`."""
        before, self._view = self._view, view
        if before is None:
            self._paint_still()
            return
        sound = sound_between(before, view)
        if sound is not None:
            self._sounds.play(sound)
        moved = shown(before) is not shown(view)
        covered = over(before) is not over(view)
        if moved or covered:
            now_s = self._clock()
            self._begin_transition(before, view, now_s, slide=moved)
            self._press.screen_changed(now_s)
            self._over_local = Local()
            keyed = self._focused is not None
            self._focused = None
            if moved:
                self._local = Local()
                if shown(before) is Shown.POSE:
                    self._pose.forget()
            if shown(view) is Shown.ATTRACT:
                self._listening = False
                self._speaker.hush()
                keyed = False
            self._paint_still()
            if keyed:
                self._focused = keys.move(None, keys.Key.NEXT, self._targets)
                self._paint_still()
        elif self._static_key() != self._key:
            label = self._focused_label
            self._paint_still()
            if label and self._listening and self._focused_label != label:
                self._say(self._focused_label)
        self._speak_if_new()

    def _begin_transition(self, before: View, view: View, now_s: float, *, slide: bool) -> None:
        self._old_length_s = CALM_S if slide else QUICK_S
        self._old_until_s = now_s + self._old_length_s
        self._old.set_alpha(None)
        self._old.blit(self._still, (0, 0))
        self._fading = True
        order = list(Shown)
        self._direction = 0
        if slide and Shown.POSE not in (shown(before), shown(view)):
            self._direction = 1 if order.index(shown(view)) >= order.index(shown(before)) else -1

    # --- drawing --------------------------------------------------------------------------------------------

    def draw(self, surface: pygame.Surface, now_s: float) -> bool:
        """Draw what changed; returns whether anything did (then the window is to be presented)."""
        view = self._view
        if view is None:
            return False
        if self._stale:
            self._paint_still()
        if self._fading and now_s < self._old_until_s:
            self._draw_transition(surface, self._old, now_s)
            self._moment = _NEVER
            return True
        if self._fading:
            self._fading = False
            self._moment = _NEVER
        dirty = self._moment is _NEVER
        moment = None if self._covered else self._screen.moment(view, now_s)
        if not dirty and moment == self._moment:
            return False
        if dirty:
            surface.blit(self._still, (0, 0))
        self._animate(surface, view, now_s)
        self._moment = moment
        return True

    def _animate(self, surface: pygame.Surface, view: View, now_s: float) -> None:
        if self._covered:
            return
        canvas = Canvas(surface, self._kit, self._language, backdrop=self._still)
        self._screen.animate(canvas, view, now_s)
        for layer in self._layers:
            surface.blit(layer.surface, layer.at_px)

    def _draw_transition(self, surface: pygame.Surface, old: pygame.Surface, now_s: float) -> None:
        left = 1.0 - ease_out(1.0 - (self._old_until_s - now_s) / self._old_length_s)
        offset_px = round(SLIDE * self._kit.scale * left * self._direction)
        if offset_px:
            surface.fill(GROUND)
        surface.blit(self._still, (offset_px, 0))
        if self._view is not None and not offset_px:
            self._animate(surface, self._view, now_s)
        old.set_alpha(round(255 * left))
        surface.blit(old, (0, 0))

    def _paint_still(self) -> None:
        """Paint the screen and what lies over it anew."""
        view = self._view
        if view is None:
            return
        canvas = Canvas(self._still, self._kit, self._language, self._press.showing, self._focused)
        self._still.fill(GROUND)
        self._screen.paint(canvas, view, self._local)
        top = over(view)
        if self._local.asking == "languages" and top is None:
            languages_question(canvas, view)
        elif top is not None:
            self._overlays[top].paint(canvas, view, self._over_local)
        self._canvas = canvas
        self._layers = tuple(canvas.layers)
        self._key = self._static_key()
        self._stale = False
        self._moment = _NEVER

    def _static_key(self) -> Hashable:
        view = self._view
        if view is None:
            return None
        top = over(view)
        beneath = self._screen.key(view, self._local)
        upon = self._overlays[top].key(view, self._over_local) if top else None
        return (shown(view), top, view.visit.language, beneath, upon)

    @property
    def _covered(self) -> bool:
        """Whether something lies over the screen, so that nothing on it moves."""
        return self._view is None or over(self._view) is not None or self._local.asking is not None

    @property
    def _screen(self) -> Screen:
        return self._screens[shown(self._view)] if self._view else self._screens[Shown.ATTRACT]

    @property
    def _language(self) -> Language:
        return self._catalogue.language(self._view.visit.language if self._view else "en")

    # --- input ----------------------------------------------------------------------------------------------

    def handle(self, event: pygame.event.Event) -> tuple[UiEvent, ...]:
        """Return what a pygame event means to the flow: nothing, one event, or several in order."""
        now_s = self._clock()
        key = keys.meaning(event)
        if key is not None:
            return self._key_pressed(key)
        events: list[UiEvent] = []
        for contact in self._pointer.feed(event, now_s):
            x, y = contact.x_px / self._kit.scale, contact.y_px / self._kit.scale
            if self._at_attract and self._gesture.feed(contact.phase, x, y, now_s):
                return (StaffAsked(),)
            before = self._press.showing
            pressed = self._press.feed(contact.phase, x, y, self._targets, now_s)
            if contact.phase is Phase.DOWN and self._focused is not None:
                self._focused = None
                self._stale = True
            elif self._press.showing != before:
                self._stale = True
            if pressed is not None:
                events.extend(self._act(pressed))
            elif contact.phase is Phase.DOWN and not self._at_attract:
                events.append(Touched())
        return tuple(events)

    def _key_pressed(self, key: keys.Key) -> tuple[UiEvent, ...]:
        # Whoever uses the keys may not see the screen: help by ear needs no switch to be found first.
        self._listening = self._listening or self._focused is None
        if key in (keys.Key.NEXT, keys.Key.PREVIOUS):
            self._focused = keys.move(self._focused, key, self._targets)
            self._paint_still()
            self._say(self._focused_label)
            return () if self._at_attract else (Touched(),)
        if key is keys.Key.PRESS:
            focused = self._focused or next((t.id for t in self._targets if t.primary), None)
            return self._act(focused) if focused else ()
        way_out = (
            "override_decline",
            "advice_decline",
            "notice_close",
            "stop_decline",
            "extend",
            "close",
            "back",
        )
        ids = {t.id for t in self._targets}
        return next((self._act(target_id) for target_id in way_out if target_id in ids), ())

    def _act(self, target_id: str) -> tuple[UiEvent, ...]:
        view = self._view
        if view is None:
            return ()
        match target_id.partition(":")[0]:
            case "back":
                return (Back(),)
            case "stop":
                return (StopAsked(),)
            case "stop_confirm":
                return (StopConfirmed(),)
            case "stop_decline":
                return (StopDeclined(),)
            case "extend":
                return (Touched(),)
            case "shield":
                return (NoticeOpened(),)
            case "notice_close":
                return (NoticeClosed(),)
            case "listen":
                self._listening = not self._listening
                self._said = ""
                if self._listening:
                    self._speak_if_new()
                else:
                    self._speaker.hush()
                return (Touched(),)
            case "languages" | "close":
                self._set_local(Local(asking="languages" if target_id == "languages" else None))
                return (Touched(),)
            case "language" if shown(view) not in (Shown.ATTRACT, Shown.LANGUAGE):
                self._set_local(Local())
                return (LanguageChosen(target_id.partition(":")[2]),)
        return self._act_on_screen(view, target_id)

    def _act_on_screen(self, view: View, target_id: str) -> tuple[UiEvent, ...]:
        top = over(view)
        if top is not None:
            self._over_local, events = self._overlays[top].act(target_id, view, self._over_local)
            self._paint_still()
        else:
            local, events = self._screen.act(target_id, view, self._local)
            self._set_local(local)
        return events or (Touched(),)

    def _set_local(self, local: Local) -> None:
        asked = local.asking != self._local.asking
        self._local = local
        if asked:
            self._focused = None
            self._press.screen_changed(self._clock())
        self._paint_still()
        self._speak_if_new()

    @property
    def _targets(self) -> tuple[Target, ...]:
        return tuple(self._canvas.targets) if self._canvas else ()

    @property
    def _focused_label(self) -> str:
        return next((t.label for t in self._targets if t.id == self._focused), "")

    @property
    def _at_attract(self) -> bool:
        return self._view is not None and self._view.visit.place is Place.ATTRACT

    # --- for those who do not see ---------------------------------------------------------------------------

    def targets(self) -> dict[str, pygame.Rect]:
        """Return what can be touched now: id to rectangle in pixels."""
        return {t.id: self._kit.rect_px(t.box) for t in self._targets}

    def spoken(self) -> str:
        """Return the screen in words, in the customer's language."""
        view = self._view
        if view is None:
            return ""
        top = over(view)
        if top is not None:
            return self._overlays[top].spoken(self._language, view, self._over_local)
        return self._screen.spoken(self._language, view, self._local)

    def overflows(self) -> tuple[str, ...]:
        """Return the texts that did not fit their place, for the tests to find."""
        return tuple(self._canvas.overflows) if self._canvas else ()

    @property
    def settled(self) -> bool:
        """Whether no change of screen is under way: what is drawn is what there is."""
        return not self._fading and self._moment is not _NEVER

    @property
    def listening(self) -> bool:
        """Whether help by ear is on."""
        return self._listening

    def forget(self) -> None:
        """Overwrite every picture kept here: the live view's buffers, the drawn screen, the fading one."""
        self._pose.forget()
        for surface in (self._still, self._old):
            surface.fill(GROUND)
        self._moment = _NEVER

    def _speak_if_new(self) -> None:
        view = self._view
        # Time running out and the countdown reach more than one sense, switched on or not (EAA Annex I).
        pressing = view is not None and (over(view) is Over.WARNING or _counting(view))
        if not self._listening and not pressing:
            return
        words = self.spoken()
        if words != self._said:
            self._said = words
            self._say(words)

    def _say(self, words: str) -> None:
        if words and self._view is not None:
            self._speaker.say(words, self._view.visit.language)


def _counting(view: View) -> bool:
    return view.live is not None and view.live.countdown is not None


_NEVER = object()
"""The moment of a drawing that has not been made."""
