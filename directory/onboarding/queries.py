"""Reading what contractors hand in to be listed, before and after its phone was proved."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Code
from directory.ads.models import Submission
from directory.businesses.models import Business
from directory.businesses.queries import names_by_phone
from directory.foundation.paging import Pile, pile
from directory.kernel import clock

#: What a code about a submission calls it.
SUBJECT = "submission"


def code_on_its_way(session: Session, listing_id: int) -> Code | None:
    """The newest code about a draft that can still be typed, texted or to be read out."""
    query = select(Code).where(Code.purpose == "list", Code.subject_kind == SUBJECT, Code.subject_id == listing_id)
    code = session.scalar(query.order_by(Code.id.desc()).limit(1))
    return code if code is not None and code.used_at is None and code.expires_at > clock.now() else None


def listed(session: Session, phones: Iterable[str]) -> list[Business]:
    """Businesses of these phones that are on the pages or were taken down for good, in the order of the phones."""
    wanted = list(phones)
    known = names_by_phone(session, wanted) if wanted else {}
    candidates = (known[number] for number in wanted if number in known)
    return list(
        {business.id: business for business in candidates if business.state in ("published", "removed")}.values()
    )


def handed_in_by(session: Session, person_id: int) -> list[Submission]:
    """What somebody handed in and that is not decided yet or was not taken, newest first."""
    query = select(Submission).where(Submission.person_id == person_id, Submission.state.in_(("open", "rejected")))
    return list(session.scalars(query.order_by(Submission.id.desc()).limit(10)))


def to_call(session: Session, limit: int) -> Pile[Submission]:
    """Drafts whose phone takes no texts: the operator calls it. Oldest first."""
    query = select(Submission).where(Submission.state == "unproved", Submission.call_phone.is_not(None))
    return pile(session, query, Submission.created_at, limit)
