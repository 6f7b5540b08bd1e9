"""What stands on a form before anybody said it: nothing that could pass for consent, nothing that takes a page down."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.businesses.models import ContactPoint
from directory.kernel.language import LANGUAGES
from tests.factories import answers
from tests.operator.conftest import HOSTILE, Desk, acts, one_engine
from tests.page import check_page, words

QUOTED = ("高氏冷暖", "方氏冷暖", HOSTILE, "陈女士")


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untouched_introduction_records_nothing(day: Desk, session: Session, language: str) -> None:
    point = session.scalars(select(ContactPoint).where(ContactPoint.address == answers.PHONES["gaoshi"])).one()
    before = point.state
    page = check_page(day.client.get(f"/admin/businesses/gaoshi?lang={language}"), language, quoted=QUOTED)
    select_box = next(box for box in page.all("select") if box.get("name") == "state")
    assert select_box.get("required") is not None
    assert not any(option.get("selected") is not None for option in select_box)
    assert select_box[0].get("value") == ""
    assert next(box for box in page.all("input") if box.get("name") == "how").get("value") == ""
    form = {"point": str(point.id), "state": "", "how": "called"}
    refused = day.client.post("/admin/businesses/gaoshi/introduction", data=form)
    assert refused.status_code == 400
    shown = check_page(refused, language, quoted=QUOTED)
    assert next(box for box in shown.all("input") if box.get("name") == "how").get("value") == "called"
    session.refresh(point)
    assert (point.state, acts(session, day.actor)) == (before, [])


@one_engine
@pytest.mark.parametrize("path", ["", "/reports", "/businesses/fangshi"])
def test_a_page_comes_down_by_a_second_press_that_says_who_asked(day: Desk, session: Session, path: str) -> None:
    page = check_page(day.client.get(f"/admin{path}"), "en", quoted=QUOTED)
    form = next(element for element in page.all("form") if element.get("action") == "/admin/businesses/fangshi/remove")
    fold = next(element for element in page.above(form) if element.tag == "details")
    assert fold.get("open") is None
    assert "Take it down for good" in words(fold[0])
    assert "I called the phone in the ad, and they said so" in words(form)
