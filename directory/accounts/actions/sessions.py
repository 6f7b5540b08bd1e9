"""Writing sessions. The cookie holds a random token, the row its digest; a new token at every sign-in and proof."""

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.actions.tell import Address, tell_event
from directory.accounts.models import SignIn
from directory.accounts.rules import OPERATOR_LIFE, SESSION_LIFE
from directory.audit.actions import record
from directory.foundation import tokens
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound


def sign_in(
    session: Session, person_id: int, device: str, via: Address | None = None, *, browser: str | None = None
) -> str:
    """Begin a session; its token, for the cookie. `device` is `rules.device_of`, `via` the contact that was proved,
    `browser` the browser's own secret (`access.browser`): from now on this person is known in it.

    On a device that this person has not used before, their other contacts are told. Raises Invalid("code", ...) for
    somebody suspended, NotFound.
    """
    person = queries.person(session, person_id)
    if person is None:
        raise NotFound(f"person {person_id}")
    if person.state != "active":
        raise Invalid("code", _("This account is closed for now. Please call us."))
    now, token = clock.now(), tokens.new_token()
    known = session.scalars(select(SignIn.device).where(SignIn.person_id == person_id)).all()
    row = SignIn(
        person_id=person_id,
        token_digest=tokens.digest(token),
        device=device[:60],
        browser_digest=tokens.digest(browser) if browser else None,
        created_at=now,
        seen_at=now,
        proved_at=now,
        expires_at=now + (OPERATOR_LIFE if person.is_operator else SESSION_LIFE),
    )
    session.add(row)
    session.flush()
    event = record(session, f"person:{person_id}", "signed-in", ("person", person_id), sign_in=row.id)
    if known and row.device not in known and via is not None:
        event.action = "signed-in-new-device"
        tell_event(session, [person], event, but=[via])
    return token


def prove(session: Session, sign_in_id: int) -> str:
    """A code was entered in this session: it counts as fresh for a while. Its new token, for the cookie."""
    row = session.get(SignIn, sign_in_id, with_for_update=True, populate_existing=True)
    if row is None or row.revoked_at is not None:
        raise NotFound(f"session {sign_in_id}")
    token = tokens.new_token()
    row.token_digest, row.proved_at = tokens.digest(token), clock.now()
    session.flush()
    return token


def see(session: Session, sign_in_id: int) -> None:
    """Write down that the session was used."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now()))


def sign_out(session: Session, sign_in_id: int) -> None:
    """End a session at its owner's wish; its token opens nothing from now on. Again changes nothing."""
    row = session.get(SignIn, sign_in_id)
    if row is not None and row.revoked_at is None:
        row.revoked_at = clock.now()
        record(session, f"person:{row.person_id}", "signed-out", ("person", row.person_id), sign_in=row.id)
    session.flush()


def revoke(session: Session, sign_in_id: int, by: str, person_id: int | None = None) -> None:
    """End one session; NotFound where it is not `person_id`'s (the operator leaves that out)."""
    row = session.get(SignIn, sign_in_id)
    if row is None or (person_id is not None and row.person_id != person_id):
        raise NotFound(f"session {sign_in_id}")
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        record(session, by, "session-revoked", ("person", row.person_id), sign_in=row.id)
    session.flush()


def revoke_all(session: Session, person_id: int, by: str, keep: int | None = None) -> int:
    """End every session of a person but `keep`; how many."""
    open_ones = (SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
    rows = session.scalars(select(SignIn).where(*open_ones).with_for_update()).all()
    ended = [row for row in rows if row.id != keep]
    for row in ended:
        row.revoked_at = clock.now()
    if ended:
        record(session, by, "sessions-revoked", ("person", person_id), count=len(ended))
    session.flush()
    return len(ended)
