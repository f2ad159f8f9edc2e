"""hardware.lights."""
