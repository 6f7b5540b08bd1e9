"""What the operator decides: licenses looked up, claims, people and their sessions; and that nobody else does."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Membership, SignIn
from directory.businesses.models import Business, Fact
from directory.claims.models import Claim
from directory.credentials.models import License, RegistryFile, RegistryLicense
from directory.entrypoints.operator.today import gather
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.conftest import MovableClock
from tests.factories import people
from tests.operator.conftest import HOSTILE, Desk, acts, one_engine
from tests.page import check_page, words

QUOTED = ("高氏冷暖", "方氏冷暖", HOSTILE, "陈女士")


@pytest.mark.parametrize("outcome", ["yes", "no"])
def test_a_license_is_checked_and_waits_no_more(day: Desk, session: Session, clock: MovableClock, outcome: str) -> None:
    license = session.scalars(select(License)).one()
    form = {"found": outcome, "number": "2705123456", "state": "VA", "license_class": "A", "expires_on": "2026-12-10"}
    # Whoever found it read whose it is.
    assert day.client.post(f"/admin/licenses/{license.id}", data=form).status_code == (400 if outcome == "yes" else 303)
    form["holder"] = "GAOSHI LLC"
    for _ in range(2):
        day.post(f"/admin/licenses/{license.id}", "checked", **form)
    license = session.scalars(select(License)).one()
    session.refresh(license)
    assert license.status == ("checked" if outcome == "yes" else "not_found")
    assert "check-license" in acts(session, day.actor)
    assert not {"licenses", "expiring", "candidates"} & gather(session).piles.keys()
    assert "Nothing to look up." in words(check_page(day.client.get("/admin/licenses"), "en", quoted=QUOTED).root)
    again = check_page(day.client.get(f"/admin/licenses?license={license.id}"), "en", quoted=QUOTED)
    assert [form.get("action") for form in again.all("form")][-1] == f"/admin/licenses/{license.id}"
    assert (
        f"/admin/licenses?license={license.id}#license-{license.id}" in day.client.get("/admin/businesses/gaoshi").text
    )
    clock.move(days=30)
    session.rollback()
    assert ("expiring" in gather(session).piles, "licenses" in gather(session).piles) == (
        outcome == "yes", outcome == "no",
    )  # fmt: skip


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_without_an_answer_is_asked_again(day: Desk, session: Session, language: str) -> None:
    license = session.scalars(select(License)).one()
    day.client.get(f"/admin?lang={language}")
    answer = day.client.post(f"/admin/licenses/{license.id}", data={"number": HOSTILE, "expires_on": "never"})
    assert answer.status_code == 400
    page = check_page(answer, language, quoted=QUOTED)
    assert "&lt;script&gt;" in page.source
    assert day.client.post("/admin/licenses/999", data={"found": "yes", "holder": "GAOSHI LLC"}).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_gets_its_digits_and_is_rejected(day: Desk, session: Session, language: str) -> None:
    claim = session.scalars(select(Claim)).one()
    with unit() as session:
        for fact in session.scalars(select(Fact).where(Fact.field == "phones")):
            fact.ad_key = "ad-gaoshi"
    day.client.get(f"/admin?lang={language}")
    answer = day.client.post(f"/admin/claims/{claim.id}/voice-code")
    page = check_page(answer, language, quoted=QUOTED)
    digits = next(words(b) for b in page.all("b") if b.get("class") == "digits").replace(" ", "")
    assert (len(digits), digits.isdigit(), answer.headers["Cache-Control"]) == (8, True, "no-store")
    refused = day.client.post(f"/admin/claims/{claim.id}/approve")
    assert refused.status_code == 400
    check_page(refused, language, quoted=QUOTED)
    day.post(f"/admin/claims/{claim.id}/reject", "rejected", note="nobody there")
    assert day.client.post(f"/admin/claims/{claim.id}/reject").status_code == 409
    assert acts(session, day.actor)[0] == "claim-voice-code"
    assert len(acts(session, day.actor)) == 2


def test_people_are_suspended_and_their_sessions_end(app: Flask, day: Desk, session: Session) -> None:
    with unit() as session:
        member = people.member(session, "gaoshi", "owner", "+12405550150")
        people.member(session, "gaoshi", "owner", "+12405550151")
    owner = app.test_client()
    people.signed_in(owner, member.person_id)
    assert owner.get("/en/account").status_code == 200
    path = f"/admin/people/{member.person_id}"
    sign_in = session.scalars(select(SignIn.id).where(SignIn.person_id == member.person_id)).one()
    own = session.scalars(select(SignIn.id).where(SignIn.person_id == day.person.id)).one()
    assert day.client.post(f"{path}/sessions/{own}/revoke").status_code == 404
    day.post(f"{path}/sessions/{sign_in}/revoke", "revoked")
    assert day.client.post(f"{path}/sessions/{sign_in}/revoke").status_code == 404
    assert owner.get("/en/account").status_code == 303
    people.signed_in(owner, member.person_id)
    day.post(f"{path}/revoke-all", "all-revoked")
    assert owner.get("/en/account").status_code == 303
    people.signed_in(owner, member.person_id)
    day.post(f"{path}/suspend", "person-suspended")
    assert owner.get("/en/account").status_code == 303
    assert day.client.post(f"{path}/suspend").status_code in (303, 409)
    day.post(f"{path}/restore", "person-restored")
    day.post(f"{path}/memberships/{member.id}/end", "ended")
    assert day.client.post(f"{path}/memberships/{member.id}/end").status_code == 404
    session.rollback()
    assert session.get_one(Membership, member.id, populate_existing=True).state == "ended"
    assert len(acts(session, day.actor)) >= 5
    assert day.client.post(f"/admin/people/{day.person.id}/suspend").status_code == 409
    assert day.client.get("/admin/people/999").status_code == 404


@one_engine
def test_nobody_else_acts(app: Flask, day: Desk, session: Session) -> None:
    with unit() as session:
        owner = people.member(session, "gaoshi", "owner", "+12405550150").person_id
    stranger, other = app.test_client(), app.test_client()
    people.signed_in(other, owner)
    posts = [
        rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin") and "POST" in rule.methods
    ]
    assert len(posts) >= 20
    for rule in posts:
        path = re.sub(r"<int:\w+>", "1", rule.replace("<slug>", "gaoshi"))
        assert other.post(path, data={"action": "told"}).status_code == 404, path
        assert stranger.post(path, data={"action": "told"}).status_code == 303, path
    assert set(acts(session, f"person:{owner}")) <= {"signed-in"}


@pytest.fixture
def listed(day: Desk, session: Session) -> tuple[str, RegistryLicense]:
    """A row of Virginia's list with the number that 高氏 gives, in a stranger's name, and where its buttons lead."""
    with unit() as session:
        file = RegistryFile(
            state="VA", code="2705a", file_date=date(2026, 11, 1), row_count=1, rows_read=1, digest="0" * 64
        )
        session.add(file)
        session.flush()
        named = {"name": "STRANGE HOLDER LLC", "name_folded": "STRANGE HOLDER", "city": "FAIRFAX", "license_class": "A"}
        registry_license = RegistryLicense(
            file_id=file.id, state="VA", number="2705123456", specialties=["HVA"], **named
        )
        session.add(registry_license)
        session.flush()
        business_id = session.scalars(select(Business.id).where(Business.slug == "gaoshi")).one()
    return f"/admin/licenses/candidates/{business_id}/{registry_license.id}", registry_license


@pytest.mark.parametrize(
    ("button", "wording", "status"), [("", "checked", "checked"), ("/refuse", "refused", "not_found")]
)
def test_a_row_of_the_registry_is_theirs_or_not(
    day: Desk, session: Session, listed: tuple[str, RegistryLicense], button: str, wording: str, status: str
) -> None:
    path, _row = listed
    assert "candidates" in gather(session).piles
    assert "licenses" not in gather(session).piles
    for _ in range(2):
        day.post(f"{path}{button}", wording)
    session.rollback()
    license = session.scalars(select(License)).one()
    assert (license.number, license.status) == ("2705123456", status)
    assert set(acts(session, day.actor)) == {"refuse-license" if button else "confirm-license"}
    assert not {"licenses", "candidates"} & gather(session).piles.keys()
    assert day.client.post(f"{path}9{button}").status_code == 404


@one_engine
@pytest.mark.parametrize(
    ("language", "wording"),
    [
        (
            "en",
            "there in a name that is not theirs. They say: HVAC contractor license VA · 2705123456",
        ),
        ("zh-hans", "弗吉尼亚州2026年11月1日的名单：2705123456 · STRANGE HOLDER LLC · FAIRFAX"),
        ("zh-hant", "維吉尼亞州2026年11月1日的名冊：2705123456 · STRANGE HOLDER LLC · FAIRFAX"),
    ],
)
def test_the_page_says_why_a_row_is_asked_about_and_of_what_day_the_list_is(
    day: Desk, listed: tuple[str, RegistryLicense], language: str, wording: str
) -> None:
    quoted = (*QUOTED, "STRANGE HOLDER LLC")
    page = check_page(day.client.get(f"/admin/licenses?lang={language}"), language, quoted=quoted)
    assert wording in words(page.first("main"))
    assert "STRANGE HOLDER LLC" in words(check_page(day.client.get("/admin"), language, quoted=quoted).root)


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_only_virginias_look_up_page_is_linked_and_of_others_it_is_said(
    day: Desk, session: Session, language: str
) -> None:
    license = session.scalars(select(License)).one()
    day.post("/admin/businesses/gaoshi/facts", "fact", field="licenses", value="MD 01-5555")
    page = check_page(day.client.get(f"/admin/licenses?lang={language}"), language, quoted=QUOTED)
    assert "dpor.virginia.gov" not in page.source
    wording = {"en": "no verified address", "zh-hans": "没有核实过的网址", "zh-hant": "沒有查證過的網址"}[language]
    assert wording in words(page.root)
    assert license.id


def test_a_dispute_is_decided_for_the_claimant(app: Flask, day: Desk, session: Session) -> None:
    with unit() as session:
        before = people.member(session, "gaoshi", "owner", "+12405550150")
        claimant = people.person(session, "+12405550151")
        claim = session.scalars(select(Claim)).one()
        claim.state, claim.reason, claim.person_id = "disputed", "disputed", claimant.id
    page = words(check_page(day.client.get("/admin/claims"), "en", quoted=QUOTED).first("main"))
    assert "240-555-0150" in page
    assert "240-555-0151" in page
    day.post(f"/admin/claims/{claim.id}/approve", "approved")
    assert day.client.post(f"/admin/claims/{claim.id}/approve").status_code == 409
    session.rollback()
    session.expire_all()
    states = {membership.person_id: membership.state for membership in session.scalars(select(Membership)).all()}
    assert states == {before.person_id: "ended", claimant.id: "active"}
    assert acts(session, day.actor)


def test_the_last_owner_stays_and_the_page_says_why(day: Desk, session: Session) -> None:
    with unit() as session:
        only = people.member(session, "gaoshi", "owner", "+12405550150")
    answer = day.client.post(f"/admin/people/{only.person_id}/memberships/{only.id}/end")
    assert answer.status_code in (400, 409)
    session.rollback()
    assert session.get_one(Membership, only.id, populate_existing=True).state == "active"


@one_engine
def test_people_are_found_by_what_they_are_called_and_reached_by(day: Desk, session: Session) -> None:
    with unit() as session:
        people.person(session, "+12405550150", "li@example.com", name="李師傅")
    for query in ("李师傅", "240-555-0150", "LI@example", "5550150"):
        text = day.client.post("/admin/people", data={"q": query}).text
        assert "li@example.com" in text, query
        assert "op@example.com" not in text
    assert "Nobody." in day.client.post("/admin/people", data={"q": "%"}).text
    assert "op@example.com" in day.client.get("/admin/people?q=li").text
