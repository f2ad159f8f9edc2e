from kiosk.visit.screens.screen import Screen


class NoticeScreen(Screen):
    """Stub."""
