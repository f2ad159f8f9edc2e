"""Replaces the booth's key again and again, killed (SIGKILL) at step 1, 2, 3, ...; opens anew and checks.

A step is a call that can change the disk; the kill comes right after it. Prints what happened as JSON. A
program of its own because it forks, which a test runner with threads must not.
"""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kill_points import killed_at, stepping

from kiosk.keys.key_source import KeySource, key_source, key_text
from kiosk.keys.keyring import Keyring
from kiosk.keys.sealed import NotOpened, new_key, open_sealed

SECRETS = {"staff-pin": b"scrypt$", "ops-tls-key": b"-----BEGIN", "ledger-export": bytes(5_000)}
CHANGES = ("open", "write", "fsync", "replace", "unlink")
STEPS_AT_MOST = 500


def count_changes(point) -> None:
    """Have `point` called after everything that can change the disk."""
    for name in CHANGES:
        setattr(os, name, stepping(getattr(os, name), point, before=False))


def replace_key(source: KeySource, point) -> None:
    count_changes(point)
    Keyring(source).rotate()


def check(source: KeySource, old, more: bool) -> tuple[str | None, bool]:
    """Open everything anew; return what is wrong, if anything, and whether the key was replaced."""
    ring = Keyring(source)
    opened = {name: ring.get(name) for name in SECRETS}
    if opened != SECRETS:
        return f"opened {sorted(name for name in opened if opened[name] == SECRETS[name])}", False
    keys = source.keys()[: 1 if source.is_credential else None]
    expected = {f"{name}.sealed" for name in SECRETS} | ({"kek"} if not source.is_credential else set())
    there = {path.name for path in source.folder.iterdir()}
    if len(keys) != 1 or there != expected:
        return f"{len(keys)} keys, {sorted(there)}", False
    replaced = keys[0] != old
    if not more and not replaced:
        return "came to the end with the old key", False
    for name in SECRETS if replaced else ():
        try:
            open_sealed((source.folder / f"{name}.sealed").read_bytes(), name, old)
        except NotOpened:
            continue
        return f"the old key still opens {name}", True
    if replaced and any(old.secret in path.read_bytes() for path in source.folder.iterdir()):
        return "the old key is still there", True
    return None, replaced


def prepare(folder: Path, kind: str) -> KeySource:
    """Make a folder of secrets whose key is a file, or a credential that a second one is to replace."""
    given = folder / "credentials"
    given.mkdir(parents=True)
    if kind == "credential":
        (given / "obscura-kek").write_bytes(key_text(new_key()))
    source = key_source(folder / "keys", {"CREDENTIALS_DIRECTORY": str(given)})
    for name, secret in SECRETS.items():
        Keyring(source).put(name, secret)
    if kind == "file-to-credential":
        (given / "obscura-kek").write_bytes(key_text(new_key()))
    if kind == "credential":
        (given / "obscura-kek-2").write_bytes(key_text(new_key()))
    return key_source(folder / "keys", {"CREDENTIALS_DIRECTORY": str(given)})


def main(root: Path) -> None:
    os.fsync = lambda _: None  # a kill, unlike a power cut, takes nothing back that was written
    told = {}
    for kind in ("file", "credential", "file-to-credential"):
        killed, violations, replaced = 0, [], 0
        for step in range(1, STEPS_AT_MOST):
            source = prepare(root / kind / str(step), kind)
            old = source.keys()[-1]
            more = killed_at(step, partial(replace_key, source))
            wrong, new = check(source, old, more)
            replaced += new
            if wrong:
                violations.append([step, wrong])
            if not more:
                break
            killed += 1
        told[kind] = {"killed": killed, "violations": violations, "replaced": replaced}
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
