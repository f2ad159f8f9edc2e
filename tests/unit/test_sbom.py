"""The bill of materials: valid CycloneDX, whole, and the same for the same software."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli.main import main
from kiosk.cli.privacy import lock_here
from kiosk.privacy.sbom import NoBill, bill_of_materials, read_lock
from models.registry import known_models

LOCK = Path(__file__).parents[2] / lock_here()


def test_the_bill_is_cyclonedx_1_6_and_whole():
    """What the schema bom-1.6 requires of the parts that are used here, checked by hand: no network."""
    bill = bill_of_materials(LOCK)
    assert set(bill) == {
        "bomFormat", "specVersion", "version", "serialNumber", "metadata", "components", "dependencies",
    }  # fmt: skip
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    pins = {pin.purl: pin for pin in read_lock(LOCK.read_text())}
    root, components = bill["metadata"]["component"], bill["components"]
    parts = [part for part in components if part["type"] == "library"]
    assert root["type"] == "application"
    for part in (root, *parts):
        assert {"type", "name", "version", "bom-ref", "purl"} <= set(part)
        assert set(part) <= {"type", "name", "version", "bom-ref", "purl", "licenses", "externalReferences"}
        for licence in part.get("licenses", ()):
            assert set(licence) == {"expression"} or set(licence["license"]) == {"name"}
    for part in parts:
        assert part["licenses"], part["name"]
        (reference,) = part["externalReferences"]
        assert {"type", "url"} <= set(reference)
        assert [h["content"] for h in reference["hashes"]] == list(pins[part["purl"]].sha256)
        assert all(
            h["alg"] == "SHA-256" and re.fullmatch("[0-9a-f]{64}", h["content"]) for h in reference["hashes"]
        )
    refs = [part["bom-ref"] for part in (root, *components)]
    assert len(refs) == len(set(refs)), "bom-ref is unique"
    assert [entry["ref"] for entry in bill["dependencies"]] == refs
    assert {ref for entry in bill["dependencies"] for ref in entry["dependsOn"]} <= set(refs)
    direct = {ref.partition("/")[2].partition("@")[0] for ref in bill["dependencies"][0]["dependsOn"]}
    assert {"numpy", "pillow", "cryptography", "mediapipe", "reportlab"} <= direct
    assert json.dumps(bill) == json.dumps(bill_of_materials(LOCK))


def test_every_model_that_can_be_added_is_in_the_bill(tmp_path, monkeypatch):
    monkeypatch.setenv("OBSCURA_MODELS", str(tmp_path))
    known = known_models().models
    (tmp_path / known[2].file).touch()
    bill = bill_of_materials(LOCK)
    parts = [part for part in bill["components"] if part["type"] == "machine-learning-model"]
    assert [part["name"] for part in parts] == [model.name for model in known]
    for part, model in zip(parts, known, strict=True):
        assert part["hashes"] == [{"alg": "SHA-256", "content": model.sha256}]
        assert part["licenses"] == [{"license": {"id": model.licence}}]
        assert [reference["url"] for reference in part["externalReferences"]] == list(model.sources)
        assert part["modelCard"] == {"modelParameters": {"task": model.task}}
    assert [part["name"] for part in parts if part["scope"] == "required"] == [known[2].name]
    assert [ref for ref in bill["dependencies"][0]["dependsOn"] if ref.startswith("model:")] == [
        parts[2]["bom-ref"]
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x7fELF\xff\xfe", "cannot be read"),
        (b"[sale]\nprice_cents = 800\n", "not the lock that Obscura was installed from"),
        (f"click=={version('click')}\n".encode(), "not the lock that Obscura was installed from"),
    ],
)
def test_what_is_no_lock_of_this_product_is_refused(tmp_path, content, told):
    lock = tmp_path / "lock"
    lock.write_bytes(content)
    refused = CliRunner().invoke(main, ["privacy", "sbom", "--lock", str(lock)])
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
    assert told in refused.output


def test_what_is_installed_must_be_what_the_lock_says(tmp_path):
    other = tmp_path / "lock"
    other.write_text(LOCK.read_text().replace("click==", "click==0."))
    with pytest.raises(NoBill, match=r"click .* is installed, the lock says 0\."):
        bill_of_materials(other)


def test_without_a_lock_there_is_one_line(tmp_path):
    refused = CliRunner().invoke(main, ["privacy", "sbom", "--lock", str(tmp_path / "none")])
    assert refused.exit_code == 2
    assert refused.output.count("\n") == 1
    assert "run this in the folder that Obscura was installed from" in refused.output


def test_a_package_meant_for_another_machine_is_left_out(tmp_path):
    more = tmp_path / "lock"
    more.write_text(
        f"{LOCK.read_text()}\nno-such-thing==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{'0' * 64}\n"
    )
    assert "no-such-thing" in {pin.name for pin in read_lock(more.read_text())}
    assert "no-such-thing" not in {part["name"] for part in bill_of_materials(more)["components"]}
