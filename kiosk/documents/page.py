"""The rulebook as a page of documentation: every rule with its source, country by country."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kiosk.documents.listing import digital_words, geometry_facts
from kiosk.documents.rule import DocumentRule

POLICIES = {"keep": "", "even-out": "; evened out by software", "replace": "; painted by software"}
TIERS = {
    "A": "issuer's own page or statute",
    "B": "a named authority's rule as transcribed, or two sources that agree",
}
FREE = "{count} more are for no document: sizes of our own choice, and any background the customer likes."


def rulebook_page(rules: Sequence[DocumentRule]) -> str:
    """Return Markdown with a section per country and a part per document, in the rulebook's order."""
    countries = {rule.country_en for rule in rules if not rule.free}
    free = sum(rule.free for rule in rules)
    tiers = ", ".join(
        f"{sum(rule.tier == tier for rule in rules)} of tier {tier} ({words})"
        for tier, words in TIERS.items()
    )
    lines = [
        "# The rulebook",
        "",
        "Written by `kiosk documents --page`; change `assets/documents/*.toml`, not this page.",
        "",
        f"{len(rules) - free} documents of {len(countries)} countries and bodies: {tiers}.",
        FREE.format(count=free),
        "Rules change: look at the source before you sell a photo. *Advisory* limits are aimed at, but never",
        "refuse a photo.",
    ]
    for country, of_country in groupby(rules, key=lambda rule: rule.country_en):
        lines += ["", f"## {country}"]
        for rule in of_country:
            lines += ["", f"### {rule.name_en} · `{rule.id}`", "", *_document(rule)]
    return "\n".join(lines) + "\n"


def _document(rule: DocumentRule) -> list[str]:
    lines = [f"- {label}: {value}" for label, value in _summary(rule)]
    for variant in rule.variants:
        told = "; ".join(f"{label} {value}" for label, value in geometry_facts(variant))
        ages = f" ({variant.ages} years)" if variant.ages else ""
        lines.append(f"- `{variant.id}`{ages}: {told}")
    if not rule.free:
        lines.append(f"- Tier {rule.tier}, {rule.issuer}, read {rule.checked.isoformat()}: <{rule.source}>")
    lines += [f"- Also: <{address}>" for address in rule.also]
    if rule.notes:
        lines.append(f"- Note: {rule.notes}")
    return lines


def _summary(rule: DocumentRule) -> list[tuple[str, str]]:
    told = [("Route", ", ".join(rule.route))]
    if rule.print_mm:
        width, height = rule.print_mm
        copies = f", {rule.copies} photos" if rule.copies > 1 else ""
        told.append(("Print", f"{width:g}×{height:g} mm at {rule.dpi} dpi{copies}"))
    if rule.print_mm_max:
        told.append(("Print at most", f"{rule.print_mm_max[0]:g}×{rule.print_mm_max[1]:g} mm"))
    if rule.digital:
        told.append(("File", digital_words(rule.digital)))
    told += [(label.capitalize(), value) for label, value in geometry_facts(rule)]
    if rule.ages:
        told.append(("Ages", f"{rule.ages} years"))
    if rule.background:
        never = f"; never {', '.join(rule.background.forbidden)}" if rule.background.forbidden else ""
        touched = POLICIES[rule.background.policy]
        told.append(("Background", f"{', '.join(rule.background.allowed)}{never}{touched}"))
    for label, value in (
        ("Glasses", rule.glasses),
        ("Head covering", rule.head_covering),
        ("Changes by software", rule.alteration.picture),
        ("Replaced background", rule.alteration.background_replacement),
    ):
        if value != "unstated":
            told.append((label, value.replace("-", " ")))
    if rule.newest_days:
        told.append(("Photo not older than", f"{rule.newest_days} days"))
    return told
