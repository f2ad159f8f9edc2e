"""Sheets that customers asked to be kept for a reprint: who keeps them, under which code, and until when.

The supervisor sees neither sheet nor key: it starts a keeper for each, gives a visit the way to it, and kills
it when the time is up or its customer says so. Nothing here can make the time longer.
"""

from __future__ import annotations

import logging
import math
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.audit.events import Record
from kiosk.booth.keeper_process import KeeperProcess
from kiosk.messages.to_visit import CodeAnswer, Deleted, PrintAllowed, SheetsKept

MOST_KEPT = 8
"""While so many are kept the extra is not offered: the oldest must not go sooner than was promised."""
TRIES = 3
SLEEP_S = 60.0
"""After `TRIES` wrong codes none is looked at for a minute.

That makes 180 tries an hour at eight codes in a million: whoever types all that time has one chance in 700.
"""

_log = logging.getLogger(__name__)

Sheet = Literal["none", "kept", "not_kept", "deleted", "time_up"]


@dataclass(slots=True)
class _Kept:
    keeper: KeeperProcess
    code: str
    until_s: float


class ReprintDesk:
    """Follows the visit on the screen; `draw` gives a number below its argument that nobody can guess."""

    def __init__(
        self,
        minutes: int,
        start_keeper: Callable[[float], KeeperProcess],
        draw: Callable[[int], int],
        record: Record,
        clock: Callable[[], float],
    ) -> None:
        self._keep_s = minutes * 60.0
        self._start_keeper = start_keeper
        self._draw = draw
        self._record = record
        self._clock = clock
        self._kept: list[_Kept] = []
        self._agreed = False
        self._new: _Kept | None = None
        self._chosen: _Kept | None = None
        self._parting: _Kept | None = None
        self._became: Sheet = "none"
        self._show_code = False
        self._wrong = 0
        self._asleep_until_s = -math.inf

    # --- the visit on the screen --------------------------------------------------------------------------

    def at_rest(self) -> SheetsKept:
        """Return what the first screen offers."""
        return SheetsKept(count=len(self._kept), room=len(self._kept) < MOST_KEPT)

    def agreed(self, *, to_keep: bool) -> None:
        """Note what this customer chose last."""
        self._agreed = to_keep and self._keep_s > 0.0

    def look_up(self, code: str) -> CodeAnswer:
        """Say whether a sheet is kept under this code; if so it is this visit's from here on."""
        now_s = self._clock()
        if now_s < self._asleep_until_s:
            return CodeAnswer(answer="asleep")
        self.tick()
        self._chosen = next((kept for kept in self._kept if kept.code == code), None)
        if self._chosen is not None:
            return CodeAnswer(answer="right", kept_minutes=self._minutes_left(self._chosen))
        self._wrong += 1  # a right code does not set it back: its owner could then try the others' for ever
        if self._wrong < TRIES:
            return CodeAnswer(answer="wrong")
        self._wrong, self._asleep_until_s = 0, now_s + SLEEP_S
        return CodeAnswer(answer="asleep")

    def allow_print(self) -> tuple[PrintAllowed, socket.socket | None]:
        """Return what the visit may print, with the way to the keeper where there is one."""
        if self._chosen is not None:
            return PrintAllowed(sheet="again"), self._chosen.keeper.hand_out()
        if not self._agreed or len(self._kept) >= MOST_KEPT:
            return PrintAllowed(), None
        if self._new is not None:
            self._new.keeper.end()
        self._new = _Kept(self._start_keeper(self._keep_s), self._new_code(), self._clock() + self._keep_s)
        return PrintAllowed(sheet="keep"), self._new.keeper.for_visit()

    def print_over(self, *, done: bool) -> None:
        """A sheet that did not come out is not kept; one that is kept stays for another try."""
        if self._chosen is not None:
            if done:
                self._record("reprint_printed")
        elif not done and self._new is not None:
            self._new.keeper.end()
            self._new = None

    def visit_over(self, *, keep: bool, show_code: bool) -> None:
        """The customer left and said whether the sheet of this visit is to be kept."""
        self._let_go_of_unproved()
        self._parting, self._became, self._show_code = None, "none", show_code
        new, chosen = self._new, self._chosen
        if chosen is not None and chosen not in self._kept:
            self._became = "time_up"
        elif chosen is not None and keep:
            self._parting, self._became = chosen, "kept"
        elif chosen is not None:
            self._erase(chosen, "asked")
            self._became = "deleted"
        elif new is not None and keep:
            self._parting, self._became = new, "not_kept"  # until its keeper is seen to have it
        elif new is not None:
            new.keeper.end()
        elif self._agreed and keep:
            self._became = "not_kept"
        self._new = self._chosen = None
        self._agreed = False

    def visit_crashed(self) -> None:
        """The visit is gone without a word: its new sheet goes, too; one kept before stays."""
        self.visit_over(keep=self._chosen is not None, show_code=False)

    def farewell(self, *, proved: bool, owed_cents: int, voucher: str | None) -> Deleted:
        """Return what the customer who left is told; a sheet whose visit was not proved gone is not kept."""
        self.tick()
        parting = self._parting
        if self._became == "not_kept" and parting is not None:
            if proved and parting.keeper.has_it():
                self._became = "kept"
                self._kept.append(parting)
                self._record("reprint_kept")
            else:
                parting.keeper.end()
                self._parting = None
        elif self._became == "kept" and parting not in self._kept:
            self._became = "time_up"
        if self._became != "kept" or parting is None:
            return Deleted(owed_cents=owed_cents, voucher=voucher, sheet=self._became)
        return Deleted(
            owed_cents=owed_cents,
            voucher=voucher,
            sheet="kept",
            kept_minutes=self._minutes_left(parting),
            code=parting.code if self._show_code else None,
        )

    # --- time ---------------------------------------------------------------------------------------------

    def tick(self) -> bool:
        """Let go of what has expired; tells whether the sheet of the visit on the screen is gone with it."""
        now_s = self._clock()
        for kept in [kept for kept in self._kept if now_s >= kept.until_s or not kept.keeper.is_alive()]:
            in_time = now_s >= kept.until_s or kept.keeper.left_in_time
            if not in_time:
                _log.error("a keeper died before its time")
            self._erase(kept, "expired" if in_time else "lost")
        return self._chosen is not None and self._chosen not in self._kept

    def close(self) -> None:
        """Erase everything: the booth stops."""
        if self._new is not None:
            self._new.keeper.end()
        self._let_go_of_unproved()
        self._new = self._chosen = self._parting = None
        for kept in list(self._kept):
            self._erase(kept, "booth_stopped")

    def _let_go_of_unproved(self) -> None:
        """End the keeper of a visit that nobody said farewell to: its customer was told of no sheet."""
        if self._parting is not None and self._parting not in self._kept:
            self._parting.keeper.end()

    def _erase(self, kept: _Kept, why: str) -> None:
        kept.keeper.end()
        self._kept.remove(kept)
        self._record("reprint_erased", why=why)

    def _minutes_left(self, kept: _Kept) -> int:
        return math.ceil((kept.until_s - self._clock()) / 60.0)

    def _new_code(self) -> str:
        taken = {kept.code for kept in self._kept}
        while (code := f"{self._draw(1_000_000):06}") in taken:
            pass
        return code
