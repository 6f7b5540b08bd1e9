"""One network, or many, asks for all it can: who is still told, who still gets in, and what one phone is spared."""

from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from directory.accounts import actions as accounts
from directory.accounts.access import browser, count_code
from directory.accounts.models import Code
from directory.foundation.db import db
from directory.foundation.limits import CODES, CROWDED, RULES, TO_ONE_PHONE
from directory.foundation.unit import unit
from directory.kernel.errors import TooMany
from directory.leads import actions as leads
from directory.leads.models import Lead, QuoteRequest
from directory.outbox import deliver
from directory.outbox.models import Message
from directory.outbox.queries import texts_today
from tests.factories.listings import ANJU, FANGSHI, GAOSHI, HUAFU
from tests.factories.people import member, person
from tests.hostile.conftest import Site
from tests.page import check_page
from tests.support.engines import on_sqlite

LIMIT, ASKED = 200, 90
#: What strangers have of a day's codes here, a tenth of what they have (`test_pumping` spends all of it), and how many
#: are asked for: whoever asks once those are spent is refused like the one before.
NEWCOMERS, CODES_ASKED = CODES["newcomer"] // 10, CODES["newcomer"] // 4
THREE = [HUAFU, FANGSHI, GAOSHI]
KNOWN, OPERATOR, HONEST = "240-555-0150", "240-555-0151", "240-555-0152"
FORM = "/zh-hans/request-a-quote"
#: Where a flood may come from: each number gives an address of it.
FLOODS: dict[str, Callable[[int], str]] = {
    "many IPv4": lambda number: f"10.{number // 250 % 250}.{number % 250}.7",
    "one /48": lambda number: f"2001:db8:bad:{number % 65536:x}::1",
    "one /48, by /56": lambda number: f"2001:db8:bad:{number % 256:02x}00::1",
}
_numbers = count()


@pytest.fixture
def flooded(site: Site) -> Site:
    """The seeded site as it runs: limits on, people who have an account, and one firm's page claimed."""
    site.app.config.update(RATE_LIMITS=True, SMS_DAILY_LIMIT=LIMIT)
    with unit() as writing:
        member(writing, GAOSHI, phone="+12405550150")
        person(writing, "+12405550151", "op@example.com", language="en", operator=True)
    return site


def work() -> None:
    """What the worker does with the texts that are due."""
    for message_id in [due.id for due in deliver.due(db.session(), "sms", 10_000)]:
        deliver.deliver(message_id)
    db.session.rollback()


def ask(site: Site, address: str, **changed: object) -> TestResponse:
    """Send one quote request from this address, with answers of its own."""
    number = next(_numbers)
    fields = {"business": THREE, "named": " ".join(THREE), "receipt_sms": "y", "details": f"第{number}個"}
    fields |= {"phone": f"202-555-{100 + number % 100:04d}"} | changed
    return site.app.test_client().post(FORM, data=site.form(**fields), environ_base={"REMOTE_ADDR": address})


def sent_to_phones() -> Counter[str]:
    """How many texts about requests each phone got."""
    query = select(Message.recipient).where(Message.channel == "sms", Message.sent_at.is_not(None))
    return Counter(db.session.scalars(query.where(Message.priority.in_(("lead", "receipt", "notice")))))


def told_at_once(site: Site, address: str, **changed: object) -> bool:
    """Whether somebody who asks one firm from there has its text going out in the same minute."""
    answer = ask(site, address, business=GAOSHI, named=GAOSHI, receipt_sms="", **changed)
    assert answer.status_code == 303, answer.text
    work()
    lead = db.session.scalars(select(Lead).order_by(Lead.id.desc()).limit(1)).one()
    text = db.session.scalars(select(Message).filter_by(kind="lead", subject_id=lead.id, channel="sms")).one()
    return text.state == "sent"


def signs_in(site: Site, address: str, where: str = "198.51.100.20") -> bool:
    """Whether a browser that was never here gets its code as a text, and is signed in by it."""
    client = site.app.test_client()
    client.environ_base["REMOTE_ADDR"] = where
    assert client.post("/en/sign-in", data={"address": address}).status_code == 303
    work()
    code = db.session.scalars(select(Code).order_by(Code.id.desc()).limit(1)).one()
    text = db.session.scalars(select(Message).filter_by(subject_kind="code", subject_id=code.id)).first()
    if text is None or text.state != "sent":
        return False
    return client.post("/en/sign-in/code", data={"code": accounts.digits_of(code)}).status_code == 303


def known_homeowner(site: Site) -> None:
    """Somebody whose request a firm took the day before."""
    assert told_at_once(site, "198.51.100.7", phone=HONEST)
    with unit() as writing:
        leads.accept(writing, writing.scalars(select(Lead).order_by(Lead.id.desc()).limit(1)).one().id, "page")
    site.clock.move(days=1)


