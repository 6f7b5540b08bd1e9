"""The index that a process searches, brought up to date by what was changed since; and documents by number.

Every search asks for the version of the listings. Where it moved, the changes since are read and applied, one listing
at a time: an edit shows in the first search after its commit, and costs what one listing costs. Who is too far behind
builds a new index beside the old one, whose answers are given meanwhile.
"""

import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import Connection, Engine, Text, cast, column, select, table
from sqlalchemy.orm import Session

from directory.businesses.fields.listing import Listing
from directory.credentials.rules import as_of
from directory.foundation import versions
from directory.foundation.db import READS_COPY, db
from directory.foundation.logs import log
from directory.kernel import clock
from directory.places.gazetteer import gazetteer
from directory.search.models import SCOPE, SearchChange, SearchDoc
from directory.search.queries import image
from directory.search.queries.image import Image
from directory.search.rules.index import Index

#: More changed listings than these are not applied while a search waits, but built into a new index beside the old one;
#: of fewer listings a new index is built at once.
MOST_CHANGES, FEW_LISTINGS = 300, 2000
#: After so many versions a new image is written.
VERSIONS_OF_IMAGE = 100
#: Documents that are remembered; the numbers that one statement asks for.
_DOCUMENTS, _AT_ONCE = 2000, 500
#: Listings whose names are in memory while a large index is built.
_FILED_AT_ONCE = 20_000
#: How often somebody may write while a search reads before it makes do with what it has.
_TRIES = 5

_CHANGES = SearchChange.__table__
_DOCS = SearchDoc.__table__
_AS_TEXT = cast(_DOCS.c.doc, Text)
#: Whose page has an address; the table of businesses without its models.
BUSINESSES = table("businesses", column("id"), column("slug"))


class _Overtaken(Exception):
    """Another index was built while an image of this one was written."""


