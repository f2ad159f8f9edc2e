"""After a sheet was printed through a booth's CUPS, nothing of it is left: no picture, no title of its job.

CUPS as it comes keeps both, which shows that the search finds them. Its memory is not clean even with the
booth's settings; only a new cupsd's is, so CUPS must be restarted after every sheet.
"""

from __future__ import annotations

import io
import os
import secrets

import pypdf
import pytest

from kiosk.privacy.memory_scan import count_in_file, count_in_process
from kiosk.privacy.wipe import processes_of_session
from tests.integration.private_cups import PACKAGES, PrivateCups, missing, private_cups

WIDTH_PX, HEIGHT_PX = 320, 200
OPTIONS = ("PageSize=w288h432",)

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"needs {PACKAGES} (apt)"),
    pytest.mark.skipif(os.geteuid() != 0, reason="reading the memory of other processes needs root"),
]


class Job:
    """A sheet whose picture consists of a mark, printed under a title that is a mark, too."""

    def __init__(self) -> None:
        self.mark = secrets.token_bytes(16)
        self.title = f"Anna-{secrets.token_hex(8)}"

    def pdf(self) -> bytes:
        """Return a PDF of 4×6 inches whose picture is not compressed."""
        picture = pypdf.generic.StreamObject()
        picture.set_data(self.mark * (WIDTH_PX * HEIGHT_PX * 3 // len(self.mark)))
        name, number = pypdf.generic.NameObject, pypdf.generic.NumberObject
        picture.update({name("/Type"): name("/XObject"), name("/Subtype"): name("/Image")})
        picture.update({name("/Width"): number(WIDTH_PX), name("/Height"): number(HEIGHT_PX)})
        picture.update({name("/ColorSpace"): name("/DeviceRGB"), name("/BitsPerComponent"): number(8)})
        sheet = pypdf.PdfWriter()
        page = sheet.add_blank_page(288, 432)
        shown = pypdf.generic.StreamObject()
        shown.set_data(b"288 0 0 432 0 0 cm /Picture Do")
        page[name("/Contents")] = sheet._add_object(shown)
        pictures = pypdf.generic.DictionaryObject({name("/Picture"): sheet._add_object(picture)})
        page[name("/Resources")] = pypdf.generic.DictionaryObject({name("/XObject"): pictures})
        written = io.BytesIO()
        sheet.write(written)
        assert written.getvalue().count(self.mark) > 10_000
        return written.getvalue()


def in_files(cups: PrivateCups, word: bytes) -> dict[str, int]:
    hits = {path.name: count_in_file(path, [word]) for path in cups.files()}
    return {name: count for name, count in hits.items() if count}


def in_memory(cups: PrivateCups, word: bytes) -> int:
    return sum(count_in_process(pid, [word]) for pid in processes_of_session(cups.session_id))


def test_a_booths_cups_keeps_no_picture_and_no_title_and_a_new_one_has_neither_in_memory():
    job = Job()
    with private_cups() as cups:
        cups.hold(job.pdf(), *OPTIONS, title=job.title)
        assert in_files(cups, job.mark), "the sheet waits in the spool: the search finds it"
        assert in_memory(cups, job.mark), "and pieces of it in memory"
        assert len(cups.release()) > 100_000, "the printer got the dots of a whole sheet"
        assert in_files(cups, job.mark) == {}
        assert in_files(cups, job.title.encode()) == {}
        before = cups.session_id
        cups.stop()
        cups.start()
        assert processes_of_session(before) == ()
        assert (in_memory(cups, job.mark), in_memory(cups, job.title.encode())) == (0, 0)
        assert in_files(cups, job.mark) == {}
        assert in_files(cups, job.title.encode()) == {}, "nor did it write its title down at the end"


def test_cups_as_it_comes_keeps_both():
    job = Job()
    with private_cups(as_deployed=False) as cups:
        cups.hold(job.pdf(), *OPTIONS, title=job.title)
        cups.release()
        cups.stop()  # only then is everything written
        assert in_files(cups, job.mark)
        assert {"c00001", "page"} <= in_files(cups, job.title.encode()).keys()
