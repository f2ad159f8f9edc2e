"""kiosk.toml: what is read, and how mistakes in it are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.settings import BadSettings, Settings, read_settings


def write(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path, "")) == Settings()


def test_values_are_read(tmp_path: Path) -> None:
    settings = read_settings(write(tmp_path, "[sale]\nprice_cents = 650\n"))
    assert settings.sale.price_cents == 650


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[sale]\nprice_cent = 650\n", "unknown key 'sale.price_cent'; did you mean 'price_cents'?"),
        ("[sael]\n", "unknown key 'sael'; did you mean 'sale'?"),
        ("[screen]\nzzz = 1\n", "unknown key 'screen.zzz'; known here: width_px, height_px, fullscreen"),
        ("[sale]\nprice_cents = -1\n", "sale.price_cents"),
        ("[sale\n", "cannot be read"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(BadSettings) as caught:
        read_settings(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="there is no such file"):
        read_settings(tmp_path / "none.toml")


def test_papers_may_be_written_as_people_write_them(tmp_path: Path):
    (tmp_path / "kiosk.toml").write_text('[printer]\npaper = "12 × 18 CM"\ndpi = 600\nruler = true\n')
    printer = read_settings(tmp_path / "kiosk.toml").printer
    assert (printer.paper, printer.dpi, printer.ruler) == ("12x18cm", 600, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("retention_minutes = 61", "privacy.retention_minutes: input should be less than or equal to 60"),
        ("retention_minutes = -1", "privacy.retention_minutes: input should be greater than or equal to 0"),
        ('profile = "dsgvo"', "privacy.profile: input should be 'gdpr', 'ccpa', 'pipeda' or 'illinois'"),
        ('operator = "Photos"', "operator and contact belong together"),
        ('operator = "a\\nb"\ncontact = "c"', "privacy.operator: value error, must be one line"),
        (f'operator = "{"x" * 81}"\ncontact = "c"', "privacy.operator: string should have at most 80"),
        ("keep_minutes = 5", "unknown key 'privacy.keep_minutes'"),
    ],
)
def test_what_a_notice_cannot_promise_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings(write(tmp_path, f"[privacy]\n{text}\n"))
    assert told in str(caught.value)


def test_nothing_is_kept_unless_the_operator_says_so() -> None:
    privacy = Settings().privacy
    assert (privacy.retention_minutes, privacy.stick) == (0, False)
