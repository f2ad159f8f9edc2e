"""kiosk.audit."""
