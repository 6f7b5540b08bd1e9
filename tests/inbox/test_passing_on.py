"""Which texts reach a homeowner: words for the one it can be meant for, never a guess, never a link of ours."""

import pytest

from directory.businesses.models import ContactPoint
from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.leads import actions as lead_actions
from directory.leads.models import Lead
from directory.outbox.models import InboundText, Message
from directory.quotes.models import Reply
from tests.factories.answers import HOMEOWNER, PHONES, lead_url, quote_request, request_url
from tests.factories.requests import accept, composed, messages, sent
from tests.inbox.test_texts import composed as message_text
from tests.inbox.test_texts import kinds, lead_of, text
from tests.inbox.test_withheld import LINKS, OURS, REACTIONS, WORDS, written

GAOSHI = PHONES["gaoshi"]


@pytest.fixture
def open_request(app, clock):
    return quote_request()


def reached(recipient=HOMEOWNER) -> list[str]:
    return kinds(recipient) + kinds("chen@example.com")


def is_kept_back() -> bool:
    """Whether the last text lies on the operator's desk, unread, and on no lead."""
    inbound = db.session.query(InboundText).order_by(InboundText.id.desc()).first()
    return not inbound.is_read and inbound.subject_id is None and not db.session.query(Reply).count()


def is_for_the_operator_alone() -> bool:
    """The same, and the operator is told by mail."""
    inbound = db.session.query(InboundText).order_by(InboundText.id.desc()).first()
    mails = [message.subject_id for message in db.session.query(Message).filter_by(kind="inbound-text")]
    return is_kept_back() and inbound.id in mails


def test_reactions_reach_nobody_and_are_answered_by_nothing(open_request):
    for reaction in REACTIONS[::3]:
        text(GAOSHI, reaction.replace("{ours}", OURS + "https://lengnuan.test/leads/"))
        assert is_kept_back()
    assert kinds(GAOSHI) == []
    assert reached() == []
    assert lead_of(open_request).answered_at is None


def test_our_own_words_quoted_in_any_way_reach_nobody(site, session):
    """A phone may write its reaction in a language nobody here thought of."""
    sent("gaoshi")
    body = composed(session, messages(session, "lead", "sms")[0]).body
    messages(session, "lead", "sms")[0].body = body
    session.commit()
    for wrapped in (f"Le gustó “{body}”", f"> {body}\n> 1", f"“{body[:40]}…” にいいね", f"RE: {body}"):
        text(GAOSHI, wrapped)
        assert is_kept_back()
    assert kinds(GAOSHI) == []
    assert session.query(Lead).one().state == "new"


@pytest.mark.parametrize("link", [LINKS[0], LINKS[5], LINKS[9]])
def test_words_with_a_link_of_ours_are_kept_back_and_their_sender_is_told(site, session, link):
    sent("gaoshi")
    secret = tokens.derive("lead", session.query(Lead).one().seed)
    text(GAOSHI, f"外机型号在这里 {written(link, secret)} 几点方便")
    assert is_for_the_operator_alone()
    assert kinds(GAOSHI) == ["not-passed"]
    assert "asked" not in reached()


@pytest.mark.parametrize("words", WORDS[::4])
def test_words_for_the_one_customer_are_passed_on_whole(site, session, words):
    sent("gaoshi")
    accept(session)
    text(GAOSHI, words)
    assert session.query(Reply).one().text == words
    assert kinds(GAOSHI)[-1] == "text-heard"


def test_a_refusal_with_courtesy_stops_and_reaches_no_customer(open_request):
    for words in ("Stop. Thank you", "别再给我发了", "T退订"):
        text(GAOSHI, words)
    assert kinds(GAOSHI) == ["stopped-ack"]
    assert reached() == ["calls-only", "calls-only"]
    assert db.session.query(Reply).count() == 0
    assert lead_of(open_request).answered_at is None


def test_a_machine_is_answered_by_nothing_and_is_no_answer(open_request):
    for _ in range(8):
        for words in ("I'm driving with Focus on. I'll see your message later.", "我正在开车，稍后回复您", ""):
            text(GAOSHI, words)
            assert is_kept_back()
    assert kinds() == []
    assert lead_of(open_request).answered_at is None


def two(open_request) -> None:
    second = lead_of(open_request, 1)
    second.texted_phone, second.accept_digit = GAOSHI, 3
    db.session.commit()


