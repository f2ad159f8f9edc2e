"""What a paper can say of a booth: read from its settings, its notices, its rulebook and its trail."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.documents.rule import DocumentRule
from kiosk.privacy.papers.kept_files import kept_table
from kiosk.privacy.papers.trail_summary import TrailSummary
from kiosk.privacy.policy_text import Notice
from kiosk.settings import Settings
from models.registry import Model, known_models
from models.store import is_there, models_folder

LAWS = {
    "gdpr": "the General Data Protection Regulation (EU) 2016/679",
    "ccpa": "the California Consumer Privacy Act (Cal. Civ. Code 1798.100 ff.)",
    "pipeda": "the Personal Information Protection and Electronic Documents Act (Canada)",
    "illinois": "the Biometric Information Privacy Act (740 ILCS 14, Illinois)",
}
NO_TRAIL = (
    "No audit trail was found where the settings say it is: none was begun, or all of it was taken away. "
    "This paper tells nothing from it."
)


@dataclass(frozen=True, slots=True)
class BoothFacts:
    """A booth as its papers describe it; `rules` are all it has, variants included, `models` what was added.

    Asked for its values it also looks which files its state folder holds.
    """

    settings: Settings
    version: str
    rules: tuple[DocumentRule, ...]
    models: tuple[Model, ...]
    notices: tuple[Notice, ...]
    trail: TrailSummary | None
    made_on: date

    def values(self) -> dict[str, str]:
        """Return what templates may ask for, by name."""
        told, privacy = self.settings, self.settings.privacy
        return {
            "version": self.version,
            "made_on": self.made_on.isoformat(),
            "settings_sha256": settings_sha256(told),
            "operator": privacy.operator,
            "contact": privacy.contact,
            "law": LAWS[privacy.profile],
            "languages": ", ".join(told.languages),
            "price": f"{told.sale.price_cents} of the smallest unit of {told.sale.currency}",
            "documents": str(sum(not rule.free and rule.variant_of is None for rule in self.rules)),
            "for_no_document": ", ".join(rule.name_en for rule in self.rules if rule.free) or "none",
            "backgrounds": _backgrounds(self.rules),
            "models": _models(self.models),
            "kept": kept_table(told.paths.state),
            "paper": f"{told.printer.paper}, {told.printer.dpi} dpi",
            "camera": told.camera.source,
            "printer": told.printer.socket,
            "print_profile": told.printer.profile or "none; sheets are sRGB",
            "coins": told.coins.port,
            "lights": told.lights.port,
            "metrics": _metrics(told),
            "retention": _retention(privacy.retention_minutes),
            "kept_at_most": _kept_at_most(privacy.retention_minutes),
            "stick": _stick(offered=privacy.stick),
            "state_folder": str(told.paths.state),
            "run_folder": str(told.paths.run),
            "staff_pin": "set in the settings"
            if told.staff.pin_hash
            else "not in the settings (sealed, or none)",
            "notices": "\n".join(f"| {n.language} | `{n.version}` | `{n.sha256}` |" for n in self.notices),
            "trail": NO_TRAIL if self.trail is None else self.trail.table(),
        }


def settings_sha256(settings: Settings) -> str:
    """Return the hash of all settings; the same as in the trail's event `settings_changed`."""
    return hashlib.sha256(settings.model_dump_json().encode()).hexdigest()


def _metrics(settings: Settings) -> str:
    if not settings.ops.enabled:
        return "switched off"
    told = "states of devices, less what a visit brings about; counts of the last full day"
    return f"on 127.0.0.1, port {settings.ops.port}: {told}"


def models_here() -> tuple[Model, ...]:
    """Return the networks that lie in this machine's folder for them, whether whole or not."""
    folder = models_folder()
    return tuple(model for model in known_models().models if is_there(folder, model))


def _models(models: Sequence[Model]) -> str:
    added = ", ".join(f"{model.name} ({model.task}, {model.licence})" for model in models)
    return added or "none was added"


def _backgrounds(rules: Sequence[DocumentRule]) -> str:
    """Say what software does to the wall behind people, of documents and of pictures for none."""
    documents, free = (
        Counter(rule.background.policy for rule in rules if rule.background and rule.free is is_free)
        for is_free in (False, True)
    )
    return (
        f"for documents, {documents['keep']} rules leave the wall as the camera saw it, "
        f"{documents['even-out']} make its light even, {documents['replace']} paint it; for no document, "
        f"{free['replace']} kinds of pictures have it painted"
    )


def _retention(minutes: int) -> str:
    if not minutes:
        return "No picture is kept after a visit. There is no reprint."
    return (
        f"A customer may choose to have the sheet kept for {minutes} minutes for a reprint. It is sealed "
        "under a key that lives in memory only; after that time, or on request, the key is destroyed."
    )


def _kept_at_most(minutes: int) -> str:
    if not minutes:
        return "no picture is kept after a visit"
    return f"{minutes} minutes after the print at the latest; unless a customer chooses it no picture is kept"


def _stick(*, offered: bool) -> str:
    return "Offered, for a yes of its own." if offered else "Not offered."
