"""Who did what to which row: the words of acts, the table, writing and reading it. Append-only, no personal data."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Index, and_, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from directory.foundation.db import Base
from directory.foundation.i18n import Act, Labelled
from directory.kernel import clock
from directory.kernel.prepared import Json


class ActorKind(Labelled):
    """Who acts, before the colon of a number."""

    OPERATOR = "operator", _l("operator")
    BUSINESS = "business", _l("business")
    HOMEOWNER = "homeowner", _l("customer")
    PERSON = "person", _l("person")
    VISITOR = "visitor", _l("visitor")
    WORKER = "worker", _l("the site itself")
    SEED = "seed", _l("first entry from the paper")
    PHONE = "phone", _l("somebody with that phone")
    REGISTRY = "registry", _l("registry")


class SubjectKind(Labelled):
    """What an act or a message is about, before the colon of a number."""

    BUSINESS = "business", _l("business")
    LEAD = "lead", _l("lead")
    REQUEST = "request", _l("request")
    PERSON = "person", _l("person")
    REPORT = "report", _l("report")
    SUBMISSION = "submission", _l("submitted ad")
    INBOUND = "inbound", _l("received text")
    REGISTRY_FILE = "registry-file", _l("registry file")
    MESSAGE = "message", _l("message")
    CODE = "code", _l("code")
    SITE = "site", _l("the site")
    CLAIM = "claim", _l("claim")
    INVITATION = "invitation", _l("invitation")
    PHONE = "phone", _l("phone")
    LICENSE = "license", _l("license")
    QUOTE = "quote", _l("price")
    REPLY = "reply", _l("line of the conversation")
    VISIT = "visit", _l("visit")
    WARRANTY = "warranty", _l("warranty card")
    REVIEW = "review", _l("review")
    DESK = "desk", _l("text from the desk")
    PHOTO = "photo", _l("photo")
    LISTING_CHANGE = "listing-change", _l("change of a listing")
    LISTING_CONFIRMATION = "listing-confirmation", _l("confirmation of a listing")


class Detail(Labelled):
    """What stands beside an act: the names under which `record` keeps codes and ids."""

    HOW = "how", _l("how")
    REASON = "reason", _l("reason")
    WHY = "why", _l("why")
    ROLE = "role", _l("role")
    FIELDS = "fields", _l("what")
    FIELD = "field", _l("what")
    STATE = "state", _l("state")
    KIND = "kind", _l("kind")
    PERSON = "person", _l("person")
    POINT = "point", _l("phone no.")
    CLAIM = "claim", _l("claim")
    GONE = "gone", _l("listing that went")
    KEPT = "kept", _l("listing that stayed")
    INVITATION = "invitation", _l("invitation")
    REPORT = "report", _l("report")
    SIGN_IN = "sign_in", _l("session")
    QUOTE = "quote", _l("quote")
    CHANGE = "change", _l("change")
    BUSINESS = "business", _l("business")
    BUSINESSES = "businesses", _l("businesses")
    SUBMISSION = "submission", _l("submitted ad")
    LANGUAGE = "language", _l("language")
    SOURCE = "source", _l("came in by")
    COUNT = "count", _l("how many")
    WAYS = "ways", _l("ways")
    QUIET = "quiet", _l("quiet hours")
    LICENSE = "license", _l("license")
    FOUND = "found", _l("found")
    NUMBER = "number", _l("number")
    FILE = "file", _l("registry file")
    PURPOSE = "purpose", _l("purpose")
    ORIGIN = "origin", _l("origin")
    BY = "by", _l("by")
    CODE = "code", _l("list")
    LEAD = "lead", _l("lead")
    DATE = "date", _l("day")
    ROWS = "rows", _l("rows")
    LICENSES = "licenses", _l("licenses of our trades")
    UNTIL = "until", _l("try again on")


class Way(Labelled):
    """Ways, origins and roles, as they stand beside an act."""

    PHONE = "phone", _l("phone")
    PAGE = "page", _l("page")
    WEB = "web", _l("page")
    LINK = "link", _l("link")
    DIGITS = "digits", _l("digits by text")
    TEXT = "text", _l("text")
    SMS = "sms", _l("SMS")
    EMAIL = "email", _l("email")
    CONTRACTOR = "contractor", _l("contractor")
    OPERATOR = "operator", _l("operator")
    OWNER = "owner", _l("owner")
    COLLEAGUE = "colleague", _l("colleague")


#: Every act that can be recorded, by its code: what wiring registered.
acts: dict[str, Act] = {}


def register(table: type[Act]) -> None:
    """Make a slice's acts known; again changes nothing. Raises ValueError for a code that another slice has."""
    for act in table:
        if not isinstance(acts.setdefault(act, act), table):
            raise ValueError(f"{table.__name__} and {type(acts[act]).__name__} both record {act}")


