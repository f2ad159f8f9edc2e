"""kiosk.privacy."""
