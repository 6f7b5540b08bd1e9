"""A misread text is filed to the right customer: what each homeowner sees is put right, and each who was told hears."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions as leads
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.deliver import compose_now
from directory.outbox.models import InboundText, Message
from directory.quotes import actions as quotes
from directory.quotes.models import Quote, Reply
from tests.conftest import MovableClock
from tests.factories import answers, requests
from tests.factories.canaries import work
from tests.operator.conftest import Desk, acts, one_engine
from tests.operator.test_threads import text
from tests.page import check_page, words
from tests.support.worlds import once

GAOSHI = answers.PHONES["gaoshi"]
CHEN, LI = "+13015550142", "+13015550143"
WORDS = "3号下午可以去看看机器吗"
QUOTED = ("高氏冷暖", "陈女士", "李先生", WORDS)
Read = Callable[[int], str]


@pytest.fixture
def two(desk: Desk, clock: MovableClock) -> list[int]:
    """Two customers of 高氏, both told of; the ids of their leads."""
    return _two(clock)


@once
def _two(clock: MovableClock) -> list[int]:
    requests.listed("gaoshi")
    for name, phone, mail in (("陈女士", CHEN, "chen@example.com"), ("李先生", LI, "li@example.com")):
        clock.move(minutes=1)
        requests.sent("gaoshi", name=name, phone=phone, email=mail, urgency="48h", details=f"Noise upstairs {phone}")
    work()
    return list(db.session.scalars(select(Lead.id).order_by(Lead.id)))


def lead(session: Session, lead_id: int) -> Lead:
    session.rollback()
    return session.get_one(Lead, lead_id, populate_existing=True)


@pytest.fixture
def read(client: FlaskClient, session: Session) -> Read:
    """What a lead's homeowner reads on her page, in English."""

    def page_of(lead_id: int) -> str:
        request = session.get_one(QuoteRequest, lead(session, lead_id).request_id)
        response = client.get(answers.request_url(request, "en"))
        return words(check_page(response, "en", quoted=QUOTED).first("main"))

    return page_of


def file(desk: Desk, text_id: int, to: int | None, effect: str = "", **amounts: str) -> None:
    form = {"lead": str(to) if to else "nobody", "effect": effect, **amounts}
    desk.post(f"/admin/texts/{text_id}", "filed", **{name: value for name, value in form.items() if value})


def fresh(session: Session) -> Session:
    """The session, which reads what workers and pages wrote."""
    session.rollback()
    return session


def refused(desk: Desk, text_id: int, to: int | None, effect: str = "", language: str = "en", **amounts: str) -> str:
    form = {"lead": str(to) if to else "nobody", "effect": effect, **amounts}
    response = desk.client.post(f"/admin/texts/{text_id}", data={key: value for key, value in form.items() if value})
    assert response.status_code == 400
    return words(check_page(response, language, quoted=QUOTED).root)


def recipients(session: Session, kind: str) -> list[str]:
    """Who was told so: addresses of messages of a kind that hold, in order."""
    session.rollback()
    query = select(Message.recipient).where(Message.kind == kind, Message.undone == 0).order_by(Message.id)
    return list(session.scalars(query))


def accepted(two: list[int]) -> None:
    """Both customers are taken."""
    with unit() as session:
        for lead_id in two:
            leads.accept(session, lead_id, "web")
    work()


def passed_on(session: Session, two: list[int]) -> int:
    """Words that were passed on to the first customer, who was told; the text's id."""
    with unit() as session:
        text_id = text_row(session)
        line = quotes.ask(session, two[0], WORDS, source="sms")
        inbound = session.get_one(InboundText, text_id)
        inbound.meaning, inbound.pass_on, inbound.effect, inbound.effect_id, inbound.state_before = (
            "words",
            True,
            "words",
            line.id,
            "accepted",
        )
        inbound.subject_kind, inbound.subject_id = "lead", two[0]
    work()
    return text_id


def text_row(session: Session) -> int:
    inbound = InboundText(provider_reference="SMpassed", sender=GAOSHI, body=WORDS, meaning="words", is_read=True)
    session.add(inbound)
    session.flush()
    return inbound.id


