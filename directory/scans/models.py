"""The table of files with printed pages that were sent to be read. The pictures themselves are files of the storage."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import DOCUMENT, Base, one_of
from directory.foundation.i18n import Labelled
from directory.kernel import clock
from directory.kernel.states import table
from directory.scans.rules.pages import FoundAd, PageSize


class ScanState(Labelled):
    """Where a file is. Its row is there before what it names is stored."""

    WRITING = "writing", _l("being stored")
    READING = "reading", _l("being read")
    READ = "read", _l("read")
    FAILED = "failed", _l("could not be read")
    #: Its pictures are removed; what was read of it stays.
    GONE = "gone", _l("pictures deleted")


SCAN = table("scan", ScanState, writing="reading gone", reading="read failed", read="gone", failed="gone", gone="")


class ScannedFile(Base):
    """A picture or PDF of printed pages that somebody sent."""

    __tablename__ = "scanned_files"
    __table_args__ = (
        CheckConstraint(one_of("state", SCAN.states), name="state"),
        # The id of one that was deleted is not given again: jobs are known by it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What its files in the storage are called by; nobody can guess it.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=ScanState.WRITING)
    #: Why it could not be read, or not to its end: a code of `ScanFlaw`.
    flaw: Mapped[str | None] = mapped_column(String(20))
    publication: Mapped[str] = mapped_column(String(80))
    published_on: Mapped[date | None]
    #: SHA-256 of what was sent; None of what an older release took.
    digest: Mapped[str | None] = mapped_column(String(64), index=True)
    #: How many it has; 0 until the first was read.
    page_count: Mapped[int] = mapped_column(default=0)
    pages: Mapped[list[PageSize]] = mapped_column(DOCUMENT, default=list)
    ads: Mapped[list[FoundAd]] = mapped_column(DOCUMENT, default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[str] = mapped_column(String(40))

    @property
    def original(self) -> str:
        """The file as it was sent; it is removed once it is read."""
        return f"scan-{self.key}"

    def picture(self, page: int) -> str:
        """The picture of a page, from 1."""
        return f"scan-{self.key}-{page}.jpg"

    @property
    def files(self) -> list[str]:
        """Everything of it in the storage."""
        return [self.original, *(self.picture(page) for page in range(1, len(self.pages) + 1))]
