"""The `kiosk` command: what can be typed."""
