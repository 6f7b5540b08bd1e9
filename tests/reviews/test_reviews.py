"""Reviews come only from work that was done through this site, are their author's, and go only for a public cause."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel import text as segments
from directory.kernel.errors import IllegalMove, Invalid
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from directory.leads.models import QuoteRequest
from directory.outbox import jobs
from directory.reviews import actions
from directory.reviews.actions import ASKED, WRITTEN
from directory.reviews.models import Review
from directory.reviews.rules import REVIEW, Cause, Question, covered, tally
from directory.tracking.actions import erase_request
from tests.conftest import MovableClock
from tests.factories import listings, people
from tests.factories.answers import lead_url, request_url
from tests.factories.request_page import QUOTED, leads, post
from tests.factories.requests import composed, messages, sent
from tests.page import check_page
from tests.support.statements import statements

SLUG, PAGE = listings.GAOSHI, f"/en/businesses/{listings.GAOSHI}"
GOOD = dict.fromkeys(Question, "yes")
WORDS = "Quick and tidy, the heat works again."


@pytest.fixture(autouse=True)
def _listed(app: Flask, clock: MovableClock) -> None:
    listings.seeded()


def work_done(client: FlaskClient, phone: str = "+13015550142") -> QuoteRequest:
    """A request that the business took and whose work the homeowner calls done."""
    request = sent(SLUG, phone=phone, name="Mary Canaryname")
    client.post(lead_url(leads(request)[0], "en"), data={"action": "accept"})
    assert post(client, request, "done", "en", business=SLUG).status_code == 303
    return request


def write(client: FlaskClient, request: QuoteRequest, text: str = WORDS, **answers: str) -> str:
    """The review as the form sends it; the address of its author's page."""
    answer = client.post(request_url(request, "en") + f"/review/{SLUG}", data={**GOOD, "text": text, **answers})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def shown(client: FlaskClient) -> str:
    return client.get(PAGE).get_data(as_text=True)


def test_it_shows_at_once_with_its_source_and_without_her_name(client: FlaskClient) -> None:
    assert "No reviews yet" in shown(client)
    request = work_done(client)
    for language in LANGUAGES:
        form = client.get(request_url(request, language) + f"/review/{SLUG}")
        check_page(form, language, quoted=("高氏冷暖",))
    write(client, request, f"{WORDS} Mary Canaryname, call 301-555-0142 or mary@home.example")
    page = shown(client)
    assert WORDS in page
    assert "Asked through this site: Repair, work done in Nov 2026" in page
    assert "Written in English" in page
    for hers in ("Mary", "Canaryname", "555-0142", "mary@home"):
        assert hers not in page
    assert "Fewer than five" in page
    assert "aggregateRating" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_in_each_language(client: FlaskClient, language: str) -> None:
    write(client, work_done(client))
    page = client.get(f"/{language}/businesses/{SLUG}").get_data(as_text=True)
    assert WORDS in page
    for english in ("Asked through", "Written in", "Did they", ">Reviews<", "Fewer than"):
        assert (english in page) == (language == "en")


def test_a_cached_page_costs_no_statement_more(client: FlaskClient) -> None:
    write(client, work_done(client))
    shown(client)
    with statements() as run:
        shown(client)
    assert len([statement for statement in run if not statement.startswith("BEGIN")]) == 1, run


def test_only_whose_work_was_done_can_write(client: FlaskClient) -> None:
    request = sent(SLUG)
    address = request_url(request, "en") + f"/review/{SLUG}"
    for _step in ("nobody took it", "it is not done"):
        assert client.get(address).status_code == 303
        refused = client.post(address, data={**GOOD, "text": WORDS})
        assert refused.status_code == 400
        assert "You can write a review once they took your request here and the work is done." in refused.text
        assert WORDS in refused.text, "another tab said so meanwhile: what was typed is not lost"
        client.post(lead_url(leads(request)[0], "en"), data={"action": "accept"})
    with pytest.raises(Invalid), unit() as session:
        actions.write(session, leads(request)[0].id, {str(q): "yes" for q in Question}, WORDS)
    assert client.get(request_url(request, "en") + "/review/nobody").status_code == 404
    assert db.session.query(Review).count() == 0


def test_five_answers_are_wanted_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    request = work_done(client)
    answer = client.post(request_url(request, "en") + f"/review/{SLUG}", data={"came": "yes", "text": WORDS})
    assert answer.status_code == 400
    assert WORDS in answer.get_data(as_text=True)
    assert answer.get_data(as_text=True).count("Choose one.") >= 4


def test_what_a_second_tab_had_typed_is_the_review(client: FlaskClient) -> None:
    request = work_done(client)
    first, second = write(client, request), write(client, request, "And they came again")
    assert first == second
    assert "And they came again" in shown(client)
    assert db.session.query(Review).count() == 1


