"""A simulated customer: sees which screen shows and what can be touched, and acts like a willing person.

Pure: told what shows and what time it is, it answers with what it does. It never looks behind the screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.messages.from_visit import ScreenShown

REACTION_S = 0.9
"""Time from seeing a screen to touching it."""
QUICKEST_REACTION_S = 0.3
"""Nobody touches sooner: for so long after a change of screens nothing acts (`kiosk.ui.pointer.LOCKED_S`)."""
AGAIN_S = 2.5
"""A touch that changed nothing is tried again after this long."""
DIGIT_EVERY_S = 0.4
COIN_EVERY_S = 0.7
COIN_AGAIN_S = 5.0
"""After this long a customer who has paid, but is still asked for money, puts in a coin again."""
HINT_AGAIN_S = 1.5
"""A hint that stays is followed again after this long."""
POSE_PATIENCE_S = 45.0
"""After this long without a shot the customer uses the shutter button."""


@dataclass(frozen=True, slots=True)
class TouchTarget:
    """Touch the middle of a target."""

    name: str
    x_px: int
    y_px: int


@dataclass(frozen=True, slots=True)
class InsertCoin:
    """Drop a coin into the slot."""

    value_cents: int


@dataclass(frozen=True, slots=True)
class Obey:
    """Move as the hint says."""

    hint: str


@dataclass(frozen=True, slots=True)
class TakeSheet:
    """Take the sheet out of the tray."""


Action = TouchTarget | InsertCoin | Obey | TakeSheet


@dataclass(frozen=True, slots=True)
class Wishes:
    """What this customer came for; `pace` below 1 is a customer in a hurry.

    They stop and delete on the screen `stop_at`, and go away without a word on the screen `freeze_at`. A
    customer who cannot move (a picture before the camera) presses the shutter as soon as there is one. Who
    wants to `keep` the sheet says so; who has a `code` comes for a reprint, or to `delete` what is kept.
    `finishes` are what is touched on the screen with the photo, one after the other, before it is printed.
    """

    language: str
    document_id: str
    price_cents: int
    coins_cents: tuple[int, ...] = (200, 200, 100, 50, 20, 10, 5)
    retakes: int = 0
    stop_at: str | None = None
    freeze_at: str | None = None
    pace: float = 1.0
    can_move: bool = True
    keep: bool = False
    code: str = ""
    delete: bool = False
    finishes: tuple[str, ...] = ()


@dataclass
class Obedience:
    """When to do as a hint says: at once when it is new, and again when it stays."""

    _last: tuple[str | None, float] = (None, 0.0)

    def heed(self, hint: str | None, now_s: float) -> str | None:
        """Return the hint to follow now, if any; `hint` is what shows."""
        last, followed_s = self._last
        if hint is None or (hint == last and now_s - followed_s <= HINT_AGAIN_S):
            return None
        self._last = (hint, now_s)
        return hint


@dataclass
class Customer:
    """One person in front of the booth; `act` is called often and returns what they do now."""

    wishes: Wishes
    paid_cents: int = 0
    retakes_done: int = 0
    frozen: bool = False
    _screen: ScreenShown | None = None
    _seen_s: float = 0.0
    _next_coin_s: float = 0.0
    _last_coin_cents: int = 0
    _obedience: Obedience = field(default_factory=Obedience)
    _touched: dict[str, float] = field(default_factory=dict)
    _now_s: float = 0.0
    _pose_since_s: float | None = None
    _sheet_taken: bool = False
    _asked_to_keep: bool = False
    _finishes_touched: int = 0
    _digits_typed: int = 0
    _next_digit_s: float = 0.0

    @property
    def _reaction_s(self) -> float:
        return max(REACTION_S * self.wishes.pace, QUICKEST_REACTION_S)

    def see(self, screen: ScreenShown, now_s: float) -> None:
        """Look at the screen; a new one resets what was touched on it."""
        if self._screen is None or screen.screen != self._screen.screen:
            self._seen_s = now_s
            self._touched.clear()
            self._digits_typed = 0
        elif screen.targets != self._screen.targets:
            self._touched.pop("page_after", None)
        self._screen = screen

    def act(self, now_s: float) -> Action | None:
        """Return what the customer does now, if anything."""
        self._now_s = now_s
        screen = self._screen
        if screen is None or now_s - self._seen_s < self._reaction_s:
            return None
        if screen.screen == "stop":
            return self._touch_first("stop_confirm")
        if screen.screen == self.wishes.stop_at:
            return self._touch_first("stop")
        if self.frozen or screen.screen == self.wishes.freeze_at:
            self.frozen = screen.screen != "farewell"
            return None
        return self._come_back(screen, now_s) if self.wishes.code else self._go_on(screen, now_s)

    def _come_back(self, screen: ScreenShown, now_s: float) -> Action | None:
        """Have a kept sheet printed again, or deleted."""
        match screen.screen:
            case "attract":
                return self._touch_first("reprint")
            case "code":
                return self._type(now_s)
            case "reprint":
                return self._touch_first("delete" if self.wishes.delete else "again")
            case _:
                return self._go_on(screen, now_s)

    def _go_on(self, screen: ScreenShown, now_s: float) -> Action | None:
        match screen.screen:
            case "attract":
                return self._touch_first("start")
            case "language":
                return self._touch_first(f"language:{self.wishes.language}")
            case "document":
                return self._touch_first(f"document:{self.wishes.document_id}", "all", "page_after", "back")
            case "terms":
                return self._agree()
            case "pay":
                return self._pay(now_s)
            case "pose":
                return self._pose(screen, now_s)
            case "choose":
                return self._choose()
            case "farewell":
                return self._leave()
            case "timeout":
                return self._touch_first("extend")
            case _:
                return None

    def _type(self, now_s: float) -> Action | None:
        if self._digits_typed == len(self.wishes.code) or now_s < self._next_digit_s:
            return None
        digit = f"digit:{self.wishes.code[self._digits_typed]}"
        self._digits_typed += 1
        self._next_digit_s = now_s + DIGIT_EVERY_S * self.wishes.pace
        self._touched.pop(digit, None)
        return self._touch_first(digit)

    def _agree(self) -> Action | None:
        if self.wishes.keep and not self._asked_to_keep:
            self._asked_to_keep = True
            return self._touch_first("extra:reprint")
        return self._touch_first("agree")

    def _pay(self, now_s: float) -> Action | None:
        missing_cents = self.wishes.price_cents - self.paid_cents
        if now_s < self._next_coin_s:
            return None
        if missing_cents <= 0:  # still asked for money: a coin came back uncounted, so it goes in again
            if now_s < self._next_coin_s + COIN_AGAIN_S:
                return None
            self.paid_cents -= self._last_coin_cents
            missing_cents += self._last_coin_cents
        fitting = [value for value in self.wishes.coins_cents if value <= missing_cents]
        value = fitting[0] if fitting else self.wishes.coins_cents[-1]
        self.paid_cents += value
        self._last_coin_cents = value
        self._next_coin_s = now_s + COIN_EVERY_S * self.wishes.pace
        return InsertCoin(value)

    def _pose(self, screen: ScreenShown, now_s: float) -> Action | None:
        if self.wishes.can_move:
            hint = self._obedience.heed(screen.hint, now_s)
            if hint is not None:
                return Obey(hint)
        if self._pose_since_s is None:
            self._pose_since_s = now_s  # a question whether they are still there does not begin it anew
        if not self.wishes.can_move or now_s - self._pose_since_s > POSE_PATIENCE_S:
            return self._touch_first("override_confirm", "override", "shutter")
        return None

    def _choose(self) -> Action | None:
        self._pose_since_s = None
        if self.retakes_done < self.wishes.retakes:
            touch = self._touch_first("retake")
            if touch is not None:
                self.retakes_done += 1
            return touch
        if self._finishes_touched < len(self.wishes.finishes):
            # While a photo is being finished it cannot be printed: then the next touch would be lost as well.
            ready = self._screen is not None and "print" in self._screen.targets
            touch = self._touch_first(self.wishes.finishes[self._finishes_touched]) if ready else None
            self._finishes_touched += touch is not None
            return touch
        return self._touch_first("print")

    def _leave(self) -> Action | None:
        if self._sheet_taken:
            return self._touch_first("done")
        self._sheet_taken = True
        return TakeSheet()

    def _touch_first(self, *names: str) -> TouchTarget | None:
        """Touch the first of these targets that is there; one that was touched just now is waited for."""
        assert self._screen is not None  # noqa: S101 -- act() returns before this without a screen
        name = next((name for name in names if name in self._screen.targets), None)
        if name is None or self._now_s - self._touched.get(name, -AGAIN_S) < AGAIN_S:
            return None
        self._touched[name] = self._now_s
        x, y, width, height = self._screen.targets[name]
        return TouchTarget(name, x + width // 2, y + height // 2)
