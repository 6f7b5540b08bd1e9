"""What takes a fresh code: not offered before there is one, and whoever came too late reads that nothing was saved."""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from directory.accounts import actions, queries
from directory.accounts.rules import FRESH_PROOF
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.accounts.conftest import OWNER, PEOPLE, Shop, act, ask, contact_id, enter, last_digits
from tests.conftest import MovableClock
from tests.factories.people import signed_in
from tests.page import Page, check_page

PHONES = "/en/manage/gaoshi/listing/phones"
AGAIN = "A code had to come first, so nothing was saved. Please do it once more."


@pytest.fixture
def stale(client: FlaskClient, shop: Shop, clock: MovableClock) -> FlaskClient:
    """The owner, signed in, whose last code was entered too long ago."""
    signed_in(client, shop.owner)
    clock.move(seconds=FRESH_PROOF.total_seconds())
    return client


def proved(client: FlaskClient, person_id: int, address: str) -> str:
    """Enter a code where `address` leads; where that leads then."""
    client.post(address, data={"action": "send", "contact": contact_id(person_id)})
    answer = client.post(address, data={"action": "code", "code": last_digits(OWNER)})
    assert answer.status_code == 303
    return str(answer.location)


def alerts(page: Page) -> list[str]:
    return ["".join(alert.itertext()).strip() for alert in page.all("div") if alert.get("role") == "alert"]


@pytest.mark.parametrize(
    ("path", "sent", "page"),
    [
        (f"{PHONES}/add", {"phone": "240-555-0177"}, PHONES),
        (f"{PHONES}/remove", {"phone": "+12406368420"}, PHONES),
        (PEOPLE, {"action": "invite", "address": "a@example.com", "role": "owner", "language": "en"}, PEOPLE),
        ("/en/account", {"action": "add", "address": "a@example.com"}, "/en/account"),
    ],
)
def test_whoever_is_asked_for_a_code_comes_back_and_reads_that_nothing_was_saved(
    stale: FlaskClient, shop: Shop, path: str, sent: Mapping[str, str], page: str
) -> None:
    answer = stale.post(path, data=sent)
    assert (answer.status_code, answer.location) == (303, f"/en/sign-in/prove?next={page}?again%3D1")
    back = proved(stale, shop.owner, answer.location)
    assert back == f"{page}?again=1"
    assert alerts(check_page(stale.get(back), "en")) == [AGAIN]
    # The second time it is done.
    assert "/prove" not in (stale.post(path, data=sent).location or "")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_word_stands_in_every_language(stale: FlaskClient, language: str) -> None:
    [words] = alerts(check_page(stale.get(f"/{language}/account?again=1"), language))
    assert (words == AGAIN) == (language == "en")


def test_a_session_that_ended_in_the_middle_of_an_edit_says_so(client: FlaskClient, shop: Shop) -> None:
    signed_in(client, shop.owner)
    with unit() as session:
        actions.revoke_all(session, shop.owner, f"person:{shop.owner}")
    answer = client.post("/en/manage/gaoshi/listing/names", data={"name_zh": "高氏"})
    assert answer.location == "/en/sign-in?next=/en/manage/gaoshi/listing/names?again%3D1"
    ask(client, OWNER, "en", next="/en/manage/gaoshi/listing/names?again=1")
    back = enter(client, last_digits(OWNER), "en").location
    assert back == "/en/manage/gaoshi/listing/names?again=1"
    assert alerts(check_page(client.get(back), "en")) == [AGAIN]
    assert alerts(check_page(client.get("/en/manage/gaoshi/listing/names"), "en")) == []


def test_what_takes_a_code_is_offered_once_there_is_one(stale: FlaskClient, shop: Shop) -> None:
    stale.post(PEOPLE, data={"action": "invite", "address": "b@example.com", "role": "colleague", "language": "en"})
    for path, guarded in ((PHONES, "/phones/add"), (PEOPLE, 'value="role"'), ("/en/account", 'value="remove"')):
        page = stale.get(path)
        assert guarded not in page.text
        assert f"/en/sign-in/prove?next={path}" in page.text
    people = stale.get(PEOPLE).text
    assert 'value="owner"' not in people
    # A colleague goes without a code.
    assert 'value="remove"' in people
    for path, guarded in ((PHONES, "/phones/add"), (PEOPLE, 'value="role"'), ("/en/account", 'value="remove"')):
        proved(stale, shop.owner, f"/en/sign-in/prove?next={path}")
        page = stale.get(path)
        assert guarded in page.text
        assert "/sign-in/prove" not in page.text


def test_a_colleague_is_not_asked_for_a_code(client: FlaskClient, shop: Shop, clock: MovableClock) -> None:
    signed_in(client, shop.colleague)
    clock.move(seconds=FRESH_PROOF.total_seconds())
    for path in (PHONES, PEOPLE):
        assert "/sign-in/prove" not in client.get(path).text
    assert act(client, "leave").status_code == 303
    assert len(queries.members_of(db.session(), shop.business)) == 1
