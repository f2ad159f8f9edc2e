"""Obscura, the ID-photo booth that forgets you."""

__version__ = "0.1.0"