class Current:
    """The index of one database. Whoever reads or changes it holds its `lock`."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.index = Index((), gazetteer(), None)
        #: What the index is of; no version before it was built.
        self.version, self.mark = -1, ""
        #: What the tables of the index lie in, once they are in a file; the version of what was read or written last.
        self._image: Image | None = None
        self._of_image = -VERSIONS_OF_IMAGE
        self._documents: OrderedDict[int, Listing] = OrderedDict()
        self._numbers: dict[str, int] = {}
        self._builder: threading.Thread | None = None
        self._writer: threading.Thread | None = None

    def catch_up(self, session: Session) -> int:
        """Bring the index to the version and the day of now; the version that the session sees."""
        connection, today = session.connection(), clock.today()
        now = versions.current(connection, SCOPE)
        if (self.version, self.index.day) == (now, today):
            return now
        with self.lock:
            if self.version < 0:
                self._start(connection, now, today)
            elif self.version > now or versions.is_bumped(session, SCOPE):
                # An older view of the data, or one that is not committed: the index is of what is.
                pass
            elif self.version < now and not self.is_building:
                self._apply(connection, now, today)
            if self.index.day != today and self.version == now:
                self._turn_day(connection, today)
            if self._has_old_image and not (self._writer and self._writer.is_alive()):
                # Beside: nobody's search waits for a disk.
                self._writer = threading.Thread(target=self._store, args=(image.path(),), daemon=True)
                self._writer.start()
        return now

    def _start(self, connection: Connection, now: int, today: date) -> None:
        """Begin with the image, where what was changed since can be applied to it; else with all documents."""
        stored = image.read(image.path())
        if stored:
            tables, head = stored
            if head.mark and head.version <= now and _changes(connection, head.version, head.mark, now):
                index = Index((), gazetteer(), head.day, head.table)
                tables.bear(index)
                self._take(_Built(index, head.version, head.mark, tables))
                self._of_image = head.version
        if self.version < 0:
            self._read_all(connection, today)
        elif self.version < now:
            self._apply(connection, now, today)

    @property
    def _has_old_image(self) -> bool:
        """Whether an image for the next process is due, and would spare it something."""
        return len(self.index.everyone) > FEW_LISTINGS and self.version - self._of_image >= VERSIONS_OF_IMAGE

    @property
    def has_image(self) -> bool:
        """Whether the tables of the index lie in a file."""
        return self._image is not None

    def _store(self, file: Path) -> None:
        """Write an image, a copy of the last one with what was changed since; others search while it is copied."""
        with self.lock:
            copied, self._of_image = self._image, self.version
        with suppress(OSError, sqlite3.Error, _Overtaken), image.replacing(file) as new:
            if copied:
                new.copy(copied)
            with self.lock:
                if self._image is not copied:
                    raise _Overtaken
                new.describe(self.index, self.version, self.mark)
                new.absorb(self.index)
                self._image = new

    def _apply(self, connection: Connection, now: int, today: date) -> None:
        """Apply what was changed since, or build anew what cannot be applied."""
        for _ in range(_TRIES):
            changes = _changes(connection, self.version, self.mark, now)
            if changes is None:
                self._build(connection, today)
                return
            documents = dict(_read(connection, changes.before, self.index.day))
            newer = versions.current(connection, SCOPE)
            if newer == now:
                try:
                    self._replace(changes, documents)
                except LookupError as error:
                    # Half of a change is worse than none: whatever the index is of, it begins anew.
                    log.error("an index that did not hold what it should", error=type(error).__name__)
                    self._read_all(connection, today)
                    return
                self.version, self.mark = now, changes.mark
                self._remember(documents, now)
                return
            now = newer

    def _replace(self, changes: "_Changes", documents: Mapping[int, Listing]) -> None:
        for number, before in changes.before.items():
            self.index.replace(_dated(before, self.index.day), documents.get(number))
            self._forget(number)

    def _read_all(self, connection: Connection, today: date) -> None:
        """Build an index of all documents while the search waits."""
        self._take(_built(connection, today, image.path().parent))

    def _build(self, connection: Connection, today: date) -> None:
        """Build a new index: at once where that is quick, else beside this one, once."""
        if len(self.index.everyone) <= FEW_LISTINGS:
            self._read_all(connection, today)
        elif not self.is_building:
            arguments = (connection.engine, today, image.path().parent)
            self._builder = threading.Thread(target=self._build_beside, args=arguments, daemon=True)
            self._builder.start()

    def _build_beside(self, engine: Engine, today: date, folder: Path) -> None:
        """In one view of the data, however much is written meanwhile: what is newer is applied afterwards."""
        view = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        with engine.connect().execution_options(**view) as connection:
            built = _built(connection, today, folder)
        with self.lock:
            self._take(built)

    @property
    def is_building(self) -> bool:
        """Whether a new index is being built beside this one."""
        return self._builder is not None and self._builder.is_alive()

    def wait(self) -> None:
        """Block until no index is being built beside this one and no image is being written."""
        for thread in (self._builder, self._writer):
            if thread is not None:
                thread.join()

    def _take(self, built: "_Built") -> None:
        self.index, self.version, self.mark, self._image = built.index, built.version, built.mark, built.image
        self._documents.clear()
        self._numbers.clear()

    def _turn_day(self, connection: Connection, today: date) -> None:
        """Another day has begun: only the licenses that end in between read otherwise."""
        day = self.index.day or today
        documents = dict(_read(connection, self.index.ending_between(day, today), None))
        if versions.current(connection, SCOPE) != self.version:
            # Read while somebody wrote: the next search does it.
            return
        for number, document in documents.items():
            self.index.replace(_as_of(document, day), _as_of(document, today))
            self._forget(number)
        self.index.day = today

    def _forget(self, number: int) -> None:
        document = self._documents.pop(number, None)
        if document is not None:
            self._numbers.pop(document.slug, None)

    def documents(self, session: Session, numbers: Sequence[int]) -> list[Listing] | None:
        """The documents of listings, in this order; None where they were changed meanwhile: it is to be tried again.

        What an older view of the data does not have is left out.
        """
        with self.lock:
            version, day = self.version, self.index.day
            known = {number: self._documents[number] for number in numbers if number in self._documents}
            for number in known:
                self._documents.move_to_end(number)
        missing = [number for number in numbers if number not in known]
        if missing:
            connection = session.connection()
            known |= _read(connection, missing, day)
            seen = versions.current(connection, SCOPE)
            if seen == version:
                self._remember(known, version)
            elif seen > version and not (self.is_building or versions.is_bumped(session, SCOPE)):
                return None
        return [known[number] for number in numbers if number in known]

    def _remember(self, documents: dict[int, Listing], version: int) -> None:
        with self.lock:
            if self.version == version:
                self._documents |= documents
                self._numbers |= {document.slug: number for number, document in documents.items()}
                while len(self._documents) > _DOCUMENTS:
                    self._forget(next(iter(self._documents)))

    def numbers_of(self, session: Session, slugs: Sequence[str]) -> list[int]:
        """The numbers of listings by their addresses, in the order asked for."""
        with self.lock:
            known = {slug: self._numbers[slug] for slug in slugs if slug in self._numbers}
        missing = [slug for slug in slugs if slug not in known]
        if missing:
            by_slug = select(BUSINESSES.c.slug, BUSINESSES.c.id).where(BUSINESSES.c.slug.in_(missing))
            known |= dict(list(session.connection().execute(by_slug)))
        return [known[slug] for slug in slugs if slug in known]


_all: WeakKeyDictionary[Engine, Current] = WeakKeyDictionary()
_making = threading.Lock()


def current(session: Session) -> Current:
    """The index of the session's database, without bringing it up to date. A read replica shares it, at its newest
    version.
    """
    bound = db.engine if session.info.get(READS_COPY) else session.get_bind()
    engine = bound if isinstance(bound, Engine) else bound.engine
    if engine not in _all:
        with _making:
            _all.setdefault(engine, Current())
    return _all[engine]


def forget() -> None:
    """Drop the index, so that the next search builds it anew. For callers that empty a database."""
    _all.clear()


def _forget_images() -> None:
    """For a process that was forked: it opens an image itself, and the pages are the same. What is in memory it has."""
    for engine in [engine for engine, listed in _all.items() if listed.has_image]:
        del _all[engine]


os.register_at_fork(after_in_child=_forget_images)


class _Changes(msgspec.Struct):
    """By listing its document before the first change that is new; the mark of the newest version."""

    before: dict[int, Listing | None]
    mark: str


def _changes(connection: Connection, version: int, mark: str, now: int) -> _Changes | None:
    """What was changed since a version; None where that cannot be told, or is too much to be applied."""
    if _mark(connection, version) != mark:
        return None
    query = select(_CHANGES.c.version, _CHANGES.c.business_id, _CHANGES.c.mark, cast(_CHANGES.c.before, Text))
    newer = query.where(_CHANGES.c.version > version).order_by(_CHANGES.c.version).limit(MOST_CHANGES + 1)
    marks: dict[int, str] = {}
    before: dict[int, Listing | None] = {}
    rows = connection.execute(newer).all()
    if len(rows) > MOST_CHANGES:
        return None
    for changed, number, its_mark, document in rows:
        marks[changed] = its_mark
        if number not in before:
            before[number] = _decoded(document) if document else None
    is_whole = marks.keys() == set(range(version + 1, now + 1))
    return _Changes(before, marks.get(now, mark)) if is_whole else None


def _mark(connection: Connection, version: int) -> str:
    """The mark of a version; empty for one of which nothing is written down."""
    return connection.execute(select(_CHANGES.c.mark).where(_CHANGES.c.version == version).limit(1)).scalar() or ""


def _read(connection: Connection, numbers: Iterable[int], day: date | None) -> Iterator[tuple[int, Listing]]:
    """(number, document as of a day) of those that are listed."""
    wanted = list(numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(_DOCS.c.business_id, _AS_TEXT).where(_DOCS.c.business_id.in_(wanted[start : start + _AT_ONCE]))
        for number, text in connection.execute(query):
            yield number, _as_of(_decoded(text), day)


@dataclass(frozen=True)
class _Built:
    """An index with its version and mark, and what its tables lie in."""

    index: Index
    version: int
    mark: str
    image: Image | None


def _built(connection: Connection, today: date, folder: Path) -> _Built:
    """An index of all documents; of more than a few its tables lie in a file, but where the folder takes none."""
    while True:
        version = versions.current(connection, SCOPE)
        mark = _mark(connection, version)
        try:
            index, tables = _filed(connection, today, folder)
        except (OSError, sqlite3.Error) as error:
            log.error("an index that does not fit on the disk", error=type(error).__name__)
            index, tables = _filed(connection, today, None)
        if versions.current(connection, SCOPE) == version:
            return _Built(index, version, mark, tables)


def _filed(connection: Connection, today: date, folder: Path | None) -> tuple[Index, Image | None]:
    """All documents filed, and the image that they are in. Raises OSError and sqlite3.Error where there is a folder."""
    documents = connection.execute(select(_AS_TEXT).order_by(_DOCS.c.business_id).execution_options(yield_per=_AT_ONCE))
    index, runs = Index((), gazetteer(), today), None
    for texts in documents.scalars().partitions(_FILED_AT_ONCE):
        for text in texts:
            index.replace(None, _as_of(_decoded(text), today))
        if folder and len(index.everyone) > FEW_LISTINGS:
            runs = runs or image.Runs(folder)
            runs.add(index)
    if not (folder and runs):
        return index, None
    tables = image.unnamed(folder)
    runs.fill(tables, index)
    return index, tables


def _decoded(text: str) -> Listing:
    return Listing.of_json(msgspec.json.decode(text))


def _as_of(document: Listing, day: date | None) -> Listing:
    return as_of(document, day) if day else document


def _dated(document: Listing | None, day: date | None) -> Listing | None:
    return _as_of(document, day) if document else None
