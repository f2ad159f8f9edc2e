"""The rulebook: what is in it, how it is found, and that wrong rules never load."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.documents import listing
from kiosk.documents.band import Band
from kiosk.documents.page import rulebook_page
from kiosk.documents.rulebook import Rulebook, RulebookError, UnknownDocument

ASSETS = Path(__file__).parents[2] / "assets" / "documents"

LIGHT = 'allowed = ["light-grey"]\n'
GOOD = """[country]
code = "XX"
name_en = "Ruritania"
name_de = "Ruritanien"

[[document]]
id = "xx-passport"
name_en = "Passport"
name_de = "Reisepass"
tier = "A"
issuer = "Ministry"
source = "https://example.org/photo"
checked = 2026-11-23
route = ["print"]
print_mm = [35, 45]

[document.geometry]
head = [32, 36]
crown_from_top = [3, 7]
eye_line_from_bottom = [22, 28]

[document.background]
allowed = ["light-grey"]
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook.load(ASSETS)


def test_the_rulebook_holds_the_documents_that_customers_ask_for(book: Rulebook):
    ids = {rule.id for rule in book.all()}
    assert len(ids) >= 130
    assert len({rule.country_code for rule in book.all()} - {"UN"}) >= 60
    assert ids >= {
        "icao-35x45", "schengen-visa", "uk-passport-print", "us-passport", "nl-passport", "fr-passport",
        "ca-passport", "cn-visa-print", "kr-passport", "fi-passport-print", "jp-passport", "au-passport",
        "tr-passport",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("document", "print_mm", "head_mm", "crown"),
    [
        ("icao-35x45", (35, 45), (31.5, 36), "skull"),
        ("nl-passport", (35, 45), (26, 30), "skull"),
        ("uk-passport-print", (35, 45), (29, 34), "skull"),
        ("us-passport", (50.8, 50.8), (25.4, 34.9), "hair"),
        ("cn-visa-print", (33, 48), (28, 33), "skull"),
        ("fi-passport-print", (36, 47), (32, 36), "skull"),
        ("tr-passport", (50, 60), (42, 48), "skull"),
        ("ca-passport", (50, 70), (31, 36), "skull"),
    ],
)
def test_sizes_and_heads_are_those_the_issuers_published(
    book: Rulebook, document: str, print_mm: tuple[float, float], head_mm: tuple[float, float], crown: str
):
    rule = book.get(document)
    assert rule.print_mm == print_mm
    assert rule.head_mm is not None
    assert (rule.head_mm.min, rule.head_mm.max) == head_mm
    assert rule.geometry.crown == crown


def test_every_document_names_its_source_and_keeps_the_background(book: Rulebook):
    documents = [rule for rule in book.all() if not rule.free]
    assert len(documents) > 130
    for rule in documents:
        assert rule.source is not None
        assert rule.source.startswith("http")
        assert rule.tier in ("A", "B")
        if rule.made_here:
            assert rule.background is not None
            assert rule.background.policy == "keep"


def test_pictures_for_no_document_name_nobody_and_may_have_another_background(book: Rulebook):
    free = [rule for rule in book.all() if rule.free]
    assert {rule.id for rule in free} == {"cv-portrait", "club-card"}
    for rule in free:
        assert rule.source is None
        assert rule.background is not None
        assert rule.background.policy == "replace"


def test_france_forbids_white_and_the_united_states_refuse_a_replaced_background(book: Rulebook):
    french = book.get("fr-passport").background
    assert french is not None
    assert french.forbidden == ("white",)
    assert book.get("us-passport").alteration.background_replacement == "refused"
    assert book.get("us-passport").glasses == "no"


def test_a_photo_that_no_booth_may_deliver_says_so(book: Rulebook):
    assert not book.get("de-passport").made_here
    assert not book.get("se-passport").made_here
    assert book.get("icao-35x45").made_here


def test_json_has_the_keys_outsiders_rely_on(book: Rulebook):
    for rule in book.all():
        entry = json.loads(json.dumps(rule.to_json()))
        assert entry.keys() >= {
            "id", "country", "document", "tier", "source", "checked", "route", "print_mm", "head_mm", "crown",
            "background",
        }  # fmt: skip
        assert entry["background"].keys() >= {"allowed", "forbidden", "policy"}
        assert entry["crown"] in ("hair", "skull")
        assert entry["print_mm"] is None or len(entry["print_mm"]) == 2
    us = book.get("us-passport").to_json()
    assert us["head_mm"] == [25.4, 34.9]
    assert us["route"] == "print/upload"
    assert book.get("cn-visa-upload").to_json()["print_mm"] is None


