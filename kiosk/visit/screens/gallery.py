"""Renders every screen with made-up views to PNG files, for eyes and for the README.

    python -m kiosk.visit.screens.gallery FOLDER [WIDTHxHEIGHT …]

The person shown is drawn here and is nobody.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pygame

from kiosk.assets import assets_folder
from kiosk.compliance.groups import GROUPS
from kiosk.compliance.marks import Mark
from kiosk.compliance.way_out import COVERED_HEAD, ILLNESS
from kiosk.messages.to_visit import NoticeFacts
from kiosk.portability.stick import Outcome
from kiosk.portrait.finish import Finish
from kiosk.privacy.policy_text import read_policy
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.speech import SilentSpeaker
from kiosk.visit.effects import Reason
from kiosk.visit.events import CodeAnswer
from kiosk.visit.flow import IDLE_LIMIT_S, Place, Visit
from kiosk.visit.stage import Stage
from kiosk.visit.verdicts import LIVE_GROUPS
from kiosk.visit.view import (
    BgrImage,
    DocumentChoice,
    Farewell,
    LanguageChoice,
    LiveView,
    Oval,
    ShotView,
    Verdict,
    View,
)

LANGUAGES = assets_folder() / "languages"
POLICIES = assets_folder() / "policies"
SIZES = ((1080, 1920), (1920, 1080))


def nobody(width: int, height: int, *, head_h: float, head_y: float, lean: float = 0.0) -> BgrImage:
    """Draw a flat person, BGR; `head_h` and `head_y` are the head's height and middle in heights."""
    h, w = height * 2, width * 2
    column = np.linspace(1.02, 0.93, h)[:, None, None] * np.array((226.0, 224.0, 220.0))
    big = np.repeat(column.astype(np.uint8), w, axis=1)
    cx, cy, ry = w * (0.5 + lean), h * head_y, h * head_h / 2

    def oval(x: float, y: float, ax: float, ay: float, colour: tuple[int, int, int]) -> None:
        centre, axes = (round(cx + x * ry), round(cy + y * ry)), (round(ax * ry), round(ay * ry))
        cv2.ellipse(big, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)

    oval(0, -0.12, 0.86, 0.98, (40, 44, 58))
    oval(0, 2.75, 1.75, 1.55, (118, 86, 52))
    oval(0, 1.18, 0.36, 0.5, (132, 164, 208))
    oval(0, 1.55, 0.5, 0.22, (132, 164, 208))
    oval(0, 0.05, 0.72, 0.94, (150, 184, 226))
    oval(-0.7, 0.1, 0.09, 0.2, (140, 172, 216))
    oval(0.7, 0.1, 0.09, 0.2, (140, 172, 216))
    oval(0, -0.72, 0.62, 0.34, (40, 44, 58))
    for side in (-0.29, 0.29):
        oval(side, -0.08, 0.12, 0.062, (250, 250, 250))
        oval(side, -0.08, 0.058, 0.058, (66, 84, 108))
        oval(side, -0.08, 0.026, 0.026, (20, 20, 24))
        oval(side, -0.27, 0.17, 0.03, (50, 58, 74))
    oval(0, 0.2, 0.07, 0.16, (138, 168, 212))
    oval(0, 0.5, 0.22, 0.05, (104, 108, 186))
    return np.asarray(cv2.resize(big, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


DOCUMENTS = (
    ("us-passport", "United States", "Passport", "51×51 mm", True, 4, None),
    ("schengen-visa", "Schengen area", "Visa", "35×45 mm", True, 4, None),
    ("uk-passport-print", "United Kingdom", "Passport (paper form)", "35×45 mm", True, 4, None),
    ("de-driving-licence", "Germany", "Driving licence", "35×45 mm", True, 4, None),
    ("icao-35x45", "Anywhere", "Passport photo, general", "35×45 mm", True, 4, None),
    (
        "de-passport",
        "Germany",
        "Passport, identity card",
        "35×45 mm",
        False,
        4,
        "German offices have refused paper photos since August 2025. They take the picture themselves.",
    ),
    ("ca-passport", "Canada", "Passport", "50×70 mm", False, 2, None),
    ("in-passport", "India", "Passport", "51×51 mm", False, 4, None),
    ("cn-visa", "China", "Visa", "33×48 mm", False, 4, None),
    ("ch-driving", "Switzerland", "Driving licence", "35×45 mm", False, 4, None),
)


def documents() -> tuple[DocumentChoice, ...]:
    """Return a few documents to choose from."""
    return tuple(
        DocumentChoice(key, country, name, size, liked, copies, f"{country} {name}", advice)
        for key, country, name, size, liked, copies, advice in DOCUMENTS
    )


NOTED = NoticeFacts(operator="Bright Photo Booths Ltd, Leeds", contact="privacy@photo.example")


def blank(language: str = "en", catalogue: Catalogue | None = None) -> View:
    """Return the view of a booth at rest."""
    offered = catalogue.languages() if catalogue else (("de", "Deutsch"), ("en", "English"))
    return View(
        visit=Visit(language=language),
        languages=tuple(LanguageChoice(code, name) for code, name in offered),
        documents=documents(),
        document=None,
        notice=read_policy(POLICIES, language).notice(NOTED),
        price_cents=800,
        currency="EUR",
        inserted_cents=0,
        coins_cents=(200, 100, 50, 20, 10, 5),
        live=None,
        shots=(),
        farewell=None,
        out_of_service=(),
    )


def live_view(**changes: Any) -> LiveView:  # noqa: ANN401 -- LiveView's own fields
    """Return a live view of nobody, who sits a little to the side."""
    made = LiveView(
        frame=nobody(960, 1280, head_h=0.36, head_y=0.47, lean=0.05),
        oval=Oval(0.5, 0.45, 0.40, 0.40),
        hint="move_left",
        arrow="left",
        ring=0.0,
        countdown=None,
        flash=False,
        may_override=False,
        lights=tuple((label, label != "Position") for label, _beginnings in LIVE_GROUPS),
    )
    return replace(made, **changes)


GOOD = tuple(label for label, _beginnings in GROUPS if label != "Glasses")
MARKS = (
    Mark("shade", 0.07, 0.42, 0.14, 0.84, mandatory=False),
    Mark("shade", 0.93, 0.42, 0.14, 0.84, mandatory=False),
    Mark("ring", 0.385, 0.445, 0.2, 0.1, mandatory=True),
    Mark("ring", 0.615, 0.445, 0.2, 0.1, mandatory=True),
    Mark("arrow", 0.5, 0.82, 0.14, 0.14, mandatory=True, towards="down"),
)


def shot(*, passed: bool = True, lean: float = 0.0, width: int = 413, height: int = 531) -> ShotView:
    """Return a finished photo of nobody and a verdict on it."""
    verdicts = [Verdict(label, passed=True, mandatory=True) for label in GOOD]
    if not passed:
        verdicts[3] = Verdict(GOOD[3], passed=False, mandatory=True, advice="Open your eyes wide")
        verdicts[8] = Verdict(GOOD[8], passed=False, mandatory=False, advice="The background is not even")
    photo = nobody(width, height, head_h=0.72, head_y=0.47, lean=lean)
    return ShotView(photo, tuple(verdicts), passed, () if passed else MARKS)


def sample_views(language: str, catalogue: Catalogue | None = None) -> dict[str, View]:
    """Return a view for every screen and every face it has, by name."""
    rest = blank(language, catalogue)
    chosen = replace(rest, document=rest.documents[1])

    def at(place: Place, base: View = chosen, **visit: Any) -> View:  # noqa: ANN401 -- Visit's own fields
        changed = replace(base.visit, place=place, **visit)
        return replace(base, visit=changed)

    pose = at(Place.POSE)
    ready = live_view(
        frame=nobody(960, 1280, head_h=0.38, head_y=0.45),
        hint="ready",
        arrow=None,
        ring=0.62,
        lights=tuple((label, True) for label, _passed in live_view().lights),
    )
    one, two = shot(), shot(passed=False, lean=0.03)
    choose = replace(at(Place.CHOOSE, shots=1), shots=(one,))
    walled = replace(rest.documents[1], walls=("light-blue", "beige", "light-brown", "light-grey", "white"))
    free = replace(rest.documents[1], paints=("light-grey", "white", "beige", "blue", "red"), free=True)
    now_s = IDLE_LIMIT_S[Place.TERMS] - 14.2
    everything = NOTED.model_copy(update={"profile": "illinois", "retention_minutes": 10, "stick": True})
    with_extras = read_policy(POLICIES, language).notice(everything)
    out = replace(rest, out_of_service=("printer.out_of_paper",))

    def gone(reason: Reason, deleted: bool | None, owed: int = 0, voucher: str | None = None) -> View:
        return replace(rest, farewell=Farewell(reason, deleted, owed, voucher))

    def gone_but(**sheet: Any) -> View:  # noqa: ANN401 -- Farewell's own fields
        return replace(rest, farewell=replace(Farewell(Reason.FINISHED, deleted=True), **sheet))

    return {
        "01-attract": rest,
        "01-attract-kept": replace(rest, kept=1, notice=with_extras),
        "01-code": at(Place.CODE, rest),
        "01-code-wrong": at(Place.CODE, rest, code_answer=CodeAnswer.WRONG),
        "01-code-asleep": at(Place.CODE, rest, code_answer=CodeAnswer.ASLEEP),
        "02-reprint": at(Place.REPRINT, rest, reprint=True, kept_minutes=8),
        "02-reprint-no-paper": at(Place.REPRINT, out, reprint=True, kept_minutes=1),
        "02-language": at(Place.LANGUAGE, rest),
        "03-document": at(Place.DOCUMENT, rest),
        "04-terms": at(Place.TERMS),
        "04-terms-extras": replace(at(Place.TERMS), notice=with_extras),
        "05-pay": at(Place.PAY),
        "05-pay-some": replace(at(Place.PAY), inserted_cents=350),
        "06-pose-waking": replace(pose, live=live_view(frame=None, hint=None, arrow=None)),
        "06-pose-hint": replace(pose, live=live_view()),
        "06-pose-closer": replace(
            pose, live=live_view(hint="come_closer", arrow="closer", may_override=True)
        ),
        "06-pose-explained": replace(
            pose, live=live_view(hint="turn_right", arrow="turn_right", help="explanation")
        ),
        "06-pose-way-out": replace(
            pose,
            live=live_view(
                hint="uncover_head",
                arrow=None,
                may_override=True,
                help="way_out",
                ways_out=(COVERED_HEAD["religious-or-medical"], ILLNESS),
            ),
        ),
        "06-pose-walls": replace(pose, live=live_view(), document=walled),
        "06-pose-ready": replace(pose, live=ready),
        "06-pose-countdown": replace(pose, live=replace(ready, ring=1.0, countdown=2)),
        "06-pose-flash": replace(pose, live=replace(ready, flash=True)),
        "07-choose-one": choose,
        "07-choose-refused": replace(at(Place.CHOOSE, shots=1), shots=(two,)),
        "07-choose-some": replace(
            at(Place.CHOOSE, shots=3, retakes_left=1), shots=(two, shot(lean=-0.02), one)
        ),
        "07-choose-square": replace(
            at(Place.CHOOSE, shots=4, retakes_left=0),
            shots=tuple(shot(width=500, height=500, passed=i > 0) for i in range(4)),
        ),
        "07-choose-free": replace(choose, document=free, shots=(replace(one, painted=True),)),
        "07-choose-free-not-painted": replace(choose, document=free),
        "07-choose-free-some": replace(
            at(Place.CHOOSE, shots=3, finish=Finish(colour="blue", tight=True), finishing=True),
            shots=(two, shot(lean=-0.02), replace(one, painted=True)),
            document=free,
        ),
        "08-preparing": at(Place.PRINTING),
        "08-printing": at(Place.PRINTING, print_progress=0.45),
        "08-take": at(Place.TAKE),
        "08-take-writing": at(Place.TAKE, writing=True),
        "08-take-locked": replace(at(Place.TAKE, stick=Outcome.WRITTEN), password=" ".join(["4711"] * 4)),
        "08-take-trouble": at(Place.TAKE, stick=Outcome.SEVERAL_STICKS),
        "09-deleting": gone(Reason.FINISHED, None),
        "09-deleted": gone(Reason.FINISHED, deleted=True),
        "09-kept": gone_but(sheet="kept", kept_minutes=10, code="047115"),
        "09-kept-and-owed": gone_but(
            sheet="kept", kept_minutes=10, code="047115", owed_cents=50, voucher="7KQ4-M2XD"
        ),
        "09-kept-for-nobody": gone_but(reason=Reason.TIMED_OUT, sheet="kept", kept_minutes=1),
        "09-not-kept": gone_but(sheet="not_kept"),
        "09-sheet-deleted": gone_but(reason=Reason.CANCELLED, sheet="deleted"),
        "09-time-up": gone_but(reason=Reason.FAILED, sheet="time_up", owed_cents=200, voucher="7KQ4-M2XD"),
        "09-cancelled": gone(Reason.CANCELLED, deleted=True, owed=350, voucher="7KQ4-M2XD"),
        "09-timed-out": gone(Reason.TIMED_OUT, deleted=True),
        "09-failed": gone(Reason.FAILED, deleted=True, owed=800, voucher="7KQ4-M2XD"),
        "10-out-of-service": out,
        "10-out-of-service-kept": replace(out, kept=1),
        "11-stop": at(Place.TERMS, asking_to_stop=True),
        "11-warning": at(Place.TERMS, now_s=now_s),
        "11-warning-reprint": at(Place.REPRINT, rest, reprint=True, kept_minutes=8, now_s=now_s),
        "11-notice": at(Place.TERMS, showing_notice=True),
        "11-notice-extras": replace(at(Place.TERMS, showing_notice=True), notice=with_extras),
    }


TOUCHED: dict[str, tuple[str, tuple[str, ...]]] = {
    "01-code-typed": ("01-code", ("digit:4", "digit:0", "digit:7")),
    "03-document-search": ("03-document", ("search", "key:P", "key:A", "key:S")),
    "03-document-all": ("03-document", ("all",)),
    "03-document-advice": ("03-document", ("search", "key:G", "key:E", "key:R", "document:de-passport")),
    "04-terms-chosen": ("04-terms-extras", ("extra:reprint",)),
    "06-pose-override": ("06-pose-closer", ("shutter",)),
    "06-pose-way-out-override": ("06-pose-way-out", ("shutter",)),
    "11-languages": ("04-terms", ("languages",)),
}
"""Screens that come of touching targets on another one."""


def touch(stage: Stage, target_id: str, clock: list[float]) -> tuple[object, ...]:
    """Touch a target like a finger would; `clock[0]` is the time and moves on."""
    clock[0] += 1.0
    at = stage.targets()[target_id].center
    down = stage.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1, touch=False))
    clock[0] += 0.1
    return down + stage.handle(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=at, button=1, touch=False))


