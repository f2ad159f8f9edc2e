from kiosk.visit.screens.screen import Screen


class DocumentScreen(Screen):
    """Stub."""
