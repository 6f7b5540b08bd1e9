"""Reading the outbox."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, bindparam, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from directory.foundation.outfile import FILE
from directory.foundation.paging import Pile, pile
from directory.kernel import clock
from directory.kernel.errors import GivenUp
from directory.outbox.models import DeskText, InboundText, Job, Message, Suppression
from directory.outbox.rules import FORGOTTEN, MESSAGE, UNASKED, UNSETTLED, WHOLESALE, Channel, ErrorKind, MessageState

#: Digits of an id that every database takes.
_LONGEST_ID = 10
#: Texts to one phone that are looked at for a quotation.
_MOST_BODIES = 50
#: What a worker does, each by itself: texts, mails, and timed work with leases that ran out.
CHANNELS, CHORES = ("sms", "email"), "chores"
#: Asked twice a second by an idle worker: one statement for everything, on the plain tables, each part by an index.
_AT = bindparam("at", type_=Message.due_at.type)
_DUE = union_all(
    *(
        select(literal(channel)).where(
            select(Message.id)
            .where(Message.state == MessageState.WAITING, Message.due_at <= _AT, Message.channel == channel)
            .exists()
        )
        for channel in CHANNELS
    ),
    select(literal(CHORES)).where(
        or_(
            select(Message.id).where(Message.state == MessageState.SENDING, Message.lease_until < _AT).exists(),
            select(Job.id)
            .where(Job.done_at.is_(None), Job.due_at <= _AT, or_(Job.lease_until.is_(None), Job.lease_until < _AT))
            .exists(),
        )
    ),
)


#: What a commit that decides a message rings, for workers that wait (`foundation.notify`).
BELL = "lengnuan_outbox"


def due(connection: Connection) -> set[str]:
    """Which of CHANNELS and CHORES have something to do now."""
    return set(connection.scalars(_DUE, {"at": clock.now()}))


_ABOUT = (
    select(Message)
    .where(Message.subject_kind == bindparam("kind"), Message.subject_id.in_(bindparam("ids", expanding=True)))
    .order_by(Message.id)
)


def messages_of(session: Session, subject_kind: str, ids: Iterable[int]) -> dict[int, list[Message]]:
    """The messages of each subject, oldest first; every id asked for is a key."""
    wanted = list(ids)
    messages: dict[int, list[Message]] = {subject_id: [] for subject_id in wanted}
    for message in session.scalars(_ABOUT, {"kind": subject_kind, "ids": wanted}):
        messages[message.subject_id].append(message)
    return messages


def errors_of(session: Session, kind: str, subject_kind: str, ids: Collection[int]) -> dict[int, str]:
    """The class of the error that ended timed work about these rows last, by row; none where it went well or is new."""
    query = select(Job.subject_id, Job.error_detail).where(
        Job.kind == kind, Job.subject_kind == subject_kind, Job.subject_id.in_(ids), Job.error_detail.is_not(None)
    )
    return {subject_id: str(detail).partition(" ")[0] for subject_id, detail in session.execute(query)}


def given_up(kind: str, subject_kind: str) -> Select[int]:
    """The ids of the rows about which timed work of a kind was given up."""
    return select(Job.subject_id).where(
        Job.kind == kind, Job.subject_kind == subject_kind, Job.error_detail.startswith(GivenUp.__name__)
    )


def is_suppressed(session: Session, channel: str, address: str) -> bool:
    """Whether this address asked not to be written to."""
    return bool(suppressed_among(session, channel, [address]))


_SUPPRESSED = select(Suppression.address).where(
    Suppression.channel == bindparam("channel"), Suppression.address.in_(bindparam("addresses", expanding=True))
)


def suppressed_among(session: Session, channel: str, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that asked not to be written to."""
    return set(session.scalars(_SUPPRESSED, {"channel": channel, "addresses": list(addresses)}))


_WRITTEN_TO = Message.recipient.in_(bindparam("addresses", expanding=True)) & (Message.created_at >= bindparam("since"))
_ANSWERED = (
    select(Message.recipient, Message.state, Message.error_kind)
    .where(_WRITTEN_TO, Message.state.in_((MessageState.SENT, MessageState.DELIVERED, MessageState.FAILED)))
    .order_by(Message.id)
)
#: That a message did not reach one of the `addresses` (`written_to`) since a moment: then it may be lost.
NOT_REACHED = _WRITTEN_TO & (Message.state == MessageState.FAILED)


def written_to(*addresses: str | None) -> list[str]:
    """These addresses as messages to them name them: an e-mail as it was typed, or in lower case."""
    return [*{one for address in addresses if address for one in (address, address.lower())}]


