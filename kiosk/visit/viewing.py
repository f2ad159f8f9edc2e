"""Makes the view: everything the screens may draw from, put together anew at every turn of the loop."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.camera.frame import BgrImage
from hardware.camera.picture_camera import LIVE_SIZE_PX
from kiosk.assets import assets_folder
from kiosk.compliance.way_out import ways_out
from kiosk.messages.to_visit import Balance, Deleted, NotDeleted, NoticeFacts, Prepare, SheetsKept
from kiosk.portability.password import Password
from kiosk.privacy.policy_text import Notice, read_policy
from kiosk.ui.catalogue import SOURCE, Catalogue
from kiosk.visit.album import Album
from kiosk.visit.effects import Reason
from kiosk.visit.flow import Place, Visit
from kiosk.visit.offer import documents_on_offer, languages_on_offer
from kiosk.visit.oval import oval_for
from kiosk.visit.verdicts import live_lights, verdicts
from kiosk.visit.view import DocumentChoice, Farewell, LiveView, ShotView, View

FAREWELL_S = 15.0
FAREWELL_WITH_CODE_S = 45.0


@dataclass(frozen=True, slots=True)
class PoseMoment:
    """What the clock has to do with the pose screen just now."""

    countdown: int | None
    flash: bool
    may_override: bool


class Viewer:
    """Puts views together; keeps the lists of documents, which take a while to make, by language."""

    def __init__(self, prepare: Prepare, album: Album, catalogue: Catalogue) -> None:
        self._prepare = prepare
        self._album = album
        self._catalogue = catalogue
        self._languages = languages_on_offer(catalogue, prepare.languages)
        codes = {SOURCE, *(choice.code for choice in self._languages)}
        self._notices = _notices(prepare.privacy, codes)
        self._notices_while_full = _notices(
            prepare.privacy.model_copy(update={"retention_minutes": 0}), codes
        )
        self._documents: dict[str, tuple[DocumentChoice, ...]] = {}

    def view(
        self,
        visit: Visit,
        balance: Balance,
        pose: PoseMoment,
        farewell: Farewell | None,
        out_of_service: tuple[str, ...],
        kept: SheetsKept,
        password: Password | None = None,
    ) -> View:
        """Return the view of this moment."""
        documents = self._documents_in(visit.language)
        notices = self._notices if kept.room else self._notices_while_full
        return View(
            visit=visit,
            languages=self._languages,
            documents=documents,
            document=next((choice for choice in documents if choice.id == visit.document_id), None),
            notice=notices.get(visit.language, notices[SOURCE]),
            price_cents=self._prepare.price_cents,
            currency=self._prepare.currency,
            inserted_cents=balance.inserted_cents,
            coins_cents=balance.coins_cents,
            live=self._live(pose) if visit.place is Place.POSE else None,
            shots=self._shots(visit.language),
            farewell=farewell,
            out_of_service=out_of_service,
            kept=kept.count,
            password=None if password is None else password.for_people,
        )

    def _documents_in(self, language: str) -> tuple[DocumentChoice, ...]:
        if language not in self._documents:
            self._documents[language] = documents_on_offer(
                self._album.rulebook.with_variants(),
                self._prepare.favourites,
                self._album.press.paper,
                language,
                self._catalogue.translator(language).gettext,
            )
        return self._documents[language]

    def _shots(self, language: str) -> tuple[ShotView, ...]:
        translate = self._catalogue.translator(language).gettext
        return tuple(
            ShotView(
                shot.photo,
                verdicts(shot.report, translate),
                shot.report.passed,
                shot.marks,
                painted=shot.background["changed"],
            )
            for shot in self._album.shots
        )

    def _live(self, pose: PoseMoment) -> LiveView:
        frame, sight = self._album.eye.frame, self._album.eye.sight
        coaching = None if sight is None else sight.coaching
        rule = self._album.rule
        return LiveView(
            frame=None if frame is None else frame.bgr,
            oval=oval_for(self._album.rule, LIVE_SIZE_PX if frame is None else _size_px(frame.bgr)),
            hint=None if coaching is None else coaching.hint,
            arrow=None if coaching is None else coaching.arrow,
            ring=0.0 if coaching is None else coaching.ring,
            countdown=pose.countdown,
            flash=pose.flash,
            may_override=pose.may_override,
            lights=() if coaching is None else live_lights(coaching.report),
            help="hint" if coaching is None else coaching.help,
            ways_out=() if coaching is None or rule is None else ways_out(coaching.report, rule),
        )


def farewell_in(message: Deleted | NotDeleted, reason: Reason) -> Farewell:
    """Return what the supervisor says of the visit before, for the screen."""
    if isinstance(message, NotDeleted):
        return Farewell(reason, deleted=False, owed_cents=message.owed_cents, voucher=message.voucher)
    return Farewell(
        reason,
        deleted=True,
        owed_cents=message.owed_cents,
        voucher=message.voucher,
        sheet=message.sheet,
        kept_minutes=message.kept_minutes,
        code=message.code,
    )


def farewell_s(farewell: Farewell) -> float:
    """Return how long the farewell stays for somebody who does not touch: with a code, to write it down."""
    return FAREWELL_S if farewell.code is None else FAREWELL_WITH_CODE_S


def _notices(facts: NoticeFacts, languages: set[str]) -> dict[str, Notice]:
    policies = assets_folder() / "policies"
    return {code: read_policy(policies, code).notice(facts) for code in languages}


def _size_px(bgr: BgrImage) -> tuple[int, int]:
    height, width = bgr.shape[:2]
    return width, height
