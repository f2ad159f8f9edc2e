"""kiosk.sheet."""
