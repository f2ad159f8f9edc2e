"""The metrics exporter: what operators may pull, from whom, and that a real Prometheus takes it."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kiosk.health import Component, Snapshot, write_snapshot

SNAPSHOT = Snapshot(
    version="0.1.0",
    written_s=0.0,
    in_service=True,
    components=(
        Component(name="printer", state="ready", up=True),
        Component(name="coins", state="coins.lost", up=False),
    ),
    counters={"visits": 12, "sheets": 11},
    audit_head="1042:9f3a07c25d1be844",
)


@pytest.fixture
def snapshot_path(tmp_path: Path) -> Path:
    path = tmp_path / "health.json"
    write_snapshot(path, SNAPSHOT.model_copy(update={"written_s": time.time()}))
    return path


@pytest.fixture
def port(snapshot_path: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "kiosk.ops", "--snapshot", str(snapshot_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as exporter:
        assert exporter.stdout is not None
        yield urllib.parse.urlparse(exporter.stdout.readline().split()[-1]).port or 0
        exporter.terminate()
    assert exporter.returncode == 0


def scrape(port: int) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_it_tells_up_version_components_and_the_day_before(port: int) -> None:
    assert scrape(port) == {
        ("booth_up", ()): 1.0,
        ("booth_build_info", (("version", "0.1.0"),)): 1.0,
        ("booth_in_service", ()): 1.0,
        ("booth_component_up", (("component", "printer"),)): 1.0,
        ("booth_component_up", (("component", "coins"),)): 0.0,
        ("booth_component_state", (("component", "printer"), ("state", "ready"))): 1.0,
        ("booth_component_state", (("component", "coins"), ("state", "coins.lost"))): 1.0,
        ("booth_day_events", (("event", "visits"),)): 12.0,
        ("booth_day_events", (("event", "sheets"),)): 11.0,
        ("booth_audit_head_info", (("head", "1042:9f3a07c25d1be844"),)): 1.0,
    }


@pytest.mark.parametrize("state", ["stale", "damaged", "missing"])
def test_without_a_fresh_snapshot_it_says_the_booth_is_down(
    port: int, snapshot_path: Path, state: str
) -> None:
    if state == "stale":
        write_snapshot(snapshot_path, SNAPSHOT)
    elif state == "damaged":
        snapshot_path.write_text("{", encoding="utf-8")
    else:
        snapshot_path.unlink()
    assert scrape(port) == {("booth_up", ()): 0.0}


def test_it_listens_on_loopback_only(port: int) -> None:
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
    ]
    assert listening == [f"0100007F:{port:04X}"]


def test_a_port_in_use_is_one_clear_line(snapshot_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "kiosk.ops", "--snapshot", str(snapshot_path), "--port", number]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr == f"Error: cannot serve metrics on 127.0.0.1:{number}: Address already in use\n"


@pytest.mark.skipif(shutil.which("prometheus") is None, reason="needs the program `prometheus` (apt)")
def test_a_real_prometheus_scrapes_it(port: int, tmp_path: Path) -> None:
    config = tmp_path / "prometheus.yml"
    target = {"targets": [f"127.0.0.1:{port}"]}
    job = {"job_name": "booth", "scrape_interval": "1s", "static_configs": [target]}
    config.write_text(json.dumps({"scrape_configs": [job]}), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        own_port = free.getsockname()[1]
    command = ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={tmp_path / 'data'}"]
    command.append(f"--web.listen-address=127.0.0.1:{own_port}")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as prometheus:
        try:
            value = _asked(own_port, 'booth_component_up{component="printer"}')
        finally:
            prometheus.terminate()
    assert value == "1"


def _asked(port: int, query: str) -> str | None:
    """Ask Prometheus again and again until it has scraped."""
    url = f"http://127.0.0.1:{port}/api/v1/query?query={urllib.parse.quote(query)}"
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                result = json.load(answer)["data"]["result"]
        except (urllib.error.URLError, ConnectionError):
            result = []
        if result:
            return str(result[0]["value"][1])
        time.sleep(0.1)
    return None
