"""hardware.printer."""
