from kiosk.visit.screens.screen import Screen


class FarewellScreen(Screen):
    """Stub."""