def test_words_move_from_one_page_to_the_other(two: list[int], desk: Desk, session: Session, read: Read) -> None:
    accepted(two)
    text_id = passed_on(session, two)
    assert WORDS in read(two[0])
    for _ in range(2):
        file(desk, text_id, two[1], "words")
    assert WORDS not in read(two[0])
    assert "These words were for somebody else. We took them off." in read(two[0])
    assert WORDS in read(two[1])
    assert recipients(session, "corrected-words") == ["chen@example.com", CHEN]
    assert [line.text for line in session.scalars(select(Reply).order_by(Reply.id))] == ["", WORDS]
    assert acts(session, desk.actor) == ["retract", "ask", "file-text"]


def test_words_are_filed_whole_with_the_number_of_their_pictures(two: list[int], desk: Desk, session: Session) -> None:
    accepted(two)
    with unit() as writing:
        inbound = writing.get_one(InboundText, text_row(writing))
        inbound.body, inbound.pictures, text_id = "您家的空调是什么牌子的？" * 120, 2, inbound.id
    file(desk, text_id, two[1], "words")
    [line] = fresh(session).scalars(select(Reply))
    assert (line.text, line.pictures) == ("您家的空调是什么牌子的？" * 120, 2)


def test_whoever_was_not_told_yet_is_not_told_of_it(two: list[int], desk: Desk, session: Session) -> None:
    accepted(two)
    text_id = passed_on(session, two)
    with unit() as session:
        for message in session.scalars(select(Message).where(Message.kind == "asked")):
            message.state = "waiting"
    file(desk, text_id, None)
    assert recipients(session, "corrected-words") == []
    assert set(fresh(session).scalars(select(Message.state).where(Message.kind == "asked"))) == {"cancelled"}


def test_a_yes_goes_to_the_right_customer(two: list[int], desk: Desk, session: Session, read: Read) -> None:
    text_id = text(GAOSHI, "1")
    work()
    assert lead(session, two[0]).state == "accepted"
    for _ in range(2):
        file(desk, text_id, two[1], "accept")
    first, second = lead(session, two[0]), lead(session, two[1])
    assert (first.state, first.answered_at, second.state) == ("new", None, "accepted")
    # What the business was given cannot be taken back, and her page says so.
    assert first.accepted_at is not None
    assert "Your name and number since" in read(two[0])
    assert recipients(session, "corrected-accept") == ["chen@example.com", CHEN]
    assert recipients(session, "will-call") == ["li@example.com", LI]
    work()
    assert (
        fresh(session)
        .scalars(select(Message.body).where(Message.kind == "corrected-accept", Message.channel == "sms"))
        .one()
    )


@one_engine
def test_who_takes_no_texts_is_corrected_by_none(two: list[int], desk: Desk, session: Session) -> None:
    """The business heard by text that she waits; that text was not hers."""
    with unit() as current:
        current.get_one(QuoteRequest, lead(session, two[0]).request_id).receipt_sms = False
    text_id = text(GAOSHI, "1")
    work()
    file(desk, text_id, None)
    assert recipients(session, "corrected-accept") == ["chen@example.com"]


def test_the_right_yes_comes_through_after_a_wrong_one(two: list[int], desk: Desk, session: Session) -> None:
    text_id = text(GAOSHI, "1")
    work()
    file(desk, text_id, None)
    assert recipients(session, "will-call") == []
    text(GAOSHI, "1")
    assert lead(session, two[0]).state == "accepted"
    assert recipients(session, "will-call") == ["chen@example.com", CHEN]
    work()
    # The correction was overtaken before it went: it says nothing that is wrong by now.
    assert set(fresh(session).scalars(select(Message.state).where(Message.kind == "corrected-accept"))) == {"cancelled"}


