"""What is over is forgotten, once, and nothing else."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.accounts import actions
from directory.accounts.models import Code, Invitation, Person, PersonContact, SignIn
from directory.accounts.rules import CODE_KEPT, ENDED_KEPT, INVITATION_LIFE, NOBODY_KEPT, SESSION_LIFE
from directory.claims.models import Claim
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from tests.accounts.conftest import STRANGER, Shop
from tests.conftest import MovableClock
from tests.factories.people import person

NOTHING = {"codes": 0, "sessions": 0, "invitations": 0, "people": 0}


def count(session: Session, table: type) -> int:
    return int(session.scalar(select(func.count()).select_from(table)) or 0)


def purge() -> dict[str, int]:
    with unit() as session:
        return actions.purge(session, kernel_clock.now())


def test_what_is_over_is_forgotten_once(app: Flask, session: Session, shop: Shop, clock: MovableClock) -> None:
    with unit() as session:
        actions.ask_code(session, "sign-in", "phone", STRANGER, "B" * 22, language="en")
        actions.sign_in(session, shop.owner, "Chrome · Mac")
        actions.revoke_all(session, shop.owner, "x")
        actions.sign_in(session, shop.owner, "Chrome · Mac")
        actions.invite(session, shop.business, "colleague", "phone", STRANGER, "en", "x")
        person(session, STRANGER)
    assert purge() == NOTHING
    clock.move(seconds=(CODE_KEPT + timedelta(minutes=11)).total_seconds())
    assert purge() == NOTHING | {"codes": 1}
    clock.move(seconds=(ENDED_KEPT + INVITATION_LIFE).total_seconds())
    assert purge() == NOTHING | {"sessions": 1, "invitations": 1}
    clock.move(seconds=(NOBODY_KEPT - ENDED_KEPT).total_seconds())
    assert purge() == NOTHING | {"people": 1}
    clock.move(seconds=SESSION_LIFE.total_seconds())
    assert purge() == NOTHING | {"sessions": 1}
    assert purge() == NOTHING
    assert (count(session, Code), count(session, SignIn), count(session, Invitation)) == (0, 0, 0)
    assert count(session, Person) == 2


def test_somebody_whom_a_claim_names_stays(app: Flask, session: Session, shop: Shop, clock: MovableClock) -> None:
    with unit() as session:
        stranger = person(session, STRANGER)
        session.add(Claim(business_id=shop.business, person_id=stranger.id, browser_digest="0" * 64, language="en"))
    clock.move(seconds=(NOBODY_KEPT + timedelta(days=1)).total_seconds())
    assert purge() == NOTHING
    assert count(session, PersonContact) == 4


def test_run_out_invitation_says_so(app: Flask, session: Session, shop: Shop, clock: MovableClock) -> None:
    with unit() as session:
        actions.invite(session, shop.business, "colleague", "phone", STRANGER, "en", "x")
    clock.move(seconds=INVITATION_LIFE.total_seconds())
    purge()
    assert session.scalars(select(Invitation.state)).all() == ["expired"]
    done = app.test_cli_runner().invoke(args=["purge"])
    assert done.exit_code == 0, done.output
