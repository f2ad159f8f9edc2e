from kiosk.visit.screens.screen import Screen


class PrintingScreen(Screen):
    """Stub."""
