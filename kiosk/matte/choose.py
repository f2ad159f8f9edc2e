"""Which of the ways to a matte is used, and why not the better ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.matte.matte import Matte, Method, NoMatte

ORDER: tuple[Method, ...] = ("light", "network", "mask")
"""Best first."""

GOOD_ENOUGH = 0.5
"""A matte of at least this confidence is taken, and the ways after it are not tried: our own choice."""


def best_matte(ways: Sequence[tuple[Method, Callable[[], Matte]]]) -> tuple[Matte, tuple[str, ...]]:
    """Return the matte of the best way that is good enough, and one reason for each way that was passed over.

    Where none is good enough the matte of the highest confidence is returned. Each way raises NoMatte when
    it is not open for this picture; raises NoMatte with all their reasons when none is.
    """
    passed_over: dict[Method, str] = {}
    doubtful: list[Matte] = []
    for method, way in sorted(ways, key=lambda way: ORDER.index(way[0])):
        try:
            matte = way()
        except NoMatte as none:
            passed_over[method] = f"{method}: {none}"
            continue
        if matte.confidence >= GOOD_ENOUGH:
            return matte, tuple(passed_over.values())
        cause = f" ({matte.doubt})" if matte.doubt else ""
        passed_over[method] = f"{method}: confidence {matte.confidence:.2f} is below {GOOD_ENOUGH}{cause}"
        doubtful.append(matte)
    if not doubtful:
        raise NoMatte(
            "; ".join(passed_over.values()) or "there is no way to tell person and background apart"
        )
    best = max(doubtful, key=lambda matte: matte.confidence)
    del passed_over[best.method]
    return best, (*passed_over.values(), f"no way is above {GOOD_ENOUGH}: {best.method} is the surest")
