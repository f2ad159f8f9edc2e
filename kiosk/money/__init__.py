"""kiosk.money."""
