"""The renderer of the next sitter is made in the background while the last one still paints."""

from __future__ import annotations

import threading

import pytest

from hardware.simulated.easel import Easel


class Workshop:
    """Makes painters that are just their look and size, but only when the test allows."""

    def __init__(self):
        self.allowed = threading.Semaphore(0)
        self.made = []

    def make(self, look, size_px):
        self.allowed.acquire()
        self.made.append((look, size_px))
        return (look, size_px)


@pytest.fixture
def workshop():
    return Workshop()


@pytest.fixture
def easel(workshop):
    easel = Easel(workshop.make, [(4, 3), (8, 6), (4, 3)], "anna")
    yield easel
    workshop.allowed.release(100)
    easel.close()


def test_the_first_painter_is_waited_for(easel, workshop):
    workshop.allowed.release(2)
    assert easel.painter((8, 6)) == ("anna", (8, 6))
    assert easel.painter((4, 3)) == ("anna", (4, 3))
    assert len(workshop.made) == 2


def test_the_last_one_paints_until_the_next_is_made(easel, workshop):
    workshop.allowed.release(2)
    easel.painter((4, 3))
    easel.painter((8, 6))
    easel.expect("bert")
    assert easel.painter((4, 3)) == ("anna", (4, 3))
    workshop.allowed.release(2)
    while easel.painter((8, 6)) != ("bert", (8, 6)):
        pass
    assert easel.painter((4, 3)) == ("bert", (4, 3))


def test_the_same_look_is_not_made_again(easel, workshop):
    workshop.allowed.release(10)
    easel.painter((8, 6))
    easel.expect("anna")
    easel.painter((8, 6))
    assert len(workshop.made) == 2
