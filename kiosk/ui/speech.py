"""Help by ear: a speaker that says what a screen shows, through espeak-ng where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from typing import Protocol

WORDS_PER_MINUTE = 150


class Speaker(Protocol):
    """Says texts, one at a time; a new one interrupts the one before."""

    def say(self, text: str, language: str) -> None:
        """Begin to say the text and return at once."""

    def hush(self) -> None:
        """Stop talking."""


@dataclass(slots=True)
class SilentSpeaker:
    """Keeps what it would have said: for booths without a voice, and for tests."""

    said: list[tuple[str, str]] = field(default_factory=list)
    keep: int = 50

    def say(self, text: str, language: str) -> None:
        """Note (language, text)."""
        self.said.append((language, text))
        del self.said[: -self.keep]

    def hush(self) -> None:
        """Nothing is being said."""


class EspeakSpeaker:
    """Talks through the `espeak-ng` program, one process per text; the text goes in by its standard input."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._talking: subprocess.Popen[bytes] | None = None

    def say(self, text: str, language: str) -> None:
        """Begin to say the text in a voice of the language."""
        self.hush()
        # A long text must not block the screens: espeak reads its input to the end before it talks.
        self._talking = subprocess.Popen(
            [self._program, "-v", language, "-s", str(WORDS_PER_MINUTE), "--stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if self._talking.stdin is not None:
            try:
                self._talking.stdin.write(text.encode())
                self._talking.stdin.close()
            except BrokenPipeError:
                self.hush()

    def hush(self) -> None:
        """Stop talking and wait for the program to be gone."""
        talking, self._talking = self._talking, None
        if talking is None:
            return
        if talking.poll() is None:
            talking.kill()
        talking.wait()
        if talking.stdin is not None and not talking.stdin.closed:
            talking.stdin.close()


def find_speaker() -> Speaker:
    """Return a speaker that is heard where this machine has espeak-ng, else a silent one."""
    program = shutil.which("espeak-ng")
    return EspeakSpeaker(program) if program else SilentSpeaker()