def test_a_no_is_undone_and_the_homeowner_hears_that_it_was_none(
    two: list[int], desk: Desk, session: Session, read: Read
) -> None:
    text_id = text(GAOSHI, "2")
    work()
    assert "can't take it this time" in read(two[0])
    file(desk, text_id, two[1], "decline")
    first, second = lead(session, two[0]), lead(session, two[1])
    assert (first.state, first.declined_at, first.closed_at, first.decline_reason) == ("new", None, None, None)
    assert second.state == "declined"
    assert recipients(session, "corrected-decline") == ["chen@example.com", CHEN]
    assert recipients(session, "declined") == ["li@example.com", LI]
    assert "can't take it this time" not in read(two[0])


def test_giving_up_is_undone_to_where_it_was(two: list[int], desk: Desk, session: Session) -> None:
    accepted(two)
    text_id = text(GAOSHI, "2")
    assert lead(session, two[0]).state == "lost"
    file(desk, text_id, None)
    assert lead(session, two[0]).state == "accepted"


@pytest.mark.parametrize("before", ["new", "accepted", "quoted"])
def test_a_price_moves_and_the_one_before_it_holds_again(
    two: list[int], desk: Desk, session: Session, read: Read, before: str
) -> None:
    if before == "accepted":
        accepted(two)
    elif before == "quoted":
        with unit() as session:
            quotes.quote(session, two[0], quotes.QuoteDraft(500, 500))
    with unit() as session:
        text_id = text_row(session)
        price = quotes.quote(session, two[0], quotes.QuoteDraft(350, 350), how="sms")
        inbound = session.get_one(InboundText, text_id)
        inbound.meaning, inbound.effect, inbound.effect_id, inbound.state_before = "quote", "quote", price.id, before
        inbound.subject_kind, inbound.subject_id = "lead", two[0]
    work()
    assert "$350" in read(two[0])
    for _ in range(2):
        file(desk, text_id, two[1], "quote", amount_min="350")
    assert (lead(session, two[0]).state, lead(session, two[1]).state) == (before, "quoted")
    assert "$350" not in read(two[0])
    assert ("$500" in read(two[0])) == (before == "quoted")
    assert "$350" in read(two[1])
    assert recipients(session, "corrected-price") == ["chen@example.com", CHEN]
    assert recipients(session, "corrected-accept") == (["chen@example.com", CHEN] if before == "new" else [])
    assert session.query(Quote).count() == (3 if before == "quoted" else 2)


def test_a_price_is_put_right(two: list[int], desk: Desk, session: Session, read: Read) -> None:
    text_id = text(GAOSHI, "报价 350 Rockville")
    file(desk, text_id, two[0], "quote", amount_min="3500", amount_max="3800")
    assert "$3,500–3,800" in read(two[0])
    assert "$350 " not in read(two[0])


def test_words_that_nobody_got_are_passed_on(two: list[int], desk: Desk, session: Session, read: Read) -> None:
    text_id = text(GAOSHI, "明天下午两点到")
    assert session.query(Reply).count() == 0
    file(desk, text_id, two[1], "words")
    assert "明天下午两点到" in fresh(session).scalars(select(Reply.text)).one()
    assert recipients(session, "asked") == ["li@example.com", LI]
    assert recipients(session, "corrected-words") == []


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_undone_is_said_plainly_and_nothing_changes(
    two: list[int], desk: Desk, session: Session, language: str
) -> None:
    text_id = text(GAOSHI, "1")
    with unit() as session:
        quotes.quote(session, two[0], quotes.QuoteDraft(500, 500))
    desk.client.get(f"/admin?lang={language}")
    sentence = refused(desk, text_id, two[1], "accept", language)
    assert (
        language != "en" or "That customer has moved on since then (gave a price). It can't be undone here." in sentence
    )
    assert (lead(session, two[0]).state, lead(session, two[1]).state) == ("quoted", "new")
    assert session.get_one(InboundText, text_id).subject_id == two[0]


def test_a_price_that_was_accepted_stays(two: list[int], desk: Desk, session: Session) -> None:
    text_id = text(GAOSHI, "报价 350 Rockville")
    with unit() as session:
        inbound = session.get_one(InboundText, text_id)
        price = quotes.quote(session, two[0], quotes.QuoteDraft(350, 350), how="sms")
        inbound.effect, inbound.effect_id, inbound.state_before = "quote", price.id, "new"
        inbound.subject_kind, inbound.subject_id = "lead", two[0]
    with unit() as session:
        quotes.accept_quote(session, price.id)
    assert "That price was accepted or replaced since then." in refused(desk, text_id, None)
    assert lead(session, two[0]).state == "quoted"
    assert fresh(session).scalars(select(Quote.state)).one() == "accepted"


