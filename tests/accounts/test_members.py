"""Memberships under load: two owners who leave at once, a page that asks as often for one person as for twenty."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from directory.accounts import actions, queries
from directory.accounts.rules import MOST_MEMBERS
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from tests.accounts.conftest import PEOPLE, Shop, act
from tests.factories.people import person, signed_in
from tests.support.statements import statements


def test_one_owner_stays_when_both_leave_at_once(app: Flask, shop: Shop) -> None:
    with unit() as session:
        actions.set_role(session, shop.colleague_membership, "owner", "x")

    def leave(membership_id: int) -> bool:
        with app.app_context():
            try:
                with unit() as session:
                    actions.end_membership(session, membership_id, "x")
            except Invalid:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(2) as pool:
        left = list(pool.map(leave, [shop.owner_membership, shop.colleague_membership]))
    assert sorted(left) == [False, True]
    assert len(queries.owners_of(db.session(), shop.business)) == 1


def test_page_asks_as_often_for_one_as_for_twenty(client: FlaskClient, session: Session, shop: Shop) -> None:
    signed_in(client, shop.owner)
    counts = []
    for many in (0, MOST_MEMBERS - 2):
        with unit() as session:
            for number in range(many):
                colleague = person(session, f"+1240555{1000 + number}").id
                actions.give_membership(session, colleague, shop.business, "colleague", "x")
                actions.invite(session, shop.business, "colleague", "phone", f"+1301555{1000 + number}", "en", "x")
        with statements() as run:
            assert client.get(PEOPLE).status_code == 200
        counts.append(len([statement for statement in run if "SELECT" in statement]))
    assert counts[0] == counts[1] <= 8
    # A business has room for so many, whoever invites.
    with unit() as session:
        extra = person(session, "+12405559999").id
        one_more = actions.invite(session, shop.business, "colleague", "phone", "+12405559999", "en", "x")
        token = actions.members.token_of(one_more)
    try:
        with unit() as session:
            actions.accept_invitation(session, token, extra)
    except Invalid as error:
        assert error.field == "person"
    else:
        raise AssertionError("one more than there is room for")
    assert act(client, "nothing").status_code == 400


def test_who_is_refused_is_logged_by_number(client: FlaskClient, session: Session, shop: Shop) -> None:
    with unit() as writing:
        stranger = person(writing, "+12405559999").id
    signed_in(client, stranger)
    with capture_logs() as lines:
        assert (client.get(PEOPLE).status_code, client.get("/admin").status_code) == (404, 404)
    refusals = [(line["person"], line["role"]) for line in lines if line["event"] == "refused"]
    assert refusals == [(stranger, "member"), (stranger, "operator")]
    assert "2405559999" not in str(lines)
