"""The `kiosk privacy` commands: papers, notice and bill of materials, made from what holds of this booth."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from kiosk import __version__
from kiosk.all_or_nothing import NotWritten, write_all
from kiosk.assets import assets_folder
from kiosk.documents.rulebook import Rulebook
from kiosk.messages.to_visit import NoticeFacts
from kiosk.privacy.papers.booth_facts import BoothFacts, models_here
from kiosk.privacy.papers.incident import BadTime, aware_at, clock_values, evidence_values, sums
from kiosk.privacy.papers.paper import NotFilled, make_paper
from kiosk.privacy.papers.trail_summary import TrailSummary, Verdict, summary_of
from kiosk.privacy.policy_text import Notice, PolicyError, read_policy
from kiosk.refusal import Unusable
from kiosk.settings import BadSettings, Settings, read_settings

_POLICIES = "policies"


def paper_command(name: str, config: Path, trail: Path | None, out: Path | None) -> None:
    """Print the paper of this name, or write it to `out`; raises Unusable."""
    settings = _settings(config)
    _files, summary = _trail(settings, trail)
    _put(_paper(name, settings, summary, {}), out)


def incident_command(
    config: Path, aware: str | None, heads: Sequence[str], trail: Path | None, out: Path
) -> None:
    """Freeze the trail into a new folder and open the incident's file there; raises Unusable."""
    now = datetime.now().astimezone()
    settings = _settings(config)
    if out.is_dir() and any(out.iterdir()):
        raise Unusable(f"{out} is not empty; an incident gets a folder of its own, and is never written over")
    try:
        at = now if aware is None else aware_at(aware, now)
    except BadTime as error:
        raise Unusable(f"--aware: {error}") from None
    files, summary = _trail(settings, trail, heads)
    more = clock_values(at, now) | evidence_values(files)
    text = _paper("incident", settings, summary, more)
    frozen = {**files, "SHA256SUMS": sums(files).encode()} if files else {}
    written = _write(out, {**frozen, "incident.md": text.encode()})
    for path in written:
        if path.name != "incident.md":
            path.chmod(0o400)
        click.echo(f"wrote {path}")
    click.echo(f"The 72 hours end {more['due']}; {more['left']}.")


def notice_command(
    config: Path | None, language: str, profile: str | None, paper: str | None, out: Path | None
) -> None:
    """Print the notice as text, or write it to `out` as a PDF on the sheet's paper; raises Unusable."""
    from kiosk.privacy.notice_pdf import notice_pdf
    from kiosk.sheet.paper import UnknownPaper, paper_named

    settings = Settings() if config is None else _settings(config)
    facts = settings.privacy.model_dump() | ({} if profile is None else {"profile": profile})
    notice = _notice(language, NoticeFacts(**facts))
    if out is None:
        click.echo(f"{notice.text}\n\n{notice.language} · {notice.version}")
        return
    try:
        sheet = paper_named(paper or settings.printer.paper)
    except UnknownPaper as error:
        raise Unusable(str(error)) from None
    pdf = notice_pdf(notice, (sheet.width_mm, sheet.height_mm))
    for path in _write(out.parent, {out.name: pdf}):
        click.echo(f"wrote {path}")


