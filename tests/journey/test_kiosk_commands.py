"""The `kiosk` command in the hands of people in a hurry: one clear line for a mistake, never half a result.

Exit codes: 0 passes or made, 1 looked at and fails, 2 input that cannot be used.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import struct
import subprocess
import sys
import tomllib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdf
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from hardware.simulated.sitter.description import Look, Pose
from hardware.simulated.sitter.sitter import Sitter
from kiosk.cli.main import main

ROOT = Path(__file__).parents[2]
FACES = ROOT.parent / "shared" / "faces"
VISA = ("--document", "schengen-visa")
RECORD = {"id", "value", "unit", "min", "max", "tolerance", "mandatory", "passed", "hint", "ofiq"}


@dataclass(frozen=True)
class Portraits:
    """One rendered sitter, upright RGB: looking straight, and with the chin down."""

    straight: Image.Image
    chin_down: Image.Image


@pytest.fixture(scope="module")
def portraits() -> Portraits:
    sitter = Sitter(Look(hair="side"), size_px=(720, 960))
    straight, chin_down = (
        Image.fromarray(np.ascontiguousarray(sitter.render(Pose(pitch_deg=pitch)).bgr[..., ::-1]))
        for pitch in (8.0, -4.0)
    )
    return Portraits(straight, chin_down)


@pytest.fixture
def good(portraits: Portraits, tmp_path: Path) -> Path:
    portraits.straight.save(tmp_path / "good.png", compress_level=1)
    return tmp_path / "good.png"


def kiosk(*args: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, prog_name="kiosk")


def in_a_shell(*args: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a process, whose native libraries could chatter."""
    command = [sys.executable, "-m", "kiosk.cli.main", *map(str, args)]
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
        **({"stdout": subprocess.PIPE} | options),
    )


def refused(result: Result) -> str:
    """Return the one line of a refusal; nothing may be on stdout."""
    assert (result.exit_code, result.stdout) == (2, ""), (result.stdout, result.stderr, result.exception)
    lines = result.stderr.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("Error: ")
    return lines[0]


# --- pictures that cannot be used -------------------------------------------------------------------------


def encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that claims 30000 × 30000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000)))


def too_heavy(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)


def two_people(picture: Image.Image) -> Image.Image:
    pixels = np.asarray(picture)
    return Image.fromarray(np.hstack([pixels, pixels[:, ::-1]]))


def moving(path: Path, picture: Image.Image, kind: str) -> None:
    picture.save(path, kind, save_all=True, append_images=[picture.rotate(5)])


