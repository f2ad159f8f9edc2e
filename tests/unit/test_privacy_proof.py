"""What a certificate says of each promise; each rule has a text that keeps it and one that breaks it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from kiosk.cli.main import main
from kiosk.privacy.papers.trail_summary import Verdict, Visits
from kiosk.privacy.proof import machine, rehearsal
from kiosk.privacy.proof.certificate import Certificate
from kiosk.privacy.proof.claims import (
    Claim,
    Outcome,
    empty_spool,
    in_memory,
    no_core_dumps,
    no_network,
    no_swap,
    private,
    rehearsed,
    trail_intact,
    wipes_proved,
    zeroed_when_freed,
)

MOUNTS = "/dev/sda1 / ext4 rw 0 0\ntmpfs /run tmpfs rw 0 0\n/dev/sdb1 /run/booth-disk ext4 rw 0 0\n"
TCP = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:25AB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0  0 5150 1 0 100 0\n"
)
PACKET = "sk RefCnt Type Proto Iface R Rmem User Inode\n0000 3 3 0003 2 1 0 0 6160\n"


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        (zeroed_when_freed("BOOT_IMAGE=/vmlinuz ro init_on_free=1 quiet"), Outcome.HOLDS),
        (zeroed_when_freed("BOOT_IMAGE=/vmlinuz ro init_on_free=0"), Outcome.FAILS),
        (no_swap("Filename Type Size Used Priority\n"), Outcome.HOLDS),
        (no_swap("Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n"), Outcome.FAILS),
        (no_core_dumps("|/bin/false\n", "0\n"), Outcome.HOLDS),
        (no_core_dumps("core\n", "0\n"), Outcome.FAILS),
        (no_core_dumps("|/bin/false\n", "2\n"), Outcome.FAILS),
        (in_memory("/run/booth", MOUNTS), Outcome.HOLDS),
        (in_memory("/run/booth-disk/visits", MOUNTS), Outcome.FAILS),
        (in_memory("/var/lib/booth", MOUNTS), Outcome.FAILS),
        (private("x", "promise", "/state", 0o40700), Outcome.HOLDS),
        (private("x", "promise", "/state", 0o40750), Outcome.FAILS),
        (private("x", "promise", "/state", None), Outcome.NOT_SEEN),
        (no_network([7, 8], [TCP, PACKET], 2), Outcome.HOLDS),
        (no_network([7, 5150], [TCP, PACKET], 2), Outcome.FAILS),
        (no_network([6160], [TCP, PACKET], 2), Outcome.FAILS),
        (no_network([], [TCP], 0), Outcome.NOT_SEEN),
        (no_network([7], [TCP], 2, 1), Outcome.NOT_SEEN),
        (no_network([5150], [TCP], 2, 1), Outcome.FAILS),
        (empty_spool(None), Outcome.HOLDS),
        (empty_spool(0), Outcome.HOLDS),
        (empty_spool(1), Outcome.FAILS),
        (empty_spool(0, ["/spool"]), Outcome.NOT_SEEN),
        (empty_spool(1, ["/spool"]), Outcome.FAILS),
        (trail_intact(Verdict("good", good=True, sure=True)), Outcome.HOLDS),
        (trail_intact(Verdict("good, but", good=True)), Outcome.NOT_SEEN),
        (trail_intact(Verdict("entry 7", good=False)), Outcome.FAILS),
        (wipes_proved(Visits(begun=12, proved=12)), Outcome.HOLDS),
        (wipes_proved(Visits(begun=12, proved=11, failed=1)), Outcome.FAILS),
        (wipes_proved(Visits(begun=12, proved=11, unproved=1)), Outcome.FAILS),
        (wipes_proved(Visits()), Outcome.NOT_SEEN),
        (rehearsed(256, 0, 0), Outcome.HOLDS),
        (rehearsed(256, 1, 0), Outcome.FAILS),
        (rehearsed(0, 0, 0), Outcome.FAILS),  # a search that finds nothing at all proves nothing
        (rehearsed(256, 0, 1), Outcome.NOT_SEEN),
    ],
)
def test_a_promise_is_held_against_what_was_found(claim: Claim, outcome: Outcome) -> None:
    assert claim.outcome is outcome
    assert claim.found
    assert claim.mend or outcome is not Outcome.FAILS


def test_the_certificate_is_one_page_that_tells_every_claim() -> None:
    claims = [no_swap("heading\n"), no_core_dumps("core", "0"), wipes_proved(Visits())]
    certificate = Certificate(claims, "2026-05-04 12:00 CEST", "1.2.3", "ab" * 32, "12:0123")
    (page,) = PdfReader(io.BytesIO(certificate.pdf())).pages
    text = " ".join(page.extract_text().split())
    for claim in claims:
        assert claim.promise in text
        assert claim.promise in certificate.text()
    assert "1 of 3 promises are not kept" in text
    assert claims[1].mend in text, "what fails says how to mend it"


@pytest.mark.parametrize(("core_pattern", "status"), [("|/bin/false", 0), ("core", 1)])
def test_the_command_looks_at_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, core_pattern: str, status: int
) -> None:
    """The kernel's texts are given here, so that the test says the same on every machine."""
    texts = {
        "/proc/cmdline": "init_on_free=1",
        "/proc/swaps": "heading",
        "/proc/sys/kernel/core_pattern": core_pattern,
        "/proc/sys/fs/suid_dumpable": "0",
        "/proc/mounts": f"tmpfs {tmp_path} tmpfs rw 0 0",
    }
    monkeypatch.setattr(machine, "_text", lambda path: texts.get(str(path), ""))
    monkeypatch.setattr(machine, "SPOOLS", (tmp_path / "no-spool",))
    monkeypatch.setattr(rehearsal, "rehearse", lambda: rehearsed(1, 0, 0))
    state, run = tmp_path / "state", tmp_path / "run"
    state.mkdir(mode=0o700)
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[paths]\nstate = "{state}"\nrun = "{run}"\n')
    out = tmp_path / "certificate.pdf"
    answer = CliRunner().invoke(
        main, ["privacy", "proof", "--config", str(config), "--out", str(out), "--json"]
    )
    told = json.loads(answer.stdout)
    assert answer.exit_code == status, answer.output
    outcomes = {claim["id"]: claim["outcome"] for claim in told["claims"]}
    assert outcomes["kernel.core_dumps"] == ("fails" if status else "holds")
    assert outcomes["audit.trail"] == "not seen"
    assert out.read_bytes().startswith(b"%PDF")