@pytest.mark.parametrize("taken", [(), ("1",), ("3",), ("1", "3")], ids=str)
def test_where_several_wait_nothing_is_guessed(open_request, taken):
    two(open_request)
    for digit in taken:
        text(GAOSHI, digit)
    before = len(reached())
    for words in ("3号下午可以去看", "机器大概几年了"):
        text(GAOSHI, words)
        assert is_for_the_operator_alone()
        assert kinds(GAOSHI)[-1] == "which-customer"
    assert len(reached()) == before


def test_the_question_which_customer_names_them(open_request):
    two(open_request)
    text(GAOSHI, "机器大概几年了")
    question = message_text("which-customer")
    assert "1 Rockville（要维修）、3 Rockville（要维修）" in question


@pytest.mark.parametrize("end", ["2", "withdraw", "win"])
def test_one_who_is_only_just_over_may_still_be_meant(open_request, end, clock):
    two(open_request)
    if end == "win":
        text(GAOSHI, "1")
    if end == "2":
        text(GAOSHI, "2")
    else:
        with unit() as session:
            {"withdraw": lead_actions.withdraw, "win": lead_actions.win}[end](session, lead_of(open_request).id)
    text(GAOSHI, "我五点到")
    assert db.session.query(Reply).count() == 0
    clock.move(days=31 if end == "win" else 3, seconds=1)
    text(GAOSHI, "我五点到")
    assert db.session.query(Reply).one().lead_id == lead_of(open_request, 1).id


def test_words_kept_back_count_as_an_answer_to_our_texts(open_request):
    two(open_request)
    point = db.session.query(ContactPoint).filter_by(address=GAOSHI).one()
    point.unanswered = 1
    db.session.commit()
    text(GAOSHI, "I will call them")
    assert db.session.query(ContactPoint).filter_by(address=GAOSHI).one().unanswered == 0


@pytest.mark.parametrize("action", ["ask", "quote"])
def test_a_firm_hands_no_link_on_from_its_page(client, app, action):
    open_request = quote_request(("gaoshi",))
    lead = lead_of(open_request)
    for link in (
        request_url(open_request),
        lead_url(lead),
        f"{app.config['BASE_URL']}/x",
        tokens.derive("lead", lead.seed),
    ):
        words = {"text": f"see {link}", "note": f"see {link}", "amount_min": "900"}
        response = client.post(lead_url(lead), data={"action": action, **words})
        assert response.status_code == 400
        assert "本站的链接" in response.text
    assert db.session.query(Reply).count() == 0
    assert lead_of(open_request).state == "new"


def test_a_homeowner_hands_no_link_on_in_an_answer(client, app):
    open_request = quote_request(("gaoshi",))
    with unit() as session:
        lead_actions.accept(session, lead_of(open_request).id, "web")
    form = {"action": "reply", "business": "gaoshi"}
    response = client.post(
        request_url(open_request), data={**form, "text": f"{app.config['BASE_URL']}{request_url(open_request)}"}
    )
    assert response.status_code == 400
    assert "本站的链接" in response.text
    assert db.session.query(Reply).count() == 0


@pytest.mark.parametrize("field", ["name", "details", "model", "visit_times", "first_diagnosis"])
def test_a_request_holds_no_link_of_ours(site, session, field):
    with pytest.raises(Invalid) as refused:
        sent("gaoshi", **{field: "lengnuan.test/requests/" + "aB3-" * 5 + "xY"})
    assert refused.value.field == field


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_a_link_that_was_let_through_before_is_covered_wherever_it_is_shown(client, site, session, language):
    open_request = sent("gaoshi")
    accept(session)
    lead = session.query(Lead).one()
    secret = tokens.derive("lead", lead.seed)
    reply = Reply(
        lead_id=lead.id, author="business", source="sms", text=f"Liked “https://lengnuan.test/leads/{secret}”"
    )
    session.add(reply)
    session.flush()
    session.add(
        Message(
            kind="asked",
            subject_kind="reply",
            subject_id=reply.id,
            channel="email",
            recipient="chen@example.com",
            language="zh-Hans",
            reference="r1",
        )
    )
    session.commit()
    assert secret not in client.get(request_url(open_request, language)).text
    content = composed(session, messages(session, "asked", "email")[0])
    assert "Liked" in content.body
    assert secret not in content.body + (content.html or "")
