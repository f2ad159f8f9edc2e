"""Which models there are: registry.toml, read and held against what a model must tell of itself."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Task = Literal["matting", "person-mask", "face-landmarks"]
Licence = Literal["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]
"""Licences a booth's operator may earn money under; a model of any other is not listed."""

LARGEST_BYTES = 2**31 - 1
"""What protocol buffers, in which models are stored, can hold in one file."""


class BadRegistry(Exception):
    """The list of models contradicts itself; the text names the model and what is wrong."""


class UnknownModel(Exception):
    """No model has this name; the text tells which names there are."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NetworkForm(_Entry):
    """What an ONNX network wants and gives.

    In: red, green, blue from 0 to 1, less `mean`, divided by `std`, at most `long_side_px` long where it
    takes any size. Out: the person's share `alpha`, or its `logit`, or the `second-channel` of two
    (background, person).
    """

    mean: tuple[float, float, float]
    std: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]
    long_side_px: int = Field(ge=32, le=4096)
    output: Literal["alpha", "logit", "second-channel"]


class Model(_Entry):
    """One file that can be installed: it is these bytes and no others."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    title: str = Field(min_length=1)
    remark: str | None = None
    task: Task
    licence: Licence
    file: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(onnx|task)$")
    size_bytes: int = Field(gt=0, le=LARGEST_BYTES)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    sources: tuple[Annotated[str, Field(pattern=r"^https://[A-Za-z0-9.-]+/\S+$")], ...] = Field(min_length=1)
    network: NetworkForm | None = None
    desk_only: bool = False
    """Takes more memory and time than a booth has: used by `kiosk photo` alone."""

    @model_validator(mode="after")
    def _told_as_its_task_wants(self) -> Self:
        if (self.task == "face-landmarks") != self.file.endswith(".task"):
            raise ValueError("face-landmarks are a .task file, everything else is an .onnx file")
        if (self.network is None) != self.file.endswith(".task"):
            raise ValueError("an .onnx file tells its network's form, a .task file does not")
        return self


class Registry:
    """All known models, best first for each task."""

    def __init__(self, models: tuple[Model, ...]) -> None:
        """Raise BadRegistry where two models share a name, a file or a checksum."""
        for what in ("name", "file", "sha256"):
            told = [getattr(model, what) for model in models]
            twice = next((value for value in told if told.count(value) > 1), None)
            if twice is not None:
                raise BadRegistry(f"two models have the {what} {twice}")
        self.models = models

    def get(self, name: str) -> Model:
        """Return the model of this name; raises UnknownModel."""
        for model in self.models:
            if model.name == name:
                return model
        names = ", ".join(model.name for model in self.models)
        raise UnknownModel(f"there is no model {name!r}; there are: {names}")

    def for_task(self, task: Task) -> tuple[Model, ...]:
        """Return the models for a task, best first."""
        return tuple(model for model in self.models if model.task == task)


def read_registry(text: str) -> Registry:
    """Return the models that a registry file tells of; raises BadRegistry."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRegistry(f"this is no TOML: {error}") from None
    entries = content.get("model")
    if set(content) != {"model"} or not isinstance(entries, list):
        raise BadRegistry("a list of models holds [[model]] tables and nothing else")
    return Registry(tuple(_model(number, entry) for number, entry in enumerate(entries, 1)))


def known_models() -> Registry:
    """Return the models that come with the program; raises BadRegistry."""
    return read_registry(Path(__file__).with_name("registry.toml").read_text(encoding="utf-8"))


def _model(number: int, entry: object) -> Model:
    name = entry.get("name") if isinstance(entry, dict) else None
    try:
        return Model.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = f"free licences are {', '.join(get_args(Licence))}" if where == "licence" else first["msg"]
        raise BadRegistry(f"model {name or number}: {where + ': ' if where else ''}{what}") from None