def sbom_command(lock: Path, out: Path | None) -> None:
    """Print the bill of materials, or write it to `out`; raises Unusable."""
    from kiosk.privacy.sbom import NoBill, bill_of_materials

    try:
        bill = bill_of_materials(lock)
    except NoBill as error:
        raise Unusable(str(error)) from None
    _put(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", out)


def proof_command(
    config: Path, key_file: Path | None, heads: Sequence[str], out: Path | None, *, as_json: bool
) -> int:
    """Print the certificate, write it to `out` as a PDF, and return the exit status; raises Unusable."""
    from kiosk.privacy.papers.booth_facts import settings_sha256
    from kiosk.privacy.proof.certificate import Certificate
    from kiosk.privacy.proof.claims import Outcome, trail_claims
    from kiosk.privacy.proof.machine import machine_claims
    from kiosk.privacy.proof.rehearsal import rehearse

    settings = _settings(config)
    _files, trail = _trail(settings, None, heads, key_file)
    claims = [rehearse(), *machine_claims(settings.paths), *trail_claims(trail)]
    made_at = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    head = "" if trail is None else trail.verdict.head
    certificate = Certificate(claims, made_at, __version__, settings_sha256(settings), head)
    if as_json:
        told = {"verdict": certificate.verdict, "claims": [asdict(claim) for claim in claims]}
        _put(json.dumps(told, indent=2) + "\n", None)
    else:
        _put(certificate.text(), None)
    if out is not None:
        _write(out.parent, {out.name: certificate.pdf()})
    return int(any(claim.outcome is Outcome.FAILS for claim in claims))


def _paper(name: str, settings: Settings, trail: TrailSummary | None, more: dict[str, str]) -> str:
    facts = NoticeFacts(**settings.privacy.model_dump())
    booth = BoothFacts(
        settings=settings,
        version=__version__,
        rules=Rulebook.load(assets_folder() / "documents").with_variants(),
        models=models_here(),
        notices=tuple(_notice(language, facts) for language in settings.languages),
        trail=trail,
        made_on=datetime.now().astimezone().date(),
    )
    try:
        return make_paper(name, assets_folder() / _POLICIES / "templates", booth.values() | more)
    except NotFilled as error:
        raise Unusable(str(error)) from None


def _notice(language: str, facts: NoticeFacts) -> Notice:
    try:
        return read_policy(assets_folder() / _POLICIES, language).notice(facts)
    except PolicyError as error:
        raise Unusable(str(error)) from None


def _settings(config: Path) -> Settings:
    try:
        return read_settings(config)
    except BadSettings as error:
        raise Unusable(str(error)) from None


def _trail(
    settings: Settings, named: Path | None, heads: Sequence[str] = (), key_file: Path | None = None
) -> tuple[dict[str, bytes], TrailSummary | None]:
    """Return the trail files as they are now, and what the verifier says of exactly these bytes.

    A booth whose trail is gone but not its key state has one that was taken away, and the verifier says so.
    """
    from kiosk.audit import verify

    folder = named or settings.paths.state / "audit"
    try:
        known = tuple(verify.head_from(head) for head in heads)
        first_key = verify.key_from(key_file.read_text(encoding="ascii")) if key_file else None
        before = _key_state(folder)
        files = _trail_files(folder)
        after = _key_state(folder)
    except ValueError as error:
        raise Unusable(f"--head or --key-file: {error}") from None
    except OSError as error:
        raise Unusable(
            f"{error.filename}: cannot be read: {error.strerror}; run as the booth's user"
        ) from None
    if not files and before is None:
        if named is not None:
            raise Unusable(f"{named}: there is no audit trail; name the audit folder of a booth")
        return {}, None
    state, later = (verify.read_state(slots or b"") for slots in (before, after))
    written_since = later.seq - state.seq if state is not None and later is not None else 0
    trail = b"".join(files.values())
    report = verify.check(trail, first_key, known, state, written_since)
    notes = [f"Note: {note}." for note in report.notes]
    told = " ".join((f"{'good' if report.good else 'BAD'}: {report.told}.", *notes))
    sure = report.good and first_key is not None and bool(known)
    return files, summary_of(trail, Verdict(told, report.good, sure, report.head))


def _key_state(folder: Path) -> bytes | None:
    try:
        return (folder / "key-state").read_bytes()
    except FileNotFoundError:
        return None


def _trail_files(folder: Path) -> dict[str, bytes]:
    try:
        there = sorted(path for path in folder.iterdir() if path.match("trail-*.jsonl"))
    except FileNotFoundError:
        return {}
    return {path.name: path.read_bytes() for path in there}


def _put(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    for path in _write(out.parent, {out.name: text.encode()}):
        click.echo(f"wrote {path}")


def _write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    try:
        return write_all(folder, files)
    except NotWritten as error:
        raise Unusable(str(error)) from None
