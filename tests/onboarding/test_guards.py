"""Who may see and go on with a listing that is being handed in, what is refused, and what is forgotten."""

import pytest
from flask import Flask
from sqlalchemy import select

from directory.ads.rules.parsed_ad import NOTHING
from directory.businesses.models import Business
from directory.foundation.db import db
from directory.foundation.unit import unit
from tests.conftest import MovableClock
from tests.factories.joiner import AD, PHONE, Joiner, digits, messages, submissions
from tests.factories.listings import GAOSHI
from tests.factories.people import person, signed_in

QUOTED = ("顺风冷暖", "陈师傅", *AD.splitlines())
NEVER = ("平台", "抢单", "搶單", "接单", "接單", "入驻", "入駐", "认领", "認領", "线索", "線索", "点击链接", "點擊連結")


def test_a_phone_that_is_listed_leads_to_its_claim(joiner: Joiner) -> None:
    joiner.paste("另一家冷暖 冷气维修 240-636-8420")
    page = joiner.get().text
    assert f"/zh-hans/businesses/{GAOSHI}/claim" in page
    assert 'value="send"' not in page


def test_a_phone_taken_down_is_told_and_left_to_the_operator(joiner: Joiner) -> None:
    gone = db.session.scalars(select(Business).where(Business.slug == GAOSHI)).one()
    with unit() as session:
        session.get(Business, gone.id).state = "removed"  # type: ignore[union-attr]
    joiner.paste("另一家冷暖 冷气维修 240-636-8420")
    assert "曾按商家的要求撤下" in joiner.get().text
    assert joiner.prove("+12406368420").status_code == 303
    assert submissions()[0].state == "open"


def test_another_browser_sees_nothing_and_changes_nothing(joiner: Joiner, listings: Flask, clock: MovableClock) -> None:
    joiner.paste()
    other = Joiner(listings.test_client(), clock, listing_id=joiner.listing_id)
    assert other.get().status_code == 404
    assert other.client.get(f"{other.path}/change").status_code == 404
    for action in ("send", "call", "code", "withdraw"):
        assert other.post(action, phone=PHONE, code="12345678").status_code == 404
    assert other.client.post(f"{other.path}/change", data={"name_en": "x"}).status_code == 404
    # The same text from another browser is a draft of its own.
    assert other.paste().status_code == 303
    assert other.listing_id != joiner.listing_id
    assert len(submissions()) == 2
    assert submissions()[0].corrections == {}
    with unit() as session:
        stranger = person(session, "+12405550188").id
    signed_in(other.client, stranger)
    other.listing_id = joiner.listing_id
    assert other.get().status_code == 404


def test_whoever_proved_the_phone_sees_it_in_another_browser(
    joiner: Joiner, listings: Flask, clock: MovableClock
) -> None:
    joiner.paste()
    joiner.prove()
    other = Joiner(listings.test_client(), clock, listing_id=joiner.listing_id)
    signed_in(other.client, submissions()[0].person_id or 0)
    assert other.get().status_code == 200


def test_twice_is_once(joiner: Joiner) -> None:
    joiner.paste()
    first = joiner.listing_id
    joiner.paste()
    assert joiner.listing_id == first
    joiner.send()
    joiner.send()
    assert len(messages("code-list")) == 1
    right = digits()
    assert joiner.post("code", code=right).status_code == 303
    assert joiner.post("code", code=right).status_code == 400
    assert joiner.post("send", phone=PHONE).status_code == 400
    assert len(submissions()) == 1
    assert len(messages("listing-handed-in")) == 1
    joiner.paste(AD)
    assert submissions()[0].state == "open"


def test_only_a_phone_of_the_draft_and_only_its_own_code(joiner: Joiner, listings: Flask, clock: MovableClock) -> None:
    joiner.paste()
    assert joiner.send("+12405550199").status_code == 400
    joiner.send()
    other = Joiner(listings.test_client(), clock)
    other.paste()
    other.send()
    stolen = digits()
    assert joiner.post("code", code=stolen).status_code == 400
    assert submissions()[0].state == "unproved"
    # The phone left the draft while the code was on its way.
    assert other.change(phones="240-555-0139").status_code == 303
    assert other.post("code", code=stolen).status_code == 400
    assert submissions()[1].state == "unproved"


def test_a_landline_is_called_and_the_digits_read_out(joiner: Joiner, listings: Flask) -> None:
    joiner.paste()
    assert joiner.post("call", phone=PHONE).status_code == 303
    assert len(messages("listing-call")) == 1
    with unit() as session:
        operator = person(session, "+12405550177", operator=True).id
    desk = listings.test_client()
    signed_in(desk, operator)
    assert "240-555-0131" in desk.get("/admin").text
    listed = desk.get("/admin/list-calls")
    assert listed.status_code == 200
    response = desk.post(f"/admin/list-calls/{joiner.listing_id}/digits")
    right = digits()
    assert f"{right[:4]} {right[4:]}" in response.text
    assert joiner.post("code", code=right).status_code == 303
    assert submissions()[0].state == "open"
    assert desk.post(f"/admin/list-calls/{joiner.listing_id}/digits").status_code in (400, 409)


def test_haste_traps_and_a_page_left_open_lose_nothing(joiner: Joiner) -> None:
    for fields in ({"wait": 0}, {"website": "http://x"}, {"request_key": "forged"}):
        answer = joiner.paste(**fields)
        assert answer.status_code == 400
        assert "顺风冷暖" in answer.text
    assert submissions() == []


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("诚聘冷气师傅两名 有经验 月薪5000 电话 240-555-0135", "招工"),
        ("好运搬家 长途短途 240-555-0136", "冷气和暖气"),
        ("", "粘贴您的广告"),
        ("x" * 6001, "没有这么长"),
    ],
)
def test_what_is_no_ad_of_ours_is_refused_in_words(joiner: Joiner, text: str, wording: str) -> None:
    answer = joiner.paste(text)
    assert answer.status_code == 400
    assert wording in answer.text
    assert submissions() == []


def test_limits_keep_what_was_typed(joiner: Joiner, listings: Flask) -> None:
    listings.config["RATE_LIMITS"] = True
    for number in range(10):
        assert joiner.paste(AD.replace("0131", f"01{number}0")).status_code == 303
    answer = joiner.paste()
    assert answer.status_code == 429
    assert "顺风冷暖" in answer.text
    assert "Retry-After" in answer.headers


def test_drafts_are_forgotten_after_a_week_and_on_wish(joiner: Joiner, listings: Flask, clock: MovableClock) -> None:
    joiner.paste()
    assert joiner.post("withdraw").status_code == 303
    (submission,) = submissions()
    assert (submission.state, submission.text, submission.parsed) == ("withdrawn", "", NOTHING)
    joiner.paste()
    assert len(submissions()) == 2
    handed_in = Joiner(listings.test_client(), clock)
    handed_in.paste()
    handed_in.prove()
    clock.move(days=8)
    listings.test_cli_runner().invoke(args=["purge"])
    assert [submission.state for submission in submissions()] == ["open"]
