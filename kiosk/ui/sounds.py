"""Short sounds made here: a tick of the countdown, the shutter, a coin taken, a call for attention."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import numpy as np
import pygame
from numpy.typing import NDArray

RATE_HZ = 44_100
LOUDNESS = 0.35
"""Of full scale: the amplifier behind it sets the true level (Section 508 asks 65 dB at the ear)."""


class Sound(StrEnum):
    """What can be heard."""

    TICK = "tick"
    SHUTTER = "shutter"
    COIN = "coin"
    ATTENTION = "attention"


TONES: dict[Sound, tuple[tuple[float, float], ...]] = {
    Sound.TICK: ((880.0, 0.09),),
    Sound.SHUTTER: ((1760.0, 0.05), (1320.0, 0.16)),
    Sound.COIN: ((1319.0, 0.07), (1760.0, 0.14)),
    Sound.ATTENTION: ((660.0, 0.16), (880.0, 0.16), (660.0, 0.22)),
}
"""Each sound as (pitch in Hz, length in s) after one another."""


class Sounds(Protocol):
    """Plays sounds; never waits for them."""

    def play(self, sound: Sound) -> None:
        """Begin to play and return at once."""


class NoSounds:
    """A booth without a loudspeaker."""

    def play(self, sound: Sound) -> None:
        """Play nothing."""


class MixerSounds:
    """Plays through SDL's mixer; raises pygame.error where there is no sound device."""

    def __init__(self) -> None:
        pygame.mixer.init(RATE_HZ, -16, 1, 512)
        self._ready = {sound: pygame.mixer.Sound(buffer=wave(sound).tobytes()) for sound in Sound}

    def play(self, sound: Sound) -> None:
        """Begin to play and return at once."""
        self._ready[sound].play()


def wave(sound: Sound) -> NDArray[np.int16]:
    """Return the samples of a sound, mono: each tone a sine that rings out, without a click at either end."""
    parts = []
    for pitch_hz, length_s in TONES[sound]:
        at_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
        swell = np.minimum(at_s / 0.004, 1.0) * np.exp(-5.0 * at_s / length_s)
        swell *= np.minimum((length_s - at_s) / 0.01, 1.0)
        parts.append(np.sin(2 * np.pi * pitch_hz * at_s) * swell)
    return np.asarray(np.concatenate(parts) * LOUDNESS * 32767, np.int16)


def find_sounds() -> Sounds:
    """Return sounds that are heard where this machine has a sound device, else none."""
    try:
        return MixerSounds()
    except pygame.error:
        return NoSounds()
