"""Measures the smoothness of a visit: frame gaps, rates, delays; about the machine, never about a person."""

from __future__ import annotations

from dataclasses import dataclass, field


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` (0..1) of the values lie (nearest rank); 0 for no values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class Meters:
    """Collects while a visit runs; `figures` names them as `kiosk bench` does."""

    _last_turn_s: float | None = None
    _turn_gaps_s: list[float] = field(default_factory=list)
    _last_live_s: float | None = None
    _live_gaps_s: list[float] = field(default_factory=list)
    _hint_delays_s: list[float] = field(default_factory=list)
    _analysis_gaps_s: list[float] = field(default_factory=list)
    _analysed: tuple[int, float] | None = None
    _live_work_s: list[float] = field(default_factory=list)
    _single: dict[str, float] = field(default_factory=dict)

    def turn(self, now_s: float) -> None:
        """The window loop came round: it could have shown a frame at this moment."""
        if self._last_turn_s is not None:
            self._turn_gaps_s.append(now_s - self._last_turn_s)
        self._last_turn_s = now_s

    def live_frame(self, now_s: float, work_s: float) -> None:
        """A frame of the pose screen was shown, after `work_s` of drawing."""
        if self._last_live_s is not None:
            self._live_gaps_s.append(now_s - self._last_live_s)
        self._last_live_s = now_s
        self._live_work_s.append(work_s)

    def live_paused(self) -> None:
        """The pose screen is not showing; the next frame begins a new run."""
        self._last_live_s = None
        self._analysed = None

    def hint_shown(self, count: int, captured_s: float, ready_s: float, now_s: float) -> None:
        """The word on picture number `count`, taken at `captured_s`, is on the screen."""
        if self._analysed is not None and self._analysed[0] == count:
            return
        if self._analysed is not None:
            steps = count - self._analysed[0]
            self._analysis_gaps_s.extend([(ready_s - self._analysed[1]) / steps] * steps)
        self._analysed = (count, ready_s)
        self._hint_delays_s.append(now_s - captured_s)

    def once(self, name: str, value: float) -> None:
        """Keep the largest value of a figure that happens once or a few times."""
        self._single[name] = max(value, self._single.get(name, value))

    def figures(self) -> dict[str, float]:
        """Return the figures of this visit."""
        figures = dict(self._single)
        if self._live_gaps_s:
            figures["live_fps"] = len(self._live_gaps_s) / sum(self._live_gaps_s)
            for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
                figures[f"frame_gap_{name}_ms"] = 1e3 * percentile(self._live_gaps_s, share)
            figures["live_gap_max_ms"] = 1e3 * max(self._live_gaps_s)
            figures["live_loop_mean_ms"] = 1e3 * sum(self._live_work_s) / len(self._live_work_s)
        if self._analysis_gaps_s:
            figures["analysis_fps"] = len(self._analysis_gaps_s) / sum(self._analysis_gaps_s)
        if self._hint_delays_s:
            figures["camera_to_hint_p50_ms"] = 1e3 * percentile(self._hint_delays_s, 0.5)
            figures["camera_to_hint_p95_ms"] = 1e3 * percentile(self._hint_delays_s, 0.95)
        if self._turn_gaps_s:
            figures["frame_gap_max_ms"] = 1e3 * max(self._turn_gaps_s)
        return figures
