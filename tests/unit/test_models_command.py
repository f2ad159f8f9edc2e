"""`kiosk models`: what is not exactly the model never gets into its place, wherever it comes from."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli.main import main
from kiosk.fetching import command
from kiosk.fetching.command import fetch_model, install_command
from kiosk.fetching.download import NotFetched, fetching, https_only
from kiosk.fetching.draft import Draft, Occupied, part_of
from kiosk.refusal import Unusable
from models import store
from models.registry import Model, NetworkForm, Registry
from models.store import NotInstalled, NotThatModel, first_there, load, models_folder

CONTENT = bytes(range(256)) * 3000
HALF = len(CONTENT) // 2
FORM = NetworkForm(mean=(0.5,) * 3, std=(0.5,) * 3, long_side_px=512, output="alpha")


def model(name: str = "small", content: bytes = CONTENT, *paths: str) -> Model:
    return Model(
        name=name,
        title="A model",
        task="matting",
        licence="MIT",
        file=f"{name}.onnx",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sources=tuple(f"https://models.example/{path}" for path in paths or ("good",)),
        network=FORM,
    )


SMALL, OTHER = model(), model("other", b"another")


class Shelf(BaseHTTPRequestHandler):
    """Serves the model, rightly and wrongly, and notes what was asked for."""

    asked: list[tuple[str, str | None, int]]

    def do_GET(self) -> None:
        what, wanted = self.path.strip("/"), self.headers["Range"]
        content = {"wrong": CONTENT[:-1] + b"!", "longer": CONTENT + b"!"}.get(what, CONTENT)
        start = 0
        if what == "moved":
            self.asked.append((what, wanted, 0))
            return self._head(302, 0, {"Location": "/good"})
        if what == "gone":
            return self._head(404, 0)
        if wanted and what != "no-ranges":
            start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1])
            if what == "other-range":
                start += 1
            self._head(
                206,
                len(content) - start,
                {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"},
            )
        else:
            # Without a length a server can go on sending for ever.
            self._head(200, None if what == "longer" else len(content))
        sent = content[start : start + HALF] if what == "breaks-off" else content[start:]
        self.asked.append((what, wanted, len(sent)))
        self.wfile.write(sent)
        return None

    def _head(self, status: int, length: int | None, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Nearby:
    """Opens what is asked of models.example at a server of the test's: the only way to one without HTTPS."""

    def __init__(self, port: int) -> None:
        self._there = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def open(self, fullurl: urllib.request.Request, data: None = None, timeout: float | None = None):
        url = fullurl.full_url.replace("https://models.example", self._there)
        asked = urllib.request.Request(url, headers=dict(fullurl.header_items()))  # noqa: S310
        return self._opener.open(asked, data, timeout)


@pytest.fixture(scope="module")
def nearby() -> Iterator[Nearby]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    server.daemon_threads = False
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    yield Nearby(server.server_port)
    server.shutdown()
    server.server_close()
    serving.join()


@pytest.fixture
def asked() -> list[tuple[str, str | None, int]]:
    Shelf.asked = []
    return Shelf.asked


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OBSCURA_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(command, "known_models", lambda: Registry((SMALL, OTHER)))
    return tmp_path / "models"


def kiosk(*args: object) -> Result:
    return CliRunner().invoke(main, ["models", *map(str, args)], prog_name="kiosk")


def test_a_model_is_fetched_checked_listed_and_removed(folder: Path, nearby: Nearby, asked, capsys):
    install_command("small", None, nearby)
    assert capsys.readouterr().out == f"installed small as {folder / 'small.onnx'}\n"
    assert load(folder, SMALL) == CONTENT
    assert first_there(folder, Registry((OTHER, SMALL)), "matting") == SMALL
    assert [path.name for path in folder.iterdir()] == ["small.onnx"]
    install_command("small", None, nearby)
    assert asked == [("good", None, len(CONTENT))], "what is good is not fetched again"
    told = json.loads(kiosk("list", "--json").output)
    assert [(one["name"], one["installed"], one["used"]) for one in told["models"]] == [
        ("small", True, True),
        ("other", False, False),
    ]
    assert re.search(r"small +matting +MIT +0.8 +installed +A model\n", kiosk("list").output)
    assert (kiosk("verify").output, kiosk("verify").exit_code) == ("small: good\n", 0)
    assert kiosk("remove", "small").output == f"removed {folder / 'small.onnx'}\n"
    assert kiosk("remove", "small").output == "Error: small is not installed\n"
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("source", "answered"),
    [
        ("good", [("good", len(CONTENT) - HALF)]),
        ("moved", [("moved", 0), ("good", len(CONTENT) - HALF)]),
        ("no-ranges", [("no-ranges", len(CONTENT))]),
    ],
)
def test_what_broke_off_goes_on_where_the_server_can(
    folder: Path, nearby: Nearby, asked, source: str, answered: list[tuple[str, int]]
):
    with pytest.raises(Unusable, match=r"after 0.4 of 0.8 MB; what came is kept"):
        fetch_model(folder, model("small", CONTENT, "breaks-off"), nearby)
    assert not (folder / "small.onnx").exists()
    assert part_of(folder, SMALL).read_bytes() == CONTENT[:HALF]
    assert "begun, 50 %" in kiosk("list").output
    asked.clear()
    place = fetch_model(folder, model("small", CONTENT, source), nearby)
    assert place.read_bytes() == CONTENT
    assert asked == [(what, f"bytes={HALF}-", sent) for what, sent in answered]
    assert not part_of(folder, SMALL).exists()


