"""kiosk.portrait."""
