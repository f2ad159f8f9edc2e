"""Choose: the pictures taken, what is right and wrong with each, and which to print."""

from __future__ import annotations

from collections.abc import Hashable

import cv2
import numpy as np
import pygame

from kiosk.compliance.marks import Mark
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight, isolate
from kiosk.ui.theme import (
    ACCENT,
    BODY,
    CARD,
    GROUND,
    INK,
    PILL,
    RADIUS_SMALL,
    RAISED,
    SMALL,
    VERDICTS,
    Tone,
)
from kiosk.ui.widgets import bullet, button, focus_ring, primary, verdict_row, waiting
from kiosk.visit.events import FinishChosen, Retake, ShotChosen
from kiosk.visit.screens.document_search import document_icon
from kiosk.visit.screens.finishes import draw_finishes, finish_after, finish_room, spoken_finishes
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.photo_marks import draw_marks
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import BgrImage, DocumentChoice, ShotView, Verdict, View

ROW_H, ADVICE_ROW_H, ROW_GAP = 96, 128, 12
THUMBS_H = 232
MORE_H = 52


def tone_of(verdict: Verdict) -> Tone:
    """Return how a line of the verdict is drawn."""
    if verdict.passed:
        return Tone.GOOD
    return Tone.BAD if verdict.mandatory else Tone.NOTE


def selected_shot(view: View, local: Local) -> int:
    """Return the shot looked at: the one touched, else the newest that passed, else the newest."""
    if local.selected is not None and local.selected < len(view.shots):
        return local.selected
    passed = [i for i, shot in enumerate(view.shots) if shot.passed]
    return passed[-1] if passed else len(view.shots) - 1


