"""One customer a firm, called like nobody else: every page as everybody, every message, log line, answer to a machine
and error is searched for them. They stand where they may, and nowhere else.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory.foundation import typeset
from directory.foundation.db import db
from directory.kernel.language import LANGUAGES
from directory.outbox import deliver
from directory.outbox.models import Message
from tests.conftest import MovableClock
from tests.factories import people
from tests.hostile.doors import seen
from tests.hostile.matrix import prepared
from tests.hostile.world import Side, firm
from tests.support.engines import on_sqlite

_PRIVATE = re.compile(r"/(?:[a-z-]+/)?(?:manage|account|admin|requests|leads|invitations)(?:/|\?|$)")
#: Where the operator may read a customer's name and number: on a lead that was taken, in messages as they went out,
#: also where those of one phone stand together.
_OPERATOR = re.compile(r"/admin/(?:leads/\d+|messages(?:/\d+)?(?:\?|$)|threads/contacts/\d+)")
MOST = 600
#: Of the pages that only a query tells apart (each of 22 ready sentences of a lead, each subject of the trail).
QUERIES = 6
OTHER_LANGUAGES = LANGUAGES.keys() - {"en"}


@dataclass
class Visitor:
    """Somebody who looks at everything they can reach, and whose they may read: customers' data, inner data.

    `is_brief`: in English only. Whose rows a page shows is asked of the database; in which words it says them, of a
    catalogue: one of each kind looks at all languages.
    """

    name: str
    client: FlaskClient
    starts: tuple[str, ...]
    customers: tuple[Side, ...] = ()
    inner: tuple[Side, ...] = ()
    is_operator: bool = False
    is_brief: bool = False
    pages: dict[str, TestResponse] = field(default_factory=dict)

    def look(self) -> None:
        """Follow every link that leads on inside, private ones to their end; public pages once are enough."""
        waiting, queries = list(self.starts), Counter[str]()
        while waiting and len(self.pages) < MOST:
            path = waiting.pop()
            bare, _, query = path.partition("?")
            if path in self.pages or queries[bare] == QUERIES:
                continue
            queries[bare] += bool(query)
            answer = self.client.get(path)
            assert answer.status_code < 500, (self.name, path)
            self.pages[path] = answer
            if answer.mimetype not in ("text/html", "application/xml"):
                continue
            for address in re.findall(r'(?:href="|<loc>)([^"<]+)', answer.get_data().decode(errors="replace")):
                link = address.replace("&amp;", "&").partition("#")[0]
                target = urlsplit(link)
                if not target.path.startswith("/") or target.path.startswith("/static/"):
                    continue
                begins = target.path.split("/")[1]
                if self.is_brief and begins in OTHER_LANGUAGES:
                    continue
                if _PRIVATE.match(target.path) or (self.name == "anybody" and not target.query):
                    waiting.append(target.path + (f"?{target.query}" if target.query else ""))


def allowed(visitor: Visitor, path: str, side: Side) -> set[str]:
    """The words of a firm and its customer that may stand on this page."""
    words: set[str] = set()
    if side in visitor.customers and _PRIVATE.match(path):
        words |= {*side.customer, side.wording}
    if side in visitor.customers and "/requests/" in path:
        words |= {*side.alone}
    if side in visitor.inner and _PRIVATE.match(path):
        words |= set(side.inner)
    if visitor.is_operator and path.startswith("/admin"):
        words |= set(side.inner)
        if _OPERATOR.match(path):
            words |= {*side.customer}
    return words


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed reads as it was given: nobody finds a word in a drawing, and each takes half a second."""
    monkeypatch.setattr(typeset, "CHILD", Path(__file__).with_name("as_given.py"))


@pytest.fixture
def log(app: Flask) -> Iterator[StringIO]:
    """What is logged, exactly as it is written out."""
    lines, before = StringIO(), structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lines))
    yield lines
    structlog.configure(**before)


