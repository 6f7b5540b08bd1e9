"""The files of messages where no gateway is, removed with the words of their messages."""

from collections.abc import Collection
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from directory.foundation import outfile
from directory.foundation.db import db
from directory.foundation.logs import log
from directory.kernel import clock
from directory.outbox import rules
from directory.outbox.models import Message

#: Files looked up at once.
_BATCH = 500


def sweep_files(references: Collection[str] | None = None) -> int:
    """Remove the files of messages that were forgotten: of these `references`, or all in the folder; how many.

    Also what no message answers for, once no send can still be writing it: what a killed worker left half written, or
    the files of another database. Call it outside a unit: no file is touched while a transaction is open.
    """
    if references is None:
        waiting = iter(outfile.stored())
    else:
        waiting = (path for path in map(outfile.path_of, references) if path.is_file())
    removed = 0
    while paths := list(islice(waiting, _BATCH)):
        existing = _kept([path.stem for path in paths])
        removed += sum(_remove(path) for path in paths if not existing.get(path.name, _is_fresh(path)))
    return removed


def _kept(references: Collection[str]) -> dict[str, bool]:
    """By the name of its file, whether a message has words; files that are no message's are not in it.

    One that is being sent without words has not come to writing its file.
    """
    query = select(Message.reference, Message.body.is_not(None)).where(Message.reference.in_(references))
    with db.engine.connect() as connection:
        return {outfile.path_of(reference).name: has_words for reference, has_words in connection.execute(query)}


def _is_fresh(path: Path) -> bool:
    """Whether a send may still be at it: none outlives its lease."""
    try:
        return path.stat().st_mtime > (clock.now() - rules.LEASE).timestamp()
    except OSError:
        return False


def _remove(path: Path) -> bool:
    """Remove a file; False, and a line in the log, for one that the system does not let go."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.error("a message's file stays", file=path.name, error=type(error).__name__)
        return False
    return True
