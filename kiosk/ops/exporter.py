"""Serves the booth's Prometheus metrics on loopback; knows the health snapshot and nothing else.

First set of metrics: up, version, component states, day counters. Counters are those of the day *before*, so
that a scrape cannot date a visit (reference: Tor's dir-spec 24 h windows).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from kiosk.health import NoSnapshot, Snapshot, read_snapshot

STALE_AFTER_S = 30.0
"""A supervisor that has not written for this long counts as down; it writes every 5 s."""

LOOPBACK = "127.0.0.1"


class BoothCollector(Collector):
    """Turns the newest snapshot into metric families, read anew at each scrape."""

    def __init__(self, snapshot_path: Path, clock: Callable[[], float] = time.time) -> None:
        self._snapshot_path = snapshot_path
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """Yield the families; without a fresh snapshot only `booth_up 0`."""
        try:
            snapshot = read_snapshot(self._snapshot_path)
        except NoSnapshot:
            snapshot = None
        fresh = snapshot is not None and abs(self._clock() - snapshot.written_s) <= STALE_AFTER_S
        yield GaugeMetricFamily("booth_up", "1 while the supervisor runs and reports.", value=float(fresh))
        if snapshot is not None and fresh:
            yield from _families(snapshot)


def _families(snapshot: Snapshot) -> Iterator[Metric]:
    yield InfoMetricFamily(
        "booth_build", "Version of the booth software.", value={"version": snapshot.version}
    )
    yield GaugeMetricFamily(
        "booth_in_service", "1 while the booth can serve customers.", value=float(snapshot.in_service)
    )
    up = GaugeMetricFamily("booth_component_up", "1 while the component works.", labels=["component"])
    state = GaugeMetricFamily(
        "booth_component_state", "1 for the state the component is in.", labels=["component", "state"]
    )
    for component in snapshot.components:
        up.add_metric([component.name], float(component.up))
        state.add_metric([component.name, component.state], 1.0)
    yield up
    yield state
    day = GaugeMetricFamily("booth_day_events", "Events of the last full day.", labels=["event"])
    for name, count in sorted(snapshot.counters.items()):
        day.add_metric([name], float(count))
    yield day
    if snapshot.audit_head is not None:
        yield InfoMetricFamily(
            "booth_audit_head",
            "Last entry of the audit trail when the last full day (UTC) ended; keep it as a witness.",
            value={"head": snapshot.audit_head},
        )


def serve(snapshot_path: Path, port: int) -> tuple[WSGIServer, threading.Thread]:
    """Start serving on loopback; port 0 takes a free one. The caller shuts the server down."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(BoothCollector(snapshot_path))
    return start_http_server(port, addr=LOOPBACK, registry=registry)
