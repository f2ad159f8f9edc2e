"""Says what happens in the booth in the words of the audit trail; what is in them is declared there."""

from __future__ import annotations

from kiosk.audit.auditor import Auditor
from kiosk.audit.events import TextDigest
from kiosk.booth.wipe_desk import Wiped
from kiosk.messages.console import DeviceState
from kiosk.messages.from_visit import ConsentGiven, VisitStarted
from kiosk.messages.message import Message

WORKING = frozenset({"ready", "printing"})


class AuditDesk:
    """Hears of visits, wipes and devices, and records what is new.

    `notices` are the SHA-256 of the privacy notices that this booth offers, by language: no visit can make
    the trail say that somebody agreed to another text.
    """

    def __init__(self, auditor: Auditor, notices: frozenset[str]) -> None:
        self._auditor = auditor
        self._record = record = auditor.record
        self._notices = notices
        self._states: dict[str, str] = {}
        for digest in sorted(notices):
            record("notice_offered", text=TextDigest(digest))

    @property
    def trouble(self) -> str | None:
        """Key of why nothing can be recorded, so that nobody may be served; None when all is well."""
        return self._auditor.trouble

    def hear(self, message: Message) -> None:
        """Record what a visit said, if it belongs on the trail."""
        match message:
            case VisitStarted():
                self._record("visit_began")
            case ConsentGiven(text_sha256=digest) if digest in self._notices:
                self._record(
                    "consent_given",
                    text=TextDigest(digest),
                    whole_notice_read=message.full_notice_opened,
                    reprint=message.reprint,
                    stick=message.stick,
                )
            case _:
                pass

    def visit_ended(self, how: str) -> None:
        """Record how a visit ended."""
        self._record("visit_ended", how=how)

    def wiped(self, wiped: Wiped) -> None:
        """Record what came of looking for what a visit left."""
        searched = wiped.proof is not None
        self._record("wipe_checked", of=wiped.of, passed=wiped.passed, searched=searched)

    def look_at(self, devices: tuple[DeviceState, ...]) -> None:
        """Record what broke, or works again, since the last look."""
        for device in devices:
            before = self._states.get(device.name, "ready")
            self._states[device.name] = device.state
            if device.state in WORKING:
                if before not in WORKING:
                    self._record("device_restored", device=device.name)
            elif device.state != before:
                self._record("device_failed", device=device.name, state=device.state)
