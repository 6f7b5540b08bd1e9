"""A reviewer's decision on an ad, telling whoever listed the business; and a fact told by phone."""

from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.accounts import queries as accounts
from directory.accounts.actions import give_membership, tell
from directory.accounts.models import Person
from directory.ads.actions import enter_ad, locked, remove_ad
from directory.ads.models import Submission
from directory.ads.rules.facts import SUBMISSION, RejectReason, facts_of, reviewed, slug_of
from directory.ads.rules.joining import Difference, differences, joined
from directory.ads.rules.seed import AdDraft
from directory.ads.rules.submission_text import in_own_words
from directory.audit import record
from directory.businesses import actions as businesses
from directory.businesses.actions import FactDraft
from directory.businesses.fields.projection import winning
from directory.businesses.fields.registry import parse_fact
from directory.businesses.fields.terms import text, texts
from directory.businesses.models import Business
from directory.businesses.queries import by_ids, phones_in_ads
from directory.businesses.queries import facts_of as known_facts
from directory.credentials import actions as credentials
from directory.foundation import unit
from directory.kernel import clock
from directory.kernel.errors import Invalid, Stale
from directory.kernel.site import site
from directory.review.queries import lookalikes
from directory.review.rules import ReviewAct

#: Lists that prove whose business it is when an ad prints them.
_PROVING = ("phones", "emails")
#: Before this day nobody told us anything.
_FIRST_DAY = date(2020, 1, 1)


def publish(
    session: Session, submission_id: int, by: str, *, revision: int | None = None, is_another: bool = False
) -> Business:
    """Make a listing of an ad, in one step: the business, the ad, facts, licenses. Done before is done.

    Whoever listed it becomes its owner, if the phone they proved stands on it. `is_another`: a person compared it with
    the listing of the same phone, or of one that was taken down; without that Invalid("another", ...). Raises Invalid
    for what a listing cannot be without, Stale where it moved on since `revision`, IllegalMove for one decided
    otherwise, NotFound.
    """
    submission = locked(session, submission_id)
    if submission.state == "published" and submission.business_id is not None:
        return by_ids(session, [submission.business_id])[0]
    _unmoved(submission, revision)
    SUBMISSION.move(submission, "published")
    values = reviewed(submission.parsed, submission.corrections)
    if not (values.get("name_zh") or values.get("name_en")):
        raise Invalid("name_zh", _("A listing needs a name, in Chinese or in English."))
    if not values.get("phones"):
        raise Invalid("phones", _("A listing needs a phone."))
    if not values.get("services"):
        raise Invalid("services", _("A listing needs at least one service: nobody would find it."))
    if not is_another:
        _told_apart(session, submission)
    business = businesses.enter_new(session, slug_of(values), market=site().market, language=submission.language, by=by)
    owner_id = submission.person_id if submission.proved_phone in texts(values["phones"]) else None
    _enter(session, submission, business.id, by, owner_id)
    businesses.publish(session, business.id, by=by)
    _decided(session, submission, business.id, by, ReviewAct.PUBLISH_AD)
    if owner_id is not None:
        give_membership(session, owner_id, business.id, "owner", by)
    _tell_lister(session, submission)
    return business


def merge(session: Session, submission_id: int, business_id: int, by: str, *, revision: int | None = None) -> Business:
    """Give an ad and what it states to a listing that is here. Done before is done.

    Nothing that the listing says is removed: lists hold both, stronger sources keep their word, and of two values that
    cannot both hold its own stays, unless the ad is known to be later (`ads.rules.joining`). `unmerge` undoes it.
    A contractor becomes its owner only where they proved a phone that its ads printed before, and nobody owns it.
    Raises Invalid("business", ...) for a listing that is not on the pages, and as `publish` does.
    """
    submission = locked(session, submission_id)
    business = businesses.locked(session, business_id)
    if submission.state == "merged" and submission.business_id == business_id:
        return business
    _unmoved(submission, revision)
    SUBMISSION.move(submission, "merged")
    if business.state not in ("published", "suspended"):
        raise Invalid("business", _("That listing is no longer published. Choose another, or none."))
    proved = submission.proved_phone is not None and submission.proved_phone in phones_in_ads(session, business_id)
    owner_id = submission.person_id if proved and not accounts.has_owner(session, business_id) else None
    _enter(session, submission, business_id, by, owner_id)
    _decided(session, submission, business_id, by, ReviewAct.MERGE_AD)
    if owner_id is not None:
        give_membership(session, owner_id, business_id, "owner", by)
    _tell_lister(session, submission)
    return business