def _size(text: str) -> tuple[int, int]:
    width, _x, height = text.partition("x")
    return int(width), int(height)


def render(folder: Path, sizes: tuple[tuple[int, int], ...] = SIZES) -> list[Path]:
    """Write every screen in every language and size; returns the files."""
    catalogue = Catalogue.load(LANGUAGES)
    written: list[Path] = []
    for size_px in sizes:
        for code, _name in catalogue.languages():
            views = sample_views(code, catalogue)
            jobs = {name: (name, ()) for name in views} | TOUCHED
            for name, (base, touches) in sorted(jobs.items()):
                clock = [100.0]
                stage = Stage(size_px, catalogue, SilentSpeaker(), partial(clock.__getitem__, 0))
                stage.update(views[base])
                for target_id in touches:
                    touch(stage, target_id, clock)
                surface = pygame.Surface(size_px)
                for moment in range(12):
                    stage.draw(surface, clock[0] + 10.0 + moment * 0.34)
                path = folder / f"{size_px[0]}x{size_px[1]}" / code / f"{name}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                pygame.image.save(surface, str(path))
                written.append(path)
    return written


if __name__ == "__main__":
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    asked = tuple(_size(text) for text in sys.argv[2:])
    print(len(render(Path(sys.argv[1]), asked or SIZES)), "pictures written")
