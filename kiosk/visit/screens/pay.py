from kiosk.visit.screens.screen import Screen


class PayScreen(Screen):
    """Stub."""
