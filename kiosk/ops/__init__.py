"""kiosk.ops."""
