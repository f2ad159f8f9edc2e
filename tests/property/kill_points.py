"""Kills a piece of work at a numbered step; for the programs here that do so at every step there is."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

Point = Callable[[], None]


def killed_at(step: int, work: Callable[[Point], None]) -> bool:
    """Run `work` in a child that kills itself (SIGKILL) at its call number `step` of the point it is given.

    Returns False when it came to the end before.
    """
    child = os.fork()
    if child == 0:
        left = step

        def point() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        work(point)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        raise SystemExit(f"the work failed at step {step}")
    return False


def stepping(call, point: Point, *, before: bool):
    """Return the call with the point after it, and before it too if wanted."""

    def stepped(*args, **kwargs):
        if before:
            point()
        result = call(*args, **kwargs)
        point()
        return result

    return stepped
