"""What a homeowner takes along of a request: everything of hers in each table, nothing that opens or is another's."""

import json
import re

import pytest
from sqlalchemy import JSON, select

from directory.foundation import tokens
from directory.foundation.db import Base, db
from directory.foundation.i18n import speaking
from directory.foundation.records import records_below
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel.language import LANGUAGES
from directory.leads import actions
from directory.leads.actions import Confirmation
from directory.leads.models import Lead, QuoteRequest
from directory.leads.notices import confirm_key
from directory.leads.rules import LEAD, REQUEST, ConfirmedBy
from directory.nameplates.models import PLATE
from directory.outbox.models import Message
from directory.outbox.rules import MESSAGE
from directory.photos.rules import PHOTO
from directory.quotes import actions as quotes
from directory.quotes.rules import QUOTE
from directory.quotes.rules.offer import Offer, Option
from directory.quotes.rules.phrases import Sentence
from directory.reviews.rules import REVIEW
from directory.tracking.queries.record import COLUMNS, KINDS, TABLES, is_shown, record_of
from directory.tracking.queries.record_page import STATES, UNFOLDED, lines_of
from directory.trades import vocabulary
from directory.visits.rules import VISIT
from tests.factories.answers import PHONES, request_url
from tests.factories.canaries import MAIL, NAME, PHONE, WORDS, delete, finished, planted, traces, work
from tests.factories.corrections import NEW_PHONE, correct, now
from tests.factories.request_page import QUOTED, leads
from tests.factories.requests import listed, sent
from tests.page import check_page

#: Where a trace of her stands that is no part of her record: what the desk wrote of her, files of messages, texts that
#: a business or a stranger wrote, and hers while nobody showed that the phone is hers.
NOT_HERS = {"file", "desk_texts", "inbound_texts"}


