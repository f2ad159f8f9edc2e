"""Every way in which a picture, or what is asked of it, cannot be used, as one line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kiosk.all_or_nothing import NotWritten
from kiosk.compliance.still_checks import NoFace, SeveralFaces
from kiosk.darkroom import CannotDevelop
from kiosk.portrait.encoder import FileSizeImpossible
from kiosk.portrait.finish import NotAllowed
from kiosk.portrait.picture_file import UnreadablePicture
from kiosk.sheet.imposition import PhotoTooLarge
from kiosk.sheet.order import BadOrder
from kiosk.sheet.paper import UnknownPaper


class PictureRefused(Exception):
    """The picture, or what is asked of it, cannot be used; the text is one line and says what to do."""


@contextlib.contextmanager
def refusing(image: Path) -> Iterator[None]:
    """Turn every way a picture can be unusable into one line."""
    try:
        yield
    except NoFace:
        raise PictureRefused(
            f"{image}: no face was found; use a picture that shows one face from the front"
        ) from None
    except SeveralFaces as error:
        raise PictureRefused(
            f"{image}: shows {error.count} faces; use a picture of one person alone"
        ) from None
    except NotAllowed as error:
        raise PictureRefused(str(error)) from None
    except CannotDevelop as error:
        raise PictureRefused(f"{image}: cannot become this photo: {error}") from None
    except FileSizeImpossible as error:
        raise PictureRefused(f"{image}: {error}") from None
    except (UnreadablePicture, UnknownPaper, PhotoTooLarge, BadOrder, NotWritten) as error:
        raise PictureRefused(str(error)) from None
