"""Lights: scenes, and the DMX widget that shows them."""
