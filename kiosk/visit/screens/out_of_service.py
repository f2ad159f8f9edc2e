from kiosk.visit.screens.screen import Screen


class OutOfServiceScreen(Screen):
    """Stub."""
