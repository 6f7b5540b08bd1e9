"""Ads that wait for a reviewer or were decided, and the listings that may be the same firm."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.ads.models import Ad, Submission
from directory.ads.queries import printed_before
from directory.ads.rules import SUBMISSION, reviewed
from directory.ads.rules.facts import Absence
from directory.businesses.fields.terms import Values, text, texts
from directory.businesses.models import Business, ContactPoint
from directory.businesses.queries import by_ids
from directory.foundation.paging import Pile, pile
from directory.review.rules import Likeness, forms, issue_parts, rests
from directory.scans.models import ScannedFile, ScanState
from directory.scans.queries import files_of_issue
from directory.scans.rules.pages import FoundAd


@dataclass(frozen=True)
class Lookalike:
    """A listing that may be the same firm: why (`phone`, `name`, `similar`), and whether it was taken down for good."""

    business: Business
    why: str

    @property
    def is_tombstone(self) -> bool:
        """Taken down at its own request: no import brings it back."""
        return self.business.state == "removed"


@dataclass(frozen=True)
class Issue:
    """One day of a newspaper as far as it is read, or a picture whose day is unknown: its files as they were sent."""

    files: tuple[ScannedFile, ...]

    @property
    def is_reading(self) -> bool:
        """Whether more of it is to come."""
        return any(file.state in (ScanState.WRITING, ScanState.READING) for file in self.files)

    @property
    def pages_read(self) -> int:
        """How many of its pages are read."""
        return sum(len(file.pages) for file in self.files)

    @property
    def page_count(self) -> int:
        """How many pages it has, as far as is known: a file that waits has one at least."""
        return sum(max(file.page_count, 1) for file in self.files)

    @property
    def parts(self) -> dict[str, list[tuple[ScannedFile, FoundAd]]]:
        """The ads of the issue by part (`rules.issue_parts`)."""
        return issue_parts((file, ad) for file in self.files for ad in file.ads)


def issue_of(session: Session, file: ScannedFile) -> Issue:
    """The issue that a file belongs to."""
    return Issue(tuple(files_of_issue(session, file)))


@dataclass(frozen=True)
class Missing:
    """A listing whose ad an issue no longer has, that ad as it was printed last, and what was decided about it."""

    business: Business
    ad: Ad
    decision: Absence


def missing_from(session: Session, issue: Issue) -> list[Missing]:
    """Listings whose ads the newspaper printed before, and that are not in an issue that is read to its end.

    Not those that were marked as ended by an earlier issue, nor those of which a later one was decided.
    """
    day = issue.files[0].published_on
    if day is None or issue.is_reading or not issue.pages_read:
        return []
    ads = [ad for file in issue.files for ad in file.ads]
    slugs = {ad["business"] for ad in ads if ad["business"]}
    drafts = select(Submission.business_id).where(Submission.id.in_({ad["submission"] for ad in ads}))
    drafted = set(session.scalars(drafts))
    printed = printed_before(session, issue.files[0].publication, day)
    businesses = by_ids(session, [business_id for business_id in printed if business_id not in drafted])
    missing = ((business, printed[business.id]) for business in businesses if business.slug not in slugs)
    return [Missing(business, ad, _decision(ad, day)) for business, ad in missing if _is_asked(ad, day)]


def _decision(ad: Ad, day: date) -> Absence:
    if ad.absent_on != day:
        return Absence.OPEN
    return Absence.ENDED if ad.has_ended else Absence.LEFT


def _is_asked(ad: Ad, day: date) -> bool:
    """Whether an issue of a day is the one that decides about an ad it does not have."""
    if ad.absent_on is None or ad.absent_on == day:
        return True
    return ad.absent_on < day and not ad.has_ended


def waiting_alike(session: Session, values: Values) -> Submission | None:
    """An ad from a picture that waits for review and states just these values: two pictures may show one ad."""
    if not values.get("phones"):
        return None
    query = select(Submission).where(Submission.state == "open", Submission.scan.is_not(None))
    waiting = session.scalars(query.order_by(Submission.id))
    return next((ad for ad in waiting if reviewed(ad.parsed, ad.corrections) == values), None)


def submissions(session: Session, state: str, page: int = 1, size: int = 50) -> list[Submission]:
    """What was handed in and is in this state: open ones in their order, others the newest first.

    One more row than `size` says that there is another page.
    """
    order = Submission.id if state == "open" else Submission.id.desc()
    query = select(Submission).where(Submission.state == state).order_by(order)
    return list(session.scalars(query.offset((max(page, 1) - 1) * size).limit(size + 1)))


def submission_counts(session: Session) -> dict[str, int]:
    """How many there are in each state, every state named."""
    query = select(Submission.state, func.count()).group_by(Submission.state)
    return dict.fromkeys(SUBMISSION.states, 0) | {record[0]: record[1] for record in session.execute(query)}


def to_review(session: Session, limit: int) -> Pile[Submission]:
    """What waits for a reviewer, oldest first."""
    return pile(session, select(Submission).where(Submission.state == "open"), Submission.created_at, limit)


def next_open(session: Session, after: int) -> int | None:
    """The id of the next one to review after this one; from the beginning when it was the last; None when none is."""
    open_ones = select(Submission.id).where(Submission.state == "open", Submission.id != after)
    query = open_ones.order_by(Submission.id < after, Submission.id).limit(1)
    return session.scalar(query)


def lookalikes(session: Session, values: Values) -> list[Lookalike]:
    """Listings in any state that may be the firm of these values: by phone first, then by name in any script.

    One that was merged into another is shown as that one. Contact points are loaded.
    """
    whys: dict[int, str] = {}
    phones = list(texts(values.get("phones")))
    if phones:
        with_phone = select(ContactPoint.business_id).where(
            ContactPoint.kind == "phone", ContactPoint.address.in_(phones)
        )
        whys |= dict.fromkeys(session.scalars(with_phone.order_by(ContactPoint.business_id)), "phone")
    own = [text(values.get(name)) for name in ("name_zh", "name_en", "romanized")]
    whole, rest = forms(own), rests(own)
    named = select(Business.id, Business.name_zh, Business.name_en, Business.romanized).order_by(Business.id)
    for business_id, *names in session.execute(named) if whole else ():
        if forms(names) & whole:
            whys.setdefault(business_id, "name")
        elif rests(names) & rest:
            whys.setdefault(business_id, "similar")
    return _as_kept(session, whys)


def _as_kept(session: Session, whys: dict[int, str]) -> list[Lookalike]:
    """The businesses of these ids, those merged into another as that one; the strongest reason first."""
    rows = {business.id: business for business in by_ids(session, whys)} if whys else {}
    missing = {business.merged_into_id for business in rows.values() if business.merged_into_id} - rows.keys()
    rows |= (
        {business.id: business for business in by_ids(session, [survivor_id for survivor_id in missing if survivor_id])}
        if missing
        else {}
    )
    why: dict[int, str] = {}
    for business_id in sorted(whys, key=lambda number: (tuple(Likeness).index(whys[number]), number)):
        business = rows[business_id]
        if business.merged_into_id in rows:
            business = rows[business.merged_into_id]
        why.setdefault(business.id, whys[business_id])
    return [Lookalike(rows[business_id], strongest) for business_id, strongest in why.items()]
