"""What an action on a claim refuses: another state, another code, a business that is gone."""

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.accounts.models import Code, Invitation
from directory.businesses.models import Fact
from directory.claims import actions
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from tests.claims.conftest import Claimant, business, claims, digits, members, printed, wrong
from tests.factories.listings import GAOSHI
from tests.factories.people import member, person

NOBODY = 9999
BROWSER = "a browser of its own"


def test_a_claim_in_review_takes_neither_phone_nor_code(claimant: Claimant, session: Session) -> None:
    shop, phone = business().id, printed()[0]
    with unit() as writing:
        claim = actions.ask_for_call(writing, shop, phone, BROWSER, language="en")
        claim_id = claim.id
    with pytest.raises(IllegalMove), unit() as writing:
        actions.begin(writing, shop, phone, BROWSER, language="en")
    with unit() as writing:
        assert actions.ask_for_call(writing, shop, phone, BROWSER, language="en").id == claim_id
    assert [claim.state for claim in claims()] == ["review"]


def test_a_contact_is_left_in_review_only(claimant: Claimant) -> None:
    claimant.send()
    (claim,) = claims()
    with pytest.raises(IllegalMove), unit() as writing:
        actions.leave_contact(writing, claim.id, "301-555-0199")
    assert claims()[0].contact is None


def test_a_phone_no_ad_prints_claims_nothing(listings: Flask) -> None:
    shop = business().id
    with pytest.raises(Invalid), unit() as writing:
        actions.begin(writing, shop, "+13015550199", BROWSER, language="en")
    assert claims() == []


def test_what_is_not_there_is_not_found(listings: Flask) -> None:
    phone = printed()[0]
    with pytest.raises(NotFound), unit() as writing:
        actions.locked(writing, NOBODY)
    with pytest.raises(NotFound), unit() as writing:
        actions.begin(writing, NOBODY, phone, BROWSER, language="en")
    with unit() as writing:
        actions.review_undelivered(writing, NOBODY, "landline")
    assert claims() == []


def test_a_decided_claim_takes_no_code(claimant: Claimant, session: Session) -> None:
    claimant.prove()
    (claim,) = claims()
    owners = members()
    with pytest.raises(IllegalMove), unit() as writing:
        actions.prove(writing, claim.id, writing.query(Code).order_by(Code.id.desc()).first())
    assert members() == owners


def test_a_code_proves_its_own_claim_only(claimant: Claimant, session: Session) -> None:
    claimant.send()
    claimant.type(wrong(digits()))
    (claim,) = claims()
    with pytest.raises(NotFound), unit() as writing:
        # Sent for this claim, but nobody has typed it.
        actions.prove(writing, claim.id, writing.get_one(Code, claim.code_id))
    assert (claims()[0].state, members()) == ("proving", [])


def test_nothing_is_proved_of_a_business_taken_down_meanwhile(claimant: Claimant) -> None:
    claimant.send()
    with unit() as writing:
        business().state = "suspended"
        writing.flush()
    assert claimant.type(digits()).status_code == 404
    assert members() == []


def _unprint() -> None:
    """Nothing says any more that the ad of 高氏冷暖 prints a phone."""
    with unit() as writing:
        writing.execute(delete(Fact).where(Fact.business_id == business().id, Fact.field == "phones"))


def test_a_phone_that_is_in_no_ad_any_more_proves_nothing(claimant: Claimant, session: Session) -> None:
    claimant.send()
    (claim,) = claims()
    code = accounts.check_code(claim.code_id, _browser(claimant), digits(), "claim")
    _unprint()
    with pytest.raises(NotFound), unit() as writing:
        actions.prove(writing, claim.id, writing.get_one(Code, code.id))
    assert (claims()[0].state, members()) == ("proving", [])


def _browser(claimant: Claimant) -> str:
    """The secret in the claimant's cookie."""
    cookie = claimant.client.get_cookie("lengnuan_browser")
    assert cookie is not None
    return cookie.value


def test_nothing_is_proved_where_the_business_went_between_code_and_claim(claimant: Claimant, session: Session) -> None:
    claimant.send()
    (claim,) = claims()
    code = accounts.check_code(claim.code_id, _browser(claimant), digits(), "claim")
    with unit() as writing:
        business().state = "suspended"
        writing.flush()
    with pytest.raises(NotFound), unit() as writing:
        actions.prove(writing, claim.id, writing.get_one(Code, code.id))
    assert members() == []


def test_no_digits_are_read_out_to_a_phone_that_is_in_no_ad_any_more(listings: Flask, session: Session) -> None:
    with unit() as writing:
        claim_id = actions.ask_for_call(writing, business().id, printed()[0], BROWSER, language="en").id
    _unprint()
    with pytest.raises(NotFound), unit() as writing:
        actions.voice_code(writing, claim_id, "operator:1")
    assert session.scalars(select(Code.id)).all() == []


def test_a_suspended_person_gets_nothing_by_a_call(listings: Flask, session: Session) -> None:
    with unit() as writing:
        person(writing, phone=printed()[0]).state = "suspended"
        claim_id = actions.ask_for_call(writing, business().id, printed()[0], BROWSER, language="en").id
    with unit() as writing:
        typed = actions.voice_code(writing, claim_id, "operator:1")
    code_id = claims()[0].code_id
    code = accounts.check_code(code_id, BROWSER, typed, "claim")
    with unit() as writing:
        actions.prove(writing, claim_id, writing.get_one(Code, code.id))
    (claim,) = claims()
    assert (claim.state, claim.reason, claim.code_id, members()) == ("review", "suspended", None, [])


def test_what_the_former_owner_sent_out_goes_with_them(claimant: Claimant, session: Session) -> None:
    with unit() as writing:
        member(writing, GAOSHI, "owner", "+12405550150")
        accounts.invite(writing, business().id, "colleague", "phone", "+12405550151", "en", "person:1")
    claimant.prove()
    claim_id = claims()[0].id
    with unit() as writing:
        actions.approve(writing, claim_id, "operator:1")
    assert session.scalars(select(Invitation.state)).all() == ["withdrawn"]
