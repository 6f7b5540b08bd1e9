"""What is learned of a message after it was sent: receipts of the text gateway, and bounced mails."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.foundation import mailbox
from directory.foundation.logs import log
from directory.foundation.unit import unit
from directory.kernel import bounces, clock
from directory.kernel.bounces import Bounce
from directory.outbox import actions, outcome, rules
from directory.outbox.models import Job, Message
from directory.outbox.rules import MessageState

#: Jobs that keep a receipt until its text is known; the gateway's id stands in the place of a subject.
EARLY = {"receipt-delivered": "delivered", "receipt-failed": "failed"}


def take_receipt(
    session: Session, provider_reference: str, status: str, error_code: int | None, reference: str
) -> None:
    """Write a receipt down, or keep it where its text is not known yet.

    `provider_reference` is the gateway's id of the text, `reference` ours, where the receipt carries it.
    """
    if not record_receipt(session, provider_reference, status, error_code, reference):
        keep_receipt(session, provider_reference, status, error_code)


def record_receipt(
    session: Session, provider_reference: str, status: str, error_code: int | None, reference: str = ""
) -> bool:
    """A receipt of the gateway; False for a text we do not know (yet).

    That a phone has it stays true whatever came before or comes later, and of whichever try it is said. That it was
    not delivered is believed only of the try that the gateway took last.
    """
    message = _locked(session, provider_reference, reference)
    if message is None:
        return False
    if status in rules.DELIVERED:
        outcome.arrived(session, message, provider_reference)
    elif message.provider_reference in (None, provider_reference):
        if status in rules.UNDELIVERED:
            detail = f"receipt {status}, code {error_code}"
            outcome.returned(session, message, rules.receipt_kind(error_code), detail)
        elif status in rules.TAKEN:
            outcome.taken(session, message, provider_reference)
    return True


def _locked(session: Session, provider_reference: str, reference: str) -> Message | None:
    """The text of a receipt, by our own reference first: the gateway's is not known where its answer broke off."""
    query = select(Message).where(Message.channel == "sms").with_for_update()
    query = query.execution_options(populate_existing=True)
    if reference and (message := session.scalar(query.where(Message.reference == reference))):
        return message
    return session.scalar(query.where(Message.provider_reference == provider_reference))


def keep_receipt(session: Session, provider_reference: str, status: str, error_code: int | None) -> None:
    """A receipt that came before we had written the gateway's id down: it is applied when that lands.

    The job is for the narrow case that both were written at the same moment and neither saw the other.
    """
    verdict = "delivered" if status in rules.DELIVERED else "failed" if status in rules.UNDELIVERED else ""
    if verdict:
        subject = (provider_reference, error_code or 0)
        actions.schedule(session, f"receipt-{verdict}", subject, clock.now() + rules.LEASE)


def apply_early(session: Session, provider_reference: str) -> None:
    """Apply what was kept of a text whose id is known from now on."""
    early = select(Job).where(Job.kind.in_(EARLY), Job.subject_kind == provider_reference, Job.done_at.is_(None))
    for job in session.scalars(early.order_by(Job.id)).all():
        record_receipt(session, provider_reference, EARLY[job.kind], job.subject_id or None)
        job.done_at = clock.now()


def heard_from(session: Session, phone: str, subject: tuple[str, int] | None) -> None:
    """A text came from this phone (E.164), about `subject` where that is known: what it answers has arrived.

    That is the text about the same subject, or the only one that was under way to this phone.
    """
    since = clock.now() - rules.KEPT
    query = select(Message).where(Message.channel == "sms", Message.recipient == phone, Message.created_at > since)
    query = query.where(Message.state.in_((MessageState.UNSURE, MessageState.SENT, MessageState.DELIVERED)))
    sent = list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))
    for message in sent:
        is_meant = (message.subject_kind, message.subject_id) == subject or len(sent) == 1
        if message.state == MessageState.UNSURE and is_meant:
            outcome.arrived(session, message, message.provider_reference)


def take_mail(data: bytes) -> int | None:
    """Read one mail and write down what came back by it: the number of the message; None where it is no such report."""
    bounce = bounces.read(data)
    if bounce is None:
        return None
    with unit() as session:
        return record_bounce(session, bounce)


def record_bounce(session: Session, bounce: Bounce) -> int | None:
    """Record that a mail bounced. Idempotent; None for an unknown mail, or one whose address is forgotten."""
    query = select(Message).where(Message.channel == "email", Message.reference == bounce.reference)
    message = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if message is None:
        return None
    outcome.returned(session, message, rules.bounce_kind(bounce.status), f"came back, {bounce.status}")
    return message.id


def collect_mails(url: str) -> int:
    """Read what nobody has read in the mailbox for such reports; how many mails that was.

    A mail is marked as read only after what it says is written down: whoever dies between reads it once more, which
    changes nothing. Anything that is no report is left for a person, marked as read. Raises TransportError where the
    mailbox cannot be read.
    """
    with mailbox.opened(url) as box:
        numbers = box.unseen()
        for number in numbers:
            message_id = take_mail(box.read(number))
            log.info("a mail came back" if message_id else "a mail that is no report", message=message_id)
            box.mark_read(number)
    return len(numbers)
