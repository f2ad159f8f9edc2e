"""kiosk.documents."""
