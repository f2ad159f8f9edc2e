"""hardware.simulated."""
