"""The window on SDL's dummy driver, the voice and the sounds."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pygame
import pytest

from kiosk.ui.sounds import RATE_HZ, TONES, MixerSounds, Sound, wave
from kiosk.ui.speech import EspeakSpeaker, SilentSpeaker
from kiosk.ui.window import Window


@pytest.fixture
def window(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    for name in ("SDL_TOUCH_MOUSE_EVENTS", "SDL_MOUSE_TOUCH_EVENTS", "SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS"):
        monkeypatch.delenv(name, raising=False)
    opened = Window((160, 240), "Test", hidden=True)
    yield opened
    opened.close()


def test_a_hidden_window_is_drawn_on_before_it_is_shown(window, tmp_path):
    window.surface.fill((10, 200, 30))
    window.present()
    window.reveal()
    window.screenshot(tmp_path / "shot.png")
    assert pygame.image.load(tmp_path / "shot.png").get_at((80, 120))[:3] == (10, 200, 30)
    assert window.size_px == (160, 240)
    window.hide()
    window.reveal()


def test_events_are_waited_for_no_longer_than_asked(window):
    window.events(0.0)
    assert window.events(0.01) == ()
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_TAB, mod=0))
    assert [event.type for event in window.events(5.0)] == [pygame.KEYDOWN]


@pytest.mark.usefixtures("window")
def test_touches_and_mouse_are_told_apart():
    assert os.environ["SDL_TOUCH_MOUSE_EVENTS"] == "0"
    assert os.environ["SDL_MOUSE_TOUCH_EVENTS"] == "0"


def speaking_program(folder: Path, body: str) -> str:
    program = folder / "espeak-ng"
    program.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n")
    program.chmod(0o755)
    return str(program)


def test_a_text_is_spoken_in_the_voice_of_its_language(tmp_path):
    said = tmp_path / "said"
    program = speaking_program(
        tmp_path, f"open({str(said)!r}, 'w').write(sys.argv[2] + ' ' + sys.stdin.read())"
    )
    speaker = EspeakSpeaker(program)
    speaker.say("Grüß Gott", "de")
    speaker._talking.wait(20)
    speaker.hush()
    assert said.read_text() == "de Grüß Gott"


def test_a_new_text_and_hush_interrupt_the_old(tmp_path):
    speaker = EspeakSpeaker(speaking_program(tmp_path, "time.sleep(60)"))
    speaker.say("one", "en")
    first = speaker._talking
    speaker.say("two", "en")
    second = speaker._talking
    assert first.poll() is not None
    speaker.hush()
    assert second.poll() is not None


def test_a_program_that_dies_at_once_harms_nobody(tmp_path):
    speaker = EspeakSpeaker(speaking_program(tmp_path, "sys.exit(1)"))
    speaker.say("x" * 1_000, "en")
    deadline_s = time.monotonic() + 20
    while speaker._talking is not None and speaker._talking.poll() is None and time.monotonic() < deadline_s:
        pass
    speaker.hush()


def test_a_silent_speaker_keeps_only_the_last_texts():
    speaker = SilentSpeaker(keep=2)
    for text in "abc":
        speaker.say(text, "en")
    assert speaker.said == [("en", "b"), ("en", "c")]


@pytest.mark.parametrize("sound", Sound)
def test_sounds_begin_and_end_in_silence_and_do_not_clip(sound):
    samples = wave(sound)
    assert len(samples) == sum(round(length_s * RATE_HZ) for _pitch, length_s in TONES[sound])
    assert abs(int(samples[0])) < 200
    assert abs(int(samples[-1])) < 200
    assert 3_000 < int(np.abs(samples).max()) < 16_000


def test_sounds_play_without_waiting(monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    MixerSounds().play(Sound.TICK)
    pygame.mixer.quit()