class ChooseScreen(Screen):
    """Stateless; the pictures are scaled when the screen is painted and not kept."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the shots, the tries left, and how they are finished."""
        visit, shots = view.visit, tuple((id(s.photo), s.verdicts, s.passed) for s in view.shots)
        return (shots, visit.retakes_left, view.document, visit.finish, visit.finishing)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:
        """Draw the picture looked at, its verdict, the others, and the buttons."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room = regions(canvas.box)
        one = len(view.shots) == 1
        below = title(canvas, _("Your photo") if one else _("Which photo shall we print?"))
        if view.shots:
            index = selected_shot(view, local)
            shot = view.shots[index]
            body = room.body
            if room.portrait:
                body = Box(body.x, below + 40, body.w, room.second.y - 40 - below - 40)
            if view.document is not None and (view.document.paints or view.document.free):
                finishes = finish_room(view.document)
                finish, place = view.visit.finish, body.bottom_part(finishes)
                draw_finishes(canvas, view.document, finish, place, painted=shot.painted)
                body = body.top(body.h - finishes - 28)
            if not one:
                self._thumbs(canvas, view, index, body.bottom_part(THUMBS_H))
                body = body.top(body.h - THUMBS_H - 32)
            self._shot(canvas, shot, body, index if one else None, view.document)
            label = _("Print this photo") if shot.passed else _("Print it anyway")
            if view.visit.finishing:
                waiting(canvas, room.primary, _("One moment – your photo is being finished"), "clock")
            else:
                primary(canvas, "print", room.primary, label, "printer")
        left = view.visit.retakes_left
        if left > 0 and not view.visit.finishing:
            again = canvas.ngettext(
                "Take another – {count} try left", "Take another – {count} tries left", left
            ).format(count=left)
            button(canvas, "retake", room.second, again, icon="redo")
        footer(canvas)

    def _shot(
        self, canvas: Canvas, shot: ShotView, body: Box, index: int | None, document: DocumentChoice | None
    ) -> None:
        """Draw the picture like a print on the left and its verdict on the right."""
        rows, columns = shot.photo.shape[:2]
        aspect = columns / rows
        h = min(body.h, (body.w * 0.53) / aspect + 32)
        print_box = Box(body.x, body.y, (h - 32) * aspect + 32, h)
        canvas.panel(print_box, PanelLook(CARD, RADIUS_SMALL, shadow=RAISED))
        draw_photo(canvas, shot.photo, print_box.inset(16), shot.marks)
        if index is not None:
            canvas.target(
                f"shot:{index}", print_box, canvas.gettext("Photo {number}").format(number=index + 1)
            )
            focus_ring(canvas, f"shot:{index}", print_box)
            _what_you_get(canvas, document, print_box, body)
        _verdict(canvas, shot, body.beside(print_box.w + 40), document)

    def _thumbs(self, canvas: Canvas, view: View, selected: int, room: Box) -> None:
        _ = canvas.gettext
        w = min((room.w - 3 * 24) / 4, 224)
        for index, shot in enumerate(view.shots):
            box = Box(room.x + index * (w + 24), room.y, w, room.h)
            chosen = index == selected
            canvas.panel(box, PanelLook(CARD, 20, ACCENT if chosen else None, 6, shadow=RAISED))
            rows, columns = shot.photo.shape[:2]
            scale = min((w - 28) / columns, (room.h - 28) / rows)
            draw_photo(canvas, shot.photo, box.middle(columns * scale, rows * scale))
            look = VERDICTS[Tone.GOOD if shot.passed else Tone.BAD]
            badge = Box(box.right - 66, box.bottom - 66, 56, 56)
            canvas.panel(badge, PanelLook(look.tint, PILL))
            canvas.icon(look.icon, badge, 44, look.mark)
            target_id = f"shot:{index}"
            focus_ring(canvas, target_id, box)
            said = _("Photo {number}").format(number=index + 1)
            canvas.target(target_id, box, f"{said}, {overall_word(canvas.language, shot, view.document)}")

    def spoken(self, language: Language, view: View, local: Local) -> str:
        """Say the verdict on the picture looked at, and how it is finished where that is a choice."""
        _ = language.gettext
        if not view.shots:
            return _("Your photo")
        index = selected_shot(view, local)
        shot = view.shots[index]
        wrong = [f"{_(v.label)}: {_(v.advice) if v.advice else ''}" for v in shot.verdicts if not v.passed]
        said = _("Photo {number}").format(number=index + 1)
        document, finish, finished = view.document, view.visit.finish, ""
        if document is not None:
            finished = spoken_finishes(language, document, finish, painted=shot.painted)
        words = (said, overall_word(language, shot, document), *wrong, finished)
        return ". ".join(word for word in words if word)

    def act(self, target_id: str, view: View, local: Local) -> Answer:
        """Look at another, take another, or print."""
        if target_id.startswith("shot:"):
            return Local(selected=int(target_id.removeprefix("shot:"))), ()
        if target_id == "print" and view.shots:
            return local, (ShotChosen(selected_shot(view, local)),)
        if target_id == "retake":
            return Local(), (Retake(),)
        finish = None if view.document is None else finish_after(target_id, view.visit.finish, view.document)
        if finish is not None:
            return local, (FinishChosen(finish),)
        return local, ()


def _what_you_get(canvas: Canvas, document: DocumentChoice | None, print_box: Box, body: Box) -> None:
    """Tell below the picture what will be printed, where there is room."""
    room = Box(print_box.x, print_box.bottom + 32, print_box.w, body.bottom - print_box.bottom - 32)
    if document is None or not document.copies or room.h < 160:
        return
    copies = canvas.ngettext("{count} photo, {size}", "{count} photos, {size}", document.copies)
    words = copies.format(count=document.copies, size=isolate(document.size_label))
    first, second = room.top(100), room.below(100).top(min(room.h - 100, 200))
    bullet(canvas, first, "sheet", words)
    what = document.title if document.free else f"{document.title}, {document.country}"
    bullet(canvas, second, document_icon(document), what)


def overall_word(language: Language, shot: ShotView, document: DocumentChoice | None) -> str:
    """Return the verdict on a shot in words; nobody has rules for a picture that is for no document."""
    _ = language.gettext
    free = document is not None and document.free
    if not shot.passed:
        return _("Could be better") if free else _("May be refused")
    if not all(v.passed for v in shot.verdicts):
        return _("Good, with a note")
    return _("A good picture") if free else _("Fits the rules")


def _verdict(canvas: Canvas, shot: ShotView, room: Box, document: DocumentChoice | None) -> None:
    """Draw the verdict in a word, then line by line: what is wrong first, and how many more are right."""
    _ = canvas.gettext
    noted = Tone.GOOD if all(v.passed for v in shot.verdicts) else Tone.NOTE
    tone = noted if shot.passed else Tone.BAD
    look = VERDICTS[tone]
    head = room.top(120)
    canvas.icon(look.icon, head.left(72), 72, look.mark)
    style = Style(BODY, Weight.BOLD, INK, 1.1)
    canvas.text(overall_word(canvas.language, shot, document), head.beside(88), style, rise="middle")
    ordered = sorted(shot.verdicts, key=lambda v: (v.passed, not v.mandatory))
    below = room.below(128)
    shown = _fitting(ordered, below.h)
    y = below.y
    for verdict in shown:
        row = Box(below.x, y, below.w, _row_h(verdict))
        y = row.bottom + ROW_GAP
        word = {Tone.GOOD: _("Right"), Tone.NOTE: _("Could be better"), Tone.BAD: _("Not right")}[
            tone_of(verdict)
        ]
        advice = _(verdict.advice) if verdict.advice and not verdict.passed else None
        verdict_row(canvas, row, tone_of(verdict), _(verdict.label), advice or word)
    if len(shown) < len(ordered):
        more = len(ordered) - len(shown)
        words = canvas.ngettext("and {count} more", "and {count} more", more).format(count=more)
        at = Box(below.x, y, below.w, MORE_H)
        canvas.text(words, at.inset(20, 0), Style(SMALL, Weight.SEMIBOLD, INK), rise="middle")


def _row_h(verdict: Verdict) -> int:
    return ADVICE_ROW_H if verdict.advice and not verdict.passed else ROW_H


def _fitting(ordered: list[Verdict], height: float) -> list[Verdict]:
    """Return the first verdicts that fit, with room for a word on how many more there are."""
    total = sum(_row_h(verdict) + ROW_GAP for verdict in ordered) - ROW_GAP
    if total <= height:
        return ordered
    shown: list[Verdict] = []
    left = height - MORE_H
    for verdict in ordered:
        left -= _row_h(verdict) + ROW_GAP
        if left < 0:
            break
        shown.append(verdict)
    return shown


def draw_photo(canvas: Canvas, photo: BgrImage, box: Box, marks: tuple[Mark, ...] = ()) -> None:
    """Draw a BGR picture scaled to the box (area average, as a print would look), and marks over it."""
    rect = canvas.rect_px(box)
    scaled = cv2.resize(np.ascontiguousarray(photo), rect.size, interpolation=cv2.INTER_AREA)
    marked = scaled.astype(np.uint8, copy=False)
    draw_marks(marked, marks)
    canvas.surface.blit(pygame.image.frombuffer(marked.data, rect.size, "BGR"), rect)
