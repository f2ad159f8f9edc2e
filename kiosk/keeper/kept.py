"""One sealed sheet and its key, for a bounded time; erasing the key erases the sheet.

Cryptographic erase (NIST SP 800-88r2): the sheet never was here in the clear, its key has 256 random bits, so
whoever finds the sealed bytes afterwards has noise.
"""

from __future__ import annotations

from typing import Final

LONGEST_S: Final = 3600.0
"""Nothing is kept longer than an hour, whatever is asked for."""


class Kept:
    """A sealed sheet; `now_s` is time that also passes while the machine sleeps.

    Raises ValueError for a time to keep that is not between 0 and LONGEST_S.
    """

    def __init__(self, key: bytearray, sealed: bytearray, keep_s: float, now_s: float) -> None:
        if not 0.0 < keep_s <= LONGEST_S:
            raise ValueError(f"a sheet is kept for at most {LONGEST_S:g} s")
        self.key = key
        self.sealed = sealed
        self._until_s = now_s + keep_s
        self._erased = False

    def left_s(self, now_s: float) -> float:
        """Seconds until it is erased; 0 once it is."""
        return 0.0 if self._erased else max(0.0, self._until_s - now_s)

    def keep_up(self, now_s: float) -> bool:
        """Erase it when its time is up; to be called before every use. Tells whether it is still there."""
        if self.left_s(now_s) == 0.0:
            self.erase()
        return not self._erased

    def erase(self) -> None:
        """Overwrite the key in place; nobody can open the sheet any more."""
        self.key[:] = bytes(len(self.key))
        self._erased = True
