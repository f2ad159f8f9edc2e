"""What `kiosk check` and `kiosk photo` do with a picture file."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import numpy as np
from numpy.typing import NDArray

from kiosk.all_or_nothing import NotWritten, write_all
from kiosk.assets import assets_folder
from kiosk.compliance.file_checks import check_compression, check_file
from kiosk.compliance.groups import groups_json
from kiosk.compliance.picture_facts import file_facts
from kiosk.compliance.placement import SHAPE_TOLERANCE
from kiosk.compliance.record import Report
from kiosk.compliance.still_checks import NoFace, SeveralFaces, assess_still
from kiosk.darkroom import CannotDevelop, Developed, Print, Sheet, develop, print_sheet
from kiosk.documents.rule import Colour, DocumentRule
from kiosk.documents.rulebook import Rulebook, RulebookError, UnknownDocument
from kiosk.matte.background_policy import Touched, touch_background
from kiosk.matte.from_network import NetworkMatter
from kiosk.matte.ways import Cutter
from kiosk.portrait.encoder import FileSizeImpossible
from kiosk.portrait.finish import Finish, NotAllowed, monochrome
from kiosk.portrait.framing import framing
from kiosk.portrait.head_points import estimate_head_points
from kiosk.portrait.picture_file import UnreadablePicture, read_picture
from kiosk.portrait.pixels import BgrImage
from kiosk.sheet.imposition import Imposition, PhotoTooLarge
from kiosk.sheet.order import BadOrder, SheetOrder
from kiosk.sheet.paper import UnknownPaper, paper_named
from kiosk.sheet.press import Press
from models.face import FaceLandmarks

if TYPE_CHECKING:
    from models.onnx_matte import OnnxMatteNetwork

OUTPUT_NAMES = ("photo.png", "digital.jpg", "digital.png", "sheet.pdf", "report.json")
"""What `kiosk photo` may write of its first document; it removes what an earlier run left of these."""

Mask = NDArray[np.float32]
"""A person mask, 0 background to 1 person."""

FINISHED_SHARE = 0.75
"""A picture is taken for the finished photo when the crop that the document asks for is at least this part of
its height. Booths and photographers leave more room than that around the head for cutting."""


class PictureRefused(Exception):
    """The picture, or what is asked of it, cannot be used; the text is one line and says what to do."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture and what the networks saw in it: BGR, faces in its pixels, person mask in its size."""

    bgr: NDArray[np.uint8]
    faces: tuple[FaceLandmarks, ...]
    mask: NDArray[np.float32]
    timings_ms: dict[str, float]


def check_picture(image: Path, document_id: str) -> Report:
    """Return the compliance report of a picture file; raises PictureRefused.

    A picture that already is the document's photo is measured as it is, any other as the source of one.
    """
    rule = _rule(_rulebook(), document_id)
    with _refusing(image):
        with networks_for(None) as looking:
            looked = _look(image, looking)
        finished = bool(looked.faces) and is_finished(looked, rule)
        report = assess_still(looked.bgr, looked.faces, looked.mask, rule, finished=finished)
        facts = file_facts(image.read_bytes())
        upload = check_file(facts, rule) if finished else ()
        return Report.of(rule.id, (*report.checks, *check_compression(facts), *upload))


def is_finished(looked: Looked, rule: DocumentRule) -> bool:
    """Tell whether a picture with a face already is the document's photo, so that nothing is cut off it.

    It is when it has exactly the pixels of the document's print or upload, or when it has the photo's shape
    within 1 % and the head fills it: the crop that the document asks for is `FINISHED_SHARE` of its height.
    """
    height_px, width_px = looked.bgr.shape[:2]
    exact = {rule.photo_px, rule.digital.px if rule.digital else None}
    if (width_px, height_px) in exact:
        return True
    if rule.aspect is None or abs(width_px / height_px / rule.aspect - 1) > SHAPE_TOLERANCE:
        return False
    points = estimate_head_points(looked.faces[0].points_px, looked.mask)
    try:
        wanted = framing(points, (width_px, height_px), rule)
    except ValueError:  # no crop of this head meets the document, as when it is bent
        return False
    return wanted.crop_height_px >= FINISHED_SHARE * height_px


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
    book = book or _rulebook()
    rule = _rule(book, document_id)
    with _refusing(image):
        press = Press(paper_named(order.paper), order.dpi, ruler=order.ruler)
        beside = [(_rule(book, other.document_id), other.copies) for other in order.beside(rule.id)]
        obsolete = _obsolete(book, out)
        if _would_be_overwritten(image, out, obsolete):
            raise PictureRefused(f"{image} would be overwritten by the result; name another --out")
        finish.check(rule)
        with networks_for(networks) as looking, ThreadPoolExecutor(2, "darkroom") as darkroom:
            touching: list[Future[_Touching]] = []

            def touch(bgr: BgrImage, mask: Mask) -> None:
                touching.append(darkroom.submit(_touch, bgr, mask, rule, finish, looking))

            looked = _look(image, looking, touch)
            first = _made(looked, rule, finish, touching[0].result(), darkroom)
            others = []
            for its_rule, _ in beside:
                touched = _touch(looked.bgr, looked.mask, its_rule, Finish(), looking)
                others.append(_made(looked, its_rule, Finish(), touched, darkroom))
            began_s = time.perf_counter()
            copies = (order.copies, *(number for _, number in beside))
            sheet = _sheet(list(zip((first, *others), copies, strict=True)), press, order)
            sheet_ms = _ms(began_s, time.perf_counter())
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
    return _Touching(touched, _ms(began_s, time.perf_counter()))


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
    timings_ms = {"background": touching.took_ms, "checks": _ms(began_s, assessed_s)}
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