LISTENS = "import socket; s = socket.create_server(('127.0.0.1', 0)); print(flush=True); input()"


@pytest.mark.parametrize(
    "words",
    [
        ("-m", "kiosk.visit", "--fd", "3"),
        ("-m", "kiosk.console"),
        ("-I", "-B", "-m", "kiosk.keeper"),
        ("-m", "kiosk.portability"),
        ("/opt/obscura/.venv/bin/kiosk", "run", "--config", "x"),
    ],
    ids=" ".join,
)
def test_a_network_socket_of_any_program_with_a_face_is_told(words: tuple[str, ...]) -> None:
    def found() -> Outcome:
        return machine.network_claim().outcome

    before = found()
    assert before is not Outcome.FAILS
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", LISTENS, *words], **pipes) as program:
        assert program.stdout is not None
        program.stdout.readline()
        assert found() is Outcome.FAILS
        program.communicate(b"\n")
    assert found() is before


def test_what_is_in_any_spool_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    monkeypatch.setattr(machine, "SPOOLS", (first, second))
    assert machine.spool_claim().outcome is Outcome.HOLDS
    second.mkdir()
    assert machine.spool_claim().outcome is Outcome.HOLDS
    (second / "d00001-001").touch()
    assert machine.spool_claim().outcome is Outcome.FAILS