@on_sqlite
@pytest.mark.parametrize("source", FLOODS)
def test_a_flood_of_requests_leaves_others_told_and_signed_in(
    flooded: Site, source: str, record_property: Callable[..., None]
) -> None:
    known_homeowner(flooded)
    before = sent_to_phones()
    answers = Counter[int]()
    for number in range(ASKED):
        answer = ask(flooded, FLOODS[source](number))
        answers[answer.status_code] += 1
        if number % 10 == 0:
            work()
    work()
    assert answers[303] + answers[429] == ASKED
    assert answers[429] > answers[303] > 0
    most = max((sent_to_phones() - before).values())
    used = sum(texts_today(db.session()).values())
    # From one network an honest stranger is heard at once; from everywhere at once, those we know.
    assert told_at_once(flooded, "198.51.100.7", phone=HONEST)
    if source != "many IPv4":
        assert told_at_once(flooded, "192.0.2.8", phone="240-555-0153")
    assert signs_in(flooded, KNOWN)
    assert signs_in(flooded, OPERATOR, "198.51.100.21")
    assert most <= TO_ONE_PHONE[0][1]
    assert max((sent_to_phones() - before).values()) <= TO_ONE_PHONE[0][2]
    engine = db.engine.dialect.name
    record_property(
        "figures",
        f"G11 {ASKED} requests from {source} ({engine}): {answers[303]} taken, {used} of {LIMIT} texts, "
        f"at most {most} to one phone; others told and signed in at once",
    )


#: Where many honest people share one address: a home for the aged, a carrier's part of a town by IPv4 or IPv6.
SHARED: dict[str, Callable[[int], str]] = {
    "one IPv4": lambda number: "203.0.113.9",
    "one /24": lambda number: f"203.0.113.{number + 1}",
    "one /64": lambda number: f"2001:db8:5:5::{number + 1:x}",
}


@on_sqlite
@pytest.mark.parametrize("source", SHARED)
def test_twelve_people_behind_one_address_all_ask(flooded: Site, source: str) -> None:
    for number in range(12):
        answer = ask(flooded, SHARED[source](number), phone=f"240-555-01{60 + number}", email=f"n{number}@example.com")
        assert answer.status_code == 303, number
    work()
    most = max(sent_to_phones().values())
    assert most <= TO_ONE_PHONE[0][1]
    # Whoever asks elsewhere is heard at once beside them.
    assert told_at_once(flooded, "198.51.100.7", phone=HONEST)
    # The texts that waited go out by themselves; none is lost.
    for _ in range(3):
        flooded.clock.move(hours=1, minutes=1)
        work()
    texts = db.session.scalars(select(Message).filter_by(kind="lead", channel="sms")).all()
    assert len(texts) == 12 * len(THREE) + 1
    assert {text.state for text in texts} == {"sent"}


@on_sqlite
def test_a_flood_from_one_address_leaves_room_at_every_phone(flooded: Site) -> None:
    answers = Counter(ask(flooded, "203.0.113.9").status_code for _ in range(40))
    assert answers == {303: 15, 429: 25}
    for _ in range(6):
        work()
    assert max(sent_to_phones().values()) == CROWDED[0]
    assert told_at_once(flooded, "198.51.100.7", phone=HONEST)
    assert told_at_once(flooded, "192.0.2.8", phone="240-555-0153")


@on_sqlite
def test_a_flood_of_a_day_spends_no_reserved_text(flooded: Site, record_property: Callable[..., None]) -> None:
    known_homeowner(flooded)
    for hour in range(2):
        refused = 0
        for number in range(50):
            refused += ask(flooded, FLOODS["many IPv4"](number * 7 + hour * 1000)).status_code == 429
            if refused == 2:
                break
        work()
        flooded.clock.move(hours=1)
    used = texts_today(db.session())
    assert sum(used.values()) <= LIMIT * 55 // 100
    assert signs_in(flooded, KNOWN)
    assert signs_in(flooded, OPERATOR, "198.51.100.21")
    mails = Counter(db.session.scalars(select(Message.kind).where(Message.priority == "operator")))
    assert mails["texts-half"] >= 1
    assert mails["daily-limit"] >= 1
    record_property(
        "figures",
        f"G11 a day's flood ({db.engine.dialect.name}): {sum(used.values())} of {LIMIT} texts, the rest reserved; "
        f"operator alerts {mails['texts-half'] + mails['daily-limit']}",
    )


