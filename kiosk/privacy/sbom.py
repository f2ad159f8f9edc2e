"""The software bill of materials: CycloneDX 1.6, from a lock file, what is installed, and the list of models.

Own writing: a library for it, and what that needs, would be more to tell of in the bill than it saves here.
There is no date and no random serial number, so that the same software always has the same bill.
"""

from __future__ import annotations

import importlib.metadata as installed
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.registry import Model, known_models
from models.store import is_there, models_folder

PRODUCT = "obscura-kiosk"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(.*)$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_SHORT_LICENCE = 60


class NoBill(Exception):
    """The bill cannot be made; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of the lock: normalised name, version, SHA-256 of the files that may be installed."""

    name: str
    version: str
    sha256: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package's URL, as purl-spec has it."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read_lock(text: str) -> tuple[Pin, ...]:
    """Return the packages of a lock file in its order."""
    pins: list[Pin] = []
    for line in text.splitlines():
        pin = _PIN.match(line)
        if pin:
            pins.append(Pin(_normal(pin[1]), pin[2], ()))
        found = tuple(_HASH.findall(line))
        if found and pins:
            pins[-1] = Pin(pins[-1].name, pins[-1].version, pins[-1].sha256 + found)
    return tuple(pins)


def bill_of_materials(lock: Path) -> dict[str, Any]:
    """Return the bill of this installation.

    Packages of the lock that are meant for other machines are left out; models that can be added are all in
    it, those that were are required. Raises NoBill where there is no lock, where it is not this product's, or
    where what is installed is not what the lock says.
    """
    try:
        pins = read_lock(lock.read_text(encoding="utf-8"))
        product = installed.distribution(PRODUCT)
    except (OSError, UnicodeDecodeError):
        raise NoBill(
            f"{lock}: cannot be read; run this in the folder that Obscura was installed from"
        ) from None
    except installed.PackageNotFoundError:
        raise NoBill(f"{PRODUCT} is not installed; run `make demo` first") from None
    here = {pin: distribution for pin in pins if (distribution := _distribution(pin.name)) is not None}
    for pin, distribution in here.items():
        if distribution.version != pin.version:
            raise NoBill(f"{pin.name} {distribution.version} is installed, the lock says {pin.version}")
    refs = {pin.name: pin.purl for pin in here}
    unlocked = [name for name in _needed(product) if name not in refs and _distribution(name) is not None]
    if unlocked:
        raise NoBill(f"{lock}: not the lock that Obscura was installed from: it lacks {unlocked[0]}")
    folder, models = models_folder(), known_models().models
    added = [model for model in models if is_there(folder, model)]
    root = f"pkg:pypi/{PRODUCT}@{product.version}"
    bill: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(root, PRODUCT, product) | {"type": "application"}},
        "components": [
            *(
                _component(pin.purl, pin.name, distribution) | _files(pin)
                for pin, distribution in here.items()
            ),
            *(_model(model, is_added=model in added) for model in models),
        ],
        "dependencies": [
            {"ref": root, "dependsOn": _needs(product, refs) + sorted(_model_ref(model) for model in added)},
            *(
                {"ref": pin.purl, "dependsOn": _needs(distribution, refs)}
                for pin, distribution in here.items()
            ),
            *({"ref": _model_ref(model), "dependsOn": []} for model in models),
        ],
    }
    return bill | {"serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, repr(bill))}"}


def _component(ref: str, name: str, distribution: installed.Distribution) -> dict[str, Any]:
    told = {"type": "library", "bom-ref": ref, "name": name, "version": distribution.version, "purl": ref}
    return told | _licence(distribution)


def _licence(distribution: installed.Distribution) -> dict[str, Any]:
    """Return the licence: an SPDX expression where the package gives one, else its own short words."""
    told = distribution.metadata
    if "License-Expression" in told:
        return {"licenses": [{"expression": told["License-Expression"]}]}
    words = next(iter(told.get_all("License", [])), "")
    classes = [name.rpartition(" :: ")[2] for name in told.get_all("Classifier", []) if "License ::" in name]
    names = [words] if words and len(words) <= _SHORT_LICENCE and "\n" not in words else classes
    return {"licenses": [{"license": {"name": name}} for name in names]} if names else {}


def _files(pin: Pin) -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": digest} for digest in pin.sha256]
    reference = {
        "type": "distribution",
        "url": pin.purl,
        "comment": "files that the lock allows",
        "hashes": hashes,
    }
    return {"externalReferences": [reference]} if hashes else {}


def _model(model: Model, *, is_added: bool) -> dict[str, Any]:
    """Return a network that can be added: one file, known by its hash; no version is known of any."""
    return {
        "type": "machine-learning-model",
        "bom-ref": _model_ref(model),
        "name": model.name,
        "description": model.title,
        "scope": "required" if is_added else "optional",
        "hashes": [{"alg": "SHA-256", "content": model.sha256}],
        "licenses": [{"license": {"id": model.licence}}],
        "externalReferences": [{"type": "distribution", "url": source} for source in model.sources],
        "modelCard": {"modelParameters": {"task": model.task}},
    }


def _model_ref(model: Model) -> str:
    return f"model:{model.name}"


def _needs(distribution: installed.Distribution, refs: dict[str, str]) -> list[str]:
    return sorted({refs[name] for name in _needed(distribution) if name in refs})


def _needed(distribution: installed.Distribution) -> list[str]:
    """Return the names of the packages that this one asks for on any machine, without its extras."""
    needs = _plain(distribution.requires or ())
    return sorted({_normal(re.split(r"[\s;\[(<>=!~]", need, maxsplit=1)[0]) for need in needs})


def _plain(needs: Iterable[str]) -> Iterable[str]:
    return (need for need in needs if "extra ==" not in need)


def _distribution(name: str) -> installed.Distribution | None:
    try:
        return installed.distribution(name)
    except installed.PackageNotFoundError:
        return None


def _normal(name: str) -> str:
    """Return the name as PEP 503 spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()
