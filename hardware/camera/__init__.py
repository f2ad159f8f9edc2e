"""hardware.camera."""
