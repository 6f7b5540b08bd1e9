"""From a file that somebody sent to a photo that can be shown: read anew, stored, written down.

Nothing here runs inside a transaction: a picture takes up to seconds to read, and its storage may be far away. Each
row is there before its files, so that nothing lies in the storage of which no row knows.
"""

import json
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import IO

from directory.foundation import limits, media
from directory.foundation.db import db
from directory.foundation.logs import log
from directory.foundation.security import client_networks
from directory.foundation.settings import settings
from directory.foundation.storage import storage
from directory.foundation.unit import unit
from directory.foundation.uploads import Upload
from directory.kernel import clock
from directory.kernel.confined import Bounds, command
from directory.kernel.errors import NotFound, StorageAway, TooMany, TransportError
from directory.kernel.files import unnamed
from directory.photos import actions
from directory.photos.models import count_waiting, due_photo, file_of, key_of_gone
from directory.photos.rules import FORMATS, LARGE, MOST, MOST_BYTES, SMALL, TRIED, Flaw

CHILD = Path(__file__).resolve().with_name("decoder.py")
#: What it may use: most of the memory is pixels.
BOUNDS = Bounds(memory=190 * 2**20, seconds=5)
#: The process that reads one picture.
DECODER = tuple(command(CHILD, BOUNDS, LARGE, SMALL, *FORMATS))
#: Seconds that a picture may take on a busy machine; it may work for far fewer (`BOUNDS`).
LONGEST = 20.0
JPEG = "image/jpeg"
#: One at a time in a process: each may need as much memory as all the rest of it.
_turn = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """A picture that was read: JPEGs of our own, as large as it is shown and small."""

    width: int
    height: int
    large: bytes
    small: bytes


@dataclass(frozen=True)
class Refused:
    """A file that was not taken, by its place among those that were sent (from 1)."""

    place: int
    flaw: Flaw


def read(file: IO[bytes]) -> Picture | Flaw:
    """The picture in a file, or what is wrong with it. `file` is one of the operating system's."""
    file.seek(0)
    with _turn:
        try:
            done = subprocess.run(  # noqa: S603  (this interpreter, our own file; the picture is its standard input)
                DECODER, stdin=file, capture_output=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            return Flaw.DAMAGED
    head, _line, content = done.stdout.partition(b"\n")
    try:
        about = json.loads(head)
    except ValueError:
        # It was ended: its time was over, or the library fell.
        return Flaw.DAMAGED
    if "flaw" in about:
        return Flaw.of(about["flaw"])
    return Picture(about["width"], about["height"], content[: about["large"]], content[about["large"] :])


def take(uploads: Sequence[Upload], draft: str, there: int = 0) -> list[Refused]:
    """Read and store what was picked, to wait for a form by the digest of its key; what was not taken, and why.

    `there`: so many are already where they are to go.
    """
    if not uploads:
        return []
    room = MOST - there - count_waiting(db.session(), draft)
    db.session.rollback()
    try:
        megabytes = sum(-(-upload.size // 2**20) for upload in uploads[: max(0, room)])
        limits.count_all(limits.visitor("photo", client_networks()), amount=megabytes)
    except TooMany:
        return [Refused(place, Flaw.OFTEN) for place, _upload in enumerate(uploads, 1)]
    pictures: list[Picture] = []
    refused: list[Refused] = []
    for place, upload in enumerate(uploads, 1):
        outcome = _flaw(upload, place, room - len(pictures)) or read(upload.file)
        if isinstance(outcome, Flaw):
            refused.append(Refused(place, outcome))
        else:
            pictures.append(outcome)
    if pictures and not _store(pictures, draft):
        refused.append(Refused(0, Flaw.NO_ROOM))
    if refused:
        log.info("photos refused", flaws=",".join(sorted(one.flaw for one in refused)))
    return refused


def _flaw(upload: Upload, place: int, room: int) -> Flaw | None:
    """What is wrong with a file before it is opened."""
    if room <= 0 or place > MOST:
        return Flaw.TOO_MANY
    if upload.is_unwritten:
        return Flaw.NO_ROOM
    return Flaw.TOO_HEAVY if upload.is_cut else None


def _store(pictures: Sequence[Picture], draft: str) -> bool:
    """Rows, then files, then the rows that say so; False where that failed, and then none of them is left."""
    with unit() as session:
        rows = [(photo.id, photo.key) for photo in actions.begin(session, draft, len(pictures))]
    try:
        for (_id, key), picture in zip(rows, pictures, strict=False):
            put(key, picture)
    except StorageAway as error:
        log.error("photos could not be stored", error=str(error))
        with unit() as session:
            actions.give_up(session, [photo_id for photo_id, _key in rows])
        return False
    with unit() as session:
        for (photo_id, _key), picture in zip(rows, pictures, strict=False):
            actions.finish(session, photo_id, picture.width, picture.height)
    return True


def put(key: str, picture: Picture) -> None:
    """Write both files of a photo. Raises StorageAway."""
    store = storage()
    store.put(file_of(key, "large"), picture.large, JPEG)
    store.put(file_of(key, "small"), picture.small, JPEG)


def remove(subject: tuple[str, int]) -> None:
    """Remove the files of a photo that is gone, then its row. Raises StorageAway: it is tried again later."""
    key = key_of_gone(db.session(), subject[1])
    db.session.rollback()
    if key is None:
        return
    storage().delete([file_of(key, size) for size in ("large", "small")])
    with unit() as session:
        actions.delete_row(session, subject[1])


def fetch(subject: tuple[str, int]) -> None:
    """Fetch a picture that came with a text, once. Raises TransportError, StorageAway: it is tried again later, for a
    day."""
    photo_id = subject[1]
    due = due_photo(db.session(), photo_id)
    db.session.rollback()
    if due is None:
        return
    try:
        with unnamed(settings().instance) as file:
            media.fetch(due.source, file, MOST_BYTES)
            outcome = Flaw.TOO_HEAVY if file.seek(0, SEEK_END) > MOST_BYTES else read(file)
    except NotFound:
        _fail(photo_id, None)
        return
    except TransportError:
        if clock.now() - due.since < TRIED:
            raise
        _fail(photo_id, None)
        return
    if isinstance(outcome, Flaw):
        _fail(photo_id, outcome)
        return
    put(due.key, outcome)
    with unit() as session:
        is_wanted = actions.finish(session, photo_id, outcome.width, outcome.height)
    if not is_wanted:
        # Deleted while it came: what removed its files was here before them.
        storage().delete([file_of(due.key, size) for size in ("large", "small")])


def _fail(photo_id: int, flaw: Flaw | None) -> None:
    log.info("a picture of a text could not be had", photo=photo_id, flaw=flaw or "not given")
    with unit() as session:
        actions.fail(session, photo_id, flaw)