def reject(session: Session, submission_id: int, reason: str, note: str | None, by: str) -> Submission:
    """Take an ad for none of ours. The same again changes nothing. ValueError for a reason that does not exist."""
    if reason not in tuple(RejectReason):
        raise ValueError(f"no such reason: {reason}")
    submission = locked(session, submission_id)
    if submission.state == "rejected" and submission.reason == reason:
        return submission
    SUBMISSION.move(submission, "rejected")
    submission.reason, submission.note = reason, note or None
    submission.decided_at, submission.decided_by, submission.revision = clock.now(), by, submission.revision + 1
    record(session, by, ReviewAct.REJECT_AD, ("submission", submission.id), reason=reason)
    _tell_lister(session, submission)
    session.flush()
    return submission


def reopen(session: Session, submission_id: int, by: str) -> Submission:
    """Look at a rejected ad again. One that is open stays as it is."""
    submission = locked(session, submission_id)
    if submission.state == "open":
        return submission
    SUBMISSION.move(submission, "open")
    submission.reason = submission.decided_at = submission.decided_by = None
    submission.revision += 1
    record(session, by, ReviewAct.REOPEN_AD, ("submission", submission.id))
    session.flush()
    return submission


def _unmoved(submission: Submission, revision: int | None) -> None:
    if revision is not None and submission.state == "open" and submission.revision != revision:
        raise Stale(f"submission {submission.id}")


def _told_apart(session: Session, submission: Submission) -> None:
    """Refuse what somebody has to look at first: a listing taken down for good, or another one of the same phone."""
    for lookalike in lookalikes(session, reviewed(submission.parsed, submission.corrections)):
        if lookalike.is_tombstone and lookalike.why in ("phone", "name"):
            refusal = _(
                "A listing of this phone or name was taken down for good. Publish only if this is another firm."
            )
            raise Invalid("another", refusal)
        if lookalike.why == "phone":
            refusal = _("Another listing has this phone. Merge them, or publish only if this is another firm.")
            raise Invalid("another", refusal)


def _enter(session: Session, submission: Submission, business_id: int, by: str, owner_id: int | None) -> None:
    """The ad with its facts, and what they add up to. What `owner_id` (who listed it) said is the owner's word."""
    today = clock.local(clock.now()).date()
    key = f"ad-{submission.digest[:16]}"
    values = reviewed(submission.parsed, submission.corrections)
    number = text(values.get("ad_number"))
    if submission.parsed.is_printed:
        ad = AdDraft(
            key, submission.text, number, today, submission.published_on, submission.publication, submission.language
        )
        enter_ad(session, ad, business_id)
    known = known_facts(session, business_id)
    before = winning(known)
    drafts = _drafts(session, submission, business_id, by, owner_id)
    businesses.add_facts(session, business_id, joined(before, drafts, submission.published_on, by, today))
    last = max((fact.id for fact in known), default=0)
    submission.fact_ids = [fact.id for fact in known_facts(session, business_id) if fact.id > last]
    credentials.restate(session, business_id)
    credentials.look_up(session, [business_id])
    unit.touch(session, business_id)


def _drafts(
    session: Session, submission: Submission, business_id: int, by: str, owner_id: int | None
) -> list[FactDraft]:
    """What an ad says as facts, by whoever said it."""
    drafts = facts_of(
        submission.parsed,
        submission.corrections,
        ad_key=f"ad-{submission.digest[:16]}",
        entered_on=clock.local(clock.now()).date(),
        published_on=submission.published_on,
        reviewer=by,
        text=submission.text if submission.parsed.is_printed else "",
    )
    if owner_id is not None:
        drafts = in_own_words(drafts, submission.parsed, submission.corrections, f"person:{owner_id}")
    if submission.origin == "contractor" and known_facts(session, business_id):
        # Somebody who wants this listing typed these: as an ad's word they would prove that it is theirs.
        printed = set(phones_in_ads(session, business_id))
        drafts = [_unproving(draft, printed) for draft in drafts]
    return drafts


