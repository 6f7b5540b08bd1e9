"""The only door to the pictures of scanned pages: whoever gets one was let in by the page that it stands on."""

from flask import Response

from directory.foundation.db import db
from directory.foundation.security import mark_private
from directory.foundation.storage import storage
from directory.kernel.errors import NotFound
from directory.scans.models import ScannedFile, ScanState

#: Nothing in the answer is run, framed or led on from, whatever anybody takes it for.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": 'inline; filename="page.jpg"',
    "Cross-Origin-Resource-Policy": "same-origin",
}


def picture(file: ScannedFile, page: int) -> Response:
    """The picture of a page, from 1, of a file that its owner's door gave. Raises NotFound, StorageAway."""
    if not 1 <= page <= len(file.pages) or file.state == ScanState.GONE:
        raise NotFound
    name = file.picture(page)
    db.session.rollback()
    mark_private()
    return Response(storage().get(name), content_type="image/jpeg", headers=_HEADERS)