def colour_named(name: str | None) -> Colour | None:
    """Return a background by its name; raises PictureRefused for a name that issuers do not use."""
    if name is None:
        return None
    known = get_args(Colour)
    if name not in known:
        raise PictureRefused(f"no background is called {name!r}; known are {', '.join(known)}")
    return cast("Colour", name)


def _rulebook() -> Rulebook:
    try:
        return Rulebook.load(assets_folder() / "documents")
    except RulebookError as error:
        raise PictureRefused(str(error)) from None


def _rule(book: Rulebook, document_id: str) -> DocumentRule:
    try:
        rule = book.get(document_id)
    except UnknownDocument as error:
        raise PictureRefused(str(error)) from None
    if not rule.made_here:
        raise PictureRefused(
            f"{rule.id}: this photo is not made in a booth ({'/'.join(rule.route)}); choose another document"
        )
    return rule


class StillNetworks:
    """The networks that look at stills, loaded when they are first needed and then kept; `close` frees them.

    Raises MediapipeUnavailableError when made.
    """

    def __init__(self) -> None:
        from models.backend import make_face_finder, make_person_masker

        self.finder = make_face_finder(streaming=False)
        self.masker = make_person_masker()
        self._matting: OnnxMatteNetwork | None = None
        self._cutter: Cutter | None = None

    def cutter(self) -> Cutter:
        """Return what there is to cut people out with; raises PictureRefused for a network that is broken."""
        from models.onnx_file import BadNetwork
        from models.onnx_matte import installed_network
        from models.store import NotThatModel

        if self._cutter is None:
            try:
                self._matting = installed_network()
            except (NotThatModel, BadNetwork) as error:
                raise PictureRefused(f"{error}; run `kiosk models verify`") from None
            self._cutter = Cutter(network=None if self._matting is None else NetworkMatter(self._matting))
        return self._cutter

    def close(self) -> None:
        """Free every network."""
        self.finder.close()
        self.masker.close()
        if self._matting is not None:
            self._matting.close()


@contextlib.contextmanager
def networks_for(given: StillNetworks | None) -> Iterator[StillNetworks]:
    """Give the networks given, else load some and free them afterwards."""
    from models.bare_packages import MediapipeUnavailableError

    if given is not None:
        yield given
        return
    try:
        networks = StillNetworks()
    except MediapipeUnavailableError as error:
        raise PictureRefused(str(error)) from None
    with contextlib.closing(networks):
        yield networks


def _look(
    image: Path,
    networks: StillNetworks,
    on_mask: Callable[[BgrImage, Mask], None] = lambda _bgr, _mask: None,
) -> Looked:
    from models.still_look import look_at_still

    began_s = time.perf_counter()
    bgr = read_picture(image)
    read_s = time.perf_counter()
    faces, mask = look_at_still(bgr, networks.finder, networks.masker, partial(on_mask, bgr))
    looked_s = time.perf_counter()
    return Looked(bgr, faces, mask, {"read": _ms(began_s, read_s), "look": _ms(read_s, looked_s)})


def _ms(from_s: float, to_s: float) -> float:
    return round(1e3 * (to_s - from_s), 2)


@contextlib.contextmanager
def _refusing(image: Path) -> Iterator[None]:
    """Turn every way a picture can be unusable into one line."""
    try:
        yield
    except NoFace:
        raise PictureRefused(
            f"{image}: no face was found; use a picture that shows one face from the front"
        ) from None
    except SeveralFaces as error:
        raise PictureRefused(
            f"{image}: shows {error.count} faces; use a picture of one person alone"
        ) from None
    except NotAllowed as error:
        raise PictureRefused(str(error)) from None
    except CannotDevelop as error:
        raise PictureRefused(f"{image}: cannot become this photo: {error}") from None
    except FileSizeImpossible as error:
        raise PictureRefused(f"{image}: {error}") from None
    except (UnreadablePicture, UnknownPaper, PhotoTooLarge, BadOrder, NotWritten) as error:
        raise PictureRefused(str(error)) from None
