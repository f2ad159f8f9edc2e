"""kiosk.visit."""
