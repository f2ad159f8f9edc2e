"""The work behind the screens, on a thread of its own: judging a burst, making photo and sheet.

Holds the customer's pictures for as long as the visit lasts; they die with the process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

from hardware.camera.frame import BgrImage, Frame
from kiosk.colour.camera_profile import NEUTRAL, CameraProfile
from kiosk.compliance.burst import best_of_burst
from kiosk.compliance.live_checks import BoothOptics
from kiosk.compliance.marks import Mark, marks, shares
from kiosk.compliance.record import Report
from kiosk.compliance.still_checks import UnusableStillError, assess_still
from kiosk.darkroom import TIGHT, print_pictures
from kiosk.documents.rule import DocumentRule
from kiosk.matte.background_policy import Ways, touch_background
from kiosk.matte.matte import Alpha
from kiosk.matte.ways import Cutter
from kiosk.portrait.crop import Crop, cut_out
from kiosk.portrait.finish import Finish, monochrome
from kiosk.portrait.head_points import Point, estimate_head_points
from kiosk.portrait.solver import Unsolvable, solve
from kiosk.privacy.planting import plant_beside
from kiosk.sheet.imposition import Imposition, Wanted, impose
from kiosk.sheet.press import Press
from kiosk.sheet.sheet_pdf import sheet_pdf
from models.face import FaceFinder, PersonMasker
from models.still_look import look_at_still

T = TypeVar("T")


class NoUsablePicture(Exception):
    """Nothing in the burst can become this document's photo."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture the customer may choose: the finished photo (BGR), the report on it, what its sheet needs.

    `marks` lie where something is wrong. `prints` are the pictures (BGR) that `layout` asks for, `background`
    tells what was done to it, `lit_to_dark_s` how long after the picture the backdrop was seen dark. The
    camera's own picture is kept, as `negative`, only where the photo may be finished in several ways.
    """

    photo: BgrImage
    report: Report
    marks: tuple[Mark, ...]
    layout: Imposition
    prints: tuple[BgrImage, ...]
    background: Mapping[str, Any]
    lit_to_dark_s: float | None = None
    negative: Negative | None = None


@dataclass(frozen=True, slots=True)
class Negative:
    """A picture of the camera, where eyes and photo are in it, and the ways to cut the person out."""

    bgr: BgrImage
    crop: Crop
    eyes: Point
    ways: Ways


class Networks:
    """The networks of a visit, what is known of its camera, and what there is to cut people out with.

    All are loaded at once, for loading stops every thread of the process for half a second (measured): that
    must happen while nobody looks. Live pictures and stills have networks of their own, each pair belongs to
    one thread.
    """

    def __init__(
        self,
        make_finder: Callable[[], FaceFinder],
        make_masker: Callable[[], PersonMasker],
        optics: BoothOptics,
        cutter: Cutter,
        profile: CameraProfile = NEUTRAL,
    ) -> None:
        self.live = (make_finder(), make_masker())
        self.still = (make_finder(), make_masker())
        self.optics = optics
        self.cutter = cutter
        self.profile = profile

    def close(self) -> None:
        """Free every network; nobody may be using one."""
        for finder, masker in (self.live, self.still):
            finder.close()
            masker.close()


class Studio:
    """Runs one job at a time on a worker thread; results come as futures.

    `canary` is planted beside every picture that comes in, and beside the photo.
    """

    def __init__(self, networks: Networks, canary: bytes) -> None:
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="studio")
        self._networks = networks
        self._canary = canary

    def judge(
        self, frames: Sequence[Frame], dark: Frame | None, rule: DocumentRule, press: Press, finish: Finish
    ) -> Future[Shot]:
        """Choose the best picture of a burst and make the photo of it; the future raises NoUsablePicture.

        `dark` is one more picture, with the backdrop dark.
        """
        return self._worker.submit(self._judge, tuple(frames), dark, rule, press, finish)

    def finish(
        self, shots: tuple[Shot, ...], rule: DocumentRule, press: Press, finish: Finish
    ) -> Future[tuple[Shot, ...]]:
        """Finish shots in another way."""
        return self._worker.submit(lambda: tuple(self._finished(shot, rule, press, finish) for shot in shots))

    def sheet(self, shot: Shot) -> Future[bytes]:
        """Return the shot's sheet as a PDF."""
        return self._worker.submit(sheet_pdf, shot.layout, shot.prints)

    def run(self, work: Callable[[], T]) -> Future[T]:
        """Run something slow, such as handing a sheet to the printer."""
        return self._worker.submit(work)

    def close(self) -> None:
        """Finish the job under way and drop the rest."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _judge(
        self, frames: tuple[Frame, ...], dark: Frame | None, rule: DocumentRule, press: Press, finish: Finish
    ) -> Shot:
        networks = self._networks
        seen = [
            (frame, sighting)
            for frame in frames
            if (sighting := _assess(plant_beside(frame.bgr, self._canary), rule, networks)) is not None
        ]
        if not seen:
            raise NoUsablePicture("no picture of the burst can be cropped for this document")
        frame, best = seen[best_of_burst([sighting.report for _, sighting in seen])]
        dark_bgr = None if dark is None else plant_beside(dark.bgr, self._canary)
        ways = networks.cutter.through(networks.profile).ways(best.bgr, best.mask, dark_bgr)
        negative = Negative(best.bgr, best.crop, best.eyes, tuple((name, cache(way)) for name, way in ways))
        shot = self._develop(negative, best.report, best.marks, rule, press, finish)
        return shot if dark is None else replace(shot, lit_to_dark_s=dark.captured_s - frame.captured_s)

    def _finished(self, shot: Shot, rule: DocumentRule, press: Press, finish: Finish) -> Shot:
        if shot.negative is None:
            raise ValueError(f"{rule.id}: this photo is finished")
        return self._develop(shot.negative, shot.report, shot.marks, rule, press, finish)

    def _develop(
        self,
        negative: Negative,
        report: Report,
        marked: tuple[Mark, ...],
        rule: DocumentRule,
        press: Press,
        finish: Finish,
    ) -> Shot:
        if rule.print_mm is None:
            raise ValueError(f"{rule.id} has no printed photo")
        finish.check(rule)
        touched = touch_background(negative.bgr, rule.background, finish.colour, negative.ways)
        bgr = monochrome(touched.bgr) if finish.monochrome else touched.bgr
        crop = negative.crop.tightened(negative.eyes, TIGHT) if finish.tight else negative.crop
        layout = impose((Wanted(rule.print_mm),), press)
        photo = plant_beside(cut_out(bgr, crop), self._canary)
        return Shot(
            photo,
            report,
            () if finish.tight else marked,
            layout,
            print_pictures([(bgr, crop)], layout),
            touched.told,
            negative=negative if rule.free else None,
        )


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A picture of the burst that can become the document's photo."""

    bgr: BgrImage
    mask: Alpha
    crop: Crop
    eyes: Point
    report: Report
    marks: tuple[Mark, ...]


def _assess(bgr: BgrImage, rule: DocumentRule, networks: Networks) -> _Sighting | None:
    """Look at a picture; None for one that cannot become the document's photo."""
    faces, mask = look_at_still(bgr, *networks.still)
    try:
        report = assess_still(bgr, faces, mask, rule, optics=networks.optics)
    except UnusableStillError:
        return None
    height, width = bgr.shape[:2]
    points = estimate_head_points(faces[0].points_px, mask)
    crop = solve(points, (width, height), rule)
    if isinstance(crop, Unsolvable):
        return None
    in_photo = [crop.to_output((float(x), float(y))) for x, y in faces[0].points_px[:, :2]]
    marked = marks(report, shares(in_photo, (crop.width_px, crop.height_px)))
    return _Sighting(bgr, mask, crop, points.eye_middle, report, marked)
