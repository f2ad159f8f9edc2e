from kiosk.visit.screens.screen import Screen


class StopQuestion(Screen):
    """S."""
class WarningQuestion(Screen):
    """S."""
