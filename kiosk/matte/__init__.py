"""Telling a person from what is behind, hair by hair, and putting another background there, once."""