def test_its_author_changes_and_withdraws_it(client: FlaskClient) -> None:
    own = write(client, work_done(client))
    for language in LANGUAGES:
        check_page(client.get(own.replace("/en/", f"/{language}/")), language, quoted=(WORDS, "高氏冷暖"))
    assert (
        client.post(own, data={"action": "change", **GOOD, "again": "no", "text": "Changed words"}).status_code == 303
    )
    assert "Changed words" in shown(client)
    assert WORDS not in shown(client)
    assert client.post(own, data={"action": "withdraw"}).status_code == 303
    assert client.post(own, data={"action": "withdraw"}).status_code == 303
    assert "No reviews yet" in shown(client)
    assert db.session.query(Review).populate_existing().one().text is None
    assert client.post(own, data={"action": "change", **GOOD, "text": WORDS}).status_code == 303
    assert WORDS in shown(client)


def test_the_business_replies_once(client: FlaskClient) -> None:
    request = work_done(client)
    write(client, request)
    lead = lead_url(leads(request)[0], "en")
    assert WORDS in client.get(lead).get_data(as_text=True)
    assert client.post(lead, data={"action": "review", "text": ""}).status_code == 400
    assert client.post(lead, data={"action": "review", "text": "谢谢 call 240-555-0101"}).status_code == 303
    assert client.post(lead, data={"action": "review", "text": "Another"}).status_code == 400
    page = shown(client)
    assert "谢谢" in page
    assert "Written in Chinese" in page
    assert "240-555-0101" not in page


def test_the_operator_removes_for_cause_and_everybody_reads_so(app: Flask, client: FlaskClient) -> None:
    own = write(client, work_done(client))
    review = db.session.query(Review).one().id
    with pytest.raises(Invalid), unit() as session:
        actions.remove(session, review, "it is bad", "operator:1")
    with unit() as session:
        operator = people.person(session, None, "op@example.com", language="en", operator=True).id
    desk = app.test_client()
    people.signed_in(desk, operator, "Desk")
    assert WORDS in desk.get("/admin/reviews?lang=en").get_data(as_text=True)
    assert desk.post(f"/admin/reviews/{review}/remove", data={"reason": "personal"}).status_code == 303
    removed = db.session.get_one(Review, review, populate_existing=True)
    assert (removed.answers, removed.text, removed.reply) == ({}, None, None), "the words are gone, not only hidden"
    assert WORDS not in shown(client)
    assert "1 review was removed for cause" in shown(client)
    for language in LANGUAGES:
        check_page(client.get(f"/{language}/about/reviews"), language, quoted=("高氏冷暖",))
    log = client.get("/en/about/reviews").get_data(as_text=True)
    assert log.count("It named a person or gave private details") == 2, "the cause, and this removal"
    assert client.post(own, data={"action": "change", **GOOD, "text": WORDS}).status_code == 400
    with pytest.raises(IllegalMove), unit() as session:
        actions.remove(session, review, "personal", "operator:1")


def test_answers_are_counted_from_five_on(client: FlaskClient) -> None:
    answers = [{**{str(q): "yes" for q in Question}, "again": reply} for reply in ("yes", "partly", "no", "yes", "yes")]
    assert tally(answers[:4]) is None
    counted = tally(answers)
    assert counted is not None
    assert counted["again"] == {"yes": 3, "partly": 1, "no": 1}
    for number in range(5):
        write(client, work_done(client, f"+1301555020{number}"), f"Review {number}")
    assert "yes 5 · partly 0 · no 0" in shown(client)
    assert "Fewer than five" not in shown(client)


def test_it_goes_with_a_request_that_is_deleted(client: FlaskClient) -> None:
    request = work_done(client)
    write(client, request)
    with unit() as session:
        erase_request(session, request.id, keeps_cards=True)
    assert "No reviews yet" in shown(client)
    assert db.session.query(Review).populate_existing().one().text is None


def test_one_of_work_that_is_not_done_after_all_stays_hers(client: FlaskClient) -> None:
    """Her own word or the firm's: the pages stand, without a month, and what she withdraws stays withdrawn."""
    request = work_done(client)
    own = write(client, request)
    assert post(client, request, "not-done", "en", business=SLUG).status_code == 303
    for language in LANGUAGES:
        check_page(client.get(PAGE.replace("/en/", f"/{language}/")), language, quoted=(WORDS, *QUOTED))
        check_page(client.get(own.replace("/en/", f"/{language}/")), language, quoted=(WORDS, "高氏冷暖"))
    assert WORDS in shown(client)
    assert "no longer said to be done" in shown(client)
    assert f"/review/{SLUG}" in client.get(request_url(request, "en")).text, "her way to it"
    assert WORDS in client.get(lead_url(leads(request)[0], "en")).text, "its business reads what everybody reads"
    assert client.post(own, data={"action": "change", **GOOD, "text": "Changed words"}).status_code == 303
    assert client.post(own, data={"action": "withdraw"}).status_code == 303
    assert client.post(own, data={"action": "change", **GOOD, "text": WORDS}).status_code == 400
    assert "no longer said to be done" not in shown(client)
    assert "Publish my review" not in client.get(own).text


