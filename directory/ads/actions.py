"""Writing ads: the seed; what the operator or a contractor hands in, and what they put right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.ads import queries
from directory.ads.models import Ad, ScanPlace, Submission
from directory.ads.rules import AdDraft, SeedBusiness
from directory.ads.rules.facts import ABSENCE_ACTS, CORRECTABLE, Absence, AdAct, reviewed, values_of
from directory.ads.rules.scanned import ScannedAd
from directory.ads.rules.submission_text import Read
from directory.audit import record
from directory.businesses import actions as businesses
from directory.businesses.fields.editing import picked
from directory.businesses.fields.places import area
from directory.businesses.fields.registry import EMPTY, REVIEWED
from directory.businesses.fields.terms import FactValue, Values, circle, texts
from directory.credentials import actions as credentials
from directory.foundation import unit
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, NotFound, Stale
from directory.kernel.site import site
from directory.scans.rules.pages import edges

_AREA = ("service_places", "service_radius")
#: Lists whose order says something: the first phone is the one that is shown large.
_ORDERED = frozenset({"phones", "emails", "addresses", "websites"})


class Source(TypedDict, total=False):
    """Where an ad comes from: columns of its row."""

    origin: str
    source_name: str | None
    publication: str
    published_on: date | None
    person_id: int | None
    language: str
    scan: ScanPlace | None


def hand_in(
    session: Session,
    ads: Iterable[Read],
    *,
    origin: str,
    by: str,
    source_name: str | None = None,
    publication: str | None = None,
    published_on: date | None = None,
    person_id: int | None = None,
    language: str = "zh-Hans",
    state: str = "open",
) -> list[Submission]:
    """Keep the ads of a text, as `rules.read` gives them (read it outside the unit); the rows in their order.

    An ad that was handed in before is the row of that time, whoever brought it. One that is none of ours is kept as
    rejected, with the reason. `state`: `unproved` until a contractor has proved the phone. `by`: an audit actor.
    """
    given: Source = {
        "origin": origin,
        "source_name": source_name,
        "publication": site().publication if publication is None else publication,
        "published_on": published_on,
        "person_id": person_id,
        "language": language,
    }
    return [take(session, ad, by=by, state=state, **given)[0] for ad in ads]


def take(
    session: Session, ad: Read, *, by: str, state: str = "open", **given: Unpack[Source]
) -> tuple[Submission, bool]:
    """The row of one ad and whether it is new. Columns in `given` are kept of a new one only."""
    query = select(Submission).where(Submission.digest == ad.digest)
    submission = session.scalar(query)
    if submission is not None:
        return submission, False
    made = Submission(digest=ad.digest, text=ad.text, parsed=ad.parsed, state=state, **given)
    if ad.reason is not None:
        made.state, made.reason, made.decided_at, made.decided_by = "rejected", ad.reason, clock.now(), "parser"
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # The same ad handed in twice at once: the other was quicker.
        submission = session.scalar(query)
        if submission is None:
            raise
        return submission, False
    record(session, by, AdAct.HAND_IN_AD, ("submission", made.id), origin=made.origin, state=made.state)
    session.flush()
    return made, True


def scan_place(ad: ScannedAd, file_id: int, page: int) -> ScanPlace:
    """Where an ad stands in a scanned file, as its row keeps it."""
    return ScanPlace(
        file=file_id,
        page=page,
        box=edges(ad.box),
        doubtful_phones=list(ad.doubtful_phones),
        words={field: [edges(box) for box in boxes] for field, boxes in ad.words.items()},
        doubtful=[edges(box) for box in ad.doubtful],
    )


def correct(session: Session, submission_id: int, field: str, value: FactValue, revision: int, by: str) -> Submission:
    """Put one field right; None says that the ad does not state it. Raises as `correct_all` does."""
    return correct_all(session, submission_id, {field: value}, revision, by)


def correct_all(session: Session, submission_id: int, values: Values, revision: int, by: str) -> Submission:
    """Put fields right, by the names of facts; a value that stands there already changes nothing.

    `service_places` are those named one by one: what a circle draws is added to them. Raises NotFound, IllegalMove for
    one that is decided, Stale where it moved on since `revision`, ValueError for a field that does not exist.
    """
    submission = locked(session, submission_id)
    if unknown := values.keys() - set(REVIEWED):
        raise ValueError(f"no such field: {sorted(unknown)}")
    current = reviewed(submission.parsed, submission.corrections)
    wanted = {
        field: value for field, value in _drawn(values, current).items() if not same(field, value, current.get(field))
    }
    if not wanted:
        return submission
    if submission.state not in CORRECTABLE:
        raise IllegalMove(f"submission {submission_id} is {submission.state}")
    if submission.revision != revision:
        raise Stale(f"submission {submission_id}")
    was_read = values_of(submission.parsed)
    corrections = dict(submission.corrections)
    for field, value in wanted.items():
        corrections.pop(field, None)
        if not same(field, value, was_read.get(field)):
            corrections[field] = None if value in EMPTY else value
    submission.corrections, submission.revision = corrections, submission.revision + 1
    record(session, by, AdAct.CORRECT_AD, ("submission", submission.id), fields=sorted(wanted))
    session.flush()
    return submission


def _drawn(values: Values, current: Values) -> dict[str, FactValue]:
    """The values with the places of a circle drawn anew, where the area is among them."""
    if not values.keys() & set(_AREA):
        return dict(values)
    places = texts(values.get("service_places", picked(current)))
    radius = circle(values.get("service_radius", current.get("service_radius")))
    return {**values, **area(places, radius)}


def same(field: str, one: FactValue, other: FactValue) -> bool:
    """Whether two values of a field say the same; the order of codes says nothing."""
    if one in EMPTY or other in EMPTY:
        return one in EMPTY and other in EMPTY
    if isinstance(one, list) and isinstance(other, list) and field not in _ORDERED:
        return len(one) == len(other) and all(item in other for item in one)
    return bool(one == other)


def locked(session: Session, submission_id: int) -> Submission:
    """The row, read afresh and held until the unit ends; NotFound when there is none."""
    query = select(Submission).where(Submission.id == submission_id).with_for_update()
    submission = session.scalar(query.execution_options(populate_existing=True))
    if submission is None:
        raise NotFound(f"submission {submission_id}")
    return submission


@dataclass(frozen=True)
class Seeded:
    """What a run of the seed did: businesses read, facts added by this run, tombstones left alone."""

    businesses: int
    facts: int
    removed: int

    def __add__(self, other: "Seeded") -> "Seeded":
        """What two runs did together."""
        return Seeded(self.businesses + other.businesses, self.facts + other.facts, self.removed + other.removed)


def seed(session: Session, entries: Sequence[SeedBusiness]) -> Seeded:
    """Load these of the seed's ads and facts. A second run adds nothing; an owner's facts keep winning over an ad's.

    A business that asked to be removed stays removed.
    """
    facts = removed = 0
    for entry in entries:
        business = businesses.enter(session, entry.slug, market=entry.market, language="zh-Hans")
        enter_ad(session, entry.ad, business.id)
        if business.state == "removed":
            removed += 1
            continue
        facts += businesses.add_facts(session, business.id, entry.facts)
        projection = businesses.reproject(session, business.id)
        credentials.state_licenses(session, business.id, projection.licenses, projection.license_source)
    return Seeded(len(entries), facts, removed)


def enter_ad(session: Session, draft: AdDraft, business_id: int) -> Ad:
    """The ad of this key, made where there was none; a corrected transcription replaces the text."""
    ad = queries.by_key(session, draft.key)
    if ad is None:
        ad = Ad(
            key=draft.key,
            business_id=business_id,
            publication=draft.publication,
            language=draft.language,
            entered_on=draft.entered_on,
            text=draft.text,
        )
        session.add(ad)
    ad.business_id = ad.business_id or business_id
    ad.text, ad.ad_number, ad.published_on = draft.text, draft.ad_number, draft.published_on
    if session.is_modified(ad) and ad.business_id is not None:
        unit.touch(session, ad.business_id)
    session.flush()
    return ad


def remove_ad(session: Session, key: str, business_id: int) -> None:
    """Take an ad off its listing again; nothing where it is not there."""
    ad = queries.by_key(session, key)
    if ad is not None and ad.business_id == business_id:
        ad.business_id = None
        unit.touch(session, business_id)
        session.flush()


def renew(session: Session, business_id: int, publication: str, day: date, by: str) -> None:
    """Record that an issue of a day still prints the newest ad of a business. Idempotent; an older issue changes
    nothing.
    """
    ad = next(iter(queries.ads_in(session, business_id, publication)[::-1]), None)
    if ad is None or ad.last_day >= day:
        return
    ad.seen_on = day
    ad.has_ended = ad.has_ended and ad.absent_on is not None and ad.absent_on > day
    record(session, by, AdAct.RENEW_AD, ("business", business_id), on=day.isoformat())
    unit.touch(session, business_id)
    session.flush()


def decide_absence(session: Session, business_id: int, publication: str, day: date, decision: Absence, by: str) -> None:
    """Record what the operator decides about the ads of a business that an issue of a day no longer has. Idempotent."""
    is_open = decision == Absence.OPEN
    changed = False
    for ad in queries.ads_in(session, business_id, publication):
        if is_open and ad.absent_on != day:
            continue
        ad.absent_on, ad.has_ended = None if is_open else day, decision == Absence.ENDED
        changed = changed or session.is_modified(ad)
    if changed:
        record(session, by, ABSENCE_ACTS[decision], ("business", business_id), on=day.isoformat())
        unit.touch(session, business_id)
        session.flush()


def move(session: Session, from_id: int, into_id: int) -> None:
    """Give a business's ads to the listing it was merged into."""
    session.execute(update(Ad).where(Ad.business_id == from_id).values(business_id=into_id))
    unit.touch(session, into_id)
