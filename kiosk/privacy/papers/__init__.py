"""kiosk.privacy.papers."""
