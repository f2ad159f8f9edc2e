"""Cameras: one contract (`frame`), and a driver for each kind of picture source."""
