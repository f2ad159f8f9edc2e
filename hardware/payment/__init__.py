"""hardware.payment."""