def flood_codes(site: Site, source: str) -> Counter[bool]:
    """Ask for more codes than there are, for addresses nobody knows; how many were granted."""
    granted = Counter[bool]()
    for number in range(CODES_ASKED):
        address = f"stranger{number}@example.com" if number % 5 else f"+1202555{1000 + number}"
        where = {"REMOTE_ADDR": FLOODS[source](number)}
        with site.app.test_request_context("/en/sign-in", method="POST", environ_base=where):
            try:
                count_code(address)
            except TooMany:
                granted[False] += 1
                continue
            kind = "email" if "@" in address else "phone"
            with unit() as writing:
                accounts.ask_code(writing, "sign-in", kind, address, browser(), language="en")
        granted[True] += 1
    work()
    return granted


@on_sqlite
@pytest.mark.parametrize("source", ["many IPv4", "one /48"])
def test_a_flood_of_codes_locks_nobody_out(
    flooded: Site, source: str, record_property: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CODES, "newcomer", NEWCOMERS)
    monkeypatch.setitem(RULES, "codes-newcomer", f"{NEWCOMERS}/day")
    granted = flood_codes(flooded, source)
    assert granted[True] <= NEWCOMERS
    assert signs_in(flooded, KNOWN)
    assert signs_in(flooded, OPERATOR, "198.51.100.21")
    claimant = flooded.app.test_client()
    claimant.environ_base["REMOTE_ADDR"] = "198.51.100.22"
    path = f"/en/businesses/{ANJU}/claim"
    phone = claimant.get(path).text.split('name="phone"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    assert claimant.post(path, data={"action": "send", "phone": phone}).status_code == 303
    work()
    claimed = db.session.scalars(select(Message).filter_by(kind="code-claim")).one()
    assert (claimed.state, claimed.budget) == ("sent", "printed")
    if source == "many IPv4":
        same_for_all(flooded)
    mails = Counter(db.session.scalars(select(Message.kind).where(Message.priority == "operator")))
    assert mails["codes-spent"] == mails["codes-half"] == (source == "many IPv4")
    record_property(
        "figures",
        f"G9 {CODES_ASKED:,} codes asked from {source} ({db.engine.dialect.name}): {granted[True]} granted; "
        "account, operator and printed phone still get theirs",
    )


def same_for_all(site: Site) -> None:
    """Once strangers get no more codes, nobody learns from the pages who has an account, and no page says a lie."""
    seen = []
    for number, address in enumerate((KNOWN, "240-555-0199")):
        client = site.app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"198.51.100.{30 + number}"
        response = client.post("/en/sign-in", data={"address": address})
        page = client.get("/en/sign-in/code")
        check_page(page, "en")
        assert "Very many codes were asked for today" in page.text
        assert "We texted" not in page.text
        wrong = client.post("/en/sign-in/code", data={"code": "00000000"})
        seen.append((response.status_code, len(page.text), wrong.status_code, len(wrong.text)))
    assert seen[0] == seen[1]
    assert not db.session.scalars(select(Message).filter_by(recipient="+12405550199")).all()


@on_sqlite
def test_a_known_browser_is_locked_out_by_nobody(flooded: Site) -> None:
    """Strangers everywhere ask for codes to somebody's own phone: on the phone where they signed in it still works."""
    mine = flooded.app.test_client()
    mine.environ_base["REMOTE_ADDR"] = "10.0.1.9"
    assert mine.post("/en/sign-in", data={"address": KNOWN}).status_code == 303
    digits = accounts.digits_of(db.session.scalars(select(Code).order_by(Code.id.desc()).limit(1)).one())
    assert mine.post("/en/sign-in/code", data={"code": digits}).status_code == 303
    mine.post("/en/sign-out")
    statuses = Counter[int]()
    for number in range(30):
        client = flooded.app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"10.0.{number}.9"
        statuses[client.post("/en/sign-in", data={"address": KNOWN}).status_code] += 1
        flooded.clock.move(minutes=11)
    assert statuses[429] > 0
    assert mine.post("/en/sign-in", data={"address": KNOWN}).status_code == 303


@on_sqlite
def test_somebody_who_types_my_phone_takes_no_request_from_me(flooded: Site) -> None:
    for number in range(40):
        ask(flooded, FLOODS["many IPv4"](number * 300), phone=HONEST, business=ANJU, named=ANJU)
        if number % 10 == 9:
            flooded.clock.move(hours=1)
    assert ask(flooded, "198.51.100.7", phone=HONEST).status_code == 303
    work()
    receipts = select(Message).filter_by(kind="receipt", recipient="+12405550152", channel="sms")
    assert len(db.session.scalars(receipts).all()) == 3
    assert db.session.query(QuoteRequest).filter_by(phone="+12405550152").count() == 41