@pytest.mark.parametrize(
    ("source", "begun", "complaint"),
    [
        ("wrong", b"", "models.example sends something else, it has another checksum"),
        ("longer", b"", "models.example sends something else, it is longer than 768000 bytes"),
        ("longer", CONTENT[:HALF], "models.example offers 768001 bytes instead of 768000"),
        ("other-range", CONTENT[:HALF], "models.example sends another part than was asked for"),
        ("gone", b"", "models.example answers 404"),
        ("good", b"!" * HALF, "it has another checksum"),
        ("good", b"!" * len(CONTENT), "it has another checksum"),
    ],
)
def test_a_server_that_sends_something_else_gets_nothing_installed(
    folder: Path, nearby: Nearby, source: str, begun: bytes, complaint: str
):
    folder.mkdir()
    Shelf.asked = []
    part_of(folder, SMALL).write_bytes(begun)
    with pytest.raises(Unusable, match=complaint):
        fetch_model(folder, model("small", CONTENT, source), nearby)
    assert not (folder / "small.onnx").exists()
    assert fetch_model(folder, model("small", CONTENT, source, "good"), nearby).read_bytes() == CONTENT
    assert [path.name for path in folder.iterdir()] == ["small.onnx"]


def test_nothing_but_https_is_spoken_and_no_network_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("no_proxy", "*")
    for url, complaint in (
        ("http://127.0.0.1:9/x", "unknown url type: http"),
        ("file:///etc/passwd", "unknown url type: file"),
        ("https://127.0.0.1:9/x", r"127.0.0.1 cannot be reached \(Connection refused\)"),
    ):
        with pytest.raises(NotFetched, match=complaint), fetching(url, 0, 10, https_only()):
            pass
    far = SMALL.model_copy(update={"sources": ("https://127.0.0.1:9/x",)})
    monkeypatch.setattr(command, "known_models", lambda: Registry((far,)))
    refused = kiosk("install", "small")
    assert refused.exit_code == 2
    assert refused.output.splitlines()[-1].endswith(
        "without a network take small.onnx on a stick and give --from FOLDER"
    )
    assert not list(folder.iterdir())


def test_a_stick_is_as_good_as_the_network(folder: Path, tmp_path: Path):
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "small.onnx").write_bytes(CONTENT)
    (stick / "holiday.jpg").write_bytes(b"not a model")
    assert (
        kiosk("install", "--from", stick).output.splitlines()[-1]
        == f"installed small as {folder / 'small.onnx'}"
    )
    assert kiosk("remove", "small").exit_code == 0
    assert kiosk("install", "small", "--from", stick / "small.onnx").exit_code == 0
    assert load(folder, SMALL) == CONTENT
    for args, complaint in (
        (("other", "--from", stick), "other.onnx is no file; the file of other is called other.onnx"),
        (("--from", stick / "holiday.jpg"), "holds no file with a known model's name"),
        (
            ("other", "--from", stick / "small.onnx"),
            "is not the model other: it has 768000 bytes instead of 7",
        ),
        (("nosuch",), "there is no model 'nosuch'; there are: small, other"),
        ((), "name a model"),
    ):
        refused = kiosk("install", *args)
        assert refused.exit_code == 2
        assert complaint in refused.output
        assert refused.output.count("\n") == 1
    assert [path.name for path in folder.iterdir()] == ["small.onnx"]


def test_a_file_in_a_models_place_that_is_not_the_model_is_never_given_out(folder: Path, tmp_path: Path):
    folder.mkdir()
    (tmp_path / "elsewhere").write_bytes(CONTENT)
    place = folder / "small.onnx"
    with pytest.raises(NotInstalled, match="run `kiosk models install small`"):
        load(folder, SMALL)
    for put, why in (
        (lambda: place.write_bytes(CONTENT[:-1] + b"!"), "has another checksum"),
        (lambda: place.write_bytes(CONTENT[:-1]), "has 767999 bytes instead of 768000"),
        (lambda: place.write_bytes(CONTENT + b"!"), "has 768001 bytes instead of 768000"),
        (lambda: place.symlink_to(tmp_path / "elsewhere"), "is a link"),
        (lambda: place.symlink_to(tmp_path / "nowhere"), "is a link"),
        (lambda: os.mkfifo(place), "is no file"),
        (place.mkdir, "is no file"),
    ):
        put()
        with pytest.raises(NotThatModel, match=why):
            load(folder, SMALL)
        verified = kiosk("verify", "small")
        assert (verified.output, verified.exit_code) == (f"small: WRONG: it {why}\n", 1)
        place.rmdir() if place.is_dir() else place.unlink()
    place.write_bytes(CONTENT)
    assert load(folder, SMALL) == CONTENT


def test_two_at_once_do_not_write_into_one_file(folder: Path):
    with Draft(folder, SMALL) as first:
        first.add(CONTENT)
        with pytest.raises(Occupied, match="being installed by another program"):
            Draft(folder, SMALL)
        first.finish()
    with contextlib.closing(Draft(folder, SMALL)):
        assert load(folder, SMALL) == CONTENT


def test_models_lie_where_the_machine_says_or_the_user_owns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store, "_OF_THE_MACHINE", tmp_path / "of-the-machine")
    assert models_folder({"OBSCURA_MODELS": "/mnt/models"}) == Path("/mnt/models")
    assert models_folder({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path / "obscura" / "models"
    assert models_folder({"XDG_DATA_HOME": "relative"}) == Path.home() / ".local/share/obscura/models"
    (tmp_path / "of-the-machine").mkdir()
    assert models_folder({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path / "of-the-machine"
