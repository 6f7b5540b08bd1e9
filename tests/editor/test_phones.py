"""Phones of a listing: an owner with a fresh code changes them, owners hear of it, texting is agreed by who may."""

import pytest
from flask import Flask

from directory.accounts.rules import FRESH_PROOF
from directory.businesses.queries import phones_in_ads
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.outbox.actions import suppress
from directory.outbox.models import Message
from tests.factories.desk import PRINTED, Desk, business, doc, history, owner
from tests.factories.listings import FANGSHI, GAOSHI
from tests.page import check_page

NEW = "+12405550177"


def test_a_phone_is_added_told_and_never_texted_by_itself(desk: Desk, listings: Flask) -> None:
    owner(listings.test_client(), phone="+12405550161", email="wife@example.com")
    before = business().phones
    assert [desk.post("/phones/add", phone="240-555-0177").status_code for _ in range(2)] == [303, 303]
    assert doc()["phones"] == [*before, NEW]
    point = next(p for p in business().contact_points if p.address == NEW)
    assert (point.is_printed, point.state) == (False, "calls_only")
    assert all(p.is_printed for p in business().contact_points if p.address != NEW)
    assert NEW not in phones_in_ads(db.session(), business().id)
    recipients = {(m.channel, m.recipient) for m in db.session.query(Message).filter_by(kind="phones-changed")}
    assert recipients == {("sms", "+12405550150"), ("sms", "+12405550161"), ("email", "wife@example.com")}
    assert len(history()) == 1


def test_a_phone_is_taken_off_but_never_the_last(desk: Desk) -> None:
    desk.post("/phones/add", phone=NEW)
    for phone in business().phones[:-1]:
        assert desk.post("/phones/remove", phone=phone).status_code == 303
    assert business().phones == [NEW]
    answer = desk.post("/phones/remove", phone=NEW)
    assert answer.status_code == 409
    check_page(answer, "zh-hans", quoted=PRINTED)
    assert desk.post("/phones/remove", phone="nonsense").status_code == 303
    assert business().phones == [NEW]


@pytest.mark.engine_cases
@pytest.mark.parametrize("phone", ["", "12", "900-555-0100", "+86 10 1234 5678", '"><script>', "1" * 200, "\x00"])
def test_what_is_no_phone_is_refused(desk: Desk, phone: str) -> None:
    answer = desk.post("/phones/add", phone=phone)
    assert answer.status_code == 400
    check_page(answer, "zh-hans", quoted=PRINTED)


def test_more_than_a_listing_shows_is_refused(desk: Desk) -> None:
    answers = [desk.post("/phones/add", phone=f"+1240555018{n}").status_code for n in range(5)]
    assert answers[-1] == 400
    assert len(business().phones) == 4


def test_without_a_fresh_code_no_phone_changes(desk: Desk, clock) -> None:
    clock.move(seconds=FRESH_PROOF.total_seconds() + 1)
    before = business().phones
    for rest in ("/phones/add", "/phones/remove"):
        answer = desk.post(rest, phone=before[0] if "remove" in rest else NEW)
        assert answer.status_code == 303
        assert "/sign-in/prove" in answer.location
    assert business().phones == before


def test_a_colleague_edits_everything_but_phones(desk: Desk, listings: Flask) -> None:
    colleague = owner(listings.test_client(), role="colleague", phone="+12405550151")
    assert colleague.save("names", name_zh="高家冷暖", name_zh_lang="zh-Hans").status_code == 303
    assert colleague.publish().status_code == 303
    for rest in ("/phones/add", "/phones/remove"):
        assert colleague.post(rest, phone=NEW).status_code == 403
    page = check_page(colleague.get("/phones"), "zh-hans", quoted=PRINTED)
    assert not [e for e in page.all("form") if (e.get("action") or "").endswith(("/add", "/remove"))]


def test_phones_are_not_taken_back_by_a_tap(desk: Desk) -> None:
    desk.post("/phones/add", phone=NEW)
    [change] = history()
    assert desk.post(f"/history/{change.id}/undo").status_code == 409
    assert NEW in business().phones
    assert "/undo" not in desk.get("/history").text


def test_texts_are_agreed_and_taken_back_for_a_printed_phone(desk: Desk) -> None:
    point = business().contact_points[0]
    for state in ("agreed", "calls_only", "no_texts", "agreed"):
        assert desk.post("/phones/texts", point=point.id, texts=state).status_code == 303
        assert business().contact_points[0].state == state
        assert doc()["textable"] == (state == "agreed")
    printed_phone = business().contact_points[0]
    assert (printed_phone.state_how, printed_phone.state_by) == ("own_desk", f"person:{desk.person_id}")


def test_nobody_s_phone_is_texted_on_somebody_s_word(desk: Desk, listings: Flask) -> None:
    desk.post("/phones/add", phone=NEW)
    point = next(p for p in business().contact_points if p.address == NEW)
    answer = desk.post("/phones/texts", point=point.id, texts="agreed")
    assert answer.status_code == 409
    check_page(answer, "zh-hans", quoted=PRINTED)
    # Somebody of the business proves it.
    owner(listings.test_client(), role="colleague", phone=NEW)
    assert desk.post("/phones/texts", point=point.id, texts="agreed").status_code == 303


def test_a_phone_that_said_stop_is_not_agreed_for_it(desk: Desk) -> None:
    point = business().contact_points[0]
    with unit() as session:
        suppress(session, "sms", point.address, "T")
    point_id = business().contact_points[0].id
    assert desk.post("/phones/texts", point=point_id, texts="agreed").status_code == 409


def test_another_business_s_phone_is_not_there(desk: Desk) -> None:
    other = business(FANGSHI).contact_points[0].id
    assert desk.post("/phones/texts", point=other, texts="no_texts").status_code == 404
    for data in ({"point": "x", "texts": "agreed"}, {"point": other, "texts": "maybe"}, {}):
        assert desk.post("/phones/texts", **data).status_code == 400
    assert business(FANGSHI).contact_points[0].state == "not_introduced"
    assert business(GAOSHI).contact_points[0].state == "not_introduced"
