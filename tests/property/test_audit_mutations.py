"""Whatever is done to a trail is found, and the first entry that is not as it was is named.

`OBSCURA_MUTATIONS=10000` for the published run.
"""

from __future__ import annotations

import dataclasses
import json
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.assets import assets_folder
from kiosk.audit import verify
from kiosk.audit.chain import Link, canonical, closing_line, sealed
from kiosk.audit.events import load_events
from kiosk.audit.folder import FIRST_KEY, STATE, DiskFolder
from kiosk.audit.trail import Trail

MUTATIONS = int(os.environ.get("OBSCURA_MUTATIONS", "1500"))
TORN_AT = 12
ENTRIES = 30


@dataclass(frozen=True)
class Case:
    """A trail line by line; `seqs` tells which entry each line belongs to, the torn line to the one after it.

    `state` is the key state of a booth, None for an export, whose last line is the closing line.
    """

    lines: tuple[bytes, ...]
    seqs: tuple[int, ...]
    state: verify.State | None
    key: bytes

    def report(self) -> verify.Report:
        return verify.check(b"".join(self.lines), self.key, state=self.state)

    def with_lines(self, *lines: bytes) -> Case:
        return dataclasses.replace(self, lines=lines)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Case]:
    """A booth's folder and an export of it: two files, one torn line, every kind of field."""
    place = tmp_path_factory.mktemp("audit")
    events = load_events(assets_folder() / "audit_events.toml")
    folder = DiskFolder(place)
    trail = Trail(folder, events, lambda: 1_790_000_000.0, limit_bytes=5_000)
    for number in range(ENTRIES - 1):
        if number == TORN_AT:
            folder.append("trail-0000000000.jsonl", b'{"entry":{"at_s":1790')
            trail = Trail(folder, events, lambda: 1_790_000_000.0, limit_bytes=5_000)
        match number % 3:
            case 0:
                trail.append("visit_began")
            case 1:
                trail.append("sale_ended", outcome="owed", owed=100 * number)
            case _:
                trail.append("calibration_kept", device="camera", kept=True)
    folder.close()
    state = verify.read_state((place / STATE).read_bytes())
    assert state is not None
    assert len(list(place.glob("trail-*"))) == 2
    lines = tuple(verify.read_folder(place).splitlines(keepends=True))
    seqs = (*range(TORN_AT), TORN_AT, *range(TORN_AT, ENTRIES))
    key = verify.key_from((place / FIRST_KEY).read_text(encoding="ascii"))
    booth = Case(lines, seqs, state, key)
    end = closing_line(Link(state.seq, state.hash, bytearray(state.key)))
    return booth, Case((*lines, end), (*seqs, ENTRIES), None, key)


Mutation = Callable[[random.Random, Case], tuple[Case, int]]


def any_line(chance: random.Random, case: Case) -> int:
    return chance.randrange(len(case.lines))


def is_entry(line: bytes) -> bool:
    """Tell an entry from the torn line, the closing line and rubbish."""
    return line.startswith(b'{"entry":') and line.endswith(b"}\n")


def hash_before(case: Case, at: int) -> bytes:
    """Return the hash of the last entry before a line."""
    entries = [line for line in case.lines[:at] if line.endswith(b"}\n")]
    return bytes.fromhex(json.loads(entries[-1])["hash"]) if entries else bytes(32)