def lost_addresses(session: Session, addresses: Collection[str], since: datetime) -> set[str]:
    """Those of these addresses that cannot receive what we send: the last message since then that went out or failed
    says so. Each is given as it was written to."""
    answered = session.execute(_ANSWERED, {"addresses": written_to(*addresses), "since": since})
    last = {recipient: (state, kind) for recipient, state, kind in answered}
    return {one for one, how in last.items() if how == (MessageState.FAILED, ErrorKind.RECIPIENT)}


def sent_among(session: Session, addresses: Collection[str], since: datetime) -> set[str]:
    """Those of these addresses to which a message was sent since then, or may have been."""
    wanted = {*addresses, *(address.lower() for address in addresses)}
    states = (MessageState.SENDING, MessageState.SENT, MessageState.DELIVERED, MessageState.UNSURE)
    query = select(Message.recipient).where(
        Message.recipient.in_(wanted), Message.created_at >= since, Message.state.in_(states)
    )
    reached = set(session.scalars(query.distinct()))
    return {address for address in addresses if {address, address.lower()} & reached}


def texts_from(session: Session, sender: str, since: datetime, until: datetime | None = None) -> list[InboundText]:
    """The texts of a phone from a moment on, and before another where one is given, oldest first."""
    query = select(InboundText).where(InboundText.sender == sender, InboundText.received_at >= since)
    if until is not None:
        query = query.where(InboundText.received_at < until)
    return list(session.scalars(query.order_by(InboundText.id)))


def list_messages(session: Session, state: str | None = None, *, limit: int) -> list[Message]:
    """Messages, newest first."""
    query = select(Message).order_by(Message.id.desc()).limit(limit)
    return list(session.scalars(query.where(Message.state == state) if state else query))


def texts_today(session: Session) -> dict[str, int]:
    """Texts first tried since midnight in Washington, by budget."""
    midnight = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(Message.budget, func.count()).where(Message.channel == "sms", Message.first_attempt_at >= midnight)
    return {record[0]: record[1] for record in session.execute(query.group_by(Message.budget))}


def texts_sent(session: Session, since: datetime, until: datetime) -> tuple[int, int]:
    """How many texts first tried from a moment to before another went to the gateway, and in how many segments.

    A repeat counts once: of the first nobody knows whether it went out. What was written to a file did not go out.
    """
    query = select(func.count(), func.coalesce(func.sum(Message.segments), 0)).where(
        Message.channel == "sms",
        Message.first_attempt_at >= since,
        Message.first_attempt_at < until,
        Message.sent_at.is_not(None),
        Message.port.is_distinct_from(FILE),
    )
    number, segments = session.execute(query).one()
    return int(number), int(segments or 0)


def phone_frees_at(session: Session, text: Message, window: timedelta, most: int) -> datetime | None:
    """When this text may go if its phone is to get at most `most` unasked texts in any `window`; None: now."""
    query = select(Message.first_attempt_at).where(
        Message.channel == "sms",
        Message.recipient == text.recipient,
        Message.priority.in_(UNASKED),
        Message.first_attempt_at > clock.now() - window,
        Message.id != text.id,
    )
    tried = session.scalars(query.order_by(Message.first_attempt_at.desc()).limit(most)).all()
    return tried[-1] + window if len(tried) == most and tried[-1] is not None else None


@dataclass(frozen=True)
class Thread:
    """The texts of one phone: its newest one, how many came in, how many of them nobody has read."""

    newest: InboundText
    count: int
    unread: int


def threads(session: Session, limit: int, *, is_read: bool = False, before: int | None = None) -> list[Thread]:
    """Phones that texted us, those with unread texts first, then the newest first: at most `limit`.

    After a page: `is_read` and `before` say where its last phone stood, by whether all of its texts were read and by
    the id of its newest one. It reads the texts of phones with unread ones, and of the others about a page.
    """
    newest = [] if is_read else _newest_unread(session, limit, before)
    if len(newest) < limit:
        newest += _newest_read(session, limit - len(newest), before if is_read else None)
    unread = func.sum(case((InboundText.is_read.is_(False), 1), else_=0))
    senders = [text.sender for text in newest]
    query = select(InboundText.sender, func.count(), unread).where(InboundText.sender.in_(senders))
    counts = {sender: (number, int(waiting)) for sender, number, waiting in session.execute(query.group_by("sender"))}
    return [Thread(text, *counts[text.sender]) for text in newest]


