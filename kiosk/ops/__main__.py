"""The exporter as a program: `python -m kiosk.ops --snapshot FILE --port N`."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import click

from kiosk.ops.exporter import LOOPBACK, serve
from kiosk.process_hygiene import die_with_parent, give_up_looking_in


@click.command()
@click.option("--snapshot", type=click.Path(path_type=Path), required=True)
@click.option("--port", type=click.IntRange(0, 65_535), required=True)
def main(snapshot: Path, port: int) -> None:
    """Serve metrics until terminated."""
    die_with_parent()
    give_up_looking_in()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        server, thread = serve(snapshot, port)
    except OSError as error:
        raise click.ClickException(
            f"cannot serve metrics on {LOOPBACK}:{port}: {os.strerror(error.errno or 0)}"
        ) from None
    click.echo(f"metrics on http://{LOOPBACK}:{server.server_port}/metrics")
    stop.wait()
    server.shutdown()
    server.server_close()
    thread.join()


if __name__ == "__main__":
    main()
