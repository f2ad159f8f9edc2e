"""Messages between the programs: typed, bounded, and a peer that misbehaves is hung up on."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.messages.codec import Codec
from kiosk.messages.console import PrepareConsole
from kiosk.messages.from_visit import ScreenShown
from kiosk.messages.message import MAX_LINE_BYTES, BadMessage
from kiosk.messages.to_visit import Balance, PrintAllowed, Show
from kiosk.wire import Wire


@pytest.fixture
def pair() -> Iterator[tuple[Wire, socket.socket]]:
    ours, theirs = socket.socketpair()
    wire = Wire(ours)
    with theirs:
        yield wire, theirs
    wire.close()


def test_a_message_survives_the_wire_in_any_pieces(pair: tuple[Wire, socket.socket]) -> None:
    wire, peer = pair
    balance = Balance(inserted_cents=350, paid=False, coins_cents=(200, 100))
    line = Codec().encode(balance) + Codec().encode(Show())
    heard = []
    for byte in line:
        peer.send(bytes([byte]))
        heard += wire.receive(1.0)
    assert heard == [balance, Show()]


def test_a_reader_that_stops_early_finds_the_rest_later(pair: tuple[Wire, socket.socket]) -> None:
    wire, peer = pair
    peer.sendall(Codec().encode(Show()) + Codec().encode(Show(after="finished")))
    assert next(wire.receive(1.0)) == Show()
    assert list(wire.receive(0.0)) == [Show(after="finished")]


@pytest.mark.parametrize(
    "nonsense",
    [b"{}\n", b"hello\n", b'{"kind":"show","picture":"abc"}\n', b"x" * (MAX_LINE_BYTES + 2), b"\xff\xfe\n"],
)
def test_nonsense_closes_the_wire_and_is_not_repeated(
    pair: tuple[Wire, socket.socket], nonsense: bytes
) -> None:
    wire, peer = pair
    peer.sendall(nonsense)
    assert list(wire.receive(1.0)) == []
    assert wire.closed
    assert wire.complaint
    assert "hello" not in wire.complaint
    assert "abc" not in wire.complaint


def test_a_program_of_another_installation_is_not_understood() -> None:
    prepare = PrepareConsole(
        width_px=1080, height_px=1920, fullscreen=True, language="en", printer="", paper="10x15", camera=""
    )
    line = Codec().encode(prepare)
    assert Codec().decode(line) == prepare
    with pytest.raises(BadMessage, match="literal_error"):
        Codec().decode(line.replace(b'"version":1', b'"version":2'))


def test_a_socket_may_be_enclosed_where_it_is_let_in_and_nowhere_else() -> None:
    for lets_in in (True, False):
        ours, theirs = socket.socketpair()
        near, far = socket.socketpair()
        sender, receiver = Wire(theirs), Wire(ours, takes_sockets=lets_in)
        sender.send(PrintAllowed(sheet="keep"), far)
        assert far.fileno() == -1, "given away"
        assert list(receiver.receive(1.0)) == [PrintAllowed(sheet="keep")]
        came = receiver.enclosed()
        assert (came is not None) is lets_in
        if came is not None:
            with came:
                came.sendall(b"hello")
        with near:
            assert near.recv(5) == (b"hello" if lets_in else b"")
        assert receiver.enclosed() is None
        sender.close()
        receiver.close()


def test_a_peer_that_is_gone_closes_the_wire_quietly(pair: tuple[Wire, socket.socket]) -> None:
    wire, peer = pair
    peer.close()
    assert list(wire.receive(1.0)) == []
    assert wire.closed
    assert wire.complaint is None
    wire.send(Show())


def test_a_message_too_long_is_refused_before_it_is_sent() -> None:
    targets = {f"document:{n}": (0, 0, 1, 1) for n in range(2000)}
    with pytest.raises(BadMessage, match="is over"):
        Codec().encode(ScreenShown(screen="document", targets=targets))


@given(st.binary(max_size=300))
def test_no_bytes_make_the_decoder_fail_otherwise(line: bytes) -> None:
    with contextlib.suppress(BadMessage):
        Codec().decode(line)