def test_pixels_follow_from_millimetres_and_dpi(book: Rulebook):
    assert book.get("icao-35x45").photo_px == (413, 531)
    assert book.get("us-passport").photo_px == (600, 600)
    assert book.get("nl-passport").photo_px == (551, 709)  # 400 dpi
    assert book.get("fi-passport-digital").photo_px == (500, 653)
    assert book.get("se-passport").photo_px is None


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("turk", "en", "tr-passport"),
        ("Türkei", "de", "tr-passport"),
        ("tuerkei", "de", "tr-passport"),
        ("TÜRKİYE", "en", "tr-passport"),
        ("reise frank", "de", "fr-passport"),
        ("cn visa", "en", "cn-visa-print"),
        ("nl", "en", "nl-passport"),
        ("oesterr", "de", "at-passport"),
        ("atlantis", "de", None),
    ],
)
def test_search_needs_only_the_beginnings_of_words(
    book: Rulebook, typed: str, language: str, first: str | None
):
    found = book.search(typed, language)
    assert (found[0].id if found else None) == first


def test_an_empty_search_finds_everything(book: Rulebook):
    assert len(book.search("")) == len(book.with_variants())


def test_an_unknown_document_names_the_nearest(book: Rulebook):
    with pytest.raises(UnknownDocument, match="fr-passport") as caught:
        book.get("fr-pasport")
    assert caught.value.nearest[0] == "fr-passport"


def test_the_table_has_a_line_per_document_and_one_document_shows_its_facts(book: Rulebook):
    lines = listing.table(book.all()).splitlines()
    assert len(lines) == len(book.all()) + 1
    shown = listing.one_document(book.get("fi-passport-print"))
    assert "crown below top" in shown
    assert "4–6 mm" in shown
    for rule in book.all():
        assert (rule.source or "our own choice") in listing.one_document(rule)


def test_the_page_in_the_docs_is_the_rulebook_and_names_every_source(book: Rulebook):
    page = (ASSETS.parents[1] / "docs" / "rulebook.md").read_text(encoding="utf-8")
    assert page == rulebook_page(book.all()), "write it anew: kiosk documents --page > docs/rulebook.md"
    for rule in book.all():
        assert f"`{rule.id}`" in page
        assert all(f"<{address}>" in page for address in (rule.source, *rule.also) if address)


def test_a_good_file_loads(tmp_path: Path):
    (tmp_path / "xx.toml").write_text(GOOD, encoding="utf-8")
    assert Rulebook.load(tmp_path).get("xx-passport").country_de == "Ruritanien"


CHILD = """
[[document.variant]]
id = "child"
name_en = "child"
name_de = "Kind"
ages = [0, 10]

[document.variant.geometry]
head = [20, 30]
crown_from_top = [3, 25]
"""


def test_a_variant_says_only_what_differs_and_belongs_to_its_document(tmp_path: Path):
    (tmp_path / "xx.toml").write_text(GOOD + CHILD, encoding="utf-8")
    book = Rulebook.load(tmp_path)
    child = book.get("xx-passport-child")
    assert child.variant_of == "xx-passport"
    assert (child.name_en, child.name_de) == ("Passport – child", "Reisepass – Kind")
    assert child.head_mm == Band(min=20, max=30)
    assert child.geometry.eye_line_from_bottom == book.get("xx-passport").geometry.eye_line_from_bottom
    assert [rule.id for rule in book.all()] == ["xx-passport"]
    assert [rule.id for rule in book.with_variants()] == ["xx-passport", "xx-passport-child"]
    assert [variant["id"] for variant in book.get("xx-passport").to_json()["variants"]] == [child.id]


