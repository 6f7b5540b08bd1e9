"""How often a code may be asked for, what the operator hears when the day's are used up, and what is forgotten."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.accounts.models import Code
from directory.accounts.notices import KINDS
from directory.foundation import limits
from directory.foundation.i18n import speaking
from directory.kernel.language import LANGUAGES
from directory.outbox.models import Message
from tests.claims.conftest import Claimant, claims, printed
from tests.conftest import MovableClock
from tests.factories.listings import SLUGS
from tests.page import check_page

LANGUAGE_CODES = list(LANGUAGES)


@pytest.fixture
def limited(listings: Flask) -> Flask:
    """The listings with limits on."""
    listings.config["RATE_LIMITS"] = True
    return listings


def codes(session: Session) -> int:
    session.rollback()
    return int(session.scalar(select(func.count()).select_from(Code)) or 0)


def test_a_fourth_code_to_a_printed_phone_in_an_hour_is_a_call_instead(
    limited: Flask, session: Session, clock: MovableClock
) -> None:
    for turn in range(3):
        stranger = Claimant(limited.test_client())
        stranger.client.environ_base["REMOTE_ADDR"] = f"203.0.113.{turn}"
        assert stranger.send().status_code == 303
        clock.move(minutes=11)
    assert codes(session) == 3
    # It is the phone that is limited, so another network fares no better; nor does a wish to come down.
    elsewhere = Claimant(limited.test_client())
    elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    refused = elsewhere.send()
    assert refused.status_code == 400
    check_page(refused, "zh-hans")
    removal = elsewhere.path.replace("claim", "remove")
    refused = elsewhere.client.post(removal, data={"action": "send", "phone": printed()[0]})
    assert refused.status_code == 400
    check_page(refused, "zh-hans")
    assert elsewhere.post("call", phone=printed()[0]).status_code == 303
    assert codes(session) == 3


def test_the_fourth_code_to_a_phone_in_ten_minutes_is_refused(
    limited: Flask, session: Session, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.RULES, "code-by-printed-phone", "9/hour")
    answers = []
    for _ in range(4):
        answers.append(Claimant(limited.test_client()).send().status_code)
        clock.move(31)
    assert answers == [303, 303, 303, 429]
    assert codes(session) == 3


def test_the_sixth_claim_from_a_network_in_an_hour_is_refused(limited: Flask, session: Session) -> None:
    begun = [Claimant(limited.test_client(), slug).post("call", phone=printed(slug)[0]) for slug in SLUGS]
    assert [answer.status_code for answer in begun] == [303] * 5
    refused = Claimant(limited.test_client()).post("call", phone=printed()[0])
    assert refused.status_code == 429
    check_page(refused, "zh-hans")
    assert len(claims()) == 5
    # Going on with a claim is not beginning one.
    assert Claimant(limited.test_client()).get().status_code == 200


def test_the_operator_hears_once_that_the_codes_are_used_up(
    limited: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, clock: MovableClock
) -> None:
    monkeypatch.setitem(limits.RULES, "codes-printed", "2/day")
    answers = [Claimant(limited.test_client(), slug).send(printed(slug)[0]).status_code for slug in SLUGS[:4]]
    assert answers == [303, 303, 429, 429]
    assert codes(session) == 2
    mails = session.scalars(select(Message).where(Message.kind == "codes-spent")).all()
    assert [(mail.channel, mail.recipient) for mail in mails] == [("email", "operator@localhost")]
    clock.move(days=1, hours=1)
    assert Claimant(limited.test_client(), SLUGS[4]).send(printed(SLUGS[4])[0]).status_code == 303


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_the_mail_about_used_up_codes_speaks_every_language(app: Flask, session: Session, language: str) -> None:
    with speaking(LANGUAGES[language]):
        content = KINDS["codes-spent"].compose(session, ("printed", 1), LANGUAGES[language], "email")
    assert content is not None
    assert "150" in content.body
    assert "/admin" in content.body


def test_what_ran_out_is_forgotten_though_a_claim_named_it(
    claimant: Claimant, session: Session, clock: MovableClock, client: FlaskClient, listings: Flask
) -> None:
    claimant.send()
    assert codes(session) == 1
    for days, left in ((1, 1), (3, 0)):
        clock.move(days=days)
        done = listings.test_cli_runner().invoke(args=["purge"])
        assert done.exit_code == 0, done.output
        assert codes(session) == left
    assert (claims()[0].state, claims()[0].code_id) == ("proving", None)
    assert claimant.get().status_code == 200