def _everybody(app: Flask, sides: tuple[Side, ...], operator: int) -> list[Visitor]:
    def browser(person_id: int | None = None) -> FlaskClient:
        client = app.test_client()
        if person_id is not None:
            people.signed_in(client, person_id)
        return client

    machines = ("/api/v1/businesses", "/api/v1/openapi.json", "/sitemap.xml", "/robots.txt", "/metrics", "/nowhere")
    visitors = [Visitor("anybody", browser(), ("/en/", "/zh-hans/", "/zh-hant/", "/en/sign-in", *machines))]
    for side in sides:
        is_taken = side.links["state"] == "accepted"
        mine, taken = (side,), (side,) if is_taken else ()
        token = side.links["request"]
        addresses = (f"/en/requests/{token}", f"/zh-hant/requests/{token}", f"/api/v1/requests/{token}")
        visitors.append(Visitor(f"customer of {side.slug}", browser(), addresses, mine))
        link = (f"/leads/{side.links['lead']}", f"/zh-hans/leads/{side.links['lead']}")
        visitors.append(Visitor(f"link of {side.slug}", browser(), link, taken))
        is_brief = side is not sides[0]
        language = "en" if is_brief else "zh-hans"
        desk = (f"/en/manage/{side.slug}/leads", f"/{language}/manage/{side.slug}/listing", "/en/account")
        for role, person_id in side.people.items():
            others = [f"/en/manage/{other_side.slug}/leads" for other_side in sides] + ["/admin"]
            browsing = browser(person_id), (*desk, *others)
            visitors.append(Visitor(f"{role} of {side.slug}", *browsing, taken, mine, is_brief=is_brief))
    visitors.append(Visitor("operator", browser(operator), ("/admin", "/en/account"), is_operator=True))
    return visitors


def _leaks(visitor: Visitor, sides: tuple[Side, ...]) -> Iterator[str]:
    for path, answer in visitor.pages.items():
        for side in sides:
            words = (*side.customer, side.wording, *side.inner, *side.alone)
            leaked = set(seen(answer, words))
            yield from (f"{visitor.name} reads {word} at {path}" for word in leaked - _may(visitor, path, side))
            if leaked and (answer.headers["Cache-Control"] != "no-store" or "ETag" in answer.headers):
                yield f"{path} may be kept by a cache"
            if leaked and "noindex" not in answer.headers.get("X-Robots-Tag", ""):
                yield f"{path} may be listed by a search engine"
            for link in re.findall(r'(?:href|action|src)="([^"]*)"', answer.get_data().decode(errors="replace")):
                if not link.startswith(("tel:", "sms:", "mailto:")):
                    address = unquote(link)
                    yield from (f"{word} in the address {link}" for word in words if word in address)


def _may(visitor: Visitor, path: str, side: Side) -> set[str]:
    """What `allowed` says; of a lead that is not taken, the firm reads the customer's words, its contacts masked."""
    own = side in visitor.inner or visitor.name == f"link of {side.slug}"
    return allowed(visitor, path, side) | ({side.wording} if own and "leads" in path else set())


def _work() -> None:
    while ids := [message.id for message in db.session.query(Message.id).filter_by(state="waiting")]:
        db.session.remove()
        for message_id in ids:
            deliver.deliver(message_id)


def _told(sides: tuple[Side, ...]) -> Iterator[str]:
    """Messages that tell somebody what is not theirs."""
    for message in db.session.query(Message):
        text = f"{message.subject_line} {message.body}"
        bare = re.sub(r"[\s().-]", "", text)
        for side in sides:
            for word in (*side.customer, side.wording, *side.inner, *side.alone):
                is_there = word in text or (word.isdigit() and word in bare)
                mine = {side.links["phone"], *(f"+1{word}" for word in (*side.customer, *side.inner) if word.isdigit())}
                mine |= {word for word in (*side.customer, *side.inner) if "@" in word}
                if is_there and message.recipient not in mine:
                    yield f"{message.kind} to {message.recipient} tells {word}"
                is_early = word in side.customer and side.links["state"] == "new"
                if is_there and is_early and message.recipient == side.links["phone"]:
                    yield f"{message.kind} tells {word} before the lead was taken"


