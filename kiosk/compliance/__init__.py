"""kiosk.compliance."""
