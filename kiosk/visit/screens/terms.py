from kiosk.visit.screens.screen import Screen


class TermsScreen(Screen):
    """Stub."""
