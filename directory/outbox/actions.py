"""Writing the outbox: every message and job is a row of the transaction that decides it."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from directory.foundation.db import insert_all, insert_new
from directory.foundation.logs import trace
from directory.foundation.notify import notify
from directory.foundation.settings import settings
from directory.foundation.unit import after_commit
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, NotFound
from directory.kernel.language import ENGLISH
from directory.outbox import queries, registry
from directory.outbox.files import sweep_files
from directory.outbox.models import TO_FORGET, DeskText, InboundText, Job, Message, MessageDraft, Suppression
from directory.outbox.rules import ENDED, FORGOTTEN, HANDED, KEPT, MESSAGE, UNSETTLED, MessageState


def enqueue(
    session: Session,
    kind: str,
    subject: tuple[str, int],
    channel: str,
    recipient: str,
    language: str,
    *,
    priority: str = "lead",
    budget: str | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    is_stopped: bool | None = None,
) -> Message:
    """Decide one message; the same decision again gives the row that exists. A suppressed address is not written to.

    `budget`: whose part of the day's texts it takes, where that is not what its priority says (`rules.BUDGETS`).
    `is_stopped`: whether the address is suppressed, of who has just looked.
    """
    stopped = queries.is_suppressed(session, channel, recipient) if is_stopped is None else is_stopped
    due = due_at or clock.now()
    draft = MessageDraft(kind, subject, channel, recipient, language, priority, due, budget, expires_at, stopped)
    _ring(session, [draft])
    message = insert_new(session, Message, **draft.columns())
    return message or session.scalars(select(Message).filter_by(**draft.key())).one()


def enqueue_all(session: Session, drafts: Sequence[MessageDraft]) -> None:
    """Decide messages in one statement; what is decided already stays as it is."""
    _ring(session, drafts)
    insert_all(session, Message, [draft.columns() for draft in drafts])


def _ring(session: Session, drafts: Iterable[MessageDraft]) -> None:
    if any(draft.due_at <= clock.now() for draft in drafts):
        notify(session, queries.BELL)


def tell_operators(session: Session, kind: str, subject: tuple[str, int], *, due_at: datetime | None = None) -> None:
    """Decide a mail to every operator who wants such mails, each in their own language.

    Where nobody does, it goes to OPERATOR_EMAIL: what fails is never silent.
    """
    addresses = [mailbox for find in registry.mailboxes for mailbox in find(session)]
    for address, language in addresses or [(settings().operator_email, ENGLISH.bcp47)]:
        enqueue(session, kind, subject, "email", address, language, priority="operator", due_at=due_at)


def cancel(session: Session, subject: tuple[str, int], kinds: Iterable[str] | None = None) -> int:
    """Take back what still waits about a subject; how many there were."""
    query = select(Message).where(
        Message.subject_kind == subject[0], Message.subject_id == subject[1], Message.state == MessageState.WAITING
    )
    if kinds is not None:
        query = query.where(Message.kind.in_(list(kinds)))
    rows = session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    for message in rows:
        MESSAGE.move(message, MessageState.CANCELLED)
    session.flush()
    return len(rows)


def undo(session: Session, subject: tuple[str, int], kinds: Iterable[str]) -> list[Message]:
    """What these messages were decided for was undone: what waits is not sent, and the same may be decided again.

    Gives those that were sent, or may have been, and have to be put right.
    """
    query = select(Message).where(
        Message.subject_kind == subject[0],
        Message.subject_id == subject[1],
        Message.kind.in_(list(kinds)),
        Message.undone == 0,
    )
    out = []
    for message in session.scalars(
        query.order_by(Message.id).with_for_update().execution_options(populate_existing=True)
    ).all():
        message.undone = message.id
        if message.state == MessageState.WAITING and not message.repeats:
            MESSAGE.move(message, MessageState.CANCELLED)
        elif message.state in HANDED:
            out.append(message)
    session.flush()
    return out


def forget(
    session: Session, subject: tuple[str, int], addresses: Collection[str] = (), kinds: Collection[str] = ()
) -> int:
    """Take the words out of every message about a subject, with the addresses to forget; how many messages.

    An address goes when it is one of `addresses`, or the message is of one of `kinds`; what waits for it is cancelled.
    What a worker has in its hand keeps no words when it is through. Files go after the commit.
    """
    query = select(Message).where(Message.subject_kind == subject[0], Message.subject_id == subject[1])
    rows = session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    for message in rows:
        message.body = message.subject_line = None
        if message.recipient in addresses or message.kind in kinds:
            if message.state == MessageState.WAITING:
                MESSAGE.move(message, MessageState.CANCELLED)
            message.forget_recipient()
    session.flush()
    after_commit(session, partial(sweep_files, [message.reference for message in rows]))
    return len(rows)


def forget_named(session: Session, recipients: Collection[str], since: datetime, name: str) -> int:
    """Take the words out of texts to these phones, decided from `since` on, that hold a name; how many texts.

    For texts that are about nobody alone: which of your customers is this for?
    """
    query = select(Message).where(
        Message.channel == "sms",
        Message.recipient.in_(list(recipients)),
        Message.created_at >= since,
        Message.body.contains(name, autoescape=True),
    )
    rows = session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    for message in rows:
        message.body = None
    session.flush()
    after_commit(session, partial(sweep_files, [message.reference for message in rows]))
    return len(rows)


def forget_text(session: Session, text: InboundText, addresses: Collection[str]) -> None:
    """Take its words out of a text that came in, its sender where that is one of `addresses`, and what answered it."""
    subject = ("inbound", text.id)
    # Nobody is mailed words that are gone.
    cancel(session, subject, ("inbound-text",))
    forget(session, subject, addresses)
    text.body, text.is_read = "", True
    if text.sender in addresses:
        text.sender = f"{FORGOTTEN} {text.id}"
    session.flush()


def forget_desk_text(session: Session, text: DeskText) -> None:
    """Forget what the operator wrote to a phone, in its row and in its message."""
    forget(session, ("desk", text.id), [text.phone])
    session.delete(text)
    session.flush()


def schedule(session: Session, kind: str, subject: tuple[str, int], due_at: datetime) -> Job:
    """Have a job done at `due_at`; the same job again gives the row that exists."""
    key = {"kind": kind, "subject_kind": subject[0], "subject_id": subject[1]}
    job = insert_new(session, Job, **key, due_at=due_at, trace=trace())
    return job or session.scalars(select(Job).filter_by(**key)).one()


class JobDraft(NamedTuple):
    """A job to be done at a time: its kind and what it is about."""

    kind: str
    subject: tuple[str, int]
    due_at: datetime


def schedule_all(session: Session, jobs: Iterable[JobDraft]) -> None:
    """Have jobs done, each at its time, in one statement; what is scheduled already stays as it is."""
    names = ("kind", "subject_kind", "subject_id", "due_at", "trace")
    rows = [dict(zip(names, (job.kind, *job.subject, job.due_at, trace()), strict=True)) for job in jobs]
    insert_all(session, Job, rows)


def locked_job(session: Session, kind: str, subject: tuple[str, int]) -> Job | None:
    """A job as it was scheduled, locked, done or not; None where it never was.

    Whoever does a job locks it before what it is about: who is to schedule it again locks in that order too.
    """
    query = select(Job).filter_by(kind=kind, subject_kind=subject[0], subject_id=subject[1]).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def schedule_again(job: Job, due_at: datetime) -> None:
    """Have a locked job done at `due_at`, though it was scheduled, or done, before. Who is about to do it now leaves
    it."""
    job.due_at, job.done_at, job.lease_until, job.lease_owner = due_at, None, None, None
    job.attempts, job.error_detail = 0, None


def schedule_once_more(session: Session, kind: str, subject: tuple[str, int], due_at: datetime) -> None:
    """Have a job done at `due_at` that was done before; one that waits, or never was, stays as it is.

    Whatever is locked: nobody is about to do a job that is done.
    """
    query = select(Job).filter_by(kind=kind, subject_kind=subject[0], subject_id=subject[1])
    query = query.where(Job.done_at.is_not(None)).with_for_update().execution_options(populate_existing=True)
    if (job := session.scalar(query)) is not None:
        schedule_again(job, due_at)


def schedule_anew(session: Session, kind: str, subject: tuple[str, int], due_at: datetime) -> None:
    """Have a job done at `due_at`, also where it was done before; one that waits stays as it is."""
    schedule(session, kind, subject, due_at)
    schedule_once_more(session, kind, subject, due_at)


def suppress(session: Session, channel: str, address: str, reason: str) -> bool:
    """Never write to this address again; False when that was so already. What waits for it is not sent."""
    if queries.is_suppressed(session, channel, address):
        return False
    insert_new(session, Suppression, channel=channel, address=address, reason=reason)
    waiting = (
        select(Message)
        .where(
            Message.channel == channel,
            Message.recipient == address,
            Message.state == MessageState.WAITING,
            Message.priority != "reply",
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for message in session.scalars(waiting):
        MESSAGE.move(message, MessageState.SUPPRESSED)
    session.flush()
    return True


def lift(session: Session, channel: str, address: str) -> None:
    """The address asked to be written to again."""
    suppression = session.scalar(select(Suppression).filter_by(channel=channel, address=address))
    if suppression is not None:
        session.delete(suppression)
        session.flush()


def retry(session: Session, message_id: int) -> Message:
    """Send a dead letter, or a message in doubt, again; NotFound, or IllegalMove for any other.

    Under a new reference: the gateway is to take it as a new text, and its receipts are of this try alone.
    """
    message = _locked_dead_letter(session, message_id)
    MESSAGE.move(message, MessageState.WAITING)
    message.held_for = message.provider_reference = message.port = message.failed_at = None
    message.reference = secrets.token_hex(16)
    message.due_at, message.attempts, message.repeats, message.first_attempt_at, message.expires_at = (
        clock.now(),
        0,
        0,
        None,
        None,
    )
    message.handled_at = None
    notify(session, queries.BELL)
    # What was to be told of this doubt makes room for the next.
    for job in session.scalars(select(Job).filter_by(kind="doubt", subject_kind="message", subject_id=message.id)):
        session.delete(job)
    session.flush()
    return message


def handle(session: Session, message_id: int) -> Message:
    """The operator has dealt otherwise with a dead letter or a message in doubt; NotFound, IllegalMove for another."""
    message = _locked_dead_letter(session, message_id)
    message.handled_at = message.handled_at or clock.now()
    session.flush()
    return message


def _locked_dead_letter(session: Session, message_id: int) -> Message:
    message = session.get(Message, message_id, with_for_update=True, populate_existing=True)
    if message is None:
        raise NotFound(f"message {message_id}")
    if message.state not in UNSETTLED:
        raise IllegalMove(f"message: {message.state} is no dead letter")
    return message


def handle_about(session: Session, subject: tuple[str, int], kind: str) -> int:
    """The operator told its recipient otherwise: a subject's dead letters of a kind, and those in doubt, need nothing
    more; how many."""
    query = select(Message).where(
        Message.subject_kind == subject[0],
        Message.subject_id == subject[1],
        Message.kind == kind,
        Message.state.in_(UNSETTLED),
        Message.handled_at.is_(None),
    )
    rows = session.scalars(query.with_for_update()).all()
    for message in rows:
        message.handled_at = clock.now()
    session.flush()
    return len(rows)


def read_text(session: Session, text_id: int) -> InboundText:
    """Somebody has read a text that came in; NotFound when it is gone."""
    text = session.get(InboundText, text_id, with_for_update=True, populate_existing=True)
    if text is None:
        raise NotFound(f"inbound text {text_id}")
    text.is_read = True
    session.flush()
    return text


def read_texts(session: Session, up_to: int, sender: str | None = None) -> int:
    """Somebody has read every text up to this id, from one phone or from all; how many were unread."""
    query = select(InboundText).where(InboundText.is_read.is_(False), InboundText.id <= up_to)
    if sender is not None:
        query = query.where(InboundText.sender == sender)
    texts = session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    for text in texts:
        text.is_read = True
    session.flush()
    return len(texts)


#: Rows looked up, or forgotten, at once.
_BATCH = 500


def purge(session: Session, now: datetime) -> dict[str, int]:
    """Forget words and addresses of messages that ended 30 days ago, and texts that came in before then.

    How many of each, a batch at most: call it in units of their own until nothing is left. States and times stay, for
    they say what became of a lead.
    """
    before = now - KEPT
    old = select(Message).where(Message.created_at < before, Message.state.in_(ENDED), sql(TO_FORGET))
    rows = session.scalars(old.order_by(Message.created_at).limit(_BATCH).with_for_update()).all()
    for message in rows:
        message.body = message.subject_line = None
        message.forget_recipient()
    session.flush()
    after_commit(session, partial(sweep_files, [message.reference for message in rows]))
    received = select(InboundText.id).where(InboundText.received_at < before).order_by(InboundText.received_at)
    gone = delete(InboundText).where(InboundText.id.in_(received.limit(_BATCH)))
    texts = session.scalars(gone.returning(InboundText.id)).all()
    session.execute(delete(DeskText).where(DeskText.created_at < before))
    return {"messages": len(rows), "texts": len(texts)}
