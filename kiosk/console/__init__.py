"""kiosk.console."""