def _newest_unread(session: Session, limit: int, before: int | None) -> list[InboundText]:
    """The newest text of each phone with an unread one, from before an id, the newest first."""
    waiting = select(InboundText.sender).where(InboundText.is_read.is_(False))
    newest = select(func.max(InboundText.id).label("id")).where(InboundText.sender.in_(waiting))
    newest = newest.where(InboundText.sender.not_like(f"{FORGOTTEN} %")).group_by(InboundText.sender)
    if before is not None:
        newest = newest.having(func.max(InboundText.id) < before)
    ids = newest.order_by(func.max(InboundText.id).desc()).limit(limit).subquery()
    query = select(InboundText).join(ids, ids.c.id == InboundText.id)
    return list(session.scalars(query.order_by(InboundText.id.desc())))


def _newest_read(session: Session, limit: int, before: int | None) -> list[InboundText]:
    """The newest text of each phone whose texts were all read, newest first; at most `limit`, of ids below `before`."""
    later, waiting = aliased(InboundText), aliased(InboundText)
    query = select(InboundText).where(
        InboundText.sender.not_like(f"{FORGOTTEN} %"),
        ~select(later.id).where(later.sender == InboundText.sender, later.id > InboundText.id).exists(),
        ~select(waiting.id).where(waiting.sender == InboundText.sender, waiting.is_read.is_(False)).exists(),
    )
    if before is not None:
        query = query.where(InboundText.id < before)
    return list(session.scalars(query.order_by(InboundText.id.desc()).limit(limit)))


def newest_text(session: Session) -> int:
    """The id of the text that came in last; 0 where there is none."""
    return int(session.scalar(select(func.max(InboundText.id))) or 0)


def inbound_texts(session: Session, limit: int) -> list[InboundText]:
    """Texts that came in, newest first."""
    return list(session.scalars(select(InboundText).order_by(InboundText.id.desc()).limit(limit)))


def inbound_text(session: Session, text_id: int) -> InboundText | None:
    """One text that came in; None where there is none, or none any more."""
    return session.get(InboundText, text_id)


def texts_of(
    session: Session, phone: str, limit: int, before: datetime | None
) -> tuple[list[InboundText], list[Message]]:
    """The newest texts from a phone and those to it, from before a moment: at most `limit` of each."""
    received = select(InboundText).where(InboundText.sender == phone).order_by(InboundText.id.desc()).limit(limit)
    sent = select(Message).where(Message.recipient == phone, Message.channel == "sms")
    sent = sent.order_by(Message.id.desc()).limit(limit)
    if before is not None:
        received, sent = received.where(InboundText.received_at < before), sent.where(Message.created_at < before)
    return list(session.scalars(received)), list(session.scalars(sent))


def has_asked_with_yes(session: Session, lead_id: int) -> bool:
    """Whether the text that took a lead asked its homeowner something as well, which was passed on."""
    query = select(InboundText).where(InboundText.subject_kind == "lead", InboundText.subject_id == lead_id)
    return any("line" in text.detail for text in session.scalars(query.where(InboundText.effect == "accept")))


def suppression_of(session: Session, channel: str, address: str) -> Suppression | None:
    """Since when and why an address is not written to; None where it may be."""
    return session.scalar(select(Suppression).filter_by(channel=channel, address=address))


def desk_text(session: Session, *, text_id: int | None = None, form_key: str | None = None) -> DeskText | None:
    """What the operator wrote to a phone, by its id or by the form it came from."""
    if text_id is not None:
        return session.get(DeskText, text_id)
    return session.scalar(select(DeskText).where(DeskText.form_key == form_key))


def bodies_to(session: Session, recipient: str) -> list[str]:
    """The words of the texts this address was sent and that are still kept, the newest first."""
    query = select(Message.body).where(Message.recipient == recipient, Message.channel == "sms")
    bodies = session.scalars(query.where(Message.body.is_not(None)).order_by(Message.id.desc()).limit(_MOST_BODIES))
    return [body for body in bodies if body]


def newest_text_to(session: Session, recipient: str) -> int | None:
    """The id of the newest text decided for this phone; None where it never got one."""
    query = select(func.max(Message.id)).where(Message.recipient == recipient, Message.channel == "sms")
    newest: int | None = session.scalar(query)
    return newest


def message(session: Session, message_id: int) -> Message | None:
    """One message by its id; None where there is none."""
    return session.get(Message, message_id)


#: What is still to be done with, whatever its age; of all else the messages decided within so long are counted.
_OPEN = (MessageState.WAITING, MessageState.SENDING, *UNSETTLED)
COUNTED = timedelta(hours=24)
#: Nobody counts further.
_MOST_OF_A_STATE = 100_000