def test_a_request_that_ended_is_left_alone_but_words_go(two: list[int], desk: Desk, session: Session) -> None:
    yes, no = text(GAOSHI, "1"), text(GAOSHI, "4")
    assert (lead(session, two[0]).state, lead(session, two[1]).state) == ("accepted", "declined")
    words_id = passed_on(session, two)
    with unit() as session:
        for lead_id in two:
            leads.close(session, session.get_one(Lead, lead_id).request_id)
    assert "That customer's request has ended." in refused(desk, yes, None)
    assert "That customer's request has ended." in refused(desk, no, None)
    file(desk, words_id, None)
    assert session.scalars(select(Reply.text)).one() == ""


def test_only_the_firms_own_open_customers_can_be_chosen(two: list[int], desk: Desk, session: Session) -> None:
    text_id = text(GAOSHI, "hm")
    requests.listed("fangshi")
    other = requests.sent("fangshi", phone="+13015550149", name="王太太")
    stranger = fresh(session).scalars(select(Lead.id).where(Lead.request_id == other.id)).one()
    for form in ({"lead": str(stranger), "effect": "accept"}, {"lead": "x"}, {}, {"lead": str(two[0])}):
        assert desk.client.post(f"/admin/texts/{text_id}", data=form).status_code == 400
    assert "Give a whole number of dollars." in refused(desk, text_id, two[0], "quote")
    assert desk.client.post("/admin/texts/999", data={"lead": "nobody"}).status_code == 404
    assert acts(session, desk.actor) == []


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_to_file_a_text_in_every_language(two: list[int], desk: Desk, language: str) -> None:
    text_id = text(GAOSHI, "1")
    page = check_page(desk.client.get(f"/admin/texts/{text_id}?lang={language}"), language, quoted=QUOTED)
    chosen = [e.get("value") for e in page.all("input") if e.get("checked") is not None]
    assert chosen == [str(two[0]), "accept"]


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_corrections_fit_two_segments_in_every_language(
    two: list[int], desk: Desk, session: Session, language: str
) -> None:
    with unit() as session:
        for request in session.scalars(select(QuoteRequest)):
            request.language = LANGUAGES[language].bcp47
    yes, no = text(GAOSHI, "1"), text(GAOSHI, "4")
    work()
    file(desk, yes, None)
    file(desk, no, None)
    work()
    rows = fresh(session).scalars(select(Message).where(Message.kind.startswith("corrected-"))).all()
    assert {(message.kind, message.channel) for message in rows} == {
        (kind, channel) for kind in ("corrected-accept", "corrected-decline") for channel in ("sms", "email")
    }
    for message in rows:
        assert message.state == "sent"
        assert message.channel == "email" or message.segments <= 2
        assert "{" not in (message.body or "{")


def test_a_job_that_was_won_by_mistake_goes_back(two: list[int], desk: Desk, session: Session) -> None:
    accepted(two)
    text_id = text(GAOSHI, "Rockville 1 成了")
    with unit() as session:
        leads.win(session, two[0])
        inbound = session.get_one(InboundText, text_id)
        inbound.effect, inbound.state_before, inbound.subject_kind, inbound.subject_id = (
            "won",
            "accepted",
            "lead",
            two[0],
        )
    file(desk, text_id, None)
    assert lead(session, two[0]).state == "accepted"


def test_no_mail_comes_of_a_text_that_was_filed_meanwhile(two: list[int], desk: Desk, session: Session) -> None:
    text_id = text(GAOSHI, "明天下午两点到")
    file(desk, text_id, two[1], "words")
    mail = fresh(session).scalars(select(Message).where(Message.kind == "inbound-text")).one()
    assert compose_now(session, mail) is None
