"""Requests that a submitted form may repeat: the same form sent twice, or other requests of its homeowner."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.accounts.models import PersonContact
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import CONFIRMED_FOR, TWIN_WITHIN, ConfirmedBy, LeadState
from directory.outbox.models import InboundText

_DIGEST: BindParameter[str] = bindparam("digest")
_KEY: BindParameter[str] = bindparam("key")
_IS_TWIN = and_(
    QuoteRequest.body_digest == _DIGEST, QuoteRequest.state == "open", QuoteRequest.created_at > bindparam("since")
)
_NEWEST = select(QuoteRequest).options(joinedload(QuoteRequest.leads)).order_by(QuoteRequest.id.desc())
_OF_KEY = _NEWEST.where(QuoteRequest.request_key == _KEY)
_TWINS = _NEWEST.where(_IS_TWIN)
_COPIES = _NEWEST.where(or_(QuoteRequest.request_key == _KEY, _IS_TWIN))


def request_by_key(session: Session, request_key: str) -> QuoteRequest | None:
    """The request that was saved under an idempotency key."""
    return session.scalars(_OF_KEY, {"key": request_key}).unique().one_or_none()


def open_twin(session: Session, body_digest: str, since: datetime) -> QuoteRequest | None:
    """An open request with the very same answers, sent after `since` under another key."""
    return _unless_withdrawn(session.scalars(_TWINS, {"digest": body_digest, "since": since}).unique().first())


def _unless_withdrawn(twin: QuoteRequest | None) -> QuoteRequest | None:
    """Sent again after it was taken back from somebody, it is a new one."""
    return twin if twin and all(lead.state != LeadState.WITHDRAWN for lead in twin.leads) else None


def saved_before(session: Session, request_key: str, body_digest: str) -> QuoteRequest | None:
    """What was saved under this key, or with the same answers a moment ago: what a copy of a form is shown."""
    values = {"key": request_key, "digest": body_digest, "since": clock.now() - TWIN_WITHIN}
    copies = session.scalars(_COPIES, values).unique().all()
    same = next((known for known in copies if known.request_key == request_key), None)
    return same or _unless_withdrawn(next(iter(copies), None))


class History(NamedTuple):
    """What was saved before of a form that comes in: how many requests with the very same answers, whatever became of
    them; whether one under its key; whether its homeowner is no stranger: a business took a request of this phone or
    e-mail, somebody texted us from there, or signed in with it."""

    times: int
    has_key: bool
    is_proven: bool


def history(session: Session, request_key: str, body_digest: str, phone: str | None, email: str | None) -> History:
    """What was saved before of a form with this key, these answers and these contacts."""
    values = {
        "key": request_key,
        "digest": body_digest,
        "phone": phone,
        "email": email,
        "email_lower": email.lower() if email else None,
    }
    before = session.connection().execute(_history(bool(phone), bool(email)), values).one()
    return History(before[0], bool(before[1]), bool(before[2]))


@cache
def _history(has_phone: bool, has_email: bool) -> Select[Any]:
    signs: list[ColumnElement[bool]] = []
    if has_phone:
        signs += _signs("phone", QuoteRequest.phone == bindparam("phone"), bindparam("phone"), bindparam("phone"))
    if has_email:
        of_request = func.lower(QuoteRequest.email) == bindparam("email_lower")
        signs += _signs("email", of_request, bindparam("email"), bindparam("email_lower"))
    times = select(func.count(QuoteRequest.id)).where(QuoteRequest.body_digest == _DIGEST)
    has_key = exists().where(QuoteRequest.request_key == _KEY)
    return select(times.scalar_subquery(), has_key, or_(*signs) if signs else literal(value=False))


def _signs(
    kind: str, of_request: ColumnElement[bool], address: ColumnElement[str], lower: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    return [
        exists().where(of_request, Lead.request_id == QuoteRequest.id, Lead.accepted_at.is_not(None)),
        exists().where(InboundText.sender == address),
        exists().where(PersonContact.kind == kind, PersonContact.address == lower),
    ]


def confirmed_before(session: Session, phone: str | None, email: str | None, browser: str) -> str | None:
    """Which of these contacts, phone or email, was lately confirmed in the browser whose secret has this digest."""
    columns = (("phone", QuoteRequest.phone, phone), ("email", func.lower(QuoteRequest.email), (email or "").lower()))
    for kind, column, address in columns:
        query = select(QuoteRequest.id).where(
            column == address,
            QuoteRequest.confirmed_kind == kind,
            QuoteRequest.confirmed_how != ConfirmedBy.BEFORE,
            QuoteRequest.confirmed_browser == browser,
            QuoteRequest.confirmed_at > clock.now() - CONFIRMED_FOR,
        )
        if address and session.scalar(query.limit(1)) is not None:
            return kind
    return None
