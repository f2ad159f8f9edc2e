"""The `kiosk models` commands: what is installed, and installing, checking and removing it."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import click

from kiosk.durable import sync_folder
from kiosk.fetching.download import NotFetched, Opener, fetching, https_only
from kiosk.fetching.draft import Draft, Occupied, part_of
from kiosk.refusal import Unusable
from models.registry import Model, Registry, UnknownModel, known_models
from models.store import NotInstalled, NotThatModel, first_there, is_there, load, models_folder, open_sized

_MB = 1_000_000
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class State:
    """How one model stands: whether a file is in its place, what is wrong with it, how much is begun."""

    installed: bool
    wrong: str | None
    begun_bytes: int
    used: bool

    def told(self, model: Model) -> str:
        """Say it in a few words."""
        if self.wrong:
            return f"WRONG: it {self.wrong}"
        if self.installed:
            return "installed" if self.used else "installed, another is preferred"
        if self.begun_bytes:
            return f"begun, {100 * self.begun_bytes // model.size_bytes} %"
        return "-"


def state_of(folder: Path, model: Model, registry: Registry) -> State:
    """Look at one model, reading and checking all of it."""
    part = part_of(folder, model)
    begun_bytes = part.stat().st_size if part.is_file() else 0
    try:
        load(folder, model)
    except NotInstalled:
        return State(installed=False, wrong=None, begun_bytes=begun_bytes, used=False)
    except NotThatModel as wrong:
        return State(installed=True, wrong=wrong.why, begun_bytes=begun_bytes, used=False)
    used = first_there(folder, registry, model.task) == model
    return State(installed=True, wrong=None, begun_bytes=begun_bytes, used=used)


def list_command(*, as_json: bool) -> None:
    """Print all models and how they stand."""
    registry, folder = known_models(), models_folder()
    states = [(model, state_of(folder, model, registry)) for model in registry.models]
    if as_json:
        told = [model.model_dump(mode="json") | asdict(state) for model, state in states]
        click.echo(json.dumps({"folder": str(folder), "models": told}, indent=2, ensure_ascii=False))
        return
    rows = [("NAME", "TASK", "LICENCE", "MB", "STATE", "WHAT")]
    for model, state in states:
        what = model.title + (f"; {model.remark}" if model.remark else "")
        size = f"{model.size_bytes / _MB:.1f}"
        rows.append((model.name, model.task, model.licence, size, state.told(model), what))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        cells[3] = row[3].rjust(widths[3])
        click.echo("  ".join((*cells, row[5])))
    click.echo(f"\nModels lie in {folder}.")


def install_command(name: str | None, source: Path | None, opener: Opener | None = None) -> None:
    """Install a model from the network or a file, or all that a folder holds; raises Unusable."""
    registry, folder = known_models(), models_folder()
    if source is not None:
        for model, path in _offered(registry, name, source):
            with _writing(folder):
                place = _copy(folder, model, path)
            click.echo(f"installed {model.name} as {place}")
        return
    if name is None:
        raise Unusable("name a model, see `kiosk models list`; or give --from FOLDER for all that it holds")
    model = _known(registry, name)
    if is_there(folder, model):
        if state_of(folder, model, registry).wrong is None:
            click.echo(f"{model.name} is installed and good")
            return
        click.echo(f"{folder / model.file} is not the model {model.name}; it is fetched anew", err=True)
    with _writing(folder):
        place = fetch_model(folder, model, opener or https_only())
    click.echo(f"installed {model.name} as {place}")


def fetch_model(folder: Path, model: Model, opener: Opener) -> Path:
    """Fetch a model from the first of its sources that has it, and return its place; raises Unusable."""
    failed: list[str] = []
    with Draft(folder, model) as draft:
        for url in model.sources:
            try:
                _fetch(draft, model, url, opener)
                return draft.finish()
            except NotFetched as error:
                failed.append(str(error))
            except NotThatModel as wrong:
                failed.append(f"{urlsplit(url).hostname} sends something else, it {wrong.why}")
        kept = "; what came is kept, the same command goes on from there" if draft.here_bytes else ""
    remedy = f"without a network take {model.file} on a stick and give --from FOLDER"
    raise Unusable(f"{model.name} was not installed: {', '.join(failed)}{kept}; {remedy}")


def verify_command(name: str | None, *, as_json: bool) -> bool:
    """Print how installed models stand, or one, and return whether all are good; raises Unusable."""
    registry, folder = known_models(), models_folder()
    chosen = registry.models if name is None else (_known(registry, name),)
    states = {model: state_of(folder, model, registry) for model in chosen if is_there(folder, model)}
    if name is not None and not states:
        raise Unusable(f"{name} is not installed; run `kiosk models install {name}`")
    if as_json:
        click.echo(json.dumps({model.name: asdict(state) for model, state in states.items()}, indent=2))
    elif not states:
        click.echo("no model is installed")
    else:
        for model, state in states.items():
            click.echo(f"{model.name}: {'good' if state.wrong is None else state.told(model)}")
    return all(state.wrong is None for state in states.values())


def remove_command(name: str) -> None:
    """Remove a model and what was begun of it; raises Unusable."""
    folder = models_folder()
    model = _known(known_models(), name)
    places = [path for path in (folder / model.file, part_of(folder, model)) if os.path.lexists(path)]
    if not places:
        raise Unusable(f"{name} is not installed")
    with _writing(folder):
        for place in places:
            place.unlink()
            click.echo(f"removed {place}")
        sync_folder(folder)


def _known(registry: Registry, name: str) -> Model:
    try:
        return registry.get(name)
    except UnknownModel as error:
        raise Unusable(str(error)) from None


def _offered(registry: Registry, name: str | None, source: Path) -> list[tuple[Model, Path]]:
    """Return the models that are wanted of a file or a folder, and where they are; raises Unusable."""
    if name is not None:
        model = _known(registry, name)
        path = source / model.file if source.is_dir() else source
        if not path.is_file():
            raise Unusable(f"{path} is no file; the file of {name} is called {model.file}")
        return [(model, path)]
    if not source.is_dir():
        found = [(model, source) for model in registry.models if model.file == source.name]
    else:
        places = ((model, source / model.file) for model in registry.models)
        found = [(model, path) for model, path in places if path.is_file()]
    if not found:
        raise Unusable(
            f"{source} holds no file with a known model's name; name the model, see `kiosk models list`"
        )
    return found


def _copy(folder: Path, model: Model, path: Path) -> Path:
    try:
        with open_sized(path.resolve(), model) as file, Draft(folder, model) as draft:
            draft.begin_anew()
            try:
                _take_in(draft, model, _read(file, path))
            except BaseException:
                draft.begin_anew()
                raise
            return draft.finish()
    except NotThatModel as wrong:
        raise Unusable(
            f"{path} is not the model {model.name}: it {wrong.why}; nothing was installed"
        ) from None


def _read(file: BinaryIO, path: Path) -> Iterator[bytes]:
    try:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
    except OSError as error:
        raise Unusable(f"{path} cannot be read ({error.strerror}); nothing was installed") from None


def _fetch(draft: Draft, model: Model, url: str, opener: Opener) -> None:
    if draft.here_bytes == model.size_bytes:
        return
    with fetching(url, draft.here_bytes, model.size_bytes, opener) as (start, chunks):
        if start == 0:
            draft.begin_anew()
        _take_in(draft, model, chunks)
    if draft.here_bytes < model.size_bytes:
        here, whole = draft.here_bytes / _MB, model.size_bytes / _MB
        raise NotFetched(f"the connection ended after {here:.1f} of {whole:.1f} MB")


def _take_in(draft: Draft, model: Model, chunks: Iterable[bytes]) -> None:
    with click.progressbar(length=model.size_bytes, label=model.name, file=sys.stderr) as bar:
        bar.update(draft.here_bytes)
        for chunk in chunks:
            draft.add(chunk)
            bar.update(len(chunk))


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except Occupied as error:
        raise Unusable(str(error)) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        why = error.strerror or str(error)
        raise Unusable(
            f"{folder} cannot be written ({why}); run this as root, or set OBSCURA_MODELS"
        ) from None
