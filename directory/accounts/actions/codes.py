"""Forgetting codes, sessions and invitations that are over, and people who never came to act for anybody."""

import hmac
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.models import Code, Invitation, Membership, Person, PersonContact, SignIn
from directory.accounts.rules import (
    CODE_DIGITS,
    CODE_KEPT,
    CODE_LIFE,
    CODE_TRIES,
    ENDED_KEPT,
    LISTING_PURPOSES,
    NOBODY_KEPT,
    AccountAct,
)
from directory.audit import record
from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.logs import log
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.outbox import actions as outbox


def purge(session: Session, now: datetime) -> dict[str, int]:
    """Forget what is over; how many of each. A second run finds nothing.

    Claims let go of their codes first (`claims.purge`); the two days that a code is kept leave them the time.
    """
    before = now - ENDED_KEPT
    expired = update(Invitation).where(Invitation.state == "open", Invitation.expires_at <= now)
    session.execute(expired.values(state="expired"))
    over = or_(SignIn.revoked_at < before, SignIn.expires_at < before)
    nobody = (
        select(Person.id)
        .where(
            Person.created_at < now - NOBODY_KEPT,
            Person.state == "active",
            Person.is_operator.is_(False),
            ~exists().where(Membership.person_id == Person.id),
            ~exists().where(SignIn.person_id == Person.id),
        )
        .with_for_update()
    )
    counts = {
        "codes": len(session.scalars(delete(Code).where(Code.expires_at < now - CODE_KEPT).returning(Code.id)).all()),
        "sessions": len(session.scalars(delete(SignIn).where(over).returning(SignIn.id)).all()),
    }
    ended = (Invitation.state != "open", Invitation.expires_at < before)
    counts["invitations"] = len(session.scalars(delete(Invitation).where(*ended).returning(Invitation.id)).all())
    counts["people"] = sum(_forget(session, person_id) for person_id in session.scalars(nobody).all())
    return counts


def _forget(session: Session, person_id: int) -> bool:
    """Forget one person; False for one that a claim still names."""
    try:
        with session.begin_nested():
            session.execute(delete(PersonContact).where(PersonContact.person_id == person_id))
            session.execute(delete(Person).where(Person.id == person_id))
    except IntegrityError:
        return False
    return True


_CHANNELS = {"phone": "sms", "email": "email"}
_NO_DIGITS = "-" * CODE_DIGITS


def ask_code(
    session: Session,
    purpose: str,
    kind: str,
    address: str,
    browser: str,
    *,
    language: str,
    subject: tuple[str, int] | None = None,
    is_sent: bool = True,
) -> Code:
    """Send a code to a phone (E.164) or e-mail (lower case), good for ten minutes in the browser that asks.

    `browser` is that browser's own secret (`access.browser`), `language` BCP 47, `subject` what the code is about.
    The caller has counted it (`access.count_code`) before the unit; where that left none for newcomers, a code that is
    not `is_sent` looks like any other and opens nothing.
    """
    code = _new(session, purpose, kind, address, tokens.digest(browser), language, subject)
    if not is_sent:
        code.tries = CODE_TRIES
        session.flush()
        return code
    outbox.enqueue(
        session,
        f"code-{purpose}",
        ("code", code.id),
        _CHANNELS[kind],
        address,
        language,
        priority="code",
        budget=queries.budget_of(session, kind, address, browser, is_printed=purpose in LISTING_PURPOSES),
        expires_at=code.expires_at,
    )
    return code


def voice_code(
    session: Session, purpose: str, phone: str, browser_digest: str, language: str, subject: tuple[str, int]
) -> Code:
    """A code that nobody sends: the operator reads `digits_of` it out. It binds to the claimant's browser all the same.

    `browser_digest` is the digest that the claim keeps of its browser's secret.
    """
    return _new(session, purpose, "phone", phone, browser_digest, language, subject)


def _new(
    session: Session,
    purpose: str,
    kind: str,
    address: str,
    browser_digest: str,
    language: str,
    subject: tuple[str, int] | None,
) -> Code:
    now = clock.now()
    code = Code(
        purpose=purpose,
        kind=kind,
        address=address,
        subject_kind=subject[0] if subject else None,
        subject_id=subject[1] if subject else None,
        seed=tokens.new_seed(),
        browser_digest=browser_digest,
        language=language,
        created_at=now,
        expires_at=now + CODE_LIFE,
    )
    session.add(code)
    session.flush()
    return code


def digits_of(code: Code) -> str:
    """The eight digits of a code."""
    return tokens.derive_digits(f"code:{code.purpose}", code.seed, CODE_DIGITS)


def check_code(code_id: int | None, browser: str, digits: str, purpose: str) -> Code:
    """The code that these digits prove, used up by it. Opens its own unit: call it outside one.

    The guess is counted and committed whatever comes of it; over all codes for the same address and purpose at most
    `CODE_TRIES` wrong ones are weighed in ten minutes, so that asking again buys no guess. Raises Invalid("code", ...)
    with the same words for wrong, run out, used, too often and another browser.
    """
    code = None
    # Looked at before anything is held: a flood of guesses must not keep others from writing.
    if code_id is not None and not _is_spent(db.session(), code_id):
        code = _weigh(code_id, browser, digits, purpose)
    log.info("code tried", purpose=purpose, code=code_id, is_right=code is not None)
    if code is None:
        message = _("These are not the right digits, or the code has expired. Look again, or ask for a new one.")
        raise Invalid("code", message)
    return code


def _is_spent(session: Session, code_id: int) -> bool:
    tries = select(Code.tries).where(Code.id == code_id)
    return (session.scalar(tries) or 0) >= CODE_TRIES


def _weigh(code_id: int, browser: str, digits: str, purpose: str) -> Code | None:
    now = clock.now()
    with unit() as session:
        requested = session.get(Code, code_id)
        if requested is None or requested.purpose != purpose:
            return None
        # All codes of this address that are still good, held in one order: guesses at once come one after the other.
        same = select(Code).where(
            Code.kind == requested.kind,
            Code.address == requested.address,
            Code.purpose == purpose,
            Code.created_at > now - CODE_LIFE,
        )
        open_codes = session.scalars(
            same.order_by(Code.id).with_for_update().execution_options(populate_existing=True)
        ).all()
        code = next((open_code for open_code in open_codes if open_code.id == code_id), None)
        is_right = hmac.compare_digest((digits_of(code) if code else _NO_DIGITS).encode(), digits.encode())
        if code is None or code.used_at is not None or code.expires_at <= now:
            return None
        if not hmac.compare_digest(code.browser_digest, tokens.digest(browser)):
            return None
        if sum(open_code.tries for open_code in open_codes) >= CODE_TRIES:
            return None
        if not is_right:
            code.tries += 1
            if sum(open_code.tries for open_code in open_codes) == CODE_TRIES:
                record(session, "visitor", AccountAct.CODE_TRIES_SPENT, ("code", code.id), purpose=purpose)
            return None
        code.used_at = now
        return code
