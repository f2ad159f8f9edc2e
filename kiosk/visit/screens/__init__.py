"""kiosk.visit.screens."""