def flip_a_bit(chance: random.Random, case: Case) -> tuple[Case, int]:
    at = any_line(chance, case)
    line = bytearray(case.lines[at])
    line[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
    return case.with_lines(*case.lines[:at], bytes(line), *case.lines[at + 1 :]), case.seqs[at]


def edit(chance: random.Random, case: Case) -> tuple[Case, int]:
    """Change a value: another time (as if the clock had been set back), sum, event or number."""
    at = chance.choice([i for i, line in enumerate(case.lines) if is_entry(line)])
    value = json.loads(case.lines[at])
    name = chance.choice(["at_s", "event", "seq", "with"])
    value["entry"][name] = {"at_s": 1, "event": "staff_left", "seq": 999, "with": {"owed": 1}}[name]
    return case.with_lines(*case.lines[:at], canonical(value) + b"\n", *case.lines[at + 1 :]), case.seqs[at]


def respell(chance: random.Random, case: Case) -> tuple[Case, int]:
    """Write the same JSON in another way."""
    at = any_line(chance, case)
    other = chance.choice(
        [b" " + case.lines[at], case.lines[at].replace(b"\n", b"\r\n"), b"\n" + case.lines[at]]
    )
    return case.with_lines(*case.lines[:at], other, *case.lines[at + 1 :]), case.seqs[at]


def drop(chance: random.Random, case: Case) -> tuple[Case, int]:
    at = any_line(chance, case)
    return case.with_lines(*case.lines[:at], *case.lines[at + 1 :]), case.seqs[at]


def swap(chance: random.Random, case: Case) -> tuple[Case, int]:
    first, second = sorted(chance.sample(range(len(case.lines)), 2))
    lines = list(case.lines)
    lines[first], lines[second] = lines[second], lines[first]
    return case.with_lines(*lines), case.seqs[first]


def insert(chance: random.Random, case: Case) -> tuple[Case, int]:
    """Put a copy of another line, an invented entry or rubbish somewhere."""
    at, source = any_line(chance, case), any_line(chance, case)
    invented = sealed(Link(case.seqs[at], bytes(32), bytearray(32)), {"at_s": 0, "event": "x", "with": {}})[0]
    new = chance.choice([case.lines[source], invented, b"{}\n", b"\n"])
    again = new == case.lines[at] and is_entry(new)
    return case.with_lines(*case.lines[:at], new, *case.lines[at:]), case.seqs[at] + again


def add_at_the_end(chance: random.Random, case: Case) -> tuple[Case, int]:
    """Put something behind the last line: a copy, an invented entry, rubbish, or several torn lines."""
    invented = sealed(Link(ENTRIES, bytes(32), bytearray(32)), {"at_s": 0, "event": "x", "with": {}})[0]
    copied = chance.choice([line for line in case.lines if is_entry(line)])
    torn = b"".join(copied[: chance.randrange(20, 200)] + b"\n" for _ in range(chance.randrange(2, 5)))
    rubbish = chance.randbytes(chance.randrange(1, 50)).lstrip(b"{\0")
    new = chance.choice([copied, invented, b"{}\n", b"\n", b"x" + rubbish, b"x" + rubbish + b"\n", torn])
    return case.with_lines(*case.lines, new), ENTRIES


def cut_the_tail(chance: random.Random, case: Case) -> tuple[Case, int]:
    at = any_line(chance, case)
    part = case.lines[at][: chance.randrange(len(case.lines[at]))] if chance.random() < 0.5 else b""
    return case.with_lines(*case.lines[:at], part), case.seqs[at]


def cut_the_head(chance: random.Random, case: Case) -> tuple[Case, int]:
    return case.with_lines(*case.lines[chance.randrange(1, len(case.lines)) :]), 0


def written_on(case: Case, lines: list[bytes], link: Link, count: int) -> Case:
    """Write entries on from a link, sealed as the booth does it, and close them as the case was closed."""
    for _ in range(count):
        line, hash_ = sealed(link, {"at_s": 1_790_000_000, "event": "staff_left", "with": {}})
        lines.append(line)
        link = link.after(hash_)
    if case.state is not None:
        case = dataclasses.replace(case, state=verify.State(link.seq, link.hash, bytes(link.key)))
    else:
        lines.append(closing_line(link))
    return case.with_lines(*lines)


def replace_all(chance: random.Random, case: Case) -> tuple[Case, int]:
    """Put a whole other trail in its place, made with another first key."""
    link = Link(0, bytes(32), bytearray(chance.randbytes(32)))
    return written_on(case, [], link, chance.randrange(1, ENTRIES + 5)), 0


def seal_anew(chance: random.Random, case: Case) -> tuple[Case, int]:
    """Rewrite all from some entry on with today's key, chain, seals, key state and closing line in order."""
    entries = [at for at, line in enumerate(case.lines) if is_entry(line)]
    at = chance.choice(entries)
    stolen = case.state.key if case.state is not None else chance.randbytes(32)
    hash_ = hash_before(case, at)
    link = Link(case.seqs[at], hash_, bytearray(stolen))
    return written_on(case, list(case.lines[:at]), link, chance.randrange(1, ENTRIES)), case.seqs[at]


def go_back(chance: random.Random, case: Case) -> tuple[Case, int]:
    """Cut the tail, and forge a key state or closing line for what is left with today's key."""
    at = chance.choice(
        [at for at in range(len(case.seqs)) if at != TORN_AT + 1 and case.seqs[at] < ENTRIES - 1]
    )
    stolen = case.state.key if case.state is not None else chance.randbytes(32)
    hash_ = hash_before(case, at)
    if case.state is not None:
        forged = dataclasses.replace(case, state=verify.State(case.seqs[at], hash_, stolen))
        return forged.with_lines(*case.lines[:at]), case.seqs[at]
    end = closing_line(Link(case.seqs[at], hash_, bytearray(stolen)))
    return case.with_lines(*case.lines[:at], end), case.seqs[at]


ALL: tuple[Mutation, ...] = (
    flip_a_bit,
    edit,
    respell,
    drop,
    swap,
    insert,
    add_at_the_end,
    cut_the_tail,
    cut_the_head,
    replace_all,
    seal_anew,
    go_back,
)


def test_every_mutation_is_found_and_its_first_entry_named(cases: tuple[Case, Case]) -> None:
    assert all(case.report().good for case in cases), "the control"
    done: Counter[str] = Counter()
    missed = []
    for seed in range(MUTATIONS):
        chance = random.Random(seed)
        mutation = chance.choice(ALL)
        mutated, first_bad = mutation(chance, chance.choice(cases))
        if mutated in cases:
            continue  # two equal lines changed places
        report = mutated.report()
        done[mutation.__name__] += 1
        if report.good or report.first_bad != first_bad:
            missed.append((seed, mutation.__name__, first_bad, report.told))
    assert not missed, missed[:5]
    print(f"{sum(done.values())} mutations, all found: {dict(done)}")
    assert len(done) == len(ALL)
    assert sum(done.values()) > 0.98 * MUTATIONS


def test_without_the_first_key_a_head_seen_elsewhere_finds_what_was_written_anew(
    cases: tuple[Case, Case], tmp_path: Path
) -> None:
    """And without either it cannot be found: a chain alone has no secret."""
    _, export = cases
    forged, _ = replace_all(random.Random(1), export)
    true_hash = json.loads(export.lines[5])["hash"]
    head = (verify.Head(5, true_hash[:16]),)
    data = b"".join(forged.lines)
    assert verify.check(data, heads=head).first_bad == 5
    assert verify.check(b"".join(export.lines), heads=head).good
    unproven = verify.check(data)
    assert unproven.good
    assert any("without the first key" in note for note in unproven.notes), "it says so"
    file = tmp_path / "trail.jsonl"
    file.write_bytes(b"".join(export.lines[:10]))
    cut = verify.check_path(file, export.key, ())
    assert (cut.good, cut.first_bad) == (False, 10), "nothing says that it ends there"
    assert verify.check_path(file, export.key, (verify.Head(20, "0" * 16),)).first_bad == 10
