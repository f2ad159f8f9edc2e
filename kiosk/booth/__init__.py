"""kiosk.booth."""
