"""What a firm texts back, from the hook to what the homeowner reads: refusals, machines, digits, links of ours."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.businesses.models import ContactPoint
from directory.foundation import tokens
from directory.foundation.db import db
from directory.kernel import links
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import InboundText, Message, Suppression
from directory.quotes.models import Reply
from tests.factories.answers import HOMEOWNER, PHONES, request_url
from tests.factories.requests import composed, messages, sent
from tests.inbox.test_texts import signed
from tests.inbox.test_withheld import REACTIONS
from tests.inbox.two import answers, states

GAOSHI = PHONES["gaoshi"]
TO_HER = (HOMEOWNER, "chen@example.com")
_count = iter(range(10**6))


@pytest.fixture
def firm(site, client):
    """A request to 高氏 whose text went out, and its phone: what it texts goes through the hook."""
    site.config["SMS_TOKEN"] = "secret"
    site.config["BASE_URL"] = "https://lengnuan.example"
    sent("gaoshi")
    lead = messages(db.session(), "lead", "sms")[0]
    lead.body, lead.state = composed(db.session(), lead).body, "delivered"
    db.session.commit()

    def texts(body: str, sid: str | None = None) -> int:
        form = {"From": GAOSHI, "To": "+12405550100", "Body": body, "MessageSid": sid or f"SMhook{next(_count)}"}
        status = signed(client, "secret", **form).status_code
        db.session.expire_all()
        return status

    return texts


def reached_her() -> list[str]:
    """What was decided to be told her because of a text."""
    rows = db.session.query(Message).filter(Message.recipient.in_(TO_HER), Message.kind != "receipt")
    return [message.kind for message in rows.order_by(Message.id)]


REFUSALS = [
    *(
        "Stop. Thank you",
        "please stop",
        "Stop texting me",
        "STOP 1",
        "请停止",
        "取消订阅",
        "不要再發簡訊",
        "回T",
        "T退订",
    ),
    *("Stop messaging this number, thanks", "no more texts please", "別再傳簡訊來了，謝謝", "别给我发短信了"),
]


@pytest.mark.parametrize("body", REFUSALS)
def test_a_refusal_in_any_wording_stops_and_reaches_no_customer(firm, body):
    assert [firm(body), firm(body)] == [200, 200]
    assert db.session.query(Suppression).one().address == GAOSHI
    assert answers() == ["stopped-ack"]
    assert db.session.query(ContactPoint).filter_by(address=GAOSHI).one().state == "no_texts"
    assert db.session.query(Reply).count() == 0
    # She is told the one thing that is true of her: that this firm takes calls only.
    assert set(reached_her()) == {"calls-only"}
    assert states() == ["new"]


@pytest.mark.parametrize(
    "body", ["can you stop by tomorrow?", "I can't stop the leak, call me", "停电了吗？", "The AC won't stop running?"]
)
def test_words_that_look_like_a_refusal_are_words(firm, body):
    firm(body)
    assert db.session.query(Suppression).count() == 0
    assert "stopped-ack" not in answers()


MACHINES = [
    "I'm driving with Focus on. I'll see your message later.",
    "Auto-reply: I am on vacation until Dec 5.",
    "我正在开车，稍后回复您",
    "Automatic reply: out of the office, back Monday. Reply STOP to opt out.",
    "【自动回复】现在不方便接听，稍后联系您",
]


@pytest.mark.parametrize("body", MACHINES)
def test_a_machine_is_no_answer_however_often_it_writes(firm, body):
    for _ in range(8):
        firm(body)
    assert answers() == []
    assert reached_her() == []
    assert db.session.query(Reply).count() == 0
    lead = db.session.query(Lead).one()
    assert (lead.state, lead.answered_at) == ("new", None)
    assert {text.is_read for text in db.session.query(InboundText)} == {False}


@pytest.mark.parametrize(
    ("body", "state"),
    [
        *(("1 谢谢", "accepted"), ("1\n\nSent from my iPhone", "accepted"), ("要1，多谢老板", "accepted")),
        *(("1, thx!", "accepted"), ("2 没空", "declined"), ("2 sorry, booked up", "declined"), ("②", "declined")),
        *(("1 or 2?", "new"), ("1还是2？", "new")),
    ],
)
def test_a_digit_with_courtesy_is_the_digit_and_a_question_is_none(firm, body, state):
    firm(body)
    assert states() == [state]


def test_our_text_behind_a_digit_is_not_passed_on_though_its_link_is_broken(firm):
    ours = messages(db.session(), "lead", "sms")[0].body
    firm("1")
    firm("1\n" + "\n".join(ours[at : at + 13] for at in range(0, len(ours), 13)) + "\n几点方便？")
    assert db.session.query(Reply).count() == 0
    assert "asked" not in reached_her()


#: How phones and people repeat what they were sent.
QUOTED = st.sampled_from(
    [
        *REACTIONS,
        "> {ours}",
        "> {ours}\n\n1",
        "RE: {ours}",
        "{ours}",
        "“{ours}”",
        "FWD:\n{ours}",
        "这个{ours}是什么",
        "{ours} ???",
    ]
)
SCREENED = st.sampled_from(
    [
        str,
        str.upper,
        str.lower,
        lambda s: s.replace("/", " / "),
        lambda s: s.replace("https://", ""),
        lambda s: s[:-4] + "…",
    ]
)


def test_no_link_of_ours_ever_reaches_her_however_it_is_quoted(firm, client):
    """Every way of quoting, cut and wrapped anywhere, with words around it, to one open lead and to several."""
    request = db.session.query(QuoteRequest).one()
    secret = tokens.derive("lead", db.session.query(Lead).one().seed)
    ours = messages(db.session(), "lead", "sms")[0].body
    assert secret in ours
    page = request_url(request)
    firm("1")

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(QUOTED, SCREENED, st.integers(0, 60), st.integers(0, 40), st.sampled_from(["", "几点方便？", "3pm ok? "]))
    def quoted(frame, change, start, width, words):
        body = change(ours[start:])
        if width > 12:
            body = "\n".join(body[at : at + width] for at in range(0, len(body), width))
        assert firm(words + frame.replace("{ours}", body)) == 200
        firm("1")
        lines = [reply.text for reply in db.session.query(Reply)]
        contents = [
            composed(db.session(), m)
            for m in db.session.query(Message)
            if m.recipient in TO_HER and m.kind != "receipt"
        ]
        shown = [client.get(page).text, *lines, *(f"{c.subject} {c.body} {c.html}" for c in contents if c)]
        assert not any(secret[:14].lower() in "".join(text.split()).lower() for text in shown)
        assert not any(links.carries_link(line, "https://lengnuan.example") for line in lines)
        assert not any("/leads/" in text for text in shown)

    quoted()
