"""`kiosk run`: the real booth, until it is told to stop."""

from __future__ import annotations

import logging
import signal
from pathlib import Path

from kiosk.booth.compose import Booth
from kiosk.process_hygiene import log_failures_without_values
from kiosk.settings import read_settings


def run_booth(config: Path) -> None:
    """Run the booth that the settings file describes; raises BadSettings and JournalError."""
    settings = read_settings(config)
    logging.basicConfig(level=logging.INFO, format="booth: %(levelname)s %(message)s")
    log_failures_without_values()
    stopped = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with Booth(settings) as booth:
        while not stopped and booth.is_alive:
            booth.step()
