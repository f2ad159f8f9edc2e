"""The certificate: what was proved on this booth just now, on one page, as text or PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from kiosk.privacy.proof.claims import Claim, Outcome

TITLE = "What this booth keeps of its customers"
_COLOURS = {
    Outcome.HOLDS: colors.HexColor("#1b7a3d"),
    Outcome.FAILS: colors.HexColor("#b3261e"),
    Outcome.NOT_SEEN: colors.HexColor("#8a5a00"),
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """The claims as they stood at `made_at` (local time, told to the minute) on this booth.

    `head` is the last entry of the audit trail then, empty where there is none.
    """

    claims: Sequence[Claim]
    made_at: str
    version: str
    settings_sha256: str
    head: str = ""

    @property
    def verdict(self) -> str:
        """One sentence over all."""
        fails = sum(claim.outcome is Outcome.FAILS for claim in self.claims)
        unseen = sum(claim.outcome is Outcome.NOT_SEEN for claim in self.claims)
        if fails:
            return f"{fails} of {len(self.claims)} promises are not kept on this machine."
        if unseen:
            return f"Nothing was found against it; {unseen} of {len(self.claims)} could not be looked at now."
        return f"All {len(self.claims)} promises are kept."

    @property
    def made_of(self) -> str:
        """What booth this is about."""
        head = f", audit trail at {self.head}" if self.head else ""
        return f"{self.made_at}, software {self.version}, settings {self.settings_sha256[:16]}{head}"

    def text(self) -> str:
        """Return it for a terminal."""
        lines = [TITLE, self.made_of, ""]
        for claim in self.claims:
            lines.append(f"{claim.outcome:<9}{claim.promise}")
            lines.append(f"         {claim.found}")
            if claim.outcome is Outcome.FAILS:
                lines.append(f"         to mend it: {claim.mend}")
        return "\n".join([*lines, "", self.verdict, ""])

    def pdf(self) -> bytes:
        """Return it as one A4 page."""
        plain = ParagraphStyle("plain", fontName="Helvetica", fontSize=10, leading=13)
        small = ParagraphStyle("small", parent=plain, fontSize=8, leading=10, textColor=colors.grey)
        title = ParagraphStyle("title", parent=plain, fontName="Helvetica-Bold", fontSize=18, leading=24)
        rows = []
        for claim in self.claims:
            shade = _COLOURS[claim.outcome]
            mark = ParagraphStyle("mark", parent=plain, fontName="Helvetica-Bold", textColor=shade)
            found = claim.found + (f"; {claim.mend}" if claim.outcome is Outcome.FAILS else "")
            words = [Paragraph(escape(claim.promise), plain), Paragraph(escape(found), small)]
            rows.append([Paragraph(claim.outcome.value, mark), words])
        table = Table(rows, colWidths=(26 * mm, 144 * mm))
        line = ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey)
        table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), line]))
        story = [
            Paragraph(TITLE, title),
            Paragraph(escape(self.made_of), small),
            Spacer(1, 5 * mm),
            table,
            Spacer(1, 5 * mm),
            Paragraph(escape(self.verdict), plain),
            Spacer(1, 4 * mm),
            Paragraph(
                "Made by <font face='Courier'>kiosk privacy proof</font> on the booth itself. Each line says "
                "what was looked at and found; docs/privacy.md tells which test shows it for the software.",
                small,
            ),
        ]
        out = io.BytesIO()
        SimpleDocTemplate(
            out,
            pagesize=A4,
            leftMargin=20 * mm,
            rightMargin=20 * mm,
            topMargin=20 * mm,
            bottomMargin=20 * mm,
            title=TITLE,
            invariant=1,
        ).build(story)
        return out.getvalue()
