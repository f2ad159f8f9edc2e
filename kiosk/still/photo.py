"""What `kiosk photo` does: photos, digital files, sheet and report of a picture file."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.all_or_nothing import write_all
from kiosk.compliance.groups import groups_json
from kiosk.compliance.still_checks import NoFace, assess_still
from kiosk.darkroom import Developed, Print, Sheet, develop, print_sheet
from kiosk.documents.rule import DocumentRule
from kiosk.documents.rulebook import Rulebook
from kiosk.matte.background_policy import Touched, touch_background
from kiosk.portrait.finish import Finish, monochrome
from kiosk.portrait.head_points import estimate_head_points
from kiosk.portrait.pixels import BgrImage
from kiosk.sheet.imposition import Imposition
from kiosk.sheet.order import SheetOrder
from kiosk.sheet.paper import paper_named
from kiosk.sheet.press import Press
from kiosk.still.looking import Looked, Mask, StillNetworks, elapsed_ms, look, networks_for
from kiosk.still.refusing import PictureRefused, refusing
from kiosk.still.wishes import rule_named, rulebook

OUTPUT_NAMES = ("photo.png", "digital.jpg", "digital.png", "sheet.pdf", "report.json")
"""What `kiosk photo` may write of its first document; it removes what an earlier run left of these."""


def make_photo(
    image: Path,
    document_id: str,
    out: Path,
    order: SheetOrder,
    finish: Finish,
    networks: StillNetworks | None = None,
    book: Rulebook | None = None,
) -> tuple[dict[str, Any], list[Path]]:
    """Write photos, digital files, the sheet and the report of a picture file into `out`.

    `finish` is for the first document, the others are as their rules say; networks and rulebook that are not
    given are loaded. Returns the report and the files written; raises PictureRefused, and then nothing was
    written.
    """
    book = book or rulebook()
    rule = rule_named(book, document_id)
    with refusing(image):
        press = Press(paper_named(order.paper), order.dpi, ruler=order.ruler)
        beside = [(rule_named(book, other.document_id), other.copies) for other in order.beside(rule.id)]
        obsolete = _obsolete(book, out)
        if _would_be_overwritten(image, out, obsolete):
            raise PictureRefused(f"{image} would be overwritten by the result; name another --out")
        finish.check(rule)
        with networks_for(networks) as looking, ThreadPoolExecutor(2, "darkroom") as darkroom:
            touching: list[Future[_Touching]] = []

            def touch(bgr: BgrImage, mask: Mask) -> None:
                touching.append(darkroom.submit(_touch, bgr, mask, rule, finish, looking))

            looked = look(image, looking, touch)
            first = _made(looked, rule, finish, touching[0].result(), darkroom)
            others = []
            for its_rule, _ in beside:
                touched = _touch(looked.bgr, looked.mask, its_rule, Finish(), looking)
                others.append(_made(looked, its_rule, Finish(), touched, darkroom))
            began_s = time.perf_counter()
            copies = (order.copies, *(number for _, number in beside))
            sheet = _sheet(list(zip((first, *others), copies, strict=True)), press, order)
            sheet_ms = elapsed_ms(began_s, time.perf_counter())
            files = first.files("")
            for other in others:
                files |= other.files(f"-{other.rule.id}")
        timings_ms = looked.timings_ms | first.timings_ms | first.developed.timings_ms
        content: dict[str, Any] = {
            **first.content,
            "sheet": None if sheet is None else _told(sheet.layout, press),
            "also": [other.content for other in others],
            "timings_ms": timings_ms | {"sheet": sheet_ms},
        }
        if sheet is not None:
            files["sheet.pdf"] = sheet.pdf
        files["report.json"] = (json.dumps(content, indent=2) + "\n").encode()
        return content, write_all(out, files, obsolete)


@dataclass(frozen=True, slots=True)
class _Made:
    """One document of a picture: the finished picture, what the darkroom made, its part of the report."""

    rule: DocumentRule
    bgr: BgrImage
    developed: Developed
    content: dict[str, Any]
    timings_ms: dict[str, float]

    def files(self, ending: str) -> dict[str, bytes]:
        files = {f"photo{ending}.png": self.developed.photo_png}
        if self.developed.digital_file is not None:
            files[f"digital{ending}{self.developed.digital_suffix}"] = self.developed.digital_file
        return files


@dataclass(frozen=True, slots=True)
class _Touching:
    """A picture with the background that its rule and the customer want, and how long that took."""

    touched: Touched
    took_ms: float


def _touch(
    bgr: BgrImage, mask: Mask, rule: DocumentRule, finish: Finish, networks: StillNetworks
) -> _Touching:
    began_s = time.perf_counter()
    background = rule.background
    touching = background is not None and background.policy != "keep"
    ways = networks.cutter().ways(bgr, mask) if touching else ()
    touched = touch_background(bgr, background, finish.colour, ways)
    return _Touching(touched, elapsed_ms(began_s, time.perf_counter()))


def _made(
    looked: Looked, rule: DocumentRule, finish: Finish, touching: _Touching, darkroom: Executor
) -> _Made:
    touched = touching.touched
    bgr = monochrome(touched.bgr) if finish.monochrome else touched.bgr
    began_s = time.perf_counter()
    developing = darkroom.submit(_develop, looked, bgr, rule, finish, darkroom)
    # What is wrong with the picture is told before what is wrong with its crop.
    report = assess_still(touched.bgr, looked.faces, looked.mask, rule)
    assessed_s = time.perf_counter()
    developed = developing.result()
    timings_ms = {"background": touching.took_ms, "checks": elapsed_ms(began_s, assessed_s)}
    content = {
        "document": rule.id,
        **developed.geometry,
        "background": dict(touched.told),
        "finish": {"monochrome": finish.monochrome, "tight": finish.tight},
        "checks": report.to_json()["checks"],
        "groups": groups_json(report),
        "passed": report.passed,
    }
    return _Made(rule, bgr, developed, content, timings_ms)


def _develop(
    looked: Looked, bgr: BgrImage, rule: DocumentRule, finish: Finish, darkroom: Executor
) -> Developed:
    """Develop the picture; raises NoFace where there is nobody, and what `develop` raises."""
    if not looked.faces:
        raise NoFace("no face was found in the picture")
    points = estimate_head_points(looked.faces[0].points_px, looked.mask)
    return develop(bgr, points, rule, None, tight=finish.tight, beside=darkroom)


def _sheet(wanted: Sequence[tuple[_Made, int | None]], press: Press, order: SheetOrder) -> Sheet | None:
    prints = [
        Print(made.bgr, made.developed.crop, made.rule.print_mm, copies, made.developed.photo_bgr)
        for made, copies in wanted
        if made.rule.print_mm
    ]
    if not prints:
        return None
    return print_sheet(prints, press, gap_mm=order.gap_mm, margin_mm=order.margin_mm)


def _told(layout: Imposition, press: Press) -> dict[str, Any]:
    """Return what `report.json` tells of the sheet; `best_possible` is null where no bound is known."""
    return {
        "paper": press.paper.name,
        "photos": len(layout.places),
        "best_possible": layout.at_most,
        "proven": layout.proven,
        "turned": sum(place.turned for place in layout.places),
        "dpi": press.dpi,
        "ruler_mm": layout.ruler.length_mm if layout.ruler else None,
    }


def _obsolete(book: Rulebook, out: Path) -> list[str]:
    """Return the names of all that an earlier run left in `out`."""
    ids = [rule.id for rule in book.with_variants()]
    beside = {f"{stem}-{document_id}" for document_id in ids for stem in ("photo", "digital")}
    names = {*OUTPUT_NAMES, *(f"{stem}{suffix}" for stem in beside for suffix in (".png", ".jpg"))}
    try:
        return sorted(names.intersection(entry.name for entry in out.iterdir()))
    except OSError:  # no folder yet, or none that can be read: writing into it says which
        return []


def _would_be_overwritten(image: Path, out: Path, names: Sequence[str]) -> bool:
    try:
        return image.resolve() in {(out / name).resolve() for name in names}
    except (OSError, RuntimeError):  # such as links in a circle, which reading refuses in its own words
        return False
