"""Fetches a file over HTTPS, going on where an earlier try broke off.

The only module besides the exporter that opens a network connection. Who may import it is written in
pyproject.toml: `kiosk models`, which no process that sees a face ever loads.
"""

from __future__ import annotations

import http.client
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

_CHUNK_BYTES = 1 << 18
_SILENCE_S = 30.0
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")
_OK, _PARTIAL, _NOT_SATISFIABLE = 200, 206, 416


class NotFetched(Exception):
    """The file did not come, or not whole; the text names the server and says why."""


class Opener(Protocol):
    """What opens a request, as urllib's openers do."""

    def open(self, fullurl: urllib.request.Request, data: None = None, timeout: float | None = ...) -> Any:  # noqa: ANN401 - urllib's signature
        """Return the answer; raises urllib's errors."""


def https_only() -> Opener:
    """Return an opener that knows HTTPS and nothing else, wherever a server sends it; proxies as usual."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


@contextmanager
def fetching(
    url: str, have_bytes: int, size_bytes: int, opener: Opener
) -> Iterator[tuple[int, Iterator[bytes]]]:
    """Give the byte with which the server begins, which is 0 or `have_bytes`, and what comes in chunks.

    `size_bytes` is the size of the whole file; a server that offers another is not listened to. Raises
    NotFetched, also while the chunks are read.
    """
    host = urlsplit(url).hostname or url
    with _answer(url, have_bytes, opener, host) as answer:
        start = have_bytes if answer.status == _PARTIAL else 0
        told = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if answer.status == _PARTIAL and (told is None or int(told[1]) != have_bytes):
            raise NotFetched(f"{host} sends another part than was asked for")
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and start + int(length) != size_bytes:
            raise NotFetched(f"{host} offers {start + int(length)} bytes instead of {size_bytes}")
        yield start, _chunks(answer, host)


def _answer(url: str, have_bytes: int, opener: Opener, host: str) -> Any:  # noqa: ANN401 - urllib tells no type
    headers = {"User-Agent": "obscura-kiosk", "Accept-Encoding": "identity"}
    if have_bytes:
        headers["Range"] = f"bytes={have_bytes}-"
    try:
        answer = opener.open(urllib.request.Request(url, headers=headers), timeout=_SILENCE_S)  # noqa: S310 - the opener decides
    except HTTPError as refusal:
        refusal.close()
        if refusal.code == _NOT_SATISFIABLE and have_bytes:
            return _answer(url, 0, opener, host)
        raise NotFetched(f"{host} answers {refusal.code} {refusal.reason}") from None
    except URLError as error:
        raise NotFetched(f"{host} cannot be reached ({_reason(error.reason)})") from None
    except (OSError, http.client.HTTPException) as error:
        raise NotFetched(f"{host} cannot be reached ({_reason(error)})") from None
    if answer.status not in (_OK, _PARTIAL):
        answer.close()
        raise NotFetched(f"{host} answers {answer.status}")
    return answer


def _chunks(answer: Any, host: str) -> Iterator[bytes]:  # noqa: ANN401 - urllib tells no type
    try:
        while chunk := answer.read(_CHUNK_BYTES):
            yield chunk
    except (OSError, http.client.HTTPException) as error:
        raise NotFetched(f"{host} broke off ({_reason(error)})") from None


def _reason(error: object) -> str:
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split()) or type(error).__name__