UNUSABLE: dict[str, tuple[Callable[[Path, Image.Image], object], str]] = {
    "missing": (lambda _path, _face: None, "does not exist"),
    "folder": (lambda path, _: path.mkdir(), "is a folder"),
    "empty": (lambda path, _: path.touch(), "is empty"),
    "text": (lambda path, _: path.write_text("hello\n" * 99), "not a picture this program can read"),
    "gif": (lambda path, face: path.write_bytes(encoded(face, "GIF")), "use JPEG, PNG"),
    "moving GIF": (lambda path, face: moving(path, face, "GIF"), "use JPEG, PNG"),
    "moving PNG": (lambda path, face: moving(path, face, "PNG"), "moving picture"),
    "moving WebP": (lambda path, face: moving(path, face, "WEBP"), "moving picture"),
    "heic": (lambda path, _: path.write_bytes(b"\0\0\0\x18ftypheic" + bytes(999)), "use JPEG, PNG"),
    "one pixel": (lambda path, _: Image.new("RGB", (1, 1)).save(path, "PNG"), "only 1×1 pixels"),
    "bomb": (lambda path, _: path.write_bytes(bomb()), "megapixels"),
    "too heavy": (lambda path, _: too_heavy(path), "larger than 64 MB"),
    "pipe": (lambda path, _: os.mkfifo(path), "not an ordinary file"),
    "device": (lambda path, _: path.symlink_to("/dev/zero"), "not an ordinary file"),
    "nothing": (lambda path, _: path.symlink_to("/dev/null"), "not an ordinary file"),
    "circle of links": (lambda path, _: path.symlink_to(path), "link that leads nowhere"),
    "nobody": (lambda path, _: Image.new("RGB", (600, 800), "grey").save(path, "PNG"), "no face was found"),
    "two people": (lambda path, face: two_people(face).save(path, "PNG"), "shows 2 faces"),
} | {
    f"{kind} cut at {percent} %": (
        lambda path, face, kind=kind, percent=percent: path.write_bytes(
            encoded(face, kind)[: len(encoded(face, kind)) * percent // 100]
        ),
        "damaged or incomplete",
    )
    for kind in ("JPEG", "PNG")
    for percent in (10, 50, 90)
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_picture_that_cannot_be_used_is_refused_in_one_line(
    case: str, portraits: Portraits, tmp_path: Path
) -> None:
    make, says = UNUSABLE[case]
    make(tmp_path / "me.jpg", portraits.straight.resize((360, 480)))
    assert says in refused(kiosk("check", tmp_path / "me.jpg", *VISA, "--json"))
    assert says in refused(kiosk("photo", tmp_path / "me.jpg", *VISA, "--out", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_line_break_in_a_files_name_makes_no_second_line(tmp_path: Path) -> None:
    assert "two?lines.jpg" in refused(kiosk("check", tmp_path / "two\nlines.jpg", *VISA))
    assert "sheet" in refused(kiosk("check", tmp_path / "x.jpg", "--document", "sheet\n\x1b[2J"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_picture_that_may_not_be_read_is_refused(good: Path) -> None:
    good.chmod(0)
    assert "not readable" in refused(kiosk("check", good, *VISA))


def test_a_head_too_near_the_edge_or_too_small_says_what_to_do(portraits: Portraits, tmp_path: Path) -> None:
    face = portraits.straight
    face.crop((190, 260, 530, 650)).save(tmp_path / "near.png")
    face.resize((120, 160)).save(tmp_path / "small.png")
    for name, says in (("near.png", "step back"), ("small.png", "more pixels")):
        assert says in refused(kiosk("photo", tmp_path / name, *VISA, "--out", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


# --- pictures that can ------------------------------------------------------------------------------------


def turned(face: Image.Image, path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    face.rotate(90, expand=True).save(path, "PNG", exif=exif)


USABLE: dict[str, Callable[[Image.Image, Path], object]] = {
    "WebP": lambda face, path: face.save(path, "WEBP", quality=90),
    "TIFF": lambda face, path: face.save(path, "TIFF"),
    "BMP": lambda face, path: face.save(path, "BMP"),
    "CMYK": lambda face, path: face.convert("CMYK").save(path, "JPEG", quality=95),
    "grey": lambda face, path: face.convert("L").save(path, "PNG"),
    "16 bit": lambda face, path: Image.fromarray(np.asarray(face.convert("L")).astype(np.uint16) * 257).save(
        path, "PNG"
    ),
    "16 bit colour": lambda face, path: path.write_bytes(
        cv2.imencode(".png", np.asarray(face)[..., ::-1].astype(np.uint16) * 257)[1].tobytes()
    ),
    "with an alpha channel": lambda face, path: face.convert("RGBA").save(path, "PNG"),
    "50 megapixels": lambda face, path: face.resize((6144, 8192)).save(path, "JPEG", quality=80),
    "palette with transparency": lambda face, path: face.quantize(256, dither=0).save(
        path, "PNG", transparency=0
    ),
    "turned by EXIF": turned,
}


@pytest.mark.parametrize("kind", USABLE)
def test_every_common_kind_of_picture_is_judged(kind: str, portraits: Portraits, tmp_path: Path) -> None:
    path = tmp_path / "写真 ünïcödé\n.jpg"
    USABLE[kind](portraits.straight, path)
    result = kiosk("check", path, *VISA)
    assert (result.exit_code, result.stderr) == (0, ""), result.stdout
    assert result.stdout.splitlines()[-1] == "schengen-visa: passes"


def test_the_exit_code_tells_whether_the_picture_passes(
    good: Path, portraits: Portraits, tmp_path: Path
) -> None:
    assert kiosk("check", good, *VISA).exit_code == 0
    portraits.chin_down.save(tmp_path / "down.png", compress_level=1)
    fails = kiosk("check", tmp_path / "down.png", *VISA)
    assert fails.exit_code == 1
    assert "Lift your chin" in fails.stdout


def test_the_report_as_json_is_pure_and_complete_and_no_library_chatters(good: Path) -> None:
    result = in_a_shell("check", good, *VISA, "--json")
    assert (result.returncode, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    assert report.keys() == {"document", "passed", "checks", "groups"}
    assert (report["document"], report["passed"]) == ("schengen-visa", True)
    assert all(record.keys() == RECORD for record in report["checks"])
    assert {"face.single", "pose.roll", "light.exposure", "image.sharpness"} <= {
        record["id"] for record in report["checks"]
    }


# --- photos -----------------------------------------------------------------------------------------------


def test_a_photo_comes_with_its_file_its_sheet_and_its_report(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    result = kiosk("photo", good, "--document", "pl-passport", "--out", out, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {path.name for path in out.iterdir()} == {"photo.png", "digital.jpg", "sheet.pdf", "report.json"}
    report = json.loads((out / "report.json").read_text())
    assert json.loads(result.stdout) == report
    assert report["document"] == "pl-passport"
    assert report["photo"] == {
        "width_px": 413,
        "height_px": 531,
        "width_mm": 35.0,
        "height_mm": 45.0,
        "dpi": 300,
    }
    assert report.keys() >= {
        "head_mm",
        "head_hair_mm",
        "eye_line_from_bottom_mm",
        "crown_from_top_mm",
        "roll_applied_deg",
        "scale",
        "checks",
        "passed",
        "timings_ms",
    }
    assert report["background"].keys() >= {"policy", "changed"}
    with Image.open(out / "photo.png") as photo:
        assert photo.size == (413, 531)
    assert len(pypdf.PdfReader(out / "sheet.pdf").pages) == 1


def test_a_second_photo_leaves_nothing_of_the_first(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    kiosk("photo", good, "--document", "pl-passport", "--out", out)
    (out / "notes.txt").write_text("mine")
    kiosk("photo", good, *VISA, "--out", out)
    assert {path.name for path in out.iterdir()} == {"photo.png", "sheet.pdf", "report.json", "notes.txt"}
    assert json.loads((out / "report.json").read_text())["document"] == "schengen-visa"


def test_a_sheet_tells_how_many_photos_it_holds_and_whether_more_could(good: Path, tmp_path: Path) -> None:
    result = kiosk("photo", good, *VISA, "--out", tmp_path / "a4", "--paper", "a4", "--dpi", 600, "--ruler")
    assert result.exit_code == 0
    assert result.stderr == "no ruler: the photos leave no room for one; fewer --copies would\n"
    report = json.loads((tmp_path / "a4" / "report.json").read_text())
    assert report["sheet"] == {
        "paper": "a4",
        "photos": 34,
        "best_possible": 34,
        "proven": True,
        "turned": 16,
        "dpi": 600,
        "ruler_mm": None,
    }
    images = pypdf.PdfReader(tmp_path / "a4" / "sheet.pdf").pages[0].images
    assert [image.image.size for image in images] == [(827, 1063)]


def test_several_documents_share_a_sheet(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    both = ("--also", "schengen-visa:3", "--also", "pl-passport")
    result = kiosk(
        "photo", good, "--document", "us-passport", *both, "--copies", 2, "--out", out, "--paper", "a5"
    )
    assert (result.exit_code, result.stderr) == (0, "")
    names = {path.name for path in out.iterdir()}
    assert names >= {
        "photo.png",
        "photo-schengen-visa.png",
        "photo-pl-passport.png",
        "digital-pl-passport.jpg",
    }
    report = json.loads((out / "report.json").read_text())
    assert [other["document"] for other in report["also"]] == ["schengen-visa", "pl-passport"]
    assert report["sheet"]["photos"] >= 2 + 3 + 4
    page = pypdf.PdfReader(out / "sheet.pdf").pages[0]
    assert sorted(image.image.size for image in page.images) == [(413, 531), (413, 531), (600, 600)]
    kiosk("photo", good, *VISA, "--out", out)
    assert not {path.name for path in out.iterdir()} & {"photo-schengen-visa.png", "digital-pl-passport.jpg"}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--paper", "9x13"), "9×13 mm is not printed on"),
        (("--paper", "50x70", "--document", "ca-passport"), "50×70 mm does not fit on 50x70"),
        (
            ("--copies", "8", "--also", "us-passport"),
            "50.8×50.8 mm photo does not fit on 4x6in beside the others",
        ),
        (("--also", "schengen-visa"), "is on the sheet already"),
        (("--also", "us-passport:0"), "id:number of copies"),
        (("--also", "us-pasport"), "did you mean us-passport"),
        (("--dpi", "254"), "'254' is not one of '300', '600'"),
        (("--gap", "-1"), "not in the range"),
        (("--margin", "49"), "does not fit on 4x6in"),
        (("--copies", "0"), "not in the range"),
        (("--copies", "9"), "9 35×45 mm photos do not fit on 4x6in"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_in_one_line(
    args: tuple[str, ...], says: str, good: Path, tmp_path: Path
) -> None:
    assert says in refused(kiosk("photo", good, *VISA, "--out", tmp_path / "out", *args))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("document", ["schengen-visa", "us-passport", "ca-passport"])
def test_the_photo_that_was_made_passes_as_it_is(document: str, good: Path, tmp_path: Path) -> None:
    made = kiosk("photo", good, "--document", document, "--out", tmp_path)
    assert (made.exit_code, made.stderr) == (0, "")
    result = kiosk("check", tmp_path / "photo.png", "--document", document, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 0, [record for record in report["checks"] if not record["passed"]]
    head = next(record for record in report["checks"] if record["id"] == "photo.head")
    assert head["value"] == pytest.approx(
        json.loads((tmp_path / "report.json").read_text())["head_mm"], abs=0.8
    )


def with_room_around(photo: Path, factor: float) -> Path:
    """Enlarge the canvas, not the person, and keep the shape."""
    pixels = np.asarray(Image.open(photo).convert("RGB"))
    across, down = (round(side * (factor - 1) / 2) for side in (pixels.shape[1], pixels.shape[0]))
    wide = photo.with_name(f"wide{factor}.png")
    Image.fromarray(np.pad(pixels, ((down, down), (across, across), (0, 0)), mode="edge")).save(wide)
    return wide


def test_what_has_the_shape_of_the_photo_and_is_filled_is_judged_as_the_photo(
    good: Path, tmp_path: Path
) -> None:
    kiosk("photo", good, *VISA, "--out", tmp_path)

    def check(factor: float) -> tuple[int, set[str]]:
        result = kiosk("check", with_room_around(tmp_path / "photo.png", factor), *VISA, "--json")
        records = json.loads(result.stdout)["checks"]
        return result.exit_code, {record["id"] for record in records if not record["passed"]} | {
            record["id"] for record in records if record["id"] in ("photo.shape", "framing.rule")
        }

    exit_code, ids = check(1.2)  # a finished photo whose head is a fifth too small
    assert exit_code == 1
    assert {"photo.shape", "photo.head"} <= ids
    exit_code, ids = check(1.6)  # room enough to cut a photo from it
    assert exit_code == 0
    assert "framing.rule" in ids


def test_a_result_has_to_have_a_place_of_its_own(good: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    (tmp_path / "full" / "sheet.pdf").mkdir(parents=True)
    (tmp_path / "full" / "photo.png").write_text("of an earlier run")

    def photo(image: Path, out: object) -> str:
        return refused(kiosk("photo", image, *VISA, "--out", out))

    assert "is a file" in photo(good, taken)
    assert "cannot be written (Not a directory)" in photo(good, taken / "deeper" / "still")
    assert "sheet.pdf is a folder" in photo(good, tmp_path / "full")
    assert (tmp_path / "full" / "photo.png").read_text() == "of an earlier run"
    assert "name is empty" in photo(good, "")
    good.rename(tmp_path / "photo.png")
    assert "would be overwritten" in photo(tmp_path / "photo.png", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "photo.png", "taken"]
    assert sorted(path.name for path in (tmp_path / "full").iterdir()) == ["photo.png", "sheet.pdf"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_in_one_line(good: Path) -> None:
    with Path("/dev/full").open("w") as full:
        for command in (("documents",), ("check", good, *VISA)):
            result = in_a_shell(*command, stdout=full)
            assert result.returncode == 2
            assert result.stderr.splitlines() == [
                "Error: there is no space left to write to; make room and try again"
            ]


# --- documents, papers, usage -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("check", "x.png", "--document", "shengen-visa"), "did you mean schengen-visa"),
        (("check", "x.png", "--document", "germany"), "did you mean de-"),
        (("check", "x.png", "--document", ""), "`kiosk documents` lists them all"),
        (("check", "x.png", "--document", "de-passport"), "not made in a booth"),
        (("photo", "x.png", *VISA, "--out", "o", "--paper", "a44"), "Did you mean a4?"),
        (("photo", "x.png", *VISA, "--out", "o", "--paper", ""), "known are 4x6in"),
        (("documents", "us-pasport"), "did you mean us-passport"),
        (("documents", "us-passport", "--search", "us"), "not both"),
        (("check", "x.png"), "Missing option '--document'"),
        (("check", *VISA), "See `kiosk check --help`"),
        (("chek",), "Did you mean 'check'?"),
        (("documents", "--colour"), "No such option '--colour'"),
        (("demo", "--visits", "0"), "not in the range"),
        (("demo", "--document", "nope"), "no document is called 'nope'"),
        (("demo", "--document", "de-passport"), "of no use here"),
        (("demo", "--language", "xx"), "there are de, en"),
        (("demo", "--camera", "nowhere.png"), "no such picture, folder or camera"),
        (("demo", "--camera", ""), "no such picture, folder or camera"),
        (("demo", "--out", ""), "name is empty"),
    ],
)
def test_a_slip_on_the_command_line_is_answered_with_the_way_out(args: tuple[str, ...], says: str) -> None:
    assert says in refused(kiosk(*args))


def test_the_rulebook_as_json_has_what_outsiders_rely_on() -> None:
    result = kiosk("documents", "--json")
    rules = json.loads(result.stdout)
    assert result.exit_code == 0
    for rule in rules:
        assert rule.keys() >= {
            "id",
            "country",
            "document",
            "tier",
            "source",
            "checked",
            "route",
            "print_mm",
            "head_mm",
            "crown",
        }
        assert rule["background"].keys() >= {"allowed", "forbidden", "policy"}
        assert rule["print_mm"] is None or len(rule["print_mm"]) == 2
        assert rule["head_mm"] is None or rule["head_mm"][0] < rule["head_mm"][1]
        assert rule["crown"] in ("hair", "skull")
    assert json.loads(kiosk("documents", "us-passport", "--json").stdout) == [
        next(rule for rule in rules if rule["id"] == "us-passport")
    ]
    assert json.loads(kiosk("documents", "--search", "zzzz", "--json").stdout) == []
    assert kiosk("documents", "--search", "zzzz").stderr.startswith("no document matches 'zzzz'")


def test_output_survives_a_terminal_without_unicode() -> None:
    result = in_a_shell("documents", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (result.returncode, result.stderr) == (0, "")


# --- the demo and the real booth --------------------------------------------------------------------------


def test_the_demo_deletes_nothing_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "diary.txt").write_text("mine")
    assert "diary.txt would be replaced" in refused(kiosk("demo", "--out", tmp_path))
    (tmp_path / "file").touch()
    assert "cannot be written" in refused(kiosk("demo", "--out", tmp_path / "file" / "deeper"))
    assert (tmp_path / "screens" / "diary.txt").exists()


def test_a_camera_that_gives_no_picture_is_refused_before_the_demo_starts(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("no picture")
    (tmp_path / "none").mkdir()
    for camera in (tmp_path / "text.jpg", tmp_path / "none", "device:nonsense"):
        assert str(camera) in refused(kiosk("demo", "--camera", camera, "--out", tmp_path / "out"))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("[scren]\nwidth_px = 800\n", "did you mean 'screen'?"),
        ("[screen\n", "cannot be read"),
        ("[screen]\nwidth_px = 3\n", "screen.width_px"),
        ('[printer]\npaper = "a44"\n', "Did you mean a4?"),
        ('languages = ["xx"]\n', "choose from de, en"),
        ("languages = []\n", "choose from de, en"),
        ('[documents]\nfavourites = ["us-pasport"]\n', "did you mean us-passport"),
        ('[camera]\nsource = "banana"\n', "camera.source"),
        ('[staff]\npin_hash = "1234"\n', "kiosk staff pin"),
        ('[paths]\nstate = "{here}/booth.toml"\n', "cannot be made"),
        ('[paths]\nstate = "/proc/nowhere/state"\n', "cannot be made"),
        ('[paths]\nstate = "{here}/state"\nrun = "{here}/booth.toml"\n', "is not a folder"),
        ('[paths]\nstate = "{here}/state"\nrun = "{here}"\n', "may not lie in it"),
        ('[paths]\nstate = "{here}/state"\nrun = "{here}/home"\n', "holds other files"),
    ],
)
def test_settings_no_booth_can_work_with_are_refused_in_one_line(
    lines: str, says: str, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "diary.txt").write_text("mine")
    config = tmp_path / "booth.toml"
    config.write_text(lines.format(here=tmp_path))
    booth_before = Path("/var/lib/booth").exists()
    line = refused(kiosk("run", "--config", config))
    assert says in line
    assert str(config) in line
    assert Path("/var/lib/booth").exists() == booth_before, "a refusal makes no folders"
    assert (tmp_path / "home" / "diary.txt").exists()


def test_a_damaged_journal_keeps_the_booth_shut(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "journal.sqlite").write_text("rubbish" * 999)
    config = tmp_path / "booth.toml"
    config.write_text(f'[paths]\nstate = "{tmp_path}/state"\nrun = "{tmp_path}/run"\n')
    result = in_a_shell("run", "--config", config)
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert "journal.sqlite" in result.stderr


def test_a_pin_is_taken_from_a_pipe_and_only_the_settings_are_printed() -> None:
    result = kiosk("staff", "pin", stdin="2580\n2580\n")
    assert result.exit_code == 0
    assert tomllib.loads(result.stdout)["staff"]["pin_hash"].startswith("scrypt$")
    for typed, says in (("12\n12\n", "4 to 12 digits"), ("12a4\n12a4\n", "4 to 12 digits"), ("", "no PIN")):
        wrong = kiosk("staff", "pin", stdin=typed)
        assert (wrong.exit_code, wrong.stdout) == (2, "")
        assert says in wrong.stderr


# --- another Python ---------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_an_unsupported_python_is_told_in_one_line_before_anything_is_made(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    old = tmp_path / "python"
    code = "import sys; sys.version_info = (3, 9, 2); exec(sys.argv[2])"
    old.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{code}' \"$@\"\n")
    old.chmod(0o755)
    result = subprocess.run(
        ["make", "demo", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    told = [line for line in result.stderr.splitlines() if not line.startswith("make")]
    assert told == [
        "Obscura needs Python 3.11, 3.12 or 3.13; this is 3.9. Install one and run: make PYTHON=python3.11"
    ]
    assert not (tmp_path / ".venv").exists()


def test_installers_refuse_other_pythons_as_well() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11,<3.14"


# --- real faces -------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize("name", ["official-portrait.jpg", "curly-hair-24mp.jpg"])
def test_real_people_get_a_photo_that_is_judged_like_its_source(name: str, tmp_path: Path) -> None:
    if not (FACES / name).exists():
        pytest.skip(f"{FACES / name} is not there: pictures of people are never committed")
    made = kiosk("photo", FACES / name, *VISA, "--out", tmp_path, "--json")
    assert made.exit_code == 0
    fails = [failed(made), failed(kiosk("check", tmp_path / "photo.png", *VISA, "--json"))]
    only_in_source = {"background.shadow"}  # told by the whole wall, of which the photo shows too little
    assert fails[0] - only_in_source == fails[1]
    assert "mouth.closed" in fails[0], "both of them smile"


def failed(result: Result) -> set[str]:
    checks = json.loads(result.stdout)["checks"]
    return {record["id"] for record in checks if record["mandatory"] and not record["passed"]}


@pytest.mark.shared
def test_two_real_people_in_one_picture_are_refused(tmp_path: Path) -> None:
    if not FACES.exists():
        pytest.skip(f"{FACES} is not there: pictures of people are never committed")
    halves = [Image.open(path).convert("RGB").resize((600, 800)) for path in sorted(FACES.glob("*.jpg"))]
    together = Image.new("RGB", (1200, 800))
    for place, half in enumerate(halves[:2]):
        together.paste(half, (600 * place, 0))
    together.save(tmp_path / "two.png")
    assert "shows 2 faces" in refused(kiosk("check", tmp_path / "two.png", *VISA))
