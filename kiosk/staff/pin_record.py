"""Where the PIN's hash lies: sealed in the booth's keyring.

A short PIN is soon found from its hash alone, whatever the hash: four digits take minutes on one machine.
Under a key that only this machine's TPM gives out they cannot even be tried elsewhere.
"""

from __future__ import annotations

import logging

from kiosk.keys.key_source import KeyUnusable
from kiosk.keys.keyring import Keyring
from kiosk.keys.sealed import NotOpened

_log = logging.getLogger(__name__)
_NAME = "staff-pin"


def keep_pin_hash(keyring: Keyring, pin_hash: str) -> None:
    """Seal the hash in place of the one before; raises KeyUnusable and OSError."""
    keyring.put(_NAME, pin_hash.encode())


def kept_pin_hash(keyring: Keyring, in_settings: str) -> str:
    """Return the hash that counts; one in the settings is sealed first, and then no longer needed there.

    Empty, which keeps the menu shut, where there is none or it cannot be opened; the log then says why.
    """
    try:
        kept = keyring.get(_NAME)
        if not in_settings:
            return (kept or b"").decode()
        if kept != in_settings.encode():
            keep_pin_hash(keyring, in_settings)
        _log.info("the staff PIN is sealed now: take staff.pin_hash out of the settings file")
    except (KeyUnusable, NotOpened) as error:
        _log.error(
            "%s; the staff menu %s", error, "goes by the settings file" if in_settings else "stays shut"
        )
    except OSError as error:
        _log.error("the staff PIN cannot be sealed or opened: %s", error.strerror)
    return in_settings