def count_by_state(session: Session) -> dict[tuple[str, str], int]:
    """How many messages each (channel, state) has: all that are open, and those that ended of the last 24 hours.

    One is open that waits, is being sent, or failed or is in doubt and nobody has put it away.
    """
    of_state = select(Message.channel, Message.state).limit(_MOST_OF_A_STATE)
    still_open = (of_state.where(Message.state == state, Message.handled_at.is_(None)) for state in _OPEN)
    recent = of_state.where(Message.created_at > clock.now() - COUNTED, Message.state.not_in(_OPEN))
    # Each with an end, so that it goes along the index of its condition and not along that of the groups.
    parts = [part.subquery() for part in (*still_open, recent.order_by(Message.created_at.desc()))]
    every = union_all(*(select(part.c.channel, part.c.state) for part in parts)).subquery()
    query = select(every.c.channel, every.c.state, func.count()).group_by(every.c.channel, every.c.state)
    return {(channel, state): number for channel, state, number in session.execute(query)}


def oldest_due(session: Session) -> datetime | None:
    """Since when the oldest message that could go out now has waited; None when nothing waits."""
    query = select(func.min(Message.due_at)).where(Message.state == MessageState.WAITING, Message.due_at <= clock.now())
    due_at: datetime | None = session.scalar(query)
    return due_at


def failed(session: Session, limit: int) -> Pile[Message]:
    """Dead letters that the operator has not dealt with, the oldest first."""
    query = select(Message).where(Message.state == MessageState.FAILED, Message.handled_at.is_(None))
    return pile(session, query, Message.created_at, limit)


def in_doubt(session: Session, limit: int) -> Pile[Message]:
    """Messages of which nobody knows whether they arrived, and that the operator has not dealt with, oldest first.

    Without codes, which are of no use later, and mails to the operator.
    """
    query = select(Message).where(
        Message.state == MessageState.UNSURE,
        Message.handled_at.is_(None),
        Message.priority.not_in(("code", "operator")),
    )
    return pile(session, query, Message.created_at, limit)


def dead(session: Session, limit: int) -> Pile[Message]:
    """Messages that failed in the last day, each for a reason of its own, and that the operator has not dealt with.

    Oldest first; without codes and mails to the operator.
    """
    query = select(Message).where(
        Message.state == MessageState.FAILED,
        func.coalesce(Message.failed_at, Message.created_at) > clock.now() - timedelta(days=1),
        func.coalesce(Message.error_kind, "").not_in(WHOLESALE),
        Message.handled_at.is_(None),
        Message.priority.not_in(("code", "operator")),
    )
    return pile(session, query, Message.created_at, limit)


def held_up(session: Session, limit: int) -> Pile[Message]:
    """Messages that the gateway's refusal of our account, or a day without a line to it, keeps from going out."""
    query = select(Message).where(
        Message.error_kind.in_(WHOLESALE),
        Message.priority != "operator",
        or_(Message.state == MessageState.WAITING, Message.state == MessageState.FAILED),
        Message.handled_at.is_(None),
    )
    return pile(session, query, Message.created_at, limit)


def unread_texts(session: Session, limit: int) -> Pile[InboundText]:
    """Texts that a person has to read, the oldest first."""
    query = select(InboundText).where(InboundText.is_read.is_(False))
    return pile(session, query, InboundText.received_at, limit)


def messages_before(
    session: Session, before: int | None, limit: int, *, state: str = "", channel: str = "", about: str = ""
) -> list[Message]:
    """Messages with an id below `before`, newest first; of one state, one channel, or one subject (`lead:3`)."""
    query = select(Message).order_by(Message.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Message.id < before)
    kind, _, number = about.partition(":")
    if kind and number.isdecimal() and len(number) < _LONGEST_ID:
        query = query.where(Message.subject_kind == kind, Message.subject_id == int(number))
        query = query.where(Message.state == state) if state else query
        return list(session.scalars(query.where(Message.channel == channel) if channel else query))
    if not state and not channel:
        return list(session.scalars(query))
    # The newest of each channel and state, along the index of both; then the newest of those.
    newest = (
        query.with_only_columns(Message.id).where(Message.channel == of_channel, Message.state == of_state).subquery()
        for of_channel in ([channel] if channel else Channel)
        for of_state in ([state] if state else MESSAGE.states)
    )
    ids = union_all(*(select(part.c.id) for part in newest))
    return list(session.scalars(query.where(Message.id.in_(ids))))