def test_one_that_went_with_its_request_does_not_come_back(client: FlaskClient) -> None:
    request = work_done(client)
    own = write(client, request)
    with unit() as session:
        erase_request(session, request.id, keeps_cards=False)
    assert client.post(own, data={"action": "change", **GOOD, "text": "by Mary Canaryname"}).status_code == 400
    assert client.get(own).status_code == 200
    assert "No reviews yet" in shown(client)
    assert "Canaryname" not in shown(client)


def test_where_her_name_is_forgotten_no_new_words_are_published(client: FlaskClient, clock: MovableClock) -> None:
    request = work_done(client)
    own = write(client, request)
    with unit() as session:
        lead_actions.close(session, request.id)
    clock.move(days=200)
    with unit() as session:
        assert lead_actions.purge(session, kernel_clock.now())["requests"] == 1
    assert WORDS in shown(client)
    assert client.post(own, data={"action": "change", **GOOD, "text": "by Mary Canaryname"}).status_code == 400
    assert "Canaryname" not in shown(client)
    assert client.post(own, data={"action": "change", **GOOD, "again": "no", "text": WORDS}).status_code == 303
    assert client.post(own, data={"action": "withdraw"}).status_code == 303
    assert "No reviews yet" in shown(client)


@pytest.mark.parametrize("language", LANGUAGES)
def test_she_is_asked_once_and_never_again(client: FlaskClient, clock: MovableClock, language: str) -> None:
    request = sent(SLUG, language=LANGUAGES[language].bcp47)
    client.post(lead_url(leads(request)[0], "en"), data={"action": "accept"})
    post(client, request, "done", "en", business=SLUG)
    _work()
    assert not messages(db.session(), ASKED)
    clock.move(days=3)
    _work()
    invitations = messages(db.session(), ASKED)
    assert {message.channel for message in invitations} == {"sms", "email"}
    for message in invitations:
        content = composed(db.session(), message)
        assert content is not None
        assert f"/review/{SLUG}" in content.body
        assert message.channel == "email" or segments.count(content.body) <= 2
    post(client, request, "not-done", "en", business=SLUG)
    assert composed(db.session(), invitations[0]) is None
    post(client, request, "done", "en", business=SLUG)
    clock.move(days=10)
    _work()
    assert len(messages(db.session(), ASKED)) == len(invitations)
    write(client, request)
    assert composed(db.session(), invitations[0]) is None
    (notice, *_rest) = messages(db.session(), WRITTEN)
    content = composed(db.session(), notice)
    assert content is not None
    assert "/leads/" in content.body


def test_she_is_asked_where_the_work_was_done_later_than_it_was_said(client: FlaskClient, clock: MovableClock) -> None:
    """The first look found it not done after all."""
    request = work_done(client)
    post(client, request, "not-done", "en", business=SLUG)
    clock.move(days=4)
    _work()
    post(client, request, "done", "en", business=SLUG)
    clock.move(days=2)
    _work()
    assert not messages(db.session(), ASKED)
    clock.move(days=1)
    _work()
    assert messages(db.session(), ASKED)


@pytest.mark.parametrize("by", ["withdrawn", "removed"])
def test_a_reply_to_one_that_is_gone_says_so(client: FlaskClient, by: str) -> None:
    """Its author, or the operator, took it down while the business typed."""
    request = work_done(client)
    own = write(client, request)
    if by == "withdrawn":
        client.post(own, data={"action": "withdraw"})
    else:
        with unit() as session:
            actions.remove(session, session.query(Review).one().id, Cause.OFF_TOPIC, "operator:1")
    answer = client.post(lead_url(leads(request)[0], "en"), data={"action": "review", "text": "Thank you"})
    assert answer.status_code == 404
    assert "That is no longer here. Here is the latest." in check_page(answer, "en", quoted=QUOTED).source


def _work() -> None:
    for job_id in jobs.due_ids(db.session(), 50):
        jobs.do(job_id, "test")


@pytest.mark.parametrize(
    ("words", "name", "published"),
    [
        ("Ms. Chen here, call 301-555-0142", "Ms. Chen", "••• here, call •••"),
        ("我是陈女士，活干得好", "陈女士", "我是•••，活干得好"),
        ("Amy wrote this, Mrs. Chen", "Amy Chen", "••• wrote this, Mrs. •••"),
        ("see www.home.example/x", None, "see •••"),
        ("It cost 1200 and took 2 hours", "Al", "It cost 1200 and took 2 hours"),
    ],
)
def test_what_reaches_a_person_is_covered(words: str, name: str | None, published: str) -> None:
    assert covered(words, name) == published


def test_states_move_along_their_table() -> None:
    legal = {(old, new) for old in REVIEW.states for new in REVIEW.states if REVIEW.allows(old, new)}
    assert legal == {("published", "withdrawn"), ("published", "removed"), ("withdrawn", "published")}