def downloaded(client, request) -> dict:
    answer = client.get(f"{request_url(request)}/record.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert request.number in answer.headers["Content-Disposition"]
    return json.loads(answer.text)


def test_every_table_with_a_trace_of_her_is_in_it(client, clock):
    own = planted()
    record = downloaded(client, own)
    assert set(traces(own)) - NOT_HERS <= set(record)
    for table in set(traces(own)) - NOT_HERS - {"leads", "quote_options"}:
        text = json.dumps(record[table], ensure_ascii=False)
        assert any(canary in text for canary in (PHONE, NAME, WORDS, MAIL)), table
    assert {entry["business"] for entry in record["leads"]} == {"高氏冷暖", "方氏冷暖"}
    # Who has it since when, and no word of what a business says to us alone.
    assert [entry["state"] for entry in record["leads"]] == ["quoted", "declined"]
    assert record["leads"][0]["accepted_at"]
    assert "spam" not in json.dumps(record["leads"])


def test_nothing_in_it_opens_anything_or_is_another_ones(client, clock):
    own = planted()
    source = client.get(f"{request_url(own)}/record.json").text
    rows = [own, *db.session.query(Lead)]
    secrets = {entry.seed for entry in rows} | {entry.token_digest for entry in rows}
    secrets |= {tokens.derive("lead", lead.seed) for lead in db.session.query(Lead)}
    # A key went out in a mail: whoever has it shows that the mail is theirs.
    assert any(confirm_key(own) in (message.body or "") for message in db.session.query(Message))
    secrets.add(confirm_key(own))
    assert not {secret for secret in secrets if secret in source}
    columns = {column for rows in json.loads(source).values() for entry in rows for column in entry}
    assert not {name for name in columns if name.endswith(("seed", "digest", "hash", "_key", "_id"))}
    assert not columns & {"lost_reason", "accept_digit"}
    assert all("note" not in entry for entry in json.loads(source)["leads"])
    assert PHONES["gaoshi"] not in json.dumps(json.loads(source)["messages"])


def test_her_texts_are_in_it_once_the_phone_is_known_to_be_hers(client, clock):
    listed("gaoshi")
    own = sent("gaoshi")
    with unit() as session:
        receive_text(session, own.phone, "什么时候来？", "SM1")
    assert "texts" not in downloaded(client, own)
    with unit() as session:
        actions.confirm(session, own.id, own.phone, Confirmation("phone", ConfirmedBy.CODE, None))
    assert [entry["body"] for entry in downloaded(client, own)["texts"]] == ["什么时候来？"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_what_the_download_has(client, clock, language):
    listed("gaoshi")
    own = sent("gaoshi", "gaoshi", name="陈女士")
    with unit() as session:
        actions.accept(session, session.query(Lead).one().id, "sms")
    answer = client.get(f"{request_url(own, language)}/record")
    page = check_page(answer, language, quoted=(*QUOTED, "我只请这两家联系我", "楼上不热", own.details))
    record = downloaded(client, own)
    assert {e.get("id") for e in page.all("h2")} == {f"table-{table}" for table in record}
    for value in ("chen@example.com", "301-555-0142", "楼上不热"):
        assert value in page.source
    assert f"{request_url(own, language)}/record" in client.get(request_url(own, language)).text


def test_the_page_shows_no_code_of_ours(client, clock):
    """A code is read by its label, on a request that went all the way and was corrected on it."""
    own = finished()
    correct(client, own, details="楼下也不热", urgency="month")
    for language, spoken in LANGUAGES.items():
        with speaking(spoken):
            record = record_of(db.session(), db.session.get(QuoteRequest, own.id))
            shown = [line for table, rows in record.items() for entry in rows for line in lines_of(table, entry)]
        assert not [line.words for line in shown if line.is_code and re.search("[a-z]", line.words)]
        assert all(line.label and line.words for line in shown)
        labels = [vocabulary.label(kind, code, language) for kind, code in (("symptom", "noheat"), ("lang", "cmn"))]
        assert set(labels) <= {line.words for line in shown}
    columns = {column for rows in record.values() for entry in rows for column in entry}
    assert {"answers", "document", "facts", "fields"} <= columns


def test_every_code_that_a_column_may_hold_has_a_label():
    tables = {"quotes": QUOTE, "visits": VISIT, "reviews": REVIEW, "photos": PHOTO, "nameplates": PLATE}
    tables |= {"quote_requests": REQUEST, "leads": LEAD, "messages": MESSAGE}
    assert {table: set(labels) for table, labels in STATES.items() if table != "consents"} == {
        table: set(states.states) for table, states in tables.items()
    }
    folded = {
        (table, column.name)
        for table in _reached()
        for column in Base.metadata.tables[table].columns
        if is_shown(table, column.name) and isinstance(column.type, JSON)
    }
    assert folded <= set(UNFOLDED)


def test_a_code_that_no_release_knows_any_longer_is_shown_as_stored(app):
    with speaking(LANGUAGES["en"]):
        for table, entry in (
            ("quotes", {"state": "bartered"}),
            ("quote_requests", {"answers": {"moon": ["full"]}}),
            ("replies", {"phrase": "hum_a_tune", "slots": None}),
        ):
            [line] = lines_of(table, entry)
            assert line.is_code, entry


def test_what_is_deleted_is_in_it_no_more(client, clock):
    own = planted()
    delete(own)
    record = json.dumps({t: rows for t, rows in downloaded(client, own).items() if t != "consents"})
    assert not any(canary in record for canary in (PHONE, NAME, WORDS, MAIL))


def _reached() -> set[str]:
    """The tables that hang on a request, or on one that does."""
    reached, waiting = {"quote_requests"}, ["quote_requests"]
    while waiting:
        above = waiting.pop()
        for table in Base.metadata.sorted_tables:
            if table.name not in reached and any(key.column.table.name == above for key in table.foreign_keys):
                reached.add(table.name)
                waiting.append(table.name)
    return reached


def test_every_table_below_a_request_is_reached_and_called_something(app, clock):
    """A table that somebody adds is in the record by itself; only its heading waits to be translated."""
    reached = _reached()
    listed("gaoshi")
    own = sent("gaoshi")
    below = records_below(db.session(), "quote_requests", own.id, KINDS)
    for table in reached:
        has_rows = db.session.execute(select(Base.metadata.tables[table]).limit(1)).first() is not None
        assert not has_rows or table in below, table
    assert set(TABLES) - {"texts"} <= set(Base.metadata.tables)
    assert {"quote_requests", "leads", "consents"} <= reached & set(TABLES)


def test_every_column_of_hers_has_a_label(app):
    """On a page that everybody reads no column is called by the name that the database gives it, in any language."""
    reached = _reached()
    columns = {
        (name, column.name)
        for name in reached
        for column in Base.metadata.tables[name].columns
        if is_shown(name, column.name) and column.name not in COLUMNS
    }
    assert columns == set()
    assert reached <= set(TABLES)
    for language in LANGUAGES.values():
        with speaking(language):
            labels = [str(label) for label in (*TABLES.values(), *COLUMNS.values())]
        assert not [label for label in labels if "_" in label]
        assert (language.url == "en") == any(label.isascii() for label in labels)


def test_another_request_is_not_in_it(client, clock):
    listed("gaoshi")
    own, other = sent("gaoshi"), sent("gaoshi", name="王先生", details="别家的事")
    assert "王先生" not in json.dumps(downloaded(client, own), ensure_ascii=False)
    assert db.session.get(QuoteRequest, other.id).name == "王先生"


def test_a_price_that_was_for_somebody_else_is_not_in_it(client, clock):
    """Nor its options, nor the message that told her of it, on the page or in the file."""
    own = planted()
    stood = [entry["amount_min"] for entry in downloaded(client, own)["quotes"]]
    with unit() as session:
        lead = session.scalars(select(Lead).where(Lead.request_id == own.id)).first()
        price = quotes.quote(session, lead.id, Offer((Option(7654, 7654),))).id
    work()
    assert "7,654" in json.dumps(downloaded(client, own)["messages"])
    with unit() as session:
        quotes.retract_price(session, price, "quoted", by="operator")
    record = downloaded(client, own)
    assert [entry["amount_min"] for entry in record["quotes"]] == stood
    for address in ("record.json", "record"):
        source = client.get(f"{request_url(own)}/{address}").text
        assert not [words for words in ("7654", "7,654") if words in source], address


def test_texts_of_the_same_phone_about_its_next_request_are_not_in_it(client, clock):
    listed("gaoshi")
    own = sent("gaoshi")
    with unit() as session:
        receive_text(session, own.phone, "第一次的事", "SM1")
        actions.confirm(session, own.id, own.phone, Confirmation("phone", ConfirmedBy.CODE, None))
    clock.move(days=3)
    other = sent("gaoshi", name="王先生", details="别家的事")
    with unit() as session:
        receive_text(session, other.phone, "第二次的事", "SM2")
    assert [entry["body"] for entry in downloaded(client, own)["texts"]] == ["第一次的事"]


def test_an_address_is_called_what_it_is(client, clock):
    source = client.get(f"{request_url(planted(), 'en')}/record").text
    assert "<dt>Street address of the work</dt>" in source
    assert "<dt>Phone or email</dt>" in source


def test_words_that_were_for_somebody_else_are_not_in_it(client, clock):
    own = planted()
    with unit() as session:
        lead = session.scalars(select(Lead).where(Lead.request_id == own.id)).first()
        line = quotes.say_phrase(session, lead.id, "business", Sentence("when_home", {}, LANGUAGES["zh-hans"])).id
    assert [entry["phrase"] for entry in downloaded(client, own)["replies"] if entry.get("phrase")] == ["when_home"]
    with unit() as session:
        quotes.retract_line(session, line, by="operator")
    assert not [
        entry for entry in downloaded(client, own)["replies"] if entry.get("retracted_at") or entry.get("phrase")
    ]


def test_one_that_gave_up_before_has_the_old_number_and_the_page_says_so(client, clock):
    listed("gaoshi")
    own = sent("gaoshi", key="own")
    work()
    (only,) = leads(own)
    with unit() as session:
        actions.accept(session, only.id, "sms")
    with unit() as session:
        quotes.give_up(session, only.id, None, "sms")
    clock.move(minutes=30)
    who = "Who has your information"
    assert "Your name and number since" in client.get(request_url(own, "en")).text.split(who)[1]
    correct(client, own, phone=NEW_PHONE)
    shown = client.get(request_url(now(own), "en")).text.split(who)[1]
    assert "Your name and the number you had before" in shown
    assert "Your name and number since" not in shown
