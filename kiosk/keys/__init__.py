"""Secrets that must outlive a restart: sealed on the disk under a key that can be replaced."""
