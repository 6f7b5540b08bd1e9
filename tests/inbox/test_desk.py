"""The list of a business's leads and the page of one: what is shown when, every answer, and to nobody else."""

import re

import pytest

from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions
from directory.quotes import actions as quote_actions
from directory.quotes.actions import QuoteDraft
from tests.factories.answers import HOMEOWNER
from tests.factories.people import member, signed_in
from tests.factories.requests import listed, sent
from tests.inbox.customers import SECRETS, WORDS, desk, do, leads, read, statements_of, url


@pytest.fixture
def owner(app, client, clock):
    """A signed-in owner of one of two listed businesses; the person's id."""
    listed("gaoshi", "fangshi")
    with unit() as session:
        person_id = member(session, "gaoshi").person_id
    signed_in(client, person_id)
    return person_id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tab", ["new", "talks", "done"])
def test_an_empty_list_says_what_will_stand_there(client, owner, language, tab):
    read(client, desk(language, tab=tab), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_tab_holds_its_leads_and_says_how_many(client, owner, clock, language):
    for index in range(5):
        sent("gaoshi", details=WORDS + str(index), urgency=("now", "48h", "week", "month", "plan")[index])
        clock.move(hours=7)
    one, two, three, four, _five = [lead.id for lead in leads()]
    do(actions.accept, one, "page")
    do(actions.accept, two, "page")
    do(quote_actions.quote, two, QuoteDraft(1200, 1500))
    do(quote_actions.reply, two, "homeowner", "能便宜点吗")
    do(actions.accept, three, "page")
    do(actions.win, three)
    do(actions.decline, four, "too_busy", "page")
    pages = {tab: read(client, desk(language, tab=tab), language) for tab in ("new", "talks", "done")}
    for page, shown in ((pages["new"], 1), (pages["talks"], 2), (pages["done"], 2)):
        assert len(list(page.all("article"))) == shown
        assert re.findall(r'stands-count">(\d+)<', page.source) == ["1", "2", "2"]
    # A contact only where it was taken; on the list of new ones nothing that was typed as a way to reach somebody.
    assert not [secret for secret in SECRETS if secret in pages["new"].source]
    assert f'href="tel:{HOMEOWNER}"' in pages["talks"].source
    assert f'href="sms:{HOMEOWNER}' in pages["talks"].source
    assert "$1,200" in pages["talks"].source
    assert client.get(desk(tab="nonsense")).status_code == 200
    assert client.get(desk(page="x")).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["new", "accepted", "quoted", "won", "lost", "declined", "withdrawn", "erased"])
def test_the_page_of_one_lead_in_every_state(client, owner, language, state):
    sent("gaoshi", details=WORDS)
    [lead] = leads()
    if state in ("accepted", "quoted", "won", "lost"):
        do(actions.accept, lead.id, "page")
    if state == "quoted":
        do(quote_actions.quote, lead.id, QuoteDraft(1200, 1500))
    if state == "won":
        do(actions.win, lead.id)
    if state == "lost":
        do(actions.lose, lead.id, "price")
    if state == "declined":
        do(actions.decline, lead.id, "too_busy", "page")
    if state == "withdrawn":
        do(actions.withdraw, lead.id)
    if state == "erased":
        do(actions.erase, lead.request_id)
    page = read(client, url(lead.id, language), language)
    if state in ("accepted", "quoted", "won"):
        assert "陈女士" in page.source
        assert f"tel:{HOMEOWNER}" in page.source
    else:
        assert not [secret for secret in SECRETS if secret in page.source]
    if state in ("lost", "withdrawn", "erased"):
        assert "楼上不热" not in page.source
    read(
        client,
        desk(language, tab="new" if state == "new" else "done" if state not in ("accepted", "quoted") else "talks"),
        language,
    )


@pytest.mark.parametrize("ending", ["withdraw", "close"])
@pytest.mark.parametrize("won", [False, True])
def test_the_contact_disappears_when_it_is_taken_back(client, owner, ending, won):
    sent("gaoshi")
    [lead] = leads()
    do(actions.accept, lead.id, "page")
    if won:
        do(actions.win, lead.id)
    do(actions.withdraw, lead.id) if ending == "withdraw" else do(actions.close, lead.request_id)
    source = client.get(url(lead.id)).text + client.get(desk(tab="done")).text
    # Who was hired stays reachable when the homeowner is done asking.
    assert bool([secret for secret in SECRETS[:3] if secret in source]) == (won and ending == "close")


@pytest.mark.parametrize("end", ["closed", "another"])
def test_one_that_ended_without_its_business_says_no_more_than_that(client, owner, clock, end):
    """Neither that the customer took it back, which may not be so, nor which other business was chosen."""
    request = sent("gaoshi", "fangshi")
    own, other = leads()
    if end == "closed":
        do(actions.close, request.id)
    else:
        with unit() as session:
            price = quote_actions.quote(session, other.id, QuoteDraft(900, 900))
            quote_actions.accept_quote(session, price.id)
        clock.move(minutes=11)
        do(quote_actions.settle, ("quote", price.id))
    page = read(client, desk("en", tab="done"), "en")
    assert "The customer made other arrangements" in page.source
    assert "Withdrawn" not in page.source
    assert f"/leads/{own.id}" in page.source


def test_the_list_refreshes_only_when_something_changed(client, owner, clock):
    sent("gaoshi")
    path = re.search(r'hx-get="([^"]+)"', client.get(desk()).text)[1].replace("&amp;", "&")
    again = client.get(path, headers={"HX-Request": "true"})
    assert (again.status_code, again.data) == (204, b"")
    clock.move(minutes=1)
    fresh = client.get(path, headers={"HX-Request": "true"})
    assert fresh.status_code == 200
    assert "<html" not in fresh.text
    assert 'id="leads"' in fresh.text
    # Without script the same address is a whole page.
    assert "<html" in client.get(path).text


def test_twenty_leads_cost_the_statements_of_one(client, owner):
    sent("gaoshi")
    do(actions.accept, leads()[0].id, "page")
    sent("gaoshi")
    paths = [desk(), desk(tab="talks"), url(leads()[0].id)]
    one = [statements_of(client, path) for path in paths]
    for _ in range(19):
        sent("gaoshi")
    for lead in leads()[2:12]:
        do(actions.accept, lead.id, "page")
        do(quote_actions.ask, lead.id, "什么牌子？")
    assert [statements_of(client, path) for path in paths] == one
    assert max(one) <= 17


def test_a_long_list_has_pages(client, owner):
    for _ in range(21):
        sent("gaoshi")
    first, second = (read(client, desk(page=page)) for page in (1, 2))
    assert len(list(first.all("article"))) == 20
    assert len(list(second.all("article"))) == 1
    assert len(list(read(client, desk(page=99)).all("article"))) == 1