def act_label(code: str) -> str:
    """What was done, in the language spoken; the code itself where no slice records it any longer."""
    return str(acts[code].label) if code in acts else code


def reference_label(code: str) -> str:
    """`operator:1`, `business:3` or `worker`, as the trail keeps whoever acts and what about, in words: operator 1."""
    kind, _colon, number = code.partition(":")
    return f"{first_label((ActorKind, SubjectKind), kind)} {number}".strip()


def first_label(tables: Iterable[type[Labelled]], code: str) -> str:
    """The word of the first table that has this code; the code itself where none has."""
    return next((str(table.of(code).label) for table in tables if code in tuple(table)), code)


class AuditEvent(Base):
    """One act. `actor` is a role and an id (`homeowner`, `business:3`, `operator:1`, `worker`), never a name."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "subject_kind", "subject_id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    detail: Mapped[dict[str, Json]] = mapped_column(default=dict)


def record_all(session: Session, actor: str, action: Act, kind: str, ids: Collection[int]) -> None:
    """Append an event for each of many rows of a kind, by one statement and without detail. Raises as `record` does."""
    if acts.get(action) is not action:
        raise ValueError(f"{action} is no registered act")
    events = [{"actor": actor, "action": action, "subject_kind": kind, "subject_id": row_id} for row_id in ids]
    if events:
        session.execute(insert(AuditEvent), events)


def record(session: Session, actor: str, action: Act, subject: tuple[str, int], **detail: object) -> AuditEvent:
    """Append one event to the caller's transaction. `detail` holds codes and ids, never what a person typed.

    Raises ValueError for an act of a table that wiring has not registered: nobody could read it.
    """
    if acts.get(action) is not action:
        raise ValueError(f"{action} is no registered act")
    kind, row_id = subject
    event = AuditEvent(actor=actor, action=action, subject_kind=kind, subject_id=row_id, detail=detail)
    session.add(event)
    return event


def trail(
    session: Session,
    *,
    actors: Collection[str] | None = None,
    acts: Collection[str] | None = None,
    subjects: Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[AuditEvent]:
    """Events with an id below `before` and above `after`, newest first, from `since` to before `until`.

    `actors` are single ones (`operator:1`) and roles (`operator`), `acts` names of acts, `subjects` kinds and single
    rows of them (`business:3`). None leaves that open; an empty collection is nobody and nothing.
    """
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if actors is not None:
        roles = [actor for actor in actors if ":" not in actor]
        of_role = [AuditEvent.actor.startswith(f"{role}:", autoescape=True) for role in roles]
        query = query.where(or_(AuditEvent.actor.in_(list(actors)), *of_role))
    if acts is not None:
        query = query.where(AuditEvent.action.in_(list(acts)))
    if subjects is not None:
        kinds = [subject for subject in subjects if ":" not in subject]
        rows: dict[str, list[int]] = defaultdict(list)
        for kind, _colon, number in (subject.partition(":") for subject in subjects if subject not in kinds):
            rows[kind].append(int(number))
        of_kind = [and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids)) for kind, ids in rows.items()]
        query = query.where(or_(AuditEvent.subject_kind.in_(kinds), *of_kind))
    if since is not None:
        query = query.where(AuditEvent.at >= since)
    if until is not None:
        query = query.where(AuditEvent.at < until)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    if after is not None:
        query = query.where(AuditEvent.id > after)
    return list(session.scalars(query))


def newest_event(session: Session) -> int:
    """The id of the newest event; 0 where there is none."""
    return int(session.scalar(select(func.max(AuditEvent.id))) or 0)


def last_before(session: Session, moment: datetime) -> int:
    """The id of the last event before a moment; 0 where there is none."""
    query = select(AuditEvent.id).where(AuditEvent.at < moment).order_by(AuditEvent.at.desc()).limit(1)
    return int(session.scalar(query) or 0)


def times(session: Session, act: Act, kind: str, ids: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """How often an act was done to each of these rows of a kind, and when last."""
    query = select(AuditEvent.subject_id, func.count(), func.max(AuditEvent.at)).group_by(AuditEvent.subject_id)
    query = query.where(AuditEvent.action == act, AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids))
    return {row_id: (count, last) for row_id, count, last in session.execute(query)}


def last_actor(session: Session, act: Act, subject: tuple[str, int]) -> str | None:
    """Who did an act to a row last; None where nobody did."""
    kind, row_id = subject
    query = select(AuditEvent.actor).where(AuditEvent.subject_kind == kind, AuditEvent.subject_id == row_id)
    return session.scalar(query.where(AuditEvent.action == act).order_by(AuditEvent.id.desc()).limit(1))
