"""How to talk to the printer process: one request and one answer per connection of a Unix stream socket.

A message is a 4-byte big-endian length and that many bytes of JSON. A print request is followed by its
`pdf_bytes` bytes of PDF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from hardware.printer.printer import JobPhase, PrinterState

if TYPE_CHECKING:
    import socket

MAX_HEADER_BYTES = 4096
MAX_PDF_BYTES = 64 * 1024 * 1024
MAX_COPIES = 10
PIECE_BYTES = 64 * 1024
"""The size in which a PDF is handed on, so that no end needs to hold a second copy of it."""


JobId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StatusRequest(_Message):
    """Asks how the printer is."""

    ask: Literal["status"] = "status"


class JobRequest(_Message):
    """Asks where a job stands."""

    ask: Literal["job"] = "job"
    id: JobId


class PrintRequest(_Message):
    """Announces a PDF of `pdf_bytes` bytes to print `copies` times."""

    ask: Literal["print"] = "print"
    pdf_bytes: int = Field(ge=1, le=MAX_PDF_BYTES)
    copies: int = Field(ge=1, le=MAX_COPIES)


Request = Annotated[StatusRequest | JobRequest | PrintRequest, Field(discriminator="ask")]
REQUEST: TypeAdapter[StatusRequest | JobRequest | PrintRequest] = TypeAdapter(Request)


class StatusAnswer(_Message):
    """How the printer is."""

    state: PrinterState
    sheets_left: int | None
    detail: str = Field(max_length=200)


class JobAnswer(_Message):
    """Where a job stands."""

    id: JobId
    phase: JobPhase
    progress: float = Field(ge=0.0, le=1.0)
    reason: str = Field(max_length=200)


class ConnectionEnded(Exception):
    """The other side hung up in the middle of a message."""


def send_message(link: socket.socket, message: BaseModel) -> None:
    """Send one message; raises OSError."""
    body = message.model_dump_json().encode()
    link.sendall(len(body).to_bytes(4, "big") + body)


def receive_message(link: socket.socket) -> bytes:
    """Return one message's JSON, unchecked; raises ConnectionEnded, OSError, ValueError when too long."""
    length = int.from_bytes(_receive_exactly(link, 4), "big")
    if length > MAX_HEADER_BYTES:
        raise ValueError(f"a message of {length} bytes is too long")
    return _receive_exactly(link, length)


def _receive_exactly(link: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = link.recv(count - len(parts))
        if not part:
            raise ConnectionEnded("the other side hung up")
        parts += part
    return bytes(parts)
