"""kiosk.toml as typed settings; an unknown key is an error that names the nearest known one."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator


class BadSettings(Exception):
    """The settings file cannot be used; the text names the file, the key and what to do."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Screen(_Section):
    """The customer's screen; `patience` stretches every time-out of a visit."""

    width_px: int = Field(1080, ge=320, le=8000)
    height_px: int = Field(1920, ge=320, le=8000)
    fullscreen: bool = True
    patience: float = Field(1.0, ge=0.1, le=10.0)


class Sale(_Section):
    """What a visit costs; one sheet of one document."""

    price_cents: int = Field(800, ge=0, le=100_000)
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"


class Documents(_Section):
    """Documents shown first, by id of the rulebook."""

    favourites: tuple[str, ...] = (
        "schengen-visa",
        "icao-35x45",
        "fr-passport",
        "uk-passport-print",
        "us-passport",
    )


class Camera(_Section):
    """Where pictures come from: `device:0`, `/dev/video0`, `street:SOCKET`, `picture:FILE`, `folder:DIR`.

    `focal_px_per_long_side` is the lens' focal length in long sides of the picture, where it is known;
    `zero_deg` the yaw, pitch and roll that are measured of somebody who looks straight into it. Both give way
    to what staff calibrate in the menu.
    """

    source: str = "device:0"
    focal_px_per_long_side: float | None = Field(None, ge=0.5, le=6.0)
    zero_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)


def _plain(paper: str) -> str:
    return paper.lower().replace("×", "x").replace(" ", "")


class Printer(_Section):
    """The sheet printer; `dpi` is its own, `ruler` prints a scale where the sheet has room for one.

    `profiles` names an ICC file for each paper that the printer was profiled on.
    """

    socket: str = "/run/booth/printer.sock"
    paper: Annotated[str, AfterValidator(_plain)] = "10x15"
    dpi: Literal[300, 600] = 300
    ruler: bool = False
    profiles: dict[Annotated[str, AfterValidator(_plain)], Path] = {}

    @property
    def profile(self) -> str:
        """Where the profile of this printer on this paper lies; empty where there is none."""
        return str(self.profiles[self.paper].absolute()) if self.paper in self.profiles else ""


class Stick(_Section):
    """Where the helper listens that writes onto customers' sticks; used where `[privacy] stick` offers it."""

    helper: str = "/run/booth-stick.sock"


class Coins(_Section):
    """The ccTalk coin acceptor."""

    port: str = "/dev/booth/coin"


class Lights(_Section):
    """The DMX widget."""

    port: str = "/dev/booth/dmx"


class Ops(_Section):
    """The metrics exporter; loopback only until operators bring a certificate."""

    enabled: bool = True
    port: int = Field(9643, ge=0, le=65_535)


class Staff(_Section):
    """The staff menu's PIN as written by `kiosk staff pin`; empty keeps the menu shut."""

    pin_hash: str = ""


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be one line of plain text")
    return text.strip()


OneLine = Annotated[str, Field(max_length=80), AfterValidator(_one_line)]
"""Names that the privacy notice shows: short enough for every screen."""


class Privacy(_Section):
    """What the privacy notice says; whoever runs a booth gives `operator` and `contact` (GDPR Art. 13 (1) a).

    `profile` is the law the notice is written for. With `retention_minutes` a customer may choose to have the
    photo kept that long for a reprint, with `stick` to take it along; each is asked for by itself.
    """

    operator: OneLine = ""
    contact: OneLine = ""
    profile: Literal["gdpr", "ccpa", "pipeda", "illinois"] = "gdpr"
    retention_minutes: int = Field(0, ge=0, le=60)
    stick: bool = False

    @model_validator(mode="after")
    def _named_whole(self) -> Privacy:
        if bool(self.operator) != bool(self.contact):
            raise ValueError("operator and contact belong together: give both, or neither")
        return self


class Paths(_Section):
    """`state` keeps the money journal; `run` is memory only and emptied at start."""

    state: Path = Path("/var/lib/booth")
    run: Path = Path("/run/booth")


class Settings(_Section):
    """All settings of a booth."""

    languages: tuple[str, ...] = ("en", "de")
    screen: Screen = Screen()
    sale: Sale = Sale()
    documents: Documents = Documents()
    camera: Camera = Camera()
    printer: Printer = Printer()
    coins: Coins = Coins()
    stick: Stick = Stick()
    lights: Lights = Lights()
    ops: Ops = Ops()
    staff: Staff = Staff()
    privacy: Privacy = Privacy()
    paths: Paths = Paths()


def read_settings(path: Path) -> Settings:
    """Read a settings file; raises BadSettings."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadSettings(
            f"{path}: there is no such file; docs/operator.md shows one to start from"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: cannot be read: {error}") from None
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise BadSettings(f"{path}: unknown key '{key}'{_nearest(first['loc'])}") from None
        raise BadSettings(f"{path}: {key}: {first['msg'].lower()}") from None


def _nearest(loc: tuple[int | str, ...]) -> str:
    section: type[BaseModel] = Settings
    for part in loc[:-1]:
        annotation = section.model_fields[str(part)].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            section = annotation
    known = difflib.get_close_matches(str(loc[-1]), section.model_fields, n=1, cutoff=0.5)
    return f"; did you mean '{known[0]}'?" if known else f"; known here: {', '.join(section.model_fields)}"