@pytest.mark.parametrize(
    ("change", "complaint", "line"),
    [
        (('name_de = "Kind"\n', ""), "missing key name_de", 25),
        (('name_de = "Kind"', 'name_de = "Kind"\nprint_mm = [50, 50]'), "unknown key print_mm", 25),
        (("head = [20, 30]", "head = [20, 99]"), "head reaches 99 mm", 32),
    ],
)
def test_an_impossible_variant_is_refused_with_file_and_line(
    tmp_path: Path, change: tuple[str, str], complaint: str, line: int
):
    assert change[0] in CHILD
    (tmp_path / "xx.toml").write_text(GOOD + CHILD.replace(*change), encoding="utf-8")
    with pytest.raises(RulebookError, match=complaint) as caught:
        Rulebook.load(tmp_path)
    assert f"xx.toml:{line}:" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "complaint", "line"),
    [
        (("head = [32, 36]", "head = [36, 32]"), "the band 36–32 is empty", 18),
        (("head = [32, 36]", "head = [32, 50]"), "head reaches 50 mm", 18),
        (("head = [32, 36]", "heads = [32, 36]"), "Extra inputs are not permitted", 18),
        (("crown_from_top = [3, 7]", "crown_from_top = [20, 25]"), "never to the frame's 45", 18),
        (("eye_line_from_bottom = [22, 28]", "eye_line_from_bottom = [5, 9]"), "eyes", 20),
        (
            ('allowed = ["light-grey"]', 'allowed = ["white"]\nforbidden = ["white"]'),
            "both allowed and forbidden",
            24,
        ),
        (('allowed = ["light-grey"]', 'allowed = ["mauve"]'), "white", 23),
        (("print_mm = [35, 45]\n", ""), "route print needs print_mm", 14),
        (('tier = "A"', 'tier = "Z"'), "'A', 'B', 'C' or 'own'", 10),
        (("checked = 2026-11-23", 'checked = "soon"'), "date", 13),
        (('source = "https://example.org/photo"', 'source = "a friend"'), "address", 12),
        (('name_de = "Ruritanien"', 'capital = "Strelsau"'), "[country] must hold exactly", 1),
        (('route = ["print"]', 'route = ["print"'), "not valid TOML", None),
        (("[document.background]", "[background]"), "unknown section background", 22),
        (('[document.background]\nallowed = ["light-grey"]\n', ""), "needs a background rule", None),
        (
            (
                'allowed = ["light-grey"]',
                """allowed = ["light-grey"]
policy = "replace"
[document.alteration]
background_replacement = "refused\"""",
            ),
            "refuses replaced backgrounds",
            None,
        ),
        (
            (
                'allowed = ["light-grey"]',
                'allowed = ["light"]\n[document.digital]\npx = [400, 500]\nkb_min = 9\nkb_max = 8',
            ),
            "at least 9 KB but at most 8 KB",
            26,
        ),
        (("head = [32, 36]", "head = [32, 36]\nface_width = [5, 8]"), "has face_width", 19),
        (("head = [32, 36]", "head = [32, 36]\neyes_above_chin = [2, 4]"), "has eyes_above_chin", 19),
        (("head = [32, 36]", "head = [32, 36]\neye_distance = [30, inf]"), "has eye_distance", 19),
        (("head = [32, 36]", "head = [32, 36]\neye_distance = [40, inf]"), "in a frame 35 wide", 19),
        (("head = [32, 36]", "head = [32, 36]\ncentre_tolerance = 20"), "half the frame", 19),
        (("head = [32, 36]", 'head = [32, 36]\nadvisory = ["face_width"]'), "face_width is not given", 19),
        (("print_mm = [35, 45]", "print_mm = [35, 45]\nprint_mm_max = [30, 45]"), "smaller than print", 16),
        ((LIGHT, LIGHT + "[document.digital]\npx = [100, 120]\nkb_min = 40\n"), "cannot fill a file", 26),
        ((LIGHT, LIGHT + "[document.digital]\npx = [900, 1200]\nkb_max = 20\n"), "at most 20 KB", 26),
    ],
)
def test_an_impossible_rule_is_refused_with_file_and_line(
    tmp_path: Path, change: tuple[str, str], complaint: str, line: int | None
):
    assert change[0] in GOOD
    (tmp_path / "xx.toml").write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        Rulebook.load(tmp_path)
    message = str(caught.value)
    assert "xx.toml:" in message
    assert complaint in message
    if line is not None:
        assert f"xx.toml:{line}:" in message


def test_the_same_id_in_two_files_is_refused(tmp_path: Path):
    (tmp_path / "xx.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "yy.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(RulebookError, match=r"yy\.toml:6: document xx-passport is already in xx\.toml"):
        Rulebook.load(tmp_path)


def test_a_folder_without_rules_is_an_error(tmp_path: Path):
    with pytest.raises(RulebookError, match="no rule files"):
        Rulebook.load(tmp_path)