def merge_differences(session: Session, submission: Submission, business_id: int) -> list[Difference]:
    """What merging an ad into a listing would add to it, and what of the ad it would leave aside."""
    before = winning(known_facts(session, business_id))
    return differences(before, _drafts(session, submission, business_id, "operator", None), submission.published_on)


def unmerge(session: Session, submission_id: int, by: str) -> Submission:
    """Undo a merge: the listing says what it said before, the ad waits for review again. Done before is done.

    What was said since by its owner or by phone stays. Raises Invalid("merge", ...) after a later merge into the same
    listing, for the facts of that one were joined to these, where somebody became its owner by it, and for a merge of
    an older release, which did not keep what it added.
    """
    submission = locked(session, submission_id)
    if submission.state == "open":
        return submission
    SUBMISSION.move(submission, "open")
    business_id = submission.business_id or 0
    businesses.locked(session, business_id)
    if submission.fact_ids is None:
        raise Invalid("merge", _("This ad was merged before merges could be undone."))
    later = select(Submission.id).where(
        Submission.business_id == business_id,
        Submission.state == "merged",
        Submission.decided_at > submission.decided_at,
    )
    if session.scalar(later.limit(1)) is not None:
        raise Invalid("merge", _("Another ad was merged into that listing since. Undo that one first."))
    if submission.person_id is not None and any(
        member.person_id == submission.person_id for member in accounts.members_of(session, business_id)
    ):
        raise Invalid("merge", _("Whoever listed it manages that listing now. First end that under People."))
    businesses.retract_facts(session, business_id, submission.fact_ids)
    remove_ad(session, f"ad-{submission.digest[:16]}", business_id)
    credentials.restate(session, business_id)
    unit.touch(session, business_id)
    submission.fact_ids, submission.revision = None, submission.revision + 1
    submission.business_id = submission.decided_at = submission.decided_by = None
    record(session, by, ReviewAct.UNMERGE_AD, ("submission", submission.id), business=business_id)
    record(session, by, ReviewAct.UNMERGE_AD, ("business", business_id), submission=submission.id)
    session.flush()
    return submission


def _unproving(draft: FactDraft, printed: set[str]) -> FactDraft:
    if draft.field not in _PROVING or draft.source != "ad" or printed.issuperset(texts(draft.value)):
        return draft
    return replace(draft, source="reviewer", ad_key=None)


def _decided(session: Session, submission: Submission, business_id: int, by: str, act: ReviewAct) -> None:
    submission.business_id, submission.decided_at, submission.decided_by, submission.revision = (
        business_id,
        clock.now(),
        by,
        submission.revision + 1,
    )
    record(session, by, act, ("submission", submission.id), business=business_id)
    record(session, by, act, ("business", business_id), submission=submission.id)
    session.flush()


def _tell_lister(session: Session, submission: Submission) -> None:
    """A message to the contractor whose submission was decided, in their language; nothing for an operator's own."""
    if submission.person_id is None:
        return
    query = select(Person).where(Person.id == submission.person_id).options(selectinload(Person.contacts))
    person = session.scalar(query.execution_options(populate_existing=True))
    if person is not None and person.state == "active":
        tell(session, person, f"listing-{submission.state}", ("submission", submission.id), priority="lead")


def add_fact_by_phone(session: Session, business_id: int, field: str, text: str, on: date, *, by: str) -> bool:
    """Record one fact told by phone on a day, `text` in their words; whether it is new.

    What they say about themselves stays under the owner's own word. Raises Invalid("on", ...) for a day to come or
    before there was this site, and as `parse_fact` does.
    """
    if not _FIRST_DAY <= on <= clock.today():
        raise Invalid("on", _("That day cannot be right."))
    draft = FactDraft(field, parse_fact(field, text), "phone", on, entered_by=by)
    added = businesses.add_facts(session, business_id, [draft])
    credentials.restate(session, business_id)
    if field in credentials.CONCERNS:
        credentials.look_up(session, [business_id])
    if added:
        record(session, by, ReviewAct.FACT_BY_PHONE, ("business", business_id), field=field)
    return bool(added)