@on_sqlite
@pytest.mark.usefixtures("printed")
def test_a_customer_is_known_only_where_they_may_be(
    app: Flask, clock: MovableClock, log: StringIO, record_property: Callable[[str, object], None]
) -> None:
    world = prepared(app)
    sides = (world.own, world.other, firm("infinity", 3, accepts=False))
    leaks: list[str] = []
    _work()
    visitors = _everybody(app, sides, world.operator)
    # Whoever may read comes first: what a cache kept for them, everybody would find.
    for visitor in reversed(visitors):
        visitor.look()
        leaks += _leaks(visitor, sides)
    _work()
    leaks += _told(sides)
    written = log.getvalue()
    for side in sides:
        secrets = [side.links[name] for name in ("request", "lead", "invitation", "confirm")]
        words = (*side.customer, side.wording, *side.inner, *side.alone, *secrets)
        leaks += [f"the log has {word}" for word in words if word in written]
    assert not leaks, "\n".join(sorted(set(leaks)))
    reached = {visitor.name: len(visitor.pages) for visitor in visitors}
    assert reached["anybody"] > 60, reached
    assert reached["operator"] > 20, reached
    assert all(count > 10 for name, count in reached.items() if name.startswith(("owner", "colleague"))), reached
    prints = [a.text for v in visitors for a in v.pages.values() if a.mimetype == "application/pdf"]
    assert prints
    assert all(json.loads(text) for text in prints), "what is printed was read as it was given"
    # The search would find them: each stands where it may.
    for visitor in visitors:
        for side in visitor.customers:
            assert any(seen(answer, side.customer) for answer in visitor.pages.values()), visitor.name
            if visitor.name.startswith("customer"):
                assert any(seen(answer, side.alone) for answer in visitor.pages.values()), visitor.name
    pages, lines, sent = sum(reached.values()), written.count("\n"), db.session.query(Message).count()
    record_property(
        "figures",
        f"G7 {len(sides)} customers sought in {pages} pages as {len(visitors)} people, {sent} messages, "
        f"{lines} log lines, {db.engine.dialect.name}: leaks 0",
    )


@on_sqlite
def test_an_error_names_nobody(
    app: Flask,
    clock: MovableClock,
    log: StringIO,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A fault in our own code, with the customer's data in its words, on a page that shows them."""
    world = prepared(app)
    word = world.own.customer[0]

    def broken(**values: object) -> str:
        raise RuntimeError(f"{word} {world.own.customer[1]}")

    monkeypatch.setitem(app.view_functions, "inbox_desk.show", broken)
    answer = world.browser("owner").get(f"/en/manage/{world.own.slug}/leads/{world.own.ids['lead_id']}")
    assert answer.status_code == 500
    words = (*world.own.customer, world.own.wording, *world.own.inner)
    assert not seen(answer, words)
    assert answer.headers["Cache-Control"] == "no-store"
    written = log.getvalue() + caplog.text + "".join(capfd.readouterr())
    assert "RuntimeError" in written
    assert not [leaked_word for leaked_word in words if leaked_word in written]


@on_sqlite
def test_a_page_in_the_wrong_hands_is_a_leak(app: Flask, clock: MovableClock) -> None:
    world = prepared(app)
    path = f"/en/manage/{world.own.slug}/leads/{world.own.ids['lead_id']}"
    page = world.browser("owner").get(path)
    wrong = Visitor("owner of fangshi", app.test_client(), (), (world.other,), (world.other,), pages={path: page})
    leaked = set(_leaks(wrong, (world.own, world.other)))
    assert {f"owner of fangshi reads {word} at {path}" for word in (*world.own.customer, "secretnote1")} <= leaked
    del page.headers["X-Robots-Tag"]
    page.headers["Cache-Control"] = "public"
    leaked = set(_leaks(wrong, (world.own,)))
    assert {f"{path} may be kept by a cache", f"{path} may be listed by a search engine"} <= leaked
