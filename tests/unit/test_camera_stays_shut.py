"""A whole visit's program, with every way to the camera watched: none is taken before the customer agrees."""

from __future__ import annotations

import time

from kiosk.assets import assets_folder
from kiosk.messages.from_visit import ConsentGiven
from kiosk.messages.to_visit import Balance, NoticeFacts
from kiosk.privacy.policy_text import read_policy
from kiosk.visit.flow import Place

FACTS = NoticeFacts(stick=True)
BEFORE = {Place.ATTRACT, Place.LANGUAGE, Place.DOCUMENT, Place.TERMS}


def test_the_camera_is_not_touched_before_the_customer_agrees(sitting):
    sitting.touch("start")
    sitting.touch("language:en")
    sitting.touch("document:schengen-visa")
    assert sitting.place is Place.TERMS
    for target_id in ("shield", "notice_close", "read", "notice_close", "extra:stick", "listen", "languages"):
        sitting.touch(target_id)
    sitting.touch("language:de")
    sitting.supervisor.send(Balance(inserted_cents=800, paid=True))  # even somebody who paid already
    sitting.turn()
    sitting.touch("back")
    sitting.touch("document:schengen-visa")
    assert sitting.place in BEFORE
    assert sitting.wanted == []
    assert not any(isinstance(message, ConsentGiven) for message in sitting.heard)

    sitting.touch("agree")
    consents = [message for message in sitting.heard if isinstance(message, ConsentGiven)]
    notice = read_policy(assets_folder() / "policies", "de").notice(FACTS)
    assert [consent.text_sha256 for consent in consents] == [notice.sha256]
    assert (consents[0].language, consents[0].full_notice_opened) == ("de", True)
    assert (consents[0].reprint, consents[0].stick) == ("not_offered", "declined")
    until_s = time.monotonic() + 20.0
    while not sitting.wanted and time.monotonic() < until_s:
        sitting.turn()
    assert sitting.wanted, "the yes opens it: this test would have noticed"
    assert not set(sitting.wanted) & BEFORE
