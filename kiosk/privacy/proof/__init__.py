"""kiosk.privacy.proof."""
