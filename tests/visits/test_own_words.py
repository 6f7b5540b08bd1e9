"""Words of one's own move no visit: below them stands where it is moved."""

import pytest
from flask.testing import FlaskClient

from tests.factories.answers import lead_url, request_url
from tests.visits.conftest import TUESDAY, Sides


@pytest.mark.parametrize("words", ["我想改到明天下午", "Can we reschedule to Friday?"])
def test_who_writes_of_another_time_is_shown_where_it_is_moved(sides: Sides, client: FlaskClient, words: str) -> None:
    sides.agree(TUESDAY)
    assert sides.her("reply", text=words).status_code == 303
    hers = client.get(request_url(sides.request, "zh-hans")).text
    assert "光写一句话，上门时间不会改。" in hers
    assert 'href="#visit-gaoshi"' in hers
    assert 'id="visit-gaoshi"' in hers
    visit = sides.visit()
    assert visit is not None
    assert visit.state == "agreed"
    # Her business reads what was written, and nothing of buttons that are hers.
    assert "光写一句话" not in client.get(lead_url(sides.lead, "zh-hans")).text


def test_who_writes_of_something_else_reads_nothing_of_visits(sides: Sides, client: FlaskClient) -> None:
    sides.agree(TUESDAY)
    assert sides.her("reply", text="我家狗会咬人，进门小心").status_code == 303
    assert "光写一句话" not in client.get(request_url(sides.request, "zh-hans")).text


def test_who_reads_foreign_words_is_shown_what_they_may_mean(sides: Sides, client: FlaskClient) -> None:
    assert sides.her("reply", text="能不能换个时间？周三我不在家").status_code == 303
    page = client.get(lead_url(sides.lead, "en")).text
    assert "It may mean one of these. That is a guess by its words" in page
    assert "I have to move our appointment." in page
